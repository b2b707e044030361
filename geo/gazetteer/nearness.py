"""The nearest of many points on the sphere, found through a grid of latitude and longitude."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from geo.geodesy import EARTH_RADIUS_KM

__all__ = ["Grid"]

# Cells of half a degree hold few enough settlements to look at all, and so many cells fit a
# table of half a megabyte.
_CELL_DEGREES = 0.5
_ROWS, _COLUMNS = int(180 / _CELL_DEGREES), int(360 / _CELL_DEGREES)


_Floats = npt.NDArray[np.float64]


class Grid:
    """Points of settlements, sorted into cells.

    Parameters
    ----------
    latitudes, longitudes
        Degrees, WGS 84.
    """

    def __init__(self, latitudes: _Floats, longitudes: _Floats) -> None:
        rows = np.floor((latitudes + 90) / _CELL_DEGREES).astype(np.int64).clip(0, _ROWS - 1)
        columns = np.floor((longitudes + 180) / _CELL_DEGREES).astype(np.int64) % _COLUMNS
        cells = rows * _COLUMNS + columns
        self._order: npt.NDArray[np.int64] = np.argsort(cells, kind="stable")
        ends = np.searchsorted(cells[self._order], np.arange(_ROWS * _COLUMNS + 1))
        self._starts: list[int] = ends.tolist()
        self._vectors = _vectors(latitudes[self._order], longitudes[self._order])

    def nearest(
        self, *, latitude: float, longitude: float, limit: int
    ) -> tuple[tuple[int, float], ...]:
        """Return the points nearest to a point: index and distance in kilometres, nearest first.

        Of points equally near the one of the lower index comes first.

        Parameters
        ----------
        latitude, longitude
            Degrees, WGS 84.
        limit
            How many at most.
        """
        phi, theta = math.radians(latitude), math.radians(longitude)
        flat = math.cos(phi)
        vector = (flat * math.cos(theta), flat * math.sin(theta), math.sin(phi))
        reach = 1
        while True:
            spans, is_all = self._around(latitude, longitude, reach)
            cosines = self._vectors[spans[0][0] : spans[0][1]] @ vector
            if len(spans) > 1:
                others = [self._vectors[first:last] @ vector for first, last in spans[1:]]
                cosines = np.concatenate([cosines, *others])
            ranked = _best(cosines, limit)
            within = math.cos(math.radians(_reach_degrees(latitude, reach)))
            if is_all or (len(ranked) == limit and cosines[ranked[-1]] > within):
                break
            reach *= 2
        found = []
        for at in ranked:
            place = _place(at, spans)
            # By the chord, as the cosine of a small angle says little of it.
            chord = math.dist(self._vectors[place].tolist(), vector)
            distance_km = 2 * EARTH_RADIUS_KM * math.asin(min(1.0, chord / 2))
            found.append((distance_km, int(self._order[place])))
        return tuple((index, distance) for distance, index in sorted(found))

    def _around(
        self, latitude: float, longitude: float, reach: int
    ) -> tuple[list[tuple[int, int]], bool]:
        """Return the stretches of sorted points around a point, and whether these are all."""
        if 2 * reach + 1 >= _COLUMNS:
            return [(0, len(self._order))], True
        row = min(int((latitude + 90) / _CELL_DEGREES), _ROWS - 1)
        column = math.floor((longitude + 180) / _CELL_DEGREES) % _COLUMNS
        west, east = column - reach, column + reach
        columns = [(west, east)] if west >= 0 and east < _COLUMNS else _wrapped(west, east)
        spans = [
            (self._starts[line * _COLUMNS + first], self._starts[line * _COLUMNS + last + 1])
            for line in range(max(0, row - reach), min(_ROWS, row + reach + 1))
            for first, last in columns
        ]
        return spans, False


def _best(cosines: _Floats, limit: int) -> list[int]:
    """Return where the largest values stand, largest first; of equal ones the first."""
    if limit == 1:
        return [int(cosines.argmax())] if len(cosines) else []
    best: list[int] = np.argsort(-cosines, kind="stable")[:limit].tolist()
    return best


def _place(at: int, spans: list[tuple[int, int]]) -> int:
    """Return the place of what is the so-many-eth of several stretches."""
    for first, last in spans:
        if at < last - first:
            return first + at
        at -= last - first
    raise IndexError(at)


def _wrapped(west: int, east: int) -> list[tuple[int, int]]:
    """Return the spans of columns on both sides of the antimeridian."""
    return [(west % _COLUMNS, _COLUMNS - 1), (0, east % _COLUMNS)]


def _reach_degrees(latitude: float, reach: int) -> float:
    """Return how far from a point all points are surely in the cells around it.

    North and south that is `reach` cells. East and west the meridians close in towards the pole:
    the arc to the meridian so many degrees away is asin(sin(degrees) cos(latitude)).
    """
    degrees = reach * _CELL_DEGREES
    if degrees >= 90:  # noqa: PLR2004 - a quarter turn: the pole itself is nearest
        return min(degrees, 90 - abs(latitude))
    sideways = math.asin(math.sin(math.radians(degrees)) * math.cos(math.radians(latitude)))
    return min(degrees, math.degrees(sideways))


def _vectors(latitudes: _Floats, longitudes: _Floats) -> _Floats:
    phi, theta = np.radians(latitudes), np.radians(longitudes)
    return np.stack([np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)], axis=1)
