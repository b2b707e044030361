"""Find who bears a name, by one way after another, from the surest to the least sure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from geo.gazetteer.spellings import Beginnings, find_misspelt, find_respelt
from geo.gazetteer.store import NO_ROW, NameKind, Posting, Store, spelling_check
from geo.gazetteer.wording import part_of, spell_out, without_generics
from geo.model import Match
from geo.text import latin_key, name_key

__all__ = ["Hit", "Search"]

# How much a kind of match says for an entry, against its main name letter for letter.
# Editorial; the resolver's trained weights build on it.
_WEIGHTS: Mapping[Match, float] = {
    Match.NAME: 1.0,
    Match.ALTERNATE: 0.95,
    Match.FOLDED: 0.9,
    Match.DEMONYM: 0.85,
    Match.TRANSLITERATED: 0.75,
    Match.FUZZY: 0.6,
    Match.PART: 0.5,
}
_KIND_WEIGHTS: Mapping[NameKind, float] = {NameKind.HISTORIC: 0.85, NameKind.METONYM: 0.6}
_GENERIC_WEIGHT = 0.8
_WRONG_CLASS_WEIGHT = 0.5

# A town lies in a second-order division at most, that in a first-order one.
_DIVISION_LEVELS = 3

_DIVISION = "A"


class Hit(NamedTuple):
    """A row of a store that bears a name: a candidate that is not made yet."""

    store: int
    row: int
    name: str
    match: Match
    score: float


class Search:
    """The ways to look a name up in one or several stores."""

    def __init__(self, stores: Sequence[Store]) -> None:
        self._stores = tuple(stores)
        self._beginnings = tuple(Beginnings(store.trie) for store in self._stores)

    def find(self, name: str, *, loose: bool, fuzzy: bool) -> list[Hit]:
        """Return the best hit of each row that bears a name, best first.

        Parameters
        ----------
        name
            A name in any script.
        loose
            Whether to try other spellings of it, and the place inside a longer name.
        fuzzy
            Whether to look for names almost like it when nothing else is found.
        """
        best: dict[tuple[int, int], Hit] = {}
        for hit in self._search(name, loose=loose, fuzzy=fuzzy):
            place = (hit.store, hit.row)
            if place not in best or hit.score > best[place].score:
                best[place] = hit
        return sorted(best.values(), key=lambda hit: (-hit.score, hit.store, hit.row))

    def _search(self, name: str, *, loose: bool, fuzzy: bool) -> Iterator[Hit]:
        """Yield what the first way that finds anything finds, from the surest to the least sure."""
        key = name_key(name)
        ways: list[Callable[[str, str], Iterator[Hit]]] = [self._plain]
        if loose:
            ways += [self._spelt_out, self._natural, self._latin, self._respelt, self._part]
        if fuzzy:
            ways.append(self._misspelt)
        for way in ways if key else ():
            if found := list(way(key, name)):
                yield from found
                if loose and way == self._plain:
                    yield from self._hidden(key, found)
                return

    def _plain(self, key: str, name: str) -> Iterator[Hit]:
        yield from self._with_key(key, name)
        yield from self._bare(without_generics(key, natural=False))

    def _spelt_out(self, key: str, name: str) -> Iterator[Hit]:
        spelt = spell_out(key)
        if spelt != key:
            for hit in self._plain(spelt, ""):
                yield hit._replace(name=name)

    def _natural(self, key: str, _name: str) -> Iterator[Hit]:
        yield from self._bare(without_generics(key, natural=True), strict=True)

    def _latin(self, key: str, name: str) -> Iterator[Hit]:
        """Yield what bears the name as a machine writes it in Latin letters."""
        if not key.isascii():
            yield from self._as(Match.TRANSLITERATED, self._with_key(latin_key(name), ""), name)

    def _respelt(self, key: str, _name: str) -> Iterator[Hit]:
        """Yield what bears the name, or it without a generic word, in another transliteration."""
        for bare in (key, *(rest for rest, _ in without_generics(key, natural=False))):
            if found := list(self._other_spellings(bare)):
                yield from found
                return

    def _other_spellings(self, key: str) -> Iterator[Hit]:
        for beginnings in self._beginnings:
            for other, likeness, countries in find_respelt(key, beginnings, self._lies_in):
                hits = (hit for hit in self._with_key(other, "") if self._fits(hit, countries))
                for hit in self._as(Match.TRANSLITERATED, hits, other):
                    yield hit._replace(score=hit.score * likeness)

    def _hidden(self, key: str, found: Iterable[Hit]) -> Iterator[Hit]:
        """Yield the division that a name says it is where only a settlement bears it bare.

        "Kievskaya oblast" is Kyivska oblast, whatever village is called Kievskaya.
        """
        asked = {feature_class for _, feature_class in without_generics(key, natural=False)}
        if _DIVISION not in asked or any(self._class_of(hit) == _DIVISION for hit in found):
            return
        for hit in self._other_spellings(key):
            if self._class_of(hit) == _DIVISION:
                yield hit

    def _class_of(self, hit: Hit) -> str:
        store = self._stores[hit.store]
        return store.features[int(store.feature[hit.row])][0]

    def _part(self, key: str, _name: str) -> Iterator[Hit]:
        """Yield the place inside a longer name."""
        if part := part_of(key):
            yield from self._as(Match.PART, self._plain(part, part), part)

    def _misspelt(self, key: str, _name: str) -> Iterator[Hit]:
        """Yield what bears almost this name."""
        for beginnings in self._beginnings:
            for other, likeness in find_misspelt(key, beginnings):
                for hit in self._as(Match.FUZZY, self._with_key(other, ""), other):
                    yield hit._replace(score=hit.score * likeness)

    def _as(self, match: Match, hits: Iterable[Hit], name: str) -> Iterator[Hit]:
        """Yield hits as matches of a lesser kind; adjectives and peoples are spelt right."""
        for hit in hits:
            if hit.match is not Match.DEMONYM:
                score = _WEIGHTS[match] * self._stores[hit.store].prior(hit.row)
                yield hit._replace(name=name, match=match, score=score)

    def _lies_in(self, key: str, countries: frozenset[str]) -> bool:
        return any(self._fits(hit, countries) for hit in self._with_key(key, ""))

    def _fits(self, hit: Hit, countries: frozenset[str]) -> bool:
        """Return whether an entry may be spelt otherwise: by where it lies, if it lies anywhere.

        Not a country itself: all its spellings in all languages are names of it already.
        """
        store = self._stores[hit.store]
        code = store.country_code(hit.row)
        is_country = store.features[int(store.feature[hit.row])][1].startswith("PCL")
        return not is_country and (code is None or code in countries)

    def _with_key(self, key: str, name: str) -> Iterator[Hit]:
        check = spelling_check(name)
        for number, store in enumerate(self._stores):
            for posting in store.postings(key):
                match = _match(posting, check)
                weight = _WEIGHTS[match] * _KIND_WEIGHTS.get(posting.kind, 1.0)
                score = weight * store.prior(posting.row)
                yield Hit(number, posting.row, name or key, match, score)

    def _bare(self, rests: Iterable[tuple[str, str]], *, strict: bool = False) -> Iterator[Hit]:
        """Yield what bears a name without its generic word, which says what kind it is of."""
        for bare, feature_class in rests:
            for hit in self._with_key(bare, bare):
                weight = _GENERIC_WEIGHT
                found_class = self._class_of(hit)
                if feature_class == _DIVISION and found_class == "P":
                    yield from self._division_of(hit)
                if feature_class not in {"", found_class}:
                    if strict:
                        continue
                    weight *= _WRONG_CLASS_WEIGHT
                match = hit.match if hit.match is Match.DEMONYM else Match.FOLDED
                yield hit._replace(match=match, score=hit.score * weight)

    def _division_of(self, hit: Hit) -> Iterator[Hit]:
        """Yield the division that is called after a town, whichever spelling of it was given.

        "Idleb Governorate" is spelt like the town of Idlib, and is its governorate.
        """
        store = self._stores[hit.store]
        town = name_key(store.name(hit.row))
        parent = int(store.parent[hit.row])
        for _ in range(_DIVISION_LEVELS):
            if parent == NO_ROW:
                return
            division = name_key(store.name(parent))
            if town in {division, *(rest for rest, _ in without_generics(division, natural=False))}:
                score = _GENERIC_WEIGHT * _WEIGHTS[Match.FOLDED] * store.prior(parent)
                yield hit._replace(row=parent, match=Match.FOLDED, score=score)
            parent = int(store.parent[parent])


def _match(posting: Posting, check: int) -> Match:
    if posting.kind in {NameKind.DEMONYM, NameKind.ADJECTIVE}:
        return Match.DEMONYM
    if posting.spelling != check:
        return Match.FOLDED
    return Match.NAME if posting.kind is NameKind.NAME else Match.ALTERNATE
