"""One event for each act of a document, however often it is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from geo.events.figures import Toll, find_named_toll, find_victims
from geo.events.grammar import ancestors, dependants, is_passive, is_perfect, text_of
from geo.events.outcomes import doers_differ, find_cause, take_sides
from geo.events.places import lies_in
from geo.events.sameness import (
    actors_of,
    are_of_one_place,
    can_come_back,
    comes_back,
    dates_meet,
    is_before,
    is_definite,
    is_of_others,
    is_outcome,
    is_singled_out,
    is_sited_apart,
    places_differ,
    roles_differ,
    shared_doers,
    was_hit,
)
from geo.model import Geoprecision, Role, Status

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geo.events.drafts import Draft
    from geo.events.items import Items

__all__ = ["merge_drafts"]

# A denial answers what was told at most this many sentences before.
_DENIAL_REACH = 2
# Who says these of thousands counts the dead of a war, not of an act.
_BOASTS = frozenset({"boast", "claim", "profess"})
_VAST = frozenset({"hundreds", "thousand", "thousands"})
# How many acts back a text may come back to one; bounds the time on very long texts.
_MEMORY = 200
_ATTACKERS = frozenset({"assailant", "attacker", "gunman", "raider"})
# The two steps of one act are told within this many words.
_STEP_TOKENS = 60
# Letters that words of one stem share.
_STEM = 5
# A sentence of more acts than this is a list.
_NEIGHBOURS = 20
# What an act led to is told within this many sentences of its paragraph.
_RETOLD_REACH = 3


def merge_drafts(drafts: Sequence[Draft], items: Items) -> list[Draft]:
    """Return one draft for each act, its roles, place, date and figures completed.

    Parameters
    ----------
    drafts
        The acts told, in text order.
    items
        The items of the document, if it is news in brief: no act of one is an act of another.
    """
    _part_tolls(drafts)
    _own_tolls(drafts)
    kept: list[Draft] = []
    for draft in _without_outcomes(drafts):
        if _is_empty_denial(draft) or _is_boast(draft):
            continue
        near = items.beside(draft, kept[-_MEMORY:])
        doubted = next((k for k in reversed(near) if _is_contradicted(k, draft)), None)
        if doubted is not None:
            if _denies_act(draft):
                doubted.reading = replace(doubted.reading, status=Status.DENIED)
            continue
        earlier = _best_match(near, draft)
        if earlier is None:
            kept.append(draft)
        else:
            _complete(earlier, draft)
    return kept


def _part_tolls(drafts: Sequence[Draft]) -> None:
    """Leave the dead and the place of an earlier act to it.

    "Raided camps days after the attack on a base in which 19 soldiers were killed."
    """
    for number, before in enumerate(drafts):
        for draft in drafts[max(0, number - _NEIGHBOURS) : number]:
            if not is_before(before, draft):
                continue
            words = list(before.act.token.subtree)
            start, end = words[0].idx, words[-1].idx + len(words[-1])
            victims = find_victims(draft.sentence)
            if victims and all(start <= victim.idx < end for victim in victims):
                draft.toll = Toll(killed=None, injured=None)
            place = draft.place.resolution.toponym.span if draft.place else None
            if place is not None and start <= place.start < end:
                draft.place = None


def _own_tolls(drafts: Sequence[Draft]) -> None:
    """Leave the dead of a sentence to the act that tells of them.

    "Killed five policemen on their way to the shooting of an elder": the five are not of the
    shooting. What brought them about takes them over from its outcome.
    """
    for _, group in groupby(drafts, key=attrgetter("number")):
        told = [draft for draft in group if draft.toll.killed or draft.toll.injured]
        victims = find_victims(told[0].sentence) if len(told) > 1 else []
        holders = _holders(told, victims)
        for draft in told:
            own = draft in holders or find_named_toll(draft.act.token) is not None
            if holders and not own and draft.act.predicate.event_type == "ASSAULT":
                draft.toll = Toll(killed=None, injured=None)


def _holders(drafts: Sequence[Draft], victims: Sequence[Token]) -> list[Draft]:
    """Return the acts that those harmed are told of under, each under the nearest."""
    acts = {draft.act.token.i for draft in drafts}
    heads: defaultdict[int, list[Draft]] = defaultdict(list)
    for draft in drafts:
        token, clause = draft.act.token, draft.reading.clause
        carriers = {clause.i, token.head.i if token.dep_ == "nsubj" else clause.i} - acts
        for head in {token.i} | carriers:
            heads[head].append(draft)
    nearest = (
        next((head.i for _, head in ancestors(victim, limit=_STEP_TOKENS) if head.i in heads), -1)
        for victim in victims
    )
    return [draft for head in nearest for draft in heads[head]]


def _best_match(kept: Sequence[Draft], draft: Draft) -> Draft | None:
    """Return the act told before that a mention comes back to: by its word, else the last."""
    matches = [(number, other) for number, other in enumerate(kept) if _is_same(other, draft)]
    if not matches:
        return None
    return max(matches, key=lambda match: (_share_stem(match[1], draft), match[0]))[1]


def _share_stem(one: Draft, two: Draft) -> bool:
    """Return whether two acts are told by words of one stem ("exploded", "the explosion")."""
    stems = {lemma[:_STEM] for lemma in one.lemmas}
    return any(lemma[:_STEM] in stems for lemma in two.lemmas)


def _without_outcomes(drafts: Sequence[Draft]) -> list[Draft]:
    """Drop "killing two" beside the strike that killed them, keeping what it adds.

    The first of the words that tell of it is the trigger ("were killed in a raid").
    """
    found = []
    for number, draft in enumerate(drafts):
        near = drafts[max(0, number - _NEIGHBOURS) : number + _NEIGHBOURS]
        cause = find_cause(draft, near)
        if cause is None:
            found.append(draft)
        else:
            _complete(cause, draft)
            take_sides(cause, draft)
            cause.trigger = min(cause.trigger, draft.trigger)
    return found


def _is_same(earlier: Draft, later: Draft) -> bool:
    """Return whether a later mention is of the act told earlier."""
    agree = (
        earlier.act.predicate.event_type == later.act.predicate.event_type
        and earlier.reading.status is later.reading.status
        and earlier.background == later.background
        and dates_meet(earlier, later)
        and not is_before(later, earlier)
        and can_come_back(earlier, later)
        and (not places_differ(earlier, later) or (comes_back(later) and is_sited_apart(later)))
        and not roles_differ(
            earlier, later, outcome=is_outcome(later) or was_hit(later) or comes_back(later)
        )
        and not is_of_others(later)
    )
    return agree and (
        comes_back(later)
        or _is_headed(earlier, later)
        or (later.act.is_noun and is_definite(later))
        or _is_same_move(earlier, later)
        or _is_resumed_talk(earlier, later)
        or _is_retold(earlier, later)
        or _is_repeated(earlier, later)
        or _is_by_attackers(earlier, later)
    )


def _is_by_attackers(earlier: Draft, later: Draft) -> bool:
    """Return whether those are at it who are named after the attack ("the attackers shot at")."""
    near = later.number - earlier.number <= _RETOLD_REACH and later.place is None
    return (
        later.act.predicate.event_type == "ASSAULT"
        and near
        and bool(shared_doers(earlier, later))
        and any(
            noun.lemma_ in _ATTACKERS and any(w.lower_ == "the" for w in noun.children)
            for verb in _leaders(later)
            for noun in dependants(verb, "nsubj")
        )
    )


def _leaders(draft: Draft) -> list[Token]:
    """Return the verb of an act and the one that it shares its subject with."""
    verb = draft.reading.clause
    shared = verb.dep_ == "conj" and not dependants(verb, "nsubj", "nsubjpass")
    return [verb, verb.head] if shared else [verb]


def _is_headed(earlier: Draft, later: Draft) -> bool:
    """Return whether a headline says shortly what the text under it tells."""
    if earlier.number or earlier.paragraph or later.number > _RETOLD_REACH:
        return False
    if later.paragraph == earlier.paragraph or text_of(earlier.sentence).rstrip()[-1:] in {
        ".",
        "!",
    }:
        return False
    return bool(shared_doers(earlier, later)) or are_of_one_place(earlier, later)


def _is_repeated(earlier: Draft, later: Draft) -> bool:
    """Return whether the same people are said again to have done the same."""
    if later.when not in {None, earlier.when} or (later.act.is_noun and is_singled_out(later)):
        return False
    shared = shared_doers(earlier, later)
    if later.act.predicate.event_type == "CONSULT" and len(shared) > 1:
        return True
    nobody = not earlier.participants and not later.participants
    same_word = later.act.token.lemma_.lower() in earlier.lemmas
    return same_word and (nobody or bool(shared))


def _is_retold(earlier: Draft, later: Draft) -> bool:
    """Return whether an assault is told again by its outcome, its weapons or its dead.

    "Artillery fired on a village. Two farmers were killed." "Rounds fell on the market at
    noon." A summary line at the head and the full account below have a place and a toll in
    common.
    """
    if later.act.predicate.event_type != "ASSAULT" or _has_own_doers(later):
        return False
    near = later.number - earlier.number <= _RETOLD_REACH and (
        _in_one_paragraph(earlier, later) or are_of_one_place(earlier, later)
    )
    outcome = is_outcome(later) or was_hit(later)
    here = bool(earlier.place and later.place) and not actors_of(later, Role.SOURCE)
    close = near or (
        later.number - earlier.number <= _RETOLD_REACH and not actors_of(later, Role.SOURCE)
    )
    if outcome and ((close and later.when is None and later.place is None) or here):
        return True
    bare = not later.participants and later.place is None and later.number - earlier.number == 1
    if bare and later.act.predicate.mode and later.act.predicate.mode == earlier.act.predicate.mode:
        return True
    if not here or not (earlier.when is None or later.when is None):
        return False
    same_toll = earlier.toll.killed is not None and earlier.toll.killed == later.toll.killed
    same_mode = later.act.predicate.mode == earlier.act.predicate.mode
    return same_toll or (near and same_mode and not _is_one_of_many(earlier, later))


def _has_own_doers(draft: Draft) -> bool:
    """Return whether somebody's people do an act, though it is not known whose they are."""
    if draft.act.is_noun or is_passive(draft.act.token):
        return False
    return any(
        owner.pos_ == "PRON"
        for doer in dependants(draft.act.token, "nsubj")
        for owner in dependants(doer, "poss")
        if doer.tag_ == "NNS" and dependants(draft.act.token, "dobj")
    )


