"""What looks like a date and is none, ranges of days, and dates that contradict themselves."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from geo.model import Parsed, Report

# Texts are published on Friday, 26 August 2016.
Parse = Callable[..., Parsed]


def report(parsed: Parsed, surface: str) -> Report:
    return next(item for item in parsed.reports if item.surface == surface)


def days(found: Report) -> tuple[str, str, int] | None:
    if found.when is None:
        return None
    end = found.when.end or found.when.start
    return found.when.start.isoformat(), end.isoformat(), int(found.when.precision)


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("Theresa May condemned the attack on Homs.", "condemned"),
        ("Jan Olsen accused the army of shelling Homs.", "accused"),
        ("April Johnson accused the army of shelling Homs.", "accused"),
        ("August Kovacs accused the army of shelling Homs.", "accused"),
        ("Police arrested Sunday Igboho in Ibadan.", "arrested"),
        ("The March 23 Movement shelled Goma.", "shelled"),
        ("The 17 November group bombed a bank in Athens.", "bombed"),
        ("Police arrested members of the April 6 Youth Movement in Cairo.", "arrested"),
        ("The March 14 alliance condemned the attack.", "condemned"),
        ("Rebels shelled a market in 14 July Street in Baghdad.", "shelled"),
        ("The 1 May Brigade shelled Homs.", "shelled"),
        ("Both parties rejected the Good Friday Agreement.", "rejected"),
        ("Rebels shelled Homs before the vote on Sunday.", "shelled"),
        ("Rebels shelled Homs in the worst attack since August 2013.", "shelled"),
        ("Rebels shelled Homs for the first time since 2013.", "shelled"),
        ("Rebels shelled Homs in the worst attack since the truce of May.", "shelled"),
    ],
)
def test_names_and_other_times_are_no_dates_of_the_act(
    parse: Parse, text: str, surface: str
) -> None:
    found = report(parse(text), surface)
    assert days(found) is None
    assert not found.background


@pytest.mark.parametrize(
    ("words", "first", "last", "precision"),
    [
        ("from Monday to Wednesday", "2016-08-22", "2016-08-24", 2),
        ("from Friday until Sunday", "2016-08-19", "2016-08-21", 2),
        ("on Monday (22 August)", "2016-08-22", "2016-08-22", 1),
        ("on Monday and Tuesday", "2016-08-22", "2016-08-23", 2),
        ("on August 3-9", "2016-08-03", "2016-08-09", 3),
        ("from March to May", "2016-03-01", "2016-05-31", 5),
        ("from 2012 to 2014", "2012-01-01", "2014-12-31", 5),
        ("from 30 August to 2 September 2015", "2015-08-30", "2015-09-02", 2),
        ("in July and August 2015", "2015-07-01", "2015-08-31", 5),
        ("the day before yesterday", "2016-08-24", "2016-08-24", 1),
        ("on Monday last week", "2016-08-15", "2016-08-15", 1),
        ("on Tuesday of last week", "2016-08-16", "2016-08-16", 1),
        ("in the week of 8 August", "2016-08-08", "2016-08-14", 3),
        ("on August 23", "2016-08-23", "2016-08-23", 1),
        ("on Monday", "2016-08-22", "2016-08-22", 1),
        ("in May", "2016-05-01", "2016-05-31", 4),
    ],
)
def test_a_range_has_a_first_and_a_last_day(
    parse: Parse, words: str, first: str, last: str, precision: int
) -> None:
    found = report(parse(f"The army shelled the port of Hodeida {words}."), "shelled")
    assert days(found) == (first, last, precision)


@pytest.mark.parametrize(
    ("words", "day", "conflict"),
    [
        ("on Monday, 23 August", "2016-08-23", "2016-08-23 is a Tuesday, not a Monday"),
        ("on Tuesday, 23 August", "2016-08-23", ""),
        (
            "on 31 August",
            "2016-08-31",
            "2016-08-31 is after publication on 2016-08-26, of an act told as past",
        ),
        ("on 24 August", "2016-08-24", ""),
    ],
)
def test_a_date_says_what_contradicts_it(parse: Parse, words: str, day: str, conflict: str) -> None:
    when = report(parse(f"The army shelled the port of Hodeida {words}."), "shelled").when
    assert when is not None
    assert (when.start.isoformat(), when.conflict) == (day, conflict)


def test_a_plan_may_be_dated_after_publication(parse: Parse) -> None:
    when = report(parse("The rebels will withdraw from Homs on 31 August."), "withdraw").when
    assert when is not None
    assert (when.start.isoformat(), when.conflict) == ("2016-08-31", "")
