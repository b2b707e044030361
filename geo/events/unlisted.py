"""Places that a text names and no gazetteer has ("the village of Qwertina").

They have no point. But an act that happened in one did not happen in another place that its
sentence names; at most in the district or town that this one is said to lie in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from geo.events.grammar import dependants
from geo.model import ActorType, Resolution, Sense, Span, Toponym

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence
    from spacy.tokens import Token

    from geo.events.context import Context

__all__ = ["UNLISTED", "find_unlisted"]

UNLISTED = "unlisted"

# Words that stand before a place, and what may stand after them there.
_LOCATIVES = frozenset(
    {"around", "at", "in", "inside", "into", "near", "outside", "over", "through", "toward",
     "towards"}
)  # fmt: skip
# Proper names of these kinds, as spaCy tells them, are not of places.
_NO_PLACES = frozenset(
    {"DATE", "EVENT", "LANGUAGE", "LAW", "MONEY", "NORP", "ORDINAL", "PERCENT", "TIME",
     "WORK_OF_ART"}
)  # fmt: skip
_PLACES = frozenset({"FAC", "GPE", "LOC"})
_JOINTS = frozenset({"-", "'", "’", "‘", "`", "–"})
# A name of more words is a heading or a list.
_LONGEST_NAME = 6
# A sentence of more is a list; the rest is not read.
_MOST_NAMES = 20


def find_unlisted(sentence: Sentence, context: Context) -> list[Resolution]:
    """Return the places that a sentence names and that no gazetteer has.

    Parameters
    ----------
    sentence
        The sentence.
    context
        Lexicon, actors and places.

    Returns
    -------
    Resolutions without an entry: toponyms that were recognised all the same, then others.
    """
    taken = {
        offset
        for item in context.named_in(sentence)
        for offset in range(item.toponym.span.start, item.toponym.span.end)
    }
    found = [
        item
        for item in context.named_in(sentence)
        if item.entry is None and item.toponym.sense is Sense.LITERAL
    ]
    names: set[int] = set()
    for words in _names(sentence):
        root = sentence.doc[words[0].i : words[-1].i + 1].root
        if any(word.idx in taken for word in words) or len(found) >= _MOST_NAMES:
            continue
        shared = root.dep_ == "conj" and root.head.i in names
        if not (shared or _is_place(words, root, context)):
            continue
        names.update(word.i for word in words)
        span = Span(start=words[0].idx, end=words[-1].idx + len(words[-1]))
        found.append(_unresolved(span, sentence.doc.text[span.start : span.end]))
    return found


def _names(sentence: Sentence) -> Iterator[list[Token]]:
    """Yield the runs of proper nouns of a sentence, hyphens inside them included."""
    run: list[Token] = []
    for token in sentence:
        joins = bool(run) and token.text in _JOINTS and not run[-1].whitespace_
        if (token.pos_ == "PROPN" and token.text[0] not in _JOINTS) or joins:
            run.append(token)
            continue
        yield from _trimmed(run)
        run = []
    yield from _trimmed(run)


def _trimmed(run: list[Token]) -> Iterator[list[Token]]:
    while run and run[-1].text in _JOINTS:
        run = run[:-1]
    if 0 < len(run) <= _LONGEST_NAME and any(word.text[0].isupper() for word in run):
        yield run


def _is_place(words: Sequence[Token], root: Token, context: Context) -> bool:
    """Return whether the words around a proper name, or its own last word, make it a place's."""
    if _is_actor(words, context) or root.ent_type_ in _NO_PLACES:
        return False
    if _is_sited(words, root, context):
        return True
    if root.dep_ == "pobj" and root.head.lower_ in _LOCATIVES:
        return root.ent_type_ != "ORG"
    return root.ent_type_ in _PLACES and root.dep_ in {"dobj", "nsubjpass", "pobj", "compound"}


def _is_actor(words: Sequence[Token], context: Context) -> bool:
    return any(
        mention.actor.type is not ActorType.PERSON
        for word in words
        for mention in context.mentions_at(word)
    )


def _is_person(words: Sequence[Token], context: Context) -> bool:
    """Return whether a name of several words is somebody's ("the house of Bishop Carlos Belo")."""
    return len(words) > 1 and bool(context.mentions_at(words[-1]))


def _is_sited(words: Sequence[Token], root: Token, context: Context) -> bool:
    """Return whether a common noun says that a name is of a place ("the Qwertina district")."""
    doc, last = root.doc, words[-1]
    if len(words) > 1 and _is_site(last, context):
        return True
    following = doc[last.i + 1] if last.i + 1 < len(doc) else None
    if following is not None and following.pos_ == "NOUN" and _is_site(following, context):
        return True
    if root.dep_ == "pobj" and root.head.lower_ == "of":
        return _is_site(root.head.head, context) and not _is_person(words, context)
    return root.dep_ == "appos" and _is_site(root.head, context) and not dependants(root, "poss")


def _is_site(word: Token, context: Context) -> bool:
    classes = context.lexicon.classes.get(word.lemma_.lower(), frozenset())
    return bool(classes & {"facility", "place"}) and word.ent_type_ != "PERSON"


def _unresolved(span: Span, surface: str) -> Resolution:
    return Resolution(
        toponym=Toponym(
            document_id="",
            span=span,
            surface=surface,
            sense=Sense.LITERAL,
            score=0.5,
            recogniser=UNLISTED,
        ),
        entry=None,
        candidates=(),
        score=0.0,
        margin=0.0,
        reason="no gazetteer has it",
        geoprecision=None,
    )
