"""The later legs of a movement: "landed in Bangui and moved north to Bossangoa"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.events.movements import find_movement, find_onward, known_ends
from geo.events.places import place_of
from geo.model import Resolution, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geo.events.context import Context
    from geo.events.drafts import Draft

__all__ = ["add_legs"]


def add_legs(drafts: Sequence[Draft], context: Context) -> list[Draft]:
    """Return the acts, and one more for where a movement is told to have gone on to.

    "Troops landed in Bangui and moved north to Bossangoa": the verb of the second leg tells it.

    Parameters
    ----------
    drafts
        One draft for each act, in text order.
    context
        Lexicon, actors and places.
    """
    found: list[Draft] = []
    known = {draft.act.token.i for draft in drafts}
    for draft in drafts:
        found.append(draft)
        if draft.act.is_noun or draft.act.predicate.event_type not in {"MOBILIZE", "RETREAT"}:
            continue
        _, reached = find_movement(draft.act, draft.reading.clause, context)
        for verb in find_onward(draft.act.token) if reached is not None else ():
            _, destination = known_ends(verb, verb, context)
            if verb.i not in known and destination not in {None, reached}:
                found.append(_leg(draft, verb, destination))
    return found


def _leg(draft: Draft, verb: Token, destination: Resolution | None) -> Draft:
    span = Span(start=verb.idx, end=verb.idx + len(verb))
    reason = "where the movement went on to"
    return replace(
        draft,
        act=replace(draft.act, token=verb, span=span, words=()),
        trigger=span,
        reading=replace(draft.reading, clause=verb),
        place=None if destination is None else place_of(destination, reason=reason),
        place_words=None,
        lemmas={verb.lemma_.lower()},
    )
