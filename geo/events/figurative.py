"""Verbs of force that tell of no act: weather, accidents, hunts, and what only describes a noun."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from geo.events.context import Context
from geo.events.grammar import agents, dependants, is_passive
from geo.events.lexicon import Predicate
from geo.events.mishaps import is_blaze, is_blown_up
from geo.events.valency import objects, subjects

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["is_figurative"]

# What a vehicle does by accident.
_ACCIDENTS = frozenset(
    {"block", "burn", "crush", "damage", "destroy", "hit", "hurt", "injure", "kill", "maim",
     "strike", "wound"}
)  # fmt: skip
# Nouns of what is taken where it "fell", and what may stand beside the verb then.
_SETTLEMENTS = frozenset({"capital", "city", "stronghold", "town", "village"})
_FALLING = frozenset({"advcl", "aux", "cc", "conj", "mark", "nsubj", "punct"})
# What a force does all the time tells which force it is.
_WAGING = frozenset({"battle", "combat", "fight", "oppose"})
_WHEN = frozenset({"after", "at", "before", "during", "in", "on", "within"})
_TELLING_ARMS = frozenset({"actor", "armed", "nature", "state", "vehicle", "warship", "weapon"})


def is_figurative(token: Token, predicate: Predicate, context: Context) -> bool:
    """Return whether no actor does it: ash bombards, a comedy bombs, backed troops march.

    Parameters
    ----------
    token
        A verb that could name an act.
    predicate
        The entry of the lexicon that it matches.
    context
        Lexicon, actors and places.
    """
    doers = agents(token) if is_passive(token) else subjects(token, context.lexicon)
    if any(_is_natural(word, "nature", context) for word in doers):
        return True
    if predicate.event_type in {"ASSAULT", "COERCE"} and (
        _is_accident(token, doers, context)
        or is_blown_up(token, doers, context.lexicon)
        or _is_hunt(token, context)
        or any(_is_sporting(word, context) for word in doers)
        or any(_is_of_beast(word, context) for word in doers)
    ):
        return True
    # "Only defending themselves" supports nobody.
    if predicate.event_type == "SUPPORT" and any(
        word.lower_.endswith(("self", "selves")) for word in objects(token)
    ):
        return True
    if token.lemma_ == "fall" and not predicate.words and not _is_taken(token, doers, context):
        return True
    if _is_held_ground(token, predicate, context):
        return True
    return _describes(token, predicate) or _is_encounter(token, predicate, context)


def _is_taken(verb: Token, places: Sequence[Token], context: Context) -> bool:
    """Return whether a place is said to fall and nothing else ("Goma fell on Tuesday").

    Not "fell silent", "fell 3 percent", "fell behind", nor prices, walls and snow.
    """
    known = any(
        context.place_at(word) is not None or word.lemma_.lower() in _SETTLEMENTS for word in places
    )
    return known and all(
        child.dep_ in _FALLING
        or (child.dep_ == "prep" and child.lower_ in _WHEN)
        or (child.dep_ == "advmod" and child.lower_ not in {"apart", "away", "behind", "short"})
        or (child.dep_ == "npadvmod" and child.ent_type_ in {"DATE", "TIME"})
        for child in verb.children
    )


def _is_encounter(verb: Token, predicate: Predicate, context: Context) -> bool:
    """Return whether a clause says whom somebody came across ("those they met on the road").

    Or who was noticed ("the envoy was seen in Goma").
    """
    if verb.lemma_ == "see" and is_passive(verb) and predicate.event_type == "CONSULT":
        return True
    return (
        predicate.event_type == "CONSULT"
        and verb.lemma_ in {"meet", "see"}
        and verb.dep_ == "relcl"
        and not objects(verb)
        and not context.classes(verb.head) & {"actor", "armed", "office", "state"}
        and any(word.pos_ == "PRON" for word in subjects(verb, context.lexicon))
    )


def _is_held_ground(verb: Token, predicate: Predicate, context: Context) -> bool:
    """Return whether a lone name that no text explains is held, likelier a place than a captive.

    "The rebels held Zepa until July"; a captive is told by title, trade or a second name.
    """
    if verb.lemma_ != "hold" or predicate.mode != "abduct" or predicate.words:
        return False
    held = objects(verb)
    return bool(held) and all(
        word.pos_ == "PROPN"
        and word.ent_type_ != "NORP"
        and not dependants(word, "amod", "appos", "compound", "conj", "det", "nummod", "poss")
        and all(mention.actor.name == word.text for mention in context.mentions_at(word))
        for word in held
    )


def _is_accident(verb: Token, doers: Sequence[Token], context: Context) -> bool:
    """Return whether what a bus, a train or traffic does is meant by nobody ("hit a tree")."""
    return (
        verb.lemma_ in _ACCIDENTS
        and bool(doers)
        and all(_is_natural(word, "traffic", context) for word in doers)
    )


def _is_hunt(verb: Token, context: Context) -> bool:
    """Return whether a beast is shot or caught, not a person ("shot a wild boar").

    Nor is a play: "the comedy bombed" comes out of the parser as a noun with a participle.
    """
    hit = objects(verb)
    bare = verb.dep_ == "acl" and verb.head.dep_ == "ROOT" and not agents(verb)
    return bool(hit) and all(
        _is_natural(word, "beast", context)
        or (bare and "arts" in context.lexicon.classes.get(word.lemma_, ()))
        for word in hit
    )


def _is_of_beast(word: Token, context: Context) -> bool:
    """Return whether a beast does it ("a bear attacked"), and nobody who is named after one."""
    named = context.classes(word) & {"actor", "armed", "office"} and _measured(word) is word
    return not named and _measured(word).pos_ == "NOUN" and _is_natural(word, "beast", context)


def _is_sporting(word: Token, context: Context) -> bool:
    """Return whether a doer is named after a sport ("the volleyball team crushed its rivals")."""
    return any(
        "sport" in context.lexicon.classes.get(part.lemma_.lower(), ())
        for part in dependants(word, "compound", "amod")
    )


def _is_natural(word: Token, kind: str, context: Context) -> bool:
    """Return whether a noun is of a kind that no actor stands behind.

    "A house fire", but not "tank fire", "an army lorry", "a lorry of explosives".
    """
    noun = _measured(word)
    if kind not in context.lexicon.classes.get(noun.lemma_, ()):
        return False
    if kind == "nature":
        return noun.lemma_ != "fire" or is_blaze(noun, context.lexicon)
    return not any(
        context.classes(part) & _TELLING_ARMS
        for label in ("amod", "compound", "nmod", "poss", "npadvmod")
        for part in dependants(noun, label)
    ) and not any(
        preposition.lower_ in {"from", "by", "of"} for preposition in dependants(noun, "prep")
    )


def _measured(word: Token) -> Token:
    """Return what a noun is so much of: air strikes where "a wave of air strikes" hit."""
    for preposition in dependants(word, "prep"):
        if preposition.lower_ == "of":
            return next(iter(dependants(preposition, "pobj")), word)
    return word


def _describes(token: Token, predicate: Predicate) -> bool:
    """Return whether a participle after its noun says whose it is or what it is.

    "Troops backed by Riyadh", "fighters backing its rival", "a post manned by a militia", "a
    woman displaced by fighting", "the rebels fighting his government", "a man accused of spying".
    """
    after = token.dep_ == "acl" or (token.dep_ == "pcomp" and dependants(token, "nsubj"))
    # Where the noun is all that the sentence has, its participle is the verb of a clause.
    alone = token.head.dep_ == "ROOT" and predicate.event_type != "SUPPORT"
    if not after or alone or dependants(token, "npadvmod"):
        return False
    if predicate.event_type == "SUPPORT":
        return token.tag_ in {"VBN", "VBG"} and predicate.frame.get("with") == "target"
    if token.tag_ == "VBG":
        return token.lemma_ in _WAGING
    unnamed = predicate.event_type == "ACCUSE" and not agents(token)
    return token.tag_ == "VBN" and (unnamed or predicate.event_type in {"AID", "MOBILIZE"})
