"""The islands: coasts, countries, first-level divisions, towns and roads; WGS 84.

The open South Atlantic is their place: nothing real lies within 400 km.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon, mapping
from shapely.geometry.base import BaseGeometry

from fiction.names import Namer

__all__ = ["Archipelago", "Country", "Division", "build_archipelago", "lands_json"]

SEED = 1947

_CENTRE = (-17.0, -27.5)
_KM_PER_DEGREE = (98.9, 110.8)
_GRID_DEGREES = 0.001

# Centre east and north of the middle in km, mean radius in km, first-level divisions, country.
_ISLANDS = (
    (-260.0, 60.0, 175.0, 9, (0, 1)),
    (-30.0, -60.0, 128.0, 7, (1,)),
    (230.0, 130.0, 165.0, 8, (2,)),
    (170.0, -270.0, 125.0, 6, (3,)),
    (-330.0, -280.0, 75.0, 3, (4,)),
    (-180.0, -330.0, 55.0, 2, (4,)),
    (380.0, -120.0, 60.0, 2, (4,)),
    (20.0, 250.0, 48.0, 1, (1,)),
    (60.0, 330.0, 30.0, 1, (2,)),
    (-455.0, 330.0, 40.0, 1, (0,)),
    (290.0, -330.0, 28.0, 1, (3,)),
    (420.0, 330.0, 34.0, 1, (2,)),
)
_COUNTRIES = ("{} Union", "Republic of {}", "Kingdom of {}", "{}", "Federated Isles of {}")

_STRAIT_DEGREES = 0.15

_HARMONICS = 36
_CORNERS = 260
_WIGGLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country: its short and full name, its invented code, its land."""

    name: str
    title: str
    code: str
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """A first-level division of a country, given by number."""

    name: str
    country: int
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True, kw_only=True)
class Archipelago:
    """Countries and their divisions."""

    countries: tuple[Country, ...]
    divisions: tuple[Division, ...]


def build_archipelago() -> Archipelago:
    """Return the islands; always the same ones."""
    rng = np.random.Generator(np.random.PCG64(SEED))
    namer = Namer(rng)
    found: list[tuple[int, BaseGeometry]] = []
    sea: BaseGeometry = Polygon()
    for east, north, radius_km, parts, owners in _ISLANDS:
        coast = _largest(_coast(rng, east, north, radius_km).difference(sea))
        sea = sea.union(coast.buffer(_STRAIT_DEGREES))
        found += _divide(rng, coast, parts, owners)
    names = [namer.name(country) for country in range(len(_COUNTRIES))]
    divisions = tuple(
        Division(name=namer.name(country), country=country, geometry=geometry)
        for country, geometry in found
    )
    countries = tuple(
        Country(
            name=name,
            title=pattern.format(name),
            code=f"Q{'MNOPQ'[number]}{'ABCDE'[number]}",
            geometry=_areas([part.geometry for part in divisions if part.country == number]),
        )
        for number, (name, pattern) in enumerate(zip(names, _COUNTRIES, strict=True))
    )
    return Archipelago(countries=countries, divisions=divisions)


def lands_json(archipelago: Archipelago) -> str:
    """Return countries (level 0) and divisions (level 1) as GeoJSON."""
    rows = [(country.title, 0, country.code, country.geometry) for country in archipelago.countries]
    rows += [
        (part.name, 1, archipelago.countries[part.country].code, part.geometry)
        for part in archipelago.divisions
    ]
    features = [
        {
            "type": "Feature",
            "properties": {"name": name, "level": level, "country_code": code, "fictional": True},
            "geometry": _plain(mapping(geometry)),
        }
        for name, level, code, geometry in rows
    ]
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'


