"""Counts from which figures are made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["SLOTS", "Counts", "Doc", "Docs", "Event", "Share", "Slots", "overlaps", "span", "words"]

Doc = Mapping[str, Any]
Docs = Mapping[Any, Doc]
Event = Mapping[str, Any]

SLOTS = ("source", "target")

_SMALL_WORDS = frozenset(("the", "of", "al", "el", "and", "a", "for"))
_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Counts:
    """True positives, false positives and false negatives."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, *, right: int = 0, wrong: int = 0, missed: int = 0) -> None:
        """Add to the counts."""
        self.right += right
        self.wrong += wrong
        self.missed += missed

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 0 where nothing was found."""
        found = self.right + self.wrong
        return self.right / found if found else 0.0

    @property
    def recall(self) -> float:
        """Share of what was wanted that was found; 0 where nothing was wanted."""
        wanted = self.right + self.missed
        return self.right / wanted if wanted else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(slots=True)
class Share:
    """How many of how many."""

    right: int = 0
    of: int = 0

    def add(self, right: object) -> None:
        """Count one more, right or not."""
        self.right += bool(right)
        self.of += 1

    def value(self, *, of_none: float) -> float:
        """Return the share, or what it is said to be of nothing."""
        return self.right / self.of if self.of else of_none


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

    def figures(self) -> dict[str, float]:
        """Return the F1 of each slot."""
        return {f"{slot}_f1": counts.f1 for slot, counts in self.counts.items()}


def span(item: Mapping[str, Any]) -> tuple[int, int]:
    """Return where something stands in its text."""
    return item["start"], item["end"]


def overlaps(one: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    """Return whether a span shares a character with any of the others."""
    return any(one[0] < other[1] and other[0] < one[1] for other in others)
