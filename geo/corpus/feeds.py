"""Documents that come as they are written: into a folder, or down a pipe."""

from __future__ import annotations

import hashlib
import os
import queue
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, Protocol

from geo.documents import SUFFIXES
from geo.documents.sidecars import SIDECAR
from geo.errors import SettingsError
from geo.model import Document, Rejected

__all__ = ["Arrivals", "Feed", "FolderFeed", "PipeFeed"]

Item = Document | Rejected
ReadDocuments = Callable[[Path], Iterable[Item]]
"""Reads what a file holds."""

# What came down a pipe is worked on once it is so much, and no line may be longer.
_MOST_BYTES = 32_000_000
_MOST_LINES = 10_000


class Feed(Protocol):
    """Where documents come from."""

    @property
    def is_over(self) -> bool:
        """Whether nothing more can come."""

    def take(self) -> Iterator[Item]:
        """Yield what has come since it was asked last; some of it may have come before."""


class Arrivals:
    """What has come so far, by which what comes again is known.

    Feeds give documents again: a file grows and is read anew, a wire repeats itself.
    """

    def __init__(self) -> None:
        self._texts: dict[str, bytes] = {}
        self._rejected: set[tuple[str, str]] = set()

    def know(self, items: Iterable[Item]) -> None:
        """Note what came before this was here."""
        for _ in self.sift(items):
            pass

    def sift(self, items: Iterable[Item]) -> Iterator[Item]:
        """Yield what has not come before; a document of a known id and another text is rejected."""
        for item in items:
            kept = self._known(item) if isinstance(item, Document) else item
            if isinstance(kept, Rejected):
                key = (kept.document_id, kept.reason)
                if key in self._rejected:
                    continue
                self._rejected.add(key)
            if kept is not None:
                yield kept

    def _known(self, document: Document) -> Item | None:
        digest = hashlib.sha256(document.text.encode()).digest()[:8]
        known = self._texts.get(document.document_id)
        if known is None:
            self._texts[document.document_id] = digest
            return document
        if known == digest:
            return None
        return Rejected(
            document_id=document.document_id,
            stage="read",
            reason="repeats the id of a document that came before, with another text; give each "
            "version an id of its own",
        )


class FolderFeed:
    """The files of a folder and its subfolders, each read when it no longer grows.

    A file's id is its name without suffix, below the folder, so that it is the same whatever
    comes later.

    Parameters
    ----------
    folder
        The folder.
    read
        Reads a file.
    exclude
        Files that are no documents, such as those that are made from them.
    settled
        Whether files are taken as they are, without waiting whether they grow.

    Raises
    ------
    SettingsError
        If it is no folder, or one that a table describes.
    """

    is_over = False

    def __init__(
        self, folder: Path, read: ReadDocuments, *, exclude: Iterable[Path], settled: bool = False
    ) -> None:
        if not folder.is_dir():
            raise SettingsError(f"{folder}: is no folder; name one that documents come into, or -")
        if (folder / SIDECAR).exists():
            raise SettingsError(
                f"{folder}: has a {SIDECAR}, which says what is in it once and for all; use "
                "geo extract, or give it a folder of its own"
            )
        self._folder = folder
        self._read = read
        self._exclude = frozenset(path.resolve() for path in exclude)
        self._settled = settled
        self._seen: dict[Path, tuple[int, int]] = {}
        self._taken: dict[Path, tuple[int, int]] = {}

    def take(self) -> Iterator[Item]:
        """Yield the documents of files that are new, or changed, and do not grow any more."""
        for path, stamp in sorted(self._files()):
            is_settled = self._settled or self._seen.get(path) == stamp
            self._seen[path] = stamp
            if is_settled and self._taken.get(path) != stamp:
                self._taken[path] = stamp
                yield from self._read_file(path)

    def _files(self) -> Iterator[tuple[Path, tuple[int, int]]]:
        for parent, folders, names in os.walk(self._folder):
            folders[:] = [
                name
                for name in folders
                if not name.startswith(".") and (Path(parent) / name).resolve() not in self._exclude
            ]
            for name in names:
                path = Path(parent) / name
                if name.startswith(".") or not name.lower().endswith(SUFFIXES):
                    continue
                if path.resolve() in self._exclude:
                    continue
                try:
                    found = path.stat()
                except OSError:
                    continue  # It was taken away meanwhile.
                yield path, (found.st_size, found.st_mtime_ns)

    def _read_file(self, path: Path) -> Iterator[Item]:
        above = path.parent.relative_to(self._folder).as_posix()
        for item in self._read(path):
            if above == "." or (isinstance(item, Document) and item.given_id is not None):
                yield item
            else:
                yield replace(item, document_id=f"{above}/{item.document_id}")


class PipeFeed:
    """JSON lines that come down a pipe.

    A document without an id is known by its text, so that it has the same after a restart.

    Parameters
    ----------
    pipe
        The pipe, read by a thread of its own.
    read
        Reads a file.
    """

    def __init__(self, pipe: IO[bytes], read: ReadDocuments) -> None:
        self._read = read
        self._pipe = pipe
        # A pipe that brings more than can be worked on is left to fill, and holds its writer.
        self._lines: queue.Queue[bytes | None] = queue.Queue(maxsize=_MOST_LINES)
        self._ended = False
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def is_over(self) -> bool:
        """Whether the pipe was closed, and all that came was taken."""
        return self._ended

    def _listen(self) -> None:
        while line := self._pipe.readline(_MOST_BYTES):
            self._lines.put(line)
        self._lines.put(None)

    def take(self) -> Iterator[Item]:
        """Yield the documents of the lines that have come."""
        lines = list(self._waiting())
        if not lines:
            return
        with tempfile.TemporaryDirectory(prefix="geo-") as folder:
            path = Path(folder) / "stdin.jsonl"
            path.write_bytes(b"".join(lines))
            for item in self._read(path):
                if isinstance(item, Document) and item.given_id is None:
                    digest = hashlib.sha256(item.text.encode()).hexdigest()[:12]
                    yield replace(item, document_id=f"stdin:{digest}")
                else:
                    yield item

    def _waiting(self) -> Iterator[bytes]:
        size_bytes = 0
        while size_bytes < _MOST_BYTES:
            try:
                line = self._lines.get_nowait()
            except queue.Empty:
                return
            if line is None:
                self._ended = True
                return
            size_bytes += len(line)
            yield line
