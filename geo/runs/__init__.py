"""What a run did: its figures, counted without holding its tables, as JSON and as a page."""

from __future__ import annotations

from geo.runs.counting import Counts, count_atlas, count_found, count_rows
from geo.runs.page import write_page
from geo.runs.telling import Part, describe_run

__all__ = [
    "Counts",
    "Part",
    "count_atlas",
    "count_found",
    "count_rows",
    "describe_run",
    "write_page",
]
