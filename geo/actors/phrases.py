"""Actors that a noun phrase describes: "Turkish forces", "rebel fighters", "its soldiers"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from geo.actors.context import Context, Found
from geo.actors.lexicon import ActorNoun
from geo.actors.names import noun_at
from geo.lexicon import read_rows
from geo.model import ActorType, Resolution

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["COUNTERPART", "LENT_TO", "Phrase", "is_holder", "read_phrase"]

_LONGEST_PHRASE = 14

_INSIDE = frozenset({"compound", "amod", "nmod"})

# A noun that follows with one of these belongs to the phrase: "army of X", "envoy for Y".
_LINKS = frozenset({"of", "for", "from"})

_JOIN_REACH = 3

_POSSESSIVES = frozenset({"its", "their", "his", "her", "our"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those"}) | _POSSESSIVES

# Which bank of a river is meant; a bank that keeps money is on neither side.
_SHORES = frozenset(
    {"east", "eastern", "far", "left", "near", "north", "northern", "opposite", "other", "right",
     "south", "southern", "west", "western"}
)  # fmt: skip

_HOLDING = frozenset({"administered", "controlled", "held", "occupied", "run"})

LENT_TO = frozenset(
    {ActorType.STATE, ActorType.GOVERNMENT, ActorType.MILITARY, ActorType.REBEL}
    | {ActorType.MILITIA, ActorType.TERRORIST, ActorType.IGO}
)
"""Types of nouns that mean the named actor itself: "Hamas fighters", not "Hamas prisoners"."""


COUNTERPART = "counterpart"
"""Who holds the same office elsewhere: of another state than whoever he is the counterpart of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A noun phrase headed by an actor noun, by tokens, with what stands inside it.

    `owner` is the token that says whose it is without naming it: a possessive pronoun, or
    another actor noun ("the group's leader", "a spokesman for the rebels").
    """

    start: int
    end: int
    head: int
    noun_start: int
    noun: ActorNoun
    definite: bool
    owner: int | None
    named: tuple[Found, ...]
    places: tuple[Resolution, ...]
    inner: tuple[ActorNoun, ...]


def read_phrase(context: Context, token: Token, names: Sequence[Found]) -> Phrase | None:
    """Return the phrase that a token heads, or `None` where it heads none.

    Parameters
    ----------
    context
        The document.
    token
        A token of its prose.
    names
        Named actors and place names that stand for one, in order of the text.
    """
    if token.pos_ not in {"NOUN", "PROPN", "ADJ"}:
        return None
    match = noun_at(context, token.i)
    if match is None:
        return None
    if context.is_hyphenated(match[1], token.i + 1) and not is_holder(token):
        # "Palm-oil workers" are workers, though "oil workers" are known by that name.
        match = noun_at(context, token.i, since=token.i)
        prefixed = token.i > 1 and token.nbor(-1).text == "-"
        if match is None or prefixed or context.is_hyphenated(token.i, token.i + 1):
            return None
    noun = context.lexicon.noun(match[0])
    if noun is None or _is_absorbed(context, token, names) or _is_label(token, noun):
        return None
    if _is_predicate(token) or _is_homonym(context, token):
        return None
    return _make_phrase(context, token, noun, match[1], names)


def is_holder(token: Token) -> bool:
    """Return whether a word says in whose hands a place is: "rebel-held", "army-controlled"."""
    doc, after = token.doc, token.i + 2
    return (
        after < len(doc)
        and doc[token.i + 1].text == "-"
        and not token.whitespace_
        and doc[after].lower_ in _HOLDING
    )


def _is_homonym(context: Context, token: Token) -> bool:
    """Return whether a word is no body here: a bank of a river, the movement of goods."""
    of = [
        noun
        for child in token.children
        if child.lower_ == "of"
        for noun in child.children
        if noun.dep_ == "pobj"
    ]
    if token.lemma_ == "bank":
        waters = any(item.i in context.places for item in of)
        return waters or any(child.lower_ in _SHORES for child in token.children)
    # "Restrictions on movement", "the free movement of workers".
    if token.lower_ == "movement" and not any(noun.ent_type_ for noun in of):
        return bool(of) or not any(c.dep_ in {"det", "poss", *_INSIDE} for c in token.children)
    return False


def _is_predicate(token: Token) -> bool:
    """Return whether a word only says what somebody is, or is seen or acts as.

    "Militant hideouts" are as much of militants as "rebel camps" are of rebels.
    """
    if token.pos_ == "ADJ" and token.dep_ in {"amod", "acomp"}:
        return token.dep_ == "acomp" or token.head.lemma_.lower() not in _holdings()
    return token.dep_ == "pobj" and token.head.lower_ == "as"


@cache
def _holdings() -> frozenset[str]:
    """Return what armed people hold: camps, positions, hideouts."""
    nouns = read_rows("event_nouns")
    return frozenset(row["noun"] for row in nouns if row["noun_class"] == "holding")


def _is_label(token: Token, noun: ActorNoun) -> bool:
    """Return whether a noun only sorts another: "hostage talks", but not "army shelling"."""
    if token.dep_ not in _INSIDE:
        return False
    return noun.type not in LENT_TO or noun.sector == "JUD"


def _is_absorbed(context: Context, token: Token, names: Sequence[Found]) -> bool:
    """Return whether a noun is only a part of another actor's phrase or name."""
    if any(item.start <= token.i < item.end for item in names):
        return True
    following = token.i + 1
    before_name = token.dep_ in _INSIDE and any(item.start == following for item in names)
    if before_name and context.doc[following].ent_type_ == "PERSON":
        return True
    head = token.head
    while token.dep_ in _INSIDE and head.i > token.i:
        if noun_at(context, head.i) is not None:
            return True
        token, head = head, head.head
    return False


