"""The words of the map's interface, and dates, counts and precision said in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache

from geo.maps.assets import read_table
from geo.model import DatePrecision

__all__ = ["count", "interval", "number_range", "words"]

_DASH = "\u2009\u2013\u2009"


@cache
def words() -> Mapping[str, str]:
    """Return the interface's words by key."""
    return {row["key"]: row["en"] for row in read_table("words.csv")}


def count(number: int, noun: str) -> str:
    """Return a number with its noun in the right form: `2 events`.

    Parameters
    ----------
    number
        How many.
    noun
        Key of the singular after `count.`, such as `event`.
    """
    return f"{number:,} {words()[f'count.{noun}' if number == 1 else f'count.{noun}s']}"


def interval(start: dt.date | None, end: dt.date | None, precision: int | None) -> str:
    """Say when something happened, no more exactly than is known.

    Parameters
    ----------
    start, end
        First and last day; either may be unknown.
    precision
        UCDP `date_prec`; `None` counts as a day.

    Returns
    -------
    Days, months or years in words, such as `22 - 28 Aug 2016`.

    Examples
    --------
    >>> interval(dt.date(2016, 8, 26), dt.date(2016, 8, 26), 1)
    '26 Aug 2016'
    """
    if start is None:
        return words()["date.none"] if end is None else f"\u2026{_DASH}{_day(end)}"
    if end is None:
        return f"{words()['date.from']} {_day(start)}"
    exact = precision or DatePrecision.DAY
    if exact >= DatePrecision.MONTH:
        return _join(_month(start), _month(end))
    if start == end:
        return _day(start)
    if start.year == end.year and start.month == end.month:
        text = f"{start.day}{_DASH}{_day(end)}"
    elif start.year == end.year:
        text = f"{start.day} {_name(start)}{_DASH}{_day(end)}"
    else:
        text = f"{_day(start)}{_DASH}{_day(end)}"
    within = exact in {DatePrecision.DAYS, DatePrecision.WEEK}
    return f"{words()['date.within']} {text}" if within else text


def number_range(low: int | None, best: int | None, high: int | None) -> str | None:
    """Say a count with its bounds; `None` where nothing is known.

    Examples
    --------
    >>> number_range(5, None, None)
    '5 or more'
    """
    known = [number for number in (low, best, high) if number is not None]
    if not known:
        return None
    if low is not None and high is None and best in {None, low}:
        return f"{low:,} or more"
    least, most = min(known), max(known)
    if least == most:
        return f"{least:,}"
    text = f"{least:,}{_DASH}{most:,}"
    return f"{text} (best {best:,})" if best is not None else text


def _day(day: dt.date) -> str:
    return f"{day.day} {_month(day)}"


def _month(day: dt.date) -> str:
    return f"{_name(day)} {day.year}"


def _name(day: dt.date) -> str:
    return words()[f"month.{day.month}"]


def _join(first: str, last: str) -> str:
    return first if first == last else f"{first}{_DASH}{last}"
