"""Actors that a noun phrase describes: "Turkish forces", "rebel fighters", "its soldiers"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.actors.context import Context, Found, is_agent, is_country
from geo.actors.lexicon import ActorNoun
from geo.actors.names import noun_at
from geo.model import Actor, ActorType, Resolution, Sense

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Phrase", "find_states", "read_phrase", "resolve_phrase"]

_LONGEST_PHRASE = 14

_INSIDE = frozenset({"compound", "amod", "nmod"})

# A noun that follows with one of these belongs to the phrase: "army of X", "envoy for Y".
_LINKS = frozenset({"of", "for", "from"})

# Words that take an office away from its present holder.
_NOT_THE_HOLDER = frozenset(
    {
        "former",
        "ex",
        "then",
        "deputy",
        "vice",
        "acting",
        "late",
        "caretaker",
        "exiled",
        "counterpart",
    }
)

# Types that a named actor lends to the people in its phrase: "Hamas fighters", not "Hamas
# prisoners".
_BELONGING = frozenset(
    {ActorType.STATE, ActorType.GOVERNMENT, ActorType.MILITARY, ActorType.REBEL}
    | {ActorType.MILITIA, ActorType.TERRORIST, ActorType.IGO, ActorType.UNKNOWN}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A noun phrase headed by an actor noun, by tokens, with what stands inside it."""

    start: int
    end: int
    head: int
    noun_start: int
    noun: ActorNoun
    definite: bool
    possessor: int | None
    named: tuple[Found, ...]
    places: tuple[Resolution, ...]
    inner: tuple[ActorNoun, ...]


def find_states(context: Context) -> Iterator[Found]:
    """Find the place names that stand for a state or government.

    A metonymic name does; so does a country that is the agent of a verb ("Russia has
    insisted"), and a country or demonym that qualifies a noun ("Russian air strikes").
    """
    seen: set[int] = set()
    for index, resolution in sorted(context.places.items()):
        if id(resolution) in seen or index not in context.sentence_of:
            continue
        seen.add(id(resolution))
        span = resolution.toponym.span
        tokens = context.doc.char_span(span.start, span.end, alignment_mode="expand")
        if tokens is None or not _stands_for_state(context, resolution, tokens.root):
            continue
        actor = _people_or_state(context, resolution, tokens.root)
        if actor is not None:
            yield Found(
                start=tokens.start,
                end=tokens.end,
                head=tokens.root.i,
                actor=actor,
                kind="state" if resolution.toponym.sense is Sense.METONYMIC else "attribute",
            )


def _stands_for_state(context: Context, resolution: Resolution, root: Token) -> bool:
    sense = resolution.toponym.sense
    if sense is Sense.METONYMIC:
        return True
    if context.is_linked(root.i, root.i + 1):
        return False
    if sense is Sense.LITERAL:
        return is_country(resolution) and (is_agent(root) or root.dep_ == "poss")
    return is_country(resolution)


def _people_or_state(context: Context, resolution: Resolution, root: Token) -> Actor | None:
    """Return the state; a people without an article is a population: "Syrians fled"."""
    entry = resolution.entry
    if resolution.toponym.sense is Sense.MODIFIER and root.tag_ in {"NNS", "NNPS"}:
        definite = any(child.lower_ == "the" for child in root.children)
        noun = context.lexicon.noun("civilian")
        if not definite and noun is not None and entry is not None:
            return describe(context, noun, entry.country_code)
    return context.state_of(resolution)


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
    if match is None or context.is_hyphenated(match[1], token.i + 1):
        return None
    noun = context.lexicon.noun(match[0])
    if noun is None or _is_absorbed(context, token, names):
        return None
    if token.pos_ == "ADJ" and token.dep_ in {"amod", "acomp"}:
        return None
    return _make_phrase(context, token, noun, match[1], names)


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
    """Return where the phrase starts, without article, quotes or leading conjunctions."""
    doc = context.doc
    start = min(token.left_edge.i, noun_start)
    if token.dep_ in _INSIDE:
        start = min(noun_start, _adjacent_place(context, noun_start))
    start = max(start, token.i - _LONGEST_PHRASE, token.sent.start)
    while start < noun_start and _is_leading(doc[start]):
        start += 1
    return start


def _adjacent_place(context: Context, start: int) -> int:
    while start - 1 in context.places and not context.is_linked(start - 1, start):
        start -= 1
    return start


def _is_leading(token: Token) -> bool:
    if token.lower_ in {"its", "their", "his", "her"}:
        return False
    if token.is_punct or token.is_space or token.dep_ in {"det", "predet", "preconj", "cc"}:
        return True
    return token.pos_ in {"DET", "ADV", "SCONJ", "CCONJ", "ADP"}


def _right_edge(context: Context, token: Token, names: Sequence[Found]) -> int:
    """Return where the phrase ends: "of X" belongs to it where X says whose it is."""
    end = token.i + 1
    for child in token.rights:
        if child.dep_ != "prep" or child.lower_ not in _LINKS or child.i != end:
            continue
        for target in child.children:
            if target.dep_ == "pobj" and _says_whose(context, target, names):
                owner = [item.end for item in names if item.start <= target.i < item.end]
                return max(owner, default=target.i + 1)
    return end


