"""Rows of an atlas as plain values, clipped to what a reader can take in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.escape import link
from geo.maps.phrases import Phrases

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
    "day_number",
    "day_of",
    "documents_of",
    "rows_of",
]

Row = Mapping[str, Any]

# A reader takes in no more of a headline, a name or a sentence at a glance; a text of a
# megabyte in one of these cells must not make the page unusable.
NAME_CHARACTERS = 160
HEADLINE_CHARACTERS = 300
SENTENCE_CHARACTERS = 1200

_FIRST_DAY = dt.date(1970, 1, 1)


class Numbering:
    """Numbers for things in the order in which they are first met."""

    def __init__(self) -> None:
        self.numbers: dict[Any, int] = {}

    def number(self, key: Any) -> int:
        """Return the number of a thing, the next one if it is new."""
        return self.numbers.setdefault(key, len(self.numbers))


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as mappings of plain values; null is `None`."""
    plain = pd.DataFrame(frame).astype(object)
    columns = [str(name) for name in plain.columns]
    rows = plain.where(plain.notna(), None).itertuples(index=False, name=None)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def clip(text: object, limit: int) -> str:
    """Return a text of at most so many characters, the last an ellipsis where some are left out."""
    plain = "" if text is None else str(text)
    return plain if len(plain) <= limit else plain[: limit - 1] + "\u2026"


def day_of(value: Any) -> dt.date | None:
    """Return the day of a cell of a table."""
    return None if value is None else pd.Timestamp(value).date()


def day_number(value: Any) -> int | None:
    """Return a day as whole days since 1 January 1970, which no time zone can shift."""
    day = day_of(value)
    return None if day is None else (day - _FIRST_DAY).days


class Tables:
    """The tables of an atlas as plain rows, each turned into them once."""

    def __init__(self, atlas: Atlas) -> None:
        self._atlas = atlas
        self._rows: dict[str, list[dict[str, Any]]] = {}

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Return the rows of a table."""
        if name not in self._rows:
            self._rows[name] = rows_of(getattr(self._atlas, name))
        return self._rows[name]


class Documents:
    """The documents' columns, and their numbers by id."""

    def __init__(self, rows: Sequence[Row], phrases: Phrases) -> None:
        self.rows = rows
        self.numbers = {row["document_id"]: number for number, row in enumerate(rows)}
        self.columns = {
            "title": [clip(row["title"], HEADLINE_CHARACTERS) for row in rows],
            "publisher": [clip(row["publisher"], NAME_CHARACTERS) for row in rows],
            "published": [
                phrases.interval(day, day, None) if (day := day_of(row["published"])) else ""
                for row in rows
            ],
            "link": [link(row["url"]) for row in rows],
        }


def documents_of(tables: Tables, phrases: Phrases) -> Documents:
    """Return the documents of an atlas, their dates said in a language."""
    return Documents(tables.rows("documents"), phrases)
