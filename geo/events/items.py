"""Items of news that have nothing to do with each other, in one document: news in brief, lists."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.events.dates import find_times
from geo.events.places import place_of

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence

    from geo.events.context import Context
    from geo.events.drafts import Draft
    from geo.model import EventPlace, Resolution, When

__all__ = ["Items", "find_items"]

# As in "NIGERIA - Gunmen", "JUBA, South Sudan (agency) - Rebels", "Kenya: Police", and in lists
# "- 3 May: Shelling", "2. Bor, 10 June: Raiders".
_HEADING = re.compile(
    r"^[ \t]*(?P<mark>(?:[-–—•*·▪●◦‣]|\(?\d{1,2}[.)])[ \t]*(?=\S))?"
    r"(?P<head>(?=[A-Z\d])(?:[^\n:;–—()-]|(?<=\w)[-–](?=\w)){2,60}?)(?:[ \t]*\([^)\n]{2,40}\))?"
    r"(?:[ \t][–—-][ \t]|:[ \t])",
    re.MULTILINE,
)
_FEWEST = 2
_SMALL_WORD = re.compile(r"\b[a-z]\w{3,}")
# What may stand beside the names and the day of a heading.
_BESIDE = frozenset(
    {"and", "area", "at", "between", "camp", "central", "city", "county", "district", "east",
     "eastern", "governorate", "in", "near", "north", "northern", "of", "on", "province", "region",
     "rural", "south", "southern", "state", "the", "to", "town", "village", "west", "western"}
)  # fmt: skip
# What only happens somewhere is where the heading says.
_SITED = frozenset({"AID", "ASSAULT", "COERCE", "CONCEDE", "MOBILIZE", "PROTEST", "RETREAT"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """Where an item and the news after its heading start, and what the heading names."""

    start: int
    end: int
    line: int
    place: Resolution | None
    when: When | None
    marked: bool
    strange: bool

    @property
    def key(self) -> tuple[str, dt.date | None]:
        """Return what tells the item from another."""
        entry = self.place.entry if self.place is not None else None
        return entry.entry_id if entry else "", self.when.start if self.when else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """Where the items of a document begin, and the place or day that heads each.

    Of a text that is one piece there are none. What follows a list is, as what stands before it,
    of no item.
    """

    starts: tuple[int, ...] = ()
    heads: tuple[_Item | None, ...] = ()
    by_line: Mapping[int, _Item]

    def number_at(self, offset: int) -> int:
        """Return which item a character is in; zero is what stands before the first."""
        number = bisect_right(self.starts, offset)
        return number if number and self.heads[number - 1] is not None else 0

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
        head = self.heads[number - 1] if number else None
        if head is None or head.place is None:
            return context
        return replace(context, dateline=head.place, dateline_end=head.end)

    def place_of(self, draft: Draft) -> EventPlace | None:
        """Return the place that the heading of its line gives an act which names none."""
        head = self.by_line.get(draft.paragraph)
        if head is None or head.place is None or draft.act.predicate.event_type not in _SITED:
            return None
        return place_of(head.place, reason="the place at the head of its item")

    def is_elsewhere(self, draft: Draft) -> bool:
        """Return whether the heading of an act's line names a place that is not known."""
        head = self.by_line.get(draft.paragraph)
        return head is not None and head.place is None and head.strange

    def date(self, drafts: Sequence[Draft]) -> None:
        """Give acts without a day of their own the one at the head of their line."""
        for draft in drafts:
            head = self.by_line.get(draft.paragraph)
            if head is not None and draft.when is None and not draft.reading.future:
                draft.when = head.when


def find_items(text: str, places: Sequence[Resolution], published: dt.date | None) -> Items:
    """Find the items of a document: lines that each begin with another place or day.

    "Kenya: Fighters raided a village.", "- 3 May: Shelling, two killed.": what the second tells
    is of nothing that the first did. A text has such items where two lines or more are headed so,
    by places or days that differ. An item of a list is its line; another goes on up to the next.

    Parameters
    ----------
    text
        The text of the document.
    places
        Its toponyms with their entries.
    published
        The day of publication, which the days of headings count from.
    """
    found = list(_items(text, places, published))
    if len({item.key for item in found}) < _FEWEST:
        return Items(by_line={})
    bounds: dict[int, _Item | None] = {}
    for item in found:
        bounds[item.start] = item
        if item.marked:
            bounds.setdefault(_next_line(text, item.line), None)
    # The end of one item of a list is the start of the next.
    bounds |= {item.start: item for item in found}
    starts = tuple(sorted(bounds))
    return Items(
        starts=starts,
        heads=tuple(bounds[start] for start in starts),
        by_line={item.line: item for item in found},
    )


def _next_line(text: str, start: int) -> int:
    """Return where the line after one starts."""
    end = text.find("\n", start)
    return len(text) if end < 0 else end + 1


def _items(text: str, places: Sequence[Resolution], published: dt.date | None) -> Iterator[_Item]:
    by_start = {item.toponym.span.start: item for item in places if item.entry is not None}
    for match in _HEADING.finditer(text):
        first, last = match.span("head")
        within = [by_start[at] for at in range(first, last) if at in by_start]
        place = next((one for one in within if one.toponym.span.end <= last), None)
        times = [] if published is None else _times(match["head"], published, first)
        when = next((told for _, told in times), None)
        spans = [(one.toponym.span.start, one.toponym.span.end) for one in within]
        spans += [span for span, _ in times]
        begins = any(start == first for start, _ in spans)
        left = _without(text, (first, last), spans)
        if not spans or not (begins or match["mark"]) or _says_more(left):
            continue
        yield _Item(
            start=match.start(),
            end=match.end(),
            line=text.rfind("\n", 0, first) + 1,
            place=place,
            when=when,
            marked=bool(match["mark"]),
            strange=any(word[0].isupper() for word in left.split()),
        )


def _times(head: str, published: dt.date, offset: int) -> list[tuple[tuple[int, int], When]]:
    return [
        ((time.span.start, time.span.end), told)
        for time in find_times(head, published=published, offset=offset)
        if (told := time.told(None)) is not None
    ]


def _without(text: str, head: tuple[int, int], spans: Sequence[tuple[int, int]]) -> str:
    """Return a heading without the places and days that it names."""
    left = list(text[slice(*head)])
    for start, end in spans:
        left[start - head[0] : end - head[0]] = " " * (end - start)
    return "".join(left)


def _says_more(left: str) -> bool:
    """Return whether words before a colon are a sentence, no heading ("Bor's mayor said: No").

    Short ones are parts of names ("Mocimboa da Praia").
    """
    return any(word not in _BESIDE for word in _SMALL_WORD.findall(left))
