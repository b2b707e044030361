"""The days that an expression of time means: "last month", "three days earlier", "in 1994"."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator

from geo.events.numbers import ORDINALS, UNITS
from geo.model import DatePrecision, When

__all__ = [
    "CENTURY_WORDS",
    "DAYS",
    "MONTHS",
    "NUMBERS",
    "Period",
    "precision_of",
    "read_count",
    "read_periods",
]

Period = tuple[dt.date, dt.date | None, DatePrecision]
"""First day, last day (none where that is open), and how precise that is."""

DAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
"""Number of each weekday, by its name in small letters; Monday is 0."""

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
MONTHS["sept"] = 9
"""Number of each month, by its name or abbreviation in small letters."""

NUMBERS = UNITS | {"a": 1, "an": 1}
"""What each word for a number says before a unit of time."""

CENTURY_WORDS = {
    "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15,
    "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20,
}  # fmt: skip
"""Number of the century that each ordinal names."""

_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_SOON_DAYS = 45
_WEEK = dt.timedelta(days=6)
_DAY = dt.timedelta(days=1)


def read_periods(
    match: re.Match[str], published: dt.date, *, future: bool, base: When | None
) -> Iterator[Period]:
    """Yield the days that an expression of time means, the likeliest first.

    Parameters
    ----------
    match
        Of the pattern of `geo.events.dates`: each kind of expression is a group of its own.
    published
        Day of publication, which relative expressions count from.
    future
        Whether the act that is dated is still to come.
    base
        The last date that the text gave.

    Raises
    ------
    ValueError
        If there is no such day.
    OverflowError
        If it is beyond the calendar.
    """
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
) -> Iterator[Period]:
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
        month = MONTHS[str(part["m3"]).lower()]
        year = base.start.year + (month < base.start.month)
        # "That August" is past, however late the date told before.
        year -= (year, month) > (published.year, published.month)
        last = calendar.monthrange(year, month)[1]
        yield _span(dt.date(year, month, 1), dt.date(year, month, last))


def _counted(part: dict[str, str | None], base: When) -> Period:
    """Return the day, week, month or year some units after the last date."""
    count = read_count(part["later"]) if part["later"] else 0
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


def _edge(part: dict[str, str | None], published: dt.date, _future: bool) -> Period:  # noqa: FBT001
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


def _day(day: dt.date) -> Period:
    return day, day, DatePrecision.DAY


def _span(start: dt.date, end: dt.date) -> Period:
    return start, end, precision_of(start, end)


def precision_of(start: dt.date, end: dt.date) -> DatePrecision:
    """Return the precision of an interval, both days included: UCDP's `date_prec`."""
    length = (end - start).days + 1
    limits = ((1, DatePrecision.DAY), (6, DatePrecision.DAYS), (7, DatePrecision.WEEK))
    for limit, precision in (*limits, (31, DatePrecision.MONTH)):
        if length <= limit:
            return precision
    return DatePrecision.LONGER


def _month_day(
    part: dict[str, str | None], number: str, published: dt.date, *, future: bool
) -> Period:
    month = MONTHS[str(part[f"m{number}"]).lower()]
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


def _month(part: dict[str, str | None], published: dt.date, future: bool) -> Period:  # noqa: FBT001
    month = MONTHS[str(part["m3"]).lower()]
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


def _weekday(part: dict[str, str | None], published: dt.date, future: bool) -> Period:  # noqa: FBT001
    number = DAYS[str(part["weekday"]).lower()]
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


def _season(part: dict[str, str | None], _published: dt.date, _future: bool) -> Period:  # noqa: FBT001
    start = dt.date(int(str(part["season_y"])), _SEASONS[str(part["season"]).lower()], 1)
    end_month = (start.month + 1) % 12 + 1
    year = start.year + (end_month < start.month)
    return _span(start, dt.date(year, end_month, calendar.monthrange(year, end_month)[1]))


def _unit(part: dict[str, str | None], published: dt.date, future: bool) -> Period:  # noqa: FBT001
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


