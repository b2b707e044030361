"""Esri shapefiles, packed into one archive."""

from __future__ import annotations

import csv
import errno
import io
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from geo.atlas import Atlas
from geo.errors import OutputError
from geo.exports.columnar import arrow_table, gdal_errors
from geo.exports.values import credit
from geo.schema import CRS, TABLES, Table

__all__ = ["MOST_TEXT_BYTES", "short_names", "write_shapefile"]

MOST_TEXT_BYTES = 254
"""Bytes of a text: what a field of dBASE holds."""

_NAME_CHARACTERS = 10
_SHAPE_HEAD_BYTES = 100
# The file's own dates must not depend on the day of the run.
_DAY, _MOMENT = "2000-01-01", (2000, 1, 1, 0, 0, 0)
_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")

# A shapefile holds shapes of one kind, in single and multiple form but for points.
_LAYERS: Mapping[str, tuple[str, ...]] = {
    "points": ("Point",),
    "multipoints": ("MultiPoint",),
    "lines": ("LineString", "LinearRing", "MultiLineString"),
    "areas": ("Polygon", "MultiPolygon"),
}
_KINDS = {"points": "Point", "multipoints": "MultiPoint", "lines": "LineString", "areas": "Polygon"}


def write_shapefile(atlas: Atlas, path: Path, *, table: str) -> str | None:
    """Write one table with geometry as shapefiles in one archive: a file for each kind of shape.

    Rows without geometry stand with the points. Beside the shapefiles the archive holds
    `fields.csv`, which tells what the shortened names stand for, and `credits.txt`. Returns what
    was cut in this file.

    Raises
    ------
    OutputError
        If the table has no geometry, or the file cannot be written.

    References
    ----------
    Esri, "ESRI Shapefile Technical Description" (1998): one type of shape a file, null shapes.
    dBASE III: names of 10 characters, texts of 254 bytes.
    """
    declared = TABLES[table]
    if not declared.has_geometry:
        raise OutputError(
            f"{path.name}: a shapefile cannot hold {table!r}, which has no geometry; "
            "write it as .csv or .xlsx"
        )
    frame = atlas.tables()[table]
    names = short_names(declared)
    folder = path.parent / "shapes"
    folder.mkdir()
    layers = _layers(frame)
    cut = sum(
        [
            _write_layer(rows, declared, folder / f"{table}_{kind}.shp", kind, names)
            for kind, rows in layers.items()
        ]
    )
    members = [folder / f"{table}_{kind}{part}" for kind in layers for part in _PARTS]
    texts = {"fields.csv": _fields(declared, names), "credits.txt": credit(atlas, separator="\n")}
    _pack(path, members, texts)
    return _told(cut, layers)


def short_names(table: Table) -> Mapping[str, str]:
    """Return the name of each field by that of its column: 10 characters, none twice.

    Examples
    --------
    >>> short_names(TABLES["events"])["fatalities_low"]
    'fat_low'
    """
    names: dict[str, str] = {}
    for column in table.columns[:-1]:
        name = column.name
        if len(name) > _NAME_CHARACTERS:
            *first, last = name.split("_")
            head = "_".join(word[:3] for word in first)
            name = f"{head}_{last}" if head else last
        name = name[:_NAME_CHARACTERS]
        number = 1
        while name in names.values():
            number += 1
            name = f"{name[: _NAME_CHARACTERS - len(str(number))]}{number}"
        names[column.name] = name
    return names


def _layers(frame: pd.DataFrame) -> Mapping[str, pd.DataFrame]:
    """Return the rows of each kind of shape; those without one stand with the points."""
    shapes = np.array(frame["geometry"], dtype=object)
    shapes = np.array([_simple(shape) for shape in shapes] or [None], dtype=object)[: len(frame)]
    kinds = np.array([_kind(shape) for shape in shapes], dtype=object)
    whole = frame.assign(geometry=gpd.GeoSeries(shapes, index=frame.index, crs=CRS))
    found = {kind: whole[kinds == kind] for kind in _LAYERS if (kinds == kind).any()}
    return found or {"points": whole}


