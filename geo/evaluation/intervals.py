"""Intervals of figures from resampled documents.

Mentions of one document stand and fall together, so that documents are drawn, not mentions
(Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapters 13 and 8): the interval
is between the 2.5th and the 97.5th percentile.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from geo.evaluation.counts import Tally
from geo.evaluation.results import Measure

__all__ = ["COUNTS", "LEVEL", "RESAMPLES", "SEED", "measure", "sample_weights"]

RESAMPLES = 1_000
SEED = 20_160_826
LEVEL = 0.95

COUNTS = frozenset(
    ("events", "mentions", "mentions_with_coordinates", "mentions_with_id", "sentences")
)
"""Figures that say how much was measured, and have no interval."""

_PERCENTILES = (50 * (1 - LEVEL), 100 - 50 * (1 - LEVEL))

AnyTally = TypeVar("AnyTally", bound=Tally)


def sample_weights(documents: int) -> npt.NDArray[np.float64]:
    """Return how often each sample holds each document.

    Returns
    -------
    A row for each sample, a column for each document; the first row is the corpus itself, the
    others are drawn with replacement, the same in every run.
    """
    whole = np.ones((1, documents))
    if documents == 0:
        return whole
    generator = np.random.default_rng(SEED)
    drawn = generator.multinomial(documents, np.full(documents, 1 / documents), size=RESAMPLES)
    return np.concatenate([whole, drawn.astype(np.float64)])


def measure(
    tally: type[AnyTally], tallies: Sequence[AnyTally], weights: npt.NDArray[np.float64]
) -> dict[str, Measure]:
    """Return the figures of documents, each with its interval.

    Parameters
    ----------
    tally
        The kind of all `tallies`.
    tallies
        What was counted of each document.
    weights
        As `sample_weights` gives them.
    """
    has_intervals = len(tallies) > 1 and len(weights) > 1
    measures = {}
    for name, values in tally.pool(tallies, weights).items():
        samples = np.broadcast_to(np.asarray(values, dtype=np.float64), len(weights))
        if name in COUNTS:
            measures[name] = Measure(value=round(samples[0]))
        elif np.isnan(samples[0]):
            measures[name] = Measure(value=None)
        else:
            low, high = _interval(samples[1:]) if has_intervals else (None, None)
            measures[name] = Measure(value=float(samples[0]), low=low, high=high)
    return measures


def _interval(samples: npt.NDArray[np.float64]) -> tuple[float, float] | tuple[None, None]:
    """Return the percentiles of the samples in which there was something to compare."""
    compared = samples[~np.isnan(samples)]
    if not len(compared):
        return None, None
    low, high = np.percentile(compared, _PERCENTILES)
    return float(low), float(high)
