"""The table of the interface's texts, `geo/assets/words.csv`: what each row must have.

A row has a key (the file is sorted by it) and its text in every language. `{name}` is a place to
fill, the same in every language. A text that depends on a number `{n}` has a form for each plural
category of the language, `one:{n} event|other:{n} events`; the page says it with `geo.say`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import get_args

import pytest
from babel import Locale

from geo import maps
from geo.care.choices import Redaction
from geo.errors import SettingsError
from geo.lexicon import read_rows
from geo.looks import GROUPS
from geo.maps.assets import SCRIPTS
from geo.maps.phrases import LANGUAGES, Phrases, plural_category
from geo.model import ActorType, Control, Geoprecision, Role, Status
from geo.resources import read_asset, read_table

WHOLE_NUMBERS = [*range(260), 1_000, 1_001, 1_003, 1_011, 99_999, 100_000, 1_000_000, 2_000_000]

CATEGORIES = {
    language: {plural_category(n, language) for n in range(200)} for language in LANGUAGES
}


def texts_of(text: str | Mapping[str, str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text.values())


def places_of(text: str | Mapping[str, str]) -> set[str]:
    return {name for one in texts_of(text) for name in re.findall(r"\{(\w+)\}", one)}


def test_every_text_is_there_in_every_language() -> None:
    assert LANGUAGES == ("en", "ar", "fr", "ru", "es")
    missing = [
        (row["key"], one) for row in read_table("words.csv") for one in LANGUAGES if not row[one]
    ]
    assert missing == []


def test_rows_are_sorted_and_stand_once() -> None:
    keys = [row["key"] for row in read_table("words.csv")]
    assert keys == sorted(set(keys))


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_places_to_fill_agree_with_the_english_ones(language: str) -> None:
    english, other = Phrases("en").words, Phrases(language).words
    for key, text in english.items():
        assert places_of(text) == places_of(other[key]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_of_numbers_has_the_forms_of_its_language(language: str) -> None:
    english, own = Phrases("en").words, Phrases(language).words
    for key, text in own.items():
        assert isinstance(text, str) == isinstance(english[key], str), key
        if isinstance(text, str):
            assert "|" not in text, key
        else:
            assert set(text) == CATEGORIES[language], key


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_categories_are_those_of_babel(language: str) -> None:
    rule = Locale(language).plural_form
    for number in WHOLE_NUMBERS:
        expected = rule(number)
        if language in {"fr", "es"} and expected == "many":
            expected = "other"
        assert plural_category(number, language) == expected, number


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_can_be_filled(language: str) -> None:
    phrases = Phrases(language)
    for key, text in phrases.words.items():
        values = dict.fromkeys(places_of(text) - {"n"}, "x") | {"n": 3}
        said = phrases.say(key, **values)
        assert said
        assert "{" not in said


def test_an_unknown_language_is_an_error_of_one_line_that_names_the_known() -> None:
    with pytest.raises(
        SettingsError, match=r"^language is 'xx', the map knows ar, en, es, fr, ru$"
    ):
        Phrases("xx")


FACETS = ("country", "division", "sector", "publisher", "context", "precision")

# CAMEO's codes of actors' sectors, as the tables of actors give them.
SECTORS = sorted(
    {row["sector"] for name in ("actors", "actor_nouns", "coded_actors") for row in read_rows(name)}
    - {""}
)

# Keys that are made from what the data or the code calls a thing.
FAMILIES: Mapping[str, Iterable[object]] = {
    "care.coarsen": ["division", "settlement"],
    "care.omit": ["sentences"],
    "care.redact": get_args(Redaction),
    "claim": Control,
    "context": [row["context"] for row in read_rows("event_contexts")],
    "credit": ["borders", "events", "places", "tiles"],
    "facet.none": ["acled", *FACETS],
    "group": [*GROUPS, "other"],
    "key": ["count", "density", "divisions", "mention"],
    "kind": ActorType,
    "layers": FACETS,
    "measure": ["detained", "displaced", "injured", "killed", "missing"],
    "month": range(1, 13),
    "month.alone": range(1, 13),
    "names": ["acled", "plover"],
    "overview": ["auto", "density", "divisions", "marks"],
    "precision": [int(step) for step in Geoprecision],
    "role": Role,
    "sector": SECTORS,
    "side": ["any", "source", "target"],
    "status": Status,
    "time": ["back", "day", "from", "month", "on", "to", "week", "year"],
    "type": [row["event_type"] for row in read_rows("event_types")],
}


def texts_of_programs() -> str:
    modules = sorted((Path(maps.__file__).parent).rglob("*.py"))
    return "\n".join(
        [*map(read_asset, SCRIPTS), *(module.read_text(encoding="utf-8") for module in modules)]
    )


def test_keys_made_from_names_are_there() -> None:
    known = set(Phrases("en").words)
    made = {f"{family}.{name}" for family, names in FAMILIES.items() for name in names}
    assert made - known == set()


def test_no_text_is_asked_for_that_is_not_there() -> None:
    known = set(Phrases("en").words)
    asked = {
        key
        for found in re.findall(
            r"""words\["([\w.]+)"\]|\bwords\.([a-z]+)\b(?!\()|\b(?:say|sayParts|count)\("""
            r"""(?:data\.)?(?:words, )?["']([\w.]+)["']""",
            texts_of_programs(),
        )
        for key in found
        if key and not key.endswith(".") and key not in {"csv", "length"}
    }
    assert len(asked) > 80
    assert asked - known == set()


def test_no_text_is_there_that_is_never_asked_for() -> None:
    programs = texts_of_programs()
    quoted = set(re.findall(r"""["']([a-z][\w.]*)["']""", programs))
    quoted |= set(re.findall(r"\bwords\.([a-z]+)\b", programs))
    made = {f"{family}.{name}" for family, names in FAMILIES.items() for name in names}
    assert set(Phrases("en").words) - quoted - made == set()
