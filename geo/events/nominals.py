"""Who takes part in what a noun tells: "the demands of the miners were put to the minister"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from geo.events.grammar import (
    ESCAPES,
    WITNESSING,
    agents,
    carrier,
    complements,
    coordinated,
    dependants,
    is_passive,
)
from geo.events.valency import objects, subjects

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geo.events.context import Context
    from geo.events.predicates import Act

__all__ = ["accusers", "noun_slots"]

# What is said comes from its speaker: "an appeal from Amman".
_VOICED = frozenset({"ACCUSE", "AGREE", "PROTEST", "REJECT", "REQUEST", "SUPPORT", "THREATEN"})
_BLAMING = frozenset({"accuse", "blame", "charge", "condemn", "criticise", "criticize", "fault"})
_ANSWERS = frozenset({"answer", "comment", "reaction", "reply", "response"})
_REACHING = frozenset({"reach"})
_RECEIVING = frozenset({"earn", "gain", "get", "obtain", "receive", "secure", "win"})
_SENDING = frozenset(
    {"address", "bring", "convey", "deliver", "direct", "hand", "make", "present", "put", "send",
     "submit"}
)  # fmt: skip
_MAKING = frozenset({"carry", "conduct", "launch", "make", "mount", "stage"})
_UTTERING = frozenset({"announce", "declare", "issue", "proclaim", "send", "voice"})
_GATHERING = frozenset(
    {"assemble", "come", "converge", "flock", "gather", "mass", "pour", "stream", "turn"}
)
_CALLING = frozenset({"bring", "call", "invite", "summon"})
# What these link goes on at the same time, or in spite of it.
_BESIDE = frozenset({"amid", "as", "besides", "despite", "notwithstanding", "while"})
_PAIRING = frozenset({"among", "between"})
_NOUNS = frozenset({"NOUN", "PRON", "PROPN"})


def noun_slots(act: Act, clause: Token, context: Context) -> Iterator[tuple[str, list[Token]]]:
    """Yield the slots of an act that a noun tells, with the words that fill them.

    Parameters
    ----------
    act
        An act told by a noun.
    clause
        The verb that governs it ("carried out air strikes"), or the noun itself.
    context
        Lexicon, actors and places.
    """
    noun = act.token
    spoken = act.predicate.event_type in _VOICED
    yield from _governed_slots(act, clause, context)
    if spoken:
        yield from _exchanged_slots(noun, context)
    won = spoken and _is_received(noun)
    phrases = _noun_phrases(noun, context)
    pairs = [word for preposition, word in phrases if preposition in _PAIRING]
    for word, head in phrases:
        if word not in _PAIRING:
            # "An appeal from Amman": what is said is by whom it comes from.
            # So are "the request of Amman", "the demands of the miners".
            asked = act.predicate.event_type == "REQUEST" and bool(context.mentions_at(head))
            at_its = noun.head.lower_ == "at"
            own = word == "from" or (word == "of" and (at_its or asked or won))
            yield ("by" if spoken and own else word), [head]
    yield "between", _pair(noun, pairs)
    # "The police's arrest of a monk", but "the monk's arrest".
    done_to = any(word == "of" for word, _ in phrases)
    owner = "by" if done_to and act.predicate.frame.get("possessive") == "target" else "possessive"
    yield owner, [w for word in dependants(noun, "poss") for w in coordinated(word)]
    modifiers = dependants(noun, "amod", "compound", "nmod")
    yield "modifier", [w for word in modifiers for w in coordinated(word)]


def _governed_slots(act: Act, clause: Token, context: Context) -> Iterator[tuple[str, list[Token]]]:
    """Yield who takes part by the words that govern a noun, or that tell who made it happen."""
    noun, verb = act.token, act.token.head.head
    if clause.i != noun.i:
        yield from _light_slots(noun, clause, context)
    yield from _hosts(noun, context)
    yield from _made_slots(act, context)
    if noun.dep_ != "pobj":
        return
    if noun.head.lower_ in {"after", "at", "during", "following"}:
        yield from _speakers(noun, context)
    if act.predicate.event_type == "PROTEST" and verb.lemma_ in _GATHERING:
        yield "subject", subjects(verb, context.lexicon)
    if accusers(verb):
        yield "by", objects(verb)


def _made_slots(act: Act, context: Context) -> Iterator[tuple[str, list[Token]]]:
    """Yield who makes what a noun tells: "a truce proclaimed by the rebels".

    Who announces a raid need not lead it.
    """
    said = act.predicate.event_type in _VOICED | {"CONCEDE"}
    for told in dependants(act.token, "relcl"):
        if context.lexicon.is_operator(told.lemma_, pos="verb", kind="light"):
            yield "subject", subjects(told, context.lexicon)
    for told in dependants(act.token, "acl"):
        made = told.lemma_ in _MAKING or (said and told.lemma_ in _UTTERING)
        if made and is_passive(told):
            yield "by", agents(told)


def _exchanged_slots(noun: Token, context: Context) -> Iterator[tuple[str, list[Token]]]:
    """Yield to whom what is said is brought, or who is given it by others.

    "The demand was put to the minister", "a pledge drew no answer from Lima", "the speaker won
    the support of the miners".
    """
    verb = noun.head
    if _is_received(noun):
        yield "object", subjects(verb, context.lexicon)
    if noun.dep_ not in {"nsubj", "nsubjpass"}:
        return
    if verb.lemma_ in _REACHING and not is_passive(verb):
        yield "object", objects(verb)
    answered = any(word.lemma_ in _ANSWERS for word in dependants(verb, "dobj"))
    link = "to" if verb.lemma_ in _SENDING and is_passive(verb) else "from" if answered else ""
    words = [verb, *dependants(verb, "dobj")] if link else []
    yield "object", [n for word in words for by, n in complements(word) if by == link]


def _is_received(noun: Token) -> bool:
    return noun.dep_ == "dobj" and noun.head.lemma_ in _RECEIVING


def accusers(verb: Token) -> list[Token]:
    """Return by whom others are blamed, though the parser hangs him on what they did.

    "The cartel was blamed for the murder by prosecutors."
    """
    if verb.lemma_ not in _BLAMING or not is_passive(verb) or agents(verb):
        return []
    return [
        doer
        for preposition, noun in complements(verb)
        if preposition == "for"
        for link, doer in complements(noun)
        if link == "by"
    ]


def _noun_phrases(noun: Token, context: Context) -> list[tuple[str, Token]]:
    """Return the prepositional phrases of a noun, with the "by" that hangs elsewhere than on it."""
    phrases = list(complements(noun))
    if noun.dep_ == "pobj" and accusers(noun.head.head):
        # "Were blamed for the attack by police": the police blame.
        return [(link, word) for link, word in phrases if link != "by"]
    if any(link == "by" for link, _ in phrases):
        return phrases
    # "The murder of a judge by gunmen": a judge is by nobody.
    return phrases + [
        (link, head)
        for word, of in phrases
        if word == "of" and context.classes(of) & {"actor", "person"}
        for link, head in complements(of)
        if link == "by"
    ]


def _pair(noun: Token, words: list[Token]) -> list[Token]:
    """Return both sides of "fighting between A and B", whatever the parser joins B to.

    "Between units loyal to the government and fighters from the east", "between soldiers and
    men backing their rivals".
    """
    if len(words) > 1:
        return words
    clauses = [c for w in dependants(noun, "prep") if w.lower_ in _PAIRING for c in w.children]
    first = words or [n for c in clauses if c.dep_ == "pcomp" for n in dependants(c, "nsubj")]
    if not first:
        return []
    joined = [word for word in first[0].subtree if word.dep_ == "conj"]
    joined = joined or [word for word in dependants(noun, "conj") if word.i > first[0].i]
    return [first[0], *[word for word in joined if word.pos_ in _NOUNS][-1:]]


def _light_slots(noun: Token, clause: Token, context: Context) -> Iterator[tuple[str, list[Token]]]:
    """Yield the arguments of the verb that carries a noun ("carried out by", "suffered")."""
    lemma = clause.lemma_
    if lemma in ESCAPES | WITNESSING or context.lexicon.is_operator(
        lemma, pos="verb", kind="forestall"
    ):
        # Who foils an attack, flees it or reports it neither leads it nor is hit by it.
        pass
    elif context.lexicon.is_operator(lemma, pos="verb", kind="suffer"):
        yield "object", subjects(clause, context.lexicon)
    elif _is_carried(carrier(noun, context.lexicon)):
        doers = agents(clause) if is_passive(clause) else subjects(clause, context.lexicon)
        yield "subject", doers
    for preposition, word in complements(clause):
        if preposition in {"with", "against", "among"}:
            yield preposition, [word]
    yield "between", _pair(clause, [w for p, w in complements(clause) if p == "between"])


def _is_carried(noun: Token) -> bool:
    """Return whether a noun is an object of the verb that carries it.

    "Were killed as the group's advance stalled" tells of two acts.
    """
    beside = noun.dep_ == "pobj" and noun.head.lower_ in _BESIDE
    return noun.dep_ in {"dobj", "nsubjpass", "pobj", "attr"} and not beside


def _hosts(noun: Token, context: Context) -> Iterator[tuple[str, list[Token]]]:
    """Yield who calls whom to talks: "invited both sides to talks in Muscat"."""
    verb = noun.head.head
    if noun.dep_ == "pobj" and noun.head.lower_ == "to" and verb.lemma_ in _CALLING:
        yield "by", agents(verb) if is_passive(verb) else subjects(verb, context.lexicon)
        yield "with", objects(verb)


def _speakers(noun: Token, context: Context) -> Iterator[tuple[str, list[Token]]]:
    """Yield who met, where he speaks after it: "told reporters alongside Y after talks"."""
    verb = noun.head.head
    if any(preposition in {"between", "among", "of"} for preposition, _ in complements(noun)):
        return
    if context.lexicon.is_operator(verb.lemma_, pos="verb", kind="speech"):
        yield "subject", subjects(verb, context.lexicon)
        for preposition, word in complements(verb):
            if preposition in {"alongside", "with", "beside"}:
                yield "with", [word]
