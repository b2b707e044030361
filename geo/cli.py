"""The command `geo`."""

from __future__ import annotations

import argparse
import io
import logging
import sys
from collections.abc import Sequence

from geo.commands import Command
from geo.commands.compare import add as add_compare
from geo.commands.count import add as add_count
from geo.commands.doctor import add as add_doctor
from geo.commands.evaluate import add as add_evaluate
from geo.commands.extract import add as add_extract
from geo.commands.formats import add as add_formats
from geo.commands.gazetteer import add as add_gazetteer
from geo.commands.map import add as add_map
from geo.commands.near import add as add_near
from geo.commands.places import add as add_places
from geo.commands.push import add as add_push
from geo.commands.reporting import DONE, INTERRUPTED, NOTHING_WRITTEN, WRONG_USAGE
from geo.commands.resolve import add as add_resolve
from geo.commands.serve import add as add_serve
from geo.commands.watch import add as add_watch
from geo.errors import CorrectionError, GeoError, SettingsError
from geo.shortage import is_limited, is_shortage
from geo.version import __version__

__all__ = ["main"]

_MOST_TOLD = 200


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
    except KeyboardInterrupt:
        return _fail("interrupted; nothing was written", INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        return DONE
    except Exception as error:
        if (status := _tell(error)) is None:
            raise
        return status


def _tell(error: Exception) -> int | None:
    """Tell what is no fault of this program, and return its status."""
    if is_shortage(error) or (is_limited() and not isinstance(error, GeoError)):
        told = " ".join(str(error).split())[:_MOST_TOLD]
        return _fail(
            f"out of memory ({told or type(error).__name__}); raise the limit (ulimit -v) or free "
            "some, or use fewer --workers: what was there stays, and finished parts are kept",
            NOTHING_WRITTEN,
        )
    if isinstance(error, SettingsError | CorrectionError):
        return _fail(error, WRONG_USAGE)
    return _fail(error, NOTHING_WRITTEN) if isinstance(error, GeoError) else None


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
    add_map(commands)
    add_extract(commands)
    add_push(commands)
    add_serve(commands)
    add_watch(commands)
    add_resolve(commands)
    add_count(commands)
    add_near(commands)
    add_compare(commands)
    add_places(commands)
    add_evaluate(commands)
    add_gazetteer(commands)
    add_formats(commands)
    add_doctor(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
