"""Draw an atlas as a folium map: one HTML file that needs no network and shows its evidence."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import folium
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import OutputError
from geo.geodesy import bounds_of, contains, pad
from geo.maps.content import Content, read_content
from geo.maps.ground import Ground, draw_ground, open_ground, windows_around
from geo.maps.page import AtlasMap
from geo.maps.shapes import SCALE
from geo.model import Bounds

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["draw_map", "save_map"]

# Mere mentions widen the first view only where they lie this near to an event.
_NEAR_DEGREES = 10.0

_WORLD = ((-50.0, -150.0), (70.0, 170.0))


def draw_map(
    atlas: Atlas, *, offline: bool = True, title: str | None = None, ground: Ground | None = None
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
    ground
        What the basemap is drawn from; by default the shipped gazetteer.

    Returns
    -------
    A `folium.Map`: add to it, show it in a notebook, or save it with `save_map` or its own
    `save`. Equal input gives a byte-equal file.
    """
    content = read_content(atlas, title=title)
    points = content.event_points + content.mention_points
    windows = windows_around(points, content.areas)
    below = draw_ground(ground if ground is not None else open_ground(), windows)
    data = dict(content.payload) | {"scale": SCALE, "offline": offline, "view": _view(content)}
    return AtlasMap(
        title=content.title, offline=offline, data={"geo-data": data, "geo-ground": below}
    )


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
    target = Path(path)
    html = drawn.get_root().render()
    partial: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=target.parent, suffix=".part", delete=False
        ) as file:
            partial = Path(file.name)
            file.write(html)
        partial.replace(target)
    except OSError as error:
        if partial is not None:
            partial.unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise OutputError(f"{target}: cannot be written ({reason}); choose another path") from error
    return target


def _view(content: Content) -> list[list[float]]:
    """Return south-west and north-east of the first view: all event points, and what is near.

    A country that is drawn as an area does not widen the view: one report from far away must
    not shrink all others to a dot.
    """
    points = list(content.event_points)
    if points:
        box = bounds_of(points)
        points += [point for point in content.mention_points if box and _is_near(point, box)]
    else:
        points = list(content.mention_points)
    box = bounds_of(points)
    if box is None:
        return _view_of_areas(content.areas)
    east = box.east if box.east >= box.west else box.east + 360
    return [[box.south, box.west], [box.north, east]]


def _view_of_areas(areas: Sequence[BaseGeometry]) -> list[list[float]]:
    if not areas:
        return [list(corner) for corner in _WORLD]
    west, south, east, north = shapely.total_bounds(list(areas)).tolist()
    return [[south, west], [north, east]]


def _is_near(point: tuple[float, float], box: Bounds) -> bool:
    near = pad(box, fraction=0.0, minimum_degrees=_NEAR_DEGREES)
    return contains(near, latitude=point[0], longitude=point[1])
