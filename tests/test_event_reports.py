"""Wire reports: the desk they are written at, two acts of one sentence, passives that leave out."""

from __future__ import annotations

import pytest
from coding import code, named

from geo.model import Report, Role


def place(report: Report) -> str | None:
    entry = report.place.resolution.entry if report.place else None
    return entry.name if entry else None


@pytest.mark.parametrize(
    "text",
    [
        (
            "LIMA, Peru -- Rebels bombarded a police post. The raid on the village of Uchiza, in "
            "San Martin province, was the worst this year. Two guards died."
        ),
        (
            "MANILA (Agency) - Gunmen clashed with marines off Jolo on Friday. Nine soldiers were "
            "wounded in the firefight."
        ),
    ],
)
def test_a_capital_that_a_report_is_only_filed_from_is_not_where_it_happened(text: str) -> None:
    assert {place(item) for item in code(text)}.isdisjoint({"Lima", "Manila"})


def test_a_capital_that_the_text_comes_back_to_is_the_scene() -> None:
    (report,) = code("BANGUI (Agency) - Gunmen shot dead a trader in the city on Friday.")
    assert place(report) == "Bangui"


@pytest.mark.parametrize(
    "head",
    ["QUITO, Ecuador -- ", "Niamey (Agency) – ", "GOMA, May 3 (Agency) - ", "Pokhara, May 3: "],
)
def test_what_stands_before_a_report_does_nothing(head: str) -> None:
    (report,) = code(f"{head}Gunmen abducted two nurses on Friday.")
    assert named(report, Role.SOURCE) == ["Gunmen"]


@pytest.mark.parametrize(
    ("text", "sources", "harmed"),
    [
        (
            "Four guerrillas were killed by soldiers as the group's advance on Gulu went on.",
            ["soldiers"],
            ["Four guerrillas"],
        ),
        (
            "The navy said it killed nine gunmen on Monday and had beaten back an attack on Jolo.",
            ["Armed forces of the Philippines"],
            ["nine gunmen"],
        ),
    ],
)
def test_who_was_killed_and_what_they_did_are_two_acts(
    text: str, sources: list[str], harmed: list[str]
) -> None:
    first, second = code(text)
    assert (named(first, Role.SOURCE), named(first, Role.TARGET)) == (sources, harmed)
    assert second.fatalities_low is None


def test_the_dead_are_those_of_the_act_that_tells_of_them() -> None:
    first, second = code(
        "Rebels ambushed and killed five policemen who had been told of the shooting of a mayor."
    )
    assert (first.fatalities_low, second.fatalities_low) == (5, None)


@pytest.mark.parametrize(
    "text",
    [
        "Three bandits who had raided a bank in March were killed by police in Kano on Thursday.",
        "Two guerrillas who had attacked a convoy last month were killed on Thursday in Gulu.",
    ],
)
def test_what_the_killed_had_done_is_told_apart(text: str) -> None:
    assert [item.background for item in code(text)] == [True, False]


@pytest.mark.parametrize(
    ("text", "harmed"),
    [
        ("Two nurses were shot and six taken hostage by gunmen in Zamfara.", ["Two nurses"]),
        ("Nine sailors were wounded and two taken prisoner by pirates.", ["Nine sailors"]),
    ],
)
def test_a_passive_that_leaves_out_what_the_one_before_says(text: str, harmed: list[str]) -> None:
    taken = code(text)[-1]
    assert taken.mode == "abduct"
    assert named(taken, Role.TARGET) == harmed


@pytest.mark.parametrize(
    "text",
    [
        "Dozens of miners are believed to have been killed in Goma.",
        "Twelve nurses are feared to have been murdered in Goma.",
    ],
)
def test_those_feared_dead_are_the_harmed(text: str) -> None:
    (report,) = code(text)
    assert named(report, Role.TARGET) in (["miners"], ["Twelve nurses"])


@pytest.mark.parametrize(
    "text",
    [
        "Aid reached thousands of people displaced by the war in Goma.",
        "In Wau, thousands of families have been displaced.",
    ],
)
def test_the_displaced_are_no_act(text: str) -> None:
    assert not [item for item in code(text) if item.event_type == "COERCE"]


def test_an_opening_phrase_is_no_part_of_a_demand() -> None:
    reports = code("On the other hand, villagers insisted that soldiers had shot two boys in Goma.")
    assert [item.event_type for item in reports] == ["ASSAULT"]


