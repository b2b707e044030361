"""Which reports tell the same event."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from geo.geodesy import distance_km
from geo.model import ActorType, DatePrecision, Geoprecision, Parsed, Report, Status
from geo.text import name_key

__all__ = ["Told", "explain_merging", "lead", "merge_reports"]

# An act dated no better than this is told as a period ("air strikes since September"); it is the
# same as another act only where both name the same period. A month is the longest span that
# reporting uses for one act ("in late August", "last month").
_LONGEST_ACT_DAYS = 31

_WEEK_DAYS = 7

# Two settlements nearer than this are one place to reporters who name the town or its suburb.
# It is the radius within which UCDP GED codes a location as known (where_prec 2).
_SAME_PLACE_KM = 25.0

# Who counts as source and who as target of these is a matter of wording: all sides take part.
_MUTUAL_TYPES = {"CONSULT", "AGREE", "COOPERATE"}

# First and last counts of one attack differ by two or three times; beyond five times they are of
# two attacks.
_MOST_APART = 5

# News that gives no day is of the day before or two; a situation report sums up a week. The wires
# tell news again within one more day.
_NEWS_DAYS = 2
_SUMMED_DAYS = 7
_RETOLD_DAYS = 1
# Two reports that give no day are of one act only if the shorter has most of its words in common
# with the other; fewer words than this could be of anything.
_SHARED_WORDS = 0.6
_FEWEST_WORDS = 4
# So many dead are no chance: two reports of as many in one place and manner tell one act.
_TELLING_DEAD = 3
# What these tell of is another act of the kind.
_ANOTHER = frozenset({"again", "another", "fresh", "further", "new", "other", "second", "third"})
_EMPTY_WORDS = frozenset(
    {"a", "an", "and", "at", "by", "for", "from", "had", "has", "in", "near", "of", "on", "said",
     "that", "the", "to", "was", "were", "with"}
)  # fmt: skip

_COUNTRY_ACTORS = {ActorType.STATE, ActorType.GOVERNMENT, ActorType.PERSON, ActorType.MILITARY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A report with the document that it stands in."""

    parsed: Parsed
    report: Report

    @property
    def order(self) -> tuple[dt.date, str, int, str]:
        """Earliest published first, then by document, position and id."""
        report = self.report
        return (
            self.parsed.document.published or dt.date.max,
            report.document_id,
            report.trigger.start if report.trigger else 0,
            report.report_id,
        )


def merge_reports(told: Iterable[Told]) -> list[tuple[Told, ...]]:
    """Group reports into events.

    Two reports tell one event only if they are of the same type and status, stand in different
    documents, have dates that overlap, places and counts of deaths that agree, and actors in
    common; who phones does not meet. Where one gives no day, the documents must be of the same
    days, the place and mode the same, and the sentences must share most of their words or the
    count of the dead: an act told as another one ("again") is not the one before. As many dead in
    the same town and manner are of one act, though a text leaves out who did it. What was planned
    joins what a later document tells as done on the day it was planned for. A report joins an
    event only if it agrees with every report of it, so that no chain of overlaps can join two
    acts of different days.

    Parameters
    ----------
    told
        Reports with their documents, in any order.

    Returns
    -------
    The events, each a tuple of its reports, earliest first; ordered by their first report.
    """
    events: list[list[Told]] = []
    blocks: dict[tuple[str, str, str, str], list[int]] = defaultdict(list)
    for item in sorted(told, key=lambda item: item.order):
        keys = list(_block_keys(item))
        known = sorted({number for key in keys for number in blocks[key]})
        number = next((n for n in known if all(_same(item, other) for other in events[n])), None)
        if number is None:
            number = len(events)
            events.append([])
        events[number].append(item)
        for key in keys:
            if number not in blocks[key]:
                blocks[key].append(number)
    return [tuple(event) for event in events]


