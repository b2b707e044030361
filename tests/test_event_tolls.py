"""The dead and injured that sentences tell of. Sentences are made up here."""

from __future__ import annotations

import datetime as dt

import pytest
from coding import code

from geo.events.amounts import Count
from geo.events.attributions import find_counter
from geo.events.figures import find_toll
from geo.language import Language
from geo.model import Document, Parsed
from geo.pipeline import parse_documents


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("The clashes claimed the lives of 14 herders.", 14, 14),
        ("The siege of the mosque took between 80 and 95 lives.", 80, 95),
        ("The raid cost 13 lives.", 13, 13),
        ("The blast claimed the life of a nurse.", 1, 1),
        ("Twelve miners lost their lives in the attack.", 12, 12),
        ("A dozen miners were killed in the attack.", 12, 12),
        ("Half a dozen soldiers died in the ambush.", 6, 6),
        ("More than two dozen soldiers were killed.", 24, None),
        ("The gunfire killed dozens of people.", None, None),
        ("Snipers shot dead a bread seller in the old town.", 1, 1),
        ("A tailor was stabbed to death outside his shop.", 1, 1),
        ("The militants beat a shopkeeper to death.", 1, 1),
        ("The assassination of a prosecutor shocked the town.", 1, 1),
        ("The shell killed a couple and their son.", 3, 3),
    ],
)
def test_deaths_are_counted(text: str, low: int | None, high: int | None) -> None:
    (sentence,) = Language.open().parse(text).sentences
    killed = find_toll(sentence).killed
    assert (killed and killed.low, killed and killed.high) == (low, high)


def test_the_injured_of_a_clipped_clause_are_counted() -> None:
    (sentence,) = Language.open().parse("Seven were killed and 12 others wounded.").sentences
    toll = find_toll(sentence)
    assert (toll.killed and toll.killed.low, toll.injured and toll.injured.low) == (7, 12)


def tolls(text: str) -> list[tuple[int | None, int | None]]:
    """Return the lowest and highest numbers of dead of each report of a text."""
    document = Document(document_id="d", text=text, published=dt.date(2019, 5, 17))
    (parsed,) = parse_documents([document])
    assert isinstance(parsed, Parsed)
    return [(report.fatalities_low, report.fatalities_high) for report in parsed.reports]


def test_two_counts_of_the_same_dead_make_a_range() -> None:
    text = "Four people were killed when a drone bombed a market in Marib, the ministry said. "
    assert tolls(text + "The traders' union says that six have died.") == [(4, 6)]


def test_more_dead_told_of_later_are_no_rival_count() -> None:
    text = "Four people were killed when a drone bombed a market in Marib, the ministry said. "
    assert tolls(text + "It said two more died on the way.") == [(4, 4)]


def test_bodies_counted_after_an_attack_are_its_dead() -> None:
    text = "Soldiers opened fire on Monday on people waiting at the Zamzam camp. "
    assert tolls(text + "Our reporter counted nine bodies.") == [(9, 9)]
    assert tolls(text + "\n\nOur reporter counted nine bodies.") == [(None, None)]


def test_who_is_shot_and_bleeds_to_death_is_dead() -> None:
    assert tolls("A trader was shot in Homs on Monday and bled to death on the way.") == [(1, 1)]


def test_strikes_that_harmed_nobody_killed_nobody() -> None:
    assert tolls("No civilian was harmed in the air strikes on Idlib.") == [(0, 0)]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("No fewer than 12 people were killed in Homs.", 12, None),
        ("The blast in Homs left no one dead.", 0, 0),
        ("Thirty-one died in the attack on Homs.", 31, 31),
        ("12 or 13 people were killed in Homs.", 12, 13),
        ("The shelling of Homs killed 7 and 8 were missing.", 7, 7),
        ("The mayor gave a toll of 45; hospital staff said 60 died.", 45, 60),
    ],
)
def test_the_number_told_is_read_whole(text: str, low: int, high: int | None) -> None:
    assert read_killed(text) == Count(low=low, high=high)


@pytest.mark.parametrize(
    "text",
    [
        "Several hundred people were killed in Homs.",
        "The shelling killed 300 sheep near Homs.",
        "The blast killed 40 percent of the garrison.",
        "The bombs killed 12.5 people on average.",
        "The bomb almost killed ten people in Homs.",
        "The bomb was meant to kill ten people.",
        "Ten soldiers were not killed in Homs.",
        "The gunmen threatened to kill him.",
    ],
)
def test_what_is_no_number_of_dead_is_none(text: str) -> None:
    assert read_killed(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "The ministry says 90,000 people have been killed in the war.",
        "The war has killed 90,000 people, the ministry says.",
    ],
)
def test_who_says_a_number_before_or_after_it_has_counted(text: str) -> None:
    assert (find_counter(text, text.index("90")) or "").lower() == "the ministry"


def read_killed(text: str) -> Count | None:
    """Return the dead of a text of one sentence."""
    (sentence,) = Language.open().parse(text).sentences
    return find_toll(sentence).killed


def test_each_noun_of_killing_has_its_own_dead() -> None:
    text = (
        "He was convicted of the murder of 64 miners in Kailahun and of an attack in Makeni in "
        "which nine soldiers were killed."
    )
    assert [low for low, _ in tolls(text) if low] == [64, 9]


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("The rebels tied up 50 men and hacked them to death.", 50),
        ("Drone attack on a farm; 13 dead, 2 hurt.", 13),
        ("The guards saw 50 men and nobody hacked them to death.", None),
    ],
)
def test_who_is_killed_may_be_told_before(text: str, low: int | None) -> None:
    assert ((count := read_killed(text)) and count.low) == low


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("A jet bombed a school in Gao, which led to the deaths of six boys.", 6),
        ("The shelling of Aleppo led to the death of two nurses.", 2),
        ("The bombardment of Misrata caused the deaths of nine soldiers.", 9),
    ],
)
def test_the_deaths_that_came_of_an_act_are_its_toll(text: str, dead: int) -> None:
    assert [report.fatalities_low for report in code(text)] == [dead]


@pytest.mark.parametrize(
    "text",
    [
        "Nobody will confirm the number killed last week in Ituri.",
        "Nobody knows the total abducted last year in Ituri.",
    ],
)
def test_a_number_of_people_is_no_act(text: str) -> None:
    assert code(text) == ()


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("Bandits killed 9 farmers in Bor, and a gang slaughtered 4 herders in Jos.", [9, 4]),
        ("Bandits gunned down four herders in Gao.", [4]),
        ("Gunmen shot dead a priest in Doda, and rebels killed two nurses in Poonch.", [1, 2]),
    ],
)
def test_each_killing_has_its_own_dead(text: str, dead: list[int]) -> None:
    assert [report.fatalities_low for report in code(text)] == dead
