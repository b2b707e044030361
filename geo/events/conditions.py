"""Acts that are only conditions of others: "if the talks fail", "had they attacked"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.events.grammar import auxiliaries, dependants

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["has_condition", "is_conditional"]

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
