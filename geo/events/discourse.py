"""Places that a sentence leaves to the text before it: "the city", "here", the same scene."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from geo.events.places import PlaceLink, geoprecision_of
from geo.model import Geoprecision, Resolution

if TYPE_CHECKING:
    from geo.events.coding import Draft
    from geo.events.predicates import Context

__all__ = ["carry_place"]

# Acts that happen somewhere; what is said, agreed or refused need not.
_SITED = frozenset({"AID", "ASSAULT", "COERCE", "CONCEDE", "MOBILIZE", "PROTEST", "RETREAT"})
_ANAPHOR = re.compile(
    r"\b(?:(?:the|this|that|its|same) (?:\w+ ){0,2}?(?:city|town|village|camp|capital|port|"
    r"neighbourhoods?|neighborhoods?|districts?|suburbs?|outskirts|settlement|hamlet|market|"
    r"centre|center|area|province|region|island|base|site|scene|streets?|squares?)|"
    r"here|there|nearby)\b",
    re.IGNORECASE,
)
# A place named this often, and more often than any other, is what the text is about.
_DOMINANT_MENTIONS = 3


def carry_place(
    draft: Draft, *, earlier: Sequence[Draft], others: Sequence[Draft], context: Context
) -> PlaceLink | None:
    """Return the place that the text before an act gives it.

    Parameters
    ----------
    draft
        An act whose own sentence names no place.
    earlier
        The acts told before it.
    others
        All acts of the document.
    context
        Lexicon, actors and places.

    Returns
    -------
    The place that "the city" stands for, else the scene of the paragraph, else of the text;
    `None` for acts that need no place, and where the text is about no one place.
    """
    if draft.act.predicate.event_type == "CONSULT":
        return _continued(draft, others)
    if draft.act.predicate.event_type not in _SITED:
        return None
    sentence = draft.sentence
    anaphor = _ANAPHOR.search(sentence.text)
    scene = _scene(draft, earlier, context)
    if scene is None:
        return None
    if anaphor:
        reason = f"'{anaphor.group()}' stands for the place named before"
        return PlaceLink(resolution=scene, score=1.0, reason=reason)
    if draft.act.is_noun and draft.reading.clause.i == draft.act.token.i and not draft.when:
        return None
    return PlaceLink(
        resolution=scene,
        score=0.4,
        reason="the place of what is told before; not stated for this act",
        inferred=True,
    )


def _continued(draft: Draft, others: Sequence[Draft]) -> PlaceLink | None:
    """Return where talks go on that a text reports without saying where they were."""
    for other in others:
        clause = other.reading.clause
        if (
            other is not draft
            and other.act.predicate.event_type == "CONSULT"
            and other.place is not None
            and clause.lemma_ in {"continue", "resume"}
            and not other.place.inferred
        ):
            return PlaceLink(
                resolution=other.place.resolution,
                score=0.4,
                reason="named only as where the talks go on; not stated for this meeting",
                inferred=True,
            )
    return None


def _scene(draft: Draft, earlier: Sequence[Draft], context: Context) -> Resolution | None:
    text = draft.sentence.doc.text
    start = text.rfind("\n", 0, draft.sentence.start_char) + 1
    for other in reversed(earlier):
        if other.place is not None and other.sentence.start_char >= start:
            return other.place.resolution
    named = [
        item
        for item in context.literal
        if start <= item.toponym.span.start < draft.sentence.start_char and _is_exact(item)
    ]
    if named:
        return named[-1]
    return context.dateline or _last_before(draft, context) or _dominant(context)


def _last_before(draft: Draft, context: Context) -> Resolution | None:
    """Return the settlement named last in the paragraph before, for "the city"."""
    text = draft.sentence.doc.text
    end = text.rfind("\n", 0, draft.sentence.start_char)
    start = text.rfind("\n", 0, len(text[: max(end, 0)].rstrip())) + 1
    if not _ANAPHOR.search(draft.sentence.text):
        return None
    named = [
        item
        for item in context.literal
        if start <= item.toponym.span.start < end and _is_exact(item)
    ]
    return named[-1] if named else None


def _is_exact(item: Resolution) -> bool:
    return item.entry is not None and geoprecision_of(item.entry) is Geoprecision.EXACT


def _dominant(context: Context) -> Resolution | None:
    """Return the first mention of the settlement that the text names most."""
    exact = [item for item in context.literal if _is_exact(item)]
    counts = Counter(item.entry.entry_id for item in exact if item.entry)
    ranked = counts.most_common(2)
    if not ranked or ranked[0][1] < _DOMINANT_MENTIONS:
        return None
    if len(ranked) > 1 and ranked[1][1] == ranked[0][1]:
        return None
    return next(item for item in exact if item.entry and item.entry.entry_id == ranked[0][0])
