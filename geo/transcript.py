"""A text as it is read: without what is not seen, and with where each letter stands as written.

Texts from web pages, word processors and scans hold spaces that do not break, marks of no width
inside words, letters parted from their accents, and line breaks inside names and sentences. Read
as they are, they hide names; read without them, names are found, and are told as written.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from typing import Any, NamedTuple, TypeVar

from geo.model import Document, Entry, Span
from geo.wrapping import unwrap

__all__ = ["Transcript", "transcribe"]

_Found = TypeVar("_Found")

_LETTER = "A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u052f\u1e00-\u1fff"

# Soft hyphen, joiners, word joiner, the mark of byte order; and the marks of direction, which
# stand around words, not in them. Other scripts than these letters' need some of them inside
# words: Persian plurals, the conjuncts of Indic scripts.
_UNSEEN = "\u00ad\u034f\u180e\u200b-\u200d\u2060-\u2064\ufeff"
_MARKS = f"{_UNSEEN}\u200e\u200f\u202a-\u202e\u2065-\u206f"
_AROUND_WORDS = re.compile(
    rf"(?<![\w'’{_MARKS}-])[{_MARKS}]+|(?<![{_MARKS}])[{_MARKS}]++(?![\w'’-])"
)

_BROKEN = r"(?P<broken>(?<=[^\W\d_])[ \t]*(?:\r\n|\n|\r)[ \t]*(?=[^\W\d_]))"
_LINE_BREAK = re.compile(_BROKEN)
_EDIT = re.compile(
    f"(?P<parted>[{_LETTER}][\u0300-\u036f]+)"
    f"|(?P<unseen>(?<=[{_LETTER}'’-])[{_UNSEEN}]+(?=[{_LETTER}'’-]))|{_BROKEN}"
)

# All that is read as something else, but for line breaks; most texts have none of it.
_ODD = re.compile(
    rf"[{_MARKS}\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xa0\u0300-\u036f\u1680\u2000-\u200a\u2010\u2011"
    r"\u2028\u2029\u202f\u205f\u3000]"
)

_LINE_WORDS = re.compile(r"[^\W\d_][\w'’.-]*")

# A name that is broken has so many words at most, and the line that it begins on goes on from
# other words: lines of lists hold names alone.
_MOST_WORDS = 4
_FEWEST_WORDS_OF_LINE = 3
_LONGEST_LINE = 300


class _Edit(NamedTuple):
    """Where a stretch of the text as written, and what is read in its place, begin and end."""

    start: int
    end: int
    read_start: int
    read_end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A document as it is read; `edits` say where its text is not the written one's length."""

    document: Document
    edits: tuple[_Edit, ...]

    def place(self, found: _Found) -> _Found:
        """Return what was found in the text as read, with spans of the text as written."""
        return _moved(found, self._written) if self.edits else found

    def read(self, span: Span) -> Span | None:
        """Return where a stretch of the text as written is read, where that is plain.

        It is not where the stretch begins or ends between a letter and its accent.
        """
        if span.start == span.end:
            return None
        first = self._offset(span.start, at_end=False)
        last = self._offset(span.end - 1, at_end=True)
        found = Span(start=first, end=last) if first < last else None
        return found if found is not None and self._written(found) == span else None

    def _offset(self, at: int, *, at_end: bool) -> int:
        """Return where the reading of a letter that is written at an offset begins or ends."""
        number = bisect_right(self.edits, at, key=lambda edit: edit.start) - 1
        if number < 0:
            return at + at_end
        edit = self.edits[number]
        if at < edit.end:
            return edit.read_end if at_end else edit.read_start
        return at - edit.end + edit.read_end + at_end

    def _written(self, span: Span) -> Span:
        if span.start == span.end:
            start = self._stretch(span.start).start
            return Span(start=start, end=start)
        return Span(start=self._stretch(span.start).start, end=self._stretch(span.end - 1).end)

    def _stretch(self, at: int) -> Span:
        """Return where the letter that is read at an offset stands in the text as written."""
        number = bisect_right(self.edits, at, key=lambda edit: edit.read_start) - 1
        if number < 0:
            return Span(start=at, end=at + 1)
        edit = self.edits[number]
        if at < edit.read_end:
            return Span(start=edit.start, end=edit.end)
        start = at + edit.end - edit.read_end
        return Span(start=start, end=start + 1)


