"""What the gazetteer says of a name, as far as recognition needs it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from geo.gazetteer import Gazetteer, is_curated
from geo.lexicon import read_rows
from geo.model import Candidate, Entry, Match

__all__ = ["NameFacts", "NameKind", "words_of_class"]

# The longest name worth asking for: no entry of GeoNames has more words than this.
_LONGEST_NAME_CHARACTERS = 100

# How many entries of a name are asked what they are.
_CONSIDERED = 10

# So many names, about 100 MB of answers, are remembered; then memory begins anew.
_MOST_REMEMBERED = 20_000

# Of how many, best first, the spellings are counted.
_COUNTED = 3

_LONGEST_ACRONYM = 4

# Of an abbreviation this short, capitals are part of the spelling.
_LONGEST_TITLE = 2

_COUNTRY_CODES = {"PCLI", "PCLD", "PCLIX", "PCLF", "PCLS", "PCL", "TERR"}
_DIVISION_CODES = {"ADM1", "ADM2"}
_SEATS_OF_GOVERNMENT = {"PPLC", "PPLG"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NameKind:
    """What a name can stand for."""

    known: bool = False
    demonym: bool = False
    country: bool = False
    capital: bool = False
    division: bool = False
    certain: bool = False
    """Its best entry is a country, a continent, a demonym or a row of our own tables."""
    countries: frozenset[str] = frozenset()
    """Countries of all its entries, ISO 3166-1 alpha-3."""

    @property
    def governs(self) -> bool:
        """Whether a government or ruler can be meant by the name."""
        return self.country or self.capital


@cache
def words_of_class(name: str) -> frozenset[str]:
    """Return the lemmas of a class of `sense_words.csv`."""
    return frozenset(row["lemma"] for row in read_rows("sense_words") if row["class"] == name)


class NameFacts:
    """Answers, remembered, about names: news names the same places again and again."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._kinds: dict[str, NameKind] = {}
        self._candidates: dict[str, tuple[Candidate, ...]] = {}
        self._numbers: dict[str, Mapping[str, float] | None] = {}
        self._countries: dict[str, frozenset[str]] = {}

    @staticmethod
    @lru_cache(maxsize=4)
    def of(gazetteer: Gazetteer) -> NameFacts:
        """Return what is remembered of the names of a gazetteer."""
        return NameFacts(gazetteer)

    def kind(self, name: str) -> NameKind:
        """Return what a name can stand for."""
        if name not in self._kinds:
            self._kinds[name] = self._look_up(name)
        return self._kinds[name]

    def names_site(self, name: str, after: str) -> bool:
        """Return whether a name and the words after it name a site: "Zamzam" and " camp"."""
        return bool(self._gazetteer.sites(name, after))

    def is_plausible(self, name: str) -> bool:
        """Return whether a name that the parser takes for a place can be one.

        A place need not be in the gazetteer; but a direction alone ("the West") is none, nor is
        an acronym that the gazetteer does not have ("IS"), nor an organisation ("Hamas").
        """
        impossible = _is_direction(name) or _is_acronym(name) or name in _organisations()
        return self.kind(name).known or not impossible

    def numbers(self, name: str) -> Mapping[str, float] | None:
        """Return what the entries of a name are, as features of order one to ten.

        Returns
        -------
        `None` for a name that the gazetteer does not have.
        """
        if name not in self._numbers:
            candidates = self._candidates_of(name)
            self._numbers[name] = self._numbers_of(candidates) if candidates else None
        return self._numbers[name]

    def countries(self, name: str) -> frozenset[str]:
        """Return the countries of the entries of a name, ISO 3166-1 alpha-3."""
        if name not in self._countries:
            codes = (candidate.entry.country_code for candidate in self._candidates_of(name))
            self._countries[name] = frozenset(code for code in codes if code)
        return self._countries[name]

    def _candidates_of(self, name: str) -> tuple[Candidate, ...]:
        if len(name) > _LONGEST_NAME_CHARACTERS:
            return ()
        if name not in self._candidates:
            if len(self._candidates) >= _MOST_REMEMBERED:
                for memory in (self._candidates, self._kinds, self._numbers, self._countries):
                    memory.clear()
            found = self._gazetteer.candidates(name, limit=_CONSIDERED, loose=False)
            self._candidates[name] = found
        return self._candidates[name]

    def _numbers_of(self, candidates: tuple[Candidate, ...]) -> Mapping[str, float]:
        best = candidates[0]
        entries = [candidate.entry for candidate in candidates]
        codes = {entry.feature_code for entry in entries}
        names = [self._gazetteer.count_names(entry) for entry in entries[:_COUNTED]]
        return {
            "known": 1.0,
            "entries": math.log1p(len(entries)),
            "prior": best.score,
            "population": math.log10(max(entry.population for entry in entries) + 1),
            "names": math.log1p(max(names)),
            "demonym": float(best.match is Match.DEMONYM),
            "exact name": float(best.match is Match.NAME),
            "folded name": float(best.match is Match.FOLDED),
            "country": float(best.entry.feature_code in _COUNTRY_CODES),
            "capital": float(bool(codes & _SEATS_OF_GOVERNMENT)),
            "first division": float("ADM1" in codes),
            "second division": float(bool(codes & {"ADM2", "ADM3"})),
            "settlement": float(any(entry.feature_class == "P" for entry in entries)),
            "curated": float(is_curated(best.entry)),
            "site": float(best.entry.feature_class in "ST"),
            "region": float(best.entry.feature_class == "L"),
            "water": float(best.entry.feature_class == "H"),
        }

    def _look_up(self, name: str) -> NameKind:
        if _is_direction(name):
            return NameKind()
        candidates = self._candidates_of(name)
        if name.islower():
            candidates = tuple(c for c in candidates if _is_no_mere_word(name, c))
        if _is_acronym(name):
            candidates = tuple(c for c in candidates if _has_acronyms(c.entry))
        if _is_title(name):
            candidates = tuple(c for c in candidates if not _needs_capitals(c))
        if not candidates:
            return NameKind()
        best = candidates[0]
        is_own = best.match is Match.DEMONYM or _has_acronyms(best.entry)
        if name in _organisations() and not is_own:
            return NameKind()
        codes = {candidate.entry.feature_code for candidate in candidates}
        demonym = best.match is Match.DEMONYM
        country = best.entry.feature_code in _COUNTRY_CODES
        return NameKind(
            known=True,
            demonym=demonym,
            country=country,
            capital=bool(codes & _SEATS_OF_GOVERNMENT),
            division=bool(codes & _DIVISION_CODES),
            certain=(
                demonym or country or best.entry.feature_code == "CONT" or is_curated(best.entry)
            ),
            countries=frozenset(
                candidate.entry.country_code
                for candidate in candidates
                if candidate.entry.country_code
            ),
        )


