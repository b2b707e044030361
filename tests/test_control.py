"""Who takes, loses, holds or contests which place: the claims that acts and statements make."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from geo.atlas import Atlas
from geo.care import omit_sentences, redact
from geo.corrections import Action, Correction, Corrections, replay
from geo.gazetteer import Gazetteer
from geo.model import Parsed
from geo.pipeline import join_parsed

Parse = Callable[..., Parsed]


def claims(parsed: Parsed) -> set[tuple[str | None, str, str]]:
    """Return who is said to do what with which place, in the words of the text."""
    told = [claim for report in parsed.reports for claim in report.claims]
    return {
        (
            claim.mention.surface if claim.mention is not None else None,
            str(claim.control),
            claim.resolution.toponym.surface,
        )
        for claim in (*told, *parsed.claims)
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Houthis control the port of Hodeidah.", {("Houthis", "holds", "Hodeidah")}),
        ("Raqqa is still held by Islamic State.", {("Islamic State", "holds", "Raqqa")}),
        (
            "Taliban fighters are in full control of Ghazni.",
            {("Taliban fighters", "holds", "Ghazni")},
        ),
        ("The town of Kadugli remains in the hands of the army.", {("army", "holds", "Kadugli")}),
        ("The city of Bakhmut is in Russian hands.", {("Russian", "holds", "Bakhmut")}),
        ("The airport at Malakal is under the army's control.", {("army", "holds", "Malakal")}),
        ("Aid cannot reach the rebel-held town of Darayya.", {("rebel", "holds", "Darayya")}),
        (
            "People of government-held Aleppo queued for bread.",
            {("government", "holds", "Aleppo")},
        ),
        (
            "Haftar's forces control the cities of Benghazi and Derna.",
            {("Haftar's forces", "holds", "Benghazi"), ("Haftar's forces", "holds", "Derna")},
        ),
        ("The army no longer controls Homs.", {("army", "loses", "Homs")}),
        ("Vovchansk remains contested.", {(None, "contested", "Vovchansk")}),
        ("The army held on to Kilinochchi.", {("army", "holds", "Kilinochchi")}),
        ("The town of Babanusa is under siege.", {(None, "besieges", "Babanusa")}),
        # Each holds it by his own word; nobody does by that of both.
        (
            "Both the army and the rebels claim to hold Ramadi.",
            {
                ("army", "holds", "Ramadi"),
                ("rebels", "holds", "Ramadi"),
                (None, "contested", "Ramadi"),
            },
        ),
        (
            "Both sides claim to control the town of Kindu.",
            {(None, "contested", "Kindu")},
        ),
        ("The rebels claim to control Mosul.", {("rebels", "holds", "Mosul")}),
        ("The rebels do not claim to control Mosul.", set()),
    ],
)
def test_a_text_says_who_holds_a_place(
    parse: Parse, text: str, expected: set[tuple[str | None, str, str]]
) -> None:
    found = parse(text)
    assert claims(found) == expected
    assert not found.reports


@pytest.mark.parametrize(
    "text",
    [
        "The rebels do not control Homs.",
        "The army hopes to control Homs by summer.",
        "If the rebels hold Aleppo, the talks will fail.",
        "The army denied that the rebels controlled Homs.",
        "Islamic State still holds parts of Raqqa.",
        "Food is scarce in opposition-held areas of Aleppo.",
        "Does the army control Homs?",
        "The army controls access to Homs.",
        "The minister controls the budget of Aleppo.",
        "The police held a parade in Aleppo.",
        "The ministers of Egypt and Sudan held talks in Cairo.",
        "Fighting goes on for control of Homs.",
        "The city of Aleppo fell silent.",
        "The rebels retreated to Idlib.",
        "Shares in Nairobi fell.",
    ],
)
def test_nobody_is_said_to_hold_a_place(parse: Parse, text: str) -> None:
    assert claims(parse(text)) == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The rebels captured Homs, Hama and Idlib on Friday.",
            {("rebels", "takes", place) for place in ("Homs", "Hama", "Idlib")},
        ),
        (
            "Burundian soldiers pulled out of Goma and Sake.",
            {("Burundian soldiers", "loses", "Goma"), ("Burundian soldiers", "loses", "Sake")},
        ),
        (
            "The rebels captured the towns of Qwertina, Minova and Sake on Friday.",
            {("rebels", "takes", "Minova"), ("rebels", "takes", "Sake")},
        ),
        (
            "Armenia ceded Agdam to Azerbaijan.",
            {("Armenia", "loses", "Agdam"), ("Azerbaijan", "takes", "Agdam")},
        ),
        (
            "The Malian army lost control of Tessalit to Tuareg rebels.",
            {("Malian army", "loses", "Tessalit"), ("Tuareg rebels", "takes", "Tessalit")},
        ),
        (
            "Syrian troops handed the town of Jarabulus to Turkey.",
            {("Syrian troops", "loses", "Jarabulus"), ("Turkey", "takes", "Jarabulus")},
        ),
        (
            "Kurdish forces drove Islamic State out of Sinjar.",
            {("Kurdish forces", "takes", "Sinjar"), ("Islamic State", "loses", "Sinjar")},
        ),
        ("Kunduz has fallen to the Taliban.", {("Taliban", "takes", "Kunduz")}),
        ("The town of Idlib fell into rebel hands.", {("rebel", "takes", "Idlib")}),
        ("Homs returned to government control.", {("government", "takes", "Homs")}),
        ("The rebels retreated to Idlib from Aleppo.", {("rebels", "loses", "Aleppo")}),
        ("The city of Mosul fell in June.", {(None, "loses", "Mosul")}),
        ("The rebels fled to Idlib.", set()),
        # What was taken is taken back; a part still held leaves the town contested.
        (
            "Rebels captured Idlib from the army. The army retook it on Monday.",
            {
                ("Rebels", "takes", "Idlib"),
                ("army", "loses", "Idlib"),
                ("army", "takes", "Idlib"),
                ("Rebels", "loses", "Idlib"),
            },
        ),
        (
            "The army took Tikrit from Islamic State, but the militants still held the university.",
            {
                ("army", "takes", "Tikrit"),
                ("Islamic State", "loses", "Tikrit"),
                ("militants", "contested", "Tikrit"),
            },
        ),
        ("Pirates seized a tanker off Aden. The navy retook it on Monday.", set()),
        ("Residents fled Tikrit. Protesters still held the university.", set()),
    ],
)
def test_an_act_says_who_gains_and_loses_each_place(
    parse: Parse, text: str, expected: set[tuple[str | None, str, str]]
) -> None:
    assert claims(parse(text)) == expected


def test_what_is_told_in_passing_is_background_and_since_is_kept(parse: Parse) -> None:
    (claim,) = parse("Al-Shabaab, which has held Jilib since 2014, collects taxes.").claims
    assert claim.background
    assert claim.when is not None
    assert (claim.when.start.year, claim.when.end) == (2014, parse("A.").document.published)
    (claim,) = parse("The Houthis control the port of Hodeidah.").claims
    assert not claim.background


def _atlas(parse: Parse) -> Atlas:
    text = "Rebels took Homs on Thursday. The army still controls Hama, Mr Quist said."
    return join_parsed([parse(text, "quist")])


def test_contradicting_claims_stand_side_by_side_each_with_its_sentence(parse: Parse) -> None:
    text = "The rebels control Homs, they say. The army is in control of Homs, officials say."
    control = join_parsed([parse(text)]).control
    assert len(control) == len(set(control["actor_id"])) == 2
    assert set(control["entry_id"]) == {control["entry_id"].iloc[0]}
    assert list(control["report_id"].isna()) == [True, True]
    assert all(row.surface in row.sentence for row in control.itertuples())


def test_every_claim_names_an_actor_and_a_place_of_the_tables(parse: Parse) -> None:
    atlas = _atlas(parse)
    assert set(atlas.control["claim"]) == {"takes", "holds"}
    assert set(atlas.control["actor_id"]) <= set(atlas.actors["actor_id"])
    assert set(atlas.control["place_id"]) <= set(atlas.places["place_id"])


def test_claims_keep_no_sentence_that_care_leaves_out(parse: Parse) -> None:
    assert omit_sentences(_atlas(parse)).control["sentence"].isna().all()
    hidden = redact(_atlas(parse))
    assert "Quist" not in " ".join(hidden.control["sentence"])
    assert set(hidden.control["document_id"]) == set(hidden.documents["document_id"])


def test_corrections_reach_claims(parse: Parse, gazetteer: Gazetteer) -> None:
    parsed = parse("The Houthis control the port of Hodeidah.")
    (claim,) = parsed.claims
    span = claim.resolution.toponym.span
    place_id = f"text:{span.start}-{span.end}"
    cells = {"place_id": place_id, "entry_id": "geonames:170063"}
    dropped, moved = (
        Correction(line=2, action=action, cells=cells) for action in (Action.NO_PLACE, Action.PLACE)
    )
    (kept,) = replay(Corrections(items=[dropped]), [parsed], gazetteer=gazetteer).parsed
    assert kept.claims == ()
    (changed,) = replay(Corrections(items=[moved]), [parsed], gazetteer=gazetteer).parsed
    entry = changed.claims[0].resolution.entry
    assert entry is not None
    assert entry.entry_id == "geonames:170063"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Fighting goes on in South Sudan. Rebels held Bor until the army retook it on Monday.",
            {("Rebels", "holds", "Bor"), ("army", "takes", "Bor")},
        ),
        ("In Syria, Kobani fell to the militants.", {("militants", "takes", "Kobani")}),
        ("In Syria, police held Kobani's mayor. Wilson fell to the ground.", set()),
    ],
)
def test_what_is_fought_over_is_a_town(
    parse: Parse, text: str, expected: set[tuple[str | None, str, str]]
) -> None:
    assert claims(parse(text)) == expected
