"""Many documents: the pipeline over the processes of one machine, or a cluster, in parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.loading import load_from

if TYPE_CHECKING:
    from geo.corpus.counting import count_partitions
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
    "count_partitions",
    "open_run",
    "parse_corpus",
    "process_part",
    "run",
    "spreading",
    "write_partitions",
]

# Where each public name lives: a few documents need no database that sorts on disk.
_HOMES = {
    "FEW": "geo.corpus.cutting",
    "Account": "geo.corpus.parts",
    "Arrivals": "geo.corpus.feeds",
    "Collection": "geo.corpus.gathering",
    "Feed": "geo.corpus.feeds",
    "FolderFeed": "geo.corpus.feeds",
    "PipeFeed": "geo.corpus.feeds",
    "Run": "geo.corpus.running",
    "Timing": "geo.corpus.timing",
    "connect": "geo.corpus.workers",
    "count_partitions": "geo.corpus.counting",
    "open_run": "geo.corpus.running",
    "parse_corpus": "geo.corpus.parsing",
    "process_part": "geo.corpus.parts",
    "run": "geo.corpus.running",
    "spreading": "geo.corpus.workers",
    "write_partitions": "geo.corpus.partitions",
}


__getattr__ = load_from(__name__, _HOMES)
