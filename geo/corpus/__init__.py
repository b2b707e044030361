"""Many documents: the pipeline over the processes of one machine, or a cluster, in parts."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo.corpus.cutting import FEW
    from geo.corpus.feeds import Arrivals, Feed, FolderFeed, PipeFeed
    from geo.corpus.gathering import Collection
    from geo.corpus.parsing import parse_corpus
    from geo.corpus.partitions import write_partitions
    from geo.corpus.parts import Account, process_part
    from geo.corpus.running import Run, open_run, run
    from geo.corpus.timing import Timing
    from geo.corpus.workers import connect, spreading

__all__ = [
    "FEW",
    "Account",
    "Arrivals",
    "Collection",
    "Feed",
    "FolderFeed",
    "PipeFeed",
    "Run",
    "Timing",
    "connect",
    "open_run",
    "parse_corpus",
    "process_part",
    "run",
    "spreading",
    "write_partitions",
]

# Where each public name lives: a few documents need no database that sorts on disk.
_HOMES = {
    "FEW": "cutting",
    "Account": "parts",
    "Arrivals": "feeds",
    "Collection": "gathering",
    "Feed": "feeds",
    "FolderFeed": "feeds",
    "PipeFeed": "feeds",
    "Run": "running",
    "Timing": "timing",
    "connect": "workers",
    "open_run": "running",
    "parse_corpus": "parsing",
    "process_part": "parts",
    "run": "running",
    "spreading": "workers",
    "write_partitions": "partitions",
}


def __getattr__(name: str) -> Any:
    """Load a public name from its home.

    Raises
    ------
    AttributeError
        If the package has no such public name.
    """
    try:
        home = _HOMES[name]
    except KeyError:
        raise AttributeError(f"module 'geo.corpus' has no attribute {name!r}") from None
    return getattr(importlib.import_module(f"geo.corpus.{home}"), name)
