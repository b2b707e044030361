"""The tables of all parts as one, sorted and joined on disk."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from geo.corpus.parts import PERSONS, SKETCHES, TRAITS
from geo.errors import OutputError
from geo.schema import TABLES

__all__ = [
    "BATCH_ROWS",
    "COPIED",
    "COPYING",
    "JOINED",
    "MERGED",
    "add_view",
    "find_reports",
    "open_tables",
    "rows_in",
]

MERGED = "merged"
"""Reports of events of several reports: `event_id`, `position` among them, and why."""
COPYING = "copying"
"""Documents that have copies, with their groups."""
COPIED = "copied"
"""Reports of events of several reports, with what they share with their copies."""
JOINED = ("events", "event_actors")
"""Tables of which events of several reports have rows of their own."""

BATCH_ROWS = 10_000
"""Rows that are in memory at a time."""

_MEMORY = "400MB"


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
                add_view(connection, view, [folder / f"{name}.parquet" for folder in parts])
        if merged is not None:
            for name in (MERGED, COPYING, COPIED):
                add_view(connection, name, sorted(merged.glob(f"{name}*.parquet")))
            for name in JOINED:
                add_view(connection, f"joined_{name}", sorted(merged.glob(f"{name}-*.parquet")))
        try:
            yield connection
        except duckdb.Error as error:
            reason = " ".join(str(error).split())[:300]
            raise OutputError(
                f"{scratch}: parts cannot be joined ({reason}); check the space on the disk, or "
                "run again, which makes damaged parts anew"
            ) from error


def add_view(connection: duckdb.DuckDBPyConnection, name: str, files: Sequence[Path]) -> None:
    """Let a connection know files of Parquet as one table."""
    paths = ", ".join(map(_quoted, files))
    query = f'CREATE VIEW "{name}" AS SELECT * FROM read_parquet([{paths}])'  # noqa: S608 - our names, quoted paths
    connection.execute(query)


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def rows_in(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a query, some thousands at a time."""
    yield from connection.sql(query).to_arrow_reader(BATCH_ROWS)


def find_reports(
    parts: Sequence[Path], report_ids: Collection[str], *, scratch: Path
) -> frozenset[str]:
    """Return which of some reports stand in parts; `scratch` is as of `open_tables`."""
    with open_tables(parts, scratch=scratch) as connection:
        query = "SELECT report_id FROM told_reports WHERE report_id IN (SELECT unnest(?))"
        rows = connection.execute(query, [sorted(report_ids)]).fetchall()
    return frozenset(one for (one,) in rows)
