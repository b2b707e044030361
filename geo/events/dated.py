"""Which verb, or which act, each expression of time of a sentence belongs to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.events.dates import TimeExpression
from geo.events.grammar import dependants
from geo.events.linking import find_anchor, root_of
from geo.events.timing import times_of
from geo.model import DatePrecision, When

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence
    from spacy.tokens import Token

    from geo.events.context import Context
    from geo.events.predicates import Act

__all__ = ["Dated", "find_dated", "is_day"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """Words that say when, the token they hang by, and the verb or act they belong to."""

    time: TimeExpression
    root: Token
    owner: Token


def find_dated(
    sentence: Sentence,
    acts: Mapping[int, Act],
    context: Context,
    published: dt.date,
    last: When | None,
) -> list[Dated]:
    """Return the expressions of time of a sentence, each with what it dates.

    Parameters
    ----------
    sentence
        A sentence.
    acts
        All acts of the document by token index.
    context
        Lexicon, actors and places.
    published
        Day of publication.
    last
        The last date that the text gave before.
    """
    times = times_of(sentence, published=published, mentions=context.mentions)
    found = []
    for time in times:
        root = root_of(sentence.doc, time.span)
        if root is None or time.span.start < context.dateline_end:
            continue
        anchor = find_anchor(root, acts)
        # "The raid came days after the vote on Friday": the day is the vote's.
        if anchor is None or (anchor.owner.lemma_ == "come" and "after" in anchor.prepositions):
            continue
        owner = (
            _told_by(root.head, acts) if time.nominal else _speaker_of(anchor.owner, root, context)
        )
        if _is_escort(owner, acts, context) and is_day(time.told(last)):
            above = find_anchor(owner, acts)
            owner = above.owner if above is not None else owner
        found.append(Dated(time=time, root=root, owner=owner))
    return found


def _told_by(noun: Token, acts: Mapping[int, Act]) -> Token:
    """Return what a noun with a year dates: its own act, else what happened during it.

    "The 2013 attack", "occupied the town in the 2008 war".
    """
    within = noun.dep_ == "pobj" and noun.head.lower_ in {"during", "in"}
    return noun.head.head if within and noun.i not in acts else noun


def _is_escort(verb: Token, acts: Mapping[int, Act], context: Context) -> bool:
    """Return whether a participle only says in what state somebody was met.

    "Attacked a convoy escorted by soldiers on 7 February": the day is that of the attack.
    """
    speaks = context.lexicon.is_operator(verb.lemma_.lower(), pos="verb", kind="speech")
    return verb.dep_ == "acl" and verb.i not in acts and not speaks


def _speaker_of(owner: Token, root: Token, context: Context) -> Token:
    """Return the verb of saying to which a time belongs that stands before what is said.

    "Said on Tuesday it had regained the port" does not date the regaining.
    """
    verb = owner.head
    subject = dependants(owner, "nsubj", "nsubjpass")
    if owner.dep_ != "ccomp" or not subject or not verb.i < root.i < subject[0].i:
        return owner
    speaks = context.lexicon.is_operator(verb.lemma_.lower(), pos="verb", kind="speech")
    return verb if speaks else owner


def is_day(when: When | None) -> bool:
    """Return whether a time is one day."""
    return when is not None and when.precision is DatePrecision.DAY
