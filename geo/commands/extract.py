"""The command `extract`: what documents and tables say, as data."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from geo.commands import Commands, add_command
from geo.commands.care import add_care, check_care, is_asked, take_care
from geo.commands.choosing import add_choosing, selection_of
from geo.commands.following import add_following, note_output, note_tables
from geo.commands.inputs import (
    add_inputs,
    atlas_of,
    check_corrections,
    columns_of,
    gazetteer_of,
    holds_events,
    joined,
    parsed_of,
)
from geo.commands.reporting import (
    DONE,
    SOME_REJECTED,
    name_rejected,
    report_rejected,
    say,
    say_kept,
    summary,
    tell_more,
    would_lose,
)
from geo.errors import OutputError, SettingsError

if TYPE_CHECKING:
    from geo.atlas import Atlas
    from geo.corpus import Collection
    from geo.exports.forms import Form
    from geo.model import Parsed, Rejected

__all__ = ["add", "write_found"]


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "extract",
        _run_extract,
        about="write the events, places and actors in documents as data",
        examples="  geo extract seeds -o seeds.geojson\n"
        "  geo extract news.jsonl -o events.csv --workers 2\n"
        "  geo extract news.jsonl -o places.csv --table places\n"
        "  geo extract news.jsonl -o predictions.jsonl\n"
        "  geo extract acled.csv -o acled.gpkg\n"
        "  geo extract news.jsonl -o events.csv --form hxl\n"
        "  geo extract news.jsonl -o public.csv --coarsen 25 --redact persons --omit-sentences",
    )
    add_inputs(parser)
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="OUT",
        help="the suffix says the form; `geo formats` lists them",
    )
    parser.add_argument(
        "--form", metavar="NAME", help="the form, where a suffix serves several; see `geo formats`"
    )
    parser.add_argument(
        "--table",
        metavar="NAME",
        help="one table, or all, of forms that leave the choice; those of one table hold events",
    )
    add_choosing(parser)
    add_care(parser)
    add_following(parser)


def _run_extract(options: argparse.Namespace) -> int:
    from geo.atlas import Atlas
    from geo.atlas.choosing import choose
    from geo.exports import ALL, can_stream, check_form_writable, find_form, takes_pieces

    try:
        form = find_form(options.output, form=options.form)
        form.table_of(options.output, options.table)
    except OutputError as error:
        raise SettingsError(str(error)) from error
    check_care(options, of_documents=form.writer is None)
    if form.writer is None:
        return _extract_predictions(options)
    check_form_writable(options.output, form=form, table=options.table)
    table = form.table_of(options.output, options.table)
    if can_stream(form, table) and holds_events(options):
        return _stream(options, form, table)
    if holds_events(options):
        return _write(atlas_of(options), options, form)
    with joined(options) as made:
        if isinstance(made, Atlas):
            return _write(choose(made, selection_of(options)), options, form)
        if table != ALL and takes_pieces(form) and not (is_asked(options) or selection_of(options)):
            return _write_pieces(made, options, form, table)
        return _write(choose(made.atlas(), selection_of(options)), options, form)


def _write(atlas: Atlas, options: argparse.Namespace, form: Form) -> int:
    from geo.exports import write

    if would_lose(atlas, options.output):
        return report_rejected(atlas)
    note_output(options, options.output)
    write(take_care(atlas, options), options.output, table=options.table, form=form.name)
    say(f"{options.output}: {summary(atlas)}")
    return report_rejected(atlas)


def _write_pieces(
    collection: Collection, options: argparse.Namespace, form: Form, table: str
) -> int:
    """Write one table of a corpus, which may be greater than the memory."""
    from geo.exports import Credits, write_frames

    if collection.documents or not (collection.rejected and options.output.exists()):
        credits_ = Credits()
        for item in collection.provenance:
            if item.detail:
                credits_.add_source(item.detail)
        for name in collection.publishers():
            credits_.add_publisher(name)
        frames = collection.pieces(table)
        note_output(options, options.output)
        write_frames(frames, options.output, form=form, table=table, credits_=credits_)
        say(f"{options.output}: {collection.count(table):,} {table}")
    else:
        say_kept(options.output)
    named = 0
    for piece in collection.pieces("rejected"):
        named = name_rejected(piece, named)
    return SOME_REJECTED if tell_more(named) else DONE


def _stream(options: argparse.Namespace, form: Form, table: str) -> int:
    """Write one table of tables of events, which may be greater than the memory."""
    from geo.exports import write_stream
    from geo.imports import stream_events
    from geo.schema import TABLES

    check_corrections(options)
    named = rows = 0
    # Care and reports look into all tables; whom to credit, the documents tell.
    tables = {*TABLES} if is_asked(options) or options.report else {table, "documents"}

    def pieces() -> Iterator[Atlas]:
        nonlocal named, rows
        for piece in stream_events(
            options.inputs,
            kind=options.kind,
            columns=columns_of(options),
            gazetteer=gazetteer_of(options),
            selection=selection_of(options),
            tables=tables,
        ):
            named, rows = name_rejected(piece.rejected, named), rows + len(piece.tables()[table])
            note_tables(options, piece)
            yield take_care(piece, options)
        if named and not rows and options.output.exists():
            raise _NothingReadError

    note_output(options, options.output)
    try:
        write_stream(pieces(), options.output, form=form, table=table)
    except _NothingReadError:
        say_kept(options.output)
    else:
        say(f"{options.output}: {rows} {table.replace('_', ' ')}")
    return SOME_REJECTED if tell_more(named) else DONE


class _NothingReadError(Exception):
    """An earlier output would give way to one made of nothing but rejections."""


def _extract_predictions(options: argparse.Namespace) -> int:
    from geo.files import check_writable

    if holds_events(options):
        raise SettingsError(
            f"{options.output}: .jsonl are predictions on documents, and a table of events "
            "needs none; choose --form plover, .csv, .geojson or another form"
        )
    check_writable(options.output)
    note_output(options, options.output)
    credit = gazetteer_of(options).credit
    return write_found(parsed_of(options), options.output, credit=credit)


def write_found(parsed: Iterable[Parsed | Rejected], output: Path, *, credit: str) -> int:
    """Write what was found in documents as JSON lines; name those that were rejected."""
    from geo.exports import write_predictions
    from geo.model import Rejected

    rejected: list[Rejected] = []

    def kept() -> Iterator[Parsed]:
        for item in parsed:
            if isinstance(item, Rejected):
                rejected.append(item)
            else:
                yield item

    write_predictions(kept(), output, credit=credit)
    for item in rejected:
        print(f"geo: rejected {item.document_id}: {item.reason}", file=sys.stderr)
    return SOME_REJECTED if rejected else DONE
