"""Acts inside works of art and memory: films, novels, songs, paintings.

What a play shows is no news. What a book says of a year is history, and stays.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.events.grammar import ancestors, dependants

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geo.events.lexicon import EventLexicon

__all__ = ["is_depicted"]

# How a work is tied to what it is about ("a film on the siege", "a song about a raid").
_ABOUT = frozenset({"about", "of", "on"})
_INSIDE = frozenset({"in", "into", "of"})
_YEAR = re.compile(r"1[0-9]{3}s?|20[0-9]{2}s?")


def is_depicted(token: Token, lexicon: EventLexicon) -> bool:
    """Return whether an act is told only as what a work of art shows or is about.

    "The play shows soldiers killing villagers", "a poem about the siege", "in the novel, rebels
    seize the capital". An act with a year of its own is told of the past all the same.

    Parameters
    ----------
    token
        The word that names the act.
    lexicon
        The event lexicon: its nouns of class `fiction`, its verbs of kind `depict`.
    """
    links = [(token, token), *ancestors(token)]
    depicted = any(
        _is_work_before(child, head, lexicon) or _is_set_in(head, lexicon) for child, head in links
    )
    return depicted and not any(_YEAR.fullmatch(word.text) for word in token.subtree)


def _is_work(noun: Token, lexicon: EventLexicon) -> bool:
    return noun.pos_ in {"NOUN", "PROPN"} and "fiction" in lexicon.classes.get(
        noun.lemma_.lower(), ()
    )


def _is_work_before(child: Token, head: Token, lexicon: EventLexicon) -> bool:
    """Return whether a link leads from what a work is about to the work, or to its verb."""
    if child.dep_ == "prep" and child.lower_ in _ABOUT and _is_work(head, lexicon):
        return True
    if child.i == head.i or child.dep_ in {"conj", "nsubj", "nsubjpass"}:
        return False
    told = lexicon.is_operator(head.lemma_.lower(), pos="verb", kind="depict")
    return told and any(_is_work(work, lexicon) for work in _shown_by(head))


def _shown_by(verb: Token) -> list[Token]:
    """Return what shows or tells something: the subject of a verb, or what a clause describes."""
    if verb.pos_ == "NOUN":
        # "Her novel recounts how" comes out of the parser as a noun with a clause.
        return dependants(verb, "amod", "compound") if dependants(verb, "ccomp") else []
    own = dependants(verb, "nsubj")
    pronouns = all(word.tag_ in {"WDT", "WP"} for word in own)
    return [verb.head] if pronouns and verb.dep_ in {"acl", "relcl"} else own


def _is_set_in(verb: Token, lexicon: EventLexicon) -> bool:
    """Return whether a clause says what happens in a work ("in the film, rebels seize it")."""
    return verb.pos_ == "VERB" and any(
        word.i < verb.i
        and word.lower_ in _INSIDE
        and any(
            _is_work(noun, lexicon) and not dependants(noun, "prep")
            for noun in dependants(word, "pobj")
        )
        for word in dependants(verb, "prep")
    )
