"""Who does an act and who receives it, read from raw text. Sentences are made up here."""

from __future__ import annotations

import pytest
from coding import code, named

from geo.model import Role


def targets(text: str, kind: str) -> list[str]:
    """Return the targets of the one act of a kind in a text."""
    (report,) = [item for item in code(text) if item.event_type == kind]
    return named(report, Role.TARGET)


@pytest.mark.parametrize(
    ("text", "kind", "wanted"),
    [
        # Whom the speaker has just turned to.
        ("Kenya informed the African Union of the raid and demanded an inquiry.", "REQUEST",
         ["African Union"]),
        # A complaint has one whom it is made to.
        ("Tokyo lodged a protest with Beijing over the buoy.", "ACCUSE", ["Beijing"]),
        # What a protest is about belongs to somebody.
        ("Miners began a hunger strike to protest against the army's decision to shut the pit.",
         "PROTEST", ["army"]),
        ("Students marched in Quito, denouncing a decree by the Ecuadorean army.", "PROTEST",
         ["Ecuadorean army"]),
        # The other side of a meeting.
        ("The Omani envoy saw the Houthi leader in Sanaa on Monday.", "CONSULT",
         ["Houthi leader"]),
        ("Peru's foreign minister huddled with Chilean diplomats on Monday.", "CONSULT",
         ["Chilean diplomats"]),
        # What is discussed is nobody.
        ("The two ministers discussed the training of Kenyan troops.", "CONSULT", []),
        # A thing hit or seized is hit for whose it is.
        ("Serbian gunners shelled a Bosnian bakery on Monday.", "ASSAULT", ["Bosnian"]),
        # Who died of an attack was its target.
        ("Nine villagers died when a bus was bombed near Maiduguri on Monday.", "ASSAULT",
         ["Nine villagers"]),
        ("Two women were killed by shelling in Kadugli.", "ASSAULT", ["Two women"]),
        # Whom a riot, a march or an act of defiance is against.
        ("Students threw stones during demonstrations against abuses by the Ecuadorean army.",
         "PROTEST", ["Ecuadorean army"]),
        ("Drivers blocked streets in Hong Kong in defiance of Chinese authorities.", "PROTEST",
         ["Chinese authorities"]),
        # Who can avert what is threatened.
        ("Dockers threatened to strike unless Panama's government yields.", "THREATEN",
         ["Panama's government"]),
        # Whom a refusal is for, and who is allowed.
        ("The Ugandan government is refusing to lift the curfew on refugees.", "REJECT",
         ["refugees"]),
        ("A court in Abidjan allowed the rebels to take part in the vote.", "CONCEDE", ["rebels"]),
        # A complaint is made to a body of states, and is against somebody else.
        ("Lebanon complained to the United Nations over two Syrian air raids.", "ACCUSE",
         ["Syrian"]),
        # A part of something is its holder's.
        ("Karen fighters captured part of an army base.", "ASSAULT", ["army"]),
        # Whom a camp is for is no reason.
        ("A camp for refugees was attacked by Burundian militiamen.", "ASSAULT", ["refugees"]),
        # Whom ground was taken from.
        ("Renamo fighters overran a camp near Gorongosa after a battle with soldiers.",
         "ASSAULT", ["soldiers"]),
    ],
)  # fmt: skip
def test_targets_are_found_where_syntax_hides_them(text: str, kind: str, wanted: list[str]) -> None:
    assert targets(text, kind) == wanted


def test_a_gain_in_a_fight_and_its_dead_are_one_act() -> None:
    (gain,) = code(
        "Renamo fighters overran a camp near Gorongosa on Tuesday after a battle with soldiers. "
        "Six traders were killed."
    )
    assert gain.fatalities_low == 6
    assert named(gain, Role.TARGET) == ["soldiers"]


def test_an_old_act_is_not_taken_for_the_one_just_told() -> None:
    strikes = [
        report
        for report in code(
            "Three herders were killed by shelling in Sarmin. The worst breach was the bombardment "
            "of the Idlib area by Russian forces in October 2017."
        )
        if report.event_type == "ASSAULT"
    ]
    assert [report.background for report in strikes] == [False, True]


def test_the_dead_of_a_clash_are_not_the_other_side() -> None:
    (clash,) = code("Police and monks fought in Lhasa on Monday; nine people were hurt.")
    assert "nine people" not in named(clash, Role.TARGET)


