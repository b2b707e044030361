"""Whom an act is directed at by what the text tells around it.

Who condemns an attack accuses the attacker; who takes a town takes it from whom he fights.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.events.grammar import complements, dependants, objects
from geo.model import ActorMention, ActorType, Participant, Role, Status

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geo.events.context import Context
    from geo.events.drafts import Draft

__all__ = ["address_reactions", "find_opponents"]

# What a text tells of last is what the reactions in it are to; further back it is not.
_REACH_SENTENCES = 6
_MEMORY = 40
# A refusal answers a demand of the same sentence or the one before.
_ANSWER_SENTENCES = 1
_DEEDS = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "RETREAT", "SANCTION", "PROTEST"})
_DEFINITE = frozenset({"the", "this", "these"})
_KILLINGS = frozenset({"killing", "massacre", "murder", "slaying"})
_FORCES = frozenset(
    {
        *(ActorType.GOVERNMENT, ActorType.MILITARY, ActorType.MILITIA),
        *(ActorType.REBEL, ActorType.STATE, ActorType.TERRORIST),
    }
)
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
        if _has(draft, Role.TARGET):
            continue
        earlier = drafts[max(0, number - _MEMORY) : number]
        kind = draft.act.predicate.event_type
        if kind == "ACCUSE" and (deed := _deed(draft, context)) is not None:
            own = next((d for d in drafts if d.act.token.i == deed.i), None)
            _aim(draft, own or _deed_before(earlier, draft, deed))
        elif kind == "REJECT":
            _aim(draft, _last(earlier, draft, frozenset({"REQUEST"}), _ANSWER_SENTENCES))


def find_opponents(drafts: Sequence[Draft]) -> None:
    """Give who takes, besieges or loses ground the one party that the text says he fights.

    Nothing is given where the text tells of two such parties, or of none: "captured Mosul" in a
    text of clashes between the group and the army is a loss of the army.
    """
    foes: defaultdict[str, dict[str, ActorMention]] = defaultdict(dict)
    for draft in drafts:
        if draft.act.predicate.event_type != "ASSAULT":
            continue
        sources, targets = (_forces(draft, role) for role in (Role.SOURCE, Role.TARGET))
        for one in sources:
            for other in targets:
                foes[one.actor.actor_id][other.actor.actor_id] = other
                foes[other.actor.actor_id][one.actor.actor_id] = one
    for draft in drafts:
        if draft.act.predicate.control is None or _has(draft, Role.TARGET):
            continue
        found = [foes[mention.actor.actor_id] for mention in _forces(draft, Role.SOURCE)]
        if len(found) == 1 and len(found[0]) == 1:
            (foe,) = found[0].values()
            target = Participant(role=Role.TARGET, mention=replace(foe, implied=True))
            draft.participants += (target,)


def _forces(draft: Draft, role: Role) -> list[ActorMention]:
    mentions = (item.mention for item in draft.participants if item.role is role)
    return [mention for mention in mentions if mention.actor.type in _FORCES]


def _has(draft: Draft, role: Role) -> bool:
    return any(item.role is role for item in draft.participants)


def _deed(draft: Draft, context: Context) -> Token | None:
    """Return the noun of the act that is condemned ("condemned the killings")."""
    if draft.act.is_noun or draft.act.predicate.mode in _SILENT:
        return None
    for word in objects(draft.act.token):
        known = context.lexicon.candidates(word.lemma_.lower(), pos="noun")
        definite = any(child.lower_ in _DEFINITE for child in dependants(word, "det"))
        if known and definite:
            return word
    return None


def _deed_before(earlier: Sequence[Draft], draft: Draft, deed: Token) -> Draft | None:
    """Return the act told before that a noun comes back to; a killing has its dead.

    "The storming of an office by gunmen" says itself who did it, and comes back to nothing.
    """
    if any(preposition == "by" for preposition, _ in complements(deed)):
        return None
    deadly = [other for other in earlier if other.toll.killed or deed.lemma_ not in _KILLINGS]
    return _last(deadly, draft, _DEEDS, _REACH_SENTENCES)


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
