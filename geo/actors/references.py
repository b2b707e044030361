"""Words that point back: pronouns, "the two sides", "both countries"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from geo.actors.context import Context, Found, is_minded, is_own_subject
from geo.actors.resolving import describe
from geo.model import ActorType

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["refer"]

_PAIR = frozenset({"side", "party", "country", "nation", "state", "team", "power", "government"})
_PAIR_MARKS = frozenset({"two", "both", "either", "each", "neither"})
# "The sides" are two without its being said; "the countries" may be any number.
_SIDES = "sides"
_STATES_ONLY = frozenset({"country", "nation", "state", "power", "government"})

_HE = frozenset({"he", "she", "him", "his", "her", "hers"})
_IT = frozenset({"it", "its"})
_THEY = frozenset({"they", "them", "their", "theirs"})

_WE = frozenset({"we", "us", "our", "ours"})

# How many sentences back "the 50-year-old" may look.
_AGED_REACH = 3

# What a heading calls a text in which "we" is who issues it.
_COMMUNIQUE = re.compile(
    r"\b(?:appeal|bulletin|communiqu[eé]|declaration|press (?:release|statement)|proclamation|"
    r"statement)\b",
    re.IGNORECASE,
)
_SAYS = frozenset({"add", "announce", "declare", "say", "state", "tell", "vow", "warn"})
_SPEAKERS = frozenset(
    {ActorType.GOVERNMENT, ActorType.IGO, ActorType.MILITARY, ActorType.MILITIA, ActorType.NGO}
    | {ActorType.REBEL, ActorType.STATE, ActorType.TERRORIST}
)

# How many sentences back a pronoun, and a pair, may look.
_PRONOUN_REACH = 1
_PAIR_REACH = 12
# Two sides are joined by "and" or "with", at most with an article or a preposition beside it.
_TWO, _JOIN_WORDS = 2, 3

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})

_PEOPLE = frozenset({ActorType.CIVILIAN, ActorType.UNKNOWN})
_NO_SIDES = frozenset(
    {ActorType.CIVILIAN, ActorType.MEDIA, ActorType.NGO, ActorType.UNKNOWN, ActorType.COMPANY}
)
# What only a commander calls his own, and whose servants command nothing.
_TROOPS = frozenset({"army", "fighter", "force", "militia", "soldier", "troop"})
_UNARMED = frozenset({ActorType.COMPANY, ActorType.IGO, ActorType.MEDIA, ActorType.NGO})
# What no "he" stands for, by the key or the ending of its noun.
_BODIES = frozenset({"agency", "company", "media", "mission", "ngo", "party", "side", "union"})
_BODY_ENDINGS = (
    *("administration", "agency", "army", "artillery", "authority", "cabinet", "clinic"),
    *("congress", "council", "court", "force", "government", "hospital", "insurgency", "junta"),
    *("ministry", "navy", "office", "opposition", "parliament", "police", "rebellion", "regime"),
    *("senate",),
)

_BANDS = frozenset({ActorType.MILITIA, ActorType.REBEL, ActorType.TERRORIST})
_NAMING = frozenset({"name", "phrase", "state"})
_PARTS = frozenset({"element", "member", "supporter"})
_COUNTS = frozenset({"dozen", "hundred", "score", "ten", "thousand"})
# What crowds do, and what is done to people: of profits neither is told.
_THRONGING = frozenset(
    {"chant", "demonstrate", "flee", "gather", "march", "mourn", "parade", "pour", "protest",
     "rally", "riot", "strike", "throng"}
)  # fmt: skip
_UNDERGONE = frozenset(
    {"abduct", "arrest", "beat", "charge", "deport", "detain", "evacuate", "execute", "expel",
     "free", "hang", "injure", "jail", "kidnap", "kill", "release", "rescue", "rob", "shoot",
     "swap", "torture", "wound"}
)  # fmt: skip
_MEASURES = frozenset({"DATE", "MONEY", "PERCENT", "TIME"})
_SINGULAR = frozenset({"NN", "NNP", "JJ"})


def refer(context: Context, token: Token, history: Sequence[Found]) -> tuple[Found, ...]:
    """Return the actors that a token points back to, with its own span; empty where unclear.

    Parameters
    ----------
    context
        The document.
    token
        A pronoun, or the head of a phrase such as "the two sides".
    history
        What was found before it, in order.
    """
    word = token.lower_
    if word in _HE or word in _WE:
        own = word in _WE
        found = _issuer(context, token, history) if own else _persons(context, token, history)
        return _point(token, found[:1])
    if word in _IT and not _is_expletive(token):
        return _point(token, _pick(context, token, history, _is_body)[:1])
    if word in _THEY:
        return _point(token, _pick(context, token, history, _is_many))
    return _refer_counted(context, token, history)


def _refer_counted(context: Context, token: Token, history: Sequence[Found]) -> tuple[Found, ...]:
    """Return whom a number, an age, "those" or "both sides" stands for."""
    word = token.lower_
    if (word == "those" and _is_suffering(token)) or _is_throng(token):
        return _people(context, token)
    if token.dep_ in _SUBJECTS and _is_elliptic(token):
        return _point(token, _people_before(context, token, history))
    if word == "old" and any(child.dep_ == "npadvmod" for child in token.children):
        return _aged(context, token, history)
    return _pair(context, token, history) if token.lemma_.lower() in _PAIR else ()


def _persons(context: Context, token: Token, history: Sequence[Found]) -> list[Found]:
    commands = token.dep_ == "poss" and token.head.lemma_ in _TROOPS
    return _pick(context, token, history, _is_commander if commands else _is_person)


def _is_commander(context: Context, item: Found) -> bool:
    """Return whether "his troops" may be somebody's: an envoy and a reporter have none."""
    return item.actor.type not in _UNARMED and _is_person(context, item)


