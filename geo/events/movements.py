"""Where a movement starts and where it leads: "sent tanks from Gaziantep to Jarabulus"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from geo.events.grammar import complements, dependants
from geo.model import Resolution

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geo.events.context import Context
    from geo.events.predicates import Act

__all__ = ["find_movement"]

# Acts that move people or things: troops, aid, envoys, the expelled.
_MOVING = frozenset({"AID", "COERCE", "CONSULT", "MOBILIZE", "RETREAT"})

# Verbs of moving, whatever act they tell of ("advanced from Misrata towards Sirte").
_MOTION = frozenset({"advance", "cross", "march", "push", "roll", "sweep"})
_ORIGINS = frozenset({"from", "out of"})
_DESTINATIONS = frozenset({"to", "into", "onto", "toward", "towards"})

# What these verbs are done to is where the movement leads, or where it starts.
_ARRIVE = frozenset({"enter", "reach", "visit"})
_LEAVE = frozenset({"abandon", "depart", "evacuate", "flee", "leave", "quit", "vacate"})
# Where these end is told by "in" or "at": "arrived in Juba from Khartoum".
_LAND = frozenset({"arrive", "disembark", "dock", "gather", "land", "mass"})
_THERE = frozenset({"at", "in"})
# "Left Mosul for Raqqa", "headed for the border".
_BOUND = frozenset({"depart", "flee", "head", "leave", "make", "quit", "sail", "set"})


def find_movement(
    act: Act, clause: Token, context: Context
) -> tuple[Resolution | None, Resolution | None]:
    """Return the places that an act moves from and to; `None` where its words name none.

    Parameters
    ----------
    act
        The act.
    clause
        The verb that tells of it.
    context
        Lexicon, actors and places.
    """
    if act.predicate.event_type not in _MOVING and act.token.lemma_.lower() not in _MOTION:
        return None, None
    origin = destination = None
    for side, noun in _ends(act, clause):
        place = context.place_at(noun)
        if place is None or place.entry is None:
            continue
        if side == "origin":
            origin = origin or place
        else:
            destination = destination or place
    return origin, destination


def _ends(act: Act, clause: Token) -> Iterator[tuple[str, Token]]:
    """Yield nouns with the end of the movement that each may be: `origin` or `destination`."""
    lemma = act.token.lemma_.lower()
    for preposition, noun in _phrases(act.token, clause):
        if preposition in _ORIGINS:
            yield "origin", noun
        elif preposition in _DESTINATIONS or _leads(lemma, preposition):
            yield "destination", noun
    for noun in dependants(act.token, "dobj", "nsubjpass"):
        if lemma in _ARRIVE:
            yield "destination", noun
        elif lemma in _LEAVE:
            yield "origin", noun


def _leads(verb: str, preposition: str) -> bool:
    """Return whether a preposition says where a verb's movement ends, as it does of few verbs."""
    if preposition in _THERE:
        return verb in _LAND
    return preposition == "for" and verb in _BOUND


def _phrases(act: Token, clause: Token) -> Iterator[tuple[str, Token]]:
    """Yield prepositions with their nouns: of the verb, of what it moves, and of one another."""
    heads = {head.i: head for head in (act, clause)}
    for head in list(heads.values()):
        heads |= {noun.i: noun for noun in dependants(head, "dobj", "nsubjpass")}
    for head in heads.values():
        yield from _out_of(head)
        for preposition, noun in complements(head):
            yield preposition, noun
            # "From Gaziantep to Jarabulus": the parser may hang the second on the first.
            yield from complements(noun)


def _out_of(head: Token) -> Iterator[tuple[str, Token]]:
    """Yield what somebody or something is moved out of ("moved tanks out of Homs to Hama")."""
    for word in dependants(head, "prep", "prt", "advmod"):
        for inner in dependants(word, "prep") if word.lower_ == "out" else ():
            if inner.lower_ == "of":
                for noun in dependants(inner, "pobj"):
                    yield "out of", noun
        # "Away from Homs", "back to Hama": the parser may hang the phrase on the adverb.
        if word.dep_ != "prep":
            yield from complements(word)
