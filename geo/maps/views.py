"""What part of the world a map shows first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.geodesy import bounds_of, contains, pad
from geo.model import Bounds

__all__ = ["view_of"]

_Point = tuple[float, float]

# Mentions and areas widen the first view only where they lie this near to an event, and areas
# only where they are no wider than this.
_NEAR_DEGREES = 10.0
_SMALL_DEGREES = 15.0

_FULL_TURN = 360.0

# Of each part of an area, at the least three in each 90 degrees.
_MERIDIANS = 13

_WORLD = Bounds(west=-150.0, south=-50.0, east=170.0, north=70.0)


def view_of(
    *,
    event_points: Sequence[_Point],
    mention_points: Sequence[_Point],
    areas: Sequence[BaseGeometry],
) -> Bounds:
    """Return the first view: all event points, and what is small and named near them.

    A great country that is drawn as an area does not widen the view: one report from far away
    must not shrink all others to a dot.

    Parameters
    ----------
    event_points, mention_points
        Latitude and longitude of the places of events, and of those that are only named.
    areas
        What is drawn as an area.
    """
    first = bounds_of(event_points)
    if first is None:
        return bounds_of(mention_points) or _bounds_of_areas(areas)
    corners = [corner for area in areas for corner in _corners_of_small(area)]
    near = [point for point in (*mention_points, *corners) if _is_near(point, first)]
    return bounds_of((*event_points, *near)) or first


def _corners_of_small(area: BaseGeometry) -> list[_Point]:
    around = _bounds_of_areas([area])
    width = (around.east - around.west) % _FULL_TURN
    if max(width, around.north - around.south) > _SMALL_DEGREES:
        return []
    return [(around.south, around.west), (around.north, around.east)]


def _bounds_of_areas(areas: Sequence[BaseGeometry]) -> Bounds:
    """Return the narrowest box around areas, which may cross the antimeridian as they do.

    Areas that are cut there lie on both sides; each part is told by meridians so near to each
    other that no gap within it is taken for the one outside.
    """
    parts = [part.bounds for area in areas for part in shapely.get_parts(area)]
    steps = [np.linspace(west, east, _MERIDIANS).tolist() for west, _, east, _ in parts]
    points = [
        (latitude, longitude)
        for (_, south, _, north), longitudes in zip(parts, steps, strict=True)
        for longitude in longitudes
        for latitude in (south, north)
    ]
    if any(east - west >= _FULL_TURN for west, _, east, _ in parts):
        west, south, east, north = shapely.total_bounds(list(areas)).tolist()
        return Bounds(west=west, south=south, east=east, north=north)
    return bounds_of(points) or _WORLD


def _is_near(point: _Point, box: Bounds) -> bool:
    near = pad(box, fraction=0.0, minimum_degrees=_NEAR_DEGREES)
    return contains(near, latitude=point[0], longitude=point[1])
