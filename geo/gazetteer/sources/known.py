"""Divisions that a dump names by codes alone, as another gazetteer knows them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import cache

import shapely

from geo.errors import UnknownEntryError
from geo.gazetteer.lookup import Gazetteer
from geo.gazetteer.records import Record
from geo.gazetteer.sources.territories import country_code_of
from geo.model import Entry

__all__ = ["Codes", "KnownDivisions", "geonames_id"]

Codes = tuple[str, ...]
"""A country's code (ISO 3166-1 alpha-2), then those of the divisions, largest first."""

# So many places tell what a code stands for; more would say the same, in a dump of millions.
_WITNESSES = 25

# How many codes say a first-order division, and how many a second-order one.
_FIRST, _SECOND = 2, 3

# GeoNames' code where it does not know the division.
_UNKNOWN = frozenset({"", "00"})


def geonames_id(number: int | str) -> str:
    """Return the entry id of a number of GeoNames."""
    return f"geonames:{number}"


class KnownDivisions:
    """What the codes of a dump stand for in another gazetteer.

    That keeps no codes of GeoNames. So the places tell: where most of a code that both know lie;
    where both know none of them, in which area most of them lie.

    Parameters
    ----------
    gazetteer
        With entries of GeoNames.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._votes: defaultdict[Codes, Counter[str]] = defaultdict(Counter)
        self._points: defaultdict[Codes, list[tuple[float, float]]] = defaultdict(list)
        self.find = cache(self._find)

    def observe(self, number: int, codes: Codes, *, latitude: float, longitude: float) -> None:
        """Take a place of the dump as a witness of what its codes stand for.

        Parameters
        ----------
        number
            Its id.
        codes
            Of its country and its first two divisions.
        latitude, longitude
            Degrees, WGS 84.
        """
        country_code = country_code_of(codes[0])
        if codes[1] in _UNKNOWN or country_code is None:
            return
        lengths = [_FIRST] if codes[2] in _UNKNOWN else [_FIRST, _SECOND]
        votes = {length: self._votes[codes[:length]] for length in lengths}
        if all(found.total() >= _WITNESSES for found in votes.values()):
            return
        entry = self._entry(number)
        if entry is None or entry.country_code != country_code:
            points = self._points[codes[:_FIRST]]
            if len(points) < _WITNESSES:
                points.append((longitude, latitude))
            return
        for length, found in votes.items():
            division = entry.admin1 if length == _FIRST else entry.admin2
            if division is not None:
                found[division] += 1

    def _find(self, codes: Codes) -> int | None:
        """Return the id of the division that codes stand for, where most witnesses agree.

        Parameters
        ----------
        codes
            Of a country and one or two divisions.
        """
        votes = self._votes.get(codes)
        if not votes and len(codes) == _FIRST:
            votes = self._areas_of(codes)
        if not votes:
            return None
        division, count = min(votes.items(), key=lambda item: (-item[1], item[0]))
        prefix, _, number = division.partition(":")
        return int(number) if prefix == "geonames" and 2 * count > votes.total() else None

    def records(self, wanted: Collection[int], present: Collection[int]) -> Iterator[Record]:
        """Yield the divisions of some ids, and what contains them.

        Parameters
        ----------
        wanted
            Ids; those that the gazetteer has not, or not as divisions, are passed over.
        present
            Ids that are known without.
        """
        chosen: dict[str, Record] = {}
        for number in sorted(set(wanted).difference(present)):
            entry = self._entry(number)
            if entry is None or entry.feature_class != "A":
                continue
            chain = [entry, *self._gazetteer.parents(entry)]
            for record in _chained([one for one in chain if one.dataset == entry.dataset]):
                if int(record.local_id) not in present:
                    chosen.setdefault(record.entry_id, record)
        yield from chosen.values()

    def _areas_of(self, codes: Codes) -> Counter[str]:
        """Return how many places of a code lie in which first-order division."""
        points = self._points.get(codes, [])
        alpha3 = country_code_of(codes[0])
        found: Counter[str] = Counter()
        for area in self._gazetteer.areas("admin1", country_code=alpha3) if points else ():
            shape = shapely.from_wkb(area.wkb)
            inside = int(shapely.contains_xy(shape, points).sum())
            if inside:
                found[area.entry_id] += inside
        return found

    def _entry(self, number: int) -> Entry | None:
        try:
            return self._gazetteer.entry(geonames_id(number))
        except UnknownEntryError:
            return None


def _chained(chain: Sequence[Entry]) -> Iterator[Record]:
    """Yield a division and what contains it as records."""
    for entry, parent in zip(chain, [*chain[1:], None], strict=True):
        yield Record(
            entry_id=entry.entry_id,
            name=entry.name,
            latitude=entry.latitude,
            longitude=entry.longitude,
            feature_class=entry.feature_class,
            feature_code=entry.feature_code,
            country_code=entry.country_code,
            parent=parent.entry_id if parent else None,
            population=entry.population,
            bounds=entry.bounds,
        )
