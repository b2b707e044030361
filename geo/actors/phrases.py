"""Actors that a noun phrase describes: "Turkish forces", "rebel fighters", "its soldiers"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.actors.context import Context, Found, is_own_subject
from geo.actors.lexicon import ActorNoun, words_of
from geo.actors.names import noun_at
from geo.model import Actor, ActorType, Entry, Resolution

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Phrase", "describe", "is_holder", "read_phrase", "resolve_phrase"]

_LONGEST_PHRASE = 14

_INSIDE = frozenset({"compound", "amod", "nmod"})

# A noun that follows with one of these belongs to the phrase: "army of X", "envoy for Y".
_LINKS = frozenset({"of", "for", "from"})

_JOIN_REACH = 3

_POSSESSIVES = frozenset({"its", "their", "his", "her", "our"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those"}) | _POSSESSIVES

# Degrees: the lands of most peoples span less, continents and cultural areas more.
_HOMELAND = 25

# Which bank of a river is meant; a bank that keeps money is on neither side.
_SHORES = frozenset(
    {"east", "eastern", "far", "left", "near", "north", "northern", "opposite", "other", "right",
     "south", "southern", "west", "western"}
)  # fmt: skip

_HOLDING = frozenset({"administered", "controlled", "held", "occupied", "run"})

_FORMER = frozenset({"former", "ex"})

# Words that take an office away from its present holder.
_NOT_THE_HOLDER = _FORMER | frozenset(
    {"then", "deputy", "vice", "acting", "late", "caretaker", "exiled", "counterpart"}
)

# Words that say that a phrase is not of the country written of.
_FOREIGN = frozenset({"foreign", "international", "allied", "western", "neighbouring"})

# Types of nouns that mean the named actor itself: "Hamas fighters", not "Hamas prisoners".
_LENT_TO = frozenset(
    {ActorType.STATE, ActorType.GOVERNMENT, ActorType.MILITARY, ActorType.REBEL}
    | {ActorType.MILITIA, ActorType.TERRORIST, ActorType.IGO}
)
_NOT_LENDING = frozenset({ActorType.CIVILIAN, ActorType.PERSON, ActorType.MEDIA})

_ANTECEDENT_KINDS = frozenset({"name", "phrase"})

# "The army" after "the Israeli army" is that one only close by; else it is the country's own.
_ARMY_REACH = 1


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
    """Return whether a word only says what somebody is, or is seen or acts as."""
    if token.pos_ == "ADJ" and token.dep_ in {"amod", "acomp"}:
        return True
    return token.dep_ == "pobj" and token.head.lower_ == "as"


def _is_label(token: Token, noun: ActorNoun) -> bool:
    """Return whether a noun only sorts another: "hostage talks", but not "army shelling"."""
    if token.dep_ not in _INSIDE:
        return False
    return noun.type not in _LENT_TO or noun.sector == "JUD"


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
    """Return whether a token ends what stands before a phrase: "GOMA, North Kivu - Soldiers"."""
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
    return noun.acts == "state" and (noun.bare == "document" or token.tag_ == "NNS")


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


def resolve_phrase(
    context: Context, phrase: Phrase, history: Sequence[Found], owners: Sequence[Actor]
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
    owners
        Whom its possessive pronoun or unnamed owner stands for.
    """
    noun = _effective(phrase)
    if phrase.named:
        actors = [_of_actor(context, phrase, noun, item.actor) for item in phrase.named]
        actors += [
            _of_place(context, phrase, noun, place)
            for place in phrase.places
            if _is_joined(context, place, phrase.named)
        ]
    elif phrase.places:
        actors = [_of_place(context, phrase, noun, place) for place in phrase.places]
        if _joins_government(context, phrase):
            actors.append(describe(context, noun, context.country))
    elif owners:
        actors = [_of_actor(context, phrase, noun, actor) for actor in owners]
    else:
        actors = _unowned(context, phrase, noun, history)
    return tuple(dict.fromkeys(actors))


def _is_joined(context: Context, place: Resolution, named: Sequence[Found]) -> bool:
    """Return whether a place is joined to a named actor: "envoys of Ukraine and the OSCE"."""
    joined = {other.i for item in named for other in context.doc[item.head].conjuncts}
    return any(context.places.get(index) is place for index in joined)


def _joins_government(context: Context, phrase: Phrase) -> bool:
    """Return whether the home government is joined to a country: "government and X forces"."""
    words = {token.lower_ for token in context.doc[phrase.start : phrase.head]}
    return "and" in words and any(inner.acts == "state" for inner in phrase.inner)


def _of_actor(context: Context, phrase: Phrase, noun: ActorNoun, owner: Actor) -> Actor:
    """Return the part of a named actor that a phrase means: "Assad's air force"."""
    principal = context.lexicon.principal(owner, on=context.published)
    if principal.type is ActorType.STATE:
        return _of_country(context, phrase, noun, principal.country_code)
    belongs = bool(noun.acts) or noun.weak or noun.type in _LENT_TO
    if belongs and noun.acts != "against" and principal.type not in _NOT_LENDING:
        return principal
    country = principal.country_code or context.local_country(phrase.head)
    return describe(context, noun, country)


def _of_place(context: Context, phrase: Phrase, noun: ActorNoun, place: Resolution) -> Actor:
    body = context.state_of(place)
    if noun.acts and body is not None and body.type is not ActorType.STATE:
        return body
    country = place.entry.country_code if place.entry else None
    # Lawmakers in Westminster are British, whichever town of the name was found.
    if body is not None and body.type is ActorType.STATE:
        country = body.country_code
    if country is None and place.entry is not None and _is_homeland(place.entry):
        # "Kurdish militants" of a text on Iraq are Iraq's: the land of a people has no state.
        country = context.local_country(phrase.head)
    return _of_country(context, phrase, noun, country)


