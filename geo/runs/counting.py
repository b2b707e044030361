"""Figures of the tables of a run, counted by queries: no table is held for them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from geo.atlas import Atlas
from geo.atlas.rows import Geography, Rows, rows_of
from geo.model import Parsed, Rejected

__all__ = ["Counts", "Query", "Rejections", "count_atlas", "count_found", "count_rows"]

Query = Callable[[str], Iterable[Mapping[str, Any]]]
"""Answers a query of the tables, which are called by their names."""

# Whether an event has a geometry is all that is counted of it.
_COLUMNS = {
    "documents": {
        "document_id": pa.string(),
        "characters": pa.int64(),
        "published": pa.date32(),
        "duplicate_group": pa.string(),
    },
    "places": {"entry_id": pa.string(), "country_code": pa.string()},
    "events": {
        "event_id": pa.string(),
        "event_type": pa.string(),
        "date_start": pa.date32(),
        "geometry": pa.bool_(),
        "independent_report_count": pa.int64(),
    },
    "reports": {"event_id": pa.string(), "document_id": pa.string()},
    "rejected": {"document_id": pa.string(), "stage": pa.string(), "reason": pa.string()},
}

_TOTALS = (
    """SELECT count(*) AS documents, sum(characters) AS characters,
        count(published) AS documents_published, count(duplicate_group) AS documents_with_copies
    FROM documents""",
    """SELECT count(*) AS reports, count(DISTINCT r.document_id) AS documents_with_event,
        count(DISTINCT r.document_id) FILTER (e.geometry IS NOT NULL) AS documents_with_place,
        count(DISTINCT r.document_id) FILTER (e.date_start IS NOT NULL) AS documents_with_day
    FROM reports r LEFT JOIN events e ON e.event_id = r.event_id""",
    """SELECT count(*) AS events, count(geometry) AS events_located,
        count(date_start) AS events_dated,
        count(*) FILTER (independent_report_count > 1) AS events_confirmed
    FROM events""",
    "SELECT count(*) AS toponyms, count(entry_id) AS toponyms_resolved FROM places",
    "SELECT count(*) AS rejected FROM rejected",
)
_COUNTRIES = """SELECT country_code AS key, count(*) AS rows FROM places
    WHERE country_code IS NOT NULL GROUP BY ALL ORDER BY ALL LIMIT 1000"""
_TYPES = """SELECT event_type AS type, strftime(date_start, '%Y-%m') AS month, count(*) AS rows
    FROM events GROUP BY ALL ORDER BY ALL LIMIT 100000"""
# What differs from case to case, numbers and words in quotes, is left out of the reason.
_REJECTIONS = r"""SELECT stage, left(regexp_replace(regexp_replace(left(reason, 2000),
        '''[^'']*''|"[^"]*"', '…', 'g'), '\d[\d.,]*\d|\d', 'N', 'g'), 300) AS kind,
        count(*) AS rows, min(left(document_id, 300), 3) AS ids, min(left(reason, 1000)) AS example
    FROM rejected GROUP BY ALL ORDER BY rows DESC, kind, stage LIMIT 1000"""


@dataclass(slots=True, kw_only=True)
class Rejections:
    """Those of one stage and one reason: how many, and the first of them."""

    count: int = 0
    documents: tuple[str, ...] = ()
    example: str = ""

    def __add__(self, other: Rejections) -> Rejections:
        """Return both as one."""
        return Rejections(
            count=self.count + other.count,
            documents=tuple(dict.fromkeys(self.documents + other.documents))[:3],
            example=self.example or other.example,
        )


@dataclass(slots=True, kw_only=True)
class Counts:
    """Figures of tables.

    Parameters
    ----------
    totals
        Rows of each kind, such as `documents_with_event`.
    countries
        Resolved names of places of each country.
    types
        Events of each type and month of their first day; `None` where they have none.
    rejections
        By stage and reason.
    """

    totals: Counter[str] = field(default_factory=Counter)
    countries: Counter[str] = field(default_factory=Counter)
    types: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    rejections: dict[tuple[str, str], Rejections] = field(default_factory=dict)

    def add(self, other: Counts) -> None:
        """Add the figures of further tables, of other documents."""
        # `+=` would drop what there is none of.
        self.totals.update(other.totals)
        self.countries.update(other.countries)
        self.types.update(other.types)
        for key, one in other.rejections.items():
            self.rejections[key] = self.rejections.get(key, Rejections()) + one


def count_rows(query: Query) -> Counts:
    """Count what tables hold.

    Parameters
    ----------
    query
        Answers queries of them.
    """
    totals: Counter[str] = Counter()
    for one in _TOTALS:
        for row in query(one):
            totals.update({name: int(value or 0) for name, value in row.items()})
    return Counts(
        totals=totals,
        countries=Counter({row["key"]: row["rows"] for row in query(_COUNTRIES)}),
        types=Counter({(row["type"], row["month"]): row["rows"] for row in query(_TYPES)}),
        rejections={
            (row["stage"], row["kind"]): Rejections(
                count=row["rows"],
                documents=tuple(dict.fromkeys(row["ids"])),
                example=row["example"],
            )
            for row in query(_REJECTIONS)
        },
    )


def count_atlas(atlas: Atlas) -> Counts:
    """Count what the tables of an atlas hold."""
    tables = atlas.tables()
    return _count_columns(lambda table, column: tables[table][column])


def count_found(found: Iterable[Parsed | Rejected], geography: Geography) -> Counts:
    """Count what was found in documents, each of their reports as an event of its own."""
    rows: Rows = defaultdict(list)
    for item in found:
        if isinstance(item, Rejected):
            rows["rejected"].append(asdict(item))
            continue
        for name, given in rows_of(item, geography).items():
            rows[name] += given
    return _count_columns(
        lambda table, column: pd.Series([row.get(column) for row in rows[table]], dtype=object)
    )


def _count_columns(values: Callable[[str, str], pd.Series[Any]]) -> Counts:
    """Count tables of which each column can be asked for."""
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        for name, columns in _COLUMNS.items():
            arrays = {one: _array(values(name, one), kind) for one, kind in columns.items()}
            connection.register(name, pa.table(arrays))

        def query(text: str) -> Iterator[dict[str, Any]]:
            for batch in connection.sql(text).to_arrow_reader():
                yield from batch.to_pylist()

        return count_rows(query)


def _array(values: pd.Series[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_boolean(kind):
        return pa.array([one or None for one in values.notna().tolist()], kind)
    if pa.types.is_date(kind):
        values = pd.to_datetime(values).astype("datetime64[s]")
    return pa.Array.from_pandas(values, type=kind, safe=False)
