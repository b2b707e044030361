"""Which reports need comparing at all: keys that reports of one event have in common.

A key is the hash of what reports share: of many reports, numbers take a fraction of the memory.
That two different things have one key only costs a comparison.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

from geo.atlas.traits import TELLING_DEAD, Site, Traits
from geo.model import Geoprecision, Status

__all__ = ["Blocks"]

# An act dated no better than this is told as a period ("air strikes since September"); it is the
# same as another act only where both name the same period. A month is the longest span that
# reporting uses for one act ("in late August", "last month").
_LONGEST_ACT_DAYS = 31
_WEEK_DAYS = 7

# Reports of one place lie within this many kilometres of each other, and most of them in one cell.
_REACH_KM = 25.0
_CELL_KM = 250.0
# A degree of latitude in kilometres, less than any.
_KM_PER_DEGREE = 110.5
_BANDS = math.ceil(180 * _KM_PER_DEGREE / _CELL_KM)

_Cell = tuple[int, int]


class Blocks:
    """The events that a report may be of, found by what their reports have in common with it."""

    def __init__(self) -> None:
        # Most blocks are of one event: a list for each would keep the garbage collector busy.
        self._first: dict[int, int] = {}
        self._more: dict[int, list[int]] = {}

    def add(self, traits: Traits, number: int) -> None:
        """Let an event be found by reports like one of its own."""
        for key in _keys_known_by(traits):
            if self._first.setdefault(key, number) != number:
                self._more.setdefault(key, []).append(number)

    def find(self, traits: Traits) -> set[int]:
        """Return the numbers of the events that a report may be of."""
        found: set[int] = set()
        for key in _keys_sought_by(traits):
            number = self._first.get(key)
            if number is not None:
                found.add(number)
                found.update(self._more.get(key, ()))
        return found


def _keys_known_by(traits: Traits) -> Iterator[int]:
    """Yield the keys under which an event is found by the reports that may be of it too."""
    for base in _bases(traits):
        for who in traits.parties.keys:
            yield hash((base, "who", who))
            if traits.place is None:
                yield hash((base, "anywhere", who))
            else:
                yield hash((base, _cell_of(traits.place), who))
        yield from _telling(base, traits)
        if traits.place is not None and traits.entry_id is not None:
            yield hash((base, "all at", traits.entry_id))
            if not traits.parties.keys:
                yield hash((base, "nobody at", traits.entry_id))


def _keys_sought_by(traits: Traits) -> Iterator[int]:
    """Yield the keys under which the events are found that a report may be of."""
    for base in _bases(traits):
        for who in traits.parties.keys:
            if traits.place is None:
                yield hash((base, "who", who))
            else:
                yield hash((base, "anywhere", who))
                for cell in _cells_around(traits.place):
                    yield hash((base, cell, who))
        yield from _telling(base, traits)
        if traits.place is not None and traits.entry_id is not None:
            yield hash((base, "nobody at" if traits.parties.keys else "all at", traits.entry_id))


def _bases(traits: Traits) -> Iterator[int]:
    """Yield type and status with a week, or the period; what was planned may be what was done."""
    first, last = traits.first, traits.last
    if first is None or last is None:
        return
    status = Status.ACTUAL if traits.status is Status.PLANNED else traits.status
    if last - first > _LONGEST_ACT_DAYS:
        yield hash((traits.event_type, status, first, last))
        return
    for week in range(first // _WEEK_DAYS, last // _WEEK_DAYS + 1):
        yield hash((traits.event_type, status, week))


def _telling(base: int, traits: Traits) -> Iterator[int]:
    if traits.entry_id is not None and (traits.dead or 0) >= TELLING_DEAD:
        yield hash((base, "dead at", traits.entry_id, traits.dead))


def _cell_of(place: Site) -> str | _Cell | None:
    return _cells_around(place)[0]


def _cells_around(place: Site) -> tuple[str | _Cell | None, ...]:
    """Return the cells that hold a point's place; of what is larger than a town, its entry."""
    if place.precision > Geoprecision.NEAR:
        return (place.entry_id,)
    return _grid_cells(place.latitude, place.longitude)


@lru_cache(maxsize=65_536)
def _grid_cells(latitude: float, longitude: float) -> tuple[_Cell, ...]:
    """Return the cell of a point, then those that others of its place may lie in."""
    reach = _REACH_KM / _KM_PER_DEGREE
    cells: dict[_Cell, None] = {}
    for shift in (0.0, -reach, reach):
        band = int(min(max((latitude + shift + 90) / 180 * _BANDS, 0), _BANDS - 1))
        cells |= dict.fromkeys((band, column) for column in _columns(band, longitude))
    return tuple(cells)


def _columns(band: int, longitude: float) -> Iterator[int]:
    """Yield the column of a longitude in a band of latitude, then those within reach."""
    edges = (abs(edge * 180 / _BANDS - 90) for edge in (band, band + 1))
    round_km = math.cos(math.radians(min(max(edges), 90.0))) * 360 * _KM_PER_DEGREE
    count = max(1, int(round_km / _CELL_KM))
    reach = min(_REACH_KM * 360 / max(round_km, 1.0), 360.0)
    for shift in (0.0, -reach, reach):
        yield int((longitude + shift + 180) % 360 / 360 * count) % count
