"""Find which country and first-order division each polygon of Natural Earth shows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.text import name_key

# A polygon shows a division if so much of the settlements in it belong to the division, and a
# division is taken as shown if so much of its own settlements lie in its polygons. Borders
# change; where Natural Earth's and GeoNames' divisions disagree, no polygon is better than a
# wrong one.
LEAST_SHARE = 0.7
LEAST_SHARE_OF_NAMESAKES = 0.5


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
    parts: dict[str, list[BaseGeometry]] = defaultdict(list)
    for code, geometry in zip(_codes(polygons, alpha2_of), polygons.geometry, strict=True):
        if code:
            parts[code].append(geometry)
    return {code: shapely.union_all(parts[code]) for code in sorted(parts)}


def unassigned(polygons: gpd.GeoDataFrame, alpha2_of: Mapping[str, str]) -> dict[str, BaseGeometry]:
    """Return the territories that Natural Earth gives to no country, by its code for them."""
    parts: dict[str, list[BaseGeometry]] = defaultdict(list)
    codes = _codes(polygons, alpha2_of)
    for code, unit, geometry in zip(codes, polygons["adm0_a3"], polygons.geometry, strict=True):
        if not code:
            parts[unit].append(geometry)
    return {unit: shapely.union_all(parts[unit]) for unit in sorted(parts)}


def _codes(polygons: gpd.GeoDataFrame, alpha2_of: Mapping[str, str]) -> list[str]:
    return [
        alpha2 if alpha2 != "-1" else alpha2_of.get(unit, "")
        for alpha2, unit in zip(polygons["iso_a2"], polygons["gu_a3"], strict=True)
    ]


def division_polygons(
    polygons: gpd.GeoDataFrame,
    *,
    latitudes: Sequence[float],
    longitudes: Sequence[float],
    divisions: Sequence[str],
    keys: Mapping[str, frozenset[str]],
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
    keys
        The name keys of each division; a polygon of the same name needs less proof.

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
    names = polygons["name"].fillna("").map(name_key).tolist()
    shown: dict[str, list[int]] = defaultdict(list)
    covered: Counter[str] = Counter()
    namesakes: set[str] = set()
    for polygon in sorted(members):
        division, count = members[polygon].most_common(1)[0]
        is_namesake = names[polygon] in keys.get(division, ())
        if division and count >= _needed(members[polygon].total(), is_namesake=is_namesake):
            shown[division].append(polygon)
            covered[division] += count
            namesakes |= {division} if is_namesake else set()
    totals = Counter(divisions)
    geometries = polygons.geometry.to_numpy()
    return {
        division: shapely.union_all(geometries[shown[division]])
        for division in sorted(shown)
        if covered[division] >= _needed(totals[division], is_namesake=division in namesakes)
    }


def _needed(total: int, *, is_namesake: bool) -> float:
    return total * (LEAST_SHARE_OF_NAMESAKES if is_namesake else LEAST_SHARE)


def nominal_point(area: BaseGeometry) -> tuple[float, float]:
    """Return latitude and longitude of a nominal centre: inside the largest part of an area."""
    parts = shapely.get_parts(area)
    parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON.value]
    largest = parts[int(np.argmax(shapely.area(parts)))]
    centre = largest.centroid
    if not largest.contains(centre):
        centre = shapely.get_point(shapely.maximum_inscribed_circle(largest, tolerance=0.01), 0)
    return round(centre.y, 5), round(centre.x, 5)
