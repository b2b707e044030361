"""Write an atlas to files that other programs read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from geo.atlas import Atlas
from geo.errors import OutputError
from geo.exports.columnar import write_flatgeobuf, write_geopackage, write_parquet
from geo.exports.geojson import write_geojson
from geo.exports.keyhole import write_kml
from geo.exports.lines import predictions, write_predictions
from geo.exports.spreadsheets import write_csv
from geo.files import replacing
from geo.schema import TABLES

__all__ = ["EXPORTERS", "Writer", "find_writer", "predictions", "write", "write_predictions"]


class Writer(Protocol):
    """Writes an atlas, or one table of it, to a new file."""

    def __call__(self, atlas: Atlas, path: Path, *, table: str) -> None:
        """Write the file."""


EXPORTERS: Mapping[str, Writer] = {
    ".csv": write_csv,
    ".fgb": write_flatgeobuf,
    ".geojson": write_geojson,
    ".gpkg": write_geopackage,
    ".kml": write_kml,
    ".parquet": write_parquet,
}
"""Writer of each suffix; its docstring says what the format loses."""


def find_writer(path: str | Path, *, table: str = "events") -> Writer:
    """Return the writer for a path.

    Raises
    ------
    OutputError
        If no writer is known for its suffix, or there is no such table.
    """
    suffix = Path(path).suffix.lower()
    writer = EXPORTERS.get(suffix)
    if writer is None:
        known = " ".join(sorted(EXPORTERS))
        raise OutputError(f"{path}: no writer for the suffix {suffix!r}; known are {known}")
    if table not in TABLES:
        raise OutputError(f"{path}: no table {table!r}; known are {', '.join(TABLES)}")
    return writer


def write(atlas: Atlas, path: str | Path, *, table: str = "events") -> None:
    """Write an atlas; the suffix of the path says in which format.

    Parameters
    ----------
    atlas
        The atlas.
    path
        The file, made or replaced as a whole.
    table
        Which table, for the formats that hold one: CSV, Parquet and FlatGeobuf.

    Raises
    ------
    OutputError
        If no writer is known for the suffix, there is no such table, the format cannot hold it,
        or the file cannot be written. What stood there before is left as it was.
    """
    writer = find_writer(path, table=table)
    with replacing(path) as scratch:
        writer(atlas, scratch, table=table)
