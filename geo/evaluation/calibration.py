"""Whether scores are the probabilities that they claim to be.

References
----------
Brier, "Verification of forecasts expressed in terms of probability" (1950).
Naeini, Cooper and Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning"
(2015): the expected calibration error, here over ten bins of equal width.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt

from geo.evaluation.counts import Counts, Doc, Share, Tally, Values, overlaps, span
from geo.evaluation.intervals import measure
from geo.evaluation.results import Bin, Calibration
from geo.evaluation.toponyms import (
    NEAR_KM,
    Toponym,
    distance_km,
    is_geocodable,
    is_same_entry,
    toponyms,
)

__all__ = ["calibrate", "recognition_outcomes", "resolution_outcomes"]

Outcome = tuple[float, bool]
"""A score in [0, 1], and whether the prediction was right."""

_BINS = 10


class _Brier(Tally):
    """Squares of score minus outcome."""

    def __init__(self) -> None:
        self.squares = Share()

    def add(self, outcomes: Iterable[Outcome]) -> None:
        for score, is_right in outcomes:
            self.squares.add_value((score - is_right) ** 2)

    def counters(self) -> tuple[Counts | Share, ...]:
        return (self.squares,)

    def figures(self) -> dict[str, Values]:
        return {"brier": self.squares.value}


def resolution_outcomes(
    doc: Doc, predicted: Doc, is_known: Callable[[Toponym], bool]
) -> list[Outcome]:
    """Return the scores of the gold toponyms that were given an entry.

    Right is an equal GeoNames id; where the ids cannot be equal, since gold or the predicted
    entry has none or the gazetteer lacks gold's, a point within 161 km. Toponyms that were left
    without an entry claim nothing, and are not among them.
    """
    guesses = {span(item): item for item in toponyms(predicted)}
    outcomes = []
    for want in filter(is_geocodable, toponyms(doc)):
        guess = guesses.get(span(want), {})
        score = guess.get("confidence")
        if is_geocodable(guess) and isinstance(score, int | float):
            can_be_equal = guess.get("geonameid") is not None and is_known(want)
            is_right = is_same_entry(want, guess) if can_be_equal else _is_near(want, guess)
            outcomes.append((float(score), is_right))
    return outcomes


def _is_near(want: Toponym, guess: Toponym) -> bool:
    if want.get("lat") is None or guess.get("lat") is None:
        return False
    return distance_km(want, guess) <= NEAR_KM


def recognition_outcomes(doc: Doc, predicted: Doc) -> list[Outcome]:
    """Return the scores of found spans; right is a span that gold has, to the letter.

    Spans that overlap an annotated place which cannot be located are neither right nor wrong.
    """
    want = {span(item) for item in toponyms(doc) if is_geocodable(item)}
    free = {span(item) for item in toponyms(doc)} - want
    return [
        (float(item["recognition"]), span(item) in want)
        for item in toponyms(predicted)
        if isinstance(item.get("recognition"), int | float)
        and (span(item) in want or not overlaps(span(item), free))
    ]


def calibrate(
    outcomes: Sequence[Sequence[Outcome]], weights: npt.NDArray[np.float64], *, about: str
) -> Calibration | None:
    """Return the reliability table of scores, `None` where there are none.

    Parameters
    ----------
    outcomes
        Of each document.
    weights
        How often each sample of documents holds each of them.
    about
        What the scores are of, and what counts as right.
    """
    flat = [outcome for of_one in outcomes for outcome in of_one]
    if not flat:
        return None
    tallies = []
    for of_one in outcomes:
        tally = _Brier()
        tally.add(of_one)
        tallies.append(tally)
    scores, right = np.array(flat, dtype=np.float64).T
    place = np.clip((scores * _BINS).astype(np.int64), 0, _BINS - 1)
    bins = tuple(
        _bin(number, scores[place == number], right[place == number]) for number in range(_BINS)
    )
    return Calibration(
        about=about,
        count=len(flat),
        brier=measure(_Brier, tallies, weights)["brier"],
        expected_error=sum(
            one.count * abs(one.mean_score - one.share_right)
            for one in bins
            if one.mean_score is not None and one.share_right is not None
        )
        / len(flat),
        bins=bins,
    )


def _bin(number: int, scores: npt.NDArray[np.float64], right: npt.NDArray[np.float64]) -> Bin:
    return Bin(
        low=number / _BINS,
        high=(number + 1) / _BINS,
        count=len(scores),
        mean_score=float(scores.mean()) if len(scores) else None,
        share_right=float(right.mean()) if len(right) else None,
    )
