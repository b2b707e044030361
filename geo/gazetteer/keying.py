"""Names on their way into an artefact: keyed, sorted on disk, and joined to the rows they name.

Names fall into buckets by a checksum of their key, so that each bucket is sorted in memory and
all names of one key meet in one bucket, however many names there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import marisa_trie
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc

from geo.gazetteer.spool import write_batch
from geo.gazetteer.store import NO_ROW, join_postings, list_mark, pack
from geo.gazetteer.store import numbers as as_numbers
from geo.text import name_key

__all__ = ["KeyedNames", "NameSpool", "key_names", "write_index"]

# Fifty million names make 1.6 million in each, which sort in some 200 MB.
_BUCKETS = 32

_SCHEMA = pa.schema([("key", pa.string()), ("owner", pa.uint32()), ("how", pa.uint16())])

_Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedNames:
    """Names of a batch by bucket: where each bucket begins, and the names, which stand in order."""

    starts: Sequence[int]
    batch: pa.RecordBatch


def key_names(names: Sequence[str], kinds: Sequence[int], owners: Sequence[int]) -> KeyedNames:
    """Make the keys of names; it runs in a process of its own.

    Parameters
    ----------
    names
        As they are written.
    kinds
        What each is to its owner, a `NameKind`.
    owners
        Number of the entry that bears each.
    """
    found: dict[tuple[int, str, int, int], None] = {}
    for name, kind, owner in zip(names, kinds, owners, strict=True):
        key = name_key(name)
        if key:
            found[crc32(key.encode()) % _BUCKETS, key, owner, pack(kind, name)] = None
    ordered = sorted(found)
    counts = np.bincount(np.array([item[0] for item in ordered], np.int64), minlength=_BUCKETS)
    arrays = [
        pa.array([item[at] for item in ordered], field.type)
        for at, field in enumerate(_SCHEMA, start=1)
    ]
    return KeyedNames(
        starts=[0, *np.cumsum(counts).tolist()],
        batch=pa.RecordBatch.from_arrays(arrays, schema=_SCHEMA),
    )


class NameSpool:
    """Files of keyed names, one a bucket.

    Parameters
    ----------
    folder
        Where to write.
    label
        Begins the names of the files.
    """

    def __init__(self, folder: Path, label: str) -> None:
        self.folder = folder
        self._paths = [folder / f"{label}-{bucket}.spool" for bucket in range(_BUCKETS)]
        self._writers = [pa.ipc.new_file(str(path), _SCHEMA) for path in self._paths]

    def write(self, names: KeyedNames) -> None:
        """Append names to the buckets that they fall into."""
        for bucket, writer in enumerate(self._writers):
            first, last = names.starts[bucket : bucket + 2]
            if last > first:
                writer.write_batch(names.batch.slice(first, last - first))

    def close(self) -> None:
        """End writing."""
        for writer in self._writers:
            writer.close()

    def read(self, bucket: int) -> pa.Table:
        """Return the names of a bucket."""
        return pa.ipc.open_file(pa.memory_map(str(self._paths[bucket]))).read_all()


def write_index(
    own: NameSpool,
    further: NameSpool,
    *,
    row_of: _Array,
    weights: _Array,
    folder: Path,
) -> None:
    """Write the trie of keys and who bears each of them.

    Parameters
    ----------
    own
        Names whose owners are places in the spool of entries.
    further
        Names whose owners are rows.
    row_of
        Row of each place in the spool, or `NO_ROW`.
    weights
        Importance of each row: the most important bearer of a name comes first.
    folder
        Folder of the artefact.
    """
    scratch = own.folder
    for bucket in range(_BUCKETS):
        tables = [_resolved(own.read(bucket), row_of), further.read(bucket)]
        _sort_bucket(pa.concat_tables(tables), weights, scratch / f"sorted-{bucket}")
    trie = marisa_trie.Trie(_all_keys(scratch))
    path = folder / "names.marisa"
    try:
        trie.save(str(path))
    except RuntimeError as error:
        raise OSError(f"{path}: {error}") from error
    _write_postings(trie, scratch=scratch, folder=folder)


def _resolved(table: pa.Table, row_of: _Array) -> pa.Table:
    owners = row_of[_whole(table, "owner")]
    table = table.set_column(1, _SCHEMA.field("owner"), pa.array(owners, pa.uint32()))
    return table.filter(pa.array(owners != NO_ROW))


def _whole(table: pa.Table, name: str) -> _Array:
    column = table.column(name)
    return as_numbers(pa.concat_arrays(column.chunks or [pa.array([], column.type)]))


def _sort_bucket(table: pa.Table, weights: _Array, path: Path) -> None:
    """Write the keys of a bucket in order, how many bear each, and the bearers."""
    keys = pa.concat_arrays(table.column("key").chunks or [pa.array([], pa.string())])
    encoded = keys.dictionary_encode()
    order = as_numbers(pc.sort_indices(encoded.dictionary))
    ranks = np.empty(len(order), np.uint32)
    ranks[order] = np.arange(len(order), dtype=np.uint32)
    rank = ranks[as_numbers(encoded.indices)]
    row, how = _whole(table, "owner"), _whole(table, "how")
    at = np.lexsort((how, row, -weights[row], rank))
    rank, row, how = rank[at], row[at], how[at]
    fresh = np.ones(len(at), np.bool_)
    fresh[1:] = (rank[1:] != rank[:-1]) | (row[1:] != row[:-1]) | (how[1:] != how[:-1])
    counts = np.bincount(rank[fresh], minlength=len(order)).astype(np.uint32)
    sorted_keys = encoded.dictionary.take(pa.array(order))
    write_batch(path.with_suffix(".keys"), {"key": sorted_keys, "count": counts})
    bearers = join_postings(row[fresh], how[fresh], rows=len(weights))
    write_batch(path.with_suffix(".bearers"), {"bearer": bearers})


def _read(path: Path) -> pa.RecordBatch:
    return pa.ipc.open_file(pa.memory_map(str(path))).get_batch(0)


def _all_keys(scratch: Path) -> Iterator[str]:
    for bucket in range(_BUCKETS):
        yield from _pieces(_read(scratch / f"sorted-{bucket}.keys").column("key"))


def _pieces(column: pa.Array) -> Iterator[str]:
    size = 1 << 16
    for start in range(0, len(column), size):
        yield from column.slice(start, size).to_pylist()


def _write_postings(trie: marisa_trie.Trie, *, scratch: Path, folder: Path) -> None:
    """Put the bearers of each key where the number that the trie gives it says."""
    places: list[_Array] = []
    counts = np.zeros(len(trie), np.uint32)
    for bucket in range(_BUCKETS):
        keys = _read(scratch / f"sorted-{bucket}.keys")
        column = keys.column("key")
        place = np.fromiter((trie[key] for key in _pieces(column)), np.uint32, len(column))
        counts[place] = as_numbers(keys.column("count"))
        places.append(place)
    # A list begins with its length; what one alone bears needs no list.
    lengths = np.where(counts > 1, counts.astype(np.int64) + 1, 0)
    ends = np.cumsum(lengths)
    starts = ends - lengths
    dtype = as_numbers(_read(scratch / "sorted-0.bearers").column("bearer")).dtype
    mark = dtype.type(list_mark(dtype))
    bearers = np.where(counts > 1, starts.astype(dtype) | mark, dtype.type(0))
    postings = np.zeros(int(ends[-1]) if len(ends) else 0, dtype)
    postings[starts[counts > 1]] = counts[counts > 1]
    for bucket, place in enumerate(places):
        found = as_numbers(_read(scratch / f"sorted-{bucket}.bearers").column("bearer"))
        many = counts[place].astype(np.int64)
        firsts = np.cumsum(many) - many
        bearers[place[many == 1]] = found[firsts[many == 1]]
        within = np.arange(len(found)) - np.repeat(firsts, many)
        listed = np.repeat(many > 1, many)
        postings[(np.repeat(starts[place], many) + 1 + within)[listed]] = found[listed]
    write_batch(folder / "bearers.arrow", {"bearer": bearers})
    write_batch(folder / "postings.arrow", {"posting": postings})
