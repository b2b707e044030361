"""Lines of text and signs, one under another: what stands beside, above and below a still map."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from geo.looks import Colour, Look, colour
from geo.maps.still.canvas import Canvas

__all__ = ["Column", "Draw", "shorten", "wrap"]

Draw = Callable[[Canvas, float, float], None]
"""What draws a sign on a sheet, around a point."""

_LINE = 1.32

# More than any line or paragraph of a sheet holds; to measure a megabyte would take minutes.
_MOST_CHARACTERS = 2_000

# Not the narrow spaces of dates and numbers.
_SPACES = re.compile(r"[ \t\r\n]+")


def wrap(
    canvas: Canvas,
    text: str,
    most_px: float,
    *,
    size_px: float,
    bold: bool = False,
    most_lines: int | None = None,
) -> list[str]:
    """Return a text in lines no wider than so many pixels; what is too much ends in an ellipsis."""
    lines: list[str] = []
    rest = _SPACES.sub(" ", text[:_MOST_CHARACTERS]).strip(" ")
    while rest:
        if most_lines is not None and len(lines) == most_lines - 1:
            return [*lines, shorten(canvas, rest, most_px, size_px=size_px, bold=bold)]
        length = _fitting(canvas, rest, most_px, size_px=size_px, bold=bold)
        if length < len(rest):
            # A word that is wider than the line is broken.
            length = max(rest.rfind(" ", 0, length + 1), 0) or length
        lines.append(rest[:length].rstrip())
        rest = rest[length:].lstrip()
    return lines


def shorten(
    canvas: Canvas, text: str, most_px: float, *, size_px: float, bold: bool = False
) -> str:
    """Return a text that is no wider than so many pixels, with an ellipsis where it is cut."""
    text = text[:_MOST_CHARACTERS]
    if canvas.width_of(text, size_px=size_px, bold=bold) <= most_px:
        return text
    room = most_px - canvas.width_of("\u2026", size_px=size_px, bold=bold)
    length = _fitting(canvas, text, room, size_px=size_px, bold=bold)
    return text[:length].rstrip() + "\u2026"


def _fitting(canvas: Canvas, text: str, most_px: float, *, size_px: float, bold: bool) -> int:
    """Return how many letters fit, at least one."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if canvas.width_of(text[:middle], size_px=size_px, bold=bold) <= most_px:
            low = middle
        else:
            high = middle - 1
    return low


class Column:
    """A column that is filled from its top.

    Parameters
    ----------
    canvas
        The sheet.
    left, top, width
        Where it stands.
    mirrored
        Whether its lines begin at the right, as Arabic does.
    """

    def __init__(
        self, canvas: Canvas, *, left: float, top: float, width: float, mirrored: bool
    ) -> None:
        self._canvas = canvas
        self._left = left
        self._width = width
        self._mirrored = mirrored
        self.y = top

    def skip(self, height: float) -> None:
        """Leave room."""
        self.y += height

    def rule(self, ink: Colour, *, thick: float = 1.0) -> None:
        """Draw a line across."""
        self._canvas.box(self._left, self.y, self._width, thick, Look(fill=ink))
        self.y += thick

    def lines(
        self,
        lines: Sequence[str],
        *,
        size_px: float,
        ink: Colour | None = None,
        bold: bool = False,
        indent: float = 0.0,
        name: str = "",
    ) -> None:
        """Write lines one under another."""
        for line in lines:
            x = self._left + indent
            self._write(x, self.y + size_px, line, size_px=size_px, ink=ink, bold=bold, name=name)
            self.y += size_px * _LINE

    def text(
        self,
        text: str,
        *,
        size_px: float,
        ink: Colour | None = None,
        bold: bool = False,
        indent: float = 0.0,
        most_lines: int | None = None,
    ) -> None:
        """Write a text, broken into lines."""
        room = self._width - indent
        lines = wrap(self._canvas, text, room, size_px=size_px, bold=bold, most_lines=most_lines)
        self.lines(lines, size_px=size_px, ink=ink, bold=bold, indent=indent)

    def row(
        self,
        sign: Draw | None,
        text: str,
        count: str = "",
        *,
        size_px: float = 12.5,
        bold: bool = False,
        name: str = "",
    ) -> None:
        """Write a sign, a text and a count at the other end; the sign is drawn at its middle."""
        number = self._canvas.width_of(count, size_px=size_px) if count else 0.0
        indent = 28.0 if sign else 0.0
        room = self._width - indent - number - (8 if count else 0)
        lines = wrap(self._canvas, text, room, size_px=size_px, bold=bold)
        line = size_px * _LINE
        height = max(22.0 if sign else line, line * len(lines)) + (3 if len(lines) > 1 else 0)
        middle = self.y + height / 2
        if sign is not None:
            x = self._left + self._width - 11 if self._mirrored else self._left + 11
            sign(self._canvas, x, middle)
        y = middle - line * len(lines) / 2 + size_px * 1.04
        for written in lines:
            self._write(self._left + indent, y, written, size_px=size_px, bold=bold)
            y += line
        if count:
            self._write(
                self._left + self._width - number, middle + size_px * 0.38, count,
                size_px=size_px, ink=colour("--quiet"), name=name,
            )  # fmt: skip
        self.y += height

    def _write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size_px: float,
        ink: Colour | None = None,
        bold: bool = False,
        name: str = "",
    ) -> None:
        if self._mirrored:
            x = 2 * self._left + self._width - x
        self._canvas.text(
            x, y, text, size_px=size_px, colour=ink or colour("--ink"), bold=bold, name=name,
            align="right" if self._mirrored else "left",
        )  # fmt: skip
