"""Many documents: the pipeline over the processes of one machine, in parts that are kept."""

from __future__ import annotations

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
