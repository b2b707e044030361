"""Place names in a text that is no English prose, by the gazetteer alone.

Nothing is parsed, so that only names count that hardly mean anything else: of countries and of big
or much-reported places, in capitals where the script has them. A name too few is better here than
one invented.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, partial

from geo.gazetteer import Gazetteer
from geo.language import function_words
from geo.model import Candidate, Document, Entry, Match, Sense, Span, Toponym
from geo.text import name_key
from geo.toponyms.foreign_persons import FindPlace, Persons, Word, words_of_class

__all__ = ["find_names"]

_SCORE = 0.7
_EVIDENCE = "name"

# A name of several words is seldom anything else; a single word often is.
_POPULATION, _POPULATION_OF_SEVERAL_WORDS, _POPULATION_OF_DOUBTFUL = 50_000, 5_000, 500_000
_MOST_WORDS = 4
_COMMON = "common"
_FEWEST_LETTERS = 4
_FEWEST_LETTERS_WITHOUT_CASE = 3

_SURE = frozenset((Match.NAME, Match.ALTERNATE, Match.FOLDED))
_BETWEEN = frozenset((" ", "-", "‐", "’", "'"))
_SENTENCE_ENDS = ".!?…:"

# Scripts that part words by no spaces: Han, kana, Thai, Lao, Burmese, Khmer.
_UNSPACED = re.compile(r"[\u3400-\u9fff\u3040-\u30ff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+")
_LONGEST_UNSPACED = 8


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
    find_place = cache(partial(_find_place, gazetteer))
    # Names of other scripts, and words seldom meant as names.
    common = function_words(language) | words_of_class(_COMMON, "")
    spaced = _spaced(text, gazetteer, language, find_place, common)
    spans = [*spaced, *_unspaced(text, find_place, common)]
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


def _spaced(
    text: str,
    gazetteer: Gazetteer,
    language: str,
    find_place: FindPlace,
    common: frozenset[str],
) -> Iterator[Span]:
    """Yield names that are words or runs of words, the longest first, but for those of persons."""
    words = list(_words(text))
    # What the text writes small elsewhere is a common word.
    small = common.union(word.text for word in words if word.text.islower())
    persons = Persons(
        text=text,
        words=words,
        language=language,
        common=small,
        find_place=find_place,
        has_name=gazetteer.has_name,
    )
    found: list[tuple[int, int]] = []
    left_out: set[str] = set()
    at = 0
    while at < len(words):
        length = _longest(words, at, text, find_place, small)
        if length and persons.is_person(at, length):
            left_out.add(words[at].text)
        elif length:
            found.append((at, length))
        at += max(1, length)
    for at, length in found:
        # Who has been named in full is often named again by one name.
        if length > 1 or words[at].text not in left_out or not persons.stands_free(at):
            yield Span(start=words[at].start, end=words[at + length - 1].end)


def _longest(
    words: Sequence[Word], at: int, text: str, find_place: FindPlace, common: frozenset[str]
) -> int:
    """Return how many words from one on are a name; 0 for none."""
    if not _may_begin(words[at]):
        return 0
    for count in range(_most(words, at, text), 0, -1):
        last = words[at + count - 1]
        if not _may_begin(last):
            continue
        name = text[words[at].start : last.end]
        if count == 1 and (name.lower() in common or not _is_long(name)):
            continue
        if count > 1 and _is_wider(words[at : at + count], text, common):
            continue
        # A sentence begins with a capital, whatever the word.
        if find_place(name, _population(count, is_doubtful=words[at].is_first)):
            return count
    return 0


def _most(words: Sequence[Word], at: int, text: str) -> int:
    """Return how many words from one on stand together as those of one name do."""
    most = 1
    while most < _MOST_WORDS and at + most < len(words):
        before, after = words[at + most - 1], words[at + most]
        if text[before.end : after.start] not in _BETWEEN:
            break
        most += 1
    return most


def _is_wider(words: Sequence[Word], text: str, common: frozenset[str]) -> bool:
    """Return whether words are a name with a function word before or after it: "En Bogotá".

    Keys leave out what Arabic names have as an article ("en", "et"). One that begins neither a
    sentence nor a word in capitals is part of the name: "El Cairo".
    """
    first, last = words[0], words[-1]
    key = name_key(text[first.start : last.end])
    if last.text.lower() in common and key == name_key(text[first.start : words[-2].end]):
        return True
    may_be_small = first.is_first or (len(first.text) > 1 and first.text.isupper())
    is_idle = may_be_small and first.text.lower() in common
    return is_idle and key == name_key(text[words[1].start : last.end])


def _may_begin(word: Word) -> bool:
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


def _find_place(gazetteer: Gazetteer, name: str, population: int) -> Entry | None:
    """Return the likeliest bearer of a name where it is so well known that it is meant."""
    if not gazetteer.has_name(name):
        return None
    found: Sequence[Candidate] = gazetteer.candidates(name, limit=1, loose=False)
    return next(
        (one.entry for one in found if one.match in _SURE and _is_great(one.entry, population)),
        None,
    )


def _is_great(entry: Entry, population: int) -> bool:
    if entry.feature_code.startswith("PCL") or entry.feature_code == "TERR":
        return True
    return entry.feature_class == "P" and entry.population >= population


def _unspaced(text: str, find_place: FindPlace, common: frozenset[str]) -> Iterator[Span]:
    """Yield names in scripts without spaces, the longest first from each letter on."""
    for run in _UNSPACED.finditer(text):
        at = run.start()
        while at < run.end():
            length = next(
                (
                    length
                    for length in range(min(_LONGEST_UNSPACED, run.end() - at), 1, -1)
                    if text[at : at + length] not in common
                    and find_place(
                        text[at : at + length],
                        _population(1, is_doubtful=length < _FEWEST_LETTERS_WITHOUT_CASE),
                    )
                ),
                0,
            )
            if length:
                yield Span(start=at, end=at + length)
            at += max(1, length)


def _words(text: str) -> Iterator[Word]:
    last_end = last_length = 0
    is_first = True
    for found in _word().finditer(text):
        between = text[last_end : found.start()]
        # A full stop after a single letter is of an initial.
        is_initial = between == ". " and text[last_end - 1].isupper() and last_length == 1
        is_first = is_first or (
            not is_initial and any(mark in between for mark in (*_SENTENCE_ENDS, "\n"))
        )
        if not _UNSPACED.match(found.group()):
            yield Word(found.start(), found.end(), found.group(), is_first)
        is_first, last_end, last_length = False, found.end(), len(found.group())


@cache
def _word() -> re.Pattern[str]:
    """Return the pattern of a word: letters, with the marks that stand on and between them."""
    marks = "".join(
        chr(code)
        for code in range(0x300, 0x1200)
        if unicodedata.category(chr(code)) in {"Mn", "Mc"}
    )
    return re.compile(f"[^\\W\\d_](?:[^\\W\\d_]|[{re.escape(marks)}])*")
