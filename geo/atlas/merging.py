"""Which reports tell the same event."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from geo.geodesy import distance_km
from geo.model import ActorType, Geoprecision, Parsed, Report, Status

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
    common; who phones does not meet. A report joins an
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
    blocks: dict[tuple[str, Status, str, str], list[int]] = defaultdict(list)
    for item in sorted(told, key=lambda item: item.order):
        keys = list(_block_keys(item.report))
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


def _block_keys(report: Report) -> Iterator[tuple[str, Status, str, str]]:
    """Yield what reports of one event share: type, status, an actor, and a week or the period."""
    days = _days(report)
    if days is None:
        return
    first, last = days
    if (last - first).days > _LONGEST_ACT_DAYS:
        times = [f"{first}/{last}"]
    else:
        weeks = range(first.toordinal() // _WEEK_DAYS, last.toordinal() // _WEEK_DAYS + 1)
        times = [str(week) for week in weeks]
    for actor in sorted(_actor_keys(report)):
        for time in times:
            yield report.event_type, report.status, actor, time


def _days(report: Report) -> tuple[dt.date, dt.date] | None:
    if report.when is None:
        return None
    return report.when.start, report.when.end or report.when.start


def _same(one: Told, other: Told) -> bool:
    a, b = one.report, other.report
    if a.document_id == b.document_id:
        return False
    shared = _actor_keys(a) & _actor_keys(b)
    places = _places_agree(a, b)
    if not _dates_overlap(a, b) or places is False or not shared:
        return False
    if not _counts_agree(a, b) or (a.mode != b.mode and "phone" in {a.mode, b.mode}):
        return False
    # Where neither text states the place, two shared actors must stand in for it.
    return places is True or len(shared) > 1


def _counts_agree(a: Report, b: Report) -> bool:
    """Return whether the deaths of two reports may be those of one act."""
    if a.fatalities_low is None or b.fatalities_low is None:
        return True
    least = min(a.fatalities_high or a.fatalities_low, b.fatalities_high or b.fatalities_low)
    return max(a.fatalities_low, b.fatalities_low) <= _MOST_APART * max(least, 1)


def _dates_overlap(a: Report, b: Report) -> bool:
    days_a, days_b = _days(a), _days(b)
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
    shared = len(_actor_keys(item.report) & _actor_keys(first.report))
    place = "in the same place" if _places_agree(item.report, first.report) else "no place told"
    actors = "an actor" if shared == 1 else f"{shared} actors"
    return f"same type and status as the first report, dates overlap, {place}, {actors} in common"


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
    """Return the report that tells the event best: as news, with a stated place, earliest."""
    return min(
        event,
        key=lambda item: (
            item.report.background,
            item.report.place is None,
            item.report.place is not None and item.report.place.inferred,
            item.order,
        ),
    )
