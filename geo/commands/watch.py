"""The command `watch`: an atlas and a map of documents as they come."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from geo.commands import Commands, add_command, settings_of
from geo.commands.care import add_care, check_care, take_care
from geo.commands.choosing import add_choosing, selection_of
from geo.commands.inputs import add_reading, documents_of
from geo.commands.reporting import DONE, SOME_REJECTED, say, summary
from geo.errors import OutputError, SettingsError

if TYPE_CHECKING:
    from geo.atlas import Atlas
    from geo.corpus import Feed, Run
    from geo.model import Document, Rejected

__all__ = ["add"]

_PIPE = "-"
_PAGE = ".html"


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "watch",
        _run,
        about="keep an atlas and a map of documents as they come into a folder, or down a pipe",
        examples="  geo watch inbox -o live.html -o live.gpkg --parts live.parts\n"
        "  wire | geo watch - -o live.html --parts live.parts --every 5\n"
        "  geo watch inbox -o live.html --parts live.parts --once",
    )
    parser.add_argument(
        "feed", metavar="FEED", help="a folder that documents come into, or - for JSON lines"
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        action="append",
        metavar="OUT",
        help="a map (.html), or data in any form of `geo formats`; may be repeated",
    )
    parser.add_argument(
        "--parts",
        type=Path,
        required=True,
        metavar="FOLDER",
        help="where what has come is kept, so that a restart goes on where it was",
    )
    parser.add_argument(
        "--every", type=float, default=2.0, metavar="SECONDS", help="how often to look; default 2"
    )
    parser.add_argument(
        "--once", action="store_true", help="take what is there, write, and end; for cron"
    )
    add_reading(parser)
    add_choosing(parser)
    add_care(parser)


def _run(options: argparse.Namespace) -> int:
    from geo.corpus import Arrivals, open_run, spreading
    from geo.corrections import Corrections, read_corrections

    _check(options)
    check_care(options)
    corrections = read_corrections(options.corrections) if options.corrections else Corrections()
    feed = _open_feed(options)
    arrivals = Arrivals()
    with (
        spreading(options.workers) as spread,
        open_run(
            options.parts, settings=settings_of(options), corrections=corrections, spread=spread
        ) as run,
        _stopping() as is_stopped,
    ):
        arrivals.know(run.resume())
        rejected = 0
        is_stale = True
        while True:
            came = list(arrivals.sift(feed.take()))
            rejected += _name(came)
            if came:
                run.add(came)
            if came or is_stale:
                is_stale = not _write(run, options)
            if feed.is_over or options.once or is_stopped():
                return SOME_REJECTED if rejected else DONE
            _wait(options.every, is_stopped)


def _check(options: argparse.Namespace) -> None:
    from geo.exports import check_form_writable, find_form
    from geo.files import check_writable

    if not options.every > 0:
        raise SettingsError(f"--every {options.every:g}: give more than 0 seconds")
    for path in options.output:
        if path.suffix.lower() == _PAGE:
            check_writable(path)
            continue
        try:
            form = find_form(path)
        except OutputError as error:
            raise SettingsError(str(error)) from error
        if form.writer is None:
            raise SettingsError(
                f"{path}: predictions are of single documents; use geo extract for them"
            )
        check_form_writable(path, form=form)


def _open_feed(options: argparse.Namespace) -> Feed:
    from geo.corpus import FolderFeed, PipeFeed

    def read(path: Path) -> Iterable[Document | Rejected]:
        return documents_of(options, [path])

    if options.feed == _PIPE:
        return PipeFeed(sys.stdin.buffer, read)
    others = [options.parts, options.corrections, *options.output]
    return FolderFeed(
        Path(options.feed),
        read,
        exclude=[path for path in others if path is not None],
        settled=options.once,
    )


def _name(came: Iterable[Document | Rejected]) -> int:
    """Name what was rejected of what came; return how much that is."""
    from geo.model import Rejected

    rejected = [item for item in came if isinstance(item, Rejected)]
    for item in rejected:
        print(f"geo: rejected {item.document_id}: {item.reason}", file=sys.stderr, flush=True)
    return len(rejected)


def _write(run: Run, options: argparse.Namespace) -> bool:
    """Write all outputs; return whether that could be done, for a full disk may be emptied."""
    from geo.atlas.choosing import choose

    collection = run.join()
    options.persons.update(collection.persons())
    atlas = take_care(choose(collection.atlas(), selection_of(options)), options)
    is_written = True
    for path in options.output:
        try:
            _write_one(atlas, path)
        except OutputError as error:
            print(f"geo: {error}; trying again", file=sys.stderr, flush=True)
            is_written = False
    say(f"{', '.join(map(str, options.output))}: {summary(atlas)}")
    return is_written


def _write_one(atlas: Atlas, path: Path) -> None:
    from geo.exports import write
    from geo.maps import draw_map, save_map

    if path.suffix.lower() == _PAGE:
        save_map(draw_map(atlas), path)
    else:
        write(atlas, path)


@contextmanager
def _stopping() -> Iterator[Callable[[], bool]]:
    """Let a service manager end the watch between two looks: what has come is kept."""
    asked = False

    def stop(_: int, __: FrameType | None) -> None:
        nonlocal asked
        asked = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield lambda: asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _wait(seconds: float, is_stopped: Callable[[], bool]) -> None:
    """Wait, but no longer than until it is asked to stop; a clock that is set changes nothing."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0 and not is_stopped():
        time.sleep(min(left, 0.2))
