"""Read the lines of dumps as they come: plain, zipped or gzipped, never whole, never for ever."""

from __future__ import annotations

import codecs
import gzip
import io
import unicodedata
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from geo.errors import GazetteerError
from geo.gazetteer.rejections import RejectedRow
from geo.geodesy import is_on_globe

__all__ = [
    "LONGEST_NAME",
    "check_name",
    "open_text",
    "parse_degrees",
    "parse_population",
    "read_lines",
    "read_rows",
]

LONGEST_NAME = 400
"""Characters of the longest name; GeoNames allows as many in its table of alternate names."""

# GeoNames has continents and the Earth; some 8.2 thousand million people live on it.
_MOST_PEOPLE = 10_000_000_000

# Controls, halves of characters, ends of lines and paragraphs.
_CONTROLS = frozenset({"Cc", "Cs", "Zl", "Zp"})

# They make what stands after them read backwards, in a terminal as on a map.
_OVERRIDES = "\N{LEFT-TO-RIGHT OVERRIDE}\N{RIGHT-TO-LEFT OVERRIDE}"

# A row of GeoNames has at most some 20,000 bytes; what is far longer is no row of a table.
_LONGEST_LINE = 1_000_000


@contextmanager
def open_text(path: Path) -> Iterator[IO[bytes]]:
    """Open a file, or the one table inside a zip archive, as bytes.

    Raises
    ------
    GazetteerError
        If it is missing, damaged or cut short, or the archive holds no table or several.
    """
    try:
        if path.suffix.lower() == ".zip":
            with zipfile.ZipFile(path) as archive, archive.open(_member(archive, path)) as file:
                yield file
        elif path.suffix.lower() == ".gz":
            with gzip.open(path) as file:
                yield io.BufferedReader(file)
        else:
            with path.open("rb") as file:
                yield file
    except (zipfile.BadZipFile, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise GazetteerError(
            f"{path}: damaged or cut short ({error}); fetch the file again"
        ) from error
    except OSError as error:
        raise GazetteerError(
            f"{path}: cannot be read ({error.strerror or error}); check the path"
        ) from error


def _member(archive: zipfile.ZipFile, path: Path) -> str:
    """Return the table of an archive; GeoNames packs a readme and language codes beside it."""
    names = [
        name
        for name in archive.namelist()
        if name.lower().endswith((".txt", ".csv", ".tsv"))
        and Path(name).stem.lower() not in {"readme", "iso-languagecodes"}
    ]
    same = [name for name in names if Path(name).stem.lower() == path.stem.lower()]
    found = same or names
    if len(found) != 1:
        raise GazetteerError(
            f"{path}: holds {len(found)} tables, expected one; unpack it and name the table"
        )
    return found[0]


def read_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a file with their numbers.

    Raises
    ------
    GazetteerError
        If the file cannot be read, or a line is too long for a row of a table.
    """
    with open_text(path) as file:
        number = 0
        while line := file.readline(_LONGEST_LINE + 1):
            number += 1
            if number == 1:
                line = line.removeprefix(codecs.BOM_UTF8)
            if len(line) > _LONGEST_LINE:
                raise GazetteerError(
                    f"{path.name}:{number}: a row of over {_LONGEST_LINE:,} bytes; "
                    "expected a table of text"
                )
            yield number, line


def read_rows(
    path: Path, *, columns: Collection[int], comment: bytes | None = None
) -> Iterator[tuple[int, list[str]] | RejectedRow]:
    """Yield the rows of a tab-separated file without quotes, each with its line.

    Parameters
    ----------
    path
        Text, zip or gzip; UTF-8.
    columns
        How many a row may have; a row of fewer or more is rejected.
    comment
        What lines begin with that are no rows.

    Raises
    ------
    GazetteerError
        If the file cannot be read, or ends within a row.
    """
    expected = " or ".join(map(str, sorted(columns)))
    for number, line in read_lines(path):
        if comment is not None and line.startswith(comment):
            continue
        try:
            cells = line.decode("utf-8").rstrip("\r\n").split("\t")
        except UnicodeDecodeError as error:
            reason = f"not UTF-8 at byte {error.start}"
            yield RejectedRow(source=path.name, line=number, reason=reason)
            continue
        if len(cells) in columns:
            yield number, cells
            continue
        reason = f"{len(cells)} columns, expected {expected}"
        if not line.endswith(b"\n"):
            raise GazetteerError(
                f"{path.name}:{number}: the file ends within a row ({reason}); fetch it again"
            )
        yield RejectedRow(source=path.name, line=number, reason=reason)


def check_name(name: str) -> str | None:
    """Return what is wrong with a name, or nothing."""
    if not name or name.isspace():
        return "no name"
    if len(name) > LONGEST_NAME:
        return f"a name of {len(name):,} characters, expected at most {LONGEST_NAME}"
    if not name.isprintable():
        for char in name:
            if unicodedata.category(char) in _CONTROLS or char in _OVERRIDES:
                return f"the name holds the control character U+{ord(char):04X}"
    return None


def parse_population(text: str) -> int:
    """Return how many people live in a place: 0 where that is not told, or less.

    Raises
    ------
    ValueError
        With what is wrong, if it is no number of people.
    """
    try:
        people = int(text) if text.isdecimal() else int(float(text or 0))
    except (ValueError, OverflowError):
        raise ValueError(f"population {text[:20]!r} is no number") from None
    if people > _MOST_PEOPLE:
        raise ValueError(f"population {text[:20]!r} is more than all people")
    return max(0, people)


def parse_degrees(latitude: str, longitude: str) -> tuple[float, float]:
    """Return latitude and longitude.

    Raises
    ------
    ValueError
        With what is wrong, if they are no degrees.
    """
    try:
        found = float(latitude), float(longitude)
    except ValueError:
        raise ValueError(
            f"latitude {latitude[:20]!r}, longitude {longitude[:20]!r} are no numbers"
        ) from None
    if not is_on_globe(latitude=found[0], longitude=found[1]):
        raise ValueError(f"lies at {found[0]:g}, {found[1]:g}; expected degrees, latitude first")
    if found == (0.0, 0.0):
        raise ValueError("lies at 0, 0, where no place is; what has no coordinates has none there")
    return found
