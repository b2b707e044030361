"""What every importer makes of its rows: the columns of coded events."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.imports.cells import Rows
from geo.imports.codes import TEXT, arrow, event_codes, map_codes, map_numbers, precisions, series

__all__ = ["COLUMNS", "Coded", "actor_of", "joined", "located", "nulls", "precision_of", "typed"]

COLUMNS: Mapping[str, Any] = {
    "identity": TEXT,
    "label": TEXT,
    "event_type": TEXT,
    "mode": TEXT,
    "contexts": TEXT,
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
    "area": TEXT,
    "geoprecision": "Int64",
    "place_reason": TEXT,
    "fatalities_low": "Int64",
    "fatalities_best": "Int64",
    "fatalities_high": "Int64",
    "injured": "Int64",
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
whatever precision, unless the place is an `area`, as well-known text. An actor has the dataset's
`key`, and a `surface` where that is not its name.
"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Coded:
    """Coded events of one dataset; columns left out are null."""

    dataset: str
    columns: Mapping[str, pd.Series]

    def frame(self, rows: Rows) -> pd.DataFrame:
        """Return the columns as declared, with the rows' numbers, without faulty rows."""
        index = rows.numbers.index
        bare = {kind: nulls(kind, len(index)) for kind in dict.fromkeys(COLUMNS.values())}
        whole = {
            name: self.columns[name].astype(kind)
            if name in self.columns
            else pd.Series(bare[kind], index=index)
            for name, kind in COLUMNS.items()
        }
        frame = pd.DataFrame(whole, index=index)
        frame["row"] = rows.numbers
        unfit = rows.faults.keys() | rows.omitted
        return frame[~frame["row"].isin(unfit)] if unfit else frame


def nulls(kind: Any, length: int) -> Any:
    """Return an array of a type without values; columns may share it."""
    return pd.array([pd.NA], dtype=kind).repeat(length)


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


def precision_of(
    rows: Rows, column: str, *, scheme: str, absent: Collection[str] | None = None
) -> tuple[pd.Series, pd.Series]:
    """Return our precision of the codes in a column, and what the codes mean in words.

    Cells that are empty or `absent` have none; where that is `None`, empty cells are refused.
    """
    known = precisions(scheme)
    codes = rows.text(column).str.removesuffix(".0")
    codes = codes if absent is None else codes.mask(codes.isin(list(absent)))
    rows.code(column, codes, known, optional=absent is not None)
    numbers = map_numbers(codes, {code: number for code, (number, _) in known.items()})
    meanings = {code: f"{column} {code}, {meaning}" for code, (_, meaning) in known.items()}
    return numbers, map_codes(codes, meanings)


def located(
    rows: Rows,
    *,
    place: pd.Series,
    precision: pd.Series,
    latitude: str = "latitude",
    longitude: str = "longitude",
) -> dict[str, pd.Series]:
    """Return the columns of a place; (0, 0) is what some programs write for "not known"."""
    latitudes = rows.number(latitude, minimum=-90, maximum=90)
    longitudes = rows.number(longitude, minimum=-180, maximum=180)
    nowhere = (latitudes == 0) & (longitudes == 0)
    return {
        "place_name": place,
        "latitude": latitudes.mask(nowhere),
        "longitude": longitudes.mask(nowhere),
        "geoprecision": precision,
    }


def actor_of(
    role: str,
    *,
    key: pd.Series,
    name: pd.Series,
    kind: pd.Series,
    known: Mapping[str, tuple[str, str]],
    surface: pd.Series,
    country: pd.Series | None = None,
) -> dict[str, pd.Series]:
    """Return the columns of an actor in a role, its type and sector by the codes of its kind."""
    kind = kind.str.lower()
    columns = {
        "key": key,
        "name": name,
        "type": map_codes(kind, {code: of for code, (of, _) in known.items()}),
        "sector": map_codes(kind, {code: sector for code, (_, sector) in known.items()}),
        "surface": surface,
    }
    if country is not None:
        columns["country"] = country
    return {f"{role}_{name}": column for name, column in columns.items()}


def joined(columns: Sequence[pd.Series], separator: str) -> pd.Series:
    """Join texts cell by cell; nulls are left out."""
    first, *rest = [arrow(column) for column in columns]
    for other in rest:
        both = pc.binary_join_element_wise(first, other, pa.scalar(separator, pa.large_string()))
        first = pc.coalesce(both, first, other)
    return series(first, columns[0].index)
