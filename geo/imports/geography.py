"""What stands for a place on a map, by how exactly a dataset knows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import UnknownEntryError
from geo.gazetteer import Gazetteer
from geo.geodesy import simplify
from geo.imports.codes import TEXT
from geo.model import Area, Bounds, Geoprecision

__all__ = ["Ground"]

# A row of a big country would carry its whole coast into every export; which country it is shows
# with fewer corners.
_MOST_CORNERS = 1_000

_WIDEST_BOX_DEGREES = 30.0

# Stands in arrays for a precision that is not given.
_UNKNOWN = 99


class Ground:
    """Areas of countries and first-order divisions for events that are known no better."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._areas: dict[str, BaseGeometry | None] = {}
        self._divisions: dict[str, Mapping[str, BaseGeometry]] = {}
        self._named: dict[tuple[str, str], BaseGeometry | None] = {}

    def country_codes(self, names: Iterable[str]) -> dict[str, str]:
        """Return the ISO 3166-1 alpha-3 codes of those names that are a country's."""
        found = {}
        for name in names:
            # "Yemen (North Yemen)", as UCDP writes it.
            for form in (name, name.split(" (")[0]):
                code = self._country_named(form)
                if code is not None:
                    found[name] = code
                    break
        return found

    def _country_named(self, name: str) -> str | None:
        for candidate in self._gazetteer.candidates(name, limit=8):
            entry = candidate.entry
            if entry.feature_code.startswith(("PCL", "TERR")) and entry.country_code:
                return entry.country_code
        return None

    def geometries(self, events: pd.DataFrame) -> tuple[np.ndarray, pd.Series]:
        """Return a geometry for each event, or none, and why there is none.

        Points stand for what is known to a second-order division or better. For a first-order
        division and a country stands their area. What is known to a vague area, or to the high
        seas, has no geometry: its coordinates stand for nothing that could be drawn.
        """
        precision = events["geoprecision"].fillna(_UNKNOWN).to_numpy(dtype=np.int64)
        latitude = events["latitude"].to_numpy(dtype=np.float64, na_value=np.nan)
        longitude = events["longitude"].to_numpy(dtype=np.float64, na_value=np.nan)
        has_point = np.isfinite(latitude) & np.isfinite(longitude)
        shapes = np.full(len(events), None, dtype=object)
        wants_point = precision <= Geoprecision.SECOND_DIVISION
        is_point = has_point & wants_point
        shapes[is_point] = shapely.points(longitude[is_point].round(6), latitude[is_point].round(6))
        missing = pd.Series(pd.array([None] * len(events), dtype=TEXT), index=events.index)
        is_area = (precision == Geoprecision.FIRST_DIVISION) | (precision == Geoprecision.COUNTRY)
        self._fill_areas(shapes, events[is_area], np.flatnonzero(is_area))
        bare = shapely.is_missing(shapes)
        missing[bare] = "no area is known for it, and a point would say too much"
        missing[bare & wants_point] = "the row gives no coordinates"
        missing[bare & (precision == _UNKNOWN)] = "the row gives no place"
        return shapes, missing

    def _fill_areas(self, shapes: np.ndarray, events: pd.DataFrame, at: np.ndarray) -> None:
        keys = events[["geoprecision", "country_code", "admin1", "latitude", "longitude"]]
        numbers, places = pd.factorize(pd.MultiIndex.from_frame(keys.astype(object)))
        known = [self._area(place) for place in places]
        found = np.empty(len(known) + 1, dtype=object)
        found[: len(known)] = known
        shapes[at] = found[numbers]

    def _area(self, place: Any) -> BaseGeometry | None:
        precision, country, admin1, latitude, longitude = (
            None if pd.isna(value) else value for value in place
        )
        if country is None:
            return None
        if precision == Geoprecision.COUNTRY:
            return self._country(country)
        return self._division(country, admin1, latitude, longitude)

    def _country(self, code: str) -> BaseGeometry | None:
        try:
            entry = self._gazetteer.country(code)
        except UnknownEntryError:
            return None
        if entry.entry_id not in self._areas:
            area = self._gazetteer.area(entry.entry_id)
            self._areas[entry.entry_id] = _shape(area) if area is not None else _box(entry.bounds)
        return self._areas[entry.entry_id]

    def _division(
        self, country: str, name: str | None, latitude: float | None, longitude: float | None
    ) -> BaseGeometry | None:
        """Return the division of that name, else the one that holds the point."""
        if name is not None:
            key = (country, name)
            if key not in self._named:
                self._named[key] = self._division_named(country, name)
            if self._named[key] is not None:
                return self._named[key]
        if latitude is None or longitude is None:
            return None
        point = shapely.Point(longitude, latitude)
        shapes = self._divisions_of(country).values()
        return next((shape for shape in shapes if shape.contains(point)), None)

    def _division_named(self, country: str, name: str) -> BaseGeometry | None:
        known = self._divisions_of(country)
        entries = [candidate.entry for candidate in self._gazetteer.candidates(name)]
        # Many divisions are called by the name of their seat.
        for identity in (*(one.entry_id for one in entries), *(one.admin1 for one in entries)):
            if identity is not None and identity in known:
                return known[identity]
        return None

    def _divisions_of(self, country: str) -> Mapping[str, BaseGeometry]:
        if country not in self._divisions:
            areas = self._gazetteer.areas("admin1", country_code=country)
            self._divisions[country] = {area.entry_id: _shape(area) for area in areas}
        return self._divisions[country]


def _shape(area: Area) -> BaseGeometry:
    return simplify(shapely.from_wkb(area.wkb), most_corners=_MOST_CORNERS)


def _box(bounds: Bounds | None) -> BaseGeometry | None:
    if bounds is None or bounds.west > bounds.east:
        return None
    if max(bounds.east - bounds.west, bounds.north - bounds.south) > _WIDEST_BOX_DEGREES:
        return None
    return shapely.box(bounds.west, bounds.south, bounds.east, bounds.north)
