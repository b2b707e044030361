"""What words stand in and around names of places, and what they make of a name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.language import Parse
from geo.model import Span
from geo.toponyms.names import NameFacts, words_of_class

if TYPE_CHECKING:
    from spacy.tokens import Span as Entity
    from spacy.tokens import Token

__all__ = [
    "CONNECTORS",
    "LOCATIVE_PREPOSITIONS",
    "NUMBER_LABELS",
    "STRICTLY_LOCATIVE",
    "Persons",
    "countries_named",
    "trim",
    "word_before",
]

STRICTLY_LOCATIVE = {"in", "near", "at", "outside", "around", "into", "along"}
LOCATIVE_PREPOSITIONS = STRICTLY_LOCATIVE | {"from", "of", "across", "towards", "toward", "to"}

# spaCy's labels of entities that are no names.
NUMBER_LABELS = {"DATE", "TIME", "CARDINAL", "ORDINAL", "MONEY", "PERCENT", "QUANTITY"}

# Lower-case words inside names: "Jisr al-Shughur", "Rostov-on-Don", "Republic of the Congo".
CONNECTORS = {"of", "the", "-", "al", "el", "ad", "an", "ar", "as", "ash", "at", "az", "ez"}
CONNECTORS |= {"de", "del", "di", "do", "la", "le", "on", "sur", "bin", "ibn"}

_LEADING = re.compile(
    r"^(?:(?i:the|an?|in|of|from|near|at|dr|mrs?|ms)\.?|[a-z][\w-]*)\s+(?=[^\Wa-z])"
)
# Each run is looked at from its beginning alone: a name may end in a hundred thousand spaces.
_MARKS = r"[\s,.;:!?\"”)(\[\]-]"
_TRAILING = re.compile(rf"(?:['’]s?|(?<!{_MARKS}){_MARKS}++|(?<!\s)\s++[a-z]++(?:-[a-z]++)*+)$")


# So many articles and white spaces between two words are passed over at most.
_PASSED_OVER = 8

# "Madison, 14, was shot": an age, not a day of a month.
_AGE = re.compile(r",\s(?:aged\s)?\d{1,2}(?=[,;]|\s(?:and|was|were|who)\b)")


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out articles, lower-case words around the name, possessives and punctuation."""
    while (match := _LEADING.match(text[start:end])) and match.end() < end - start:
        start += match.end()
    while (match := _TRAILING.search(text[start:end])) and match.start() > 0:
        if match[0] == "." and "." in text[start : end - 1]:  # "U.S." keeps its full stop
            break
        end = start + match.start()
    return start, end


def word_before(at: int, tokens: Sequence[Token]) -> str:
    """Return the word before a token, white space and an article passed over."""
    for token in reversed(tokens[max(0, at - _PASSED_OVER) : at]):
        if not token.is_space and token.lower_ != "the":
            return str(token.lower_)
    return ""


def countries_named(text: str, parse: Parse, facts: NameFacts) -> set[str]:
    """Return the countries of the countries, peoples and divisions that the prose names.

    A division counts whose name no other country has: "North Kivu", not "Victoria".
    """
    kinds = (
        facts.kind(text[entity.start_char : entity.end_char])
        for entity in parse.entities
        if entity.label_ in {"GPE", "NORP"}
    )
    return {
        code
        for kind in kinds
        if kind.country or kind.demonym or (kind.division and len(kind.countries) == 1)
        for code in kind.countries
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Persons:
    """Where names stand that are persons', though places are called so, too.

    `starts` are where such a name begins; of a longer name, no part is a place (`inside`).
    """

    starts: frozenset[int]
    inside: Mapping[int, Span]

    @staticmethod
    def of(text: str, parse: Parse, tokens: Sequence[Token]) -> Persons:
        """Find relatives, the titled, the aged, and the parts of full names of persons.

        `tokens` are those of the parse.
        """
        told = [token for token in parse.capitalised if _is_told_a_person(token, text, tokens)]
        names = {token.lower_ for token in told}
        again = [
            token
            for token in parse.capitalised
            if token.lower_ in names and word_before(token.i, tokens) not in LOCATIVE_PREPOSITIONS
        ]
        return Persons(
            starts=frozenset(token.idx for token in (*told, *again)),
            inside={
                token.idx: Span(start=entity.start_char, end=entity.end_char)
                for entity in parse.entities
                if entity.label_ == "PERSON" and _is_full_name(entity)
                for token in entity
            },
        )

    def own(self, span: Span) -> bool:
        """Return whether a span is, or is a part of, a person's name."""
        whole = self.inside.get(span.start)
        is_part = whole is not None and whole.contains(span) and whole != span
        return is_part or span.start in self.starts


def _is_told_a_person(token: Token, text: str, tokens: Sequence[Token]) -> bool:
    """Return whether words beside a name make it a person's.

    "His sister Georgia", "Mr. Ireland", "Madison, 14, was shot".
    """
    before = tokens[token.i - 1] if token.i and not token.is_sent_start else None
    if before is not None:
        word = before.lower_.removesuffix(".")
        if before.is_lower and word in words_of_class("kin_noun"):
            return True
        if before.text[0].isupper() and word in words_of_class("person_title"):
            return True
    end = token.idx + len(token)
    is_aged = _AGE.match(text, end) is not None
    return is_aged and word_before(token.i, tokens) not in LOCATIVE_PREPOSITIONS


def _is_full_name(entity: Entity) -> bool:
    """Return whether an entity is two or more names, with no word for a place or an office."""
    generic = words_of_class("place_noun") | words_of_class("institution_noun")
    generic |= words_of_class("relation_noun") | words_of_class("party_noun")
    return len(entity) > 1 and all(
        token.pos_ == "PROPN"
        and token.text[0].isupper()
        and token.lower_ not in generic | LOCATIVE_PREPOSITIONS
        for token in entity
    )
