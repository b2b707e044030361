"""Rows of a source that were left out: counted and named, so that a few do not lose a build."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geo.errors import GazetteerError

__all__ = ["RejectedRow", "Rejections"]

_NAMED = 100

# Where so many rows are wrong, the file is not what it was taken for.
_LARGEST_SHARE = 0.1
_SMALLEST_COUNT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedRow:
    """A row of a source that was left out, and why."""

    source: str
    line: int
    reason: str

    def __str__(self) -> str:
        place = f"{self.source}:{self.line}" if self.line else self.source
        return f"{place}: {self.reason}" if place else self.reason


class Rejections:
    """What was left out of a build.

    Parameters
    ----------
    strict
        Whether the first wrong row ends the build.
    """

    def __init__(self, *, strict: bool = True) -> None:
        self.strict = strict
        self.count = 0
        self.rows: list[RejectedRow] = []

    def add(self, row: RejectedRow) -> None:
        """Count a row, and keep the first hundred.

        Raises
        ------
        GazetteerError
            If the build is strict.
        """
        if self.strict:
            raise GazetteerError(str(row))
        self.count += 1
        if len(self.rows) < _NAMED:
            self.rows.append(row)

    def check(self, kept: int, sources: Sequence[str] = ()) -> None:
        """Refuse a build most of whose rows may be wrong.

        Parameters
        ----------
        kept
            How many rows were right.
        sources
            Names of the files that were read.

        Raises
        ------
        GazetteerError
            If nothing was kept, or more than one row in ten was rejected.
        """
        if kept and self.count <= max(_SMALLEST_COUNT, _LARGEST_SHARE * (kept + self.count)):
            return
        if not kept and not self.count:
            read = ", ".join(sources) or "the sources"
            raise GazetteerError(f"{read}: no place was found; check what was given")
        first = f"; the first: {self.rows[0]}" if self.rows else ""
        raise GazetteerError(
            f"{self.count:,} rows are wrong and {kept:,} right: not the table expected{first}"
        )
