"""Find the actors of a document: names, place names that stand for states, phrases, pronouns."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from geo.actors.context import Context, Found, make_context
from geo.actors.names import find_names
from geo.actors.persons import introduce_persons
from geo.actors.phrases import Phrase, is_holder, read_phrase
from geo.actors.references import refer
from geo.actors.resolving import resolve_phrase
from geo.actors.states import find_states
from geo.model import Actor, ActorMention, ActorType, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geo.actors.lexicon import ActorLexicon
    from geo.language import Parse
    from geo.model import Document, Resolution

__all__ = ["find_actors"]


def find_actors(
    document: Document,
    parse: Parse,
    resolutions: Sequence[Resolution],
    lexicon: ActorLexicon,
) -> tuple[ActorMention, ...]:
    """Find the words of a document that stand for actors.

    Parameters
    ----------
    document
        The document; its day of publication decides which names and offices are current.
    parse
        Its parse; boilerplate yields nothing.
    resolutions
        Its resolved toponyms, with their senses.
    lexicon
        The known actors.

    Returns
    -------
    Mentions sorted by span. Spans overlap only where one stretch stands for several actors
    ("the two sides"), each of which then has a mention of the same span. `implied` marks
    pronouns and other words that only point back to an actor.

    Examples
    --------
    >>> from geo.actors import ActorLexicon
    >>> from geo.language import Language
    >>> from geo.model import Document
    >>> text = "Islamic State (IS) militants shot at the army."
    >>> found = find_actors(
    ...     Document(document_id="a", text=text),
    ...     Language.open().parse(text),
    ...     (),
    ...     ActorLexicon.open(),
    ... )
    >>> [mention.actor.actor_id for mention in found]
    ['group:islamic-state', 'text:military:unknown']
    """
    context = make_context(document, parse, resolutions, lexicon)
    names = find_names(context)
    taken = {index for item in names for index in range(item.start, item.end)}
    states = [
        item for item in find_states(context) if taken.isdisjoint(range(item.start, item.end))
    ]
    known = sorted((*names, *states), key=lambda item: (item.start, item.end))
    known = introduce_persons(context, known)
    return _mentions(context, _without_nested(_read(context, known)))


def _read(context: Context, known: Sequence[Found]) -> list[Found]:
    """Read the text from its start, so that each word can point back to what came before."""
    by_head: dict[int, list[Found]] = {}
    for item in known:
        by_head.setdefault(item.head, []).append(item)
    history: list[Found] = []
    for token in context.doc:
        if token.i not in context.sentence_of:
            continue
        if token.i in by_head:
            history += by_head[token.i]
            continue
        recent = history[-_MEMORY:]
        history += refer(context, token, recent) or _describe(context, token, known, recent)
    return history


def _describe(
    context: Context, token: Token, known: Sequence[Found], history: Sequence[Found]
) -> tuple[Found, ...]:
    """Return the mentions that a noun phrase headed by a token makes."""
    phrase = read_phrase(context, token, _near(known, token.i))
    if phrase is None:
        return ()
    owners = _owners(context, phrase, history)
    # "His neighbours" are not he, though of both no more is known than that they are civilians.
    named = {item.actor.actor_id: item.words for item in owners if item.actor.type not in _PEOPLE}
    actors = _actors(context, phrase, known, history, owners, depth=0)
    held = is_holder(token)
    return tuple(
        Found(
            start=phrase.start,
            end=phrase.end,
            head=phrase.head,
            actor=actor,
            # "Its fighters" are nobody's but the group's, and the words do not say whose; in
            # "rebel-held" no rebel is named.
            implied=held or actor.actor_id in named,
            kind="attribute" if held else "phrase",
            noun=phrase.noun.noun,
            words=named.get(actor.actor_id),
        )
        for actor in actors
    )


def _owners(context: Context, phrase: Phrase, history: Sequence[Found]) -> tuple[Found, ...]:
    """Return whom the pronoun that says whose a phrase is stands for."""
    return () if phrase.owner is None else refer(context, context.doc[phrase.owner], history)


def _actors(
    context: Context,
    phrase: Phrase,
    known: Sequence[Found],
    history: Sequence[Found],
    owners: Sequence[Found],
    *,
    depth: int,
) -> tuple[Actor, ...]:
    """Resolve a phrase after its owner: "the group" before "the group's leader"."""
    actors = tuple(item.actor for item in owners)
    if phrase.owner is not None and not actors and depth < _DEEPEST_OWNER:
        owner = context.doc[phrase.owner]
        inner = read_phrase(context, owner, _near(known, owner.i))
        if inner is not None and inner.head != phrase.head:
            deeper = _owners(context, inner, history)
            actors = _actors(context, inner, known, history, deeper, depth=depth + 1)
    return resolve_phrase(context, phrase, history, actors)


_PEOPLE = frozenset({ActorType.CIVILIAN, ActorType.PERSON})

# How many mentions back a word may point; bounds the time that a long text takes.
_MEMORY = 200

# How many owners deep a phrase is read: "the leader of the group's fighters".
_DEEPEST_OWNER = 3

# How many tokens away a name can be and still be part of a phrase.
_REACH = 40


def _near(known: Sequence[Found], token: int) -> Sequence[Found]:
    first = bisect_left(known, token - _REACH, key=lambda item: item.start)
    last = bisect_left(known, token + _REACH, key=lambda item: item.start)
    return known[first:last]


def _without_nested(found: Iterable[Found]) -> list[Found]:
    """Keep the widest of overlapping mentions; equal spans of different actors all stay."""
    kept: list[Found] = []
    taken: dict[int, tuple[int, int]] = {}
    for item in sorted(found, key=lambda item: (item.start - item.end, item.start)):
        span = (item.start, item.end)
        if any(taken.get(index, span) != span for index in range(item.start, item.end)):
            continue
        taken.update(dict.fromkeys(range(item.start, item.end), span))
        kept.append(item)
    return kept


def _mentions(context: Context, found: Iterable[Found]) -> tuple[ActorMention, ...]:
    text = context.document.text
    mentions: dict[tuple[int, int, str], ActorMention] = {}
    for item in found:
        span = _span(context, (item.start, item.end))
        mentions.setdefault(
            (span.start, span.end, item.actor.actor_id),
            ActorMention(
                document_id=context.document.document_id,
                span=span,
                surface=text[span.start : span.end],
                actor=item.actor,
                implied=item.implied,
                naming=None if item.words is None else _span(context, item.words),
            ),
        )
    return tuple(mentions[key] for key in sorted(mentions))


def _span(context: Context, tokens: tuple[int, int]) -> Span:
    """Return the characters that tokens take in the text."""
    last = context.doc[tokens[1] - 1]
    return Span(start=context.doc[tokens[0]].idx, end=last.idx + len(last))
