"""Persons whom the text introduces by an office: "German FM Walter Steinmeier"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geo.actors.context import Context, Found
from geo.actors.lexicon import ActorNoun
from geo.actors.names import noun_at
from geo.model import Actor, ActorType

__all__ = ["introduce_persons"]

_TITLE_WORDS = 8


def introduce_persons(context: Context, known: Sequence[Found]) -> list[Found]:
    """Give persons the offices that stand before or beside their names.

    A person of the lexicon keeps its row and takes in the title; an unknown one with an office
    of a state is linked to that state by country and sector; with an office of another named
    actor, the mention means that actor, for whom the person speaks.
    """
    offices: dict[str, Actor] = {}
    titled = [
        _introduce(context, item, known[max(0, index - _TITLE_WORDS) : index], offices)
        for index, item in enumerate(known)
    ]
    return [replace(item, actor=offices.get(item.actor.actor_id, item.actor)) for item in titled]


def _introduce(
    context: Context, item: Found, before: Sequence[Found], offices: dict[str, Actor]
) -> Found:
    if item.actor.type is not ActorType.PERSON:
        return item
    start, noun = _title_before(context, item)
    noun = noun or _apposition(context, item)
    if noun is None:
        return item
    if item.actor.sector == "CVL":
        actor = _holder(context, item, noun, start, before)
        offices.setdefault(item.actor.actor_id, actor)
    return replace(item, start=start)


def _title_before(context: Context, item: Found) -> tuple[int, ActorNoun | None]:
    """Return where the title before a name starts, and the noun of the office in it."""
    doc = context.doc
    match = noun_at(context, item.start - 1) if item.start else None
    if match is None or match[1] < doc[item.head].sent.start:
        return item.start, None
    start = match[1]
    limit = max(doc[item.head].sent.start, item.start - _TITLE_WORDS)
    while start - 1 >= limit and _belongs_to_title(context, start - 1):
        start -= 1
    return start, context.lexicon.noun(match[0])


def _belongs_to_title(context: Context, index: int) -> bool:
    token = context.doc[index]
    if index in context.places or noun_at(context, index) is not None:
        return True
    return token.dep_ in {"compound", "amod", "nmod", "case"} and (
        token.text[0].isupper() or token.pos_ == "ADJ" or token.text in {"'s", "’s", "-"}
    )


def _apposition(context: Context, item: Found) -> ActorNoun | None:
    """Return the office in apposition: "Abbas Fakih, the mayor", "the mayor, Abbas Fakih"."""
    token = context.doc[item.head]
    beside = [child for child in token.children if child.dep_ == "appos"]
    if token.dep_ == "appos":
        beside.append(token.head)
    for other in beside:
        match = noun_at(context, other.i)
        if match is not None:
            return context.lexicon.noun(match[0])
    return None


def _holder(
    context: Context, item: Found, noun: ActorNoun, start: int, before: Sequence[Found]
) -> Actor:
    for other in before:
        named = other.kind == "name" and other.actor.type is not ActorType.PERSON
        if named and start <= other.start and other.end <= item.start:
            return other.actor
    countries = [
        resolution.entry.country_code
        for index in range(start, item.start)
        if (resolution := context.places.get(index)) and resolution.entry
    ]
    bare = context.office_country if noun.acts == "state" else context.local_country
    country = countries[0] if countries else bare(item.head)
    if noun.acts == "state":
        return replace(item.actor, country_code=country, sector=noun.sector)
    if noun.acts == "military":
        return replace(item.actor, country_code=country, sector="MIL")
    return replace(item.actor, country_code=country)