def _says_whose(context: Context, target: Token, names: Sequence[Found]) -> bool:
    if target.i in context.places or any(item.start <= target.i < item.end for item in names):
        return True
    return noun_at(context, target.i) is not None


def _make_phrase(
    context: Context,
    token: Token,
    noun: ActorNoun,
    noun_start: int,
    names: Sequence[Found],
) -> Phrase:
    doc = context.doc
    start = _left_edge(context, token, noun_start)
    end = _right_edge(context, token, names)
    inside = [item for item in names if start <= item.start and item.end <= end]
    named = tuple(
        item
        for item in inside
        if item.kind == "name" and not context.is_linked(item.start, item.end)
    )
    places = _places_in(context, start, end)
    owner = next((child for child in token.children if child.dep_ == "poss"), None)
    articles = {child.lower_ for child in token.children if child.dep_ == "det"}
    inner = tuple(
        found
        for index in (*range(start, noun_start), *range(token.i + 1, end))
        if not context.is_hyphenated(index, index + 1)
        and (match := noun_at(context, index))
        and (found := context.lexicon.noun(match[0]))
    )
    return Phrase(
        start=start,
        end=end,
        head=token.i,
        noun_start=noun_start,
        noun=noun,
        definite=owner is not None or bool(articles & {"the", "this", "that", "these", "those"}),
        possessor=owner.i if owner is not None and doc[owner.i].tag_ == "PRP$" else None,
        named=named,
        places=places,
        inner=inner,
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


def resolve_phrase(
    context: Context, phrase: Phrase, history: Sequence[Found], owner: Actor | None
) -> tuple[Actor, ...]:
    """Return whom a phrase means: usually one actor, several where it joins their names.

    Parameters
    ----------
    context
        The document.
    phrase
        The phrase.
    history
        What was found before it, in order.
    owner
        Whom a possessive pronoun in it stands for.
    """
    owners = [item.actor for item in phrase.named] or ([owner] if owner else [])
    if owners:
        actors = [_of_actor(context, phrase, actor) for actor in owners]
    elif phrase.places:
        actors = [_of_place(context, phrase, place) for place in phrase.places]
    else:
        actors = [_unowned(context, phrase, history)]
    return tuple(dict.fromkeys(actors))


def _of_actor(context: Context, phrase: Phrase, owner: Actor) -> Actor:
    """Return the part of a named actor that a phrase means: "Assad's air force"."""
    noun = _effective(phrase)
    principal = context.lexicon.principal(owner, on=context.published)
    if principal.type is ActorType.STATE:
        return _of_country(context, phrase, principal.country_code)
    if noun.type in _BELONGING or noun.weak:
        return principal
    return describe(context, noun, principal.country_code or context.local_country(phrase.head))


def _of_place(context: Context, phrase: Phrase, place: Resolution) -> Actor:
    noun = _effective(phrase)
    body = context.state_of(place)
    if noun.acts and body is not None and body.type is not ActorType.STATE:
        return body
    return _of_country(context, phrase, place.entry.country_code if place.entry else None)


def _of_country(context: Context, phrase: Phrase, country: str | None) -> Actor:
    noun = _effective(phrase)
    if noun.office and not _is_without_holder(context, phrase):
        holder = context.lexicon.holder(noun.office, f"state:{country}", on=context.published)
        if holder is not None and context.published is not None:
            return holder
    return describe(context, noun, country)


def _is_without_holder(context: Context, phrase: Phrase) -> bool:
    words = {token.lower_ for token in context.doc[phrase.start : phrase.end]}
    return bool(words & _NOT_THE_HOLDER)


def _unowned(context: Context, phrase: Phrase, history: Sequence[Found]) -> Actor:
    noun = _effective(phrase)
    if phrase.definite:
        for item in reversed(history):
            if item.noun == phrase.noun.noun and item.actor.country_code is not None:
                return item.actor
            if noun.antecedents and _can_stand_for(noun, item):
                return item.actor
    return describe(context, noun, context.local_country(phrase.head))


def _can_stand_for(noun: ActorNoun, item: Found) -> bool:
    if noun.acts:
        return False
    return item.actor.type.value in noun.antecedents and item.kind in {"name", "phrase"}


def _effective(phrase: Phrase) -> ActorNoun:
    """Return the noun that gives the type: in "rebel fighters" the first, not the weak one."""
    noun = phrase.noun
    for inner in phrase.inner:
        if inner.acts == "state" and noun.acts == "military":
            return replace(noun, weak=False)
        if noun.weak and inner.noun != noun.noun:
            return replace(inner, weak=noun.weak)
    return noun


def describe(context: Context, noun: ActorNoun, country: str | None) -> Actor:
    """Return the actor for a noun of a country; its id is the same in every document."""
    lexicon = context.lexicon
    known = {"state": lexicon.state, "military": lexicon.military}.get(noun.acts)
    if known is not None and (actor := known(country)) is not None:
        return actor
    state = lexicon.state(country)
    label = f"{noun.label} ({state.name})" if state else noun.label
    return Actor(
        actor_id=f"text:{noun.key}:{country or 'unknown'}",
        name=label,
        type=noun.type if noun.type is not ActorType.STATE else ActorType.GOVERNMENT,
        country_code=country,
        sector=noun.sector,
    )