@pytest.mark.parametrize(
    "text",
    [
        (
            "Fighting broke out in Brazzaville on Monday between soldiers loyal to the president "
            "and guards backing his rival."
        ),
        (
            "Lorries moved again after two days of fighting between soldiers of the president and "
            "guards from the south."
        ),
    ],
)
def test_both_sides_of_a_fight_are_found_whatever_stands_between_them(text: str) -> None:
    (fight,) = [report for report in code(text) if report.event_type == "ASSAULT"]
    assert [named(fight, role)[0].split()[0] for role in (Role.SOURCE, Role.TARGET)] == [
        "soldiers",
        "guards",
    ]


@pytest.mark.parametrize(
    "text",
    [
        # What hit whom is told again by what was hit, in the next paragraph.
        (
            "Houthi gunners shelled Haradh, a camp for displaced people.\n\nRounds fell on the "
            "camp's school on Monday morning."
        ),
        (
            "Heavy fighting broke out in Brazzaville on Monday between soldiers and guards. Two "
            "clinics were hit."
        ),
    ],
)
def test_an_assault_told_again_by_what_was_hit_is_one(text: str) -> None:
    assert [report.event_type for report in code(text)] == ["ASSAULT"]


@pytest.mark.parametrize(
    "text",
    [
        "Fighters backing the governor of Ituri wear red scarves.",
        "A post manned by Hezbollah overlooks the valley.",
        "The hospital in Bangui treated 21 wounded.",
    ],
)
def test_what_people_are_is_no_act(text: str) -> None:
    assert code(text) == ()


@pytest.mark.parametrize(
    ("text", "kind", "wanted"),
    [
        # What a state does in answer to what another has just done to it.
        (
            (
                "Algiers received two of the rebels' leaders last week. Bamako recalled its "
                "ambassador on Friday."
            ),
            "SANCTION",
            ["Algeria"],
        ),
        # Whose idea is rejected.
        (
            "The Houthis said the docks were safe, a claim that the Yemeni government rejected.",
            "REJECT",
            ["Houthis"],
        ),
        # Civilians are not all the same people.
        ("Volunteers took nine people from Kherson to Mykolaiv by bus.", "AID", ["nine people"]),
    ],
)
def test_targets_are_found_in_what_was_told_before(text: str, kind: str, wanted: list[str]) -> None:
    assert targets(text, kind) == wanted


def test_who_makes_a_statement_is_we() -> None:
    reports = code(
        "The Red Crescent condemns the raid on the clinic in Idlib by the army.\n\n"
        "We call on the government to open the roads."
    )
    assert [named(item, Role.SOURCE) for item in reports if item.event_type == "REQUEST"] == [
        ["Red Crescent"]
    ]


def test_envoys_of_several_are_all_sources() -> None:
    (report,) = code("A convoy of the Red Crescent and the United Nations brought flour to Douma.")
    assert named(report, Role.SOURCE) == ["Red Crescent", "United Nations"]


def test_a_participle_before_its_clause_is_suffered() -> None:
    (beaten, *_) = code("Beaten by the army, the rebels fled Goma on Monday.")
    assert named(beaten, Role.SOURCE) == ["army"]
    assert named(beaten, Role.TARGET) == ["rebels"]


def both(text: str, kind: str) -> tuple[list[str], list[str]]:
    """Return the sources and targets of the one act of a kind in a text."""
    (report,) = [item for item in code(text) if item.event_type == kind]
    return named(report, Role.SOURCE), named(report, Role.TARGET)


