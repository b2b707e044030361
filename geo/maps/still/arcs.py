"""Arcs on a still map, from the seats of who acts to where or to whom, as the page's `arcs.js`."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.looks import GROUPS, Look, colour, group_of, look
from geo.maps.actors import actors_of
from geo.maps.columns import NONE
from geo.maps.phrases import Phrases
from geo.maps.reports import links_of
from geo.maps.rows import Numbering, Tables
from geo.maps.scene import Sign
from geo.maps.spots import Spots, anchors_of, settlements_of
from geo.maps.still.canvas import Canvas
from geo.maps.still.columns import Column, shorten
from geo.maps.still.frame import Frame
from geo.maps.still.lines import Anchor, Traced, clip_line, point_along, trace
from geo.maps.still.marks import draw_sign
from geo.model import Role, Status

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer

__all__ = [
    "Arc",
    "Arcs",
    "Drawn",
    "End",
    "draw_arcs",
    "draw_seats",
    "lay_arcs",
    "read_arcs",
    "write_arcs",
]

_GROUPS = (*GROUPS, "other")

# Half of what the page draws: a picture cannot zoom in.
_MOST = 40

# As in arcs.js, in pixels.
_CROWD = 25
_SHORTEST_PX, _CELL_PX = 40.0, 56.0
_LANE_PX = 18.0
_HOME_PX = {"seat": 7.0, "spot": 13.0, "area": 12.0}
_CASING_PX = 2.5
_DASHES_PX = (7.0, 6.0)
_LEAST_SEEN_PX = 30.0
_BADGE_PX, _BADGES_APART_PX, _MOST_BADGES = 8.0, 24.0, 60
_ENTRIES_APART_PX = 150.0
_NAME_PX, _MOST_NAME_PX = 11.5, 160.0
_BADGE_SHARES = (0.5, 0.38, 0.62, 0.75)

# Degrees: a town's own events lie this near to the point of its seat.
_NEAR = 0.05

_SEAT = ((-4.5, 4.5), (-4.5, -1.5), (0.0, -5.5), (4.5, -1.5), (4.5, 4.5))


Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Where arcs start or lead: `kind` is `seat`, `spot` or `area`, which has a `geometry`."""

    kind: str
    name: str
    latitude: float
    longitude: float
    geometry: BaseGeometry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arc:
    """Events of one kind of act from one seat to one end; `unsure` where none is told as done."""

    start: End
    end: End
    group: str
    count: int
    unsure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Arcs:
    """All arcs of an atlas, the most frequent first; `without` counts events that have none."""

    all: tuple[Arc, ...] = ()
    without: int = 0


@dataclass(slots=True, kw_only=True)
class Drawn:
    """Arcs that are one at the scale of the sheet, and how they are drawn."""

    arcs: list[Arc]
    start: Anchor
    end: Anchor
    width: float = 0.0
    aside: float = 0.0
    traced: Traced = field(default_factory=lambda: Traced(shafts=(), heads=()))

    @property
    def count(self) -> int:
        """How many events it stands for."""
        return sum(arc.count for arc in self.arcs)


Place = Callable[[End], Anchor]
"""Where an end is drawn on the sheet."""


def read_arcs(tables: Tables, gazetteer: Gazetteer) -> Arcs:
    """Return the arcs of an atlas.

    A deed leads to the place where it was done; words lead to the seat of those they are for, or
    else to their place. What happened at the seat, or in the area around it, leads nowhere.
    """
    links, names = links_of(tables)
    actors = actors_of(tables, names, gazetteer)
    seats = _seats(actors["seats"])  # type: ignore[arg-type]
    seated: Sequence[int | None] = actors["seat"]  # type: ignore[assignment]
    places = _Places(tables, seats)
    roles = links["role"]
    groups = tables.events.coded("event_type").said(group_of).filled("other").listed()
    statuses = tables.events.coded("status").listed()
    found: dict[tuple[int, int, str], list[int]] = defaultdict(list)
    without = 0
    for event, (first, last) in enumerate(pairwise(links["start"])):
        met: dict[str | None, dict[int, None]] = defaultdict(dict)
        for row in range(first, last):
            number = links["actor"][row]
            seat = None if number is None else seated[number]
            role = roles["of"][row]
            if seat is not None and role is not None:
                met[roles["values"][role]][seat] = None
        sources, targets = list(met[Role.SOURCE]), list(met[Role.TARGET])
        here = places.number_of(event)
        spoken = groups[event].startswith("verbal")
        ends = targets if here is None or (spoken and targets) else [here]
        keys = [
            (start, end, groups[event])
            for start in sources
            for end in ends
            if start != end and not places.holds(end, start)
        ]
        for key in keys:
            found[key].append(event)
        without += not keys
    rank = {group: number for number, group in enumerate(_GROUPS)}
    ordered = sorted(
        found.items(), key=lambda item: (-len(item[1]), *item[0][:2], rank[item[0][2]])
    )
    return Arcs(
        all=tuple(
            Arc(
                start=seats[start],
                end=places.end(end),
                group=group,
                count=len(events),
                unsure=all(statuses[event] != Status.ACTUAL for event in events),
            )
            for (start, end, group), events in ordered
        ),
        without=without,
    )


