"""`geo gazetteer`: build a gazetteer from a dump or a table, and say what one holds."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from geo.commands import Commands, add_command

if TYPE_CHECKING:
    from geo.gazetteer.rejections import Rejections

__all__ = ["add"]

_DONE, _SOME_REJECTED = 0, 1

_DUMP = "allCountries.zip alternateNamesV2.zip hierarchy.zip"

_SECONDS_BETWEEN_SIGNS = 0.5
_ROWS_BETWEEN_LOOKS = 10_000

_Item = TypeVar("_Item")


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command and its own commands."""
    parser = add_command(
        commands,
        "gazetteer",
        None,
        about="build a gazetteer, or say what one holds",
        examples=f"  geo gazetteer build {_DUMP} -o world\n  geo gazetteer info world",
    )
    inner = parser.add_subparsers(dest="gazetteer_command", metavar="COMMAND", required=True)
    _add_build(inner)


def _add_build(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = add_command(
        commands,
        "build",
        _run_build,
        about="turn a dump or a table of places into a gazetteer",
        examples=f"  geo gazetteer build {_DUMP} -o world\n"
        "  geo gazetteer build SY.zip -o syria --classes A P",
    )
    parser.add_argument("sources", nargs="+", type=Path, metavar="SOURCE", help="text or zip")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER")
    parser.add_argument(
        "--classes",
        nargs="+",
        default=(),
        metavar="CLASS",
        help="feature classes of GeoNames to keep (A divisions, P settlements...); default all",
    )
    parser.add_argument(
        "--strict", action="store_true", help="stop at the first wrong row; default: leave it out"
    )


def _run_build(options: argparse.Namespace) -> int:
    from geo.gazetteer import build_gazetteer
    from geo.gazetteer.rejections import Rejections
    from geo.gazetteer.sources import open_sources

    started = time.monotonic()
    sources = open_sources(options.sources, classes=frozenset(options.classes))
    rejections = Rejections(strict=options.strict)
    version = build_gazetteer(
        _shown(chain.from_iterable(source.records() for source in sources), "places"),
        datasets=[dataset for source in sources for dataset in source.datasets()],
        folder=options.output,
        further_names=_shown(
            chain.from_iterable(source.further_names() for source in sources), "names"
        ),
        rejections=rejections,
    )
    if sys.stdout.isatty():
        print(f"{options.output}: gazetteer {version} in {time.monotonic() - started:.0f} s")
    return _report(rejections)


def _report(rejections: Rejections) -> int:
    """Name on standard error what was left out, a line each."""
    for row in rejections.rows:
        print(f"geo: rejected {row}", file=sys.stderr)
    if rejections.count > len(rejections.rows):
        print(f"geo: rejected {rejections.count:,} rows in all", file=sys.stderr)
    return _SOME_REJECTED if rejections.count else _DONE


def _shown(items: Iterable[_Item], what: str) -> Iterator[_Item]:
    """Show how many were read, on a terminal only."""
    if not sys.stderr.isatty():
        yield from items
        return
    last = 0.0
    for number, item in enumerate(items, start=1):
        if number % _ROWS_BETWEEN_LOOKS == 0 and time.monotonic() - last > _SECONDS_BETWEEN_SIGNS:
            last = time.monotonic()
            print(f"\r\033[Kgeo: {number:,} {what} read", end="", file=sys.stderr, flush=True)
        yield item
    print("\r\033[K", end="", file=sys.stderr, flush=True)
