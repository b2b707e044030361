"""What is told of a run besides its outputs: progress, a log for machines, a report."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.commands import Command, gazetteer_folders, settings_of
from geo.commands.outputs import is_page
from geo.commands.progress import Progress, open_log, terminal
from geo.errors import SettingsError
from geo.version import __version__

if TYPE_CHECKING:
    from geo.atlas import Atlas
    from geo.corpus import Collection
    from geo.model import Parsed, Provenance, Rejected
    from geo.runs import Counts, Part

__all__ = ["add_following", "note_found", "note_output", "note_tables", "own_files"]

_DATA = ".json"
# Documents that are counted at a time: one query costs as much as some of them.
_BATCH = 64


def add_following(parser: argparse.ArgumentParser) -> None:
    """Add the options to a command that reads documents, and follow its runs."""
    following = parser.add_argument_group("following a run")
    following.add_argument(
        "--json-log",
        metavar="FILE",
        help="write a line of JSON of each step there; - is standard output",
    )
    following.add_argument(
        "--report",
        type=Path,
        metavar="OUT",
        help="write what the run did: .html with a .json beside it, or .json alone "
        "(docs/corpora.md)",
    )
    parser.set_defaults(run=partial(_follow, parser.get_default("run")), noted=None)


@dataclass(slots=True, kw_only=True)
class _Noted:
    """What the report of a run tells of."""

    counts: Counts
    outputs: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    provenance: dict[Provenance, None] = field(default_factory=dict)


def _follow(run: Command, options: argparse.Namespace) -> int:
    """Run a command, and tell of it."""
    _prepare(options)
    with open_log(options.json_log) as log:
        options.progress = Progress(terminal=terminal(), log=log)
        return _tell(run, options, options.progress)


def _tell(run: Command, options: argparse.Namespace, progress: Progress) -> int:
    started = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    inputs = [str(item) for item in options.inputs]
    progress.tell("start", version=__version__, command=options.command, inputs=inputs)
    try:
        status = run(options)
        if options.report is not None:
            about = {"started": started, "seconds": round(progress.seconds, 3)}
            _write_report(options, {"command": options.command, "inputs": inputs, **about})
    except BaseException as error:
        progress.tell("end", error=" ".join(str(error).split()) or type(error).__name__)
        raise
    finally:
        progress.clear()
    progress.tell("end", status=status)
    return status


def _prepare(options: argparse.Namespace) -> None:
    """Refuse a report that cannot be written, before the work for it is done."""
    if options.report is None:
        return
    if not (is_page(options.report) or options.report.suffix.lower() == _DATA):
        raise SettingsError(f"--report {options.report}: give a file that ends in .html or .json")
    from geo.files import check_writable
    from geo.runs import Counts

    for path in _report_files(options):
        if path.resolve() == Path(options.output).resolve():
            raise SettingsError(f"--report {options.report}: is the output; give another name")
        check_writable(path)
    options.noted = _Noted(counts=Counts())


def _report_files(options: argparse.Namespace) -> list[Path]:
    path: Path = options.report
    return [path] if path.suffix.lower() == _DATA else [path, path.with_suffix(_DATA)]


def own_files(options: argparse.Namespace) -> Iterator[Path]:
    """Yield the files that tell of a run, which are no documents."""
    if getattr(options, "report", None) is not None:
        yield from _report_files(options)
    if getattr(options, "json_log", None) not in {None, "-"}:
        yield Path(options.json_log)


def note_output(options: argparse.Namespace, *paths: Path) -> None:
    """Take down that files are going to be written."""
    for path in paths:
        options.progress.tell("write", output=str(path))
        if options.noted is not None:
            options.noted.outputs.append(str(path))


def note_tables(options: argparse.Namespace, made: Atlas | Collection) -> None:
    """Count what the tables of a run hold, where a report is asked for."""
    noted: _Noted | None = getattr(options, "noted", None)
    if noted is None:
        return
    from geo.corpus import Collection
    from geo.model import Provenance
    from geo.runs import Part, count_atlas, count_rows

    if not isinstance(made, Collection):
        noted.counts.add(count_atlas(made))
        for row in made.provenance.to_dict("records"):
            given = {name: str(row[name] or "") for name in ("component", "version", "detail")}
            noted.provenance[Provenance(**given)] = None
        return
    with made.querying() as query:
        noted.counts.add(count_rows(query))
    noted.provenance.update(dict.fromkeys(made.provenance))
    noted.parts += [
        Part(
            part=account.part,
            documents=account.documents,
            rejected=account.rejected,
            characters=account.characters,
            seconds=seconds,
        )
        for account, seconds in zip(made.accounts, made.seconds, strict=True)
    ]


def note_found(
    options: argparse.Namespace, found: Iterable[Parsed | Rejected]
) -> Iterator[Parsed | Rejected]:
    """Yield what was found in documents, counting it where a report is asked for."""
    noted: _Noted | None = getattr(options, "noted", None)
    if noted is None:
        yield from found
        return
    from geo.gazetteer import Gazetteer
    from geo.pipeline import Components
    from geo.runs import count_found

    gazetteer = Gazetteer.open(*gazetteer_folders(options))
    noted.provenance.update(dict.fromkeys(Components.open(settings_of(options)).provenance()))
    items = iter(found)
    while batch := list(islice(items, _BATCH)):
        yield from batch
        noted.counts.add(count_found(batch, gazetteer))


def _write_report(options: argparse.Namespace, about: dict[str, Any]) -> None:
    from geo.files import replacing
    from geo.gazetteer import Gazetteer
    from geo.runs import describe_run, write_page

    noted: _Noted = options.noted
    told = describe_run(
        noted.counts,
        about={**about, "outputs": noted.outputs},
        settings=settings_of(options),
        provenance=noted.provenance,
        gazetteer=Gazetteer.open(*gazetteer_folders(options)),
        parts=noted.parts,
    )
    for path in _report_files(options):
        is_data = path.suffix.lower() == _DATA
        text = json.dumps(told, indent=1) + "\n" if is_data else write_page(told)
        with replacing(path) as scratch:
            scratch.write_text(text, encoding="utf-8", errors="backslashreplace")
