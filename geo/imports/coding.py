"""What every importer makes of its rows: the columns of coded events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.imports.cells import Rows
from geo.imports.codes import TEXT, event_codes, map_codes, precisions

__all__ = ["COLUMNS", "Coded", "joined", "located", "precision_of", "typed"]

COLUMNS: Mapping[str, Any] = {
    "identity": TEXT,
    "label": TEXT,
    "event_type": TEXT,
    "mode": TEXT,
    "cameo": TEXT,
    "acled_event_type": TEXT,
    "acled_sub_event_type": TEXT,
    "date_start": "datetime64[ms]",
    "date_end": "datetime64[ms]",
    "date_precision": "Int64",
    "place_name": TEXT,
    "country_name": TEXT,
    "country_code": TEXT,
    "admin1": TEXT,
    "latitude": "Float64",
    "longitude": "Float64",
    "geoprecision": "Int64",
    "place_reason": TEXT,
    "fatalities_low": "Int64",
    "fatalities_best": "Int64",
    "fatalities_high": "Int64",
    "document": TEXT,
    "title": TEXT,
    "publisher": TEXT,
    "published": "datetime64[ms]",
    "url": TEXT,
    "sentence": TEXT,
    "coder": TEXT,
    **{
        f"{role}_{name}": TEXT
        for role in ("source", "target")
        for name in ("key", "name", "type", "sector", "country", "surface")
    },
}
"""The columns of coded events, in the meaning of the tables of an atlas.

`identity` is the dataset's own id of the event and `label` its words for the act; `document` names
the text where it has an id of its own; latitude and longitude are as the dataset gives them, of
whatever precision. An actor has the dataset's `key`, and a `surface` where that is not its name.
"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Coded:
    """Coded events of one dataset; columns left out are null."""

    dataset: str
    columns: Mapping[str, pd.Series]

    def frame(self, rows: Rows) -> pd.DataFrame:
        """Return the columns as declared, with the rows' numbers, without faulty rows."""
        index = rows.numbers.index
        whole = {
            name: self.columns[name].astype(kind)
            if name in self.columns
            else pd.Series(pd.array([pd.NA] * len(index), dtype=kind), index=index)
            for name, kind in COLUMNS.items()
        }
        frame = pd.DataFrame(whole, index=index)
        frame["row"] = rows.numbers
        return frame[~frame["row"].isin(rows.faults)]


def typed(codes: pd.Series, scheme: str) -> dict[str, pd.Series]:
    """Return type, mode and label of events by the codes of a scheme."""
    known = event_codes(scheme)
    codes = codes.str.lower()
    return {
        name: map_codes(codes, {code: getattr(meaning, name) for code, meaning in known.items()})
        for name in (
            "label",
            "event_type",
            "mode",
            "cameo",
            "acled_event_type",
            "acled_sub_event_type",
        )
    }


def precision_of(rows: Rows, column: str, *, scheme: str) -> tuple[pd.Series, pd.Series]:
    """Return our precision of the codes in a column, and what the codes mean in words."""
    known = precisions(scheme)
    codes = rows.text(column)
    rows.code(column, codes, known)
    numbers = map_codes(codes, {code: str(number) for code, (number, _) in known.items()})
    meanings = {code: f"{column} {code}, {meaning}" for code, (_, meaning) in known.items()}
    return pd.to_numeric(numbers).astype("Int64"), map_codes(codes, meanings)


def located(rows: Rows, *, place: pd.Series, precision: pd.Series) -> dict[str, pd.Series]:
    """Return the columns of a place; (0, 0) is what some programs write for "not known"."""
    latitude = rows.number("latitude", minimum=-90, maximum=90)
    longitude = rows.number("longitude", minimum=-180, maximum=180)
    nowhere = (latitude == 0) & (longitude == 0)
    return {
        "place_name": place,
        "latitude": latitude.mask(nowhere),
        "longitude": longitude.mask(nowhere),
        "geoprecision": precision,
    }


def joined(columns: Sequence[pd.Series], separator: str) -> pd.Series:
    """Join texts cell by cell; nulls are left out."""
    first, *rest = columns
    for other in rest:
        both = first.notna() & other.notna()
        first = (first.fillna("") + separator + other.fillna("")).where(both, first.fillna(other))
    return first
