"""The words that the fiction is made of: acts, actors and phrases, as tables."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

__all__ = ["read_table", "read_words"]

_HERE = Path(__file__).parent


@cache
def read_table(name: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of a table of this folder."""
    with (_HERE / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


@cache
def read_words(kind: str) -> tuple[str, ...]:
    """Return the phrases of a kind."""
    return tuple(row["text"] for row in read_table("words") if row["kind"] == kind)
