"""Rows of an atlas as plain values, clipped to what a reader can take in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.escape import link
from geo.maps.phrases import Phrases
from geo.model import Sense

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = [
    "HEADLINE_CHARACTERS",
    "NAME_CHARACTERS",
    "SENTENCE_CHARACTERS",
    "Documents",
    "Numbering",
    "Row",
    "Tables",
    "clip",
    "coded",
    "day_number",
    "documents_of",
    "grouped",
    "rows_of",
    "short_id",
]

Row = Mapping[str, Any]

# A reader takes in no more of a headline, a name or a sentence at a glance; a text of a
# megabyte in one of these cells must not make the page unusable.
NAME_CHARACTERS = 160
HEADLINE_CHARACTERS = 300
SENTENCE_CHARACTERS = 1200

# A language with its script and region, such as `zh-Hant-HK`.
_LANGUAGE_CHARACTERS = 12

# Ids are not shown, and of no use cut short: longer ones are left out.
_ID_CHARACTERS = 1000

_FIRST_DAY = dt.date(1970, 1, 1).toordinal()


class Numbering:
    """Numbers for things in the order in which they are first met."""

    def __init__(self) -> None:
        self.numbers: dict[Any, int] = {}

    def number(self, key: Any) -> int:
        """Return the number of a thing, the next one if it is new."""
        return self.numbers.setdefault(key, len(self.numbers))


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as mappings of plain values; null is `None`, a day a `date`."""
    plain = pd.DataFrame(frame)
    names = [str(name) for name in plain.columns]
    return _joined(names, [_values_of(plain.iloc[:, at]) for at in range(len(names))])


def _joined(names: Sequence[str], columns: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _values_of(column: pd.Series) -> list[Any]:
    """Return the values of a column, null as `None`."""
    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "M":
        values: list[Any] = column.to_numpy("datetime64[D]").astype(object).tolist()
        return values
    cells = column.astype(object).to_numpy(copy=True)
    cells[column.isna().to_numpy()] = None
    return list(cells)


def short_id(value: str | None) -> str | None:
    """Return an id, or an empty one where no page could hold it with each of its rows."""
    return "" if value is not None and len(value) > _ID_CHARACTERS else value


def clip(text: object, limit: int) -> str:
    """Return a text of at most so many characters, the last an ellipsis where some are left out."""
    plain = "" if text is None else str(text)
    return plain if len(plain) <= limit else plain[: limit - 1] + "\u2026"


def day_number(day: dt.date | None) -> int | None:
    """Return a day as whole days since 1 January 1970, which no time zone can shift."""
    return None if day is None else day.toordinal() - _FIRST_DAY


def coded(values: Iterable[Any], *, limit: int | None = None) -> dict[str, list[Any]]:
    """Return a column whose values repeat: `values` once each, and `of`, their numbers.

    Parameters
    ----------
    values
        Of one column; `None` has no number.
    limit
        Most characters of a value; see `clip`.
    """
    listed = list(values)
    cells = np.empty(len(listed), dtype=object)
    cells[:] = listed
    codes, distinct = pd.factorize(cells)
    of = [None if code < 0 else code for code in codes.tolist()]
    named = distinct.tolist()
    return {"values": named if limit is None else [clip(one, limit) for one in named], "of": of}


def grouped(
    keys: Iterable[str], events: Sequence[Row], *within: Sequence[int]
) -> tuple[list[int], list[int]]:
    """Return rows in the order of the events that they belong to, and where those of each start.

    Parameters
    ----------
    keys
        The event id of each row; rows of other events are left out.
    events
        Rows of the events, in the order of the page.
    within
        By what the rows of one event are ordered, the first first.

    Returns
    -------
    Numbers of rows; those of event `n` stand from `start[n]` to `start[n + 1]`, where nothing
    orders them as they came.
    """
    ranks = {row["event_id"]: rank for rank, row in enumerate(events)}
    owners = np.array([ranks.get(key, -1) for key in keys], dtype=np.int64)
    order = np.lexsort([*map(np.asarray, reversed(within)), owners])
    starts = np.searchsorted(owners[order], np.arange(-1, len(events)), side="right")
    first = int(starts[0])
    return order[first:].tolist(), (starts - first).tolist()


class Tables:
    """The tables of an atlas as plain rows and columns, each turned into them once."""

    def __init__(self, atlas: Atlas) -> None:
        self._atlas = atlas
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._columns: dict[tuple[str, str], list[Any]] = {}

    def column(self, name: str, column: str) -> list[Any]:
        """Return the values of a column of a table, null as `None`."""
        key = (name, column)
        if key not in self._columns:
            self._columns[key] = _values_of(getattr(self._atlas, name)[column])
        return self._columns[key]

    def places(self) -> list[dict[str, Any]]:
        """Return the rows of the places that a page shows: where something is, or what is named."""
        frame = self._atlas.places
        used = {
            *self.column("events", "place_id"),
            *self.column("control", "place_id"),
            *self.column("reports", "origin_place_id"),
            *self.column("reports", "destination_place_id"),
        }
        named = (frame["sense"] == Sense.LITERAL) & frame["entry_id"].notna()
        return rows_of(frame[named | frame["place_id"].isin(used - {None})])

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Return the rows of a table."""
        if name not in self._rows:
            names = [str(column) for column in getattr(self._atlas, name).columns]
            self._rows[name] = _joined(names, (self.column(name, column) for column in names))
        return self._rows[name]


class Documents:
    """The documents' columns, and their numbers by id."""

    def __init__(self, rows: Sequence[Row], phrases: Phrases) -> None:
        self.rows = rows
        self.numbers = {row["document_id"]: number for number, row in enumerate(rows)}
        said = cache(phrases.interval)
        self.columns = {
            "title": [clip(row["title"], HEADLINE_CHARACTERS) for row in rows],
            "publisher": [clip(row["publisher"], NAME_CHARACTERS) for row in rows],
            "published": [
                "" if (day := row["published"]) is None else said(day, day, None) for row in rows
            ],
            "link": [link(row["url"]) for row in rows],
            "language": [clip(row["language"], _LANGUAGE_CHARACTERS) for row in rows],
        }


def documents_of(tables: Tables, phrases: Phrases) -> Documents:
    """Return the documents of an atlas, their dates said in a language."""
    return Documents(tables.rows("documents"), phrases)
