"""Make a gazetteer artefact from records.

The result depends on the records alone, not on their order, the clock or the machine.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import marisa_trie
import numpy as np
import pyarrow as pa
import pyarrow.ipc

from geo.files import replacing_folder
from geo.gazetteer.rejections import RejectedRow, Rejections
from geo.gazetteer.store import FORMAT, NO_ROW, NameKind, importance, pack
from geo.model import Bounds
from geo.text import name_key

__all__ = ["Dataset", "NameRecord", "Record", "build_gazetteer"]

FILES = ("entries.arrow", "details.arrow", "names.marisa", "postings.arrow", "counts.arrow")
"""What an artefact consists of."""

_LARGEST_NUMBER = 0xFFFFFFFE


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """Where records come from; every map and export credits it.

    `prefix` begins the ids of its entries; it is empty for a dataset that has none, such as one
    of names or areas alone.
    """

    name: str
    prefix: str
    licence: str
    url: str
    version: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is known of a place before it becomes an entry.

    `entry_id` is `PREFIX:ID`; `parent` is the entry id of the smallest division or country that
    contains it; `country_code` is ISO 3166-1 alpha-3; `names` are further names, each with its
    kind; latitude and longitude are degrees, WGS 84; `source` and `line` say where it was read.
    """

    entry_id: str
    name: str
    latitude: float
    longitude: float
    feature_class: str
    feature_code: str
    country_code: str | None = None
    parent: str | None = None
    population: int = 0
    bounds: Bounds | None = None
    names: tuple[tuple[str, NameKind], ...] = field(default=())
    source: str = ""
    line: int = 0

    @property
    def prefix(self) -> str:
        """The part of the id that says the dataset."""
        return self.entry_id.partition(":")[0]

    @property
    def local_id(self) -> str:
        """The id within the dataset."""
        return self.entry_id.partition(":")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRecord:
    """A further name of a place, read apart from the place."""

    entry_id: str
    name: str
    kind: NameKind


def build_gazetteer(
    records: Iterable[Record | RejectedRow],
    *,
    datasets: Sequence[Dataset],
    folder: Path,
    further_names: Iterable[NameRecord | RejectedRow] = (),
    rejections: Rejections | None = None,
) -> str:
    """Write an artefact.

    Parameters
    ----------
    records
        The places, in any order; a parent that is not among them is left out.
    datasets
        The datasets of the records.
    folder
        Where to write; it is made if need be, and an older artefact is replaced whole.
    further_names
        Names read apart from the records; those of other places are left out.
    rejections
        Takes what is wrong; by default the first wrong record ends the build.

    Returns
    -------
    The version of the gazetteer: sixteen hexadecimal digits made from its content.

    Raises
    ------
    GazetteerError
        If two records share an id, a record's dataset is not declared, or a record is wrong.
    OutputError
        If the folder cannot be written.
    """
    rejections = rejections or Rejections()
    kept = _checked(records, {dataset.prefix for dataset in datasets}, rejections)
    ordered = _with_names(sorted(kept, key=_order), further_names, rejections)
    trie, postings, counts = _index_names(ordered)
    entries, details, metadata = _tabulate(ordered)
    metadata |= {
        "format": FORMAT,
        "datasets": {dataset.name: _describe(dataset) for dataset in datasets},
        "spreads": _spreads(ordered, {dataset.prefix: dataset.name for dataset in datasets}),
    }
    names = trie.tobytes()
    metadata["version"] = _version(names, [entries, details, postings, counts], metadata)
    described = entries.replace_schema_metadata({"geo": json.dumps(metadata, sort_keys=True)})
    with replacing_folder(folder, known=FILES) as scratch:
        (scratch / "names.marisa").write_bytes(names)
        for name, batch in (
            ("details", details),
            ("postings", postings),
            ("counts", counts),
            ("entries", described),
        ):
            (scratch / f"{name}.arrow").write_bytes(_serialise(batch))
    return str(metadata["version"])


def _checked(
    records: Iterable[Record | RejectedRow], prefixes: set[str], rejections: Rejections
) -> Iterator[Record]:
    seen: set[str] = set()
    for record in records:
        if isinstance(record, RejectedRow):
            rejections.add(record)
            continue
        fault = _fault(record, prefixes)
        if record.entry_id in seen:
            fault = f"two records have the id {record.entry_id!r}; ids must be unique"
        if fault:
            rejections.add(RejectedRow(source=record.source, line=record.line, reason=fault))
            continue
        seen.add(record.entry_id)
        yield record
    rejections.check(len(seen))


def _with_names(
    records: Sequence[Record],
    further_names: Iterable[NameRecord | RejectedRow],
    rejections: Rejections,
) -> list[Record]:
    found: dict[str, list[tuple[str, NameKind]]] = {}
    known = {record.entry_id for record in records}
    for name in further_names:
        if isinstance(name, RejectedRow):
            rejections.add(name)
        elif name.entry_id in known:
            found.setdefault(name.entry_id, []).append((name.name, name.kind))
    return [
        replace(record, names=(*record.names, *found.get(record.entry_id, ())))
        for record in records
    ]


def _order(record: Record) -> tuple[str, bool, int, str]:
    number = _number(record.local_id)
    return record.prefix, number is None, number or 0, record.local_id


def _number(local_id: str) -> int | None:
    """Return an id as a number where that loses nothing."""
    if local_id.isascii() and local_id.isdigit() and str(int(local_id)) == local_id:
        return int(local_id) if int(local_id) <= _LARGEST_NUMBER else None
    return None


