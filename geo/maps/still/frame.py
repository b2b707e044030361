"""The frame of a still map: Mercator's projection, as on the page, and its scale."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from geo.geodesy import EARTH_RADIUS_KM, normalise_longitude
from geo.model import Bounds

__all__ = ["Frame", "fit_frame"]

# Where the square map of the world ends: atan(sinh(pi)), as on every web map.
_LAST_LATITUDE = 85.0511287798

# Pixels of the whole world at zoom 0, as on every web map.
_TILE_PX = 256.0

# One village does not fill a sheet: around it the reader looks for the next towns.
_CLOSEST_ZOOM = 8.0

_FULL_TURN, _HALF_TURN = 360.0, 180.0

_CUT_PX = 4.0

# A fifth of a dot at 300 dots an inch.
_GRID_PX = 0.1

# A point has no width to divide by.
_LEAST_TURN = 1e-9

_Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A box of the sheet and what part of the world it shows.

    `left`, `top`, `width` and `height` are in pixels of the sheet; `longitude` and `northing` are
    the centre, the latter in world widths north of the equator; `world_px` is the width of the
    world.
    """

    left: float
    top: float
    width: float
    height: float
    longitude: float
    northing: float
    world_px: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        return self.left, self.top, self.left + self.width, self.top + self.height

    @property
    def zoom(self) -> float:
        """The zoom at which the page shows the world as large."""
        return math.log2(self.world_px / _TILE_PX)

    @property
    def latitude(self) -> float:
        """Latitude of the centre, in degrees."""
        return float(_latitude(self.northing))

    @property
    def bounds(self) -> Bounds:
        """What is shown; over the antimeridian, east is less than west."""
        west, south, east, north = self.degrees
        if east - west >= _FULL_TURN:
            return Bounds(west=-_HALF_TURN, south=south, east=_HALF_TURN, north=north)
        return Bounds(
            west=normalise_longitude(west),
            south=south,
            east=normalise_longitude(east),
            north=north,
        )

    @property
    def degrees(self) -> tuple[float, float, float, float]:
        """West, south, east and north of what is shown, counted on past the antimeridian."""
        half = self.width / self.world_px / 2 * _FULL_TURN
        tall = self.height / self.world_px / 2
        return (
            self.longitude - half,
            float(_latitude(self.northing - tall)),
            self.longitude + half,
            float(_latitude(self.northing + tall)),
        )

    def x_of(self, longitude: float | _Numbers) -> _Numbers:
        """Return where a meridian lies on the sheet, counted on past the antimeridian."""
        turns = (np.asarray(longitude, dtype=float) - self.longitude) / _FULL_TURN
        return self.left + self.width / 2 + turns * self.world_px

    def y_of(self, latitude: float | _Numbers) -> _Numbers:
        """Return where a parallel lies on the sheet."""
        middle = self.top + self.height / 2
        return middle - (_northing(latitude) - self.northing) * self.world_px

    def at(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Return where a point lies on the sheet: the meridian nearest to the centre is taken."""
        offset = (longitude - self.longitude + _HALF_TURN) % _FULL_TURN - _HALF_TURN
        return float(self.x_of(self.longitude + offset)), float(self.y_of(latitude))

    def position(self, x: float, y: float) -> tuple[float, float]:
        """Return latitude and longitude of a point of the sheet, counted on past 180 degrees."""
        turns = (x - self.left - self.width / 2) / self.world_px
        northing = self.northing + (self.top + self.height / 2 - y) / self.world_px
        return _latitude(northing), self.longitude + turns * _FULL_TURN

    def shows(self, latitude: float, longitude: float) -> bool:
        """Return whether a point lies within the box."""
        x, y = self.at(latitude, longitude)
        left, top, right, bottom = self.box
        return left <= x <= right and top <= y <= bottom

    def draw(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return what of a geometry is shown, in pixels of the sheet.

        The world goes on past the antimeridian: what is shown of it twice is drawn twice, and an
        area that was cut there is whole again.
        """
        parts = []
        for turn in self.turns:
            moved = affinity.translate(geometry, turn * _FULL_TURN) if turn else geometry
            parts.append(_cut(shapely.transform(moved, self._transform), self._window))
        return parts[0] if len(parts) == 1 else shapely.union_all(parts)

    def draw_ring(self, ring: _Numbers, turn: int) -> _Numbers:
        """Return a ring or line in pixels, on a grid finer than a printed dot.

        On a grid neighbours go on sharing their edges, with as few corners as can be seen.
        """
        steps = np.rint(self._transform(ring + np.array([turn * _FULL_TURN, 0])) / _GRID_PX)
        kept = np.any(np.diff(steps, axis=0, prepend=np.inf) != 0, axis=1)
        return np.asarray(steps[kept] * _GRID_PX)

    def cut(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return what of a geometry in pixels lies in the frame."""
        return _cut(geometry, self._window)

    def sees(self, ring: _Numbers, turn: int) -> bool:
        """Return whether any of the box around a ring is shown, after so many turns."""
        west, south, east, north = self.degrees
        low, high = ring.min(axis=0), ring.max(axis=0)
        return bool(
            low[0] + turn * _FULL_TURN <= east
            and high[0] + turn * _FULL_TURN >= west
            and low[1] <= north
            and high[1] >= south
        )

    def is_within(self, bounds: Bounds) -> bool:
        """Return whether all that is shown lies in a box that does not cross the antimeridian."""
        west, south, east, north = self.degrees
        return (
            bounds.west <= west
            and bounds.south <= south
            and east <= bounds.east
            and north <= bounds.north
        )

    @property
    def turns(self) -> range:
        """Return how often the globe is turned for what is shown: over the antimeridian twice."""
        west, _, east, _ = self.degrees
        return range(
            math.floor((west + _HALF_TURN) / _FULL_TURN),
            math.floor((east + _HALF_TURN) / _FULL_TURN) + 1,
        )

    @property
    def _window(self) -> tuple[float, float, float, float]:
        """What is kept of a geometry: a little more than the frame, whose edge shows no cut."""
        left, top, right, bottom = self.box
        return left - _CUT_PX, top - _CUT_PX, right + _CUT_PX, bottom + _CUT_PX

    def _transform(self, coordinates: _Numbers) -> _Numbers:
        return np.column_stack([self.x_of(coordinates[:, 0]), self.y_of(coordinates[:, 1])])

    def scale_bar(self, most_px: float) -> tuple[float, float]:
        """Return a round length in kilometres and its pixels, true at the centre's latitude."""
        around_km = 2 * math.pi * EARTH_RADIUS_KM * math.cos(math.radians(self.latitude))
        px_per_km = self.world_px / around_km
        most_km = most_px / px_per_km
        step = 10 ** math.floor(math.log10(most_km))
        length_km = next(step * times for times in (5, 2, 1) if step * times <= most_km)
        return length_km, length_km * px_per_km

    def is_uneven(self, tolerance: float) -> bool:
        """Return whether the scale differs within the frame by more than a share."""
        _, south, _, north = self.degrees
        cosines = [math.cos(math.radians(one)) for one in (south, self.latitude, north)]
        return max(cosines[1] / cosine for cosine in (cosines[0], cosines[2])) > 1 + tolerance or (
            min(cosines[1] / cosine for cosine in (cosines[0], cosines[2])) < 1 - tolerance
        )


def fit_frame(view: Bounds, box: tuple[float, float, float, float], *, margin_px: float) -> Frame:
    """Return the frame that shows a view as large as it can.

    Parameters
    ----------
    view
        What must be seen.
    box
        Left, top, right and bottom on the sheet.
    margin_px
        Free room around the view, for marks and their names.
    """
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    east = view.east if view.east >= view.west else view.east + _FULL_TURN
    low, high = float(_northing(view.south)), float(_northing(view.north))
    turns, tall = (east - view.west) / _FULL_TURN, high - low
    world_px = min(
        (width - 2 * margin_px) / max(turns, _LEAST_TURN),
        (height - 2 * margin_px) / max(tall, _LEAST_TURN),
        _TILE_PX * 2**_CLOSEST_ZOOM,
    )
    if tall * width <= height - margin_px:
        # Rather the whole width of the world than bare paper beside it.
        world_px = max(world_px, width)
    # Nothing lies beyond the world: where it is smaller than the box, so is the frame.
    world_px = max(world_px, min(width, height))
    shown = min(width, world_px), min(height, world_px)
    edge = 0.5 - shown[1] / world_px / 2
    return Frame(
        left=left + (width - shown[0]) / 2,
        top=top + (height - shown[1]) / 2,
        width=shown[0],
        height=shown[1],
        longitude=(view.west + east) / 2,
        northing=min(max((low + high) / 2, -edge), edge),
        world_px=world_px,
    )


def _cut(geometry: BaseGeometry, window: tuple[float, float, float, float]) -> BaseGeometry:
    valid = geometry if geometry.is_valid else shapely.make_valid(geometry)
    return shapely.intersection(valid, shapely.box(*window))


def _northing(latitude: float | _Numbers) -> _Numbers:
    """Return world widths north of the equator; beyond the map's edge, that edge."""
    phi = np.radians(np.clip(latitude, -_LAST_LATITUDE, _LAST_LATITUDE))
    return np.asarray(np.arcsinh(np.tan(phi)) / (2 * np.pi))


def _latitude(northing: float) -> float:
    return math.degrees(math.atan(math.sinh(2 * math.pi * northing)))
