"""In which first-order division each event lies, for counting events by area."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.combinations import distinct
from geo.geodesy import SHORE_DEGREES, find_holders
from geo.maps.columns import NONE, Coded, Columns, nullable
from geo.maps.lands import Land, Lands
from geo.maps.rows import NAME_CHARACTERS, clip
from geo.maps.shapes import encode
from geo.model import Bounds, Geoprecision

__all__ = ["divisions_of"]

# What is drawn may have so many corners in all; the first tolerance that keeps within it is taken.
_MOST_CORNERS = 60_000
_TOLERANCES_DEGREES = (0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32)


def divisions_of(lands: Lands, events: Columns) -> dict[str, list[Any]]:
    """Return the divisions that events lie in, and which event lies in which.

    Parameters
    ----------
    lands
        Give the divisions; where they have none, their lands are taken.
    events
        The events, in the order of the page.

    Returns
    -------
    `name` and `rings` (see `shapes.encode`) of each division, and `of`: for each event the number
    of its division. It is null where the place is known no better than several divisions or a
    country, or lies in none.
    """
    located = _placed(events)
    if not len(located.distinct):
        return {"name": [], "rings": [], "of": [None] * len(events)}
    points = shapely.point_on_surface(np.array(located.distinct, dtype=object))
    found = _divisions(lands, shapely.total_bounds(points))
    owners = find_holders(points, [land.geometry for land in found], shore_degrees=SHORE_DEGREES)
    used = distinct(owners[owners >= 0])
    ranks = np.where(owners >= 0, np.searchsorted(used, owners), NONE)
    kept = [found[owner] for owner in used.tolist()]
    return {
        "name": [clip(land.name, NAME_CHARACTERS) for land in kept],
        "rings": [encode(shape) for shape in _simple([land.geometry for land in kept])],
        "of": nullable(np.append(ranks, NONE)[located.of]),
    }


def _placed(events: Columns) -> Coded:
    """Return where events happened, if that is known to a first-order division."""
    located = events.located()
    known = events.counts("geoprecision") <= Geoprecision.FIRST_DIVISION
    return Coded(of=np.where(known, located.of, NONE), distinct=located.distinct).ordered()


def _divisions(lands: Lands, bounds: Sequence[float]) -> list[Land]:
    west, south, east, north = (float(edge) for edge in bounds)
    margin = SHORE_DEGREES
    window = Bounds(
        west=max(-180.0, west - margin),
        south=max(-90.0, south - margin),
        east=min(180.0, east + margin),
        north=min(90.0, north + margin),
    )
    return lands.divisions_in(window) or lands.all_lands()


def _simple(areas: Sequence[BaseGeometry]) -> Sequence[BaseGeometry]:
    """Simplify areas so that neighbours go on sharing their edges, to few enough corners."""
    if not areas:
        return ()
    for tolerance in _TOLERANCES_DEGREES:
        simple = shapely.coverage_simplify(np.asarray(areas, dtype=object), tolerance)
        if int(shapely.get_num_coordinates(simple).sum()) <= _MOST_CORNERS:
            break
    return list(simple)