def _issuer(context: Context, token: Token, history: Sequence[Found]) -> Sequence[Found]:
    """Return who says "we": who is said to speak just before, else who issues the text.

    "The union said in a statement: "We reject the plan."" "Statement by the People's Front".
    """
    here = context.sentence_of[token.i]
    for item in reversed(history):
        if here - context.sentence_of.get(item.head, -99) > _PRONOUN_REACH:
            break
        verb = context.doc[item.head].head
        says = verb.lemma_ in _SAYS and _is_subject(context, item)
        if says and item.actor.type in _SPEAKERS and _opens_speech(context, verb, token):
            return [item]
    return _issuers(context, history)


def _opens_speech(context: Context, verb: Token, token: Token) -> bool:
    """Return whether a quotation stands open between a verb of saying and a word."""
    between = context.doc[verb.i : token.i].text
    return between.count("\u201c") > between.count("\u201d") or between.count('"') % 2 == 1


def _issuers(context: Context, history: Sequence[Found]) -> Sequence[Found]:
    """Return the organisation that the heading of a communique names first."""
    heading = context.document.text.partition("\n\n")[0]
    if not _COMMUNIQUE.search(heading) or heading.rstrip()[-1:] == ".":
        return []
    for item in history:
        if context.doc[item.start].idx >= len(heading):
            return []
        if item.actor.type in _SPEAKERS and item.kind in _NAMING:
            return [item]
    return []


def _is_suffering(token: Token) -> bool:
    """Return whether "those" are people to whom something is done ("shot at those who fled")."""
    people = any(
        child.dep_ == "relcl" and any(word.lower_ == "who" for word in child.children)
        for child in token.children
    )
    shot_at = token.dep_ == "pobj" and token.head.lower_ in {"at", "on"}
    return people and (shot_at or token.dep_ in {"dobj", "nsubjpass"})


def _is_throng(token: Token) -> bool:
    """Return whether a large number alone are people: "tens of thousands marched"."""
    if token.lemma_ not in _COUNTS or token.tag_ != "NNS" or token.dep_ not in _SUBJECTS:
        return False
    counted = [n for c in token.children if c.lower_ == "of" for n in c.children]
    verb = token.head
    acts = verb.pos_ == "VERB" and (verb.lemma_ in _THRONGING or token.dep_ == "nsubjpass")
    return acts and all(noun.lemma_ in _COUNTS for noun in counted)


def _is_elliptic(token: Token) -> bool:
    """Return whether a number or "some" stands for people told of before ("two were freed")."""
    if token.pos_ == "NUM":
        alone = not any(c.dep_ in {"prep", "compound", "nmod", "relcl"} for c in token.children)
    else:
        alone = token.lower_ in {"others", "some"} and not [*token.children]
    return alone and token.head.lemma_ in _UNDERGONE and token.ent_type_ not in _MEASURES


