"""Deaths that no act caused, and those that one did. All sentences are made up here."""

from __future__ import annotations

import pytest
from coding import code


@pytest.mark.parametrize(
    "text",
    [
        "Four climbers were killed in an avalanche above Chamonix.",
        "Two dockers were killed when a crane toppled in Mombasa.",
        "Nine miners were killed in a gas explosion near Karaganda.",
        "A landslide buried a village near Cochabamba, killing 30 people.",
        "Twenty passengers were killed when a ferry capsized off Zanzibar.",
        "Six tourists were killed by lightning near Arusha.",
        "A bus plunged into a gorge in Nepal, killing 14 pilgrims.",
        "A wall gave way in Dhaka and killed three bricklayers.",
        "Eleven people were killed in a fire at a hostel in Durban.",
        "The quake that killed 200 people in Gorkha was felt in Delhi.",
        "Three soldiers were killed in a helicopter crash near Kabul.",
        "Seven were killed and twelve others injured in a bus crash near Cusco.",
        "A storm left nine fishermen dead in Goa.",
        "Twelve men were killed in the collapse of a gold mine near Kayes.",
        "Four soldiers were killed when an armoured vehicle overturned near Gao.",
        "Two boys were killed when they were hit by a train near Lodz.",
        "A driver was killed when a tree fell on his van in Leeds.",
        "Five fans were crushed in a stampede at a stadium in Malang.",
        "Forty people died of cholera in Juba.",
        "A student died of an overdose in Porto.",
        "A petrol tanker exploded near Sange, killing 230 people.",
        "A pipeline explosion killed 67 people in Hidalgo.",
        "An accidental explosion at an ammunition dump killed 200 people in Lagos.",
    ],
)
def test_who_dies_by_mishap_is_nobodys_victim(text: str) -> None:
    assert code(text) == ()


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("Nine people were killed in a plane crash after it was shot down near Luhansk.", 9),
        ("Nine people were killed in a bomb explosion near Luhansk.", 9),
        ("Nine people were killed when a building collapsed in an air strike on Idlib.", 9),
        ("Nine people were crushed to death in a stampede after police fired tear gas.", 9),
        ("Nine people were killed in an explosion in Baghdad.", 9),
        ("Nine people were killed in rocket fire near Sderot.", 9),
        ("Nine people were killed when their car hit a mine near Kidal.", 9),
        ("Nine people were killed when their lorry drove over an explosive device in Gao.", 9),
        ("Nine people were killed in a fire set by guards in a prison in Asuncion.", 9),
        ("Nine people were killed by fire from a hill near Sderot.", 9),
        ("Nine people were killed when a truck bomb exploded in Kirkuk.", 9),
        ("Nine people were killed when the boat sank after a missile hit it off Yemen.", 9),
        ("Police shot nine looters dead after the earthquake in Port-au-Prince.", 9),
        ("Gunmen killed nine rescuers during the flood in Maiduguri.", 9),
        ("Nine people were killed when militants crashed a car into a crowd in Nice.", 9),
        ("A tanker packed with explosives exploded in Kandahar, killing nine people.", 9),
        ("Three miners were found dead with gunshot wounds near Obuasi.", 3),
        ("Eleven villagers were burned alive in a church in Kiambu.", 11),
    ],
)
def test_who_dies_by_force_is_a_victim_of_it(text: str, killed: int) -> None:
    assert killed in {report.fatalities_low for report in code(text)}


ATTACK = "Rebels attacked an army post near Bria on Tuesday. "
SEIZURE = "Militants kidnapped a priest in Kaduna. "


@pytest.mark.parametrize(
    "text",
    [
        ATTACK + "A bus plunged into a ravine, killing 14.",
        ATTACK + "A lorry overturned on the road to Bambari. Five people died.",
        ATTACK + "Twelve people died in Bangui the same day.",
        ATTACK + "On Thursday four people died in the hospital.",
        ATTACK + "In Bangui a market fire claimed seven lives.",
        ATTACK + "The president's uncle died in his sleep.",
        SEIZURE + "Five people died of cholera.",
        SEIZURE + "Five people died in the town.",
    ],
)
def test_deaths_of_something_else_are_not_those_of_the_act_before(text: str) -> None:
    assert [report.fatalities_low for report in code(text)] == [None]


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        (ATTACK + "Four soldiers died and six were wounded.", 4),
        (ATTACK + "The attack left four soldiers dead.", 4),
        (ATTACK + "Four soldiers were killed, the army said.", 4),
        (ATTACK + "Four soldiers died, the army said on Thursday.", 4),
        (ATTACK + "On Thursday the death toll rose to four.", 4),
        (ATTACK + "Four of the wounded died in Bangui.", 4),
        (SEIZURE + "Two of them died in the bush.", 2),
    ],
)
def test_deaths_tied_to_an_act_are_those_of_it(text: str, killed: int) -> None:
    assert [report.fatalities_low for report in code(text)] == [killed]


def test_no_bombing_carries_people_off() -> None:
    text = SEIZURE + "Four civilians were killed in the bombing."
    assert [report.fatalities_low for report in code(text)] == [None, 4]


def test_the_dead_of_raids_are_those_of_the_raids_told_last() -> None:
    text = SEIZURE + "\n\nJets flew 90 bombing missions on Thursday. Four nomads died in the raids."
    assert [report.fatalities_low for report in code(text)] == [None, 4]


def test_attacks_in_two_divisions_of_a_country_are_two() -> None:
    text = "Taliban fighters stormed a post in Ghazni. In Paktia, a bomb killed a farmer."
    assert [report.fatalities_low for report in code(text)] == [None, 1]
