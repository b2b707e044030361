"""GeoJSON by RFC 7946: one collection, or a feature a line."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import pandas as pd
from shapely.geometry.base import BaseGeometry

from geo.atlas import Atlas
from geo.exports.forms import ALL
from geo.exports.shapes import bounding_box, geometry_object, normalise
from geo.exports.values import credit, key_of, rows_of
from geo.schema import TABLES, Table

__all__ = [
    "write_collection",
    "write_geojson",
    "write_lines",
    "write_lines_rows",
    "write_sequence",
    "write_sequence_rows",
]

_RECORD_SEPARATOR = "\x1e"


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
    features = [
        (line, geometry.shape)
        for frame, table in parts
        for line, geometry in _features(frame, table)
    ]
    head: dict[str, Any] = {"type": "FeatureCollection"}
    if credit:
        head["credit"] = credit
    box = bounding_box(shape for _, shape in features)
    if box is not None:
        head["bbox"] = box
    with _opened(path) as file:
        file.write(f'{_json(head)[:-1]}, "features": [')
        for number, (line, _) in enumerate(features):
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
    file.writelines(line + "\n" for line, _ in _features(frame, table))


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
    file.writelines(f"{_RECORD_SEPARATOR}{line}\n" for line, _ in _features(frame, table))


def _opened(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", errors="replace", newline="\n")


def _names(table: str) -> tuple[str, ...]:
    return tuple(TABLES) if table == ALL else (table,)


@dataclass(frozen=True, slots=True)
class _Geometry:
    """A normalised geometry and its GeoJSON text."""

    shape: BaseGeometry | None
    text: str


def _features(frame: pd.DataFrame, table: Table) -> Iterator[tuple[str, _Geometry]]:
    """Yield the text of each row's feature, and its geometry."""
    # Many events share the area of one country, which is long.
    known: dict[bytes | None, _Geometry] = {}
    for row, geometry in rows_of(frame, table):
        feature = {
            "type": "Feature",
            "id": f"{table.name}/{key_of(row, table)}",
            "properties": {
                "table": table.name,
                **{column: _plain(value) for column, value in row.items()},
            },
        }
        key = None if geometry is None else geometry.wkb
        if key not in known:
            known[key] = _geometry(geometry)
        yield f'{_json(feature)[:-1]}, "geometry": {known[key].text}}}', known[key]


def _geometry(geometry: BaseGeometry | None) -> _Geometry:
    shape = normalise(geometry)
    return _Geometry(shape, _json(geometry_object(shape)))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
