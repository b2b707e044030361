"""Texts in capitals alone: read as if they were written small, told as they are written.

The parser takes nearly all words in capitals for names. Names of the gazetteer keep their
capital, other words lose it; offsets stay as they are.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from geo.gazetteer import Gazetteer
from geo.language import ENGLISH, Language, function_words
from geo.lexicon import read_rows
from geo.model import ActorMention, Document, Figure, Parsed, Report, Resolution, Span

__all__ = ["is_in_capitals", "restore_case", "write_small"]

# A report in capitals may quote a brand or an address; an abbreviation is no report.
_SHARE_OF_CAPITALS = 0.9
_FEWEST_LETTERS = 40
_SAMPLE_CHARACTERS = 20_000

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE_START = re.compile(r"(?:^|[.!?]['\"”’)]?\s+|\n)['\"“‘(]*$")


def is_in_capitals(text: str) -> bool:
    """Return whether a text is written in capitals alone."""
    letters = [letter for letter in text[:_SAMPLE_CHARACTERS] if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    return len(letters) >= _FEWEST_LETTERS and capitals >= _SHARE_OF_CAPITALS * len(letters)


def write_small(document: Document, gazetteer: Gazetteer, language: Language) -> Document:
    """Return a document whose words are small, but for names and the beginnings of sentences.

    Parameters
    ----------
    document
        Written in capitals.
    gazetteer
        Tells which words are names of places.
    language
        Tells of such words which are verbs and the like: "Said" is a town, too.

    Returns
    -------
    A document of the same length, letter for letter.
    """
    text = document.text
    small = "".join(map(_small, text))
    others = {
        token.idx
        for token in language.parse(small).doc
        if token.pos_ not in {"ADJ", "NOUN", "PROPN"}
    }
    common = function_words(ENGLISH) | {row["word"] for row in read_rows("generics")}

    @cache
    def is_name(word: str) -> bool:
        return word not in common and gazetteer.has_name(word)

    def write(found: re.Match[str]) -> str:
        start, end = found.span()
        # A letter by itself is part of an abbreviation: "U.S."
        if end - start == 1 and text[end : end + 1] == ".":
            return text[start]
        word = small[start:end]
        begins = _SENTENCE_START.search(text[max(0, start - 4) : start]) is not None
        if begins or (start not in others and is_name(word)):
            return text[start] + word[1:]
        return word

    return replace(document, text=_WORD.sub(write, text))


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
    )
