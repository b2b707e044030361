"""Where and when "the incident" was that a text has told of just before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.events.dating import last_date
from geo.events.grammar import ancestors, dependants
from geo.events.linking import root_of
from geo.events.places import PlaceLink, make_place
from geo.events.relative import is_landmark
from geo.model import Geoprecision

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from spacy.tokens import Span as Sentence
    from spacy.tokens import Token

    from geo.events.drafts import Draft
    from geo.events.placing import Ground
    from geo.model import EventPlace, Resolution

__all__ = ["site_incidents"]

# By these a text comes back to what it told, whatever that was.
_INCIDENTS = frozenset({"episode", "incident", "violence"})
_HAPPENING = frozenset({"happen", "occur", "take", "unfold"})
_DEFINITE = frozenset({"the", "this", "these", "those"})
_WHERE = frozenset({"at", "in", "inside", "near", "outside"})
_VIOLENT = frozenset({"ASSAULT", "COERCE", "PROTEST"})
# "The incident" is told of within this many sentences.
_REACH = 2
# What the words say outright is as sure as a place can be.
_SURE = 3.0


def site_incidents(
    drafts: Sequence[Draft],
    sentences: Sequence[Sentence],
    ground: Ground,
    published: dt.date | None,
) -> None:
    """Give the last violent act the place and the day of "the incident" that is told after it.

    "Two teachers were abducted. The incident happened on Friday near Sokoto."

    Parameters
    ----------
    drafts
        The acts told, in text order, with their own places.
    sentences
        The sentences of the document.
    ground
        What is known of the document.
    published
        Day of publication; without one nothing is dated.
    """
    taken = {draft.number for draft in drafts}
    for number, sentence in enumerate(sentences):
        verb = None if number in taken else _happening(sentence)
        before = [d for d in drafts if 0 < number - d.number <= _REACH] if verb is not None else []
        violent = [d for d in before if d.act.predicate.event_type in _VIOLENT]
        if verb is None or not violent:
            continue
        last = violent[-1]
        vague = last.place is None or last.place.geoprecision >= Geoprecision.FIRST_DIVISION
        place = _site(verb, sentence, ground) if vague else None
        if place is not None:
            last.place, last.place_score = place, _SURE
            last.place_words, last.elsewhere, last.front = None, False, False
        last.when = last.when or last_date(sentence, published, None)


def _happening(sentence: Sentence) -> Token | None:
    """Return the verb that says where or when "the incident" was."""
    for verb in (sentence.root, *dependants(sentence.root, "ccomp")):
        known = any(
            noun.lemma_.lower() in _INCIDENTS
            and any(word.lower_ in _DEFINITE for word in dependants(noun, "det"))
            for noun in dependants(verb, "nsubj")
        )
        if known and verb.lemma_ in _HAPPENING:
            return verb
    return None


def _site(verb: Token, sentence: Sentence, ground: Ground) -> EventPlace | None:
    """Return the most exact of the places that a verb's own words of place name."""
    found = [
        place
        for item in ground.context.literal_in(sentence)
        if not is_landmark(item, ground.text)
        and (root := root_of(sentence.doc, item.toponym.span)) is not None
        and _is_where(root, verb)
        and (
            place := make_place(_link(item), ground.text, ground.context.literal, ground.geography)
        )
    ]
    return min(found, key=lambda place: place.geoprecision, default=None)


def _link(resolution: Resolution) -> PlaceLink:
    return PlaceLink(
        resolution=resolution, score=_SURE, reason="where the incident told before is said to be"
    )


def _is_where(root: Token, verb: Token) -> bool:
    """Return whether a name hangs on a verb by a preposition of place."""
    return any(
        child.dep_ == "prep" and child.lower_ in _WHERE and head.i == verb.i
        for child, head in ancestors(root, limit=6)
    )
