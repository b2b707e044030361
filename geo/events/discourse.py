"""Places that a sentence leaves to the text before it: "the city", "here", the same scene."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.events.grammar import dependants, text_of
from geo.events.places import place_of
from geo.events.relative import is_landmark, is_way_end
from geo.events.valency import objects
from geo.model import EventPlace, Geoprecision, Resolution, Status

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geo.events.context import Context
    from geo.events.drafts import Draft

__all__ = ["carry_place"]

# Acts that happen somewhere; what is said, agreed or refused need not.
_SITED = frozenset(
    {"AID", "ASSAULT", "COERCE", "CONCEDE", "MOBILIZE", "PROTEST", "RETREAT", "SANCTION"}
)
# Of these, a text that tells of one place after another leaves the place out.
_SCENIC = frozenset({"ASSAULT", "COERCE", "PROTEST"})
_ANAPHOR = re.compile(
    r"\b(?:(?:the|this|that|its|same) (?:(?:northern|southern|eastern|western|old|whole|besieged|"
    r"border|central|mountain) )*(?:city|town|village|camp|capital|port|neighbourhoods?|"
    r"neighborhoods?|districts?|suburbs?|outskirts|settlement|hamlet|market|centre|center|scene|"
    r"streets?|squares?|enclave)|here|nearby)\b",
    re.IGNORECASE,
)
_SETTLEMENTS = frozenset({"city", "hamlet", "settlement", "town", "village"})
_LOCATIVES = frozenset({"at", "between", "in", "inside", "near", "outside"})
# Proper names of these kinds, as spaCy tells them, are not of places.
_NO_PLACES = frozenset({"DATE", "EVENT", "LANGUAGE", "LAW", "MONEY", "PERSON", "TIME"})
# A place named this often, and more often than any other, is what the text is about.
_DOMINANT_MENTIONS = 3
_DOMINANT_COUNTRY_MENTIONS = 2


def carry_place(
    draft: Draft,
    *,
    earlier: Sequence[Draft],
    others: Sequence[Draft],
    context: Context,
    text: str,
) -> EventPlace | None:
    """Return the place that the text around an act gives it.

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
    text
        The document's text.

    Returns
    -------
    The place that "the city" stands for, else the scene of the sentence before, else of the
    text; `None` for acts that need no place, and where the text is about no one place.
    """
    event_type = draft.act.predicate.event_type
    if event_type == "CONSULT":
        return _continued(draft, others)
    anaphor = _ANAPHOR.search(text_of(draft.sentence))
    if anaphor and event_type in _SITED:
        scene = _near_scene(draft, earlier)
        if scene is None and _is_small(anaphor.group()) and not _stays(draft, context):
            scene = _main_settlement(context, text) or _last_before(draft, context, text)
        scene = scene or _scene(draft, earlier, context, text) or _last_before(draft, context, text)
        reason = f"'{anaphor.group()}' stands for the place named before"
        return replace(scene, reason=reason) if scene else None
    if event_type not in _SCENIC or draft.reading.status is not Status.ACTUAL:
        return None
    if draft.act.is_noun and draft.reading.clause.i == draft.act.token.i and not draft.when:
        return None
    scene = None if _is_elsewhere(draft, context) else _scene(draft, earlier, context, text)
    return _inferred(scene or _country(context, text))


def _is_elsewhere(draft: Draft, context: Context) -> bool:
    """Return whether an act's sentence has a place of its own, though not one that is known.

    "On the road between A and B", neither in the gazetteer; "three border towns". The scene of
    the text would be a wrong guess there.
    """
    if any(_is_some_place(word, context) for word in objects(draft.act.token)):
        return True
    return any(
        token.pos_ == "PROPN"
        and token.dep_ == "pobj"
        and token.head.lower_ in _LOCATIVES
        and token.ent_type_ not in _NO_PLACES
        and context.place_at(token) is None
        and not context.mentions_at(token)
        and token.head.head.i in _reach(draft)
        for token in draft.sentence
    )


def _reach(draft: Draft) -> set[int]:
    """Return an act, its clause and what hangs on them, down to the noun of "the road between"."""
    heads = (draft.act.token, draft.reading.clause)
    near = {head.i for head in heads}
    near |= {child.i for head in heads for child in head.children}
    return near | {
        noun.i
        for head in heads
        for word in dependants(head, "prep", "dobj")
        for inner in (word, *dependants(word, "prep"))
        for noun in dependants(inner, "pobj")
    }


def _is_some_place(word: Token, context: Context) -> bool:
    """Return whether an object is places without a name ("three border towns", "a village")."""
    if word.lemma_ not in _SETTLEMENTS or context.place_at(word):
        return False
    counted = dependants(word, "nummod")
    return bool(counted) or any(child.lower_ in {"a", "an"} for child in dependants(word, "det"))


def _inferred(place: EventPlace | None) -> EventPlace | None:
    if place is None:
        return None
    return replace(
        place,
        geoprecision=max(place.geoprecision, Geoprecision.NEAR),
        reason="the place of what is told before; not stated for this act",
        inferred=True,
    )


def _continued(draft: Draft, others: Sequence[Draft]) -> EventPlace | None:
    """Return where talks go on that a text reports without saying where they were."""
    for other in others:
        if (
            other is not draft
            and other.act.predicate.event_type == "CONSULT"
            and other.place is not None
            and other.reading.clause.lemma_ in {"continue", "resume"}
            and not other.place.inferred
        ):
            return replace(
                other.place,
                geoprecision=max(other.place.geoprecision, Geoprecision.NEAR),
                reason="named only as where the talks go on; not stated for this meeting",
                inferred=True,
            )
    return None


def _is_small(words: str) -> bool:
    """Return whether words stand for a place told of, not for the city that a text is from."""
    return words.rsplit(maxsplit=1)[-1].lower() in {
        "camp",
        "hamlet",
        "settlement",
        "town",
        "village",
    }


def _stays(draft: Draft, context: Context) -> bool:
    """Return whether the text goes on to name, before an act, the place that it was written at."""
    home = context.dateline.entry if context.dateline else None
    return home is not None and any(
        item.entry is not None and item.entry.entry_id == home.entry_id
        for item in context.literal
        if context.dateline_end <= item.toponym.span.start < draft.sentence.start_char
    )


def _near_scene(draft: Draft, earlier: Sequence[Draft]) -> EventPlace | None:
    """Return the place of the act just before in the paragraph."""
    for other in reversed(earlier):
        near = 0 <= draft.number - other.number <= 1
        exact = other.place is not None and other.place.geoprecision <= Geoprecision.NEAR
        if near and exact and draft.paragraph <= other.sentence.start_char:
            return other.place
    return None


def _scene(
    draft: Draft, earlier: Sequence[Draft], context: Context, text: str
) -> EventPlace | None:
    """Return the place of the act before in the paragraph, of the dateline, of the text."""
    near = _near_scene(draft, earlier)
    if near is not None:
        return near
    if context.dateline is not None and not context.is_bureau:
        return place_of(context.dateline)
    return _main_settlement(context, text)


def _main_settlement(context: Context, text: str) -> EventPlace | None:
    """Return the settlement or site that the text is about."""
    dominant = _dominant(context, Geoprecision.EXACT, _DOMINANT_MENTIONS, text)
    return place_of(dominant) if dominant else None


def _last_before(draft: Draft, context: Context, text: str) -> EventPlace | None:
    """Return the settlement named last in this paragraph or the one before."""
    here = draft.paragraph
    start = text.rfind("\n", 0, len(text[:here].rstrip())) + 1
    named = [
        item
        for item in context.literal
        if start <= item.toponym.span.start < draft.sentence.start_char
        and item.entry is not None
        and item.entry.geoprecision is Geoprecision.EXACT
        and not is_way_end(item, text)
        and not is_landmark(item, text)
    ]
    return place_of(named[-1]) if named else None


def _country(context: Context, text: str) -> EventPlace | None:
    """Return the country that the text is about, which is drawn as an area."""
    found = _dominant(context, Geoprecision.COUNTRY, _DOMINANT_COUNTRY_MENTIONS, text)
    if found is None or found.entry is None:
        return None
    inside = [
        item.entry.country_code == found.entry.country_code
        for item in context.literal
        if item.entry is not None and item.entry.geoprecision < Geoprecision.COUNTRY
    ]
    # "Handlers in Afghanistan", said twice of an attack among Pakistan's towns.
    return place_of(found) if not inside or sum(inside) > len(inside) / 2 else None


def _dominant(
    context: Context, precision: Geoprecision, minimum: int, text: str
) -> Resolution | None:
    """Return the first mention of the place of a kind that the text names most.

    "90 km north of Bogotá", said of every town, does not make the text one of Kathmandu.
    """
    named = [
        (item.entry.entry_id, item)
        for item in context.literal
        if item.entry is not None
        and item.entry.geoprecision is precision
        and not is_landmark(item, text)
    ]
    ranked = Counter(entry_id for entry_id, _ in named).most_common(2)
    if not ranked or ranked[0][1] < minimum:
        return None
    if len(ranked) > 1 and ranked[1][1] == ranked[0][1]:
        return None
    return next(item for entry_id, item in named if entry_id == ranked[0][0])
