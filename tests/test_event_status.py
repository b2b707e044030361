"""Acts that are only likely, shown in works of art, or wrongly done. All is made up here."""

from __future__ import annotations

import pytest
from coding import code

from geo.model import Status


@pytest.mark.parametrize(
    "text",
    [
        "A ground offensive in Dara was possible, the minister said.",
        "An assault on Mariupol is likely, officials said.",
        "A raid on Sirte is imminent.",
        "An attack on Kirkuk seemed inevitable.",
        "An attack on Kirkuk is not likely, the governor said.",
        "Clashes in Tripoli were feared.",
        "A new offensive in Marib looms.",
        "The rebels are likely to attack Goma.",
        "It is possible that the army will shell Goma.",
        "Officials said the attack on Goma was imminent.",
        "An imminent attack on Goma worried the town.",
        "Shelling of Goma could resume at any time, the mission said.",
    ],
)
def test_what_is_only_likely_is_hypothetical(text: str) -> None:
    assert {report.status for report in code(text)} == {Status.HYPOTHETICAL}


@pytest.mark.parametrize(
    "text",
    [
        "The attack on Goma was unlikely to end the war in the east, and Bukavu is quiet.",
        "The raid on Sirte is considered a crime.",
        "The attack on Kirkuk was inevitable, but nobody had expected it.",
        "Israel should not have bombed the school in Gaza.",
        "Ethiopia ought not to have shelled the hospital in Mekelle.",
    ],
)
def test_what_was_done_is_actual_whatever_is_thought_of_it(text: str) -> None:
    assert code(text)[0].status is Status.ACTUAL


def test_what_should_have_been_done_was_not() -> None:
    assert code("Israel should have bombed the depot in Gaza, the general said.") == ()


@pytest.mark.parametrize(
    "text",
    [
        "The play shows soldiers killing villagers in Hue.",
        "Her novel recounts how paratroopers massacred students in Asuncion.",
        "A poem about the siege of Sarajevo won a prize.",
        "In the film, rebels seize Nairobi.",
        "A mural depicting the bombing of Dresden was unveiled in Leipzig.",
        "The opera tells of the murder of a bishop in El Salvador.",
    ],
)
def test_acts_inside_works_of_art_are_no_events(text: str) -> None:
    assert code(text) == ()


def test_what_a_book_tells_of_a_year_is_background() -> None:
    (report,) = code("The book describes how the Germans bombed Rotterdam in 1940.")
    assert report.background


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (
            "The film set off riots in Dhaka, where police shot two students.",
            ["PROTEST", "ASSAULT"],
        ),
        ("Gunmen attacked a cinema in Kabul during a film about the war.", ["ASSAULT"]),
        ("A video shows soldiers beating villagers in Kachin.", ["ASSAULT"]),
        ("Rebels shelled the opera in Aleppo.", ["ASSAULT"]),
        ("Police in Tehran arrested the author of a novel about the war.", ["COERCE"]),
    ],
)
def test_acts_around_works_of_art_are_events(text: str, kinds: list[str]) -> None:
    assert [report.event_type for report in code(text)] == kinds


STRIKE = "Twelve people were killed when jets bombed a market in Idlib, a monitor said"


@pytest.mark.parametrize(
    "text",
    [
        STRIKE + "; Damascus denied responsibility.",
        STRIKE + ". Damascus denied any involvement.",
        STRIKE + ". Russia denied carrying out any strikes on the town.",
        STRIKE + ". The army denied that it had bombed the market.",
    ],
)
def test_who_denies_that_he_did_it_does_not_deny_the_deed(text: str) -> None:
    first = code(text)[0]
    assert (first.status, first.fatalities_low) == (Status.ACTUAL, 12)


def test_who_denies_the_deed_denies_it() -> None:
    text = "Iran and Syria held talks in Doha, a paper wrote. No such talks took place in Doha."
    assert [report.status for report in code(text)] == [Status.DENIED]


@pytest.mark.parametrize(
    "text",
    [
        "She feared more dead after the port of Tobruk was bombed on Sunday by rebels.",
        "She feared more hunger since the town of Kutum was shelled on Sunday.",
    ],
)
def test_what_somebody_fears_after_an_attack_is_not_the_attack(text: str) -> None:
    (report,) = code(text)
    assert report.status == "actual"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The marines were able to take control of Kismayo.", "COERCE"),
        ("Hundreds of miners tried to march to the palace in La Paz.", "PROTEST"),
    ],
)
def test_what_was_managed_or_begun_was_done(text: str, kind: str) -> None:
    (report,) = code(text)
    assert (report.event_type, report.status) == (kind, "actual")


@pytest.mark.parametrize(
    "text",
    [
        "The bridges were cut to keep Kinshasa from sending soldiers to Bunia.",
        "Paris asked for guarantees to stop the militia from attacking Birao.",
    ],
)
def test_what_is_only_to_be_prevented_is_not_told(text: str) -> None:
    assert not {"MOBILIZE", "ASSAULT"} & {report.event_type for report in code(text)}
