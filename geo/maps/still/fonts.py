"""The faces that texts of a still picture are set in, and what is done where a glyph is missing.

A text is set in one face: DejaVu Sans, which matplotlib carries (Latin, Greek, Cyrillic, Arabic,
Hebrew, Armenian, Georgian and more), else the first installed one that has all its letters. Where
none has them, the letters without a glyph are written in Latin ones. Arabic is joined, and right to
left text ordered, by matplotlib itself (libraqm, since 3.11).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
from anyascii import anyascii
from matplotlib import font_manager
from matplotlib.ft2font import LoadFlags

__all__ = ["Face", "face_for"]

# Beside Noto, the faces for many scripts that come with systems.
_SYSTEM_FAMILIES = (
    "Arial Unicode MS",
    "Hiragino Sans",
    "Malgun Gothic",
    "Microsoft YaHei",
    "Nirmala UI",
    "PingFang SC",
    "WenQuanYi Zen Hei",
    "Yu Gothic",
)
_BOLD, _REGULAR = 700, 400

# Size at which widths are measured, in points of 1/72 inch; FreeType counts in 1/64 of them.
_MEASURED = 64.0


@dataclass(frozen=True, slots=True)
class Face:
    """A face of a font, by its file."""

    path: Any

    def properties(self, points: float) -> font_manager.FontProperties:
        """Return what matplotlib needs to set text in this face."""
        return font_manager.FontProperties(fname=self.path, size=points)

    def width_of(self, text: str) -> float:
        """Return the width of a text, in sizes of the font."""
        return _width(self.path, text)

    def has(self, text: str) -> bool:
        """Return whether there is a glyph for every letter."""
        known = _letters(self.path)
        return all(ord(char) in known for char in text)


@lru_cache(maxsize=5_000)
def face_for(text: str, *, bold: bool) -> tuple[Face, str, bool]:
    """Return the face to set a text in, the text as it can be shown, and whether that differs."""
    first = _dejavu(bold=bold)
    if first.has(text):
        return first, text, False
    for face in _others(bold=bold):
        if face.has(text):
            return face, text, False
    known = _letters(first.path)
    latin = "".join(char if ord(char) in known else _latin(char, known) for char in text)
    return first, latin, True


def _latin(char: str, known: frozenset[int]) -> str:
    """Return Latin letters for a letter; nothing for a mark, which belongs to the one before it."""
    if unicodedata.category(char).startswith("M"):
        return ""
    latin = anyascii(char)
    return latin if latin and all(ord(one) in known for one in latin) else "\ufffd"


@cache
def _dejavu(*, bold: bool) -> Face:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return Face(str(Path(mpl.get_data_path()) / "fonts" / "ttf" / name))


@cache
def _others(*, bold: bool) -> tuple[Face, ...]:
    """Return the installed faces for other scripts, in an order that depends on names alone."""
    wanted = _BOLD if bold else _REGULAR
    rows = {
        (entry.name not in _SYSTEM_FAMILIES, abs(_weight(entry.weight) - wanted), entry.name,
         Path(entry.fname).name): entry
        for entry in font_manager.fontManager.ttflist
        if entry.style == "normal"
        and (entry.name.startswith("Noto Sans") or entry.name in _SYSTEM_FAMILIES)
    }  # fmt: skip
    faces = []
    for key in sorted(rows, key=lambda key: (not key[0], *key[1:])):
        entry = rows[key]
        index = getattr(entry, "index", 0)
        faces.append(Face(font_manager.FontPath(entry.fname, index)))
    return tuple(faces)


def _weight(told: Any) -> int:
    """Return a weight as a number; matplotlib's list has words for some."""
    if isinstance(told, int | float):
        return int(told)
    return int(font_manager.weight_dict.get(told, _REGULAR))


@cache
def _letters(path: Any) -> frozenset[int]:
    return frozenset(font_manager.get_font(path).get_charmap())


@lru_cache(maxsize=5_000)
def _width(path: Any, text: str) -> float:
    font = font_manager.get_font(path)
    font.set_size(_MEASURED, 72)
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    # Advance widths tell more than the ink, which leaves out spaces at the ends.
    return float(font.get_width_height()[0]) / 64 / _MEASURED
