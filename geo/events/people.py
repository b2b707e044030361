"""People who are counted: "three soldiers", "at least 40", "between 3 and 5 villagers"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.events.amounts import Count, read_amount
from geo.events.grammar import dependants
from geo.events.lexicon import EventLexicon
from geo.events.numbers import NUMBER, parse_number

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = [
    "DETAIN",
    "DIE",
    "DISPLACE",
    "INJURE",
    "KILL",
    "MEASURES",
    "NO_FEWER",
    "count_people",
    "sum_people",
]

KILL = frozenset(
    [
        "kill",
        "slay",
        "massacre",
        "execute",
        "behead",
        "murder",
        "assassinate",
        "eliminate",
        "slaughter",
        "lynch",
    ]
)
"""Verbs of killing somebody."""

DIE = frozenset({"die", "perish", "succumb"})
"""Verbs of dying."""

INJURE = frozenset({"wound", "injure", "hurt", "maim"})
"""Verbs of injuring somebody."""

DETAIN = frozenset({"apprehend", "arrest", "detain", "imprison", "intern", "jail"})
"""Verbs of holding somebody."""

DISPLACE = frozenset({"displace", "uproot", "flee"})
"""Verbs of driving somebody from home."""

MEASURES = {
    **dict.fromkeys(KILL | DIE, "killed"),
    **dict.fromkeys(INJURE, "injured"),
    **dict.fromkeys(DISPLACE, "displaced"),
}
"""What is counted, by verb."""

NO_FEWER = re.compile(r"\bno (?:fewer|less|more) than\b", re.IGNORECASE)
"""Words that look like "none" and set a lower bound."""

_PEOPLE = frozenset({"person", "armed"})
_NONE_WORDS = frozenset({"nobody", "none", "no"})
# What is counted beside a verb of killing and is no people: "killed 300 sheep", "40 percent".
_NO_PEOPLE = frozenset(
    {"%", "animal", "camel", "cattle", "chicken", "cow", "donkey", "fish", "goat", "horse",
     "kilometer", "kilometre", "km", "livestock", "metre", "mile", "per", "percent", "pig",
     "sheep"}
)  # fmt: skip
_BETWEEN = re.compile(r"\bbetween $", re.IGNORECASE)
# Singular nouns of more than one person, or of a number that is not told.
_BODIES = frozenset(
    {"band", "crew", "crowd", "family", "group", "handful", "number", "patrol", "team", "unit"}
)
# "Between", two numbers of three words each, "and".
_BEFORE_TOKENS = 8
_SCORE = 20
# The parser hangs "between 3 and 5" on the verb, not on the noun that it counts.
_DETACHED = re.compile(rf"\b(?:between|from) {NUMBER} (?:and|to) {NUMBER} $", re.IGNORECASE)


def count_people(noun: Token) -> Count | None:
    """Return how many people a noun phrase stands for; `None` for "dozens" and bare plurals."""
    words = [word for word in noun.subtree if word.i <= noun.i and word.pos_ != "PUNCT"]
    if not words or noun.lemma_.lower() in _NO_PEOPLE:
        return None
    text = noun.doc[words[0].i : noun.i + 1].text
    if (count := _of_words(noun, text) or _of_range(noun) or _of_scores(noun)) is not None:
        return count
    before = noun.doc[max(0, words[0].i - _BEFORE_TOKENS) : words[0].i].text_with_ws
    if noun.lemma_ in {"family", "group", "crew"} and (size := _of_number(noun)):
        return size
    own = {word.i for word in dependants(noun, "nummod")} | {noun.i}
    if any(
        (word.like_num or word.lower_ == "dozen")
        and (word.i in own or word.ent_type_ not in {"DATE", "TIME"})
        for word in words
    ):
        return read_amount(before[-8:] + text if _BETWEEN.search(before) else text, before=before)
    detached = _DETACHED.search(before)
    return read_amount(detached.group()) if detached else _single(noun)


def _range_end(noun: Token) -> Token | None:
    """Return the second number of a range without a noun ("killing between 10 and 12")."""
    if not noun.like_num or noun.i == 0 or noun.nbor(-1).lower_ != "between":
        return None
    return next((word for word in dependants(noun, "conj") if word.like_num), None)


def _of_words(noun: Token, text: str) -> Count | None:
    """Read "nobody", "no soldiers", and "one" that stands alone."""
    if _is_none(noun, text):
        return Count(low=0, high=0)
    one = text.lower() == "one" and noun.pos_ in {"NUM", "PRON", "NOUN"}
    return Count(low=1, high=1) if one else None


def _of_range(noun: Token) -> Count | None:
    last = _range_end(noun)
    return None if last is None else read_amount(noun.doc[noun.i - 1 : last.i + 1].text)


def _of_scores(noun: Token) -> Count | None:
    """Read "a score of rebels", "three score"; "scores" alone are no number."""
    if noun.lower_ != "score":
        return None
    number = next((word for word in dependants(noun, "nummod") if word.like_num), None)
    scores = parse_number(number.text) if number is not None else 1
    one = any(word.lower_ in {"a", "another"} for word in dependants(noun, "det"))
    if scores is None or not (one or number is not None):
        return None
    return Count(low=_SCORE * scores, high=_SCORE * scores)


def _is_none(noun: Token, text: str) -> bool:
    """Return whether a noun phrase is of nobody: "no soldiers", but not "no fewer than 12"."""
    if noun.lower_ in _NONE_WORDS:
        return True
    denied = any(word.lower_ in _NONE_WORDS for word in dependants(noun, "det"))
    return denied and NO_FEWER.search(text) is None


def _of_number(noun: Token) -> Count | None:
    """Read "a family of five"."""
    for word in dependants(noun, "prep"):
        for number in dependants(word, "pobj"):
            if word.lower_ == "of" and number.like_num:
                return read_amount(number.text)
    return None


def _single(noun: Token) -> Count | None:
    if noun.lemma_ == "couple":
        return Count(low=2, high=2)
    if noun.lower_ in {"he", "she", "him", "her"}:
        return Count(low=1, high=1)
    if noun.tag_ == "NNP" and noun.ent_type_ == "PERSON":
        return Count(low=1, high=1)
    if noun.tag_ == "NN" and EventLexicon.open().classes.get(noun.lemma_, frozenset()) & _PEOPLE:
        return Count(low=1, high=1)
    return None


def _one(noun: Token) -> Count | None:
    """Return one for "a shopkeeper", whatever his trade, where something killed him."""
    known = EventLexicon.open().classes.get(noun.lemma_.lower(), frozenset())
    single = any(word.lower_ in {"a", "an", "another"} for word in dependants(noun, "det"))
    other = noun.lemma_ in _BODIES | _NO_PEOPLE or "nature" in known
    # "A Marine", "a Briton": names of kinds of people are written large.
    if noun.tag_ not in {"NN", "NNP"} or not single or other:
        return None
    return Count(low=1, high=1)


def sum_people(nouns: list[Token]) -> Count | None:
    """Return how many people several noun phrases stand for together."""
    ends = {last.i for noun in nouns if (last := _range_end(noun)) is not None}
    nouns = [noun for noun in nouns if noun.i not in ends]
    counts = [count for noun in nouns if (count := count_people(noun) or _one(noun)) is not None]
    if not counts:
        return None
    # "Seven civilians and an unknown number of combatants" sets no upper bound.
    if len(counts) < len(nouns) and all(noun.pos_ == "NOUN" for noun in nouns):
        counts.append(Count(low=0, high=None))
    low = None if any(c.low is None for c in counts) else sum(c.low or 0 for c in counts)
    high = None if any(c.high is None for c in counts) else sum(c.high or 0 for c in counts)
    return Count(low=low, high=high)
