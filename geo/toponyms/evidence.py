"""What speaks for a stretch of text as a place name, as numbers for boosted trees.

A feature is named by what it says; what is not named is 0. The names stand in the models of
`geo/models`, which ignore those they have no use for.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from geo.model import Span
from geo.toponyms.recognition import Mention
from geo.toponyms.texts import Stretch, TextFacts, end_of
from geo.toponyms.wording import STRICTLY_LOCATIVE, trim, word_before

__all__ = ["Evidence"]

_PLACE_LABELS = {"GPE", "LOC"}

_SAYS_OF_PARENT = 3  # the words after a comma that may be the parent's name


class Evidence:
    """Tells the features of the stretches of one document.

    Parameters
    ----------
    facts
        The document.
    stretches
        What may be a name.
    mentions
        What the rules take for names, none overlapping.
    """

    def __init__(
        self, facts: TextFacts, *, stretches: Sequence[Stretch], mentions: Sequence[Mention]
    ) -> None:
        self._facts = facts
        self._mentions = {mention.span: mention for mention in mentions}
        self._ruled = sorted(self._mentions)
        self._spans = {stretch.span for stretch in stretches}
        self._longest = self._longest_names(stretches)
        self._strict = self._strictly_placed(stretches)

    def features(self, stretch: Stretch) -> dict[str, float]:
        """Return the features of a stretch."""
        words = range(stretch.first, stretch.end)
        longest = max((self._longest.get(at, 0) for at in words), default=0)
        return {
            **self._facts.surroundings(stretch),
            **self._of_rules(stretch.span),
            **self._of_parent(stretch),
            "part of longer name": float(longest - (stretch.end - stretch.first)),
            "strictly placed": math.log1p(self._strict[self._facts.name(stretch)]),
        }

    def is_embedded(self, stretch: Stretch) -> bool:
        """Return whether a stretch is a part of a longer entity: "Aleppo" of its university."""
        entity = self._facts.entity_at(stretch)
        if entity is None or entity.label_ in _PLACE_LABELS:
            return False
        start, end = trim(self._facts.text, entity.start_char, entity.end_char)
        return stretch.span.end - stretch.span.start < end - start

    def _longest_names(self, stretches: Sequence[Stretch]) -> dict[int, int]:
        """Return how many words the longest known name at each token has."""
        longest: dict[int, int] = {}
        for stretch in stretches:
            size = stretch.end - stretch.first
            if self._facts.names.numbers(self._facts.name(stretch)):
                for at in range(stretch.first, stretch.end):
                    longest[at] = max(longest.get(at, 0), size)
        return longest

    def _strictly_placed(self, stretches: Sequence[Stretch]) -> Counter[str]:
        """Count how often each name follows "in", "near" and the like."""
        return Counter(
            self._facts.name(stretch)
            for stretch in stretches
            if word_before(stretch.first, self._facts.tokens) in STRICTLY_LOCATIVE
        )

    def _of_rules(self, span: Span) -> dict[str, float]:
        mention = self._mentions.get(span)
        if mention is None:
            # As none overlaps another, only the last that begins before the end can reach in.
            before = bisect_left(self._ruled, Span(start=span.end, end=span.end)) - 1
            overlaps = before >= 0 and self._ruled[before].end > span.start
            return {"rule overlaps": float(overlaps)}
        return {"rule": mention.score, f"rule: {mention.evidence}": 1.0}

    def _of_parent(self, stretch: Stretch) -> dict[str, float]:
        """Return whether a known name stands after a comma, or before one."""
        tokens, at = self._facts.tokens, stretch.end
        _, sentence_end = self._facts.bounds_at(stretch.first)
        result = {}
        if at < sentence_end and tokens[at].text == ",":
            for size in range(_SAYS_OF_PARENT, 0, -1):
                if at + size < sentence_end:
                    span = Span(start=tokens[at + 1].idx, end=end_of(tokens[at + size]))
                    known = self._facts.names.numbers(self._facts.text[span.start : span.end])
                    if span in self._spans and known:
                        divides = known["first division"] or known["country"]
                        return {"parent after": 1.0, "division after": divides}
        before = stretch.first - 1
        if before > 0 and tokens[before].text == ",":
            result["name before"] = float(self._longest.get(before - 1, 0) > 0)
        return result
