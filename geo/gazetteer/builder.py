"""Make a gazetteer artefact from records, however many there are.

The result depends on the records alone, not on their order, the clock or the machine. Records
stream through columns on disk; what is held in memory is about 250 bytes a name key.
"""

from __future__ import annotations

import multiprocessing
import tempfile
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from geo.files import replacing_folder
from geo.gazetteer.entries import write_entries
from geo.gazetteer.keying import KeyedNames, NameSpool, key_names, write_index
from geo.gazetteer.manifest import FILES, MANIFEST, OLD_FILES, sha256_of, write_manifest
from geo.gazetteer.records import Dataset, NameRecord, Record
from geo.gazetteer.rejections import RejectedRow, Rejections
from geo.gazetteer.spool import Ids, Spool
from geo.gazetteer.store import NO_ROW, NameKind
from geo.geodesy import is_on_globe

__all__ = ["build_gazetteer"]

# Records, or names, that are sent to a process at a time.
_BATCH = 20_000

_BATCHES_AHEAD = 2

_Item = TypeVar("_Item")
_Names = tuple[list[str], list[int], list[int]]


def build_gazetteer(
    records: Iterable[Record | RejectedRow],
    *,
    datasets: Sequence[Dataset],
    folder: Path,
    further_names: Iterable[NameRecord | RejectedRow] = (),
    rejections: Rejections | None = None,
    sources: Sequence[Path] = (),
    workers: int = 1,
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
    sources
        Files whose names and checksums the artefact shall tell.
    workers
        Processes that make the keys of names; with 1 this one does.

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
    prefixes = {one.prefix: one.name for one in datasets}
    with (
        replacing_folder(folder, known={MANIFEST, *FILES, *OLD_FILES}) as made,
        tempfile.TemporaryDirectory(dir=made.parent) as scratch,
    ):
        spool = Spool(Path(scratch, "entries.spool"))
        own, further = NameSpool(Path(scratch), "own"), NameSpool(Path(scratch), "further")
        checked = _checked(records, prefixes, rejections)
        _write_names(_spool_records(checked, spool), own, workers)
        spool.close()
        ids = Ids.sort(spool)
        _reject_repeated(spool, ids, rejections)
        rejections.check(len(ids.keys), [str(path) for path in sources])
        _write_names(_find_bearers(further_names, ids, rejections), further, workers)
        content = write_entries(spool, ids, prefixes, folder=made)
        row_of = np.full(len(ids.order) + len(ids.repeated), NO_ROW, np.uint32)
        row_of[ids.order] = np.arange(len(ids.order), dtype=np.uint32)
        weights = spool.numbers("weight")[ids.order]
        write_index(own, further, row_of=row_of, weights=weights, folder=made)
        content["datasets"] = {one.name: _describe(one) for one in datasets}
        return write_manifest(made, content, sources=[_measure(path) for path in sources])


def _checked(
    records: Iterable[Record | RejectedRow], prefixes: Collection[str], rejections: Rejections
) -> Iterator[Record]:
    for record in records:
        if isinstance(record, RejectedRow):
            rejections.add(record)
        elif fault := _fault(record, prefixes):
            rejections.add(RejectedRow(source=record.source, line=record.line, reason=fault))
        else:
            yield record


def _fault(record: Record, prefixes: Collection[str]) -> str | None:
    """Return what is wrong with a record."""
    if record.prefix not in prefixes or not record.local_id:
        return (
            f"record {record.entry_id!r}: ids are PREFIX:ID, with the prefix of a declared dataset"
        )
    if not is_on_globe(latitude=record.latitude, longitude=record.longitude):
        return (
            f"record {record.entry_id!r} lies at {record.latitude}, {record.longitude}; expected "
            "degrees, latitude first"
        )
    return None


def _spool_records(records: Iterable[Record], spool: Spool) -> Iterator[_Names]:
    """Write records to the spool as they come, and yield their names with their places in it."""
    first = 0
    for batch in _batches(records):
        spool.write(batch)
        names: _Names = ([], [], [])
        for place, record in enumerate(batch, start=first):
            for name, kind in ((record.name, NameKind.NAME), *record.names):
                names[0].append(name)
                names[1].append(int(kind))
                names[2].append(place)
        first += len(batch)
        yield names


def _reject_repeated(spool: Spool, ids: Ids, rejections: Rejections) -> None:
    if not len(ids.repeated):
        return
    columns = {name: spool.numbers(name) for name in ("prefix", "number", "source", "line")}
    local_ids = spool.column("local_id")
    for place in ids.repeated.tolist():
        local_id = local_ids[place].as_py() or int(columns["number"][place])
        entry_id = f"{spool.prefixes.values[columns['prefix'][place]]}:{local_id}"
        reason = f"two records have the id {entry_id!r}; ids must be unique"
        source = spool.files.values[columns["source"][place]]
        rejections.add(RejectedRow(source=source, line=int(columns["line"][place]), reason=reason))


def _find_bearers(
    names: Iterable[NameRecord | RejectedRow], ids: Ids, rejections: Rejections
) -> Iterator[_Names]:
    def kept() -> Iterator[NameRecord]:
        for name in names:
            if isinstance(name, RejectedRow):
                rejections.add(name)
            else:
                yield name

    for batch in _batches(kept()):
        rows = ids.find(batch).tolist()
        known = [(one, row) for one, row in zip(batch, rows, strict=True) if row != NO_ROW]
        yield (
            [one.name for one, _ in known],
            [int(one.kind) for one, _ in known],
            [row for _, row in known],
        )


def _write_names(batches: Iterable[_Names], spool: NameSpool, workers: int) -> None:
    for names in _keyed(batches, workers):
        spool.write(names)
    spool.close()


def _keyed(batches: Iterable[_Names], workers: int) -> Iterator[KeyedNames]:
    """Make the keys of batches, in their order."""
    source = iter(batches)
    first = list(islice(source, 1))
    yield from (key_names(*batch) for batch in first)
    if workers == 1:
        yield from (key_names(*batch) for batch in source)
        return
    # Spawned processes share nothing with this one, so they behave the same on every system.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=workers, mp_context=context) as pool:
        waiting: deque[Future[KeyedNames]] = deque()
        for batch in source:
            waiting.append(pool.submit(key_names, *batch))
            if len(waiting) >= workers * _BATCHES_AHEAD:
                yield waiting.popleft().result()
        for future in waiting:
            yield future.result()


def _batches(items: Iterable[_Item]) -> Iterator[list[_Item]]:
    source = iter(items)
    while batch := list(islice(source, _BATCH)):
        yield batch


def _measure(path: Path) -> dict[str, Any]:
    return {"name": path.name, "bytes": path.stat().st_size, "sha256": sha256_of(path)}


def _describe(dataset: Dataset) -> dict[str, str]:
    return {
        "licence": dataset.licence,
        "title": dataset.title,
        "url": dataset.url,
        "version": dataset.version,
    }
