"""Whether a noun tells of an act, or only names a kind of act: "the attack on Uri", "attacks"."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from typing import TYPE_CHECKING

from geo.events.context import Context
from geo.events.figures import is_listed_toll
from geo.events.grammar import agents, ancestors, carrier, dependants, text_of
from geo.events.lexicon import EventLexicon, Predicate
from geo.events.numbers import parse_number

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["find_authors", "is_told"]

# A noun with a number this high is a sum of many acts.
_MANY = 10
# Prepositions of a span of time, over which acts are summed.
_SPANNING = frozenset({"between", "during", "over", "per", "since", "within"})
_AFTER = frozenset({"after", "at", "during", "following", "in"})
_AT = frozenset({"across", "around", "at", "in", "near", "outside"})
_PEOPLE = frozenset({"crowd", "office", "person", "worker"})
_RESULTING = frozenset({"cause", "lead", "result"})
_HARM = frozenset(
    {"casualty", "death", "destruction", "displacement", "fatality", "injury", "killing", "loss"}
)
_TELLING = frozenset({"actor", "state", "armed", "place", "facility"})


def is_told(token: Token, predicate: Predicate, context: Context) -> bool:
    """Return whether a noun tells of an act, and does not only name a kind of act.

    It does so as the noun of a light verb or of a verb of happening, with an actor or a place
    of its own, or as the cause of what somebody suffered.
    """
    known = token.dep_ in {"nsubj", "pobj"} and _is_known_accord(token, predicate)
    if (
        known
        or _is_over(token, predicate, context.lexicon)
        or _is_total(token, context.lexicon)
        or _is_aim(token, context.lexicon)
        or _is_walkout(token, context)
        or _is_reason(token, predicate)
    ):
        return False
    if _governed(token, context) or _has_arguments(token, predicate, context):
        return True
    if _is_dated(token) or _is_lasting(token) or _is_listed(token, predicate):
        return True
    head = token.head
    if predicate.event_type == "CONSULT" and token.dep_ == "pobj" and head.lower_ in _AFTER:
        verb = head.head
        return context.lexicon.is_operator(verb.lemma_, pos="verb", kind="speech")
    if token.dep_ == "pobj" and head.lower_ in {"in", "by", "during", "from", "after", "of"}:
        verb = head.head
        return verb.lemma_ in {"kill", "die", "wound", "injure", "hurt", "destroy", "damage"}
    return False


def _is_reason(token: Token, predicate: Predicate) -> bool:
    """Return whether unrest is only why something else is so ("shut due to unrest in Gao")."""
    link = token.head
    words = {link.lower_, link.head.lower_}
    return (
        predicate.event_type == "PROTEST"
        and token.dep_ == "pobj"
        and bool(words & {"because", "due", "owing"})
    )


def _is_walkout(token: Token, context: Context) -> bool:
    """Return whether a strike is one of workers, who judge it ("unions called it a success").

    A strike that workers call for, and one they go on, are verbs' own entries.
    """
    verb = token.head
    if token.lemma_.lower() != "strike" or token.dep_ != "dobj" or not dependants(verb, "oprd"):
        return False
    return any("worker" in context.classes(word) for word in dependants(verb, "nsubj"))


def _is_over(token: Token, predicate: Predicate, lexicon: EventLexicon) -> bool:
    """Return whether a truce is only told to have ended ("the ceasefire collapsed")."""
    verb = token.head
    return (
        predicate.event_type == "CONCEDE"
        and token.dep_ == "nsubj"
        and lexicon.is_operator(verb.lemma_, pos="verb", kind="end")
        and not dependants(verb, "dobj")
        and not dependants(verb, "neg")
    )


def _is_total(token: Token, lexicon: EventLexicon) -> bool:
    """Return whether a noun counts acts over a time ("38 attacks recorded since April").

    Somebody who "launched 14 raids" did so at one time, where no span of time is named.
    """
    for word in dependants(token, "nummod"):
        number = parse_number(word.text)
        if number is not None and number >= _MANY:
            return not _is_one_wave(token, lexicon)
    return token.dep_ == "pobj" and token.head.head.lemma_ in {"dozen", "hundred", "number"}


def _is_one_wave(token: Token, lexicon: EventLexicon) -> bool:
    verb = token.head
    carried = token.dep_ == "dobj" and any(
        lexicon.is_operator(verb.lemma_, pos="verb", kind=kind) for kind in ("light", "suffer")
    )
    return carried and not any(
        word.lower_ in _SPANNING
        for base in (verb, token)
        for word in dependants(base, "prep", "mark")
    )


def _is_aim(token: Token, lexicon: EventLexicon) -> bool:
    """Return whether a noun is only what something leads or refers to.

    "A path to a truce", "withdrew to facilitate talks".
    """
    while token.dep_ == "conj" and token.head.pos_ == "NOUN":
        token = token.head
    head = token.head
    if token.dep_ == "dobj" and lexicon.is_operator(head.lemma_, pos="verb", kind="goal"):
        return True
    if token.dep_ == "dobj" and head.dep_ in {"pcomp", "acl"}:
        head = head if head.dep_ == "acl" else head.head
    if token.dep_ != "pobj" and head == token.head:
        return False
    goal = head.head
    return lexicon.is_operator(goal.lemma_.lower(), pos="noun", kind="goal")


def _is_dated(token: Token) -> bool:
    """Return whether a noun has a day of its own ("Friday's meeting", "the ambush Friday was")."""
    if any(word.ent_type_ == "DATE" for word in dependants(token, "poss")):
        return True
    known = token.dep_ == "nsubj" and any(word.lower_ == "the" for word in token.children)
    after = token.doc[token.i + 1 : token.i + 3]
    day = after[1:] if after[:1].text.lower() == "on" else after[:1]
    return known and day.text in calendar.day_name


def _is_listed(token: Token, predicate: Predicate) -> bool:
    """Return whether a noun stands with a toll in a list ("Air strikes on a farm; 13 dead")."""
    alone = token.dep_ == "ROOT" and predicate.event_type == "ASSAULT"
    return alone and is_listed_toll(text_of(token.sent))


def _is_lasting(token: Token) -> bool:
    """Return whether a noun has a length of its own ("a 48-hour pause")."""
    return any(
        word.lemma_.lower() in {"hour", "day", "week", "month"}
        and any(child.like_num for child in word.children)
        for word in dependants(token, "compound", "amod", "nmod")
    )


def _governed(token: Token, context: Context) -> bool:
    lexicon = context.lexicon
    token = carrier(token, lexicon)
    verb = token.head
    for word, head in ancestors(token, limit=4):
        if word.dep_ not in {"conj", "pobj", "prep"}:
            break
        verb = head
    if token.dep_ in {"dobj", "nsubjpass"}:
        return any(
            lexicon.is_operator(token.head.lemma_, pos="verb", kind=kind)
            for kind in ("light", "suffer", "plan")
        )
    if token.dep_ == "nsubj" and token.head.pos_ == "VERB":
        return lexicon.is_operator(verb.lemma_, pos="verb", kind="occur") or _does_harm(token.head)
    return False


def _does_harm(verb: Token) -> bool:
    """Return whether a verb says that harm came of its subject ("led to the death of a nurse")."""
    if verb.lemma_ not in _RESULTING:
        return False
    links = (word for word in dependants(verb, "prep") if word.lower_ in {"in", "to"})
    nouns = [*dependants(verb, "dobj"), *(n for link in links for n in dependants(link, "pobj"))]
    return any(noun.lemma_ in _HARM for noun in nouns)


def _has_arguments(token: Token, predicate: Predicate, context: Context) -> bool:
    """Return whether an actor or a place depends on a noun, or people whose act it is."""
    if any(
        context.classes(child) & _TELLING or context.place_at(child)
        for child in _argument_heads(token, predicate)
    ):
        return True
    return any(context.classes(word) & _PEOPLE for word in find_authors(token))


def _argument_heads(token: Token, predicate: Predicate) -> Iterator[Token]:
    named = _is_known_accord(token, predicate)
    yield from dependants(token, "poss", "amod", *(() if named else ("compound", "nmod")))
    yield from find_authors(token)
    for word in dependants(token, "prep", "agent"):
        if word.lower_ in predicate.frame or word.lower_ in _AT:
            for noun in dependants(word, "pobj"):
                yield noun
                yield from dependants(noun, "poss", "amod", "compound", "conj")
                yield from _where(noun)


def _is_known_accord(token: Token, predicate: Predicate) -> bool:
    """Return whether a noun only names what was once agreed.

    "The Kampala accords", "prior to the accord".
    """
    named = any(word.pos_ == "PROPN" for word in dependants(token, "compound"))
    dates = token.dep_ == "pobj" and "prior" in {token.head.lower_, token.head.head.lower_}
    dates |= token.dep_ == "pobj" and token.head.lower_ in {"before", "despite", "since", "under"}
    return (
        predicate.event_type == "AGREE"
        and any(word.lower_ == "the" for word in dependants(token, "det"))
        and (named or dates)
    )


def find_authors(token: Token) -> Iterator[Token]:
    """Yield who a noun's act is by: "demands by miners", "a veto cast by Moscow"."""
    for word in dependants(token, "prep", "agent"):
        if word.lower_ == "by":
            yield from dependants(word, "pobj")
    for verb in dependants(token, "acl"):
        yield from agents(verb)


def _where(noun: Token) -> Iterator[Token]:
    """Yield where the thing is that an act is done to ("the lifting of the curfew in Mosul")."""
    for word in dependants(noun, "prep"):
        if word.lower_ in _AT:
            for place in dependants(word, "pobj"):
                yield place
                yield from dependants(place, "poss")
