"""Where a map draws what an atlas places: points that stand once, and areas."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from geo.combinations import combine
from geo.geodesy import simplify
from geo.maps.columns import NONE, Coded, Columns, Integers, nullable
from geo.maps.rows import NAME_CHARACTERS, Numbering, clip
from geo.maps.shapes import MOST_CORNERS, SCALE, encode, label_point
from geo.model import Geoprecision

__all__ = ["Spots", "anchors_of", "settlements_of", "shape_of"]

# Ten metres: what shares a position to the fourth decimal is one place to a reader.
_POSITION_DECIMALS = 4

_ANTIMERIDIAN = 180.0

_POINT = 0
"""`shapely.get_type_id` of a point; a missing geometry has -1."""

# How exactly a point of an event is meant.
_MEANT = ("site", "settlement", "wide")


class Spots:
    """The points of the map: each location once, however many events or mentions share it."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[float, float], int] = {}
        self._names: list[dict[str, int]] = []
        self._kinds: list[str] = []
        self._has_event: list[bool] = []

    def number(
        self, x: float, y: float, name: str, kind: str, *, event: bool, times: int = 1
    ) -> int:
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
        times
            How often it is called so.
        """
        # The antimeridian is one line, whichever way its longitude is written.
        longitude = round(x, _POSITION_DECIMALS)
        key = (round(y, _POSITION_DECIMALS), -180.0 if longitude == _ANTIMERIDIAN else longitude)
        number = self.numbers.setdefault(key, len(self.numbers))
        if number == len(self._names):
            self._names.append(defaultdict(int))
            self._kinds.append(kind)
            self._has_event.append(event)
        self._names[number][name] += times
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
    events: Columns, settled: npt.NDArray[np.bool_], *, shapes: Numbering, spots: Spots
) -> dict[str, list[int | None]]:
    """Return the columns `spot` and `shape` of events: one of them is a number, or neither.

    A point that stands for a country or for more than a first-order division is not drawn: the
    map would say "here" where the text says "somewhere in".

    Parameters
    ----------
    events
        The events, in the order of the page.
    settled
        Whether the place of each is a settlement, or of no known kind; see `settlements_of`.
    shapes, spots
        Number what is drawn; added to.
    """
    located = events.located()
    kinds = np.append(shapely.get_type_id(np.array(located.distinct, dtype=object)), NONE)
    return {
        "spot": nullable(_spots_of(events, settled, kinds, spots)),
        "shape": nullable(_shapes_of(located, kinds, shapes)),
    }


def settlements_of(places: Columns, place_of: Integers) -> npt.NDArray[np.bool_]:
    """Return whether places are settlements, or of no known kind, by their rows."""
    features = places.coded("feature_class")
    return np.array([*(value == "P" for value in features.distinct), True])[
        features.taken(place_of).of
    ]


def _spots_of(
    events: Columns, settled: npt.NDArray[np.bool_], kinds: Integers, spots: Spots
) -> Integers:
    located, names = events.located(), events.coded("place_name").filled("")
    precision = events.counts("geoprecision")
    at = np.flatnonzero((kinds[located.of] == _POINT) & (precision < Geoprecision.COUNTRY))
    exact = settled | (precision > Geoprecision.EXACT)
    wide = precision >= Geoprecision.SECOND_DIVISION
    meant = np.where(wide, _MEANT.index("wide"), np.where(exact, _MEANT.index("settlement"), 0))
    of, first = combine(located.of[at], names.of[at], meant[at])
    numbers = np.full(len(events), NONE, dtype=np.int64)
    told = zip(at[first].tolist(), np.bincount(of, minlength=len(first)).tolist(), strict=True)
    own = [
        spots.number(
            (point := located.distinct[located.of[row]]).x,
            point.y,
            names.distinct[names.of[row]],
            _MEANT[meant[row]],
            event=True,
            times=times,
        )
        for row, times in told
    ]
    numbers[at] = np.array(own, dtype=np.int64)[of]
    return numbers


def _shapes_of(located: Coded, kinds: Integers, shapes: Numbering) -> Integers:
    areas = Coded(
        of=np.where(kinds[located.of] > _POINT, located.of, NONE), distinct=located.distinct
    )
    ordered = areas.ordered()
    numbers = [*map(shapes.number, ordered.distinct), NONE]
    return np.array(numbers, dtype=np.int64)[ordered.of]


def shape_of(geometry: BaseGeometry) -> dict[str, Any]:
    """Return an area as the page reads it: rings of few enough corners, and where its name goes."""
    latitude, longitude = label_point(geometry)
    rings = encode(simplify(geometry, most_corners=MOST_CORNERS))
    # What is smaller than a step of the page's grid is drawn as large as one.
    return {
        "rings": rings or encode(box(*geometry.bounds).buffer(1 / SCALE, join_style="mitre")),
        "label": [latitude, longitude],
    }
