"""What the gazetteer says of a name, as far as recognition needs it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from geo.gazetteer import Gazetteer, is_curated
from geo.lexicon import read_rows
from geo.model import Candidate, Entry, Match

__all__ = ["NameFacts", "NameKind", "words_of_class"]

# The longest name worth asking for: no entry of GeoNames has more words than this.
_LONGEST_NAME_CHARACTERS = 100

# How many entries of a name are asked what they are.
_CONSIDERED = 10

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
    """Answers, remembered, about the names of one document."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._kinds: dict[str, NameKind] = {}

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

    def _look_up(self, name: str) -> NameKind:
        if len(name) > _LONGEST_NAME_CHARACTERS or _is_direction(name):
            return NameKind()
        candidates = self._gazetteer.candidates(name, limit=_CONSIDERED, loose=False)
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
                demonym
                or country
                or best.entry.feature_code == "CONT"
                or is_curated(best.entry)
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
