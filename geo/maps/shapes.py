"""Geometries made small enough to travel in a page.

A ring is a list of whole numbers: the first position, then the step from each position to the
next, longitude before latitude, in units of 1/1,000 degree (about 100 m).
"""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.model import Geoprecision

__all__ = ["MOST_CORNERS", "SCALE", "encode", "label_point", "point_of"]

SCALE = 1000

# Ten metres: what is nearer is one place to a reader.
_POSITION_DECIMALS = 4

MOST_CORNERS = 4000
"""No area of a map needs more to be told apart at any zoom the map offers."""


def encode(geometry: BaseGeometry, *, scale: int = SCALE) -> list[list[int]]:
    """Return the rings or lines of a geometry as whole-number steps.

    Parameters
    ----------
    geometry
        Polygons or lines, in degrees.
    scale
        Units in a degree.
    """
    lines = _lines(geometry)
    coordinates, owners = shapely.get_coordinates(lines, return_index=True)
    if not len(coordinates):
        return []
    grid = np.rint(coordinates * scale).astype(np.int64)
    steps = np.diff(grid, axis=0, prepend=0)
    starts = np.diff(owners, prepend=-1) != 0
    steps[starts] = grid[starts]
    kept = starts | np.any(steps != 0, axis=1)
    steps, owners = steps[kept], owners[kept]
    cuts = np.flatnonzero(np.diff(owners)) + 1
    # One position is not a line.
    return [line.ravel().tolist() for line in np.split(steps, cuts) if len(line) > 1]


def label_point(geometry: BaseGeometry) -> tuple[float, float]:
    """Return latitude and longitude of a point inside the largest part of an area."""
    parts = list(getattr(geometry, "geoms", [geometry]))
    largest = max(parts, key=lambda part: (part.area, part.length))
    point = largest.representative_point()
    if largest.geom_type == "Polygon":
        width, height = np.ptp(np.reshape(largest.bounds, (2, 2)), axis=0)
        point = shapely.maximum_inscribed_circle(
            largest, tolerance=max(width, height) / 100 or 0.01
        ).interpolate(0)
    return round(point.y, 3), round(point.x, 3)


def point_of(
    geometry: BaseGeometry | None, geoprecision: int | None
) -> tuple[float | None, float | None]:
    """Return latitude and longitude where a place may be marked; of an area, a point inside.

    Neither for what is no better known than a country: a mark would say "here" where the text
    says "somewhere in".
    """
    precision = geoprecision or Geoprecision.EXACT
    if geometry is None or geometry.is_empty or precision >= Geoprecision.COUNTRY:
        return None, None
    if geometry.geom_type == "Point":
        return round(geometry.y, _POSITION_DECIMALS), round(geometry.x, _POSITION_DECIMALS)
    return label_point(geometry)


def _lines(geometry: BaseGeometry) -> list[BaseGeometry]:
    """Return the rings of polygons, each outer one before its holes, and lines as they are.

    Outer rings run against the clock, holes with it: so told apart where areas overlap.
    """
    lines: list[BaseGeometry] = []
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            lines += shapely.get_rings(shapely.orient_polygons(part)).tolist()
        elif part.geom_type == "LineString":
            lines.append(part)
        elif hasattr(part, "geoms"):
            lines += _lines(part)
    return lines
