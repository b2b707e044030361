"""The decision: which entry each toponym of a document means, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geo.gazetteer import Gazetteer
from geo.model import Candidate, Document, Geoprecision, Match, Resolution, Span, Toponym
from geo.resolution.mentions import Mentioned, prepare
from geo.resolution.reasons import NOT_IN_GAZETTEER, explain, with_neighbours
from geo.resolution.weighing import Boosted, Logit, Weighed, Weigher
from geo.settings import Settings

__all__ = ["WEIGHED_CANDIDATES", "Resolver"]

# How many entries of one name are weighed; beyond this rank by prior, the right one is rarer
# than one in a thousand mentions of the training corpora.
WEIGHED_CANDIDATES = 40


class Resolver:
    """Resolves the toponyms of a document together."""

    def __init__(self, gazetteer: Gazetteer, weigher: Weigher, settings: Settings) -> None:
        self._gazetteer = gazetteer
        self._weigher = weigher
        self._settings = settings
        self.version = weigher.version

    @classmethod
    def open(cls, gazetteer: Gazetteer, settings: Settings) -> Resolver:
        """Return a resolver with the shipped weights, fitted or set by hand.

        Raises
        ------
        GazetteerError
            If the weights are missing or were made for another version.
        """
        return cls(gazetteer, Boosted() if settings.trained_weights else Logit(), settings)

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
        weighed = self._weigher.weigh(mentioned, context, self._gazetteer)
        decided: dict[Span, tuple[Mentioned, Weighed]] = {
            toponym.span: decision
            for decision in zip(mentioned, weighed, strict=True)
            for toponym in decision[0].toponyms
        }
        resolutions = [self._resolution(toponym, *decided[toponym.span]) for toponym in toponyms]
        return tuple(with_neighbours(resolutions))

    def _resolution(
        self,
        toponym: Toponym,
        item: Mentioned,
        weighed: Weighed,
    ) -> Resolution:
        likelihoods = weighed.chances
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
        return Resolution(
            toponym=toponym,
            entry=ranked[0].entry,
            candidates=kept,
            score=score,
            margin=margin,
            reason=explain(ranked, weighed.features[order[:2]], self._gazetteer),
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
