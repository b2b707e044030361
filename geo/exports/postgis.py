"""PostGIS: an atlas in tables of a PostgreSQL database, brought up to date in one transaction.

What is there already is compared, not replaced: a second push of the same atlas writes no row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo.atlas import Atlas
from geo.errors import MissingComponentError, OutputError, SettingsError
from geo.exports.postgis_tables import POSTGIS, make_tables
from geo.schema import TABLES, Table

try:
    import psycopg
    import psycopg.conninfo
    from psycopg import sql
except ImportError as missing:
    raise MissingComponentError(
        "databases need psycopg 3; install it with pip install 'conflict-geo[postgis]'"
    ) from missing

__all__ = ["Change", "check_database", "push", "say_database"]

SCHEMA = "geo"
"""Schema of the tables where none is named."""

_CONNECT_S = 10
_SRID = 4326
# PostgreSQL cuts longer names off, and two schemas would be one.
_MOST_NAME_BYTES = 63


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How many rows of a table were added, changed and removed."""

    added: int
    changed: int
    removed: int

    @property
    def is_none(self) -> bool:
        """Whether the table is as it was."""
        return not (self.added or self.changed or self.removed)


def check_database(address: str, *, schema: str = SCHEMA) -> None:
    """Refuse a database that cannot be pushed to, before the work for it is done.

    Raises
    ------
    SettingsError
        If the address or the name of the schema is none.
    OutputError
        If there is no connection or no PostGIS.
    """
    _check_schema(schema)
    with _connected(address) as database:
        _find_postgis(database, address)


def push(
    atlas: Atlas, address: str, *, schema: str = SCHEMA, prune: bool = False
) -> Mapping[str, Change]:
    """Write an atlas to a database: all of it, or after a failure nothing.

    A row is known by its key: it is added, or changed where a cell differs. What is there of the
    documents of this atlas, of its events and of their actors gives way where the atlas no longer
    has it. What is there of other documents stays.

    Parameters
    ----------
    atlas
        The tables; ids that name rows of other tables must have them.
    address
        `postgresql://USER@HOST/DATABASE`, or any other form that PostgreSQL's own programs take.
    schema
        Where the tables stand; made where there is none.
    prune
        Whether rows of other documents are removed, too: the schema then holds this atlas alone.

    Returns
    -------
    What changed, by table.

    Raises
    ------
    SettingsError
        If the address or the name of the schema is none.
    OutputError
        If the database cannot be reached or written, or holds documents that were taken care of
        otherwise; it is as it was.
    """
    _check_schema(schema)
    with _connected(address) as database:
        home = _find_postgis(database, address)
        database.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (schema,))
        _execute(database, "SET LOCAL search_path = pg_catalog, pg_temp, {}", _name(home))
        make_tables(database, schema, postgis=home)
        for name, frame in atlas.tables().items():
            _stage(database, frame, TABLES[name], schema)
        if not prune:
            _check_care(database, schema)
        removed = dict.fromkeys(TABLES, 0)
        written = {}
        _note_events(database, schema)
        for table in TABLES.values():
            written[table.name] = _merge(database, table, schema)
        for table in reversed(tuple(TABLES.values())):
            removed[table.name] = _remove(database, table, schema, prune=prune)
    return {
        name: Change(added=added, changed=changed, removed=removed[name])
        for name, (added, changed) in written.items()
    }


def say_database(address: str) -> str:
    """Return how messages call a database: never with a user's password.

    Raises
    ------
    SettingsError
        If the address is none.
    """
    known = _parts(address)
    host = known.get("host") or known.get("hostaddr") or "local socket"
    port = f":{known['port']}" if known.get("port") else ""
    return f"{host}{port}/{known.get('dbname') or known.get('user') or ''}"


def _parts(address: str) -> Mapping[str, Any]:
    try:
        return dict(psycopg.conninfo.conninfo_to_dict(address))
    except psycopg.ProgrammingError as error:
        # What the library says may quote the part of the address that has the password.
        raise SettingsError(
            "the address of the database cannot be read; it looks like "
            "postgresql://USER@HOST:5432/DATABASE, with other signs in names as %XX"
        ) from error


def _check_schema(schema: str) -> None:
    if not schema or "\x00" in schema or len(schema.encode()) > _MOST_NAME_BYTES:
        raise SettingsError(
            f"--schema: a name has 1 to {_MOST_NAME_BYTES} bytes; {schema[:80]!r} has not"
        )
    if schema.startswith("pg_") or schema == "information_schema":
        raise SettingsError(f"--schema: {schema!r} is PostgreSQL's own; choose another name")


