"""Cells of tables as plain Python values, for writers that need no data frames."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.atlas import Atlas
from geo.exports.shapes import DECIMALS
from geo.schema import CRS, TABLES, Column, Table

__all__ = ["Credits", "Row", "cells_of", "credit", "key_of", "rows_of", "without_empty_shapes"]

Row = Mapping[str, Any]

# A table of events names thousands; the table of documents has them all.
_MOST_PUBLISHERS = 50

# So many rows stand as plain values at one time.
_ROWS = 50_000


def rows_of(frame: pd.DataFrame, table: Table) -> Iterator[tuple[Row, BaseGeometry | None]]:
    """Yield the rows of a table, in its order.

    Yields
    ------
    Column name to text, integer, number, boolean, date or `None`, in the declared order, and
    the geometry. Degrees are rounded to six decimals.
    """
    columns = [column for column in table.columns if column.kind != "geometry"]
    names = [column.name for column in columns]
    for start in range(0, len(frame), _ROWS):
        piece = frame.iloc[start : start + _ROWS]
        geometries = list(piece["geometry"]) if table.has_geometry else [None] * len(piece)
        cells = [cells_of(piece[column.name], column) for column in columns]
        for geometry, *values in zip(geometries, *cells, strict=True):
            row = dict(zip(names, values, strict=True))
            yield row, geometry if isinstance(geometry, BaseGeometry) else None


def cells_of(values: pd.Series, column: Column) -> list[Any]:
    """Return a column as plain values, null as `None`."""
    if column.kind == "number":
        numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
        if column.name in {"latitude", "longitude"}:
            numbers = np.round(numbers, DECIMALS) + 0.0
        return [number if math.isfinite(number) else None for number in numbers.tolist()]
    if column.kind == "date":
        days: list[Any] = values.to_numpy(dtype="datetime64[D]").tolist()
        return days
    objects = values.array.to_numpy(dtype=object, na_value=None)
    plain: list[Any] = objects.tolist()
    return plain


def without_empty_shapes(atlas: Atlas) -> Atlas:
    """Return an atlas whose empty geometries are null: most forms know one way to say nowhere."""
    changed = {}
    for name, frame in atlas.tables().items():
        if TABLES[name].has_geometry:
            shapes = np.array(frame["geometry"], dtype=object)
            empty = shapely.is_empty(shapes)
            if empty.any():
                shapes[empty] = None
                series = gpd.GeoSeries(shapes, index=frame.index, crs=CRS)
                changed[name] = frame.assign(geometry=series)
    return Atlas.of(atlas.tables() | changed) if changed else atlas


def credit(atlas: Atlas, *, separator: str = "; ") -> str:
    """Return what the provenance says of licences and credits, and who published the documents."""
    credits_ = Credits()
    credits_.add(atlas)
    return credits_.text(separator)


class Credits:
    """Whom to credit for atlases that come one after the other."""

    def __init__(self) -> None:
        self._details: list[str] = []
        self._publishers: set[str] = set()

    def add(self, atlas: Atlas) -> None:
        """Note the licences and credits of an atlas, and the publishers of its documents."""
        details = atlas.provenance["detail"].dropna()
        self._details += [str(detail) for detail in details if detail]
        names = atlas.documents["publisher"].dropna().unique()
        self._publishers.update(str(name) for name in names if name)

    def add_source(self, detail: str) -> None:
        """Note whom to credit, and under which licence."""
        self._details.append(detail)

    def add_publisher(self, name: str | None) -> None:
        """Note who published a document, where that is known."""
        if name:
            self._publishers.add(name)

    def text(self, separator: str = "; ") -> str:
        """Return all of it in one text."""
        said = list(self._details)
        if self._publishers:
            shown = ", ".join(sorted(self._publishers)[:_MOST_PUBLISHERS])
            more = len(self._publishers) - _MOST_PUBLISHERS
            said.append(f"Reporting by {shown}" + (f" and {more:,} more" if more > 0 else ""))
        return separator.join(dict.fromkeys(" ".join(text.split()) for text in said))


def key_of(row: Row, table: Table) -> str:
    """Return the key of a row as one text; parts of a compound key are joined by `/`."""
    if len(table.key) == 1:
        return str(row[table.key[0]])
    parts = (str(row[name]).replace("%", "%25").replace("/", "%2F") for name in table.key)
    return "/".join(parts)
