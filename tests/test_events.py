"""Events: acts, roles, places, dates, figures, status, merging. Sentences are made up here."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from geo.events import EventLexicon, find_events, find_figures
from geo.gazetteer import Gazetteer
from geo.language import Language
from geo.lexicon import read_rows
from geo.model import (
    Actor,
    ActorMention,
    ActorType,
    Control,
    DatePrecision,
    Document,
    Entry,
    Geoprecision,
    Report,
    Resolution,
    Role,
    Sense,
    Span,
    Status,
    Toponym,
)
from geo.trees import Trees

PUBLISHED = dt.date(2019, 5, 17)  # a Friday

PLACES = {
    "Sebha": (27.04, 14.43, "P", "PPL"),
    "Ubari": (26.59, 12.78, "P", "PPL"),
    "Tunis": (36.82, 10.17, "P", "PPLC"),
    "Libya": (28.0, 17.0, "A", "PCLI"),
    "Fezzan": (27.0, 14.0, "L", "RGN"),
}
ACTORS = {
    "rebels": ActorType.REBEL,
    "army": ActorType.MILITARY,
    "Rome": ActorType.STATE,
    "Cairo": ActorType.STATE,
    "civilians": ActorType.CIVILIAN,
    "Students": ActorType.CIVILIAN,
    "air force": ActorType.MILITARY,
}


def _resolutions(text: str) -> list[Resolution]:
    found = []
    for name, (latitude, longitude, feature_class, feature_code) in PLACES.items():
        entry = Entry(
            entry_id=f"test:{name}",
            name=name,
            latitude=latitude,
            longitude=longitude,
            feature_class=feature_class,
            feature_code=feature_code,
            country_code="LBY",
            admin1=None,
            admin2=None,
            population=0,
            dataset="test",
        )
        for match in re.finditer(rf"\b{name}\b", text, re.IGNORECASE):
            toponym = Toponym(
                document_id="d",
                span=Span(start=match.start(), end=match.end()),
                surface=name,
                sense=Sense.LITERAL,
                score=1.0,
                recogniser="test",
            )
            found.append(
                Resolution(
                    toponym=toponym,
                    entry=entry,
                    candidates=(),
                    score=1.0,
                    margin=1.0,
                    reason="test",
                    geoprecision=entry.geoprecision,
                )
            )
    return found


def _mentions(text: str) -> list[ActorMention]:
    return [
        ActorMention(
            document_id="d",
            span=Span(start=match.start(), end=match.end()),
            surface=name,
            actor=Actor(actor_id=name.lower(), name=name, type=kind),
        )
        for name, kind in ACTORS.items()
        for match in re.finditer(rf"\b{name}\b", text)
    ]


def code(text: str, *, published: dt.date | None = PUBLISHED) -> tuple[Report, ...]:
    document = Document(document_id="d", text=text, published=published)
    parse = Language.open().parse(text)
    return find_events(
        document,
        parse,
        _resolutions(text),
        _mentions(text),
        lexicon=EventLexicon.open(),
        geography=Gazetteer.open(),
        siting=Trees.open("siting", "sites"),
    )


def only(text: str) -> Report:
    reports = code(text)
    assert len(reports) == 1, [(report.event_type, report.surface) for report in reports]
    return reports[0]


def surfaces(report: Report, role: Role) -> list[str]:
    return [p.mention.surface for p in report.participants if p.role is role]


@pytest.mark.parametrize(
    ("text", "event_type"),
    [
        ("The army shelled Sebha on Tuesday.", "ASSAULT"),
        ("The shelling of Sebha by the army went on overnight.", "ASSAULT"),
        ("The air force carried out air strikes on Sebha.", "ASSAULT"),
        ("The army arrested nine men in Sebha.", "COERCE"),
        ("Students marched through Sebha on Sunday.", "PROTEST"),
        ("Rome urged Cairo to open the crossing.", "REQUEST"),
        ("Rome accused Cairo of meddling.", "ACCUSE"),
        ("Rome refused to sign the text.", "REJECT"),
        ("Rome promised to reopen its consulate.", "AGREE"),
        ("The rebels withdrew from Sebha on Monday.", "RETREAT"),
        ("The rebels released four soldiers near Ubari.", "CONCEDE"),
        ("Rome and Cairo held talks in Tunis.", "CONSULT"),
        ("Rome delivered flour and tents to Sebha.", "AID"),
        ("Rome suspended flights to Cairo.", "SANCTION"),
        ("Rome thanked Cairo for the release.", "SUPPORT"),
        ("The army deployed tanks around Sebha.", "MOBILIZE"),
        ("Rome threatened to close the border.", "THREATEN"),
    ],
)
def test_verbs_and_nouns_give_the_type(text: str, event_type: str) -> None:
    assert event_type in {report.event_type for report in code(text)}


@pytest.mark.parametrize(
    "text",
    [
        "Prospectors struck gold near Sebha.",
        "The besieged areas of Libya need fuel.",
        "Shares rallied in Tunis on Friday.",
        "A spokesman declined to comment.",
        "He suffered a heart attack in Tunis.",
        "Wheat closed slightly higher in Tunis.",
        "Analysts see a path to a ceasefire.",
        "The minister met the deadline.",
        "The Tunis side beat Cairo 2-1 on Friday.",
        "The rebels said they were only defending themselves.",
        "A swarm of locusts attacked the fields of Fezzan.",
        "",
    ],
)
def test_what_is_no_act_gives_no_event(text: str) -> None:
    assert code(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "A series of air strikes hit Sebha on Monday.",
        "A wave of drone attacks struck Sebha on Monday.",
        "The air force carried out a string of raids on Sebha on Monday.",
        "A swarm of drones attacked Sebha on Monday.",
    ],
)
def test_acts_are_told_however_many_they_are(text: str) -> None:
    report = only(text)
    assert report.event_type == "ASSAULT"
    assert report.place is not None


def test_parts_and_numbers_of_people_are_those_people() -> None:
    report = only("Dozens of rebels attacked members of the air force in Sebha.")
    assert surfaces(report, Role.SOURCE) == ["rebels"]
    assert surfaces(report, Role.TARGET) == ["air force"]


@pytest.mark.parametrize(
    "text",
    [
        "The rebels hit army positions near Sebha.",
        "The rebels stormed a base of the army in Sebha.",
        "The rebels attacked an army checkpoint in Ubari.",
    ],
)
def test_who_hits_a_position_hits_its_holders(text: str) -> None:
    assert surfaces(only(text), Role.TARGET) == ["army"]


def test_attribute_of_the_object_makes_no_false_friend() -> None:
    assert only("The air force struck an oil depot in Sebha.").event_type == "ASSAULT"
    assert code("Drillers struck oil in Sebha.") == ()


def test_participle_between_names_is_no_act() -> None:
    report = only("The air force struck a bridge in Sebha, occupied Fezzan, overnight.")
    assert report.event_type == "ASSAULT"


def test_many_raids_at_once_are_an_act_and_many_since_a_day_a_total() -> None:
    assert only("The air force launched 14 raids on Sebha.").event_type == "ASSAULT"
    assert code("The air force launched 140 raids on Sebha since April.") == ()


def test_killing_after_a_fight_is_an_act_of_its_own() -> None:
    killing, clashes = code("The army killed two civilians in Sebha after clashes with rebels.")
    assert surfaces(killing, Role.TARGET) == ["civilians"]
    assert surfaces(clashes, Role.TARGET) == ["rebels"]


def test_troops_that_leave_dead_behind_do_not_leave() -> None:
    report = only("The rebels stormed the camp in Sebha, leaving 30 soldiers dead.")
    assert report.event_type == "ASSAULT"


def test_the_town_is_the_one_told_of_not_the_one_reported_from() -> None:
    text = (
        "TUNIS - The rebels captured a base in Ubari on Monday.\n"
        "A spokesman spoke. The air force bombed the town on Tuesday."
    )
    assert [report.place and report.place.name for report in code(text)] == ["Ubari", "Ubari"]


def test_road_to_a_town_is_not_the_town() -> None:
    place = only("The rebels ambushed a column of the army on the road to Sebha on Monday.").place
    assert place is not None
    assert place.name == "road to Sebha"
    assert place.geoprecision is Geoprecision.FUZZY_AREA


def test_road_from_town_to_town_lies_between_them() -> None:
    place = only("The rebels ambushed the army on the road from Sebha to Ubari on Monday.").place
    assert place is not None
    assert place.name == "between Sebha and Ubari"


def test_hit_in_a_town_is_told_apart_from_the_wave_over_the_country() -> None:
    wave, hit = code(
        "The army fired 40 rockets at rebels across Libya on Monday. "
        "A rocket hit a house in Sebha, killing two civilians."
    )
    assert hit.place is not None
    assert hit.place.name == "Sebha"
    assert (wave.fatalities_best, hit.fatalities_best) == (None, 2)


def test_who_condemns_an_attack_accuses_the_attacker() -> None:
    attack, reaction = code("The rebels shelled Sebha on Monday. Rome condemned the shelling.")
    assert surfaces(attack, Role.SOURCE) == ["rebels"]
    assert reaction.event_type == "ACCUSE"
    assert surfaces(reaction, Role.TARGET) == ["rebels"]


def test_who_condemns_an_act_told_in_full_accuses_its_doer() -> None:
    reports = code(
        "The army shelled Ubari on Monday. "
        "Rome condemned the storming of a school in Sebha by rebels."
    )
    (reaction,) = (report for report in reports if report.event_type == "ACCUSE")
    assert surfaces(reaction, Role.TARGET) == ["rebels"]


def test_who_refuses_refuses_the_one_who_asked() -> None:
    _, refusal = code("Rome asked Cairo to open the crossing. Cairo refused on Monday.")
    assert refusal.event_type == "REJECT"
    assert surfaces(refusal, Role.TARGET) == ["Rome"]


def test_what_is_promised_is_no_recipient() -> None:
    report = only("Rome promised Cairo an army of engineers.")
    assert surfaces(report, Role.TARGET) == ["Cairo"]


def test_who_is_excepted_takes_no_part() -> None:
    report = only("Rome thanked Cairo but not the rebels.")
    assert surfaces(report, Role.TARGET) == ["Cairo"]


def test_passive_and_active_have_the_same_roles() -> None:
    active = only("The rebels attacked the army in Sebha.")
    passive = only("The army was attacked by rebels in Sebha.")
    assert surfaces(active, Role.SOURCE) == ["rebels"]
    assert surfaces(active, Role.TARGET) == ["army"]
    assert surfaces(passive, Role.SOURCE) == ["rebels"]
    assert surfaces(passive, Role.TARGET) == ["army"]


def test_place_after_the_doer_is_that_of_the_act() -> None:
    place = only("Two civilians were shot dead by rebels in Sebha on Monday.").place
    assert place is not None
    assert place.name == "Sebha"


def test_headline_that_leaves_out_the_auxiliary_is_passive() -> None:
    report = only("Two civilians shot dead in Sebha")
    assert surfaces(report, Role.TARGET) == ["civilians"]
    assert surfaces(report, Role.SOURCE) == []


def test_meeting_has_all_sides_as_sources() -> None:
    report = only("Talks between Rome and Cairo took place in Tunis.")
    assert surfaces(report, Role.SOURCE) == ["Rome", "Cairo"]


def test_those_who_mediate_together_are_all_sources() -> None:
    report = only("Rome has been mediating with Cairo for weeks.")
    assert surfaces(report, Role.SOURCE) == ["Rome", "Cairo"]


def test_demanded_act_is_only_the_demand() -> None:
    report = only("Rome called on Cairo to withdraw its troops.")
    assert report.event_type == "REQUEST"
    assert surfaces(report, Role.TARGET) == ["Cairo"]


def test_whoever_is_to_do_what_is_demanded_is_the_target() -> None:
    report = only("Rome insisted that the rebels must leave.")
    assert surfaces(report, Role.TARGET) == ["rebels"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The army will deploy tanks in Sebha next week.", Status.PLANNED),
        ("Rome and Cairo are to meet in Tunis on Monday.", Status.PLANNED),
        ("The army denied that it had shelled Sebha.", Status.DENIED),
        ("Rome would send tanks only if a truce is signed.", Status.HYPOTHETICAL),
        ("The army may attack Sebha.", Status.HYPOTHETICAL),
        ("The army attacked Sebha.", Status.ACTUAL),
    ],
)
def test_operators_give_the_status(text: str, status: Status) -> None:
    assert status in {report.status for report in code(text)}


def test_seizure_names_place_target_and_control() -> None:
    report = only("The rebels have seized the border town of Sebha from the army.")
    assert {claim.control for claim in report.claims} == {Control.TAKES, Control.LOSES}
    assert report.place is not None
    assert report.place.name == "Sebha"
    assert surfaces(report, Role.TARGET) == ["army"]


@pytest.mark.parametrize(
    ("text", "control"),
    [
        ("The army retook Sebha.", Control.TAKES),
        ("The army liberated Sebha.", Control.TAKES),
        ("The army's efforts to reclaim Sebha failed.", Control.CONTESTED),
        ("The army is trying to retake Sebha.", Control.CONTESTED),
        ("Attempts by the rebels to retake Sebha were repelled.", Control.CONTESTED),
        ("The army is seeking to recapture Sebha.", None),
        ("The army will recapture Sebha.", None),
        ("The rebels did not recapture Sebha.", None),
    ],
)
def test_only_what_is_achieved_takes_control(text: str, control: Control | None) -> None:
    (report,) = (report for report in code(text) if report.event_type == "ASSAULT")
    told = {claim.control for claim in report.claims if claim.mention is not None}
    assert told - {Control.LOSES} == ({control} if control is not None else set())


@pytest.mark.parametrize(
    "text",
    [
        "The army seized a village near Sebha.",
        "The army captured a village 20 km north of Sebha.",
        "The army captured a village in Libya.",
        "The army captured a village in the Sebha direction.",
        "The looting of the hospital in Sebha by rebels went on.",
        "The capture of a rebel in Sebha by the army was filmed.",
    ],
)
def test_control_is_of_the_place_taken_alone(text: str) -> None:
    told = {claim.control for report in code(text) for claim in report.claims}
    assert not told & {Control.TAKES, Control.LOSES}


def test_front_names_no_exact_place() -> None:
    place = only("The army shelled rebels in the Sebha direction.").place
    assert place is not None
    assert place.geoprecision is Geoprecision.FUZZY_AREA


def test_talks_tried_in_vain_were_not_held() -> None:
    assert code("Attempts to negotiate with the rebels in Sebha failed.") == ()


def test_dead_of_a_siege_are_not_of_the_strike_before() -> None:
    reports = code(
        "The army bombed a house in Sebha.\n\nSeventy people died in the siege of Ubari."
    )
    assert all(report.fatalities_low != 70 for report in reports if report.surface == "bombed")


@pytest.mark.parametrize(
    "text",
    [
        "TUNIS - The army shelled three border towns on Monday.",
        "TUNIS - Gunmen ambushed a convoy on the road between Foozha and Barlabu on Monday.",
    ],
)
def test_dateline_is_not_the_place_of_what_happened_elsewhere(text: str) -> None:
    assert only(text).place is None


@pytest.mark.parametrize(
    "head", ["TUNIS, May 16 - ", "TUNIS (Agency) — ", "Tunis/Rome, 16 May 2019 - ", "18:40 - "]
)
def test_dateline_is_no_part_of_the_sentence(head: str) -> None:
    report = only(head + "Rome condemned the looting.")
    assert (report.event_type, surfaces(report, Role.SOURCE)) == ("ACCUSE", ["Rome"])


def test_day_after_an_act_is_not_the_day_of_that_act() -> None:
    reports = code("Rebels attacked Ubari on Tuesday, a day after the army shelled Sebha.")
    dates = {report.surface: report.when for report in reports}
    assert dates["attacked"] is not None
    assert dates["attacked"].start == dt.date(2019, 5, 14)
    assert dates["shelled"] is None or dates["shelled"].start <= dt.date(2019, 5, 14)


def test_date_of_the_dateline_is_not_that_of_the_act() -> None:
    when = only("TUNIS, May 16 - The army attacked rebels in Sebha on Tuesday.").when
    assert when is not None
    assert when.start == dt.date(2019, 5, 14)


def test_agreement_is_drawn_where_what_is_agreed_is_to_happen() -> None:
    reports = code("Rome agreed to a 48-hour pause in fighting in Sebha.")
    places = {report.event_type: report.place for report in reports}
    agreed, pause = places["AGREE"], places["CONCEDE"]
    assert agreed is not None
    assert pause is not None
    assert agreed.name == pause.name == "Sebha"
    assert agreed.inferred
    assert not pause.inferred


def test_trigger_holds_all_words_of_a_phrase() -> None:
    (report,) = code("Rome gave its blessing to the plan.")
    assert report.surface == "gave its blessing"


def test_denial_of_one_does_not_answer_what_another_did() -> None:
    reports = code("Rebels shelled Sebha. Rome rejected claims that the army had shelled Ubari.")
    statuses = {report.status for report in reports if report.event_type == "ASSAULT"}
    assert statuses == {Status.ACTUAL, Status.DENIED}


def test_rejected_claim_denies_the_act_in_it() -> None:
    reports = code("Rome rejected reports that the army had shelled Sebha.")
    (denied,) = (report for report in reports if report.event_type == "ASSAULT")
    assert denied.status is Status.DENIED
    assert surfaces(denied, Role.SOURCE) == ["army"]


def test_denied_act_is_news_though_the_past_perfect_tells_it() -> None:
    (report,) = code("The army denied that it had shelled Sebha.")
    assert not report.background


def test_killing_those_who_did_another_act_is_an_act_of_its_own() -> None:
    reports = code("The army killed nine of the rebels who stormed Sebha in May.")
    assert {report.surface for report in reports} == {"killed", "stormed"}


def test_new_tense_does_not_share_the_date() -> None:
    reports = code("Rome sent tanks to Sebha in March and has offered to train the army.")
    assert [bool(report.when) for report in reports] == [True, False]


def test_plan_of_this_month_is_still_to_come() -> None:
    when = only("The army will deploy tanks in Sebha later this month.").when
    assert when is not None
    assert (when.start, when.end) == (PUBLISHED, dt.date(2019, 5, 31))


def test_distance_and_direction_move_the_point() -> None:
    report = only("The army shelled a farm 20 km north of Sebha.")
    assert report.place is not None
    assert report.place.latitude == pytest.approx(27.04 + 20 / 111.2, abs=0.01)
    assert report.place.longitude == pytest.approx(14.43, abs=0.01)
    assert report.place.geoprecision is Geoprecision.NEAR
    assert report.place.name == "20 km north of Sebha"


def test_place_between_two_towns_is_the_midpoint() -> None:
    report = only("Rebels ambushed the army on the road between Sebha and Ubari.")
    assert report.place is not None
    assert report.place.latitude == pytest.approx((27.04 + 26.59) / 2, abs=0.02)


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("The army shelled Sebha.", Geoprecision.EXACT),
        ("The army attacked rebels near Sebha.", Geoprecision.NEAR),
        ("The army attacked rebels in Fezzan.", Geoprecision.FUZZY_AREA),
        ("The army attacked rebels in Libya.", Geoprecision.COUNTRY),
    ],
)
def test_geoprecision_follows_the_feature(text: str, precision: Geoprecision) -> None:
    place = only(text).place
    assert place is not None
    assert place.geoprecision is precision


def test_saying_has_the_place_of_the_saying_not_the_attack() -> None:
    report = next(
        report
        for report in code("The army shelled Sebha, a diplomat said in Tunis.")
        if report.event_type == "ASSAULT"
    )
    assert report.place is not None
    assert report.place.name == "Sebha"


def test_the_city_is_the_one_of_the_dateline() -> None:
    report = only("SEBHA, Libya - It was hot. The army shelled the city on Tuesday.")
    assert report.place is not None
    assert report.place.name == "Sebha"
    assert not report.place.inferred


def test_talks_that_go_on_elsewhere_give_an_inferred_place() -> None:
    reports = code("Rome met Cairo on Friday. Experts will continue to meet in Tunis.")
    inferred = [report.place for report in reports if report.place and report.place.inferred]
    assert inferred
    assert all(place.geoprecision is not Geoprecision.EXACT for place in inferred)
    assert all("not stated" in place.reason for place in inferred)


@pytest.mark.parametrize(
    ("words", "start", "end", "precision"),
    [
        ("on Tuesday", (2019, 5, 14), (2019, 5, 14), DatePrecision.DAY),
        ("on Friday", (2019, 5, 17), (2019, 5, 17), DatePrecision.DAY),
        ("overnight", (2019, 5, 16), (2019, 5, 17), DatePrecision.DAYS),
        ("last week", (2019, 5, 6), (2019, 5, 12), DatePrecision.WEEK),
        ("this week", (2019, 5, 13), (2019, 5, 17), DatePrecision.DAYS),
        ("last month", (2019, 4, 1), (2019, 4, 30), DatePrecision.MONTH),
        ("in late August", (2018, 8, 21), (2018, 8, 31), DatePrecision.MONTH),
        ("in May", (2019, 5, 1), (2019, 5, 31), DatePrecision.MONTH),
        ("in 2011", (2011, 1, 1), (2011, 12, 31), DatePrecision.LONGER),
        ("on 3 March 2018", (2018, 3, 3), (2018, 3, 3), DatePrecision.DAY),
        ("on December 30", (2018, 12, 30), (2018, 12, 30), DatePrecision.DAY),
        ("on 2019-05-01", (2019, 5, 1), (2019, 5, 1), DatePrecision.DAY),
        ("three days ago", (2019, 5, 14), (2019, 5, 14), DatePrecision.DAY),
        ("twenty-five years ago", (1994, 1, 1), (1994, 12, 31), DatePrecision.LONGER),
        ("forty years ago today", (1979, 5, 17), (1979, 5, 17), DatePrecision.DAY),
        ("three months ago to the day", (2019, 2, 17), (2019, 2, 17), DatePrecision.DAY),
        ("two weeks ago today", (2019, 5, 3), (2019, 5, 3), DatePrecision.DAY),
    ],
)
def test_dates_are_relative_to_publication(
    words: str, start: tuple[int, int, int], end: tuple[int, int, int], precision: DatePrecision
) -> None:
    when = only(f"The army attacked rebels in Sebha {words}.").when
    assert when is not None
    assert (when.start, when.end) == (dt.date(*start), dt.date(*end))
    assert when.precision is precision


def test_since_runs_to_publication_and_is_background() -> None:
    report = only("The army has besieged Sebha since September last year.")
    assert report.when is not None
    assert (report.when.start, report.when.end) == (dt.date(2018, 9, 1), PUBLISHED)
    assert report.background


def test_plan_takes_the_next_weekday() -> None:
    when = only("Rome and Cairo will meet in Tunis on Monday.").when
    assert when is not None
    assert when.start == dt.date(2019, 5, 20)


def test_date_of_the_saying_is_not_the_date_of_the_act() -> None:
    report = only("The army shelled Sebha, officials said on Thursday.")
    assert report.when is None


def test_impossible_date_is_no_date() -> None:
    assert only("The army shelled Sebha on 31 February 2019.").when is None


def test_without_publication_there_is_no_date() -> None:
    (report,) = code("The army shelled Sebha on Tuesday.", published=None)
    assert report.when is None


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("The army shelled Sebha, killing four people.", 4, 4),
        ("At least thirteen people were killed when the army shelled Sebha.", 13, None),
        ("The army shelled Sebha. Between 3 and 5 civilians were killed.", 3, 5),
        ("The army shelled Sebha, killing dozens of people.", None, None),
        ("The army shelled Sebha. No deaths were reported.", 0, 0),
        ("The army attacked Sebha and 1,200 people were killed.", 1200, 1200),
        ("The fighting in Sebha between the army and rebels killed 23 people.", 23, 23),
    ],
)
def test_deaths_of_an_assault(text: str, low: int | None, high: int | None) -> None:
    report = code(text)[0]
    assert (report.fatalities_low, report.fatalities_high) == (low, high)


def test_injured_are_the_number_stated() -> None:
    report = code("The army shelled Sebha. Two men were killed and 16 people were wounded.")[0]
    assert (report.fatalities_low, report.injured) == (2, 16)


def test_outcome_and_cause_are_one_event() -> None:
    reports = code("The army shelled Sebha on Monday. Two farmers were killed.")
    assert [report.surface for report in reports] == ["shelled"]


def test_definite_noun_comes_back_to_the_act() -> None:
    reports = code("The army shelled Sebha on Monday. The shelling lasted an hour.")
    assert len(reports) == 1


def test_different_days_stay_two_events() -> None:
    reports = code(
        "Rome and Cairo met in Tunis on Monday. Rome and Cairo met in Tunis on Thursday."
    )
    assert len(reports) == 2


def test_totals_of_a_war_are_figures_and_no_events() -> None:
    text = (
        "The conflict has killed more than 290,000 people. 450.000 Libyans lost their lives "
        "in the past five years according to UN estimates."
    )
    document = Document(document_id="d", text=text, published=PUBLISHED)
    figures = find_figures(document, Language.open().parse(text))
    assert [(f.measure, f.low, f.high) for f in figures] == [
        ("killed", 290_000, None),
        ("killed", 450_000, 450_000),
    ]
    assert figures[1].attribution == "UN"
    assert all(text[f.span.start : f.span.end] == f.surface for f in figures)
    assert code(text) == ()


def test_triggers_are_words_of_the_text() -> None:
    text = "Rome and Cairo held talks in Tunis. The army opened fire on rebels in Sebha."
    for report in code(text):
        assert report.trigger is not None
        assert text[report.trigger.start : report.trigger.end] == report.surface
        assert report.sentence.contains(report.trigger)


def test_coding_twice_gives_the_same() -> None:
    text = "The army shelled Sebha on Monday, killing four people. Rome condemned the attack."
    assert code(text) == code(text)


def test_long_and_broken_text_is_no_trouble() -> None:
    text = "The army " + "and the rebels " * 400 + "shelled Sebha \x00" + ' "' * 200
    assert all(0 <= report.score <= 1 for report in code(text))


def test_endless_lists_take_bounded_time() -> None:
    for text in ("bombed, shelled, " * 900, "killed 1" + "0" * 3000 + " since 99 June 0000."):
        assert len(code(text)) < 1000


def test_boilerplate_yields_nothing_and_spares_prose() -> None:
    lines = [
        "Sign up to get the latest alerts on attacks by rebels in Sebha",
        "To learn more about republishing this content, rebels attacked Sebha",
        "The army shelled Sebha.",
        "The union told members to sign up for the march in Sebha.",
    ]
    sentences = Language.open().parse("\n".join(lines)).sentences
    assert [sentence.text.strip() for sentence in sentences] == lines[2:]


def test_tables_hold_together() -> None:
    types = {row["event_type"] for row in read_rows("event_types")}
    assert len(types) == 16
    classes = {row["noun_class"] for row in read_rows("event_nouns")}
    classes |= {"actor", "clause", "demand", "none", "pronoun", "refusal", "state"}
    classes |= {"named", "thing", "unknown"}
    for row in read_rows("event_predicates"):
        assert row["event_type"] in types | {"NONE"}
        assert row["pos"] in {"noun", "verb"}
        assert set((row["subject"] + " " + row["object"]).split()) <= classes, row["lemma"]
    keys = [tuple(row.values()) for row in read_rows("event_predicates")]
    assert keys == sorted(set(keys))


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("The army sent tanks into Libya.", "sent tanks"),
        ("Chad vowed to reopen the border crossing.", "vowed to reopen the border crossing"),
        ("A ceasefire agreement was reached in Sebha.", "ceasefire agreement reached"),
        ("The army shelled rebels.", "shelled"),
        ("The army shelled Sebha.", "shelled"),
    ],
)
def test_headlines_complete_the_act_but_name_no_actor_or_place(text: str, phrase: str) -> None:
    assert only(text).phrase == phrase
