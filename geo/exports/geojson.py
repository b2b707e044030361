"""GeoJSON by RFC 7946: one collection, or a feature a line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.atlas import Atlas
from geo.exports.forms import ALL
from geo.exports.shapes import DECIMALS, Box, box_around, boxes_of, geometry_object, normalise
from geo.exports.values import cells_of, credit, key_of
from geo.schema import TABLES, Column, Table

__all__ = [
    "write_collection",
    "write_geojson",
    "write_lines",
    "write_lines_rows",
    "write_sequence",
    "write_sequence_rows",
]

_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode

_RECORD_SEPARATOR = "\x1e"
# So many rows stand as text at one time.
_ROWS = 50_000
_HALF_TURN = 180.0


def write_geojson(atlas: Atlas, path: Path, *, table: str) -> None:
    """Write all tables of an atlas, or one, as one FeatureCollection.

    A feature's `id` is `TABLE/KEY`; `properties.table` names its table; a row without a place has
    a null geometry. Dates are ISO 8601 text. A collection of one table has the credits as its
    member `credit`.

    References
    ----------
    RFC 7946, "The GeoJSON Format" (2016): section 3.1.6 winding, 3.1.9 antimeridian, 3.2
    features, 4 coordinate reference system, 5 bounding box, 6.1 foreign members, 11.2 precision.
    """
    parts = [(atlas.tables()[name], TABLES[name]) for name in _names(table)]
    write_collection(path, parts, credit="" if table == ALL else credit(atlas))


def write_collection(
    path: Path, parts: Sequence[tuple[pd.DataFrame, Table]], *, credit: str
) -> None:
    """Write tables as one FeatureCollection, with whom to credit as its member `credit`."""
    pieces = [piece for frame, table in parts for piece in _pieces(frame, table)]
    head: dict[str, Any] = {"type": "FeatureCollection"}
    if credit:
        head["credit"] = credit
    box = box_around([box for piece in pieces for box in piece.boxes])
    if box is not None:
        head["bbox"] = box
    with _opened(path) as file:
        file.write(f'{_json(head)[:-1]}, "features": [')
        lines = (line for piece in pieces for line in piece.lines())
        for number, line in enumerate(lines):
            file.write((",\n" if number else "\n") + line)
        file.write("\n]}\n")


def write_lines(atlas: Atlas, path: Path, *, table: str) -> None:
    """Write all tables of an atlas, or one, a feature a line, each as in `write_geojson`."""
    with _opened(path) as file:
        for name in _names(table):
            write_lines_rows(file, atlas.tables()[name], table=TABLES[name], first=True)


def write_lines_rows(file: TextIO, frame: pd.DataFrame, *, table: Table, first: bool) -> None:
    """Write rows of a table to an open file, a feature a line."""
    del first
    for piece in _pieces(frame, table):
        file.writelines(f"{line}\n" for line in piece.lines())


def write_sequence(atlas: Atlas, path: Path, *, table: str) -> None:
    """Write all tables of an atlas, or one, as a sequence of GeoJSON texts.

    References
    ----------
    RFC 8142, "GeoJSON Text Sequences" (2017), section 2: a record separator before each text,
    a line feed after it.
    """
    with _opened(path) as file:
        for name in _names(table):
            write_sequence_rows(file, atlas.tables()[name], table=TABLES[name], first=True)


def write_sequence_rows(file: TextIO, frame: pd.DataFrame, *, table: Table, first: bool) -> None:
    """Write rows of a table to an open file, each as a GeoJSON text of its own."""
    del first
    for piece in _pieces(frame, table):
        file.writelines(f"{_RECORD_SEPARATOR}{line}\n" for line in piece.lines())


def _opened(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", errors="replace", newline="\n")


def _names(table: str) -> tuple[str, ...]:
    return tuple(TABLES) if table == ALL else (table,)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Rows of a table: the pattern of their features, the JSON of their cells, by columns."""

    pattern: str
    columns: tuple[list[str], ...]
    boxes: list[Box]

    def lines(self) -> Iterator[str]:
        """Yield the text of each row's feature."""
        return map(self.pattern.__mod__, zip(*self.columns, strict=True))


def _pieces(frame: pd.DataFrame, table: Table) -> Iterator[_Piece]:
    """Yield the rows of a table, some at a time; whole columns are turned to JSON at once."""
    columns = [column for column in table.columns if column.kind != "geometry"]
    names = "".join(f", {_json(column.name)}: %s" for column in columns)
    pattern = (
        f'{{"type": "Feature", "id": %s, "properties": {{"table": {_json(table.name)}{names}}}, '
        '"geometry": %s}'
    )
    for start in range(0, len(frame), _ROWS):
        piece = frame.iloc[start : start + _ROWS]
        cells = {column.name: cells_of(piece[column.name], column) for column in columns}
        keys = zip(*(cells[name] for name in table.key), strict=True)
        ids = [
            _json(f"{table.name}/{key_of(dict(zip(table.key, key, strict=True)), table)}")
            for key in keys
        ]
        texts = [_texts(cells[column.name], column) for column in columns]
        geometries = list(piece["geometry"]) if table.has_geometry else [None] * len(piece)
        shapes = _shapes(geometries)
        boxes = list({box: None for shape in shapes for box in shape.boxes})
        yield _Piece(pattern, (ids, *texts, [shape.text for shape in shapes]), boxes)


def _texts(cells: list[Any], column: Column) -> list[str]:
    """Return the JSON of cells; many are equal, and each is written once."""
    if column.kind == "date":
        known = {day: "null" if day is None else f'"{day.isoformat()}"' for day in set(cells)}
    else:
        known = {cell: _json(cell) for cell in set(cells)}
    return [known[cell] for cell in cells]


@dataclass(frozen=True, slots=True)
class _Shape:
    """The GeoJSON text of a normalised geometry, and the boxes of its parts."""

    text: str
    boxes: tuple[Box, ...]


def _shapes(geometries: Sequence[BaseGeometry | None]) -> list[_Shape]:
    """Return the shapes of rows: those of points by whole columns, each other one once."""
    array = np.array([*geometries, None], dtype=object)[:-1]
    is_point = (shapely.get_type_id(array) == shapely.GeometryType.POINT) & ~shapely.is_empty(array)
    x, y = (np.round(of(array), DECIMALS) + 0.0 for of in (shapely.get_x, shapely.get_y))
    is_point &= (np.abs(x) <= _HALF_TURN) & np.isfinite(y)
    # Many events share the area of one country, which is long.
    known: dict[bytes | None, _Shape] = {}
    shapes = []
    for geometry, plain, at in zip(
        array, is_point.tolist(), zip(x.tolist(), y.tolist(), strict=True), strict=True
    ):
        if plain:
            text = f'{{"type": "Point", "coordinates": [{at[0]!r}, {at[1]!r}]}}'
            shapes.append(_Shape(text, ((*at, *at),)))
            continue
        key = geometry.wkb if isinstance(geometry, BaseGeometry) else None
        if key not in known:
            known[key] = _shape(geometry)
        shapes.append(known[key])
    return shapes


def _shape(geometry: BaseGeometry | None) -> _Shape:
    shape = normalise(geometry) if isinstance(geometry, BaseGeometry) else None
    return _Shape(_json(geometry_object(shape)), boxes_of(shape))
