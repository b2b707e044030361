"""Acts that the text denies: negated, rejected as a claim, called untrue, prevented or failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.events.grammar import auxiliaries, dependants, determiners_reached

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Token

    from geo.events.lexicon import EventLexicon
    from geo.events.predicates import Act

__all__ = ["is_forestalled", "is_negated", "is_rebutted", "is_regretted", "is_untrue"]

# Nouns of what is said; where it is rejected, the act in it is denied ("rejected claims that").
_CLAIMS = frozenset(
    {"accusation", "allegation", "assertion", "charge", "claim", "report", "rumor", "rumour",
     "suggestion"}
)  # fmt: skip
_FALSE = frozenset(
    {"baseless", "fabricated", "fabrication", "false", "fiction", "invention", "lie", "unfounded",
     "untrue", "wrong"}
)  # fmt: skip
_TRUE = frozenset({"accurate", "correct", "true"})
_NOBODY = frozenset({"nobody", "none", "neither", "nothing"})
# A negated verb of these denies the act of its subject; others ("did not last") do not.
_EXIST = frozenset(
    {"be", "carry", "commit", "conduct", "exist", "happen", "have", "hold", "launch", "make",
     "mount", "occur", "order", "record", "report", "see", "stage", "take"}
)  # fmt: skip


def is_rebutted(chain: list[tuple[Token, Token]], lexicon: EventLexicon) -> bool:
    """Return whether an act is what a rejected claim says ("dismissed reports that it shelled")."""
    return any(
        child.dep_ in {"acl", "ccomp", "relcl"}
        and any(word.lower_ == "that" and word.dep_ == "mark" for word in child.children)
        and head.lemma_ in _CLAIMS
        and head.dep_ == "dobj"
        and (
            head.head.lemma_ in {"dismiss", "reject"}
            or lexicon.is_operator(head.head.lemma_, pos="verb", kind="deny")
        )
        for child, head in chain
    )


def _is_false(be: Token) -> bool:
    """Return whether a claim is called false, or not true."""
    called = {word.lemma_.lower() for word in dependants(be, "acomp", "attr")}
    return bool(called & (_TRUE if dependants(be, "neg") else _FALSE))


def is_untrue(chain: list[tuple[Token, Token]]) -> bool:
    """Return whether what is claimed is said to be false ("reports that X fled are untrue")."""
    for child, head in chain:
        claimed = head.lemma_ in _CLAIMS and head.dep_ in {"nsubj", "nsubjpass"}
        be = head.head if claimed else head
        said = claimed or child.dep_ in {"ccomp", "csubj"}
        if said and be.lemma_ == "be" and _is_false(be):
            return True
    return False


def is_negated(act: Act, clause: Token) -> bool:
    """Return whether an act, or the verb that tells of it, is negated.

    Parameters
    ----------
    act
        The act.
    clause
        The verb whose tense tells of it.
    """
    if act.is_noun and clause.i != act.token.i and clause.lemma_ not in _EXIST:
        return any(child.lower_ == "no" for child in dependants(act.token, "det"))
    if is_regretted(clause):
        return False
    if _is_neither(clause) or any(w.lower_ == "neither" for w in determiners_reached(clause)):
        return True
    for word in {clause.i: clause, act.token.i: act.token}.values():
        # "Did not fail to shell": the failing is denied.
        negated = word.lemma_ != "fail" and dependants(word, "neg")
        if negated or any(child.dep_ == "det" and child.lower_ == "no" for child in word.children):
            return True
        if any(
            child.lower_ in _NOBODY
            or any(inner.lower_ == "no" and inner.dep_ == "det" for inner in child.children)
            for child in dependants(word, "nsubj", "nsubjpass")
        ):
            return True
    head = act.token.head
    return act.token.dep_ == "pcomp" and head.lower_ == "without"


def is_regretted(verb: Token) -> bool:
    """Return whether a verb is told as wrongly done ("should not have bombed the school").

    Its negation is of the duty; who "should have withdrawn" did not.
    """
    helpers = {word.lower_ for word in auxiliaries(verb)}
    owed = "should" in helpers or (verb.dep_ == "xcomp" and verb.head.lower_ == "ought")
    negated = dependants(verb, "neg") or (verb.dep_ == "xcomp" and dependants(verb.head, "neg"))
    return owed and "have" in helpers and bool(negated)


def _is_neither(verb: Token) -> bool:
    """Return whether a verb or its subject is one of two that are both denied.

    "Neither Chad nor Niger shelled it", "neither shelled nor stormed it".
    """
    words = [verb, *dependants(verb, "nsubj", "nsubjpass")]
    if any(
        child.lower_ == "neither"
        for word in words
        for child in dependants(word, "preconj", "cc", "det", "advmod")
    ):
        return True
    return verb.dep_ == "conj" and any(
        child.lower_ == "nor" and child.i < verb.i for child in dependants(verb.head, "cc")
    )


def is_forestalled(chain: Iterable[tuple[Token, Token]], lexicon: EventLexicon) -> bool:
    """Return whether somebody failed to do an act, or kept it from being done.

    "Failed to capture", "unable to retake", "foiled an attack", "stopped short of attacking".

    Parameters
    ----------
    chain
        The links up from the word that names the act.
    lexicon
        The event lexicon.
    """
    for child, head in chain:
        if child.lower_ == "of" and head.lower_ == "short":
            return head.head.lemma_ in {"fall", "stop"}
        if child.dep_ == "prep" and child.lower_ not in {"from", "of", "in"}:
            return False
        pos = "adjective" if head.pos_ == "ADJ" else "verb"
        if lexicon.is_operator(head.lemma_.lower(), pos=pos, kind="forestall"):
            inside = child.dep_ in {"ccomp", "dobj", "nsubjpass", "prep", "xcomp"}
            return inside and not dependants(head, "neg")
        if child.dep_ not in {"conj", "pcomp", "pobj", "prep"}:
            return False
    return False
