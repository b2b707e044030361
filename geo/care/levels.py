"""What stands for a place at a coarser level: its division, a settlement, a cell of a grid."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import pyproj
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geo.care.cells import cell_at
from geo.gazetteer import Gazetteer
from geo.model import Entry, Geoprecision

__all__ = ["Coarse", "Division", "Grid", "Level", "Settlement", "Spot", "level_of"]

# UCDP GED codes a location as known within this radius (where_prec 2).
_NEAR_KM = 25.0

# How many of the nearest settlements are looked at for one that is no part of another.
_NEAREST = 25

# Divisions and countries, and waters of no country: nothing coarser would still say where.
_POINTLIKE = {Geoprecision.EXACT, Geoprecision.NEAR}
_COARSE = {Geoprecision.FIRST_DIVISION, Geoprecision.COUNTRY, Geoprecision.INTERNATIONAL}

# Share of an area that lies in the division it belongs to.
_MOST = 0.9

_EARTH = pyproj.Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where something is: an entry of the gazetteer, a geometry of its own, or both.

    `is_entry` says that the geometry is the entry's own, not one moved or narrowed by the text.
    """

    entry: Entry | None
    is_entry: bool
    latitude: float | None
    longitude: float | None
    country_code: str | None
    geoprecision: int | None
    geometry: BaseGeometry | None

    @property
    def point(self) -> Point | None:
        """The point, or one inside the area; `None` where nothing is known."""
        if self.geometry is not None and not self.geometry.is_empty:
            return self.geometry.representative_point()
        if self.latitude is None or self.longitude is None:
            return None
        return Point(self.longitude, self.latitude)

    @property
    def is_point(self) -> bool:
        """Whether no more than a point is known."""
        if self.geometry is None or self.geometry.is_empty:
            return self.latitude is not None
        return bool(self.geometry.geom_type == "Point")


@dataclass(frozen=True, slots=True, kw_only=True)
class Coarse:
    """What stands for a spot: cells of its row; all are `None` where no level holds it."""

    entry_id: str | None = None
    name: str | None = None
    feature_class: str | None = None
    feature_code: str | None = None
    country_code: str | None = None
    admin1: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    geoprecision: int | None = None
    geometry: BaseGeometry | None = None
    reason: str


class Level(Protocol):
    """A level of coarsening."""

    def is_finer(self, spot: Spot) -> bool:
        """Return whether a spot says more than the level allows."""

    def coarsen(self, spot: Spot) -> Coarse:
        """Return what stands for a spot that is finer."""


def level_of(to: str | float, gazetteer: Gazetteer) -> Level:
    """Return a level as `read_level` names it."""
    divisions = Division(gazetteer)
    if isinstance(to, str):
        return divisions if to == "division" else Settlement(gazetteer, divisions)
    return Grid(to, divisions)


def area_km2(geometry: BaseGeometry | None) -> float:
    """Return the area of a geometry on the WGS 84 ellipsoid; 0 for none."""
    if geometry is None or geometry.is_empty:
        return 0.0
    return abs(float(_EARTH.geometry_area_perimeter(geometry)[0])) / 1e6


@dataclass(frozen=True)
class _Containers:
    """The areas of a country's divisions, or of all countries, with the entry of each."""

    entries: tuple[Entry, ...]
    tree: shapely.STRtree

    def find(self, point: Point) -> Entry | None:
        """Return the entry of the smallest area that holds a point."""
        found = sorted(int(index) for index in self.tree.query(point, predicate="intersects"))
        areas = self.tree.geometries
        best = min(found, key=lambda index: (areas[index].area, index), default=None)
        return None if best is None else self.entries[best]


