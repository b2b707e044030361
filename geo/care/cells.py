"""A grid of cells of nearly equal size around the Earth."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geo.geodesy import EARTH_RADIUS_KM, distance_km

__all__ = ["Cell", "cell_at"]

_DECIMALS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell: its number from the south pole and from longitude -180, its centre in degrees.

    `reach_km` is the distance from its centre to its farthest corner.
    """

    row: int
    column: int
    latitude: float
    longitude: float
    reach_km: float


def cell_at(*, latitude: float, longitude: float, cell_km: float) -> Cell:
    """Return the cell that holds a point.

    Rows are of equal height; each is cut into as many columns as keep them no narrower than
    `cell_km` in its middle. A cell is never smaller than asked for.

    Parameters
    ----------
    latitude, longitude
        Degrees, WGS 84.
    cell_km
        Least height and width.

    Examples
    --------
    >>> cell = cell_at(latitude=36.8175, longitude=38.01111, cell_km=25)
    >>> cell.latitude, cell.longitude
    (36.7875, 38.049922)
    >>> cell == cell_at(latitude=cell.latitude, longitude=cell.longitude, cell_km=25)
    True
    """
    rows = max(1, math.floor(math.pi * EARTH_RADIUS_KM / cell_km))
    height = 180 / rows
    row = min(math.floor((latitude + 90) / height), rows - 1)
    middle = -90 + (row + 0.5) * height
    circle_km = 2 * math.pi * EARTH_RADIUS_KM * math.cos(math.radians(middle))
    columns = max(1, math.floor(circle_km / cell_km))
    width = 360 / columns
    column = math.floor((longitude + 180) % 360 / width) % columns
    centre = -180 + (column + 0.5) * width
    corners = np.array([middle - height / 2, middle + height / 2])
    reach = distance_km(
        latitude_a=middle,
        longitude_a=centre,
        latitude_b=corners,
        longitude_b=np.full(2, centre + width / 2),
    )
    return Cell(
        row=row,
        column=column,
        latitude=round(middle, _DECIMALS),
        longitude=round(centre, _DECIMALS),
        reach_km=float(reach.max()),
    )