def _simple(shape: shapely.Geometry | None) -> shapely.Geometry | None:
    """Return of a collection the parts of its highest dimension; none for an empty shape."""
    if shape is None or shape.is_empty:
        return None
    if shape.geom_type != "GeometryCollection":
        return shapely.force_2d(shape)
    parts = list(shapely.get_parts(shapely.get_parts(shapely.force_2d(shape))))
    dimension = max(map(shapely.get_dimensions, parts))
    kept = [part for part in parts if shapely.get_dimensions(part) == dimension]
    of = (shapely.multipoints, shapely.multilinestrings, shapely.multipolygons)[dimension]
    return of(kept)


def _kind(shape: shapely.Geometry | None) -> str:
    if shape is None:
        return "points"
    return next(kind for kind, types in _LAYERS.items() if shape.geom_type in types)


def _write_layer(
    frame: pd.DataFrame, table: Table, path: Path, kind: str, names: Mapping[str, str]
) -> int:
    """Write a layer; returns how many texts were cut."""
    import pyogrio  # noqa: PLC0415 - loads GDAL, for these formats alone

    columns = arrow_table(frame, table)
    cut = 0
    for at, column in enumerate(table.columns):
        if column.kind == "text":
            texts = columns.column(at).to_pylist()
            fitting = [None if text is None else _fitting(text) for text in texts]
            cut += sum(old != new for old, new in zip(texts, fitting, strict=True))
            columns = columns.set_column(at, column.name, pa.array(fitting, pa.string()))
    columns = columns.rename_columns([names.get(name, name) for name in columns.column_names])
    with gdal_errors(path), warnings.catch_warnings():
        # What GDAL warns of in many lines is said in one.
        warnings.simplefilter("ignore", RuntimeWarning)
        pyogrio.write_arrow(
            columns,
            path,
            driver="ESRI Shapefile",
            geometry_name="geometry",
            geometry_type=_KINDS[kind],
            crs=CRS,
            layer_options={"DBF_DATE_LAST_UPDATE": _DAY, "ENCODING": "UTF-8"},
        )
    _check_whole(path, len(frame))
    return cut


def _check_whole(path: Path, rows: int) -> None:
    """Refuse files that are shorter than they say: GDAL says nothing of it when it closes them.

    Raises
    ------
    OSError
        If they are, for which a full disk is the usual reason.
    """
    shapes, index = path.read_bytes(), path.with_suffix(".shx").read_bytes()
    cells = path.with_suffix(".dbf").read_bytes()
    head, row = (int.from_bytes(cells[at : at + 2], "little") for at in (8, 10))
    is_whole = (
        len(index) == _SHAPE_HEAD_BYTES + 8 * rows
        and len(shapes) == 2 * int.from_bytes(shapes[24:28], "big")
        and int.from_bytes(cells[4:8], "little") == rows
        and len(cells) >= head + row * rows > 0
    )
    if not is_whole:
        raise OSError(errno.EIO, "GDAL wrote only a part of it")


def _fitting(text: str) -> str:
    """Return as many whole characters as a field holds."""
    return text.encode("utf-8")[:MOST_TEXT_BYTES].decode("utf-8", "ignore")


def _fields(table: Table, names: Mapping[str, str]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["field", "column", "kind", "meaning"])
    for column in table.columns[:-1]:
        writer.writerow([names[column.name], column.name, column.kind, column.meaning])
    return text.getvalue()


def _pack(path: Path, members: Iterable[Path], texts: Mapping[str, str]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for member in members:
            _add(archive, member.name, member.read_bytes())
        for name, text in texts.items():
            _add(archive, name, text.encode("utf-8", "replace"))


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, date_time=_MOMENT)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    archive.writestr(info, data)


def _told(cut: int, layers: Mapping[str, pd.DataFrame]) -> str | None:
    told = [f"{cut:,} texts were cut"] if cut else []
    if len(layers) > 1:
        kinds = ", ".join(f"{len(rows):,} {kind}" for kind, rows in layers.items())
        told.append(f"the rows are in {len(layers)} shapefiles: {kinds}")
    return "; ".join(told) or None
