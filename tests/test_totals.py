"""Totals of a war or a period beside an act of it, in one sentence; numbers that share a scale."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from geo.model import Parsed

Parse = Callable[..., Parsed]


def tolls(parsed: Parsed) -> list[tuple[int | None, int | None]]:
    """Return lowest and highest number of deaths of each assault."""
    return [
        (report.fatalities_low, report.fatalities_high)
        for report in parsed.reports
        if report.event_type == "ASSAULT"
    ]


@pytest.mark.parametrize(
    ("text", "toll", "total"),
    [
        (
            "Shelling killed two people in Avdiivka in a conflict that has claimed 13,000 lives.",
            (2, 2),
            13_000,
        ),
        (
            "Shelling hit Avdiivka on Friday, killing two; the conflict has claimed 13,000 lives.",
            (2, 2),
            13_000,
        ),
        (
            "The war, which has killed 100,000 people, went on as jets bombed Idlib, killing nine.",
            (9, 9),
            100_000,
        ),
        (
            "A bomb killed 12 in Kabul, police said, adding that 1,700 had been killed since May.",
            (12, 12),
            1_700,
        ),
        (
            "1.5 million have been displaced since the war began, and fighting in Wau killed six.",
            (6, 6),
            1_500_000,
        ),
    ],
)
def test_a_total_beside_an_act_is_a_figure_and_the_act_keeps_its_own(
    parse: Parse, text: str, toll: tuple[int, int], total: int
) -> None:
    found = parse(text)
    assert tolls(found) == [toll]
    assert [figure.low for figure in found.figures] == [total]


@pytest.mark.parametrize(
    "text",
    [
        "Fighting in Tawila has killed 3,000 people since May.",
        "Attacks that have killed 300 people this year spread to Homs.",
        "The war in Yemen has killed 112,000 people.",
    ],
)
def test_a_sentence_that_only_sums_up_tells_no_act(parse: Parse, text: str) -> None:
    found = parse(text)
    assert tolls(found) == []
    assert len(found.figures) == 1


@pytest.mark.parametrize(
    ("text", "toll"),
    [
        ("Three or four hundred people were killed in an attack on Maiduguri.", (300, 400)),
        ("Two to three thousand people were killed when troops attacked Kibeho.", (2000, 3000)),
        ("Between 90 and one hundred people were killed in an attack on Kibeho.", (90, 100)),
        ("Two or three dozen soldiers were killed in an ambush near Diffa.", (24, 36)),
        ("The raid in Gao left as many as 20 soldiers dead.", (None, 20)),
        ("Police put the number of insurgents killed at 36 after the raid in Gao.", (36, 36)),
        ("The death toll from the attack in Gao rose from 36 to 40.", (40, 40)),
        ("The death toll from the attack in Gao rose to 40 from 36.", (40, 40)),
        ("The death toll from attacks in Gao has risen to 340 since January.", (None, None)),
        ("Shelling of Homs killed and wounded 40 people.", (None, None)),
        ("Shelling of Homs killed ten and wounded 40 people.", (10, 10)),
    ],
)
def test_the_words_around_a_number_are_read(
    parse: Parse, text: str, toll: tuple[int | None, int | None]
) -> None:
    assert set(tolls(parse(text))) == {toll}


def test_a_toll_of_the_next_paragraph_is_of_the_act_and_other_harm_is_not(parse: Parse) -> None:
    text = "Two missiles struck a hostel in Homs on Thursday.\n\nPolice put the death toll at four."
    assert tolls(parse(text)) == [(4, 4)]
    text = "Rebels shelled Homs on Thursday.\n\nFive miners died in Hama."
    assert (5, 5) not in tolls(parse(text))[:1]
