"""The command `compare`: which events two datasets share."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from geo.commands import Commands, add_command
from geo.commands.care import add_care, check_care, take_care
from geo.commands.choosing import add_choosing
from geo.commands.inputs import add_inputs, atlas_of
from geo.commands.outputs import check_page_or_table, is_page
from geo.commands.reporting import DONE, NOTHING_WRITTEN, report_rejected, would_lose
from geo.errors import SettingsError

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["add"]

_GROUPS = ("country_code", "event_type", "year")
_MOST_DAYS, _MOST_KM = 366, 1_000.0


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "compare",
        _run,
        about="match the events of two datasets, and say how far they agree",
        examples="  geo compare atlas.gpkg --with GEDEvent_v25_1.csv -o agreement.csv\n"
        "  geo compare atlas.gpkg --with acled.csv -o agreement.html --days 2 --km 50\n"
        "  geo compare ours.gpkg --with theirs.gpkg -o agreement.geojson --same-type",
    )
    add_inputs(parser)
    parser.add_argument(
        "--with",
        dest="others",
        nargs="+",
        required=True,
        metavar="OTHER",
        help="the other dataset: an atlas or tables of events",
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="OUT",
        help="a .csv, .geojson, .geojsonl, .gpkg or .parquet table of pairs, or an .html map",
    )
    parser.add_argument("--days", type=int, default=1, metavar="N", help="default 1")
    parser.add_argument("--km", type=float, default=25.0, metavar="KM", help="default 25")
    parser.add_argument("--same-type", action="store_true", help="pair events of one type only")
    parser.add_argument(
        "--by",
        action="append",
        default=[],
        choices=_GROUPS,
        help="say how far they agree by this; may be repeated",
    )
    add_choosing(parser)
    add_care(parser)


def _run(options: argparse.Namespace) -> int:
    from geo.analysis import compare_events, summarise
    from geo.analysis.tables import MATCHES
    from geo.exports.derived import write_derived
    from geo.exports.values import Credits

    _check(options)
    check_care(options)
    check_page_or_table(options.output)
    others = argparse.Namespace(
        **{**vars(options), "inputs": options.others, "parts": None, "dask": None}
    )
    read = atlas_of(options), atlas_of(others)
    if any(would_lose(atlas, options.output) for atlas in read):
        return _report(read)
    if any(atlas.documents.empty and not atlas.rejected.empty for atlas in read):
        # That one has none of the other's events would be no finding.
        _report(read)
        print("geo: one of the two could not be read, so nothing is compared", file=sys.stderr)
        return NOTHING_WRITTEN
    ours, theirs = (take_care(atlas, options) for atlas in read)
    matched = compare_events(
        ours.events,
        theirs.events,
        within_days=options.days,
        within_km=options.km,
        same_type=options.same_type,
    )
    credits_ = Credits()
    credits_.add(ours)
    credits_.add(theirs)
    if is_page(options.output):
        from geo.maps import save_map
        from geo.maps.overlays import draw_agreement

        save_map(draw_agreement(matched, atlases=(ours, theirs)), options.output)
    else:
        write_derived(matched, options.output, table=MATCHES, credit=credits_.text())
    print(summarise(matched, by=options.by).to_string(index=False, na_rep="-"))
    return _report(read)


def _report(atlases: tuple[Atlas, Atlas]) -> int:
    """Name what was rejected of both."""
    return max([report_rejected(atlas) for atlas in atlases], default=DONE)


def _check(options: argparse.Namespace) -> None:
    if not 0 <= options.days <= _MOST_DAYS:
        raise SettingsError(f"--days is {options.days}, expected 0 to {_MOST_DAYS}")
    if not 0 <= options.km <= _MOST_KM:
        raise SettingsError(f"--km is {options.km:g}, expected 0 to {_MOST_KM:g}")
