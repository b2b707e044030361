"""Drawings on the page of an evaluation: reliability diagrams and maps of errors, as SVG."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.escape import escape
from geo.evaluation.errors import CLASSES
from geo.evaluation.results import Calibration, Misplaced
from geo.gazetteer import Gazetteer

__all__ = ["draw_errors", "draw_reliability", "draw_world"]

_SIDE = 260
_MARGIN = 40
_BAR_SHARE = 0.9

# The world at a tenth of a degree, without islands that would be smaller than a pixel.
_GRID_PER_DEGREE = 10
_TOLERANCE_DEGREES = 0.2
_LEAST_AREA_DEGREES2 = 0.15

_HALF_TURN = 180.0
_WORLD = (-180.0, -85.0, 180.0, 60.0)  # west, north (negative: y runs down), east, south
_WIDTH_PX = 1080

# A closer map is drawn where eight of ten gold points lie within less than half of the world.
_CLOSE_SHARE = (10.0, 90.0)
_CLOSE_DEGREES = 150.0
_CLOSE_MARGIN_DEGREES = 4.0
_LEAST_CLOSE_DEGREES = 24.0

# Names on a map: how many, and how much room a letter and a line take.
_MOST_LABELS = 24
_LETTER_PX = 6.5
_LINE_PX = 12.0

Frame = tuple[float, float, float, float]


def draw_reliability(table: Calibration, *, title: str) -> str:
    """Return a reliability diagram: share right over score, bars as dark as they are full.

    The diagonal is what calibrated scores would show.
    """
    most = max(one.count for one in table.bins)
    parts = [_axes(title)]
    for one in table.bins:
        if one.mean_score is None or one.share_right is None:
            continue
        width = (one.high - one.low) * _SIDE
        height = one.share_right * _SIDE
        about = (
            f"{one.low:.1f} to {one.high:.1f}: {one.count} predictions, "
            f"mean score {one.mean_score:.3f}, {one.share_right:.1%} right"
        )
        opacity = 0.25 + 0.75 * (one.count / most) ** 0.5
        left = _MARGIN + one.low * _SIDE + width * (1 - _BAR_SHARE) / 2
        parts.append(
            f'<rect class="bar" x="{left:.1f}" y="{_MARGIN + _SIDE - height:.1f}" '
            f'width="{width * _BAR_SHARE:.1f}" height="{height:.1f}" '
            f'fill-opacity="{opacity:.2f}"><title>{escape(about)}</title></rect>'
            f'<circle class="mean" cx="{_MARGIN + one.mean_score * _SIDE:.1f}" '
            f'cy="{_MARGIN + _SIDE - height:.1f}" r="3"/>'
            f'<text class="count" x="{_MARGIN + (one.low + one.high) / 2 * _SIDE:.1f}" '
            f'y="{_MARGIN + _SIDE - 4:.1f}">{one.count}</text>'
        )
    size = _SIDE + 2 * _MARGIN
    return (
        f'<svg class="reliability" viewBox="0 0 {size} {size}" role="img" '
        f'aria-label="{escape(title)}">{"".join(parts)}</svg>'
    )


def _axes(title: str) -> str:
    far = _MARGIN + _SIDE
    ticks = "".join(
        f'<text class="tick" x="{_MARGIN + share * _SIDE:.0f}" y="{far + 14}">{share:.1f}</text>'
        f'<text class="tick side" x="{_MARGIN - 6}" y="{far - share * _SIDE + 4:.0f}">'
        f"{share:.1f}</text>"
        for share in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    )
    return (
        f'<text class="title" x="{_MARGIN + _SIDE / 2:.0f}" y="20">{escape(title)}</text>'
        f'<rect class="frame" x="{_MARGIN}" y="{_MARGIN}" width="{_SIDE}" height="{_SIDE}"/>'
        f'<line class="diagonal" x1="{_MARGIN}" y1="{far}" x2="{far}" y2="{_MARGIN}"/>{ticks}'
        f'<text class="axis" x="{_MARGIN + _SIDE / 2:.0f}" y="{far + 32}">score</text>'
        f'<text class="axis" transform="rotate(-90)" x="-{_MARGIN + _SIDE / 2:.0f}" y="12">'
        "share right</text>"
    )


def draw_world(gazetteer: Gazetteer) -> str:
    """Return the land of the world as a symbol that maps of the page use."""
    areas = gazetteer.areas("country-coarse")
    paths = "".join(_path(shapely.from_wkb(area.wkb)) for area in areas)
    return (
        '<svg class="hidden" aria-hidden="true"><defs>'
        f'<path id="world" class="land" transform="scale({1 / _GRID_PER_DEGREE})" d="{paths}"/>'
        "</defs></svg>"
    )


def _path(geometry: BaseGeometry) -> str:
    """Return the rings of polygons in tenths of a degree, y running south."""
    simple = shapely.simplify(geometry, _TOLERANCE_DEGREES, preserve_topology=True)
    rings = []
    for part in shapely.get_parts(simple):
        if shapely.area(part) < _LEAST_AREA_DEGREES2:
            continue
        points = shapely.get_coordinates(shapely.get_exterior_ring(part)) * (1, -1)
        grid = np.round(points * _GRID_PER_DEGREE).astype(int)
        steps = np.diff(grid, axis=0)
        steps = steps[np.any(steps != 0, axis=1)].tolist()
        moves = "".join(f"{x}{'' if y < 0 else ' '}{y}," for x, y in steps).rstrip(",")
        rings.append(f"M{grid[0][0]} {grid[0][1]}l{moves}z")
    return "".join(rings)


def draw_errors(points: Sequence[Misplaced]) -> str:
    """Return a map of errors, and a closer one where most of them lie near each other.

    A ring is the gold point, a dot where the program put it, a line joins both; a cross is a
    place that was left without an entry.
    """
    if not points:
        return ""
    maps = [_map(points, _WORLD, label="Errors of resolution on the world")]
    close = _close_frame(points)
    if close is not None:
        maps.append(_map(points, close, label="The same, where most gold points lie"))
    return "".join(maps)


def _close_frame(points: Sequence[Misplaced]) -> Frame | None:
    west, east = np.percentile([one.longitude for one in points], _CLOSE_SHARE)
    south, north = np.percentile([one.latitude for one in points], _CLOSE_SHARE)
    width = max(east - west + 2 * _CLOSE_MARGIN_DEGREES, _LEAST_CLOSE_DEGREES)
    height = max(north - south + 2 * _CLOSE_MARGIN_DEGREES, width * 0.45)
    if width > _CLOSE_DEGREES:
        return None
    middle_x, middle_y = (west + east) / 2, -(south + north) / 2
    return (
        float(middle_x - width / 2),
        float(middle_y - height / 2),
        float(middle_x + width / 2),
        float(middle_y + height / 2),
    )


def _map(points: Sequence[Misplaced], frame: Frame, *, label: str) -> str:
    west, top, east, bottom = frame
    width, height = east - west, bottom - top
    unit = width / _WIDTH_PX
    marks = Counter(points)
    named = _labels(marks, frame, unit)
    shown = "".join(
        _mark(one, count, unit)
        for one, count in sorted(marks.items(), key=lambda item: (-item[1], _order(item[0])))
    )
    border = unit * _GRID_PER_DEGREE * 0.6
    return (
        f'<figure><svg class="map" viewBox="{west:.2f} {top:.2f} {width:.2f} {height:.2f}" '
        f'role="img" aria-label="{escape(label)}">'
        f'<use href="#world" stroke-width="{border:.3f}"/>{shown}{named}</svg>'
        f"<figcaption>{escape(label)}</figcaption></figure>"
    )


def _labels(marks: Counter[Misplaced], frame: Frame, unit: float) -> str:
    """Return the names of the commonest errors, where they do not hide each other."""
    west, top, east, bottom = frame
    by_name: Counter[tuple[str, float, float]] = Counter()
    for point, count in marks.items():
        by_name[point.surface, point.longitude, -point.latitude] += count
    taken: list[tuple[float, float, float]] = []
    labels = []
    for (surface, x, y), count in sorted(by_name.items(), key=lambda item: (-item[1], item[0])):
        words = f"{surface} ×{count}" if count > 1 else surface
        width = len(words) * _LETTER_PX * unit
        is_free = all(
            abs(y - other_y) > _LINE_PX * unit or x > other_x + other_width or other_x > x + width
            for other_x, other_y, other_width in taken
        )
        if is_free and west < x < east - width and top < y < bottom and len(taken) < _MOST_LABELS:
            taken.append((x, y, width))
            labels.append(
                f'<text class="name" x="{x + 6 * unit:.2f}" y="{y - 5 * unit:.2f}" '
                f'style="font-size:{_LINE_PX * unit:.3f}px;stroke-width:{3 * unit:.3f}px">'
                f"{escape(words)}</text>"
            )
    return "".join(labels)


def _order(point: Misplaced) -> tuple[float, float, str]:
    return point.longitude, point.latitude, point.surface


def _mark(point: Misplaced, count: int, unit: float) -> str:
    """Return the mark of an error that occurs `count` times; `unit` is a pixel in degrees."""
    x, y = point.longitude, -point.latitude
    times = f" ({count} times)" if count > 1 else ""
    about = f"<title>{escape(f'{point.surface}{times}: {CLASSES[point.error_class]}')}</title>"
    width = unit * min(1 + 0.5 * count, 4)
    size = 4 * unit
    if point.predicted_latitude is None or point.predicted_longitude is None:
        cross = (
            f"M{x - size:.2f} {y - size:.2f}L{x + size:.2f} {y + size:.2f}"
            f"M{x - size:.2f} {y + size:.2f}L{x + size:.2f} {y - size:.2f}"
        )
        return f'<g>{about}<path class="cross" stroke-width="{width:.3f}" d="{cross}"/></g>'
    there_x, there_y = point.predicted_longitude, -point.predicted_latitude
    return (
        f'<g>{about}<path class="way" stroke-width="{width:.3f}" '
        f'd="{_way(x, y, there_x, there_y)}"/>'
        f'<circle class="gold" cx="{x:.2f}" cy="{y:.2f}" r="{size:.2f}" '
        f'stroke-width="{1.5 * unit:.3f}"/>'
        f'<circle class="found" cx="{there_x:.2f}" cy="{there_y:.2f}" r="{size * 0.8:.2f}"/></g>'
    )


def _way(x: float, y: float, there_x: float, there_y: float) -> str:
    """Return the straight line between two points, the short way around the world."""
    if abs(there_x - x) <= _HALF_TURN:
        return f"M{x:.2f} {y:.2f}L{there_x:.2f} {there_y:.2f}"
    turn = 2 * _HALF_TURN if there_x < x else -2 * _HALF_TURN
    return (
        f"M{x:.2f} {y:.2f}L{there_x + turn:.2f} {there_y:.2f}"
        f"M{x - turn:.2f} {y:.2f}L{there_x:.2f} {there_y:.2f}"
    )
