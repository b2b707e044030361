"""Names on a still map: none over another or over a mark, as the page's `ground.js` places them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from geo.looks import Colour, Look, colour, look
from geo.maps.scene import Area, Spot
from geo.maps.shapes import label_point
from geo.maps.still.canvas import Canvas
from geo.maps.still.columns import shorten
from geo.maps.still.frame import Frame
from geo.maps.still.marks import Mark, common_group, draw_sign

__all__ = ["Label", "Names"]

_Box = tuple[float, float, float, float]

# Of an area's events so many are shown in its label; the number tells of all.
_MOST_SIGNS = 6
_NAME_PX = 150.0
_SIGN_PX = 13.0
_LABEL_PX = 21.0
_DIVISION_PX = 11.5

# Where the page shows the first names of countries.
_FIRST_ZOOM = 2.0

_LETTERSPACE = "\u200a"

# Latin, Greek, Cyrillic and Armenian come before Hebrew and Arabic.
_FIRST_JOINING = 0x0590


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The label of an area: where it stands, and what of name and signs there was room for.

    `tie` leads from the area to a label that stands apart from it.
    """

    area: Area
    name: str
    box: _Box
    signs: bool = False
    tie: tuple[tuple[float, float], tuple[float, float]] | None = None

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        left, top, right, bottom = self.box
        return (left + right) / 2, (top + bottom) / 2