def _left_edge(context: Context, token: Token, noun_start: int) -> int:
    """Return where the phrase starts, without article, quotes or what a dash sets off."""
    doc = context.doc
    # "The US secretary of state": what says whose it is hangs on the first word of the office.
    parts = (part for part in doc[noun_start : token.i + 1] if part.pos_ in {"NOUN", "PROPN"})
    start = min(noun_start, *(part.left_edge.i for part in (*parts, token)))
    if token.dep_ in _INSIDE:
        start = min(noun_start, _adjacent_place(context, noun_start))
    start = max(start, token.i - _LONGEST_PHRASE, token.sent.start)
    breaks = [index + 1 for index in range(start, noun_start) if _is_break(doc[index])]
    start = max(breaks, default=start)
    while start < noun_start and _is_leading(doc[start]):
        start += 1
    return start


def _adjacent_place(context: Context, start: int) -> int:
    while start - 1 in context.places and not context.is_linked(start - 1, start):
        start -= 1
    return start


def _is_break(token: Token) -> bool:
    """Return whether a token ends what stands before a phrase: "GOMA, North Kivu - Soldiers".

    So does a word that begins a clause: "were hurt, including one badly, after police fired".
    """
    if token.dep_ == "mark":
        return True
    if token.text in {"-", "–", "—"}:
        return bool(token.whitespace_) and token.i > 0 and bool(token.nbor(-1).whitespace_)
    return token.text in {":", ";"} or "\n" in token.text


def _is_leading(token: Token) -> bool:
    if token.lower_ in _POSSESSIVES:
        return False
    # "Shot dead three soldiers".
    if token.lower_ == "dead" and token.i and token.nbor(-1).lemma_ == "shoot":
        return True
    if token.is_punct or token.is_space or token.dep_ in {"det", "predet", "preconj", "cc"}:
        return True
    # "At least nine men", "last December masked men".
    if token.lower_ in {"least", "most"} or token.ent_type_ == "DATE":
        return True
    return token.lower_ == "own" or token.pos_ in {"DET", "ADV", "SCONJ", "CCONJ", "ADP", "PART"}


