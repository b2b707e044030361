"""Whom a reaction is directed at: who condemns an attack accuses the attacker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.events.grammar import dependants, objects
from geo.model import Participant, Role, Status

if TYPE_CHECKING:
    from geo.events.coding import Draft
    from geo.events.context import Context

__all__ = ["address_reactions"]

# What a text tells of last is what the reactions in it are to; further back it is not.
_REACH_SENTENCES = 6
_MEMORY = 40
# A refusal answers a demand of the same sentence or the one before.
_ANSWER_SENTENCES = 1
_DEEDS = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "RETREAT", "SANCTION", "PROTEST"})
_SILENT = frozenset({"investigate"})


def address_reactions(drafts: Sequence[Draft], context: Context) -> None:
    """Give reactions without a target the doer of what they are to.

    Parameters
    ----------
    drafts
        The acts of a document in text order; those that react are completed.
    context
        Lexicon, actors and places.
    """
    for number, draft in enumerate(drafts):
        if any(p.role is Role.TARGET for p in draft.participants):
            continue
        earlier = drafts[max(0, number - _MEMORY) : number]
        kind = draft.act.predicate.event_type
        if kind == "ACCUSE" and _names_a_deed(draft, context):
            _aim(draft, _last(earlier, draft, _DEEDS, _REACH_SENTENCES))
        elif kind == "REJECT":
            _aim(draft, _last(earlier, draft, frozenset({"REQUEST"}), _ANSWER_SENTENCES))


def _names_a_deed(draft: Draft, context: Context) -> bool:
    """Return whether what is condemned is an act told before ("condemned the killings")."""
    if draft.act.is_noun or draft.act.predicate.mode in _SILENT:
        return False
    return any(
        context.lexicon.candidates(word.lemma_.lower(), pos="noun")
        and any(child.lower_ in {"the", "this", "these"} for child in dependants(word, "det"))
        for word in objects(draft.act.token)
    )


def _last(
    earlier: Sequence[Draft], draft: Draft, kinds: frozenset[str], reach: int
) -> Draft | None:
    """Return the last act of the kinds, near before, that somebody else did."""
    own = _sources(draft)
    for other in reversed(earlier):
        if draft.number - other.number > reach:
            return None
        if (
            other.act.predicate.event_type in kinds
            and other.reading.status is Status.ACTUAL
            and not other.background
            and _sources(other)
        ):
            return None if own & _sources(other) else other
    return None


def _sources(draft: Draft) -> set[str]:
    return {p.mention.actor.actor_id for p in draft.participants if p.role is Role.SOURCE}


def _aim(draft: Draft, at: Draft | None) -> None:
    """Make the doers of an act the targets of a reaction to it; the words do not name them."""
    if at is None:
        return
    draft.participants += tuple(
        Participant(role=Role.TARGET, mention=replace(p.mention, implied=True))
        for p in at.participants
        if p.role is Role.SOURCE
    )