@contextmanager
def _connected(address: str) -> Iterator[psycopg.Connection[Any]]:
    """Open a database for one transaction; whatever fails is told in one line of ours."""
    parts = _parts(address)
    called = say_database(address)
    try:
        waits = psycopg.conninfo.make_conninfo(
            address, connect_timeout=parts.get("connect_timeout") or _CONNECT_S
        )
        # A connection whose last commit fails does not close itself.
        with closing(psycopg.connect(waits, application_name="geo")) as database, database:
            yield database
    except psycopg.errors.InsufficientPrivilege as error:
        raise OutputError(
            f"{called}: this user has no right to do it ({_reason(error, parts)}); let the owner "
            "grant it: CREATE on the database for a new schema, or ownership of the old one"
        ) from error
    except psycopg.errors.ForeignKeyViolation as error:
        raise OutputError(
            f"{called}: a row names one that is not there ({_reason(error, parts)}); the "
            "database is as it was"
        ) from error
    except psycopg.OperationalError as error:
        raise OutputError(
            f"{called}: cannot be reached or gave up ({_reason(error, parts)}); check that the "
            "server runs, its address, user and password (PGPASSWORD or ~/.pgpass)"
        ) from error
    except psycopg.Error as error:
        raise OutputError(
            f"{called}: cannot be written ({_reason(error, parts)}); the database is as it was"
        ) from error


def _reason(error: psycopg.Error, parts: Mapping[str, Any]) -> str:
    """Return what the server says in one line, without the password."""
    told = " ".join(filter(None, [error.diag.message_primary, error.diag.message_detail]))
    told = " ".join((told or str(error)).split())
    secret = parts.get("password")
    return told.replace(secret, "***") if secret else told


def _find_postgis(database: psycopg.Connection[Any], address: str) -> str:
    """Return the schema that PostGIS stands in."""
    row = database.execute(POSTGIS).fetchone()
    if row is None:
        raise OutputError(
            f"{say_database(address)}: the database has no PostGIS; install it on the server "
            "(Debian: postgresql-15-postgis-3) and let an administrator run CREATE EXTENSION "
            "postgis in this database"
        )
    return str(row[0])


def _check_care(database: psycopg.Connection[Any], schema: str) -> None:
    """Refuse to put what was taken care of beside what was not, or was otherwise.

    Care gives numbers to ids that tell a name: the rows that tell it would stay.
    """
    found = _execute(
        database,
        "SELECT (SELECT version FROM {} WHERE component = 'care'), "
        "(SELECT version FROM new_provenance WHERE component = 'care') "
        "WHERE EXISTS (SELECT FROM {})",
        _name(schema, "provenance"),
        _name(schema, "documents"),
    ).fetchone()
    if found is not None and found[0] != found[1]:
        held, given = (care or "none" for care in found)
        raise OutputError(
            f"the schema {schema!r} holds documents with other care ({held}; this atlas: {given}); "
            "choose another --schema, or --prune, after which it holds this atlas alone"
        )


def _name(*parts: str) -> sql.Identifier:
    return sql.Identifier(*parts)


def _names(names: Iterator[str] | list[str] | tuple[str, ...], form: str = "{}") -> sql.Composed:
    return sql.SQL(", ").join(sql.SQL(form).format(_name(name)) for name in names)


def _execute(database: psycopg.Connection[Any], query: str, *names: Any, **more: Any) -> Any:
    """Run a query of our own with names put in, each quoted."""
    return database.execute(sql.SQL(query).format(*names, **more))


def _stage(
    database: psycopg.Connection[Any], frame: pd.DataFrame, table: Table, schema: str
) -> None:
    """Copy a table of the atlas beside that of the database, for the time of the transaction."""
    staged = _name(f"new_{table.name}")
    _execute(
        database,
        "CREATE TEMPORARY TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA",
        staged,
        _names(table.names),
        _name(schema, table.name),
    )
    columns = [_cells(frame[column.name], column.kind) for column in table.columns]
    query = sql.SQL("COPY {} ({}) FROM STDIN").format(staged, _names(table.names))
    with database.cursor() as cursor, cursor.copy(query) as copy:
        for row in zip(*columns, strict=True):
            copy.write_row(row)
    _execute(database, "CREATE INDEX ON {} ({})", staged, _names(table.key))
    _execute(database, "ANALYZE {} ({})", staged, _names(table.key))


def _cells(values: pd.Series[Any], kind: str) -> list[Any]:
    """Return a column as plain values."""
    if kind == "geometry":
        shapes = np.array(values, dtype=object)
        shapes[shapely.is_missing(shapes)] = None
        told = shapely.to_wkb(shapely.set_srid(shapes, _SRID), hex=True, include_srid=True)
        return [None if cell is None else str(cell) for cell in told]
    if kind == "date":
        return [None if pd.isna(cell) else cell.date() for cell in values]
    cells = values.astype(object).to_numpy(copy=True)
    cells[values.isna().to_numpy()] = None
    return list(map(_text, cells)) if kind == "text" else list(cells)