def _plain(value: Any) -> Any:
    """Return a geometry's mapping with its coordinates as the grid has them."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return round(value, 3) if isinstance(value, float) else value


def _coast(rng: np.random.Generator, east: float, north: float, radius_km: float) -> Polygon:
    """Return an island whose coast is as rough at each scale."""
    turns = np.linspace(0.0, 2 * np.pi, _CORNERS, endpoint=False)
    waves = np.arange(1, _HARMONICS + 1)
    heights = rng.standard_normal(_HARMONICS) * 0.26 / waves**1.15
    phases = rng.random(_HARMONICS) * 2 * np.pi
    shape = 1 + (heights * np.cos(turns[:, None] * waves + phases)).sum(axis=1)
    reach = radius_km * np.clip(shape, 0.3, 1.9)
    points = np.column_stack([east + reach * np.cos(turns), north + reach * np.sin(turns)])
    return Polygon(degrees(points)).buffer(0)


def degrees(points_km: np.ndarray) -> np.ndarray:
    """Return longitude and latitude of points in km east and north of the middle."""
    points: np.ndarray = np.round(np.asarray(_CENTRE) + points_km / np.asarray(_KM_PER_DEGREE), 4)
    return points


def kilometres(points: np.ndarray) -> np.ndarray:
    """Return km east and north of the middle of points in longitude and latitude."""
    points_km: np.ndarray = (points - np.asarray(_CENTRE)) * np.asarray(_KM_PER_DEGREE)
    return points_km


def _divide(
    rng: np.random.Generator, coast: Polygon, parts: int, owners: Sequence[int]
) -> list[tuple[int, BaseGeometry]]:
    """Divide an island along winding lines; its west goes to the first of its owners."""
    if parts == 1:
        return [(owners[0], shapely.set_precision(coast, _GRID_DEGREES))]
    seats = spread(rng, coast, parts)
    cells = shapely.voronoi_polygons(shapely.multipoints(seats), extend_to=coast, only_edges=True)
    edges = sorted(shapely.get_parts(cells), key=lambda edge: edge.coords[:])
    winding = [_wind(rng, np.asarray(edge.coords)) for edge in edges]
    net = shapely.union_all([*winding, coast.exterior], grid_size=_GRID_DEGREES)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(net)))
    inner = [face for face in faces if coast.contains(face.representative_point())]
    nearest = [
        int(np.argmin(((seats - np.asarray(face.representative_point().coords[0])) ** 2).sum(1)))
        for face in inner
    ]
    ranks = np.argsort(np.argsort(seats[:, 0]))
    return [
        (
            owners[int(ranks[seat] * len(owners) // parts)],
            _areas([face for face, own in zip(inner, nearest, strict=True) if own == seat]),
        )
        for seat in sorted(set(nearest))
    ]


def _largest(area: BaseGeometry) -> Polygon:
    return max(shapely.get_parts(area), key=lambda part: part.area)


def _areas(parts: Sequence[BaseGeometry]) -> BaseGeometry:
    """Return the union of areas, without the lines and points that rounding leaves."""
    joined = shapely.get_parts(shapely.union_all(parts, grid_size=_GRID_DEGREES))
    return shapely.union_all([part for part in joined if part.geom_type == "Polygon"])


def spread(rng: np.random.Generator, area: BaseGeometry, count: int) -> np.ndarray:
    """Return points inside an area, each the farthest from those before of several tried."""
    chosen = scatter(rng, area, 1)
    while len(chosen) < count:
        tried = scatter(rng, area, 8)
        gaps = ((tried[:, None, :] - chosen[None, :, :]) ** 2).sum(axis=2).min(axis=1)
        chosen = np.vstack([chosen, tried[np.argmax(gaps)]])
    return chosen


def scatter(rng: np.random.Generator, area: BaseGeometry, count: int) -> np.ndarray:
    """Return points anywhere inside an area."""
    west, south, east, north = area.bounds
    found = np.empty((0, 2))
    while len(found) < count:
        tried = rng.random((2 * count + 8, 2)) * (east - west, north - south) + (west, south)
        found = np.vstack([found, tried[shapely.contains_xy(area, tried)]])
    return np.round(found[:count], 4)


def _wind(rng: np.random.Generator, points: np.ndarray) -> LineString:
    """Return a line that swings about a straight one; its ends stay."""
    for _ in range(_WIGGLES):
        steps = np.diff(points, axis=0)
        across = np.column_stack([-steps[:, 1], steps[:, 0]])
        middles = (points[:-1] + points[1:]) / 2 + across * (rng.random((len(steps), 1)) - 0.5) / 3
        woven = np.empty((2 * len(points) - 1, 2))
        woven[::2], woven[1::2] = points, middles
        points = woven
    return LineString(points)
