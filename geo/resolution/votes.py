"""What the names of a document are likely to be, as they vote on each other."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from geo.geodesy import distance_km
from geo.model import Candidate, Entry
from geo.resolution.mentions import Mentioned, count_mentions, shares_of
from geo.trees import Floats

__all__ = ["Surroundings", "Votes"]

# Distances are felt logarithmically: 1 at 10 km, 0 from 1,000 km on.
_NEAR_KM, _FAR_KM = 10.0, 1000.0


class Votes:
    """What the names of a document are likely to be, by the first pass.

    Only what is named as a place says where the text is set, so governments and adjectives do
    not vote. A name does not vote on itself.
    """

    def __init__(self, mentioned: Sequence[Mentioned], likely: Sequence[Floats]) -> None:
        self._countries: Counter[str] = Counter()
        self._divisions: Counter[str] = Counter()
        self._own: dict[int, tuple[Counter[str], Counter[str]]] = {}
        points: list[tuple[float, float, float, int]] = []
        for number, (item, chances) in enumerate(zip(mentioned, likely, strict=True)):
            countries: Counter[str] = Counter()
            divisions: Counter[str] = Counter()
            if count_mentions(item, literal=True):
                for candidate, chance in zip(item.candidates, chances, strict=False):
                    _vote(candidate.entry, float(chance), countries, divisions)
                    points += _point(candidate.entry, float(chance), number)
            self._own[number] = countries, divisions
            self._countries += countries
            self._divisions += divisions
        self._points = np.asarray(points) if points else np.zeros((0, 4))

    def without(self, number: int) -> Surroundings:
        """Return the votes of all names but one."""
        countries, divisions = self._own[number]
        return Surroundings(
            countries=shares_of(self._countries - countries),
            divisions=shares_of(self._divisions - divisions),
            points=self._points[self._points[:, 3] != number],
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Surroundings:
    """What the other names of a document are likely to be, as one name sees them.

    `points` has a row for each likely settlement: latitude, longitude, probability, number of
    its name.
    """

    countries: Mapping[str, float]
    divisions: Mapping[str, float]
    points: Floats

    def features(self, candidates: Sequence[Candidate]) -> dict[str, Floats]:
        """Return the features that depend on the other names, a number for each candidate."""
        entries = [candidate.entry for candidate in candidates]
        divisions = [e.entry_id if e.feature_code == "ADM1" else e.admin1 or "" for e in entries]
        return {
            "dominant country": np.array(
                [self.countries.get(entry.country_code or "", 0.0) for entry in entries]
            ),
            "dominant division": np.array(
                [self.divisions.get(division, 0.0) for division in divisions]
            ),
            "near others": self._nearness(entries),
        }

    def _nearness(self, entries: Sequence[Entry]) -> Floats:
        if not len(self.points):
            return np.zeros(len(entries))
        distances = distance_km(
            latitude_a=np.array([[entry.latitude] for entry in entries]),
            longitude_a=np.array([[entry.longitude] for entry in entries]),
            latitude_b=self.points[None, :, 0],
            longitude_b=self.points[None, :, 1],
        )
        scale = np.log10(_FAR_KM / np.clip(distances, _NEAR_KM, _FAR_KM))
        scale /= math.log10(_FAR_KM / _NEAR_KM)
        result: Floats = (scale * self.points[None, :, 2]).max(axis=1)
        return result


def _vote(entry: Entry, chance: float, countries: Counter[str], divisions: Counter[str]) -> None:
    if chance < _LEAST_VOTE:
        return
    if entry.country_code:
        countries[entry.country_code] += chance  # type: ignore[assignment]
    if entry.admin1:
        divisions[entry.admin1] += chance  # type: ignore[assignment]


def _point(entry: Entry, chance: float, number: int) -> list[tuple[float, float, float, int]]:
    if chance < _LEAST_VOTE or entry.feature_class not in "PS":
        return []
    return [(entry.latitude, entry.longitude, chance, number)]


# A candidate less likely than this does not vote; it would only cost time.
_LEAST_VOTE = 0.05
