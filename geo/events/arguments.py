"""Whether the arguments of a verb are such as a predicate takes: who acts, on what, what clause."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from geo.events.context import Context
from geo.events.grammar import agents, auxiliaries, complements, dependants, is_passive
from geo.events.lexicon import Predicate
from geo.events.people import INJURE
from geo.events.valency import objects, subjects

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["takes_arguments"]

# "It would not comment", "would not be surprised".
_UNTOLD = frozenset({"answer", "be", "comment", "disclose", "elaborate", "know", "say", "speak"})
# The classes of those who speak; an entry that takes them all takes anybody with a title.
_SPEAKERS = frozenset({"office", "person", "actor"})
# Who has words for weapons; whoever holds an office has, too.
_CRITICS = frozenset(
    {"activist", "analyst", "campaigner", "columnist", "commentator", "critic", "economist",
     "environmentalist", "expert", "journalist", "media", "press", "public", "watchdog"}
)  # fmt: skip
# Endings of nouns of a role.
_ROLE_ENDINGS = ("ator", "er", "ist", "or", "eur", "ian", "man", "chief", "head", "command", "ary")


def takes_arguments(token: Token, predicate: Predicate, context: Context) -> bool:
    """Return whether a verb's arguments are of the classes that the entry asks for."""
    if _is_other(token, predicate, context):
        return False
    doers = agents(token) if is_passive(token) else subjects(token, context.lexicon)
    # "Asked that his name be left out", "the displaced": no doer is told of.
    if "named" in predicate.subject and is_passive(token) and not doers:
        return False
    if predicate.subject and doers and not _fits(doers, predicate.subject, context):
        speaking = predicate.subject >= _SPEAKERS and any(_is_titled(word) for word in doers)
        if not speaking:
            return False
    return not predicate.object or _takes(token, predicate, context)


def _is_other(token: Token, predicate: Predicate, context: Context) -> bool:
    """Return whether a verb tells something else than its entry: a question, a fact, criticism."""
    kind = predicate.event_type
    if kind == "REQUEST":
        return _asks_a_question(token)
    if kind == "THREATEN":
        return _tells_a_fact(token)
    if kind == "PROTEST" and token.lemma_ == "march":
        return is_passive(token)  # "Prisoners were marched to a camp"
    if kind in {"MOBILIZE", "RETREAT"}:
        moves = kind == "MOBILIZE" or predicate.mode == "withdraw"
        return _is_carried_off(token) or (moves and _travels_alone(token, context))
    if predicate.frame.get("subject") == "target":
        return _is_criticised(token, context)
    # "What they called aggression" names it so, and accuses nobody of it.
    named = dependants(token, "dobj") if token.lemma_ == "call" else ()
    return any(word.lower_ == "what" for word in named)


def _is_carried_off(token: Token) -> bool:
    """Return whether casualties are brought away: no troops are moved for that.

    "A sapper was wounded and flown to Kinshasa", "the wounded soldiers were flown home".
    """
    if not is_passive(token):
        return False
    hurt = token.dep_ == "conj" and token.head.lemma_ in INJURE and is_passive(token.head)
    casualties = (child for word in objects(token) for child in dependants(word, "amod"))
    return hurt or any(word.lower_ in {"injured", "wounded"} for word in casualties)


def _travels_alone(token: Token, context: Context) -> bool:
    """Return whether only somebody in an office goes anywhere: "the general arrived in Rome"."""
    doers = [] if objects(token) else subjects(token, context.lexicon)
    classes = context.lexicon.classes
    kinds = [classes.get(word.lemma_.lower(), frozenset()) for word in doers]
    alone = all(word.tag_ == "NN" for word in doers) and all("person" in kind for kind in kinds)
    return bool(doers) and alone and not any("armed" in kind for kind in kinds)


def _is_criticised(token: Token, context: Context) -> bool:
    """Return whether who comes under fire does so from those who only speak ("from critics")."""
    for link, foe in complements(token):
        known = context.lexicon.classes.get(foe.lemma_.lower(), frozenset())
        speaks = foe.lemma_.lower() in _CRITICS or ("office" in known and "armed" not in known)
        if link in {"by", "from"} and speaks:
            return True
    return False


