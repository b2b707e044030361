"""Persons who are called like places, in texts that nothing parses.

What stands around a name tells them: a title or form of address before it, or another word with
a capital beside it that is neither its sentence's first nor a kind of place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache

from geo.lexicon import read_rows
from geo.model import Entry

__all__ = ["FindPlace", "Persons", "Word", "words_of_class"]

FindPlace = Callable[[str, int], Entry | None]
"""Finds the well-known place of a name that has so many people, or is a country."""

_TITLE, _OFFICE, _KIND, _DETERMINER = "title", "office", "kind", "determiner"

# Languages that write all nouns with a capital: one beside a name says little.
_CAPITAL_NOUNS = frozenset({"de", "lb"})

_FEWEST_LETTERS_OF_PART = 5

_BESIDE = " "
_AFTER_ABBREVIATION = ". "

_COUNTRY_CODES = ("PCL", "TERR")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text; `is_first` says that it begins a sentence or a line."""

    start: int
    end: int
    text: str
    is_first: bool

    @property
    def has_capital(self) -> bool:
        """Whether it is written with a capital, and not in capitals alone as headlines are."""
        return self.text[0].isupper() and self.text[1:] != self.text[1:].upper()


@cache
def words_of_class(name: str, language: str) -> frozenset[str]:
    """Return the words of a class in a language; of all where it is one without such words."""
    rows = [row for row in read_rows("foreign_words") if row["class"] == name]
    found = frozenset(row["word"] for row in rows if row["language"] == language)
    return found or frozenset(row["word"] for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Persons:
    """Tells of the names in a text which are of persons.

    Parameters
    ----------
    text, words, language
        The text, its words, its language (ISO 639-1).
    common
        Words that are no names, in small letters.
    find_place
        Finds well-known places.
    has_name
        Whether any place bears a name.
    """

    text: str
    words: Sequence[Word]
    language: str
    common: AbstractSet[str]
    find_place: FindPlace
    has_name: Callable[[str], bool]

    def is_person(self, at: int, length: int) -> bool:
        """Return whether a name of so many words from one on is of a person.

        Parameters
        ----------
        at
            Number of its first word.
        length
            How many words it has.
        """
        name = self._name(at, length)
        is_titled = self._is_titled(at, name)
        if is_titled:
            return True
        is_beside = at > 0 and self._gap(at) in {_BESIDE, _AFTER_ABBREVIATION}
        before, after = at - 1, at + length
        if is_beside and is_titled is None and self._is_name_before(before, at):
            return not self._are_places(self.words[before].text, name, first=before, end=after)
        if after == len(self.words) or self._gap(after) != _BESIDE:
            return False
        return self._is_name_after(at, after) and not self._are_places(
            name, self.words[after].text, first=at, end=after + 1
        )

    def stands_free(self, at: int) -> bool:
        """Return whether a word stands after none that may say where: it may be a person again."""
        before = at - 1
        is_beside = at > 0 and self._gap(at) == _BESIDE
        return not (is_beside and self.words[before].text.lower() in self.common)

    def _is_titled(self, at: int, name: str) -> bool | None:
        """Return whether a name after a title is of a person; nothing where there is no title."""
        if not at or self._gap(at) not in {_BESIDE, _AFTER_ABBREVIATION}:
            return None
        before = self.words[at - 1].text
        if self._is_of_class(_TITLE, before):
            return True
        if not self._is_of_class(_OFFICE, before):
            return None
        # "Presiden Indonesia": whose president it is.
        return not _is_country(self.find_place(name, 0))

    def _is_name_before(self, before: int, at: int) -> bool:
        """Return whether the word before a name is another name of a person."""
        word = self.words[before]
        if self._gap(at) == _AFTER_ABBREVIATION:
            return len(word.text) == 1 and word.text.isupper()
        if not word.has_capital or self._says_nothing(word):
            return False
        if self.language not in _CAPITAL_NOUNS or word.is_first or not before:
            return True
        determiners = words_of_class(_DETERMINER, self.language)
        return self.words[before - 1].text.lower() not in determiners

    def _is_name_after(self, at: int, after: int) -> bool:
        """Return whether the word after a name is another name of a person."""
        word = self.words[after]
        if not word.has_capital or self._says_nothing(word):
            return False
        return self.language not in _CAPITAL_NOUNS or self.words[at].is_first

    def _says_nothing(self, word: Word) -> bool:
        return word.text.lower() in self.common or self._is_of_class(_KIND, word.text)

    def _is_of_class(self, name: str, word: str) -> bool:
        """Return whether a word is of a class, or a German compound whose last part is."""
        words = words_of_class(name, self.language)
        small = word.lower()
        if small in words or self.language not in _CAPITAL_NOUNS:
            return small in words
        return any(small.endswith(last) for last in words if len(last) >= _FEWEST_LETTERS_OF_PART)

    def _are_places(self, left: str, right: str, *, first: int, end: int) -> bool:
        """Return whether two names are of places: one longer name, city and country, countries."""
        if self.has_name(self._name(first, end - first)):
            return True
        places = (self.find_place(left, 0), self.find_place(right, 0))
        if all(map(_is_country, places)):
            return True
        codes = {place.country_code if place else None for place in places}
        return len(codes) == 1 and None not in codes and any(map(_is_country, places))

    def _name(self, at: int, length: int) -> str:
        return self.text[self.words[at].start : self.words[at + length - 1].end]

    def _gap(self, at: int) -> str:
        """Return what stands between a word and the one before it."""
        return self.text[self.words[at - 1].end : self.words[at].start]


def _is_country(place: Entry | None) -> bool:
    return place is not None and place.feature_code.startswith(_COUNTRY_CODES)
