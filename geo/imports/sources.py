"""Read tables of coded events as text, a piece at a time, whatever their size."""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from geo.errors import DocumentError
from geo.imports.vectors import as_text, checksum, is_vector, read_batches, read_fields

__all__ = ["SUFFIXES", "Head", "Piece", "Scan", "read_head", "read_pieces", "scan"]

SUFFIXES = (".csv", ".export", ".parquet", ".tab", ".tsv", ".txt", ".zip")
"""Suffixes of files that may be tables of coded events."""

_DELIMITERS = (",", ";", "\t", "|")
_SURELY_TABBED = 10
# Stray NULs come with text that a program damaged; more of them are no text.
_MOST_TEXT_A_NUL = 20
_LINE_BYTES = 1_000_000
# Each column costs memory in every piece of the rows. GDELT has 61, POLECAT a third of that.
_MOST_COLUMNS = 4_000
_CHUNK_BYTES = 1 << 20
# Many blocks are read ahead, so they are small, yet no row may be longer than one; pieces are
# large, which takes less time.
_BLOCK_BYTES = 2 << 20
_PIECE_ROWS = 60_000
_PARQUET_ROWS = 50_000
# All of GED is under 1 GB, a year of GDELT events 50 GB; past this a small archive that unpacks
# without end is more likely than a table.
_MOST_BYTES = 64_000_000_000
_TEXT = pa.large_string()
_GZIP = ".gz"
# What Arrow says of a row that is longer than a block.
_TOO_LONG = "straddl"
_DAMAGED = (OSError, zipfile.BadZipFile, EOFError, zlib.error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """How a table begins: its delimiter, and its first line as cells, in lower case."""

    delimiter: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What a pass over all bytes of a file found: encoding, checksum of its content.

    `is_cut` tells a file that ends within quotes: the last row may have lost a part. `is_line`
    tells one that has no second line.
    """

    encoding: str
    is_damaged: bool
    sha256: str
    is_cut: bool = False
    is_line: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Rows of a table as text: columns in lower case, and the number of each row.

    Rows are counted from 1, a header included. `faults` are rows that could not be told apart.
    """

    table: pd.DataFrame
    faults: Mapping[int, str] = field(default_factory=dict)


def read_head(path: Path) -> Head | None:
    """Return how a table begins; `None` where the file is no table that can be read.

    Raises
    ------
    DocumentError
        If the file cannot be opened.
    """
    if is_vector(path):
        return Head(delimiter="", cells=tuple(name.strip().lower() for name in read_fields(path)))
    # A pipe would never end, or be empty for whoever reads it next.
    if _suffix(path) not in SUFFIXES or (path.exists() and not path.is_file()):
        return None
    try:
        if path.suffix.lower() == ".parquet":
            names = pyarrow.parquet.read_schema(path).names
            return Head(delimiter="", cells=tuple(name.strip().lower() for name in names))
        with ExitStack() as stack:
            line = _open_bytes(path, stack).readline(_LINE_BYTES)
    except (*_DAMAGED, pa.ArrowException, NotImplementedError) as error:
        raise DocumentError(_unreadable(error), source=str(path)) from error
    head = _head(line)
    if head is not None and len(head.cells) > _MOST_COLUMNS:
        fault = f"has over {_MOST_COLUMNS:,} columns; give those of the events alone"
        raise DocumentError(fault, source=str(path))
    return head


def _suffix(path: Path) -> str:
    """Return the suffix that says the form, of a compressed file the one within."""
    last = path.suffix.lower()
    within = Path(path.stem).suffix.lower()
    return within if last == _GZIP and within != ".parquet" else last


def _head(line: bytes) -> Head | None:
    encoding = _encoding_by_mark(line) or "utf-8"
    text = line.decode(encoding, "replace").lstrip("\ufeff").rstrip("\r\n\x00")
    # Lines of old Macintosh programs end with a carriage return alone.
    text = text.partition("\r")[0]
    if not text.strip() or text.count("\x00") * _MOST_TEXT_A_NUL > len(text):
        return None
    # Cells of GDELT hold more commas and semicolons than a line has tabs; no others hold tabs.
    is_tabbed = text.count("\t") >= _SURELY_TABBED
    delimiter = "\t" if is_tabbed else max(_DELIMITERS, key=text.count)
    try:
        cells = next(csv.reader([text], delimiter=delimiter, strict=False), [])
    except csv.Error:
        # A cell that is longer than the reader allows: a line of GDELT's graph has such.
        cells = text.split(delimiter)
    return Head(delimiter=delimiter, cells=tuple(cell.strip().lower() for cell in cells))


def _unreadable(error: Exception) -> str:
    reason = getattr(error, "strerror", None) or " ".join(str(error).split())[:200]
    return f"cannot be read ({reason}); check the file, or download it again"


def _open_bytes(path: Path, stack: ExitStack) -> IO[bytes]:
    """Open a file, compressed or not, or the one table in a zip archive."""
    if path.suffix.lower() == _GZIP:
        return cast("IO[bytes]", stack.enter_context(gzip.open(path)))
    if path.suffix.lower() != ".zip":
        return stack.enter_context(path.open("rb"))
    archive = stack.enter_context(zipfile.ZipFile(path))
    members = [
        item
        for item in archive.infolist()
        if not item.is_dir() and Path(item.filename).suffix.lower() in SUFFIXES
    ]
    if len(members) != 1:
        raise OSError(f"the archive holds {len(members)} tables, expected one")
    return stack.enter_context(archive.open(members[0]))


def _encoding_by_mark(head: bytes) -> str | None:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return None


def _check_size(size_bytes: int) -> None:
    if size_bytes > _MOST_BYTES:
        raise OSError(f"it holds over {_MOST_BYTES:,} bytes")


def scan(path: Path) -> Scan:
    """Pass over a file once: check that it is text, find its encoding, hash its content.

    UTF-8 is taken wherever most of what is beyond ASCII is UTF-8; then Windows-1252, in which
    spreadsheets save.

    Raises
    ------
    DocumentError
        If the file cannot be read, or unpacks to more than any such table holds.
    """
    if is_vector(path):
        return Scan(encoding="utf-8", is_damaged=False, sha256=checksum(path))
    digest = hashlib.sha256()
    size = good = bad = quotes = 0
    last = b""
    is_line = True
    encoding: str | None = None
    with ExitStack() as stack:
        try:
            file = _open_bytes(path, stack)
            decoder = codecs.getincrementaldecoder("utf-8")("replace")
            while chunk := file.read(_CHUNK_BYTES):
                encoding = encoding or (_encoding_by_mark(chunk) if size == 0 else None)
                size += len(chunk)
                digest.update(chunk)
                _check_size(size)
                quotes += chunk.count(b'"')
                last = chunk[-4:]
                is_line = is_line and not (b"\n" in chunk or b"\r" in chunk)
                if encoding is None and not chunk.isascii():
                    text = decoder.decode(chunk)
                    broken = text.count("\ufffd")
                    bad += broken
                    good += sum(not letter.isascii() for letter in set(text)) - bool(broken)
        except (*_DAMAGED, zipfile.LargeZipFile, ValueError) as error:
            raise DocumentError(_unreadable(error), source=str(path)) from error
    if encoding is None:
        encoding = "cp1252" if bad and not good else "utf-8"
    is_cut = quotes % 2 == 1 and not last.rstrip(b"\x00").endswith((b"\n", b"\r"))
    return Scan(
        encoding=encoding,
        is_damaged=bad > 0,
        sha256=digest.hexdigest(),
        is_cut=is_cut,
        is_line=is_line,
    )


class _Recoded(io.RawIOBase):
    """Bytes of another encoding, or with broken characters, as UTF-8."""

    def __init__(self, file: IO[bytes], encoding: str) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            chunk = self._file.read(_CHUNK_BYTES)
            self._rest = self._decoder.decode(chunk, final=not chunk).encode()
            if not chunk:
                break
        length = min(len(buffer), len(self._rest))
        buffer[:length], self._rest = self._rest[:length], self._rest[length:]
        return length


def read_pieces(
    path: Path,
    head: Head,
    scanned: Scan,
    *,
    columns: tuple[str, ...],
    has_header: bool,
    wanted: Collection[str] | None = None,
) -> Iterator[Piece]:
    """Yield a table a piece at a time.

    Parameters
    ----------
    path
        CSV in any of the usual delimiters, a zip archive of one, Parquet, or a layer of GIS.
    head, scanned
        What `read_head` and `scan` found.
    columns
        Names of the columns in their order, unique.
    has_header
        Whether the first row names the columns.
    wanted
        Those that are read; by default all.

    Yields
    ------
    The rows in order, all cells as text; empty cells are null. A file that breaks off ends in a
    piece whose fault says where.
    """
    kept = tuple(name for name in columns if wanted is None or name in wanted) or columns[:1]
    if path.suffix.lower() == ".parquet":
        yield from _numbered(_read_parquet(path, columns, kept), first=2)
        return
    if is_vector(path):
        yield from _numbered(read_batches(path, columns), first=1)
        return
    if has_header and scanned.is_line:
        return
    with ExitStack() as stack:
        file: IO[bytes] = _open_bytes(path, stack)
        if scanned.encoding != "utf-8" or scanned.is_damaged:
            file = stack.enter_context(io.BufferedReader(_Recoded(file, scanned.encoding)))
        pieces = _read_csv(file, head, columns=columns, kept=kept, has_header=has_header)
        # Without a header quotes mean nothing, as GDELT writes them.
        yield from _without_last(pieces) if scanned.is_cut and has_header else pieces


def _without_last(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Yield pieces without the last row of the last one, whose end is missing."""
    held: Piece | None = None
    for piece in pieces:
        if held is not None:
            yield held
        held = piece
    if held is None:
        return
    number = int(held.table["row"].iloc[-1]) if len(held.table) else 0
    if number < max(held.faults, default=1):
        # What is missing has been told already.
        yield held
        return
    fault = "ends within quotes: the file breaks off here; download it again"
    yield Piece(table=held.table.iloc[:-1], faults={**held.faults, number: fault})


def _numbered(tables: Iterator[pa.Table], *, first: int) -> Iterator[Piece]:
    for table in tables:
        yield Piece(table=_frame(table, range(first, first + table.num_rows)))
        first += table.num_rows


def _read_parquet(
    path: Path, columns: tuple[str, ...], kept: tuple[str, ...]
) -> Iterator[pa.Table]:
    try:
        file = pyarrow.parquet.ParquetFile(path)
        by_name = dict(zip(columns, file.schema_arrow.names, strict=True))
        for batch in file.iter_batches(_PARQUET_ROWS, columns=[by_name[name] for name in kept]):
            yield pa.table({name: as_text(batch.column(by_name[name])) for name in kept})
    except (OSError, pa.ArrowException) as error:
        raise DocumentError(_unreadable(error), source=str(path)) from error


def _read_csv(
    file: IO[bytes],
    head: Head,
    *,
    columns: tuple[str, ...],
    kept: tuple[str, ...],
    has_header: bool,
) -> Iterator[Piece]:
    # GDELT writes cells as they are, without quotes around them.
    quoted = has_header
    faults: dict[int, str] = {}
    batches: list[pa.RecordBatch] = []
    numbers: list[int] = []
    # Blocks are read ahead: rows may be skipped that stand far behind those that come next.
    skipped: set[int] = set()
    row = 2 if has_header else 1

    def note(invalid: Any) -> str:
        skipped.add(int(invalid.number))
        faults[int(invalid.number)] = (
            f"has {invalid.actual_columns} cells under {invalid.expected_columns} columns; "
            "put quotes around text that holds the delimiter"
        )
        return "skip"

    try:
        reader = pyarrow.csv.open_csv(
            file,
            read_options=pyarrow.csv.ReadOptions(
                column_names=list(columns),
                skip_rows_after_names=int(has_header),
                block_size=_BLOCK_BYTES,
                use_threads=False,
            ),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=head.delimiter,
                quote_char='"' if quoted else False,
                newlines_in_values=quoted,
                invalid_row_handler=note,
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(columns, _TEXT),
                include_columns=list(kept),
                null_values=[],
                check_utf8=True,
            ),
        )
        for batch in reader:
            batches.append(batch)
            rows = _numbers(row, batch.num_rows, skipped)
            numbers += rows
            row = rows[-1] + 1 if rows else row
            skipped.difference_update([number for number in skipped if number < row])
            if len(numbers) >= _PIECE_ROWS:
                yield _piece(batches, numbers, faults, kept)
    except (pa.ArrowException, *_DAMAGED, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        if _TOO_LONG in reason:
            reason = f"a row goes on for over {_BLOCK_BYTES:,} bytes"
        row = max([row, *(number + 1 for number in skipped)])
        faults[row] = f"and all after it cannot be read ({reason}); look for a quote left open"
    if batches or faults:
        yield _piece(batches, numbers, faults, kept)


def _piece(
    batches: list[pa.RecordBatch], numbers: list[int], faults: dict[int, str], kept: Sequence[str]
) -> Piece:
    """Return what was read as a piece, and forget it."""
    schema = pa.schema([(name, _TEXT) for name in kept])
    piece = Piece(
        table=_frame(pa.Table.from_batches(batches, schema), numbers), faults=dict(faults)
    )
    batches.clear()
    numbers.clear()
    faults.clear()
    return piece


def _numbers(first: int, count: int, skipped: set[int]) -> list[int]:
    """Return the numbers of rows that were read, leaving out those that were not."""
    if not skipped:
        return list(range(first, first + count))
    numbers: list[int] = []
    row = first
    while len(numbers) < count:
        if row not in skipped:
            numbers.append(row)
        row += 1
    return numbers


def _frame(table: pa.Table, rows: Any) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas(types_mapper={_TEXT: pd.StringDtype("pyarrow")}.get)
    return frame.assign(row=pd.Series(list(rows), dtype="int64"))
