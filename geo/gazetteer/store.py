"""The gazetteer artefact on disk: plain memory-mapped files.

An artefact is a folder of these files, all read-only and without pickle:

`manifest.json`
    Format, version (a hash of the content), datasets, feature codes, countries, what it was made
    from, and the size and checksum of every other file.
`entries.arrow`
    A row per entry, sorted by dataset and number, entries whose id is no number last.
`ids.arrow`
    The ids that are no numbers, in the order of their rows.
`bounds.arrow`
    Bounding boxes, in the order of their rows.
`names.marisa`
    A trie of all name keys (`geo.text.name_key`); it maps a key to a number.
`bearers.arrow`
    For each key number who bears the name: the posting itself, or, marked by the highest bit,
    where the postings begin.
`postings.arrow`
    For each name that several bear, or one in several spellings: how many postings, and those.

A posting is a row and how it bears the name, in one number.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping
from enum import IntEnum
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import marisa_trie
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.ipc

from geo.errors import GazetteerError
from geo.gazetteer.manifest import read_manifest
from geo.model import Bounds
from geo.text import strict_key

__all__ = [
    "NO_ROW",
    "NameKind",
    "Posting",
    "Store",
    "join_postings",
    "list_mark",
    "numbers",
    "pack",
    "spelling_check",
]

NO_ROW = 0xFFFFFFFF
"""Stands for "no parent" and "no country"."""

# What a name is takes three bits, its check nine; with rows of nineteen bits and the mark of a
# list, a posting has 32 in all.
_CHECK_BITS = 9
_HOW_BITS = 12
_ROWS_OF_SHORT_POSTINGS = 1 << 19
_KIND_MASK = (1 << (_HOW_BITS - _CHECK_BITS)) - 1
_CHECK_MASK = (1 << _CHECK_BITS) - 1
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


class Posting(NamedTuple):
    """That the entry in a row of a store bears a name.

    `spelling` is a 9-bit check of the name letter for letter.
    """

    row: int
    kind: NameKind
    spelling: int


def spelling_check(name: str) -> int:
    """Return a 9-bit check of a name's spelling: equal for names equal letter for letter.

    Two different spellings with one key share it by chance in one case of 512.
    """
    return crc32(strict_key(name).encode()) & _CHECK_MASK


def pack(kind: int, name: str) -> int:
    """Return kind and spelling of a name as 12 bits."""
    return (kind << _CHECK_BITS) | spelling_check(name)


def join_postings(row: _Array, how: _Array, *, rows: int) -> _Array:
    """Return rows, and how they bear a name, as one number each, of 32 bits where they do.

    Parameters
    ----------
    row, how
        Rows, and what `pack` says of the name.
    rows
        How many entries the gazetteer has.
    """
    dtype = np.dtype(np.uint32 if rows <= _ROWS_OF_SHORT_POSTINGS else np.uint64)
    joined: _Array = row.astype(dtype) << dtype.type(_HOW_BITS)
    return joined | how.astype(dtype)


def list_mark(dtype: np.dtype[Any]) -> int:
    """Return the bit that marks where postings begin, for numbers of a type."""
    return 1 << (dtype.itemsize * 8 - 1)


_KINDS = tuple(NameKind)


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
# Where GeoNames lists a settlement without counting its people, it is the seat of a division; a
# locality (PPLL) has a tenth of its people.
_UNKNOWN_POPULATION = 1_000
_BONUS_OF_CODE = {"PPLC": 0.15, "PPLA": 0.04, "PPLL": -0.1}


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
        weight = 0.1 + 0.1 * math.log10(people) + _BONUS_OF_CODE.get(feature_code, 0.0)
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
        self.metadata: Mapping[str, Any] = read_manifest(folder)
        self._spreads: list[Mapping[str, Any]] = self.metadata["spreads"]
        entries = _read(folder / "entries.arrow")
        self._names = _Texts(entries.column("name"))
        self.number = _array(entries, "number")
        self.latitude = _array(entries, "latitude")
        self.longitude = _array(entries, "longitude")
        self.feature = _array(entries, "feature")
        self.country = _array(entries, "country")
        self.parent = _array(entries, "parent")
        self.population = _array(entries, "population")
        self._numbers = _view(self.number)
        self._ids = _Texts(_read(folder / "ids.arrow").column("local_id"))
        self._bounds = _read(folder / "bounds.arrow")
        self._bounded_rows = _view(_array(self._bounds, "row"))
        self._read_names()
        self.version = str(self.metadata["version"])
        self.features: list[tuple[str, str]] = [tuple(pair) for pair in self.metadata["features"]]
        self.countries: list[tuple[str, int]] = [tuple(pair) for pair in self.metadata["countries"]]

    def __len__(self) -> int:
        return len(self.number)

    def _read_names(self) -> None:
        self._bearers = _array(_read(self.folder / "bearers.arrow"), "bearer")
        self._postings = _array(_read(self.folder / "postings.arrow"), "posting")
        self._mark = list_mark(self._bearers.dtype)
        # Views give plain integers, at a third of the cost of numpy's scalars.
        self._bearer = _view(self._bearers)
        self._posting = _view(self._postings)
        path = self.folder / "names.marisa"
        try:
            self.trie = marisa_trie.Trie().mmap(str(path))
        except (OSError, RuntimeError) as error:
            raise _damaged(path, str(error)) from error
        if len(self.trie) != len(self._bearer):
            raise _damaged(path, "keys and bearers differ in number")
        self._get = self.trie.get
        largest = max(self._spreads, key=lambda one: one["numbers"] - one["first"], default=None)
        self._largest = (0, 0, "")
        if largest is not None:
            self._largest = (largest["first"], largest["numbers"], f"{largest['prefix']}:")

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
        first, last, prefix = self._largest
        if first <= row < last:
            return f"{prefix}{self._numbers[row]}"
        spread = self._spread(row)
        if row < spread["numbers"]:
            return f"{spread['prefix']}:{self._numbers[row]}"
        return f"{spread['prefix']}:{self._ids[spread['texts'] + row - spread['numbers']]}"

    def name(self, row: int) -> str:
        """Return the main name of the entry in a row."""
        return self._names[row]

    def point(self, row: int) -> tuple[float, float]:
        """Return latitude and longitude of a row in degrees."""
        return (
            int(self.latitude[row]) / _MICRODEGREES,
            int(self.longitude[row]) / _MICRODEGREES,
        )

    def country_code(self, row: int) -> str | None:
        """Return the ISO 3166-1 alpha-3 code of the country of a row, where it has one."""
        country = int(self.country[row])
        return self.countries[country][0] if country < len(self.countries) else None

    def bounds(self, row: int) -> Bounds | None:
        """Return the bounding box of a row, where it has one."""
        at = bisect_left(self._bounded_rows, row)
        if at == len(self._bounded_rows) or self._bounded_rows[at] != row:
            return None
        sides = ("west", "south", "east", "north")
        return Bounds(**{side: self._bounds[side][at].as_py() / _MICRODEGREES for side in sides})

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
        lists = self._bearers >= self._mark
        starts = self._bearers[lists] - self._bearers.dtype.type(self._mark)
        is_posting = np.ones(len(self._postings), np.bool_)
        is_posting[starts] = False
        found = np.concatenate([self._bearers[~lists], self._postings[is_posting]])
        rows = (found >> self._bearers.dtype.type(_HOW_BITS)).astype(np.int64)
        return np.bincount(rows, minlength=len(self))

    @cached_property
    def is_settlement(self) -> npt.NDArray[np.bool_]:
        """Which rows are settlements; a quarter (PPLX) is a part of one."""
        kinds = [
            number
            for number, (kind, code) in enumerate(self.features)
            if kind == "P" and code != "PPLX"
        ]
        return np.isin(self.feature, kinds)

    def row(self, entry_id: str) -> int | None:
        """Return the row of an entry by its id, or `None`."""
        prefix, _, local_id = entry_id.partition(":")
        spread = next((one for one in self._spreads if one["prefix"] == prefix), None)
        if spread is None:
            return None
        first, last = spread["first"], spread["numbers"]
        if _is_number(local_id):
            at = bisect_left(self._numbers, int(local_id), first, last)
            if at < last and self._numbers[at] == int(local_id):
                return at
        first, last = spread["texts"], spread["texts"] + spread["last"] - last
        at = bisect_left(self._ids, local_id, first, last)
        if at < last and self._ids[at] == local_id:
            return int(spread["numbers"]) + at - int(first)
        return None

    def rows(self, key: str) -> list[int]:
        """Return the rows that bear a name, most important first.

        Parameters
        ----------
        key
            A name key, as `geo.text.name_key` makes it.
        """
        number = self._get(key)
        if number is None:
            return []
        bearer = self._bearer[number]
        return [bearer >> _HOW_BITS] if bearer < self._mark else self._listed_rows(bearer)

    def entry_ids(self, key: str) -> list[str]:
        """Return the ids of the entries that bear a name, most important first.

        Parameters
        ----------
        key
            A name key, as `geo.text.name_key` makes it.
        """
        number = self._get(key)
        if number is None:
            return []
        bearer = self._bearer[number]
        first, last, prefix = self._largest
        if bearer < self._mark:
            # Four names in five have one bearer, nearly always of the largest dataset.
            row = bearer >> _HOW_BITS
            return [f"{prefix}{self._numbers[row]}" if first <= row < last else self.entry_id(row)]
        return [
            f"{prefix}{self._numbers[row]}" if first <= row < last else self.entry_id(row)
            for row in self._listed_rows(bearer)
        ]

    def postings(self, key: str) -> list[Posting]:
        """Return who bears a name, most important first.

        Parameters
        ----------
        key
            A name key, as `geo.text.name_key` makes it.
        """
        return [
            Posting(
                posting >> _HOW_BITS,
                _KINDS[(posting >> _CHECK_BITS) & _KIND_MASK],
                posting & _CHECK_MASK,
            )
            for posting in self._find(key)
        ]

    def _find(self, key: str) -> list[int]:
        number = self._get(key)
        if number is None:
            return []
        bearer = self._bearer[number]
        return [bearer] if bearer < self._mark else self._listed(bearer)

    def _listed(self, bearer: int) -> list[int]:
        """Return the postings of a list, which begins with its length."""
        start = bearer - self._mark
        found: list[int] = self._posting[start + 1 : start + 1 + self._posting[start]].tolist()
        return found

    def _listed_rows(self, bearer: int) -> list[int]:
        """Return the rows of a list once each: an entry's spellings of one key stand together."""
        postings = self._posting
        start = bearer - self._mark
        rows: list[int] = []
        before = NO_ROW
        for at in range(start + 1, start + 1 + postings[start]):
            row = postings[at] >> _HOW_BITS
            if row != before:
                rows.append(row)
                before = row
        return rows


