"""What words stand in and around names of places, and what they make of a name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.language import Parse
from geo.toponyms.names import NameFacts, words_of_class

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = [
    "CONNECTORS",
    "LOCATIVE_PREPOSITIONS",
    "STRICTLY_LOCATIVE",
    "countries_named",
    "find_relatives",
    "trim",
    "word_before",
]

STRICTLY_LOCATIVE = {"in", "near", "at", "outside", "around", "into", "along"}
LOCATIVE_PREPOSITIONS = STRICTLY_LOCATIVE | {"from", "of", "across", "towards", "toward", "to"}

# Lower-case words inside names: "Jisr al-Shughur", "Rostov-on-Don", "Republic of the Congo".
CONNECTORS = {"of", "the", "-", "al", "el", "ad", "an", "ar", "as", "ash", "at", "az", "ez"}
CONNECTORS |= {"de", "del", "di", "do", "la", "le", "on", "sur", "bin", "ibn"}

_LEADING = re.compile(
    r"^(?:(?i:the|an?|in|of|from|near|at|dr|mrs?|ms)\.?|[a-z][\w-]*)\s+(?=[^\Wa-z])"
)
_TRAILING = re.compile(r"(?:['’]s?|[\s,.;:!?\"”)(\[\]-]+|\s+[a-z]+(?:-[a-z]+)*)$")


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out articles, lower-case words around the name, possessives and punctuation."""
    while (match := _LEADING.match(text[start:end])) and match.end() < end - start:
        start += match.end()
    while (match := _TRAILING.search(text[start:end])) and match.start() > 0:
        if match[0] == "." and "." in text[start : end - 1]:  # "U.S." keeps its full stop
            break
        end = start + match.start()
    return start, end


def word_before(token: Token) -> str:
    """Return the word before a token, white space and an article passed over."""
    at = token.i - 1
    while at >= 0 and (token.doc[at].is_space or token.doc[at].lower_ == "the"):
        at -= 1
    return str(token.doc[at].lower_) if at >= 0 else ""


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


def find_relatives(parse: Parse) -> frozenset[int]:
    """Return where names stand that are a relative's: "his sister Georgia", then "Georgia said".

    Elsewhere in the text the name is the relative's, too, unless a word of place leads to it.
    """
    kin = words_of_class("kin_noun")
    named = {
        token.lower_: token.idx
        for token in parse.capitalised
        if token.i > 0 and not token.is_sent_start and token.nbor(-1).lower_ in kin
    }
    return frozenset(named.values()) | frozenset(
        token.idx
        for token in parse.capitalised
        if token.lower_ in named and word_before(token) not in LOCATIVE_PREPOSITIONS
    )
