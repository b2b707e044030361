"""Read documents: text, Markdown, HTML, JSON lines, CSV, Parquet, and folders of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from geo.documents.dates import read_date
from geo.documents.encodings import NotTextError, check_text
from geo.documents.metadata import Metadata, metadata_of, one_line
from geo.documents.pages import PAGES, read_page, too_large
from geo.documents.records import TABLES, Columns, Record, given_id, spans_of
from geo.documents.sources import Source, find_sources, refuse
from geo.documents.streams import Meter, full_suffix
from geo.errors import SettingsError
from geo.model import Document, Rejected
from geo.settings import Settings

__all__ = ["SUFFIXES", "Meter", "read_documents"]

SUFFIXES = tuple(sorted({*PAGES, *TABLES}))
"""Suffixes of the files that can be read."""

_DEFAULTS = Settings()


def read_documents(
    inputs: str | Path | Iterable[str | Path],
    *,
    settings: Settings = _DEFAULTS,
    title: str | None = None,
    publisher: str | None = None,
    language: str | None = None,
    published: dt.date | str | None = None,
    text_column: str = "text",
    id_column: str = "id",
    date_column: str | None = None,
    exclude: Iterable[str | Path] = (),
    meter: Meter | None = None,
) -> Iterator[Document | Rejected]:
    """Read documents from files, folders and glob patterns.

    The suffix says the form. `.txt` is taken as it is, line ends included, and in `.md` marks
    become spaces, so that offsets index the text of the file; of `.html` the main text is
    taken, and offsets index that. `.jsonl`, `.csv`, `.tsv` and `.parquet` hold a document a
    record, with the text in `text_column` and, where known, `id`, `title`, `date` or
    `published`, `publisher` or `source` or `domain`, `url`, `language`; they are streamed, and
    all but Parquet may be compressed (`.jsonl.gz`, `.csv.zst`). A folder is read with its
    subfolders in order of name, hidden files left out; one with a `documents.toml` gives the
    files that this lists, with the metadata it states (see `read_sidecar`).

    A file's id is its name without suffix, with folders where that is needed to tell two apart;
    a record's is its own, else `FILE:LINE`, of a compressed file as if it were not. A repeated id
    is rejected.

    Parameters
    ----------
    inputs
        One or many paths or patterns, read in their order.
    settings
        `max_document_bytes` is the largest file of text, and the largest record of a table.
    title, publisher, language, published
        Metadata for all documents, over what files, sidecars and columns say.
    text_column, id_column, date_column
        Columns, or keys, of tables.
    exclude
        Files that are no documents though they lie in a folder that is read.
    meter
        Kept up to date with how much has been read.

    Yields
    ------
    A `Document`, or a `Rejected` that says what was wrong and what to do, in the order of the
    inputs. A date that is ambiguous or no date is left out and logged; its document is kept.

    Raises
    ------
    SettingsError
        If `published` is no plain date.
    """
    over = Metadata(
        title=title, publisher=publisher, language=language, published=_published(published)
    )
    columns = Columns(text=text_column, id=id_column, date=date_column)
    paths = [inputs] if isinstance(inputs, str | Path) else inputs
    seen: set[str] = set()
    meter = meter or Meter()
    sources = list(find_sources(paths, suffixes=SUFFIXES, tables=TABLES, exclude=exclude))
    meter.total_bytes = sum(_size(source) for source in sources)
    for source in sources:
        if isinstance(source, Rejected):
            yield source
            continue
        for item in _read_source(source, meter, columns=columns, over=over, settings=settings):
            if isinstance(item, Document) and item.document_id in seen:
                reason = (
                    f"repeats the id {item.document_id!r} (in {source.path.name}); "
                    "give each document its own"
                )
                yield refuse(item.document_id, reason, source=source.path)
                continue
            if isinstance(item, Document):
                seen.add(item.document_id)
            yield item


def _size(source: Source | Rejected) -> int:
    try:
        return 0 if isinstance(source, Rejected) else source.path.stat().st_size
    except (OSError, ValueError):
        return 0


def _published(value: dt.date | str | None) -> dt.date | None:
    try:
        return None if value is None else read_date(value)
    except ValueError as error:
        raise SettingsError(f"published: {error}") from error


def _read_source(
    source: Source, meter: Meter, *, columns: Columns, over: Metadata, settings: Settings
) -> Iterator[Document | Rejected]:
    """Read a file, whatever it holds; what stops it becomes a `Rejected`."""
    suffix = full_suffix(source.path)
    before = meter.read_bytes
    try:
        if suffix in TABLES:
            records = _read_table(source, columns=columns, over=over, settings=settings)
            for item, read_bytes in records:
                meter.read_bytes = before + read_bytes
                yield item
        elif suffix in PAGES:
            text, own = read_page(source.path, maximum_bytes=settings.max_document_bytes)
            document = Document(document_id=source.document_id, text=text)
            yield _with_metadata(document, over.over(source.metadata).over(own))
        else:
            reason = f"has no suffix that can be read; known are {' '.join(SUFFIXES)}"
            yield refuse(source.file_name, reason, source=source.path)
    except NotTextError as error:
        yield refuse(source.file_name, str(error), source=source.path)
    except OSError as error:
        reason = f"cannot be read ({error.strerror or error}); check the file and its permissions"
        yield refuse(source.file_name, reason, source=source.path)
    meter.read_bytes = before + _size(source)


def _read_table(
    source: Source, *, columns: Columns, over: Metadata, settings: Settings
) -> Iterator[tuple[Document | Rejected, int]]:
    """Yield the documents of a table, each with how much of the file had been read by then."""
    if not source.path.is_file():
        raise NotTextError("is no file; give a file or a folder")
    if source.path.stat().st_size == 0:
        raise NotTextError("is empty; give a table with a record a line")
    reader = TABLES[full_suffix(source.path)]
    for record in reader(source.path, columns, settings.max_document_bytes):
        place = f"{source.document_id}:{record.line}"
        try:
            own = _own_metadata(record, columns, where=place)
            document = _document_of(record, columns, place=place, settings=settings)
        except ValueError as error:
            refused = refuse(place, str(error), source=f"{source.path}:{record.line}")
            yield refused, record.read_bytes
            continue
        known = over.over(own).over(source.metadata)
        yield _with_metadata(document, known), record.read_bytes


def _own_metadata(record: Record, columns: Columns, *, where: str) -> Metadata:
    values = {str(key).casefold(): value for key, value in record.values.items()}
    if columns.date is not None:
        values = {**values, "published": record.values.get(columns.date)}
    return metadata_of(values, where=where)


def _document_of(record: Record, columns: Columns, *, place: str, settings: Settings) -> Document:
    """Check a record's text and id."""
    if record.fault is not None:
        raise NotTextError(record.fault)
    text = record.values.get(columns.text)
    if not isinstance(text, str):
        raise NotTextError(f"{columns.text!r} is {type(text).__name__}, not text; write text")
    size_bytes = len(text.encode("utf-8", "surrogatepass"))
    if size_bytes > settings.max_document_bytes:
        raise NotTextError(too_large(size_bytes, settings.max_document_bytes))
    check_text(text)
    given = given_id(record.values.get(columns.id))
    document_id = place if given is None else one_line(given, limit=300) or place
    spans = spans_of(record.values.get("toponyms"), len(text))
    return Document(document_id=document_id, text=text, given_id=given, spans=spans)


def _with_metadata(document: Document, known: Metadata) -> Document:
    return replace(
        document,
        title=known.title,
        published=known.published,
        publisher=known.publisher,
        url=known.url,
        language=known.language,
    )
