"""Read tables with a header: CSV and TSV as they come; spreadsheets and map layers by pyogrio."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyogrio
import shapely

from geo.errors import GazetteerError
from geo.files import MOST_TIMES
from geo.gazetteer.rejections import RejectedRow
from geo.gazetteer.sources.reading import open_text, parse_degrees, read_lines
from geo.model import Bounds

__all__ = ["LATITUDES", "LONGITUDES", "TableRow", "find_column", "read_header", "read_table"]

_TEXT_SUFFIXES = frozenset({".csv", ".tsv", ".txt", ".zip", ".gz"})
_SHEET_SUFFIXES = frozenset({".xlsx", ".ods"})
_CHUNK = 20_000
# However small it is packed, so much unpacked does no harm.
_MODEST_BYTES = 20_000_000
_DELIMITERS = "\t,;|"

LATITUDES = ("latitude", "lat", "center_lat", "point_y", "y")
"""Columns that are taken for latitudes, in this order."""

LONGITUDES = ("longitude", "lon", "lng", "long", "center_lon", "point_x", "x")
"""Columns that are taken for longitudes, in this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """A row: its cells by the lower-case names of their columns, and where it lies, if it says.

    Latitude and longitude are degrees, WGS 84: of the geometry, or of columns that bear the
    usual names.
    """

    source: str
    line: int
    cells: Mapping[str, str]
    latitude: float | None = None
    longitude: float | None = None
    bounds: Bounds | None = None

    def rejected(self, reason: str) -> RejectedRow:
        """Return that the row is left out."""
        return RejectedRow(source=self.source, line=self.line, reason=reason)


def find_column(columns: Sequence[str], names: Sequence[str]) -> str | None:
    """Return the first of several names that is a column."""
    return next((name for name in names if name in columns), None)


def read_header(path: Path) -> list[str]:
    """Return the columns of a table in lower case.

    Raises
    ------
    GazetteerError
        If it cannot be read.
    """
    if path.suffix.lower() in _TEXT_SUFFIXES:
        with open_text(path) as file:
            line = file.readline(1 << 16)
        return _split_header(line, path)[0]
    info = _open(path, pyogrio.read_info, **_open_options(path))
    return [str(name).strip().lower() for name in info["fields"]]


def read_table(path: Path) -> Iterator[TableRow | RejectedRow]:
    """Yield the rows of a table.

    Raises
    ------
    GazetteerError
        If it cannot be read.
    """
    if path.suffix.lower() in _TEXT_SUFFIXES:
        yield from _read_text(path)
    else:
        yield from _read_layer(path)


def _split_header(line: bytes, path: Path) -> tuple[list[str], str]:
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise GazetteerError(f"{path}:1: the header is not UTF-8; save it as UTF-8") from error
    delimiter = max(_DELIMITERS, key=text.count)
    try:
        cells = next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error as error:
        raise GazetteerError(f"{path}:1: {error}; give a table whose header is a line") from error
    return [cell.strip().lower() for cell in cells], delimiter


def _read_text(path: Path) -> Iterator[TableRow | RejectedRow]:
    lines = read_lines(path)
    _, first = next(lines, (0, b""))
    header, delimiter = _split_header(first, path)
    last = b"\n"

    def decoded() -> Iterator[str]:
        nonlocal last
        for _, last in lines:
            yield last.decode("utf-8", "replace")

    reader = csv.reader(decoded(), delimiter=delimiter)
    for line, cells in _parsed(reader, path):
        fault = _shape_fault(cells, len(header))
        if fault and not last.endswith(b"\n"):
            raise GazetteerError(
                f"{path.name}:{line}: the file ends within a row ({fault}); fetch it again"
            )
        if fault:
            yield RejectedRow(source=path.name, line=line, reason=fault)
        elif cells:
            stripped = (cell.strip() for cell in cells)
            yield _located(path.name, line, dict(zip(header, stripped, strict=True)))


