"""Expressions of time, resolved against the day of publication."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from geo.events.numbers import ORDINALS, UNITS
from geo.model import DatePrecision, Span, When

__all__ = ["Kind", "TimeExpression", "find_times", "precision_of"]

_DAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_MONTHS["sept"] = 9
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_NUMBERS = UNITS | {"a": 1, "an": 1}
_EARLIEST_YEAR = 1000
_LATEST_YEAR = 2199
_SOON_DAYS = 45
_WEEK = dt.timedelta(days=6)
_DAY = dt.timedelta(days=1)

# Names of days and months are told from verbs ("may", "march") by their capital.
_WEEKDAY = "(?-i:" + "|".join(name.capitalize() for name in _DAYS) + ")"
_MONTH = "(?-i:" + "|".join(n.capitalize() for n in sorted(_MONTHS, key=len, reverse=True)) + ")"
_CLOCK = (
    "noon|midday|midnight|dawn|dusk|sunrise|sunset|nightfall|daybreak|evening|six|seven|eight|"
    r"nine|ten|half\ past\ \w+"
)
_CENTURY_WORDS = {
    "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15,
    "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20,
}  # fmt: skip
_CENTURIES = "|".join(_CENTURY_WORDS) + r"|\d\dth"
_TENS = "|".join(word for word in UNITS if word.endswith("ty"))
_NUMBER = rf"(?:(?:{_TENS})-)?(?:{'|'.join(_NUMBERS)})|\d{{1,3}}"
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
        if number not in named
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
            found = next(_readings(match, published, future=future, base=base), None)
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


_Reading = tuple[dt.date, dt.date | None, DatePrecision]


def _readings(
    match: re.Match[str], published: dt.date, *, future: bool, base: When | None
) -> Iterator[_Reading]:
    """Yield the reading of the alternative that matched."""
    part = match.groupdict()
    yield from _relative(part, published, base)
    if part["iso"]:
        yield _day(dt.date(int(part["iso_y"]), int(part["iso_m"]), int(part["iso_d"])))
    for number in "12":
        if part[f"d{number}"]:
            yield _month_day(part, number, published, future=future)
    for name, reader in _READERS.items():
        if part[name]:
            yield reader(part, published, future)


def _relative(
    part: dict[str, str | None], published: dt.date, base: When | None
) -> Iterator[_Reading]:
    """Yield the reading of words that count from the last date of the text."""
    if part["eve"] or part["before"]:
        origin = base.start if base and base.precision is DatePrecision.DAY else published
        yield _day(origin - _DAY)
    if base is None:
        if part["clock"] or (part["same"] and part["same_unit"] == "day"):
            yield _day(published)
        return
    if part["clock"] or (part["later"] or "").lower() == "hours":
        if base.precision <= DatePrecision.DAYS and base.end is not None:
            yield base.start, base.end, base.precision
    elif part["same"] or part["later_unit"]:
        yield _counted(part, base)
    elif part["m3"] and str(part["month_which"]).lower() == "that" and not part["y3"]:
        month = _MONTHS[str(part["m3"]).lower()]
        year = base.start.year + (month < base.start.month)
        # "That August" is past, however late the date told before.
        year -= (year, month) > (published.year, published.month)
        last = calendar.monthrange(year, month)[1]
        yield _span(dt.date(year, month, 1), dt.date(year, month, last))


def _counted(part: dict[str, str | None], base: When) -> _Reading:
    """Return the day, week, month or year some units after the last date."""
    count = _number(part["later"]) if part["later"] else 0
    unit = str(part["later_unit"] or part["same_unit"]).lower()
    if unit == "year":
        year = base.start.year + count
        return _span(dt.date(year, 1, 1), dt.date(year, 12, 31))
    if unit == "month":
        year, month = divmod(base.start.year * 12 + base.start.month - 1 + count, 12)
        start = dt.date(year, month + 1, 1)
        return _span(start, start.replace(day=calendar.monthrange(year, month + 1)[1]))
    if unit == "week":
        monday = base.start - dt.timedelta(days=base.start.weekday()) + dt.timedelta(weeks=count)
        return _span(monday, monday + _WEEK)
    return _day(base.start + dt.timedelta(days=count))


def _edge(part: dict[str, str | None], published: dt.date, _future: bool) -> _Reading:  # noqa: FBT001
    """Return the beginning, middle or end of the current week, month or year."""
    unit, edge = str(part["edge_unit"]).lower(), str(part["edge"]).lower()
    if unit == "week":
        start = published - dt.timedelta(days=published.weekday())
        end = start + _WEEK
    elif unit == "month":
        start = published.replace(day=1)
        end = start.replace(day=calendar.monthrange(start.year, start.month)[1])
    else:
        start, end = dt.date(published.year, 1, 1), dt.date(published.year, 12, 31)
    if edge == "end":
        return _day(end)
    return _day(start if edge in {"start", "beginning"} else start + (end - start) / 2)


def _day(day: dt.date) -> _Reading:
    return day, day, DatePrecision.DAY


def _span(start: dt.date, end: dt.date) -> _Reading:
    return start, end, precision_of(start, end)


def precision_of(start: dt.date, end: dt.date) -> DatePrecision:
    """Return UCDP's date_prec of an interval."""
    length = (end - start).days + 1
    limits = ((1, DatePrecision.DAY), (6, DatePrecision.DAYS), (7, DatePrecision.WEEK))
    for limit, precision in (*limits, (31, DatePrecision.MONTH)):
        if length <= limit:
            return precision
    return DatePrecision.LONGER


