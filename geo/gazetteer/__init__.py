"""Look up places by any name in any script: read-only, offline, memory-mapped.

The shipped gazetteer joins GeoNames (settlements, divisions, countries, continents), names from
Unicode CLDR, areas from Natural Earth, and our own tables. See CREDITS.md for their licences.
"""

from __future__ import annotations

from geo.gazetteer.areas import AreaRecord, DisputedLine, write_areas
from geo.gazetteer.builder import build_gazetteer
from geo.gazetteer.lookup import Gazetteer
from geo.gazetteer.records import Dataset, Record
from geo.gazetteer.registers import is_curated
from geo.gazetteer.store import NameKind

__all__ = [
    "AreaRecord",
    "Dataset",
    "DisputedLine",
    "Gazetteer",
    "NameKind",
    "Record",
    "build_gazetteer",
    "is_curated",
    "write_areas",
]
