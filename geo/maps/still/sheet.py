"""The sheet of a still map: heading, map, key and credits, and where each stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from shapely.geometry.base import BaseGeometry

from geo.looks import Look, colour
from geo.maps.phrases import Phrases
from geo.maps.scene import Area, Scene
from geo.maps.still.arcs import Arcs, End, Place, draw_arcs, draw_seats, lay_arcs
from geo.maps.still.canvas import Canvas
from geo.maps.still.columns import Column, wrap
from geo.maps.still.density import (
    LIKELY_DENSITY,
    Density,
    draw_density,
    is_crowded,
    read_density,
)
from geo.maps.still.divisions import Divisions, draw_divisions
from geo.maps.still.flags import Flag, box_of, draw_flag
from geo.maps.still.frame import Frame
from geo.maps.still.ground import draw_degrees, draw_ground_below, say_latitude
from geo.maps.still.labels import Label, Names
from geo.maps.still.legend import Key, LinesShown, credit_lines
from geo.maps.still.lines import Anchor
from geo.maps.still.marks import Mark, draw_area, draw_diamond, draw_mark, gather
from geo.maps.still.movements import Movement, choose_movements, draw_movements

__all__ = ["OVERVIEWS", "Sheet"]

OVERVIEWS = ("auto", "marks", "density", "divisions")
"""What may tell where events are, as on the page; `auto` counts by hexagons where marks crowd."""

_Box = tuple[float, float, float, float]

# In pixels of the page.
_MARGIN = 30.0
_GAP = 20.0
_KEY_WIDTH = 250.0
_KEY_TOP = 12.0
_TITLE, _PERIOD, _LEDE, _CREDIT = 23.0, 23.0, 13.0, 9.0
_LINE = 1.32
_MOST_SCALE_PX = 120.0

# Beyond this share of difference the scale is said to hold at one latitude.
_EVEN = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One picture that is being made.

    `credits` say whose events, borders and names it shows; `flags` who holds which place.
    `overview` is one of `OVERVIEWS`, and `divisions` are those to shade; `arcs` and `movements`
    are `None` where they are not asked for.
    """

    canvas: Canvas
    scene: Scene
    phrases: Phrases
    credits: Sequence[Mapping[str, str]]
    flags: Sequence[Flag] = ()
    overview: str = OVERVIEWS[0]
    divisions: Divisions | None = None
    arcs: Arcs | None = None
    movements: Sequence[Movement] | None = None

    @property
    def _mirrored(self) -> bool:
        return self.phrases.direction == "rtl"

    @property
    def _kind(self) -> str:
        """What tells where events are: `marks`, `density` or `divisions`."""
        if self.overview != OVERVIEWS[0]:
            return self.overview
        return "density" if is_crowded(self.scene.spots) else "marks"

    @property
    def _is_wide(self) -> bool:
        return self.canvas.width_px > self.canvas.height_px

    def map_box(self) -> _Box:
        """Return where the map stands: left, top, right and bottom."""
        left, right = _MARGIN, self.canvas.width_px - _MARGIN
        top = self._heading_height() + _MARGIN + 12
        bottom = self.canvas.height_px - _MARGIN - self._credits_height() - 18
        if self._is_wide:
            room = _KEY_WIDTH + _GAP
            left, right = (left + room, right) if self._mirrored else (left, right - room)
        else:
            bottom -= self._key_height() + _GAP
        return left + self._degrees_width(), top, right, bottom

    def _degrees_width(self) -> float:
        return 6 + self.canvas.width_of(say_latitude(88, self.phrases), size_px=9)

    def draw(self, frame: Frame, ground: Mapping[str, Any]) -> None:
        """Draw everything."""
        canvas = self.canvas
        canvas.box(0, 0, canvas.width_px, canvas.height_px, Look(fill=colour("--paper")))
        density = read_density(self.scene.spots, frame) if self._kind == "density" else None
        marks = gather(self.scene.spots, frame) if self._kind == "marks" else []
        mentions = () if self.divisions else self.scene.mentions
        names = Names(canvas, frame)
        areas: list[tuple[Area, BaseGeometry]] = []
        shaded: list[tuple[str, int, BaseGeometry]] = []
        with canvas.clipped(frame.box):
            draw_ground_below(canvas, frame, ground)
            if self.divisions:
                shaded = draw_divisions(canvas, frame, self.divisions)
            else:
                areas = self._draw_areas(frame)
            if density:
                draw_density(canvas, density)
        left, top, right, bottom = frame.box
        canvas.box(left, top, right - left, bottom - top, Look(stroke=colour("--rule")))
        draw_degrees(canvas, frame, self.phrases)
        names.keep_free(self._draw_scale(frame))
        names.keep_marks_free(marks)
        names.keep_free_around(mentions)
        flags = [flag for flag in self.flags if frame.shows(flag.latitude, flag.longitude)]
        for flag in flags:
            names.keep_free(box_of(frame, flag))
        labels = names.place_areas(areas, brief=density is not None)
        lines = self._draw_lines(frame, marks, labels, names)
        names.write_areas(labels)
        for spot in mentions:
            draw_diamond(canvas, *frame.at(spot.latitude, spot.longitude))
        # Not clipped: what lies beyond the edge of the world is marked on that edge.
        for mark in reversed(marks):
            draw_mark(canvas, mark)
        for flag in flags:
            draw_flag(canvas, frame, flag)
        names.write_divisions(
            (name, self.phrases.number(count), area)
            for name, count, area in sorted(shaded, key=lambda one: -one[1])
        )
        names.write_marks(marks)
        names.write_mentions(mentions)
        names.write_ground(ground["labels"])
        self._write_heading()
        self._write_key(marks, density, lines)
        self._write_credits(basemap=bool(ground["world"]))

    def _draw_lines(
        self, frame: Frame, marks: Sequence[Mark], labels: Sequence[Label], names: Names
    ) -> LinesShown:
        """Draw arcs and movements as far as asked for; returns how many of how many."""
        boxes: list[_Box] = []
        canvas, place = self.canvas, _placer(frame, marks, labels)
        arcs, movements = None, None
        if self.arcs is not None:
            chosen, near = lay_arcs(self.arcs, frame, place)
            arcs = len(chosen), near
            with canvas.clipped(frame.box):
                boxes += draw_arcs(canvas, frame, chosen)
            boxes += draw_seats(canvas, frame, chosen, place)
        if self.movements is not None:
            moved, all_near = choose_movements(self.movements, frame)
            movements = len(moved), all_near
            with canvas.clipped(frame.box):
                boxes += draw_movements(canvas, frame, moved)
        for box in boxes:
            names.keep_free(box)
        without = self.arcs.without if self.arcs is not None else 0
        return LinesShown(arcs=arcs, without=without, movements=movements)

    def _draw_areas(self, frame: Frame) -> list[tuple[Area, BaseGeometry]]:
        """Draw the areas; returns them with what of them is seen, in pixels."""
        areas = [
            (area, frame.draw(area.geometry))
            for area in (*self.scene.areas, *self.scene.mention_areas)
        ]
        for area, shown in areas:
            draw_area(self.canvas, shown, area)
        return areas

    def _draw_scale(self, frame: Frame) -> _Box:
        """Draw the scale bar; returns the room that it takes."""
        canvas, ink = self.canvas, colour("--ink")
        length_km, length_px = frame.scale_bar(min(_MOST_SCALE_PX, frame.width / 4))
        text = f"{length_km:g} km" if length_km < 1 else f"{self.phrases.number(int(length_km))} km"
        if frame.is_uneven(_EVEN):
            text = self.phrases.say(
                "picture.scale", length=text, latitude=say_latitude(frame.latitude, self.phrases)
            )
        left, _, right, bottom = frame.box
        width = max(length_px, canvas.width_of(text, size_px=10.5)) + 16
        x = right - 10 - width if self._mirrored else left + 10
        paper = (*colour("--paper")[:3], 0.85)
        canvas.box(x, bottom - 38, width, 28, Look(fill=paper))
        canvas.text(x + 8, bottom - 26, text, size_px=10.5, colour=ink)
        ends = [(x + 8, bottom - 21), (x + 8, bottom - 16), (x + 8 + length_px, bottom - 16),
                (x + 8 + length_px, bottom - 21)]  # fmt: skip
        canvas.outline(ends, Look(stroke=ink, width_px=1.4), name="scale")
        return x, bottom - 38, x + width, bottom - 10

    def _say_length(self, frame: Frame, length_km: float) -> str:
        length = (
            f"{length_km:g} km" if length_km < 1 else f"{self.phrases.number(int(length_km))} km"
        )
        if not frame.is_uneven(_EVEN):
            return length
        latitude = say_latitude(frame.latitude, self.phrases)
        return self.phrases.say("picture.scale", length=length, latitude=latitude)

    def _title_lines(self) -> list[str]:
        return wrap(
            self.canvas, self.scene.title, self._title_width(), size_px=_TITLE, bold=True,
            most_lines=2,
        )  # fmt: skip

    def _title_width(self) -> float:
        period = self.canvas.width_of(self.scene.period, size_px=_PERIOD, bold=True)
        return max(self.canvas.width_px / 3, self.canvas.width_px - 2 * _MARGIN - period - 2 * _GAP)

    def _lede_lines(self) -> list[str]:
        width = self.canvas.width_px - 2 * _MARGIN
        return [
            line
            for text in self.scene.lede
            for line in wrap(self.canvas, text, width, size_px=_LEDE, most_lines=2)
        ]

    def _heading_height(self) -> float:
        lines = len(self._title_lines()) * _TITLE + len(self._lede_lines()) * _LEDE
        return 12 + lines * _LINE

    def _write_heading(self) -> None:
        width = self.canvas.width_px - 2 * _MARGIN
        column = self._column(_MARGIN, _MARGIN, width)
        column.rule(colour("--accent"), thick=3)
        column.skip(7)
        y = column.y + _PERIOD
        column.lines(self._title_lines(), size_px=_TITLE, bold=True, name="title")
        column.lines(self._lede_lines(), size_px=_LEDE, ink=colour("--quiet"), name="lede")
        room = width / 2
        period = wrap(self.canvas, self.scene.period, room, size_px=_PERIOD, bold=True)
        for line in period[:1]:
            x = _MARGIN if self._mirrored else self.canvas.width_px - _MARGIN
            self.canvas.text(
                x, y, line, size_px=_PERIOD, colour=colour("--ink"), bold=True, name="period",
                align="left" if self._mirrored else "right",
            )  # fmt: skip

    def _write_key(self, marks: Sequence[Mark], density: Density | None, lines: LinesShown) -> None:
        _, top, right, bottom = self.map_box()
        key = self._key(marks, density, lines)
        if not self._is_wide:
            first, second = self._key_lefts()
            y = bottom + _KEY_TOP + _GAP
            width = self._key_width()
            key.write(self._column(first, y, width), self._column(second, y, width))
            return
        room = self.canvas.height_px - _MARGIN - self._credits_height() - top
        brief = key.height(_KEY_WIDTH, stacked=True) > room
        while key.most_holders and key.height(_KEY_WIDTH, stacked=True, brief=brief) > room:
            key = replace(key, most_holders=key.most_holders - 1)
        column = self._column(_MARGIN if self._mirrored else right + _GAP, top, _KEY_WIDTH)
        key.write(column, column, brief=brief)

    def _key_width(self) -> float:
        return (self.canvas.width_px - 2 * _MARGIN - 2 * _GAP) / 2

    def _key_lefts(self) -> tuple[float, float]:
        """Return where the two columns of a key below the map begin, the first to be read first."""
        left, right = _MARGIN, _MARGIN + self._key_width() + 2 * _GAP
        return (right, left) if self._mirrored else (left, right)

    def _key_height(self) -> float:
        """Return how high the key stands below the map of an upright sheet."""
        density = LIKELY_DENSITY if self._kind == "density" else None
        marks = _likely_marks(self.scene) if self._kind == "marks" else []
        lines = LinesShown(
            arcs=None if self.arcs is None else (0, 0),
            without=0 if self.arcs is None else self.arcs.without,
            movements=None if self.movements is None else (0, 0),
        )
        key = self._key(marks, density, lines)
        return key.height(self._key_width(), stacked=False) + _KEY_TOP

    def _key(self, marks: Sequence[Mark], density: Density | None, lines: LinesShown) -> Key:
        return Key(
            scene=self.scene, phrases=self.phrases, marks=marks, density=density,
            divisions=self.divisions, lines=lines, flags=self.flags,
        )  # fmt: skip

    def _credits_lines(self, *, basemap: bool) -> list[str]:
        width = self.canvas.width_px - 2 * _MARGIN
        return credit_lines(
            self.canvas, self.credits, self.phrases, width, size_px=_CREDIT, basemap=basemap
        )

    def _credits_height(self) -> float:
        return (len(self._credits_lines(basemap=True)) + 1) * _CREDIT * _LINE

    def _write_credits(self, *, basemap: bool) -> None:
        lines = self._credits_lines(basemap=basemap)
        top = self.canvas.height_px - _MARGIN - len(lines) * _CREDIT * _LINE + 8
        column = self._column(_MARGIN, top, self.canvas.width_px - 2 * _MARGIN)
        column.lines(lines, size_px=_CREDIT, ink=colour("--quiet"), name="credit")

    def _column(self, left: float, top: float, width: float) -> Column:
        return Column(self.canvas, left=left, top=top, width=width, mirrored=self._mirrored)