def _month_day(
    part: dict[str, str | None], number: str, published: dt.date, *, future: bool
) -> _Reading:
    month = _MONTHS[str(part[f"m{number}"]).lower()]
    day = int(str(part[f"d{number}"]))
    given = part[f"y{number}"]
    year = int(given) if given else published.year
    date = dt.date(year, month, day)
    # A day a few weeks ahead is meant as such; one eleven months ago would carry its year.
    if not given and not future and (date - published).days > _SOON_DAYS:
        date = date.replace(year=year - 1)
    if not given and future and date < published:
        date = date.replace(year=year + 1)
    if number == "1" and (first := part["range_a"] or part["range_from"]):
        return _span(date.replace(day=int(first)), date)
    if number == "2" and part["range_b"] and int(part["range_b"]) > day:
        return _span(date, date.replace(day=int(part["range_b"])))
    return _day(date)


def _month(part: dict[str, str | None], published: dt.date, future: bool) -> _Reading:  # noqa: FBT001
    month = _MONTHS[str(part["m3"]).lower()]
    year = _year_of_month(part, month, published, future=future)
    last = calendar.monthrange(year, month)[1]
    first_day, last_day = {"early": (1, 10), "mid": (11, 20), "late": (21, last)}.get(
        str(part["part"]).lower(), (1, last)
    )
    return _span(dt.date(year, month, first_day), dt.date(year, month, last_day))


def _year_of_month(
    part: dict[str, str | None], month: int, published: dt.date, *, future: bool
) -> int:
    if part["y3"]:
        return int(part["y3"])
    if part["relative_year"]:
        return published.year - (part["relative_year"].lower() == "last")
    if future:
        return published.year + (month < published.month)
    past = month > published.month or (
        month == published.month and str(part["month_which"]).lower() == "last"
    )
    return published.year - past


def _weekday(part: dict[str, str | None], published: dt.date, future: bool) -> _Reading:  # noqa: FBT001
    number = _DAYS[str(part["weekday"]).lower()]
    which = str(part["week_which"]).lower()
    if part["week_of"]:
        week = {"last": -1, "this": 0, "next": 1}[part["week_of"].lower()]
        monday = published - dt.timedelta(days=published.weekday())
        return _day(monday + dt.timedelta(days=number + 7 * week))
    ahead, back = (number - published.weekday()) % 7, (published.weekday() - number) % 7
    # "Last Thursday", written on a Thursday, is not today; nor is "next Thursday".
    if future:
        return _day(published + dt.timedelta(days=ahead or 7 * (which == "next")))
    return _day(published - dt.timedelta(days=back or 7 * (which == "last")))


def _season(part: dict[str, str | None], _published: dt.date, _future: bool) -> _Reading:  # noqa: FBT001
    start = dt.date(int(str(part["season_y"])), _SEASONS[str(part["season"]).lower()], 1)
    end_month = (start.month + 1) % 12 + 1
    year = start.year + (end_month < start.month)
    return _span(start, dt.date(year, end_month, calendar.monthrange(year, end_month)[1]))


def _unit(part: dict[str, str | None], published: dt.date, future: bool) -> _Reading:  # noqa: FBT001
    if future and str(part["which"]).lower() == "this":
        return _rest(str(part["unit"]).lower(), published)
    which = {"last": -1, "past": -1, "this": 0, "next": 1}[str(part["which"]).lower()]
    unit = str(part["unit"]).lower()
    monday = published - dt.timedelta(days=published.weekday())
    if unit == "night":
        return _day(published - _DAY)
    if unit == "weekend":
        shift = 7 * min(which + (published.weekday() >= 5), 0) if which < 1 else 7  # noqa: PLR2004 - Saturday
        saturday = monday + dt.timedelta(days=5 + (shift or -7 * (published.weekday() < 5)))  # noqa: PLR2004
        return _span(saturday, saturday + _DAY)
    if unit == "week":
        start = monday + dt.timedelta(weeks=which)
        return _span(start, published if which == 0 else start + _WEEK)
    if unit == "month":
        index = published.year * 12 + published.month - 1 + which
        year, month = divmod(index, 12)
        start = dt.date(year, month + 1, 1)
        last = start.replace(day=calendar.monthrange(year, month + 1)[1])
        return _span(start, published if which == 0 else last)
    year = published.year + which
    return _span(dt.date(year, 1, 1), published if which == 0 else dt.date(year, 12, 31))


