"""Which entry of the lexicon a word matches: the further words that an entry asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from geo.events.grammar import dependants

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geo.events.lexicon import EventLexicon, Predicate

__all__ = ["first_entry", "match_words", "noun_lemma"]

# Words longer apart than this in the tree do not make one predicate.
_WORD_LABELS = frozenset(
    {"acomp", "advmod", "agent", "amod", "aux", "ccomp", "compound", "dative", "dobj", "intj",
     "neg", "nmod", "npadvmod", "nsubjpass", "oprd", "pcomp", "pobj", "prep", "prt", "xcomp"}
)  # fmt: skip
# Prepositions that may stand between a predicate and one of its words ("take into custody").
_LINKS = frozenset(
    {
        *("at", "by", "for", "from", "in", "into", "of", "on", "onto", "out", "outside", "over"),
        *("to", "under", "with"),
    }
)

_INWARD = (frozenset({"in"}),)


def match_words(words: tuple[frozenset[str], ...], token: Token) -> list[Token] | None:
    """Return the dependants that carry the required words, or `None`."""
    if not words:
        return []
    near = _near(token)
    used: list[Token] = []
    for alternatives in words:
        hit = next(
            (
                word
                for word in near
                if (word.lemma_.lower() in alternatives or word.lower_ in alternatives)
                and not _is_of_time(word)
                and not _is_of_argument(word, token, used)
                and not _is_offshore(word, token)
                and not _is_opening(word, token)
                and not (words == _INWARD and _is_locative(word, token))
            ),
            None,
        )
        if hit is None:
            return None
        used.append(hit)
    return used


def _near(token: Token) -> list[Token]:
    """Return the words that can be a part of a predicate, the nearest first.

    Those under a verb and one step further; after "of" two ("pulled out of the talks", "control
    of a car"), and after what is said of an object ("found dead with wounds"); what it is done
    for ("flew to Juba to ask"); and what a participle describes ("a deal reached in Doha").
    """
    near = [
        child
        for child in token.children
        if child.dep_ in _WORD_LABELS
        or (child.dep_ == "advcl" and (child.pos_ == "ADJ" or child.tag_ == "VB"))
    ]
    further = [
        grandchild
        for child in near
        if child.dep_ != "compound" and (child.dep_ != "prep" or child.lower_ in _LINKS)
        for grandchild in child.children
        if grandchild.dep_ in _WORD_LABELS
    ]
    deep = [word for word in further if word.lower_ == "of" or word.head.dep_ == "oprd"]
    parts = [noun for word in deep for noun in dependants(word, "pobj")]
    described = [token.head] if token.dep_ == "acl" and token.tag_ == "VBN" else []
    return [*near, *further, *parts, *described]


def _is_of_argument(word: Token, token: Token, used: Sequence[Token]) -> bool:
    """Return whether a preposition is of a noun that is no part of the predicate.

    "A camp for refugees was attacked" is no attack "for" something; "put pressure on" is of the
    pressure.
    """
    noun = word.head
    return (
        word.dep_ == "prep"
        and noun.i != token.i
        and noun.dep_ == "nsubjpass"
        and noun not in used
        and bool(dependants(word, "pobj"))
    )


def _is_offshore(word: Token, token: Token) -> bool:
    """Return whether "off" says where a thing was done at sea ("held a drill off Mombasa")."""
    return (
        word.lower_ == "off"
        and word.dep_ == "prep"
        and any(noun.pos_ == "PROPN" for noun in dependants(word, "pobj"))
        and bool(dependants(token, "dobj", "nsubjpass"))
    )


def _is_opening(word: Token, token: Token) -> bool:
    """Return whether a phrase opens a sentence before the subject ("On the other hand, Rome ...").

    Where the subject follows it, what is asked for or fought over stands after the verb.
    """
    related = any(noun.tag_ in {"WDT", "WP"} for noun in dependants(word, "pobj"))
    return (
        word.dep_ == "prep"
        and not related  # "from which the army expelled it"
        and word.head.i == token.i
        and word.i < token.i
        and any(word.i < doer.i < token.i for doer in dependants(token, "nsubj", "nsubjpass"))
    )


def _is_locative(word: Token, token: Token) -> bool:
    """Return whether "in" says where a thing was done ("were taken prisoner in a raid")."""
    done_to = dependants(token, "dobj", "nsubjpass")
    return word.dep_ == "prep" and bool(dependants(word, "pobj")) and bool(done_to)


def _is_of_time(word: Token) -> bool:
    """Return whether a preposition opens a phrase of time ("called on Friday")."""
    nouns = dependants(word, "pobj")
    return bool(nouns) and all(noun.ent_type_ in {"DATE", "TIME"} for noun in nouns)


def first_entry(noun: Token, lexicon: EventLexicon) -> Predicate | None:
    """Return the entry of the lexicon that a noun matches first."""
    entries = lexicon.candidates(noun_lemma(noun), pos="noun")
    return next((entry for entry in entries if match_words(entry.words, noun) is not None), None)


def noun_lemma(token: Token) -> str:
    """Return the lemma of a noun, its hyphenated first part included ("build-up")."""
    lemma = token.lemma_.lower()
    if token.i >= 2 and token.nbor(-1).text == "-":  # noqa: PLR2004 - two tokens before it
        return f"{token.nbor(-2).lower_}-{lemma}"
    return lemma
