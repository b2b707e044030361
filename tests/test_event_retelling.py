"""Acts that a text tells twice, sums up or denies, and who speaks in it."""

from __future__ import annotations

import pytest
from coding import code, named

from geo.model import Role, Status


def test_a_denial_of_a_dated_act_is_no_answer_to_a_boast() -> None:
    (report,) = code(
        "Each side claims to have killed thousands. "
        "Kyiv denied reports that its planes had bombed Belgorod on Tuesday."
    )
    assert report.status is Status.DENIED


def test_what_is_claimed_of_a_place_is_an_act() -> None:
    (report,) = code("The army claims to have killed hundreds of rebels in Goma on Monday.")
    assert report.event_type == "ASSAULT"


def test_the_killed_in_the_assault_are_of_the_act_told_before() -> None:
    (report,) = code(
        "Gunmen attacked the town hall in Goma on Friday.\n\nThe mayor fled.\n\n"
        "At least three soldiers were killed in the assault, the governor said in Kinshasa."
    )
    assert report.fatalities_low == 3


def test_the_killed_in_an_assault_named_are_of_another() -> None:
    reports = code(
        "Gunmen attacked the town hall in Goma on Friday.\n\n"
        "In Idlib, two traders were killed in the assault on a market."
    )
    assert len(reports) == 2


def test_a_headline_and_the_text_under_it_are_one_act() -> None:
    (report,) = code(
        "Rebels storm Goma barracks, 12 killed\n\n"
        "Rebels stormed an army barracks in Goma on Monday, killing 12 soldiers, officials said."
    )
    assert named(report, Role.SOURCE) == ["Rebels"]


def test_we_in_a_statement_is_who_issues_it() -> None:
    reports = code(
        "Statement by the Free Aceh Movement\n\n"
        "On Monday our fighters ambushed an army convoy. We reject the talks offered by Jakarta."
    )
    (rejected,) = [item for item in reports if item.event_type == "REJECT"]
    assert named(rejected, Role.SOURCE) == ["Free Aceh Movement"]


def test_the_sides_are_the_last_pair() -> None:
    reports = code(
        "Armenia and Azerbaijan traded fire on Sunday. Russia spoke of a truce. "
        "The sides agreed to a truce in Geneva."
    )
    (agreed,) = [item for item in reports if item.event_type == "AGREE"]
    assert {p.mention.actor.country_code for p in agreed.participants} == {"ARM", "AZE"}


def test_the_aged_is_the_person_named_before() -> None:
    (report,) = code(
        "Radovan Karadzic denied everything. The 63-year-old, who was arrested in Belgrade, "
        "is on trial."
    )
    assert named(report, Role.TARGET) == ["Radovan Karadzic"]


def test_elements_of_a_group_are_the_group() -> None:
    (report,) = code("Anti-balaka elements killed two traders in Boda.")
    assert named(report, Role.SOURCE) == ["Anti-balaka"]


def test_who_receives_a_threat_or_aid_is_the_state() -> None:
    (threat,) = code("Colombia issued an ultimatum to Ecuador on Monday.")
    assert named(threat, Role.TARGET) == ["Ecuador"]
    (cut,) = code("Norway suspended aid to Serbia.")
    assert named(cut, Role.TARGET) == ["Serbia"]


def test_gunmen_are_of_where_they_shot_not_of_where_it_was_written() -> None:
    (report, *_) = code(
        "PARIS, May 15 (AFP) - Armed men killed nine villagers in Medea, Algeria, on Wednesday."
    )
    assert {p.mention.actor.country_code for p in report.participants} == {"DZA"}


def test_a_request_is_of_who_makes_it() -> None:
    reports = code("Ethiopia withdrew from Badme at the request of the African Union.")
    (request,) = [item for item in reports if item.event_type == "REQUEST"]
    assert named(request, Role.SOURCE) == ["African Union"]


def test_a_title_with_a_hyphen_is_whole() -> None:
    (report,) = code("UN Secretary-General Antonio Guterres demanded a truce.")
    assert named(report, Role.SOURCE) == ["UN Secretary-General Antonio Guterres"]


def test_those_who_flee_are_people() -> None:
    (report,) = code("Soldiers shot at those who tried to leave the camp.")
    assert named(report, Role.TARGET) == ["those"]


def test_the_dead_are_no_part_of_whom_they_shot() -> None:
    (report,) = code("Gunmen shot dead a 40-year-old customer in a shop.")
    assert named(report, Role.TARGET) == ["customer"]


def test_what_our_people_did_is_not_what_the_enemy_did() -> None:
    reports = code(
        "A communique of the National Liberation Army\n\nWe shot down a helicopter near Arauca on "
        "Monday. The government bombed our camp on Friday. Our comrades killed two soldiers."
    )
    assert [named(item, Role.SOURCE)[0] for item in reports] == [
        "National Liberation Army (ELN)",
        "government",
        "National Liberation Army (ELN)",
    ]


def test_they_are_the_hundreds_told_before() -> None:
    reports = code(
        "Hundreds of gang members poured into Culiacan. They blocked roads with burning lorries."
    )
    assert all(named(item, Role.SOURCE) for item in reports)


