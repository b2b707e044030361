"""The ontology: types, modes, contexts, quad classes, and the crosswalks between schemes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pytest

from geo.actors import ActorLexicon
from geo.events import EventLexicon, make_report
from geo.events.contexts import find_contexts
from geo.imports.codes import event_codes
from geo.lexicon import read_rows
from geo.lineage import describe_relations
from geo.model import (
    Actor,
    ActorMention,
    ActorType,
    Document,
    Parsed,
    Span,
)
from geo.ontology import (
    Meaning,
    actor_code,
    context_names,
    describe_losses,
    from_acled,
    from_cameo,
    losses,
    quad_classes,
    scheme_codes,
    to_plover,
)
from geo.pipeline import join_parsed

ROOT = Path(__file__).parents[1]


def contexts_of(text: str) -> set[tuple[str, str]]:
    found = find_contexts(text, Span(start=0, end=len(text)))
    return {(cue.context, text[cue.span.start : cue.span.end]) for cue in found}


@pytest.mark.parametrize("row", read_rows("event_contexts"), ids=lambda row: row["context"])
def test_the_example_of_each_context_shows_it(row: dict[str, str]) -> None:
    assert row["context"] in {context for context, _ in contexts_of(row["example"])}


def test_cues_name_contexts_of_the_table() -> None:
    used = {row["context"] for row in read_rows("event_context_cues")}
    assert used - {"none"} == context_names()
    assert len(context_names()) == 37
    assert {row["form"] for row in read_rows("event_context_cues")} == {
        *("exact", "fixed", "lower", "noun", "verb"),
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Judges in Lomé jailed two MPs for graft.", {"legal", "legislative", "corruption"}),
        ("A cease-fire was declared; women's rights groups marched.", {"military", "gender"}),
        ("The International Criminal Court issued warrants.", {"legal"}),
        ("Nurses and policemen walked out.", {"health"}),
        ("The courtyard was shelled.", {"military"}),
        # Everyday twins of cues, and names that are spelt like them.
        ("The president met players on a tennis court.", set()),
        ("Bill Ward praised the think tank.", set()),
        ("A water tank fell on Sue Rob in Leeds.", set()),
        ("The health ministry said that nine people had been killed.", set()),
        ("Islamic State fired on the village.", set()),
        # Words of one cue stand beside each other.
        ("He fell ill, nuclear. Weapons were found.", {"military"}),
        ("", set()),
    ],
)
def test_contexts_come_from_words_and_from_nothing_else(text: str, expected: set[str]) -> None:
    assert {context for context, _ in contexts_of(text)} == expected


def test_the_longest_cue_counts_and_may_show_two_contexts() -> None:
    assert contexts_of("Hunger in the chemical weapons depot.") == {
        ("human_security", "Hunger"),
        ("cbrn", "chemical weapons"),
    }
    both = [
        row["cue"] for row in read_rows("event_context_cues") if row["cue"] == "political prisoner"
    ]
    assert len(both) == 2
    assert {context for context, _ in contexts_of("Political prisoners were freed.")} == {
        *("repression", "rights_freedoms"),
    }


def test_cues_lie_in_the_sentence_that_is_asked_about() -> None:
    text = "Tanks rolled in. Editors were fined over the press law. Tanks left."
    sentence = Span(start=17, end=55)
    (cue,) = find_contexts(text, sentence)
    assert cue.context == "rights_freedoms"
    assert sentence.contains(cue.span)


def test_a_long_sentence_takes_bounded_time() -> None:
    text = "court martial law order " * 5_000
    assert len(find_contexts(text, Span(start=0, end=len(text)))) >= 5_000


def test_events_tell_their_quad_class_contexts_and_the_words_for_them(
    parse: Callable[..., Parsed],
) -> None:
    atlas = join_parsed([parse("Police in Harare arrested nine opposition lawmakers.")])
    (event,) = atlas.events.to_dict("records")
    assert (event["event_type"], event["mode"], event["cameo"]) == ("COERCE", "arrest", "173")
    assert event["quad_class"] == 4
    assert event["contexts"] == "legal; legislative"
    (report,) = atlas.reports.to_dict("records")
    assert report["context_words"] == "legal: arrested; legislative: lawmakers"


def test_quad_classes_are_those_of_the_codebook() -> None:
    groups: dict[int, set[str]] = {}
    for event_type, number in quad_classes().items():
        groups.setdefault(number, set()).add(event_type)
    assert groups == {
        1: {"AGREE", "CONCEDE", "CONSULT", "SUPPORT"},
        2: {"AID", "COOPERATE", "RETREAT"},
        3: {"ACCUSE", "REJECT", "REQUEST", "THREATEN"},
        4: {"ASSAULT", "COERCE", "MOBILIZE", "PROTEST", "SANCTION"},
    }
    names = {row["quad_code"]: row["quad_class"] for row in read_rows("event_types")}
    assert names == {
        "1": "verbal cooperation",
        "2": "material cooperation",
        "3": "verbal conflict",
        "4": "material conflict",
    }


TEXT = "Gunmen in Sebha shot a farmer."


def mention(surface: str, kind: ActorType) -> ActorMention:
    start = TEXT.index(surface)
    return ActorMention(
        document_id="a",
        span=Span(start=start, end=start + len(surface)),
        surface=surface,
        actor=Actor(actor_id=f"x:{surface}", name=surface, type=kind),
    )


@pytest.mark.parametrize(
    ("kind", "acled"),
    [
        (ActorType.CIVILIAN, ("Violence against civilians", "Attack")),
        (ActorType.PERSON, ("Violence against civilians", "Attack")),
        (ActorType.MILITARY, ("Battles", "Armed clash")),
    ],
)
def test_coders_of_users_name_attacks_on_civilians_as_the_shipped_one_does(
    kind: ActorType, acled: tuple[str, str]
) -> None:
    document = Document(document_id="a", text=TEXT)
    trigger = Span(start=TEXT.index("shot"), end=TEXT.index("shot") + 4)
    targets = [mention("farmer", kind)]
    report = make_report(document, trigger, "ASSAULT", coder="x", mode="firearms", targets=targets)
    assert (report.acled_event_type, report.acled_sub_event_type) == acled
    lexicon = EventLexicon.open()
    codes = lexicon.codes("ASSAULT", "firearms", report.participants)
    assert (codes.acled_event_type, codes.acled_sub_event_type) == acled
    assert report.cameo == "193"


@pytest.mark.parametrize("event_type", sorted(quad_classes()))
def test_coders_of_users_may_name_every_type_without_a_mode(event_type: str) -> None:
    document = Document(document_id="a", text=TEXT)
    report = make_report(document, Span(start=16, end=20), event_type, coder="x")
    assert (report.event_type, report.mode) == (event_type, None)
    assert report.cameo is not None


def test_the_table_of_actors_tells_who_came_from_whom(parse: Callable[..., Parsed]) -> None:
    text = "Fighters of Hayat Tahrir al-Sham attacked soldiers in Idlib."
    atlas = join_parsed([parse(text, published=dt.date(2018, 5, 1))])
    rows = {row["actor_id"]: row for row in atlas.actors.to_dict("records")}
    row = rows["group:hayat-tahrir-al-sham"]
    assert "group:jabhat-fatah-al-sham (merged_into 2017-01-28)" in row["predecessors"].split("; ")
    assert pd.isna(row["successors"])
    others = [row for actor_id, row in rows.items() if actor_id != "group:hayat-tahrir-al-sham"]
    assert others
    assert all(pd.isna(row[name]) for row in others for name in ("predecessors", "part_of"))


def test_relations_are_described_with_their_time() -> None:
    described = describe_relations("group:al-nusra-front")
    assert described["predecessors"] == "group:islamic-state-of-iraq (split_from 2013-04)"
    assert described["successors"] == "group:jabhat-fatah-al-sham (renamed_to 2016-07-28)"
    assert described["part_of"] == (
        "group:al-qaeda (faction_of 2013-04 to 2016-07-28); "
        "group:army-of-conquest (member_of 2015-03 to 2016-07-28)"
    )
    assert set(describe_relations("state:FRA").values()) == {None}


def modes() -> dict[str, Mapping[str, str]]:
    return {
        str(Meaning(event_type=row["event_type"], mode=row["mode"])): row
        for row in read_rows("event_modes")
        if row["event_type"] != "NONE"
    }


def assert_names_of_acled(event: str, sub_event: str) -> None:
    """An event type, and a sub-event type of it, or neither."""
    codes = scheme_codes("acled")
    if event:
        assert codes[event] == ""
    assert not sub_event or codes[sub_event] == event


@pytest.mark.parametrize("own", sorted(modes()))
def test_each_mode_leads_to_codes_that_there_are(own: str) -> None:
    row = modes()[own]
    assert row["event_type"] in quad_classes()
    assert row["plover"] in scheme_codes("plover")
    assert row["cameo"] in scheme_codes("cameo")
    assert_names_of_acled(row["acled_event_type"], row["acled_sub_event_type"])
    assert_names_of_acled(row["acled_event_type_civilian"], row["acled_sub_event_type_civilian"])


@pytest.mark.parametrize("code", sorted(scheme_codes("plover")))
def test_each_type_and_mode_of_plover_is_ours(code: str) -> None:
    event_type, _, mode = code.partition("-")
    assert to_plover(event_type, mode) == code


@pytest.mark.parametrize("code", sorted(scheme_codes("cameo")))
def test_each_code_of_cameo_has_a_type_but_statements(code: str) -> None:
    meaning = from_cameo(code)
    assert (meaning is None) == code.startswith("01")
    assert meaning is None or str(meaning) in modes()


def test_codes_that_are_none_have_no_type() -> None:
    assert from_cameo("99") is from_cameo("") is from_cameo("4") is from_cameo("04199") is None
    assert from_acled("Weather") is None


@pytest.mark.parametrize("row", read_rows("coded_events"), ids=lambda row: row["code"])
def test_each_row_of_a_crosswalk_has_both_its_sides(row: dict[str, str]) -> None:
    known = {
        "cameo": scheme_codes("cameo"),
        "ucdp-violence": scheme_codes("ucdp"),
        "acled-event": scheme_codes("acled") | scheme_codes("acled-former"),
        "acled-sub-event": scheme_codes("acled") | scheme_codes("acled-former"),
    }
    assert row["code"] in known[row["scheme"]]
    own = Meaning(event_type=row["event_type"], mode=row["mode"])
    assert str(own) in modes()
    assert not row["cameo"] or row["cameo"] in scheme_codes("cameo")
    former = scheme_codes("acled-former")
    if row["acled_sub_event_type"] not in former:
        assert_names_of_acled(row["acled_event_type"], row["acled_sub_event_type"])
    # What else the row says of the act does not make another type of it.
    if row["cameo"]:
        other = from_cameo(row["cameo"])
        assert other is not None
        assert other.event_type == row["event_type"]


@pytest.mark.parametrize("code", sorted(scheme_codes("acled")))
def test_each_name_of_acled_has_a_type(code: str) -> None:
    assert str(from_acled(code)) in modes()


def test_the_importer_reads_the_same_crosswalk() -> None:
    for code, meaning in event_codes("cameo").items():
        assert Meaning(event_type=meaning.event_type, mode=meaning.mode) == from_cameo(code)


def test_the_documentation_tells_the_losses_that_there_are() -> None:
    text = (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8")
    assert describe_losses() in text
    for row in read_rows("event_contexts"):
        assert f"| `{row['context']}` | {row['meaning']} |" in text
    for row in read_rows("event_types"):
        assert f"| `{row['event_type']}` | {row['quad_code']} {row['quad_class']} |" in text


@pytest.mark.parametrize(
    ("direction", "code", "becomes", "back"),
    [
        # The examples that the documentation gives for each direction.
        ("plover", "CONCEDE-release", "RETREAT-release", "RETREAT-release"),
        ("to-cameo", "PROTEST-boycott", "143", "PROTEST-strike"),
        ("from-cameo", "1411", "PROTEST-demo", "141"),
        ("from-cameo", "02", "REQUEST", "100"),
        ("to-acled", "ASSAULT-torture", "Attack", "ASSAULT"),
        ("from-acled", "Mob violence", "PROTEST-riot", "Violent demonstration"),
    ],
)
def test_documented_losses_are_real(direction: str, code: str, becomes: str, back: str) -> None:
    (loss,) = [loss for loss in losses(direction) if loss.code == code]
    assert (loss.becomes, loss.back) == (becomes, back)


def test_what_comes_back_is_no_loss() -> None:
    for direction in ("plover", "to-cameo", "from-cameo", "to-acled", "from-acled"):
        assert all(loss.code != loss.back for loss in losses(direction))
    assert "COERCE-arrest" not in {loss.code for loss in losses("to-cameo")}
    assert "Sexual violence" not in {loss.code for loss in losses("from-acled")}


def test_the_documentation_names_the_modes_that_no_predicate_codes() -> None:
    text = (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8")
    tables = ("event_content_modes", "event_predicates")
    coded = {(row["event_type"], row["mode"]) for name in tables for row in read_rows(name)}
    never = [
        f"{row['event_type']}-{row['mode']}"
        for row in read_rows("event_modes")
        if row["mode"] and (row["event_type"], row["mode"]) not in coded
    ]
    assert f"no predicate codes them: {', '.join(never)}.\n" in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Turkey threatened to shell Afrin.", "THREATEN-violence"),
        ("The rebels threatened to arrest the mayor of Sebha.", "THREATEN-arrest"),
        ("Minsk threatened to expel Polish diplomats.", "THREATEN-expel"),
        ("Threats by the militia to seize the port alarmed Aden.", "THREATEN-territory"),
        ("Washington demanded the release of nine hostages held by Hamas.", "REQUEST-yield"),
        ("Guterres called for talks between Israel and Hamas.", "REQUEST-meet"),
        ("Protesters demanded that the president resign.", "REQUEST-change"),
        ("The UN urged donors to send food to Gaza.", "REQUEST-assist"),
        # A refusal of what was asked for is a refusal of its content.
        ("Moscow rejected calls for a ceasefire in Ukraine.", "REJECT-yield"),
        ("Ethiopia rejected an appeal by Egypt to meet in Cairo.", "REJECT-meet"),
        # Who demands, and when, is none of what is demanded.
        ("Rebels who had met the envoy demanded justice from Bamako.", "REQUEST"),
        ("After talks in Doha, Hamas urged Egypt to hurry.", "REQUEST"),
    ],
)
def test_demands_refusals_and_threats_have_the_mode_of_their_content(
    text: str, expected: str, parse: Callable[..., Parsed]
) -> None:
    found = {
        str(Meaning(event_type=report.event_type, mode=report.mode or ""))
        for report in parse(text).reports
    }
    assert expected in found, found


def test_content_modes_are_of_the_table() -> None:
    for row in read_rows("event_content_modes"):
        assert str(Meaning(event_type=row["event_type"], mode=row["mode"])) in modes()
        assert row["content_type"] in quad_classes()
        content = Meaning(event_type=row["content_type"], mode=row["content_mode"])
        assert str(content) in modes()


@pytest.mark.parametrize("table", ["actors", "actor_nouns", "coded_actors"])
def test_sectors_are_those_of_plover(table: str) -> None:
    used = {row["sector"] for row in read_rows(table)} - {""}
    assert used <= set(scheme_codes("plover-sector"))
    media = {row["sector"] for row in read_rows(table) if row["type"] == "media"}
    assert media == {"JRN"}


def test_kinds_of_actors_of_other_datasets_are_ours() -> None:
    for row in read_rows("coded_actors"):
        assert row["type"] in set(ActorType), row["code"]
    by_code = {row["code"]: row for row in read_rows("coded_actors")}
    # CAMEO's MED is the press, PLOVER's is medicine.
    assert by_code["MED"]["sector"] == "JRN"
    assert by_code["HLH"]["sector"] == "MED"


def test_the_example_of_the_documentation_runs() -> None:
    text = (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert code is not None
    exec(code[1], {})  # noqa: S102 - our own documentation


@pytest.mark.parametrize(
    ("scheme", "codes", "expected"),
    [
        ("cameo-actor", ("INS", "SEP"), "rebel"),
        ("cameo-actor", ("ELI", "HRI"), "civilian"),
        ("acled-inter", ("Political militia", "Identity militia"), "militia"),
        ("acled-inter", ("Rioters", "Protesters"), "civilian"),
    ],
)
def test_documented_losses_of_actors_are_real(
    scheme: str, codes: tuple[str, ...], expected: str
) -> None:
    kinds = {row["code"]: row for row in read_rows("coded_actors") if row["scheme"] == scheme}
    assert {kinds[code]["type"] for code in codes} == {expected}
    assert len({kinds[code]["sector"] for code in codes}) == 1


@pytest.mark.parametrize(
    ("actor_id", "code"),
    [
        ("state:TUR", "TUR"),
        ("military:TUR", "TURMIL"),
        ("group:hayat-tahrir-al-sham", "SYRREB"),
        ("group:islamic-state", "IMGREB"),
        ("igo:african-union", "IGO"),
        ("media:bbc", "GBRJRN"),
    ],
)
def test_actors_have_codes_in_the_manner_of_cameo(actor_id: str, code: str) -> None:
    assert actor_code(ActorLexicon.open().actor(actor_id)) == code


def test_who_is_not_known_has_no_code() -> None:
    assert actor_code(Actor(actor_id="x", name="X", type=ActorType.UNKNOWN)) is None