@pytest.mark.parametrize(
    "text",
    [
        "The mission reported shelling in Horlivka.",
        "The agency confirmed the bombing of a clinic in Aden.",
    ],
)
def test_who_reports_an_attack_did_not_do_it(text: str) -> None:
    (report,) = code(text)
    assert named(report, Role.SOURCE) == []


@pytest.mark.parametrize(
    "text",
    [
        "A spokesman said in Kyiv that nine soldiers had been freed by the rebels.",
        "Residents fled to Mubi as the rebels moved in.",
        "Nine guards sent from Kampala were ambushed and killed.",
    ],
)
def test_nothing_happened_where_others_spoke_came_from_or_fled_to(text: str) -> None:
    assert {place(item) for item in code(text)} == {None}


def test_where_a_sentence_begins_is_where_it_happened_whoever_tells_it() -> None:
    (report,) = code("In Beni, the army said six of its soldiers had been killed on Friday.")
    assert place(report) == "Beni"


@pytest.mark.parametrize(
    "text",
    [
        "Eleven people were killed each day in the first weeks of the truce.",
        "On average six farmers were killed per month in Plateau State.",
        "The group and its allies have killed thousands in northern Mali.",
        "From May 1 until Aug. 15, more than 400 people in Haiti were reported killed.",
    ],
)
def test_rates_and_thousands_without_a_day_are_of_a_war(text: str) -> None:
    assert code(text) == ()


def test_a_truce_that_armed_men_called_is_no_visit() -> None:
    assert code("The end of a truce called by armed groups in Sirte raised fears.") == ()


def test_who_acts_is_no_other_name_of_whom_the_clause_before_tells_of() -> None:
    reports = code(
        "Angered by the murder of Ana Ruiz, President Gustavo Petro on Friday ordered the army to "
        "leave Jamundí."
    )
    (ordered,) = [item for item in reports if item.event_type == "REQUEST"]
    assert named(ordered, Role.SOURCE) == ["President Gustavo Petro"]


@pytest.mark.parametrize(
    ("text", "harmed"),
    [
        ("Nine people were reported killed in Goma on Friday.", ["Nine people"]),
        ("Two nurses were found murdered in Gao.", ["Two nurses"]),
    ],
)
def test_who_is_reported_killed_did_not_kill(text: str, harmed: list[str]) -> None:
    (report,) = code(text)
    assert named(report, Role.SOURCE) == []
    assert named(report, Role.TARGET) == harmed


@pytest.mark.parametrize(
    ("text", "doer"),
    [
        ("Police arrested nine men for attacking a bus in Quetta.", "nine men"),
        ("The junta jailed two monks for supporting the rebels in Loikaw.", "two monks"),
    ],
)
def test_who_is_punished_for_an_act_did_it(text: str, doer: str) -> None:
    second = code(text)[1]
    assert named(second, Role.SOURCE) == [doer]


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("The minister condemned the Beslan siege.", "Beslan"),
        ("It was in response to the Pulwama attack that killed 40 policemen.", "Pulwama"),
    ],
)
def test_an_act_called_by_a_town_was_there(text: str, town: str) -> None:
    assert place(code(text)[-1]) == town


@pytest.mark.parametrize(
    ("text", "sources", "targets"),
    [
        (
            "Four rebels and two policemen died in a shootout in Kohima.",
            ["Four rebels"],
            ["two policemen"],
        ),
        (
            "Clashes near Kidal left six soldiers and nine militants dead on Monday.",
            ["six soldiers"],
            ["nine militants"],
        ),
        ("Nine militants were killed when fighting broke out in Kunduz.", [], ["Nine militants"]),
        ("Seven herders were killed when fighting broke out near Rumbek.", [], []),
    ],
)
def test_who_fell_in_a_fight_with_arms_was_of_a_side(
    text: str, sources: list[str], targets: list[str]
) -> None:
    (report,) = code(text)
    assert named(report, Role.SOURCE) == sources
    assert named(report, Role.TARGET) == targets


@pytest.mark.parametrize(
    "text",
    [
        "The rebels fighting government forces in the hills did not comment on Monday.",
        "The general said troops battling the militants needed more helicopters.",
        "A teacher accused of spying for Rome lives in Lugano.",
    ],
)
def test_what_people_are_known_for_is_no_news(text: str) -> None:
    assert not code(text)


