"""Publication dates: plain ones are read, ambiguous ones are refused."""

from __future__ import annotations

import datetime as dt
import re

__all__ = ["read_date"]

# English month names and abbreviations, as RFC 5322 and news sites write them.
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
_CLOCK = r"(?:[T ,].*)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_CLOCK}", re.DOTALL)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?\d{4,6}Z?)?")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}){_CLOCK}", re.DOTALL)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_DAY_MONTH = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?([a-z]+)\.?,?[\s-]+(\d{{4}}){_CLOCK}",
    re.DOTALL | re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"{_WEEKDAY}([a-z]+)\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}){_CLOCK}",
    re.DOTALL | re.IGNORECASE,
)
_LONGEST = 100
_MONTHS_OF_A_YEAR = 12


def read_date(value: object) -> dt.date:
    """Read a day.

    Parameters
    ----------
    value
        A date or datetime, or text: ISO 8601 (`2016-08-26`, `2016-08-26T10:00Z`, `20160826`),
        RFC 5322 (`Fri, 26 Aug 2016 10:00:00 +0000`), or in English words (`26 August 2016`,
        `Aug. 26, 2016`). Of `26/08/2016` the day is plain; `03/04/2016` is refused, because
        it is March in some countries and April in others. With a time of day the day is the
        one that is written, whatever the zone.

    Returns
    -------
    The Gregorian day.

    Raises
    ------
    ValueError
        If the value is no day, is ambiguous, or lacks its year; the message says what to write.
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = " ".join(str(value)[: _LONGEST + 1].split())
    parts = None if len(text) > _LONGEST else _parts_of(text)
    if parts is None:
        raise ValueError(f"{text[:40]!r} is no date; write it as 2016-08-26")
    try:
        return dt.date(*parts)
    except ValueError as error:
        raise ValueError(f"{text[:40]!r} is no day of the calendar ({error})") from error


def _parts_of(text: str) -> tuple[int, int, int] | None:
    """Find year, month and day."""
    if match := _YEAR_FIRST.fullmatch(text):
        return int(match[1]), int(match[3]), int(match[4])
    if match := _COMPACT.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _YEAR_LAST.fullmatch(text):
        return _order(int(match[4]), int(match[1]), int(match[3]), text)
    if match := _DAY_MONTH.fullmatch(text):
        day, month, year = match[1], match[2], match[3]
    elif match := _MONTH_DAY.fullmatch(text):
        month, day, year = match[1], match[2], match[3]
    else:
        return None
    number = _MONTHS.get(month.lower())
    return None if number is None else (int(year), number, int(day))


def _order(year: int, first: int, second: int, text: str) -> tuple[int, int, int]:
    """Tell day and month of a numeric date apart, where its numbers do."""
    if first > _MONTHS_OF_A_YEAR or first == second:
        return year, second, first
    if second > _MONTHS_OF_A_YEAR:
        return year, first, second
    raise ValueError(
        f"{text[:40]!r} can be read as {year}-{first:02}-{second:02} or "
        f"{year}-{second:02}-{first:02}; write the one that is meant"
    )