def _text(cell: str | None) -> str | None:
    """Return a text that PostgreSQL can hold: no NUL, no half of a pair of surrogates."""
    if cell is None:
        return None
    return cell.encode("utf-8", "replace").decode("utf-8").replace("\x00", " ")


def _merge(database: psycopg.Connection[Any], table: Table, schema: str) -> tuple[int, int]:
    """Add new rows and change those that differ; return how many of each."""
    others = [name for name in table.names if name not in table.key]
    changed = sql.SQL(
        "DO UPDATE SET ({names}) = ROW ({given}) WHERE ({old}) IS DISTINCT FROM ({given})"
    ).format(
        names=_names(others),
        given=_names(others, "excluded.{}"),
        old=_names(others, "old.{}"),
    )
    found = _execute(
        database,
        "WITH written AS (INSERT INTO {table} AS old ({names}) SELECT {names} FROM {staged} "
        "ON CONFLICT ({key}) {otherwise} RETURNING old.xmax = 0 AS added) "
        "SELECT count(*) FILTER (WHERE added), count(*) FILTER (WHERE NOT added) FROM written",
        table=_name(schema, table.name),
        staged=_name(f"new_{table.name}"),
        names=_names(table.names),
        key=_names(table.key),
        otherwise=changed if others else sql.SQL("DO NOTHING"),
    ).fetchone()
    return int(found[0]), int(found[1])


def _note_events(database: psycopg.Connection[Any], schema: str) -> None:
    """Note which events, with which actors, documents told that are told anew."""
    _execute(
        database,
        "CREATE TEMPORARY TABLE told_before ON COMMIT DROP AS SELECT DISTINCT event_id FROM {} "
        "WHERE document_id IN (SELECT document_id FROM new_documents)",
        _name(schema, "reports"),
    )
    _execute(
        database,
        "CREATE TEMPORARY TABLE named_before ON COMMIT DROP AS SELECT actor_id FROM {} "
        "WHERE event_id IN (SELECT event_id FROM told_before) UNION SELECT actor_id FROM {} "
        "WHERE document_id IN (SELECT document_id FROM new_documents)",
        _name(schema, "event_actors"),
        _name(schema, "control"),
    )


def _remove(database: psycopg.Connection[Any], table: Table, schema: str, *, prune: bool) -> int:
    """Remove rows that the atlas does not have; return how many."""
    scope = sql.SQL("" if prune else _SCOPES.get(table.name, "AND false"))
    same = sql.SQL(" AND ").join(
        sql.SQL("new.{0} = old.{0}").format(_name(name)) for name in table.key
    )
    cursor = _execute(
        database,
        "DELETE FROM {table} AS old WHERE NOT EXISTS (SELECT FROM {staged} AS new WHERE {same}) "
        "{scope}",
        table=_name(schema, table.name),
        staged=_name(f"new_{table.name}"),
        same=same,
        scope=scope.format(**{name: _name(schema, name) for name in TABLES}),
    )
    return int(cursor.rowcount)


_OF_DOCUMENTS = "AND old.document_id IN (SELECT document_id FROM new_documents)"
_SCOPES: Mapping[str, str] = {
    "actors": "AND old.actor_id IN (SELECT actor_id FROM named_before) "
    "AND NOT EXISTS (SELECT FROM {event_actors} AS named WHERE named.actor_id = old.actor_id) "
    "AND NOT EXISTS (SELECT FROM {control} AS named WHERE named.actor_id = old.actor_id)",
    "places": _OF_DOCUMENTS,
    "reports": _OF_DOCUMENTS,
    "control": _OF_DOCUMENTS,
    "figures": _OF_DOCUMENTS,
    "rejected": "AND (old.document_id IN (SELECT document_id FROM new_documents) "
    "OR old.document_id IN (SELECT document_id FROM new_rejected))",
    "event_actors": "AND (old.event_id IN (SELECT event_id FROM new_events) "
    "OR old.event_id IN (SELECT event_id FROM told_before) AND NOT EXISTS "
    "(SELECT FROM {reports} AS told WHERE told.event_id = old.event_id))",
    "events": "AND old.event_id IN (SELECT event_id FROM told_before) AND NOT EXISTS "
    "(SELECT FROM {reports} AS told WHERE told.event_id = old.event_id)",
}
"""Which rows give way that the atlas does not have: those of its own documents and events."""
