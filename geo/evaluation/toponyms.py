"""Figures over toponyms: where they are, which place is meant, how the name is used."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from geo.evaluation.counts import Counts, Doc, Docs, Share, overlaps, span
from geo.geodesy import distance_km as great_circle_km

__all__ = [
    "ASSOCIATIVE",
    "LITERAL",
    "distance_km",
    "score_kinds",
    "score_recognition",
    "score_resolution",
    "toponyms",
]

# Half the circumference along the equator: the error of a toponym that is not resolved, as in
# Gritta, Pilehvar and Collier, "What's missing in geographical parsing?" (2018).
_HALF_EARTH_KM = 20_037.5
# The accuracy of that paper and of most others: within 100 miles.
_NEAR_KM = 161
# Names of kinds in our corpora and in GeoWebNews (Gritta, Pilehvar and Collier, 2019).
LITERAL = frozenset(
    ("literal", "Literal", "Mixed", "Coercion", "Embedded_Literal", "Literal_Modifier")
)
ASSOCIATIVE = frozenset(
    ("metonymic", "modifier", "Metonymic", "Non_Literal_Modifier", "Embedded_Non_Lit", "Demonym")
)


def toponyms(doc: Doc) -> Sequence[Mapping[str, Any]]:
    """Return the toponyms of gold or of a prediction."""
    found = doc["toponyms"] if "toponyms" in doc else doc.get("places")
    return found or []


def _is_geocodable(toponym: Mapping[str, Any]) -> bool:
    return toponym.get("geonameid") is not None or toponym.get("lat") is not None


def distance_km(a: Mapping[str, Any], b: Mapping[str, Any]) -> float:
    """Return how far two points with `lat` and `lon` are from each other."""
    return great_circle_km(
        latitude_a=float(a["lat"]),
        longitude_a=float(a["lon"]),
        latitude_b=float(b["lat"]),
        longitude_b=float(b["lon"]),
    )


def score_resolution(gold: Docs, found: Docs) -> dict[str, int | float]:
    """Compare the entries of gold spans; a span without prediction is at the far side."""
    exact, errors_km = Share(), []
    for key, doc in gold.items():
        guesses = {span(item): item for item in toponyms(found.get(key, {}))}
        for want in filter(_is_geocodable, toponyms(doc)):
            guess = guesses.get(span(want), {})
            has_id = want.get("geonameid") is not None
            is_same = has_id and guess.get("geonameid") == want["geonameid"]
            if has_id:
                exact.add(is_same)
            if want.get("lat") is not None:
                errors_km.append(0.0 if is_same else _error_km(want, guess))
    errors_km.sort()
    count = len(errors_km)
    return {
        "mentions_with_id": exact.of,
        "exact_match": exact.value(of_none=0.0),
        "mentions_with_coordinates": count,
        "accuracy_161km": sum(error <= _NEAR_KM for error in errors_km) / (count or 1),
        "mean_error_km": sum(errors_km) / (count or 1),
        "median_error_km": errors_km[count // 2] if errors_km else 0.0,
        "auc_lower_is_better": sum(map(math.log1p, errors_km))
        / ((count or 1) * math.log1p(_HALF_EARTH_KM)),
    }


def _error_km(want: Mapping[str, Any], guess: Mapping[str, Any]) -> float:
    return _HALF_EARTH_KM if guess.get("lat") is None else distance_km(want, guess)


def score_recognition(gold: Docs, found: Docs) -> dict[str, int | float]:
    """Compare spans; annotated places that cannot be located are neither right nor wrong."""
    exact, overlap = Counts(), Counts()
    for key, doc in gold.items():
        want = {span(item) for item in toponyms(doc) if _is_geocodable(item)}
        free = {span(item) for item in toponyms(doc)} - want
        got = {span(item) for item in toponyms(found.get(key, {}))}
        counted = {span for span in got if span in want or not overlaps(span, free)}
        exact.add(right=len(want & got), wrong=len(counted - want), missed=len(want - got))
        hits = sum(overlaps(span, got) for span in want)
        stray = sum(not overlaps(span, want) and not overlaps(span, free) for span in got)
        overlap.add(right=hits, wrong=stray, missed=len(want) - hits)
    return {
        f"{name}_{figure}": getattr(counts, figure)
        for name, counts in (("exact", exact), ("overlap", overlap))
        for figure in ("precision", "recall", "f1")
    }


def score_kinds(gold: Docs, found: Docs) -> dict[str, int | float]:
    """Tell literal from associative use, over the spans that were found."""
    accuracy, associative = Share(), Counts()
    for key, doc in gold.items():
        guesses = {span(item): item.get("kind") for item in toponyms(found.get(key, {}))}
        for want in toponyms(doc):
            if want.get("kind") not in LITERAL | ASSOCIATIVE or span(want) not in guesses:
                continue
            is_wanted, is_got = want["kind"] in ASSOCIATIVE, guesses[span(want)] in ASSOCIATIVE
            accuracy.add(is_wanted == is_got)
            associative.add(
                right=is_wanted and is_got,
                wrong=is_got and not is_wanted,
                missed=is_wanted and not is_got,
            )
    return {
        "mentions": accuracy.of,
        "accuracy": accuracy.value(of_none=0.0),
        **{
            f"associative_{figure}": getattr(associative, figure)
            for figure in ("precision", "recall", "f1")
        },
    }
