"""What commands say, and the status they end with."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from geo.atlas import Atlas

__all__ = [
    "DONE",
    "INTERRUPTED",
    "NOTHING_WRITTEN",
    "SOME_REJECTED",
    "WRONG_USAGE",
    "name_rejected",
    "report_rejected",
    "say",
    "say_kept",
    "summary",
    "tell_more",
    "would_lose",
]

DONE, SOME_REJECTED, WRONG_USAGE, NOTHING_WRITTEN, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit statuses, as the design fixes them."""

# A table of a million rows that do not do would fill the terminal with as many lines.
_MOST_NAMED = 1_000


def report_rejected(atlas: Atlas) -> int:
    """Name on standard error what was rejected, a line each."""
    return SOME_REJECTED if tell_more(name_rejected(atlas.rejected, 0)) else DONE


def name_rejected(rejected: pd.DataFrame, named: int) -> int:
    """Name what was rejected, after so many others; return how many there are by now."""
    for row in rejected.head(max(_MOST_NAMED - named, 0)).itertuples():
        print(f"geo: rejected {row.document_id}: {row.reason}", file=sys.stderr)
    return named + len(rejected)


def tell_more(count: int) -> int:
    """Say how many were rejected beyond those that were named; return how many in all."""
    if count > _MOST_NAMED:
        more = count - _MOST_NAMED
        print(f"geo: and {more:,} more; the table `rejected` names all", file=sys.stderr)
    return count


def would_lose(atlas: Atlas, output: Path) -> bool:
    """Return whether an earlier output would give way to one made of nothing but rejections."""
    loses = atlas.documents.empty and not atlas.rejected.empty and output.exists()
    if loses:
        say_kept(output)
    return loses


def say_kept(output: Path) -> None:
    """Say that an earlier output was not replaced by nothing."""
    print(f"geo: nothing could be read, so {output} was left as it was", file=sys.stderr)


def say(message: str) -> None:
    """Say what was done, on a terminal only."""
    if sys.stdout.isatty():
        print(message)


def summary(atlas: Atlas) -> str:
    """Say how much an atlas holds."""
    located = int(atlas.events.geometry.notna().sum())
    return (
        f"{len(atlas.events)} events ({located} located) and {len(atlas.places)} place names "
        f"in {len(atlas.documents)} documents"
    )
