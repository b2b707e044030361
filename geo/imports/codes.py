"""What the codes of other datasets mean here: the shipped crosswalks, ready for look-up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.lexicon import read_rows

__all__ = [
    "TEXT",
    "EventCode",
    "actor_codes",
    "arrow",
    "countries",
    "credit",
    "event_codes",
    "map_codes",
    "precisions",
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
    """Return the event codes of a scheme, by the code in lower case."""
    names = ("label", "event_type", "mode", "cameo", "acled_event_type", "acled_sub_event_type")
    return {
        row["code"].lower(): EventCode(**{name: row[name] for name in names})
        for row in read_rows("coded_events")
        if row["scheme"] == scheme
    }


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
    return f"{row['credit']} ({row['licence']}); {row['url']}"


def map_codes(codes: pd.Series[str], meanings: Mapping[str, str]) -> pd.Series[str]:
    """Replace codes by their meanings; what has none becomes null."""
    known = {code: meaning for code, meaning in meanings.items() if meaning}
    numbers = pc.index_in(arrow(codes), value_set=pa.array(list(known), pa.large_string()))
    return series(pc.take(pa.array(list(known.values()), pa.large_string()), numbers), codes.index)


def arrow(column: pd.Series[str]) -> pa.ChunkedArray:
    """Return a column of text as Arrow has it, without a copy."""
    return pa.chunked_array(pa.array(column, type=pa.large_string()))


def series(cells: pa.ChunkedArray, index: pd.Index[int]) -> pd.Series[str]:
    """Return Arrow's text as a column, without a copy."""
    return pd.Series(pd.array(cells, dtype=TEXT), index=index)
