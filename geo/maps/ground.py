"""The basemap without tiles: land, borders and names, coarse everywhere and fine near the data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from geo.gazetteer import Gazetteer
from geo.geodesy import split_at_antimeridian
from geo.maps.lands import Land, Lands, credit_of
from geo.maps.shapes import SCALE, encode, label_point
from geo.model import Bounds

__all__ = ["credit_of_places", "draw_ground", "windows_around"]

_WORLD_SCALE = 100
_WORLD_TOLERANCE_DEGREES = 0.04

# What is drawn finely may cost so many whole numbers in the page (about four bytes each); the
# first tolerance that keeps within it is taken.
_MOST_NUMBERS = 40_000
_FINE_TOLERANCES_DEGREES = (0.004, 0.008, 0.015, 0.03, 0.06, 0.12, 0.25)

# Around a point the reader looks for the next cities and borders, around an area for its rim.
_POINT_MARGIN_DEGREES = (5.0, 4.0)
_AREA_MARGIN_DEGREES = 1.0
_WIDEST_AREA_DEGREES = 40.0

# A frame of other proportions than the view shows more on two of its sides.
_VIEW_MARGIN = 0.35
_WIDEST_VIEW_DEGREES = 60.0

# First-order divisions of a whole continent would be a grey web.
_WIDEST_DIVIDED_DEGREES2 = 3000.0

_SETTLEMENTS_PER_WINDOW = 120

# Least population whose name is shown from a zoom on; and the same for countries by area in
# square degrees.
_CITY_ZOOMS = ((3_000_000, 4), (1_000_000, 5), (300_000, 6), (100_000, 7), (0, 8))
_COUNTRY_ZOOMS = ((300.0, 2), (60.0, 3), (10.0, 4), (1.0, 5), (0.0, 6))
_COUNTRY_LAST_ZOOM = 7
_LAST_ZOOM = 18


def windows_around(
    points: Iterable[tuple[float, float]], areas: Iterable[BaseGeometry]
) -> tuple[Bounds, ...]:
    """Return boxes that hold the data, none touching another, in whole and half degrees.

    Parameters
    ----------
    points
        Pairs of latitude and longitude.
    areas
        Geometries; those wider than a continent ask for no finer ground.
    """
    across, along = _POINT_MARGIN_DEGREES
    wanted = [
        (longitude - across, latitude - along, longitude + across, latitude + along)
        for latitude, longitude in points
    ]
    for area in areas:
        west, south, east, north = area.bounds
        if max(east - west, north - south) <= _WIDEST_AREA_DEGREES:
            margin = _AREA_MARGIN_DEGREES
            wanted.append((west - margin, south - margin, east + margin, north + margin))
    return _joined(wanted)


def draw_ground(
    lands: Lands, gazetteer: Gazetteer, windows: Sequence[Bounds], *, view: Bounds
) -> dict[str, Any]:
    """Return the basemap as plain data for the page.

    Parameters
    ----------
    lands
        Give areas, disputed lines and names, and say whose they are.
    gazetteer
        Gives the names of settlements.
    windows
        Where the data are, as `windows_around` gives them.
    view
        What the reader sees first; it is drawn finely too.

    Returns
    -------
    Rings and lines as `shapes.encode` makes them, labels, and credits.
    """
    everywhere = lands.all_lands()
    coarse = [land.geometry for land in everywhere]
    world = _simplify_coverage(coarse, _WORLD_TOLERANCE_DEGREES)
    near = _with_view(windows, view)
    fine, tolerance = _fine(lands, near)
    disputed = [(window, *lands.disputed_in(window)) for window in near]
    territories = [area for window, areas, _ in disputed for area in _clipped(areas, window)]
    lines = [_cut(line, window) for window, _, found in disputed for line in found]
    return {
        "world": [ring for country in world for ring in encode(country, scale=_WORLD_SCALE)],
        "world_scale": _WORLD_SCALE,
        "fine": [ring for area in (*fine, *territories) for ring in encode(area)],
        "fine_scale": SCALE,
        "windows": [[w.west, w.south, w.east, w.north] for w in near],
        "divisions": encode(_division_lines(lands, windows, tolerance)),
        "disputed": encode(shapely.simplify(shapely.union_all(lines), tolerance)),
        "labels": [*_land_labels(everywhere), *_settlements(gazetteer, windows)],
        "credits": [*lands.credits(), credit_of_places(gazetteer)],
    }


def _snap(bounds: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """Widen a box to half degrees within the globe, so that its edges are exact in a page."""
    west, south, east, north = bounds
    return (
        max(float(np.floor(west * 2)) / 2, -180.0),
        max(float(np.floor(south * 2)) / 2, -90.0),
        min(float(np.ceil(east * 2)) / 2, 180.0),
        min(float(np.ceil(north * 2)) / 2, 90.0),
    )


def _with_view(windows: Sequence[Bounds], view: Bounds) -> tuple[Bounds, ...]:
    """Add the first view, with what its frame shows beyond it, unless it is half the world."""
    wanted = [(window.west, window.south, window.east, window.north) for window in windows]
    for part in split_at_antimeridian(view):
        across, along = part.east - part.west, part.north - part.south
        if max(across, along) <= _WIDEST_VIEW_DEGREES:
            margin = _VIEW_MARGIN * max(across, along)
            wanted.append(
                (part.west - margin, part.south - margin, part.east + margin, part.north + margin)
            )
    return _joined(wanted)


def _joined(wanted: Iterable[tuple[float, float, float, float]]) -> tuple[Bounds, ...]:
    merged = _merge([box(*bounds) for bounds in sorted({_snap(own) for own in wanted})])
    return tuple(
        Bounds(west=west, south=south, east=east, north=north)
        for west, south, east, north in sorted(part.bounds for part in merged)
    )


def _merge(boxes: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Replace boxes that touch by the box around them, until none do."""
    parts = list(boxes)
    while True:
        joined = [box(*part.bounds) for part in shapely.get_parts(shapely.union_all(parts))]
        if len(joined) == len(parts):
            return joined
        parts = joined


