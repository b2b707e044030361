"""Examples of what is a place name and what is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from geo.gazetteer import Gazetteer
from geo.model import Span
from geo.models.boosting import fit_chances
from geo.models.corpora import Annotated, balance, span_of
from geo.toponyms.evidence import Evidence
from geo.toponyms.names import NameFacts
from geo.toponyms.recognition import find_mentions
from geo.toponyms.spans import find_stretches
from geo.toponyms.texts import Features, TextFacts

_ROUNDS = 200
_CHANGED = {"learning_rate": 0.07, "feature_fraction": 0.5, "lambda_l2": 5.0, "num_leaves": 15}


def fit_recognition(documents: Iterable[Annotated], gazetteer: Gazetteer) -> dict[str, Any]:
    """Fit what makes a stretch of text a place name."""
    rows: list[Features] = []
    targets: list[bool] = []
    corpora: list[str] = []
    for document in documents:
        right = {span_of(item) for item in document.geocoded}
        unknown = {span_of(item) for item in document.toponyms} - right
        for span, features in spans_of(document, gazetteer):
            if not _is_undecided(span, right, unknown):
                rows.append(features)
                targets.append(span in right)
                corpora.append(document.corpus)
    weight = balance(Counter(corpora))
    return fit_chances(
        rows, targets, [weight[corpus] for corpus in corpora], rounds=_ROUNDS, **_CHANGED
    )


def spans_of(document: Annotated, gazetteer: Gazetteer) -> Iterable[tuple[Span, Features]]:
    """Yield the stretches of a document that may be names, with their features."""
    facts = TextFacts(document.document.text, document.parse, NameFacts.of(gazetteer))
    ruled = find_mentions(facts)
    stretches = find_stretches(facts, gazetteer, (mention.span for mention in ruled))
    evidence = Evidence(facts, stretches=stretches, mentions=ruled)
    for stretch in stretches:
        yield stretch.span, evidence.features(stretch)


def _is_undecided(span: Span, right: set[Span], unknown: set[Span]) -> bool:
    """Return whether a span overlaps only a name without coordinates: neither right nor wrong."""
    if any(span.overlaps(other) for other in right):
        return False
    return any(span.overlaps(other) for other in unknown)
