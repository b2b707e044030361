"""Geometries made small enough to travel in a page.

A ring is a list of whole numbers: the first position, then the step from each position to the
next, longitude before latitude, in units of 1/1,000 degree (about 100 m).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

__all__ = ["SCALE", "encode", "label_point", "simplify"]

SCALE = 1000

# No area of a map needs more corners than this to be told apart at any zoom the map offers.
_MOST_CORNERS = 4000

_TOLERANCES_DEGREES = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)


def simplify(geometry: BaseGeometry, *, most_corners: int = _MOST_CORNERS) -> BaseGeometry:
    """Return a geometry with no more corners than asked for, and as few lost as that allows.

    Parameters
    ----------
    geometry
        In degrees, EPSG:4326.
    most_corners
        Corners that are enough.
    """
    simple = geometry
    for tolerance in _TOLERANCES_DEGREES:
        if shapely.get_num_coordinates(simple) <= most_corners:
            break
        simple = shapely.simplify(geometry, tolerance, preserve_topology=True)
    return simple


def encode(geometry: BaseGeometry, *, scale: int = SCALE) -> list[list[int]]:
    """Return the rings or lines of a geometry as whole-number steps.

    Parameters
    ----------
    geometry
        Polygons or lines, in degrees.
    scale
        Units in a degree.
    """
    return [steps for line in _lines(geometry) if (steps := _steps(line, scale))]


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


def _lines(geometry: BaseGeometry) -> Iterator[np.ndarray]:
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            for ring in (part.exterior, *part.interiors):
                yield shapely.get_coordinates(ring)
        elif part.geom_type == "LineString":
            yield shapely.get_coordinates(part)
        elif hasattr(part, "geoms"):
            yield from _lines(part)


def _steps(line: np.ndarray, scale: int) -> list[int]:
    grid = np.rint(line * scale).astype(np.int64)
    steps = np.vstack([grid[:1], np.diff(grid, axis=0)])
    kept = np.concatenate([[True], np.any(steps[1:] != 0, axis=1)])
    if kept.sum() < 2:  # noqa: PLR2004 - one position is not a line
        return []
    return [int(number) for number in steps[kept].ravel()]