def _block_keys(item: Told) -> Iterator[tuple[str, str, str, str]]:
    """Yield what reports of one event share: type, status, an actor, and a week or the period."""
    report, days = item.report, _days(item)
    if days is None:
        return
    first, last = days
    if (last - first).days > _LONGEST_ACT_DAYS:
        times = [f"{first}/{last}"]
    else:
        weeks = range(first.toordinal() // _WEEK_DAYS, last.toordinal() // _WEEK_DAYS + 1)
        times = [str(week) for week in weeks]
    # What was planned may be what was done.
    planned = report.status is Status.PLANNED
    status = str(Status.ACTUAL if planned else report.status)
    entry = _entry_id(report)
    told = [f"place:{entry}"] if entry and _dead(report) >= _TELLING_DEAD else []
    for what in (*sorted(_actor_keys(report)), *told):
        for time in times:
            yield report.event_type, status, what, time


def _dead(report: Report) -> int:
    return report.fatalities_low or 0


def _entry_id(report: Report) -> str | None:
    """Return the entry of a report's place, if it is no larger than a town and what is near."""
    place = report.place
    if place is None or place.geoprecision > Geoprecision.NEAR:
        return None
    return place.resolution.entry.entry_id if place.resolution.entry is not None else None


def _days(item: Told) -> tuple[dt.date, dt.date] | None:
    """Return the days of an act; of news that gives none, those before its publication."""
    when, published = item.report.when, item.parsed.document.published
    if when is not None:
        return when.start, when.end or when.start
    fresh = item.report.status is Status.ACTUAL and not item.report.background
    if published is None or not fresh:
        return None
    return published - dt.timedelta(days=_SUMMED_DAYS), published


def _same(one: Told, other: Told) -> bool:
    a, b = one.report, other.report
    if a.document_id == b.document_id or not _statuses_agree(one, other):
        return False
    shared = _actor_keys(a) & _actor_keys(b)
    places = _places_agree(a, b)
    if not _dates_overlap(one, other) or places is False or not _counts_agree(a, b):
        return False
    if _have_one_toll(a, b):
        return True
    if not shared or (a.mode != b.mode and "phone" in {a.mode, b.mode}):
        return False
    if a.when is None or b.when is None:
        return places is True and _is_retold(one, other)
    # Where a text does not state the place, two shared actors must stand in for it, or that the
    # place of the text, the day and the manner are the same.
    return places is True or len(shared) > 1 or _are_alike(a, b)


def _have_one_toll(a: Report, b: Report) -> bool:
    """Return whether as many died in one place and manner, by and of nobody that differs."""
    if _dead(a) < _TELLING_DEAD or a.fatalities_low != b.fatalities_low or a.mode != b.mode:
        return False
    if _entry_id(a) is None or _entry_id(a) != _entry_id(b):
        return False
    first, second = _actor_keys(a), _actor_keys(b)
    return bool(first & second) or not {_side(key) for key in first} & {_side(k) for k in second}


def _side(actor_key: str) -> str:
    return actor_key.partition(":")[0]


def _are_alike(a: Report, b: Report) -> bool:
    """Return whether two acts are of one manner, day and place, be it that of the text."""
    days = [when for when in (a.when, b.when) if when and when.precision is DatePrecision.DAY]
    same_day = len({when.start for when in days}) == 1 and len(days) > 1
    same_place = _entry_id(a) is not None and _entry_id(a) == _entry_id(b)
    return same_day and same_place and bool(a.mode) and a.mode == b.mode


def _statuses_agree(one: Told, other: Told) -> bool:
    """Return whether both are told alike, or one as planned and the later one as done."""
    a, b = one.report, other.report
    if a.status is b.status:
        return True
    plan, deed = (one, other) if a.status is Status.PLANNED else (other, one)
    if (plan.report.status, deed.report.status) != (Status.PLANNED, Status.ACTUAL):
        return False
    told, done = plan.parsed.document.published, deed.parsed.document.published
    exact = all(
        when is not None and when.precision <= DatePrecision.WEEK
        for when in (plan.report.when, deed.report.when)
    )
    return exact and told is not None and done is not None and told <= done


def _is_retold(one: Told, other: Told) -> bool:
    """Return whether two reports, one of which gives no day, tell one act in like words."""
    a, b = one.report, other.report
    if a.when is None and b.when is None and not _are_of_one_day(one.parsed, other.parsed):
        return False
    if a.mode != b.mode or (a.place and a.place.geoprecision >= Geoprecision.FUZZY_AREA):
        return False
    words, others = _words(_sentence(one)), _words(_sentence(other))
    # "Shelled the town again" in both may be a copy; in one of them it is another act.
    if bool(words & _ANOTHER) != bool(others & _ANOTHER):
        return False
    if not _are_near(one, other):
        return False
    if a.fatalities_low and a.fatalities_low == b.fatalities_low:
        return True
    least = min(len(words), len(others))
    return least >= _FEWEST_WORDS and len(words & others) >= _SHARED_WORDS * least


def _are_near(one: Told, other: Told) -> bool:
    """Return whether no dated act lies further back than news that gives no day does."""
    for dated, news in ((one, other), (other, one)):
        when, published = dated.report.when, news.parsed.document.published
        if when is not None and news.report.when is None and published is not None:
            return ((when.end or when.start) - published).days >= -_NEWS_DAYS
    return True


def _are_of_one_day(one: Parsed, other: Parsed) -> bool:
    """Return whether two documents bring news of the same day.

    One publisher's words of the next day are of what happened next: "the army shelled the town"
    stands in each of its reports.
    """
    first, second = one.document.published, other.document.published
    if first is None or second is None:
        return False
    publisher = one.document.publisher
    daily = publisher is not None and publisher == other.document.publisher
    return abs((first - second).days) <= (0 if daily else _RETOLD_DAYS)


def _sentence(item: Told) -> str:
    span = item.report.sentence
    return item.parsed.document.text[span.start : span.end]


@lru_cache(maxsize=4096)
def _words(sentence: str) -> frozenset[str]:
    return frozenset(name_key(sentence).split()) - _EMPTY_WORDS


def _counts_agree(a: Report, b: Report) -> bool:
    """Return whether the deaths of two reports may be those of one act."""
    if a.fatalities_low is None or b.fatalities_low is None:
        return True
    least = min(a.fatalities_high or a.fatalities_low, b.fatalities_high or b.fatalities_low)
    return max(a.fatalities_low, b.fatalities_low) <= _MOST_APART * max(least, 1)


def _dates_overlap(one: Told, other: Told) -> bool:
    days_a, days_b = _days(one), _days(other)
    if days_a is None or days_b is None:
        return False
    return days_a[0] <= days_b[1] and days_b[0] <= days_a[1]


def _places_agree(a: Report, b: Report) -> bool | None:
    """Return whether both happened in one place; `None` where that is not said."""
    if a.place is None or b.place is None or a.place.inferred or b.place.inferred:
        return None
    entry_a, entry_b = a.place.resolution.entry, b.place.resolution.entry
    if entry_a is not None and entry_b is not None and entry_a.entry_id == entry_b.entry_id:
        return True
    if max(a.place.geoprecision, b.place.geoprecision) > Geoprecision.NEAR:
        return False
    distance = distance_km(
        latitude_a=a.place.latitude,
        longitude_a=a.place.longitude,
        latitude_b=b.place.latitude,
        longitude_b=b.place.longitude,
    )
    return float(distance) <= _SAME_PLACE_KM


def explain_merging(item: Told, event: Sequence[Told]) -> str | None:
    """Return why a report was taken for one of an event; `None` for the first of it.

    Names nobody and no place, so that it may stand in a file that was redacted.
    """
    first = event[0]
    if item is first:
        return None
    a, b = item.report, first.report
    shared = len(_actor_keys(a) & _actor_keys(b))
    place = "in the same place" if _places_agree(a, b) else "no place told"
    actors = {0: "no other actors", 1: "an actor in common"}.get(
        shared, f"{shared} actors in common"
    )
    told = "same type and status as the first report"
    if a.status is not b.status:
        told = "same type as the first report, of what one plans and the later one tells as done"
    dates = "dates overlap"
    if a.when is None or b.when is None:
        dates = "no day told, but published together in like words or with as many dead"
    return f"{told}, {dates}, {place}, {actors}"


def _actor_keys(report: Report) -> frozenset[str]:
    """Return what identifies the actors: a minister and his state are the same side."""
    keys = set()
    for participant in report.participants:
        actor = participant.mention.actor
        side = "all" if report.event_type in _MUTUAL_TYPES else participant.role
        if actor.type in _COUNTRY_ACTORS and actor.country_code:
            keys.add(f"{side}:country:{actor.country_code}")
        else:
            keys.add(f"{side}:{actor.actor_id}")
    return frozenset(keys)


def lead(event: Sequence[Told]) -> Told:
    """Return the report that tells the event best: done, as news, with a stated place, earliest."""
    return min(
        event,
        key=lambda item: (
            item.report.status is not Status.ACTUAL,
            item.report.background,
            item.report.place is None,
            item.report.place is not None and item.report.place.inferred,
            item.order,
        ),
    )
