"""Counts from which figures are made."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
import numpy.typing as npt

__all__ = [
    "SLOTS",
    "Counts",
    "Doc",
    "Docs",
    "Event",
    "Share",
    "Slots",
    "Tally",
    "Values",
    "overlaps",
    "span",
    "words",
]

Doc = Mapping[str, Any]
Docs = Mapping[Any, Doc]
Event = Mapping[str, Any]

SLOTS = ("source", "target")

_SMALL_WORDS = frozenset(("the", "of", "al", "el", "and", "a", "for"))
_WORD = re.compile(r"\w+")


Values = float | npt.NDArray[np.float64]
"""A number, or one for each of many samples of the same documents."""


def _ratio(part: Values, whole: Values) -> Values:
    """Return a share, or no number of nothing."""
    part, whole = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    shares: npt.NDArray[np.float64] = np.full(whole.shape, np.nan)
    return np.divide(part, whole, out=shares, where=whole != 0)


@dataclass(slots=True)
class Counts:
    """True positives, false positives and false negatives."""

    right: Values = 0
    wrong: Values = 0
    missed: Values = 0

    def add(self, *, right: int = 0, wrong: int = 0, missed: int = 0) -> None:
        """Add to the counts."""
        self.right += right
        self.wrong += wrong
        self.missed += missed

    @property
    def precision(self) -> Values:
        """Share of what was found that is right; no number where nothing was found."""
        return _ratio(self.right, self.right + self.wrong)

    @property
    def recall(self) -> Values:
        """Share of what was wanted that was found; no number where nothing was wanted."""
        return _ratio(self.right, self.right + self.missed)

    @property
    def f1(self) -> Values:
        """Harmonic mean of precision and recall; 0 where one of them is no number."""
        return _ratio(2 * self.right, 2 * self.right + self.wrong + self.missed)


@dataclass(slots=True)
class Share:
    """How much of how many."""

    right: Values = 0
    of: Values = 0

    def add(self, right: object) -> None:
        """Count one more, right or not."""
        self.add_value(bool(right))

    def add_value(self, value: float) -> None:
        """Count one more that has a value, for a mean."""
        self.right += value
        self.of += 1

    @property
    def value(self) -> Values:
        """The share; no number of nothing."""
        return _ratio(self.right, self.of)


class Tally(ABC):
    """What is counted of one document, or of many samples of documents at once.

    A subclass makes its counters where it is made; the figures follow from them alone, so that
    the counts of documents can be added up in any way.
    """

    @abstractmethod
    def counters(self) -> tuple[Counts | Share, ...]:
        """Return the counters, always in the same order."""

    @abstractmethod
    def figures(self) -> dict[str, Values]:
        """Return the figures that follow from the counters."""

    @classmethod
    def pool(cls, tallies: Sequence[Self], weights: npt.NDArray[np.float64]) -> dict[str, Values]:
        """Return the figures of samples of documents.

        Parameters
        ----------
        tallies
            What was counted of each document.
        weights
            How often each sample, a row, holds each document, a column.

        Returns
        -------
        The name of each figure, and its value for each sample.
        """
        return cls.sums(tallies, weights).figures()

    @classmethod
    def sums(cls, tallies: Sequence[Self], weights: npt.NDArray[np.float64]) -> Self:
        """Return the counts of samples of documents."""
        total = cls()
        for place, counter in enumerate(total.counters()):
            for field in fields(counter):
                column = [getattr(tally.counters()[place], field.name) for tally in tallies]
                setattr(counter, field.name, weights @ np.array(column, dtype=np.float64))
        return total


def words(name: str) -> frozenset[str]:
    """Return the words of a name that tell it from others."""
    return frozenset(_WORD.findall(name.casefold())) - _SMALL_WORDS


def _is_same_actor(names: Iterable[str], surface: str) -> bool:
    """Return whether a surface shares its words with a name, one containing the other."""
    own = words(surface)
    return any(
        bool(own and other) and (own <= other or other <= own) for other in map(words, names)
    )


class Slots:
    """Counts of the roles of events that were found."""

    def __init__(self) -> None:
        self.counts = {slot: Counts() for slot in (*SLOTS, "place")}

    def add_actors(self, slot: str, wanted: Sequence[Sequence[str]], event: Event) -> None:
        """Count a role: the names of each wanted actor, against what was predicted."""
        named = list(event.get(slot) or [])
        hits = 0
        for names in wanted:
            match = next((name for name in named if _is_same_actor(names, name)), None)
            if match is not None:
                named.remove(match)
                hits += 1
        self.counts[slot].add(right=hits, wrong=len(named), missed=len(wanted) - hits)

    def add_place(self, *, wanted: object, got: object, is_hit: bool) -> None:
        """Count a place: a wrong one is both wrong and missed."""
        self.counts["place"].add(
            right=is_hit,
            wrong=bool(got) and not is_hit,
            missed=bool(wanted) and not is_hit,
        )

    def figures(self) -> dict[str, Values]:
        """Return the F1 of each slot."""
        return {f"{slot}_f1": counts.f1 for slot, counts in self.counts.items()}


def span(item: Mapping[str, Any]) -> tuple[int, int]:
    """Return where something stands in its text."""
    return item["start"], item["end"]


def overlaps(one: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    """Return whether a span shares a character with any of the others."""
    return any(one[0] < other[1] and other[0] < one[1] for other in others)
