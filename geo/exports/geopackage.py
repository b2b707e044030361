"""GeoPackage: all tables of an atlas in one file, with a QGIS project and styles of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pandas as pd

from geo.atlas import Atlas
from geo.errors import OutputError
from geo.exports.columnar import gdal_options, write_layer
from geo.exports.ground import LAND, credit_of_land, land_around
from geo.exports.qgis import project_of, qml_of, style_of_land, style_of_table
from geo.exports.references import REFERENCES
from geo.exports.values import credit
from geo.gazetteer import Gazetteer
from geo.schema import TABLES, Table

__all__ = ["CONTAINER_TIME", "GEOPACKAGE_VERSION", "write_geopackage"]

# The container's "last change" must not depend on the day of the run.
CONTAINER_TIME = "2000-01-01T00:00:00.000Z"
# QGIS 3.22, in Debian 12, warns of GeoPackage 1.4.
GEOPACKAGE_VERSION = "1.2"

PROJECT = "map"
"""Name of the QGIS project in the file."""

# As QGIS makes them itself; `layer_styles` counts as a table of the user's.
_QGIS_TABLES = """
CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
 f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
 f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
 useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME);
CREATE TABLE qgis_projects (name TEXT PRIMARY KEY, metadata BLOB, content BLOB);
"""

# GeoPackage 1.2, annex F.9, "Schema".
_SCHEMA_TABLES = """
CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT,
 title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT,
 CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
 CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT NOT NULL,
 constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC,
 max_is_inclusive BOOLEAN, description TEXT,
 CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
"""
_SCHEMA_EXTENSION = "http://www.geopackage.org/spec120/#extension_schema"


def write_geopackage(atlas: Atlas, path: Path, *, table: str) -> None:
    """Write all tables of an atlas as layers of one GeoPackage, whatever `table` says.

    Nothing is lost: `geo.read_atlas` gives back equal tables. Tables without geometry are
    attribute layers. The file also holds what each column means, indexes on keys, the land
    around, styles of what has geometries and a QGIS project named `map`, with relations and
    times: docs/qgis.md.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    del table
    gazetteer = Gazetteer.open()
    land = land_around(atlas, gazetteer)
    credits_ = "; ".join(filter(None, [credit(atlas), credit_of_land(gazetteer, land)]))
    # The scratch file is made safe on the disk once, when it is whole.
    options = {"OGR_CURRENT_DATE": CONTAINER_TIME, "OGR_SQLITE_SYNCHRONOUS": "OFF"}
    with gdal_options(options):
        for name, frame in atlas.tables().items():
            _write_table(frame, TABLES[name], path)
        _write_table(land, LAND, path)
    with _opened(path) as file:
        _add_indexes(file)
        _add_meanings(file)
        _add_styles(file, atlas, credits_)
        packed = project_of(atlas, file=path.name, title=path.stem, credits_=credits_)
        _add_project(file, packed)


def _write_table(frame: pd.DataFrame, table: Table, path: Path) -> None:
    write_layer(
        frame,
        table,
        path,
        driver="GPKG",
        dataset_options={"VERSION": GEOPACKAGE_VERSION},
        layer_options={"DESCRIPTION": f"A row is {table.row}."},
    )


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a GeoPackage to add to it, in one transaction."""
    try:
        with closing(sqlite3.connect(path)) as file, file:
            file.execute("PRAGMA synchronous = OFF")
            yield file
    except sqlite3.Error as error:
        raise OutputError(
            f"{path.name}: cannot be written (SQLite: {error}); "
            "check the folder, its permissions and its space"
        ) from error


def _add_indexes(file: sqlite3.Connection) -> None:
    """Index keys and the columns that name them, which relations look up."""
    for table in TABLES.values():
        columns = ", ".join(f'"{name}"' for name in table.key)
        file.execute(f'CREATE UNIQUE INDEX "{table.name}_key" ON "{table.name}" ({columns})')
    for one in REFERENCES:
        file.execute(f'CREATE INDEX "{one.table}_{one.column}" ON "{one.table}" ("{one.column}")')


def _add_meanings(file: sqlite3.Connection) -> None:
    file.executescript(_SCHEMA_TABLES)
    file.executemany(
        "INSERT INTO gpkg_data_columns (table_name, column_name, description) VALUES (?, ?, ?)",
        [
            (table.name, column.name, column.meaning)
            for table in (*TABLES.values(), LAND)
            for column in table.columns
            if column.kind != "geometry"
        ],
    )
    file.executemany(
        "INSERT INTO gpkg_extensions VALUES (?, NULL, 'gpkg_schema', ?, 'read-write')",
        [
            (name, _SCHEMA_EXTENSION)
            for name in ("gpkg_data_columns", "gpkg_data_column_constraints")
        ],
    )


def _add_styles(file: sqlite3.Connection, atlas: Atlas, credits_: str) -> None:
    styles = {
        table.name: style_of_table(atlas, table.name)
        for table in TABLES.values()
        if table.has_geometry
    }
    styles[LAND.name] = style_of_land()
    file.executescript(_QGIS_TABLES)
    file.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) "
        "VALUES ('layer_styles', 'attributes', 'layer_styles', ?, ?)",
        ("How QGIS draws the tables.", CONTAINER_TIME),
    )
    columns = (
        "f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, "
        "styleSLD, useAsDefault, description, owner, ui, update_time"
    )
    file.executemany(
        f"INSERT INTO layer_styles ({columns}) "  # noqa: S608 - names of our own
        "VALUES ('', '', ?, 'geom', ?, ?, '', 1, ?, '', '', ?)",
        [
            (name, name, qml_of(style, name=name), credits_, CONTAINER_TIME)
            for name, style in styles.items()
        ],
    )


def _add_project(file: sqlite3.Connection, packed: bytes) -> None:
    """Store the project as QGIS does: in hexadecimal digits."""
    told = '{"last_modified_time": "2000-01-01T00:00:00", "last_modified_user": ""}'
    file.execute("INSERT INTO qgis_projects VALUES (?, ?, ?)", (PROJECT, told, packed.hex()))
