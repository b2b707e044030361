"""What of a report says which event it tells of, worked out once for each report."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from geo.atlas.parties import Parties, parties_of
from geo.model import (
    DatePrecision,
    Document,
    EventPlace,
    Geoprecision,
    Parsed,
    Report,
    Status,
)
from geo.text import name_key

__all__ = ["TELLING_DEAD", "Site", "Traits", "traits_of", "words_of"]

_LAST_DAY = dt.date.max.toordinal()

# News that gives no day is of the days before: a situation report sums up a week.
_SUMMED_DAYS = 7
TELLING_DEAD = 3
"""So many dead are no chance: two reports of as many in one place and manner tell one act."""
_EMPTY_WORDS = frozenset(
    {"a", "an", "and", "at", "by", "for", "from", "had", "has", "in", "near", "of", "on", "said",
     "that", "the", "to", "was", "were", "with"}
)  # fmt: skip


class Site(NamedTuple):
    """Where an act is said to have been."""

    entry_id: str | None
    latitude: float
    longitude: float
    precision: Geoprecision


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What is compared of two reports; two that are equal in it agree with the same others.

    `order` is that of reports: earliest published first, then by document, position and id.
    `first` and `last` are the days of the act, of news that gives none those before its
    publication, as ordinals; `day` is the one day where it is known; `place` is the place
    that the text states for the act; `entry_id` is that of an exact place, stated or not;
    `words_told` is the sentence where words have to tell, for want of a day or of anybody named.
    """

    report_id: str = field(compare=False)
    document_id: str = field(compare=False)
    start: int = field(compare=False)
    event_type: str
    status: Status
    mode: str | None
    first: int | None
    last: int | None
    dated: bool
    day: int | None
    of_week: bool
    published: int | None
    publisher: str | None
    parties: Parties
    place: Site | None
    entry_id: str | None
    vague: bool
    dead: int | None
    most_dead: int | None = field(compare=False)
    sentence: str = field(compare=False)
    words_told: str | None

    @property
    def order(self) -> tuple[int, str, int, str]:
        """Earliest published first, then by document, position and id."""
        published = _LAST_DAY if self.published is None else self.published
        return published, self.document_id, self.start, self.report_id


def traits_of(parsed: Parsed) -> list[Traits]:
    """Return what is compared of each report of a document."""
    return [_traits(report, parsed.document) for report in parsed.reports]


def _traits(report: Report, document: Document) -> Traits:
    when, published = report.when, document.published
    parties = parties_of(report.participants, report.event_type)
    first, last = _days(report, published)
    place = report.place
    sentence = document.text[report.sentence.start : report.sentence.end]
    return Traits(
        report_id=report.report_id,
        document_id=report.document_id,
        start=report.trigger.start if report.trigger else 0,
        event_type=report.event_type,
        status=report.status,
        mode=report.mode,
        first=first,
        last=last,
        dated=when is not None,
        day=when.start.toordinal() if when and when.precision is DatePrecision.DAY else None,
        of_week=when is not None and when.precision <= DatePrecision.WEEK,
        published=published.toordinal() if published else None,
        publisher=document.publisher if when is None else None,
        parties=parties,
        place=_stated(place),
        entry_id=_exact_entry(place),
        vague=place is not None and place.geoprecision >= Geoprecision.FUZZY_AREA,
        dead=report.fatalities_low,
        most_dead=report.fatalities_high or report.fatalities_low,
        sentence=sentence,
        words_told=None if when is not None and parties.keys else sentence,
    )


def _days(report: Report, published: dt.date | None) -> tuple[int, int] | tuple[None, None]:
    when = report.when
    if when is not None:
        return when.start.toordinal(), (when.end or when.start).toordinal()
    fresh = report.status is Status.ACTUAL and not report.background
    if published is None or not fresh:
        return None, None
    return published.toordinal() - _SUMMED_DAYS, published.toordinal()


def _stated(place: EventPlace | None) -> Site | None:
    if place is None or place.inferred:
        return None
    entry = place.resolution.entry
    entry_id = entry.entry_id if entry is not None else None
    return _site(entry_id, place.latitude, place.longitude, place.geoprecision)


@lru_cache(maxsize=65_536)
def _site(entry_id: str | None, latitude: float, longitude: float, precision: Geoprecision) -> Site:
    """Return one and the same object for what many reports have."""
    return Site(entry_id, latitude, longitude, precision)


def _exact_entry(place: EventPlace | None) -> str | None:
    """Return the entry of a place, if it is no larger than a town and what is near."""
    if place is None or place.geoprecision > Geoprecision.NEAR:
        return None
    return place.resolution.entry.entry_id if place.resolution.entry is not None else None


@lru_cache(maxsize=65_536)
def words_of(sentence: str) -> frozenset[str]:
    """Return the words of a sentence that say something."""
    return frozenset(name_key(sentence).split()) - _EMPTY_WORDS
