"""The command `near`: how near events lie to settlements and to other countries."""

from __future__ import annotations

import argparse
from pathlib import Path

from geo.commands import Commands, add_command
from geo.commands.care import add_care, check_care, take_care
from geo.commands.choosing import add_choosing
from geo.commands.inputs import add_inputs, atlas_of, gazetteer_of
from geo.commands.reporting import report_rejected, say, would_lose

__all__ = ["add"]


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "near",
        _run,
        about="measure how far events are from the nearest settlement and the nearest border",
        examples="  geo near atlas.gpkg -o near.csv\n"
        "  geo near GEDEvent_v25_1.csv -o near.geojson --country SYR",
    )
    add_inputs(parser)
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="OUT",
        help="a .csv, .geojson, .geojsonl, .gpkg or .parquet table",
    )
    add_choosing(parser)
    add_care(parser)


def _run(options: argparse.Namespace) -> int:
    from geo.analysis import find_nearest
    from geo.analysis.tables import NEAREST
    from geo.exports.derived import check_derived, write_derived
    from geo.exports.values import credit

    check_care(options)
    check_derived(options.output)
    atlas = atlas_of(options)
    if would_lose(atlas, options.output):
        return report_rejected(atlas)
    shown = take_care(atlas, options)
    nearest = find_nearest(shown.events, gazetteer_of(options))
    write_derived(nearest, options.output, table=NEAREST, credit=credit(shown))
    measured = int(nearest["nearest_place_km"].notna().sum())
    say(f"{options.output}: {len(nearest)} events, {measured} of them at a point")
    return report_rejected(atlas)
