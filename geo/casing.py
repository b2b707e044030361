"""Texts and headlines in capitals: read as if they were written small, told as written.

The parser takes nearly all words in capitals for names. Names of the gazetteer keep their
capital, other words lose it; offsets stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from geo.gazetteer import Gazetteer
from geo.language import ENGLISH, Language, function_words
from geo.lexicon import read_rows
from geo.model import ActorMention, Claim, Document, Figure, Parsed, Report, Resolution, Span

__all__ = ["find_capitals", "restore_case", "write_small"]

# A report in capitals may quote a brand or an address; an abbreviation is no report, and a line
# of fewer words no headline, but a name ("UNITED NATIONS").
_SHARE_OF_CAPITALS = 0.9
_FEWEST_LETTERS = 40
_FEWEST_LETTERS_OF_LINE = 16
_FEWEST_WORDS_OF_LINE = 4
_SAMPLE_CHARACTERS = 20_000

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LINE = re.compile(r"[^\n]+")
_SENTENCE_START = re.compile(r"(?:^|[.!?]['\"”’)]?\s+|\n)['\"“‘(]*$")


def find_capitals(text: str) -> tuple[Span, ...]:
    """Return what is written in capitals alone: the whole text, or such lines as headlines."""
    if _is_in_capitals(text[:_SAMPLE_CHARACTERS], _FEWEST_LETTERS):
        return (Span(start=0, end=len(text)),)
    lines = (Span(start=line.start(), end=line.end()) for line in _LINE.finditer(text))
    return tuple(
        line
        for line in lines
        if _is_in_capitals(text[line.start : line.end], _FEWEST_LETTERS_OF_LINE)
        and len(_WORD.findall(text[line.start : line.end])) >= _FEWEST_WORDS_OF_LINE
    )


def _is_in_capitals(text: str, fewest_letters: int) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    return len(letters) >= fewest_letters and capitals >= _SHARE_OF_CAPITALS * len(letters)


def write_small(
    document: Document, spans: Sequence[Span], gazetteer: Gazetteer, language: Language
) -> Document:
    """Return a document whose words are small, but for names and the beginnings of sentences.

    Parameters
    ----------
    document
        Written in capitals, wholly or in part.
    spans
        What is written in capitals, in the order of the text.
    gazetteer
        Tells which words are names of places.
    language
        Tells of such words which are verbs and the like: "Said" is a town, too.

    Returns
    -------
    A document of the same length, letter for letter. A word that the rest of the text writes
    with a capital inside sentences keeps it, one that it writes small does not.
    """
    text = document.text
    parts: list[str] = []
    rest = 0
    for span in spans:
        parts += [text[rest : span.start], text[span.start : span.end]]
        rest = span.end
    parts.append(text[rest:])
    names, words = _words_of("\n".join(parts[::2]))
    common = function_words(ENGLISH) | {row["word"] for row in read_rows("generics")} | words

    @cache
    def is_name(word: str) -> bool:
        return word in names or (word not in common and gazetteer.has_name(word))

    parts[1::2] = [_write_part(part, is_name, language) for part in parts[1::2]]
    return replace(document, text="".join(parts))


def _words_of(text: str) -> tuple[set[str], set[str]]:
    """Return the words, in small letters, that are names in a text, and those that are not."""
    names, words = set(), set()
    for found in _WORD.finditer(text):
        word = found[0]
        if word.islower():
            words.add(word)
        elif word[1:].islower() and not _begins_sentence(text, found.start()):
            names.add(word.lower())
    return names - words, words


def _write_part(text: str, is_name: Callable[[str], bool], language: Language) -> str:
    small = "".join(map(_small, text))
    others = {
        token.idx
        for token in language.parse(small).doc
        if token.pos_ not in {"ADJ", "NOUN", "PROPN"}
    }

    def write(found: re.Match[str]) -> str:
        start, end = found.span()
        # A letter by itself is part of an abbreviation: "U.S."
        if end - start == 1 and text[end : end + 1] == ".":
            return text[start]
        word = small[start:end]
        if _begins_sentence(text, start) or (start not in others and is_name(word)):
            return text[start] + word[1:]
        return word

    return _WORD.sub(write, text)


def _begins_sentence(text: str, start: int) -> bool:
    return _SENTENCE_START.search(text[max(0, start - 4) : start]) is not None


def _small(letter: str) -> str:
    """Return a small letter; a capital that would become two letters stays."""
    small = letter.lower()
    return small if len(small) == 1 else letter


def restore_case(parsed: Parsed, document: Document) -> Parsed:
    """Return what was found in a document written small, in the letters of the document."""
    text = document.text

    def words(span: Span) -> str:
        return text[span.start : span.end]

    def resolution(found: Resolution) -> Resolution:
        toponym = replace(found.toponym, surface=words(found.toponym.span))
        return replace(found, toponym=toponym)

    def mention(found: ActorMention) -> ActorMention:
        return found if found.implied else replace(found, surface=words(found.span))

    def report(found: Report) -> Report:
        place = found.place
        return replace(
            found,
            surface=found.surface if found.trigger is None else words(found.trigger),
            participants=tuple(
                replace(one, mention=mention(one.mention)) for one in found.participants
            ),
            place=None
            if place is None
            else replace(place, resolution=resolution(place.resolution)),
            claims=tuple(map(claim, found.claims)),
        )

    def claim(found: Claim) -> Claim:
        return replace(
            found,
            mention=None if found.mention is None else mention(found.mention),
            resolution=resolution(found.resolution),
        )

    def figure(found: Figure) -> Figure:
        return replace(found, surface=words(found.span))

    return replace(
        parsed,
        document=document,
        resolutions=tuple(map(resolution, parsed.resolutions)),
        mentions=tuple(map(mention, parsed.mentions)),
        reports=tuple(map(report, parsed.reports)),
        figures=tuple(map(figure, parsed.figures)),
        claims=tuple(map(claim, parsed.claims)),
    )
