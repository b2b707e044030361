"""What commands read: documents, atlases, and tables of events."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from geo.commands import add_resolution_options, gazetteer_folders, settings_of
from geo.commands.care import note_persons
from geo.commands.choosing import selection_of
from geo.commands.following import note_found, note_tables, own_files
from geo.commands.progress import Progress, progress_of
from geo.errors import SettingsError

if TYPE_CHECKING:
    from geo.atlas import Atlas
    from geo.corpus import Account, Collection, Timing
    from geo.documents import Meter
    from geo.gazetteer import Gazetteer
    from geo.imports.columns import ColumnMap
    from geo.model import Document, Parsed, Rejected

__all__ = [
    "add_inputs",
    "add_reading",
    "atlas_of",
    "check_corrections",
    "columns_of",
    "documents_of",
    "gazetteer_of",
    "holds_events",
    "joined",
    "parsed_of",
]


def add_inputs(parser: argparse.ArgumentParser) -> None:
    """Add the inputs and how they are read to a command."""
    parser.add_argument(
        "inputs",
        nargs="+",
        metavar="INPUT",
        help="text, Markdown, HTML, JSON lines, CSV or Parquet (.jsonl and .csv also as .gz or "
        ".zst); a folder; a glob; an atlas; "
        "tables of events of ACLED, GDELT, POLECAT or UCDP GED; a map layer of events",
    )
    parser.add_argument(
        "--as",
        dest="kind",
        choices=("acled", "documents", "gdelt", "gkg", "polecat", "table", "ucdp"),
        help="what tables hold, where their columns do not tell",
    )
    parser.add_argument(
        "--columns",
        type=Path,
        metavar="FILE",
        help="TOML file that says what the columns of a table of your own hold (docs/imports.md)",
    )
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="NAME=COLUMN",
        help="a column of a table of your own, such as date=When; may be repeated",
    )
    parser.add_argument(
        "--parts",
        type=Path,
        metavar="FOLDER",
        help="keep what is parsed there, part by part: a run that was stopped goes on where it was",
    )
    parser.add_argument(
        "--dask",
        metavar="ADDRESS",
        help="let the workers of a Dask cluster parse, such as tcp://192.0.2.7:8786; they must see "
        "--parts under its name (docs/corpora.md)",
    )
    add_reading(parser)


def add_reading(parser: argparse.ArgumentParser) -> None:
    """Add how documents are read and parsed to a command."""
    parser.add_argument("--title", help="title of all documents")
    parser.add_argument("--publisher", help="publisher of all documents")
    parser.add_argument("--published", metavar="DATE", help="publication date, YYYY-MM-DD")
    parser.add_argument("--language", help="ISO 639-1 code of their language")
    parser.add_argument("--text-column", default="text", metavar="NAME", help="default: text")
    parser.add_argument("--corrections", type=Path, metavar="FILE", help="corrections to replay")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="processes; default 1")
    parser.add_argument(
        "--max-document-mb", type=float, default=20.0, metavar="MB", help="default 20"
    )
    parser.add_argument(
        "--other-languages",
        choices=("names", "refuse"),
        default="names",
        help="what becomes of documents that are no English prose: the names of well-known places "
        "in them are read (default), or they are rejected",
    )
    add_resolution_options(parser)


def documents_of(
    options: argparse.Namespace,
    inputs: Iterable[str | Path],
    *,
    exclude: Iterable[Path | None] = (),
    meter: Meter | None = None,
) -> Iterator[Document | Rejected]:
    """Yield the documents of inputs, read as the options say, and what could not be read."""
    from geo.documents import read_documents

    return read_documents(
        inputs,
        settings=settings_of(options),
        title=options.title,
        publisher=options.publisher,
        published=options.published,
        language=options.language,
        text_column=options.text_column,
        exclude=[path for path in exclude if path is not None],
        meter=meter,
    )


def _documents(options: argparse.Namespace, progress: Progress) -> Iterator[Document | Rejected]:
    """Yield the documents of the inputs, counting them."""
    others = (options.corrections, options.output, *own_files(options))
    read = documents_of(options, options.inputs, exclude=others, meter=progress.meter)
    return progress.read(read)


def parsed_of(options: argparse.Namespace) -> Iterator[Parsed | Rejected]:
    """Yield what was found in each document of the inputs, and what could not be used."""
    from geo.corpus import parse_corpus

    progress = progress_of(options)
    parsed = parse_corpus(
        _documents(options, progress), workers=options.workers, settings=settings_of(options)
    )
    return note_found(options, progress.parsed(parsed, merges=False))


def atlas_of(options: argparse.Namespace) -> Atlas:
    """Return the chosen events of the inputs, whatever these are."""
    from geo.atlas.choosing import choose
    from geo.imports import read_events

    selection = selection_of(options)
    if holds_events(options):
        check_corrections(options)
        atlas = read_events(
            options.inputs,
            kind=options.kind,
            columns=columns_of(options),
            gazetteer=gazetteer_of(options),
            selection=selection,
        )
        note_tables(options, atlas)
        return atlas
    return choose(_joined(options), selection)


def check_corrections(options: argparse.Namespace) -> None:
    """Refuse corrections of tables of events."""
    if options.corrections:
        raise SettingsError(
            "--corrections: rows of a table of events are coded already; correct the table"
        )


def _joined(options: argparse.Namespace) -> Atlas:
    """Return an atlas that was written before, or one of documents."""
    from geo.atlas import Atlas

    with joined(options) as made:
        return made if isinstance(made, Atlas) else made.atlas()


@contextmanager
def joined(options: argparse.Namespace) -> Iterator[Atlas | Collection]:
    """Give an atlas that was written before, or one of documents: of many, on disk."""
    from geo.corpus import FEW, parse_corpus
    from geo.corrections import Corrections, read_corrections
    from geo.imports import is_atlas, read_atlas
    from geo.pipeline import join_parsed

    if len(options.inputs) == 1 and is_atlas(Path(options.inputs[0])):
        if options.corrections or options.parts:
            given = "--corrections" if options.corrections else "--parts"
            raise SettingsError(
                f"{given}: an atlas is joined already; give the documents it was made from"
            )
        atlas = read_atlas(Path(options.inputs[0]))
        yield atlas
        note_tables(options, atlas)
        return
    corrections = read_corrections(options.corrections) if options.corrections else Corrections()
    settings = settings_of(options)
    progress = progress_of(options)
    documents = _documents(options, progress)
    made: Atlas | Collection
    if options.dask and not options.parts:
        raise SettingsError("--dask: give --parts, a folder that all workers of the cluster see")
    with ExitStack() as stack:
        first = [] if options.parts else list(islice(documents, FEW + 1))
        if options.parts or len(first) > FEW:
            from geo.corpus import connect, run

            client = stack.enter_context(connect(options.dask)) if options.dask else None
            folder = options.parts or Path(
                stack.enter_context(TemporaryDirectory(prefix="geo-", ignore_cleanup_errors=True))
            )
            made = collection = run(
                chain(first, documents),
                folder,
                settings=settings,
                corrections=corrections,
                workers=options.workers,
                client=client,
                on_part=partial(_tell_part, progress, folder),
            )
            if hasattr(options, "persons"):
                options.persons.update(collection.persons())
        else:
            parsed = progress.parsed(
                parse_corpus(first, workers=options.workers, settings=settings), merges=True
            )
            made = join_parsed(
                note_persons(parsed, options), settings=settings, corrections=corrections
            )
        progress.clear()
        if options.corrections:
            _tell_corrections(made, options.corrections)
        yield made
        note_tables(options, made)


def _tell_part(progress: Progress, folder: Path, account: Account, timing: Timing) -> None:
    """Say that a part is done, and to machines what was rejected of it."""
    from geo.corpus.parts import rejected_in
    from geo.corpus.running import PARTS

    is_told = progress.is_logged and account.rejected
    progress.part(account, timing, rejected_in(folder / PARTS / account.part) if is_told else ())


def _tell_corrections(made: Atlas | Collection, path: Path) -> None:
    """Say how many corrections were applied."""
    from geo.corpus import Collection

    table = next(made.pieces("provenance")) if isinstance(made, Collection) else made.provenance
    told = table.loc[table["component"] == "corrections", "detail"]
    print(f"geo: {path}: {'; '.join(told) or 'no corrections'}", file=sys.stderr)


def holds_events(options: argparse.Namespace) -> bool:
    """Return whether the inputs are tables of coded events, which are read, not parsed."""
    from geo.imports import find_tables

    columns = columns_of(options)
    if columns is not None and options.kind not in {None, "table"}:
        raise SettingsError(
            f"--as {options.kind}: --columns is for tables of your own; leave one of them out"
        )
    return bool(find_tables(options.inputs, kind=options.kind, columns=columns))


def columns_of(options: argparse.Namespace) -> ColumnMap | None:
    """Return what the options say of the columns of a user's own table."""
    from geo.imports.columns import read_column_map

    return read_column_map(options.columns, options.column)


def gazetteer_of(options: argparse.Namespace) -> Gazetteer:
    """Return the gazetteer that the options choose."""
    from geo.gazetteer import Gazetteer

    return Gazetteer.open(*gazetteer_folders(options))
