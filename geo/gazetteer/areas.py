"""Polygons of countries and divisions, and disputed boundary lines: what maps lie on.

Two Arrow files, each with dataset and worldview in its metadata. Geometries are nested lists of
coordinates, longitude first, as whole numbers of 0.0001 degrees (WGS 84): half the size of
well-known binary.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.ipc
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import GazetteerError, OutputError
from geo.gazetteer.manifest import write_area_manifest
from geo.gazetteer.store import numbers
from geo.geodesy import box_of
from geo.model import Area, Bounds

__all__ = ["AreaKind", "AreaRecord", "Areas", "DisputedLine", "write_areas"]

AreaKind = Literal["country", "country-coarse", "admin1", "disputed"]
"""`country-coarse` is for maps of the world; `disputed` are territories that the dataset gives to
no country of ISO 3166."""

_GRID_PER_DEGREE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRecord:
    """A polygon before it is written; `country_code` is ISO 3166-1 alpha-3."""

    entry_id: str
    kind: AreaKind
    country_code: str | None
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputedLine:
    """A disputed or ceasefire line, with whose claim it is, as well-known binary."""

    name: str
    wkb: bytes
    dataset: str
    worldview: str


class Areas:
    """The areas of a folder, read at first use.

    Parameters
    ----------
    folder
        Holds `areas.arrow` and `lines.arrow`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, entry_id: str) -> Area | None:
        """Return the detailed polygon of an entry, where there is one."""
        row = self._rows.get(entry_id)
        return None if row is None else self._area(row, self._shape(row))

    def select(
        self,
        kind: AreaKind,
        *,
        bounds: Bounds | None = None,
        country_code: str | None = None,
    ) -> tuple[Area, ...]:
        """Return the areas of a kind, those that meet `bounds`, those of a country."""
        batch = self._batch
        rows = [
            row
            for row, (its_kind, its_country) in enumerate(
                zip(batch["kind"].to_pylist(), batch["country_code"].to_pylist(), strict=True)
            )
            if its_kind == kind and country_code in {None, its_country}
        ]
        if bounds is None:
            return tuple(self._area(row, self._shape(row)) for row in rows)
        # Extents first: they are at hand; but that of a country on both sides of the
        # antimeridian, or with lands overseas, spans half the world.
        box = box_of(bounds)
        near = shapely.intersects(box, self._extents[rows]).tolist()
        shapes = (
            (row, self._shape(row)) for row, is_near in zip(rows, near, strict=True) if is_near
        )
        return tuple(
            self._area(row, shape) for row, shape in shapes if shapely.intersects(box, shape)
        )

    def lines(self, *, bounds: Bounds | None = None) -> tuple[DisputedLine, ...]:
        """Return the disputed lines, those that meet `bounds`."""
        batch = _read(self._folder / "lines.arrow")
        dataset, worldview = _origin(batch)
        box = None if bounds is None else box_of(bounds)
        found = []
        for row, name in enumerate(batch["name"].to_pylist()):
            line = _decode(batch["geometry"], row, shapely.GeometryType.MULTILINESTRING)
            if box is None or shapely.intersects(box, line):
                wkb = shapely.to_wkb(line)
                found.append(DisputedLine(name=name, wkb=wkb, dataset=dataset, worldview=worldview))
        return tuple(found)

    @cached_property
    def _batch(self) -> pa.RecordBatch:
        return _read(self._folder / "areas.arrow")

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        """Row of the detailed polygon of each entry."""
        columns = (self._batch["entry_id"].to_pylist(), self._batch["kind"].to_pylist())
        return {
            entry_id: row
            for row, (entry_id, kind) in enumerate(zip(*columns, strict=True))
            if kind != "country-coarse"
        }

    @cached_property
    def _extents(self) -> npt.NDArray[np.object_]:
        extents: npt.NDArray[np.object_] = shapely.box(
            *(numbers(self._batch[side]) for side in ("west", "south", "east", "north"))
        )
        return extents

    def _shape(self, row: int) -> BaseGeometry:
        return _decode(self._batch["geometry"], row, shapely.GeometryType.MULTIPOLYGON)

    def _area(self, row: int, shape: BaseGeometry) -> Area:
        dataset, worldview = _origin(self._batch)
        return Area(
            entry_id=self._batch["entry_id"][row].as_py(),
            wkb=shapely.to_wkb(shape),
            dataset=dataset,
            worldview=worldview,
        )


