"""Geometries in the form that RFC 7946 asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

__all__ = [
    "DECIMALS",
    "Box",
    "bounding_box",
    "box_around",
    "boxes_of",
    "geometry_object",
    "normalise",
]

DECIMALS = 6
"""Decimals of a degree that are written: about 10 cm (RFC 7946, section 11.2)."""

Box = tuple[float, float, float, float]
"""West, south, east and north of a part that does not cross the antimeridian."""

_HALF_TURN, _FULL_TURN = 180.0, 360.0


def normalise(geometry: BaseGeometry | None) -> BaseGeometry | None:
    """Return a geometry as RFC 7946 has it, in two dimensions and rounded.

    What reaches beyond longitude 180 is cut there and put on the other side (section 3.1.9);
    outer rings run counter-clockwise, holes clockwise (3.1.6); one that crosses itself is parted
    where it does. An area that is smaller than the rounding becomes a point.

    Parameters
    ----------
    geometry
        EPSG:4326; longitudes may run on beyond 180 or -180.

    Returns
    -------
    The geometry, or `None` for none and for an empty one.
    """
    if geometry is None or geometry.is_empty:
        return None
    if geometry.geom_type == "Point" and abs(geometry.x) <= _HALF_TURN:
        # Most are, and need nothing but the rounding.
        return shapely.Point(_rounded(geometry.x), _rounded(geometry.y))
    flat = shapely.force_2d(geometry)
    if not np.isfinite(shapely.get_coordinates(flat)).all():
        return None
    cut = _cut_at_antimeridian(flat)
    if cut.is_empty:
        return None
    rounded = _round(cut)
    parts = [sound for part in _parts(rounded) for sound in _orient(part)]
    if not parts:
        point = rounded.centroid
        return shapely.Point(_rounded(point.x), _rounded(point.y))
    return parts[0] if len(parts) == 1 else _collect(parts)


def _rounded(degrees: float) -> float:
    return round(degrees, DECIMALS) + 0.0


def _parts(geometry: BaseGeometry) -> list[BaseGeometry]:
    return [part for piece in getattr(geometry, "geoms", [geometry]) for part in _flatten(piece)]


def _flatten(geometry: BaseGeometry) -> Iterator[BaseGeometry]:
    if hasattr(geometry, "geoms"):
        for part in geometry.geoms:
            yield from _flatten(part)
    else:
        yield geometry


def _orient(part: BaseGeometry) -> Iterator[BaseGeometry]:
    """Give the rings of a polygon their direction; none is left where rounding left no area."""
    if part.geom_type == "LinearRing":
        yield shapely.LineString(part.coords)
    elif part.geom_type != "Polygon":
        yield part
    else:
        for sound in _sound(part):
            yield shapely.remove_repeated_points(orient(sound, 1.0))


def _sound(polygon: BaseGeometry) -> Iterator[BaseGeometry]:
    """Yield the areas of a polygon; rings that cross themselves have no direction to be given."""
    if polygon.is_valid:
        yield polygon
        return
    for part in _parts(shapely.make_valid(polygon)):
        if part.geom_type == "Polygon":
            snapped = shapely.set_precision(part, 10.0**-DECIMALS)
            yield from _parts(_round(snapped)) if snapped.area > 0 else ()


def _round(geometry: BaseGeometry) -> BaseGeometry:
    return shapely.transform(geometry, lambda positions: np.round(positions, DECIMALS) + 0.0)


def _collect(parts: list[BaseGeometry]) -> BaseGeometry:
    kinds = {part.geom_type for part in parts}
    if kinds == {"Polygon"}:
        return shapely.MultiPolygon(parts)
    if kinds == {"LineString"}:
        return shapely.MultiLineString(parts)
    if kinds == {"Point"}:
        return shapely.MultiPoint(parts)
    return shapely.GeometryCollection(parts)


def _cut_at_antimeridian(geometry: BaseGeometry) -> BaseGeometry:
    west, _, east, _ = geometry.bounds
    if west >= -_HALF_TURN and east <= _HALF_TURN:
        return geometry
    if geometry.geom_type == "Point":
        return shapely.Point(_wrap(geometry.x), geometry.y)
    sound = geometry if geometry.is_valid else shapely.make_valid(geometry)
    turns = range(
        int((west + _HALF_TURN) // _FULL_TURN), int((east + _HALF_TURN) // _FULL_TURN) + 1
    )
    pieces = [piece for turn in turns for piece in _piece(sound, turn * _FULL_TURN)]
    return _collect(pieces) if pieces else shapely.Point()


def _piece(geometry: BaseGeometry, shift: float) -> list[BaseGeometry]:
    """Return what lies on one turn around the globe, shifted to the first turn."""
    strip = shapely.box(shift - _HALF_TURN, -90.0, shift + _HALF_TURN, 90.0)
    piece = shapely.intersection(geometry, strip)
    moved = shapely.transform(piece, lambda positions: positions - np.array([shift, 0.0]))
    dimension = shapely.get_dimensions(geometry)
    return [
        part
        for part in _parts(moved)
        if not part.is_empty and shapely.get_dimensions(part) == dimension
    ]


def _wrap(longitude: float) -> float:
    return (longitude + _HALF_TURN) % _FULL_TURN - _HALF_TURN


def geometry_object(geometry: BaseGeometry | None) -> dict[str, Any] | None:
    """Return the GeoJSON geometry object of a normalised geometry."""
    return None if geometry is None else _plain(mapping(geometry))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def bounding_box(geometries: Iterable[BaseGeometry | None]) -> list[float] | None:
    """Return the smallest box around normalised geometries: west, south, east, north.

    West is greater than east where the box crosses the antimeridian (RFC 7946, section 5.2).
    """
    return box_around([box for item in geometries for box in boxes_of(item)])


def boxes_of(geometry: BaseGeometry | None) -> tuple[Box, ...]:
    """Return the boxes of the parts of a normalised geometry."""
    return () if geometry is None else tuple(part.bounds for part in _parts(geometry))


def box_around(boxes: Sequence[Box]) -> list[float] | None:
    """Return the smallest box around boxes, as `bounding_box` does; `None` around none."""
    if not boxes:
        return None
    west, east = _interval([(box[0], box[2]) for box in boxes])
    return [west, min(box[1] for box in boxes), east, max(box[3] for box in boxes)]


def _interval(spans: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the shortest interval of longitudes that holds all spans: all but the widest gap."""
    merged: list[list[float]] = []
    for west, east in sorted(spans):
        if merged and west <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], east)
        else:
            merged.append([west, east])
    first, last = merged[0], merged[-1]
    around = first[0] + _FULL_TURN - last[1]
    gaps = [after[0] - before[1] for before, after in pairwise(merged)]
    if not gaps or around >= max(gaps):
        return first[0], last[1]
    index = gaps.index(max(gaps))
    return merged[index + 1][0], merged[index][1]