@dataclass(frozen=True)
class Division:
    """First-order divisions as the gazetteer draws them; where none is drawn, the country."""

    gazetteer: Gazetteer
    _known: dict[str, _Containers] = field(default_factory=dict)
    _shapes: dict[str, BaseGeometry | None] = field(default_factory=dict)

    def is_finer(self, spot: Spot) -> bool:
        """Return whether a spot is smaller than the division that holds it."""
        if spot.is_entry and spot.entry is not None and spot.entry.geoprecision in _COARSE:
            return False
        if spot.point is None or spot.is_point:
            return spot.point is not None
        around = self._around(spot)
        if around is None:
            return spot.geoprecision not in _COARSE
        return area_km2(spot.geometry) < area_km2(self.shape(around))

    def coarsen(self, spot: Spot) -> Coarse:
        """Return the division of a spot, else its country."""
        entry = self.container(spot)
        if entry is None:
            return Coarse(reason="coarsened: no area that holds it is known")
        return Coarse(
            entry_id=entry.entry_id,
            name=entry.name,
            feature_class=entry.feature_class,
            feature_code=entry.feature_code,
            country_code=entry.country_code,
            admin1=entry.name if _is_division(entry) else None,
            geoprecision=int(entry.geoprecision),
            geometry=self.shape(entry),
            reason="coarsened to its first-order division"
            if _is_division(entry)
            else "coarsened to its country; its division is not drawn",
        )

    def container(self, spot: Spot) -> Entry | None:
        """Return the division of a spot if it is drawn, else its country, else nothing."""
        if spot.entry is not None and spot.is_entry and spot.entry.admin1:
            division = self._entry(spot.entry.admin1)
            if self.shape(division) is not None:
                return division
        found = self._around(spot)
        return found if found is None or self._holds(found, spot) else self.country(spot)

    def _around(self, spot: Spot) -> Entry | None:
        """Return the division in which a spot, or its middle, lies; else its country."""
        point = spot.point
        country = self.country(spot)
        if country is None or country.country_code is None or point is None:
            return country
        return self._containers(country.country_code).find(point) or country

    def _holds(self, entry: Entry, spot: Spot) -> bool:
        """Return whether nearly all of a spot lies in an area: borders are drawn coarsely."""
        if spot.is_point or spot.geometry is None:
            return True
        shape = self.shape(entry)
        if shape is None:
            return False
        inside = spot.geometry.intersection(shape)
        return bool(inside.area >= _MOST * spot.geometry.area)

    def country(self, spot: Spot) -> Entry | None:
        """Return the country of a spot if it is drawn."""
        code = spot.country_code or self._country_at(spot.point)
        if code is None:
            return None
        entry = self._country(code)
        return entry if entry is not None and self.shape(entry) is not None else None

    def _country(self, code: str) -> Entry | None:
        for gazetteer in (self.gazetteer, Gazetteer.open()):
            try:
                return gazetteer.country(code)
            except LookupError:
                continue
        return None

    def _entry(self, entry_id: str) -> Entry:
        """Return an entry; areas are those of the shipped gazetteer, whatever is looked up in."""
        try:
            return self.gazetteer.entry(entry_id)
        except LookupError:
            return Gazetteer.open().entry(entry_id)

    def shape(self, entry: Entry) -> BaseGeometry | None:
        """Return the polygon of an entry, where one is known."""
        if entry.entry_id not in self._shapes:
            area = self.gazetteer.area(entry.entry_id)
            self._shapes[entry.entry_id] = None if area is None else shapely.from_wkb(area.wkb)
        return self._shapes[entry.entry_id]

    def _country_at(self, point: Point | None) -> str | None:
        entry = None if point is None else self._containers("").find(point)
        return None if entry is None else entry.country_code

    def _containers(self, country: str) -> _Containers:
        """Return the divisions of a country by its code, or all countries for an empty one."""
        if country not in self._known:
            areas = (
                self.gazetteer.areas("admin1", country_code=country)
                if country
                else self.gazetteer.areas("country")
            )
            self._known[country] = _Containers(
                entries=tuple(self._entry(area.entry_id) for area in areas),
                tree=shapely.STRtree([shapely.from_wkb(area.wkb) for area in areas]),
            )
        return self._known[country]


def _is_division(entry: Entry) -> bool:
    return entry.geoprecision is Geoprecision.FIRST_DIVISION


