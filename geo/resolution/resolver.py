"""The decision: a conditional logit over candidates, in two passes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources import files

import numpy as np

from geo.errors import GazetteerError
from geo.gazetteer import Gazetteer
from geo.model import Candidate, Document, Geoprecision, Match, Resolution, Span, Toponym
from geo.resolution.features import (
    FEATURES,
    Floats,
    Mentioned,
    Votes,
    add_votes,
    features_of,
    prepare,
)
from geo.resolution.reasons import NOT_IN_GAZETTEER, explain
from geo.settings import Settings

__all__ = ["Resolver", "Weights", "probabilities"]

# How many entries of one name are weighed; beyond this rank by prior, the right one is rarer
# than one in a thousand mentions of the training corpora.
WEIGHED_CANDIDATES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """One weight a feature for each pass."""

    version: str
    first: Floats
    second: Floats

    @classmethod
    def open(cls, *, trained: bool = True) -> Weights:
        """Read the shipped weights.

        Parameters
        ----------
        trained
            Whether to read those fitted to annotated corpora, or those set by hand.

        Raises
        ------
        GazetteerError
            If the weights were made for other features.
        """
        name = "resolution.json" if trained else "resolution_editorial.json"
        content = json.loads((files("geo") / "models" / name).read_text(encoding="utf-8"))
        if set(content["first"]) != set(FEATURES):
            raise GazetteerError(f"geo/models/{name} was made for other features; make it anew")
        return cls(
            version=content["version"],
            first=np.array([content["first"][name] for name in FEATURES]),
            second=np.array([content["second"][name] for name in FEATURES]),
        )


def probabilities(rows: Floats, weights: Floats) -> Floats:
    """Return the softmax of weighted features: one probability a row, the last "no entry"."""
    scores = rows @ weights
    odds = np.exp(scores - scores.max())
    result: Floats = odds / odds.sum()
    return result


class Resolver:
    """Resolves the toponyms of a document together."""

    def __init__(self, gazetteer: Gazetteer, weights: Weights, settings: Settings) -> None:
        self._gazetteer = gazetteer
        self._weights = weights
        self._settings = settings
        self.version = f"conditional logit {weights.version}"

    @classmethod
    def open(cls, gazetteer: Gazetteer, settings: Settings) -> Resolver:
        """Return a resolver with the shipped weights."""
        return cls(gazetteer, Weights.open(trained=settings.trained_weights), settings)

    def resolve_toponyms(
        self, document: Document, toponyms: Sequence[Toponym]
    ) -> tuple[Resolution, ...]:
        """Decide what each toponym of a document means.

        Parameters
        ----------
        document
            The document.
        toponyms
            All its toponyms; their meanings bear on each other.

        Returns
        -------
        A resolution for each toponym, in the given order. Its entry is `None`, with a reason,
        where the gazetteer has no such name or no candidate is likely enough.
        """
        mentioned, context = prepare(document, toponyms, self._gazetteer, limit=WEIGHED_CANDIDATES)
        features = [features_of(item, context, self._gazetteer) for item in mentioned]
        likely = [probabilities(rows, self._weights.first) for rows in features]
        votes = Votes(mentioned, likely)
        decided: dict[Span, tuple[Mentioned, Floats, Floats]] = {}
        for number, item in enumerate(mentioned):
            rows = add_votes(features[number], item, votes.without(number))
            decision = item, rows, probabilities(rows, self._weights.second)
            decided.update({toponym.span: decision for toponym in item.toponyms})
        return tuple(self._resolution(toponym, *decided[toponym.span]) for toponym in toponyms)

    def _resolution(
        self,
        toponym: Toponym,
        item: Mentioned,
        rows: Floats,
        likelihoods: Floats,
    ) -> Resolution:
        order = sorted(
            range(len(item.candidates)),
            key=lambda index: (-likelihoods[index], item.candidates[index].entry.entry_id),
        )
        ranked = tuple(
            replace(item.candidates[index], score=float(likelihoods[index])) for index in order
        )
        kept = ranked[: self._settings.candidate_limit]
        if not ranked:
            return _unresolved(toponym, (), NOT_IN_GAZETTEER)
        score = ranked[0].score
        margin = score - (ranked[1].score if len(ranked) > 1 else 0.0)
        if score < self._settings.minimum_score:
            reason = (
                f"none of {len(ranked)} entries of the name is likely enough "
                f"(best {ranked[0].entry.name}, {score:.2f})"
            )
            return _unresolved(toponym, kept, reason)
        best = order[0]
        second = rows[order[1]] if len(order) > 1 else None
        return Resolution(
            toponym=toponym,
            entry=ranked[0].entry,
            candidates=kept,
            score=score,
            margin=margin,
            reason=explain(item, best, rows[best], second, self._weights.second),
            geoprecision=_precision(ranked[0]),
        )


def _precision(candidate: Candidate) -> Geoprecision:
    """Return how exactly an entry stands for a name; what only lies in it or by it is near."""
    own = candidate.entry.geoprecision
    return max(own, Geoprecision.NEAR) if candidate.match is Match.PART else own


def _unresolved(toponym: Toponym, candidates: tuple[Candidate, ...], reason: str) -> Resolution:
    return Resolution(
        toponym=toponym,
        entry=None,
        candidates=candidates,
        score=0.0,
        margin=0.0,
        reason=reason,
        geoprecision=None,
    )
