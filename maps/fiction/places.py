"""The gazetteer of the islands: towns, sites, districts, divisions, countries, hills and seas."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from fiction.land import Archipelago, degrees, kilometres, scatter
from fiction.names import Namer
from fiction.tables import read_words

__all__ = ["NOWHERE", "Place", "Places", "build_places"]

NOWHERE = -1

_SITES_SHARE = 0.35
_SEATS_PER_DIVISION = 3
_DIVISIONS_PER_AREA = 5
_SEAS = 4
_AREA_RADIUS_KM = 45.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An entry of the invented gazetteer; `at` are the words before its name."""

    entry_id: str
    name: str
    at: str
    feature_class: str
    feature_code: str
    country_code: str | None
    admin1: str | None
    admin2: str | None
    geoprecision: int
    geometry: BaseGeometry

    @property
    def point(self) -> tuple[float, float]:
        """Longitude and latitude that stand for it."""
        at = self.geometry if self.geometry.geom_type == "Point" else _inner(self.geometry)
        return round(at.x, 4), round(at.y, 4)


@dataclass(slots=True, kw_only=True)
class Places:
    """All places, and which of them belong to each town (by number; `NOWHERE` for none)."""

    rows: list[Place] = field(default_factory=list)
    towns: np.ndarray
    country: np.ndarray
    weight: np.ndarray
    near: dict[str, np.ndarray] = field(default_factory=dict)


def build_places(
    archipelago: Archipelago, rng: np.random.Generator, namer: Namer, *, towns: int
) -> Places:
    """Return the places of the islands.

    Parameters
    ----------
    archipelago
        The land.
    rng, namer
        Where numbers and names come from.
    towns
        How many towns there are, about.
    """
    points, divisions = _town_points(archipelago, rng, towns)
    country = np.array([archipelago.divisions[one].country for one in divisions])
    size = 1 / (1 + rng.permutation(len(points))) ** 0.7
    places = Places(towns=points, country=country, weight=size)
    seats = _seats(points, divisions, size)
    names = [namer.name(int(one)) for one in country]
    for number in range(len(points)):
        division = archipelago.divisions[divisions[number]]
        places.rows.append(
            _place(
                names[number],
                " in ",
                ("P", "PPLA" if seats[number] == number else "PPL"),
                Point(points[number]),
                1,
                code=archipelago.countries[division.country].code,
                admin1=division.name,
                admin2=f"{names[seats[number]]} District",
            )
        )
    places.near["town"] = np.arange(len(points))
    _add_districts(places, seats)
    _add_sites(places, rng)
    _add_areas(places, archipelago, divisions, namer)
    _add_seas(places, archipelago, rng, namer)
    return places


def _place(
    name: str,
    at: str,
    feature: tuple[str, str],
    geometry: BaseGeometry,
    precision: int,
    *,
    code: str | None = None,
    admin1: str | None = None,
    admin2: str | None = None,
) -> Place:
    return Place(
        entry_id=f"fiction:{name.lower().replace(' ', '-')}",
        name=name,
        at=at,
        feature_class=feature[0],
        feature_code=feature[1],
        country_code=code,
        admin1=admin1,
        admin2=admin2,
        geoprecision=precision,
        geometry=geometry,
    )


