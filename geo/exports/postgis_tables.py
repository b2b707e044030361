"""The tables of an atlas as PostgreSQL has them: types, keys, indexes and what columns mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg import sql

from geo.errors import OutputError
from geo.exports.references import REFERENCES, Reference
from geo.schema import TABLES, Column, Table

__all__ = ["POSTGIS", "make_tables"]

POSTGIS = (
    "SELECT nspname FROM pg_catalog.pg_extension JOIN pg_catalog.pg_namespace "
    "ON pg_namespace.oid = extnamespace WHERE extname = 'postgis'"
)
"""Query for the schema that PostGIS stands in."""

_TYPES: Mapping[str, str] = {
    "text": "text",
    "integer": "bigint",
    "number": "double precision",
    "boolean": "boolean",
    "date": "date",
}
_COLUMNS = (
    "SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND table_name = %s"
)

_KEYS = (
    "SELECT attname FROM pg_catalog.pg_namespace AS home "
    "JOIN pg_catalog.pg_class AS held ON held.relnamespace = home.oid "
    "JOIN pg_catalog.pg_index ON indrelid = held.oid AND indisprimary "
    "JOIN pg_catalog.pg_attribute ON attrelid = held.oid AND attnum = ANY (indkey) "
    "WHERE nspname = %s AND relname = %s"
)


def make_tables(database: psycopg.Connection[Any], schema: str, *, postgis: str) -> None:
    """Make the tables that a schema lacks, and columns that older ones lack.

    Where all is there nothing is asked of the database that would need the rights of its owner.

    Parameters
    ----------
    postgis
        Schema of PostGIS.

    Raises
    ------
    OutputError
        If a table of that name is not one of an atlas: it is left alone.
    """
    known = database.execute(
        "SELECT FROM pg_catalog.pg_namespace WHERE nspname = %s", (schema,)
    ).fetchone()
    if known is None:
        database.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
    made = {
        table.name
        for table in TABLES.values()
        if _make_or_complete(database, table, schema, postgis)
    }
    for reference in REFERENCES:
        if reference.table in made:
            _refer(database, reference, schema)


def _make_or_complete(
    database: psycopg.Connection[Any], table: Table, schema: str, postgis: str
) -> bool:
    """Make a table, or add the columns it lacks; return whether it was made."""
    names = {row[0] for row in database.execute(_COLUMNS, (schema, table.name))}
    if not names:
        _make_table(database, table, schema, postgis)
        return True
    if {row[0] for row in database.execute(_KEYS, (schema, table.name))} != set(table.key):
        raise OutputError(
            f"the schema {schema!r} has a table {table.name!r} that is not of an atlas; "
            "choose another --schema"
        )
    for column in table.columns:
        if column.name not in names:
            _add_column(database, table, column, schema, postgis)
    return False


def _make_table(database: psycopg.Connection[Any], table: Table, schema: str, postgis: str) -> None:
    name = sql.Identifier(schema, table.name)
    columns = sql.SQL(", ").join(_declared(column, table, postgis) for column in table.columns)
    key = sql.SQL(", ").join(map(sql.Identifier, table.key))
    database.execute(sql.SQL("CREATE TABLE {} ({}, PRIMARY KEY ({}))").format(name, columns, key))
    database.execute(
        sql.SQL("COMMENT ON TABLE {} IS {}").format(name, sql.Literal(f"A row is {table.row}."))
    )
    for column in table.columns:
        _comment(database, table, column, schema)
        if column.kind == "geometry":
            database.execute(
                sql.SQL("CREATE INDEX ON {} USING gist ({})").format(
                    name, sql.Identifier(column.name)
                )
            )
    if table.name == "events":
        database.execute(sql.SQL("CREATE INDEX ON {} (date_start, date_end)").format(name))


def _add_column(
    database: psycopg.Connection[Any], table: Table, column: Column, schema: str, postgis: str
) -> None:
    database.execute(
        sql.SQL("ALTER TABLE {} ADD COLUMN {}").format(
            sql.Identifier(schema, table.name), _declared(column, table, postgis)
        )
    )
    _comment(database, table, column, schema)


def _declared(column: Column, table: Table, postgis: str) -> sql.Composed:
    kind = (
        sql.SQL("{}.geometry(Geometry, 4326)").format(sql.Identifier(postgis))
        if column.kind == "geometry"
        else sql.SQL(_TYPES[column.kind])
    )
    needed = sql.SQL("" if column.nullable and column.name not in table.key else " NOT NULL")
    return sql.SQL("{} {}{}").format(sql.Identifier(column.name), kind, needed)


def _comment(database: psycopg.Connection[Any], table: Table, column: Column, schema: str) -> None:
    meaning = column.meaning
    if column.allowed:
        meaning += " One of " + ", ".join(column.allowed) + "."
    database.execute(
        sql.SQL("COMMENT ON COLUMN {} IS {}").format(
            sql.Identifier(schema, table.name, column.name), sql.Literal(meaning)
        )
    )


def _refer(database: psycopg.Connection[Any], reference: Reference, schema: str) -> None:
    """Hold a column to the keys it names: when all tables are written, not before."""
    name = sql.Identifier(schema, reference.table)
    column = sql.Identifier(reference.column)
    database.execute(
        sql.SQL(
            "ALTER TABLE {} ADD FOREIGN KEY ({}) REFERENCES {} ({}) DEFERRABLE INITIALLY DEFERRED"
        ).format(name, column, sql.Identifier(schema, reference.to), sql.Identifier(reference.key))
    )
    database.execute(sql.SQL("CREATE INDEX ON {} ({})").format(name, column))
