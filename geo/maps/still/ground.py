"""The ground of a still map: land, borders, graticule, as on the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.looks import Look, colour, look
from geo.maps.phrases import Phrases
from geo.maps.still.canvas import Canvas
from geo.maps.still.frame import Frame
from geo.model import Bounds

__all__ = ["draw_degrees", "draw_ground_below", "group_rings", "read_rings", "say_latitude"]

_Coordinates = npt.NDArray[np.float64]

# From this zoom on the page shows the borders of first-order divisions.
_DIVISION_ZOOM = 5.5

# Degrees between lines of the graticule, from a zoom on.
_GRATICULE = ((7.0, 1), (5.0, 5), (3.0, 10), (0.0, 30))

_LAST_DRAWN = 85
_EDGE = 12.0
_RING = 4

# A smaller island is a dot of its own rim.
_LEAST_PX = 0.6


def draw_ground_below(canvas: Canvas, frame: Frame, ground: Mapping[str, Any]) -> None:
    """Draw land, borders and graticule.

    Parameters
    ----------
    canvas
        The sheet.
    frame
        Where on it, and of what part of the world.
    ground
        What `geo.maps.ground.draw_ground` returns.
    """
    windows = [Bounds(west=w, south=s, east=e, north=n) for w, s, e, n in ground["windows"]]
    left, top, right, bottom = frame.box
    canvas.box(left, top, right - left, bottom - top, look(".geo-sea"), name="sea")
    if not any(frame.is_within(window) for window in windows):
        world = read_rings(ground["world"], ground["world_scale"])
        borders = _draw_lands(canvas, frame, world, (), name="world")
        canvas.geometry(borders, _line(".geo-border"))
        for window in windows:
            box = shapely.box(window.west, window.south, window.east, window.north)
            canvas.geometry(frame.draw(box), look(".geo-sea"))
    fine = read_rings(ground["fine"], ground["fine_scale"])
    borders = _draw_lands(canvas, frame, fine, windows, name="land")
    canvas.geometry(frame.draw(_graticule(frame)), _line(".geo-graticule"), name="graticule")
    if frame.zoom >= _DIVISION_ZOOM:
        divisions = _lines(read_rings(ground["divisions"], ground["fine_scale"]))
        canvas.geometry(frame.draw(divisions), _line(".geo-division"), name="divisions")
    canvas.geometry(borders, _line(".geo-border"), name="borders")
    disputed = _lines(read_rings(ground["disputed"], ground["fine_scale"]))
    canvas.geometry(frame.draw(disputed), _line(".geo-disputed"), name="disputed")


def draw_degrees(canvas: Canvas, frame: Frame, phrases: Phrases) -> None:
    """Write the degrees of the graticule at the left and lower edge of the frame."""
    west, south, east, north = frame.degrees
    step, ink = _step(frame), colour("--quiet")
    left, top, right, bottom = frame.box
    for degrees in range(_first(west, step), int(np.floor(east)) + 1, step):
        x = float(frame.x_of(degrees))
        if left + _EDGE < x < right - _EDGE:
            text = _say_longitude((degrees + 180) % 360 - 180, phrases)
            canvas.text(x, bottom + 11, text, size_px=9, colour=ink, align="center")
    for degrees in range(_first(south, step), int(np.floor(north)) + 1, step):
        y = float(frame.y_of(degrees))
        if top + _EDGE < y < bottom - _EDGE and abs(degrees) < _LAST_DRAWN:
            text = say_latitude(degrees, phrases)
            canvas.text(left - 4, y + 3, text, size_px=9, colour=ink, align="right")


def say_latitude(degrees: float, phrases: Phrases) -> str:
    """Return a latitude in whole degrees, such as `41°N`."""
    whole = round(degrees)
    if whole == 0:
        return "0\u00b0"
    return phrases.say("picture.north" if whole > 0 else "picture.south", n=abs(whole))


def _say_longitude(degrees: int, phrases: Phrases) -> str:
    if degrees % 180 == 0:
        return f"{abs(degrees)}\u00b0"
    return phrases.say("picture.east" if degrees > 0 else "picture.west", n=abs(degrees))


def _draw_lands(
    canvas: Canvas,
    frame: Frame,
    rings: Iterable[_Coordinates],
    windows: Sequence[Bounds],
    *,
    name: str,
) -> BaseGeometry:
    """Fill lands; returns their edges, but for where they were cut, in pixels."""
    cuts = [*windows, Bounds(west=-180.0, south=-90.0, east=180.0, north=90.0)]
    polygons, edges = [], []
    for group in group_rings(rings):
        for turn in frame.turns:
            if not frame.sees(group[0], turn):
                continue
            shell, *holes = (frame.draw_ring(ring, turn) for ring in group)
            if len(shell) < _RING or np.ptp(shell, axis=0).max() < _LEAST_PX:
                continue
            kept = [hole for hole in holes if len(hole) >= _RING]
            polygons.append(shapely.Polygon(shell, kept))
            pieces = (piece for ring in group for piece in _inside(ring, cuts))
            edges += [frame.draw_ring(piece, turn) for piece in pieces]
    # Lands of a user may overlap, where two claim a place: that is land.
    land = shapely.union_all([part for polygon in polygons for part in _valid(polygon)])
    canvas.geometry(frame.cut(land), look(".geo-land"), name=name)
    return frame.cut(_lines(edges))


def group_rings(rings: Iterable[_Coordinates]) -> Iterator[list[_Coordinates]]:
    """Yield each outer ring with the holes that follow it, which run with the clock."""
    group: list[_Coordinates] = []
    for ring in rings:
        if len(ring) < _RING:
            continue
        if group and shapely.is_ccw(shapely.linearrings(ring)):
            yield group
            group = []
        group.append(ring)
    if group:
        yield group


def _valid(polygon: BaseGeometry) -> list[BaseGeometry]:
    if polygon.is_valid:
        return [polygon]
    # What is made valid may be a collection, of a multipolygon and the lines that were too much.
    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(polygon))).tolist()
    return [part for part in parts if part.geom_type == "Polygon"]


def _line(selector: str) -> Look:
    told = look(selector)
    return Look(stroke=told.stroke, width_px=told.width_px, dashes_px=told.dashes_px)


def read_rings(encoded: Sequence[Sequence[int]], scale: int) -> Iterator[_Coordinates]:
    """Undo the encoding of `geo.maps.shapes`: whole-number steps to degrees."""
    for steps in encoded:
        yield np.cumsum(np.reshape(steps, (-1, 2)), axis=0) / scale


def _lines(rings: Iterable[_Coordinates]) -> BaseGeometry:
    return shapely.MultiLineString([ring for ring in rings if len(ring) > 1])


def _inside(ring: _Coordinates, windows: Sequence[Bounds]) -> Iterator[_Coordinates]:
    """Cut a ring where it runs along the edge of a window: that edge is no border."""
    a, b = ring[:-1], ring[1:]
    on = np.zeros(len(a), dtype=bool)
    for window in windows:
        for axis, edges in ((0, (window.west, window.east)), (1, (window.south, window.north))):
            for edge in edges:
                on |= (a[:, axis] == edge) & (b[:, axis] == edge)
    cuts = [-1, *np.flatnonzero(on).tolist(), len(a)]
    for before, after in pairwise(cuts):
        if after - before > 1:
            yield ring[before + 1 : after + 1]


def _step(frame: Frame) -> int:
    return next(step for least, step in _GRATICULE if frame.zoom >= least)


def _first(least: float, step: int) -> int:
    return int(np.ceil(least / step)) * step


def _graticule(frame: Frame) -> BaseGeometry:
    """Return the lines that are drawn, once around the globe."""
    step = _step(frame)
    meridians = [[(x, -_LAST_DRAWN), (x, _LAST_DRAWN)] for x in range(-180, 180, step)]
    parallels = [
        [(-180, y), (180, y)] for y in range(_first(-_LAST_DRAWN, step), _LAST_DRAWN + 1, step)
    ]
    return shapely.MultiLineString([*meridians, *parallels])
