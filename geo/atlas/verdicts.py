"""Which reports an analyst holds for one event, and which for two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from geo.chains import chain

__all__ = ["Verdicts"]

Pair = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Verdicts:
    """Pairs of reports, by their ids, that are one event, and pairs that are not.

    What is one with the same report is one; where that contradicts a pair that is apart, the
    pair that is one counts.
    """

    same: tuple[Pair, ...] = ()
    apart: tuple[Pair, ...] = ()

    @cached_property
    def _groups(self) -> dict[str, str]:
        """The first id of all reports that are one event with a report."""
        return chain((*self.same, *((one, one) for pair in self.apart for one in pair)))

    @cached_property
    def _divided(self) -> dict[str, frozenset[str]]:
        divided: dict[str, set[str]] = defaultdict(set)
        for pair in self.apart:
            first, second = (self._groups[one] for one in pair)
            if first != second:
                divided[first].add(second)
                divided[second].add(first)
        return {group: frozenset(others) for group, others in divided.items()}

    def group(self, report_id: str) -> str | None:
        """Return what stands for all reports that are one with this one; `None` for no verdict."""
        return self._groups.get(report_id)

    def divides(self, group: str | None, others: Iterable[str]) -> bool:
        """Return whether a group is apart from any of the others."""
        return group is not None and not self._divided.get(group, frozenset()).isdisjoint(others)

    def joins(self, report_id: str, other_id: str) -> bool:
        """Return whether two reports are one event because an analyst says so."""
        group = self.group(report_id)
        return group is not None and group == self.group(other_id) and report_id != other_id
