"""Many documents: the pipeline over the processes of one machine, in parts that are kept."""

from __future__ import annotations

from geo.corpus.cutting import FEW
from geo.corpus.gathering import Collection
from geo.corpus.parsing import parse_corpus
from geo.corpus.parts import Account, process_part
from geo.corpus.running import run
from geo.corpus.timing import Timing

__all__ = ["FEW", "Account", "Collection", "Timing", "parse_corpus", "process_part", "run"]
