"""Where a map draws what an atlas places: points that stand once, and areas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from geo.geodesy import simplify
from geo.maps.rows import NAME_CHARACTERS, Numbering, Row, clip
from geo.maps.shapes import MOST_CORNERS, SCALE, encode, label_point
from geo.model import Geoprecision

__all__ = ["Spots", "anchors_of", "shape_of"]

# Ten metres: what shares a position to the fourth decimal is one place to a reader.
_POSITION_DECIMALS = 4

_ANTIMERIDIAN = 180.0

_POINT = 0
"""`shapely.get_type_id` of a point; a missing geometry has -1."""


class Spots:
    """The points of the map: each location once, however many events or mentions share it."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[float, float], int] = {}
        self._names: list[dict[str, int]] = []
        self._kinds: list[str] = []
        self._has_event: list[bool] = []

    def number(self, x: float, y: float, name: str, kind: str, *, event: bool) -> int:
        """Return the number of the spot at a longitude and a latitude, and note what it is called.

        Parameters
        ----------
        x, y
            Degrees.
        name
            What the place is called; the spot takes the name most often given.
        kind
            `site`, `settlement`, `wide` or `mention`: how exactly the point is meant.
        event
            Whether something happened there, or it is merely named.
        """
        # The antimeridian is one line, whichever way its longitude is written.
        longitude = round(x, _POSITION_DECIMALS)
        key = (round(y, _POSITION_DECIMALS), -180.0 if longitude == _ANTIMERIDIAN else longitude)
        number = self.numbers.setdefault(key, len(self.numbers))
        if number == len(self._names):
            self._names.append(defaultdict(int))
            self._kinds.append(kind)
            self._has_event.append(event)
        self._names[number][name] += 1
        return number

    def columns(self) -> dict[str, list[Any]]:
        """Return the spots as columns for the page."""
        return {
            "latitude": [latitude for latitude, _ in self.numbers],
            "longitude": [longitude for _, longitude in self.numbers],
            "name": [
                clip(min(names.items(), key=lambda item: (-item[1], item[0]))[0], NAME_CHARACTERS)
                for names in self._names
            ],
            "kind": self._kinds,
        }

    def points(self, *, events: bool) -> list[tuple[float, float]]:
        """Return latitude and longitude of the spots with events, or of those without."""
        return [
            key
            for key, has_event in zip(self.numbers, self._has_event, strict=True)
            if has_event is events
        ]


def anchors_of(
    events: Sequence[Row], *, places: Mapping[str, Row], shapes: Numbering, spots: Spots
) -> dict[str, list[int | None]]:
    """Return the columns `spot` and `shape` of events: one of them is a number, or neither.

    A point that stands for a country or for more than a first-order division is not drawn: the
    map would say "here" where the text says "somewhere in".
    """
    geometries = np.array([row["geometry"] for row in events], dtype=object)
    geometries[shapely.is_empty(geometries)] = None
    kinds = shapely.get_type_id(geometries).tolist()
    xs, ys = shapely.get_x(geometries).tolist(), shapely.get_y(geometries).tolist()
    columns: dict[str, list[int | None]] = {"spot": [], "shape": []}
    for row, kind, x, y in zip(events, kinds, xs, ys, strict=True):
        spot = shape = None
        if kind > _POINT:
            shape = shapes.number(row["geometry"])
        elif kind == _POINT:
            meant = _kind_of(row, places.get(row["place_id"]))
            if meant is not None:
                spot = spots.number(x, y, row["place_name"] or "", meant, event=True)
        columns["spot"].append(spot)
        columns["shape"].append(shape)
    return columns


def _kind_of(row: Row, place: Row | None) -> str | None:
    precision = row["geoprecision"] or Geoprecision.EXACT
    if precision >= Geoprecision.COUNTRY:
        return None
    if precision >= Geoprecision.SECOND_DIVISION:
        return "wide"
    settlement = place is None or place["feature_class"] in {None, "P"}
    return "settlement" if settlement or precision > Geoprecision.EXACT else "site"


def shape_of(geometry: BaseGeometry) -> dict[str, Any]:
    """Return an area as the page reads it: rings of few enough corners, and where its name goes."""
    latitude, longitude = label_point(geometry)
    rings = encode(simplify(geometry, most_corners=MOST_CORNERS))
    # What is smaller than a step of the page's grid is drawn as large as one.
    return {
        "rings": rings or encode(box(*geometry.bounds).buffer(1 / SCALE, join_style="mitre")),
        "label": [latitude, longitude],
    }