@cache
def _organisations() -> frozenset[str]:
    """Return the names of armed groups and organisations: there is a town of Hamas, too."""
    return frozenset(
        row["name"]
        for row in read_rows("actor_names")
        if row["kind"] == "name" and row["actor_id"].startswith(("group:", "igo:", "ngo:"))
    )


def _is_direction(name: str) -> bool:
    """Return whether a name is made of directions alone: "the West", "North-East"."""
    parts = re.findall(r"\w+", name.lower())
    return all(part in words_of_class("direction") for part in parts)


def _is_acronym(name: str) -> bool:
    """Return whether a word in capitals is too short for a headline's shouting."""
    letters = [character for character in name if character.isalpha()]
    return name.isupper() and len(letters) <= _LONGEST_ACRONYM


def _is_title(name: str) -> bool:
    """Return whether a name may be a short word or form of address: "Us", "Dr."."""
    letters = [character for character in name if character.isalpha()]
    return len(letters) <= _LONGEST_TITLE and name.isascii() and not name.isupper()


def _needs_capitals(candidate: Candidate) -> bool:
    """Return whether an entry is meant by "US" and "D.R." alone, not by "Us" and "Dr."."""
    is_country = candidate.entry.feature_code in _COUNTRY_CODES
    return candidate.match is Match.FOLDED or (is_country and candidate.match is Match.ALTERNATE)


def _is_no_mere_word(name: str, candidate: Candidate) -> bool:
    """Return whether lower-case letters may mean an entry: by its own name, or a country.

    Every short English word is an alternate name of some place ("of", "same", "in"), and "us"
    is no country.
    """
    if candidate.match in {Match.NAME, Match.DEMONYM}:
        return True
    return candidate.entry.feature_code in _COUNTRY_CODES and len(name) > _LONGEST_ACRONYM


def _has_acronyms(entry: Entry) -> bool:
    """Return whether news abbreviates such places: countries, states, regions of our tables.

    A town is never meant by "IS" or "WHO", though there is a town of Is.
    """
    code = entry.feature_code
    return code in _COUNTRY_CODES or code == "ADM1" or is_curated(entry)
