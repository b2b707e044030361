"""Rows and traits as Arrow columns: what the files of a part hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import geopandas as gpd
import pyarrow as pa
import shapely

from geo.atlas.parties import Parties, Party, parties_of_sides
from geo.atlas.rows import Row
from geo.atlas.traits import Site, Traits
from geo.exports.columnar import arrow_schema
from geo.model import ActorType, Geoprecision, Status
from geo.schema import CRS, Table, conform

__all__ = ["TRAITS", "columns_of", "frame_of", "traits_columns", "traits_in"]

_GEOMETRY = "geometry"

_PARTY = pa.struct([(name, pa.string()) for name in Party._fields])
_SITE = pa.struct(
    [
        ("entry_id", pa.string()),
        ("latitude", pa.float64()),
        ("longitude", pa.float64()),
        ("precision", pa.int64()),
    ]
)

TRAITS = pa.schema(
    [
        ("report_id", pa.string()),
        ("document_id", pa.string()),
        ("start", pa.int64()),
        ("event_type", pa.string()),
        ("status", pa.string()),
        ("mode", pa.string()),
        ("first", pa.int64()),
        ("last", pa.int64()),
        ("dated", pa.bool_()),
        ("day", pa.int64()),
        ("of_week", pa.bool_()),
        ("published", pa.int64()),
        ("publisher", pa.string()),
        ("parties", pa.list_(_PARTY)),
        ("place", _SITE),
        ("entry_id", pa.string()),
        ("vague", pa.bool_()),
        ("dead", pa.int64()),
        ("most_dead", pa.int64()),
        ("sentence", pa.string()),
        ("words_told", pa.string()),
    ]
)
"""The columns of `Traits`, in their order."""


def columns_of(rows: Sequence[Row], table: Table) -> pa.Table:
    """Return rows as the columns of their table, in the order given; what is left out is null."""
    schema = arrow_schema(table)
    values = {name: [row.get(name) for row in rows] for name in schema.names}
    if table.has_geometry:
        values[_GEOMETRY] = [_bytes(shape) for shape in values[_GEOMETRY]]
    return pa.table(values, schema=schema)


def _bytes(shape: Any) -> bytes | None:
    if shape is None or isinstance(shape, bytes):
        return shape
    written: bytes = shapely.to_wkb(shape)
    return written


def frame_of(columns: pa.Table, table: Table) -> Any:
    """Return columns of a table as a frame in its declared form, sorted by its key."""
    frame = columns.to_pandas(date_as_object=False, integer_object_nulls=True)
    if table.has_geometry:
        shapes = shapely.from_wkb(frame[_GEOMETRY].to_numpy(dtype=object))
        frame = frame.drop(columns=_GEOMETRY)
        frame = gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(shapes, crs=CRS))
    return conform(frame, table)


def traits_columns(traits: Iterable[Traits]) -> pa.Table:
    """Return what is compared of reports as columns."""
    rows = [
        {name: getattr(item, name) for name in TRAITS.names}
        | {
            "status": str(item.status),
            "parties": [party._asdict() for _, side in item.parties.sides for party in side],
            "place": None if item.place is None else item.place._asdict(),
        }
        for item in traits
    ]
    return pa.Table.from_pylist(rows, schema=TRAITS)


def traits_in(columns: pa.RecordBatch | pa.Table) -> Iterator[Traits]:
    """Yield what `traits_columns` has written."""
    for row in columns.select(TRAITS.names).to_pylist():
        yield Traits(
            **row
            | {
                "status": Status(row["status"]),
                "parties": _parties(row["parties"]),
                "place": _site(row["place"]),
            }
        )


def _parties(sides: Sequence[Row]) -> Parties:
    return parties_of_sides(Party(**party | {"kind": ActorType(party["kind"])}) for party in sides)


def _site(place: Row | None) -> Site | None:
    return (
        None if place is None else Site(**place | {"precision": Geoprecision(place["precision"])})
    )
