"""Which act a phrase belongs to: dates and places alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.events.grammar import ancestors, dependants

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from geo.events.lexicon import EventLexicon
    from geo.events.predicates import Act
    from geo.model import Span

__all__ = ["Anchor", "find_anchor", "relation", "root_of"]


# A clause that these open has a time of its own.
_OTHER_TIME = frozenset({"after", "although", "because", "before", "since", "though", "until"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """The verb or act that a phrase depends on, and the words on the way up to it."""

    owner: Token
    path: tuple[Token, ...]

    @property
    def prepositions(self) -> tuple[str, ...]:
        """The prepositions on the way, the nearest to the phrase first."""
        return tuple(word.lower_ for word in self.path if word.dep_ in {"prep", "agent"})


def root_of(doc: Doc, span: Span) -> Token | None:
    """Return the token of a span that depends on a token outside it."""
    words = doc.char_span(span.start, span.end, alignment_mode="expand")
    return None if words is None or not len(words) else words.root


def find_anchor(token: Token, stops: Mapping[int, Act]) -> Anchor | None:
    """Climb from a phrase to the first verb, or the first noun that names an act."""
    path = [token]
    for _, head in ancestors(token, limit=20):
        acts = head.pos_ in {"VERB", "AUX"} and not _is_no_verb(head)
        if head.i in stops or acts:
            return Anchor(owner=head, path=tuple(path))
        # "The decision this week to send tanks": the time is that of what was decided.
        decided = [word for word in dependants(head, "acl") if word.i in stops]
        if decided and head.pos_ == "NOUN" and token.i < decided[0].i:
            return Anchor(owner=decided[0], path=tuple(path))
        path.append(head)
    return None


def _is_no_verb(word: Token) -> bool:
    """Return whether what is tagged as a verb is none ("in Borno and Yobe states")."""
    return word.dep_ in {"amod", "compound"} or (word.dep_ == "pobj" and word.tag_ != "VBG")


def relation(act: Act, clause: Token, owner: Token, lexicon: EventLexicon) -> int:
    """Return how closely a phrase's owner belongs to an act, 0 (not at all) to 3 (its own).

    3: the act itself, or the verb that governs its noun. 2: a verb that the act continues
    ("deployed ... and detained", "struck, killing"). 1: a verb that continues the act.
    """
    if owner.i in {act.token.i, clause.i}:
        return 3
    if any(word.i == owner.i for word in act.words):
        return 3
    if _continues(clause, owner, lexicon):
        return 2
    return int(owner.pos_ == "VERB" and _goes_on(owner, clause))


def _goes_on(inner: Token, outer: Token) -> bool:
    """Return whether a verb only goes on with what another one tells ("struck, killing")."""
    for child, head in ancestors(inner, limit=3):
        shared = (
            child.dep_ == "conj"
            and not dependants(child, "nsubj", "nsubjpass")
            and not _changes_tense(child, head)
        )
        if not shared and not (child.dep_ in {"advcl", "xcomp"} and child.tag_ in {"VBG", "VB"}):
            return False
        if head.i == outer.i:
            return True
    return False


def _changes_tense(verb: Token, earlier: Token) -> bool:
    """Return whether a coordinated verb leaves the time told ("sent planes and has offered")."""
    own = {word.lower_ for word in dependants(verb, "aux", "auxpass")}
    before = {word.lower_ for word in dependants(earlier, "aux", "auxpass")}
    return earlier.tag_ == "VBD" and not before and bool(own & {"has", "have", "will", "is", "are"})


def _continues(inner: Token, outer: Token, lexicon: EventLexicon) -> bool:
    """Return whether a clause goes on with a governing one, without a saying between them."""
    for child, head in ancestors(inner, limit=6):
        label = child.dep_
        if label not in {
            "acl",
            "advcl",
            "conj",
            "dobj",
            "pcomp",
            "pobj",
            "prep",
            "xcomp",
            "nsubj",
            "nsubjpass",
            "relcl",
            "ccomp",
            "attr",
            "appos",
            "dep",
        }:
            return False
        speech = lexicon.is_operator(head.lemma_.lower(), pos="verb", kind="speech")
        if label in {"ccomp", "relcl"} and (speech or label == "relcl"):
            return False
        if label == "advcl" and any(
            word.lower_ in _OTHER_TIME and word.i < child.i
            for word in dependants(child, "mark", "prep")
        ):
            return False
        retold = dependants(child, "nsubj", "nsubjpass") and child.i != inner.i
        if label == "conj" and (retold or _changes_tense(child, head)):
            return False
        if head.i == outer.i:
            return not (speech and label in {"ccomp", "advcl"})
    return False