def _parsed(reader: Any, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield rows with their lines; the header is line 1."""
    try:
        for cells in reader:
            yield reader.line_num + 1, cells
    except csv.Error as error:
        raise GazetteerError(f"{path.name}:{reader.line_num + 1}: {error}") from error


def _shape_fault(cells: Sequence[str], columns: int) -> str | None:
    if cells and len(cells) != columns:
        return f"{len(cells)} columns, expected {columns}"
    return "not UTF-8" if any("\ufffd" in cell for cell in cells) else None


def _located(source: str, line: int, cells: Mapping[str, str]) -> TableRow | RejectedRow:
    """Return a row with the point that its columns give."""
    columns = list(cells)
    latitude, longitude = find_column(columns, LATITUDES), find_column(columns, LONGITUDES)
    if not latitude or not longitude or not cells[latitude]:
        return TableRow(source=source, line=line, cells=cells)
    try:
        point = parse_degrees(cells[latitude], cells[longitude])
    except ValueError as error:
        return RejectedRow(source=source, line=line, reason=str(error))
    return TableRow(source=source, line=line, cells=cells, latitude=point[0], longitude=point[1])


def _open_options(path: Path) -> Mapping[str, str]:
    """Return what GDAL must be told: the first row of a sheet is its header, even of texts."""
    return {"HEADERS": "FORCE"} if path.suffix.lower() in _SHEET_SUFFIXES else {}


def _check_archive(path: Path) -> None:
    """Refuse a spreadsheet, a zip archive of XML, that unpacks to far more than any does."""
    try:
        with zipfile.ZipFile(path) as archive:
            size_bytes = sum(member.file_size for member in archive.infolist())
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return  # Whoever reads it says what is wrong with it.
    if size_bytes > max(MOST_TIMES * path.stat().st_size, _MODEST_BYTES):
        raise GazetteerError(
            f"{path}: unpacks to {size_bytes:,} bytes, over {MOST_TIMES} times its size; save it "
            "as CSV if it is what it should be"
        )


def _open(path: Path, read: Callable[..., Any], **options: Any) -> Any:
    if path.suffix.lower() in _SHEET_SUFFIXES:
        _check_archive(path)
    try:
        return read(path, **options)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, UnicodeError) as error:
        raise GazetteerError(f"{path}: cannot be read as a table or layer ({error})") from error


def _read_layer(path: Path) -> Iterator[TableRow | RejectedRow]:
    layers = [str(name) for name, _ in _open(path, pyogrio.list_layers)]
    for layer in layers:
        label = path.name if len(layers) == 1 else f"{path.name}[{layer}]"
        for first in range(0, 1 << 40, _CHUNK):
            frame = _open(
                path,
                pyogrio.read_dataframe,
                layer=layer,
                skip_features=first,
                max_features=_CHUNK,
                **_open_options(path),
            )
            if "geometry" in frame:
                frame = _in_degrees(frame, path, label)
            # A sheet's first row is its header.
            offset = first + (2 if path.suffix.lower() in _SHEET_SUFFIXES else 1)
            yield from _rows(frame, label, offset)
            if len(frame) < _CHUNK:
                break


def _in_degrees(frame: Any, path: Path, label: str) -> Any:
    """Return a frame in WGS 84; what its numbers mean is not for us to guess."""
    if frame.crs is None and frame.geometry.notna().any():
        raise GazetteerError(
            f"{path}: the layer {label!r} does not say its coordinate system; state it, for "
            "degrees by 'ogr2ogr -a_srs EPSG:4326 NEW OLD'"
        )
    try:
        return frame if frame.crs is None else frame.to_crs("EPSG:4326")
    except (ValueError, RuntimeError) as error:
        raise GazetteerError(
            f"{path}: the coordinate system of the layer {label!r} does not lead to degrees "
            f"({error})"
        ) from error


def _rows(frame: Any, label: str, offset: int) -> Iterator[TableRow | RejectedRow]:
    columns = [name for name in frame.columns if name != "geometry"]
    header = [str(name).strip().lower() for name in columns]
    texts = [frame[name].tolist() for name in columns]
    shapes = frame["geometry"].tolist() if "geometry" in frame else [None] * len(frame)
    for at, shape in enumerate(shapes):
        cells = {name: _text(values[at]) for name, values in zip(header, texts, strict=True)}
        if shape is None or shape.is_empty:
            yield _located(label, offset + at, cells)
            continue
        point = shape if shape.geom_type == "Point" else shapely.make_valid(shape)
        point = point.representative_point()
        fault = None
        try:
            latitude, longitude = parse_degrees(str(point.y), str(point.x))
        except ValueError as error:
            fault = str(error)
        if fault is not None:
            yield RejectedRow(source=label, line=offset + at, reason=fault)
            continue
        yield TableRow(
            source=label,
            line=offset + at,
            cells=cells,
            latitude=latitude,
            longitude=longitude,
            bounds=_bounds(shape),
        )


def _bounds(shape: Any) -> Bounds | None:
    if shape.geom_type == "Point":
        return None
    west, south, east, north = (float(side) for side in shape.bounds)
    return Bounds(west=west, south=south, east=east, north=north)


def _text(value: Any) -> str:
    # A cell of a layer may hold a list.
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
