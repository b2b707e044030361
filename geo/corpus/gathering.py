"""The tables of all parts as those of one atlas, a piece at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from geo.atlas import Atlas
from geo.atlas.accounts import provenance_table
from geo.corpus.columns import frame_of
from geo.corpus.parts import Account
from geo.corpus.tables import open_tables, rows_in
from geo.exports.columnar import arrow_schema
from geo.model import Provenance, Rejected
from geo.schema import TABLES, empty

__all__ = ["Collection"]

_QUERIES = {
    "documents": """
        SELECT d.* REPLACE (c.duplicate_group AS duplicate_group)
        FROM told_documents d LEFT JOIN copying c ON c.document_id = d.document_id
        ORDER BY d.document_id
    """,
    "places": "SELECT * FROM told_places ORDER BY place_id",
    "events": """
        SELECT * FROM told_events WHERE event_id NOT IN (SELECT report_id FROM merged)
        UNION ALL SELECT * FROM joined_events ORDER BY event_id
    """,
    "reports": """
        SELECT r.* REPLACE (
            coalesce(m.event_id, r.event_id) AS event_id,
            m.merge_reason AS merge_reason,
            coalesce(e.duplicate_group, d.duplicate_group, r.duplicate_group) AS duplicate_group
        )
        FROM told_reports r LEFT JOIN merged m ON m.report_id = r.report_id
        LEFT JOIN copied e ON e.report_id = r.report_id
        LEFT JOIN copying d ON d.document_id = r.document_id ORDER BY r.report_id
    """,
    # Of rows that differ for one actor, the first by all that they say, as `join_rows` has it.
    "actors": "SELECT DISTINCT ON (actor_id) * FROM told_actors ORDER BY ALL",
    "event_actors": """
        SELECT * FROM told_event_actors WHERE event_id NOT IN (SELECT report_id FROM merged)
        UNION ALL SELECT * FROM joined_event_actors ORDER BY event_id, "role", actor_id
    """,
    "control": "SELECT * FROM told_control ORDER BY claim_id",
    "figures": "SELECT * FROM told_figures ORDER BY figure_id",
    "rejected": """
        SELECT * FROM told_rejected UNION SELECT * FROM failed ORDER BY document_id, stage, reason
    """,
}

_FAILED = arrow_schema(TABLES["rejected"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """The atlas of a corpus on disk; no more of it is in memory than is asked for.

    Parameters
    ----------
    accounts
        What the parts hold.
    seconds
        How long each of them took.
    parts
        Folders that `process_part` has made.
    merged
        Folder of what `merge_parts` has written of them.
    scratch
        Folder for what does not fit into memory.
    failed
        Corrections that found nothing to correct.
    provenance
        The components of the run.
    """

    accounts: Sequence[Account]
    seconds: Sequence[float]
    parts: Sequence[Path]
    merged: Path
    scratch: Path
    provenance: Sequence[Provenance]
    failed: Sequence[Rejected] = ()

    @property
    def documents(self) -> int:
        """Documents that were read and parsed."""
        return sum(account.documents for account in self.accounts)

    @property
    def rejected(self) -> int:
        """Documents, or records, that were not used."""
        return sum(account.rejected for account in self.accounts)

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        return sum(
            row["rows"]
            for batch in self._rows(f"SELECT count(*) AS rows FROM ({_QUERIES[table]})")  # noqa: S608 - our own
            for row in batch.to_pylist()
        )

    def persons(self) -> Iterator[str]:
        """Yield the names of persons in all texts, of which some may come again."""
        for batch in self._rows("SELECT DISTINCT name FROM persons"):
            yield from batch["name"].to_pylist()

    def publishers(self) -> Iterator[str]:
        """Yield who published the documents."""
        query = "SELECT DISTINCT publisher FROM told_documents WHERE publisher IS NOT NULL"
        for batch in self._rows(query):
            yield from batch["publisher"].to_pylist()

    def pieces(self, table: str) -> Iterator[pd.DataFrame]:
        """Yield the rows of a table, sorted by its key, some thousands at a time.

        Raises
        ------
        OutputError
            If a part is damaged.
        """
        if table == "provenance":
            yield provenance_table(self.provenance)
            return
        with self._opened() as connection:
            yield from _pieces(connection, table)

    def atlas(self) -> Atlas:
        """Return all tables at once, which takes as much memory as they do."""
        with self._opened() as connection:
            tables = {name: _whole(_pieces(connection, name), name) for name in _QUERIES}
        return Atlas.of({**tables, "provenance": provenance_table(self.provenance)})

    @contextmanager
    def querying(self) -> Iterator[Callable[[str], Iterator[dict[str, Any]]]]:
        """Give what yields the rows of a query of the tables, which are called by their names.

        What was rejected twice for one reason is there twice, unlike in the table.

        Raises
        ------
        OutputError
            If a part is damaged.
        """
        queries = _QUERIES | {"rejected": "SELECT * FROM told_rejected UNION ALL FROM failed"}
        tables = ", ".join(f"{name} AS ({told})" for name, told in queries.items())
        with self._opened() as connection:

            def query(text: str) -> Iterator[dict[str, Any]]:
                for batch in rows_in(connection, f"WITH {tables} {text}"):
                    yield from batch.to_pylist()

            yield query

    def _rows(self, query: str) -> Iterator[pa.RecordBatch]:
        with self._opened() as connection:
            yield from rows_in(connection, query)

    @contextmanager
    def _opened(self) -> Iterator[duckdb.DuckDBPyConnection]:
        failed = pa.Table.from_pylist(list(map(asdict, self.failed)), _FAILED)
        with open_tables(self.parts, scratch=self.scratch, merged=self.merged) as connection:
            connection.register("failed", failed)
            yield connection


def _pieces(connection: duckdb.DuckDBPyConnection, table: str) -> Iterator[pd.DataFrame]:
    for batch in rows_in(connection, _QUERIES[table]):
        yield frame_of(pa.Table.from_batches([batch]), TABLES[table])


def _whole(pieces: Iterable[pd.DataFrame], table: str) -> pd.DataFrame:
    held = [piece for piece in pieces if len(piece)]
    if not held:
        return empty(TABLES[table])
    return held[0] if len(held) == 1 else pd.concat(held, ignore_index=True)
