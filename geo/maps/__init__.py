"""Draw an atlas as a folium map: one HTML file that needs no network and shows its evidence."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import folium
import shapely
from shapely.geometry.base import BaseGeometry

from geo.files import replacing
from geo.gazetteer import Gazetteer
from geo.geodesy import bounds_of, contains, pad
from geo.lexicon import read_rows
from geo.maps.content import Content, read_content
from geo.maps.ground import draw_ground, windows_around
from geo.maps.lands import Lands, ShippedLands, read_lands
from geo.maps.page import AtlasMap
from geo.maps.phrases import LANGUAGES, Phrases
from geo.maps.shapes import SCALE
from geo.model import Bounds

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["draw_map", "read_lands", "save_map"]

# Mentions and areas widen the first view only where they lie this near to an event, and areas
# only where they are no wider than this.
_NEAR_DEGREES = 10.0
_SMALL_DEGREES = 15.0

_WORLD = Bounds(west=-150.0, south=-50.0, east=170.0, north=70.0)


def draw_map(
    atlas: Atlas,
    *,
    offline: bool = True,
    title: str | None = None,
    gazetteer: Gazetteer | None = None,
    borders: Lands | str | os.PathLike[str] | None = None,
    language: str = LANGUAGES[0],
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

    Returns
    -------
    A `folium.Map`: add to it, show it in a notebook, or save it with `save_map` or its own
    `save`. Equal input gives a byte-equal file.

    Raises
    ------
    SettingsError
        If the borders cannot be read, or the interface has no such language.
    """
    phrases = Phrases(language)
    gazetteer = gazetteer if gazetteer is not None else Gazetteer.open()
    content = read_content(atlas, gazetteer, title=title, phrases=phrases)
    points = content.event_points + content.mention_points
    windows = windows_around(points, content.areas)
    view = _view(content)
    if borders is None:
        borders = ShippedLands(gazetteer)
    lands = read_lands(borders) if isinstance(borders, str | os.PathLike) else borders
    below = draw_ground(lands, gazetteer, windows, view=view)
    below["credits"] = [*_event_credits(atlas), *below["credits"]]
    data = dict(content.payload) | {"scale": SCALE, "offline": offline, "view": _corners(view)}
    return AtlasMap(
        title=content.title,
        offline=offline,
        data={"geo-data": data, "geo-ground": below},
        language=language,
        direction=phrases.direction,
    )


def _event_credits(atlas: Atlas) -> list[dict[str, str]]:
    """Say whose coding the map shows, where its events were imported."""
    datasets = {row["event_dataset"] for row in read_rows("event_datasets")}
    rows = atlas.provenance[atlas.provenance["component"].isin(datasets)]
    return [{"what": "events", "text": str(detail)} for detail in rows["detail"]]


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


def _view(content: Content) -> Bounds:
    """Return the first view: all event points, and what is small and named near them.

    A great country that is drawn as an area does not widen the view: one report from far away
    must not shrink all others to a dot.
    """
    first = bounds_of(content.event_points)
    if first is None:
        return bounds_of(content.mention_points) or _bounds_of_areas(content.areas)
    corners = [corner for area in content.areas for corner in _corners_of_small(area)]
    near = [point for point in (*content.mention_points, *corners) if _is_near(point, first)]
    return bounds_of((*content.event_points, *near)) or first


def _corners_of_small(area: BaseGeometry) -> list[tuple[float, float]]:
    west, south, east, north = area.bounds
    if max(east - west, north - south) > _SMALL_DEGREES:
        return []
    return [(south, west), (north, east)]


def _bounds_of_areas(areas: Sequence[BaseGeometry]) -> Bounds:
    if not areas:
        return _WORLD
    west, south, east, north = shapely.total_bounds(list(areas)).tolist()
    return Bounds(west=west, south=south, east=east, north=north)


def _corners(view: Bounds) -> list[list[float]]:
    """Return south-west and north-east, eastward of each other even over the antimeridian."""
    east = view.east if view.east >= view.west else view.east + 360
    return [[view.south, view.west], [view.north, east]]


def _is_near(point: tuple[float, float], box: Bounds) -> bool:
    near = pad(box, fraction=0.0, minimum_degrees=_NEAR_DEGREES)
    return contains(near, latitude=point[0], longitude=point[1])