@pytest.mark.parametrize(
    ("text", "kind", "sources", "hit"),
    [
        # Who comes under fire is hit.
        ("A Malian patrol came under attack from jihadists near Menaka.", "ASSAULT",
         ["jihadists"], ["Malian patrol"]),
        ("Ecuadorean marines came under fire from smugglers near Puerto Bolivar.", "ASSAULT",
         ["smugglers"], ["Ecuadorean marines"]),
        ("Two Ugandan soldiers stepped on a landmine near Gulu.", "ASSAULT", [],
         ["Two Ugandan soldiers"]),
        # Who is blamed by somebody.
        ("Separatists were blamed for the ambush by prosecutors.", "ACCUSE", ["prosecutors"],
         ["Separatists"]),
        ("The Houthis were blamed for the attack by police.", "ACCUSE", ["police"], ["Houthis"]),
        ("The Houthis were blamed for the attack by police.", "ASSAULT", ["Houthis"], []),
        ("Oslo blamed the separatists for the attack by gunmen.", "ASSAULT", ["gunmen"], []),
        ("Prosecutors deplored the attack by police.", "ASSAULT", ["police"], []),
        # What stands before a semicolon is no part of what follows it.
        ("Manila asked Tokyo for patrol boats; the prime minister declined.", "REQUEST",
         ["Manila"], ["Tokyo"]),
        ("Manila asked Tokyo for patrol boats; Shinzo Abe declined.", "REJECT", ["Shinzo Abe"],
         ["Philippines"]),
        # A clause with a subject of its own is no participle.
        ("The minister ordered an inquiry, hours after militants seized a ferry.", "COERCE",
         ["militants"], []),
        # Passives that share an auxiliary share the victims, and who did it.
        ("Two priests were arrested and beaten in Jolo.", "ASSAULT", [], ["Two priests"]),
        ("Three teachers were arrested and flogged by militiamen in Kunduz.", "COERCE",
         ["militiamen"], ["Three teachers"]),
        ("The general was freed and fled to Chad.", "RETREAT", ["general"], []),
        # A list is no apposition, an apposition no list.
        ("Peru, the union's mission in Chad, Cuba and Oslo condemned the police.", "ACCUSE",
         ["Peru", "union's mission", "Cuba", "Oslo"], ["police"]),
        ("The United States, the EU's mission in Mali, Ghana and Oman condemned police.",
         "ACCUSE", ["United States", "EU's mission", "Ghana", "Oman"],
         ["police"]),
        ("Idriss Deby, the leader of Chad, Mali and Niger, condemned the police.", "ACCUSE",
         ["Idriss Deby"], ["police"]),
        # Who is fired at in a protest is who protests.
        ("Miners marched in Oruro until Bolivian soldiers opened fire.", "ASSAULT",
         ["Bolivian soldiers"], ["Civilians (Bolivia)"]),
        ("Miners marched in Oruro before soldiers bombed a mill.", "ASSAULT", ["soldiers"], []),
        # To whom words are brought, and who gives somebody his support.
        ("Demands by palm-oil workers in Sabah were put to the labour minister.", "REQUEST",
         ["palm-oil workers"], ["labour minister"]),
        ("A pledge by Seoul to ship rice drew no answer from Pyongyang.", "AGREE", ["Seoul"],
         ["Pyongyang"]),
        ("The Fijian premier won the endorsement of the Tongan government.", "SUPPORT",
         ["Tongan government"], ["Fijian premier"]),
        ("An appeal made in May by the Gabonese government awaits an answer.", "REQUEST",
         ["Gabonese government"], []),
        ("Syria's withdrawal from Zahle, announced by the Lebanese army, began.", "RETREAT",
         ["Syria"], []),
        # Who did what is charged, and whose demand it is that others act.
        ("The Peruvian army complained that police had beaten recruits.", "ACCUSE",
         ["Peruvian army"], ["police"]),
        ("The ILO reiterated its demand that Israel ease restrictions.", "REQUEST", ["ILO"],
         ["Israel"]),
        # Who holds those whose release is demanded.
        ("Villagers met in Ataq and called for the release of two clerks held by the Houthis.",
         "REQUEST", ["Villagers"], ["Houthis"]),
        ("The Swiss government demanded the release of two monks jailed by the Burmese army.",
         "REQUEST", ["Swiss government"], ["Burmese army"]),
        # Who fires or drives what kills.
        ("Turkish shells fired by Somali militants hit a mill near Baidoa.", "ASSAULT",
         ["Somali militants"], []),
        ("Turkish shells fired by Greek marines hit a mill near Edirne.", "ASSAULT",
         ["Greek marines"], []),
        # Whose the things are that others take.
        ("Chilean engineers dredged the river, but a Bolivian gunman seized one of their barges.",
         "COERCE", ["Bolivian gunman"], ["Civilians (Chile)"]),
        # Of whom an effigy is, he does not burn it.
        ("Students burned an effigy of the Peruvian president in Cusco.", "PROTEST",
         ["Students"], ["Peruvian president"]),
        # A counterpart holds his office elsewhere.
        ("A UN envoy urged Riyadh to yield. His counterpart in Tehran dismissed the appeal.",
         "REJECT", ["His counterpart in Tehran"], ["United Nations"]),
    ],
)  # fmt: skip
def test_parties_keep_their_sides(text: str, kind: str, sources: list[str], hit: list[str]) -> None:
    found = both(text, kind)
    assert (set(found[0]), set(found[1])) == (set(sources), set(hit))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        # Casualties are brought away, troops are sent.
        ("A sapper was wounded and flown to Kinshasa.", {"ASSAULT"}),
        ("The wounded soldiers were flown to Nairobi.", set()),
        ("Kenyan troops were flown to Mandera.", {"MOBILIZE"}),
        # One officer is no army.
        ("The commander arrived in Ankara.", set()),
        ("A battalion arrived in Mandera.", {"MOBILIZE"}),
        # Words are no fire.
        ("The army came under fire from critics.", set()),
        ("The garrison came under fire from snipers.", {"ASSAULT"}),
    ],
)
def test_words_that_only_look_like_acts_of_force(text: str, kinds: set[str]) -> None:
    assert {item.event_type for item in code(text)} == kinds


