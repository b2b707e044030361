"""Find the words that name an act: verbs and nouns as equals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from geo.events.arguments import takes_arguments
from geo.events.context import Context
from geo.events.figurative import is_figurative
from geo.events.grammar import (
    agents,
    carrier,
    complements,
    coordinated,
    dependants,
    is_passive,
    is_severed,
    text_of,
)
from geo.events.lexicon import EventLexicon, Predicate
from geo.events.matching import match_words, noun_lemma
from geo.events.mishaps import is_mishap
from geo.events.telling import find_authors, is_told
from geo.events.valency import objects, subjects
from geo.model import ActorType, Span

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence
    from spacy.tokens import Token

__all__ = ["Act", "Context", "find_acts", "find_entry"]

# A sentence of more acts is a list; the rest of it is not read, so that lists cost little.
_SENTENCE_ACTS = 40
_TOPICS = frozenset({"arts", "business", "sport"})
# "Beat Slovan 2-1": a score makes a contest of what would be a fight.
_SCORE = re.compile(
    r"\b(?:beat|beaten|crush(?:ed|es)?|defeat(?:ed|s)?|demolished|drew|drawn|edged|hammered|lost|"
    r"routed|thrashed|trounced|won)\b[^.;:\n]{0,60}?"
    r"\b\d{1,3}\s?[-–]\s?\d{1,3}\b",
    re.IGNORECASE,
)
_BY = (frozenset({"by"}),)
_GRAVE = frozenset({"behead", "bomb", "die", "injure", "kill", "murder", "shell", "wound"})
# "Talks were held": the noun, at most two auxiliaries, the verb.
_NAMED_TOKENS = 3
# "The number killed", "the toll reported".
_NUMBERS = frozenset({"figure", "number", "toll", "total"})
_JOINT = frozenset({"joint"})


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


def find_acts(sentences: Sequence[Sentence], context: Context) -> list[Act]:
    """Return the acts of the sentences in text order, each token in at most one."""
    found: list[Act] = []
    for sentence in sentences:
        if _is_off_topic(sentence, context):
            continue
        taken: set[int] = set()
        verbs = _first(_verb_act(token, context, taken) for token in sentence)
        nouns = _first(_noun_act(token, context) for token in sentence if token.i not in taken)
        found += sorted([*verbs, *nouns], key=lambda act: act.token.i)
    return found


def _first(acts: Iterator[Act | None]) -> list[Act]:
    """Return the first acts of a sentence, as many as prose has."""
    return list(islice(filter(None, acts), _SENTENCE_ACTS))


def _is_off_topic(sentence: Sentence, context: Context) -> bool:
    """Return whether a sentence is of sport, business or the arts.

    It is where it has two of their words, or a score, and none of arms, armed people, or the
    dead: markets are shelled and stadiums stormed; and trade is agreed upon between states.
    """
    counts: Counter[str] = Counter()
    for token in sentence:
        lemma = token.lemma_.lower()
        if lemma in _GRAVE:
            return False
        if classes := context.lexicon.classes.get(lemma):
            counts.update(classes & _TOPICS)
    if not any(count > 1 for count in counts.values()) and not _SCORE.search(text_of(sentence)):
        return False
    if counts["business"] > 1 and _is_between_states(sentence, context):
        return False
    return not any(
        "armed" in context.classes(token) or "weapon" in context.classes(token)
        for token in sentence
        if token.pos_ in {"NOUN", "PROPN"} and not _is_of_topic(token, context.lexicon)
    )


def _is_of_topic(noun: Token, lexicon: EventLexicon) -> bool:
    """Return whether a noun, or what it belongs to, is of a topic ("the defenders of Benfica")."""
    owner = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "of" else noun
    return any(
        lexicon.classes.get(word.lemma_.lower(), frozenset()) & _TOPICS for word in (noun, owner)
    )


def _is_between_states(sentence: Sentence, context: Context) -> bool:
    """Return whether two states act in a sentence ("Chad and Niger signed a trade agreement")."""
    return (
        len(
            {
                mention.actor.actor_id
                for token in sentence
                if token.dep_ in {"nsubj", "nsubjpass", "conj", "pobj", "dobj"}
                for mention in context.mentions_at(token)
                if mention.actor.type is ActorType.STATE
            }
        )
        > 1
    )


def _span(token: Token, words: Sequence[Token]) -> Span:
    """Return the stretch of a predicate: its head and its words, articles and owners between.

    It begins with the noun that names the act, where that stands right before ("a veto cast").
    """
    first = last = token
    for word in words:
        named = word.dep_ == "nsubjpass" or (token.dep_ == "acl" and word.i == token.head.i)
        if named and 0 < token.i - word.i <= _NAMED_TOKENS:
            first = word
    for word in sorted(words, key=lambda item: item.i):
        between = token.doc[last.i + 1 : word.i]
        if word.i > last.i and all(item.dep_ in {"det", "poss"} for item in between):
            last = word
    return Span(start=first.idx, end=last.idx + len(last))


def _is_modifier(token: Token) -> bool:
    """Return whether a participle only describes a noun ("besieged areas")."""
    if token.dep_ in {"amod", "compound", "nmod"}:
        return not is_severed(token)
    if token.dep_ == "conj":
        return token.head.dep_ in {"amod", "compound"} or _is_between_names(token)
    return _is_counted(token) or (token.dep_ == "acl" and token.head.lemma_ in _NUMBERS)


def _is_counted(token: Token) -> bool:
    """Return whether a participle stands for people ("treated 21 wounded")."""
    if token.tag_ != "VBN" or token.dep_ not in {"acl", "advcl", "dep"} or token.is_sent_start:
        return False
    before = token.nbor(-1)
    return before.pos_ == "NUM" and before.dep_ in {"dobj", "pobj"}


def _is_between_names(token: Token) -> bool:
    """Return whether a past form after a comma describes the next name ("Yalta, occupied Crimea").

    Two clauses would be joined by "and", and this one would have a subject or an article.
    """
    doc = token.doc
    if not 1 < token.i < len(doc) - 1 or token.tag_ not in {"VBD", "VBN"}:
        return False
    joined = dependants(token.head, "cc") or dependants(token, "nsubj")
    apposed = doc[token.i - 1].text == "," and doc[token.i - 2].pos_ == "PROPN"
    return apposed and doc[token.i + 1].pos_ == "PROPN" and not joined


def _verb_act(token: Token, context: Context, taken: set[int]) -> Act | None:
    if token.pos_ not in {"VERB", "AUX"} or _is_modifier(token) or dependants(token, "det"):
        return None
    for predicate in context.lexicon.candidates(token.lemma_.lower(), pos="verb"):
        words = match_words(predicate.words, token)
        if words is None or not takes_arguments(token, predicate, context):
            continue
        if predicate.event_type == "NONE" and any(_is_attribute(word, token) for word in words):
            continue
        if _is_naming(token, predicate) or _is_ascribed(token, predicate):
            continue
        if not predicate.words and _yields(token, context):
            return None
        taken.update(word.i for word in words)
        mishap = predicate.event_type == "ASSAULT" and is_mishap(token, context.lexicon)
        if mishap or predicate.event_type == "NONE" or is_figurative(token, predicate, context):
            return None
        return Act(token=token, predicate=predicate, span=_span(token, words), words=tuple(words))
    return None


def _is_ascribed(token: Token, predicate: Predicate) -> bool:
    """Return whether a participle only says whose an act may be ("raids attributed to M")."""
    named = token.dep_ == "acl" and token.tag_ == "VBN" and token.lemma_ in {"attribute", "blame"}
    return named and predicate.event_type == "ACCUSE" and not agents(token)


def _is_naming(token: Token, predicate: Predicate) -> bool:
    """Return whether a verb gives something a name, and does not call for or to it.

    "What she called the attacks by Baku": nobody was called by Baku; who "called the strikes a
    crime" is on no strike.
    """
    if predicate.words == _BY and predicate.event_type == "CONSULT":
        return not is_passive(token)
    named = token.lemma_ == "call" and bool(dependants(token, "oprd"))
    return named and predicate.event_type not in {"ACCUSE", "NONE"}


def find_entry(token: Token, context: Context) -> tuple[Predicate, list[Token]] | None:
    """Return the entry of the lexicon that a verb matches first, and its words, act or none."""
    for predicate in context.lexicon.candidates(token.lemma_.lower(), pos="verb"):
        words = match_words(predicate.words, token)
        if words is not None and takes_arguments(token, predicate, context):
            return predicate, words
    return None


def _is_attribute(word: Token, verb: Token) -> bool:
    """Return whether a word makes no idiom: "struck an oil depot", "the market was hit"."""
    if word.dep_ == "nsubjpass" and word.head.i == verb.i:
        return True
    return word.dep_ in {"amod", "compound", "nmod"} and word.head.i != verb.i


def _yields(token: Token, context: Context) -> bool:
    """Return whether a light verb has a noun that names the act ("held talks")."""
    if not context.lexicon.is_operator(token.lemma_.lower(), pos="verb", kind="light"):
        return False
    return any(
        context.lexicon.candidates(word.lemma_.lower(), pos="noun") for word in objects(token)
    )


def _noun_act(token: Token, context: Context) -> Act | None:
    if token.pos_ != "NOUN" or _is_modifier(token) or token.is_upper:
        return None
    for predicate in context.lexicon.candidates(noun_lemma(token), pos="noun"):
        words = _noun_words(token, predicate, context)
        if words is None:
            continue
        if predicate.event_type == "NONE" or not is_told(token, predicate, context):
            return None
        before = [word.idx for word in words if token.i - word.i == 1]
        span = Span(start=min([token.idx, *before]), end=token.idx + len(token))
        return Act(token=token, predicate=predicate, span=span)
    return None


def _noun_words(token: Token, predicate: Predicate, context: Context) -> list[Token] | None:
    """Return the further words of a noun's entry; what several states hold is joint unsaid."""
    words = match_words(predicate.words, token)
    if words is not None or predicate.event_type != "COOPERATE" or _JOINT not in predicate.words:
        return words
    rest = tuple(alternatives for alternatives in predicate.words if alternatives != _JOINT)
    words = match_words(rest, token)
    return words if words is None or _is_of_several_states(token, context) else None


def _is_of_several_states(token: Token, context: Context) -> bool:
    """Return whether those who hold something are of several states, each named.

    "Chile and Peru staged manoeuvres", "war games by Indian and Omani warships", "an exercise
    with Greece".
    """
    noun = carrier(token, context.lexicon)
    verb = noun.head
    held = noun.dep_ == "dobj" and context.lexicon.is_operator(
        verb.lemma_, pos="verb", kind="light"
    )
    doers = [*(subjects(verb, context.lexicon) if held else ()), *find_authors(token)]
    linked = [
        party
        for word in (token, *((verb,) if held else ()))
        for link, party in complements(word)
        if link in {"between", "with"}
    ]
    words = [*doers, *linked]
    owners = [owner for word in words for owner in dependants(word, "amod", "compound", "poss")]
    joined = [other for word in (*words, *owners) for other in coordinated(word)]
    return (
        len(
            {
                mention.actor.country_code
                for word in joined
                for mention in context.mentions_at(word)
                if mention.actor.country_code is not None
            }
        )
        > 1
    )
