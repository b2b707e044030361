"""The gazetteer as the rest of the package sees it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from geo.errors import GazetteerError, UnknownEntryError
from geo.gazetteer.areas import AreaKind, Areas, DisputedLine
from geo.gazetteer.nearness import Grid
from geo.gazetteer.search import Search
from geo.gazetteer.store import NO_ROW, Store
from geo.gazetteer.survey import areas_folder, shipped_folder
from geo.gazetteer.union import Union, entry_of
from geo.gazetteer.wording import sites_after
from geo.geodesy import split_at_antimeridian
from geo.model import Area, Bounds, Candidate, Entry, Match
from geo.text import name_key

__all__ = ["Gazetteer"]

_SITES = 5
_SURE = frozenset({Match.NAME, Match.ALTERNATE})


class Gazetteer:
    """One artefact or a stack of several, opened read-only.

    Examples
    --------
    >>> gazetteer = Gazetteer.open()
    >>> gazetteer.candidates("حلب")[0].entry.name
    'Aleppo'
    """

    def __init__(self, stores: Sequence[Store], areas: Areas) -> None:
        if not stores:
            raise GazetteerError("no gazetteer was named; open at least one")
        self._stores = tuple(stores)
        self._areas = areas
        self._names = Search(self._stores)
        self._union = Union(self._stores)

    @staticmethod
    def open(*folders: Path | None) -> Gazetteer:
        """Open an artefact, or a stack of them.

        Parameters
        ----------
        folders
            Folders of artefacts; `None`, or nothing at all, is the shipped one. Where several
            have an entry of the same id, it bears the names of all; of what else they say, the
            first one's word counts, and what it leaves open the next one says.

        Raises
        ------
        GazetteerError
            If a file is missing, damaged or of another format version.
        """
        return _open(folders or (None,))

    @property
    def version(self) -> str:
        """Hash of the content; of a stack, the versions joined by `+`."""
        return "+".join(store.version for store in self._stores)

    @property
    def datasets(self) -> Mapping[str, Mapping[str, Any]]:
        """Licence, title, URL and version of each dataset, by its name."""
        found: dict[str, Mapping[str, Any]] = {}
        for store in self._stores:
            for name, dataset in store.metadata["datasets"].items():
                found.setdefault(name, dataset)
        return found

    @property
    def credit(self) -> str:
        """Whom to credit for the datasets, and under which licences, in one line."""
        known = self.datasets
        return "; ".join(
            f"{known[name]['title']} ({known[name]['licence']})" for name in sorted(known)
        )

    def __len__(self) -> int:
        return sum(len(store) for store in self._stores)

    def entry(self, entry_id: str) -> Entry:
        """Return an entry by its id.

        Raises
        ------
        UnknownEntryError
            If no entry has the id.
        """
        return self._union.entry(entry_id)

    def count_names(self, entry: Entry) -> int:
        """Return how many names an entry bears: places known abroad have names in many tongues.

        Raises
        ------
        UnknownEntryError
            If the entry is of another gazetteer.
        """
        return self._union.count_names(entry.entry_id)

    def country(self, alpha3: str) -> Entry:
        """Return a country by its ISO 3166-1 alpha-3 code.

        Raises
        ------
        UnknownEntryError
            If no country has the code.
        """
        for country in self._countries(alpha3):
            return country
        raise UnknownEntryError(alpha3)

    def seat(self, alpha3: str) -> Entry | None:
        """Return the town where a country's government sits: its capital, or what is not it.

        GeoNames tells the seat of a government (`PPLG`) where it is another town than the
        capital (`PPLC`): La Paz, Cotonou.

        Parameters
        ----------
        alpha3
            ISO 3166-1 code of the country.

        Returns
        -------
        The settlement, or `None` where the gazetteer marks none for the country.
        """
        entry_id = self._seats.get(alpha3)
        return None if entry_id is None else self.entry(entry_id)

    @cached_property
    def _seats(self) -> Mapping[str, str]:
        """Ids of the seats by country; found when asked for, in a pass over the codes."""
        found: dict[str, str] = {}
        for code, store in product(("PPLG", "PPLC"), self._stores):
            kinds = [number for number, (_, one) in enumerate(store.features) if one == code]
            for row in np.flatnonzero(np.isin(store.feature, kinds)).tolist():
                country = store.country_code(row)
                if country is not None:
                    found.setdefault(country, store.entry_id(row))
        return found

    def _countries(self, alpha3: str) -> Iterator[Entry]:
        for store in self._stores:
            for code, row in store.countries:
                if code == alpha3 and row != NO_ROW:
                    yield self.entry(store.entry_id(row))

    def parents(self, entry: Entry) -> tuple[Entry, ...]:
        """Return what contains an entry, smallest first: divisions, country, continent."""
        found = self._union.parents(entry.entry_id)
        chain = (entry, *found)
        if entry.country_code and not any(one.feature_code.startswith("PCL") for one in chain):
            # An entry of a stacked artefact knows its country by code alone.
            for country in self._countries(entry.country_code):
                return (*found, country, *self.parents(country))
        return found

    def children(self, entry: Entry) -> tuple[Entry, ...]:
        """Return what lies directly below an entry, most important first."""
        found = []
        for store in self._stores:
            row = store.row(entry.entry_id)
            if row is not None:
                rows = np.flatnonzero(store.parent == row).tolist()
                rows.sort(key=lambda child: (-store.prior(child), child))
                found += [entry_of(store, child) for child in rows]
        return self._distinct(found)

    def has_name(self, text: str) -> bool:
        """Return whether any entry bears the name, folded; generic words are not stripped."""
        key = name_key(text)
        return bool(key) and any(key in store.trie for store in self._stores)

    def candidates(
        self, name: str, *, limit: int | None = None, loose: bool = True, fuzzy: bool = False
    ) -> tuple[Candidate, ...]:
        """Return the entries that bear a name, best first.

        Parameters
        ----------
        name
            A name in any script. Words for the kind of place ("Idlib province", "city of Homs")
            may stand around it.
        limit
            How many to return at most.
        loose
            Whether to go on, while nothing is found, with abbreviations written out ("S.
            Sudan"), words of water and land left out or changing sides ("River Euphrates"),
            other transliterations ("Dayr az-Zawr"), and the place inside a longer name
            ("Donetsk airport", "northern Syria").
        fuzzy
            Whether to look, when nothing else is found, for names within one edit, two from
            nine letters on.

        Returns
        -------
        A candidate per entry. `score` is a prior without context, in [0, 1]: how the name was
        matched times how important the entry is. Equal scores are ordered by id.
        """
        found: dict[str, Candidate] = {}
        for hit in self._names.find(name, loose=loose, fuzzy=fuzzy):
            if limit is not None and len(found) >= limit:
                break
            entry = self._union.entry_at(hit.store, hit.row)
            found.setdefault(
                entry.entry_id,
                Candidate(entry=entry, matched_name=hit.name, match=hit.match, score=hit.score),
            )
        return tuple(found.values())

    def sites(self, name: str, after: str) -> tuple[Candidate, ...]:
        """Return the sites that a name and the words after it name: "Goma" and " airport".

        Parameters
        ----------
        name
            A name as a text has it.
        after
            What follows it in the text; the longest words for a site that make a name count.

        Returns
        -------
        Camps, airports, crossings and the like, best first; empty where the words name none.
        """
        for words in sites_after(after):
            found = tuple(
                candidate
                for candidate in self.candidates(f"{name} {words}", limit=_SITES, loose=False)
                if candidate.match in _SURE and candidate.entry.feature_class in "LS"
            )
            if found:
                return found
        return ()

    def area(self, entry_id: str) -> Area | None:
        """Return the polygon of a country or first-order division, where one is known."""
        return self._areas.find(entry_id)

    def areas(
        self,
        kind: AreaKind,
        *,
        bounds: Bounds | None = None,
        country_code: str | None = None,
    ) -> tuple[Area, ...]:
        """Return areas for a map to lie on, ordered by entry id.

        Parameters
        ----------
        kind
            `country`, `country-coarse` for maps of the world, `admin1`, or `disputed` for
            territories that the dataset gives to no country.
        bounds
            Only areas that meet this bounding box.
        country_code
            Only areas of this country, ISO 3166-1 alpha-3.
        """
        return self._areas.select(kind, bounds=bounds, country_code=country_code)

    def disputed_lines(self, *, bounds: Bounds | None = None) -> tuple[DisputedLine, ...]:
        """Return disputed and ceasefire lines, those that meet `bounds`."""
        return self._areas.lines(bounds=bounds)

    def biggest_places(self, bounds: Bounds, *, limit: int) -> tuple[Entry, ...]:
        """Return the most populous settlements in a bounding box, for labels of a map.

        Parameters
        ----------
        bounds
            Degrees; may cross the antimeridian.
        limit
            How many at most.
        """
        found: list[tuple[int, str, Entry]] = []
        for store in self._stores:
            rows = np.flatnonzero(_inside(store, bounds) & store.is_settlement)
            order = np.lexsort((rows, -store.population[rows].astype(np.int64)))[:limit]
            entries = (entry_of(store, int(row)) for row in rows[order])
            found += [(-entry.population, entry.entry_id, entry) for entry in entries]
        ranked = sorted(found, key=lambda item: item[:2])
        return self._distinct(entry for _, _, entry in ranked)[:limit]

    def nearest(
        self, *, latitude: float, longitude: float, limit: int = 1
    ) -> tuple[tuple[Entry, float], ...]:
        """Return the settlements nearest to a point, each with its distance in kilometres.

        Parameters
        ----------
        latitude, longitude
            Degrees, WGS 84.
        limit
            How many at most.
        """
        found = [
            (distance, entry_of(store, int(rows[at])))
            for store, (rows, grid) in zip(self._stores, self._settlements, strict=True)
            for at, distance in grid.nearest(latitude=latitude, longitude=longitude, limit=limit)
        ]
        found.sort(key=lambda item: (item[0], item[1].entry_id))
        distances: dict[str, float] = {}
        for distance, entry in found:
            distances.setdefault(entry.entry_id, distance)
        entries = self._distinct(entry for _, entry in found)
        return tuple((entry, distances[entry.entry_id]) for entry in entries[:limit])

    @cached_property
    def _settlements(self) -> tuple[tuple[np.ndarray[Any, np.dtype[np.int64]], Grid], ...]:
        """Rows of the settlements of each store, with a grid of their points; made when asked."""
        made = []
        for store in self._stores:
            rows = np.flatnonzero(store.is_settlement)
            made.append((rows, Grid(store.latitude[rows] / 1e6, store.longitude[rows] / 1e6)))
        return tuple(made)

    def _distinct(self, entries: Iterable[Entry]) -> tuple[Entry, ...]:
        """Return entries once each, as all gazetteers of the stack know them."""
        if len(self._stores) == 1:
            return tuple(entries)
        return tuple(self.entry(entry_id) for entry_id in {one.entry_id: None for one in entries})


@cache
def _open(folders: tuple[Path | None, ...]) -> Gazetteer:
    stores = [Store(folder or shipped_folder()) for folder in folders]
    return Gazetteer(stores, Areas(areas_folder()))


def _inside(store: Store, bounds: Bounds) -> np.ndarray[Any, np.dtype[np.bool_]]:
    inside = np.zeros(len(store), np.bool_)
    for box in split_at_antimeridian(bounds):
        inside |= (
            (store.latitude >= box.south * 1e6)
            & (store.latitude <= box.north * 1e6)
            & (store.longitude >= box.west * 1e6)
            & (store.longitude <= box.east * 1e6)
        )
    return inside
