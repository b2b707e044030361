"""The reports of all parts merged into events, with no more in memory than one block of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import groupby, islice, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from geo.atlas import Verdicts
from geo.atlas.joining import combine_actors, combine_events, link_copies
from geo.atlas.merging import explain_merging, merge_reports
from geo.atlas.rows import Row
from geo.atlas.traits import Traits
from geo.corpus.columns import columns_of, traits_in
from geo.corpus.tables import (
    BATCH_ROWS,
    COPIED,
    COPYING,
    JOINED,
    MERGED,
    add_view,
    open_tables,
    rows_in,
)
from geo.corpus.workers import Spread
from geo.duplicates import Signature, group_ordered
from geo.exports.columnar import arrow_schema
from geo.model import Status
from geo.ontology import quad_classes
from geo.schema import TABLES

__all__ = ["merge_parts", "merged_files"]

_MERGED = pa.schema(
    [
        ("report_id", pa.string()),
        ("event_id", pa.string()),
        ("position", pa.int64()),
        ("merge_reason", pa.string()),
    ]
)
_COPYING = pa.schema([("document_id", pa.string()), ("duplicate_group", pa.string())])
_COPIED = pa.schema([("report_id", pa.string()), ("duplicate_group", pa.string())])
_BLOCK = pa.schema([("event_type", pa.string()), ("status", pa.string())])

_NO_VERDICTS = Verdicts()
_HERE = Spread()

Class = tuple[str, str]
Block = tuple[Class, ...]

_SIGNED = """
    SELECT document_id, published, sketch FROM sketches WHERE octet_length(sketch) > 0
    ORDER BY published NULLS LAST, document_id
"""
# Reports of one act are of one type, and told alike, or as planned and as done.
_BLOCKS = "SELECT DISTINCT event_type, status FROM traits"
_BLOCKS_OF = """
    SELECT report_id, event_type, status FROM traits WHERE report_id IN (SELECT unnest(?))
"""
_TOLD = """
    SELECT t.* FROM traits t JOIN block b ON b.event_type = t.event_type AND b.status = t.status
    ORDER BY published NULLS LAST, document_id, "start", report_id
"""
_SEVERAL = """
    SELECT m.event_id AS event, m."position", e.*, r.duplicate_group, c.duplicate_group AS copying
    FROM merged m JOIN told_events e ON e.event_id = m.report_id
    JOIN told_reports r ON r.report_id = m.report_id
    LEFT JOIN copying c ON c.document_id = r.document_id
    ORDER BY m.event_id, m."position"
"""
_TAKING_PART = """
    SELECT m.event_id AS event, m."position", a.*
    FROM merged m JOIN told_event_actors a ON a.event_id = m.report_id
    ORDER BY m.event_id, m."position", a."role", a.actor_id
"""


def merge_parts(
    parts: Sequence[Path],
    folder: Path,
    *,
    scratch: Path,
    verdicts: Verdicts = _NO_VERDICTS,
    spread: Spread = _HERE,
) -> None:
    """Merge the reports of parts into events.

    Reports are compared within blocks of one type and status, of which a process has one in
    memory at a time; which they are does not depend on how documents were cut into parts, nor
    what comes out on who merges which.

    Parameters
    ----------
    parts
        Folders that `process_part` has made.
    folder
        Where `merged_files` are written.
    scratch
        Folder for what does not fit into memory.
    verdicts
        What an analyst has said of reports.
    spread
        Where the work is done.

    Raises
    ------
    OutputError
        If a part is damaged, or nothing can be written.
    """
    copying = folder / f"{COPYING}.parquet"
    with open_tables(parts, scratch=scratch) as connection:
        _write_copying(connection, copying)
        blocks = _find_blocks(connection, verdicts)
    work = partial(_merge_block, parts=parts, folder=folder, scratch=scratch, verdicts=verdicts)
    # One that holds no reports gives the tables their columns.
    for _ in spread(work, [*blocks, ()]):
        pass


def merged_files() -> Iterator[str]:
    """Yield the names of all files that `merge_parts` may write.

    `copying.parquet` says which documents are copies. Of each block, `merged` says which reports
    are of one event, `events` and `event_actors` are the rows of these events, and `copied` says
    which of their reports are copies.
    """
    yield f"{COPYING}.parquet"
    for name in (MERGED, COPIED, *JOINED):
        yield f"{name}-.parquet"
        for event_type, status in product(quad_classes(), Status):
            yield f"{name}-{event_type}-{status}.parquet"


def _class_of(event_type: str, status: str) -> Class:
    """Return the type and status that a report is merged under."""
    return event_type, str(Status.ACTUAL) if status == Status.PLANNED else status


def _find_blocks(connection: duckdb.DuckDBPyConnection, verdicts: Verdicts) -> list[Block]:
    """Return types with statuses, those in one block of which reports are compared.

    Blocks of which an analyst holds reports for one event are one.
    """
    told = {(str(t), str(s)) for t, s in connection.execute(_BLOCKS).fetchall()}
    judged = sorted({one for pair in verdicts.same for one in pair})
    rows = connection.execute(_BLOCKS_OF, [judged]).fetchall() if judged else []
    of_report = {report: "\x1f".join(_class_of(*told)) for report, *told in rows}
    of_one = Verdicts(same=tuple((of_report[a], of_report[b]) for a, b in verdicts.same))
    blocks: dict[str, list[Class]] = defaultdict(list)
    for one in sorted(told):
        name = "\x1f".join(_class_of(*one))
        blocks[of_one.group(name) or name].append(one)
    return [tuple(block) for _, block in sorted(blocks.items())]


def _merge_block(
    block: Block, *, parts: Sequence[Path], folder: Path, scratch: Path, verdicts: Verdicts
) -> None:
    """Merge the reports of one block."""
    name = "-".join(block[0]) if block else ""
    rows_of_block = [{"event_type": one, "status": status} for one, status in block]
    paths = {one: folder / f"{one}-{name}.parquet" for one in (MERGED, COPIED, *JOINED)}
    with (
        TemporaryDirectory(dir=scratch) as spill,
        open_tables(parts, scratch=Path(spill)) as connection,
    ):
        connection.register("block", pa.Table.from_pylist(rows_of_block, schema=_BLOCK))
        reports = [one for batch in rows_in(connection, _TOLD) for one in traits_in(batch)]
        rows = list(_merged_rows(merge_reports(reports, verdicts), verdicts))
        del reports
        pq.write_table(pa.Table.from_pylist(rows, schema=_MERGED), paths[MERGED])
        add_view(connection, MERGED, [paths[MERGED]])
        add_view(connection, COPYING, [folder / f"{COPYING}.parquet"])
        _write_joined(connection, paths)


class _Signatures:
    """The signatures of all documents in their order, read anew whenever they are gone through."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def __iter__(self) -> Iterator[Signature]:
        for batch in rows_in(self._connection, _SIGNED):
            yield from map(Signature, *(column.to_pylist() for column in batch.columns))


