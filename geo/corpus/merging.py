"""The reports of all parts merged into events, with no more in memory than one block of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import groupby, islice
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from geo.atlas import Verdicts
from geo.atlas.joining import combine_actors, combine_events, link_copies
from geo.atlas.merging import explain_merging, merge_reports
from geo.atlas.rows import Row
from geo.atlas.traits import Traits
from geo.corpus.columns import arrow_schema, columns_of, traits_in
from geo.corpus.parts import PERSONS, SKETCHES, TRAITS
from geo.duplicates import Signature, group_ordered
from geo.errors import OutputError
from geo.schema import TABLES

__all__ = ["COPIED", "COPYING", "MERGED", "find_reports", "merge_parts", "open_tables", "rows_in"]

MERGED = "merged"
"""Reports of events of several reports: `event_id`, `position` among them, and why."""
COPYING = "copying"
"""Documents that have copies, with their groups."""
COPIED = "copied"
"""Reports of events of several reports, with what they share with their copies."""

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
_MEMORY = "400MB"
_BATCH_ROWS = 10_000
_NO_VERDICTS = Verdicts()

_SIGNED = """
    SELECT document_id, published, sketch FROM sketches WHERE octet_length(sketch) > 0
    ORDER BY published NULLS LAST, document_id
"""
# Reports of one act are of one type, and told alike, or as planned and as done.
_BLOCK = "event_type || ' ' || replace(status, 'planned', 'actual')"
_BLOCKS = f"""
    SELECT t.*, coalesce(j.joined, {_BLOCK}) AS block
    FROM traits t LEFT JOIN blocks j ON j.block = {_BLOCK}
    ORDER BY block, published NULLS LAST, document_id, "start", report_id
"""  # noqa: S608 - our own words
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


@contextmanager
def open_tables(
    parts: Sequence[Path], *, scratch: Path, merged: Path | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection that knows the tables of parts, as `told_TABLE`, and their traits.

    Sorting and joining take little memory and as much of the disk as they need.

    Parameters
    ----------
    parts
        Folders of parts.
    scratch
        Folder for what does not fit into memory.
    merged
        Folder of what `merge_parts` has written; its tables then are `merged`, `copying`,
        `copied`, `joined_events` and `joined_event_actors`.

    Raises
    ------
    OutputError
        If a part is damaged, or the disk is full.
    """
    with duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{_MEMORY}'")
        connection.execute("SET threads = 1")
        connection.execute("SET enable_geoparquet_conversion = false")
        connection.execute(f"SET temp_directory = {_quoted(scratch)}")
        for name in (*TABLES, TRAITS, PERSONS, SKETCHES):
            if name != "provenance":
                view = f"told_{name}" if name in TABLES else name
                _add_view(connection, view, [folder / f"{name}.parquet" for folder in parts])
        if merged is not None:
            for name in (MERGED, COPYING, COPIED):
                _add_view(connection, name, [merged / f"{name}.parquet"])
            for name in ("events", "event_actors"):
                _add_view(connection, f"joined_{name}", [merged / f"{name}.parquet"])
        try:
            yield connection
        except duckdb.Error as error:
            reason = " ".join(str(error).split())[:300]
            raise OutputError(
                f"{scratch}: parts cannot be joined ({reason}); check the space on the disk, or "
                "run again, which makes damaged parts anew"
            ) from error


