"""Read atlases that were written before."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
import shapely

from geo.atlas import Atlas
from geo.errors import DocumentError, SchemaError
from geo.schema import TABLES, Table, conform

__all__ = ["is_atlas", "read_atlas"]

# What tells a folder of atlas tables from a folder of documents that happen to be Parquet.
_JSON = (".geojson", ".geojsonl", ".geojsons")
# A feature of ours says its table twice.
_FEATURE = re.compile(
    r'"type": "Feature", "id": "(?P<id>\w+)/[^\n]*?"properties": {"table": "(?P<table>\w+)"'
)
_HEAD_BYTES = 65_536
_MOST_BYTES = 1_000_000_000
_TYPES = {
    pa.string(): pd.StringDtype("pyarrow"),
    pa.large_string(): pd.StringDtype("pyarrow"),
    pa.int32(): pd.Int64Dtype(),
    pa.int64(): pd.Int64Dtype(),
    pa.float64(): pd.Float64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}
_MARKS = ("events.parquet", "reports.parquet", "provenance.parquet")


def is_atlas(path: Path, *, if_damaged: bool = True) -> bool:
    """Return whether a path is an atlas: GeoPackage or GeoJSON of ours, or a folder of Parquet.

    A GeoPackage that cannot be opened counts as one, unless `if_damaged` is false: who reads it
    says what is wrong with it.
    """
    if path.suffix.lower() == ".gpkg":
        return _is_package(path, if_damaged=if_damaged)
    if path.suffix.lower() in _JSON:
        return path.is_file() and _is_collection(path)
    return path.is_dir() and all((path / name).is_file() for name in _MARKS)


def read_atlas(path: str | Path) -> Atlas:
    """Read an atlas from a GeoPackage or from a folder of Parquet tables.

    Parameters
    ----------
    path
        What `geo extract -o atlas.gpkg` wrote, or a folder with a file `TABLE.parquet` for
        each table, or GeoJSON of ours (`.geojson`, `.geojsonl`, `.geojsons`).

    Returns
    -------
    The atlas; tables that the file lacks are empty.

    Raises
    ------
    DocumentError
        If the path is no atlas or cannot be read.
    """
    path = Path(path)
    if not is_atlas(path):
        raise DocumentError(
            "is no atlas; give a .gpkg file or a folder with events.parquet and its siblings",
            source=str(path),
        )
    try:
        is_json = path.suffix.lower() in _JSON
        read = _read_collection if is_json else _read_geopackage
        read = _read_folder if path.is_dir() else read
        return Atlas.of({name: conform(frame, TABLES[name]) for name, frame in read(path).items()})
    except (OSError, LookupError, TypeError, ValueError, SchemaError, RecursionError) as error:
        reason = " ".join(f"{error}".split())[:300]
        raise DocumentError(f"cannot be read as an atlas ({reason})", source=str(path)) from error
    except (shapely.errors.ShapelyError, pyogrio.errors.DataSourceError) as error:
        raise DocumentError(f"cannot be read as an atlas ({error})", source=str(path)) from error


def _is_package(path: Path, *, if_damaged: bool) -> bool:
    try:
        layers = {str(name) for name, _ in pyogrio.list_layers(path)}
    except pyogrio.errors.DataSourceError:
        return if_damaged
    return {"events", "provenance"} <= layers


def _is_collection(path: Path) -> bool:
    """Return whether the first features of a GeoJSON are rows of our tables."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES).decode("utf-8", "replace")
    found = _FEATURE.search(head)
    return found is not None and found["table"] in TABLES and found["id"] == found["table"]


def _read_collection(path: Path) -> dict[str, pd.DataFrame]:
    """Return the tables of a GeoJSON that `geo` wrote, of all tables or of some."""
    if path.stat().st_size > _MOST_BYTES:
        raise ValueError(f"it holds over {_MOST_BYTES:,} bytes; write a GeoPackage instead")
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix.lower() == ".geojson":
        features = json.loads(text, object_hook=_shaped)["features"]
    else:
        lines = text.replace("\x1e", "").split("\n")
        features = [json.loads(line, object_hook=_shaped) for line in lines if line]
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    shapes: dict[str, list[Any]] = {name: [] for name in TABLES}
    for feature in features:
        row = feature["properties"]
        rows[row["table"]].append(row)
        shapes[row["table"]].append(feature["geometry"])
    return {
        name: pd.DataFrame(found).assign(geometry=_shapes(shapes[name]))
        for name, found in rows.items()
        if found
    }


def _shaped(item: dict[str, Any]) -> Any:
    """Return an object as it is read, a line or area as a shape: its corners need most memory."""
    if "coordinates" not in item or item.get("type") == "Point":
        return item
    if item.get("type") == "Polygon" and len(item["coordinates"]) == 1:
        return shapely.polygons(np.array(item["coordinates"][0], dtype=np.float64))
    return shapely.from_geojson(json.dumps(item))


def _shapes(given: list[Any]) -> np.ndarray:
    """Return geometries, the points among them made at once."""
    points = [at for at, one in enumerate(given) if isinstance(one, dict)]
    shapes = np.full(len(given), None, dtype=object)
    shapes[:] = given
    if points:
        shapes[points] = shapely.points([given[at]["coordinates"][:2] for at in points])
    return shapes


def _read_geopackage(path: Path) -> dict[str, pd.DataFrame]:
    layers = {str(name) for name, _ in pyogrio.list_layers(path)}
    return {name: _read_layer(path, name) for name in TABLES if name in layers}


def _read_layer(path: Path, name: str) -> pd.DataFrame:
    """Return a layer by whole columns, as GDAL hands them over: no object for each cell."""
    meta, table = pyogrio.read_arrow(path, layer=name)
    frame: pd.DataFrame = table.to_pandas(types_mapper=_TYPES.get, date_as_object=False)
    shape_name = meta["geometry_name"] or "wkb_geometry"
    if shape_name not in frame:
        return frame
    shapes = shapely.from_wkb(frame.pop(shape_name).to_numpy())
    return frame.assign(geometry=pd.Series(shapes, index=frame.index, dtype=object))


def _read_folder(path: Path) -> dict[str, pd.DataFrame]:
    return {
        name: _read_parquet(path / f"{name}.parquet", table)
        for name, table in TABLES.items()
        if (path / f"{name}.parquet").is_file()
    }


def _read_parquet(path: Path, table: Table) -> pd.DataFrame:
    frame: pd.DataFrame = gpd.read_parquet(path) if table.has_geometry else pd.read_parquet(path)
    return frame
