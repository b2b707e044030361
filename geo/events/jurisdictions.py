"""Where an act was that only the governor of the place tells of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.events.grammar import ancestors, complements, dependants
from geo.events.places import place_of
from geo.model import Geoprecision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from geo.events.context import Context
    from geo.events.drafts import Draft
    from geo.model import EventPlace

__all__ = ["find_jurisdiction"]

# Who holds one of these answers for a place, and speaks of what happens there.
_OFFICES = frozenset({"administrator", "commissioner", "governor", "mayor", "prefect", "sheriff"})
_SITED = frozenset({"ASSAULT", "COERCE", "PROTEST"})


def find_jurisdiction(draft: Draft, context: Context) -> EventPlace | None:
    """Return the place whose governor or mayor is the one who tells of an act.

    "Borno Governor Zulum said gunmen had shot six farmers"; only where nothing else is named.

    Parameters
    ----------
    draft
        An act without a place of its own.
    context
        Lexicon, actors and places.
    """
    if draft.act.predicate.event_type not in _SITED:
        return None
    for speaker in _speakers(draft, context):
        own = {word.idx for word in _named_with(speaker)}
        others = [i for i in context.literal_in(draft.sentence) if i.toponym.span.start not in own]
        for item in context.named_in(draft.sentence):
            place = place_of(item) if item.toponym.span.start in own and not others else None
            if place is not None:
                return replace(
                    place,
                    geoprecision=max(place.geoprecision, Geoprecision.NEAR),
                    reason=f"told by the {speaker.lower_} of {item.toponym.surface}",
                    inferred=True,
                )
    return None


def _speakers(draft: Draft, context: Context) -> Iterator[Token]:
    """Yield the holders of an office who say what a clause tells."""
    for child, verb in ancestors(draft.reading.clause, limit=4):
        speech = context.lexicon.is_operator(verb.lemma_.lower(), pos="verb", kind="speech")
        if speech and child.dep_ == "ccomp":
            for subject in dependants(verb, "nsubj"):
                titles = (subject, *dependants(subject, "appos", "compound", "nmod"))
                yield from (word for word in titles if word.lemma_.lower() in _OFFICES)


def _named_with(office: Token) -> Iterator[Token]:
    """Yield the words that may name what an office is of ("the mayor of Gao", "Gao mayor Diallo").

    The parser may hang both the place and the title on the person's name.
    """
    for noun in (office, office.head):
        yield from dependants(noun, "amod", "compound", "nmod", "poss")
        yield from (word for link, word in complements(noun) if link == "of")