def _people_before(context: Context, token: Token, history: Sequence[Found]) -> list[Found]:
    """Return the last people of whom a text told in the same sentence or the one before."""
    here = context.sentence_of[token.i]
    for item in reversed(history):
        if here - context.sentence_of.get(item.head, -99) > _PRONOUN_REACH:
            break
        if item.actor.type in _PEOPLE and item.kind != "attribute" and _is_many(context, item):
            return [item]
    return []


def _people(context: Context, token: Token) -> tuple[Found, ...]:
    """Return the people that "those who fled" are, of whom nothing else is known."""
    noun = context.lexicon.noun("civilian")
    if noun is None:
        return ()
    actor = describe(context, noun, context.local_country(token.i))
    # "Tens of thousands" is one phrase.
    counts = [word.i for word in token.subtree if word.lemma_ in _COUNTS]
    start, end = min(token.i, *counts, token.i), max(token.i, *counts, token.i) + 1
    return (Found(start=start, end=end, head=token.i, actor=actor, kind="phrase"),)


def _aged(context: Context, token: Token, history: Sequence[Found]) -> tuple[Found, ...]:
    """Return the person that "the 50-year-old" stands for: the last one named."""
    if not any(child.lower_ == "the" for child in token.children):
        return ()
    here = context.sentence_of[token.i]
    for item in reversed(history):
        if here - context.sentence_of.get(item.head, -99) > _AGED_REACH:
            return ()
        if item.actor.type is ActorType.PERSON:
            return _point(token, [item])
    return ()


def _is_expletive(token: Token) -> bool:
    """Return whether "it" stands for nothing: "it is feared that"."""
    verb = token.head
    clause = any(child.dep_ in {"ccomp", "advcl", "csubj"} for child in verb.children)
    if verb.lemma_ == "be":
        return token.dep_ in _SUBJECTS and not is_minded(verb)
    return token.dep_ in _SUBJECTS and clause and _is_passive(token)


def _is_passive(token: Token) -> bool:
    return token.dep_ == "nsubjpass"


def _point(token: Token, found: Sequence[Found]) -> tuple[Found, ...]:
    return tuple(
        Found(
            start=token.i,
            end=token.i + 1,
            head=token.i,
            actor=item.actor,
            implied=True,
            kind="pronoun",
            words=item.naming,
        )
        for item in found
    )


def _pick(
    context: Context,
    token: Token,
    history: Sequence[Found],
    fits: Callable[[Context, Found], bool],
) -> list[Found]:
    """Return the nearest fitting subject and those joined to it, else the only one that fits.

    This sentence is looked at first, then the one before. Of several who fit but are no subjects,
    the object of a verb is the last of its sentence.
    """
    here = context.sentence_of[token.i]
    for reach in range(_PRONOUN_REACH + 1):
        near = [item for item in history if here - context.sentence_of[item.head] == reach]
        fitting = [
            item
            for item in near
            if item.kind != "attribute" and fits(context, item)
            if not is_own_subject(context, token, item)
        ]
        subjects = [item for item in fitting if _is_subject(context, item)]
        if subjects:
            return _with_joined(context, subjects[-1], near)
        # "The group, known as the Front, was expelled when the army shelled it": no subject fits.
        beside = reach == 0 and token.dep_ in {"dative", "dobj"}
        if fitting and (beside or len({item.actor.actor_id for item in fitting}) == 1):
            return fitting[-1:]
    return []


def _with_joined(context: Context, chosen: Found, near: Sequence[Found]) -> list[Found]:
    """Return a mention with those of its span and those joined to it by "and"."""
    first = chosen.head
    while context.doc[first].dep_ == "conj":
        first = context.doc[first].head.i
    joined = {first, *(other.i for other in context.doc[first].conjuncts)}
    return [item for item in near if item.head in joined and item.kind != "attribute"]


def _is_subject(context: Context, item: Found) -> bool:
    token = _counting(context.doc[item.head])
    while token.dep_ == "conj":
        token = token.head
    return token.dep_ in _SUBJECTS


def _counting(token: Token) -> Token:
    """Return the word that counts or sorts people: "hundreds of gang members fled"."""
    if token.dep_ in {"amod", "compound"} and token.head.lemma_ in _PARTS:
        token = token.head
    if token.dep_ == "pobj" and token.head.lower_ == "of" and token.head.head.lemma_ in _COUNTS:
        return token.head.head
    return token


