"""The command `map`: one offline page, its GeoJSON, and still pictures."""

from __future__ import annotations

import argparse
from pathlib import Path

from geo.commands import Commands, add_command
from geo.commands.care import add_care, check_care, take_care
from geo.commands.choosing import add_choosing
from geo.commands.following import add_following, note_output
from geo.commands.inputs import add_inputs, atlas_of
from geo.commands.outputs import is_page
from geo.commands.pictures import (
    add_pictures,
    check_pictures,
    draw_pictures,
    is_picture,
    pictures_of,
)
from geo.commands.reporting import report_rejected, say, summary, would_lose
from geo.errors import SettingsError

__all__ = ["add"]


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
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
    add_inputs(parser)
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
    add_choosing(parser)
    add_care(parser)
    add_following(parser)


def _run_map(options: argparse.Namespace) -> int:
    if not is_page(options.output) and not is_picture(options.output):
        raise SettingsError(
            f"{options.output}: a map is an .html file, or a .png, .svg or .pdf picture; "
            "use `geo extract` for data"
        )
    from geo.exports import write
    from geo.files import check_writable

    geojson = options.output.with_suffix(".geojson")
    check_care(options)
    check_pictures(options)
    pages = (options.output, geojson) if is_page(options.output) else ()
    for path in pages:
        check_writable(path)
    from geo.maps import draw_map, read_lands, save_map
    from geo.maps.phrases import Phrases
    from geo.maps.tiles import read_tiles

    # What cannot be drawn is refused before anything is read.
    Phrases(options.map_language)
    if options.tiles:
        read_tiles(options.tiles)
    borders = read_lands(options.borders) if options.borders else None
    atlas = atlas_of(options)
    if would_lose(atlas, options.output):
        return report_rejected(atlas)
    shown = take_care(atlas, options)
    note_output(options, *pages, *pictures_of(options))
    if pages:
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
    say(f"{options.output}: {summary(shown)}")
    return report_rejected(atlas)
