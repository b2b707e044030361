"""Which act of a sentence led to what another verb of it tells: the dead, the damage, the gain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.events.grammar import ancestors, complements, dependants, is_passive, is_perfect
from geo.events.lexicon import EventLexicon
from geo.events.sameness import FIGHTING, OUTCOMES, actors_of, places_differ
from geo.events.valency import objects
from geo.model import ActorType, Role

if TYPE_CHECKING:
    from geo.events.drafts import Draft
    from geo.events.predicates import Act

__all__ = ["doers_differ", "find_cause", "is_interception", "take_sides"]

# "Three died in a raid".
_MEANS = frozenset({"by", "during", "from", "in"})
_DYING = frozenset({"die", "hurt", "injure", "kill", "perish", "wound"})
# "Intercepted and sank": a verb, "and", a verb.
_PAIR_TOKENS = 2
# The two steps of one act are told within this many words.
_STEP_TOKENS = 60


def find_cause(draft: Draft, near: Sequence[Draft]) -> Draft | None:
    """Return the act that led to what a draft tells; `None` where it is an act of its own.

    Parameters
    ----------
    draft
        An act.
    near
        The acts told around it.
    """
    causes = [other for other in near if _is_cause(other, draft)]
    # "The attack in which 19 soldiers were killed", whatever was done before it.
    governing = [one for one in _governing(draft, causes) if one.act.is_noun] or causes
    return governing[0] if governing else None


def take_sides(fight: Draft, killing: Draft) -> None:
    """Let who was fought against be the source where the other side was killed.

    "Died in a clash with marines": by the marines.
    """
    noun = fight.act.token
    clashed = noun.dep_ == "pobj" and fight.act.predicate.frame.get("among") == "source"
    against = [foe for link, foe in complements(noun) if link in {"against", "with"}]
    if not (clashed and against and is_passive(killing.act.token)) or killing.act.is_noun:
        return
    foes = {foe.idx for foe in against}
    found = []
    for participant in fight.participants:
        span = participant.mention.span
        is_foe = any(span.start <= at < span.end for at in foes)
        found += [replace(participant, role=Role.SOURCE) if is_foe else participant]
    sources = {p.mention.actor.actor_id for p in found}
    found += [
        p
        for p in killing.participants
        if p.role is Role.TARGET and p.mention.actor.actor_id not in sources
    ]
    fight.participants = tuple(sorted(found, key=lambda p: p.role is not Role.SOURCE))


def _governing(draft: Draft, others: Sequence[Draft]) -> list[Draft]:
    """Return the acts that another is told under, the nearest first."""
    by_token = {other.act.token.i: other for other in others}
    above = (head.i for _, head in ancestors(draft.act.token, limit=_STEP_TOKENS))
    return [by_token[token] for token in above if token in by_token]


def _is_cause(cause: Draft, outcome: Draft) -> bool:
    if cause is outcome or cause.number != outcome.number:
        return False
    within = cause.act.token.is_ancestor(outcome.act.token)
    if cause.background and not outcome.background and not within:
        return False  # "Three who had raided a post last month were killed"
    if {cause.act.predicate.event_type, outcome.act.predicate.event_type} != {"ASSAULT"}:
        return False
    if _is_of_another(cause, outcome) or is_interception(cause.act):
        # "Two were hurt after guns intercepted the rockets": whoever fired those hurt them.
        return False
    return _is_won(cause, outcome) or _is_outcome_of(cause, outcome)


def is_interception(act: Act) -> bool:
    """Return whether an act brings down what others fired ("intercepted most of the rockets").

    A patrol that intercepts a boat may harm who is in it.
    """
    classes = EventLexicon.open().classes
    things = [] if act.is_noun else objects(act.token)
    things += [noun for word in things for link, noun in complements(word) if link == "of"]
    return act.token.lemma_ == "intercept" and any(
        "weapon" in classes.get(thing.lemma_.lower(), ()) for thing in things
    )


def _is_of_another(cause: Draft, outcome: Draft) -> bool:
    """Return whether a noun is what others died of: "two were shot, and three died in a raid"."""
    noun, link = cause.act.token, cause.act.token.head
    verb = link.head
    within = cause.act.is_noun and noun.dep_ == "pobj" and link.lower_ in _MEANS
    return (
        within
        and verb.lemma_ in _DYING
        and verb.dep_ == "conj"
        and bool(dependants(verb, "nsubj", "nsubjpass"))
        and outcome.act.token.i < verb.left_edge.i
    )


def _is_outcome_of(cause: Draft, outcome: Draft) -> bool:
    """Return whether a verb of killing or damage tells what an act led to."""
    if _is_step(cause, outcome):
        return True
    if outcome.act.token.lemma_.lower() not in OUTCOMES or doers_differ(cause, outcome):
        return False
    apart = (
        *(_is_record, _is_of_others, _came_before),
        *(_is_beside_fight, _is_answered, _is_told_after),
    )
    if any(holds(cause, outcome) for holds in apart):
        return False
    if cause.act.token.lemma_.lower() in OUTCOMES:
        return cause.act.token.i < outcome.act.token.i
    return True


def _is_step(cause: Draft, step: Draft) -> bool:
    """Return whether a verb tells the next step of one act, done by the same to the same.

    "Intercepted and sank three boats", "stormed a market, shooting dead 21 traders".
    """
    verb, first = step.act.token, cause.act.token
    if step.act.is_noun or verb.head.i != first.i or dependants(verb, "nsubj", "nsubjpass"):
        return False
    if step.place is not None and cause.place is not None and places_differ(cause, step):
        return False
    if verb.dep_ == "advcl":
        # The parser hangs "dead" on whom "shooting dead 21 traders" is done to.
        around = [*verb.children, *(w for noun in dependants(verb, "dobj") for w in noun.children)]
        return verb.tag_ == "VBG" and any(w.lower_ in {"dead", "to"} for w in around)
    paired = verb.dep_ == "conj" and verb.i - first.i == _PAIR_TOKENS
    return paired and not dependants(first, "dobj")


def _is_of_others(taken: Draft, killed: Draft) -> bool:
    """Return whether some were carried off and others killed ("two were killed, six abducted")."""
    verb, other = taken.act.token, killed.act.token
    if taken.act.predicate.mode != "abduct" or taken.act.is_noun or killed.act.is_noun:
        return False
    ends = [dependants(one, "nsubj", "nsubjpass") for one in (verb, other)]
    return is_passive(verb) and is_passive(other) and all(ends)


def _is_record(cause: Draft, outcome: Draft) -> bool:
    """Return whether a clause tells what else its doers did ("X, who killed ten, raided Y")."""
    verb = outcome.act.token
    doer = verb.head
    return (
        verb.dep_ == "relcl"
        and doer.dep_ == "nsubj"
        and doer.head.i == cause.act.token.i
        and is_perfect(verb)
        and bool(actors_of(outcome, Role.SOURCE))
    )


def _is_won(gain: Draft, fight: Draft) -> bool:
    """Return whether ground was gained in a fight: "overran a village after a battle with M"."""
    noun = fight.act.token
    return (
        fight.act.is_noun
        and gain.act.predicate.control is not None
        and noun.dep_ == "pobj"
        and noun.head.lower_ in FIGHTING
        and noun.head.head.i == gain.act.token.i
    )


def _is_answered(cause: Draft, outcome: Draft) -> bool:
    """Return whether those were hit who did the other act, by others who are named.

    "Troops killed eight rebels as the group advanced": two acts. "Eight rebels were killed as
    they attacked" is one.
    """
    if outcome.act.token.tag_ == "VBG":  # "repelled an attack, killing ten of the attackers"
        return False
    doers, harmed = actors_of(outcome, Role.SOURCE), actors_of(outcome, Role.TARGET)
    struck_back = harmed & actors_of(cause, Role.SOURCE) or doers & actors_of(cause, Role.TARGET)
    return bool(doers and struck_back) and not doers & actors_of(cause, Role.SOURCE)


def _is_told_after(cause: Draft, outcome: Draft) -> bool:
    """Return whether an act is told beside an outcome, not as what led to it.

    "The army killed two men on Monday and shelled a village".
    """
    verb = cause.act.token
    return not cause.act.is_noun and verb.dep_ == "conj" and verb.head.i == outcome.act.token.i


def _came_before(cause: Draft, outcome: Draft) -> bool:
    """Return whether somebody killed after a fight: "soldiers shot civilians after clashes".

    Who only was killed after it ("two died after shelling") died of it.
    """
    noun, verb = cause.act.token, outcome.act.token
    after = noun.dep_ == "pobj" and noun.head.lower_ in {"after", "following"}
    active = bool(dependants(verb, "nsubj")) and bool(actors_of(outcome, Role.TARGET))
    return after and noun.head.head.i == verb.i and active and bool(actors_of(outcome, Role.SOURCE))


def _is_beside_fight(fight: Draft, killing: Draft) -> bool:
    """Return whether one side kills bystanders while both fight.

    "Soldiers and rebels clashed as reports came that rebels had killed three herders."
    """
    verb = killing.act.token
    told = not killing.act.is_noun and not is_passive(verb) and dependants(verb, "nsubj")
    return (
        bool(told)
        and verb.dep_ in {"acl", "ccomp"}
        and fight.act.predicate.frame.get("among") == "source"
        and any(
            p.role is Role.TARGET and p.mention.actor.type is ActorType.CIVILIAN
            for p in killing.participants
        )
    )


def doers_differ(one: Draft, two: Draft) -> bool:
    """Return whether two acts are of different people ("killed the men who stormed the town").

    A participle has the doer of its verb, whatever the parser hangs on it ("ambushed, killing").
    """
    if two.act.token.tag_ == "VBG":
        return False
    first, second = actors_of(one, Role.SOURCE), actors_of(two, Role.SOURCE)
    return bool(first and second and not first & second)
