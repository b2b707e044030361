"""What the names of a document lend to countries, divisions and kinds of places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.resolution.roster import Flags, Numbers
from geo.trees import Floats

__all__ = ["Rest", "Shares"]

# What is left of a sum by rounding.
_NOTHING = 1e-9


class Shares:
    """How likely each name of a document is in each of some areas.

    Parameters
    ----------
    name, key
        The name of each candidate, and the area that it lends its probability to; 0 is none.
    keys
        How many areas there are.
    """

    def __init__(self, name: Numbers, key: Numbers, keys: int) -> None:
        self._keys = keys
        self._pairs, self._of_row = np.unique(name * keys + key, return_inverse=True)
        self._name, self._key = self._pairs // keys, self._pairs % keys
        self._slices = np.searchsorted(self._name, np.arange(int(name.max()) + 2))

    def find(self, name: Numbers, key: Numbers) -> Numbers:
        """Return where names stand with areas in what `lend` returns."""
        wanted = name * self._keys + key
        at = np.minimum(np.searchsorted(self._pairs, wanted), len(self._pairs) - 1)
        is_held: Flags = (self._pairs[at] == wanted) & (key > 0)
        return np.where(is_held, at, len(self._pairs))

    def lend(self, likely: Floats) -> Floats:
        """Return what each name lends to each area, given the probability of each candidate.

        The last number, of a name and an area that have nothing to do with each other, is 0.
        """
        return np.append(np.bincount(self._of_row, likely, minlength=len(self._pairs)), 0.0)

    def rest(self, lent: Floats, weights: Floats, *, least: float) -> Rest:
        """Return what all names but one lend to each area, as shares of one.

        Parameters
        ----------
        lent
            What each name lends, from `lend`.
        weights
            How much each name counts.
        least
            Sums that are no greater count as none.
        """
        weighed = lent[:-1] * weights[self._name]
        total: Floats = np.bincount(self._key, weighed, minlength=self._keys).astype(float)
        total[0] = 0.0
        total[total <= least] = 0.0
        without = np.where(self._key > 0, total[self._key] - weighed, 0.0)
        without[without <= max(least, _NOTHING)] = 0.0
        lost = np.bincount(self._name, total[self._key] - without, minlength=len(weights))
        sums = total.sum() - lost
        return Rest(
            name=self._name,
            key=self._key,
            slices=self._slices,
            total=total,
            without=np.append(without, 0.0),
            sums=np.where(sums > _NOTHING, sums, np.inf),
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rest:
    """What all names of a document but one lend to each area.

    `total` is of all names by area, `without` the rest for each pair of name and area that have
    to do with each other, `sums` the rest of each name over all areas.
    """

    name: Numbers
    key: Numbers
    slices: Numbers
    total: Floats
    without: Floats
    sums: Floats

    def at(self, found: Numbers, name: Numbers, key: Numbers) -> Floats:
        """Return the share of areas, as names see them; `found` is from `Shares.find`."""
        is_held = found < len(self.without) - 1
        result: Floats = np.where(is_held, self.without[found], self.total[key]) / self.sums[name]
        return np.where(key > 0, result, 0.0)

    def best(self) -> Numbers:
        """Return the area with the greatest share, as each name sees it; 0 for none."""
        held = np.flatnonzero(self.total)
        order = held[np.argsort(-self.total[held], kind="stable")].tolist()
        best = []
        for first, last in zip(self.slices[:-1], self.slices[1:], strict=True):
            own = dict(
                zip(self.key[first:last].tolist(), self.without[first:last].tolist(), strict=True)
            )
            own = {key: value for key, value in own.items() if value}
            told = set(self.key[first:last].tolist())
            other = next((key for key in order if key not in told), 0)
            if other:
                own[other] = float(self.total[other])
            best.append(min(own, key=lambda key: (-own[key], key), default=0))
        return np.array(best, dtype=np.int64)
