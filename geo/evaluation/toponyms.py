"""Figures over toponyms: where they are, which place is meant, how the name is used."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from geo.evaluation.counts import Counts, Doc, Share, Tally, Values, overlaps, span
from geo.geodesy import distance_km as great_circle_km

__all__ = [
    "ASSOCIATIVE",
    "HALF_EARTH_KM",
    "LITERAL",
    "NEAR_KM",
    "Kinds",
    "Recognition",
    "Resolution",
    "distance_km",
    "is_geocodable",
    "is_same_entry",
    "toponyms",
]

HALF_EARTH_KM = 20_037.5
"""Half the circumference along the equator, in km: the error of a toponym that is not resolved,
as in Gritta, Pilehvar and Collier, "What's missing in geographical parsing?" (2018)."""

NEAR_KM = 161
"""The accuracy of that paper and of most others: within 100 miles, in km."""

# Names of kinds in our corpora and in GeoWebNews (Gritta, Pilehvar and Collier, 2019).
LITERAL = frozenset(
    ("literal", "Literal", "Mixed", "Coercion", "Embedded_Literal", "Literal_Modifier")
)
ASSOCIATIVE = frozenset(
    ("metonymic", "modifier", "Metonymic", "Non_Literal_Modifier", "Embedded_Non_Lit", "Demonym")
)

# Weights of mentions by samples are held for so many numbers at a time: 8 MB.
_MOST_WEIGHTS = 1_000_000

Toponym = Mapping[str, Any]


def toponyms(doc: Doc) -> Sequence[Toponym]:
    """Return the toponyms of gold or of a prediction."""
    found = doc["toponyms"] if "toponyms" in doc else doc.get("places")
    return found or []


def is_geocodable(toponym: Toponym) -> bool:
    """Return whether gold says where a toponym is."""
    return toponym.get("geonameid") is not None or toponym.get("lat") is not None


def distance_km(a: Toponym, b: Toponym) -> float:
    """Return how far two points with `lat` and `lon` are from each other."""
    return great_circle_km(
        latitude_a=float(a["lat"]),
        longitude_a=float(a["lon"]),
        latitude_b=float(b["lat"]),
        longitude_b=float(b["lon"]),
    )


def is_same_entry(want: Toponym, guess: Toponym) -> bool:
    """Return whether gold and prediction name the same GeoNames id."""
    return want.get("geonameid") is not None and guess.get("geonameid") == want["geonameid"]


class Resolution(Tally):
    """The entries of gold spans; a span without prediction is at the far side of the earth."""

    def __init__(self) -> None:
        self.exact, self.near, self.error_km, self.log_error = Share(), Share(), Share(), Share()
        self.absent, self.placed_km = Share(), Share()
        self.errors_km: list[float] = []
        self.placed_errors_km: list[float] = []

    def add(self, doc: Doc, predicted: Doc) -> None:
        """Compare the toponyms of a document."""
        guesses = {span(item): item for item in toponyms(predicted)}
        for want in filter(is_geocodable, toponyms(doc)):
            guess = guesses.get(span(want), {})
            is_same = is_same_entry(want, guess)
            self.absent.add(not is_geocodable(guess))
            if want.get("geonameid") is not None:
                self.exact.add(is_same)
            if want.get("lat") is not None:
                self._add_error(want, guess, is_same=is_same)

    def _add_error(self, want: Toponym, guess: Toponym, *, is_same: bool) -> None:
        is_placed = is_same or guess.get("lat") is not None
        error_km = HALF_EARTH_KM
        if is_placed:
            error_km = 0.0 if is_same else distance_km(want, guess)
            self.placed_errors_km.append(error_km)
            self.placed_km.add_value(error_km)
        self.errors_km.append(error_km)
        self.near.add(error_km <= NEAR_KM)
        self.error_km.add_value(error_km)
        self.log_error.add_value(math.log1p(error_km) / math.log1p(HALF_EARTH_KM))

    def counters(self) -> tuple[Counts | Share, ...]:
        """Return the counters, always in the same order."""
        errors = (self.error_km, self.log_error, self.placed_km)
        return (self.exact, self.near, self.absent, *errors)

    def figures(self) -> dict[str, Values]:
        """Return accuracy and errors; the medians follow from `pool`."""
        return {
            "mentions_with_id": self.exact.of,
            "exact_match": self.exact.value,
            "mentions_with_coordinates": self.near.of,
            "accuracy_161km": self.near.value,
            "mean_error_km": self.error_km.value,
            "median_error_km": math.nan,
            "auc_lower_is_better": self.log_error.value,
            "share_without_prediction": self.absent.value,
            "mean_error_of_predicted_km": self.placed_km.value,
            "median_error_of_predicted_km": math.nan,
        }

    @classmethod
    def pool(cls, tallies: Sequence[Self], weights: npt.NDArray[np.float64]) -> dict[str, Values]:
        """Return the figures of samples of documents, medians among them."""
        return super().pool(tallies, weights) | {
            "median_error_km": _medians([tally.errors_km for tally in tallies], weights),
            "median_error_of_predicted_km": _medians(
                [tally.placed_errors_km for tally in tallies], weights
            ),
        }


def _medians(
    values: Sequence[Sequence[float]], weights: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return the median of each sample of documents, the upper one of an even number.

    That of nothing is no number.

    Parameters
    ----------
    values
        Of the mentions of each document.
    weights
        How often each sample, a row, holds each document, a column.
    """
    flat = np.array([value for of_one in values for value in of_one])
    medians = np.full(len(weights), np.nan)
    if not len(flat):
        return medians
    order = np.argsort(flat, kind="stable")
    document = np.repeat(np.arange(len(values)), [len(of_one) for of_one in values])[order]
    step = max(1, _MOST_WEIGHTS // len(flat))
    for start in range(0, len(weights), step):
        counts = np.cumsum(weights[start : start + step][:, document], axis=1)
        # The first mention at which more than half of the sample lies behind.
        place = (counts > np.floor(counts[:, -1:] / 2)).argmax(axis=1)
        medians[start : start + step] = np.where(counts[:, -1] > 0, flat[order[place]], np.nan)
    return medians


class Recognition(Tally):
    """Spans; annotated places that cannot be located are neither right nor wrong."""

    def __init__(self) -> None:
        self.exact, self.overlap = Counts(), Counts()

    def add(self, doc: Doc, predicted: Doc) -> None:
        """Compare the spans of a document."""
        want = {span(item) for item in toponyms(doc) if is_geocodable(item)}
        free = {span(item) for item in toponyms(doc)} - want
        got = {span(item) for item in toponyms(predicted)}
        counted = {span for span in got if span in want or not overlaps(span, free)}
        self.exact.add(right=len(want & got), wrong=len(counted - want), missed=len(want - got))
        hits = sum(overlaps(span, got) for span in want)
        stray = sum(not overlaps(span, want) and not overlaps(span, free) for span in got)
        self.overlap.add(right=hits, wrong=stray, missed=len(want) - hits)

    def counters(self) -> tuple[Counts | Share, ...]:
        """Return the counters, always in the same order."""
        return (self.exact, self.overlap)

    def figures(self) -> dict[str, Values]:
        """Return precision, recall and F1, of equal spans and of those that overlap."""
        return {
            f"{name}_{figure}": getattr(counts, figure)
            for name, counts in (("exact", self.exact), ("overlap", self.overlap))
            for figure in ("precision", "recall", "f1")
        }


class Kinds(Tally):
    """Literal from associative use, over the spans that were found."""

    def __init__(self) -> None:
        self.accuracy, self.associative = Share(), Counts()

    def add(self, doc: Doc, predicted: Doc) -> None:
        """Compare the kinds of a document's toponyms."""
        guesses = {span(item): item.get("kind") for item in toponyms(predicted)}
        for want in toponyms(doc):
            if want.get("kind") not in LITERAL | ASSOCIATIVE or span(want) not in guesses:
                continue
            is_wanted, is_got = want["kind"] in ASSOCIATIVE, guesses[span(want)] in ASSOCIATIVE
            self.accuracy.add(is_wanted == is_got)
            self.associative.add(
                right=is_wanted and is_got,
                wrong=is_got and not is_wanted,
                missed=is_wanted and not is_got,
            )

    def counters(self) -> tuple[Counts | Share, ...]:
        """Return the counters, always in the same order."""
        return (self.accuracy, self.associative)

    def figures(self) -> dict[str, Values]:
        """Return the accuracy, and how well associative use is found."""
        return {
            "mentions": self.accuracy.of,
            "accuracy": self.accuracy.value,
            **{
                f"associative_{figure}": getattr(self.associative, figure)
                for figure in ("precision", "recall", "f1")
            },
        }
