"""The gazetteer as the rest of the package sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from rapidfuzz.distance import OSA

from geo.errors import GazetteerError, UnknownEntryError
from geo.gazetteer.areas import AreaKind, Areas, DisputedLine
from geo.gazetteer.store import NO_ROW, NameKind, Posting, Store, spelling_check
from geo.geodesy import distance_km, split_at_antimeridian
from geo.lexicon import read_rows
from geo.model import Area, Bounds, Candidate, Entry, Match
from geo.text import latin_key, name_key

__all__ = ["Gazetteer"]

# How much a kind of match says for an entry, against its main name letter for letter.
# Editorial; the resolver's trained weights build on it.
_WEIGHTS: Mapping[Match, float] = {
    Match.NAME: 1.0,
    Match.ALTERNATE: 0.95,
    Match.FOLDED: 0.9,
    Match.DEMONYM: 0.85,
    Match.FUZZY: 0.6,
}
_KIND_WEIGHTS: Mapping[NameKind, float] = {NameKind.HISTORIC: 0.85, NameKind.METONYM: 0.6}
_TRANSLITERATED_WEIGHT = 0.8
_GENERIC_WEIGHT = 0.8
_WRONG_CLASS_WEIGHT = 0.5

_PHRASE_WORDS = 8
"""Names of more words exist, but none that news uses."""

_FUZZY_SHORTEST = 4
_FUZZY_PREFIX = 2
_FUZZY_KEYS = 200_000
_FUZZY_LONG = 8


class _Hit(NamedTuple):
    """A row of a store that bears a name: a candidate that is not made yet."""

    store: int
    row: int
    name: str
    match: Match
    score: float


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

    @staticmethod
    @cache
    def open(folder: Path | None = None, *more: Path) -> Gazetteer:
        """Open an artefact, or a stack of them.

        Parameters
        ----------
        folder
            Folder of an artefact; `None` is the shipped one.
        more
            Folders of further artefacts; where two have an entry of the same id, the first
            one's is taken.

        Raises
        ------
        GazetteerError
            If a file is missing, damaged or of another format version.
        """
        shipped = Path(str(files("geo.tables")))
        stores = [Store(path) for path in (folder or shipped / "gazetteer", *more)]
        return Gazetteer(stores, Areas(shipped / "areas"))

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

    def __len__(self) -> int:
        return sum(len(store) for store in self._stores)

    def entry(self, entry_id: str) -> Entry:
        """Return an entry by its id.

        Raises
        ------
        UnknownEntryError
            If no entry has the id.
        """
        store, row = self._find(entry_id)
        return _entry(store, row)

    def count_names(self, entry: Entry) -> int:
        """Return how many names an entry bears: places known abroad have names in many tongues.

        Raises
        ------
        UnknownEntryError
            If the entry is of another gazetteer.
        """
        store, row = self._find(entry.entry_id)
        return int(store.name_counts[row])

    def country(self, alpha3: str) -> Entry:
        """Return a country by its ISO 3166-1 alpha-3 code.

        Raises
        ------
        UnknownEntryError
            If no country has the code.
        """
        for store in self._stores:
            for code, row in store.countries:
                if code == alpha3 and row != NO_ROW:
                    return _entry(store, row)
        raise UnknownEntryError(alpha3)

    def parents(self, entry: Entry) -> tuple[Entry, ...]:
        """Return what contains an entry, smallest first: divisions, country, continent."""
        store, row = self._find(entry.entry_id)
        found = tuple(_entry(store, parent) for parent in _ancestors(store, row))
        if not found and entry.country_code and not entry.feature_code.startswith("PCL"):
            # An entry of a stacked artefact knows its country by code alone.
            country = self.country(entry.country_code)
            return (country, *self.parents(country))
        return found

    def children(self, entry: Entry) -> tuple[Entry, ...]:
        """Return what lies directly below an entry, most important first."""
        found = []
        for store in self._stores:
            row = store.row(entry.entry_id)
            if row is not None:
                rows = np.flatnonzero(store.parent == row).tolist()
                rows.sort(key=lambda child: (-store.prior(child), child))
                found += [_entry(store, child) for child in rows]
        return tuple(found)

    def has_name(self, text: str) -> bool:
        """Return whether any entry bears the name, folded; generic words are not stripped."""
        key = name_key(text)
        return bool(key) and any(key in store.trie for store in self._stores)

    def prefix_exists(self, key: str) -> bool:
        """Return whether any name key begins with `key`."""
        return any(next(store.trie.iterkeys(key), None) is not None for store in self._stores)

    def longest_name(self, words: Sequence[str], start: int = 0) -> int:
        """Return how many words from `start` on make the longest name that is known; 0 for none.

        Parameters
        ----------
        words
            Words of a text in order, without punctuation between them.
        start
            Index of the first word of the name.
        """
        for count in range(min(_PHRASE_WORDS, len(words) - start), 0, -1):
            if self.has_name(" ".join(words[start : start + count])):
                return count
        return 0

    def candidates(
        self, name: str, *, limit: int | None = None, fuzzy: bool = False
    ) -> tuple[Candidate, ...]:
        """Return the entries that bear a name, best first.

        Parameters
        ----------
        name
            A name in any script. Generic words around it ("Idlib province", "city of Homs") are
            set aside where the whole is not a name.
        limit
            How many to return at most.
        fuzzy
            Whether to look for names within one edit (two from nine letters on) when nothing
            else is found. The first two letters must be right.

        Returns
        -------
        A candidate per entry. `score` is a prior without context, in [0, 1]: how the name was
        matched times how important the entry is. Equal scores are ordered by id.
        """
        best: dict[tuple[int, int], _Hit] = {}
        for hit in self._search(name, fuzzy=fuzzy):
            place = (hit.store, hit.row)
            if place not in best or hit.score > best[place].score:
                best[place] = hit
        ranked = sorted(best.values(), key=lambda hit: (-hit.score, hit.store, hit.row))
        found: dict[str, Candidate] = {}
        for hit in ranked:
            if limit is not None and len(found) >= limit:
                break
            entry = _entry(self._stores[hit.store], hit.row)
            found.setdefault(
                entry.entry_id,
                Candidate(entry=entry, matched_name=hit.name, match=hit.match, score=hit.score),
            )
        return tuple(found.values())

    def _search(self, name: str, *, fuzzy: bool) -> Iterator[_Hit]:
        """Yield what bears a name, from the surest way of finding it to the least sure."""
        key = name_key(name)
        if not key:
            return
        found = False
        for hit in chain(self._with_key(key, name), self._bare(key)):
            found = True
            yield hit
        if not found and not key.isascii():
            for hit in self._with_key(latin_key(name), ""):
                found = True
                score = hit.score * _TRANSLITERATED_WEIGHT
                yield hit._replace(name=name, match=Match.FOLDED, score=score)
        if fuzzy and not found:
            for near, similarity in self._near(key):
                for hit in self._with_key(near, ""):
                    score = hit.score * _WEIGHTS[Match.FUZZY] * similarity
                    yield hit._replace(match=Match.FUZZY, score=score)

    def _with_key(self, key: str, name: str) -> Iterator[_Hit]:
        check = spelling_check(name)
        for number, store in enumerate(self._stores):
            for posting in store.postings(key):
                match = _match(posting, check)
                weight = _WEIGHTS[match] * _KIND_WEIGHTS.get(posting.kind, 1.0)
                score = weight * store.prior(posting.row)
                yield _Hit(number, posting.row, name or key, match, score)

    def _bare(self, key: str) -> Iterator[_Hit]:
        """Yield what bears the name without its generic word, which says what kind it is of."""
        for bare, feature_class in _without_generics(key):
            for hit in self._with_key(bare, bare):
                weight = _GENERIC_WEIGHT
                store = self._stores[hit.store]
                if feature_class not in {"", store.features[int(store.feature[hit.row])][0]}:
                    weight *= _WRONG_CLASS_WEIGHT
                match = hit.match if hit.match is Match.DEMONYM else Match.FOLDED
                yield hit._replace(match=match, score=hit.score * weight)

    def _near(self, key: str) -> Iterator[tuple[str, float]]:
        """Yield the name keys within few edits, each with its likeness in [0, 1]."""
        if len(key) < _FUZZY_SHORTEST:
            return
        edits = 1 if len(key) <= _FUZZY_LONG else 2
        for store in self._stores:
            keys = islice(store.trie.iterkeys(key[:_FUZZY_PREFIX]), _FUZZY_KEYS)
            for other in keys:
                if abs(len(other) - len(key)) <= edits:
                    distance = OSA.distance(key, other, score_cutoff=edits)
                    if distance <= edits:
                        yield other, 1 - distance / len(key)

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
            rows = np.flatnonzero(_inside(store, bounds) & _is_settlement(store))
            order = np.lexsort((rows, -store.population[rows].astype(np.int64)))[:limit]
            entries = (_entry(store, int(row)) for row in rows[order])
            found += [(-entry.population, entry.entry_id, entry) for entry in entries]
        return tuple(entry for _, _, entry in sorted(found, key=lambda item: item[:2])[:limit])

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
        found: list[tuple[float, str, Entry]] = []
        for store in self._stores:
            rows = np.flatnonzero(_is_settlement(store))
            distances = distance_km(
                latitude_a=latitude,
                longitude_a=longitude,
                latitude_b=store.latitude[rows] / 1e6,
                longitude_b=store.longitude[rows] / 1e6,
            )
            for at in np.argsort(distances, kind="stable")[:limit]:
                entry = _entry(store, int(rows[at]))
                found.append((float(distances[at]), entry.entry_id, entry))
        ranked = sorted(found, key=lambda item: item[:2])[:limit]
        return tuple((entry, distance) for distance, _, entry in ranked)

    def _find(self, entry_id: str) -> tuple[Store, int]:
        for store in self._stores:
            row = store.row(entry_id)
            if row is not None:
                return store, row
        raise UnknownEntryError(entry_id)


@lru_cache(maxsize=1 << 15)
def _entry(store: Store, row: int) -> Entry:
    latitude, longitude = store.point(row)
    feature_class, feature_code = store.features[int(store.feature[row])]
    divisions = {
        code: store.entry_id(parent)
        for parent in _ancestors(store, row)
        if (code := store.features[int(store.feature[parent])][1]) in {"ADM1", "ADM2"}
    }
    country = int(store.country[row])
    return Entry(
        entry_id=store.entry_id(row),
        name=store.name(row),
        latitude=latitude,
        longitude=longitude,
        feature_class=feature_class,
        feature_code=feature_code,
        country_code=store.countries[country][0] if country < len(store.countries) else None,
        admin1=divisions.get("ADM1"),
        admin2=divisions.get("ADM2"),
        population=int(store.population[row]),
        dataset=store.dataset(row),
        bounds=store.bounds(row),
    )


def _ancestors(store: Store, row: int) -> Iterator[int]:
    seen = {row}
    parent = int(store.parent[row])
    while parent != NO_ROW and parent not in seen:
        seen.add(parent)
        yield parent
        parent = int(store.parent[parent])


def _match(posting: Posting, check: int) -> Match:
    if posting.kind in {NameKind.DEMONYM, NameKind.ADJECTIVE}:
        return Match.DEMONYM
    if posting.spelling != check:
        return Match.FOLDED
    return Match.NAME if posting.kind is NameKind.NAME else Match.ALTERNATE


@cache
def _generics() -> Mapping[str, str]:
    return {row["word"]: row["feature_class"] for row in read_rows("generics")}


def _without_generics(key: str) -> Iterator[tuple[str, str]]:
    """Yield the key without a generic word at its end or start, with the class that word says."""
    words = key.split()
    generics = _generics()
    if len(words) > 1 and words[-1] in generics:
        yield " ".join(words[:-1]), generics[words[-1]]
    if len(words) > 1 and words[0] in generics:
        rest = words[2:] if words[1] == "of" else words[1:]
        if rest:
            yield " ".join(rest), generics[words[0]]


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


def _is_settlement(store: Store) -> np.ndarray[Any, np.dtype[np.bool_]]:
    settlements = [index for index, (kind, _) in enumerate(store.features) if kind == "P"]
    return np.isin(store.feature, settlements)
