"""The decision: which entry each toponym of a document means, or none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from geo.gazetteer import Gazetteer
from geo.model import Candidate, Document, Geoprecision, Match, Resolution, Span, Toponym
from geo.resolution.mentions import Mentioned, generic_words, prepare
from geo.resolution.reasons import NOT_IN_GAZETTEER, explain, with_neighbours
from geo.resolution.strays import unresolved, without_strays
from geo.resolution.weighing import Boosted, Logit, Weighed, Weigher
from geo.settings import Settings

__all__ = ["WEIGHED_CANDIDATES", "Resolver"]

# How many entries of one name are weighed; beyond this rank by prior, the right one is rarer
# than one in a thousand mentions of the training corpora.
WEIGHED_CANDIDATES = 40

# "North-eastern Syria": what stands before a name may say that a part of it is meant.
_WORD_BEFORE = re.compile(r"[^\W\d_]+[ -]$")
_WORD_REACH = 20
_TOWN_OF = re.compile(r"\b(?:town|village|hamlet|settlement)s? of (?:the )?$", re.IGNORECASE)


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
        decided: dict[Span, tuple[Mentioned, Weighed, bool]] = {}
        for item, weights in zip(mentioned, weighed, strict=True):
            # Once for a name, which may stand in a text ten thousand times.
            decision = (item, weights, _is_town(item, document.text))
            decided.update(dict.fromkeys((toponym.span for toponym in item.toponyms), decision))
        resolutions = [
            self._resolution(
                toponym, *decided[toponym.span], is_part=_is_part(toponym, document.text)
            )
            for toponym in toponyms
        ]
        return tuple(with_neighbours(without_strays(resolutions, document.text)))

    def _resolution(
        self,
        toponym: Toponym,
        item: Mentioned,
        weighed: Weighed,
        is_town: bool,  # noqa: FBT001 - decided with the two before it
        *,
        is_part: bool,
    ) -> Resolution:
        likelihoods = weighed.chances
        order = sorted(
            (
                index
                for index, candidate in enumerate(item.candidates)
                if not (is_town and candidate.entry.feature_code.startswith("PCL"))
            ),
            key=lambda index: (-likelihoods[index], item.candidates[index].entry.entry_id),
        )
        ranked = tuple(
            replace(item.candidates[index], score=float(likelihoods[index])) for index in order
        )
        kept = ranked[: self._settings.candidate_limit]
        if not ranked and item.candidates:
            return unresolved(toponym, (), "the text calls it a town; only a country has the name")
        if not ranked:
            return unresolved(toponym, (), NOT_IN_GAZETTEER)
        score = ranked[0].score
        margin = score - (ranked[1].score if len(ranked) > 1 else 0.0)
        if score < self._settings.minimum_score:
            reason = (
                f"none of {len(ranked)} entries of the name is likely enough "
                f"(best {ranked[0].entry.name}, {score:.2f})"
            )
            return unresolved(toponym, kept, reason)
        return Resolution(
            toponym=toponym,
            entry=ranked[0].entry,
            candidates=kept,
            score=score,
            margin=margin,
            reason=explain(ranked, weighed.features[order[:2]], self._gazetteer),
            geoprecision=_precision(ranked[0], is_part=is_part),
        )


def _precision(candidate: Candidate, *, is_part: bool) -> Geoprecision:
    """Return how exactly an entry stands for a name.

    What only lies in it or by it is near; a part of a country ("northern Mali") is an area
    without borders.
    """
    own = candidate.entry.geoprecision
    if is_part and own is Geoprecision.COUNTRY:
        return Geoprecision.FUZZY_AREA
    return max(own, Geoprecision.NEAR) if candidate.match is Match.PART else own


def _is_part(toponym: Toponym, text: str) -> bool:
    """Return whether a direction stands before a name, or begins it."""
    before = _WORD_BEFORE.search(
        text[max(0, toponym.span.start - _WORD_REACH) : toponym.span.start]
    )
    words = [before[0].strip()] if before else []
    words += toponym.surface.split()[:1]
    return any(word.lower() in generic_words("direction") for word in words)


def _is_town(item: Mentioned, text: str) -> bool:
    """Return whether a name is said to be of a town or village: no country is meant then.

    "The town of San Marino in Chocó", "the village of Georgia".
    """
    starts = (toponym.span.start for toponym in item.toponyms)
    return any(_TOWN_OF.search(text[max(0, start - _WORD_REACH) : start]) for start in starts)
