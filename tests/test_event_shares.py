"""Numbers of an act: ranges, scores, later counts, and the shares of places and days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from geo.model import Parsed

Parse = Callable[..., Parsed]

THURSDAY = dt.date(2015, 6, 4)


def deaths(parsed: Parsed) -> list[tuple[str, str | None, int | None, int | None]]:
    """Return trigger, place, lowest and highest count of the dead of each report."""
    return [
        (
            report.surface,
            report.place.name if report.place else None,
            report.fatalities_low,
            report.fatalities_high,
        )
        for report in parsed.reports
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Mortars hit Donetsk and Luhansk, killing two in Donetsk and three in Luhansk.",
            [("hit", "Donetsk", 2, 2), ("three", "Luhansk", 3, 3)],
        ),
        (
            "Gunmen killed 12 soldiers in Gao and 4 police officers in Timbuktu.",
            [("killed", "Gao", 12, 12), ("4 police officers", "Timbuktu", 4, 4)],
        ),
        # Of one place the numbers are parts of one toll, and a number without a place goes on.
        (
            "The bombing killed 12 soldiers and 4 police officers in Timbuktu.",
            [("bombing", "Timbuktu", 16, 16)],
        ),
        (
            "Gunmen killed 12 soldiers in Gao and wounded 4 police officers.",
            [("killed", "Gao", 12, 12)],
        ),
    ],
)
def test_a_number_told_of_another_place_is_an_act_there(
    parse: Parse, text: str, expected: list[tuple[str, str | None, int, int]]
) -> None:
    assert deaths(parse(text, published=THURSDAY)) == expected


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (
            "Shelling killed three people on Monday and five on Tuesday in Donetsk.",
            [(1, 3), (2, 5)],
        ),
        ("Six were killed on Monday and a further four on Tuesday in Homs.", [(1, 6), (2, 4)]),
        ("Six people were killed on Monday and buried on Tuesday in Homs.", [(1, 6)]),
    ],
)
def test_a_number_told_of_another_day_is_an_act_of_that_day(
    parse: Parse, text: str, days: list[tuple[int, int]]
) -> None:
    reports = parse(text, published=THURSDAY).reports
    assert [
        (report.when.start.day, report.fatalities_low) for report in reports if report.when
    ] == days


def test_who_is_held_elsewhere_is_held_by_the_same(parse: Parse) -> None:
    parsed = parse("Police arrested 90 demonstrators in Minsk and 43 in Grodno.")
    first, second = parsed.reports
    assert [report.place and report.place.name for report in (first, second)] == [
        "Minsk",
        "Hrodna",
    ]
    assert second.surface == "43"
    words = [(item.role, item.mention.surface) for item in second.participants]
    assert words == [("source", "Police"), ("target", "43")]
    assert first.report_id != second.report_id
    assert [(f.measure, f.surface, f.low) for f in parsed.figures] == [
        ("detained", "90 demonstrators", 90),
        ("detained", "43", 43),
    ]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Soldiers detained 60 marchers in Bujumbura.", [("detained", 60)]),
        (
            "Some 800 people were displaced and 40 detained in a sweep of Jaffna.",
            [("displaced", 800), ("detained", 40)],
        ),
        ("Some 700 villagers fled Kutum for Tawila.", [("displaced", 700)]),
        ("Soldiers may detain 60 marchers in Bujumbura.", []),
        ("Police did not arrest 40 students in Minsk.", []),
        ("Soldiers detained marchers in Bujumbura.", []),
        ("Soldiers detained a marcher in Bujumbura, and he fled to Goma.", []),
    ],
)
def test_who_was_detained_or_displaced_stands_among_the_figures(
    parse: Parse, text: str, figures: list[tuple[str, int]]
) -> None:
    assert [(item.measure, item.low) for item in parse(text).figures] == figures


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Rebels shelled Taiz, killing between 10 and 12 and wounding dozens.", 10, 12),
        ("The blast killed between three and five in Homs.", 3, 5),
        ("Rebels shelled Taiz, killing 10 soldiers and 12 civilians.", 22, 22),
        ("Two dozen soldiers and a score of rebels were killed on Monday in Gao.", 44, 44),
        ("Militants killed a score of villagers in Kutum.", 20, 20),
        ("Militants killed scores of villagers in Kutum.", None, None),
    ],
)
def test_ranges_and_scores_are_numbers(
    parse: Parse, text: str, low: int | None, high: int | None
) -> None:
    report = parse(text).reports[0]
    assert (report.fatalities_low, report.fatalities_high) == (low, high)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Gunmen attacked Zintan, killing three. Later the toll rose to five.", 5, 5),
        (
            "A bomb in a mosque in Kano killed six. The death toll climbed to nine, a nurse said.",
            9,
            9,
        ),
        # Another's count beside the first is a range, not a later count.
        ("Gunmen attacked Zintan, killing three. Doctors said five had died.", 3, 5),
        ("Gunmen attacked Zintan, killing three. The death toll rose to 900 since May.", 3, 3),
    ],
)
def test_a_toll_that_rose_is_the_later_count(parse: Parse, text: str, low: int, high: int) -> None:
    report = parse(text).reports[0]
    assert (report.fatalities_low, report.fatalities_high) == (low, high)