def _rest(unit: str, published: dt.date) -> Period:
    """Return what is left of the current week, month or year, for a plan of "this month"."""
    if unit == "night":
        return _day(published)
    if unit in {"week", "weekend"}:
        sunday = published + dt.timedelta(days=6 - published.weekday())
        return _span(max(published, sunday - _DAY) if unit == "weekend" else published, sunday)
    month = 12 if unit == "year" else published.month
    last = calendar.monthrange(published.year, month)[1]
    return _span(published, dt.date(published.year, month, last))


def _named_day(part: dict[str, str | None], published: dt.date, future: bool) -> Period:  # noqa: FBT001
    name = str(part["day"]).lower()
    if name == "overnight":
        return _span(published - _DAY, published)
    shift = {"yesterday": -1, "tomorrow": 1}.get(name, 0)
    del future
    return _day(published + dt.timedelta(days=shift))


def _beside(part: dict[str, str | None], published: dt.date, _future: bool) -> Period:  # noqa: FBT001
    is_before = str(part["beside"]).lower().startswith("before")
    return _day(published + dt.timedelta(days=-2 if is_before else 2))


def _years(part: dict[str, str | None], _published: dt.date, _future: bool) -> Period:  # noqa: FBT001
    return _span(dt.date(int(str(part["year_a"])), 1, 1), dt.date(int(str(part["year_b"])), 12, 31))


def _ago(part: dict[str, str | None], published: dt.date, _future: bool) -> Period:  # noqa: FBT001
    count, unit = read_count(part["ago"]), str(part["ago_unit"]).lower()
    if (count, unit) == (1, "year"):  # Nearer to the day than "three years ago"
        count, unit = 12, "month"
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


def _past(part: dict[str, str | None], published: dt.date, _future: bool) -> Period:  # noqa: FBT001
    count = read_count(part["past"].strip()) if part["past"] else 1
    unit = str(part["past_unit"]).lower()
    days = {"hour": count / 24, "day": count, "week": 7 * count, "month": 30 * count}
    back = max(1, round(days.get(unit, 365 * count)))
    return _span(published - dt.timedelta(days=back), published)


def _coming(_part: dict[str, str | None], published: dt.date, _future: bool) -> Period:  # noqa: FBT001
    return published, None, DatePrecision.LONGER


def _nth(part: dict[str, str | None], published: dt.date, _future: bool) -> Period:  # noqa: FBT001
    back = ORDINALS[str(part["nth"]).lower()] - 1
    return _span(published - dt.timedelta(days=back), published)


def _year(part: dict[str, str | None], _published: dt.date, _future: bool) -> Period:  # noqa: FBT001
    year = int(str(part["year"] or part["edition"]))
    return _span(dt.date(year, 1, 1), dt.date(year, 12, 31))


def _century(part: dict[str, str | None], _published: dt.date, _future: bool) -> Period:  # noqa: FBT001
    word = str(part["century"]).lower()
    number = CENTURY_WORDS.get(word) or int(word[:2])
    return _span(dt.date(100 * number - 99, 1, 1), dt.date(100 * number, 12, 31))


def _christmas(part: dict[str, str | None], published: dt.date, future: bool) -> Period:  # noqa: FBT001
    day = 25 if str(part["christmas"]).lower() == "day" else 24
    date = dt.date(published.year, 12, day)
    if date > published and not future:
        date = date.replace(year=published.year - 1)
    return _day(date)


def _today(_part: dict[str, str | None], published: dt.date, _future: bool) -> Period:  # noqa: FBT001
    return _day(published)


def read_count(word: str | None) -> int:
    """Return the number that stands before a unit of time; 1 where there is none.

    Raises
    ------
    KeyError
        If it is no word for a number.
    """
    text = (word or "1").lower()
    if text.isdigit():
        return int(text)
    return sum(NUMBERS[word] for word in text.split("-"))


_READERS: dict[str, Callable[[dict[str, str | None], dt.date, bool], Period]] = {
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
