"""Documents cut into files of a size that one process parses at a time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from geo.documents import read_documents
from geo.errors import DocumentError
from geo.files import replacing
from geo.model import Document, Rejected, Span
from geo.settings import Settings

__all__ = ["FEW", "cut_documents", "hash_file", "is_cut", "read_cut"]

FEW = 500
"""Documents of a part: what is lost when a run is stopped, and what a process holds at a time."""

# Some 120 articles, a dozen seconds of work: processes that share a corpus of a thousand articles
# end within seconds of each other.
_MOST_CHARACTERS = 250_000

_MARK = b"geo.documents"
_PIECE_BYTES = 1 << 20

_CUT = pa.schema(
    [
        ("document_id", pa.string()),
        ("text", pa.string()),
        ("title", pa.string()),
        ("published", pa.date32()),
        ("publisher", pa.string()),
        ("url", pa.string()),
        ("language", pa.string()),
        ("given_id", pa.string()),
        ("spans", pa.string()),
        ("stage", pa.string()),
        ("reason", pa.string()),
        ("source", pa.string()),
    ],
    metadata={_MARK: b"1"},
)
"""A document a row, or what reading rejected: then `stage`, `reason` and `source` say why."""


def cut_documents(
    documents: Iterable[Document | Rejected], folder: Path, *, first: int = 1
) -> Iterator[Path]:
    """Write documents into numbered files, and give each once it is written.

    The same documents in the same order give the same files, to the byte.

    Parameters
    ----------
    documents
        Documents, and what reading rejected, which is kept in its place.
    folder
        Exists.
    first
        Number of the first file.

    Yields
    ------
    The files, in their order.

    Raises
    ------
    OutputError
        If a file cannot be written.
    """
    for number, rows in enumerate(_pieces(documents), start=first):
        path = folder / f"{number:06}.parquet"
        with replacing(path) as scratch:
            pq.write_table(pa.Table.from_pylist(rows, schema=_CUT), scratch, compression="zstd")
        yield path


def _pieces(documents: Iterable[Document | Rejected]) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of each file; of no documents at all there is one file without rows."""
    rows: list[dict[str, Any]] = []
    characters = 0
    is_first = True
    for item in documents:
        rows.append(_row(item))
        characters += len(rows[-1].get("text") or "")
        if len(rows) == FEW or characters >= _MOST_CHARACTERS:
            yield rows
            rows, characters, is_first = [], 0, False
    if rows or is_first:
        yield rows


def _row(item: Document | Rejected) -> dict[str, Any]:
    if isinstance(item, Rejected):
        return {
            "document_id": item.document_id,
            "stage": item.stage,
            "reason": item.reason,
            "source": item.source,
        }
    spans = None if item.spans is None else [[span.start, span.end] for span in item.spans]
    return {name: getattr(item, name) for name in _CUT.names[:7]} | {
        "given_id": json.dumps(item.given_id),
        "spans": json.dumps(spans),
    }


def read_cut(path: Path, *, settings: Settings) -> Iterator[Document | Rejected]:
    """Read the documents of a part.

    Parameters
    ----------
    path
        What `cut_documents` wrote, or any other file of documents.
    settings
        What `read_documents` takes of them.

    Raises
    ------
    DocumentError
        If a file that was cut cannot be read.
    """
    if not is_cut(path):
        yield from read_documents(path, settings=settings)
        return
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=64):
                yield from map(_item, batch.to_pylist())
    except (pa.ArrowException, OSError) as error:
        reason = "is damaged; remove it and run again"
        raise DocumentError(reason, source=str(path)) from error


def is_cut(path: Path) -> bool:
    """Return whether `cut_documents` has written a file, and its end is not damaged."""
    if path.suffix != ".parquet":
        return False
    try:
        return _MARK in (pq.read_schema(path).metadata or {})
    except (pa.ArrowException, OSError):
        return False


def _item(row: dict[str, Any]) -> Document | Rejected:
    if row["reason"] is not None:
        return Rejected(
            document_id=row["document_id"],
            stage=row["stage"],
            reason=row["reason"],
            source=row["source"],
        )
    spans = json.loads(row["spans"])
    return Document(
        **{name: row[name] for name in _CUT.names[:7]},
        given_id=json.loads(row["given_id"]),
        spans=None if spans is None else tuple(Span(start=s, end=e) for s, e in spans),
    )


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
