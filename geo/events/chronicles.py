"""Years of a history: days told without one are of the year that the text told last."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.events.drafts import Draft

__all__ = ["set_years"]

_MONTH = "|".join(name for name in calendar.month_name if name)
# "In the spring of 1954", "on 6 April 1994", "March 12, 1938".
_YEAR = re.compile(
    rf"\b(?:spring|summer|autumn|winter)\s+of\s+(?P<season>1\d{{3}}|20\d\d)\b|"
    rf"\b(?:{_MONTH})(?:\s+\d{{1,2}},)?\s+(?P<month>1\d{{3}}|20\d\d)\b"
)
# Days that count from the day of publication: news has them, a history has not.
_NEWS = re.compile(
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:tonight|yesterday|tomorrow|"
    r"overnight|(?:last|this|next|past) (?:week|month|year|night|weekend))\b",
    re.IGNORECASE,
)
_DAY = re.compile(rf"\b(?:{_MONTH})\b")
# A text on what is this many years past is a history.
_PAST_YEARS = 2


def set_years(drafts: Sequence[Draft], text: str, published: dt.date | None) -> None:
    """Give days that a history tells without a year the one that it told last.

    "In the spring of 1954 paratroopers dug in. On 13 March the battle began." A history begins
    with a month or season of a year long past, and no day in it counts from its publication.

    Parameters
    ----------
    drafts
        The acts told, with the dates of their own sentences.
    text
        The text of the document.
    published
        The day of publication, which those dates were counted from.
    """
    found = list(_YEAR.finditer(text))
    if published is None or not found or _NEWS.search(text):
        return
    first = _DAY.search(text)
    if int(_year(found[0])) > published.year - _PAST_YEARS or (
        first is not None and first.start() < found[0].start()
    ):
        return
    ends = [match.end() for match in found]
    for draft in drafts:
        when, number = draft.when, bisect_left(ends, draft.sentence.end_char)
        if when is None or not number or not _is_bare(when.surface):
            continue
        years = int(_year(found[number - 1])) - when.start.year
        draft.when = replace(
            when,
            start=_moved(when.start, years),
            end=None if when.end is None else _moved(when.end, years),
        )


def _is_bare(words: str) -> bool:
    """Return whether words name a month, and no year."""
    return _DAY.search(words) is not None and re.search(r"\d{4}", words) is None


def _year(match: re.Match[str]) -> str:
    return match["season"] or match["month"]


def _moved(day: dt.date, years: int) -> dt.date:
    """Return the same day so many years on, the last of February where there is no other."""
    year = day.year + years
    last = calendar.monthrange(year, day.month)[1]
    return day.replace(year=year, day=min(day.day, last))
