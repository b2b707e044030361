"""Merging of reports and joining of documents, against their number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from merging import make_documents, make_reports

from book.figures import Figure, growing
from geo.atlas import join
from geo.atlas.merging import merge_reports
from geo.gazetteer import Gazetteer

__all__ = ["measure_joining"]


def measure_joining(sizes: Sequence[int], limit_s: float) -> Iterator[Figure]:
    """Yield what merging of reports and joining of documents take; nobody else does it."""
    gazetteer = Gazetteer.open()

    def merge(size: int) -> Callable[[], object]:
        reports = make_reports(size)
        return lambda: merge_reports(reports)

    def make_atlas(size: int) -> Callable[[], object]:
        documents = list(make_documents(size))
        return lambda: join(documents, geography=gazetteer)

    yield from growing("merge reports of ten years", "report", sizes, merge, limit_s)
    yield from growing("join documents into tables", "document", sizes, make_atlas, limit_s)
