"""A document and spans of its text."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from geo.errors import DocumentError

__all__ = ["Document", "Span", "span_at"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One text with its metadata.

    `given_id` keeps the JSON type that the id came with; `spans` are those of the toponyms that
    the record names, for resolution alone; `None` where it names them in a form that cannot be
    read.

    Raises
    ------
    DocumentError
        If a value is of another type than declared, or holds half a character (a lone surrogate),
        which no file could hold.
    """

    document_id: str
    text: str
    title: str | None = None
    published: dt.date | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    given_id: str | int | float | None = None
    spans: tuple[Span, ...] | None = ()

    def __post_init__(self) -> None:
        for name in ("document_id", "text", "title", "publisher", "url", "language"):
            value = getattr(self, name)
            if not isinstance(value, str) and (
                value is not None or name in {"document_id", "text"}
            ):
                self._refuse(name, value, "give words, a str")
            try:
                (value or "").encode()
            except UnicodeEncodeError as error:
                raise DocumentError(
                    f"{name} holds half a character (U+{ord(value[error.start]):04X} at "
                    f"{error.start}); write whole characters",
                    source=ascii(self.document_id)[1:-1],
                ) from None
        # A moment has no order among days: `datetime` is refused too.
        if self.published is not None and type(self.published) is not dt.date:
            self._refuse("published", self.published, "give a datetime.date")

    def _refuse(self, name: str, value: object, remedy: str) -> None:
        raise DocumentError(
            f"{name} is {ascii(value)[:40]}, of type {type(value).__name__}; {remedy}",
            source=ascii(self.document_id).strip("'"),
        )


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """A stretch of a text, `start` included, `end` excluded."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"span {self.start}..{self.end} is not a stretch of text")

    def overlaps(self, other: Span) -> bool:
        """Return whether both spans share at least one character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Return whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


def span_at(offset: int, spans: Sequence[Span]) -> Span | None:
    """Return which of some spans an offset lies in.

    Parameters
    ----------
    offset
        An offset.
    spans
        In the order of the text; no two share a character.
    """
    number = bisect_right(spans, offset, key=lambda span: span.start) - 1
    return spans[number] if number >= 0 and offset < spans[number].end else None