class Names:
    """What is written on one map, and the room that is taken.

    Parameters
    ----------
    canvas
        The sheet.
    frame
        Where the map is on it: nothing is written beyond.
    """

    def __init__(self, canvas: Canvas, frame: Frame) -> None:
        self._canvas = canvas
        self._frame = frame
        self._taken: list[_Box] = []

    def keep_free(self, box: _Box) -> None:
        """Keep names out of a box of left, top, right and bottom."""
        self._taken.append(box)

    def keep_marks_free(self, marks: Iterable[Mark]) -> None:
        """Keep names off marks."""
        for mark in marks:
            r = mark.reach - 2
            self.keep_free((mark.x - r, mark.y - r, mark.x + r, mark.y + r))

    def keep_free_around(self, spots: Iterable[Spot]) -> None:
        """Keep names off the diamonds of places without an event."""
        for spot in spots:
            x, y = self._frame.at(spot.latitude, spot.longitude)
            self.keep_free((x - 4, y - 4, x + 4, y + 4))

    def write_marks(self, marks: Sequence[Mark]) -> None:
        """Write the names of marks beside them, those of most events first."""
        size, ink = 12.5, colour("color", ".geo-label-spot")
        halo = _halo()
        for mark in sorted(marks, key=lambda mark: -mark.count):
            name = shorten(self._canvas, mark.name, 240, size_px=size, bold=True)
            width = self._canvas.width_of(name, size_px=size, bold=True)
            for left, top in _around(mark, width, size * 1.2):
                if name and self._take(left, top, width, size * 1.2):
                    self._canvas.text(
                        left, top + size, name, size_px=size, colour=ink, bold=True, halo=halo,
                        name="name",
                    )  # fmt: skip
                    break

    def write_mentions(self, spots: Iterable[Spot]) -> None:
        """Write the names of places without an event beside their diamonds."""
        size = 11.5
        for spot in spots:
            x, y = self._frame.at(spot.latitude, spot.longitude)
            name = shorten(self._canvas, spot.name, 200, size_px=size)
            width = self._canvas.width_of(name, size_px=size)
            places = [
                (left, middle) for middle in (y, y + 8, y - 8) for left in (x + 8, x - 8 - width)
            ]
            for left, middle in places:
                if name and self._take(left, middle - 7, width, 14):
                    self._canvas.text(
                        left, middle + 4, name, size_px=size, colour=colour("color", ".geo-label"),
                        halo=_halo(), name="mention-name",
                    )  # fmt: skip
                    break

    def place_areas(
        self, drawn: Sequence[tuple[Area, BaseGeometry]], *, brief: bool = False
    ) -> list[Label]:
        """Find room for the labels of areas: inside first, then above, below and beside.

        Where there is no room for its name, a label has its number alone; one that stands apart
        from its area is tied to it by a line.

        Parameters
        ----------
        drawn
            Areas, with what of them is seen, in pixels.
        brief
            Whether all labels have their numbers alone.
        """
        return [
            self._place_area(area, shown, brief=brief and bool(area.signs))
            for area, shown in sorted(drawn, key=lambda item: -len(item[0].signs))
            if not shown.is_empty
        ]

    def write_areas(self, labels: Iterable[Label]) -> None:
        """Write the labels of areas where there was room."""
        for label in labels:
            if label.tie is not None:
                tie = Look(stroke=colour("--ink"), width_px=0.8)
                self._canvas.outline(label.tie, tie, name="area-tie")
            self._draw_area_label(label)

    def write_divisions(self, shown: Iterable[tuple[str, str, BaseGeometry]]) -> None:
        """Write into divisions their names over their counts; the count alone in a narrow one."""
        for name, count, area in shown:
            if area.is_empty:
                continue
            y, x = label_point(area)
            left, _, right, _ = area.bounds
            wide = self._canvas.width_of(name, size_px=_DIVISION_PX) <= 1.05 * (right - left)
            if not (wide and self._write_division(x, y, (name, count))):
                self._write_division(x, y, (count,))

    def _write_division(self, x: float, y: float, lines: Sequence[str]) -> bool:
        """Write a name, if any, and a count around a point, if there is room; say whether."""
        size, step = _DIVISION_PX, 14.0
        last = len(lines) - 1
        widths = [
            self._canvas.width_of(line, size_px=size, bold=at == last)
            for at, line in enumerate(lines)
        ]
        width, height = max(widths), step * len(lines)
        if not self._take(x - width / 2, y - height / 2, width, height):
            return False
        for at, line in enumerate(lines):
            self._canvas.text(
                x, y - height / 2 + step * at + 11, line, size_px=size, colour=colour("--ink"),
                bold=at == last, align="center", halo=(*colour("--paper")[:3], 0.9),
                name="division-count" if at == last else "division-name",
            )  # fmt: skip
        return True

    def write_ground(self, labels: Sequence[Sequence[object]]) -> None:
        """Write the names of countries and settlements that are due at the zoom, largest first."""
        zoom = max(self._frame.zoom, _FIRST_ZOOM)
        for name, latitude, longitude, first, kind, last in labels:
            if float(first) <= zoom <= float(last):  # type: ignore[arg-type]
                x, y = self._frame.at(float(latitude), float(longitude))  # type: ignore[arg-type]
                if kind == "city":
                    self._write_city(str(name), x, y)
                else:
                    self._write_country(str(name), x, y)

    def _write_city(self, name: str, x: float, y: float) -> None:
        size = 11.5
        width = self._canvas.width_of(name, size_px=size)
        if not self._take(x + 5, y - 7, width, 14, also=(x - 3, y - 3, x + 3, y + 3)):
            return
        self._canvas.circle(x, y, 2, Look(fill=colour("background", ".geo-town")), name="town")
        self._canvas.text(
            x + 5, y + 4, name, size_px=size, colour=colour("color", ".geo-label"),
            halo=_halo(),
        )  # fmt: skip

    def _write_country(self, name: str, x: float, y: float) -> None:
        size = 11.0
        spaced = (_LETTERSPACE * 2).join(name.upper()) if _is_spaced(name) else name.upper()
        width = self._canvas.width_of(spaced, size_px=size)
        if self._take(x - width / 2, y - 7, width, 14):
            self._canvas.text(
                x, y + 4, spaced, size_px=size, align="center", halo=_halo(),
                colour=colour("color", ".geo-label-country"), name="country",
            )  # fmt: skip

    def _place_area(self, area: Area, shown: BaseGeometry, *, brief: bool) -> Label:
        name = shorten(self._canvas, area.name, _NAME_PX, size_px=12)
        names = [""] if brief else [name, ""] if area.signs else [name]
        for written in names:
            label = self._fit_area(area, written, shown)
            if label is not None:
                return label
        home_y, home_x = label_point(shown)
        width = self._area_width(area, names[-1], signs=False)
        x, y = self._nearest_free(home_x, home_y, width, _LABEL_PX)
        box = (x - width / 2, y - _LABEL_PX / 2, x + width / 2, y + _LABEL_PX / 2)
        self.keep_free(box)
        apart = not shapely.box(*box).intersects(shown)
        tie = ((home_x, home_y), (x, y)) if apart else None
        return Label(area=area, name=names[-1], box=box, tie=tie)

    def _fit_area(self, area: Area, name: str, shown: BaseGeometry) -> Label | None:
        """Return the label of an area within it or at its rim, if there is room."""
        left, top, right, bottom = shown.bounds
        full = self._area_width(area, name, signs=True)
        signs = bool(name) and full <= 1.1 * (right - left)
        width, height = self._area_width(area, name, signs=signs), _LABEL_PX
        home_y, home_x = label_point(shown)
        wanted = [
            (home_x, home_y), (home_x, (home_y + bottom) / 2), (home_x, (home_y + top) / 2),
            ((home_x + right) / 2, home_y), ((home_x + left) / 2, home_y),
            ((left + right) / 2, top - height / 2), ((left + right) / 2, bottom + height / 2),
            (right + width / 2, home_y), (left - width / 2, home_y),
        ]  # fmt: skip
        for x, y in wanted:
            if self._take(x - width / 2, y - height / 2, width, height):
                box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
                return Label(area=area, name=name, box=box, signs=signs)
        return None

    def _area_width(self, area: Area, name: str, *, signs: bool) -> float:
        width = 14 + self._canvas.width_of(name, size_px=12)
        if area.signs:
            number = str(len(area.signs))
            width += (5 if name else 0) + self._canvas.width_of(number, size_px=12, bold=True)
        if signs and area.signs:
            width += 5 + (_SIGN_PX + 1) * min(len(area.signs), _MOST_SIGNS)
        return width

    def _draw_area_label(self, label: Label) -> None:
        area, name, signs = label.area, label.name, label.signs
        left, top, right, _ = label.box
        ink = colour("--ink")
        edge = Look(
            fill=colour("--paper"),
            stroke=look(".geo-area", group=common_group(area.signs)).stroke,
            dashes_px=(3, 2),
        )
        self._canvas.box(left, top, right - left, _LABEL_PX, edge, name="area-label")
        x = left + 7
        if name:
            self._canvas.text(x, top + 15, name, size_px=12, colour=ink)
            x += self._canvas.width_of(name, size_px=12) + 5
        if area.signs:
            number = str(len(area.signs))
            self._canvas.text(
                x, top + 15, number, size_px=12, colour=ink, bold=True, name="area-count"
            )
            x += self._canvas.width_of(number, size_px=12, bold=True) + 5
        for sign in area.signs[: _MOST_SIGNS if signs else 0]:
            draw_sign(self._canvas, x + _SIGN_PX / 2, top + 10.5, 4.9, sign)
            x += _SIGN_PX + 1

    def _nearest_free(self, x: float, y: float, width: float, height: float) -> tuple[float, float]:
        """Return the free place nearest to where a label should be, or that place itself."""
        left, top, right, bottom = self._frame.box
        rows = [
            (abs(across - x) + abs(down - y), across, down)
            for across in _steps(left + width / 2 + 3, right - width / 2 - 3, 24)
            for down in _steps(top + height / 2 + 3, bottom - height / 2 - 3, 12)
            if self._is_free((across - width / 2, down - height / 2, across + width / 2,
                              down + height / 2))
        ]  # fmt: skip
        return min(rows)[1:] if rows else (x, y)

    def _take(
        self, left: float, top: float, width: float, height: float, also: _Box | None = None
    ) -> bool:
        """Take room if it is free and within the frame; say whether it was."""
        wanted = [(left - 2, top - 1, left + width + 2, top + height + 1)]
        if also is not None:
            wanted.append(also)
        if not all(self._is_inside(box) and self._is_free(box) for box in wanted):
            return False
        self._taken += wanted
        return True

    def _is_inside(self, box: _Box) -> bool:
        left, top, right, bottom = self._frame.box
        return left <= box[0] and top <= box[1] and box[2] <= right and box[3] <= bottom

    def _is_free(self, box: _Box) -> bool:
        return not any(
            box[0] < t[2] and t[0] < box[2] and box[1] < t[3] and t[1] < box[3] for t in self._taken
        )


def _around(mark: Mark, width: float, height: float) -> list[tuple[float, float]]:
    """Return where the left top of a mark's name may be: beside it, below, above, and askew."""
    x, y, reach = mark.x, mark.y, mark.reach
    askew = 0.75 * reach
    return [
        (x + reach + 2, y - height / 2),
        (x - reach - 2 - width, y - height / 2),
        (x - width / 2, y + reach),
        (x - width / 2, y - reach - height),
        (x + askew, y - askew - height / 2),
        (x + askew, y + askew - height / 2),
        (x - askew - width, y - askew - height / 2),
        (x - askew - width, y + askew - height / 2),
    ]


def _is_spaced(name: str) -> bool:
    """Return whether letters may stand apart: not those that join, as in Arabic."""
    return name.isascii() or all(ord(char) < _FIRST_JOINING for char in name)


def _steps(first: float, last: float, step: float) -> list[float]:
    count = max(0, int((last - first) / step) + 1)
    return [first + step * number for number in range(count)]


def _halo() -> Colour:
    """Return what keeps a name legible on borders and marks."""
    return (*colour("--land")[:3], 0.8)
