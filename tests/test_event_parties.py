"""By which words a text tells who acts and who is acted on, as predictions give them."""

from __future__ import annotations

import pytest
from coding import PUBLISHED

from geo.exports.lines import predictions
from geo.model import Document, Parsed
from geo.pipeline import parse_documents


def parties(text: str, *kinds: str) -> list[tuple[list[str], list[str]]]:
    """Return the sources and targets of the acts of the types, in text order."""
    (parsed,) = parse_documents([Document(document_id="d", text=text, published=PUBLISHED)])
    assert isinstance(parsed, Parsed)
    events = sorted(predictions(parsed)["events"], key=lambda event: event["start"])
    return [(event["source"], event["target"]) for event in events if event["plover"] in kinds]


@pytest.mark.parametrize(
    ("text", "kind", "wanted"),
    [
        # A range counts those who suffer, it is no pair of sides.
        (
            "Police detained between 50 and 60 students in Lagos.",
            "COERCE",
            (["Police"], ["50 and 60 students"]),
        ),
        # Who flees fighting does not fight; who is on trial is charged.
        ("About 500 families fled fighting in Marawi.", "ASSAULT", ([], [])),
        ("The trial of nine gendarmes opened in Conakry.", "ACCUSE", ([], ["nine gendarmes"])),
        # Words that only point back are given as the words that they point to.
        (
            "Guerrillas of the Qwert Front left Bunia at dawn. They shelled the airfield.",
            "ASSAULT",
            (["Guerrillas of the Qwert Front"], []),
        ),
        (
            "About thirty miners gathered in Likasi. They demanded higher wages.",
            "REQUEST",
            (["thirty miners"], []),
        ),
        # Its fighters are the group's, and the words do not say whose.
        (
            "Boko Haram denied the report. Its fighters raided Baga on Monday.",
            "ASSAULT",
            (["Boko Haram"], []),
        ),
        (
            "The Taliban named no date. Their negotiators rejected the proposal.",
            "REJECT",
            (["Taliban"], []),
        ),
        # His neighbours are not he.
        (
            "A farmer from Kidal said that militants had shot two of his neighbours.",
            "ASSAULT",
            (["militants"], ["his neighbours"]),
        ),
        # Whom a pronoun stands for is not who does it to him.
        (
            "An ally of Hezbollah, known as Amal, left Tyre, from which the army expelled it.",
            "ASSAULT",
            (["army"], ["Amal"]),
        ),
        (
            "The governor left Bria. He did not speak. On Monday he received the miners' leaders.",
            "CONSULT",
            (["governor"], ["miners' leaders"]),
        ),
        # A clause after a comma tells of both.
        (
            "We urge Qatar and Egypt, who hosted the talks in Doha, to act.",
            "CONSULT",
            (["Qatar", "Egypt"], []),
        ),
        # Who speaks in a town is no other name of it.
        (
            "Speaking in Tehran, a former Iranian minister vowed that no drop would be forgotten.",
            "THREATEN",
            (["former Iranian minister"], []),
        ),
        # What counts people, and the day before them, is not of their name.
        (
            "At least nine porters were shot by rebels in Goma.",
            "ASSAULT",
            (["rebels"], ["nine porters"]),
        ),
        # In whose hands a place is.
        (
            "Army artillery shelled rebel-held suburbs of Idlib.",
            "ASSAULT",
            (["Army artillery"], ["Rebels (Syria)"]),
        ),
        (
            "Iraqi jets bombed the Islamic State-held town of Hajin.",
            "ASSAULT",
            (["Iraqi jets"], ["Islamic State"]),
        ),
        # Who does something to others does not do it to himself.
        (
            "The paramilitary Wagner Group left Gao. The army accused the paramilitaries.",
            "ACCUSE",
            (["army"], ["paramilitaries"]),
        ),
    ],
)
def test_parties_are_named_by_the_words_of_the_text(
    text: str, kind: str, wanted: tuple[list[str], list[str]]
) -> None:
    assert parties(text, kind)[0] == wanted


@pytest.mark.parametrize(
    ("text", "kind", "wanted"),
    [
        # A bank of a river, and the movement of goods, do nothing.
        ("Soldiers shelled the left bank of the Dnieper.", "ASSAULT", (["Soldiers"], [])),
        (
            "Israel lifted restrictions on the movement of goods.",
            "CONCEDE",
            (["Israel"], []),
        ),
        # A charity is no "him".
        (
            "A lawyer worked for a charity. Masked men beat him in Goma.",
            "ASSAULT",
            (["Masked men"], ["lawyer"]),
        ),
    ],
)
def test_words_that_are_no_party_are_none(
    text: str, kind: str, wanted: tuple[list[str], list[str]]
) -> None:
    assert parties(text, kind)[0] == wanted