@pytest.mark.parametrize(
    "text",
    [
        "Bogotá signed an accord with the guerrillas in Cartagena on Friday.",
        "Manila signed a ceasefire agreement with the rebels on Monday.",
    ],
)
def test_what_is_signed_is_no_act_beside_its_signing(text: str) -> None:
    (report,) = code(text)
    assert report.event_type == "SUPPORT"
    assert len(named(report, Role.SOURCE)) == 2


@pytest.mark.parametrize(
    ("text", "desk"),
    [
        (
            (
                "KANO, Nigeria (Agency) - Gunmen killed nine farmers in Gusau on Monday. Soldiers "
                "shot dead two men in Maiduguri.\n\nOn Wednesday, gunmen abducted four nurses."
            ),
            "Kano",
        ),
        (
            (
                "ODESA, Ukraine (Agency) - Drones hit a depot in Sumy on Friday. A missile struck "
                "a school in Kharkiv.\n\nRussian forces also shelled a clinic."
            ),
            "Odesa",
        ),
    ],
)
def test_a_town_that_no_act_is_placed_in_is_only_a_desk(text: str, desk: str) -> None:
    reports = code(text)
    assert len(reports) == 3
    assert desk not in {place(item) for item in reports}


@pytest.mark.parametrize(
    ("text", "harmed"),
    [
        ("Jets bombed militant hideouts near Miranshah.", ["militant"]),
        ("Commandos raided jihadist camps near Timbuktu.", ["jihadist"]),
        ("Pirates took hostage six sailors and a cook.", ["six sailors", "cook"]),
        ("Gunmen took prisoner the crew of a tanker.", ["crew of a tanker"]),
    ],
)
def test_who_is_hit_is_told_by_what_is_theirs_and_not_by_what_they_become(
    text: str, harmed: list[str]
) -> None:
    (report,) = code(text)
    assert named(report, Role.TARGET) == harmed


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("The army cleared the valley of militants during the 2009 offensive.", 2009),
        ("Russian troops occupied the village in the 2008 war.", 2008),
    ],
)
def test_a_year_before_a_war_is_that_of_what_was_done_in_it(text: str, year: int) -> None:
    (report,) = code(text)
    assert report.background
    assert report.when is not None
    assert report.when.start.year == year


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Families have been displaced since May, when the army seized the town of Bor.", "COERCE"),
        ("Clashes have displaced 300 families since Monday, when gunmen shot a guard.", "ASSAULT"),
    ],
)
def test_what_began_a_count_is_an_act(text: str, kind: str) -> None:
    (report,) = code(text)
    assert report.event_type == kind
    assert report.when is not None


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("A freighter was hit by a missile near Aden. All 19 sailors were unharmed.", 0),
        ("A judge was shot in Quetta on Friday; she survived.", 0),
        ("Two rockets fell near Erbil on Friday without causing casualties.", 0),
        ("Nine bodies were brought to the morgue after an air strike on Taiz.", 9),
        ("A bomb exploded in Kabul on Friday. The minister was unhurt.", None),
    ],
)
def test_bodies_and_survivors_tell_how_many_died(text: str, dead: int | None) -> None:
    (report,) = code(text)
    assert (report.fatalities_low, report.fatalities_high) == (dead, dead)


@pytest.mark.parametrize(
    ("text", "word", "dead"),
    [
        (
            "Jets hit a camp near Gao in retaliation for the killing of four soldiers.",
            "killing",
            4,
        ),
        (
            "After the killing of three guards on Monday, troops shelled hideouts near Bara.",
            "killing",
            3,
        ),
    ],
)
def test_what_was_avenged_is_an_act_of_its_own_with_its_own_dead(
    text: str, word: str, dead: int
) -> None:
    counts = {report.surface: report.fatalities_low for report in code(text)}
    assert len(counts) == 2
    assert counts.pop(word) == dead
    assert list(counts.values()) == [None]


@pytest.mark.parametrize(
    ("text", "harmed", "dead"),
    [
        ("The bombing caused the death of two nurses in Taiz.", [["two nurses"]], [2]),
        ("The attack resulted in the deaths of 12 soldiers near Gao.", [["12 soldiers"]], [12]),
        ("A drought led to the death of 300 cattle.", [], []),
    ],
)
def test_an_act_that_led_to_deaths_is_told(
    text: str, harmed: list[list[str]], dead: list[int]
) -> None:
    reports = code(text)
    assert [named(report, Role.TARGET) for report in reports] == harmed
    assert [report.fatalities_low for report in reports] == dead
