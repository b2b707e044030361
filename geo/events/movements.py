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

__all__ = ["find_ends", "find_movement", "find_onward", "known_ends"]

# Acts that move people or things: troops, aid, envoys, the expelled.
_MOVING = frozenset({"AID", "COERCE", "CONSULT", "MOBILIZE", "RETREAT"})

# Verbs of moving, whatever act they tell of ("advanced from Misrata towards Sirte").
_MOTION = frozenset({"advance", "cross", "march", "push", "roll", "sweep"})
_ORIGINS = frozenset({"from", "out of"})
_DESTINATIONS = frozenset({"to", "into", "onto", "toward", "towards"})

# By these a movement goes on, by itself or by others.
_ON = frozenset(
    {"advance", "bus", "continue", "cross", "drive", "escort", "ferry", "flee", "fly", "go",
     "head", "march", "move", "proceed", "push", "retreat", "sail", "take", "transport", "travel",
     "walk", "withdraw"}
)  # fmt: skip

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
    origin, destination = known_ends(act.token, clause, context)
    # "Withdrew from Homs and were bused to Hama", "landed in Gao and moved north to Kidal".
    if origin is not None and destination is None:
        ends = [known_ends(verb, verb, context) for verb in find_onward(act.token)]
        destination = next((end for _, end in ends if end is not None), None)
    if origin is None and destination is not None and (before := _before(act.token)) is not None:
        _, origin = known_ends(before, before, context)
    return origin, destination


def find_onward(verb: Token) -> Iterator[Token]:
    """Yield the verbs by which those who moved go on, or are moved on."""
    for word in dependants(verb, "conj"):
        own = dependants(word, "nsubj", "nsubjpass")
        if word.lemma_.lower() in _ON and not own:
            yield word


def _before(verb: Token) -> Token | None:
    """Return the verb of the movement that a verb goes on from, of the same people."""
    own = dependants(verb, "nsubj", "nsubjpass")
    joined = verb.dep_ == "conj" and verb.head.pos_ == "VERB" and not own
    return verb.head if joined and verb.lemma_.lower() in _ON else None


def known_ends(
    verb: Token, clause: Token, context: Context
) -> tuple[Resolution | None, Resolution | None]:
    """Return the known places that a verb's own words name as the ends of its movement."""
    ends: dict[str, Resolution] = {}
    for side, noun in find_ends(verb, clause):
        place = context.place_at(noun)
        if place is not None and place.entry is not None:
            ends.setdefault(side, place)
    return ends.get("origin"), ends.get("destination")


def find_ends(act: Token, clause: Token) -> Iterator[tuple[str, Token]]:
    """Yield nouns with the end of the movement that each may be: `origin` or `destination`.

    Parameters
    ----------
    act
        The word that tells of a movement.
    clause
        The verb of its clause.
    """
    lemma = act.lemma_.lower()
    for preposition, noun in _phrases(act, clause):
        if preposition in _ORIGINS:
            yield "origin", noun
        elif preposition in _DESTINATIONS or _leads(lemma, preposition):
            yield "destination", noun
    for noun in dependants(act, "dobj", "nsubjpass"):
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
    for word in dependants(head, "prep", "prt", "advmod", "npadvmod"):
        for inner in dependants(word, "prep") if word.lower_ == "out" else ():
            if inner.lower_ == "of":
                for noun in dependants(inner, "pobj"):
                    yield "out of", noun
        # "Away from Homs", "back to Hama": the parser may hang the phrase on the adverb.
        if word.dep_ != "prep":
            yield from complements(word)