def _rest(unit: str, published: dt.date) -> _Reading:
    """Return what is left of the current week, month or year, for a plan of "this month"."""
    if unit == "night":
        return _day(published)
    if unit in {"week", "weekend"}:
        sunday = published + dt.timedelta(days=6 - published.weekday())
        return _span(max(published, sunday - _DAY) if unit == "weekend" else published, sunday)
    month = 12 if unit == "year" else published.month
    last = calendar.monthrange(published.year, month)[1]
    return _span(published, dt.date(published.year, month, last))


def _named_day(part: dict[str, str | None], published: dt.date, future: bool) -> _Reading:  # noqa: FBT001
    name = str(part["day"]).lower()
    if name == "overnight":
        return _span(published - _DAY, published)
    shift = {"yesterday": -1, "tomorrow": 1}.get(name, 0)
    del future
    return _day(published + dt.timedelta(days=shift))


def _beside(part: dict[str, str | None], published: dt.date, _future: bool) -> _Reading:  # noqa: FBT001
    is_before = str(part["beside"]).lower().startswith("before")
    return _day(published + dt.timedelta(days=-2 if is_before else 2))


def _years(part: dict[str, str | None], _published: dt.date, _future: bool) -> _Reading:  # noqa: FBT001
    return _span(dt.date(int(str(part["year_a"])), 1, 1), dt.date(int(str(part["year_b"])), 12, 31))


def _ago(part: dict[str, str | None], published: dt.date, _future: bool) -> _Reading:  # noqa: FBT001
    count, unit = _number(part["ago"]), str(part["ago_unit"]).lower()
    if unit == "day" or (unit == "week" and part["ago_today"]):
        return _day(published - dt.timedelta(days=count if unit == "day" else 7 * count))
    if unit == "week":
        monday = published - dt.timedelta(days=published.weekday(), weeks=count)
        return _span(monday, monday + _WEEK)
    if unit == "month":
        year, month = divmod(published.year * 12 + published.month - 1 - count, 12)
        start = dt.date(year, month + 1, 1)
        last = start.replace(day=calendar.monthrange(year, month + 1)[1])
        if part["ago_today"]:
            return _day(last.replace(day=min(published.day, last.day)))
        return _span(start, last)
    year = published.year - count
    if part["ago_today"]:  # "forty years ago today"; of the 29th of February, the day before
        last_day = calendar.monthrange(year, published.month)[1]
        return _day(published.replace(year=year, day=min(published.day, last_day)))
    return _span(dt.date(year, 1, 1), dt.date(year, 12, 31))


def _past(part: dict[str, str | None], published: dt.date, _future: bool) -> _Reading:  # noqa: FBT001
    count = _number(part["past"].strip()) if part["past"] else 1
    unit = str(part["past_unit"]).lower()
    days = {"hour": count / 24, "day": count, "week": 7 * count, "month": 30 * count}
    back = max(1, round(days.get(unit, 365 * count)))
    return _span(published - dt.timedelta(days=back), published)


def _coming(_part: dict[str, str | None], published: dt.date, _future: bool) -> _Reading:  # noqa: FBT001
    return published, None, DatePrecision.LONGER


def _nth(part: dict[str, str | None], published: dt.date, _future: bool) -> _Reading:  # noqa: FBT001
    back = ORDINALS[str(part["nth"]).lower()] - 1
    return _span(published - dt.timedelta(days=back), published)


def _year(part: dict[str, str | None], _published: dt.date, _future: bool) -> _Reading:  # noqa: FBT001
    year = int(str(part["year"] or part["edition"]))
    return _span(dt.date(year, 1, 1), dt.date(year, 12, 31))


def _century(part: dict[str, str | None], _published: dt.date, _future: bool) -> _Reading:  # noqa: FBT001
    word = str(part["century"]).lower()
    number = _CENTURY_WORDS.get(word) or int(word[:2])
    return _span(dt.date(100 * number - 99, 1, 1), dt.date(100 * number, 12, 31))


def _christmas(part: dict[str, str | None], published: dt.date, future: bool) -> _Reading:  # noqa: FBT001
    day = 25 if str(part["christmas"]).lower() == "day" else 24
    date = dt.date(published.year, 12, day)
    if date > published and not future:
        date = date.replace(year=published.year - 1)
    return _day(date)


def _today(_part: dict[str, str | None], published: dt.date, _future: bool) -> _Reading:  # noqa: FBT001
    return _day(published)


def _number(word: str | None) -> int:
    text = (word or "1").lower()
    if text.isdigit():
        return int(text)
    return sum(_NUMBERS[word] for word in text.split("-"))


_READERS: dict[str, Callable[[dict[str, str | None], dt.date, bool], _Reading]] = {
    "m3": _month,
    "weekday": _weekday,
    "beside": _beside,
    "year_a": _years,
    "season": _season,
    "unit": _unit,
    "day": _named_day,
    "now": _today,
    "ago": _ago,
    "past_unit": _past,
    "coming": _coming,
    "edge": _edge,
    "nth": _nth,
    "year": _year,
    "edition": _year,
    "century": _century,
    "christmas": _christmas,
}
