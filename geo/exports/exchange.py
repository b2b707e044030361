"""What the tables in the schemas of others share: which events fit, and how rows are written."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from geo.atlas import Atlas
from geo.exports.joined import Joined, Party, joined_events
from geo.exports.spreadsheets import neutralise
from geo.lexicon import read_rows
from geo.model import ActorType, Status

__all__ = [
    "UnfitError",
    "check_told",
    "code_of",
    "days_of",
    "is_civilian",
    "is_state",
    "write_table",
]

_STATES = frozenset({ActorType.STATE, ActorType.GOVERNMENT, ActorType.MILITARY})
# Who is a person in office acts for the state.
_OFFICES = frozenset({"COP", "GOV", "JUD", "LEG", "MIL", "SPY"})
_UNARMED = frozenset({ActorType.CIVILIAN, ActorType.PERSON, ActorType.NGO, ActorType.MEDIA})

_RowOf = Callable[[Joined], Mapping[str, Any]]


class UnfitError(Exception):
    """An event that a schema has no place for; says which events those are, in a few words."""


def write_table(
    atlas: Atlas,
    path: Path,
    *,
    columns: Sequence[str],
    row_of: _RowOf,
    delimiter: str = ",",
    has_header: bool = True,
) -> str | None:
    """Write the events that fit a schema as its rows; returns how many do not, and why.

    Columns that `row_of` does not give are empty.
    """
    unfit: Counter[str] = Counter()
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
        if has_header:
            writer.writerow(columns)
        for event in joined_events(atlas):
            try:
                row = row_of(event)
            except UnfitError as error:
                unfit[str(error)] += 1
            else:
                writer.writerow([_cell(row.get(name), delimiter) for name in columns])
    if not unfit:
        return None
    return "left out are " + ", ".join(f"{count:,} events {why}" for why, count in unfit.items())


def _cell(value: Any, delimiter: str) -> Any:
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    if delimiter == "\t":
        # Such files know no quotes: a blank stands for what would end a cell or a line.
        value = " ".join(value.replace('"', "'").split())
    return neutralise(value)


def check_told(event: Joined) -> None:
    """Refuse an event that was not told as done, or not when.

    Raises
    ------
    UnfitError
        If so.
    """
    if event.row["status"] != Status.ACTUAL:
        raise UnfitError("not told as done")
    if event.row["date_start"] is None:
        raise UnfitError("without a day")


def is_state(party: Party) -> bool:
    """Return whether an actor acts for a state, as persons in office do."""
    in_office = party.type == ActorType.PERSON and party.sector in _OFFICES
    return party.type in _STATES or in_office


def is_civilian(party: Party) -> bool:
    """Return whether others' schemas count an actor among civilians: the unarmed without office."""
    return party.type in _UNARMED and not is_state(party)


def days_of(event: Joined) -> tuple[dt.date, dt.date]:
    """Return first and last day; an event without a last day is taken for one of its first."""
    start, end = event.row["date_start"], event.row["date_end"]
    return start, start if end is None else max(start, end)


def code_of(scheme: str, precision: int) -> str:
    """Return the code of a scheme for a precision of ours: never a finer one, where it has any.

    Parameters
    ----------
    scheme
        One of `coded_precisions.csv`, such as `acled-geo`.
    precision
        Of place or date, as in our tables.
    """
    codes = _precisions(scheme)
    coarse = [known for known in codes if known >= precision]
    return codes[min(coarse)] if coarse else codes[max(codes)]


@cache
def _precisions(scheme: str) -> Mapping[int, str]:
    return {
        int(row["precision"]): row["code"]
        for row in read_rows("coded_precisions")
        if row["scheme"] == scheme
    }
