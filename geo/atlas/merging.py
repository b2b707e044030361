"""Which reports tell the same event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from geo.atlas.agreement import MOST_APART, agree, places_agree
from geo.atlas.blocks import Blocks
from geo.atlas.parties import share
from geo.atlas.traits import Traits
from geo.atlas.verdicts import Verdicts

__all__ = ["explain_merging", "merge_reports"]

_NO_VERDICTS = Verdicts()


@dataclass(slots=True, kw_only=True)
class _Event:
    """Reports of one act so far, and what a further one must agree with.

    `first` and `last` bound the days that all reports allow, `most` and `least` what they count
    of the dead; `traits` are those of the reports, equal ones once; `groups` are those of the
    reports that an analyst has judged.
    """

    items: list[Traits] = field(default_factory=list)
    first: int = 0
    last: int = 0
    most: int | None = None
    least: int | None = None
    traits: list[Traits] = field(default_factory=list)
    groups: set[str] = field(default_factory=set)

    def add(self, traits: Traits) -> bool:
        """Take a report in; return whether none of the event is like it."""
        if traits.first is not None and traits.last is not None:
            self.first = max(self.first, traits.first) if self.items else traits.first
            self.last = min(self.last, traits.last) if self.items else traits.last
        self.most, self.least = _widen(self, traits)
        self.items.append(traits)
        if traits in self.traits:
            return False
        self.traits.append(traits)
        return True

    def may_have(self, traits: Traits) -> bool:
        """Return whether a report agrees with every one of the event.

        Days that overlap two by two overlap all together, and counts agree two by two if the
        highest agrees with the lowest: neither needs comparing with each report.
        """
        if traits.first is None or traits.last is None:
            return False
        if traits.first > self.last or self.first > traits.last:
            return False
        most, least = _widen(self, traits)
        if most is not None and least is not None and most > MOST_APART * max(least, 1):
            return False
        return all(agree(traits, other) for other in self.traits)


def _widen(event: _Event, traits: Traits) -> tuple[int | None, int | None]:
    """Return the highest of the counts of the dead and the lowest of their upper bounds."""
    if traits.dead is None:
        return event.most, event.least
    most_dead = traits.most_dead or traits.dead
    if event.most is None or event.least is None:
        return traits.dead, most_dead
    return max(event.most, traits.dead), min(event.least, most_dead)


def merge_reports(
    reports: Iterable[Traits], verdicts: Verdicts = _NO_VERDICTS
) -> list[tuple[Traits, ...]]:
    """Group reports into events.

    Two reports tell one event only if they are of the same type and status, stand in different
    documents, have dates that overlap, places and counts of deaths that agree, and actors in
    common; sides that both name and that cannot be the same are of two events, whoever else is in
    both, and who phones does not meet. Men or people without a name are nobody in common: where
    one report names no others, the day, the exact place, the manner and most of the words must be
    the same. Where one gives no day, the documents must be of the same
    days, the place and mode the same, and the sentences must share most of their words or the
    count of the dead: an act told as another one ("again") is not the one before. As many dead in
    the same town and manner are of one act, though a text leaves out who did it. What was planned
    joins what a later document tells as done on the day it was planned for. A report joins an
    event only if it agrees with every report of it, so that no chain of overlaps can join two
    acts of different days, nor reports that contradict each other.

    Parameters
    ----------
    reports
        What is compared of each, in any order.
    verdicts
        What an analyst has said of reports, which goes before all of this.

    Returns
    -------
    The events, each a tuple of its reports, earliest first; ordered by their first report.
    """
    events: list[_Event] = []
    blocks = Blocks()
    document_id, told_there = "", set[int]()
    judged: dict[str, int] = {}
    for traits in sorted(reports, key=lambda item: item.order):
        if traits.document_id != document_id:
            document_id = traits.document_id
            told_there.clear()
        group = verdicts.group(traits.report_id)
        number = judged.get(group) if group is not None else None
        if number is None:
            known = blocks.find(traits) - told_there
            number = next(
                (
                    n
                    for n in sorted(known)
                    if events[n].may_have(traits) and not verdicts.divides(group, events[n].groups)
                ),
                len(events),
            )
        told_there.add(number)
        if number == len(events):
            events.append(_Event())
        if group is not None:
            judged[group] = number
            events[number].groups.add(group)
        if events[number].add(traits):
            blocks.add(traits, number)
    return [tuple(event.items) for event in events]


def explain_merging(
    item: Traits, event: Sequence[Traits], verdicts: Verdicts = _NO_VERDICTS
) -> str | None:
    """Return why a report was taken for one of an event; `None` for the first of it.

    Names nobody and no place, so that it may stand in a file that was redacted.
    """
    first = event[0]
    if item is first:
        return None
    if verdicts.joins(item.report_id, first.report_id):
        return "an analyst holds them for one event"
    place = "in the same place" if places_agree(item, first) else "no place told"
    shared = share(item.parties, first.parties)
    actors = {0: "no other actors", 1: "an actor in common"}.get(
        shared, f"{shared} actors in common"
    )
    told = "same type and status as the first report"
    if item.status is not first.status:
        told = "same type as the first report, of what one plans and the later one tells as done"
    dates = "dates overlap"
    if not (item.dated and first.dated):
        dates = "no day told, but published together in like words or with as many dead"
    return f"{told}, {dates}, {place}, {actors}"
