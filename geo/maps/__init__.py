"""Draw an atlas as a folium map: one HTML file that needs no network and shows its evidence."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import folium

from geo.errors import SettingsError
from geo.files import replacing
from geo.gazetteer import Gazetteer
from geo.maps.content import read_content
from geo.maps.credits import credits_of_events
from geo.maps.ground import credit_of_places, draw_ground, windows_around
from geo.maps.lands import Lands, lands_of, read_lands
from geo.maps.page import AtlasMap
from geo.maps.phrases import LANGUAGES, Phrases
from geo.maps.shapes import SCALE
from geo.maps.tiles import bare_ground, read_tiles
from geo.maps.views import view_of
from geo.model import Bounds

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["draw_map", "read_lands", "save_map"]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage in cycles meanwhile.

    Millions of small rows are made, none in a cycle; to look through them again and again would
    take a third of the time.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@_uncollected()
def draw_map(
    atlas: Atlas,
    *,
    offline: bool = True,
    title: str | None = None,
    lede: str | None = None,
    gazetteer: Gazetteer | None = None,
    borders: Lands | str | os.PathLike[str] | None = None,
    language: str = LANGUAGES[0],
    tiles: str | None = None,
) -> folium.Map:
    """Draw an atlas.

    Parameters
    ----------
    atlas
        The tables of a run.
    offline
        Whether the page forbids every request (by a Content-Security-Policy) and refuses, by
        name, elements that would load from the network. `False` leaves the policy off and says
        so on the map.
    title
        Headline; by default one is made from what the atlas holds.
    lede
        What stands below it; by default how much the atlas holds. With one, an atlas of no
        events is taken for the ground of layers of your own, and nothing is missed.
    gazetteer
        What the basemap is drawn from; by default the shipped one.
    borders
        A file of polygons to draw land and borders from instead, such as GeoJSON, or what
        `read_lands` made of it; their names
        are read from a column `name` or the like. The map credits the file, and draws nothing as
        disputed that it does not hold.
    language
        Of the interface, as an ISO 639-1 code: `en`, `ar`, `fr`, `ru` or `es`. What the articles
        say, and the names of places and actors, stay as they are.
    tiles
        Name of an online basemap to draw on instead, such as `OpenStreetMap.Mapnik`; see
        `xyzservices`. Needs `offline=False`, and shows borders as its makers see them.

    Returns
    -------
    A `folium.Map`: add to it, show it in a notebook, or save it with `save_map` or its own
    `save`. Equal input gives a byte-equal file.

    Raises
    ------
    SettingsError
        If the borders cannot be read, the interface has no such language, the tiles have an
        unknown name or ask for a key, or are asked of an offline map.
    """
    phrases = Phrases(language)
    if tiles is not None and offline:
        raise SettingsError("tiles are loaded from the network; draw the map with offline=False")
    provider = None if tiles is None else read_tiles(tiles)
    gazetteer = gazetteer if gazetteer is not None else Gazetteer.open()
    lands = lands_of(borders, gazetteer)
    content = read_content(atlas, gazetteer, lands, title=title, phrases=phrases)
    points = content.event_points + content.mention_points
    windows = windows_around(points, content.areas)
    view = view_of(
        event_points=content.event_points,
        mention_points=content.mention_points,
        areas=content.areas,
    )
    if provider is None:
        below = draw_ground(lands, gazetteer, windows, view=view)
    else:
        below = bare_ground(provider, credit_of_places(gazetteer))
    below["credits"] = [*credits_of_events(atlas), *below["credits"]]
    data = dict(content.payload) | {"scale": SCALE, "offline": offline, "view": _corners(view)}
    if lede is not None:
        data |= {"lede": lede, "bare": True}
    return AtlasMap(
        title=content.title,
        offline=offline,
        data={"geo-data": data, "geo-ground": below},
        language=language,
        direction=phrases.direction,
        tiles=provider,
    )


@_uncollected()
def save_map(drawn: folium.Map, path: str | os.PathLike[str]) -> Path:
    """Write a map to one HTML file; an interrupted run leaves the old file or none.

    Parameters
    ----------
    drawn
        What `draw_map` returned, with what was added to it.
    path
        Where to write.

    Returns
    -------
    The path.

    Raises
    ------
    OutputError
        If the path cannot be written.
    OfflineError
        If an element of an offline map would load from the network.
    """
    html = drawn.get_root().render()
    with replacing(Path(path)) as scratch:
        scratch.write_text(html, encoding="utf-8", newline="\n")
    return Path(path)


def _corners(view: Bounds) -> list[list[float]]:
    """Return south-west and north-east, eastward of each other even over the antimeridian."""
    east = view.east if view.east >= view.west else view.east + 360
    return [[view.south, view.west], [view.north, east]]
