"""Who takes, loses, besieges or contests which place by an act: a claim for each of both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from geo.events.grammar import ancestors, complements, coordinated, dependants
from geo.events.holders import find_holders, possessors
from geo.events.linking import root_of
from geo.events.movements import find_movement
from geo.events.predicates import find_entry
from geo.events.valency import objects
from geo.model import (
    ActorMention,
    Claim,
    Control,
    Geoprecision,
    Resolution,
    Role,
    Span,
    Status,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geo.events.context import Context
    from geo.events.drafts import Draft
    from geo.events.predicates import Act

__all__ = ["claim_places", "find_places", "is_unnamed_site", "places_meant"]

# What a claim of the source says of the target.
_COUNTERCLAIMS: Mapping[Control, Control] = {Control.TAKES: Control.LOSES}
_CHANGES = frozenset({Control.TAKES, Control.LOSES})
# Prepositions that name the place that a settlement or a site is, or stands in.
_NAMING = frozenset({"at", "in", "of"})
_SITES = frozenset({"place", "holding", "facility"})
# How far back a text may have told of what it goes on from.
_MEANT_TOKENS = 60
# Who holds a part of a town, or what lies about it, does not hold the town.
_PARTS = frozenset(
    {"area", "bank", "block", "border", "chunk", "corridor", "countryside", "edge", "entrance",
     "half", "outskirt", "outskirts", "part", "pocket", "portion", "road", "section", "stretch",
     "street", "suburb", "surroundings", "swath", "swathe", "third", "tract", "village"}
)  # fmt: skip


def claim_places(draft: Draft, context: Context) -> tuple[Claim, ...]:
    """Return what an act says of who has the places that it is done to.

    One only tried leaves its place contested. Nothing is said of a town that another place is
    only near, of the front it names, of a country that the place taken is in, or of where a
    person or a cargo was seized. "Captured A, B and C" takes three places; who is handed a place,
    or whom it is lost to, takes it.

    Parameters
    ----------
    draft
        An act with its participants, place and date.
    context
        Lexicon, actors and places.
    """
    control = _control(draft, context)
    if control is None:
        return ()
    return tuple(
        Claim(
            document_id=place.toponym.document_id,
            span=draft.trigger,
            sentence=Span(start=draft.sentence.start_char, end=draft.sentence.end_char),
            control=claim,
            mention=mention,
            resolution=place,
            when=draft.when,
            background=draft.background,
        )
        for place in _grounds(draft, control, context)
        for claim, mention in _sides(draft, control, place, context)
    )


def _control(draft: Draft, context: Context) -> Control | None:
    control = draft.act.predicate.control
    if control is None or draft.reading.status is not Status.ACTUAL:
        return None
    if draft.act.is_noun and not _is_of_place(draft.act, context):
        return None
    return Control.CONTESTED if draft.reading.attempted else control


def _is_of_place(act: Act, context: Context) -> bool:
    """Return whether a noun's act is done to a place ("the fall of Sebha", not "of a minister")."""
    noun = act.token
    heads = [word for preposition, word in complements(noun) if preposition in {"of", "from"}]
    heads += dependants(noun, "poss", "compound")
    return any("place" in context.classes(word) for word in heads)


def _sides(
    draft: Draft, control: Control, place: Resolution, context: Context
) -> list[tuple[Control, ActorMention | None]]:
    """Return who is said to do what with a place; of one that only "fell", that it is lost."""
    sides: dict[tuple[Control, str], ActorMention] = {}
    for participant in draft.participants:
        mention = participant.mention
        claim = control if participant.role is Role.SOURCE else _COUNTERCLAIMS.get(control)
        if claim is not None and not _is_listed(mention, place, draft):
            sides.setdefault((claim, mention.actor.actor_id), mention)
    for noun in _gaining(draft.act, control):
        for mention in find_holders(noun, place, context):
            sides.setdefault((Control.TAKES, mention.actor.actor_id), mention)
    if not sides and control is Control.TAKES and _falls(draft.act):
        return [(Control.LOSES, None)]
    return [(claim, mention) for (claim, _), mention in sides.items()]


def _gaining(act: Act, control: Control) -> list[Token]:
    """Return the words for whom a place is ceded to, or into whose hands it falls."""
    if control is Control.LOSES:
        return _receivers(act.token)
    if control is Control.TAKES and _falls(act):
        return [noun for word in act.words for noun in possessors(word)]
    return []


def _receivers(token: Token) -> list[Token]:
    """Return whom a place is lost, ceded or handed to ("ceded Lachin to Azerbaijan")."""
    nouns = [noun for preposition, noun in complements(token) if preposition == "to"]
    # "Handed it back to the army": the parser may hang the receiver on the adverb.
    for word in dependants(token, "advmod", "prt"):
        nouns += [noun for preposition, noun in complements(word) if preposition == "to"]
    return nouns + [noun for noun in dependants(token, "dative") if noun.pos_ != "ADP"]


def _falls(act: Act) -> bool:
    """Return whether the place is the subject: "fell into rebel hands", "came under control"."""
    return act.predicate.frame.get("subject") == "none" and not act.is_noun


