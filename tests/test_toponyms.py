"""Place names in prose, and how each is used. Sentences are made up here."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from geo.gazetteer import Gazetteer
from geo.language import Language
from geo.model import Document, Match, Sense, Span, Toponym
from geo.toponyms import adopt_toponyms, recognise_toponyms
from geo.toponyms.names import NameFacts
from geo.toponyms.spans import choose_spans

Find = Callable[[str], tuple[Toponym, ...]]


@pytest.fixture(scope="module")
def find(language: Language, gazetteer: Gazetteer) -> Find:
    def find_in(text: str) -> tuple[Toponym, ...]:
        document = Document(document_id="text", text=text)
        return recognise_toponyms(document, language.parse(text), gazetteer)

    return find_in


@pytest.fixture(scope="module")
def find_by_rules(language: Language, gazetteer: Gazetteer) -> Find:
    def find_in(text: str) -> tuple[Toponym, ...]:
        document = Document(document_id="text", text=text)
        return recognise_toponyms(document, language.parse(text), gazetteer, trained=False)

    return find_in


def surfaces(toponyms: tuple[Toponym, ...]) -> list[str]:
    return [toponym.surface for toponym in toponyms]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rebels seized Jarabulus on Wednesday.", ["Jarabulus"]),
        ("The army shelled the city of Deir ez-Zor on Friday.", ["Deir ez-Zor"]),
        ("Clashes went on near Jisr al-Shughur.", ["Jisr al-Shughur"]),
        ("Fighting spread from Goma to Bukavu.", ["Goma", "Bukavu"]),
        ("A convoy left Port Sudan. Clashes near El Fasher.", ["Port Sudan", "El Fasher"]),
        ("The Syrian town fell.", ["Syrian"]),
        ("The U.S.-led coalition struck Raqqa.", ["U.S.", "Raqqa"]),
        ("Turkish-backed rebels advanced.", ["Turkish"]),
        ("Clashes went on in the Central African Republic.", ["Central African Republic"]),
        ("He fled to the Democratic Republic of the Congo.", ["Democratic Republic of the Congo"]),
        ("Shelling hit Donetsk, Luhansk and Kharkiv.", ["Donetsk", "Luhansk", "Kharkiv"]),
        ("Officials met in Geneva, Switzerland.", ["Geneva", "Switzerland"]),
        ("The Russian Defence Ministry denied it.", ["Russian"]),
        ("Libya's army repelled a push by the Tibu Front on Sabratha.", ["Libya", "Sabratha"]),
        ("SABHA: Gunmen shot two men.", ["SABHA"]),
        ("A bomb exploded in the town of Kobani.", ["Kobani"]),
        ("Fighters attacked villages along the Euphrates on Monday.", ["Euphrates"]),
        ("URGENT: Gunmen shot two men.", []),
        ("Dr. Salim, a surgeon, and Dr Amani worked in Ghouta.", ["Ghouta"]),
        ("Most of Us Fear War, Says Poet in Atlanta, Ga.", ["Atlanta", "Ga."]),
        ("Yemen's army pressed its offensive on Hajjah.", ["Yemen", "Hajjah"]),
        ("Libya's minister wrote of it on Facebook.", ["Libya"]),
        ("Rebels cut the Aleppo-Damascus highway.", ["Aleppo", "Damascus"]),
        ("Fighters stopped trucks on the Goma–Bukavu road.", ["Goma", "Bukavu"]),
        ("Police in Laval, Que., arrested two men.", ["Laval", "Que."]),
        ("A woman from Kingston, Ont., was hurt.", ["Kingston", "Ont."]),
        ("Officials were told, Man. The end.", []),
        ("14:20 Kharkiv mayor says a drone hit a block.", ["Kharkiv"]),
        ("06:05 Kyiv says its forces have withdrawn.", ["Kyiv"]),
        ("- Sligo: one lane closed.", ["Sligo"]),
        ("- Gao: two trucks of aid.", ["Gao"]),
        ("- Suspect: one man.", []),
        ("Soldiers in India searched Trehgam village.", ["India", "Trehgam"]),
        ("In Nigeria, gunmen burnt Tsafe town.", ["Nigeria", "Tsafe"]),
        ("He is from a Republican district.", []),
        ("In Pekon township in Myanmar, nine died.", ["Pekon", "Myanmar"]),
        ("Near Ataq in Yemen, two men died.", ["Ataq", "Yemen"]),
        ("Militants attacked Ataq in Yemen.", ["Ataq", "Yemen"]),
        ("Rockets hit Kiryat Shmona in northern Israel.", ["Kiryat Shmona", "Israel"]),
        ("Nobody was hurt.", []),
        ("The West accused him.", []),
        ("IS fighters withdrew.", []),
    ],
)
def test_names_are_found(find: Find, text: str, expected: list[str]) -> None:
    assert surfaces(find(text)) == expected


def test_a_name_in_the_formal_name_of_a_group_is_none(find: Find) -> None:
    found = surfaces(find("The Syrian Democratic Forces entered Manbij."))
    assert "Manbij" in found
    assert "Syrian Democratic Forces" not in found


def test_a_dateline_is_a_place(find: Find) -> None:
    found = find("BEIRUT (Reuters) - Rebels advanced on Tuesday.")
    assert [(toponym.surface, toponym.sense) for toponym in found] == [("BEIRUT", Sense.LITERAL)]


def test_a_name_is_found_again_where_the_parser_misses_it(find: Find) -> None:
    found = surfaces(find("Rebels entered Manbij. Later Manbij fell. MANBIJ burns; so did Manbij."))
    assert found.count("Manbij") == 3


def test_boilerplate_yields_nothing(find: Find) -> None:
    text = "Rebels left Homs.\n\nSign up to get the latest alerts from Damascus\n\nAleppo is calm."
    assert surfaces(find(text)) == ["Homs", "Aleppo"]


@pytest.mark.parametrize(
    ("text", "surface", "sense"),
    [
        ("Washington wants the air force grounded.", "Washington", Sense.METONYMIC),
        ("Moscow vowed to respond.", "Moscow", Sense.METONYMIC),
        ("Ankara's decision to send tanks came late.", "Ankara", Sense.METONYMIC),
        ("Envoys condemned the decision taken by Tehran.", "Tehran", Sense.METONYMIC),
        ("Talks with Kyiv went on.", "Kyiv", Sense.METONYMIC),
        ("The Syrian regime fell.", "Syrian", Sense.MODIFIER),
        ("The U.S. Secretary of State spoke.", "U.S.", Sense.MODIFIER),
        ("The Gaza health ministry gave figures.", "Gaza", Sense.MODIFIER),
        ("Troops moved into Moscow.", "Moscow", Sense.LITERAL),
        ("The shelling of Damascus went on.", "Damascus", Sense.LITERAL),
        ("Clashes broke out in the Kherson region.", "Kherson", Sense.LITERAL),
        ("Rebels withdrew from Damascus.", "Damascus", Sense.LITERAL),
    ],
)
def test_each_use_is_told_apart(find: Find, text: str, surface: str, sense: Sense) -> None:
    (toponym,) = [toponym for toponym in find(text) if toponym.surface == surface]
    assert toponym.sense is sense


@pytest.mark.parametrize(
    "text",
    [
        "",
        "😀",
        "\u202eRebels seized Aleppo\u202c",
        "Aleppo\u200f, \u200eHoms\x07",
        "A" * 50_000,
        "(" * 5_000,
        "'s " * 3_000,
        "A" * 300 + "-" + "A B-" * 5_000,
        "- Aa Bb, " * 3_000,
        "of the " * 3_000,
        "Al-" * 3_000,
        "ALEPPO, " * 1_500,
        "Aleppo and " * 1_500,
        "1. Aleppo\n" * 1_000,
        "a" + "\u0301" * 20_000,
        "قصف الجيش مدينة حلب",
        "敘利亞軍隊炮擊阿勒頗",
    ],
    ids=lambda text: ascii(text[:12]),
)
def test_spans_are_sound_whatever_the_text(find: Find, text: str) -> None:
    found = find(text)
    for toponym in found:
        assert text[toponym.span.start : toponym.span.end] == toponym.surface
        assert toponym.surface.strip()
        assert 0 < toponym.score <= 1
        assert toponym.recogniser
    for before, after in pairwise(found):
        assert before.span.end <= after.span.start


@pytest.mark.parametrize(
    "text",
    [
        "The troops were out of range, and it was the same old march for us and for me.",
        "The mobile was nice, the reading split in two, and a man had a bath or went on.",
        "It is of no use to us in the end; he said to march on, as most of the men did.",
        "A male nurse had rice, olive oil, salt and an orange near the church bell.",
        "The worst of it was the battle at the bridge, so they set off to the port and to hell.",
        "They hope for peace, progress and liberty at home, and for the best to come.",
    ],
)
def test_common_words_in_lower_case_are_no_places(find: Find, text: str) -> None:
    assert surfaces(find(text)) == []


@pytest.mark.parametrize(
    "word", ["of", "same", "march", "us", "in", "or", "me", "man", "is", "most", "bar", "as"]
)
def test_alternate_names_that_are_words_need_a_capital(gazetteer: Gazetteer, word: str) -> None:
    kind = NameFacts(gazetteer).kind(word)
    own = [found for found in gazetteer.candidates(word) if found.match is Match.NAME]
    assert not kind.country
    assert kind.countries <= {found.entry.country_code for found in own}


def test_given_spans_are_kept_and_no_others_found(language: Language, gazetteer: Gazetteer) -> None:
    text = "Washington wants peace in Aleppo, and the rebels of Homs do too."
    spans = [Span(start=26, end=32), Span(start=0, end=10), Span(start=42, end=48)]
    document = Document(document_id="text", text=text)
    found = adopt_toponyms(document, language.parse(text), gazetteer, spans)
    assert [toponym.span for toponym in found] == spans
    assert surfaces(found) == ["Aleppo", "Washington", "rebels"]
    assert found[0].sense is Sense.LITERAL
    assert found[1].sense is Sense.METONYMIC
    assert {toponym.recogniser for toponym in found} == {"given"}


def test_spans_anywhere_can_be_given(language: Language, gazetteer: Gazetteer) -> None:
    text = "\n\nSign up to get alerts from Aleppo \u0301"
    document = Document(document_id="text", text=text)
    spans = [Span(start=at, end=at + 1) for at in range(len(text))] + [Span(start=3, end=3)]
    found = adopt_toponyms(document, language.parse(text), gazetteer, spans)
    assert [toponym.span for toponym in found] == spans


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He is a friend of Kobani.", []),
        ("The U.S. and the DR agreed.", ["U.S.", "DR"]),
        ("Rebels seized Jarabulus on Wednesday.", ["Jarabulus"]),
        ("He chairs the Aleppo Chamber of Commerce.", []),
        ("Nobody Came On. The war went on.", []),
    ],
)
def test_rules_alone_find_names(find_by_rules: Find, text: str, expected: list[str]) -> None:
    assert surfaces(find_by_rules(text)) == expected


def test_rules_alone_take_a_town_for_the_place(find_by_rules: Find) -> None:
    (toponym,) = find_by_rules("Aleppo has emerged as a concern.")
    assert toponym.sense is Sense.LITERAL
    assert toponym.sense_score == 1.0


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("Kentucky Home Guard members met.", "Kentucky"),
        ("He spoke to the Tennessee Department of Health.", "Tennessee"),
    ],
)
def test_names_inside_organisations_are_marked(find: Find, text: str, surface: str) -> None:
    (toponym,) = [toponym for toponym in find(text) if toponym.surface == surface]
    assert toponym.recogniser == "embedded"


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Officials met. Jordan said he was sorry, and Michael Jordan left.", "Jordan"),
        ("Paris Hilton came late to the party.", "Paris"),
        ("Giorgia Meloni spoke, and Georgia Meloni was misspelt.", "Georgia"),
        ("Chelsea Clinton spoke.", "Chelsea"),
    ],
)
def test_persons_called_like_places_are_kept_out(find: Find, text: str, person: str) -> None:
    assert person not in surfaces(find(text))


def test_probabilities_are_probabilities(find: Find) -> None:
    toponyms = find("Turkish forces entered Jarabulus in Syria, Washington said in Geneva.")
    assert len(toponyms) >= 4
    assert all(0 < toponym.score <= 1 and 0.5 <= toponym.sense_score <= 1 for toponym in toponyms)


def test_the_best_spans_do_not_overlap() -> None:
    long, first, second = Span(start=0, end=9), Span(start=0, end=4), Span(start=5, end=9)
    assert choose_spans({long: 0.9, first: 0.6, second: 0.6}, 0.5) == {long}
    assert choose_spans({long: 0.6, first: 0.9, second: 0.8}, 0.5) == {first, second}
    assert choose_spans({long: 0.3}, 0.5) == frozenset()
    assert choose_spans({}, 0.5) == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "His sister Georgia was shot.",
        "Madison, 14, and her brother Dallas, 12, were shot.",
        "Mr. Ireland declined, and so did Ms. Ankara.",
        "Paris Hilton came, and Mrs. Florence Jordan left.",
    ],
)
def test_persons_who_are_called_like_places_are_left_out(find: Find, text: str) -> None:
    assert surfaces(find(text)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The M23 seized Masisi and Rutshuru territories.", ["Masisi", "Rutshuru"]),
        ("Residents of Kutum fled Sudan.", ["Kutum", "Sudan"]),
        ("Ukrainian forces held Siversk on Tuesday.", ["Ukrainian", "Siversk"]),
    ],
)
def test_small_places_are_found_by_what_is_said_of_them(
    find: Find, text: str, expected: list[str]
) -> None:
    assert surfaces(find(text)) == expected
