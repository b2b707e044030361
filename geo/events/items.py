"""Items of news that have nothing to do with each other, in one document: news in brief."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence

    from geo.events.context import Context
    from geo.events.drafts import Draft
    from geo.model import Resolution

__all__ = ["Items", "find_items"]

# "NIGERIA - Gunmen", "JUBA, South Sudan (agency) - Rebels", "Kenya: Police".
_HEADING = re.compile(
    r"^[ \t]*(?:[-–•*][ \t]*)?(?P<place>[A-Z][^\n:–—()-]{2,60}?)(?:[ \t]*\([^)\n]{2,40}\))?"
    r"(?:[ \t][–—-][ \t]|:[ \t])",
    re.MULTILINE,
)
_FEWEST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """Where the items of a document begin, and the place that heads each.

    Of a text that is one piece there are none.
    """

    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    places: tuple[Resolution, ...] = ()

    def number_at(self, offset: int) -> int:
        """Return which item a character is in; zero is what stands before the first."""
        return bisect_right(self.starts, offset)

    def begins(self, sentence: Sentence) -> bool:
        """Return whether an item begins in a sentence."""
        first, last = sentence.start_char, sentence.end_char - 1
        return self.number_at(last) != self.number_at(max(0, first - 1))

    def beside(self, draft: Draft, others: Sequence[Draft]) -> Sequence[Draft]:
        """Return the acts that are told in the item of an act."""
        if not self.starts:
            return others
        number = self.number_at(draft.sentence.start_char)
        return [one for one in others if self.number_at(one.sentence.start_char) == number]

    def context_of(self, draft: Draft, context: Context) -> Context:
        """Return what is known of the item of an act: its own heading is its dateline."""
        number = self.number_at(draft.sentence.start_char)
        if not number:
            return context
        place, end = self.places[number - 1], self.ends[number - 1]
        return replace(context, dateline=place, dateline_end=end)


def find_items(text: str, places: Sequence[Resolution]) -> Items:
    """Find the items of a document: lines that each begin with another place.

    "Kenya: Fighters raided a village.", "Mali: The attack killed five.": what the second tells is
    of nothing that the first did. A text has such items where two lines or more are headed so, by
    places that differ.

    Parameters
    ----------
    text
        The text of the document.
    places
        Its toponyms with their entries.
    """
    by_start = {item.toponym.span.start: item for item in places if item.entry is not None}
    found = [
        (match.start(), match.end(), place)
        for match in _HEADING.finditer(text)
        if (place := by_start.get(match.start("place"))) is not None
        and place.toponym.span.end <= match.end("place")
    ]
    if len({place.entry.entry_id for _, _, place in found if place.entry}) < _FEWEST:
        return Items()
    starts, ends, heads = zip(*found, strict=True)
    return Items(starts=starts, ends=ends, places=heads)
