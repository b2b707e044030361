"""`geo gazetteer`: build a gazetteer from a dump or a table, and say what one holds."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from geo.commands import Commands, add_command
from geo.errors import SettingsError

if TYPE_CHECKING:
    from geo.gazetteer.rejections import Rejections
    from geo.gazetteer.sources import Options

__all__ = ["add"]

_KINDS = ("geonames", "cod", "whosonfirst", "table")

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
    _add_info(inner)


def _add_build(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = add_command(
        commands,
        "build",
        _run_build,
        about="turn a dump, a table or a map layer of places into a gazetteer",
        examples=f"  geo gazetteer build {_DUMP} -o world\n"
        "  geo gazetteer build SY.zip -o syria --classes A P\n"
        "  geo gazetteer build syr_adminboundaries.xlsx syr_admin3.gpkg -o codes\n"
        "  geo gazetteer build whosonfirst-data-admin-sy-latest.db -o wof\n"
        "  geo gazetteer build posts.csv -o posts --dataset posts --columns name=post "
        "latitude=y longitude=x\n"
        "  geo gazetteer build https://example.org/SY.zip --download fetched -o syria",
    )
    parser.add_argument(
        "sources",
        nargs="+",
        metavar="SOURCE",
        help="files of the GeoNames dump, OCHA COD tables or layers, Who's On First (SQLite, "
        "meta file, folder), or any CSV, TSV, spreadsheet, GeoPackage; or an address of one",
    )
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--as", dest="kind", choices=_KINDS, help="what the sources are")
    parser.add_argument(
        "--columns",
        nargs="+",
        default=(),
        metavar="FIELD=COLUMN",
        help="of a table: id, name, names (parted by | or ;), latitude, longitude, feature_class, "
        "feature_code, country_code, parent, population",
    )
    parser.add_argument(
        "--feature",
        default="P.PPL",
        metavar="CLASS.CODE",
        help="GeoNames feature of rows of a table that give none; default P.PPL, a settlement",
    )
    for option, about in (
        ("dataset", "name of the dataset, which begins the ids; default own, cod or wof"),
        ("title", "its title, for credits"),
        ("licence", "its licence, for credits"),
        ("url", "its address, for credits"),
        ("dataset-version", "its version"),
    ):
        parser.add_argument(f"--{option}", help=about)
    parser.add_argument(
        "--classes",
        nargs="+",
        default=(),
        metavar="CLASS",
        help="feature classes of the GeoNames dump to keep (A divisions, P settlements...); "
        "default all",
    )
    parser.add_argument(
        "--download",
        type=Path,
        metavar="FOLDER",
        help="fetch SOURCEs that are addresses into this folder; without it nothing is fetched",
    )
    parser.add_argument(
        "--strict", action="store_true", help="stop at the first wrong row; default: leave it out"
    )
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="processes; default 2")


def _add_info(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = add_command(
        commands,
        "info",
        _run_info,
        about="say what a gazetteer holds, and whether its files are whole",
        examples="  geo gazetteer info\n  geo gazetteer info world --json",
    )
    parser.add_argument(
        "folders", nargs="*", type=Path, metavar="FOLDER", help="default: the shipped one"
    )
    parser.add_argument("--json", action="store_true", help="a line of JSON for each")


def _run_build(options: argparse.Namespace) -> int:
    from geo.gazetteer import build_gazetteer
    from geo.gazetteer.rejections import Rejections
    from geo.gazetteer.sources import open_sources

    if options.workers < 1:
        raise SettingsError(f"--workers is {options.workers}, expected 1 or more")
    started = time.monotonic()
    chosen = _chosen(options)
    sources = open_sources(_fetched(options.sources, options.download), chosen)
    rejections = Rejections(strict=options.strict)
    version = build_gazetteer(
        _shown(chain.from_iterable(source.records() for source in sources), "places"),
        datasets=[dataset for source in sources for dataset in source.datasets()],
        folder=options.output,
        further_names=_shown(
            chain.from_iterable(source.further_names() for source in sources), "names"
        ),
        rejections=rejections,
        sources=[path for source in sources for path in source.files],
        workers=options.workers,
    )
    if sys.stdout.isatty():
        print(f"{options.output}: gazetteer {version} in {time.monotonic() - started:.0f} s")
    return _report(rejections)


def _chosen(options: argparse.Namespace) -> Options:
    from geo.gazetteer.sources import Options

    columns = dict(pair.partition("=")[::2] for pair in options.columns)
    if not all(columns.values()):
        raise SettingsError("--columns: expected FIELD=COLUMN, such as name=place_name")
    feature_class, dot, feature_code = options.feature.partition(".")
    if not (dot and feature_class and feature_code):
        raise SettingsError(f"--feature {options.feature!r}: expected CLASS.CODE, such as P.PPL")
    return Options(
        kind=options.kind,
        classes=frozenset(options.classes),
        columns=columns,
        feature=(feature_class, feature_code),
        dataset=options.dataset,
        title=options.title,
        licence=options.licence,
        url=options.url,
        version=options.dataset_version,
    )


def _fetched(sources: Iterable[str], folder: Path | None) -> list[Path]:
    """Return the sources as files; addresses are fetched where the user gives a folder for it."""
    from geo.gazetteer.download import download, is_address

    paths = []
    for source in sources:
        if not is_address(source):
            paths.append(Path(source))
        elif folder is None:
            raise SettingsError(f"{source}: give --download FOLDER to fetch it; nothing is else")
        else:
            if sys.stderr.isatty():
                print(f"geo: fetching {source}", file=sys.stderr)
            paths.append(download(source, folder))
    return paths


def _run_info(options: argparse.Namespace) -> int:
    from geo.gazetteer.survey import describe, survey

    status = _DONE
    for folder in options.folders or [None]:
        found = survey(folder)
        print(json.dumps(found, ensure_ascii=False) if options.json else describe(found))
        status = max(status, _DONE if not found["damaged"] else _SOME_REJECTED)
    return status


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