def _seats(table: Mapping[str, Sequence[object]]) -> list[End]:
    rows = zip(table["name"], table["latitude"], table["longitude"], strict=True)
    return [
        End(kind="seat", name=str(name), latitude=float(y), longitude=float(x))  # type: ignore[arg-type]
        for name, y, x in rows
    ]


class _Places:
    """Where events happened, by one number: seats first, then spots, then areas."""

    def __init__(self, tables: Tables, seats: Sequence[End]) -> None:
        events = tables.events
        shapes, spots = Numbering(), Spots()
        settled = settlements_of(tables.table("places"), tables.place_of)
        self._at = anchors_of(events, settled, shapes=shapes, spots=spots)
        self._seats = seats
        self._spots = spots.columns()
        self._areas: list[BaseGeometry] = list(shapes.numbers)
        names = events.coded("place_name").filled("").listed()
        self._names = {
            shape: names[event]
            for event, shape in reversed(list(enumerate(self._at["shape"])))
            if shape is not None
        }
        self._alias = np.full(len(self._spots["name"]), NONE)
        latitude, longitude = (
            np.array(self._spots[name], dtype=float) for name in ("latitude", "longitude")
        )
        for number, seat in enumerate(seats):
            near = (np.abs(latitude - seat.latitude) < _NEAR) & (
                np.abs(longitude - seat.longitude) < _NEAR
            )
            self._alias[near] = number
        self._within: dict[tuple[int, int], bool] = {}
        self._ends: dict[int, End] = {}

    def number_of(self, event: int) -> int | None:
        """Return where an event happened; at a seat it is the seat."""
        spot, shape = self._at["spot"][event], self._at["shape"][event]
        first = len(self._seats)
        if spot is not None:
            alias = int(self._alias[spot])
            return first + spot if alias == NONE else alias
        return None if shape is None else first + len(self._spots["name"]) + shape

    def end(self, number: int) -> End:
        """Return an end by its number; it is made once."""
        if number not in self._ends:
            self._ends[number] = self._make(number)
        return self._ends[number]

    def _make(self, number: int) -> End:
        spot = number - len(self._seats)
        if spot < 0:
            return self._seats[number]
        if spot < len(self._spots["name"]):
            name, y, x = (self._spots[key][spot] for key in ("name", "latitude", "longitude"))
            return End(kind="spot", name=name, latitude=y, longitude=x)
        shape = spot - len(self._spots["name"])
        inside = self._areas[shape].representative_point()
        return End(
            kind="area", name=self._names.get(shape, ""), latitude=inside.y, longitude=inside.x,
            geometry=self._areas[shape],
        )  # fmt: skip

    def holds(self, number: int, seat: int) -> bool:
        """Return whether a seat lies in an area."""
        shape = number - len(self._seats) - len(self._spots["name"])
        if shape < 0:
            return False
        key = (shape, seat)
        if key not in self._within:
            own = self._seats[seat]
            point = shapely.Point(own.longitude, own.latitude)
            self._within[key] = bool(shapely.intersects(self._areas[shape], point))
        return self._within[key]


