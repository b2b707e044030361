"""Dates of acts in a whole document: shared by clauses, carried on, or left to another act."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from geo.model import Parsed, Report

# Texts are published on Friday, 26 August 2016.
Parse = Callable[..., Parsed]


def report(parsed: Parsed, surface: str) -> Report:
    return next(item for item in parsed.reports if item.surface == surface)


def days(found: Report) -> tuple[str, str] | None:
    if found.when is None:
        return None
    end = found.when.end or found.when.start
    return found.when.start.isoformat(), end.isoformat()


def one(day: str) -> tuple[str, str]:
    return f"2016-08-{day}", f"2016-08-{day}"


@pytest.mark.parametrize(
    ("text", "surface", "when"),
    [
        ("Rebels seized the town of Taftanaz last Friday.", "seized", one("19")),
        ("Rebels seized the town of Taftanaz on Friday.", "seized", one("26")),
        (
            "Police mourned the dead of last week's bombing in Herat.",
            "bombing",
            ("2016-08-15", "2016-08-21"),
        ),
        (
            "Between 3 and 8 August soldiers shelled the port of Hodeida.",
            "shelled",
            ("2016-08-03", "2016-08-08"),
        ),
        ("Soldiers shelled Hodeida from 3 to 8 August.", "shelled", ("2016-08-03", "2016-08-08")),
        (
            "Police arrested 30 people after the 2014 bombing in Herat, in which 71 were killed.",
            "killed",
            ("2014-01-01", "2014-12-31"),
        ),
        ("Officials rejected last year's proposal.", "rejected", None),
    ],
)
def test_words_of_time_mean_the_days_that_readers_take_them_for(
    parse: Parse, text: str, surface: str, when: tuple[str, str] | None
) -> None:
    assert days(report(parse(text), surface)) == when


@pytest.mark.parametrize(
    ("text", "surface", "when"),
    [
        (
            "The armies have fought since May 1998, when Eritrean tanks crossed into Badme.",
            "crossed into",
            ("1998-05-01", "1998-05-31"),
        ),
        (
            "The rebels took up arms in October 2001, when they stormed police posts in Bouake.",
            "stormed",
            ("2001-10-01", "2001-10-31"),
        ),
        (
            "Six soldiers were killed when a mine exploded under their lorry on Monday.",
            "killed",
            one("22"),
        ),
        ("A farmer was shot while he ploughed his field on Sunday.", "shot", one("21")),
        (
            "Gunmen attacked a convoy guarded by policemen near Maroua on 7 August.",
            "attacked",
            one("07"),
        ),
        (
            "Missiles hit Odesa on Sunday, two days after saboteurs had bombed a bridge.",
            "bombed",
            one("19"),
        ),
    ],
)
def test_clauses_told_together_share_a_date(
    parse: Parse, text: str, surface: str, when: tuple[str, str]
) -> None:
    assert days(report(parse(text), surface)) == when


def test_time_of_the_saying_is_not_that_of_what_is_said(parse: Parse) -> None:
    found = parse("The army said on Tuesday it had regained control of Saraqib.")
    assert days(report(found, "regained control")) is None


def test_day_goes_on_through_what_happened_next(parse: Parse) -> None:
    found = parse(
        "On Saturday gunmen attacked the barracks in Djibo. They burned four lorries and "
        "abducted a captain. At noon the garrison surrendered.\n\n"
        "Within minutes hundreds of fighters stormed the market.\n\n"
        "Soldiers arrested a smuggler in Lagos."
    )
    for surface in ("attacked", "abducted", "surrendered", "stormed"):
        assert days(report(found, surface)) == one("20")
    assert days(report(found, "arrested")) is None


def test_what_a_live_page_tells_under_an_hour_is_of_its_day(parse: Parse) -> None:
    found = parse(
        "LIVE: Fighting in Kunduz\n\n"
        "18.40 Drones hit the barracks at Imam Sahib, a police officer says.\n\n"
        "17.10 The army has told villagers to leave.\n\n"
        "09.00 Gunmen attacked a clinic near Taloqan on Sunday."
    )
    assert days(report(found, "hit")) == one("26")
    assert days(report(found, "attacked")) == one("21")


def test_hour_at_the_start_of_one_line_makes_no_live_page(parse: Parse) -> None:
    assert days(report(parse("18.40 Drones hit the barracks at Imam Sahib."), "hit")) is None


def test_days_of_a_history_are_of_the_year_told_last(parse: Parse) -> None:
    text = (
        "In the spring of 1954 paratroopers dug in at Dien Bien Phu. On 13 March rebels shelled "
        "the airstrip. On 7 May the garrison surrendered."
    )
    assert days(report(parse(text), "shelled")) == ("1954-03-13",) * 2
    assert days(report(parse(text), "surrendered")) == ("1954-05-07",) * 2
    # News names a day that counts from its own, and goes on from there.
    news = text + " On Monday rebels shelled the town."
    assert days(report(parse(news), "surrendered")) == ("2016-05-07",) * 2


@pytest.mark.parametrize(
    ("text", "surface", "when"),
    [
        ("Rebels have besieged the town for six weeks.", "besieged", "2016-07-15/2016-08-26"),
        ("Gunmen held the pass for two days.", "held", None),
        (
            "Bakeries opened on Monday after two days of clashes in Sirte.",
            "clashes",
            "2016-08-20/2016-08-21",
        ),
        (
            "The army stationed tanks at Bashiqa a year ago.",
            "stationed",
            "2015-08-01/2015-08-31",
        ),
        (
            "The truce ended the war of 2008, in which Moscow captured Gori.",
            "captured",
            "2008-01-01/2008-12-31",
        ),
        (
            "It was Kherson's turn on Tuesday: drones struck a bus stop.",
            "struck",
            "2016-08-23/2016-08-23",
        ),
        (
            "The raids that Ankara began on 3 August have killed nine.",
            "raids",
            "2016-08-03/2016-08-26",
        ),
        (
            "In the spring of 2011 crowds met every Friday. That August the army stormed Hama.",
            "stormed",
            "2011-08-01/2011-08-31",
        ),
        (
            "Date of incident: 12 August 2016\n\nThe market in Zamzam was shelled at 09:00.",
            "shelled",
            "2016-08-12/2016-08-12",
        ),
    ],
)
def test_how_long_it_went_on_and_what_else_says_when(
    parse: Parse, text: str, surface: str, when: str | None
) -> None:
    found = [item for item in parse(text).reports if item.surface.startswith(surface)]
    told = [None if (span := days(item)) is None else "/".join(span) for item in found]
    assert told == ([when] if found else [])
    assert found or when is None