def write_areas(
    areas: Iterable[AreaRecord],
    lines: Iterable[tuple[str, BaseGeometry]],
    *,
    dataset: str,
    worldview: str,
    folder: Path,
) -> None:
    """Write areas and disputed lines to a folder.

    Parameters
    ----------
    areas
        In any order; coordinates are rounded to 0.0001 degrees.
    lines
        Pairs of name and line.
    dataset, worldview
        Where they come from, and whose view of the world they show.
    folder
        It is made if need be.

    Raises
    ------
    OutputError
        If the folder cannot be written.
    """
    origin = {"dataset": dataset, "worldview": worldview}
    ordered = sorted(areas, key=lambda area: (area.kind, area.entry_id))
    shapes = [_polygons(area.geometry) for area in ordered]
    extents = shapely.bounds(shapes).T.round(4)
    sides = dict(zip(("west", "south", "east", "north"), extents, strict=True))
    columns = {
        "entry_id": pa.array([area.entry_id for area in ordered], pa.string()),
        "kind": pa.array([area.kind for area in ordered], pa.string()),
        "country_code": pa.array([area.country_code for area in ordered], pa.string()),
        **{side: pa.array(values, pa.float64()) for side, values in sides.items()},
        "geometry": _encode(shapes),
    }
    named = list(lines)
    line_columns = {
        "name": pa.array([name for name, _ in named], pa.string()),
        "geometry": _encode([shapely.multilinestrings(shapely.get_parts(g)) for _, g in named]),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / "areas.arrow", columns, origin)
        _write(folder / "lines.arrow", line_columns, origin)
        write_area_manifest(folder)
    except OSError as error:
        raise OutputError(f"{folder}: cannot write the areas ({error})") from error


def _polygons(geometry: BaseGeometry) -> BaseGeometry:
    """Return the polygons of a geometry as one, without the lines that repair may leave."""
    parts = shapely.get_parts(geometry)
    return shapely.multipolygons(parts[shapely.area(parts) > 0])


def _encode(shapes: Sequence[BaseGeometry]) -> pa.Array:
    _, coordinates, offsets = shapely.to_ragged_array(shapes)
    grid = np.round(coordinates * _GRID_PER_DEGREE).astype(np.int32)
    nested = pa.FixedSizeListArray.from_arrays(pa.array(grid.ravel()), 2)
    for level in offsets:
        nested = pa.ListArray.from_arrays(pa.array(level.astype(np.int32)), nested)
    return nested


def _decode(column: pa.Array, row: int, kind: shapely.GeometryType) -> BaseGeometry:
    nested = column.slice(row, 1)
    offsets = []
    while pa.types.is_list(nested.type):
        level = numbers(nested.offsets)
        offsets.append(level - level[0])
        nested = nested.flatten()
    degrees = numbers(nested.flatten()).reshape(-1, 2) / _GRID_PER_DEGREE
    return shapely.from_ragged_array(kind, degrees, tuple(reversed(offsets)))[0]


def _write(path: Path, columns: Mapping[str, pa.Array], origin: Mapping[str, str]) -> None:
    batch = pa.RecordBatch.from_pydict(dict(columns)).replace_schema_metadata(dict(origin))
    part = path.with_name(f".{path.name}.part")
    with pa.ipc.new_file(str(part), batch.schema) as writer:
        writer.write_batch(batch)
    part.replace(path)


def _read(path: Path) -> pa.RecordBatch:
    try:
        return pa.ipc.open_file(pa.memory_map(str(path))).get_batch(0)
    except (OSError, pa.ArrowInvalid) as error:
        raise GazetteerError(f"{path}: not a file of areas ({error}); reinstall geo") from error


def _origin(batch: pa.RecordBatch) -> tuple[str, str]:
    metadata = batch.schema.metadata
    return metadata[b"dataset"].decode(), metadata[b"worldview"].decode()
