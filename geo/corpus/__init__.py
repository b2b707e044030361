"""Many documents: the pipeline over the processes of one machine, in parts that are kept."""

from __future__ import annotations

from geo.corpus.parsing import parse_corpus

__all__ = ["parse_corpus"]
