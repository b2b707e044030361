"""What moved from where to where, as arrows on a still map; as the page's `movements.js`."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from geo.looks import Look, look
from geo.maps.actors import movements_of
from geo.maps.columns import NO_DAY
from geo.maps.phrases import Phrases
from geo.maps.rows import Tables, documents_of
from geo.maps.still.canvas import Canvas
from geo.maps.still.columns import Column
from geo.maps.still.frame import Frame
from geo.maps.still.lines import trace
from geo.model import Status

__all__ = ["Movement", "choose_movements", "draw_movements", "read_movements", "write_movements"]

# As in movements.js, in pixels.
_MOST, _CROWD = 40, 15
_SHORTEST_PX = 30.0
_LEAVE_PX, _ASIDE_PX = 8.0, 12.0
_DASHES_PX = (8.0, 6.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A way that reports tell of, from and to a latitude and longitude.

    `unsure` where all tell it as planned, denied or supposed.
    """

    start: tuple[float, float]
    end: tuple[float, float]
    unsure: bool


def read_movements(tables: Tables) -> tuple[Movement, ...]:
    """Return the movements of which both ends can be marked, the most told and latest first."""
    found = movements_of(tables, documents_of(tables))
    last = tables.events.days("date_end").tolist()
    told: dict[tuple[int, int], list[Sequence[Any]]] = defaultdict(list)
    for row in found["rows"]:
        ends = row[1], row[2]
        known = None not in ends and all(found["places"][end][1] is not None for end in ends)
        if known and ends[0] != ends[1]:
            told[ends].append(row)

    def order(
        item: tuple[tuple[int, int], list[Sequence[Any]]],
    ) -> tuple[int, int, tuple[int, int]]:
        ends, rows = item
        return -len(rows), -max((last[row[0]] for row in rows), default=NO_DAY), ends

    position = {at: (place[1], place[2]) for at, place in enumerate(found["places"])}
    return tuple(
        Movement(
            start=position[start],
            end=position[end],
            unsure=all(row[4] != Status.ACTUAL for row in rows),
        )
        for (start, end), rows in sorted(told.items(), key=order)
    )


def choose_movements(movements: Sequence[Movement], frame: Frame) -> tuple[list[Movement], int]:
    """Return what is drawn: the first that begin or end in sight; and of how many that could be."""
    near = [
        one
        for one in movements
        if (frame.shows(*one.start) or frame.shows(*one.end))
        and math.dist(frame.at(*one.start), frame.at(*one.end)) > _SHORTEST_PX
    ]
    return near[:_MOST], len(near)


def draw_movements(
    canvas: Canvas, frame: Frame, chosen: Sequence[Movement]
) -> list[tuple[float, float, float, float]]:
    """Draw movements as arrows, each from a ring; returns the boxes of their heads."""
    boxes = []
    width = 1.8 if len(chosen) > _CROWD else 3.0
    ways = {(one.start, one.end) for one in chosen}
    for one in chosen:
        traced = trace(
            frame,
            frame.at(*one.start),
            frame.at(*one.end),
            aside=_ASIDE_PX if (one.end, one.start) in ways else 0.0,
            leave=_LEAVE_PX,
            stop=8 + width,
            head=5 + 4 * width,
        )
        for shaft in traced.shafts:
            line = [(float(x), float(y)) for x, y in shaft.round(2)]
            casing = look(".geo-arc-casing").stroke
            canvas.outline(line, Look(stroke=casing, width_px=width + 3))
            dashes = _DASHES_PX if one.unsure else ()
            stroke = Look(stroke=look(".geo-arrow").stroke, width_px=width, dashes_px=dashes)
            canvas.outline(line, stroke, name="movement")
        rules = [".geo-arrow-head", ".geo-arrow-head.unsure"][: 1 + one.unsure]
        for head in traced.heads:
            canvas.geometry(shapely.Polygon(head), look(*rules), name="movement-head")
            boxes.append(shapely.Polygon(head).bounds)
        start = look(".geo-arrow-start")
        ring = Look(fill=start.fill, stroke=start.stroke, width_px=1 + width / 2)
        canvas.circle(*frame.at(*one.start), 2 + width, ring, name="movement-start")
    return boxes


def write_movements(column: Column, phrases: Phrases, counts: tuple[int, int]) -> None:
    """Write what the arrows mean, and how many of how many are drawn."""

    def arrow(canvas: Canvas, x: float, y: float) -> None:
        line = Look(stroke=look(".geo-arrow").stroke, width_px=3)
        canvas.outline([(x - 9, y), (x + 4, y)], line)
        head = [(x + 11, y), (x + 1, y - 5), (x + 1, y + 5)]
        canvas.geometry(shapely.Polygon(head), look(".geo-arrow-head"))
        start = look(".geo-arrow-start")
        ring = Look(fill=start.fill, stroke=start.stroke, width_px=2)
        canvas.circle(x - 8, y, 3, ring)

    drawn, near = counts
    told = phrases.number(drawn) + (f"/{phrases.number(near)}" if near > drawn else "")
    column.row(arrow, phrases.say("key.movement"), told, size_px=12, name="count-movement")
