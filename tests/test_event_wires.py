"""Wires: letters and who sends them, whose troops, lists of the dead, ports, asides, habits."""

from __future__ import annotations

import pytest
from coding import code, named

from geo.model import Role


@pytest.mark.parametrize(
    ("text", "sender", "recipient"),
    [
        (
            (
                "The Kenyan envoy sent a letter to rebel commander Gen. Joseph Okello demanding an "
                "immediate halt to the shelling of markets."
            ),
            "Kenyan envoy",
            "Joseph Okello",
        ),
        (
            "The guerrillas handed a note to the Swedish ambassador demanding a ransom.",
            "guerrillas",
            "Swedish ambassador",
        ),
    ],
)
def test_who_sends_a_letter_demands_what_it_says(text: str, sender: str, recipient: str) -> None:
    (report,) = [item for item in code(text) if item.event_type == "REQUEST"]
    assert [p.mention.surface for p in report.participants if p.role is Role.SOURCE] == [sender]
    assert [p.mention.surface for p in report.participants if p.role is Role.TARGET] == [recipient]


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("A mine killed a farmer, a herder and four children near Kidal.", 6),
        ("Gunmen shot dead a judge, a driver and three clerks in Cotabato.", 5),
        ("Two attacks killed a Danish soldier and a Marine near Lashkar Gah.", 2),
        # Other names of those counted, not further ones.
        ("Police killed five people, two women and three children, in Bosso.", 5),
        ("Gunmen killed a teacher, the head of a school in Bosso.", 1),
    ],
)
def test_a_list_of_the_dead_is_counted_to_its_end(text: str, dead: int) -> None:
    assert {item.fatalities_low for item in code(text)} == {dead}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Pirates attacked a ship in the Black Sea port of Odesa.", "Odesa"),
        ("Raiders attacked a village in the Lake Chad district of Bosso.", "Bosso"),
    ],
)
def test_a_sea_that_says_where_a_port_lies_is_not_the_scene(text: str, name: str) -> None:
    (report,) = code(text)
    assert report.place is not None
    assert report.place.name == name


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        (
            (
                "The UN secretary-general met General Khalifa Haftar in Benghazi as his forces "
                "advanced on Sirte."
            ),
            "Libyan National Army",
        ),
        (
            (
                "The African Union envoy met General Hemeti in Khartoum while his troops shelled "
                "Omdurman."
            ),
            "Rapid Support Forces",
        ),
    ],
)
def test_an_envoy_has_no_troops(text: str, owner: str) -> None:
    (report,) = [item for item in code(text) if item.event_type == "ASSAULT"]
    assert [p.mention.actor.name for p in report.participants] == [owner]


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        (
            "CARACAS (Agency) -Colombia's army shot dead two ranchers near Arauca.",
            ["Armed forces of Colombia"],
        ),
        (
            (
                'The Indian army said four guards were wounded including one "gravely", after air '
                "defences intercepted most of the drones."
            ),
            ["Armed forces of India"],
        ),
    ],
)
def test_an_actor_ends_at_an_aside(text: str, sources: list[str]) -> None:
    found = [p.mention for item in code(text) for p in item.participants if p.role is Role.SOURCE]
    assert [mention.actor.name for mention in found] == sources
    assert not any(word in mention.surface for mention in found for word in (")", "including"))


@pytest.mark.parametrize(
    "text",
    [
        "Four sailors were wounded after air defences intercepted most of the drones over Odesa.",
        "Two farmers were killed when Jordanian jets intercepted missiles over Irbid.",
    ],
)
def test_who_intercepts_missiles_hurts_nobody(text: str) -> None:
    harm, defence = code(text)
    assert named(harm, Role.TARGET)
    assert not named(harm, Role.SOURCE)
    assert not named(defence, Role.TARGET)


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        (
            (
                "Gunmen stormed a market in Maiduguri, which militants have often attacked. Nine "
                "people were killed, police said."
            ),
            9,
        ),
        (
            (
                "A bomber detonated a minibus near a hotel in Kabul that has frequently been hit "
                "by insurgents. The bomber killed five people."
            ),
            5,
        ),
    ],
)
def test_what_was_done_time_and_again_is_no_news_and_has_no_dead_of_it(
    text: str, dead: int
) -> None:
    news, habit = [item for item in code(text) if item.event_type == "ASSAULT"]
    assert (news.fatalities_low, news.background) == (dead, False)
    assert (habit.fatalities_low, habit.background) == (None, True)
    assert not named(habit, Role.TARGET)