def _is_one_of_many(earlier: Draft, later: Draft) -> bool:
    """Return whether a place is told of a wave that went over a country ("a missile hit Lviv")."""
    first, second = earlier.place, later.place
    return (
        first is not None
        and second is not None
        and first.geoprecision >= Geoprecision.COUNTRY
        and second.geoprecision <= Geoprecision.NEAR
    )


def _in_one_paragraph(one: Draft, two: Draft) -> bool:
    return one.paragraph == two.paragraph


def _is_same_move(earlier: Draft, later: Draft) -> bool:
    """Return whether one sentence tells an act in two steps ("moved in and took up positions")."""
    return (
        earlier.number == later.number
        and later.act.predicate.event_type in {"ASSAULT", "MOBILIZE", "RETREAT"}
        and not actors_of(later, Role.TARGET)
        and (actors_of(later, Role.SOURCE) <= actors_of(earlier, Role.SOURCE))
        and (later.when is None or later.when == earlier.when)
        and _depends(later, earlier)
    )


def _depends(one: Draft, two: Draft) -> bool:
    first, second = one.act.token, two.act.token
    if abs(first.i - second.i) > _STEP_TOKENS:
        return False
    return second.is_ancestor(first) or first.is_ancestor(second)


def _is_resumed_talk(earlier: Draft, later: Draft) -> bool:
    """Return whether a meeting is spoken of again ("the sides discussed")."""
    return (
        later.act.predicate.event_type == "CONSULT"
        and later.number - earlier.number == 1
        and later.when is None
        and later.place is None
    )


