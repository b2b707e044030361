"""Line breaks that only end a full line, as in mail, old wires and text taken from print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from geo.datelines import DATELINE

__all__ = ["unwrap"]

_LINE = re.compile(r"[^\r\n]+")
_BREAK = re.compile(r"[ \t]*(?:\r\n|\n|\r)[ \t]*")

# A line that goes on in the next: no paragraph, headline or item begins with a small letter, and
# columns of names and figures are shorter.
_FEWEST_LETTERS = 30
_GOES_ON = re.compile(r"[\w,'’\"”)-]$")

# One such line may be a slip of the pen; a text that is wrapped has many.
_FEWEST = 3

_ENDS = re.compile(r"[.!?:;…][\"'”’)\]]*$")
_ITEM = re.compile(r"[-–—•*·▪●◦‣]|\(?\d{1,2}[.)]\s|#")
_WORD = re.compile(r"\S+")


def unwrap(text: str) -> str:
    """Return a text with a space for each line break that only ends a full line.

    Lines that go on with a small letter tell that a text is wrapped, and how wide. There a line
    also goes on in the next if the first word of that would not have fitted it.

    Parameters
    ----------
    text
        Plain text.

    Returns
    -------
    A text of the same length.
    """
    breaks = list(_breaks(text))
    going_on = [line for line, next_line in breaks if _goes_on(text, line, next_line)]
    if len(going_on) < _FEWEST:
        return text
    width = max(line.end() - line.start() for line in going_on)
    parts: list[str] = []
    end = 0
    for line, next_line in breaks:
        if _goes_on(text, line, next_line) or _is_full(text, line, next_line, width):
            parts += [text[end : line.end()], " " * (next_line.start() - line.end())]
            end = next_line.start()
    return "".join((*parts, text[end:]))


def _breaks(text: str) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """Yield each line with the next, where no empty line stands between them."""
    for line, next_line in pairwise(_LINE.finditer(text)):
        if _BREAK.fullmatch(text, line.end(), next_line.start()) and not line[0].isspace():
            yield line, next_line


def _goes_on(text: str, line: re.Match[str], next_line: re.Match[str]) -> bool:
    return (
        line.end() - line.start() >= _FEWEST_LETTERS
        and text[next_line.start()].islower()
        and _GOES_ON.search(line[0].rstrip()) is not None
    )


def _is_full(text: str, line: re.Match[str], next_line: re.Match[str], width: int) -> bool:
    """Return whether the next line begins with a word that its line had no space for."""
    word = _WORD.match(text, next_line.start())
    return (
        word is not None
        and line.end() - line.start() <= width < line.end() - line.start() + 1 + len(word[0])
        and not _ENDS.search(line[0].rstrip())
        and not _ITEM.match(text, next_line.start())
        and not DATELINE.match(text, next_line.start(), next_line.end())
    )
