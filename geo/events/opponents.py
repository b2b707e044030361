"""Whom an attacker fights where his act does not say: whom the rest of the text says he fights."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import permutations, product
from typing import TYPE_CHECKING

from geo.events.grammar import complements, dependants
from geo.events.reactions import imply
from geo.events.valency import objects, subjects
from geo.model import ActorMention, ActorType, Control, Participant, Role

if TYPE_CHECKING:
    from geo.events.context import Context
    from geo.events.drafts import Draft

__all__ = ["find_opponents"]

_HOSTILE = frozenset({"ASSAULT", "COERCE"})
_UNNAMED = "text:"
_SOLDIERLY = frozenset({"armed", "holding", "place", "pronoun", "warship", "weapon"})
_PLACES = frozenset({"facility", "place", "pronoun"})
_ONTO = frozenset({"against", "at", "by", "in", "near", "of", "on"})
_BANDS = frozenset({ActorType.REBEL, ActorType.TERRORIST})
_ARMIES = frozenset({ActorType.MILITARY})
_MILITIAS = frozenset({ActorType.MILITIA})
_FORCES = _BANDS | _ARMIES | _MILITIAS | {ActorType.STATE}
_HELD = frozenset({Control.HOLDS, Control.LOSES, Control.TAKES})


def find_opponents(drafts: Sequence[Draft], context: Context) -> None:
    """Give who attacks, takes, besieges or loses ground the party that the text says he fights.

    Nothing is given where the text tells of two such parties equally often, or of none:
    "captured Mosul" in a text of clashes between the group and the army is a loss of the army.
    Who takes a place, or hits weapons, does so from somebody: rebels from the one army, and an
    army from the one band of rebels, that a text knows.

    Parameters
    ----------
    drafts
        The acts of a document in text order.
    context
        Lexicon, actors and places.
    """
    hostile = [draft for draft in drafts if draft.act.predicate.event_type in _HOSTILE]
    known = _known(hostile)
    same = _same(known)
    foes = _foes(hostile, same)
    for draft in drafts:
        if not _is_fought(draft, context):
            continue
        own = [same.get(one, one) for one in _fighters(draft, context)]
        found = {foe for one in own if (foe := _foe(foes[one]))}
        if not found and _is_wrested(draft, context):
            found = {foe for one in own if (foe := _natural(one, known, foes))}
        if len(found) == 1 and not found & {*own}:
            mention = imply(_usual(known[found.pop()], context))
            draft.participants += (Participant(role=Role.TARGET, mention=mention),)


def _fighters(draft: Draft, context: Context) -> list[str]:
    """Return the forces that an act is done by; a state's leaders have its army for theirs."""
    doers = [item.mention.actor for item in draft.participants if item.role is Role.SOURCE]
    leading = [
        f"military:{actor.country_code}"
        for actor in doers
        if actor.country_code and (actor.type is ActorType.STATE or actor.sector == "GOV")
    ]
    forces = [actor for actor in doers if actor.type in _FORCES]
    if _is_forcible(draft, context):
        return [*(actor.actor_id for actor in forces), *leading]
    return [actor.actor_id for actor in forces if actor.type is not ActorType.STATE]


def _is_forcible(draft: Draft, context: Context) -> bool:
    """Return whether an act is of force, or threatens some ("vowed to retake the town")."""
    act = draft.act
    if act.predicate.event_type != "THREATEN":
        return True
    clauses = dependants(act.token, "xcomp", "ccomp")
    freed = [word for clause in clauses if clause.lemma_ == "free" for word in objects(clause)]
    return any("place" in context.classes(word) for word in freed) or any(
        known.control in _HELD
        for clause in clauses
        for known in context.lexicon.candidates(clause.lemma_.lower(), pos="verb")
    )


def _usual(mention: ActorMention, context: Context) -> ActorMention:
    """Return the mention whose words a text uses most for an actor, the first of those."""
    named = [
        item
        for item in context.mentions
        if item.actor.actor_id == mention.actor.actor_id and not item.implied
    ]
    counts = Counter(item.surface for item in named)
    return max(named, key=lambda item: counts[item.surface], default=mention)


