"""Files that hold a document a record: JSON lines, CSV and Parquet; all of them stream.

JSON lines and CSV may be compressed.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, NoReturn

from geo.documents.encodings import NotTextError, encoding_by_mark, find_encoding
from geo.documents.metadata import COLUMNS, one_line
from geo.documents.streams import COMPRESSED, endless, opened
from geo.files import MOST_TIMES
from geo.model import Span

__all__ = ["TABLES", "Columns", "Record", "given_id", "spans_of"]

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_BYTES = 1_000_000
_BATCH_ROWS = 64
# A CSV field is one record's text and may be over the limit, which rejects the record alone;
# far over it, the quotes are not balanced, and the rest of the file cannot be told apart.
_FIELD_SLACK = 4
# More in a row stand in no text; a small compressed file could hold them without end.
_MOST_EMPTY_LINES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Names of the columns, or keys, that hold a document's text, id and date."""

    text: str = "text"
    id: str = "id"
    date: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record of a table: its line or row, counted from 1, its values, or the fault.

    `read_bytes` is how much of the file had been read by then.
    """

    line: int
    values: Mapping[str, Any]
    fault: str | None = None
    read_bytes: int = 0


def _read_json_lines(path: Path, columns: Columns, maximum_bytes: int) -> Iterator[Record]:
    with opened(path, maximum_bytes) as (stream, file):
        empty = line = 0
        for line, data in _byte_lines(stream, maximum_bytes):
            if data is not None and not data.strip():
                empty += 1
                _check_empty(empty)
                continue
            empty = 0
            if data is None:
                fault = f"is over the limit of {maximum_bytes:,} bytes; raise the limit"
                record = Record(line=line, values={}, fault=fault)
            else:
                record = _record_of_json(line, data, columns)
            yield replace(record, read_bytes=file.tell())
        if empty == line:
            raise NotTextError("is empty; give a table with a record a line")


def _check_empty(lines: int) -> None:
    if lines > _MOST_EMPTY_LINES:
        raise NotTextError(
            f"has over {_MOST_EMPTY_LINES:,} empty lines in a row; what comes after them is not "
            "read; remove them"
        )


def _byte_lines(file: IO[bytes], maximum_bytes: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield numbered lines; one over the limit is skipped in pieces and given as `None`."""
    number = 0
    while data := file.readline(maximum_bytes + 2):
        number += 1
        if len(data.rstrip(b"\r\n")) <= maximum_bytes:
            yield number, data.removeprefix(codecs.BOM_UTF8) if number == 1 else data
            continue
        while data and not data.endswith(b"\n"):
            data = file.readline(maximum_bytes)
        yield number, None


