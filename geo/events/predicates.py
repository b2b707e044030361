"""Find the words that name an act: verbs and nouns as equals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.events.grammar import agents, ancestors, dependants, is_passive, objects, subjects
from geo.events.lexicon import EventLexicon, Predicate
from geo.model import ActorMention, ActorType, Resolution, Sense, Span

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence
    from spacy.tokens import Token

__all__ = ["Act", "Context", "find_acts"]

# Words longer apart than this in the tree do not make one predicate.
_WORD_LABELS = frozenset(
    {
        "acomp",
        "advmod",
        "agent",
        "amod",
        "aux",
        "ccomp",
        "compound",
        "dative",
        "dobj",
        "neg",
        "nmod",
        "npadvmod",
        "nsubjpass",
        "oprd",
        "pcomp",
        "pobj",
        "prep",
        "prt",
        "xcomp",
    }
)
_ARMED = frozenset({ActorType.MILITARY, ActorType.REBEL, ActorType.MILITIA, ActorType.TERRORIST})
_STATE = frozenset({ActorType.STATE, ActorType.GOVERNMENT, ActorType.IGO})
_ENTITIES = {"PERSON": "person", "GPE": "state", "NORP": "person", "ORG": "office", "FAC": "place"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A word that names an act, before anything is known about it."""

    token: Token
    predicate: Predicate
    span: Span
    words: tuple[Token, ...] = ()

    @property
    def is_noun(self) -> bool:
        """Whether the act is named by a noun."""
        return self.predicate.pos == "noun"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known about a document before its events: actors, places, the lexicon."""

    lexicon: EventLexicon
    mentions: tuple[ActorMention, ...]
    literal: tuple[Resolution, ...]

    @staticmethod
    def of(
        lexicon: EventLexicon,
        mentions: Sequence[ActorMention],
        resolutions: Sequence[Resolution],
    ) -> Context:
        """Sort the actors by span and keep the places that are meant literally."""
        return Context(
            lexicon=lexicon,
            mentions=tuple(sorted(mentions, key=lambda item: (item.span, item.actor.actor_id))),
            literal=tuple(
                sorted(
                    (
                        item
                        for item in resolutions
                        if item.toponym.sense is Sense.LITERAL and item.entry is not None
                    ),
                    key=lambda item: item.toponym.span,
                )
            ),
        )

    def mentions_at(self, token: Token) -> list[ActorMention]:
        """Return the actor mentions that cover a token, the shortest first."""
        return sorted(
            (item for item in self.mentions if item.span.start <= token.idx < item.span.end),
            key=lambda item: item.span.end - item.span.start,
        )

    def place_at(self, token: Token) -> Resolution | None:
        """Return the literal toponym that covers a token."""
        for item in self.literal:
            if item.toponym.span.start <= token.idx < item.toponym.span.end:
                return item
        return None

    def classes(self, token: Token) -> frozenset[str]:
        """Return the noun classes of a word, from the tables and from who it stands for."""
        found = set(self.lexicon.classes.get(token.lemma_.lower(), ()))
        for mention in self.mentions_at(token):
            found.add("actor")
            found |= {"armed"} if mention.actor.type in _ARMED else set()
            found |= {"state", "office"} if mention.actor.type in _STATE else set()
            found |= {"person", "crowd"} if mention.actor.type is ActorType.CIVILIAN else set()
        if self.place_at(token):
            found.add("place")
        if token.pos_ == "PRON":
            found.add("pronoun")
        if token.ent_type_ in _ENTITIES:
            found.add(_ENTITIES[token.ent_type_])
        return frozenset(found or {"thing"})


def find_acts(sentences: Sequence[Sentence], context: Context) -> list[Act]:
    """Return the acts of the sentences in text order, each token in at most one."""
    found: list[Act] = []
    for sentence in sentences:
        taken: set[int] = set()
        verbs = [act for token in sentence if (act := _verb_act(token, context, taken))]
        nouns = [
            act for token in sentence if token.i not in taken and (act := _noun_act(token, context))
        ]
        found += sorted([*verbs, *nouns], key=lambda act: act.token.i)
    return found


def _matches(words: tuple[frozenset[str], ...], token: Token) -> list[Token] | None:
    """Return the dependants that carry the required words, or `None`."""
    if not words:
        return []
    near = [child for child in token.children if child.dep_ in _WORD_LABELS]
    near += [
        grandchild
        for child in near
        if child.dep_ != "compound"
        for grandchild in child.children
        if grandchild.dep_ in _WORD_LABELS
    ]
    used = []
    for alternatives in words:
        hit = next(
            (w for w in near if w.lemma_.lower() in alternatives or w.lower_ in alternatives),
            None,
        )
        if hit is None:
            return None
        used.append(hit)
    return used


def _fits(words: Sequence[Token], wanted: frozenset[str], context: Context) -> bool:
    return any(context.classes(word) & wanted for word in words)


def _gated(token: Token, predicate: Predicate, context: Context) -> bool:
    """Return whether a verb's arguments are of the classes that the entry asks for."""
    doers = agents(token) if is_passive(token) else subjects(token, context.lexicon)
    if predicate.subject and doers and not _fits(doers, predicate.subject, context):
        return False
    if not predicate.object:
        return True
    if "clause" in predicate.object and dependants(token, "xcomp", "ccomp"):
        return True
    return _fits([*objects(token), *dependants(token, "dative")], predicate.object, context)


