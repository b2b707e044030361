"""The basemap without tiles: land, borders and names, coarse everywhere and fine near the data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from geo.gazetteer import Gazetteer
from geo.maps.shapes import SCALE, encode, label_point
from geo.model import Bounds, Entry
from geo.schema import CRS

__all__ = ["Ground", "Settlements", "draw_ground", "open_ground", "windows_around"]

_PLACES_CREDIT: tuple[Mapping[str, str], ...] = ({"what": "places", "text": "GeoNames, CC BY 4.0"},)

_WORLD_SCALE = 100
_WORLD_TOLERANCE_DEGREES2 = 0.09

# What is drawn finely may cost so many whole numbers in the page (four to five bytes each); the
# first tolerance that keeps within it is taken.
_MOST_NUMBERS = 40_000
_FINE_TOLERANCES_DEGREES = (0.004, 0.008, 0.015, 0.03, 0.06, 0.12, 0.25)

# Around a point the reader looks for the next cities and borders, around an area for its rim.
_POINT_MARGIN_DEGREES = (5.0, 4.0)
_AREA_MARGIN_DEGREES = 1.0
_WIDEST_AREA_DEGREES = 40.0

_SETTLEMENTS_PER_WINDOW = 120

# Least population whose name is shown from a zoom on; and the same for countries by area.
_CITY_ZOOMS = ((3_000_000, 4), (1_000_000, 5), (300_000, 6), (100_000, 7), (0, 8))
_COUNTRY_ZOOMS = ((300.0, 2), (60.0, 3), (10.0, 4), (1.0, 5), (0.0, 6))
_COUNTRY_LAST_ZOOM = 7
_LAST_ZOOM = 18


class Settlements(Protocol):
    """Where names of settlements come from: the gazetteer."""

    def biggest_places(self, bounds: Bounds, *, limit: int) -> Sequence[Entry]:
        """Return the most populous settlements in a bounding box."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the basemap is drawn from, EPSG:4326.

    `countries` has a `name` and a polygon a row, neighbours sharing their edges; `divisions` are
    the first-order divisions, likewise; `disputed` are lines. `credits` say whose data these
    are: mappings of `what` (`borders` or `places`), `text`, and `worldview` where one is taken.
    """

    countries: gpd.GeoDataFrame
    divisions: gpd.GeoSeries
    disputed: gpd.GeoSeries
    settlements: Settlements
    credits: tuple[Mapping[str, str], ...]


def open_ground() -> Ground:
    """Return the ground of the shipped gazetteer.

    Raises
    ------
    GazetteerError
        If the gazetteer is missing or damaged.
    """
    empty = gpd.GeoSeries([], crs=CRS)
    return Ground(
        countries=gpd.GeoDataFrame({"name": []}, geometry=empty),
        divisions=empty,
        disputed=empty,
        settlements=Gazetteer.open(),
        credits=_PLACES_CREDIT,
    )


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
    boxes = [box(*_snap(bounds)) for bounds in sorted(set(wanted))]
    merged = _merge(boxes)
    return tuple(
        Bounds(west=west, south=south, east=east, north=north)
        for west, south, east, north in sorted(part.bounds for part in merged)
    )


def draw_ground(ground: Ground, windows: Sequence[Bounds]) -> dict[str, Any]:
    """Return the basemap as plain data for the page.

    Parameters
    ----------
    ground
        Land, borders and names.
    windows
        Where to draw finely, as `windows_around` gives them.
    """
    region = shapely.union_all([_box(window) for window in windows])
    coarse = _simplify_coverage(ground.countries.geometry, _WORLD_TOLERANCE_DEGREES2)
    fine, tolerance = _fine(ground.countries.geometry, region)
    divisions = _division_lines(ground, region, tolerance)
    disputed = shapely.intersection(shapely.union_all(ground.disputed.to_numpy()), region)
    return {
        "world": [ring for country in coarse for ring in encode(country, scale=_WORLD_SCALE)],
        "world_scale": _WORLD_SCALE,
        "fine": [ring for country in fine for ring in encode(country)],
        "fine_scale": SCALE,
        "windows": [[w.west, w.south, w.east, w.north] for w in windows],
        "divisions": encode(divisions),
        "disputed": encode(shapely.simplify(disputed, tolerance)),
        "labels": _labels(ground, windows),
        "credits": [dict(credit) for credit in ground.credits],
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


def _box(bounds: Bounds) -> BaseGeometry:
    return box(bounds.west, bounds.south, bounds.east, bounds.north)


def _merge(boxes: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Replace boxes that touch by the box around them, until none do."""
    parts = list(boxes)
    while True:
        joined = [shapely.box(*part.bounds) for part in shapely.get_parts(shapely.union_all(parts))]
        if len(joined) == len(parts):
            return joined
        parts = joined