@pytest.mark.parametrize(
    ("text", "kind", "wanted"),
    [
        # A number, or some, alone are of those told of before.
        (
            "Soldiers detained eleven fishermen at Kismayo; three were freed.",
            "CONCEDE",
            ([], ["eleven fishermen"]),
        ),
        (
            "About sixty students marched in Dhaka. Police arrested five of them.",
            "COERCE",
            (["Police"], ["sixty students"]),
        ),
        # A large number alone are people.
        ("Tens of thousands rallied in Yerevan.", "PROTEST", (["Tens of thousands"], [])),
        ("In Lima, hundreds marched on Sunday.", "PROTEST", (["hundreds"], [])),
        # Who asks both sides is neither.
        (
            "Chad and Niger traded threats. Algeria urged both sides to talk.",
            "REQUEST",
            (["Algeria"], ["Niger", "Chad"]),
        ),
        # Who repels an attack is attacked.
        (
            "Kenyan soldiers repelled an attack by gunmen at Mandera.",
            "ASSAULT",
            (["gunmen"], ["Kenyan soldiers"]),
        ),
        (
            "Malian troops fought off the rebels near Mopti.",
            "ASSAULT",
            (["rebels"], ["Malian troops"]),
        ),
        # "That the one leave and that the other disarm" is asked of both.
        (
            "The mediator proposed that the rebels disarm and that the army leave Goma.",
            "REQUEST",
            (["mediator"], ["rebels", "army"]),
        ),
    ],
)
def test_parties_are_those_told_of_before(
    text: str, kind: str, wanted: tuple[list[str], list[str]]
) -> None:
    assert parties(text, kind)[-1] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # Who takes a place takes it from the one army, or band, that the text knows.
        (
            "The army arrested a dentist in Kidal. Rebels captured Kidal on Monday.",
            ["army"],
        ),
        (
            "Boko Haram fighters abducted nine girls in Chibok. The army recaptured Gwoza.",
            ["Boko Haram fighters"],
        ),
        # The band that a text names is meant by "militants", too.
        (
            "The army fought al-Shabaab near Barawe. Militants then seized Marka.",
            ["army"],
        ),
        # Whose a mill is nobody says.
        ("The army fought the rebels near Goma. Rebels blew up a mill.", []),
        # Of two bands either may have held it.
        (
            "Boko Haram raided Baga. Ansaru abducted a nurse. The army recaptured Gwoza.",
            [],
        ),
    ],
)
def test_a_place_is_taken_from_whom_the_text_says_is_fought(text: str, wanted: list[str]) -> None:
    assert parties(text, "ASSAULT", "COERCE")[-1][1] == wanted


def test_the_sides_of_a_river_are_no_parties() -> None:
    text = "Chad and Niger met. The council accused traders on both sides of the river of theft."
    assert parties(text, "ACCUSE") == [(["council"], ["traders"])]


@pytest.mark.parametrize(
    ("text", "kind", "wanted"),
    [
        # What an act's own words are about has its owner.
        (
            "The council in Bria accepted the demands of the miners.",
            "CONCEDE",
            (["council"], ["miners"]),
        ),
        (
            "Oslo severed its funding for the Serbian ministry in May.",
            "SANCTION",
            (["Oslo"], ["Serbian ministry"]),
        ),
        # Who calls others to talks is their host.
        (
            "Qatar has called the Taliban to talks in Doha.",
            "CONSULT",
            (["Qatar"], ["Taliban"]),
        ),
        # An envoy is sent by somebody, and is not acted on.
        ("Muscat will send an envoy to Aden on Monday.", "CONSULT", (["Muscat"], [])),
        # Workers strike; armies strike others.
        ("Dockers began a strike at the port of Beira.", "PROTEST", (["Dockers"], [])),
        # Who protests that something is so marches nowhere.
        (
            "Two papers were shut, a press union protested on Monday.",
            "ACCUSE",
            (["press union"], []),
        ),
        # Who foils an attack is not hit by it.
        ("Police foiled an attack on a church in Lima.", "ASSAULT", ([], ["church"])),
    ],
)
def test_parties_of_acts_told_by_a_noun(
    text: str, kind: str, wanted: tuple[list[str], list[str]]
) -> None:
    assert parties(text, kind)[-1] == wanted


@pytest.mark.parametrize(
    ("text", "kind", "wanted"),
    [
        # What is said to a capital is said to its government.
        ("China issued an ultimatum to Manila over a reef.", "THREATEN", (["China"], ["Manila"])),
        ("The rebels castigated Ankara for the raid.", "ACCUSE", (["rebels"], ["Ankara"])),
        ("Mongolia's recognition of Moldova is new.", "SUPPORT", (["Mongolia"], ["Moldova"])),
        (
            "Washington suspended arms sales to Jakarta.",
            "SANCTION",
            (["Washington"], ["Jakarta"]),
        ),
        # A proposal is its author's; talks are held for those who talk.
        (
            "The rebels rejected the proposal of the envoy.",
            "REJECT",
            (["rebels"], ["envoy"]),
        ),
        (
            "Ghana hosts talks between Chad and Niger.",
            "CONSULT",
            (["Ghana"], ["Chad", "Niger"]),
        ),
        # Whatever noun a parser hangs the doer on.
        (
            "The assassination of a prosecutor by gunmen in Zliten shocked Libya.",
            "ASSAULT",
            (["gunmen"], ["prosecutor"]),
        ),
        (
            "The ridge was abandoned without a fight by the rebels.",
            "RETREAT",
            (["rebels"], []),
        ),
    ],
)
def test_parties_stand_behind_prepositions(
    text: str, kind: str, wanted: tuple[list[str], list[str]]
) -> None:
    assert parties(text, kind)[0] == wanted