def _add_view(connection: duckdb.DuckDBPyConnection, name: str, files: Sequence[Path]) -> None:
    paths = ", ".join(map(_quoted, files))
    query = f'CREATE VIEW "{name}" AS SELECT * FROM read_parquet([{paths}])'  # noqa: S608 - our names, quoted paths
    connection.execute(query)


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def rows_in(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a query, some thousands at a time."""
    yield from connection.sql(query).to_arrow_reader(_BATCH_ROWS)


def merge_parts(
    parts: Sequence[Path], folder: Path, *, scratch: Path, verdicts: Verdicts = _NO_VERDICTS
) -> None:
    """Merge the reports of parts into events.

    Reports are compared within blocks of one type and status, of which one is in memory at a
    time; which they are does not depend on how documents were cut into parts.

    Parameters
    ----------
    parts
        Folders that `process_part` has made.
    folder
        Where `merged.parquet` is written; the rows of events of several reports and of those who
        take part in them, `events.parquet` and `event_actors.parquet`; and which documents and
        reports are copies, `copying.parquet` and `copied.parquet`.
    scratch
        Folder for what does not fit into memory.
    verdicts
        What an analyst has said of reports.

    Raises
    ------
    OutputError
        If a part is damaged, or nothing can be written.
    """
    path, copying = folder / f"{MERGED}.parquet", folder / f"{COPYING}.parquet"
    with open_tables(parts, scratch=scratch) as connection:
        _write_copying(connection, copying)
        _join_blocks(connection, verdicts)
        blocks = _blocks(rows_in(connection, _BLOCKS))
        with pq.ParquetWriter(path, _MERGED) as writer:
            for block in blocks:
                rows = list(_merged_rows(merge_reports(block, verdicts), verdicts))
                writer.write_table(pa.Table.from_pylist(rows, schema=_MERGED))
    with open_tables(parts, scratch=scratch) as connection:
        _add_view(connection, MERGED, [path])
        _add_view(connection, COPYING, [copying])
        _write_joined(connection, folder)


def _join_blocks(connection: duckdb.DuckDBPyConnection, verdicts: Verdicts) -> None:
    """Put blocks into one whose reports an analyst holds for one event: those of two types."""
    connection.execute("CREATE TABLE blocks (block VARCHAR, joined VARCHAR)")
    judged = {one for pair in verdicts.same for one in pair}
    if not judged:
        return
    query = f"SELECT report_id, {_BLOCK} AS block FROM traits WHERE report_id IN (SELECT unnest(?))"  # noqa: S608
    block_of = dict(connection.execute(query, [sorted(judged)]).fetchall())
    pairs = tuple((block_of[one], block_of[other]) for one, other in verdicts.same)
    of_one = Verdicts(same=pairs)
    for block in sorted(set(block_of.values())):
        connection.execute("INSERT INTO blocks VALUES (?, ?)", [block, of_one.group(block)])


def find_reports(
    parts: Sequence[Path], report_ids: Collection[str], *, scratch: Path
) -> frozenset[str]:
    """Return which of some reports stand in parts."""
    with open_tables(parts, scratch=scratch) as connection:
        query = "SELECT report_id FROM told_reports WHERE report_id IN (SELECT unnest(?))"
        rows = connection.execute(query, [sorted(report_ids)]).fetchall()
    return frozenset(one for (one,) in rows)


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
        while batch := list(islice(pairs, _BATCH_ROWS)):
            writer.write_table(pa.table([*zip(*batch, strict=True)], schema=_COPYING))


def _blocks(batches: Iterable[pa.RecordBatch]) -> Iterator[list[Traits]]:
    """Yield the reports of each block."""
    told = (
        (name, item)
        for batch in batches
        for name, item in zip(batch["block"].to_pylist(), traits_in(batch), strict=True)
    )
    for _, block in groupby(told, key=lambda pair: pair[0]):
        yield [item for _, item in block]


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


def _write_joined(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write the events of several reports, and their actors."""
    events, actors = (_schema(name) for name in ("events", "event_actors"))
    taking_part = _by_event(rows_in(connection.cursor(), _TAKING_PART))
    waiting = next(taking_part, None)
    with ExitStack() as stack:
        event_writer = stack.enter_context(pq.ParquetWriter(folder / "events.parquet", events))
        actor_writer = stack.enter_context(
            pq.ParquetWriter(folder / "event_actors.parquet", actors)
        )
        copy_writer = stack.enter_context(pq.ParquetWriter(folder / f"{COPIED}.parquet", _COPIED))
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
        if len(self._rows) >= _BATCH_ROWS:
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
