"""What analysts ask of events: in which areas, how many, how near, and in whose data too."""

from __future__ import annotations

from geo.analysis.areas import Areas, read_areas, shipped_areas
from geo.analysis.comparison import compare_events, summarise
from geo.analysis.counts import PERIODS, count_events
from geo.analysis.proximity import find_nearest

__all__ = [
    "PERIODS",
    "Areas",
    "compare_events",
    "count_events",
    "find_nearest",
    "read_areas",
    "shipped_areas",
    "summarise",
]