@pytest.mark.parametrize(
    ("text", "kind", "sources", "hit"),
    [
        # What a name makes or surrounds is no person; whose people they are is one.
        ("Militiamen fired Burevka rockets at the base.", "ASSAULT", ["Militiamen"], []),
        ("Police arrested Petrov supporters in Omsk.", "COERCE", ["Police"],
         ["Petrov supporters"]),
        # A number between two others counts those hit, and makes no second side of them.
        ("Gunmen entered the camp and, over three days, killed between 800 and 3,500 refugees.",
         "ASSAULT", ["Gunmen"], ["refugees"]),
        ("Fighting between soldiers and gunmen shook Jos on Monday.", "ASSAULT",
         ["soldiers", "gunmen"], []),
        # What is handed out is measured or cooked.
        ("Volunteers distributed hot meals to refugees in Goma.", "AID", ["Volunteers"],
         ["refugees"]),
        ("The Red Cross delivered 30,000 litres of water to families in Goma.", "AID",
         ["Red Cross"], ["families"]),
    ],
)  # fmt: skip
def test_numbers_makes_and_measures_are_no_parties(
    text: str, kind: str, sources: list[str], hit: list[str]
) -> None:
    (report,) = [item for item in code(text) if item.event_type == kind]
    assert (named(report, Role.SOURCE), named(report, Role.TARGET)) == (sources, hit)


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("Sudan's army retook the presidential palace from the rebels.", ["rebels"]),
        ("Rwandan soldiers captured the parliament from gunmen in Kigali.", ["gunmen"]),
        # Without one who lost it, its owner is hit.
        ("Rebels captured the presidential palace in Bangui.", ["presidential palace"]),
    ],
)
def test_who_lost_a_building_is_hit_not_whose_seat_it_is(text: str, hit: list[str]) -> None:
    assert targets(text, "ASSAULT") == hit


@pytest.mark.parametrize(
    "text",
    [
        "After shooting at the farmers, 12 people were killed in Bor.",
        "After burning huts and firing on the huts, nine villagers were killed in Lofa.",
    ],
)
def test_who_is_killed_did_not_do_it(text: str) -> None:
    assert all(named(report, Role.SOURCE) == [] for report in code(text))


@pytest.mark.parametrize(
    ("text", "source", "target"),
    [
        ("Pedro Ruiz was killed in a battle with marines in Tumaco.", ["marines"], ["Pedro Ruiz"]),
        ("Two herders were killed in a clash with soldiers.", ["soldiers"], ["Two herders"]),
        ("Villagers were able to drive the bandits from Birao.", ["Villagers"], ["bandits"]),
    ],
)
def test_sides_of_a_fight(text: str, source: list[str], target: list[str]) -> None:
    report = code(text)[0]
    assert (named(report, Role.SOURCE), named(report, Role.TARGET)) == (source, target)


@pytest.mark.parametrize(
    ("text", "source", "target"),
    [
        # Those who are killed as they flee are the ones who flee.
        ("Marines shot nine rebels while they fled from Jolo.", ["nine rebels"], []),
        ("Soldiers ambushed the rebels as they fled from Ituri.", ["rebels"], []),
        # A border between two places has no sides.
        ("Gunships fired on huts along the border between Mali and Niger.", [], []),
        # Nobody raids a person.
        ("Marines raided Santa Elvira and San Ramiro.", ["Marines"], []),
    ],
)
def test_sides_that_words_beside_an_act_do_not_give(
    text: str, source: list[str], target: list[str]
) -> None:
    report = code(text)[-1]
    assert (named(report, Role.SOURCE), named(report, Role.TARGET)) == (source, target)


@pytest.mark.parametrize(
    ("text", "helped"),
    [
        ("Kenya helped the Somali government battle the militants.", "Somali government"),
        ("Oslo helped the Red Cross evacuate the town.", "Red Cross"),
    ],
)
def test_who_is_helped_is_not_who_it_is_against(text: str, helped: str) -> None:
    targets = [
        name
        for report in code(text)
        if report.event_type == "AID"
        for name in named(report, Role.TARGET)
    ]
    assert set(targets) <= {helped}
