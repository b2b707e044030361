"""Files that hold one document: plain text, Markdown and HTML."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from geo.documents.encodings import NotTextError, check_text, decode
from geo.documents.markdown import mask_markup, read_front_matter
from geo.documents.metadata import Metadata, metadata_of
from geo.errors import MissingComponentError

__all__ = ["PAGES", "read_page"]

_DECLARED = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE
)
_LANGUAGE = re.compile(r"<html\b[^>]{0,400}?\blang\s*=\s*[\"']?([A-Za-z-]{2,20})", re.IGNORECASE)
_HEAD_BYTES = 4_096
# The extractor's time grows with the square of the tags: these take about five seconds.
_MAXIMUM_TAGS = 100_000
# Dates outside are taken for something else; a fixed end, because results must not depend on
# the day on which a page is read.
_DATES = {
    "extensive_search": False,
    "original_date": True,
    "min_date": "1990-01-01",
    "max_date": "2100-01-01",
}


def read_page(path: Path, *, maximum_bytes: int) -> tuple[str, Metadata]:
    """Read a file that holds one document.

    Parameters
    ----------
    path
        A file whose suffix is one of `PAGES`.
    maximum_bytes
        Larger files are refused before they are read.

    Returns
    -------
    Its text, line ends kept as they are, and what the file itself says of it. the marks of
    Markdown are spaces, so that offsets are those of the file; of HTML only the main text is taken.

    Raises
    ------
    OSError
        If the file cannot be read.
    NotTextError
        If it is too large, or not text.
    """
    if not path.is_file():
        raise NotTextError("is no file; give a file or a folder")
    if path.stat().st_size > maximum_bytes:
        raise NotTextError(too_large(path.stat().st_size, maximum_bytes))
    with path.open("rb") as file:
        data = file.read(maximum_bytes + 1)
    if len(data) > maximum_bytes:
        raise NotTextError(too_large(len(data), maximum_bytes))
    return PAGES[path.suffix.lower()](data, str(path))


def too_large(size_bytes: int, maximum_bytes: int) -> str:
    """Say that something is over the limit, and what to do."""
    return (
        f"is too large ({size_bytes:,} bytes, the limit is {maximum_bytes:,}); "
        "split it or raise the limit (--max-document-mb)"
    )


def _read_text(data: bytes, _: str) -> tuple[str, Metadata]:
    return decode(data), Metadata()


def _read_markdown(data: bytes, where: str) -> tuple[str, Metadata]:
    text = decode(data)
    masked = mask_markup(text)
    if not masked.strip():
        raise NotTextError("holds no text beside its marks; give the article itself")
    return masked, read_front_matter(text, where=where)


def _read_html(data: bytes, where: str) -> tuple[str, Metadata]:
    """Take the main text of a page, and its headline, date, site and address."""
    try:
        import trafilatura  # noqa: PLC0415 - takes a third of a second, for HTML alone
    except ImportError as error:
        raise MissingComponentError(f"HTML cannot be read: {error}") from error

    # Its log would reach the terminal unasked.
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    declared = _DECLARED.search(data[:_HEAD_BYTES])
    html = decode(data, declared=declared[1].decode("ascii") if declared else None)
    if html.count("<") > _MAXIMUM_TAGS:
        raise NotTextError(f"holds over {_MAXIMUM_TAGS:,} tags; save the article itself")
    try:
        page = trafilatura.bare_extraction(
            html,
            include_comments=False,
            include_tables=True,
            with_metadata=True,
            date_extraction_params=dict(_DATES),
        )
    except (ValueError, TypeError, RecursionError, AttributeError, LookupError) as error:
        raise NotTextError(f"is HTML that cannot be read ({type(error).__name__})") from error
    if page is None or isinstance(page, dict) or not (page.text or "").strip():
        raise NotTextError("holds no main text; save the article itself, or give plain text")
    text = str(page.text)
    check_text(text)
    language = _LANGUAGE.search(html[:_HEAD_BYTES])
    record = {
        "title": page.title,
        "published": page.date,
        "publisher": page.sitename,
        "url": page.url,
        "language": language[1] if language else None,
    }
    return text, metadata_of(record, where=where)


PAGES: Mapping[str, Callable[[bytes, str], tuple[str, Metadata]]] = {
    ".htm": _read_html,
    ".html": _read_html,
    ".markdown": _read_text,
    ".md": _read_markdown,
    ".txt": _read_text,
}
"""Reader of each suffix."""