@dataclass(frozen=True)
class Settlement:
    """Towns and villages: a site, a quarter or a moved point becomes the nearest of them."""

    gazetteer: Gazetteer
    divisions: Division
    _nearest: dict[tuple[float, float, str | None], tuple[Entry, float] | None] = field(
        default_factory=dict
    )

    def is_finer(self, spot: Spot) -> bool:
        """Return whether a spot is a point, or as exact as one, and no settlement or division."""
        if spot.point is None:
            return False
        if not spot.is_point:
            return not spot.is_entry and (spot.geoprecision or 0) in _POINTLIKE
        if spot.entry is None or not spot.is_entry:
            return (spot.geoprecision or Geoprecision.EXACT) not in {
                Geoprecision.SECOND_DIVISION,
                *_COARSE,
            }
        return not (spot.entry.feature_class == "A" or _is_settlement(spot.entry)) and (
            spot.entry.geoprecision is not Geoprecision.INTERNATIONAL
        )

    def coarsen(self, spot: Spot) -> Coarse:
        """Return the settlement nearest to a spot; beyond 25 km it is no more than a hint."""
        point = spot.point
        found = None if point is None else self._find(point, spot.country_code)
        if found is None:
            return self.divisions.coarsen(spot)
        entry, away_km = found
        precision = Geoprecision.NEAR if away_km <= _NEAR_KM else Geoprecision.FUZZY_AREA
        return Coarse(
            entry_id=entry.entry_id,
            name=entry.name,
            feature_class=entry.feature_class,
            feature_code=entry.feature_code,
            country_code=entry.country_code,
            admin1=self.gazetteer.entry(entry.admin1).name if entry.admin1 else None,
            latitude=round(entry.latitude, 6),
            longitude=round(entry.longitude, 6),
            geoprecision=int(precision),
            geometry=Point(round(entry.longitude, 6), round(entry.latitude, 6)),
            reason="coarsened to the nearest settlement",
        )

    def _find(self, point: Point, country: str | None) -> tuple[Entry, float] | None:
        """Return the nearest settlement, one of the spot's own country before one beyond."""
        key = (point.y, point.x, country)
        if key not in self._nearest:
            near = self.gazetteer.nearest(latitude=point.y, longitude=point.x, limit=_NEAREST)
            own = [item for item in near if item[0].country_code == country]
            self._nearest[key] = next(iter([*own, *near]), None)
        return self._nearest[key]


def _is_settlement(entry: Entry) -> bool:
    return entry.feature_class == "P" and entry.feature_code != "PPLX"


@dataclass(frozen=True)
class Grid:
    """Cells of a grid: a point becomes the centre of its cell, named by what is larger."""

    cell_km: float
    divisions: Division

    def is_finer(self, spot: Spot) -> bool:
        """Return whether a spot is a point, or an area smaller than a cell."""
        if spot.is_entry and spot.entry is not None and spot.entry.geoprecision in _COARSE:
            return False
        if spot.point is None:
            return False
        return spot.is_point or area_km2(spot.geometry) < self.cell_km**2

    def coarsen(self, spot: Spot) -> Coarse:
        """Return the centre of the cell, as exact as the cell is wide."""
        point = spot.point
        if point is None:
            return Coarse(reason="coarsened: no cell holds it")
        if not spot.is_point and area_km2(spot.geometry) >= self.cell_km**2:
            return self.divisions.coarsen(spot)
        cell = cell_at(latitude=point.y, longitude=point.x, cell_km=self.cell_km)
        container = self._container(spot)
        where = f"{container.name}, " if container is not None else ""
        near = cell.reach_km <= _NEAR_KM
        return Coarse(
            entry_id=f"grid:{self.cell_km:g}km:{cell.row}:{cell.column}",
            name=f"{where}cell of {self.cell_km:g} km",
            country_code=spot.country_code or (container.country_code if container else None),
            admin1=container.name if container is not None and _is_division(container) else None,
            latitude=cell.latitude,
            longitude=cell.longitude,
            geoprecision=int(Geoprecision.NEAR if near else Geoprecision.FUZZY_AREA),
            geometry=Point(cell.longitude, cell.latitude),
            reason=f"coarsened to the centre of a cell of {self.cell_km:g} km",
        )

    def _container(self, spot: Spot) -> Entry | None:
        """Return the division, else the country, of a spot that is larger than a cell."""
        entries = (self.divisions.container(spot), self.divisions.country(spot))
        sizes = ((entry, area_km2(self.divisions.shape(entry))) for entry in entries if entry)
        return next((entry for entry, size_km2 in sizes if size_km2 >= self.cell_km**2), None)
