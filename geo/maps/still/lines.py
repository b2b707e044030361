"""Lines over a still map: great circles, led aside, with heads of constant size; as `lines.js`."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.maps.still.frame import Frame

__all__ = ["Anchor", "Traced", "clip_line", "great_circle", "point_along", "trace"]

Points = npt.NDArray[np.float64]
"""Rows of x and y."""

# Pixels from an end within which a line has left the way of its neighbours.
_RAMP_PX = 160.0

_LEAST_STEPS = 24
_LEAST_ANGLE, _LEAST_OFF_ANTIPODE = 1e-6, 1e-3

# The shaft ends within its head, whose notch lies as deep.
_SHAFT, _NOTCH, _WING = 0.7, 0.75, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """An arrow in pixels: its shaft, as often as the frame shows it, and its head's corners."""

    shafts: tuple[Points, ...]
    heads: tuple[Points, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """Where a line begins or ends on the sheet; half sides or radius of what is drawn there."""

    at: tuple[float, float]
    half: tuple[float, float] | None = None
    radius: float | None = None

    @property
    def is_marked(self) -> bool:
        """Whether anything is drawn there that a line is to keep off."""
        return self.half is not None or self.radius is not None

    def reach(self, other: Anchor) -> float:
        """Return how far what is drawn there reaches towards another anchor."""
        if self.half is None:
            return self.radius or 0.0
        away = math.dist(self.at, other.at) or 1.0
        return 3 + min(
            half * away / (abs(one - two) or 1e-9)
            for half, one, two in zip(self.half, self.at, other.at, strict=True)
        )


def trace(
    frame: Frame,
    start: tuple[float, float],
    end: tuple[float, float],
    *,
    aside: float,
    leave: float,
    stop: float,
    head: float,
) -> Traced:
    """Return an arrow between two points of the sheet, along the great circle.

    Parameters
    ----------
    frame
        Where the map is.
    start, end
        Pixels of the sheet; what lies beyond the frame may be an end.
    aside
        Pixels by which it is led to its right, so that arrows of the same ends lie side by side.
    leave, stop
        Pixels that it keeps from its ends.
    head
        Length of its head, in pixels.
    """
    way = great_circle(frame.position(*start), frame.position(*end))
    flat = np.column_stack([frame.x_of(way[:, 1]), frame.y_of(way[:, 0])])
    line = _bent(flat, aside, leave, stop)
    tip, back = line[-1], _shorter(line[::-1], head)[0]
    along = (tip - back) / (np.hypot(*(tip - back)) or 1.0)
    across = np.array([-along[1], along[0]])
    foot, notch = tip - along * head, tip - along * head * _NOTCH
    corners = np.array([tip, foot + across * head * _WING, notch, foot - across * head * _WING])
    shaft = _shorter(line[::-1], head * _SHAFT)[::-1]
    # The world goes on past the antimeridian: what is shown of it there is drawn there.
    turns = [np.array([turn * frame.world_px, 0.0]) for turn in (-1, 0, 1)]
    return Traced(
        shafts=tuple(shaft + turn for turn in turns if _is_seen(shaft + turn, frame)),
        heads=tuple(corners + turn for turn in turns if _is_seen(corners + turn, frame)),
    )


def clip_line(line: Points, box: tuple[float, float, float, float]) -> Points:
    """Return the longest stretch of a line that lies in a box; may be empty."""
    left, top, right, bottom = box
    steps = np.linspace(0, 1, 8, endpoint=False)[:, None]
    dense = np.concatenate(
        [(line[:-1, None] + np.diff(line, axis=0)[:, None] * steps).reshape(-1, 2), line[-1:]]
    )
    x, y = dense.T
    inside = (left <= x) & (x <= right) & (top <= y) & (y <= bottom)
    cuts = np.flatnonzero(np.diff(inside.astype(int), prepend=0, append=0))
    runs = [dense[first:last] for first, last in zip(cuts[::2], cuts[1::2], strict=True)]
    return max(runs, key=_length, default=dense[:0])


def point_along(line: Points, share: float) -> tuple[float, float]:
    """Return the point after a share of the length of a line."""
    x, y = _shorter(line, _length(line) * share)[0]
    return float(x), float(y)


def great_circle(start: tuple[float, float], end: tuple[float, float]) -> Points:
    """Return latitudes and longitudes of the shortest way, the latter counted on past 180."""
    a, b = _vector(start), _vector(end)
    angle = math.acos(float(np.clip(a @ b, -1, 1)))
    count = max(_LEAST_STEPS, math.ceil(math.degrees(angle) / 2))
    share = np.linspace(0, 1, count + 1)[:, None]
    if angle < _LEAST_ANGLE or math.pi - angle < _LEAST_OFF_ANTIPODE:
        # Between antipodes no way is the shortest, and between neighbours every way is straight.
        return np.array(start) * (1 - share) + np.array(end) * share
    way = (np.sin((1 - share) * angle) * a + np.sin(share * angle) * b) / math.sin(angle)
    latitude = np.degrees(np.arctan2(way[:, 2], np.hypot(way[:, 0], way[:, 1])))
    longitude = np.unwrap(np.degrees(np.arctan2(way[:, 1], way[:, 0])), period=360)
    longitude += 360 * round((start[1] - float(longitude[0])) / 360)
    return np.column_stack([latitude, longitude])


def _vector(position: tuple[float, float]) -> Points:
    latitude, longitude = np.radians(position)
    across = np.cos(latitude)
    return np.array([across * np.cos(longitude), across * np.sin(longitude), np.sin(latitude)])


def _bent(line: Points, aside: float, start: float, stop: float) -> Points:
    """Return a line that is led aside between its ends and shortened at both."""
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    ramp = min(_RAMP_PX, along[-1] / 2) or 1.0
    before = np.concatenate([line[:1], line[:-1]])
    way = np.concatenate([line[1:], line[-1:]]) - before
    way /= np.maximum(np.hypot(*way.T), 1e-9)[:, None]
    by = aside * np.sin(np.pi / 2 * np.minimum(1, np.minimum(along, along[-1] - along) / ramp))
    bent = line + by[:, None] * np.column_stack([-way[:, 1], way[:, 0]])
    room = min(1.0, _length(bent) / (2.2 * (start + stop) or 1.0))
    return _shorter(_shorter(bent, start * room)[::-1], stop * room)[::-1]


def _shorter(line: Points, by: float) -> Points:
    """Return a line without so many pixels of its beginning; something is left of it."""
    left = by
    for at in range(1, len(line)):
        step = line[at] - line[at - 1]
        length = float(np.hypot(*step))
        if length > left:
            return np.concatenate([[line[at - 1] + step * (left / length)], line[at:]])
        left -= length
    return line[-2:]


def _length(line: Points) -> float:
    return float(np.hypot(*np.diff(line, axis=0).T).sum())


def _is_seen(line: Points, frame: Frame) -> bool:
    left, top, right, bottom = frame.box
    low, high = line.min(axis=0), line.max(axis=0)
    return bool(low[0] <= right and high[0] >= left and low[1] <= bottom and high[1] >= top)