def test_who_condemns_an_assault_accuses_the_attackers_whatever_came_between() -> None:
    reports = code(
        "Rebels attacked a barracks in Mitu. President Andres Pastrana, who ceded an area to them, "
        "condemned the assault."
    )
    (accused,) = [item for item in reports if item.event_type == "ACCUSE"]
    assert any(p.role is Role.TARGET for p in accused.participants)


def test_whose_lorries_are_stopped_is_who_is_stopped() -> None:
    reports = code("The Red Cross, whose lorries were looted near Goma on Monday, left the town.")
    assert ["Red Cross"] in [named(item, Role.TARGET) for item in reports]


def test_a_massacre_that_followed_the_shots_is_told_once() -> None:
    text = "Soldiers opened fire on a crowd in Andijan. The massacre that followed shocked Baku."
    assert [report.surface for report in code(text)] == ["opened fire"]
    besieged = "Troops surrounded a hamlet near Dili on Monday. A massacre followed."
    assert [report.event_type for report in code(besieged)] == ["COERCE", "ASSAULT"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # The next step of one act, done by the same to the same.
        ("Patrols intercepted and sank three rebel boats off Aden.", ["intercepted"]),
        ("Gunmen stormed a market in Gusau, shooting dead 21 traders.", ["stormed"]),
        # Those who are named after the attack are telling of it.
        (
            "Gunmen stormed a market in Gusau. The attackers opened fire on traders at the gate.",
            ["stormed"],
        ),
        ("Gunmen stormed a market in Gusau. Soldiers opened fire on them.", ["stormed", "opened"]),
    ],
)
def test_the_steps_of_one_attack_are_told_once(text: str, told: list[str]) -> None:
    assert [report.surface.split()[0] for report in code(text)] == told


@pytest.mark.parametrize(
    "text",
    [
        "Gunmen ambushed a convoy in Zinder. The ambush Thursday was the third this month.",
        "Rebels raided a farm near Estelí. The raid on Thursday cost a life.",
    ],
)
def test_the_day_of_an_act_is_told_when_it_is_spoken_of_again(text: str) -> None:
    (report,) = code(text)
    assert report.when is not None
    assert report.when.start.strftime("%A") == "Thursday"


@pytest.mark.parametrize(
    ("text", "dated"),
    [
        ("This year's ninth attack on a clinic in Beni killed a nurse.", False),
        ("Last year's deadliest raid on a market in Bor killed ten traders.", False),
        ("Monday's second attack on the airport in Juba killed two guards.", True),
    ],
)
def test_the_rank_of_an_act_in_a_year_is_no_date(text: str, *, dated: bool) -> None:
    (report,) = code(text)
    assert (report.when is not None) is dated


def test_the_dead_of_an_ambush_are_others_than_those_it_was_laid_for() -> None:
    (report,) = code("Rebels ambushed a patrol near Gao. One sapper died in the ambush.")
    assert (report.surface, report.fatalities_low) == ("ambushed", 1)


def test_some_are_shot_and_others_die_in_a_raid() -> None:
    shooting, raid = code(
        "Two nurses were killed by snipers in Aden, and three boys died in a raid on a farm in "
        "Taiz."
    )
    assert shooting.place is not None
    assert (shooting.place.name, shooting.fatalities_low) == ("Aden", 2)
    assert raid.place is not None
    assert raid.place.name == "Taiz"


@pytest.mark.parametrize(
    "text",
    [
        "The raid came two days after the killing of a judge in Cali on Friday.",
        "The attack in Taiz came after the murder of a judge in Aden on Friday.",
    ],
)
def test_what_came_before_has_its_own_day(text: str) -> None:
    assert all(report.when is None for report in code(text) if report.surface in {"raid", "attack"})


@pytest.mark.parametrize(
    ("text", "town"),
    [
        (
            "Gunboats shelled a port in Yemen on Sunday. The attack on Mocha lasted an hour.",
            "Mocha",
        ),
        ("Jets bombed a port in Libya on Sunday. The raid on Tobruk lasted an hour.", "Tobruk"),
    ],
)
def test_a_retelling_names_the_town(text: str, town: str) -> None:
    (report,) = code(text)
    assert report.place is not None
    assert report.place.name == town


def test_nothing_happens_where_it_is_only_said() -> None:
    (report,) = code("Four herders had been found shot, she said in Nairobi.")
    assert report.place is None


@pytest.mark.parametrize(
    "text",
    [
        "Shan rebels ambushed a bus in Myanmar. The rebel ambush was in Lashio.",
        "Shining Path guerrillas raided a mine in Peru. The guerrilla raid took place in Ayacucho.",
    ],
)
def test_named_rebels_come_back_as_the_rebels(text: str) -> None:
    (report,) = code(text)
    assert report.place is not None


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("Bandits opened fire on a bus near Kano. Two nurses died in the gunfire.", 2),
        ("Police fought smugglers in Lima. An officer was killed in the shootout.", 1),
    ],
)
def test_who_died_in_the_gunfire_died_of_what_was_told(text: str, dead: int) -> None:
    (report,) = code(text)
    assert report.fatalities_low == dead
