"""Sentences cut into pieces, so that a page can mark the words that matter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = ["ACTOR", "DATE", "PLACE", "TRIGGER", "cut_sentence", "find_words", "mark_words"]

# Marks of a sentence, by number; `evidence.js` names them.
TRIGGER, PLACE, ACTOR, DATE = range(4)

# A reader takes in no more at a glance; a text of a megabyte in one sentence must not make the
# page unusable.
_SENTENCE_CHARACTERS = 1200
_LONGEST_SURFACE = 160


def find_words(sentence: str, surface: str | None) -> tuple[int, int] | None:
    """Return where whole words stand in a sentence first, if they do."""
    if not surface or len(surface) > _LONGEST_SURFACE:
        return None
    start = sentence.find(surface)
    while start >= 0:
        end = start + len(surface)
        if not (_is_word(sentence, start - 1) or _is_word(sentence, end)):
            return start, end
        start = sentence.find(surface, start + 1)
    return None


def _is_word(sentence: str, at: int) -> bool:
    """Return whether the letter at an offset is one of a word."""
    return 0 <= at < len(sentence) and (sentence[at].isalnum() or sentence[at] == "_")


def cut_sentence(sentence: str, spans: Sequence[tuple[int, int, int]]) -> list[list[Any]]:
    """Return the pieces of a sentence: each its text and, where it is marked, its mark.

    Parameters
    ----------
    sentence
        The sentence; of one that is too long the part around the first mark is taken.
    spans
        Start, end and mark of what is to be marked, in order, none overlapping.
    """
    first = spans[0][0] if spans else 0
    start = max(0, first - _SENTENCE_CHARACTERS // 2) if len(sentence) > _SENTENCE_CHARACTERS else 0
    stop = min(len(sentence), start + _SENTENCE_CHARACTERS)
    pieces: list[list[Any]] = [["\u2026"]] if start else []
    at = start
    for left, right, mark in spans:
        if left < at or right > stop:
            continue
        if left > at:
            pieces.append([sentence[at:left]])
        pieces.append([sentence[left:right], mark])
        at = right
    if at < stop:
        pieces.append([sentence[at:stop]])
    return [*pieces, ["\u2026"]] if stop < len(sentence) else pieces


def mark_words(sentence: str, wanted: Sequence[tuple[int, str | None]]) -> list[list[Any]]:
    """Return the pieces of a sentence with words marked where they stand in it first.

    Parameters
    ----------
    sentence
        The sentence.
    wanted
        Marks and their words; of words that overlap, those named first are marked.
    """
    whole = sentence.rstrip()
    spans: list[tuple[int, int, int]] = []
    for mark, surface in wanted:
        span = find_words(whole, surface)
        if span and all(span[1] <= start or end <= span[0] for start, end, _ in spans):
            spans.append((*span, mark))
    return cut_sentence(whole, sorted(spans))
