"""GeoJSON by RFC 7946."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shapely.geometry.base import BaseGeometry

from geo.atlas import Atlas
from geo.exports.shapes import bounding_box, geometry_object, normalise
from geo.exports.values import key_of, rows_of
from geo.schema import TABLES

__all__ = ["write_geojson"]


def write_geojson(atlas: Atlas, path: Path, *, table: str) -> None:
    """Write all tables of an atlas as one FeatureCollection, whatever `table` says.

    A feature's `id` is `TABLE/KEY`; `properties.table` names its table; a row without a place has
    a null geometry. Dates are ISO 8601 text. What is lost: geometries and degrees are rounded to
    six decimals, and areas that cross the antimeridian are cut in two there.

    References
    ----------
    RFC 7946, "The GeoJSON Format" (2016): section 3.1.6 winding, 3.1.9 antimeridian, 3.2
    features, 4 coordinate reference system, 5 bounding box, 11.2 precision.
    """
    del table
    features = list(_features(atlas))
    box = bounding_box(geometry.shape for _, geometry in features)
    with path.open("wb") as file:
        head = '{"type": "FeatureCollection", '
        if box is not None:
            head += f'"bbox": {json.dumps(box)}, '
        file.write(f'{head}"features": ['.encode())
        for number, (feature, geometry) in enumerate(features):
            text = json.dumps(feature, ensure_ascii=False, allow_nan=False)
            separator = ",\n" if number else "\n"
            line = f'{separator}{text[:-1]}, "geometry": {geometry.text}}}'
            file.write(line.encode("utf-8", "replace"))
        file.write(b"\n]}\n")


@dataclass(frozen=True, slots=True)
class _Geometry:
    """A normalised geometry and its GeoJSON text."""

    shape: BaseGeometry | None
    text: str


def _features(atlas: Atlas) -> Iterator[tuple[dict[str, Any], _Geometry]]:
    # Many events share the area of one country, which is long.
    known: dict[bytes | None, _Geometry] = {}
    for name, frame in atlas.tables().items():
        for row, geometry in rows_of(frame, TABLES[name]):
            feature = {
                "type": "Feature",
                "id": f"{name}/{key_of(row, TABLES[name])}",
                "properties": {
                    "table": name,
                    **{column: _plain(value) for column, value in row.items()},
                },
            }
            key = None if geometry is None else geometry.wkb
            if key not in known:
                known[key] = _geometry(geometry)
            yield feature, known[key]


def _geometry(geometry: BaseGeometry | None) -> _Geometry:
    shape = normalise(geometry)
    return _Geometry(shape, json.dumps(geometry_object(shape), allow_nan=False))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