def _is_person(context: Context, item: Found) -> bool:
    if item.actor.type is ActorType.PERSON:
        return True
    head = context.doc[item.head]
    if item.kind == "pronoun":
        return head.lower_ in _HE
    noun = context.lexicon.noun(item.noun) if item.noun else None
    single = item.kind == "phrase" and head.tag_ in {"NN", "NNP"}
    if noun is None or not single:
        return False
    return not (noun.collective or noun.key in _BODIES or noun.noun.endswith(_BODY_ENDINGS))


def _is_body(context: Context, item: Found) -> bool:
    actor = item.actor
    singular = context.doc[item.head].tag_ in _SINGULAR or item.kind in {"state", "pronoun"}
    noun = context.lexicon.noun(item.noun) if item.noun else None
    # "The movement said it would": of what kind it is need not be known.
    group = noun is not None and noun.collective and actor.type is ActorType.UNKNOWN
    people = actor.type is ActorType.PERSON or actor.type in _PEOPLE
    return singular and (group or not people)


def _is_many(context: Context, item: Found) -> bool:
    token = _counting(context.doc[item.head])
    # "The Taliban said they would fight on."
    band = item.kind == "name" and item.actor.type in _BANDS
    plural = token.tag_ in {"NNS", "NNPS"} or token.lower_ in _THEY
    return band or plural or bool(token.conjuncts)


def _pair(context: Context, token: Token, history: Sequence[Found]) -> tuple[Found, ...]:
    """Return the two actors that "the two sides" or "both countries" mean."""
    # Behind its noun a number counts something else: "the countries, two of them at war".
    marks = [child for child in token.lefts if child.lower_ in _PAIR_MARKS]
    if token.lemma_ == "side" and any(child.lower_ == "of" for child in token.children):
        # "On both sides of the river".
        return ()
    if token.lower_ == _SIDES and not marks:
        # "The Peruvian and Chilean sides" are named, "the sides of the road" are none.
        others = [child for child in token.children if child.dep_ in {"amod", "compound", "prep"}]
        marks = [child for child in token.lefts if child.lower_ == "the" and not others]
    if not marks:
        return ()
    states_only = token.lemma_.lower() in _STATES_ONLY
    pair = _last_pair(context, token, history, states_only=states_only)
    start = min(child.i for child in marks)
    return tuple(
        Found(
            start=start,
            end=token.i + 1,
            head=token.i,
            actor=side.actor,
            implied=True,
            kind="pair",
            words=side.words,
        )
        for side in pair
    )


def _last_pair(
    context: Context, token: Token, history: Sequence[Found], *, states_only: bool
) -> tuple[Found, ...]:
    """Return the last two actors that were joined by "and", else the last two distinct ones."""
    here = context.sentence_of[token.i]
    recent = [
        item
        for item in history
        if here - context.sentence_of.get(item.head, -99) <= _PAIR_REACH
        and _may_be_side(item)
        and not is_own_subject(context, token, item)
    ]
    for first, second in reversed(list(pairwise(recent))):
        if _are_joined(context, first, second):
            pair = _distinct(context, (second, first), states_only=states_only)
            if len(pair) == _TWO:
                return tuple(reversed(pair))
    sides = [item for item in recent if item.actor.type is not ActorType.IGO]
    pair = _distinct(context, reversed(sides), states_only=states_only)
    return tuple(reversed(pair)) if len(pair) == _TWO else ()


def _may_be_side(item: Found) -> bool:
    """Return whether an actor can be one of two sides; who is not known of cannot."""
    actor = item.actor
    if actor.actor_id.startswith("text:") and actor.country_code is None:
        return False
    return actor.type not in _NO_SIDES


def _are_joined(context: Context, first: Found, second: Found) -> bool:
    between = context.doc[first.end : second.start]
    # "The Iraqi-Turkish border".
    if between.text == "-":
        return True
    return len(between) <= _JOIN_WORDS and any(token.lower_ in {"and", "with"} for token in between)


def _distinct(
    context: Context, items: Iterator[Found] | Sequence[Found], *, states_only: bool
) -> list[Found]:
    """Return the first two mentions whose principals differ, as mentions of these."""
    pair: dict[str, Found] = {}
    for item in items:
        actor = context.lexicon.principal(item.actor, on=context.published)
        if states_only and actor.type is not ActorType.STATE:
            continue
        # "The Turkish minister" and "a Turkish plan" do not name the side that is meant.
        named = actor == item.actor and context.doc[item.head].pos_ != "ADJ"
        words = item.naming if named else None
        pair.setdefault(actor.actor_id, replace(item, actor=actor, words=words))
        if len(pair) == _TWO:
            break
    return [*pair.values()]
