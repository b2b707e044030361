"""What the names of a document are likely to be, as they vote on each other."""

from __future__ import annotations

import math

import numpy as np

from geo.resolution.mentions import count_mentions
from geo.resolution.roster import Roster, is_among
from geo.resolution.shares import Shares
from geo.trees import Floats

__all__ = ["Votes"]

# Distances are felt logarithmically: 1 at 10 km, 0 from 1,000 km on.
_NEAR_KM, _FAR_KM = 10.0, 1000.0

# A candidate less likely than this does not vote; it would only cost time.
_LEAST_VOTE = 0.05


class Votes:
    """The vote of the names of a document on where it is set.

    Only what is named as a place says where the text is set, so governments and adjectives do
    not vote. A name does not vote on itself.

    Parameters
    ----------
    roster
        The candidates of the document.
    """

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        votes = np.array([count_mentions(item, literal=True) > 0 for item in roster.mentioned])
        self._votes = votes[roster.name] & roster.is_entry
        self._is_point = self._votes & is_among(roster.feature_class, {"P", "S"})
        self._equal = np.ones(len(votes))
        self._countries = Shares(roster.name, roster.country, roster.countries)
        self._divisions = Shares(roster.name, roster.admin1, roster.areas)
        self._own_country = self._countries.find(roster.name, roster.country)
        self._own_division = self._divisions.find(roster.name, roster.division)

    def columns(self, likely: Floats) -> dict[str, Floats]:
        """Return the features that depend on the other names, a number for each row.

        Parameters
        ----------
        likely
            The probability of each row so far.
        """
        roster = self._roster
        cast = np.where(self._votes & (likely >= _LEAST_VOTE), likely, 0.0)
        countries = self._countries.rest(self._countries.lend(cast), self._equal, least=0.0)
        divisions = self._divisions.rest(self._divisions.lend(cast), self._equal, least=0.0)
        return {
            "dominant country": countries.at(self._own_country, roster.name, roster.country),
            "dominant division": divisions.at(self._own_division, roster.name, roster.division),
            "near others": self._nearness(likely),
        }

    def _nearness(self, likely: Floats) -> Floats:
        roster = self._roster
        result = np.zeros(len(likely))
        points = np.flatnonzero(self._is_point & (likely >= _LEAST_VOTE))
        for rows, distances in roster.distances_km(points):
            scale = np.log10(_FAR_KM / np.clip(distances, _NEAR_KM, _FAR_KM))
            scale *= likely[points] / math.log10(_FAR_KM / _NEAR_KM)
            scale[roster.name[rows, None] == roster.name[None, points]] = 0.0
            result[rows] = scale.max(axis=1)
        return np.where(roster.is_entry, result, 0.0)
