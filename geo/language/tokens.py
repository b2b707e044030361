"""Tokens of any text: no word without end, and white space set aside while it is parsed."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
from spacy.language import Language as Pipeline
from spacy.tokens import Doc, Token
from spacy.tokens import Span as Sentence
from spacy.vocab import Vocab

__all__ = ["ENDLESS", "tokenise"]

# Under this key a document carries its tokens with those of white space alone: between two words
# they make the model take one phrase for two.
_ALL_TOKENS = "geo_tokens"

ENDLESS = re.compile(r"\S{300,}+|\s{300,}+")
"""Runs that no word, and no space between two, is as long as.

The tokeniser takes marks off a word one by one, copying the rest each time, which would take hours
for a run of 100,000 brackets; and patterns of words with spaces between them look into a run of
spaces from each of its places. Such a run stays one token, and no sentence goes on over it.
"""


def tokenise(tokeniser: Callable[[str], Doc], vocabulary: Vocab, text: str) -> Doc:
    """Part a text into tokens, and set white space aside until it is parsed."""
    doc = _part(tokeniser, vocabulary, text)
    kept = [token for token in doc if not token.is_space]
    if len(kept) == len(doc) or not kept:
        return doc
    prose = Doc(
        vocabulary,
        words=[token.text for token in kept],
        spaces=[_is_followed_by_space(token) for token in kept],
    )
    prose.user_data[_ALL_TOKENS] = [(token.text, bool(token.whitespace_)) for token in doc]
    return prose


def _is_followed_by_space(token: Token) -> bool:
    last = token.i + 1 == len(token.doc)
    return bool(token.whitespace_) or (not last and token.nbor().is_space)


@Pipeline.component("geo_spaces")
def _restore_spaces(doc: Doc) -> Doc:
    """Put the white space back, so that offsets index the text as given."""
    # The model's arrays are of no more use, and those of a restored document would not fit.
    doc.tensor = np.zeros((0, 0))
    tokens = doc.user_data.get(_ALL_TOKENS)
    if tokens is None:
        return doc
    # Where each token of the prose stands among all, and what each of those is of the prose.
    places = [at for at, (text, _) in enumerate(tokens) if not text.isspace()]
    at_or_before = np.searchsorted(places, np.arange(len(tokens)), side="right") - 1
    known = [
        None if text.isspace() else doc[n]
        for (text, _), n in zip(tokens, at_or_before, strict=True)
    ]
    heads = [
        places[max(0, number)] if token is None else places[token.head.i]
        for token, number in zip(known, at_or_before.tolist(), strict=True)
    ]
    whole = Doc(
        doc.vocab,
        words=[text for text, _ in tokens],
        spaces=[space for _, space in tokens],
        tags=["_SP" if token is None else token.tag_ for token in known],
        pos=["SPACE" if token is None else token.pos_ for token in known],
        morphs=["" if token is None else str(token.morph) for token in known],
        lemmas=[
            text if token is None else token.lemma_
            for token, (text, _) in zip(known, tokens, strict=True)
        ],
        heads=heads,
        deps=["dep" if token is None else token.dep_ for token in known],
    )
    whole.tensor = doc.tensor
    whole.set_ents(
        [
            Sentence(whole, places[entity.start], places[entity.end - 1] + 1, entity.label)
            for entity in doc.ents
        ]
    )
    return whole


def _part(tokeniser: Callable[[str], Doc], vocabulary: Vocab, text: str) -> Doc:
    """Part a text into tokens, leaving endless words and spaces whole."""
    docs = []
    start = 0
    for run in ENDLESS.finditer(text):
        if run.start() > start:
            docs.append(tokeniser(text[start : run.start()]))
        docs.append(Doc(vocabulary, words=[run.group()], spaces=[False]))
        start = run.end()
    if not docs:
        return tokeniser(text)
    if start < len(text):
        docs.append(tokeniser(text[start:]))
    return Doc.from_docs(docs, ensure_whitespace=False) or tokeniser("")