def _known(hostile: Iterable[Draft]) -> dict[str, ActorMention]:
    """Return the first mention of each force that acts or is acted on in hostile acts."""
    known: dict[str, ActorMention] = {}
    for draft in hostile:
        for role in (Role.SOURCE, Role.TARGET):
            for mention in _forces(draft, role):
                known.setdefault(mention.actor.actor_id, mention)
    return known


def _same(known: dict[str, ActorMention]) -> Mapping[str, str]:
    """Take "militants" for the one band that a text names; return who is taken for whom.

    The mentions of those are left out of the known ones.
    """
    bands = [one for one, mention in known.items() if mention.actor.type in _BANDS]
    named = [one for one in bands if not one.startswith(_UNNAMED)]
    if len(named) != 1:
        return {}
    same = {one: named[0] for one in bands if one not in named}
    for one in same:
        del known[one]
    return same


def _foes(hostile: Iterable[Draft], same: Mapping[str, str]) -> defaultdict[str, Counter[str]]:
    """Return how often a text says that each force fights each other."""
    foes: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def meet(one: ActorMention, other: ActorMention) -> None:
        first, second = one.actor.actor_id, other.actor.actor_id
        foes[same.get(first, first)][same.get(second, second)] += 1

    for draft in hostile:
        sources, targets = (_forces(draft, role) for role in (Role.SOURCE, Role.TARGET))
        for one, other in product(sources, targets):
            meet(one, other)
            meet(other, one)
        # "The army and the rebels fought over the bridge."
        if not targets and draft.act.predicate.event_type == "ASSAULT":
            for one, other in permutations(sources, 2):
                if (one.actor.type in _BANDS) != (other.actor.type in _BANDS):
                    meet(one, other)
    return foes


def _foe(counts: Counter[str]) -> str | None:
    """Return whom somebody fights more often than anybody else."""
    ranked = counts.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _natural(
    one: str, known: Mapping[str, ActorMention], foes: Mapping[str, Counter[str]]
) -> str | None:
    """Return the one army, or band, that somebody of whom no fight is told must be fighting."""
    if one not in known or foes.get(one) or known[one].actor.type not in _BANDS | _ARMIES:
        return None
    kind = known[one].actor.type
    for wanted in (_BANDS, _MILITIAS) if kind in _ARMIES else (_ARMIES,):
        others = [other for other, mention in known.items() if mention.actor.type in wanted]
        if others:
            return others[0] if len(others) == 1 else None
    return None


def _is_wrested(draft: Draft, context: Context) -> bool:
    """Return whether an act takes a place, hits weapons, or is an attack on nothing named."""
    act = draft.act
    if act.is_noun:
        return not any(link in _ONTO for link, _ in complements(act.token))
    hit = objects(act.token)
    if act.predicate.control in _HELD:
        # "The camp fell to the rebels."
        fallen = act.predicate.frame.get("subject") == "none"
        lost = subjects(act.token, context.lexicon) if fallen else hit
        return any(context.classes(word) & _PLACES or word.lemma_ == "control" for word in lost)
    return any("weapon" in context.classes(word) for word in hit)


def _is_fought(draft: Draft, context: Context) -> bool:
    """Return whether an act is one against an enemy, whoever he is; whose a mill is is unsaid."""
    act = draft.act
    if any(item.role is Role.TARGET for item in draft.participants):
        return False
    if act.predicate.control is not None or act.predicate.event_type == "THREATEN":
        return act.predicate.event_type != "RETREAT"
    hit = [] if act.is_noun else objects(act.token)
    ours = [word for word in hit if context.classes(word) & _SOLDIERLY]
    return act.predicate.event_type == "ASSAULT" and (not hit or bool(ours))


def _forces(draft: Draft, role: Role) -> list[ActorMention]:
    mentions = (item.mention for item in draft.participants if item.role is role)
    return [mention for mention in mentions if mention.actor.type in _FORCES]
