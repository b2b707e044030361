"""Expressions of time, resolved against the day of publication."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from geo.events.numbers import ORDINALS, UNITS
from geo.events.periods import (
    CENTURY_WORDS,
    DAYS,
    MONTHS,
    NUMBERS,
    precision_of,
    read_periods,
)
from geo.model import DatePrecision, Span, When

__all__ = ["Kind", "TimeExpression", "find_times"]

_EARLIEST_YEAR = 1000
_LATEST_YEAR = 2199
_WEEK = dt.timedelta(days=6)

# Names of days and months are told from verbs ("may", "march") by their capital.
_WEEKDAY = "(?-i:" + "|".join(name.capitalize() for name in DAYS) + ")"
_MONTH = "(?-i:" + "|".join(n.capitalize() for n in sorted(MONTHS, key=len, reverse=True)) + ")"
_CLOCK = (
    "noon|midday|midnight|dawn|dusk|sunrise|sunset|nightfall|daybreak|evening|six|seven|eight|"
    r"nine|ten|half\ past\ \w+"
)
_CENTURIES = "|".join(CENTURY_WORDS) + r"|\d\dth"
_TENS = "|".join(word for word in UNITS if word.endswith("ty"))
_NUMBER = rf"(?:(?:{_TENS})-)?(?:{'|'.join(NUMBERS)})|\d{{1,3}}"
_PATTERN = re.compile(
    rf"""\b(?:
    (?P<iso>(?P<iso_y>\d{{4}})-(?P<iso_m>\d\d)-(?P<iso_d>\d\d))
  | (?:(?:(?P<range_a>\d{{1,2}})\s?[-–]\s?
      |(?:between|from)\ (?P<range_from>\d{{1,2}})\ (?:and|to)\ )?)
    (?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\ (?:of\ )?(?P<m1>{_MONTH})\b\.?(?:,?\ (?P<y1>\d{{4}}))?
  | (?P<m2>{_MONTH})\.?\ (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\ ?(?:people|\d))
    (?:\s?(?:[-–]|to|and)\s?(?P<range_b>\d{{1,2}})(?:st|nd|rd|th)?\b
    (?![-:.]?\d|\ (?:people|men|women|children|police|\w+s)\b))?
    (?:,?\ (?P<y2>\d{{4}}))?
  | (?:(?P<part>early|mid|late)[-\ ])?(?:(?P<month_which>last|this|next|that)\ )?
    (?P<m3>{_MONTH})\b
    (?:,?\ (?:of\ )?(?:(?P<y3>\d{{4}})|(?P<relative_year>last|this)\ year))?
  | (?:(?P<week_which>last|next|this)\ )?(?P<weekday>{_WEEKDAY})\b
    (?:\ (?:of\ )?(?P<week_of>last|this|next)\ week\b)?
  | the\ day\ (?P<beside>before\ yesterday|after\ tomorrow)
  | (?:the\ )?(?P<season>spring|summer|autumn|winter)\ of\ (?P<season_y>\d{{4}})
  | (?P<which>last|this|next|past)\ (?P<unit>week|month|year|night|weekend)(?!\w)
  | (?P<day>today|yesterday|tomorrow|tonight|overnight)
  | this\ (?P<now>morning|afternoon|evening)
  | (?P<ago>{_NUMBER})\ (?P<ago_unit>day|week|month|year)s?\ ago
    (?P<ago_today>,?\ (?:today|to\ the\ day))?
  | (?:the\ )?(?:past|last)\ (?P<past>(?:{_NUMBER})\ )?(?P<past_unit>day|hour|week|month|year)s?
  | in\ the\ coming\ (?P<coming>day|week|month)s
  | (?:the\ )?(?P<edge>start|beginning|middle|end)\ of\ (?:the|this)
    \ (?P<edge_unit>week|month|year)
  | the\ (?:previous\ (?P<eve>day|evening|night|morning)|(?P<before>day)\ before)
  | (?P<same>(?:the\ )?same|that)\ (?P<same_unit>day|evening|night|morning|week|month|year)
  | (?P<later>(?:hours|{_NUMBER}))\ ?(?P<later_unit>day|week|month|year)?s?
    \ (?:later\b|after\b(?=\s*(?:[.,;]|$)))
  | (?:by|at|around|before|after|from|until)\ (?P<clock>{_CLOCK})\b
  | for\ (?:a|the|its|their)\ (?P<nth>{"|".join(ORDINALS)})\ (?:straight\ |consecutive\ )?
    (?P<nth_unit>day|night)
  | (?:between|from)\ (?P<year_a>(?:1\d|20)\d\d)\ (?:and|to|until)\ (?P<year_b>(?:1\d|20)\d\d)\b
  | (?:in|by|of|since|during|from|until|year)\ (?P<year>(?:1\d|20)\d\d)\b(?!-)
  | the\ (?P<edition>(?:19|20)\d\d)\b(?=\ (?-i:[a-z]))
  | (?:the\ )?(?P<century>{_CENTURIES})[-\ ]century
  | Christmas\ (?P<christmas>Day|Eve)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
Kind = Literal["weekday", "day", "month", ""]
_WEEK_OF = re.compile(r"\bweek\s+(?:of|beginning|starting)\s+(?:the\s+)?$", re.IGNORECASE)
# "The worst attack since August 2013" says how long there was none as bad, not when it was.
_COMPARED = re.compile(
    r"\b(?:first|only|worst|bloodiest|deadliest|biggest|highest|largest|heaviest|fiercest|"
    r"lowest|strongest|most \w+)\b[^,.;:]{0,60}\bsince\s+"
    r"(?:the\s+|early\s+|late\s+|[\w-]+\s+(?:of|in)\s+)*$",
    re.IGNORECASE,
)
# "Every Friday" is of many days.
_EACH = re.compile(r"\b(?:each|every)\s+(?:other\s+)?$", re.IGNORECASE)
_OWNING = frozenset({"'s", "’s", "s'", "s’"})
_TO_DAY = re.compile(r",?\s+(?:on\s+)?")
_BEFORE = re.compile(
    r"\b(since|until|till|before|by|from)\s+(?:the\s+|early\s+|late\s+)*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeExpression:
    """Words that say when.

    `resolve` takes whether the act is still to come, and the last date that the text gave,
    which "the day before" and "two years later" count from. `point` is what a "since" counts
    from: "since May, when tanks crossed the river" dates the crossing. `nominal` marks words that
    only date the noun they stand before ("the 2018 massacre", "last week's bombing"). `kind` says
    what is named, where two of a kind can be the ends of a range.
    """

    span: Span
    resolve: Callable[[bool, When | None], When | None]
    point: Callable[[bool, When | None], When | None]
    continuing: bool
    nominal: bool
    kind: Kind = ""

    def told(self, last: When | None) -> When | None:
        """Return when it was, of an act that is not still to come."""
        return self.resolve(False, last)  # noqa: FBT003 - positional in a `Callable`

    def told_since(self, last: When | None) -> When | None:
        """Return what a "since" counts from, of an act that is not still to come."""
        return self.point(False, last)  # noqa: FBT003 - positional in a `Callable`


@lru_cache(maxsize=256)
def find_times(text: str, *, published: dt.date, offset: int) -> tuple[TimeExpression, ...]:
    """Return the expressions of time of a sentence, in text order.

    Parameters
    ----------
    text
        The sentence.
    published
        Day of publication, which relative expressions count from.
    offset
        Where the sentence starts in its document.
    """
    found = [match for match in _PATTERN.finditer(text) if match.end() > match.start()]
    # "Before sunrise today", "at noon on Monday": the day tells the date, not the hour.
    named = {
        number
        for number, (first, second) in enumerate(pairwise(found))
        if first["clock"] and _TO_DAY.fullmatch(text[first.end() : second.start()])
    }
    return tuple(
        TimeExpression(
            span=Span(start=offset + match.start(), end=offset + match.end()),
            resolve=_resolver(match, published, before=_governor(text, match.start())),
            point=_resolver(match, published, before=""),
            continuing=_governor(text, match.start()) == "since",
            nominal=match["edition"] is not None or text[match.end() : match.end() + 2] in _OWNING,
            kind=_kind(match),
        )
        for number, match in enumerate(found)
        if number not in named and not _EACH.search(text[: match.start()])
    )


def _kind(match: re.Match[str]) -> Kind:
    if match["weekday"]:
        return "weekday"
    if match["d1"] or match["d2"]:
        return "" if match["range_a"] or match["range_from"] or match["range_b"] else "day"
    return "month" if match["m3"] else ""


def _governor(text: str, start: int) -> str:
    """Return the preposition that turns a point of time into a stretch."""
    before = text[max(0, start - 90) : start]
    if _WEEK_OF.search(before):
        return "week"
    if text[start : start + 5].lower() == "since":
        return "compared" if _COMPARED.search(f"{before}since ") else "since"
    if _COMPARED.search(before):
        return "compared"
    match = _BEFORE.search(text[max(0, start - 30) : start])
    return match.group(1).lower() if match else ""


def _resolver(
    match: re.Match[str], published: dt.date, *, before: str
) -> Callable[[bool, When | None], When | None]:
    def resolve(future: bool, base: When | None) -> When | None:  # noqa: FBT001 - a closure
        try:
            found = next(read_periods(match, published, future=future, base=base), None)
        except (ValueError, OverflowError):
            return None
        if found is None or not _EARLIEST_YEAR <= found[0].year <= _LATEST_YEAR:
            return None
        start, end, precision = found
        if before == "since" and start <= published:
            return When(
                start=start,
                end=published,
                precision=precision_of(start, published),
                surface=match.group(),
            )
        if before in {"until", "till", "before", "compared"}:
            return None
        if before == "week" and start == end:
            start -= dt.timedelta(days=start.weekday())
            end, precision = start + _WEEK, DatePrecision.WEEK
        if before == "by" and future and end is not None and start > published:
            start, precision = published, precision_of(published, end)
        return When(start=start, end=end, precision=precision, surface=match.group())

    return resolve