def _is_empty_denial(draft: Draft) -> bool:
    """Return whether a denied act is of nobody and nowhere ("no shot was fired")."""
    if draft.reading.status is not Status.DENIED or draft.participants or draft.place:
        return False
    clause = draft.reading.clause
    return not any(
        word.pos_ in {"PRON", "PROPN"} or word.ent_type_ or dependants(word, "poss", "amod")
        for word in dependants(clause, "nsubj", "nsubjpass", "agent", "dobj")
    )


def _is_boast(draft: Draft) -> bool:
    """Return whether a toll of a whole war is claimed ("claims to have killed thousands")."""
    verb = draft.act.token
    boasted = verb.dep_ == "xcomp" and verb.head.lemma_ in _BOASTS and is_perfect(verb)
    if not boasted or draft.place is not None or draft.when is not None:
        return False
    return any(word.lower_ in _VAST for noun in dependants(verb, "dobj") for word in noun.subtree)


def _is_contradicted(earlier: Draft, later: Draft) -> bool:
    """Return whether a denial is of an act told just before, not an act of its own.

    What is denied with a doer, a place or a day is not the act that was told without any.
    """
    vague = not actors_of(earlier, Role.SOURCE) and earlier.place is None and earlier.when is None
    if vague and (later.place is not None or later.when is not None):
        return False
    return (
        later.reading.status is Status.DENIED
        and not later.accused
        and earlier.reading.status is Status.ACTUAL
        and earlier.act.predicate.event_type == later.act.predicate.event_type
        and later.number - earlier.number <= _DENIAL_REACH
        and not places_differ(earlier, later)
        and not doers_differ(earlier, later)
    )


