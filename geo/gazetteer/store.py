"""The gazetteer artefact on disk: plain memory-mapped files.

An artefact is a folder of five files, all read-only and without pickle:

`entries.arrow`
    A row per entry, sorted by dataset and number. Its schema metadata hold, under `geo`, the
    format version, the gazetteer version (a hash of the content), the datasets, the feature
    codes and the countries.
`details.arrow`
    What few entries have: an id that is not a number, a bounding box.
`names.marisa`
    A trie of all name keys (`geo.text.name_key`); it maps a key to a number.
`postings.arrow`
    For each key number, in order, the rows that bear the name, and how they bear it.
`counts.arrow`
    For each key number, how many postings it has.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from pathlib import Path
from typing import Any
from zlib import crc32

import marisa_trie
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.ipc

from geo.errors import GazetteerError
from geo.model import Bounds
from geo.text import strict_key

__all__ = [
    "BLOCK",
    "FORMAT",
    "NO_ROW",
    "NameKind",
    "Posting",
    "Store",
    "numbers",
    "pack",
    "spelling_check",
]

FORMAT = 1
"""Version of the artefact's format; an artefact of another version is refused."""

BLOCK = 64
"""Every so many keys the place of the postings is stored; between, counts are added up."""

NO_ROW = 0xFFFFFFFF
"""Stands for "no parent" and "no country"."""

_CHECK_BITS = 12
_DIGITS = 10
_MICRODEGREES = 1_000_000

_Array = npt.NDArray[Any]


class NameKind(IntEnum):
    """What a name is to its entry; `gazetteer/tables/names.csv` says it in these words."""

    NAME = 0
    ALTERNATE = 1
    DEMONYM = 2
    ADJECTIVE = 3
    ABBREVIATION = 4
    HISTORIC = 5
    METONYM = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """That the entry in a row of a store bears a name.

    `spelling` is a 12-bit check of the name letter for letter.
    """

    row: int
    kind: NameKind
    spelling: int


def spelling_check(name: str) -> int:
    """Return a 12-bit check of a name's spelling: equal for names equal letter for letter.

    Two different spellings with one key share it by chance in one case of 4,096.
    """
    return crc32(strict_key(name).encode()) & ((1 << _CHECK_BITS) - 1)


def pack(kind: NameKind, name: str) -> int:
    """Return kind and spelling of a name as 16 bits."""
    return (int(kind) << _CHECK_BITS) | spelling_check(name)


# How likely a name without context means an entry of the feature code: countries over all,
# then what news calls regions, then first-order divisions. Settlements are weighed by population.
# Editorial; the resolver's trained weights build on it.
_WEIGHTS = {
    "PCLI": 0.95,
    "PCL": 0.9,
    "PCLD": 0.85,
    "PCLH": 0.5,
    "CONT": 0.95,
    "RGN": 0.8,
    "ADM1": 0.55,
    "ADM2": 0.3,
    "ADM3": 0.25,
    "ADM4": 0.2,
}
_WEIGHT_OF_CLASS = {"A": 0.4, "L": 0.7, "H": 0.6, "T": 0.6, "S": 0.4, "R": 0.4, "V": 0.3, "U": 0.4}
# Where GeoNames lists a settlement without counting its people, it is the seat of a division.
_UNKNOWN_POPULATION = 1_000
_SEAT_BONUS = {"PPLC": 0.15, "PPLA": 0.04}


def importance(*, feature_class: str, feature_code: str, population: int) -> float:
    """Return how likely a place is meant by its bare name, in [0, 1].

    Settlements rise with the logarithm of their population: 0.4 for a thousand, 0.7 for a million.

    Parameters
    ----------
    feature_class, feature_code
        GeoNames'.
    population
        Inhabitants; 0 where not known.
    """
    if feature_class == "P":
        people = population or _UNKNOWN_POPULATION
        weight = 0.1 + 0.1 * math.log10(people) + _SEAT_BONUS.get(feature_code, 0.0)
        return min(weight, 0.92)
    return _WEIGHTS.get(feature_code, _WEIGHT_OF_CLASS.get(feature_class, 0.3))


