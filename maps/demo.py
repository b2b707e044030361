"""A map of a fictional war: `python maps/demo.py [--events N] [-o maps/demo.html]`.

Every place, actor, publisher and event is invented, in an archipelago that no chart shows; the
same number of events gives the same tables. `--borders` writes `maps/demo_borders.geojson` anew.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import folium
from fiction.atlas import make_atlas
from fiction.land import build_archipelago, lands_json

from geo.atlas import Atlas
from geo.files import replacing
from geo.maps import draw_map, read_lands, save_map

__all__ = ["BORDERS", "CREDIT", "EVENTS", "TITLE", "draw"]

HERE = Path(__file__).parent
BORDERS = HERE / "demo_borders.geojson"
EVENTS = 5000
TITLE = "A fictional war: invented places, actors and events"
CREDIT = "fictional islands, invented for this map (maps/demo_borders.geojson)"


def draw(atlas: Atlas) -> folium.Map:
    """Draw the fictional atlas on its own land."""
    return draw_map(atlas, title=TITLE, borders=replace(read_lands(BORDERS), source=CREDIT))


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    parser = argparse.ArgumentParser(description="Draw a map of a fictional war.")
    parser.add_argument("--events", type=int, default=EVENTS, help="how many events")
    parser.add_argument("--borders", action="store_true", help="write the borders' file anew")
    parser.add_argument("-o", "--output", type=Path, default=HERE / "demo.html", help="the map")
    given = parser.parse_args(arguments)
    if given.borders:
        with replacing(BORDERS) as scratch:
            scratch.write_text(lands_json(build_archipelago()), encoding="utf-8", newline="\n")
        return 0
    save_map(draw(make_atlas(given.events)), given.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