def transcribe(document: Document, *, is_name: Callable[[str], bool]) -> Transcript | None:
    """Return a document as it is read, where that is not as it is written.

    Parameters
    ----------
    document
        Any document.
    is_name
        Whether a place bears a name: a line break inside one is read as a space, as is one that
        only ends a full line.

    Returns
    -------
    The transcript, or nothing where the text is read as it is.
    """
    text = document.text
    is_odd = _ODD.search(text) is not None
    if is_odd:
        text = text.translate(_spaces())
        text = _AROUND_WORDS.sub(lambda found: " " * len(found[0]), text)
    text = unwrap(text)
    parts: list[str] = []
    edits: list[_Edit] = []
    end = read = 0
    for found in (_EDIT if is_odd else _LINE_BREAK).finditer(text):
        instead = _instead(found, text, is_name)
        if instead is None:
            continue
        parts += [text[end : found.start()], instead]
        read += found.start() - end
        edits.append(_Edit(found.start(), found.end(), read, read + len(instead)))
        read, end = read + len(instead), found.end()
    text = "".join((*parts, text[end:]))
    if text == document.text:
        return None
    return Transcript(document=replace(document, text=text), edits=tuple(edits))


@cache
def _spaces() -> dict[int, str]:
    """Return what stands for a space, a line break or a hyphen, one letter for one."""
    controls = (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0))
    blanks = (*range(0x2000, 0x200B), 0xA0, 0x1680, 0x2028, 0x202F, 0x205F, 0x3000)
    return {
        **dict.fromkeys((*controls, *blanks), " "),
        **dict.fromkeys((0x85, 0x2029), "\n"),
        **dict.fromkeys((0x2010, 0x2011), "-"),
    }


def _instead(found: re.Match[str], text: str, is_name: Callable[[str], bool]) -> str | None:
    """Return what is read in place of a stretch, or nothing where it is read as it is."""
    start, end = found.span()
    if found.lastgroup == "parted":
        composed = unicodedata.normalize("NFC", found[0])
        return composed if composed != found[0] else None
    if found.lastgroup == "unseen":
        # No word has a capital after a small letter but where two were stuck together.
        return " " if text[start - 1].islower() and text[end].isupper() else ""
    is_inside = any(map(is_name, _names_across(text, start, end)))
    return " " if is_inside else None


def _names_across(text: str, start: int, end: int) -> Iterator[str]:
    """Yield what may be a name with a line break inside it, where prose goes on over the break."""
    earliest = max(0, start - _LONGEST_LINE)
    line = max(text.rfind(mark, earliest, start) + 1 for mark in "\r\n")
    before = text[max(line, earliest) : start]
    words = [word.start() for word in _LINE_WORDS.finditer(before)]
    if len(words) < _FEWEST_WORDS_OF_LINE or not any(before[at].islower() for at in words):
        return
    after = text[end : end + _LONGEST_LINE].splitlines()[0]
    ends = [word.end() for word in _LINE_WORDS.finditer(after)]
    for first in range(1, _MOST_WORDS):
        left = before[words[-first] :] if first <= len(words) else ""
        if not left[:1].isupper():
            continue
        for last in ends[: _MOST_WORDS - first]:
            right = after[:last].rstrip(".")
            if not right.islower():
                yield f"{left} {right}"


def _moved(found: Any, move: Callable[[Span], Span]) -> Any:
    """Return an object with all of its spans moved."""
    if isinstance(found, Span):
        return move(found)
    if isinstance(found, tuple):
        return tuple(_moved(item, move) for item in found)
    # What a gazetteer says of a place, and the document itself, hold no spans of the text read.
    if not is_dataclass(found) or isinstance(found, (Document, Entry, type)):
        return found
    values = {field.name: getattr(found, field.name) for field in fields(found)}
    return replace(found, **{name: _moved(value, move) for name, value in values.items()})
