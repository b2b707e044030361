"""Tables in memory, made ready to be searched by place, time and value.

A layer is a table, or those of its rows that are points or areas: programs that draw one kind of
geometry a layer, as QGIS does, would show nothing of the other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.exports.shapes import DECIMALS, bounding_box, geometry_object, normalise
from geo.exports.values import key_of, rows_of
from geo.schema import CRS, Column, Table
from geo.server.queries import Bounds, Period

__all__ = ["Layer", "Page", "layers_of"]

_HALF_TURN = 180.0

# Positions on a page: areas of countries would else make pages of gigabytes.
_MOST_POSITIONS = 200_000

_POINTS, _AREAS = 0, 2
"""Dimensions of geometries."""

# The columns of a table that say when; the last is the first where it is not known.
_TIMES = (("date_start", "date_end"), ("since", "date"), ("published", "published"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Features of a layer, and how many there are in all."""

    features: tuple[dict[str, Any], ...]
    matched: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layer:
    """A table in memory, or a part of its rows; `layers_of` makes it."""

    name: str
    about: str
    table: Table
    frame: pd.DataFrame
    positions: Mapping[str, int]
    tree: shapely.STRtree | None
    times: tuple[str, str] | None
    first: np.ndarray
    last: np.ndarray
    among: np.ndarray

    def __deepcopy__(self, _memo: dict[int, Any]) -> Layer:
        """Return the layer itself: it never changes, and pygeoapi copies its configuration."""
        return self

    def columns(self) -> tuple[Column, ...]:
        """Return the columns that are properties of features."""
        return tuple(column for column in self.table.columns if column.kind != "geometry")

    def select(
        self,
        *,
        bounds: Bounds | None = None,
        period: Period | None = None,
        equal: Sequence[tuple[str, Any]] = (),
    ) -> np.ndarray:
        """Return the numbers of the rows that meet all that is asked for, in their order.

        A row without geometry is in no box, one without a day in no period, and one without
        a value equals none.
        """
        kept = self.among.copy()
        if bounds is not None:
            kept &= self._inside(bounds)
        if period is not None:
            kept &= self._during(period)
        for name, value in equal:
            wanted = pd.Timestamp(value) if isinstance(value, dt.date) else value
            kept &= (self.frame[name] == wanted).fillna(value=False).to_numpy(dtype=bool)
        return np.flatnonzero(kept)

    def _inside(self, bounds: Bounds) -> np.ndarray:
        kept = np.zeros(len(self.frame), dtype=bool)
        if self.tree is not None:
            for box in _boxes(bounds):
                kept[self.tree.query(box, predicate="intersects")] = True
        return kept

    def _during(self, period: Period) -> np.ndarray:
        kept: np.ndarray = ~np.isnat(self.first)
        if period.first is not None:
            kept &= self.last >= np.datetime64(period.first, "D")
        if period.last is not None:
            kept &= self.first <= np.datetime64(period.last, "D")
        return kept

    def page(
        self,
        rows: np.ndarray,
        *,
        offset: int,
        limit: int,
        names: Sequence[str] = (),
        with_geometry: bool = True,
    ) -> Page:
        """Return some of the chosen rows as features.

        Parameters
        ----------
        rows
            Numbers of rows.
        offset, limit
            How many to pass over, and how many to return at most; fewer where their shapes have
            over 200,000 positions, but one at least.
        names
            The properties to keep; all where none is named.
        with_geometry
            Whether the features have their geometry.
        """
        wanted = rows[offset : offset + limit]
        if with_geometry and self.table.has_geometry:
            shapes = self.frame["geometry"].to_numpy()[wanted]
            whole = np.cumsum(shapely.get_num_coordinates(shapes)) <= _MOST_POSITIONS
            wanted = wanted[: max(int(whole.sum()), 1)]
        found = tuple(self._features(wanted, set(names), with_geometry=with_geometry))
        return Page(features=found, matched=len(rows))

    def feature(self, key: str) -> dict[str, Any] | None:
        """Return the feature with a key, or `None` if there is none."""
        position = self.positions.get(key)
        if position is None or not self.among[position]:
            return None
        return next(self._features(np.array([position]), set(), with_geometry=True))

    def _features(
        self, rows: np.ndarray, names: set[str], *, with_geometry: bool
    ) -> Iterator[dict[str, Any]]:
        for row, shape in rows_of(self.frame.iloc[rows], self.table):
            yield {
                "type": "Feature",
                "id": key_of(row, self.table),
                "geometry": geometry_object(shape) if with_geometry else None,
                "properties": {
                    name: value.isoformat() if isinstance(value, dt.date) else value
                    for name, value in row.items()
                    if not names or name in names
                },
            }

    def box(self) -> list[float] | None:
        """Return the box around all features: west, south, east, north."""
        if self.tree is None:
            return None
        parts = shapely.bounds(shapely.get_parts(self.tree.geometries[self.among]))
        boxes = pd.DataFrame(parts, columns=["west", "south", "east", "north"])
        # One box for all that begins in a degree: only gaps wider than that matter.
        joined = boxes.groupby(np.floor(boxes["west"]))
        low, high = joined[["west", "south"]].min(), joined[["east", "north"]].max()
        return bounding_box(shapely.box(*low.to_numpy().T, *high.to_numpy().T))

    def interval(self) -> list[str | None] | None:
        """Return the first and last moment of all rows; `None` for a table without times."""
        if self.times is None:
            return None
        dated = ~np.isnat(self.first) & self.among
        if not dated.any():
            return [None, None]
        return [f"{self.first[dated].min()}T00:00:00Z", f"{self.last[dated].max()}T23:59:59Z"]