def _span(token: Token, words: Sequence[Token]) -> Span:
    """Return the stretch of a predicate: its head and the words right beside it."""
    end = token.idx + len(token)
    for word in sorted(words, key=lambda item: item.i):
        if word.i > token.i and word.idx - end <= 1:
            end = word.idx + len(word)
    return Span(start=token.idx, end=end)


def _is_modifier(token: Token) -> bool:
    """Return whether a participle only describes a noun ("besieged areas")."""
    return token.dep_ in {"amod", "compound", "nmod"} or (
        token.dep_ == "conj" and token.head.dep_ in {"amod", "compound"}
    )


def _verb_act(token: Token, context: Context, taken: set[int]) -> Act | None:
    if token.pos_ not in {"VERB", "AUX"} or _is_modifier(token):
        return None
    for predicate in context.lexicon.candidates(token.lemma_.lower(), pos="verb"):
        words = _matches(predicate.words, token)
        if words is None or not _gated(token, predicate, context):
            continue
        if not predicate.words and _yields(token, context):
            return None
        taken.update(word.i for word in words)
        return Act(token=token, predicate=predicate, span=_span(token, words), words=tuple(words))
    return None


def _yields(token: Token, context: Context) -> bool:
    """Return whether a light verb has a noun that names the act ("held talks")."""
    if not context.lexicon.is_operator(token.lemma_.lower(), pos="verb", kind="light"):
        return False
    if token.lemma_ in {"suspend", "condemn", "agree", "order", "impose"}:
        return False
    return any(
        context.lexicon.candidates(word.lemma_.lower(), pos="noun") for word in objects(token)
    )


def _noun_act(token: Token, context: Context) -> Act | None:
    if token.pos_ != "NOUN" or _is_modifier(token) or token.is_upper:
        return None
    for predicate in context.lexicon.candidates(token.lemma_.lower(), pos="noun"):
        words = _matches(predicate.words, token)
        if words is None:
            continue
        if not _is_told(token, predicate, context):
            return None
        before = [word.idx for word in words if token.i - word.i == 1]
        span = Span(start=min([token.idx, *before]), end=token.idx + len(token))
        return Act(token=token, predicate=predicate, span=span)
    return None


def _is_told(token: Token, predicate: Predicate, context: Context) -> bool:
    """Return whether a noun tells of an act, and does not only name a kind of act.

    It does so as the noun of a light verb or of a verb of happening, with an actor or a place
    of its own, or as the cause of what somebody suffered.
    """
    if _governed(token, context) or _has_arguments(token, predicate, context):
        return True
    head = token.head
    if token.dep_ == "pobj" and head.lower_ in {"in", "by", "during", "from", "after"}:
        verb = head.head
        return verb.lemma_ in {"kill", "die", "wound", "injure", "hurt", "destroy", "damage"}
    return False


def _governed(token: Token, context: Context) -> bool:
    lexicon, verb = context.lexicon, token.head
    for word, head in ancestors(token, limit=4):
        if word.dep_ not in {"conj", "pobj", "prep"}:
            break
        verb = head
    if token.dep_ == "dobj" or (token.dep_ == "nsubjpass"):
        return lexicon.is_operator(token.head.lemma_, pos="verb", kind="light")
    if token.dep_ == "nsubj" and token.head.pos_ == "VERB":
        return lexicon.is_operator(verb.lemma_, pos="verb", kind="occur")
    return False


def _has_arguments(token: Token, predicate: Predicate, context: Context) -> bool:
    """Return whether an actor or a place depends on a noun."""
    for child in _argument_heads(token, predicate):
        if context.classes(child) & {"actor", "state", "armed"} or context.place_at(child):
            return True
    return False


def _argument_heads(token: Token, predicate: Predicate) -> Iterator[Token]:
    yield from dependants(token, "poss", "amod", "compound", "nmod")
    for word in dependants(token, "prep", "agent"):
        if word.lower_ in predicate.frame or word.lower_ in {"in", "near", "at", "outside"}:
            for noun in dependants(word, "pobj"):
                yield noun
                yield from dependants(noun, "poss", "amod", "compound", "conj")
