"""Sentences as the page quotes them, and which of their words it is to mark.

A quotation is a sentence and what to mark in it: pairs of a mark and either the words, which the
page marks where they stand first, or their start and end, counted as a browser counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geo.maps.rows import SENTENCE_CHARACTERS

__all__ = ["ACTOR", "DATE", "PLACE", "TRIGGER", "clip_sentence", "offset_of", "quotation_of"]

# Marks of a sentence, by number; `quotes.js` names them.
TRIGGER, PLACE, ACTOR, DATE = range(4)

_LONGEST_SURFACE = 160


def quotation_of(sentence: str | None, wanted: Sequence[tuple[int, str | None]]) -> list[Any]:
    """Return a sentence and the words to mark in it.

    Parameters
    ----------
    sentence
        The sentence; of one that is too long the part around the first words that it holds is
        taken.
    wanted
        Marks and their words; of words that overlap, those named first are marked.
    """
    whole = (sentence or "").rstrip()
    marks = [(mark, words) for mark, words in wanted if words and len(words) <= _LONGEST_SURFACE]
    if len(whole) > SENTENCE_CHARACTERS:
        at = next((found for _, words in marks if (found := whole.find(words)) >= 0), 0)
        whole, _ = clip_sentence(whole, at)
    return [whole, [list(pair) for pair in marks]]


def clip_sentence(sentence: str, at: int) -> tuple[str, int]:
    """Return the part of a sentence around an offset, and how far its letters moved to the left.

    What is left out is an ellipsis at that end; a sentence that is short enough stays whole.
    """
    if len(sentence) <= SENTENCE_CHARACTERS:
        return sentence, 0
    start = max(0, at - SENTENCE_CHARACTERS // 2)
    stop = start + SENTENCE_CHARACTERS
    head, tail = "\u2026" if start else "", "\u2026" if stop < len(sentence) else ""
    return f"{head}{sentence[start:stop]}{tail}", start - len(head)


def offset_of(sentence: str, at: int) -> int:
    """Return an offset as a browser counts it: letters beyond U+FFFF as two."""
    return len(sentence[:at].encode("utf-16-le", "surrogatepass")) // 2
