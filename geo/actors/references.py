"""Words that point back: pronouns, "the two sides", "both countries"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from geo.actors.context import Context, Found
from geo.model import Actor, ActorType

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["refer"]

_PAIR = frozenset({"side", "party", "country", "nation", "state", "team", "power", "government"})
_PAIR_MARKS = frozenset({"two", "both", "either"})
_STATES_ONLY = frozenset({"country", "nation", "state", "power", "government"})

_HE = frozenset({"he", "she", "him", "his", "her", "hers"})
_IT = frozenset({"it", "its"})
_THEY = frozenset({"they", "them", "their", "theirs"})

# How many sentences back a pronoun, and a pair, may look.
_PRONOUN_REACH = 1
_PAIR_REACH = 12

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})

_PEOPLE = frozenset({ActorType.CIVILIAN, ActorType.UNKNOWN})
_SINGULAR = frozenset({"NN", "NNP", "JJ"})


def refer(context: Context, token: Token, history: Sequence[Found]) -> tuple[Found, ...]:
    """Return the actors that a token points back to, with its own span; empty where unclear.

    Parameters
    ----------
    context
        The document.
    token
        A pronoun, or the head of a phrase such as "the two sides".
    history
        What was found before it, in order.
    """
    word = token.lower_
    if word in _HE:
        return _one(token, _pick(context, token, history, _is_person))
    if word in _IT:
        return _one(token, _pick(context, token, history, _is_body))
    if word in _THEY:
        return _one(token, _pick(context, token, history, _is_many))
    if token.lemma_.lower() in _PAIR:
        return _pair(context, token, history)
    return ()


def _one(token: Token, found: Found | None) -> tuple[Found, ...]:
    if found is None:
        return ()
    return (
        Found(
            start=token.i,
            end=token.i + 1,
            head=token.i,
            actor=found.actor,
            implied=True,
            kind="pronoun",
        ),
    )


def _pick(context: Context, token: Token, history: Sequence[Found], fits: object) -> Found | None:
    """Return the nearest fitting subject, this sentence first, then the one before."""
    here = context.sentence_of[token.i]
    recent = [
        item
        for item in reversed(history)
        if here - context.sentence_of.get(item.head, -9) <= _PRONOUN_REACH
        and item.kind != "attribute"
    ]
    fitting = [item for item in recent if callable(fits) and fits(context, item)]
    subjects = [item for item in fitting if _is_subject(context, item)]
    if subjects:
        return subjects[0]
    ids = {item.actor.actor_id for item in fitting}
    return fitting[0] if len(ids) == 1 else None


def _is_subject(context: Context, item: Found) -> bool:
    return context.doc[item.head].dep_ in _SUBJECTS


def _is_person(context: Context, item: Found) -> bool:
    if item.actor.type is ActorType.PERSON:
        return True
    return item.kind == "phrase" and context.doc[item.head].tag_ == "NN" and bool(item.noun)


def _is_body(context: Context, item: Found) -> bool:
    actor = item.actor
    singular = context.doc[item.head].tag_ in _SINGULAR or item.kind in {"state", "pronoun"}
    return singular and actor.type is not ActorType.PERSON and actor.type not in _PEOPLE


def _is_many(context: Context, item: Found) -> bool:
    return context.doc[item.head].tag_ in {"NNS", "NNPS"} or context.doc[item.head].lower_ in _THEY


def _pair(context: Context, token: Token, history: Sequence[Found]) -> tuple[Found, ...]:
    """Return the two actors that "the two sides" or "both countries" mean."""
    marks = [child for child in token.children if child.lower_ in _PAIR_MARKS]
    if not marks:
        return ()
    states_only = token.lemma_.lower() in _STATES_ONLY
    pair = _last_pair(context, token, history, states_only=states_only)
    start = min(child.i for child in marks)
    return tuple(
        Found(
            start=start,
            end=token.i + 1,
            head=token.i,
            actor=actor,
            implied=True,
            kind="pair",
        )
        for actor in pair
    )


def _last_pair(
    context: Context, token: Token, history: Sequence[Found], *, states_only: bool
) -> tuple[Actor, ...]:
    """Return the last two actors that were joined by "and", else the last two distinct ones."""
    here = context.sentence_of[token.i]
    recent = [
        item
        for item in history
        if here - context.sentence_of.get(item.head, -99) <= _PAIR_REACH
        and item.actor.type not in {ActorType.CIVILIAN, ActorType.MEDIA, ActorType.NGO}
    ]
    for first, second in reversed(list(pairwise(recent))):
        if _are_joined(context, first, second):
            pair = _distinct(context, (second, first), states_only=states_only)
            if len(pair) == 2:  # noqa: PLR2004
                return tuple(reversed(pair))
    pair = _distinct(context, reversed(recent), states_only=states_only)
    return tuple(reversed(pair)) if len(pair) == 2 else ()  # noqa: PLR2004


def _are_joined(context: Context, first: Found, second: Found) -> bool:
    between = context.doc[first.end : second.start]
    return len(between) <= 3 and any(token.lower_ in {"and", "with"} for token in between)  # noqa: PLR2004


def _distinct(
    context: Context, items: Iterator[Found] | Sequence[Found], *, states_only: bool
) -> list[Actor]:
    pair: list[Actor] = []
    for item in items:
        actor = context.lexicon.principal(item.actor, on=context.published)
        if states_only and actor.type is not ActorType.STATE:
            continue
        if actor not in pair:
            pair.append(actor)
        if len(pair) == 2:  # noqa: PLR2004
            break
    return pair
