"""A sheet to draw on, in pixels of the page (1/96 inch) from the top left, by matplotlib.

Texts are measured from the fonts' own metrics, so that PNG, SVG and PDF are laid out alike.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.patheffects import Stroke
from shapely.geometry.base import BaseGeometry

from geo.looks import Colour, Look
from geo.maps.still.fonts import Face, face_for

__all__ = ["Canvas", "circle"]

_PX_PER_INCH = 96.0
_MM_PER_INCH = 25.4
_POINTS_PER_INCH = 72.0

# A circle of four cubic curves, 0.03 % off at most (Goldapp 1991).
_KAPPA = 0.5522847498

# What takes the place of what no drawing may hold: controls would end lines or mirror them.
_SPACES = frozenset("\t\n\r\v\f\x85\u2028\u2029")
_DIRECTIONS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNSHOWN = frozenset({"Cc", "Cs", "Co", "Cn"})


class Canvas:
    """One sheet.

    Parameters
    ----------
    width_mm, height_mm
        Size of the sheet.
    scale
        Size of all that is drawn, relative to the page: the sheet measures `width_px` by
        `height_px` of pixels that are 1/96 inch times this.
    """

    def __init__(self, *, width_mm: float, height_mm: float, scale: float) -> None:
        inches = width_mm / _MM_PER_INCH, height_mm / _MM_PER_INCH
        self.width_px, self.height_px = (side * _PX_PER_INCH / scale for side in inches)
        self._points_per_px = scale * _POINTS_PER_INCH / _PX_PER_INCH
        with _own_settings():
            self._figure = Figure(figsize=inches)
            self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_xlim(0, self.width_px)
        self._axes.set_ylim(self.height_px, 0)
        self._axes.set_axis_off()
        self._order = 0
        self._clip: Any = None
        self.replaced = False
        """Whether letters without a glyph were written in Latin ones instead."""

    @contextmanager
    def clipped(self, box: tuple[float, float, float, float]) -> Iterator[None]:
        """Draw only what lies in a box of left, top, right and bottom."""
        left, top, right, bottom = box
        corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
        self._clip = Outline(corners, closed=True), self._axes.transData
        try:
            yield
        finally:
            self._clip = None

    def outline(
        self, points: Sequence[tuple[float, float]] | Outline, look: Look, *, name: str = ""
    ) -> None:
        """Draw a line, a ring or any path; `name` stands in the SVG."""
        path = points if isinstance(points, Outline) else Outline(points)
        patch = PathPatch(
            path,
            facecolor=look.fill or "none",
            edgecolor=look.stroke or "none",
            linewidth=look.width_px * self._points_per_px if look.stroke else 0,
            capstyle="round" if not look.dashes_px else "butt",
            joinstyle="round",
        )
        if look.stroke and look.dashes_px:
            # matplotlib counts dashes in widths of the line.
            patch.set_linestyle((0, tuple(dash / look.width_px for dash in look.dashes_px)))
        self._add(patch, name)

    def geometry(self, geometry: BaseGeometry, look: Look, *, name: str = "") -> None:
        """Draw polygons or lines whose coordinates are pixels of the sheet."""
        path = _outline_of(geometry)
        if path is not None:
            self.outline(path, look, name=name)

    def circle(self, x: float, y: float, radius: float, look: Look, *, name: str = "") -> None:
        """Draw a disc or a ring."""
        self.outline(circle(x, y, radius), look, name=name)

    def box(
        self, left: float, top: float, width: float, height: float, look: Look, *, name: str = ""
    ) -> None:
        """Draw a rectangle."""
        self.geometry(shapely.box(left, top, left + width, top + height), look, name=name)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size_px: float,
        colour: Colour,
        bold: bool = False,
        align: str = "left",
        halo: Colour | None = None,
        name: str = "",
    ) -> None:
        """Write a line of text; `y` is its baseline, `align` says which end of it `x` is."""
        face, shown = self._face(text, bold=bold)
        drawn = self._axes.text(
            x,
            y,
            shown,
            fontproperties=face.properties(size_px * self._points_per_px),
            color=colour,
            horizontalalignment=align,
            verticalalignment="baseline",
            parse_math=False,
        )
        if halo is None:
            self._add_made(drawn, name)
            return
        under = self._axes.text(x, y, shown, parse_math=False)
        under.update_from(drawn)
        width = 3.0 * self._points_per_px
        under.set_path_effects([Stroke(linewidth=width, foreground=halo, joinstyle="round")])
        self._add_made(under, "")
        self._add_made(drawn, name)

    def width_of(self, text: str, *, size_px: float, bold: bool = False) -> float:
        """Return the width of a line of text."""
        face, shown = self._face(text, bold=bold)
        return face.width_of(shown) * size_px

    def data(self, form: str, *, dpi: float, title: str) -> bytes:
        """Return the sheet as a file of a form: png, svg or pdf; equal sheets give equal bytes."""
        made = io.BytesIO()
        with _own_settings():
            self._figure.savefig(made, format=form, dpi=dpi, metadata=_metadata(form, title))
        return made.getvalue()

    def _face(self, text: str, *, bold: bool) -> tuple[Face, str]:
        face, shown, replaced = face_for(_plain(text), bold=bold)
        self.replaced = self.replaced or replaced
        return face, shown

    def _add(self, patch: PathPatch, name: str) -> None:
        self._axes.add_artist(patch)
        self._add_made(patch, name)

    def _add_made(self, artist: Any, name: str) -> None:
        self._order += 1
        artist.set_zorder(self._order)
        artist.set_gid(f"{name}-{self._order}" if name else None)
        if self._clip is not None:
            artist.set_clip_path(*self._clip)
            artist.set_clip_on(True)
        else:
            artist.set_clip_on(False)


def circle(x: float, y: float, radius: float) -> Outline:
    """Return a circle as a path."""
    k = _KAPPA
    around = [
        (0, -1), (k, -1), (1, -k), (1, 0), (1, k), (k, 1), (0, 1),
        (-k, 1), (-1, k), (-1, 0), (-1, -k), (-k, -1), (0, -1), (0, -1),
    ]  # fmt: skip
    codes = [Outline.MOVETO, *[Outline.CURVE4] * 12, Outline.CLOSEPOLY]
    return Outline(np.asarray(around) * radius + np.array([x, y]), codes)


def _outline_of(geometry: BaseGeometry) -> Outline | None:
    """Return polygons and lines as one path: outer rings one way round, holes the other."""
    lines: list[Any] = []
    # What was made valid or cut may be a collection that holds collections.
    for part in shapely.get_parts(shapely.get_parts(geometry)).tolist():
        if part.geom_type == "Polygon" and not part.is_empty:
            lines += shapely.get_rings(shapely.orient_polygons(part)).tolist()
        elif part.geom_type == "LineString" and not part.is_empty:
            lines.append(part)
    if not lines:
        return None
    codes = []
    for line in lines:
        count = shapely.get_num_coordinates(line)
        closing = Outline.CLOSEPOLY if line.geom_type == "LinearRing" else Outline.LINETO
        codes += [Outline.MOVETO, *[Outline.LINETO] * (count - 2), closing]
    return Outline(np.round(shapely.get_coordinates(lines), 2), codes)


def _plain(text: str) -> str:
    """Return text without what would end a line, turn its direction or be no XML."""
    spaced = "".join(" " if char in _SPACES else char for char in text if char not in _DIRECTIONS)
    return "".join("\ufffd" if unicodedata.category(c) in _UNSHOWN else c for c in spaced)


@contextmanager
def _own_settings() -> Iterator[None]:
    """Draw by matplotlib's own defaults, whatever a user has set, and by content alone."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(
            {
                "path.snap": False,
                "pdf.fonttype": 42,
                "svg.fonttype": "path",
                "svg.hashsalt": "geo",
                # Hinted letters would be wider in a PNG than they were measured.
                "text.hinting": "no_hinting",
            }
        )
        yield


def _metadata(form: str, title: str) -> dict[str, Any]:
    """Return what a file says of itself: no day, so that equal maps are equal files."""
    if form == "png":
        return {
            "Software": "geo",
            "Title": _plain(title).encode("latin-1", "replace").decode("latin-1"),
        }
    if form == "svg":
        return {"Title": _plain(title), "Creator": "geo", "Date": None}
    return {"Title": _plain(title), "Creator": "geo", "Producer": "geo", "CreationDate": None}
