"""What stands for a place on a map, by how exactly a dataset knows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache, partial
from typing import cast

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.combinations import combine
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

_MOST_NAMES = 50_000

# Stands in arrays for a precision that is not given.
_UNKNOWN = 99


class Ground:
    """Areas of countries and first-order divisions for events that are known no better."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._areas: dict[str, BaseGeometry | None] = {}
        self._code_of = lru_cache(_MOST_NAMES)(self._find_code)
        self._divisions = cache(self._read_divisions)
        # A table of millions of rows may call divisions by as many names.
        self._named = lru_cache(_MOST_NAMES)(self._find_named)

    def with_countries(self, coded: pd.DataFrame) -> pd.DataFrame:
        """Fill in the codes of countries that a dataset gives by name alone."""
        missing = coded["country_code"].isna() & coded["country_name"].notna()
        if not missing.any():
            return coded
        names = sorted(coded.loc[missing, "country_name"].unique())
        codes = {name: code for name in names if (code := self._code_of(name)) is not None}
        found = coded["country_name"].map(codes).astype(coded["country_code"].dtype)
        return coded.assign(country_code=coded["country_code"].fillna(found))

    def _find_code(self, name: str) -> str | None:
        """Return the ISO 3166-1 alpha-3 code of a name, if it is a country's."""
        # "Yemen (North Yemen)", as UCDP writes it.
        forms = (name, name.split(" (", maxsplit=1)[0])
        return next((code for form in forms if (code := self._country_named(form))), None)

    def _country_named(self, name: str) -> str | None:
        for candidate in self._gazetteer.candidates(name, limit=8):
            entry = candidate.entry
            if entry.feature_code.startswith(("PCL", "TERR")) and entry.country_code:
                return entry.country_code
        return None

    def geometries(self, events: pd.DataFrame) -> tuple[np.ndarray, pd.Series]:
        """Return a geometry for each event, or none, and why there is none.

        An area that a row gives stands for itself. Points stand for what is known to a
        second-order division or better. For a first-order
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
        shapes[is_point] = _points(longitude[is_point].round(6), latitude[is_point].round(6))
        self._fill_areas(shapes, events, precision, np.column_stack([longitude, latitude]))
        has_area = events["area"].notna().to_numpy(dtype=bool)
        if has_area.any():
            shapes[has_area] = shapely.from_wkt(events.loc[has_area, "area"].to_numpy(dtype=object))
        bare = shapely.is_missing(shapes)
        missing = pd.Series(pd.array([None], dtype=TEXT).repeat(len(events)), index=events.index)
        missing[bare] = "no area is known for it, and a point would say too much"
        missing[bare & wants_point] = "the row gives no coordinates"
        missing[bare & (precision == _UNKNOWN)] = "the row gives no place"
        return shapes, missing

    def _fill_areas(
        self, shapes: np.ndarray, events: pd.DataFrame, precision: np.ndarray, points: np.ndarray
    ) -> None:
        """Fill in the areas of events that are known to a country or a first-order division."""
        country = events["country_code"]
        has_country = country.notna().to_numpy(dtype=bool)
        is_country = has_country & (precision == Geoprecision.COUNTRY)
        _fill(shapes, np.flatnonzero(is_country), [country], self._country)
        is_division = has_country & (precision == Geoprecision.FIRST_DIVISION)
        at = np.flatnonzero(is_division)
        _fill(shapes, at, [country, events["admin1"]], self._named)
        # The point is surer than another spelling of the name, which is tried last.
        at = at[shapely.is_missing(shapes[at]) & np.isfinite(points[at]).all(axis=1)]
        codes, countries = pd.factorize(country.iloc[at])
        for number, code in enumerate(countries):
            rows = at[codes == number]
            shapes[rows] = self._holding(code, points[rows])
        at = np.flatnonzero(is_division & shapely.is_missing(shapes))
        _fill(shapes, at, [country, events["admin1"]], partial(self._named, loose=True))

    def _holding(self, country: str, points: np.ndarray) -> np.ndarray:
        """Return the first division of a country that holds each point, or none."""
        _, shapes, tree = self._divisions(country)
        numbers, first = combine(points[:, 0], points[:, 1])
        spots = points[first]
        rows, columns = tree.query(shapely.points(spots))
        inside = shapely.contains_xy(shapes[columns], spots[rows])
        # Written from the last to the first, so that the first stays.
        order = np.argsort(-columns[inside], kind="stable")
        found = np.full(len(first), None, dtype=object)
        found[rows[inside][order]] = shapes[columns[inside][order]]
        return found[numbers]

    def _country(self, code: str) -> BaseGeometry | None:
        try:
            entry = self._gazetteer.country(code)
        except UnknownEntryError:
            return None
        if entry.entry_id not in self._areas:
            area = self._gazetteer.area(entry.entry_id)
            self._areas[entry.entry_id] = _shape(area) if area is not None else _box(entry.bounds)
        return self._areas[entry.entry_id]

    def _find_named(
        self, country: str, name: str | None, *, loose: bool = False
    ) -> BaseGeometry | None:
        if name is None:
            return None
        numbers, shapes, _ = self._divisions(country)
        entries = [one.entry for one in self._gazetteer.candidates(name, loose=loose)]
        # Many divisions are called by the name of their seat.
        for identity in (*(one.entry_id for one in entries), *(one.admin1 for one in entries)):
            if identity in numbers:
                return cast("BaseGeometry", shapes[numbers[identity]])
        return None

    def _read_divisions(
        self, country: str
    ) -> tuple[dict[str | None, int], np.ndarray, shapely.STRtree]:
        """Return the divisions of a country: their numbers by id, their shapes, and an index."""
        areas = self._gazetteer.areas("admin1", country_code=country)
        shapes = np.array([_shape(area) for area in areas], dtype=object)
        shapely.prepare(shapes)
        numbers: dict[str | None, int] = {area.entry_id: at for at, area in enumerate(areas)}
        return numbers, shapes, shapely.STRtree(shapes)


def _points(longitudes: np.ndarray, latitudes: np.ndarray) -> np.ndarray:
    """Return points; rows at one spot share one."""
    numbers, first = combine(longitudes, latitudes)
    return np.asarray(shapely.points(longitudes[first], latitudes[first]))[numbers]


def _fill(
    shapes: np.ndarray,
    at: np.ndarray,
    keys: Sequence[pd.Series],
    shape_of: Callable[..., BaseGeometry | None],
) -> None:
    """Fill in the shapes of some rows by their keys, which are asked for once each."""
    told = [key.iloc[at] for key in keys]
    numbers, first = combine(*told)
    asked = zip(*(key.iloc[first].astype(object) for key in told), strict=True)
    known = [shape_of(*(None if pd.isna(value) else value for value in key)) for key in asked]
    found = np.empty(len(known), dtype=object)
    found[:] = known
    shapes[at] = found[numbers]


def _shape(area: Area) -> BaseGeometry:
    return simplify(shapely.from_wkb(area.wkb), most_corners=_MOST_CORNERS)


def _box(bounds: Bounds | None) -> BaseGeometry | None:
    if bounds is None or bounds.west > bounds.east:
        return None
    if max(bounds.east - bounds.west, bounds.north - bounds.south) > _WIDEST_BOX_DEGREES:
        return None
    return shapely.box(bounds.west, bounds.south, bounds.east, bounds.north)
