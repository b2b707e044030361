"""Everyday sentences that tell of no event, and their like that do. All are made up here."""

from __future__ import annotations

import datetime as dt

import pytest

from geo.model import Document, Parsed
from geo.pipeline import parse_documents


def kinds(text: str) -> list[str]:
    """Return the types of the events of a text."""
    document = Document(document_id="d", text=text, published=dt.date(2019, 5, 17))
    (parsed,) = parse_documents([document])
    assert isinstance(parsed, Parsed)
    return [report.event_type for report in parsed.reports]


@pytest.mark.parametrize(
    "text",
    [
        # Fire, traffic and beasts are nobody's doing.
        "A fire destroyed a market in Kampala on Tuesday.",
        "A bus hit a tree near Pokhara, and the driver broke his leg.",
        "A lorry overturned near Durban, killing the driver.",
        "Traffic blocked the main bridge in Lagos for three hours.",
        "A farmer in Normandy shot a wild boar in his field.",
        # Idioms.
        "Students sat their final exams in Accra this week.",
        "The ruling was met with silence in Gaborone.",
        "The tennis player fought back to win in three sets in Madrid.",
        "Tourists stormed the beaches of Rimini as the sun came out.",
        "A court in Nairobi struck down the tax on bicycles.",
        # Companies among themselves, and grumbling about nobody.
        "The airline and the airport agreed on new opening hours.",
        "The airline apologised to passengers for the delay.",
        "Residents of Graz complained about the noise of the trams.",
        "Shoppers raised concerns about inflation in Harare.",
        # Sport, business and the arts.
        "Fans protested against the referee's decision.",
        "The volleyball team crushed its rivals in Ankara.",
        "Valencia crushed Sevilla 4-0 in Madrid.",
        "The runner stormed to victory in Berlin.",
        "The winger tortured the defenders of Benfica all evening.",
        "The opposition leader's new book was released in Warsaw.",
        "Shops reopened in Valletta after the holiday.",
    ],
)
def test_everyday_sentences_tell_of_no_event(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Artillery fire destroyed a market in Donetsk on Tuesday.", "ASSAULT"),
        ("Fire from the ridge killed two shepherds near Kashmir's border.", "ASSAULT"),
        ("An army lorry hit a crowd of protesters in Khartoum.", "ASSAULT"),
        ("Residents of Homs complained about the shelling.", "ACCUSE"),
        ("Residents of Graz complained about the minister.", "ACCUSE"),
        ("A farmer in Jos shot a herder in his field.", "ASSAULT"),
        ("Turkey reopened the border crossing on Monday.", "CONCEDE"),
        ("A taxi strike in Lima ended on Friday.", "PROTEST"),
    ],
)
def test_what_looks_alike_and_is_an_event_is_told(text: str, kind: str) -> None:
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        '"Who comes here?" asked a porter in Beirut.',
        "The dentist asked that his family name be left out.",
        "A petition was left at the gate of the barracks in Ulan-Ude.",
    ],
)
def test_questions_and_what_is_left_behind_are_no_events(text: str) -> None:
    assert kinds(text) == []


def test_the_wounded_of_the_next_paragraph_are_of_the_strike_before() -> None:
    text = "Two missiles slammed into a hostel in Izium.\n\nSeventeen people were wounded."
    assert kinds(text) == ["ASSAULT"]


@pytest.mark.parametrize(
    "text",
    [
        # What is named, is not called for.
        "The union's leader called the strike a success.",
        # A lone name that is held for months is a town.
        "The rebels held Zepa until July.",
        "The militia held Bukoro until October.",
        # A truce that ends is none.
        "The ceasefire collapsed on Friday.",
        "The truce in Hodeidah broke down after three days.",
        # Who was seen met nobody.
        "Italy's ambassador was seen in Tripoli.",
        "Norway's envoy was seen at a market in Asmara.",
        # Forecasts threaten nobody.
        "Khartoum warned that the talks in Juba could not go on.",
        "Amnesty International warned that civilians might face reprisals in Meta.",
        "The bank warned that prices would rise.",
        # A strike that workers judge is their own.
        "Unions called the strike in Oslo a success.",
        "The teachers called the strike in Lomé a triumph.",
        # A shot that misses the goal.
        "The striker shot wide in Naples.",
    ],
)
def test_what_only_sounds_like_an_act_is_none(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('The mayor of Lviv called the strikes "vile revenge".', ["ACCUSE"]),
        ("The governor called the bombing of the clinic barbaric.", ["ACCUSE", "ASSAULT"]),
        ("Teachers called a strike in Lusaka.", ["PROTEST"]),
        ("Gunmen held Maria Lopez until Friday.", ["ASSAULT"]),
        ("Militants held a priest until Friday.", ["ASSAULT"]),
        ("Some 1,500 people were held in a police station in Izium.", ["COERCE"]),
        ("The ceasefire in Gaza took effect at dawn.", ["CONCEDE"]),
        ("The Algerian president saw the Italian ambassador on Monday.", ["CONSULT"]),
        (
            "Lisbon expressed regret for the bombing of a school in Luena.",
            ["SUPPORT", "ASSAULT"],
        ),
        ("Unions called a strike in Oslo.", ["PROTEST"]),
        ("The sniper shot a nurse in Naples.", ["ASSAULT"]),
        ("Jakarta expressed its regret over the decision of Canberra.", ["ACCUSE"]),
        ("Iran warned that it might strike Haifa.", ["THREATEN"]),
        ("Ankara warned that any attack would be answered.", ["THREATEN"]),
    ],
)
def test_what_sounds_the_same_and_is_an_act_is_told(text: str, told: list[str]) -> None:
    assert kinds(text) == told


def test_shots_into_the_air_disperse_and_shots_into_a_crowd_do_not() -> None:
    texts = ("Soldiers fired into the air in Kabul.", "Soldiers fired into the crowd in Kabul.")
    documents = [Document(document_id=text, text=text) for text in texts]
    parsed = list(parse_documents(documents))
    modes = [item.reports[0].mode for item in parsed if isinstance(item, Parsed)]
    assert modes == ["crowd-control", "heavy-weapons"]


@pytest.mark.parametrize(
    "text",
    [
        "Deadly raids attributed to the militia have grown more frequent in Katsina.",
        "A bombing blamed on separatists is remembered in Bilbao.",
        "The herders could take nothing along.",
        "This week, forty people died in various attacks in Colombia.",
        "Last month thirty herders were killed in several raids in Turkana.",
    ],
)
def test_what_is_ascribed_summed_up_or_left_behind_is_no_act(text: str) -> None:
    assert kinds(text) == []