def _record_of_json(line: int, data: bytes, columns: Columns) -> Record:
    try:
        record = json.loads(data.decode("utf-8"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        return Record(
            line=line, values={}, fault=f"is not UTF-8 (byte {error.start}); save it as UTF-8"
        )
    except RecursionError:
        return Record(line=line, values={}, fault="is nested too deeply; write a flat object")
    except ValueError as error:
        fault = f"is no JSON: {one_line(error, limit=200)}; write one object a line"
        return Record(line=line, values={}, fault=fault)
    if not isinstance(record, dict):
        fault = f"is a JSON {type(record).__name__}; write one object a line"
        return Record(line=line, values={}, fault=fault)
    if columns.text not in record:
        return Record(line=line, values={}, fault=_missing(columns.text, list(record), "key"))
    return Record(line=line, values=record)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")


def _missing(name: str, found: list[str], kind: str) -> str:
    shown = ", ".join(repr(one_line(item, limit=40)) for item in found[:20]) or "none"
    more = f" and {len(found) - 20} more" if len(found) > 20 else ""  # noqa: PLR2004
    remedy = "name the one that holds the text (--text-column)"
    return f"has no {kind} {name!r}; found: {shown}{more}; {remedy}"


def _read_csv(path: Path, columns: Columns, maximum_bytes: int) -> Iterator[Record]:
    encoding, skip = _encoding_of(path, maximum_bytes)
    # The limit is the process's; it is only ever raised.
    limit = max(csv.field_size_limit(), _FIELD_SLACK * maximum_bytes)
    csv.field_size_limit(min(limit, 2**31 - 1))
    with opened(path, maximum_bytes) as (stream, file):
        stream.read(skip)
        is_bare = True
        with io.TextIOWrapper(stream, encoding=encoding, newline="") as text:
            for record in _read_rows(text, columns, limit):
                is_bare = False
                yield replace(record, read_bytes=file.tell())
        if is_bare:
            raise NotTextError("has no rows under its header; give a table with a record a line")


def _read_rows(file: IO[str], columns: Columns, limit: int) -> Iterator[Record]:
    lines = _text_lines(file, limit)
    first = next(lines, "")
    delimiter = _delimiter_of(first, columns.text)
    header = [_plain(name) for name in next(csv.reader([first], delimiter=delimiter), [])]
    if _plain(columns.text) not in header:
        raise NotTextError(_missing(columns.text, [name for name in header if name], "column"))
    rows = csv.reader(lines, delimiter=delimiter)
    while True:
        line = rows.line_num + 2
        try:
            row = next(rows, None)
        except csv.Error as error:
            fault = f"is no CSV ({one_line(error, limit=200)}); the lines after it are not read"
            yield Record(line=line, values={}, fault=fault)
            return
        if row is None:
            return
        if row:
            yield _record_of_row(line, row, header, columns)


def _record_of_row(line: int, row: list[str], header: list[str], columns: Columns) -> Record:
    if len(row) > len(header) and any(row[len(header) :]):
        fault = f"has {len(row)} cells under {len(header)} columns; put quotes around the text"
        return Record(line=line, values={}, fault=fault)
    values = dict(zip(header, row, strict=False))
    names = {_plain(name): name for name in (columns.text, columns.id, columns.date) if name}
    return Record(
        line=line, values={names.get(name, name): value for name, value in values.items()}
    )


def _plain(name: str) -> str:
    return one_line(name, limit=200).casefold()


def _delimiter_of(header: str, text_column: str) -> str:
    """Return the delimiter under which the header has the text column, else the commonest."""
    for delimiter in _DELIMITERS:
        cells = next(csv.reader([header], delimiter=delimiter), [])
        if _plain(text_column) in map(_plain, cells):
            return delimiter
    return max(_DELIMITERS, key=header.count)


def _text_lines(file: IO[str], limit: int) -> Iterator[str]:
    """Yield lines with their ends; refuse one that is longer than any record may be."""
    empty = 0
    while True:
        try:
            line = file.readline(limit)
        except UnicodeError as error:
            raise NotTextError(f"is not text in one encoding ({error})") from error
        if not line:
            return
        if "\x00" in line:
            raise NotTextError("is binary, not text (NUL bytes); give CSV saved as UTF-8")
        if len(line) >= limit:
            raise NotTextError(f"has a line over {limit:,} characters; split the file")
        empty = 0 if line.strip() else empty + 1
        _check_empty(empty)
        yield line


def _encoding_of(path: Path, maximum_bytes: int) -> tuple[str, int]:
    """Find the encoding of a file of any length, and how many bytes its mark takes."""
    with opened(path, maximum_bytes) as (stream, _):
        pieces = _pieces(stream)
        sample = next(pieces, b"")
        if (marked := encoding_by_mark(sample)) is not None:
            return marked
        if not sample.strip():
            raise NotTextError("is empty; give a table with a header line")
        if b"\x00" in sample:
            raise NotTextError("is binary, not text (NUL bytes); give CSV saved as UTF-8")
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            decoder.decode(sample)
            for piece in pieces:
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return find_encoding(sample), 0
    return "utf-8", 0


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the bytes of a file, up to the last line before it is damaged.

    Its records meet with the damage again, and say so.
    """
    piece, is_first = bytearray(), True
    try:
        while more := stream.read1(_SAMPLE_BYTES):  # type: ignore[attr-defined]
            piece += more
            if len(piece) >= _SAMPLE_BYTES:
                yield bytes(piece)
                piece, is_first = bytearray(), False
    except NotTextError:
        del piece[piece.rfind(b"\n") + 1 :]
        if is_first and not piece:
            raise
    yield bytes(piece)


def _read_parquet(path: Path, columns: Columns, maximum_bytes: int) -> Iterator[Record]:
    import pyarrow as pa  # noqa: PLC0415 - slow to load, for Parquet alone
    import pyarrow.parquet as pq  # noqa: PLC0415

    # One text may stand for all rows of a file, and be read again for each.
    limit = maximum_bytes + MOST_TIMES * path.stat().st_size
    try:
        with closing(pq.ParquetFile(path)) as table:
            names = list(table.schema_arrow.names)
            if columns.text not in names:
                raise NotTextError(_missing(columns.text, names, "column"))
            known = {columns.text, columns.id, columns.date, *_KNOWN}
            wanted = [name for name in names if name in known]
            size, rows, row = path.stat().st_size, max(table.metadata.num_rows, 1), 0
            given = _largest_group(table.metadata)
            _check_expansion(given, limit)
            for batch in table.iter_batches(batch_size=_BATCH_ROWS, columns=wanted):
                for values in batch.to_pylist():
                    row += 1
                    given += len(str(values[columns.text]))
                    _check_expansion(given, limit)
                    yield Record(line=row, values=values, read_bytes=size * row // rows)
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        if isinstance(error, NotTextError):
            raise
        message = one_line(error, limit=200)
        raise NotTextError(f"is no readable Parquet file ({message}); write it anew") from error


def _check_expansion(given_bytes: int, limit: int) -> None:
    if given_bytes > limit:
        raise NotTextError(endless(limit))


def _largest_group(metadata: Any) -> int:
    """Return how many bytes the largest part of a Parquet file unpacks to, as it says itself."""
    groups = (metadata.row_group(number) for number in range(metadata.num_row_groups))
    return max((int(group.total_byte_size) for group in groups), default=0)


_KNOWN = frozenset(name for names in COLUMNS.values() for name in names)

_LINES = {
    ".csv": _read_csv,
    ".jsonl": _read_json_lines,
    ".ndjson": _read_json_lines,
    ".tsv": _read_csv,
}

TABLES: Mapping[str, Callable[[Path, Columns, int], Iterator[Record]]] = {
    ".parquet": _read_parquet,
    **_LINES,
    **{form + packed: read for form, read in _LINES.items() for packed in COMPRESSED},
}
"""Reader of each suffix: yields records, and raises `NotTextError` or `OSError` for the file."""


def given_id(value: object) -> str | int | float | None:
    """Return the id that a record brings, with its type; `None` where it brings none.

    Raises
    ------
    NotTextError
        If it is neither text nor a number.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise NotTextError(f"id is a {type(value).__name__}; write text or a number")
    if isinstance(value, float) and not math.isfinite(value):
        raise NotTextError("id is not a finite number; write text or a number")
    return value


def spans_of(value: object, length: int) -> tuple[Span, ...] | None:
    """Return the spans of the toponyms that a record names.

    Parameters
    ----------
    value
        What the record has under `toponyms`: a list of objects with `start` and `end`.
    length
        Length of the text in characters.

    Returns
    -------
    The spans; `None` where what the record has is no list, which only resolving minds.

    Raises
    ------
    NotTextError
        If a toponym has no `start` and `end` that lie in the text.
    """
    if not isinstance(value, list):
        return () if value is None else None
    spans = []
    for item in value:
        start, end = (
            (item.get("start"), item.get("end")) if isinstance(item, dict) else (None, None)
        )
        if type(start) is not int or type(end) is not int or not 0 <= start < end <= length:
            raise NotTextError(
                f"has a toponym with start {start!r} and end {end!r}; "
                f"give whole numbers inside the text of {length} characters"
            )
        spans.append(Span(start=start, end=end))
    return tuple(spans)
