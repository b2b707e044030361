"""Stretches of a text that may be place names, and the best set of them."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from geo.gazetteer import Gazetteer
from geo.model import Span
from geo.toponyms.texts import Stretch, TextFacts
from geo.toponyms.wording import CONNECTORS, NUMBER_LABELS, trim

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["choose_spans", "find_stretches"]

# Names of more words than this are found as entities or not at all.
_LONGEST_NAME_WORDS = 6

# What stands inside names besides capitalised words: "Jisr al-Shughur", "St. Mary's", "A & M".
_INSIDE = CONNECTORS | {".", "'s", "’s", "–", "&", "’", "and"}

# A probability is kept this far from 0 and 1, where its logarithm would have no bound.
_LEAST_CHANCE = 1e-6


def find_stretches(
    facts: TextFacts, gazetteer: Gazetteer, spans: Iterable[Span]
) -> tuple[Stretch, ...]:
    """Return what may be a place name, in the order of the text.

    Parameters
    ----------
    facts
        The document.
    gazetteer
        Capitalised words that are a name in it may be one.
    spans
        Further spans to consider, such as those that rules found.

    Returns
    -------
    Stretches, of which many overlap: names of the gazetteer, entities of any kind but dates and
    numbers, and the spans given.
    """
    text, parse = facts.text, facts.parse
    found: dict[Span, Stretch] = {}
    for stretch in _runs(facts):
        if gazetteer.has_name(facts.name(stretch)):
            found[stretch.span] = stretch
    entities = (
        trim(text, entity.start_char, entity.end_char)
        for entity in parse.entities
        if entity.label_ not in NUMBER_LABELS
    )
    for span in (*(Span(start=s, end=e) for s, e in entities if s < e), *spans):
        if span not in found and (other := facts.stretch_of(span)) is not None:
            found[span] = other
    return tuple(sorted(one for one in found.values() if not facts.persons.own(one.span)))


def _runs(facts: TextFacts) -> Iterable[Stretch]:
    """Yield the stretches of sentences that begin and end with a capital."""
    capitals = {token.i for token in facts.parse.capitalised}
    for first in facts.parse.capitalised:
        _, end = facts.bounds_at(first.i)
        for last in facts.tokens[first.i : min(first.i + _LONGEST_NAME_WORDS, end)]:
            if last.i in capitals:
                yield _stretch(first, last)
            elif not (last.lower_ in _INSIDE or last.is_digit):
                break


def _stretch(first: Token, last: Token) -> Stretch:
    return Stretch(Span(start=first.idx, end=last.idx + len(last)), first.i, last.i + 1)


def choose_spans(chances: Mapping[Span, float], threshold: float) -> frozenset[Span]:
    """Return the spans that together are likeliest, none overlapping another.

    Parameters
    ----------
    chances
        How likely each span is a place name.
    threshold
        A span of this probability is worth nothing; one below it is never chosen.

    Returns
    -------
    The set with the greatest sum of log-odds over the threshold: weighted interval scheduling,
    by dynamic programming (Kleinberg and Tardos, Algorithm Design, section 6.1).
    """
    least = _log_odds(threshold)
    worth = sorted(
        (span.end, span.start, _log_odds(chance) - least)
        for span, chance in chances.items()
        if chance > threshold
    )
    return frozenset(Span(start=start, end=end) for end, start in _schedule(worth))


def _schedule(worth: Sequence[tuple[int, int, float]]) -> list[tuple[int, int]]:
    """Return which of (end, start, value), sorted, have the greatest sum without overlapping."""
    ends = [end for end, _, _ in worth]
    best = [0.0]
    before = []
    for number, (_, start, value) in enumerate(worth):
        earlier = bisect_right(ends, start, 0, number)
        taken = best[earlier] + value
        before.append(earlier if taken > best[-1] else None)
        best.append(max(taken, best[-1]))
    chosen = []
    number = len(worth)
    while number:
        earlier_or_none = before[number - 1]
        if earlier_or_none is None:
            number -= 1
        else:
            chosen.append(worth[number - 1][:2])
            number = earlier_or_none
    return chosen


def _log_odds(chance: float) -> float:
    bounded = min(max(chance, _LEAST_CHANCE), 1 - _LEAST_CHANCE)
    return math.log(bounded / (1 - bounded))
