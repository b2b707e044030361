"""The tables of an atlas, declared once.

The declarations give validation, empty tables, the column order of every export and the data
dictionary. Geometries are EPSG:4326 (longitude, latitude).
"""

from __future__ import annotations

from geo.schema.declarations import TABLES, Column, Table
from geo.schema.frames import CRS, arrange, build, conform, empty, validate

__all__ = [
    "CRS",
    "TABLES",
    "Column",
    "Table",
    "arrange",
    "build",
    "conform",
    "describe",
    "empty",
    "validate",
]


def describe() -> str:
    """Return the data dictionary of all tables as Markdown."""
    parts = [
        "# Tables of an atlas",
        "",
        "Made from `geo/schema`. Geometries are EPSG:4326. Every export keeps this order.",
    ]
    for table in TABLES.values():
        parts += [
            "",
            f"## {table.name}",
            "",
            f"A row is {table.row}. Key: {', '.join(f'`{name}`' for name in table.key)}.",
            "",
            "| column | kind | may be null | meaning |",
            "|---|---|---|---|",
        ]
        for column in table.columns:
            meaning = column.meaning
            if column.allowed:
                meaning += " One of " + ", ".join(f"`{value}`" for value in column.allowed) + "."
            null = "yes" if column.nullable else "no"
            parts.append(f"| `{column.name}` | {column.kind} | {null} | {meaning} |")
    return "\n".join(parts) + "\n"
