"""Write tables that were worked out from an atlas: counts, distances, agreement."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

import geopandas as gpd

from geo.errors import SettingsError
from geo.exports.columnar import gdal_options, write_layer
from geo.exports.forms import credits_beside
from geo.exports.geojson import write_collection
from geo.exports.geopackage import CONTAINER_TIME, GEOPACKAGE_VERSION
from geo.exports.registry import find_form
from geo.files import check_writable, replacing
from geo.schema import Table

__all__ = ["DERIVED_SUFFIXES", "check_derived", "write_derived"]

_Writer = Callable[[gpd.GeoDataFrame, Path, Table, str], None]


def _write_rows(frame: gpd.GeoDataFrame, path: Path, table: Table, credit: str) -> None:
    opened = find_form(path).rows
    assert opened is not None  # noqa: S101 - for mypy: those of `_WRITERS` are written so
    with opened(path, table=table, credit=lambda: credit) as write_rows:
        write_rows(frame)


def _write_geojson(frame: gpd.GeoDataFrame, path: Path, table: Table, credit: str) -> None:
    write_collection(path, [(frame, table)], credit=credit)


def _write_geopackage(frame: gpd.GeoDataFrame, path: Path, table: Table, credit: str) -> None:
    options = {"layer_options": {"DESCRIPTION": credit}} if credit else {}
    with gdal_options({"OGR_CURRENT_DATE": CONTAINER_TIME}):
        write_layer(
            frame,
            table,
            path,
            driver="GPKG",
            dataset_options={"VERSION": GEOPACKAGE_VERSION},
            **options,
        )


_WRITERS: Mapping[str, _Writer] = {
    ".csv": _write_rows,
    ".geojson": _write_geojson,
    ".geojsonl": _write_rows,
    ".gpkg": _write_geopackage,
    ".parquet": _write_rows,
}
DERIVED_SUFFIXES = tuple(_WRITERS)
"""Ends of the names of files that such a table is written to."""


def check_derived(path: Path) -> None:
    """Refuse a file that could not be written, before the work for it is done.

    Raises
    ------
    SettingsError
        If its suffix is not known.
    OutputError
        If no file can stand there.
    """
    suffix = path.suffix.lower()
    if suffix not in _WRITERS:
        raise SettingsError(
            f"{path}: no form has the suffix {suffix!r}; known are {' '.join(DERIVED_SUFFIXES)}"
        )
    check_writable(path)
    if not find_form(path).credits_inside:
        check_writable(credits_beside(path))


def write_derived(frame: gpd.GeoDataFrame, path: Path, *, table: Table, credit: str) -> None:
    """Write a table; the suffix of the path says in which form.

    Parameters
    ----------
    frame
        Columns as `table` declares them.
    path
        The file, made or replaced as a whole.
    table
        The declaration.
    credit
        Whom to credit; it stands beside a file that has no room for it.

    Raises
    ------
    SettingsError
        If the suffix is not known.
    OutputError
        If the file cannot be written.
    """
    check_derived(path)
    suffix = path.suffix.lower()
    with ExitStack() as stack:
        # The table, entered last, is in its place first: credits alone would be of no table.
        if credit and not find_form(path).credits_inside:
            beside = stack.enter_context(replacing(credits_beside(path)))
            beside.write_text(credit.replace("; ", "\n") + "\n", encoding="utf-8", errors="replace")
        scratch = stack.enter_context(replacing(path))
        _WRITERS[suffix](frame, scratch, table, credit)
