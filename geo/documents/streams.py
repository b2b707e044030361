"""Files of records as streams of bytes, those that are compressed among them."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from geo.documents.encodings import NotTextError
from geo.files import MOST_TIMES

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["COMPRESSED", "Meter", "endless", "full_suffix", "opened"]

# What precedes damage in one piece is lost with it.
_PIECE_BYTES = 1 << 10


@dataclass(slots=True)
class Meter:
    """How much of the inputs has been read, in bytes as they lie on the disk."""

    total_bytes: int = 0
    read_bytes: int = 0


def _gunzip(file: IO[bytes]) -> Any:
    return gzip.GzipFile(fileobj=file)


def _unzstd(file: IO[bytes]) -> Any:
    import pyarrow as pa  # noqa: PLC0415 - slow to load, for these files alone

    return pa.CompressedInputStream(pa.PythonFile(file, "r"), "zstd")


COMPRESSED: Mapping[str, Callable[[IO[bytes]], Any]] = {".gz": _gunzip, ".zst": _unzstd}
"""What opens a compressed file, by its last suffix."""


def endless(given_bytes: int) -> str:
    """Say that a file expands without end, and what to do."""
    return (
        f"expands to over {MOST_TIMES} times its size; what comes after its first "
        f"{given_bytes:,} bytes is not read; unpack it if it is what it should be"
    )


def full_suffix(path: Path) -> str:
    """Return the suffix that says the form, in lower case: `.jsonl.gz` of a compressed file."""
    last = path.suffix.lower()
    return Path(path.stem).suffix.lower() + last if last in COMPRESSED else last


@contextmanager
def opened(path: Path, maximum_bytes: int) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """Give the bytes of a file, uncompressed, and the file itself, whose position can be asked.

    Parameters
    ----------
    path
        The file.
    maximum_bytes
        What any file may expand to; beyond that, `MOST_TIMES` of its size.

    Raises
    ------
    NotTextError
        While it is read, if it is damaged or expands without end.
    """
    unpack = COMPRESSED.get(path.suffix.lower())
    with path.open("rb") as file:
        if unpack is None:
            yield file, file
            return
        with closing(unpack(file)) as stream:
            yield io.BufferedReader(_Unpacked(stream, file, maximum_bytes)), file


class _Unpacked(io.RawIOBase):
    """What a compressed file holds, up to the limit of what it may expand to."""

    def __init__(self, stream: Any, file: IO[bytes], maximum_bytes: int) -> None:
        self._read = getattr(stream, "read1", stream.read)
        self._file = file
        self._maximum_bytes = maximum_bytes
        self._given_bytes = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer)
        data = self._next(min(len(view), _PIECE_BYTES))
        self._given_bytes += len(data)
        if self._given_bytes > self._maximum_bytes + MOST_TIMES * self._file.tell():
            raise NotTextError(endless(self._given_bytes))
        view[: len(data)] = data
        return len(data)

    def _next(self, size: int) -> bytes:
        try:
            data: bytes = self._read(size)
        except (OSError, EOFError, ValueError, zlib.error) as error:
            if getattr(error, "errno", None) is not None:
                raise
            raise NotTextError(
                f"is damaged or cut off after its first {self._given_bytes:,} bytes, unpacked "
                f"({error}); what comes before is read; fetch it or compress it anew"
            ) from error
        return data
