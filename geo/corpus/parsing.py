"""Documents parsed on several processes, in the order of the input."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice

from geo.corpus.workers import spreading
from geo.model import Document, Parsed, Rejected
from geo.pipeline import parse_documents
from geo.settings import Settings

__all__ = ["parse_corpus"]

# Documents sent to a worker at a time: enough to hide the cost of sending, few enough that the
# last worker is not waited for long.
_BATCH = 32


def parse_corpus(
    documents: Iterable[Document | Rejected],
    *,
    workers: int = 1,
    settings: Settings | None = None,
) -> Iterator[Parsed | Rejected]:
    """Parse documents on several processes, in the order of the input.

    Parameters
    ----------
    documents
        Documents, and what reading rejected, which passes through; read as they are needed.
    workers
        Number of processes; 1 parses in this one.
    settings
        Choices of the run.

    Yields
    ------
    What was found in each document, or why it was rejected; the same, and in the same order, for
    any number of workers.

    Raises
    ------
    SettingsError
        If `workers` is less than 1.
    """
    settings = settings or Settings()
    if workers == 1:
        yield from parse_documents(documents, settings=settings)
        return
    with spreading(workers) as spread:
        for parsed in spread(partial(_parse_batch, settings=settings), _batches(documents)):
            yield from parsed


def _batches(documents: Iterable[Document | Rejected]) -> Iterator[list[Document | Rejected]]:
    source = iter(documents)
    while batch := list(islice(source, _BATCH)):
        yield batch


def _parse_batch(
    batch: list[Document | Rejected], *, settings: Settings
) -> list[Parsed | Rejected]:
    return list(parse_documents(batch, settings=settings))