def _town_points(
    archipelago: Archipelago, rng: np.random.Generator, towns: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return where towns are, and the division of each; larger divisions have more."""
    sizes = np.array([part.geometry.area for part in archipelago.divisions])
    counts = np.maximum(2, np.rint(sizes / sizes.sum() * towns)).astype(int)
    points = [
        scatter(rng, part.geometry, count)
        for part, count in zip(archipelago.divisions, counts, strict=True)
    ]
    return np.vstack(points), np.repeat(np.arange(len(counts)), counts)


def _seats(points: np.ndarray, divisions: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Return the number of the town that is the seat of each town's district."""
    seats = np.zeros(len(points), dtype=int)
    for division in np.unique(divisions):
        own = np.flatnonzero(divisions == division)
        chief = own[np.argsort(-size[own], kind="stable")[:_SEATS_PER_DIVISION]]
        gaps = ((points[own][:, None, :] - points[chief][None, :, :]) ** 2).sum(axis=2)
        seats[own] = chief[gaps.argmin(axis=1)]
    return seats


def _add_districts(places: Places, seats: np.ndarray) -> None:
    numbers = {}
    for seat in sorted(set(seats.tolist())):
        town = places.rows[seat]
        numbers[seat] = len(places.rows)
        places.rows.append(
            _place(
                f"{town.name} District",
                " in ",
                ("A", "ADM2"),
                town.geometry,
                3,
                code=town.country_code,
                admin1=town.admin1,
                admin2=f"{town.name} District",
            )
        )
    places.near["district"] = np.array([numbers[seat] for seat in seats.tolist()])


def _add_sites(places: Places, rng: np.random.Generator) -> None:
    """Give the larger towns a bridge, an airfield or the like; the others share them."""
    kinds = read_words("site")
    count = len(places.towns)
    chief = np.argsort(-places.weight, kind="stable")[: max(1, int(count * _SITES_SHARE))]
    of_town = np.full(count, NOWHERE)
    offsets_km = rng.normal(0.0, 2.5, (count, 2))
    for town in chief.tolist():
        base = places.rows[town]
        point = degrees(kilometres(places.towns[town]) + offsets_km[town])
        of_town[town] = len(places.rows)
        places.rows.append(
            _place(
                kinds[int(rng.integers(len(kinds)))].format(name=base.name),
                " at ",
                ("S", "INSM"),
                Point(point),
                1,
                code=base.country_code,
                admin1=base.admin1,
                admin2=base.admin2,
            )
        )
    places.near["site"] = of_town


def _add_areas(
    places: Places, archipelago: Archipelago, divisions: np.ndarray, namer: Namer
) -> None:
    """Add divisions, countries, and a few landscapes with blurred edges in each country."""
    patterns = read_words("area")
    codes = [country.code for country in archipelago.countries]
    first = len(places.rows)
    for part in archipelago.divisions:
        code = codes[part.country]
        places.rows.append(
            _place(part.name, " in ", ("A", "ADM1"), part.geometry, 4, code=code, admin1=part.name)
        )
    places.near["division"] = first + divisions
    around: dict[tuple[int, int], int] = {}
    rank = [0] * len(codes)
    of_division = []
    for part in archipelago.divisions:
        key = part.country, rank[part.country] // _DIVISIONS_PER_AREA
        rank[part.country] += 1
        if key not in around:
            around[key] = len(places.rows)
            blur = _inner(part.geometry).buffer(_AREA_RADIUS_KM / 105, quad_segs=6)
            name = patterns[len(around) % len(patterns)].format(name=namer.name(part.country))
            area = shapely.set_precision(blur, 0.001)
            code = codes[part.country]
            places.rows.append(_place(name, " in the ", ("L", "RGN"), area, 5, code=code))
        of_division.append(around[key])
    places.near["area"] = np.array(of_division)[divisions]
    first = len(places.rows)
    for country in archipelago.countries:
        places.rows.append(
            _place(country.name, " in ", ("A", "PCLI"), country.geometry, 6, code=country.code)
        )
    places.near["country"] = first + places.country


def _add_seas(
    places: Places, archipelago: Archipelago, rng: np.random.Generator, namer: Namer
) -> None:
    """Add stretches of water between the islands."""
    land = shapely.union_all([country.geometry for country in archipelago.countries])
    water = land.envelope.difference(land.buffer(0.1))
    centres = scatter(rng, water, _SEAS)
    patterns = read_words("sea")
    first = len(places.rows)
    for number, centre in enumerate(centres):
        area = shapely.set_precision(Point(centre).buffer(0.5, quad_segs=5), 0.001)
        name = patterns[number % len(patterns)].format(name=namer.name(number))
        places.rows.append(_place(name, " in the ", ("H", "STRT"), area.difference(land), 7))
    gaps = ((places.towns[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
    places.near["sea"] = first + gaps.argmin(axis=1)


def _inner(area: BaseGeometry) -> BaseGeometry:
    largest = max(shapely.get_parts(area), key=lambda part: part.area)
    return shapely.set_precision(largest.representative_point(), 0.0001)
