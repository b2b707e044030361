"""The command `geo`."""

from __future__ import annotations

import argparse
import io
import logging
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from geo.commands import (
    Command,
    Commands,
    add_command,
    add_resolution_options,
    gazetteer_folders,
    settings_of,
)
from geo.commands.care import add_care, check_care, note_persons, take_care
from geo.commands.doctor import add as add_doctor
from geo.commands.evaluate import add as add_evaluate
from geo.commands.formats import add as add_formats
from geo.commands.gazetteer import add as add_gazetteer
from geo.commands.pictures import add_pictures, check_pictures, draw_pictures, is_picture
from geo.commands.places import add as add_places
from geo.errors import (
    CorrectionError,
    GeoError,
    OutputError,
    SettingsError,
)
from geo.version import __version__

if TYPE_CHECKING:
    from geo.atlas import Atlas
    from geo.gazetteer import Gazetteer
    from geo.model import Document, Parsed, Rejected

__all__ = ["main"]

DONE, SOME_REJECTED, WRONG_USAGE, NOTHING_WRITTEN, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit statuses, as the design fixes them."""

# A table of a million rows that do not do would fill the terminal with as many lines.
_MOST_NAMED = 1_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments
        What follows the command; `None` takes those of the process.

    Returns
    -------
    The exit status: 0 done, 1 some or all inputs rejected, 2 wrong usage, 3 nothing could be
    written or a component is missing, 130 interrupted.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A name that the terminal cannot show is no reason to stop.
        sys.stdout.reconfigure(errors="backslashreplace")
    logging.basicConfig(level=logging.ERROR, format="geo: %(message)s", stream=sys.stderr)
    logging.getLogger("geo").setLevel(logging.WARNING)
    options = _parser().parse_args(arguments)
    command: Command = options.run
    try:
        return command(options)
    except (SettingsError, CorrectionError) as error:
        return _fail(error, WRONG_USAGE)
    except GeoError as error:
        return _fail(error, NOTHING_WRITTEN)
    except KeyboardInterrupt:
        return _fail("interrupted; nothing was written", INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        return DONE


def _fail(message: object, status: int) -> int:
    print(f"geo: {' '.join(str(message).split())}", file=sys.stderr)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="geo",
        description="Turn reporting on armed conflict into maps that can be checked.",
        epilog="Exit status: 0 done; 1 some or all inputs rejected; 2 wrong usage; "
        "3 nothing could be written or a component is missing; 130 interrupted.",
    )
    parser.add_argument("--version", action="version", version=f"geo {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _add_map(commands)
    _add_extract(commands)
    _add_resolve(commands)
    add_places(commands)
    add_evaluate(commands)
    add_gazetteer(commands)
    add_formats(commands)
    add_doctor(commands)
    return parser


def _add_inputs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "inputs",
        nargs="+",
        metavar="INPUT",
        help="text, Markdown, HTML, JSON lines, CSV or Parquet; a folder; a glob; an atlas; "
        "tables of events of UCDP GED, ACLED or GDELT",
    )
    parser.add_argument(
        "--as",
        dest="kind",
        choices=("acled", "documents", "gdelt", "ucdp"),
        help="what tables hold, where their columns do not tell",
    )
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


def _add_map(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = add_command(
        commands,
        "map",
        _run_map,
        about="draw a map of the events and places in documents, and write its GeoJSON beside it",
        examples="  geo map seeds -o maps/seeds.html\n"
        "  geo map 'reports/*.html' --published 2016-08-26 -o week.html\n"
        "  geo map atlas.gpkg -o again.html\n"
        "  geo map atlas.gpkg -o public.html --coarsen division --redact persons\n"
        "  geo map atlas.gpkg -o ours.html --borders borders.geojson\n"
        "  geo map GEDEvent_v25_1.csv -o ucdp.html\n"
        "  geo map atlas.gpkg -o week.html --pdf report.pdf --png report.png --dpi 300\n"
        "  geo map atlas.gpkg -o slide.svg --size 320x180",
    )
    _add_inputs(parser)
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="OUT.html",
        help="the map; a .png, .svg or .pdf is drawn as a still picture, alone",
    )
    parser.add_argument(
        "--borders",
        type=Path,
        metavar="FILE",
        help="draw land and borders from polygons of your own, such as GeoJSON",
    )
    parser.add_argument(
        "--map-language",
        default="en",
        metavar="CODE",
        help="language of the map's own words: en, ar, fr, ru or es (default: en)",
    )
    parser.add_argument(
        "--tiles",
        metavar="NAME",
        help="draw on an online basemap, such as OpenStreetMap.Mapnik: the map then needs a "
        "network, and the server learns what is looked at",
    )
    add_pictures(parser)
    add_care(parser)


def _add_extract(commands: Commands[argparse.ArgumentParser]) -> None:
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
    _add_inputs(parser)
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
    add_care(parser)


def _add_resolve(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = add_command(
        commands,
        "resolve",
        _run_resolve,
        about="resolve toponyms whose spans are given",
        examples="  geo resolve spans.jsonl -o resolved.jsonl",
    )
    parser.add_argument("input", metavar="SPANS.jsonl", help="documents with `text`, `toponyms`")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="OUT.jsonl")
    add_resolution_options(parser)


def _documents(options: argparse.Namespace) -> Iterator[Document | Rejected]:
    from geo.documents import read_documents

    return read_documents(
        options.inputs,
        settings=settings_of(options),
        title=options.title,
        publisher=options.publisher,
        published=options.published,
        language=options.language,
        text_column=options.text_column,
        exclude=[path for path in (options.corrections, options.output) if path is not None],
    )


def _parsed(options: argparse.Namespace) -> Iterator[Parsed | Rejected]:
    from geo.corpus import parse_corpus

    return parse_corpus(
        _count(_documents(options)), workers=options.workers, settings=settings_of(options)
    )


def _count(documents: Iterable[Document | Rejected]) -> Iterator[Document | Rejected]:
    """Show how many documents were read, on a terminal only."""
    stream: TextIO = sys.stderr
    for number, document in enumerate(documents, start=1):
        if stream.isatty():
            print(f"\rgeo: {number} documents", end="", file=stream, flush=True)
        yield document
    if stream.isatty():
        print("\r\033[K", end="", file=stream, flush=True)


def _atlas(options: argparse.Namespace) -> Atlas:
    from geo.corrections import read_corrections
    from geo.imports import is_atlas, read_atlas, read_events
    from geo.pipeline import join_parsed

    if len(options.inputs) == 1 and is_atlas(Path(options.inputs[0])):
        if options.corrections:
            raise SettingsError(
                "--corrections: an atlas is joined already; give the documents it was made from"
            )
        return read_atlas(Path(options.inputs[0]))
    if _holds_events(options):
        if options.corrections:
            raise SettingsError(
                "--corrections: rows of a table of events are coded already; correct the table"
            )
        return read_events(options.inputs, kind=options.kind, gazetteer=_gazetteer(options))
    corrections = read_corrections(options.corrections) if options.corrections else None
    parsed = note_persons(_parsed(options), options)
    return join_parsed(parsed, settings=settings_of(options), corrections=corrections)


def _holds_events(options: argparse.Namespace) -> bool:
    """Return whether the inputs are tables of coded events, which are read, not parsed."""
    from geo.imports import find_tables

    return bool(find_tables(options.inputs, kind=options.kind))


def _gazetteer(options: argparse.Namespace) -> Gazetteer:
    from geo.gazetteer import Gazetteer

    return Gazetteer.open(*gazetteer_folders(options))


def _report_rejected(atlas: Atlas) -> int:
    """Name on standard error what was rejected, a line each."""
    for row in atlas.rejected.head(_MOST_NAMED).itertuples():
        print(f"geo: rejected {row.document_id}: {row.reason}", file=sys.stderr)
    if len(atlas.rejected) > _MOST_NAMED:
        more = len(atlas.rejected) - _MOST_NAMED
        print(f"geo: and {more:,} more; the table `rejected` names all", file=sys.stderr)
    return SOME_REJECTED if len(atlas.rejected) else DONE


def _would_lose(atlas: Atlas, output: Path) -> bool:
    """Return whether an earlier output would give way to one made of nothing but rejections."""
    loses = atlas.documents.empty and not atlas.rejected.empty and output.exists()
    if loses:
        print(f"geo: nothing could be read, so {output} was left as it was", file=sys.stderr)
    return loses


def _run_map(options: argparse.Namespace) -> int:
    is_page = options.output.suffix.lower() in {".html", ".htm"}
    if not is_page and not is_picture(options.output):
        raise SettingsError(
            f"{options.output}: a map is an .html file, or a .png, .svg or .pdf picture; "
            "use `geo extract` for data"
        )
    from geo.exports import write
    from geo.files import check_writable

    geojson = options.output.with_suffix(".geojson")
    check_care(options)
    check_pictures(options)
    for path in (options.output, geojson) if is_page else ():
        check_writable(path)
    from geo.maps import draw_map, read_lands, save_map
    from geo.maps.phrases import Phrases
    from geo.maps.tiles import read_tiles

    # What cannot be drawn is refused before anything is read.
    Phrases(options.map_language)
    if options.tiles:
        read_tiles(options.tiles)
    borders = read_lands(options.borders) if options.borders else None
    atlas = _atlas(options)
    if _would_lose(atlas, options.output):
        return _report_rejected(atlas)
    shown = take_care(atlas, options)
    if is_page:
        drawn = draw_map(
            shown,
            borders=borders,
            language=options.map_language,
            offline=not options.tiles,
            tiles=options.tiles,
        )
        save_map(drawn, options.output)
        write(shown, geojson)
    draw_pictures(shown, options, borders=borders)
    _say(f"{options.output}: {_summary(shown)}")
    return _report_rejected(atlas)


def _run_extract(options: argparse.Namespace) -> int:
    from geo.exports import check_form_writable, find_form, write

    try:
        form = find_form(options.output, form=options.form)
        form.table_of(options.output, options.table)
    except OutputError as error:
        raise SettingsError(str(error)) from error
    check_care(options, of_documents=form.writer is None)
    if form.writer is None:
        return _extract_predictions(options)
    check_form_writable(options.output, form=form, table=options.table)
    atlas = _atlas(options)
    if _would_lose(atlas, options.output):
        return _report_rejected(atlas)
    write(take_care(atlas, options), options.output, table=options.table, form=form.name)
    _say(f"{options.output}: {_summary(atlas)}")
    return _report_rejected(atlas)


def _extract_predictions(options: argparse.Namespace) -> int:
    from geo.files import check_writable

    if _holds_events(options):
        raise SettingsError(
            f"{options.output}: .jsonl are predictions on documents, and a table of events "
            "needs none; choose --form plover, .csv, .geojson or another form"
        )
    check_writable(options.output)
    return _write_predictions(_parsed(options), options.output)


def _write_predictions(parsed: Iterable[Parsed | Rejected], output: Path) -> int:
    from geo.exports import write_predictions
    from geo.model import Rejected

    rejected: list[Rejected] = []

    def kept() -> Iterator[Parsed]:
        for item in parsed:
            if isinstance(item, Rejected):
                rejected.append(item)
            else:
                yield item

    write_predictions(kept(), output)
    for item in rejected:
        print(f"geo: rejected {item.document_id}: {item.reason}", file=sys.stderr)
    return SOME_REJECTED if rejected else DONE


def _say(message: str) -> None:
    if sys.stdout.isatty():
        print(message)


def _summary(atlas: Atlas) -> str:
    located = int(atlas.events.geometry.notna().sum())
    return (
        f"{len(atlas.events)} events ({located} located) and {len(atlas.places)} place names "
        f"in {len(atlas.documents)} documents"
    )


def _run_resolve(options: argparse.Namespace) -> int:
    from geo.documents import read_documents
    from geo.files import check_writable
    from geo.model import Rejected
    from geo.pipeline import Components, resolve_spans

    check_writable(options.output)
    settings = settings_of(options)
    components = Components.open(settings)
    documents = read_documents(options.input, settings=settings)
    return _write_predictions(
        (
            item if isinstance(item, Rejected) else resolve_spans(item, components)
            for item in documents
        ),
        options.output,
    )


if __name__ == "__main__":
    sys.exit(main())
