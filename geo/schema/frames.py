"""Data frames in the declared form of their tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.errors import SchemaError
from geo.schema.declarations import Column, Table

__all__ = ["CRS", "arrange", "build", "conform", "empty", "validate"]

CRS = "EPSG:4326"

_MOST_LATITUDE = 90.0
_MOST_LONGITUDE = 540.0

_DTYPES: Mapping[str, Any] = {
    "text": "string",
    "integer": "Int64",
    "number": "Float64",
    "boolean": "boolean",
    "date": "datetime64[ms]",
}


def empty(table: Table) -> pd.DataFrame:
    """Return a table without rows, in its declared form."""
    return build(table, [])


def build(table: Table, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Make a declared table of rows, sorted by its key.

    Parameters
    ----------
    table
        The declaration.
    rows
        Mappings of column name to value; a column left out is null.

    Returns
    -------
    A `DataFrame`, or a `GeoDataFrame` in EPSG:4326 where the table has a geometry; columns,
    types and order as declared, index 0..n-1.

    Raises
    ------
    SchemaError
        If a row has an undeclared column, or a value is not allowed.
    """
    undeclared = sorted({name for row in rows for name in row} - set(table.names))
    if undeclared:
        raise SchemaError(table.name, [f"undeclared column {name!r}" for name in undeclared])
    ordered = sorted(rows, key=lambda row: tuple(str(row.get(name)) for name in table.key))
    values = {name: [row.get(name) for row in ordered] for name in table.names}
    frame = _frame(values, table)
    validate(frame, table)
    return frame


def _frame(values: Mapping[str, Sequence[Any]], table: Table) -> pd.DataFrame:
    """Return columns of values as a frame, each in its declared type; name all that do not fit."""
    columns: dict[str, Any] = {}
    faults = []
    for column in table.columns:
        try:
            columns[column.name] = _series(values[column.name], column)
        except (TypeError, ValueError) as error:
            message = " ".join(str(error).split())
            faults.append(f"{column.name} is not {column.kind}: {message}")
    if faults:
        raise SchemaError(table.name, faults)
    if table.has_geometry:
        located: pd.DataFrame = gpd.GeoDataFrame(columns, geometry="geometry", crs=CRS)
        return located
    return pd.DataFrame(columns)


def _series(values: Sequence[Any], column: Column) -> pd.Series[Any]:
    """Return values in the declared type of their column."""
    if column.kind == "geometry":
        series: pd.Series[Any] = gpd.GeoSeries(values, crs=CRS)
        return series
    given = pd.Series(values, dtype="object")
    if column.kind == "date":
        return pd.to_datetime(given, errors="raise").dt.tz_localize(None).astype(_DTYPES["date"])
    return given.where(given.notna(), None).astype(_DTYPES[column.kind])


