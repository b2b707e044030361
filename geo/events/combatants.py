"""Who fought, where a fight is told by its dead: who fell in it with arms was on one side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from geo.events.figures import find_victims
from geo.events.grammar import coordinated, dependants
from geo.model import Actor, ActorType, Participant, Role, Status

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence
    from spacy.tokens import Token

    from geo.events.context import Context
    from geo.events.drafts import Draft
    from geo.model import ActorMention

__all__ = ["find_combatants"]

_BANDS = frozenset({ActorType.MILITIA, ActorType.REBEL, ActorType.TERRORIST})
_TROOPS = frozenset({"COP", "MIL", "SPY"})


def find_combatants(
    drafts: Sequence[Draft], sentences: Sequence[Sentence], context: Context
) -> None:
    """Give fights that name no side those with arms whose dead their own sentence tells.

    "Four rebels and two policemen died in a shootout": one side is the source, as it is where a
    text names both; "nine rebels were killed in fighting": by whom is not told. Civilians who
    are killed in a fight are of no side.

    Parameters
    ----------
    drafts
        The acts of a document in text order.
    sentences
        Its sentences.
    context
        Lexicon, actors and places.
    """
    for draft in drafts:
        fought = draft.act.predicate.frame.get("among") == "source"
        if not fought or draft.participants or draft.reading.status is not Status.ACTUAL:
            continue
        fallen = _fallen(sentences[draft.number], context)
        sides = list(dict.fromkeys(_side(mention.actor) for mention in fallen))
        first = sides[0] if len(sides) > 1 else None
        draft.participants = tuple(
            Participant(
                role=Role.SOURCE if _side(mention.actor) == first else Role.TARGET,
                mention=mention,
            )
            for mention in sorted(fallen, key=lambda one: _side(one.actor) != first)
        )


def _fallen(sentence: Sentence, context: Context) -> list[ActorMention]:
    """Return those with arms who were killed or injured in a sentence, each once."""
    found: dict[str, ActorMention] = {}
    for victim in (*find_victims(sentence), *_left_dead(sentence)):
        for mention in context.mentions_at(victim)[:1]:
            if _side(mention.actor):
                found.setdefault(mention.actor.actor_id, mention)
    return list(found.values())


def _left_dead(sentence: Sentence) -> list[Token]:
    """Return the heads of "left nine rebels dead", which the parser ties in either way."""
    return [
        noun
        for word in sentence
        if word.lemma_ in {"dead", "wounded"} and word.head.lemma_ == "leave"
        for first in (*dependants(word, "nsubj"), *dependants(word.head, "dobj"))
        for noun in coordinated(first)
    ]


def _side(actor: Actor) -> str:
    """Return whether somebody fights for a state or against one; nothing where he bears no arms."""
    if actor.type in _BANDS:
        return "band"
    return "force" if actor.type is ActorType.MILITARY or actor.sector in _TROOPS else ""
