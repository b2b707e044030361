"""Acts that are only thought of: conditions ("if the talks fail"), what is likely or feared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from geo.events.grammar import auxiliaries, carrier, dependants

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geo.events.lexicon import EventLexicon
    from geo.events.predicates import Act

__all__ = ["has_condition", "is_conditional", "is_supposed"]

# Words that link an act to what is said of it: it "is", "remains" or "seems" likely.
_LINKING = frozenset({"appear", "be", "become", "grow", "look", "remain", "seem"})
# "The raid is considered a crime" judges one that was made.
_JUDGING = frozenset({"acomp", "attr", "oprd", "xcomp"})
# What stands before its subject where a clause supposes without "if".
_INVERTED = frozenset({"had", "should", "were"})


def is_conditional(clause: Token, chain: list[tuple[Token, Token]]) -> bool:
    """Return whether the act is itself the condition ("if the talks broke down")."""
    words = [clause, *(child for child, _ in chain)]
    if any(_is_inverted(word) for word in words):
        return True
    return any(
        child.lower_ in {"if", "unless", "lest", "whether", "until", "provided", "once"}
        for word in words
        for child in dependants(word, "mark", "advmod")
        if child.lower_ != "until" or not _is_past(word)
    )


def _is_past(verb: Token) -> bool:
    """Return whether a clause tells of the past ("sang until the guard opened fire")."""
    return verb.tag_ == "VBD" or any(word.tag_ == "VBD" for word in auxiliaries(verb))


def _is_inverted(verb: Token) -> bool:
    """Return whether a clause supposes by its order ("had they attacked", "were it to fall")."""
    helpers = [word for word in (verb, *dependants(verb, "aux")) if word.lower_ in _INVERTED]
    doers = dependants(verb, "nsubj", "nsubjpass")
    return (
        verb.dep_ == "advcl"
        and bool(helpers)
        and bool(doers)
        and helpers[0].i < doers[0].left_edge.i
        and helpers[0].i == verb.left_edge.i
    )


def has_condition(clause: Token) -> bool:
    """Return whether a clause depends on a condition."""
    return any(
        mark.lower_ in {"if", "unless", "provided", "providing", "should"}
        for verb in (clause, clause.head)
        for child in dependants(verb, "advcl")
        for mark in dependants(child, "mark", "prep", "aux")
    )


def is_supposed(act: Act, chain: list[tuple[Token, Token]], lexicon: EventLexicon) -> bool:
    """Return whether an act is only called possible, likely, imminent or feared.

    "A possible attack", "an attack is likely", "an offensive looms", "clashes were feared", "is
    likely to attack", "it is likely that they will attack".

    Parameters
    ----------
    act
        The act.
    chain
        The links up from the word that names it.
    lexicon
        The event lexicon: its adjectives of kind `consider`, its verbs of kind `impend`.
    """
    if any(
        child.dep_ in {"ccomp", "csubj", "xcomp"} and _is_likely(head, lexicon)
        for child, head in chain
    ):
        return True
    if not act.is_noun:
        return False
    if _is_called(dependants(act.token, "amod"), lexicon):
        return True
    noun = carrier(act.token, lexicon)
    if noun.dep_ not in {"nsubj", "nsubjpass"} or _is_known(noun):
        return False
    if _is_likely(noun.head, lexicon):
        return True
    judged = noun.dep_ == "nsubjpass" and bool(dependants(noun.head, *_JUDGING))
    return not judged and lexicon.is_operator(noun.head.lemma_, pos="verb", kind="impend")


def _is_likely(word: Token, lexicon: EventLexicon) -> bool:
    """Return whether a word is the "likely", or the "is likely", of what may be.

    Not where something else is ("the raid was unlikely to end the war").
    """
    if word.pos_ == "ADJ":
        return _is_called([word], lexicon)
    said = dependants(word, "acomp", "oprd") if word.lemma_ in _LINKING else []
    return _is_called([item for item in said if not dependants(item, "ccomp", "xcomp")], lexicon)


def _is_known(noun: Token) -> bool:
    """Return whether a noun's act was made, however likely it was ("the attack was inevitable").

    What is said to have been likely may be still to come ("said the attack was likely").
    """
    definite = any(word.lower_ in {"the", "this", "that"} for word in dependants(noun, "det"))
    return definite and _is_past(noun.head) and noun.head.dep_ != "ccomp"


def _is_called(words: Iterable[Token], lexicon: EventLexicon) -> bool:
    return any(lexicon.is_operator(word.lower_, pos="adjective", kind="consider") for word in words)