def _grounds(draft: Draft, control: Control, context: Context) -> Iterator[Resolution]:
    """Yield the places that an act is done to: its own, and those named beside it."""
    place = draft.place
    # Where the first of a list is in no gazetteer, its place is only what it is told by.
    if place is None or draft.place_words is not None:
        yield from _objects(draft, control, context)
        return
    first = place.resolution
    vague = (
        draft.front
        or place.inferred
        or place.geoprecision is Geoprecision.NEAR
        or place.geoprecision >= Geoprecision.COUNTRY
    )
    if vague and control in _CHANGES:
        # "The army retook it": what was taken before, wherever the text goes on from.
        for noun in objects(draft.act.token)[:1] if place.inferred else ():
            yield from places_meant(noun, context) if noun.lower_ == "it" else ()
        return
    if control is Control.LOSES:
        # Who retreats to a town does not lose it; the one left is that of the claim.
        origin, destination = find_movement(draft.act, draft.reading.clause, context)
        if destination is first and (origin is None or not _is_exact(origin)):
            return
        first = origin if destination is first and origin is not None else first
    yield first
    word = root_of(draft.sentence.doc, first.toponym.span)
    if word is not None and word.sent.start == draft.sentence.start:
        yield from (one for one in _beside(word, context) if one is not first)


def _objects(draft: Draft, control: Control, context: Context) -> Iterator[Resolution]:
    """Yield the places that the verb of an act without a place is said of ("A fell to M")."""
    verb = draft.act.token
    if draft.act.is_noun or control not in _CHANGES:
        return
    nouns = dependants(verb, "nsubj") if _falls(draft.act) else objects(verb)[:1]
    for noun in nouns:
        # "Took full control of Palmyra": the place is that of the control.
        if noun in draft.act.words:
            nouns += [word for preposition, word in complements(noun) if preposition == "of"]
        yield from find_places(noun, context)


def places_meant(noun: Token, context: Context) -> list[Resolution]:
    """Return the places that the last act before a word took, lost or besieged.

    Of the same sentence or the one before; none where that act was done to anything else.
    """
    first = noun.sent.start
    first = noun.doc[first - 1].sent.start if first else first
    for verb in reversed(noun.doc[max(first, noun.i - _MEANT_TOKENS) : noun.i]):
        own = noun.pos_ == "PRON" and verb.i == noun.head.i
        entry = find_entry(verb, context) if verb.pos_ == "VERB" and not own else None
        if entry is not None and entry[0].control is not None:
            ground = objects(verb) or dependants(verb, "nsubj")
            return [place for word in ground[:1] for place in find_places(word, context)]
    return []


def _beside(word: Token, context: Context) -> Iterator[Resolution]:
    """Yield the places coordinated with the one of a token, or with the site that it names."""
    seen: set[int] = set()
    for head in (word, *(head for _, head in ancestors(word, limit=2))):
        if head.pos_ not in {"NOUN", "PROPN", "ADP"}:
            return
        if head.pos_ == "ADP":
            if head.lower_ not in _NAMING:
                return
            continue
        for other in _listed_with(head):
            for place in find_places(other, context):
                if place.toponym.span.start not in seen:
                    seen.add(place.toponym.span.start)
                    yield place


def _listed_with(word: Token) -> list[Token]:
    """Return what stands in one list with a noun, itself left out."""
    first = word
    while first.dep_ == "conj" and first.head.pos_ in {"NOUN", "PROPN"}:
        first = first.head
    return [other for other in coordinated(first) if other.i != word.i]


def find_places(noun: Token, context: Context) -> Iterator[Resolution]:
    """Yield the places that a noun phrase and what is coordinated with it name, in text order.

    "Homs", "the towns of Homs and Hama", "the airport at Malakal"; not "parts of Homs", nor what
    is no better known than a country.
    """
    for word in coordinated(noun):
        place = context.place_at(word)
        if place is not None:
            yield from (place,) if _is_exact(place) else ()
        elif _SITES & context.classes(word) and word.lemma_.lower() not in _PARTS:
            yield from _named(word, context)
        # "Large areas of North Kivu, including the town of Rutshuru".
        for preposition in dependants(word, "prep"):
            if preposition.lower_ == "including":
                for inner in dependants(preposition, "pobj"):
                    yield from find_places(inner, context)


def is_unnamed_site(noun: Token, context: Context) -> bool:
    """Return whether a noun is of a part of a town that it does not name ("the university")."""
    known = bool(_SITES & context.classes(noun)) and context.place_at(noun) is None
    return known and noun.pos_ == "NOUN" and not any(_named(noun, context))


def _named(site: Token, context: Context) -> Iterator[Resolution]:
    """Yield the places that name a site: "town of X", "X airport", "the city, X"."""
    words = [*dependants(site, "compound", "appos", "poss")]
    for preposition in dependants(site, "prep"):
        if preposition.lower_ in _NAMING:
            words += [w for noun in dependants(preposition, "pobj") for w in coordinated(noun)]
    for word in words:
        place = context.place_at(word)
        if place is not None and _is_exact(place):
            yield place


def _is_exact(place: Resolution) -> bool:
    entry = place.entry
    return entry is not None and entry.geoprecision < Geoprecision.COUNTRY


def _is_listed(mention: ActorMention, place: Resolution, draft: Draft) -> bool:
    """Return whether an "actor" stands in one list with a place: a town taken for a person."""
    doc = draft.sentence.doc
    one, other = root_of(doc, mention.span), root_of(doc, place.toponym.span)
    if one is None or other is None or mention.implied:
        return False
    return one.i == other.i or any(word.i == one.i for word in _listed_with(other))
