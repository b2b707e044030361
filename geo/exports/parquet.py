"""Parquet, and GeoParquet where a table has geometries."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyproj
import shapely

from geo.atlas import Atlas
from geo.exports.columnar import arrow_table
from geo.exports.values import credit
from geo.schema import CRS, TABLES, Table, empty

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["open_parquet", "write_parquet"]

_GEOMETRY = "geometry"
_BOX = "bbox"
_EDGES = ("xmin", "ymin", "xmax", "ymax")
_VERSION = "1.1.0"
# By the numbers of `shapely.GeometryType`.
_TYPES = np.array(
    [
        "Point",
        "LineString",
        "LinearRing",
        "Polygon",
        "MultiPoint",
        "MultiLineString",
        "MultiPolygon",
        "GeometryCollection",
    ]
)


def write_parquet(atlas: Atlas, path: Path, *, table: str) -> None:
    """Write one table as Parquet; one with geometry as GeoParquet 1.1 with WKB.

    A column `bbox` has the bounds of each row's geometry, by which readers skip what they do not
    need. What is lost: the other tables. The file's metadata credit the data under `credit`.

    References
    ----------
    GeoParquet specification 1.1.0, "File metadata", "Column metadata" and "Bounding box columns".
    """
    with open_parquet(path, table=TABLES[table], credit=lambda: credit(atlas)) as write_rows:
        write_rows(atlas.tables()[table])


@contextmanager
def open_parquet(
    path: Path, *, table: Table, credit: Callable[[], str]
) -> Iterator[Callable[[pd.DataFrame], None]]:
    """Give a function that writes rows to a new file; what they are is told at its end.

    Parameters
    ----------
    path
        The file.
    table
        What the rows are of.
    credit
        Says whom to credit, once all is written.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to load, for this format alone

    extent = _Extent()
    schema = _columns(empty(table), table, extent).schema
    with pq.ParquetWriter(path, schema) as writer:

        def write_rows(frame: pd.DataFrame) -> None:
            writer.write_table(_columns(frame, table, extent))

        yield write_rows
        metadata = {"credit": credit()}
        if table.has_geometry:
            metadata["geo"] = json.dumps(extent.metadata(), sort_keys=True)
        writer.add_key_value_metadata(metadata)


def _columns(frame: pd.DataFrame, table: Table, extent: _Extent) -> pa.Table:
    import pyarrow as pa  # noqa: PLC0415 - slow to load, for this format alone

    columns = arrow_table(frame, table)
    if not table.has_geometry:
        return columns
    shapes = np.array(frame[_GEOMETRY], dtype=object)
    extent.add(shapes)
    bounds = shapely.bounds(shapes).reshape(-1, len(_EDGES))
    missing = np.isnan(bounds).any(axis=1)
    edges = [pa.array(bounds[:, at]) for at in range(len(_EDGES))]
    boxes = pa.StructArray.from_arrays(edges, _EDGES, mask=pa.array(missing))
    return columns.append_column(_BOX, boxes)


class _Extent:
    """What all geometries of a file are, and where."""

    def __init__(self) -> None:
        self._types: set[str] = set()
        self._bounds: list[np.ndarray] = []

    def add(self, shapes: np.ndarray) -> None:
        present = shapes[~shapely.is_missing(shapes)]
        if len(present):
            self._types |= {str(_TYPES[kind]) for kind in np.unique(shapely.get_type_id(present))}
            self._bounds.append(shapely.total_bounds(present))

    def metadata(self) -> Mapping[str, Any]:
        column: dict[str, Any] = {
            "encoding": "WKB",
            "geometry_types": sorted(self._types),
            "crs": pyproj.CRS(CRS).to_json_dict(),
            "covering": {_BOX: {edge: [_BOX, edge] for edge in _EDGES}},
        }
        if self._bounds:
            bounds = np.array(self._bounds)
            least, most = np.nanmin(bounds[:, :2], axis=0), np.nanmax(bounds[:, 2:], axis=0)
            column["bbox"] = [float(edge) for edge in (*least, *most)]
        return {
            "version": _VERSION,
            "primary_column": _GEOMETRY,
            "columns": {_GEOMETRY: column},
        }