def _denies_act(draft: Draft) -> bool:
    """Return whether the act is denied, not its author ("no such conversation took place").

    Who "denied carrying out any strikes" only says that somebody else did.
    """
    noun, clause = draft.act.token, draft.reading.clause
    if noun.dep_ == "dobj" and noun.head.i == clause.i and clause.i != noun.i:
        return False
    return draft.act.is_noun and any(
        child.lower_ in {"no", "any", "such", "the"} for child in draft.act.token.children
    )


def _is_narrower(kept: Draft, other: Draft) -> bool:
    """Return whether the next sentence names the town of an act that was told of a country."""
    wide, narrow = kept.place, other.place
    return (
        other.number - kept.number == 1
        and wide is not None
        and narrow is not None
        and wide.geoprecision >= Geoprecision.COUNTRY
        and narrow.geoprecision <= Geoprecision.NEAR
        and lies_in(narrow.resolution, wide.resolution)
    )


def _complete(kept: Draft, other: Draft) -> None:
    """Give a kept act what another mention of it knows beyond it."""
    # Who died in a clash is not the other side of it.
    clashed = kept.act.predicate.frame.get("among") == "source" and (
        is_outcome(other) or was_hit(other)
    )
    for role in (Role.SOURCE, Role.TARGET)[: 1 if clashed else 2]:
        if not actors_of(kept, role):
            known = {p.mention.actor.actor_id for p in kept.participants}
            kept.participants += tuple(
                p
                for p in other.participants
                if p.role is role and p.mention.actor.actor_id not in known
            )
    kept.lemmas |= other.lemmas
    if kept.when is None:
        kept.when, kept.continuing = other.when, other.continuing
    unplaced = kept.place is None and kept.place_words is None
    if (
        unplaced
        or _is_narrower(kept, other)
        or (other.place and other.place_score > kept.place_score + 1)
    ):
        kept.place, kept.place_score = other.place, other.place_score
        kept.front, kept.place_words = other.front, other.place_words
    kept.toll = Toll(
        killed=kept.toll.killed or other.toll.killed,
        injured=kept.toll.injured or other.toll.injured,
    )
