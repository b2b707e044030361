"""Examples of how a name is used: for the place, or for what it stands for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from geo.gazetteer import Gazetteer
from geo.models.boosting import fit_chances, trees_of
from geo.models.corpora import Annotated, balance, span_of
from geo.toponyms.names import NameFacts
from geo.toponyms.recognition import Mention
from geo.toponyms.senses import find_sense
from geo.toponyms.texts import Features, TextFacts
from geo.toponyms.usage import WordSpace, add_company, usage_features

# The kinds of GeoWebNews (Gritta, Pilehvar and Collier 2019) and our own senses.
LITERAL = {"literal", "Literal", "Mixed", "Coercion", "Embedded_Literal", "Literal_Modifier"}
ASSOCIATIVE = {"metonymic", "modifier", "Metonymic", "Non_Literal_Modifier"}
ASSOCIATIVE |= {"Embedded_Non_Lit", "Demonym"}

_COMMON: Mapping[str, Any] = {
    "learning_rate": 0.05,
    "feature_fraction": 0.4,
    "lambda_l2": 5.0,
    "min_data_in_leaf": 10,
}
_FIRST: Mapping[str, Any] = {**_COMMON, "rounds": 200}
_SECOND: Mapping[str, Any] = {**_COMMON, "rounds": 100, "num_leaves": 7}

# The second pass learns from first passes that did not see the document.
_FOLDS = 4

# The directions in which the most frequent words differ most.
_WORDS, _AXES, _DIGITS, _SCALE = 4_000, 16, 4, 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Usages:
    """The names of a document whose use is annotated."""

    corpus: str
    text: str
    mentions: list[Mention]
    rows: list[dict[str, float]]
    answers: list[bool]


def fit_words(documents: Sequence[Annotated]) -> WordSpace:
    """Return the principal components of the vectors of the most frequent words."""
    counts = Counter(
        token.lower_
        for document in documents
        for token in document.parse.doc
        if token.is_alpha and token.has_vector and token.vocab[token.lower_].vector_norm > 0
    )
    ranked = sorted(counts, key=lambda word: (-counts[word], word))[:_WORDS]
    vocabulary = documents[0].parse.doc.vocab
    vectors = np.array([vocabulary[word].vector for word in ranked], dtype=float)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    mean = vectors.mean(axis=0)
    values, directions = np.linalg.eigh(np.cov((vectors - mean).T))
    axes = directions[:, np.argsort(-values)[:_AXES]]
    axes *= np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(_AXES)])
    return WordSpace(mean=mean.round(_DIGITS), axes=(axes * _SCALE).round(_DIGITS))


def fit_senses(
    documents: Sequence[Annotated], gazetteer: Gazetteer, words: WordSpace
) -> dict[str, Any]:
    """Fit what makes the use of a name associative: by itself, then in its company."""
    known = [
        usages for usages in (usages_of(d, gazetteer, words) for d in documents) if usages.rows
    ]
    first = _fit(known, [usages.rows for usages in known], _FIRST)
    likely: list[list[float]] = [[] for _ in known]
    for fold in range(_FOLDS):
        others = [usages for number, usages in enumerate(known) if number % _FOLDS != fold]
        trees = trees_of(_fit(others, [usages.rows for usages in others], _FIRST))
        for number in range(fold, len(known), _FOLDS):
            likely[number] = trees.chances(known[number].rows).tolist()
    company = [
        add_company(usages.rows, usages.mentions, chances, usages.text)
        for usages, chances in zip(known, likely, strict=True)
    ]
    return {"first": first, "second": _fit(known, company, _SECOND)}


def _fit(
    known: Sequence[Usages], rows: Sequence[Sequence[Features]], changed: Mapping[str, Any]
) -> dict[str, Any]:
    corpora = [usages.corpus for usages in known for _ in usages.rows]
    weight = balance(Counter(corpora))
    return fit_chances(
        [row for document in rows for row in document],
        [answer for usages in known for answer in usages.answers],
        [weight[corpus] for corpus in corpora],
        **changed,
    )


def usages_of(document: Annotated, gazetteer: Gazetteer, words: WordSpace) -> Usages:
    """Return the names of a document whose use is annotated, with features and answers."""
    kinds = [(item, item.get("kind") or item.get("sense")) for item in document.toponyms]
    known = [(item, kind) for item, kind in kinds if kind in LITERAL | ASSOCIATIVE]
    mentions = [Mention(span=span_of(item), score=1.0, evidence="given") for item, _ in known]
    facts = TextFacts(document.document.text, document.parse, NameFacts.of(gazetteer))
    ruled = [find_sense(mention, facts) for mention in mentions]
    return Usages(
        corpus=document.corpus,
        text=facts.text,
        mentions=mentions,
        rows=usage_features(mentions, ruled, facts, words=words),
        answers=[kind in ASSOCIATIVE for _, kind in known],
    )
