"""Formats that GDAL writes from Arrow tables: GeoPackage and FlatGeobuf."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geo.atlas import Atlas
from geo.errors import OutputError
from geo.exports.values import credit
from geo.schema import CRS, TABLES, Table

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "arrow_schema",
    "arrow_table",
    "gdal_errors",
    "gdal_options",
    "text_array",
    "write_flatgeobuf",
    "write_layer",
]

_GEOMETRY = "geometry"


def write_flatgeobuf(atlas: Atlas, path: Path, *, table: str) -> None:
    """Write one table with geometry as FlatGeobuf.

    What is lost: the other tables, and, where every row has a geometry, the order of the rows,
    which a spatial index sets; a table with rows without geometry is written without the index.
    The layer's description credits the data.

    Raises
    ------
    OutputError
        If the table has no geometry, or the file cannot be written.
    """
    declared = TABLES[table]
    if not declared.has_geometry:
        raise OutputError(
            f"{path.name}: FlatGeobuf cannot hold {table!r}, which has no geometry; "
            "write it as .csv or .parquet"
        )
    frame = atlas.tables()[table]
    layer_options = {"DESCRIPTION": credit(atlas)} if credit(atlas) else {}
    indexed = len(frame) > 0 and bool(frame[_GEOMETRY].notna().all())
    write_layer(
        frame,
        declared,
        path,
        driver="FlatGeobuf",
        layer_options={**layer_options, "SPATIAL_INDEX": "YES" if indexed else "NO"},
    )


def arrow_schema(table: Table) -> pa.Schema:
    """Return the columns of a table with the types of its declaration; geometries are WKB."""
    import pyarrow as pa  # noqa: PLC0415 - slow to load, for these formats alone

    types = {
        "text": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "geometry": pa.binary(),
    }
    return pa.schema([(column.name, types[column.kind]) for column in table.columns])


def arrow_table(frame: pd.DataFrame, table: Table) -> pa.Table:
    """Return a table with the types of its declaration, geometries as well-known binary."""
    import pyarrow as pa  # noqa: PLC0415 - slow to load, for these formats alone
    import pyarrow.compute as pc  # noqa: PLC0415 - slow to load, for these formats alone

    schema = arrow_schema(table)
    arrays = {}
    for column in table.columns:
        values = frame[column.name]
        if column.kind == "geometry":
            values = shapely.to_wkb(np.array(values, dtype=object))
        elif column.kind == "date":
            values = values.dt.date
        elif column.kind == "text":
            # No file can hold NUL.
            plain = pc.replace_substring(text_array(values), "\x00", " ")
            values = plain.cast(pa.string())
        arrays[column.name] = pa.array(
            values, type=schema.field(column.name).type, from_pandas=True
        )
    return pa.table(arrays)


def text_array(values: pd.Series) -> pa.Array:
    """Return a column of text in Arrow's form; half a character, of broken files, is "?"."""
    import pyarrow as pa  # noqa: PLC0415 - slow to load, for these formats alone

    try:
        array = pa.array(values, type=pa.large_string(), from_pandas=True)
    except UnicodeEncodeError:
        whole = values.map(
            lambda text: text.encode("utf-8", "replace").decode(), na_action="ignore"
        )
        array = pa.array(whole, type=pa.large_string(), from_pandas=True)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def write_layer(
    frame: pd.DataFrame, table: Table, path: Path, *, driver: str, **options: Mapping[str, str]
) -> None:
    """Write a table as a layer of a file, through GDAL.

    Raises
    ------
    OutputError
        If GDAL cannot.
    """
    import pyogrio  # noqa: PLC0415 - loads GDAL, for these formats alone

    spatial: dict[str, Any] = {}
    if table.has_geometry:
        spatial = {"geometry_name": _GEOMETRY, "geometry_type": "Unknown", "crs": CRS}
    with gdal_errors(path):
        pyogrio.write_arrow(
            arrow_table(frame, table), path, layer=table.name, driver=driver, **spatial, **options
        )


@contextmanager
def gdal_errors(path: Path) -> Iterator[None]:
    """Say in our words what GDAL says where it cannot write a file.

    Raises
    ------
    OutputError
        If it cannot; the message names the file and what to do.
    """
    import pyogrio  # noqa: PLC0415 - loads GDAL, for these formats alone

    try:
        yield
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        reason = " ".join(str(error).split()).replace(str(path), path.name)
        raise OutputError(
            f"{path.name}: cannot be written (GDAL: {reason}); "
            "check the folder, its permissions and its space"
        ) from error


@contextmanager
def gdal_options(options: Mapping[str, str]) -> Iterator[None]:
    """Set options of GDAL for a while; they are the process's."""
    import pyogrio  # noqa: PLC0415 - loads GDAL, for these formats alone

    before = {name: pyogrio.get_gdal_config_option(name) for name in options}
    pyogrio.set_gdal_config_options(dict(options))
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)
