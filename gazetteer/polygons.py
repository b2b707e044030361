"""Find which country and first-order division each polygon of Natural Earth shows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

# A polygon shows a division if so much of the settlements in it belong to the division, and a
# division is taken as shown if so much of its own settlements lie in its polygons. Borders
# change; where Natural Earth's and GeoNames' divisions disagree, no polygon is better than a
# wrong one.
LEAST_SHARE = 0.7


def country_polygons(
    polygons: gpd.GeoDataFrame, alpha2_of: Mapping[str, str]
) -> dict[str, BaseGeometry]:
    """Return the area of each country, dissolved from its divisions.

    Parameters
    ----------
    polygons
        As `readers.read_polygons` returns them.
    alpha2_of
        ISO 3166-1 alpha-2 code by alpha-3 code.

    Returns
    -------
    Geometries by alpha-2 code. Territories that Natural Earth gives to no country are left out.
    """
    codes = [
        alpha2 if alpha2 != "-1" else alpha2_of.get(unit, "")
        for alpha2, unit in zip(polygons["iso_a2"], polygons["gu_a3"], strict=True)
    ]
    parts: dict[str, list[BaseGeometry]] = defaultdict(list)
    for code, geometry in zip(codes, polygons.geometry, strict=True):
        if code:
            parts[code].append(geometry)
    return {code: shapely.union_all(parts[code]) for code in sorted(parts)}


def division_polygons(
    polygons: gpd.GeoDataFrame,
    *,
    latitudes: Sequence[float],
    longitudes: Sequence[float],
    divisions: Sequence[str],
) -> dict[str, BaseGeometry]:
    """Return the area of each first-order division, found by the settlements in it.

    Parameters
    ----------
    polygons
        As `readers.read_polygons` returns them.
    latitudes, longitudes
        Of settlements, in degrees.
    divisions
        The division of each settlement; empty where it is not known.

    Returns
    -------
    Geometries by division.
    """
    tree = shapely.STRtree(polygons.geometry.to_numpy())
    points = shapely.points(np.asarray(longitudes), np.asarray(latitudes))
    inside, at = tree.query(points, predicate="intersects")
    members: dict[int, Counter[str]] = defaultdict(Counter)
    for settlement, polygon in zip(inside.tolist(), at.tolist(), strict=True):
        members[polygon][divisions[settlement]] += 1
    shown: dict[str, list[int]] = defaultdict(list)
    covered: Counter[str] = Counter()
    for polygon in sorted(members):
        division, count = members[polygon].most_common(1)[0]
        if division and count >= LEAST_SHARE * members[polygon].total():
            shown[division].append(polygon)
            covered[division] += count
    totals = Counter(divisions)
    geometries = polygons.geometry.to_numpy()
    return {
        division: shapely.union_all(geometries[shown[division]])
        for division in sorted(shown)
        if covered[division] >= LEAST_SHARE * totals[division]
    }


def nominal_point(area: BaseGeometry) -> tuple[float, float]:
    """Return latitude and longitude of a nominal centre: inside the largest part of an area."""
    parts = shapely.get_parts(area)
    parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON.value]
    largest = parts[int(np.argmax(shapely.area(parts)))]
    centre = largest.centroid
    if not largest.contains(centre):
        centre = shapely.get_point(shapely.maximum_inscribed_circle(largest, tolerance=0.01), 0)
    return round(centre.y, 5), round(centre.x, 5)
