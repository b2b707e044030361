"""What is known of a document besides its text."""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from geo.documents.dates import read_date

__all__ = ["COLUMNS", "Metadata", "metadata_of", "one_line"]

logger = logging.getLogger(__name__)

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?=$|[-_])")
_MAXIMUM_CHARACTERS = 2_000

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "published": ("published", "date"),
    "publisher": ("publisher", "source", "domain"),
    "url": ("url",),
    "language": ("language",),
}
"""Keys of a record that may hold each field, in the order in which they are tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """Title, publication and language of a document; `None` where not known."""

    title: str | None = None
    publisher: str | None = None
    published: dt.date | None = None
    url: str | None = None
    language: str | None = None

    def over(self, other: Metadata) -> Metadata:
        """Return these values, with the other's where these are not known."""
        return Metadata(
            **{
                field.name: getattr(other, field.name)
                if getattr(self, field.name) is None
                else getattr(self, field.name)
                for field in fields(self)
            }
        )


def one_line(value: object, *, limit: int = _MAXIMUM_CHARACTERS) -> str:
    """Return a value as one line of printable text that any file format can hold.

    Control characters and line breaks become spaces, half characters (lone surrogates) become
    U+FFFD, and what is longer than `limit` characters is cut.
    """
    text = str(value)[: 4 * limit].encode("utf-8", "replace").decode("utf-8")
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def metadata_of(record: Mapping[str, Any], *, where: str) -> Metadata:
    """Take what a record says about its document.

    Parameters
    ----------
    record
        Keys are those of `COLUMNS`, in lower case.
    where
        File and line, for the log.

    Returns
    -------
    The metadata. A date that is not plain is left out rather than guessed; the log says so, and
    the document is kept.
    """
    values: dict[str, Any] = {}
    for field, keys in COLUMNS.items():
        present = (record[key] for key in keys if _is_present(record.get(key)))
        value = next(present, None)
        if value is not None:
            values[field] = _READERS[field](value, where)
    return Metadata(**values)


def _is_present(value: object) -> bool:
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, float):
        return value == value  # noqa: PLR0124 - NaN, as tables write a missing cell
    return value is not None


def _read_text(value: object, where: str) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        logger.warning("%s: a %s is no text; left out", where, type(value).__name__)
        return None
    return one_line(value) or None


def _read_published(value: object, where: str) -> dt.date | None:
    try:
        return read_date(value)
    except ValueError as error:
        logger.warning("%s: %s; the document is read without a date", where, error)
        return None


def _read_language(value: object, where: str) -> str | None:
    match = _LANGUAGE.match(value.strip()) if isinstance(value, str) else None
    if match is None:
        logger.warning(
            "%s: language %s is no code such as 'en'; left out", where, one_line(value, limit=40)
        )
        return None
    return match.group().lower()


_READERS = {
    "title": _read_text,
    "publisher": _read_text,
    "url": _read_text,
    "published": _read_published,
    "language": _read_language,
}
