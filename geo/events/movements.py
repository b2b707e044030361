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

_ORIGINS = frozenset({"from"})
_DESTINATIONS = frozenset({"to", "into", "onto", "toward", "towards"})

# What these verbs are done to is where the movement leads, or where it starts.
_ARRIVE = frozenset({"enter", "reach", "visit"})
_LEAVE = frozenset({"abandon", "evacuate", "leave", "quit", "vacate"})


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
    if act.predicate.event_type not in _MOVING:
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
    for preposition, noun in _phrases(act.token, clause):
        if preposition in _ORIGINS:
            yield "origin", noun
        elif preposition in _DESTINATIONS:
            yield "destination", noun
    lemma = act.token.lemma_.lower()
    for noun in dependants(act.token, "dobj", "nsubjpass"):
        if lemma in _ARRIVE:
            yield "destination", noun
        elif lemma in _LEAVE:
            yield "origin", noun


def _phrases(act: Token, clause: Token) -> Iterator[tuple[str, Token]]:
    """Yield prepositions with their nouns: of the verb, of what it moves, and of one another."""
    heads = {head.i: head for head in (act, clause)}
    for head in list(heads.values()):
        heads |= {noun.i: noun for noun in dependants(head, "dobj", "nsubjpass")}
    for head in heads.values():
        for preposition, noun in complements(head):
            yield preposition, noun
            # "From Gaziantep to Jarabulus": the parser may hang the second on the first.
            yield from complements(noun)
