"""Layers of geographic programs as tables: every cell as text, the geometry as columns of its own.

What GDAL takes a file for is not left to it: a file is read only if it begins as its suffix says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyogrio
import pyproj
import shapely

from geo.errors import DocumentError
from geo.geodesy import distance_km
from geo.model import Geoprecision

__all__ = [
    "AREA",
    "LATITUDE",
    "LONGITUDE",
    "PRECISION",
    "as_text",
    "checksum",
    "is_vector",
    "read_batches",
    "read_fields",
]

AREA = "geometry: area"
LATITUDE = "geometry: latitude"
LONGITUDE = "geometry: longitude"
PRECISION = "geometry: precision"
"""Columns that the geometry of a row is given in: an area as well-known text, or a point, and how
exactly an area is known by its size."""

_GEOMETRY = (LATITUDE, LONGITUDE, AREA, PRECISION)
# The first bytes of each form, so that no file is taken for a form that names other files.
_STARTS = {
    ".fgb": (b"fgb",),
    ".geojson": (b"{", b"\xef\xbb\xbf{"),
    ".geojsonl": (b"{",),
    ".geojsons": (b"\x1e",),
    ".gpkg": (b"SQLite format 3\x00",),
    ".kml": (b"<?xml", b"<kml"),
    ".shp": (b"\x00\x00\x27\x0a",),
}
_DRIVERS = frozenset(
    {"ESRI Shapefile", "FlatGeobuf", "GPKG", "GeoJSON", "GeoJSONSeq", "KML", "LIBKML"}
)
# GDAL's own batches of FlatGeobuf are damaged by rows without a geometry (3.12).
_OPTIONS = {"OGR_FLATGEOBUF_STREAM_BASE_IMPL": "YES"}
_HEAD_BYTES = 4_096
_ROWS = 50_000
_CHUNK_BYTES = 1 << 20
_MOST_BYTES = 64_000_000_000
_NEAR_KM = 25.0
_WIDEST, _TALLEST = 180.0, 90.0
_TEXT = pa.large_string()


def is_vector(path: Path) -> bool:
    """Return whether a file is a layer by its suffix and its first bytes."""
    starts = _STARTS.get(path.suffix.lower())
    if starts is None or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(_HEAD_BYTES).lstrip(b" \t\r\n").startswith(starts)


def read_fields(path: Path) -> tuple[str, ...]:
    """Return the names of a layer's columns as written, those of the geometry last.

    Raises
    ------
    DocumentError
        If the file cannot be read, or holds several layers.
    """
    try:
        info = pyogrio.read_info(path, layer=_layer(path))
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        raise DocumentError(_unreadable(error), source=str(path)) from error
    if info["driver"] not in _DRIVERS:
        raise DocumentError(
            f"is {info['driver']}, which its suffix does not say; save it as GeoPackage",
            source=str(path),
        )
    return (*(str(name) for name in info["fields"]), *_GEOMETRY)


def _layer(path: Path) -> str:
    layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
    if len(layers) != 1:
        raise DocumentError(
            f"holds {len(layers)} layers with geometries ({', '.join(layers)[:200]}); save the one "
            "with the events alone",
            source=str(path),
        )
    return layers[0]


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    size = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            size += len(chunk)
            if size > _MOST_BYTES:
                raise DocumentError(f"holds over {_MOST_BYTES:,} bytes", source=str(path))
            digest.update(chunk)
    return digest.hexdigest()


def read_batches(path: Path, columns: tuple[str, ...]) -> Iterator[pa.Table]:
    """Yield a layer some rows at a time: all cells as text, points in WGS 84.

    Parameters
    ----------
    path
        The file.
    columns
        Names of the columns, unique, those of the geometry last.

    Raises
    ------
    DocumentError
        If the file breaks off or cannot be read.
    """
    pyogrio.set_gdal_config_options(_OPTIONS)
    try:
        with pyogrio.open_arrow(path, layer=_layer(path), batch_size=_ROWS, use_pyarrow=True) as (
            meta,
            reader,
        ):
            shape_name = meta["geometry_name"] or "wkb_geometry"
            to_wgs84 = _transformer(meta["crs"])
            for batch in reader:
                cells = [batch.column(str(name)) for name in meta["fields"]]
                shapes = shapely.from_wkb(batch.column(shape_name).to_numpy(zero_copy_only=False))
                yield pa.table(
                    [*map(as_text, cells), *_geometry(shapes, to_wgs84)], names=list(columns)
                )
    except (
        pyogrio.errors.DataSourceError,
        pa.ArrowException,
        OSError,
        RuntimeError,
        UnicodeError,
    ) as error:
        raise DocumentError(_unreadable(error), source=str(path)) from error
    except shapely.errors.ShapelyError as error:
        raise DocumentError(_unreadable(error), source=str(path)) from error


def _unreadable(error: Exception) -> str:
    reason = " ".join(str(error).split())[:200]
    return f"cannot be read as a map layer ({reason}); save it again as GeoPackage"


def _transformer(crs: str | None) -> pyproj.Transformer | None:
    if crs is None or pyproj.CRS(crs).equals("EPSG:4326", ignore_axis_order=True):
        return None
    return pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)


def as_text(cells: pa.Array) -> pa.Array:
    """Return cells of any type as text."""
    try:
        return pc.cast(cells, _TEXT)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        texts = [None if value is None else str(value) for value in cells.to_pylist()]
        return pa.array(texts, _TEXT)


def _geometry(shapes: np.ndarray, to_wgs84: pyproj.Transformer | None) -> list[pa.Array]:
    """Return the columns of the geometry; a point is its coordinates, all else an area."""
    shapes = shapely.force_2d(shapes)
    if to_wgs84 is not None:
        shapes = shapely.transform(shapes, to_wgs84.transform, interleaved=False)
    bare = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    is_point = (shapely.get_type_id(shapes) == shapely.GeometryType.POINT) & ~bare
    is_area = ~is_point & ~bare
    # A point without coordinates, which GeoPackage knows, has none to be asked for.
    points = np.array(shapes, dtype=object)
    points[~is_point] = None
    areas = np.full(len(shapes), None, dtype=object)
    areas[is_area] = shapely.to_wkt(shapes[is_area], rounding_precision=6)
    return [
        _numbers(shapely.get_y(points), is_point),
        _numbers(shapely.get_x(points), is_point),
        pa.array(areas.tolist(), _TEXT),
        _by_size(shapely.bounds(shapes), is_area),
    ]


def _numbers(values: np.ndarray, given: np.ndarray) -> pa.Array:
    return pc.cast(pa.array(values, pa.float64(), mask=~given), _TEXT)


def _by_size(bounds: np.ndarray, is_area: np.ndarray) -> pa.Array:
    """Return how exactly areas are known: near where all lies within 25 km of the middle.

    0 stands for what is not on the globe.
    """
    west, south, east, north = np.nan_to_num(bounds).T
    radius_km = (
        distance_km(latitude_a=south, longitude_a=west, latitude_b=north, longitude_b=east) / 2
    )
    precision = np.where(radius_km <= _NEAR_KM, Geoprecision.NEAR, Geoprecision.FUZZY_AREA)
    outside = (west < -_WIDEST) | (east > _WIDEST) | (south < -_TALLEST) | (north > _TALLEST)
    precision = np.where(outside, 0, precision)
    return pc.cast(pa.array(precision, pa.int64(), mask=~is_area), _TEXT)
