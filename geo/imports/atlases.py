"""Read atlases that were written before."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from geo.atlas import Atlas
from geo.errors import DocumentError, SchemaError
from geo.schema import TABLES, Table, conform

__all__ = ["is_atlas", "read_atlas"]

# What tells a folder of atlas tables from a folder of documents that happen to be Parquet.
_MARKS = ("events.parquet", "reports.parquet", "provenance.parquet")


def is_atlas(path: Path) -> bool:
    """Return whether a path is an atlas: a GeoPackage, or a folder of its Parquet tables."""
    if path.suffix.lower() == ".gpkg":
        return True
    return path.is_dir() and all((path / name).is_file() for name in _MARKS)


def read_atlas(path: str | Path) -> Atlas:
    """Read an atlas from a GeoPackage or from a folder of Parquet tables.

    Parameters
    ----------
    path
        What `geo extract -o atlas.gpkg` wrote, or a folder with a file `TABLE.parquet` for
        each table.

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
        read = _read_folder if path.is_dir() else _read_geopackage
        return Atlas.of({name: conform(frame, TABLES[name]) for name, frame in read(path).items()})
    except (OSError, ValueError, SchemaError, pyogrio.errors.DataSourceError) as error:
        raise DocumentError(f"cannot be read as an atlas ({error})", source=str(path)) from error


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