def _simplify_coverage(polygons: gpd.GeoSeries, tolerance: float) -> list[BaseGeometry]:
    """Simplify polygons so that neighbours go on sharing their edges.

    `tolerance` is that of Visvalingam-Whyatt: the square root of the area of triangle that may
    be cut off, in degrees.
    """
    if polygons.empty:
        return []
    parts = shapely.make_valid(polygons.to_numpy())
    simple = shapely.coverage_simplify(parts, tolerance)
    return [part for part in simple if part is not None and not part.is_empty]


def _fine(polygons: gpd.GeoSeries, region: BaseGeometry) -> tuple[list[BaseGeometry], float]:
    """Return the polygons in a region, and the tolerance that made them small enough."""
    near = polygons[polygons.intersects(region)]
    clipped = gpd.GeoSeries(_polygonal(shapely.intersection(near.to_numpy(), region)))
    simple: list[BaseGeometry] = []
    tolerance = _FINE_TOLERANCES_DEGREES[0]
    if clipped.empty:
        return simple, tolerance
    for tolerance in _FINE_TOLERANCES_DEGREES:
        simple = _simplify_coverage(clipped, tolerance)
        if 2 * sum(map(shapely.get_num_coordinates, simple)) <= _MOST_NUMBERS:
            break
    return simple, tolerance


def _polygonal(geometries: np.ndarray) -> list[BaseGeometry]:
    """Keep the polygons of what a clip left; where it only touched there are points and lines."""
    kept = []
    for geometry in geometries:
        parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
        if parts:
            kept.append(shapely.MultiPolygon(parts))
    return kept


def _division_lines(ground: Ground, region: BaseGeometry, tolerance: float) -> BaseGeometry:
    """Return the borders between first-order divisions in a region, each once."""
    near = ground.divisions[ground.divisions.intersects(region)]
    if near.empty:
        return shapely.MultiLineString()
    clipped = gpd.GeoSeries(_polygonal(shapely.intersection(near.to_numpy(), region)))
    simple = _simplify_coverage(clipped, max(tolerance, _FINE_TOLERANCES_DEGREES[1]))
    lines = shapely.union_all([part.boundary for part in simple])
    outer = shapely.union_all(simple).boundary
    return shapely.line_merge(shapely.difference(lines, outer))


def _labels(ground: Ground, windows: Sequence[Bounds]) -> list[list[Any]]:
    """Return names with latitude, longitude, first zoom, kind and last zoom; greatest first."""
    countries = sorted(
        (
            (-geometry.area, name, geometry)
            for name, geometry in zip(
                ground.countries["name"], ground.countries.geometry, strict=True
            )
        ),
        key=lambda item: item[:2],
    )
    labels: list[list[Any]] = [
        [name, *label_point(geometry), _zoom(-area, _COUNTRY_ZOOMS), "country", _COUNTRY_LAST_ZOOM]
        for area, name, geometry in countries
    ]
    found = {
        entry.entry_id: entry
        for window in windows
        for entry in ground.settlements.biggest_places(window, limit=_SETTLEMENTS_PER_WINDOW)
    }
    for entry in sorted(found.values(), key=lambda entry: (-entry.population, entry.entry_id)):
        place = [round(entry.latitude, 3), round(entry.longitude, 3)]
        labels.append(
            [entry.name, *place, _zoom(entry.population, _CITY_ZOOMS), "city", _LAST_ZOOM]
        )
    return labels


def _zoom(size: float, steps: Sequence[tuple[float, int]]) -> int:
    return next(zoom for least, zoom in steps if size >= least)