def _takes(token: Token, predicate: Predicate, context: Context) -> bool:
    """Return whether a verb has an object, or a clause, of the classes asked for."""
    if predicate.object == {"none"}:
        return not objects(token)
    if "clause" in predicate.object and _has_content(token):
        return True
    if "demand" in predicate.object:
        return any(_is_demanded(clause) for clause in _content(token))
    if "refusal" in predicate.object:
        return any(_is_refused(clause) for clause in _content(token))
    hit = [*objects(token), *dependants(token, "dative")]
    hit = hit or _reached(token, predicate)
    if "place" in predicate.object and any(_is_unknown_place(word, context) for word in hit):
        return True
    return _fits(hit, predicate.object, context)


def _is_unknown_place(word: Token, context: Context) -> bool:
    """Return whether a name that no table has may be of a place ("seized Qwertabad")."""
    return (
        word.pos_ == "PROPN"
        and word.text.istitle()
        and word.ent_type_ not in {"PERSON", "NORP", "PRODUCT", "EVENT", "DATE"}
        and not context.mentions_at(word)
        and not dependants(word, "det", "poss")
        and not context.lexicon.classes.get(word.lemma_.lower())
    )


def _reached(token: Token, predicate: Predicate) -> list[Token]:
    """Return what follows the preposition of a verb without an object ("spoke to the envoy")."""
    return [
        noun
        for alternatives in predicate.words
        for word in dependants(token, "prep", "prt")
        if word.lower_ in alternatives
        for noun in dependants(word, "pobj")
    ]


def _is_titled(word: Token) -> bool:
    """Return whether a subject is somebody's title that no table has ("the Area Coordinator").

    It is a capitalised noun with an article inside its sentence; a report or a law is no speaker.
    """
    return (
        word.text.istitle()
        and word.i > word.sent.start
        and word.lemma_.lower().endswith(_ROLE_ENDINGS)
        and bool(dependants(word, "det"))
    )


def _content(token: Token) -> list[Token]:
    return dependants(token, "ccomp", "xcomp")


def _has_content(token: Token) -> bool:
    """Return whether a verb has a clause of what is to be ("asked that", "asked to")."""
    return any(
        clause.dep_ == "xcomp"
        # "The roads were mined, a farmers' union charged."
        or (clause.dep_ == "ccomp" and clause.i < token.i and token.dep_ == "ROOT")
        or any(word.lower_ in {"that", "to"} for word in dependants(clause, "mark", "aux"))
        for clause in _content(token)
    )


def _is_demanded(clause: Token) -> bool:
    """Return whether a clause is what somebody is to do, not what is said to be so."""
    if not dependants(clause, "nsubj", "nsubjpass"):
        return False
    helpers = [word.lower_ for word in dependants(clause, "aux", "auxpass")]
    if any(word in {"must", "should", "to"} for word in helpers):
        return True
    return clause.tag_ in {"VB", "VBN"} and not set(helpers) - {"be"}


def _is_refused(clause: Token) -> bool:
    """Return whether a clause is what its speaker will not do ("said it would not yield").

    What somebody else, or a thing, will not do is a forecast; who will not comment says nothing.
    """
    helpers = {word.lower_ for word in dependants(clause, "aux", "auxpass")}
    negated = bool(dependants(clause, "neg")) and bool(helpers & {"will", "would", "wo", "'d"})
    own = [
        word
        for word in dependants(clause, "nsubj")
        if word.pos_ == "PRON" or any(owner.pos_ == "PRON" for owner in dependants(word, "poss"))
    ]
    return negated and bool(own) and clause.lemma_ not in _UNTOLD


def _tells_a_fact(token: Token) -> bool:
    """Return whether a verb warns of what is so, not of what will be done ("that it spreads")."""
    clauses = [clause for clause in dependants(token, "ccomp") if clause.i > token.i]
    return bool(clauses) and not any(
        clause.tag_ == "VB" or any(word.tag_ == "MD" for word in auxiliaries(clause))
        for clause in clauses
    )


def _asks_a_question(token: Token) -> bool:
    """Return whether a verb asks for an answer, not for an act ("asked how it happened").

    So does one right after a question quoted (""Who comes here?" asked a porter").
    """
    before = token.doc[max(token.sent.start, token.i - 2) : token.i].text
    if token.i > 0 and "?" in (before or token.doc[token.i - 1].text):
        return True
    return any(
        word.tag_ in {"WRB", "WP", "WDT"} and word.i > token.i
        for clause in _content(token)
        for word in clause.children
    )


def _fits(words: Sequence[Token], wanted: frozenset[str], context: Context) -> bool:
    return any(context.classes(word) & wanted for word in words)
