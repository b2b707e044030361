"""Which columns of an atlas name rows of its other tables."""

from __future__ import annotations

from dataclasses import dataclass

from geo.schema import TABLES

__all__ = ["REFERENCES", "Reference"]

# What was rejected is in no table: its id is that of a document that could not be used.
_OUTSIDE = frozenset({"rejected"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A column whose values are keys of another table."""

    table: str
    column: str
    to: str
    key: str


def _references() -> tuple[Reference, ...]:
    """Return the references of all tables: a column named as a key, or ending so, is one."""
    keys = {table.key[0]: table.name for table in TABLES.values() if len(table.key) == 1}
    return tuple(
        Reference(table=table.name, column=column.name, to=to, key=key)
        for table in TABLES.values()
        if table.name not in _OUTSIDE
        for column in table.columns
        for key, to in keys.items()
        if to != table.name and (column.name == key or column.name.endswith(f"_{key}"))
    )


REFERENCES = _references()
"""The references of all tables, in the order of their columns."""