def layers_of(frame: pd.DataFrame, table: Table) -> Iterator[Layer]:
    """Yield a table of an atlas as a layer, and its points and its areas by themselves.

    Geometries become those of RFC 7946.
    """
    whole = _make(frame, table)
    yield whole
    if whole.tree is None:
        return
    dimensions = shapely.get_dimensions(whole.tree.geometries)
    for dimension, kind in ((_POINTS, "points"), (_AREAS, "areas")):
        yield replace(
            whole,
            name=f"{table.name}_{kind}",
            about=f"{table.row}; only those with {kind}",
            among=dimensions == dimension,
        )


def _make(frame: pd.DataFrame, table: Table) -> Layer:
    tree = None
    if table.has_geometry:
        shapes = _normalised(np.array(frame["geometry"], dtype=object))
        frame = frame.assign(geometry=gpd.GeoSeries(shapes, index=frame.index, crs=CRS))
        tree = shapely.STRtree(shapes)
    times = next((pair for pair in _TIMES if set(pair) <= set(table.names)), None)
    first, last = _days(frame, times)
    return Layer(
        name=table.name,
        about=table.row,
        table=table,
        frame=frame,
        positions={key: position for position, key in enumerate(_keys(frame, table))},
        tree=tree,
        times=times,
        first=first,
        last=last,
        among=np.ones(len(frame), dtype=bool),
    )


def _keys(frame: pd.DataFrame, table: Table) -> Iterator[str]:
    names = table.key
    for values in zip(*(frame[name].tolist() for name in names), strict=True):
        yield key_of(dict(zip(names, values, strict=True)), table)


def _days(frame: pd.DataFrame, times: tuple[str, str] | None) -> tuple[np.ndarray, np.ndarray]:
    if times is None:
        never = np.full(len(frame), np.datetime64("NaT", "D"))
        return never, never
    start, end = (frame[name] for name in times)
    first, last = start.fillna(end), end.fillna(start)
    # Tables may hold claims whose last day is before their first: the days between count.
    lower, upper = first.where(first <= last, last), last.where(first <= last, first)
    return lower.to_numpy("datetime64[D]"), upper.to_numpy("datetime64[D]")


def _normalised(shapes: np.ndarray) -> np.ndarray:
    """Return geometries as RFC 7946 has them; points, of which there are most, at once."""
    west, _, east, _ = shapely.bounds(shapes).T
    plain = (shapely.get_type_id(shapes) == 0) & (west >= -_HALF_TURN) & (east <= _HALF_TURN)
    result = np.full(len(shapes), None, dtype=object)
    spots = shapely.get_coordinates(shapes[plain])
    result[plain] = shapely.points(np.round(spots, DECIMALS) + 0.0)
    known: dict[bytes, Any] = {}
    for index in np.flatnonzero(~plain & ~shapely.is_missing(shapes)):
        code = shapely.to_wkb(shapes[index])
        if code not in known:
            known[code] = normalise(shapes[index])
        result[index] = known[code]
    return result


def _boxes(bounds: Bounds) -> Iterator[shapely.Geometry]:
    """Yield a box as shapes on one turn around the globe."""
    west, south, east, north = bounds
    spans = [(west, east)] if west <= east else [(west, _HALF_TURN), (-_HALF_TURN, east)]
    # The two ends of the globe are one meridian.
    if spans[0][0] == -_HALF_TURN or spans[-1][1] == _HALF_TURN or west > east:
        spans += [(_HALF_TURN, _HALF_TURN), (-_HALF_TURN, -_HALF_TURN)]
    for left, right in spans:
        flat = left == right or south == north
        corners = [(left, south), (right, north)]
        if not flat:
            yield shapely.box(left, south, right, north)
        elif corners[0] == corners[1]:
            yield shapely.Point(corners[0])
        else:
            yield shapely.LineString(corners)