def conform(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return a table that was read from a file in its declared form.

    File formats keep fewer types than the declaration: integers with nulls come back as floats,
    dates as text. Columns that the file lacks become null; columns it has beyond are left out.

    Raises
    ------
    SchemaError
        If a value cannot be turned into its declared type, or is not allowed.
    """
    values = {
        name: list(frame[name]) if name in frame else [None] * len(frame) for name in table.names
    }
    ordered = _frame(values, table).sort_values(list(table.key), kind="stable", ignore_index=True)
    validate(ordered, table)
    return ordered


def arrange(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return a frame that was made column by column in the declared form of its table.

    Unlike `build`, which takes rows, and `conform`, which takes what files hold, this touches no
    single value, and so serves tables of millions of rows. Columns left out are null; the rows
    are sorted by the key. What the values are is for `validate` to check.

    Raises
    ------
    SchemaError
        If the frame has an undeclared column, or one that cannot be of its declared type.
    """
    undeclared = sorted(set(map(str, frame.columns)) - set(table.names))
    if undeclared:
        raise SchemaError(table.name, [f"undeclared column {name!r}" for name in undeclared])
    order = _order(frame, table)
    columns = {
        column.name: _arranged(frame[column.name], column, order)
        if column.name in frame
        else _missing(column, len(frame))
        for column in table.columns
    }
    if table.has_geometry:
        located: pd.DataFrame = gpd.GeoDataFrame(columns, geometry="geometry", crs=CRS)
        return located
    return pd.DataFrame(columns)


def _order(frame: pd.DataFrame, table: Table) -> np.ndarray | None:
    """Return the positions of the rows in the order of the key; `None` where they stand in it."""
    keys = frame[list(table.key)].reset_index(drop=True)
    if len(table.key) == 1 and keys.iloc[:, 0].is_monotonic_increasing:
        return None
    return keys.sort_values(list(table.key), kind="stable").index.to_numpy()


def _arranged(values: pd.Series[Any], column: Column, order: np.ndarray | None) -> Any:
    """Return a column in its order and type; one at a time, so that no table stands twice."""
    array = values.array if order is None else values.array.take(order)
    return array if column.kind == "geometry" else array.astype(_DTYPES[column.kind], copy=False)


def _missing(column: Column, length: int) -> Any:
    if column.kind == "geometry":
        return gpd.GeoSeries([None] * length, crs=CRS)
    null = pd.NaT if column.kind == "date" else None
    return pd.array([null], dtype=_DTYPES[column.kind]).repeat(length)


def validate(frame: pd.DataFrame, table: Table) -> None:
    """Check a table against its declaration; all faults are collected before raising.

    Raises
    ------
    SchemaError
        If columns, types, keys or values are not as declared.
    """
    faults = _faults_of_form(frame, table)
    if not faults:
        for column in table.columns:
            faults += _faults_of_column(frame, column)
        if frame.duplicated(list(table.key)).any():
            faults.append(f"key {', '.join(table.key)} is not unique")
    if faults:
        raise SchemaError(table.name, faults)


def _faults_of_form(frame: pd.DataFrame, table: Table) -> list[str]:
    missing = [name for name in table.names if name not in frame.columns]
    unknown = [name for name in frame.columns if name not in table.names]
    if missing or unknown:
        return [
            *(f"column {name!r} is missing" for name in missing),
            *(f"undeclared column {name!r}" for name in unknown),
        ]
    if list(frame.columns) != table.names:
        return [f"columns are {list(frame.columns)}, expected {table.names}"]
    if table.has_geometry and not (isinstance(frame, gpd.GeoDataFrame) and frame.crs == CRS):
        return [f"not a GeoDataFrame in {CRS}"]
    return []


def _faults_of_places(values: pd.Series[Any], column: Column) -> list[str]:
    """Return what is wrong with positions: a place that is nowhere would fail whatever draws it.

    Longitudes may go once more around, as areas across the antimeridian are also written.
    """
    shapes = values.to_numpy()
    shapes = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    west, south, east, north = shapely.bounds(shapes).T
    finite = np.isfinite(west + south + east + north)
    beyond = np.maximum(abs(south), abs(north)) > _MOST_LATITUDE
    beyond |= np.maximum(abs(west), abs(east)) > _MOST_LONGITUDE
    faults = []
    if not finite.all():
        faults.append(f"{column.name} has positions that are not numbers")
    if beyond[finite].any():
        faults.append(f"{column.name} has positions beyond the poles or around the world")
    return faults


def _faults_of_column(frame: pd.DataFrame, column: Column) -> list[str]:
    values = frame[column.name]
    if column.kind == "geometry":
        return _faults_of_places(values, column)
    faults = []
    if str(values.dtype) not in {_DTYPES[column.kind], "str"}:
        faults.append(f"{column.name} is {values.dtype}, expected {_DTYPES[column.kind]}")
        return faults
    present = values.dropna()
    checks: list[tuple[bool, Callable[[], str]]] = [
        (not column.nullable and bool(values.isna().any()), lambda: "has nulls"),
        (
            bool(column.allowed) and not present.isin(column.allowed).all(),
            lambda: f"has values outside {', '.join(column.allowed)}",
        ),
        (
            column.minimum is not None and bool((present < column.minimum).any()),
            lambda: f"has values below {column.minimum}",
        ),
        (
            column.maximum is not None and bool((present > column.maximum).any()),
            lambda: f"has values above {column.maximum}",
        ),
    ]
    return [f"{column.name} {message()}" for failed, message in checks if failed]