def _complement(context: Context, token: Token, noun: ActorNoun) -> Token | None:
    """Return the noun after "of", "for" or "from" that says whose, or of whom, a phrase is."""
    for child in token.rights:
        if child.dep_ != "prep" or child.i != token.i + 1:
            continue
        links = _LINKS | {"in"} if _may_sit(token, noun) else _LINKS
        target = next((item for item in child.rights if item.dep_ == "pobj"), None)
        if target is None or child.lower_ not in links:
            return None
        is_place = any(item.i in context.places for item in (target, *target.lefts))
        is_name = is_place or noun_at(context, target.i) is None
        return target if is_name or child.lower_ in {"of", "for"} else None
    return None


def _may_sit(token: Token, noun: ActorNoun) -> bool:
    """Return whether "in X" after a noun says whose it is: "officials in Moscow"."""
    if noun.acts != "state":
        return False
    return noun.bare == "document" or noun.noun == COUNTERPART or token.tag_ == "NNS"


def _right_edge(
    context: Context, token: Token, target: Token | None, names: Sequence[Found]
) -> int:
    """Return where the phrase ends: with the names, joined by "and", that say whose it is."""
    if target is None:
        return token.i + 1
    end = 0
    for item in (target, *target.conjuncts):
        if item.i < target.i or (end and item.left_edge.i > end + _JOIN_REACH):
            continue
        owners = [name.end for name in names if name.start <= item.i < name.end]
        around = any(part.i in context.places for part in (item, *item.lefts))
        known = owners or around or noun_at(context, item.i) is not None
        if known:
            end = max(end, item.i + 1, *owners)
    return end or token.i + 1


def _make_phrase(
    context: Context,
    token: Token,
    noun: ActorNoun,
    noun_start: int,
    names: Sequence[Found],
) -> Phrase:
    target = _complement(context, token, noun)
    start, end = _left_edge(context, token, noun_start), _right_edge(context, token, target, names)
    named = tuple(
        item
        for item in names
        if start <= item.start and item.end <= end
        if item.kind == "name" and not context.is_linked(item.start, item.end)
    )
    owner = _owner(context, token, noun, target if end > token.i + 1 else None)
    owned = range(0) if owner is None else _extent(context.doc[owner])
    places = _places_in(context, start, end)
    articles = {child.lower_ for child in token.children if child.dep_ in {"det", "poss"}}
    return Phrase(
        start=start,
        end=end,
        head=token.i,
        noun_start=noun_start,
        noun=noun,
        definite=bool(articles & _DEFINITE) or owner is not None,
        owner=owner,
        named=named,
        places=places,
        inner=_inner_nouns(context, (*range(start, noun_start), *range(token.i + 1, end)), owned),
    )


def _extent(token: Token) -> range:
    """Return the tokens from the first to the last that hang on a token."""
    return range(token.left_edge.i, token.right_edge.i + 1)


def _owner(context: Context, token: Token, noun: ActorNoun, target: Token | None) -> int | None:
    """Return the token that says whose the phrase is, where it is no name."""
    for child in token.children:
        if child.dep_ == "poss" and child.i not in context.places:
            return child.i
    if target is None or target.i in context.places or noun.collective:
        return None
    return target.i if noun_at(context, target.i) is not None else None


def _inner_nouns(context: Context, indices: Iterable[int], owned: range) -> tuple[ActorNoun, ...]:
    return tuple(
        found
        for index in indices
        if index not in owned and not context.is_hyphenated(index, index + 1)
        if (match := noun_at(context, index))
        and (found := context.lexicon.noun(match[0]))
        and found.type is not ActorType.CIVILIAN
    )


def _places_in(context: Context, start: int, end: int) -> tuple[Resolution, ...]:
    places: list[Resolution] = []
    for index in range(start, end):
        resolution = context.places.get(index)
        if resolution is None or resolution in places:
            continue
        span = resolution.toponym.span
        tokens = context.doc.char_span(span.start, span.end, alignment_mode="expand")
        if tokens is not None and not context.is_linked(tokens.start, tokens.end):
            places.append(resolution)
    return tuple(places)
