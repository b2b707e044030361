"""`documents.toml`: which files of a folder are documents, and what is known of them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from geo.documents.dates import read_date
from geo.documents.metadata import Metadata, one_line
from geo.errors import SettingsError

__all__ = ["SIDECAR", "Listed", "read_sidecar"]

SIDECAR = "documents.toml"

_MAXIMUM_BYTES = 20_000_000
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_KEYS = ("file", "title", "publisher", "published", "url", "language")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A file that a sidecar lists: its path inside the folder, its metadata, or the fault."""

    file: str
    metadata: Metadata
    fault: str | None = None


def read_sidecar(path: Path) -> tuple[Listed, ...]:
    """Read a `documents.toml`.

    Its form is one table a document, with the keys `file` (relative to the sidecar), and where
    known `title`, `publisher`, `published` (a TOML date, or text that is plainly a date),
    `url` and `language`::

        [[document]]
        file = "report.txt"
        title = "Rebels seize border town"
        publisher = "Frontier Wire"
        language = "en"
        published = 2016-08-26

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    What it lists, in its order; a faulty entry carries its fault, the others stand.

    Raises
    ------
    SettingsError
        If the file cannot be read or is not of this form; the message says where.
    """
    try:
        if path.stat().st_size > _MAXIMUM_BYTES:
            raise SettingsError(f"is larger than {_MAXIMUM_BYTES:,} bytes")
        content = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"is not UTF-8 (byte {error.start})") from error
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise SettingsError(f"is no valid TOML: {one_line(error, limit=200)}") from error
    entries = content.get("document", [])
    if not isinstance(entries, list) or set(content) - {"document"}:
        raise SettingsError("has other keys than [[document]] tables")
    return tuple(_read_entry(entry, number) for number, entry in enumerate(entries, start=1))


def _read_entry(entry: object, number: int) -> Listed:
    file = entry.get("file") if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or not isinstance(file, str):
        fault = f'[[document]] {number} names no file; add file = "NAME"'
        return Listed(file=f"{number}", metadata=Metadata(), fault=fault)
    try:
        _check_path(file)
        return Listed(file=file, metadata=_metadata(entry))
    except ValueError as error:
        fault = f"[[document]] {number}: {one_line(error, limit=300)}"
        return Listed(file=file, metadata=Metadata(), fault=fault)


def _check_path(file: str) -> None:
    path = PurePosixPath(file)
    if path.is_absolute() or ".." in path.parts or "\x00" in file or not path.parts:
        raise ValueError(f"file {file!r} lies outside the folder; name one inside it")


def _metadata(entry: Mapping[str, Any]) -> Metadata:
    unknown = sorted(set(entry) - set(_KEYS))
    if unknown:
        raise ValueError(f"unknown key {unknown[0]!r}; known are {', '.join(_KEYS)}")
    texts = {}
    for key in ("title", "publisher", "url", "language"):
        value = entry.get(key)
        if value is not None and not isinstance(value, str):
            raise ValueError(f"{key} is {value!r}; write it as text in quotes")
        texts[key] = one_line(value) or None if value is not None else None
    language = texts["language"]
    if language is not None and not _LANGUAGE.fullmatch(language):
        raise ValueError(f'language {language!r} is no ISO 639 code such as "en"')
    published = entry.get("published")
    return Metadata(**texts, published=None if published is None else read_date(published))
