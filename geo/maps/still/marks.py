"""The marks of a still map, as the page's script `marks.js` draws them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from matplotlib.path import Path as Outline
from shapely.geometry.base import BaseGeometry

from geo.looks import GROUPS, Look, colour, glyphs, look, opacity
from geo.maps.scene import Area, Sign, Spot
from geo.maps.still.canvas import Canvas
from geo.maps.still.frame import Frame

__all__ = [
    "Mark",
    "common_group",
    "draw_area",
    "draw_diamond",
    "draw_halo",
    "draw_mark",
    "draw_sign",
    "gather",
    "halo_width",
    "radius_of",
]

_GROUPS = (*GROUPS, "other")

# Sizes in pixels, as in marks.js.
_ONE_RADIUS, _MOST_RADIUS = 9.0, 26.0
_RING_WIDTH = 7.5
_MOST_SLICES = 12
_HALOS = {"settlement": 7.0, "wide": 10.0, "cluster": 5.0}
_HATCH_PX = 7.0
_RIM_PX, _RIM_DASHES_PX = 1.6, (6.0, 4.0)

_CASING = 1.5

# More than these are smaller, to stay within the ring.
_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What is drawn at one position: a place, or several that are too near to draw apart."""

    x: float
    y: float
    spots: tuple[Spot, ...]

    @property
    def signs(self) -> tuple[Sign, ...]:
        """The events, in order."""
        return tuple(sign for spot in self.spots for sign in spot.signs)

    @property
    def kind(self) -> str:
        """How its place is known; `cluster` for several."""
        return self.spots[0].kind if len(self.spots) == 1 else "cluster"

    @property
    def name(self) -> str:
        """What is written beside it."""
        names = [spot.name for spot in self.spots if spot.name]
        if len(self.spots) <= 2:  # noqa: PLR2004 - as on the page
            return ", ".join(names)
        return f"{names[0]} + {len(self.spots) - 1}" if names else ""

    @property
    def count(self) -> int:
        """How many events it stands for."""
        return sum(len(spot.signs) for spot in self.spots)

    @property
    def reach(self) -> float:
        """Pixels from its middle to its rim."""
        return radius_of(self.count) + max(_HALOS.get(self.kind, 0.0), _CASING)

    @property
    def opaque(self) -> float:
        """Pixels from its middle to where it hides what is below."""
        return self.reach if self.kind == "cluster" else radius_of(self.count) + _CASING


def radius_of(count: int) -> float:
    """Return the radius of a mark for so many events, in pixels."""
    return _ONE_RADIUS if count == 1 else min(_MOST_RADIUS, 12 + 2.2 * math.sqrt(count))


def gather(spots: Sequence[Spot], frame: Frame) -> list[Mark]:
    """Return the marks of places, those that would overlap joined into one.

    The greatest stays where it is; this is repeated, since what was joined is greater. The page
    lets marks overlap a little, for it can zoom in; in a picture none may hide another.
    """
    marks = [Mark(x=x, y=y, spots=(spot,)) for spot in spots for x, y in [_at(spot, frame)]]
    while True:
        joined = _join(marks)
        if len(joined) == len(marks):
            return joined
        marks = joined


def _at(spot: Spot, frame: Frame) -> tuple[float, float]:
    return frame.at(spot.latitude, spot.longitude)


def _join(marks: Sequence[Mark]) -> list[Mark]:
    """Return marks, each of which has taken in the smaller ones that it would overlap."""
    order = sorted(range(len(marks)), key=lambda index: (-marks[index].count, index))
    at = np.array([(marks[index].x, marks[index].y) for index in order]).reshape(-1, 2)
    reach = np.array([marks[index].opaque for index in order])
    leads: list[int] = []
    members: list[list[int]] = []
    for index in range(len(order)):
        known = np.asarray(leads, dtype=int)
        gap = np.hypot(*(at[known] - at[index]).T)
        near = np.flatnonzero(gap < reach[known] + reach[index])
        if len(near):
            members[near[0]].append(index)
        else:
            leads.append(index)
            members.append([index])
    return [
        Mark(
            x=marks[order[lead]].x,
            y=marks[order[lead]].y,
            spots=tuple(spot for member in found for spot in marks[order[member]].spots),
        )
        for lead, found in zip(leads, members, strict=True)
    ]


def draw_mark(canvas: Canvas, mark: Mark) -> None:
    """Draw a mark: a dot for one event, a numbered ring of slices for several."""
    signs, size = mark.signs, radius_of(mark.count)
    inferred = all(sign.inferred for sign in signs)
    draw_halo(canvas, mark.x, mark.y, size, kind=mark.kind, inferred=inferred)
    canvas.circle(mark.x, mark.y, size + _CASING, look(".geo-casing"), name=f"mark-{mark.kind}")
    if len(signs) == 1:
        draw_sign(canvas, mark.x, mark.y, size, signs[0])
        return
    turn = 0.0
    for sign, weight in _parts(signs):
        following = turn + weight / len(signs)
        _draw_slice(canvas, mark, sign, turn, following)
        turn = following
    number, ink = str(len(signs)), colour("fill", ".geo-count")
    size_px = 12.0 if len(number) <= _DIGITS else 10.0
    canvas.text(
        mark.x, mark.y + 4.3, number, size_px=size_px, colour=ink, bold=True, align="center",
        name="count",
    )  # fmt: skip


def draw_halo(
    canvas: Canvas, x: float, y: float, size: float, *, kind: str, inferred: bool
) -> None:
    """Draw what surrounds a mark of a settlement, a district or several places."""
    if kind not in _HALOS:
        return
    if kind == "cluster":
        rules = [".geo-cluster"]
    elif inferred:
        rules = [".geo-halo", ".geo-halo.halo-inferred"]
    elif kind == "wide":
        rules = [".geo-halo", ".geo-halo.halo-wide"]
    else:
        rules = [".geo-halo"]
    name = "halo-inferred" if inferred and kind != "cluster" else f"halo-{kind}"
    canvas.circle(x, y, size + _HALOS[kind], look(*rules), name=name)


