"""Sources of gazetteers: dumps, tables and layers that are read into records."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from geo.gazetteer.builder import Dataset, NameRecord, Record
from geo.gazetteer.rejections import RejectedRow
from geo.gazetteer.sources.geonames import GeoNames, role_of

__all__ = ["Source", "open_sources"]


class Source(Protocol):
    """Files that make one dataset, or several."""

    @property
    def files(self) -> tuple[Path, ...]:
        """All files that are read."""

    def datasets(self) -> list[Dataset]:
        """Return the datasets of the records."""

    def records(self) -> Iterator[Record | RejectedRow]:
        """Yield the places, in the order of the files."""

    def further_names(self) -> Iterator[NameRecord | RejectedRow]:
        """Yield names that are kept apart from the places."""


def open_sources(paths: Sequence[Path], *, classes: Collection[str] = ()) -> list[Source]:
    """Return the sources that files make."""
    roles: dict[str, list[Path]] = {"places": [], "names": [], "hierarchy": []}
    for path in paths:
        roles[role_of(path)].append(path)
    return [GeoNames(**roles, classes=classes)]
