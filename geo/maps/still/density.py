"""Hexagons on a still map, where there are too many places to tell apart, as on the page."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from geo.looks import Look, colour
from geo.maps.phrases import Phrases
from geo.maps.scene import Spot
from geo.maps.still.canvas import Canvas
from geo.maps.still.columns import Column
from geo.maps.still.frame import Frame

__all__ = [
    "LIKELY_DENSITY",
    "Density",
    "draw_density",
    "is_crowded",
    "read_density",
    "shade_of",
    "steps_to",
    "write_shades",
]

# As in spots.js and overview.js.
_MOST_SPOTS = 900
_RADIUS_PX = 15.0
_SHADES = 5

# Hexagons leave this much of each other free, in pixels.
_GAP_PX = 0.6

_SAMPLE_PX = 8.0

# As `.geo-hex` of the style sheet, which takes its colour from the shade.
_OPACITY = 0.82

_Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Density:
    """How many events lie in each hexagon.

    `cells` are the events by column and row; `steps` the least number of each shade, from the
    palest; `most` the greatest number.
    """

    cells: dict[tuple[int, int], int]
    steps: tuple[int, ...]
    most: int


LIKELY_DENSITY = Density(cells={}, steps=(1, 9, 99, 999, 9999), most=99_999)
"""One of all shades: a key is measured before its counts are known."""


def is_crowded(spots: Sequence[Spot]) -> bool:
    """Return whether marks of so many places would hide each other."""
    return len(spots) > _MOST_SPOTS


def read_density(spots: Sequence[Spot], frame: Frame) -> Density:
    """Count the events at places by the hexagon of the sheet that each place lies in."""
    at = np.array([frame.at(spot.latitude, spot.longitude) for spot in spots]).reshape(-1, 2)
    cells: Counter[tuple[int, int]] = Counter()
    for column, row, spot in zip(*_hexagons(at), spots, strict=True):
        cells[int(column), int(row)] += len(spot.signs)
    most = max(cells.values(), default=0)
    return Density(cells=dict(cells), steps=steps_to(most), most=most)


def draw_density(canvas: Canvas, density: Density) -> None:
    """Draw the hexagons, those of one shade at once."""
    shapes: dict[int, list[shapely.Polygon]] = {}
    for (column, row), count in sorted(density.cells.items()):
        x = _RADIUS_PX * math.sqrt(3) * (column + row / 2)
        shape = _hexagon(x, _RADIUS_PX * 1.5 * row, _RADIUS_PX - _GAP_PX)
        shapes.setdefault(shade_of(density.steps, count), []).append(shape)
    for shade, found in sorted(shapes.items()):
        canvas.geometry(shapely.MultiPolygon(found), _look(shade), name=f"hexagons-{shade}")


def write_shades(
    column: Column,
    phrases: Phrases,
    title: str,
    *,
    steps: Sequence[int],
    most: int,
    sample: Callable[[Canvas, float, float, int], None] | None = None,
) -> None:
    """Write which shade stands for how many events; `sample` draws one, by default a hexagon."""
    column.text(title, size_px=12)
    column.skip(2)
    lasts = [*(least - 1 for least in steps[1:]), most]
    for shade, (least, last) in enumerate(zip(steps, lasts, strict=True)):

        def draw(canvas: Canvas, x: float, y: float, shade: int = shade) -> None:
            (sample or _draw_hexagon)(canvas, x, y, shade)

        column.row(draw, phrases.number_range(least, None, last) or "", size_px=12)
    column.skip(4)


def _draw_hexagon(canvas: Canvas, x: float, y: float, shade: int) -> None:
    canvas.geometry(_hexagon(x, y, _SAMPLE_PX), _look(shade))


def _hexagons(at: _Numbers) -> tuple[_Numbers, _Numbers]:
    """Return column and row of the hexagon that each point lies in; pointy tops."""
    x, y = at.T
    q = (math.sqrt(3) / 3 * x - y / 3) / _RADIUS_PX
    r = (2 / 3 * y) / _RADIUS_PX
    column, row, third = np.rint(q), np.rint(r), np.rint(-q - r)
    dq, dr, ds = np.abs(column - q), np.abs(row - r), np.abs(third + q + r)
    first = (dq > dr) & (dq > ds)
    second = ~first & (dr > ds)
    return np.where(first, -row - third, column), np.where(second, -column - third, row)


def steps_to(most: int) -> tuple[int, ...]:
    """Return the least count of each shade: powers of one base up to the greatest count."""
    base = max(2.0, most ** (1 / _SHADES))
    steps = dict.fromkeys(math.ceil(base**at - 1e-9) for at in range(_SHADES))
    return tuple(step for step in steps if step <= most)


def shade_of(steps: Sequence[int], count: int) -> int:
    """Return the number of the shade of a count, from the palest."""
    return sum(count >= least for least in steps) - 1


def _hexagon(x: float, y: float, radius: float) -> shapely.Polygon:
    angles = np.pi / 3 * np.arange(6) + np.pi / 6
    corners = np.column_stack([x + radius * np.cos(angles), y + radius * np.sin(angles)])
    return shapely.Polygon(np.round(corners, 2))


def _look(shade: int) -> Look:
    red, green, blue, _ = colour(f"--h{shade}")
    return Look(fill=(red, green, blue, _OPACITY))