class Store:
    """One opened artefact: rows of entries, and the names that lead to them.

    Parameters
    ----------
    folder
        Folder of the artefact.

    Raises
    ------
    GazetteerError
        If a file is missing, damaged or of another format version.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        entries = _read(folder / "entries.arrow")
        self.metadata: Mapping[str, Any] = _metadata(entries, folder)
        self._spreads: list[Mapping[str, Any]] = self.metadata["spreads"]
        self._names = entries.column("name")
        self.number = _array(entries, "number")
        self.latitude = _array(entries, "latitude")
        self.longitude = _array(entries, "longitude")
        self.feature = _array(entries, "feature")
        self.country = _array(entries, "country")
        self.parent = _array(entries, "parent")
        self.population = _array(entries, "population")
        self._read_details(_read(folder / "details.arrow"))
        self._read_names()
        self.version = str(self.metadata["version"])
        self.features: list[tuple[str, str]] = [tuple(pair) for pair in self.metadata["features"]]
        self.countries: list[tuple[str, int]] = [tuple(pair) for pair in self.metadata["countries"]]

    def __len__(self) -> int:
        return len(self.number)

    def _read_details(self, details: pa.RecordBatch) -> None:
        self._local_ids: dict[int, str] = {}
        self._rows: dict[str, int] = {}
        self._bounds: dict[int, Bounds] = {}
        for detail in details.to_pylist():
            row, local_id = detail["row"], detail["local_id"]
            if local_id is not None:
                self._local_ids[row] = local_id
                self._rows[f"{self._spread(row)['prefix']}:{local_id}"] = row
            if detail["west"] is not None:
                sides = {side: detail[side] for side in ("west", "south", "east", "north")}
                self._bounds[row] = Bounds(**sides)

    def _read_names(self) -> None:
        postings = _read(self.folder / "postings.arrow")
        self._posting_row = _array(postings, "row")
        self._posting_how = _array(postings, "how")
        counts = _read(self.folder / "counts.arrow")
        self._counts = _array(counts, "count")
        blocks = np.add.reduceat(self._counts, range(0, len(self._counts), BLOCK), dtype=np.int64)
        self._blocks = np.concatenate([[0], np.cumsum(blocks)])
        path = self.folder / "names.marisa"
        try:
            self.trie = marisa_trie.Trie().mmap(str(path))
        except (OSError, RuntimeError) as error:
            raise _damaged(path, str(error)) from error
        if len(self.trie) != len(self._counts) or self._blocks[-1] != len(self._posting_row):
            raise _damaged(path, "keys and postings differ in number")

    def _spread(self, row: int) -> Mapping[str, Any]:
        for dataset in self._spreads:
            if dataset["first"] <= row < dataset["last"]:
                return dataset
        raise GazetteerError(f"{self.folder} has no row {row}")

    def dataset(self, row: int) -> str:
        """Return the dataset of a row."""
        return str(self._spread(row)["dataset"])

    def entry_id(self, row: int) -> str:
        """Return the id of the entry in a row."""
        local_id = self._local_ids.get(row)
        return f"{self._spread(row)['prefix']}:{local_id or int(self.number[row])}"

    def name(self, row: int) -> str:
        """Return the main name of the entry in a row."""
        return str(self._names[row].as_py())

    def point(self, row: int) -> tuple[float, float]:
        """Return latitude and longitude of a row in degrees."""
        return (
            int(self.latitude[row]) / _MICRODEGREES,
            int(self.longitude[row]) / _MICRODEGREES,
        )

    def bounds(self, row: int) -> Bounds | None:
        """Return the bounding box of a row, where it has one."""
        return self._bounds.get(row)

    def prior(self, row: int) -> float:
        """Return how important the entry is, in [0, 1]."""
        feature_class, feature_code = self.features[int(self.feature[row])]
        return importance(
            feature_class=feature_class,
            feature_code=feature_code,
            population=int(self.population[row]),
        )

    @cached_property
    def name_counts(self) -> npt.NDArray[np.int64]:
        """How many name keys each row bears; counted when first asked for, in milliseconds."""
        return np.bincount(self._posting_row, minlength=len(self))

    def row(self, entry_id: str) -> int | None:
        """Return the row of an entry by its id, or `None`."""
        prefix, _, local_id = entry_id.partition(":")
        if entry_id in self._rows:
            return self._rows[entry_id]
        spread = next((one for one in self._spreads if one["prefix"] == prefix), None)
        if spread is None or not (
            local_id.isascii() and local_id.isdigit() and len(local_id) <= _DIGITS
        ):
            return None
        numbers = self.number[spread["first"] : spread["numbers"]]
        at = int(np.searchsorted(numbers, int(local_id)))
        if at < len(numbers) and int(numbers[at]) == int(local_id):
            return int(spread["first"]) + at
        return None

    def postings(self, key: str) -> Iterator[Posting]:
        """Yield who bears a name, most important first.

        Parameters
        ----------
        key
            A name key, as `geo.text.name_key` makes it.
        """
        number = self.trie.get(key)
        if number is None:
            return
        block = number // BLOCK
        first = int(self._blocks[block]) + int(self._counts[block * BLOCK : number].sum())
        for at in range(first, first + int(self._counts[number])):
            how = int(self._posting_how[at])
            yield Posting(
                row=int(self._posting_row[at]),
                kind=NameKind(how >> _CHECK_BITS),
                spelling=how & ((1 << _CHECK_BITS) - 1),
            )


def _read(path: Path) -> pa.RecordBatch:
    try:
        reader = pa.ipc.open_file(pa.memory_map(str(path)))
        if reader.num_record_batches != 1:
            raise _damaged(path, f"{reader.num_record_batches} record batches, expected 1")
        return reader.get_batch(0)
    except (OSError, pa.ArrowInvalid) as error:
        raise _damaged(path, str(error)) from error


def _damaged(path: Path, cause: str) -> GazetteerError:
    return GazetteerError(
        f"{path}: not a gazetteer file ({cause}); reinstall geo, or rebuild it with "
        "'geo gazetteer build'"
    )


def _metadata(entries: pa.RecordBatch, folder: Path) -> Mapping[str, Any]:
    raw = (entries.schema.metadata or {}).get(b"geo", b"{}")
    metadata: dict[str, Any] = json.loads(raw)
    if metadata.get("format") != FORMAT:
        raise GazetteerError(
            f"{folder}: gazetteer of format {metadata.get('format')}, expected {FORMAT}; "
            "rebuild it with 'geo gazetteer build'"
        )
    return metadata


def numbers(column: pa.Array) -> _Array:
    """Return an Arrow array of numbers without nulls as a view of the mapped file.

    Not by `to_numpy`, which imports pandas and so costs more than all the rest of opening.
    """
    dtype = np.dtype(str(column.type))
    return np.frombuffer(column.buffers()[1], dtype, len(column), column.offset * dtype.itemsize)


def _array(batch: pa.RecordBatch, name: str) -> _Array:
    return numbers(batch.column(name))
