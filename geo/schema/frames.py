"""Data frames in the declared form of their tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
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
    return _empty(table).copy()


@cache
def _empty(table: Table) -> pd.DataFrame:
    return _build(table, [])


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
    if not rows:
        return empty(table)
    return _build(table, rows)


def _build(table: Table, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
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
            faults.append(_misfit(column, error))
    if faults:
        raise SchemaError(table.name, faults)
    return _whole(columns, table)


def _series(values: Sequence[Any] | pd.Series[Any], column: Column) -> pd.Series[Any]:
    """Return values in the declared type of their column."""
    if column.kind == "geometry":
        series: pd.Series[Any] = gpd.GeoSeries(values, crs=CRS)
        return series
    given = values if isinstance(values, pd.Series) else pd.Series(values, dtype="object")
    if column.kind == "date":
        return pd.to_datetime(given, errors="raise").dt.tz_localize(None).astype(_DTYPES["date"])
    if given.dtype == object:
        given = given.where(given.notna(), None)
    return given.astype(_DTYPES[column.kind])


def conform(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return a table that was read from a file in its declared form.

    File formats keep fewer types than the declaration: integers with nulls come back as floats,
    dates as text. Columns that the file lacks become null; columns it has beyond are left out.

    Raises
    ------
    SchemaError
        If a value cannot be turned into its declared type, or is not allowed.
    """
    columns: dict[str, Any] = {}
    faults = []
    for column in table.columns:
        try:
            columns[column.name] = (
                _read(frame[column.name], column)
                if column.name in frame
                else _missing(column, len(frame))
            )
        except (TypeError, ValueError) as error:
            faults.append(_misfit(column, error))
    if faults:
        raise SchemaError(table.name, faults)
    order = _order(pd.DataFrame({name: columns[name] for name in table.key}), table)
    if order is not None:
        columns = {name: values.take(order) for name, values in columns.items()}
    ordered = _whole(columns, table)
    validate(ordered, table)
    return ordered


def _read(values: pd.Series[Any], column: Column) -> Any:
    """Return a column in its declared type: as a whole where its own type allows, else by cells."""
    if column.kind == "geometry":
        return gpd.array.from_shapely(values.astype(object).where(values.notna(), None), crs=CRS)
    if _is_near(values.dtype, column):
        return _series(values, column).array
    return _series(values.astype(object), column).array


def _is_near(dtype: Any, column: Column) -> bool:
    """Return whether cells of a type can only turn out well or ill together."""
    kinds = pd.api.types
    if column.kind == "text":
        return isinstance(dtype, pd.StringDtype)
    if column.kind == "boolean":
        return bool(kinds.is_bool_dtype(dtype))
    if column.kind == "date":
        return bool(kinds.is_datetime64_any_dtype(dtype))
    return bool(kinds.is_numeric_dtype(dtype) and not kinds.is_bool_dtype(dtype))


def _misfit(column: Column, error: Exception) -> str:
    return f"{column.name} is not {column.kind}: {' '.join(str(error).split())}"


def _whole(columns: Mapping[str, Any], table: Table) -> pd.DataFrame:
    if table.has_geometry:
        located: pd.DataFrame = gpd.GeoDataFrame(columns, geometry="geometry", crs=CRS)
        return located
    return pd.DataFrame(columns)


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
    return _whole(columns, table)


def _order(frame: pd.DataFrame, table: Table) -> np.ndarray | None:
    """Return the positions of the rows in the order of the key; `None` where they stand in it."""
    keys = frame[list(table.key)].reset_index(drop=True)
    rises, is_equal = _steps(keys)
    if (rises | is_equal).all():
        return None
    return keys.sort_values(list(table.key), kind="stable").index.to_numpy()


def _steps(keys: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return for each row but the first whether its key is over, or equal to, the one before.

    A key with a null, or of no one type, is neither.
    """
    rises = np.zeros(max(len(keys) - 1, 0), dtype=bool)
    is_equal = ~rises
    for name in keys:
        values = keys[name].array
        if values.dtype == object:
            return np.zeros_like(rises), np.zeros_like(rises)
        over, same = values[1:] > values[:-1], values[1:] == values[:-1]
        rises |= is_equal & pd.Series(over).fillna(value=False).to_numpy(dtype=bool)
        is_equal &= pd.Series(same).fillna(value=False).to_numpy(dtype=bool)
    return rises, is_equal


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
        keys = frame[list(table.key)]
        # In the order of the key equal ones are neighbours; else each is looked up.
        if not _steps(keys)[0].all() and keys.duplicated().any():
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
    checks: list[tuple[bool, Callable[[], str]]] = [
        (not column.nullable and bool(values.isna().any()), lambda: "has nulls"),
        (
            bool(column.allowed) and not set(values.dropna().unique()) <= set(column.allowed),
            lambda: f"has values outside {', '.join(column.allowed)}",
        ),
        (
            column.minimum is not None and bool((values < column.minimum).any()),
            lambda: f"has values below {column.minimum}",
        ),
        (
            column.maximum is not None and bool((values > column.maximum).any()),
            lambda: f"has values above {column.maximum}",
        ),
    ]
    return [f"{column.name} {message()}" for failed, message in checks if failed]
