"""Distances, bearings and bounding boxes on the Earth.

Latitudes and longitudes are decimal degrees, WGS 84 (EPSG:4326). Distances are along great
circles of a sphere: within 0.6 % of the ellipsoid's, far below what place names can say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import overload

import numpy as np
import numpy.typing as npt
import shapely
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from geo.model import Bounds

__all__ = [
    "EARTH_RADIUS_KM",
    "SHORE_DEGREES",
    "bearing",
    "bounds_of",
    "box_of",
    "circle",
    "contains",
    "corridor",
    "destination",
    "distance_km",
    "find_holders",
    "find_middle",
    "is_on_globe",
    "normalise_longitude",
    "pad",
    "simplify",
    "split_at_antimeridian",
]

# Mean radius of the Earth: Moritz, "Geodetic Reference System 1980" (2000), R1.
EARTH_RADIUS_KM = 6371.0088

# Far above the rounding of sums of sines, far below a metre at ten kilometres.
_SAME_COSINE = 1e-13

# A harbour or a point off a simplified coast still belongs to the area it lies before; about ten
# kilometres.
SHORE_DEGREES = 0.1

_QUARTER_TURN, _HALF_TURN, _FULL_TURN = 90.0, 180.0, 360.0
_CORNERS = 48

_TOLERANCES_DEGREES = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)

_Numbers = npt.NDArray[np.float64]


@overload
def distance_km(
    *, latitude_a: float, longitude_a: float, latitude_b: float, longitude_b: float
) -> float: ...
@overload
def distance_km(
    *,
    latitude_a: float | _Numbers,
    longitude_a: float | _Numbers,
    latitude_b: _Numbers,
    longitude_b: _Numbers,
) -> _Numbers: ...
def distance_km(
    *,
    latitude_a: float | _Numbers,
    longitude_a: float | _Numbers,
    latitude_b: float | _Numbers,
    longitude_b: float | _Numbers,
) -> float | _Numbers:
    """Return the great-circle distance of two points, or of arrays of points, in kilometres.

    Parameters
    ----------
    latitude_a, longitude_a
        First point or points, in degrees.
    latitude_b, longitude_b
        Second point or points, in degrees; arrays must have shapes that broadcast.

    Returns
    -------
    A number, or an array of the common shape.

    References
    ----------
    Sinnott, "Virtues of the Haversine", Sky and Telescope 68 (1984), 159.
    """
    phi_a, phi_b = np.radians(latitude_a), np.radians(latitude_b)
    half_phi = (phi_b - phi_a) / 2
    half_lambda = np.radians(np.subtract(longitude_b, longitude_a)) / 2
    haversine = np.sin(half_phi) ** 2 + np.cos(phi_a) * np.cos(phi_b) * np.sin(half_lambda) ** 2
    result = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(haversine, 0, 1)))
    return result if isinstance(result, np.ndarray) else float(result)


def find_middle(points: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> int:
    """Return which of several points is nearest to the middle of them all.

    Parameters
    ----------
    points
        Rows of latitude and longitude, in degrees; one at least.
    weights
        How much each counts; all the same by default.

    Returns
    -------
    An index. Of points equally near it is the first, whatever a processor makes of the last
    digit: the middle of two is as far from one as from the other.
    """
    phi, theta = np.radians(np.asarray(points, dtype=float)).T
    vectors = np.stack([np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)])
    shares = np.ones(len(phi)) if weights is None else np.asarray(weights, dtype=float)
    cosines = (vectors @ (shares / shares.sum())) @ vectors
    return int(np.flatnonzero(cosines >= cosines.max() - _SAME_COSINE)[0])


def bearing(
    *, latitude_a: float, longitude_a: float, latitude_b: float, longitude_b: float
) -> float:
    """Return the initial bearing from the first point to the second.

    Returns
    -------
    Degrees clockwise from north, in [0, 360); 0 for equal points.
    """
    phi_a, phi_b = np.radians(latitude_a), np.radians(latitude_b)
    delta = np.radians(longitude_b - longitude_a)
    east = np.sin(delta) * np.cos(phi_b)
    north = np.cos(phi_a) * np.sin(phi_b) - np.sin(phi_a) * np.cos(phi_b) * np.cos(delta)
    return float(np.degrees(np.arctan2(east, north))) % _FULL_TURN


def destination(
    *, latitude: float, longitude: float, distance_km: float, bearing: float
) -> tuple[float, float]:
    """Return the point at a distance and a bearing from a point.

    Parameters
    ----------
    latitude, longitude
        The point of departure, in degrees.
    distance_km
        Along the great circle.
    bearing
        Degrees clockwise from north at the point of departure.

    Returns
    -------
    Latitude and longitude in degrees, longitude in [-180, 180).
    """
    angle = distance_km / EARTH_RADIUS_KM
    phi, theta = np.radians(latitude), np.radians(bearing)
    sine = np.sin(phi) * np.cos(angle) + np.cos(phi) * np.sin(angle) * np.cos(theta)
    phi_there = np.arcsin(np.clip(sine, -1, 1))
    delta = np.arctan2(
        np.sin(theta) * np.sin(angle) * np.cos(phi),
        np.cos(angle) - np.sin(phi) * np.sin(phi_there),
    )
    return (
        float(np.degrees(phi_there)),
        normalise_longitude(longitude + float(np.degrees(delta))),
    )


def circle(*, latitude: float, longitude: float, radius_km: float) -> BaseGeometry:
    """Return the area within a distance of a point, cut at the antimeridian.

    Returns
    -------
    A polygon of 48 corners, or several, in degrees, x before y.
    """
    return _within_the_map(shapely.Polygon(_ring(longitude, latitude, radius_km)))


def simplify(geometry: BaseGeometry, *, most_corners: int) -> BaseGeometry:
    """Return a geometry with no more corners than asked for, and as few lost as that allows.

    Parameters
    ----------
    geometry
        In degrees, EPSG:4326.
    most_corners
        Corners that are enough; where half a degree of tolerance leaves more, more are left.
    """
    simple = geometry
    for tolerance in _TOLERANCES_DEGREES:
        if shapely.get_num_coordinates(simple) <= most_corners:
            break
        simple = shapely.simplify(geometry, tolerance, preserve_topology=True)
    return simple


@lru_cache(maxsize=256)
def corridor(line: BaseGeometry, *, width_km: float) -> BaseGeometry:
    """Return the area within a distance of a line, cut at the antimeridian.

    Parameters
    ----------
    line
        A line or several, in degrees, x before y; its corners lie so near each other that the
        way between them may be taken as straight.
    width_km
        To each side.
    """
    pieces = [
        shapely.convex_hull(
            shapely.MultiPoint(
                [point for x, y in (start[:2], end[:2]) for point in _ring(x, y, width_km)]
            )
        )
        for part in shapely.get_parts(line)
        for start, end in pairwise(part.coords)
    ]
    return _within_the_map(shapely.union_all(pieces))


def find_holders(
    points: npt.NDArray[np.object_],
    areas: Sequence[BaseGeometry] | npt.NDArray[np.object_],
    *,
    shore_degrees: float,
) -> npt.NDArray[np.int64]:
    """Return for each point the first area that holds it, or the nearest at the shore; -1 none.

    Parameters
    ----------
    points
        Points, in degrees.
    areas
        Areas, in degrees.
    shore_degrees
        How far before an area a point still belongs to it.
    """
    holders = np.full(len(points), -1)
    tree = shapely.STRtree(list(areas))
    rows, columns = tree.query(points, predicate="intersects")
    order = np.lexsort((columns, rows))[::-1]
    holders[rows[order]] = columns[order]
    left = np.flatnonzero(holders < 0)
    if shore_degrees > 0:
        rows, columns = tree.query_nearest(
            points[left], max_distance=shore_degrees, all_matches=False
        )
        holders[left[rows]] = columns
    return holders


def _ring(longitude: float, latitude: float, radius_km: float) -> list[tuple[float, float]]:
    """Return points at a distance around a point; their longitudes may pass the antimeridian."""
    points = []
    for step in range(_CORNERS):
        north, east = destination(
            latitude=latitude,
            longitude=longitude,
            distance_km=radius_km,
            bearing=-step * _FULL_TURN / _CORNERS,
        )
        turn = round((longitude - east) / _FULL_TURN)
        points.append((east + turn * _FULL_TURN, north))
    return points


def _within_the_map(area: BaseGeometry) -> BaseGeometry:
    """Cut what passes the antimeridian, and move it to the other side."""
    west, _, east, _ = area.bounds
    if west >= -_HALF_TURN and east <= _HALF_TURN:
        return area
    world = shapely.box(-_HALF_TURN, -90, _HALF_TURN, 90)
    turned = [affinity.translate(area, turn) for turn in (-_FULL_TURN, 0, _FULL_TURN)]
    return shapely.union_all([shapely.intersection(part, world) for part in turned])


def normalise_longitude(longitude: float) -> float:
    """Return the same meridian in [-180, 180)."""
    if -_HALF_TURN <= longitude < _HALF_TURN:
        return longitude
    return (longitude + _HALF_TURN) % _FULL_TURN - _HALF_TURN


def is_on_globe(*, latitude: float, longitude: float) -> bool:
    """Return whether two numbers are degrees of a point; "not a number" is none."""
    return abs(latitude) <= _QUARTER_TURN and abs(longitude) <= _HALF_TURN


def contains(bounds: Bounds, *, latitude: float, longitude: float) -> bool:
    """Return whether a point lies in a bounding box, edges included."""
    if not bounds.south <= latitude <= bounds.north:
        return False
    if bounds.west <= bounds.east:
        return bounds.west <= longitude <= bounds.east
    return longitude >= bounds.west or longitude <= bounds.east


def bounds_of(points: Iterable[tuple[float, float]]) -> Bounds | None:
    """Return the smallest bounding box of points.

    Parameters
    ----------
    points
        Pairs of latitude and longitude, in degrees.

    Returns
    -------
    The box; of the boxes around the globe the narrowest one, which may cross the antimeridian.
    `None` for no points.
    """
    pairs = list(points)
    if not pairs:
        return None
    latitudes = [latitude for latitude, _ in pairs]
    longitudes = sorted({longitude for _, longitude in pairs})
    # The box leaves out the widest gap between neighbouring meridians.
    following = [*longitudes[1:], longitudes[0] + _FULL_TURN]
    gaps = [after - before for before, after in zip(longitudes, following, strict=True)]
    widest = max(range(len(gaps)), key=lambda index: (gaps[index], index))
    return Bounds(
        west=longitudes[(widest + 1) % len(longitudes)],
        south=min(latitudes),
        east=longitudes[widest],
        north=max(latitudes),
    )


def pad(bounds: Bounds, *, fraction: float, minimum_degrees: float = 0.0) -> Bounds:
    """Return a bounding box widened on each side by a fraction of its size.

    Parameters
    ----------
    bounds
        The box.
    fraction
        Of its width and height.
    minimum_degrees
        Least widening on each side.
    """
    width = (bounds.east - bounds.west) % _FULL_TURN if bounds.west != bounds.east else 0.0
    across = max(width * fraction, minimum_degrees)
    along = max((bounds.north - bounds.south) * fraction, minimum_degrees)
    south, north = max(bounds.south - along, -90.0), min(bounds.north + along, 90.0)
    if width + 2 * across >= _FULL_TURN or (bounds.west, bounds.east) == (-180.0, 180.0):
        return Bounds(west=-180.0, south=south, east=180.0, north=north)
    return Bounds(
        west=normalise_longitude(bounds.west - across),
        south=south,
        east=normalise_longitude(bounds.east + across),
        north=north,
    )


def split_at_antimeridian(bounds: Bounds) -> tuple[Bounds, ...]:
    """Return the box as one box, or as two where it crosses the antimeridian."""
    if bounds.west <= bounds.east:
        return (bounds,)
    return (
        Bounds(west=bounds.west, south=bounds.south, east=180.0, north=bounds.north),
        Bounds(west=-180.0, south=bounds.south, east=bounds.east, north=bounds.north),
    )


def box_of(bounds: Bounds) -> BaseGeometry:
    """Return a bounding box as a polygon, or as two where it crosses the antimeridian."""
    boxes = [
        shapely.box(part.west, part.south, part.east, part.north)
        for part in split_at_antimeridian(bounds)
    ]
    return boxes[0] if len(boxes) == 1 else shapely.MultiPolygon(boxes)