def _is_homeland(entry: Entry) -> bool:
    """Return whether an entry is the land of one people rather than a part of the world."""
    bounds = entry.bounds
    if entry.feature_class != "L" or bounds is None:
        return False
    return bounds.north - bounds.south < _HOMELAND and (bounds.east - bounds.west) % 360 < _HOMELAND


def _of_country(context: Context, phrase: Phrase, noun: ActorNoun, country: str | None) -> Actor:
    words = {token.lower_ for token in context.doc[phrase.start : phrase.end]}
    if noun.acts == "state" and noun.bare == "capital" and words & _FORMER:
        return _former_official(context, country)
    other = words & _NOT_THE_HOLDER or _is_of_another_office(context, phrase)
    if noun.office and context.published and not other:
        holder = context.lexicon.holder(noun.office, f"state:{country}", on=context.published)
        if holder is not None:
            return holder
    return describe(context, noun, country)


def _is_of_another_office(context: Context, phrase: Phrase) -> bool:
    """Return whether an office is told apart: "the secretary of state for defence"."""
    after = context.doc[phrase.head + 1 : phrase.head + 2].text.lower()
    return phrase.noun_start < phrase.head and after == "for"


def _former_official(context: Context, country: str | None) -> Actor:
    state = context.lexicon.state(country)
    return Actor(
        actor_id=f"text:former-official:{country or 'unknown'}",
        name=f"Former officials ({state.name})" if state else "Former officials",
        type=ActorType.PERSON,
        country_code=country,
        sector="CVL",
    )


def _unowned(
    context: Context, phrase: Phrase, noun: ActorNoun, history: Sequence[Found]
) -> list[Actor]:
    actor = _antecedent(context, phrase, noun, history)
    if actor is not None:
        return [actor]
    if noun.bare == "skip" and not phrase.inner:
        return []
    words = {token.lower_ for token in context.doc[phrase.start : phrase.noun_start]}
    country = {
        "local": context.local_country(phrase.head),
        "capital": context.capital_country(phrase.head),
        "document": context.country if phrase.definite else context.home_country(phrase.head),
        "skip": context.country,
    }.get(noun.bare)
    return [_of_country(context, phrase, noun, None if words & _FOREIGN else country)]


def _antecedent(
    context: Context, phrase: Phrase, noun: ActorNoun, history: Sequence[Found]
) -> Actor | None:
    """Return whom "the group" or "the officials" stands for: the last of that word or kind."""
    if not phrase.definite and noun.key != "coalition":
        return None
    here = context.sentence_of[phrase.head]
    reach = _ARMY_REACH if noun.acts == "military" else here
    is_plain = _is_plain(context, phrase)
    if noun.antecedents and not is_plain:
        return None
    kinds = phrase.noun.antecedents
    last: Actor | None = None
    for item in reversed(history):
        if here - context.sentence_of.get(item.head, -1) > reach:
            break
        if item.kind not in _ANTECEDENT_KINDS or is_own_subject(
            context, context.doc[phrase.head], item
        ):
            continue
        if _has_word(item, noun) or (kinds and _is_called(context, item, phrase)):
            return item.actor
        last = last or (item.actor if _is_of(item, kinds) else None)
    return last


def _is_called(context: Context, item: Found, phrase: Phrase) -> bool:
    """Return whether the text has called somebody so: "the paramilitary Qwert Forces"."""
    stem = phrase.noun.noun
    return _is_of(item, phrase.noun.antecedents) and any(
        stem in (token.lemma_.lower(), token.lower_) for token in context.doc[item.start : item.end]
    )


def _is_plain(context: Context, phrase: Phrase) -> bool:
    """Return whether nothing but actor nouns stands before the head: "the militant group"."""
    return all(noun_at(context, index) for index in range(phrase.start, phrase.noun_start))


def _is_of(item: Found, kinds: frozenset[str]) -> bool:
    actor = item.actor
    known = not actor.actor_id.startswith("text:") and actor.sector != "OPP"
    return known and actor.type.value in kinds


def _has_word(item: Found, noun: ActorNoun) -> bool:
    if item.noun:
        return item.noun == noun.noun and item.actor.country_code is not None
    is_body = item.actor.type not in {ActorType.PERSON, ActorType.STATE}
    is_kind = not noun.acts or item.actor.type is noun.type
    return is_body and is_kind and words_of(noun.noun)[-1] in words_of(item.actor.name)


def _effective(phrase: Phrase) -> ActorNoun:
    """Return the noun that gives the type: in "rebel fighters" the first, not the weak one."""
    noun = phrase.noun
    for inner in phrase.inner:
        if inner.acts == "state" and noun.acts == "military":
            return noun
        if noun.weak and inner.noun != noun.noun:
            return inner
    return noun


def describe(context: Context, noun: ActorNoun, country: str | None) -> Actor:
    """Return the actor for a noun of a country; its id is the same in every document."""
    lexicon = context.lexicon
    known = {"state": lexicon.state, "military": lexicon.military}.get(noun.acts)
    if known is not None and (actor := known(country)) is not None:
        return actor
    state = lexicon.state(country)
    return Actor(
        actor_id=f"text:{noun.key}:{country or 'unknown'}",
        name=f"{noun.label} ({state.name})" if state else noun.label,
        type=noun.type if noun.type is not ActorType.STATE else ActorType.GOVERNMENT,
        country_code=country,
        sector=noun.sector,
    )
