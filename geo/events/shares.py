"""The shares of an act: as many here and as many there, or on one day and on another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.events.figures import Toll
from geo.events.grammar import complements, dependants
from geo.events.people import DETAIN, DIE, INJURE, KILL, count_people
from geo.events.places import place_of
from geo.events.timing import times_of
from geo.events.valency import objects
from geo.model import Participant, Role, Span, When

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geo.events.amounts import Count
    from geo.events.context import Context
    from geo.events.drafts import Draft
    from geo.model import EventPlace

__all__ = ["part_shares"]

_COUNTED = KILL | DIE | INJURE | DETAIN
_THERE = frozenset({"at", "in", "near", "outside"})
_NOUNS = frozenset({"CD", "NN", "NNS"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Share:
    """A number of people with the place or the day that it belongs to."""

    noun: Token
    count: Count
    place: EventPlace | None
    when: When | None


def part_shares(
    drafts: Sequence[Draft], context: Context, published: dt.date | None
) -> list[Draft]:
    """Return the acts, each with the first of its shares, and one more for every other share.

    "Killing two in Sderot and one in Ashkelon", "arrested 90 in Minsk and 43 in Grodno", "three
    died on Monday and five on Tuesday": what the second number tells is its own act, for which
    the number stands. Numbers without a place or a day of their own are parts of one toll.

    Parameters
    ----------
    drafts
        One draft for each act, in text order.
    context
        Lexicon, actors and places.
    published
        The day of publication, which weekdays count from.
    """
    parted: list[Draft] = []
    used: set[int] = set()
    for draft in drafts:
        parted.append(draft)
        for verb in _verbs(draft):
            shares = [] if verb.i in used else list(_shares(verb, context, published))
            if len(shares) > 1:
                used.add(verb.i)
                _keep(draft, shares[0], verb)
                parted += [_part(draft, share, verb, context) for share in shares[1:]]
    return parted


def _verbs(draft: Draft) -> Iterator[Token]:
    """Yield the verbs that count whom an act harmed or held."""
    act = draft.act.token
    for word in draft.sentence:
        own = word.i == act.i or word.idx == draft.trigger.start or act.is_ancestor(word)
        own = own or (act.dep_ == "nsubj" and act.head.i == word.i)
        if own and word.pos_ != "NOUN" and word.lemma_.lower() in _COUNTED:
            yield word


def _shares(verb: Token, context: Context, published: dt.date | None) -> Iterator[_Share]:
    """Yield what a verb counts with a place or day of its own, where there are several of them."""
    others = [word for word in dependants(verb, "conj") if word.tag_ in _NOUNS]
    if not others:
        return
    counted = objects(verb) or dependants(verb, "nsubj", "nsubjpass")
    first = [_share(noun, (noun, verb), context, published) for noun in counted[:1]]
    found = [*first, *(_share(noun, (noun,), context, published) for noun in others)]
    shares = [share for share in found if share is not None]
    # All by place, or all by day: else a number only goes on from the one before it.
    by_place = all(share.place is not None for share in shares)
    by_day = all(share.when is not None for share in shares)
    if len(shares) == len(found) and (by_place or by_day) and _differ(shares):
        yield from shares


def _differ(shares: Sequence[_Share]) -> bool:
    """Return whether no two numbers are of one place and day."""
    told = {(share.place and share.place.resolution.entry, share.when) for share in shares}
    return len(told) == len(shares)


def _share(
    noun: Token, heads: Sequence[Token], context: Context, published: dt.date | None
) -> _Share | None:
    count = count_people(noun)
    if count is None:
        return None
    place: EventPlace | None = None
    when: When | None = None
    for head in heads:
        for preposition, word in complements(head):
            resolution = context.place_at(word) if preposition in _THERE else None
            if resolution is not None and place is None:
                place = place_of(resolution, reason="its part of a number is told of this place")
            when = when or _day(word, published)
    return _Share(noun=noun, count=count, place=place, when=when)


def _day(word: Token, published: dt.date | None) -> When | None:
    if published is None:
        return None
    times = times_of(word.sent, published=published)
    told = (time for time in times if time.span.start <= word.idx < time.span.end)
    return next((time.resolve(False, None) for time in told), None)  # noqa: FBT003 - it is past


def _keep(draft: Draft, share: _Share, verb: Token) -> None:
    """Leave an act with what its first share tells."""
    draft.place, draft.when = share.place or draft.place, share.when or draft.when
    draft.toll = _toll(share, verb) or draft.toll


def _toll(share: _Share, verb: Token) -> Toll | None:
    lemma = verb.lemma_.lower()
    if lemma in DETAIN:
        return None
    if lemma in INJURE:
        return Toll(killed=None, injured=share.count)
    return Toll(killed=share.count, injured=None)


def _part(draft: Draft, share: _Share, verb: Token, context: Context) -> Draft:
    first = share.noun.left_edge
    span = Span(start=first.idx, end=share.noun.idx + len(share.noun))
    return replace(
        draft,
        trigger=span,
        participants=tuple(_participants(draft, share, span, context)),
        place=share.place or draft.place,
        when=share.when or draft.when,
        toll=_toll(share, verb) or Toll(killed=None, injured=None),
        lemmas=set(draft.lemmas),
    )


def _participants(
    draft: Draft, share: _Share, span: Span, context: Context
) -> Iterator[Participant]:
    """Yield who did it, and of whom the number is: its own noun's, else the first number's."""
    named = context.mentions_at(share.noun)
    for participant in draft.participants:
        mention = participant.mention
        if participant.role is Role.SOURCE:
            yield participant
        elif not named:
            surface = share.noun.doc[share.noun.left_edge.i : share.noun.i + 1].text
            naming = None if mention.implied else mention.span
            told = replace(mention, span=span, surface=surface, implied=True, naming=naming)
            yield Participant(role=Role.TARGET, mention=told)
    yield from (Participant(role=Role.TARGET, mention=mention) for mention in named[:1])