def _placer(frame: Frame, marks: Sequence[Mark], labels: Sequence[Label]) -> Place:
    """Return what says where arcs begin and end: at marks and labels, where there are any."""
    centres = np.array([(mark.x, mark.y) for mark in marks]).reshape(-1, 2)
    reaches = np.array([mark.reach for mark in marks])
    written = {label.area.geometry: label for label in labels}

    @cache
    def place(end: End) -> Anchor:
        label = written.get(end.geometry) if end.geometry is not None else None
        if label is not None:
            left, top, right, bottom = label.box
            return Anchor(at=label.middle, half=((right - left) / 2, (bottom - top) / 2))
        at = frame.at(end.latitude, end.longitude)
        over = np.flatnonzero(np.hypot(*(centres - at).T) < reaches)
        if not len(over):
            return Anchor(at=at)
        mark = marks[int(over[0])]
        return Anchor(at=(mark.x, mark.y), radius=mark.reach + 2)

    return place


def _likely_marks(scene: Scene) -> list[Mark]:
    """Return marks of every kind that there may be: the key is measured before they are known."""
    several = next((spot for spot in scene.spots if len(spot.signs) > 1), None)
    groups = [scene.spots[:2], (several,) if several else ()]
    return [Mark(x=0, y=0, spots=spots) for spots in groups if spots]
