"""What an act is called in a headline: its words, with the noun or verb that completes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from geo.events.grammar import dependants, is_passive
from geo.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geo.events.context import Context
    from geo.events.predicates import Act

__all__ = ["describe_act", "find_trigger"]

# A headline holds no more.
_LONGEST_CHARACTERS = 60


def find_trigger(act: Act, clause: Token, context: Context) -> Span:
    """Return the phrase that tells of an act: a noun together with the verb that says it was done.

    Parameters
    ----------
    act
        The act.
    clause
        The verb whose tense tells of it.
    context
        The lexicon.

    Returns
    -------
    "launched a large offensive", "clashes erupted"; the words of the act itself where its verb
    tells of more than that it took place, or stands far off.
    """
    lexicon, lemma = context.lexicon, clause.lemma_.lower()
    if not act.is_noun or act.token.head.i != clause.i or clause.i == act.token.i:
        return act.span
    done = act.token.dep_ in {"dobj", "nsubjpass"}
    is_plain = lexicon.is_operator(lemma, pos="verb", kind="light" if done else "occur")
    if not is_plain or (not done and lexicon.candidates(lemma, pos="verb")):
        return act.span
    whole = Span(
        start=min(act.span.start, clause.idx), end=max(act.span.end, clause.idx + len(clause))
    )
    fits = whole.end - whole.start <= _LONGEST_CHARACTERS
    return whole if fits and "\n" not in clause.doc.text[whole.start : whole.end] else act.span


def describe_act(act: Act, text: str, context: Context) -> str:
    """Return the words of the text that say what was done, without who and to whom.

    Parameters
    ----------
    act
        The act.
    text
        The document's text.
    context
        Its actors: they have a place of their own in a headline.

    Returns
    -------
    "send tanks", "reclaim strategic territory", "vowed to work", "agreement reached"; the bare
    words of the act where nothing completes them, or too much would.
    """
    start, end = act.span.start, act.span.end
    if act.is_noun:
        return text[start:end]
    start = max(start, act.token.idx)
    bare = text[start:end]
    if is_passive(act.token):
        return _after_noun(dependants(act.token, "nsubjpass"), bare, text, context)
    if act.token.dep_ == "acl" and act.token.tag_ == "VBN":
        return _after_noun([act.token.head], bare, text, context)
    for word in _complements(act.token):
        words = word.doc[act.token.i + 1 : word.i + 1]
        if word.idx > end and not any(_is_named(other, context) for other in words):
            phrase = text[start : word.idx + len(word)]
            if len(phrase) <= _LONGEST_CHARACTERS and "\n" not in phrase:
                return phrase
    return bare


def _is_named(word: Token, context: Context) -> bool:
    return bool(context.mentions_at(word) or context.place_at(word))


def _complements(verb: Token) -> list[Token]:
    """Return what completes a verb, what says most first: an object, an infinitive."""
    objects = [word for word in dependants(verb, "dobj") if word.pos_ in {"NOUN", "PROPN"}]
    infinitives = [
        word
        for word in dependants(verb, "xcomp")
        if any(mark.lower_ == "to" and mark.i == verb.i + 1 for mark in dependants(word, "aux"))
    ]
    deeper = [word for infinitive in infinitives for word in _complements(infinitive)]
    return [*objects, *deeper, *infinitives]


def _after_noun(nouns: Sequence[Token], bare: str, text: str, context: Context) -> str:
    """Return a passive act behind what it was done to, if that is no actor."""
    for noun in nouns:
        if noun.pos_ != "NOUN" or context.mentions_at(noun) or context.place_at(noun):
            continue
        first = min(
            [noun, *dependants(noun, "compound", "amod", "nummod")], key=lambda word: word.i
        )
        phrase = f"{text[first.idx : noun.idx + len(noun)]} {bare}"
        if len(phrase) <= _LONGEST_CHARACTERS and "\n" not in phrase:
            return phrase
    return bare
