"""Place names in a text that is no English prose, by the gazetteer alone.

Nothing is parsed, so that only names count that hardly mean anything else: of countries and of big
or much-reported places, in capitals where the script has them. A name too few is better here than
one invented.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial

from geo.gazetteer import Gazetteer
from geo.language import function_words
from geo.lexicon import read_rows
from geo.model import Candidate, Document, Entry, Match, Sense, Span, Toponym

__all__ = ["find_names"]

_SCORE = 0.7
_EVIDENCE = "name"

# A name of several words is seldom anything else; a single word often is.
_POPULATION, _POPULATION_OF_SEVERAL_WORDS, _POPULATION_OF_DOUBTFUL = 50_000, 5_000, 500_000
_MOST_WORDS = 4
_FEWEST_LETTERS = 4
_FEWEST_LETTERS_WITHOUT_CASE = 3

_SURE = frozenset((Match.NAME, Match.ALTERNATE, Match.FOLDED))
_BETWEEN = frozenset((" ", "-", "‐", "’", "'"))
_SENTENCE_ENDS = ".!?…:"

# Scripts that part words by no spaces: Han, kana, Thai, Lao, Burmese, Khmer.
_UNSPACED = re.compile(r"[\u3400-\u9fff\u3040-\u30ff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+")
_LONGEST_UNSPACED = 8


IsKnown = Callable[[str, int], bool]
"""Whether a place of a name is known that has so many people, or is a country."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a text; `is_first` says that it begins a sentence or a line."""

    start: int
    end: int
    text: str
    is_first: bool


def find_names(document: Document, gazetteer: Gazetteer, *, language: str) -> tuple[Toponym, ...]:
    """Find the names of well-known places.

    Parameters
    ----------
    document
        In any language but English prose, or a table.
    gazetteer
        Where names are looked up.
    language
        Of the document, ISO 639-1: its function words are no names.

    Returns
    -------
    The toponyms in the order of the text, all taken as literal; no two overlap.
    """
    text = document.text
    is_known = cache(partial(_is_known, gazetteer))
    common = function_words(language) | _common_words()
    spans = [*_spaced(text, is_known, common), *_unspaced(text, is_known, common)]
    return tuple(
        Toponym(
            document_id=document.document_id,
            span=span,
            surface=text[span.start : span.end],
            sense=Sense.LITERAL,
            score=_SCORE,
            recogniser=_EVIDENCE,
        )
        for span in sorted(spans)
    )


def _spaced(text: str, is_known: IsKnown, common: frozenset[str]) -> Iterator[Span]:
    """Yield names that are words or runs of words, the longest first."""
    words = list(_words(text))
    # What the text writes small elsewhere is a common word.
    small = common.union(word.text for word in words if word.text.islower())
    at = 0
    while at < len(words):
        length = _longest(words, at, text, is_known, small)
        if length:
            yield Span(start=words[at].start, end=words[at + length - 1].end)
        at += max(1, length)


def _longest(
    words: Sequence[_Word], at: int, text: str, is_known: IsKnown, common: frozenset[str]
) -> int:
    """Return how many words from one on are a name; 0 for none."""
    if not _may_begin(words[at]):
        return 0
    most = 1
    while most < _MOST_WORDS and at + most < len(words):
        before, after = words[at + most - 1], words[at + most]
        if text[before.end : after.start] not in _BETWEEN:
            break
        most += 1
    for count in range(most, 0, -1):
        last = words[at + count - 1]
        if not _may_begin(last):
            continue
        name = text[words[at].start : last.end]
        if count == 1 and (name.lower() in common or not _is_long(name)):
            continue
        # A sentence begins with a capital, whatever the word.
        if is_known(name, _population(count, is_doubtful=words[at].is_first)):
            return count
    return 0


def _may_begin(word: _Word) -> bool:
    """Return whether a word has a capital, or a script without."""
    return word.text[0].isupper() or not word.text[0].islower()


def _is_long(name: str) -> bool:
    has_case = name.lower() != name.upper()
    return len(name) >= (_FEWEST_LETTERS if has_case else _FEWEST_LETTERS_WITHOUT_CASE)


def _population(words: int, *, is_doubtful: bool) -> int:
    """Return how many people must live at a place for its name to be taken as one."""
    if words > 1:
        return _POPULATION_OF_SEVERAL_WORDS
    return _POPULATION_OF_DOUBTFUL if is_doubtful else _POPULATION


def _is_known(gazetteer: Gazetteer, name: str, population: int) -> bool:
    """Return whether the likeliest bearer of a name is so well known that it is meant."""
    if not gazetteer.has_name(name):
        return False
    found: Sequence[Candidate] = gazetteer.candidates(name, limit=1, loose=False)
    return any(one.match in _SURE and _is_great(one.entry, population) for one in found)


def _is_great(entry: Entry, population: int) -> bool:
    if entry.feature_code.startswith("PCL") or entry.feature_code == "TERR":
        return True
    return entry.feature_class == "P" and entry.population >= population


def _unspaced(text: str, is_known: IsKnown, common: frozenset[str]) -> Iterator[Span]:
    """Yield names in scripts without spaces, the longest first from each letter on."""
    for run in _UNSPACED.finditer(text):
        at = run.start()
        while at < run.end():
            length = next(
                (
                    length
                    for length in range(min(_LONGEST_UNSPACED, run.end() - at), 1, -1)
                    if text[at : at + length] not in common
                    and is_known(
                        text[at : at + length],
                        _population(1, is_doubtful=length < _FEWEST_LETTERS_WITHOUT_CASE),
                    )
                ),
                0,
            )
            if length:
                yield Span(start=at, end=at + length)
            at += max(1, length)


@cache
def _common_words() -> frozenset[str]:
    """Return words of other scripts that are also names, and seldom meant as such."""
    return frozenset(row["word"] for row in read_rows("foreign_words"))


def _words(text: str) -> Iterator[_Word]:
    last_end = 0
    is_first = True
    for found in _word().finditer(text):
        between = text[last_end : found.start()]
        is_first = is_first or any(mark in between for mark in (*_SENTENCE_ENDS, "\n"))
        if not _UNSPACED.match(found.group()):
            yield _Word(found.start(), found.end(), found.group(), is_first)
        is_first, last_end = False, found.end()


@cache
def _word() -> re.Pattern[str]:
    """Return the pattern of a word: letters, with the marks that stand on and between them."""
    marks = "".join(
        chr(code)
        for code in range(0x300, 0x1200)
        if unicodedata.category(chr(code)) in {"Mn", "Mc"}
    )
    return re.compile(f"[^\\W\\d_](?:[^\\W\\d_]|[{re.escape(marks)}])*")