class _Texts:
    """The texts of an Arrow column, at a fraction of the cost of Arrow's scalars."""

    def __init__(self, column: pa.Array) -> None:
        self._count = len(column)
        _, offsets, letters = column.buffers()
        wide = np.dtype(np.int64 if pa.types.is_large_string(column.type) else np.int32)
        skipped = column.offset * wide.itemsize
        count = self._count + 1 if self._count else 0
        self._starts = _view(np.frombuffer(offsets or b"", wide, count, skipped))
        self._letters = memoryview(letters or b"")

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, at: int) -> str:
        return str(self._letters[self._starts[at] : self._starts[at + 1]], "utf-8")


def _is_number(local_id: str) -> bool:
    """Return whether an id is kept as a number: "7" is, "007" is another id, and a text."""
    if not (local_id.isascii() and local_id.isdigit() and len(local_id) <= _DIGITS):
        return False
    return local_id == "0" or local_id[0] != "0"


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


def numbers(column: pa.Array) -> _Array:
    """Return an Arrow array of numbers without nulls as a view of the mapped file.

    Not by `to_numpy`, which imports pandas and so costs more than all the rest of opening.
    """
    dtype = np.dtype(str(column.type))
    if not len(column):
        return np.empty(0, dtype)
    return np.frombuffer(column.buffers()[1], dtype, len(column), column.offset * dtype.itemsize)


def _array(batch: pa.RecordBatch, name: str) -> _Array:
    return numbers(batch.column(name))


def _view(numbers: _Array) -> memoryview:
    """Return an array as a view that gives plain integers."""
    return memoryview(numbers)  # type: ignore[arg-type] # arrays of any type have buffers
