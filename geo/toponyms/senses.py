"""How a place name is used: the place, its government, or an attribute."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from geo.model import Sense, Span
from geo.toponyms.names import NameKind, words_of_class
from geo.toponyms.recognition import Mention
from geo.toponyms.texts import TextFacts

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["find_sense", "is_scolded"]

# A chain of coordinations longer than this is a list whose head says nothing of its last member.
_LONGEST_CHAIN = 12

# What words at somebody are called.
_AIMED = frozenset(
    {"accusation", "aim", "barb", "blame", "broadside", "criticism", "insult", "swipe"}
)

# Which nouns and verbs make the complement of a preposition a party: "talks with Kyiv",
# "sanctions on Moscow", "a letter to Tehran", "called on Damascus".
_PARTY_AFTER: Mapping[str, tuple[str, ...]] = {
    "with": ("relation_noun", "relation_verb"),
    "between": ("relation_noun", "relation_verb"),
    "against": ("relation_noun", "relation_verb", "imposed_noun"),
    "on": ("imposed_noun", "appeal_verb"),
    "to": ("given_noun", "appeal_verb"),
    "from": ("given_noun",),
    "of": ("institution_noun",),
}


def find_sense(mention: Mention, facts: TextFacts) -> Sense:
    """Return how a name is used, from its kind and its place in the syntax.

    The split follows the annotation guide of GeoWebNews (Gritta, Pilehvar and Collier 2019):
    demonyms and noun modifiers are attributes; a name that speaks, decides, is addressed or
    deals with others is its government; all else is the place.
    """
    span = mention.span
    kind = facts.kind_at(span.start, span.end)
    if mention.evidence == "dateline":
        return Sense.LITERAL
    token = facts.root_of(span)
    if kind.demonym or _is_compounded(facts.text, span):
        return Sense.MODIFIER
    return Sense.LITERAL if token is None else _sense_of(token, kind)


def is_scolded(mention: Mention, facts: TextFacts) -> bool:
    """Return whether words are aimed at a name: "lashed out at Britain", "took aim at Kabul".

    Only who governs is: nothing else lashes, hits or lets out "at" somewhere.
    """
    token = facts.root_of(mention.span)
    if token is None or not facts.kind_at(mention.span.start, mention.span.end).governs:
        return False
    link = _first_conjunct(token).head
    if link.lower_ != "at" or link.dep_ not in {"dative", "prep"}:
        return False
    governor = link.head
    verb = governor.head if governor.dep_ in {"dobj", "prt"} else governor
    return any(
        (child.dep_ in {"advmod", "prt"} and child.lower_ == "out")
        or (child.dep_ == "dobj" and child.lemma_.lower() in _AIMED)
        for child in verb.children
    )


def _is_compounded(text: str, span: Span) -> bool:
    """Return whether the name is the first part of a hyphenated word ("U.S.-led")."""
    rest = text[span.end : span.end + 2]
    return len(rest) == 2 and rest[0] in "-–" and rest[1].islower()  # noqa: PLR2004


def _sense_of(token: Token, kind: NameKind) -> Sense:
    if kind.governs and _is_apposed_to_party(token):
        return Sense.METONYMIC
    token = _first_conjunct(token)
    rule = {
        "compound": _attribute,
        "nmod": _attribute,
        "amod": _attribute,
        "npadvmod": _attribute,
        "poss": _possessor,
        "nsubj": _subject,
        "csubj": _subject,
        "nsubjpass": _addressee,
        "dobj": _addressee,
        "dative": _addressee,
        "pobj": _complement,
    }.get(token.dep_)
    return rule(token, kind) if rule is not None else Sense.LITERAL


def _first_conjunct(token: Token) -> Token:
    """Return the head of a coordination or apposition that the token belongs to."""
    for _ in range(_LONGEST_CHAIN):
        if token.dep_ not in {"conj", "appos"} or token.head.pos_ not in {"PROPN", "NOUN"}:
            break
        token = token.head
    return token


def _is_apposed_to_party(token: Token) -> bool:
    """Return whether the name is explained as a party: "its NATO ally the United States"."""
    return token.dep_ == "appos" and token.head.lemma_.lower() in words_of_class("party_noun")


def _attribute(token: Token, kind: NameKind) -> Sense:
    """Tell the place of "Kherson region" from the attribute of "Gaza health ministry"."""
    head = token.head
    if head.i < token.i or head.pos_ not in {"NOUN", "PROPN"}:
        return _subject(token, kind) if head.pos_ in {"VERB", "AUX"} else Sense.LITERAL
    if head.lemma_.lower() in words_of_class("place_noun"):
        return Sense.LITERAL
    return Sense.MODIFIER


def _possessor(token: Token, kind: NameKind) -> Sense:
    """Tell the government of "Ankara's decision" from "Iraq's Duhok province"."""
    if token.head.lemma_.lower() in words_of_class("place_noun"):
        return Sense.LITERAL
    return Sense.METONYMIC if kind.governs else Sense.LITERAL


def _subject(token: Token, kind: NameKind) -> Sense:
    """Tell the government of "Washington wants" from "Aleppo has emerged as a concern"."""
    verb = token.head.lemma_.lower()
    if verb in words_of_class("speech_verb") - words_of_class("state_verb"):
        return Sense.METONYMIC
    if not kind.governs or verb in words_of_class("state_verb"):
        return Sense.LITERAL
    return Sense.METONYMIC if token.head.pos_ in {"VERB", "AUX"} else Sense.LITERAL


def _addressee(token: Token, kind: NameKind) -> Sense:
    """Tell the government of "accused Moscow" from the city of "left Moscow"."""
    addressed = token.head.lemma_.lower() in words_of_class("addressed_verb")
    return Sense.METONYMIC if kind.governs and addressed else Sense.LITERAL


def _complement(token: Token, kind: NameKind) -> Sense:
    """Tell who rules ("talks with Addis Ababa", "the army of Chad") from "near Addis Ababa"."""
    preposition = token.head
    governor = preposition.head
    word, lemma = preposition.lower_, governor.lemma_.lower()
    if not kind.governs:
        return Sense.LITERAL
    if word == "by":
        return Sense.METONYMIC
    classes = _PARTY_AFTER.get(word, ())
    is_party = any(lemma in words_of_class(name) for name in classes)
    return Sense.METONYMIC if is_party else Sense.LITERAL