def _clipped(areas: Iterable[BaseGeometry], window: Bounds) -> list[BaseGeometry]:
    """Return the polygons of areas, cut to a window."""
    return [part for area in areas if (part := _polygonal(_cut(area, window)))]


def _cut(geometry: BaseGeometry, window: Bounds) -> BaseGeometry:
    edges = (window.west, window.south, window.east, window.north)
    return shapely.intersection(geometry, box(*edges))


def _polygonal(geometry: BaseGeometry) -> BaseGeometry | None:
    """Keep the polygons of what a cut left; where it only touched there are points and lines."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    return shapely.MultiPolygon(parts) if parts else None


def _simplify_coverage(polygons: Sequence[BaseGeometry], tolerance: float) -> list[BaseGeometry]:
    """Simplify polygons so that neighbours go on sharing their edges.

    `tolerance` is the side, in degrees, of the greatest square that may be cut off.
    """
    if not polygons:
        return []
    simple = shapely.coverage_simplify(np.asarray(polygons, dtype=object), tolerance)
    return [part for part in simple if not part.is_empty]


def _fine(lands: Lands, windows: Sequence[Bounds]) -> tuple[list[BaseGeometry], float]:
    """Return the countries in all windows, and the tolerance that made them small enough."""
    groups = [_clipped(lands.lands_in(window), window) for window in windows]
    for tolerance in _FINE_TOLERANCES_DEGREES:
        simple = [part for group in groups for part in _simplify_coverage(group, tolerance)]
        if 2 * sum(map(shapely.get_num_coordinates, simple)) <= _MOST_NUMBERS:
            break
    return simple, tolerance


def _division_lines(lands: Lands, windows: Sequence[Bounds], tolerance: float) -> BaseGeometry:
    """Return the borders between first-order divisions in the windows, each once."""
    found = []
    for window in windows:
        if (window.east - window.west) * (window.north - window.south) > _WIDEST_DIVIDED_DEGREES2:
            continue
        areas = (land.geometry for land in lands.divisions_in(window))
        parts = _clipped(areas, window)
        simple = _simplify_coverage(parts, max(tolerance, _FINE_TOLERANCES_DEGREES[1]))
        lines = shapely.union_all([part.boundary for part in simple])
        found.append(shapely.difference(lines, shapely.union_all(simple).boundary))
    return shapely.line_merge(shapely.union_all(found)) if found else shapely.MultiLineString()


def _land_labels(lands: Iterable[Land]) -> list[list[Any]]:
    """Return names with latitude, longitude, first zoom, kind and last zoom; greatest first."""
    return [
        [
            land.name,
            *label_point(land.geometry),
            _zoom(land.geometry.area, _COUNTRY_ZOOMS),
            "country",
            _COUNTRY_LAST_ZOOM,
        ]
        for land in sorted(lands, key=lambda land: (-land.geometry.area, land.name))
        if land.name
    ]


def _settlements(gazetteer: Gazetteer, windows: Sequence[Bounds]) -> list[list[Any]]:
    found = {
        entry.entry_id: entry
        for window in windows
        for entry in gazetteer.biggest_places(window, limit=_SETTLEMENTS_PER_WINDOW)
    }
    return [
        [
            entry.name,
            round(entry.latitude, 3),
            round(entry.longitude, 3),
            _zoom(entry.population, _CITY_ZOOMS),
            "city",
            _LAST_ZOOM,
        ]
        for entry in sorted(found.values(), key=lambda entry: (-entry.population, entry.entry_id))
    ]


def _zoom(size: float, steps: Sequence[tuple[float, int]]) -> int:
    return next(zoom for least, zoom in steps if size >= least)


def credit_of_places(gazetteer: Gazetteer) -> dict[str, str]:
    """Say whose names of places a map shows, and under which licences."""
    borders = {area.dataset for area in gazetteer.areas("country-coarse")}
    names = sorted(set(gazetteer.datasets) - borders)
    text = "; ".join(credit_of(gazetteer.datasets, dataset) for dataset in names)
    return {"what": "places", "text": text}