def lay_arcs(arcs: Arcs, frame: Frame, place: Place) -> tuple[list[Drawn], int]:
    """Return what is drawn of arcs, thick ones first, and of how many that could be.

    Arcs of one kind and seat whose ends share a mark, an area or a cell are one. Drawn are those
    that begin or end in sight, the most frequent.
    """
    near: dict[tuple[object, ...], Drawn] = {}
    for arc in arcs.all:
        start, end = place(arc.start), place(arc.end)
        seen = any(_is_inside(frame, anchor.at) for anchor in (start, end))
        if not seen or math.dist(start.at, end.at) < _SHORTEST_PX:
            continue
        cell = end.at if end.is_marked else tuple(side // _CELL_PX for side in end.at)
        key = (start.at, arc.group, cell)
        known = near.setdefault(key, Drawn(arcs=[], start=start, end=end))
        known.arcs.append(arc)
    ordered = sorted(near.values(), key=lambda drawn: -drawn.count)
    chosen = ordered[:_MOST]
    _spread(chosen)
    thickest = 4.0 if len(chosen) > _CROWD else 6.0
    for drawn in chosen:
        first = drawn.arcs[0]
        drawn.width = 1.4 + thickest * math.sqrt(drawn.count / max(chosen[0].count, 12))
        drawn.traced = trace(
            frame,
            drawn.start.at,
            drawn.end.at,
            aside=drawn.aside,
            leave=drawn.start.reach(drawn.end) or _HOME_PX[first.start.kind],
            stop=drawn.end.reach(drawn.start) or _HOME_PX[first.end.kind],
            head=7 + 1.3 * drawn.width,
        )
    return chosen, len(near)


def _is_inside(frame: Frame, point: tuple[float, float]) -> bool:
    left, top, right, bottom = frame.box
    return left <= point[0] <= right and top <= point[1] <= bottom


def _spread(chosen: Sequence[Drawn]) -> None:
    """Lay arcs between the same two ends side by side, those of one direction on one side."""
    pairs: dict[tuple[tuple[float, float], ...], list[Drawn]] = defaultdict(list)
    for drawn in chosen:
        pairs[tuple(sorted((drawn.start.at, drawn.end.at)))].append(drawn)
    for ends, own in pairs.items():
        own.sort(key=lambda drawn: (drawn.start.at, _GROUPS.index(drawn.arcs[0].group)))
        for number, drawn in enumerate(own):
            lane = (number - (len(own) - 1) / 2) * _LANE_PX
            drawn.aside = lane if drawn.start.at == ends[0] else -lane


def draw_arcs(canvas: Canvas, frame: Frame, chosen: Sequence[Drawn]) -> list[Box]:
    """Draw arcs, with the sign of their kind of act where there is room for it.

    Returns
    -------
    Boxes of heads and signs, which no name should hide.
    """
    boxes = []
    for drawn in chosen:
        _draw_line(canvas, drawn)
        for head in drawn.traced.heads:
            corners = shapely.Polygon(head)
            canvas.geometry(
                corners, look(".geo-arc-head", group=drawn.arcs[0].group), name="arc-head"
            )
            boxes.append(corners.bounds)
    badges: list[tuple[float, float]] = []
    names = [shapely.box(*box) for _, box in _entries(canvas, frame, chosen)]
    for drawn, run in _runs(frame, chosen):
        free = (
            at
            for at in (point_along(run, share) for share in _BADGE_SHARES)
            if _is_apart(at, badges, _BADGES_APART_PX)
            and all(name.distance(shapely.Point(at)) > _BADGE_PX for name in names)
        )
        at = next(free, None)
        if at is not None and len(badges) < _MOST_BADGES:
            badges.append(at)
            canvas.circle(*at, _BADGE_PX, look(".geo-casing"))
            group = drawn.arcs[0].group
            sign = Sign(group=group, style="solid", faded=False, inferred=False)
            draw_sign(canvas, *at, _BADGE_PX - 1.5, sign)
    r = _BADGE_PX
    return boxes + [(x - r, y - r, x + r, y + r) for x, y in badges]


def _draw_line(canvas: Canvas, drawn: Drawn) -> None:
    group = drawn.arcs[0].group
    line, casing = look(".geo-arc", group=group).stroke, look(".geo-arc-casing").stroke
    dashes = _DASHES_PX if all(arc.unsure for arc in drawn.arcs) else ()
    for shaft in drawn.traced.shafts:
        points = _pairs(shaft)
        canvas.outline(points, Look(stroke=casing, width_px=drawn.width + _CASING_PX))
        over = Look(stroke=line, width_px=drawn.width, dashes_px=dashes)
        canvas.outline(points, over, name=f"arc-{group}")


def draw_seats(canvas: Canvas, frame: Frame, chosen: Sequence[Drawn], place: Place) -> list[Box]:
    """Draw the seats, beside a mark that stands there; those out of sight are named at the edge.

    Returns
    -------
    Boxes of what was drawn.
    """
    boxes = []
    ends = {id(end): end for one in chosen for arc in one.arcs for end in (arc.start, arc.end)}
    for end in ends.values():
        if end.kind == "seat" and _is_inside(frame, place(end).at):
            x, y = place(end).at
            aside = 0.75 * (place(end).radius or 0.0)
            _draw_seat(canvas, x + aside, y + aside)
            boxes.append((x + aside - 6, y + aside - 7, x + aside + 6, y + aside + 6))
    paper = Look(fill=(*colour("--paper")[:3], 0.92))
    for name, (left, top, right, bottom) in _entries(canvas, frame, chosen):
        canvas.box(left, top, right - left, bottom - top, paper, name="arc-from")
        canvas.text(
            (left + right) / 2, bottom - 4.5, name, size_px=_NAME_PX, colour=colour("--ink"),
            bold=True, align="center",
        )  # fmt: skip
        boxes.append((left, top, right, bottom))
    return boxes


def _entries(canvas: Canvas, frame: Frame, chosen: Sequence[Drawn]) -> list[tuple[str, Box]]:
    """Return where arcs come in from seats out of sight, with the seats' names."""
    entries: dict[str, list[tuple[float, float]]] = defaultdict(list)
    found = []
    left, top, right, bottom = frame.box
    for drawn, run in _runs(frame, chosen):
        name = shorten(canvas, drawn.arcs[0].start.name, _MOST_NAME_PX, size_px=_NAME_PX, bold=True)
        at = (float(run[0][0]), float(run[0][1]))
        if _is_inside(frame, drawn.start.at) or not _is_apart(at, entries[name], _ENTRIES_APART_PX):
            continue
        entries[name].append(at)
        half = canvas.width_of(name, size_px=_NAME_PX, bold=True) / 2 + 5
        x = min(max(at[0], left + half + 3), right - half - 3)
        y = min(max(at[1], top + 12), bottom - 12)
        found.append((name, (x - half, y - 8.5, x + half, y + 8.5)))
    return found


def _runs(frame: Frame, chosen: Sequence[Drawn]) -> Iterator[tuple[Drawn, np.ndarray]]:
    """Yield what is seen of each arc, where that is long enough to be marked."""
    left, top, right, bottom = frame.box
    inner = (left + 14, top + 14, right - 14, bottom - 14)
    for drawn in chosen:
        runs = [clip_line(shaft, inner) for shaft in drawn.traced.shafts]
        run = max(runs, key=len, default=None)
        if run is not None and len(run) > 1 and math.dist(run[0], run[-1]) > _LEAST_SEEN_PX:
            yield drawn, run


def _is_apart(at: tuple[float, float], others: Sequence[tuple[float, float]], least: float) -> bool:
    return all(math.dist(at, other) >= least for other in others)


def write_arcs(
    column: Column, phrases: Phrases, counts: tuple[int, int], without: int, *, brief: bool = False
) -> None:
    """Write what arcs and seats mean, how many of how many are drawn, and what has none."""

    def arc(canvas: Canvas, x: float, y: float) -> None:
        group = GROUPS[0]
        line = [(x - 11, y + 4), (x - 5, y - 1), (x + 1, y - 2), (x + 6, y + 1)]
        stroke = look(".geo-arc", group=group).stroke
        canvas.outline(line, Look(stroke=stroke, width_px=3))
        head = [(x + 11, y + 5), (x + 2, y + 3), (x + 7, y - 4)]
        canvas.geometry(shapely.Polygon(head), look(".geo-arc-head", group=group))

    drawn, near = counts
    told = phrases.number(drawn) + (f"/{phrases.number(near)}" if near > drawn else "")
    column.row(arc, phrases.say("key.arc"), told, size_px=12, name="count-arc")
    column.row(_draw_seat, phrases.say("key.seat"), size_px=12)
    if without and not brief:
        column.text(phrases.say("arcs.without", n=without), size_px=11, ink=colour("--quiet"))


def _draw_seat(canvas: Canvas, x: float, y: float) -> None:
    corners = np.array(_SEAT) + np.array([x, y])
    canvas.geometry(shapely.Polygon(corners), look(".geo-seat path"), name="seat")


def _pairs(line: np.ndarray) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in np.round(line, 2)]
