"""The command `count`: events by area, period and type."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from geo.commands import Commands, add_command
from geo.commands.care import add_care, check_care, take_care
from geo.commands.choosing import add_choosing
from geo.commands.inputs import add_inputs, atlas_of, gazetteer_of
from geo.commands.outputs import check_page_or_table, is_page
from geo.commands.reporting import report_rejected, say, would_lose
from geo.errors import SettingsError

if TYPE_CHECKING:
    from geo.analysis import Areas

__all__ = ["add"]


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "count",
        _run,
        about="count events and the dead by area, period and type, as a table or a shaded map",
        examples="  geo count atlas.gpkg -o counts.csv --period month --by-type\n"
        "  geo count GEDEvent_v25_1.csv -o counts.geojson --areas country --period year\n"
        "  geo count atlas.gpkg -o districts.html --areas districts.geojson",
    )
    add_inputs(parser)
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="OUT",
        help="a .csv, .geojson, .geojsonl, .gpkg or .parquet table, or an .html map",
    )
    parser.add_argument(
        "--areas",
        default="division",
        metavar="AREAS",
        help="division (first-order; default), country, or a file of polygons of your own",
    )
    parser.add_argument("--area-name", metavar="COLUMN", help="column with the polygons' names")
    parser.add_argument(
        "--period",
        default="all",
        metavar="PERIOD",
        help="all (default), year, quarter, month, week or day",
    )
    parser.add_argument("--by-type", action="store_true", help="count each PLOVER type apart")
    add_choosing(parser)
    add_care(parser)


def _run(options: argparse.Namespace) -> int:
    from geo.analysis import PERIODS, count_events
    from geo.analysis.tables import COUNTS
    from geo.exports.derived import write_derived
    from geo.exports.values import credit

    if options.period not in PERIODS:
        raise SettingsError(f"--period is {options.period!r}; known are {', '.join(PERIODS)}")
    check_care(options)
    check_page_or_table(options.output)
    areas = _areas(options)
    atlas = atlas_of(options)
    if would_lose(atlas, options.output):
        return report_rejected(atlas)
    shown = take_care(atlas, options)
    counts = count_events(shown.events, areas, period=options.period, by_type=options.by_type)
    if is_page(options.output):
        from geo.maps import save_map
        from geo.maps.overlays import draw_counts

        save_map(draw_counts(counts, atlas=shown), options.output)
    else:
        whose = "; ".join(dict.fromkeys([credit(shown), areas.credit]))
        write_derived(counts, options.output, table=COUNTS, credit=whose)
    placed = int(counts.loc[counts["area_id"].notna(), "events"].sum())
    say(f"{options.output}: {int(counts['events'].sum())} events, {placed} of them in an area")
    return report_rejected(atlas)


def _areas(options: argparse.Namespace) -> Areas:
    from geo.analysis import read_areas, shipped_areas

    if options.areas == "country":
        return shipped_areas(gazetteer_of(options), "country")
    if options.areas == "division":
        return shipped_areas(gazetteer_of(options), "admin1")
    return read_areas(options.areas, name_column=options.area_name)
