"""Names found in texts by their words, whatever their case, accents and apostrophes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

__all__ = [
    "CONTACT_MARK",
    "COORDINATES_MARK",
    "Names",
    "hide_contacts",
    "hide_coordinates",
    "words_of",
]

# A word with the apostrophes inside it; a possessive ending is none of it.
_WORD = re.compile(r"[^\W_]+(?:['’ʼ`´ʿʾ](?!s\b)[^\W_]+)*")

# What may stand between two words of one name: a space, a hyphen, an initial's full stop.
_LONGEST_GAP = 3

# A shorter name stands inside other words too often.
_SHORTEST_RUN = 6

CONTACT_MARK = "[contact]"
COORDINATES_MARK = "[coordinates]"

# Addresses of mail (RFC 5322 in its usual form), handles, and telephone numbers as they are
# written for a reader: in international form, or seven and more digits in groups.
# Runs are bounded, so that no text takes more time than its length.
_CONTACTS = re.compile(
    r"""(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}
    | (?<![\w@/])@\w{2,64}
    | (?<!\w)(?:\+|00)\d[\d ().-]{6,20}\d
    | (?<![\w.,-])0\d{1,4}[ /-]\d{2,4}(?:[ -]\d{2,4}){1,3}(?!\w)
    """,
    re.VERBOSE,
)

# Positions: pairs of decimal degrees, degrees with minutes, the Military Grid Reference System
# (NGA.STND.0037, grid zone, square, digits in pairs), Open Location Codes.
_COORDINATES = re.compile(
    r"""[-+]?(?<!\d)\d{1,3}\.\d{2,15}\s?°?\s?[NS]?\s?[,;/ ]
      \s?[-+]?\d{1,3}\.\d{2,15}\s?°?\s?[EW]?(?!\w)
    | (?<!\d)\d{1,3}\s?[°º]\s?\d{1,2}(?:[.,]\d{1,15})?
      \s?(?:['’′]\s?(?:\d{1,2}(?:[.,]\d{1,15})?\s?(?:["”″]|\'\'|’’)?)?)?\s?[NSEW]\b
    | (?<!\d)\d{1,3}\.\d{2,15}\s?°\s?[NSEW]?
    | \b(?i:lat(?:itude)?|lon(?:g(?:itude)?)?)\b\W{0,4}(?:is\s)?[-+]?\d{1,3}\.\d{1,15}
    | \b[1-6]?\d[C-HJ-NP-X]\s?[A-HJ-NP-Z]{2}\s?
      (?:\d{5}\s?\d{5}|\d{4}\s?\d{4}|\d{3}\s?\d{3}|\d{2}\s?\d{2})\b
    | \b[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}\b
    """,
    re.VERBOSE,
)


def hide_contacts(text: str) -> str:
    """Return a text with mail addresses, handles and telephone numbers masked."""
    return _CONTACTS.sub(CONTACT_MARK, text)


def hide_coordinates(text: str) -> str:
    """Return a text with written coordinates masked."""
    return _COORDINATES.sub(COORDINATES_MARK, text)


def _fold(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in decomposed if letter.isalnum())


def words_of(text: str) -> tuple[str, ...]:
    """Return the folded words of a text.

    Examples
    --------
    >>> words_of("Jarābulus's al-Bab road")
    ('jarabulus', 's', 'al', 'bab', 'road')
    """
    return tuple(_fold(match.group()) for match in _WORD.finditer(text))


@dataclass(frozen=True, slots=True)
class _Name:
    words: tuple[str, ...]
    hidden: bool


class Names:
    """Names to hide and names to keep.

    Of names that begin at one word the longest is taken: "Aleppo Governorate" is kept where
    "Aleppo" is hidden; a name that is in both sets is hidden.

    Parameters
    ----------
    hidden
        Names that are replaced.
    kept
        Names that stay.
    mark
        What replaces a hidden name.

    Examples
    --------
    >>> names = Names(["Jarābulus"], ["Jarabulus District"], mark="[place]")
    >>> names.mask("JARABULUS, in Jarabulus District, fell; Jarabulus's mayor fled.")
    "[place], in Jarabulus District, fell; [place]'s mayor fled."
    """

    def __init__(self, hidden: Iterable[str], kept: Iterable[str], *, mark: str) -> None:
        self._mark = mark
        known = {words_of(name): False for name in sorted(set(kept))}
        known |= {words_of(name): True for name in sorted(set(hidden))}
        self._names = _by_first_word(_Name(words, hide) for words, hide in known.items() if words)
        letters = {"".join(words) for words, hide in known.items() if hide}
        self._run_together = sorted(name for name in letters if len(name) >= _SHORTEST_RUN)

    def mask(self, text: str) -> str:
        """Return a text with the hidden names in it replaced."""
        pieces = []
        at = 0
        for start, end, name in self._find(text):
            if name.hidden:
                pieces += [text[at:start], self._mark]
                at = end
        return "".join([*pieces, text[at:]]) if pieces else text

    def is_hidden(self, name: str) -> bool:
        """Return whether the whole of a text is a name to hide."""
        return any(item.hidden for item in self._exact(name))

    def is_kept(self, name: str) -> bool:
        """Return whether the whole of a text is a name to keep."""
        return any(not item.hidden for item in self._exact(name))

    def starts_kept(self, text: str) -> bool:
        """Return whether a text begins with a name to keep."""
        words = words_of(text)
        name = self._at(words, 0) if words else None
        return name is not None and not name.hidden

    def is_told_by(self, identifier: str) -> bool:
        """Return whether an id, in which case says nothing, holds a name to hide."""
        words = words_of(identifier)
        index = 0
        while index < len(words):
            name = self._at(words, index)
            if name is not None and name.hidden:
                return True
            index += 1 if name is None else len(name.words)
        return False

    def is_spelt_by(self, identifier: str) -> bool:
        """Return whether an id, or the name of a site, holds a name to hide, even run together."""
        letters = "".join(words_of(identifier))
        return self.is_told_by(identifier) or any(name in letters for name in self._run_together)

    def found_in(self, text: str) -> Iterator[tuple[str, ...]]:
        """Yield the folded words of each name, hidden or kept, that stands in a text."""
        return (name.words for _, _, name in self._find(text))

    def _exact(self, text: str) -> Iterator[_Name]:
        words = words_of(text)
        return (
            item for item in self._names.get(words[0] if words else "", ()) if item.words == words
        )

    def _find(self, text: str) -> Iterator[tuple[int, int, _Name]]:
        matches = list(_WORD.finditer(text))
        words = [_fold(match.group()) for match in matches]
        index = 0
        while index < len(words):
            name = self._at(words, index, matches)
            if name is None:
                index += 1
                continue
            last = index + len(name.words) - 1
            yield matches[index].start(), matches[last].end(), name
            index = last + 1

    def _at(
        self, words: Sequence[str], index: int, matches: Sequence[re.Match[str]] | None = None
    ) -> _Name | None:
        """Return the longest name that begins at a word."""
        for name in self._names.get(words[index], ()):
            stop = index + len(name.words)
            if tuple(words[index:stop]) == name.words and (
                matches is None or _is_written(matches[index:stop])
            ):
                return name
        return None


def _is_written(matches: Sequence[re.Match[str]]) -> bool:
    """Return whether words stand together as a name does; a single one not in lower case."""
    together = all(
        after.start() - before.end() <= _LONGEST_GAP for before, after in pairwise(matches)
    )
    return together and (len(matches) > 1 or not matches[0].group()[0].islower())


def _by_first_word(names: Iterable[_Name]) -> Mapping[str, tuple[_Name, ...]]:
    groups: dict[str, list[_Name]] = {}
    for name in names:
        groups.setdefault(name.words[0], []).append(name)
    return {
        word: tuple(sorted(group, key=lambda name: (-len(name.words), name.words)))
        for word, group in groups.items()
    }
