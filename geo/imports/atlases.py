"""Read atlases that were written before."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
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
_MARKS = ("events.parquet", "reports.parquet", "provenance.parquet")


def is_atlas(path: Path) -> bool:
    """Return whether a path is an atlas: GeoPackage or GeoJSON of ours, or a folder of Parquet.

    A GeoPackage that cannot be opened counts as one: who reads it says what is wrong with it.
    """
    if path.suffix.lower() == ".gpkg":
        return _is_package(path)
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


def _is_package(path: Path) -> bool:
    try:
        layers = {str(name) for name, _ in pyogrio.list_layers(path)}
    except pyogrio.errors.DataSourceError:
        return True
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
        features = json.loads(text)["features"]
    else:
        features = [json.loads(line) for line in text.replace("\x1e", "").split("\n") if line]
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    for feature in features:
        row = feature["properties"]
        shape = feature["geometry"]
        located = {"geometry": None if shape is None else shapely.geometry.shape(shape)}
        rows[row["table"]].append(row | located)
    return {name: pd.DataFrame(found) for name, found in rows.items() if found}


def _read_geopackage(path: Path) -> dict[str, pd.DataFrame]:
    layers = {str(name) for name, _ in pyogrio.list_layers(path)}
    return {name: pyogrio.read_dataframe(path, layer=name) for name in TABLES if name in layers}


def _read_folder(path: Path) -> dict[str, pd.DataFrame]:
    return {
        name: _read_parquet(path / f"{name}.parquet", table)
        for name, table in TABLES.items()
        if (path / f"{name}.parquet").is_file()
    }


def _read_parquet(path: Path, table: Table) -> pd.DataFrame:
    frame: pd.DataFrame = gpd.read_parquet(path) if table.has_geometry else pd.read_parquet(path)
    return frame
