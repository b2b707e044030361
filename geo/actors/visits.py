"""Where people only come to: towns of talks and ends of journeys, which they are not of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.model import Resolution, Sense

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["Visit", "find_visits", "is_host"]

# Whoever talks somewhere need not be of there: hosts are often of a third country.
_TALKS = frozenset(
    {"begin", "conference", "confer", "convene", "meet", "meeting", "negotiate", "negotiation",
     "open", "resume", "round", "summit", "talk", "talks"}
)  # fmt: skip
# Of these, what says by itself that people talk; a school may open somewhere, too.
_TALKING = _TALKS - {"begin", "convene", "open", "resume", "round"}
_TRAVELS = frozenset(
    {"arrive", "come", "depart", "flight", "fly", "go", "head", "jet", "journey", "land", "leave",
     "return", "route", "stopover", "tour", "travel", "trip", "visit", "way"}
)  # fmt: skip
_TOURED = frozenset({"leave", "tour", "visit"})
_HOLDING = frozenset(
    {"attend", "begin", "conduct", "continue", "have", "hold", "join", "open", "resume", "start"}
)
_AT = frozenset({"at", "in"})
_WAYS = frozenset({"at", "for", "from", "in", "into", "of", "through", "to", "via"})
# "Met the leaders of the miners in Oruro": the parser hangs the town on what stands before it.
_DEPTH = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A place that people come to, with the words that say so.

    `verbs` are the tokens of the clause whose subjects and partners come there; `talks` whether
    they come to talk.
    """

    resolution: Resolution
    verbs: frozenset[int]
    talks: bool


def find_visits(doc: Doc, resolutions: Sequence[Resolution]) -> Iterator[Visit]:
    """Find the places that are only visited: "flew to Nairobi", "held talks in Muscat".

    Parameters
    ----------
    doc
        The parse.
    resolutions
        Its toponyms; those that stand for governments are no places to visit.
    """
    for resolution in resolutions:
        span = resolution.toponym.span
        tokens = doc.char_span(span.start, span.end, alignment_mode="expand")
        if tokens is None or resolution.toponym.sense is not Sense.LITERAL:
            continue
        anchor = _anchor(_first_of_joined(tokens.root))
        if anchor is not None:
            verbs = frozenset(_verbs(anchor))
            talks = _is_talk(anchor) or any(_has_talks(doc[index]) for index in verbs)
            yield Visit(resolution=resolution, verbs=verbs, talks=talks)


def is_host(doc: Doc, resolution: Resolution) -> bool:
    """Return whether people of elsewhere may talk at a place: "met in Stockholm"."""
    span = resolution.toponym.span
    tokens = doc.char_span(span.start, span.end, alignment_mode="expand")
    if resolution.toponym.sense is not Sense.LITERAL or tokens is None:
        return False
    link = tokens.root.head
    return link.lower_ in _AT and link.head.lemma_.lower() in _TALKS


def _first_of_joined(token: Token) -> Token:
    while token.dep_ == "conj":
        token = token.head
    return token


def _anchor(root: Token) -> Token | None:
    """Return the word that says that a place is visited, or that people talk there."""
    if root.dep_ == "dobj":
        return root.head if root.head.lemma_ in _TOURED else None
    link = root.head
    if root.dep_ != "pobj" or link.lower_ not in _WAYS:
        return None
    word = link.head
    for _ in range(_DEPTH):
        lemma = word.lemma_.lower()
        if link.lower_ in _AT and (lemma in _TALKS or _has_talks(word)):
            return word
        if lemma in _TRAVELS:
            return word
        # "The road to Goma", "soldiers in Goma" are not visits of whoever does something there.
        if word.pos_ == "VERB" or word.head.i == word.i or link.lower_ not in _AT:
            return None
        word = word.head
    return None


def _is_talk(word: Token) -> bool:
    return word.lemma_.lower() in _TALKING


def _has_talks(verb: Token) -> bool:
    """Return whether people talk as a verb tells it: "held talks", "flew in for a summit"."""
    if verb.pos_ not in {"AUX", "VERB"}:
        return False
    near = [child for child in verb.children if child.dep_ in {"advcl", "dobj", "prep", "xcomp"}]
    inner = [noun for child in near if child.dep_ == "prep" for noun in child.children]
    return any(_is_talk(word) for word in (*near, *inner))


def _verbs(anchor: Token) -> Iterator[int]:
    """Yield an anchor and the verbs that it has its subject from: "plans to visit Oslo"."""
    yield anchor.i
    word = anchor
    while word.pos_ not in {"VERB", "AUX"} and word.head.i != word.i:
        word = word.head
    # Whoever guards talks takes no part in them.
    if word.i != anchor.i and _is_talk(anchor) and word.lemma_ not in _HOLDING:
        return
    yield word.i
    while word.dep_ in {"xcomp", "conj"} and not _has_subject(word) and word.head.i != word.i:
        word = word.head
        yield word.i


def _has_subject(verb: Token) -> bool:
    return any(child.dep_ in {"nsubj", "nsubjpass"} for child in verb.children)
