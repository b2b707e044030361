"""Entries on their way into an artefact: columns on disk, so that any number can be sorted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc

from geo.gazetteer.store import NO_ROW, importance, numbers
from geo.model import Bounds

if TYPE_CHECKING:
    from geo.gazetteer.records import NameRecord, Record

__all__ = ["LARGEST_NUMBER", "Codes", "Ids", "Spool", "number_of", "to_batch", "write_batch"]

LARGEST_NUMBER = 0xFFFFFFFE
"""Ids that are larger numbers are kept as text."""

_SIDES = ("west", "south", "east", "north")
_MICRODEGREES = 1_000_000

# An id as one number: dataset, whether it is text, number or rank among the texts.
_PREFIX_SHIFT, _TEXT_SHIFT = np.uint64(40), np.uint64(39)

_Array = npt.NDArray[Any]

_SCHEMA = pa.schema(
    [
        ("prefix", pa.uint16()),
        ("number", pa.int64()),
        ("local_id", pa.string()),
        ("name", pa.string()),
        ("latitude", pa.int32()),
        ("longitude", pa.int32()),
        ("feature", pa.uint32()),
        ("country", pa.uint32()),
        ("population", pa.uint32()),
        ("weight", pa.float64()),
        ("parent_prefix", pa.uint16()),
        ("parent_number", pa.int64()),
        ("parent_local_id", pa.string()),
        *((side, pa.int32()) for side in _SIDES),
        ("source", pa.uint32()),
        ("line", pa.uint32()),
    ]
)


def number_of(local_id: str) -> int | None:
    """Return an id as a number where that loses nothing."""
    if local_id.isascii() and local_id.isdigit() and str(int(local_id[:20])) == local_id:
        return int(local_id) if int(local_id) <= LARGEST_NUMBER else None
    return None


class Codes:
    """Numbers for values, in the order in which they are first seen."""

    def __init__(self) -> None:
        self._numbers: dict[Any, int] = {}

    def __call__(self, value: object) -> int:
        """Return the number of a value."""
        return self._numbers.setdefault(value, len(self._numbers))

    @property
    def values(self) -> list[Any]:
        """The values, by their numbers."""
        return list(self._numbers)

    def sort(self, *, leave_out: object = ...) -> tuple[list[Any], _Array]:
        """Return the values sorted, and the new number of each old one.

        A value that is left out has the number after the last.
        """
        kept = sorted(value for value in self._numbers if value is not leave_out)
        places = {value: place for place, value in enumerate(kept)}
        return kept, np.array([places.get(value, len(kept)) for value in self._numbers], np.uint32)


class Spool:
    """A file of entries in the order in which they were read.

    Parameters
    ----------
    path
        Where to write.
    """

    def __init__(self, path: Path) -> None:
        self.prefixes = Codes()
        self.features = Codes()
        self.countries = Codes()
        self.files = Codes()
        self._path = path
        self._writer = pa.ipc.new_file(str(path), _SCHEMA)
        self._table: pa.Table | None = None

    def write(self, records: Sequence[Record]) -> None:
        """Append records."""
        own = [record.entry_id.partition(":") for record in records]
        above = [(record.parent or "").partition(":") for record in records]
        columns = {
            **_split_ids(own, self.prefixes, ""),
            **_split_ids(above, self.prefixes, "parent_"),
            "name": [record.name for record in records],
            "latitude": _microdegrees([record.latitude for record in records]),
            "longitude": _microdegrees([record.longitude for record in records]),
            "feature": [self.features((r.feature_class, r.feature_code)) for r in records],
            "country": [self.countries(record.country_code or "") for record in records],
            "population": [min(record.population, LARGEST_NUMBER) for record in records],
            "weight": [_weight(record) for record in records],
            "source": [self.files(record.source) for record in records],
            "line": [record.line for record in records],
            **{side: [_side(record.bounds, side) for record in records] for side in _SIDES},
        }
        arrays = [pa.array(columns[field.name], field.type) for field in _SCHEMA]
        self._writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=_SCHEMA))

    def close(self) -> None:
        """End writing; columns can be read from now on."""
        self._writer.close()
        self._table = pa.ipc.open_file(pa.memory_map(str(self._path))).read_all()

    def column(self, name: str) -> pa.Array:
        """Return a column whole."""
        assert self._table is not None  # noqa: S101 - a fault of the caller
        return pa.concat_arrays(self._table.column(name).chunks or [pa.array([], _type(name))])

    def numbers(self, name: str) -> _Array:
        """Return a column of numbers; what is not known is 0."""
        column = self.column(name)
        return numbers(column.fill_null(0) if column.null_count else column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ids:
    """The ids of entries as sorted numbers: rows are found by bisection, for millions at once.

    `order` has the place in the spool of each row.
    """

    prefixes: Mapping[str, int]
    texts: pa.Array
    keys: npt.NDArray[np.uint64]
    order: _Array
    repeated: _Array

    @classmethod
    def sort(cls, spool: Spool) -> Ids:
        """Order entries by dataset, numbers before texts; of several of one id, the first stays."""
        names, ranks = spool.prefixes.sort()
        local_ids = spool.column("local_id")
        texts = pc.unique(local_ids.drop_null())
        texts = texts.take(pc.sort_indices(texts))
        keys = _keys(ranks[spool.numbers("prefix")], spool.numbers("number"), local_ids, texts)
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        again = np.zeros(len(keys), np.bool_)
        again[1:] = ordered[1:] == ordered[:-1]
        return cls(
            prefixes={name: rank for rank, name in enumerate(names)},
            texts=texts,
            keys=ordered[~again],
            order=order[~again],
            repeated=np.sort(order[again]),
        )

    def rows(self, prefixes: _Array, local_numbers: _Array, local_ids: pa.Array) -> _Array:
        """Return the row of each id, or `NO_ROW`; prefixes by their rank."""
        wanted = _keys(prefixes, local_numbers, local_ids, self.texts)
        if not len(self.keys):
            return np.full(len(wanted), NO_ROW, np.uint32)
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where(self.keys[at] == wanted, at, NO_ROW).astype(np.uint32)

    def find(self, names: Sequence[NameRecord]) -> _Array:
        """Return the row that each name belongs to, or `NO_ROW`."""
        parts = [name.entry_id.partition(":") for name in names]
        local = [number_of(part[2]) for part in parts]
        texts = [None if n is not None else part[2] for n, part in zip(local, parts, strict=True)]
        unknown = len(self.prefixes)
        return self.rows(
            np.array([self.prefixes.get(part[0], unknown) for part in parts], np.uint32),
            np.array([n or 0 for n in local], np.int64),
            pa.array(texts, pa.string()),
        )


def _keys(prefixes: _Array, local_numbers: _Array, local_ids: pa.Array, texts: pa.Array) -> _Array:
    keys = prefixes.astype(np.uint64) << _PREFIX_SHIFT
    if local_ids.null_count == len(local_ids):
        return keys | local_numbers.astype(np.uint64)
    # A text that no entry has must be equal to no key: its rank is past the last.
    found = pc.index_in(local_ids, value_set=texts)
    ranks = numbers(found.fill_null(len(texts))).astype(np.uint64)
    is_text = np.asarray(local_ids.is_valid().to_numpy(zero_copy_only=False), np.bool_)
    return keys | np.where(
        is_text, ranks | (np.uint64(1) << _TEXT_SHIFT), local_numbers.astype(np.uint64)
    )


def _split_ids(
    parts: Sequence[tuple[str, str, str]], prefixes: Codes, label: str
) -> Mapping[str, Any]:
    found = [number_of(part[2]) for part in parts]
    texts = [None if n is not None else part[2] for n, part in zip(found, parts, strict=True)]
    return {
        f"{label}prefix": [prefixes(part[0]) for part in parts],
        f"{label}number": [n or 0 for n in found],
        f"{label}local_id": texts,
    }


def _microdegrees(degrees: Sequence[float]) -> _Array:
    return np.round(np.array(degrees, np.float64) * _MICRODEGREES).astype(np.int32)


def _side(bounds: Bounds | None, side: str) -> int | None:
    return None if bounds is None else round(getattr(bounds, side) * _MICRODEGREES)


def _weight(record: Record) -> float:
    return importance(
        feature_class=record.feature_class,
        feature_code=record.feature_code,
        population=record.population,
    )


def _type(name: str) -> pa.DataType:
    return _SCHEMA.field(name).type


def to_batch(columns: Mapping[str, Any]) -> pa.RecordBatch:
    """Return columns as an Arrow batch."""
    return pa.RecordBatch.from_pydict({name: pa.array(values) for name, values in columns.items()})


def write_batch(path: Path, columns: Mapping[str, Any]) -> None:
    """Write columns as a file of one Arrow batch."""
    batch = to_batch(columns)
    with pa.ipc.new_file(str(path), batch.schema) as writer:
        writer.write_batch(batch)