def halo_width(kind: str) -> float:
    """Return how far the halo of a kind of place reaches beyond its mark, in pixels."""
    return _HALOS.get(kind, 0.0)


def draw_sign(
    canvas: Canvas, x: float, y: float, size: float, sign: Sign, *, plain: bool = False
) -> None:
    """Draw the dot of one event with its glyph, or without where only its style is told."""
    inset = 0 if sign.style == "solid" else min(1.0, size / 9)
    canvas.circle(x, y, size - inset, _part(sign), name=f"part-{sign.style}{_faded(sign)}")
    if not plain:
        _draw_glyph(canvas, x, y, 1.05 * size / _ONE_RADIUS, sign)


def draw_diamond(canvas: Canvas, x: float, y: float) -> None:
    """Draw the mark of a place that is named without an event."""
    half = 4.5
    corners = [(x, y - half), (x + half, y), (x, y + half), (x - half, y)]
    canvas.geometry(shapely.Polygon(corners), look(".geo-diamond"), name="mention")


def draw_area(canvas: Canvas, shown: BaseGeometry, area: Area) -> None:
    """Draw an area as a whole: hatched, a country as its outline; `shown` is in pixels."""
    group = common_group(area.signs)
    faded = bool(area.signs) and all(sign.faded for sign in area.signs)
    weaken = opacity(".geo-area.faded") if faded else 1.0
    canvas.geometry(shown, look(".geo-tint", group=group).faded(weaken))
    if not area.outline:
        lines = _hatch(shown)
        canvas.geometry(lines, look(".geo-hatch", group=group).faded(weaken), name="hatch")
    rim = replace(look(".geo-area", group=group), width_px=_RIM_PX, dashes_px=_RIM_DASHES_PX)
    canvas.geometry(shown, rim.faded(weaken), name="outline" if area.outline else "area")


def common_group(signs: Iterable[Sign]) -> str:
    """Return the group that all events share, else the neutral one."""
    groups = {sign.group for sign in signs}
    return groups.pop() if len(groups) == 1 else "other"


def _parts(signs: Sequence[Sign]) -> list[tuple[Sign, int]]:
    """Return what is drawn of events that share a place: one part each, or one a kind."""

    def rank(sign: Sign) -> tuple[str, str, str]:
        return str(_GROUPS.index(sign.group)), sign.style, str(sign.faded).lower()

    if len(signs) <= _MOST_SLICES:
        return [(sign, 1) for sign in sorted(signs, key=rank)]
    kinds = Counter(rank(sign) for sign in signs)
    first = {rank(sign): sign for sign in reversed(signs)}
    return [(first[kind], kinds[kind]) for kind in sorted(kinds)]


def _draw_slice(canvas: Canvas, mark: Mark, sign: Sign, start: float, end: float) -> None:
    size = radius_of(mark.count)
    canvas.outline(_slice(mark, start, end), _part(sign), name=f"slice-{sign.style}{_faded(sign)}")
    if (end - start) * 2 * math.pi * (size - 3.7) > 8:  # noqa: PLR2004 - as on the page
        angle = math.pi * (start + end) - math.pi / 2
        at = size - _RING_WIDTH / 2
        x, y = mark.x + at * math.cos(angle), mark.y + at * math.sin(angle)
        _draw_glyph(canvas, x, y, 0.62, sign)


def _slice(mark: Mark, start: float, end: float) -> Outline:
    """Return a slice of a ring between two turns, clockwise from north."""
    outer = radius_of(mark.count)
    steps = max(2, math.ceil((end - start) * 64))
    angles = (np.linspace(start, end, steps + 1) * 2 - 0.5) * np.pi
    around = np.column_stack([np.cos(angles), np.sin(angles)])
    corners = np.concatenate([around * outer, around[::-1] * (outer - _RING_WIDTH)])
    ring = np.vstack([corners, corners[:1]]) + np.array([mark.x, mark.y])
    return Outline(np.round(ring, 3), closed=True)


def _part(sign: Sign) -> Look:
    rules = [".geo-part"]
    if sign.style != "solid":
        rules.append(f".geo-part.s-{sign.style}")
    if sign.faded:
        rules.append(".geo-part.faded")
    return look(*rules, group=sign.group)


def _faded(sign: Sign) -> str:
    return "-faded" if sign.faded else ""


def _draw_glyph(canvas: Canvas, x: float, y: float, scale: float, sign: Sign) -> None:
    rules = [".geo-glyph"]
    if sign.style != "solid":
        rules.append(f".geo-glyph.s-{sign.style}")
    told = look(*rules, group=sign.group)
    pen = Look(stroke=told.stroke, width_px=told.width_px * scale)
    lines = [[(x + scale * dx, y + scale * dy) for dx, dy in line] for line in glyphs()[sign.group]]
    canvas.geometry(shapely.MultiLineString(lines), pen)


def _hatch(area: BaseGeometry) -> BaseGeometry:
    """Return lines at 45 degrees across an area, at the distance of the page's pattern."""
    if area.is_empty:
        return area
    left, top, right, bottom = area.bounds
    step = _HATCH_PX * math.sqrt(2)
    first = math.floor((left + top) / step) * step
    lines = [
        [(offset - top, top), (offset - bottom, bottom)]
        for offset in np.arange(first, right + bottom + step, step).tolist()
    ]
    return shapely.intersection(shapely.MultiLineString(lines), area)
