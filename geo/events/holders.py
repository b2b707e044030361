"""Who is meant by the word that says whose a place is: "rebel-held", "to Azerbaijan"."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from geo.events.grammar import dependants
from geo.lexicon import read_rows
from geo.model import Actor, ActorMention, ActorType, Resolution, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geo.events.context import Context

__all__ = ["find_holders", "is_holder", "possessors"]

# Those who hold no ground of their own.
_NO_HOLDERS = frozenset(
    {ActorType.CIVILIAN, ActorType.COMPANY, ActorType.MEDIA, ActorType.NGO, ActorType.UNKNOWN}
)
_COUNTRY_CODES = ("PCL", "TERR")


def is_holder(mention: ActorMention) -> bool:
    """Return whether an actor is such as may hold ground: armed, a state, a person who leads."""
    return mention.actor.type not in _NO_HOLDERS


def possessors(noun: Token) -> list[Token]:
    """Return whose control or hands are told ("rebel hands", "the army's control", "of M23")."""
    found = dependants(noun, "poss", "compound", "amod", "nmod")
    for word in dependants(noun, "prep"):
        if word.lower_ == "of":
            found += dependants(word, "pobj")
    return found


def find_holders(token: Token, place: Resolution, context: Context) -> list[ActorMention]:
    """Return whom a word stands for that says who holds, gains or loses a place.

    An actor that the word is known for; the state of a country ("Russian-held", "ceded to
    Azerbaijan"); or the rebels, army or government of the country that the place is in, as the
    text named them before where it did.

    Parameters
    ----------
    token
        The word.
    place
        The place.
    context
        Lexicon, actors and places.
    """
    known = [mention for mention in context.mentions_at(token) if is_holder(mention)]
    if known:
        return [mention for mention in known if mention.span == known[0].span]
    end = token.idx + len(token)
    # A word inside the phrase of somebody else ("residents of government-held Aleppo") is free.
    if any(
        token.idx == one.span.start or end == one.span.end for one in context.mentions_at(token)
    ):
        return []
    actor = _state_at(token, context) or _named_before(token, context) or _kind_at(token, place)
    if actor is None:
        return []
    return [
        ActorMention(
            document_id=place.toponym.document_id,
            span=Span(start=token.idx, end=end),
            surface=token.text,
            actor=actor,
        )
    ]


def _state_at(token: Token, context: Context) -> Actor | None:
    """Return the state of the country that a word names, or is the adjective of."""
    for resolution in context.named_in(token.sent):
        span, entry = resolution.toponym.span, resolution.entry
        covers = span.start <= token.idx < span.end
        if covers and entry is not None and entry.feature_code.startswith(_COUNTRY_CODES):
            return _known_actor(f"state:{entry.country_code}")
    return None


def _named_before(token: Token, context: Context) -> Actor | None:
    """Return the last actor before that has a word ("Kurdish fighters", then "Kurdish-held")."""
    word = token.lower_
    for mention in reversed(context.mentions):
        words = mention.surface.lower().split()
        if mention.span.start < token.idx and {word, f"{word}s"} & {*words} and is_holder(mention):
            return mention.actor
    return None


def _kind_at(token: Token, place: Resolution) -> Actor | None:
    """Return the rebels, army or government of the country that a place is in."""
    row = _kinds().get(token.lemma_.lower())
    country = place.entry.country_code if place.entry is not None else None
    if row is None or country is None:
        return None
    if row["acts"] in {"state", "military"}:
        return _known_actor(f"{row['acts']}:{country}")
    state = _known_actor(f"state:{country}")
    return Actor(
        actor_id=f"text:{row['key']}:{country}",
        name=f"{row['label']} ({state.name})" if state else row["label"],
        type=ActorType(row["type"]),
        country_code=country,
        sector=row["sector"],
    )


@cache
def _kinds() -> Mapping[str, Mapping[str, str]]:
    """Return the nouns of who may hold ground, each with its row of the table."""
    armed = {"military", "rebel", "militia", "terrorist", "state"}
    return {
        row["noun"]: row
        for row in read_rows("actor_nouns")
        if row["type"] in armed and " " not in row["noun"] and row["weak"] != "collective"
    }


@cache
def _known_actor(actor_id: str) -> Actor | None:
    """Return an actor of the shipped table by its id."""
    row = _actors().get(actor_id)
    if row is None:
        return None
    return Actor(
        actor_id=actor_id,
        name=row["name"],
        type=ActorType(row["type"]),
        country_code=row["country_code"] or None,
        sector=row["sector"] or None,
        entry_id=row["entry_id"] or None,
    )


@cache
def _actors() -> Mapping[str, Mapping[str, str]]:
    return {
        row["actor_id"]: row
        for row in read_rows("actors")
        if row["actor_id"].startswith(("state:", "military:"))
    }
