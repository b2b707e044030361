"""The words of the map's interface in its languages, and dates, counts and ranges said in them.

All interface text stands in one table, `geo/assets/words.csv`: a row is a text, a column a
language. `{name}` in a text is a place to fill. A text that depends on a number has one form for
each category of the language's plural rules: `one:{n} event|other:{n} events`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import cache

from geo.errors import SettingsError
from geo.model import DatePrecision
from geo.resources import read_table

__all__ = ["LANGUAGES", "Phrases", "plural_category"]

_DASH = "\u2009\u2013\u2009"

LANGUAGES = tuple(column for column in read_table("words.csv")[0] if column != "key")
"""Languages of the interface, by ISO 639-1 code; the first is the usual one."""

_FORMS = re.compile(r"(?:zero|one|two|few|many|other):")


def _english(number: int) -> str:
    return "one" if number == 1 else "other"


def _french(number: int) -> str:
    return "one" if number in {0, 1} else "other"


def _russian(number: int) -> str:
    teen = number % 100 in {11, 12, 13, 14}
    if number % 10 == 1 and not teen:
        return "one"
    return "few" if number % 10 in {2, 3, 4} and not teen else "many"


def _arabic(number: int) -> str:
    if number in {0, 1, 2}:
        return ("zero", "one", "two")[number]
    if 3 <= number % 100 <= 10:  # noqa: PLR2004 - the rule's own numbers
        return "few"
    return "many" if number % 100 >= 11 else "other"  # noqa: PLR2004


# Five rules do not pay for a library of all the world's locales in every installation; the tests
# hold them against Babel's and the browser's own, which the page uses.
_CATEGORIES: Mapping[str, Callable[[int], str]] = {
    "ar": _arabic,
    "en": _english,
    "es": _english,
    "fr": _french,
    "ru": _russian,
}


def plural_category(number: int, language: str) -> str:
    """Return the plural category of a whole number, not negative: `one`, `few`, `other`.

    The cardinal rules of Unicode CLDR 47 for whole numbers. Its category `many` of French and
    Spanish, for whole millions, is left out: the interface has no form for it.
    """
    return _CATEGORIES[language](number)


@cache
def _read(language: str) -> Mapping[str, str | Mapping[str, str]]:
    return {row["key"]: _forms(row[language]) for row in read_table("words.csv")}


def _forms(text: str) -> str | Mapping[str, str]:
    """Return a text, or its forms by plural category."""
    if not _FORMS.match(text):
        return text
    return dict(form.split(":", 1) for form in text.split("|"))


class Phrases:
    """What the map says in one language.

    Parameters
    ----------
    language
        ISO 639-1 code, one of `LANGUAGES`.

    Raises
    ------
    SettingsError
        If the interface has no such language.

    Examples
    --------
    >>> Phrases("ru").count("n.events", 3)
    '3 события'
    """

    def __init__(self, language: str = LANGUAGES[0]) -> None:
        if language not in LANGUAGES:
            known = ", ".join(sorted(LANGUAGES))
            raise SettingsError(f"language is {language!r}, the map knows {known}")
        self.language = language
        self.words = _read(language)
        """Texts by key; those that depend on a number are their forms by plural category."""

    @property
    def direction(self) -> str:
        """Which way the language runs: `ltr` or `rtl`."""
        return self.say("direction")

    def say(self, key: str, **values: str | int) -> str:
        """Return a text with its places filled; the form is that for the number `n`.

        Parameters
        ----------
        key
            Of the table.
        values
            What stands in the places, by their names; numbers are grouped.
        """
        text = self.words[key]
        if not isinstance(text, str):
            text = text[plural_category(int(values["n"]), self.language)]
        said = {
            name: self.number(value) if isinstance(value, int) else value
            for name, value in values.items()
        }
        return text.format_map(said)

    def count(self, key: str, number: int) -> str:
        """Return a number with its noun in the right form: `2 events`."""
        return self.say(key, n=number)

    def number(self, number: int) -> str:
        """Return a whole number in the language's own groups of three digits."""
        plain = str(abs(number))
        if len(plain) > int(self.say("number.whole")):
            plain = f"{abs(number):,}".replace(",", self.say("number.group"))
        return f"-{plain}" if number < 0 else plain

    def interval(self, start: dt.date | None, end: dt.date | None, precision: int | None) -> str:
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
        >>> Phrases("en").interval(dt.date(2016, 8, 26), dt.date(2016, 8, 26), 1)
        '26 Aug 2016'
        """
        if start is None:
            return self.say("date.none") if end is None else f"\u2026{_DASH}{self._day(end)}"
        if end is None:
            return self.say("date.since", day=self._day(start))
        exact = precision or DatePrecision.DAY
        if exact >= DatePrecision.MONTH:
            first, last = self._month(start), self._month(end)
            return first if first == last else f"{first}{_DASH}{last}"
        if start == end:
            return self._day(start)
        text = f"{self._first(start, end)}{_DASH}{self._day(end)}"
        within = exact in {DatePrecision.DAYS, DatePrecision.WEEK}
        return self.say("date.some_day", days=text) if within else text

    def number_range(self, low: int | None, best: int | None, high: int | None) -> str | None:
        """Say a count with its bounds; `None` where nothing is known.

        Examples
        --------
        >>> Phrases("en").number_range(5, None, None)
        '5 or more'
        """
        known = [number for number in (low, best, high) if number is not None]
        if not known:
            return None
        if low is not None and high is None and best in {None, low}:
            return self.say("number.least", n=low)
        least, most = min(known), max(known)
        if least == most:
            return self.number(least)
        text = f"{self.number(least)}{_DASH}{self.number(most)}"
        return text if best is None else self.say("number.best", range=text, best=best)

    def _first(self, start: dt.date, end: dt.date) -> str:
        """Return the first day of an interval, without what its last day says again."""
        if start.year != end.year:
            return self._day(start)
        if start.month != end.month:
            return f"{start.day} {self.say(f'month.{start.month}')}"
        return str(start.day)

    def _day(self, day: dt.date) -> str:
        return f"{day.day} {self.say(f'month.{day.month}')} {day.year}"

    def _month(self, day: dt.date) -> str:
        return f"{self.say(f'month.alone.{day.month}')} {day.year}"
