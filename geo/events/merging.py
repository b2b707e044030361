"""One event for each act of a document, however often it is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.events.figures import Toll, find_toll
from geo.model import Role

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence

    from geo.events.coding import Draft
    from geo.events.predicates import Context

__all__ = ["merge_drafts"]

# What these verbs tell is the outcome of an act: where the act is named too, it is the event.
_OUTCOMES = frozenset(
    "kill wound injure hurt maim destroy damage die eliminate execute burn exchange".split()
)
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "its", "their", "such"})


def merge_drafts(
    drafts: Sequence[Draft], sentences: Sequence[Sentence], context: Context
) -> list[Draft]:
    """Return one draft for each act, its roles, place, date and figures completed.

    Parameters
    ----------
    drafts
        The acts told, in text order.
    sentences
        The sentences of the document.
    context
        Lexicon, actors and places.
    """
    del context
    kept: list[Draft] = []
    for draft in _without_outcomes(drafts):
        earlier = next((k for k in reversed(kept) if _is_same(k, draft)), None)
        if earlier is None:
            kept.append(draft)
        else:
            _complete(earlier, draft)
    _add_tolls(kept, sentences)
    return kept


def _without_outcomes(drafts: Sequence[Draft]) -> list[Draft]:
    """Drop "killing two" beside the strike that killed them, keeping what it adds."""
    found = []
    for draft in drafts:
        cause = next((d for d in drafts if _is_cause(d, draft)), None)
        if cause is None:
            found.append(draft)
        else:
            _complete(cause, draft)
    return found


def _is_cause(cause: Draft, outcome: Draft) -> bool:
    if cause is outcome or cause.number != outcome.number:
        return False
    if {cause.act.predicate.event_type, outcome.act.predicate.event_type} != {"ASSAULT"}:
        return False
    if outcome.act.token.lemma_.lower() not in _OUTCOMES:
        return False
    if cause.act.token.lemma_.lower() in _OUTCOMES:
        return cause.act.token.i < outcome.act.token.i
    return True


def _is_same(earlier: Draft, later: Draft) -> bool:
    """Return whether a later mention is of the act told earlier."""
    one, two = earlier.act, later.act
    if one.predicate.event_type != two.predicate.event_type:
        return False
    if earlier.reading.status is not later.reading.status:
        return False
    if earlier.when and later.when and not _meet(earlier, later):
        return False
    if _places_differ(earlier, later) or _roles_differ(earlier, later):
        return False
    if two.is_noun and _is_definite(later):
        return True
    if two.token.lemma_.lower() in _OUTCOMES and later.when is None and later.place is None:
        return later.number - earlier.number <= 1 and two.predicate.event_type == "ASSAULT"
    same_words = one.token.lemma_ == two.token.lemma_
    return same_words and bool(_shared(earlier, later)) and later.when in {None, earlier.when}


def _is_definite(draft: Draft) -> bool:
    return any(
        child.lower_ in _DEFINITE
        for child in draft.act.token.children
        if child.dep_ in {"det", "poss"}
    )


def _meet(one: Draft, two: Draft) -> bool:
    if one.when is None or two.when is None:
        return True
    one_end, two_end = one.when.end, two.when.end
    return (two_end is None or one.when.start <= two_end) and (
        one_end is None or two.when.start <= one_end
    )


def _places_differ(one: Draft, two: Draft) -> bool:
    if one.place is None or two.place is None:
        return False
    first, second = one.place.resolution.entry, two.place.resolution.entry
    if first is None or second is None or first.entry_id == second.entry_id:
        return False
    coarse = {one.place.geoprecision >= 4, two.place.geoprecision >= 4}  # noqa: PLR2004 - areas
    return True not in coarse


def _actors(draft: Draft, role: Role) -> set[str]:
    return {p.mention.actor.actor_id for p in draft.participants if p.role is role}


def _roles_differ(one: Draft, two: Draft) -> bool:
    for role in (Role.SOURCE, Role.TARGET):
        first, second = _actors(one, role), _actors(two, role)
        if first and second and not first & second:
            return True
    return False


def _shared(one: Draft, two: Draft) -> set[str]:
    return _actors(one, Role.SOURCE) & _actors(two, Role.SOURCE)


def _complete(kept: Draft, other: Draft) -> None:
    """Give a kept act what another mention of it knows beyond it."""
    for role in (Role.SOURCE, Role.TARGET):
        if not _actors(kept, role):
            known = {p.mention.actor.actor_id for p in kept.participants}
            kept.participants += tuple(
                p
                for p in other.participants
                if p.role is role and p.mention.actor.actor_id not in known
            )
    if kept.when is None:
        kept.when, kept.continuing = other.when, other.continuing
    if kept.place is None or (other.place and other.place_score > kept.place_score + 1):
        kept.place, kept.place_score = other.place, other.place_score
    kept.toll = Toll(
        killed=kept.toll.killed or other.toll.killed,
        injured=kept.toll.injured or other.toll.injured,
    )


def _add_tolls(drafts: Sequence[Draft], sentences: Sequence[Sentence]) -> None:
    """Give an assault the dead and injured of the sentence after it, where that tells no other.

    "Artillery fired on a village. Two farmers were killed."
    """
    told = {draft.number for draft in drafts}
    for draft in drafts:
        if draft.act.predicate.event_type not in {"ASSAULT", "PROTEST"}:
            continue
        following = draft.number + 1
        if following in told or following >= len(sentences):
            continue
        gap = sentences[following].doc.text[
            draft.sentence.end_char : sentences[following].start_char
        ]
        if "\n" in gap.strip(" "):
            continue
        more = find_toll(sentences[following])
        draft.toll = replace(
            draft.toll,
            killed=draft.toll.killed or more.killed,
            injured=draft.toll.injured or more.injured,
        )