def _fault(record: Record, prefixes: Collection[str]) -> str | None:
    """Return what is wrong with a record."""
    if record.prefix not in prefixes or not record.local_id:
        return (
            f"record {record.entry_id!r}: ids are PREFIX:ID, with the prefix of a declared dataset"
        )
    if not (-90 <= record.latitude <= 90 and -180 <= record.longitude <= 180):  # noqa: PLR2004
        return (
            f"record {record.entry_id!r} lies at {record.latitude}, {record.longitude}; expected "
            "degrees, latitude first"
        )
    return None


def _index_names(
    records: Sequence[Record],
) -> tuple[marisa_trie.Trie, pa.RecordBatch, pa.RecordBatch]:
    """Join names to rows: the trie, who bears each name, and how many do."""
    bearers: dict[str, set[tuple[int, int]]] = {}
    for row, record in enumerate(records):
        for name, kind in ((record.name, NameKind.NAME), *record.names):
            if key := name_key(name):
                bearers.setdefault(key, set()).add((row, pack(kind, name)))
    weights = [_importance(record) for record in records]
    trie = marisa_trie.Trie(sorted(bearers))
    by_number = sorted(bearers, key=trie.__getitem__)
    rows: list[int] = []
    hows: list[int] = []
    counts: list[int] = []
    for key in by_number:
        ranked = sorted(bearers[key], key=lambda bearer: (-weights[bearer[0]], bearer))
        rows += [row for row, _ in ranked]
        hows += [how for _, how in ranked]
        counts.append(len(ranked))
    postings = _batch({"row": np.array(rows, np.uint32), "how": np.array(hows, np.uint16)})
    return trie, postings, _batch({"count": _narrow(counts)})


def _importance(record: Record) -> float:
    return importance(
        feature_class=record.feature_class,
        feature_code=record.feature_code,
        population=record.population,
    )


def _tabulate(
    records: Sequence[Record],
) -> tuple[pa.RecordBatch, pa.RecordBatch, dict[str, Any]]:
    rows = {record.entry_id: row for row, record in enumerate(records)}
    features = sorted({(record.feature_class, record.feature_code) for record in records})
    codes = sorted({record.country_code for record in records if record.country_code})
    feature_of = {feature: index for index, feature in enumerate(features)}
    country_of: dict[str | None, int] = {code: index for index, code in enumerate(codes)}
    entries = _batch(
        {
            "number": np.array([_number(r.local_id) or 0 for r in records], np.uint32),
            "name": pa.array([r.name for r in records], pa.string()),
            "latitude": _microdegrees([r.latitude for r in records]),
            "longitude": _microdegrees([r.longitude for r in records]),
            "feature": _narrow([feature_of[r.feature_class, r.feature_code] for r in records]),
            "country": _narrow([country_of.get(r.country_code, len(codes)) for r in records]),
            "parent": np.array(
                [rows.get(r.parent, NO_ROW) if r.parent else NO_ROW for r in records], np.uint32
            ),
            "population": np.array(
                [min(r.population, _LARGEST_NUMBER) for r in records], np.uint32
            ),
        }
    )
    states = {
        r.country_code: row for row, r in enumerate(records) if r.feature_code.startswith("PCL")
    }
    metadata = {
        "features": features,
        "countries": [(code, states.get(code, NO_ROW)) for code in codes],
    }
    return entries, _details(records), metadata


def _details(records: Sequence[Record]) -> pa.RecordBatch:
    detailed = [
        (row, record)
        for row, record in enumerate(records)
        if record.bounds is not None or _number(record.local_id) is None
    ]
    sides = {
        side: pa.array(
            [getattr(record.bounds, side) if record.bounds else None for _, record in detailed],
            pa.float64(),
        )
        for side in ("west", "south", "east", "north")
    }
    local_ids = [r.local_id if _number(r.local_id) is None else None for _, r in detailed]
    return _batch(
        {
            "row": np.array([row for row, _ in detailed], np.uint32),
            "local_id": pa.array(local_ids, pa.string()),
            **sides,
        }
    )


def _spreads(records: Sequence[Record], datasets: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return first and last row of each prefix, and where its numbers, which are sorted, end."""
    spreads: dict[str, dict[str, Any]] = {}
    for row, record in enumerate(records):
        prefix = record.prefix
        fresh = {"prefix": prefix, "dataset": datasets[prefix], "first": row, "numbers": row}
        spread = spreads.setdefault(prefix, fresh)
        spread["last"] = row + 1
        if _number(record.local_id) is not None:
            spread["numbers"] = row + 1
    return list(spreads.values())


def _describe(dataset: Dataset) -> dict[str, str]:
    return {
        "licence": dataset.licence,
        "title": dataset.title,
        "url": dataset.url,
        "version": dataset.version,
    }


def _microdegrees(degrees: Sequence[float]) -> np.ndarray[Any, np.dtype[np.int32]]:
    return np.round(np.array(degrees, np.float64) * 1_000_000).astype(np.int32)


def _narrow(numbers: Sequence[int]) -> np.ndarray[Any, Any]:
    """Return whole numbers in the smallest type that holds them."""
    return np.array(numbers, np.min_scalar_type(max(numbers, default=0)))


def _batch(columns: Mapping[str, Any]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict({name: pa.array(values) for name, values in columns.items()})


def _serialise(batch: pa.RecordBatch) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return bytes(sink.getvalue())


def _version(names: bytes, batches: Sequence[pa.RecordBatch], metadata: Mapping[str, Any]) -> str:
    digest = hashlib.sha256(names)
    for batch in batches:
        digest.update(_serialise(batch))
    digest.update(json.dumps(metadata, sort_keys=True).encode())
    return digest.hexdigest()[:16]
