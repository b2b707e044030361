"""What of a report says which event it tells of, worked out once for each report."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from geo.atlas.parties import Parties, parties_of
from geo.model import (
    DatePrecision,
    EventPlace,
    Geoprecision,
    Parsed,
    Report,
    Status,
)
from geo.text import name_key

__all__ = ["TELLING_DEAD", "Site", "Told", "Traits", "traits_of", "words_of"]

# News that gives no day is of the days before: a situation report sums up a week.
_SUMMED_DAYS = 7
TELLING_DEAD = 3
"""So many dead are no chance: two reports of as many in one place and manner tell one act."""
_EMPTY_WORDS = frozenset(
    {"a", "an", "and", "at", "by", "for", "from", "had", "has", "in", "near", "of", "on", "said",
     "that", "the", "to", "was", "were", "with"}
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A report with the document that it stands in."""

    parsed: Parsed
    report: Report

    @property
    def sentence(self) -> str:
        """The sentence of the report."""
        span = self.report.sentence
        return self.parsed.document.text[span.start : span.end]

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


class Site(NamedTuple):
    """Where an act is said to have been."""

    entry_id: str | None
    latitude: float
    longitude: float
    precision: Geoprecision


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What is compared of two reports; two that are equal in it agree with the same others.

    `first` and `last` are the days of the act, of news that gives none those before its
    publication, as ordinals; `day` is the one day where it is known; `place` is the place
    that the text states for the act; `entry_id` is that of an exact place, stated or not;
    `words_told` is the sentence where words have to tell, for want of a day or of anybody named.
    """

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
    told: Told = field(compare=False)
    words_told: str | None


def traits_of(item: Told) -> Traits:
    """Return what is compared of a report."""
    report, document = item.report, item.parsed.document
    when, published = report.when, document.published
    parties = parties_of(report.participants, report.event_type)
    first, last = _days(report, published)
    place = report.place
    return Traits(
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
        told=item,
        words_told=None if when is not None and parties.keys else item.sentence,
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
