"""What the codes of other datasets mean here: the shipped crosswalks, ready for look-up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.lexicon import read_rows
from geo.model import Entry, Geoprecision
from geo.ontology import scheme_codes

__all__ = [
    "TEXT",
    "EventCode",
    "actor_codes",
    "alpha3_codes",
    "arrow",
    "change_each",
    "countries",
    "credit",
    "event_codes",
    "feature_precisions",
    "map_codes",
    "map_each",
    "map_numbers",
    "precisions",
    "sector_codes",
    "series",
]

TEXT = pd.StringDtype("pyarrow")
"""Text in Arrow's form: no Python object per cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCode:
    """What an event code of another scheme is in ours; empty where it says nothing."""

    label: str
    event_type: str
    mode: str
    cameo: str
    acled_event_type: str
    acled_sub_event_type: str


@cache
def event_codes(scheme: str) -> Mapping[str, EventCode]:
    """Return the event codes of a scheme, by the code in lower case.

    `plover` are the types and modes of PLOVER ("ASSAULT", "ASSAULT-aerial"), `all` those, ACLED's
    and CAMEO's; the others are those of `coded_events.csv`.
    """
    if scheme == "plover":
        return _plover_codes()
    if scheme == "all":
        schemes = ("cameo", "acled-event", "acled-sub-event", "plover")
        return {code: of for name in schemes for code, of in event_codes(name).items()}
    names = ("label", "event_type", "mode", "cameo", "acled_event_type", "acled_sub_event_type")
    return {
        row["code"].lower(): EventCode(**{name: row[name] for name in names})
        for row in read_rows("coded_events")
        if row["scheme"] == scheme
    }


def _plover_codes() -> Mapping[str, EventCode]:
    rows = [row for row in read_rows("event_modes") if row["plover"]]
    # Two of our modes may be one of PLOVER's: the one of the same name comes first.
    rows.sort(key=lambda row: row["plover"] != _name(row))
    found: dict[str, EventCode] = {}
    for row in rows:
        names = ("event_type", "mode", "cameo", "acled_event_type", "acled_sub_event_type")
        event_type, _, mode = row["plover"].partition("-")
        label = event_type.capitalize() + (f", {mode.replace('-', ' ')}" if mode else "")
        code = EventCode(label=label, **{name: row[name] for name in names})
        found.setdefault(row["plover"].lower(), code)
    return found


def _name(row: Mapping[str, str]) -> str:
    return "-".join(filter(None, (row["event_type"], row["mode"])))


@cache
def sector_codes() -> Mapping[str, tuple[str, str]]:
    """Return actor type and PLOVER sector of PLOVER's sectors, by the sector in lower case.

    The type is the one that most codes of other schemes with that sector have.
    """
    types: dict[str, Counter[str]] = {sector: Counter() for sector in scheme_codes("plover-sector")}
    for row in read_rows("coded_actors"):
        if row["sector"]:
            types[row["sector"]][row["type"]] += 1
    return {
        sector.lower(): (next((kind for kind, _ in found.most_common(1)), "unknown"), sector)
        for sector, found in types.items()
    }


@cache
def feature_precisions() -> Mapping[str, Geoprecision]:
    """Return how exactly a point stands for a place, by GeoNames' code of what the place is."""
    return {
        row["feature_code"]: Entry(
            entry_id="",
            name="",
            latitude=0.0,
            longitude=0.0,
            feature_class=row["feature_class"],
            feature_code=row["feature_code"],
            country_code=None,
            admin1=None,
            admin2=None,
            population=0,
            dataset="",
        ).geoprecision
        for row in read_rows("feature_codes")
    }


@cache
def alpha3_codes() -> Mapping[str, str]:
    """Return ISO 3166-1 alpha-3 codes, each by itself."""
    return {code: code for code in countries("iso-alpha2").values()}


@cache
def actor_codes(scheme: str) -> Mapping[str, tuple[str, str]]:
    """Return actor type and PLOVER sector of the codes of a scheme, by the code in lower case."""
    return {
        row["code"].lower(): (row["type"], row["sector"])
        for row in read_rows("coded_actors")
        if row["scheme"] == scheme
    }


@cache
def precisions(scheme: str) -> Mapping[str, tuple[int, str]]:
    """Return our precision of the codes of a scheme, each with what the code means."""
    return {
        row["code"]: (int(row["precision"]), row["meaning"])
        for row in read_rows("coded_precisions")
        if row["scheme"] == scheme
    }


@cache
def countries(scheme: str) -> Mapping[str, str]:
    """Return ISO 3166-1 alpha-3 codes by those of another scheme.

    Schemes are `fips` (FIPS 10-4), `iso-numeric`, `iso-alpha2`, `gleditsch-ward`, and `cameo`
    (mostly the codes of ISO 3166-1 alpha-3 themselves).
    """
    return {
        row["code"]: row["country_code"]
        for row in read_rows("country_codes")
        if row["scheme"] == scheme
    }


@cache
def credit(dataset: str) -> str:
    """Return whom to credit for a dataset, under which terms, and where it is."""
    row = next(row for row in read_rows("event_datasets") if row["event_dataset"] == dataset)
    address = f"; {row['url']}" if row["url"] else ""
    return f"{row['credit']} ({row['licence']}){address}"


def map_codes(codes: pd.Series[str], meanings: Mapping[str, str]) -> pd.Series[str]:
    """Replace codes by their meanings; what has none becomes null."""
    known = {code: meaning for code, meaning in meanings.items() if meaning}
    numbers = pc.index_in(arrow(codes), value_set=pa.array(list(known), pa.large_string()))
    return series(pc.take(pa.array(list(known.values()), pa.large_string()), numbers), codes.index)


def map_numbers(codes: pd.Series[str], meanings: Mapping[str, int]) -> pd.Series[int]:
    """Replace codes by numbers; what has none becomes null."""
    places = pc.index_in(arrow(codes), value_set=pa.array(list(meanings), pa.large_string()))
    numbers = pc.take(pa.array(list(meanings.values()), pa.int64()), places)
    return pd.Series(pd.array(numbers.to_pandas(), dtype="Int64"), index=codes.index)


def map_each(cells: pd.Series[str], meaning: Callable[[str], str | None]) -> pd.Series[str]:
    """Replace each text by what a function makes of it, which is asked once for each."""
    return change_each(
        cells,
        lambda texts: pa.array([meaning(text) for text in texts.to_pylist()], pa.large_string()),
    )


def change_each(cells: pd.Series[str], change: Callable[[pa.Array], pa.Array]) -> pd.Series[str]:
    """Replace texts by what a function makes of all different ones."""
    coded = arrow(cells).combine_chunks().dictionary_encode()
    made = change(coded.dictionary)
    return series(pa.chunked_array([pc.take(made, coded.indices)]), cells.index)


def arrow(column: pd.Series[str]) -> pa.ChunkedArray:
    """Return a column of text as Arrow has it, without a copy."""
    return pa.chunked_array(pa.array(column, type=pa.large_string()))


def series(cells: pa.ChunkedArray, index: pd.Index[int]) -> pd.Series[str]:
    """Return Arrow's text as a column, without a copy."""
    return pd.Series(pd.array(cells, dtype=TEXT), index=index)