def _write_copying(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Write which documents copy one text."""
    pairs = group_ordered(_Signatures(connection))
    with pq.ParquetWriter(path, _COPYING) as writer:
        while batch := list(islice(pairs, BATCH_ROWS)):
            writer.write_table(pa.table([*zip(*batch, strict=True)], schema=_COPYING))


def _merged_rows(events: Iterable[Sequence[Traits]], verdicts: Verdicts) -> Iterator[Row]:
    for event in events:
        if len(event) == 1:
            continue
        for position, item in enumerate(event):
            yield {
                "report_id": item.report_id,
                "event_id": event[0].report_id,
                "position": position,
                "merge_reason": explain_merging(item, event, verdicts),
            }


def _write_joined(connection: duckdb.DuckDBPyConnection, paths: Mapping[str, Path]) -> None:
    """Write the events of several reports, and their actors."""
    events, actors = (_schema(name) for name in JOINED)
    taking_part = _by_event(rows_in(connection.cursor(), _TAKING_PART))
    waiting = next(taking_part, None)
    with ExitStack() as stack:
        event_writer = stack.enter_context(pq.ParquetWriter(paths["events"], events))
        actor_writer = stack.enter_context(pq.ParquetWriter(paths["event_actors"], actors))
        copy_writer = stack.enter_context(pq.ParquetWriter(paths[COPIED], _COPIED))
        event_rows = _Buffer(event_writer, partial(columns_of, table=TABLES["events"]))
        actor_rows = _Buffer(actor_writer, partial(columns_of, table=TABLES["event_actors"]))
        copy_rows = _Buffer(copy_writer, partial(pa.Table.from_pylist, schema=_COPIED))
        for event_id, told in _by_event(rows_in(connection, _SEVERAL)):
            copies = link_copies((row.pop("copying"), row.pop("duplicate_group")) for row in told)
            copy_rows.add(
                [
                    {"report_id": row["event_id"], "duplicate_group": copy}
                    for row, copy in zip(told, copies, strict=True)
                ]
            )
            mentioned: list[list[Row]] = [[] for _ in told]
            if waiting is not None and waiting[0] == event_id:
                for row in waiting[1]:
                    mentioned[row.pop("position")].append(row)
                waiting = next(taking_part, None)
            for row in told:
                del row["position"]
            event_rows.add([combine_events(told, copies)])
            actor_rows.add(combine_actors(told, mentioned))
        event_rows.write()
        actor_rows.write()
        copy_rows.write()


def _schema(name: str) -> pa.Schema:
    return arrow_schema(TABLES[name])


class _Buffer:
    """Rows on their way to a file, written some thousands at a time."""

    def __init__(self, writer: pq.ParquetWriter, make: Callable[[Sequence[Row]], pa.Table]) -> None:
        self._writer = writer
        self._make = make
        self._rows: list[Row] = []

    def add(self, rows: Sequence[Row]) -> None:
        self._rows += rows
        if len(self._rows) >= BATCH_ROWS:
            self.write()

    def write(self) -> None:
        self._writer.write_table(self._make(self._rows))
        self._rows = []


def _by_event(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield the rows of each event of several reports, in the order of the reports."""
    rows = (row for batch in batches for row in batch.to_pylist())
    for event_id, group in groupby(rows, key=lambda row: str(row["event"])):
        told = list(group)
        for row in told:
            del row["event"]
        yield event_id, told
