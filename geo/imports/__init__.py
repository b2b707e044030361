"""Read what others made: atlases that were written before, and tables of coded events."""

from __future__ import annotations

from geo.imports.atlases import is_atlas, read_atlas
from geo.imports.columns import ColumnMap, read_column_map
from geo.imports.datasets import KINDS, find_tables
from geo.imports.tables import read_events, stream_events

__all__ = [
    "KINDS",
    "ColumnMap",
    "find_tables",
    "is_atlas",
    "read_atlas",
    "read_column_map",
    "read_events",
    "stream_events",
]
