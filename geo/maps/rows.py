"""Rows of an atlas as plain values, clipped to what a reader can take in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.combinations import distinct
from geo.escape import link
from geo.maps.columns import (
    NO_DAY,
    NONE,
    Coded,
    Columns,
    Integers,
    nullable,
    plain,
    positions,
)

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
    "clipped",
    "day_of",
    "documents_of",
    "in_order",
    "known",
    "short_ids",
    "told",
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

_PLACE_COLUMNS = ("place_id", "entry_id", "name", "surface", "geoprecision", "geometry")


class Numbering:
    """Numbers for things in the order in which they are first met."""

    def __init__(self) -> None:
        self.numbers: dict[Any, int] = {}

    def number(self, key: Any) -> int:
        """Return the number of a thing, the next one if it is new."""
        return self.numbers.setdefault(key, len(self.numbers))


def clip(text: object, limit: int) -> str:
    """Return a text of at most so many characters, the last an ellipsis where some are left out."""
    plain = "" if text is None else str(text)
    return plain if len(plain) <= limit else plain[: limit - 1] + "\u2026"


def short_ids(values: Iterable[str | None]) -> list[str | None]:
    """Return ids; an empty one where no page could hold it with each of its rows."""
    most = _ID_CHARACTERS
    return [value if value is None or len(value) <= most else "" for value in values]


def day_of(number: int) -> dt.date | None:
    """Return a day by its number since 1 January 1970; see `Columns.days`."""
    return None if number == NO_DAY else dt.date.fromordinal(number + _FIRST_DAY)


def known(number: int) -> int | None:
    """Return a number, `None` for what stands for null."""
    return None if number == NONE else number


def clipped(texts: Iterable[str | None], limit: int) -> list[str]:
    """Return texts of at most so many characters each; null is empty."""
    return [
        text if text is not None and len(text) <= limit else clip(text, limit) for text in texts
    ]


def told(column: Coded, *, limit: int | None = None) -> dict[str, list[Any]]:
    """Return a column whose values repeat: `values` once each, and `of`, their numbers.

    Parameters
    ----------
    column
        Its values in any order; they come in that of their first rows.
    limit
        Most characters of a value; see `clip`.
    """
    short = column if limit is None else column.said(lambda value: clip(value, limit))
    ordered = short.ordered()
    return {"values": list(ordered.distinct), "of": nullable(ordered.of)}


def in_order(frame: pd.DataFrame) -> Columns:
    """Return events by first day, undated last."""
    keys = plain(frame["event_id"])
    by_key = np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.int64)
    days = Columns(frame).days("date_start")[by_key]
    days[days == NO_DAY] = np.iinfo(np.int64).max
    return Columns(frame, by_key[np.argsort(days, kind="stable")])


class Tables:
    """The tables of an atlas by columns, and how their rows belong to one another."""

    def __init__(self, atlas: Atlas) -> None:
        self._atlas = atlas
        self._tables: dict[str, Columns] = {}
        self._owners: dict[tuple[str, str], Integers] = {}

    def table(self, name: str) -> Columns:
        """Return a table; that of the events is in the order of the page."""
        if name not in self._tables:
            frame = getattr(self._atlas, name)
            self._tables[name] = in_order(frame) if name == "events" else Columns(frame)
        return self._tables[name]

    @property
    def events(self) -> Columns:
        """The events in the order of the page."""
        return self.table("events")

    def event_of(self, name: str) -> Integers:
        """Return for each row of a table the number of its event; `NONE` where there is none."""
        return self._rows_in("events", name, "event_id")

    def document_of(self, name: str) -> Integers:
        """Return for each row of a table the number of its document; `NONE` for an unknown one."""
        return self._rows_in("documents", name, "document_id")

    @cached_property
    def place_of(self) -> Integers:
        """For each event the row of its place, `NONE` where it has none."""
        places = self.table("places").column("place_id")
        return positions(self.events.column("place_id"), places)

    @cached_property
    def named_places(self) -> dict[str, Row]:
        """The places that claims of control and movements name, by id."""
        wanted = [
            self.table("control").column("place_id"),
            self.table("reports").column("origin_place_id"),
            self.table("reports").column("destination_place_id"),
        ]
        places = self.table("places")
        rows = positions(pd.concat(wanted, ignore_index=True), places.column("place_id"))
        found = places.taken(distinct(rows[rows != NONE])).mappings(_PLACE_COLUMNS)
        return {row["place_id"]: row for row in found}

    def _rows_in(self, owner: str, name: str, key: str) -> Integers:
        if (owner, name) not in self._owners:
            keys = self.table(owner).column(key)
            self._owners[owner, name] = positions(self.table(name).column(key), keys)
        return self._owners[owner, name]

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Return the rows of a table as mappings; not of one that may be long."""
        return self.table(name).mappings()


class Documents:
    """The documents' columns, and their numbers by id."""

    def __init__(self, table: Columns) -> None:
        self._keys = table.column("document_id")
        self.columns = {
            "title": clipped(table.texts("title"), HEADLINE_CHARACTERS),
            "publisher": clipped(table.texts("publisher"), NAME_CHARACTERS),
            "published": nullable(table.days("published"), NO_DAY),
            "link": [link(url) for url in table.texts("url")],
            "language": clipped(table.texts("language"), _LANGUAGE_CHARACTERS),
        }

    def __len__(self) -> int:
        return len(self._keys)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Number of each document, by id."""
        return {key: number for number, key in enumerate(plain(self._keys))}


def documents_of(tables: Tables) -> Documents:
    """Return the documents of an atlas."""
    return Documents(tables.table("documents"))
