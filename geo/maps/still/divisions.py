"""First-order divisions on a still map, shaded by how many events lie in each, as on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.looks import Look, colour
from geo.maps.columns import NONE, Columns
from geo.maps.divisions import divisions_of
from geo.maps.lands import Lands
from geo.maps.phrases import Phrases
from geo.maps.shapes import SCALE
from geo.maps.still.canvas import Canvas
from geo.maps.still.columns import Column
from geo.maps.still.density import shade_of, steps_to, write_shades
from geo.maps.still.frame import Frame
from geo.maps.still.ground import group_rings, read_rings

__all__ = ["Divisions", "draw_divisions", "read_divisions", "write_divisions"]

_SAMPLE_PX = (18.0, 12.0)

# As `.geo-choropleth` of the style sheet, which takes its colour from the shade.
_OPACITY, _RIM_OPACITY = 0.78, 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Divisions:
    """Divisions with their events; `left` counts the events of which no division is known."""

    names: tuple[str, ...]
    geometries: tuple[BaseGeometry, ...]
    counts: tuple[int, ...]
    left: int

    @property
    def most(self) -> int:
        """The greatest count."""
        return max(self.counts, default=0)

    @property
    def steps(self) -> tuple[int, ...]:
        """The least count of each shade, from the palest."""
        return steps_to(self.most) if self.most else ()


def read_divisions(lands: Lands, events: Columns) -> Divisions:
    """Return the divisions that events lie in, with how many."""
    found = divisions_of(lands, events)
    of = np.array([NONE if number is None else number for number in found["of"]], dtype=np.int64)
    counts = np.bincount(of[of != NONE], minlength=len(found["name"]))
    return Divisions(
        names=tuple(found["name"]),
        geometries=tuple(_area_of(rings) for rings in found["rings"]),
        counts=tuple(counts.tolist()),
        left=int((of == NONE).sum()),
    )


def _area_of(rings: Sequence[Sequence[int]]) -> BaseGeometry:
    groups = group_rings(read_rings(rings, SCALE))
    return shapely.make_valid(shapely.MultiPolygon([(own[0], own[1:]) for own in groups]))


def draw_divisions(
    canvas: Canvas, frame: Frame, divisions: Divisions
) -> list[tuple[str, int, BaseGeometry]]:
    """Draw the divisions; returns name and count of each, with what of it is seen, in pixels."""
    shown = [
        (name, count, frame.draw(geometry))
        for name, count, geometry in zip(
            divisions.names, divisions.counts, divisions.geometries, strict=True
        )
    ]
    for _, count, area in shown:
        canvas.geometry(area, _look(shade_of(divisions.steps, count)), name="division")
    return shown


def write_divisions(column: Column, divisions: Divisions, phrases: Phrases) -> None:
    """Write which shade stands for how many events, and how many are in no division."""

    def sample(canvas: Canvas, x: float, y: float, shade: int) -> None:
        width, height = _SAMPLE_PX
        canvas.box(x - width / 2, y - height / 2, width, height, Look(fill=_look(shade).fill))

    left = f" ({phrases.number(divisions.left)})" if divisions.left else ""
    title = phrases.say("key.divisions") + left
    steps, most = divisions.steps, divisions.most
    write_shades(column, phrases, title, steps=steps, most=most, sample=sample)


def _look(shade: int) -> Look:
    """Return the look of a shade; every division has at least the palest, for it holds an event."""
    fill, rim = colour(f"--h{shade}")[:3], colour("--shade-rim")[:3]
    return Look(fill=(*fill, _OPACITY), stroke=(*rim, _RIM_OPACITY))
