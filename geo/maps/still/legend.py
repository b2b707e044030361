"""What explains and counts a still map: its key, heading and credits."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import shapely

from geo.maps.phrases import Phrases
from geo.maps.scene import Scene, Sign, type_name
from geo.maps.signs import group_of, types_by_group
from geo.maps.still.canvas import Canvas
from geo.maps.still.columns import Column, wrap
from geo.maps.still.looks import Look, colour, look
from geo.maps.still.marks import Mark, draw_diamond, draw_halo, draw_sign

__all__ = ["credit_lines", "write_key", "write_notice", "write_types"]

_Draw = Callable[[float, float], None]


def write_types(column: Column, canvas: Canvas, scene: Scene, phrases: Phrases) -> None:
    """Write the groups of event types with their signs and counts, and each type's count."""
    column.text(phrases.say("layers.type"), size_px=14, bold=True)
    column.skip(4)
    known = types_by_group()
    others = sorted(one for one in scene.types if group_of(one) == "other")
    for group, types in (*known.items(), ("other", others)):
        held = [(one, scene.types[one]) for one in types if one in scene.types]
        if not held:
            continue
        total = sum(count for _, count in held)
        sign = Sign(group=group, style="solid", faded=False, inferred=False)
        column.row(
            _signed(canvas, sign), phrases.say(f"group.{group}"), phrases.number(total),
            name="count-group",
        )  # fmt: skip
        told = " \u00b7 ".join(f"{type_name(one, phrases)} {phrases.number(n)}" for one, n in held)
        column.text(told, size_px=11, ink=colour("--quiet"), indent=28, most_lines=4)
        column.skip(4)


def write_key(
    column: Column, canvas: Canvas, scene: Scene, marks: Sequence[Mark], phrases: Phrases
) -> None:
    """Write what each sign of this map means, and how many events have it."""
    column.text(phrases.say("key.title"), size_px=14, bold=True)
    column.skip(4)
    counts = _tally(scene, marks)
    for key, sign in _signs(canvas):
        if counts[key]:
            name = "picture.cluster" if key == "cluster" else f"key.{key}"
            column.row(
                sign, phrases.say(name), phrases.number(counts[key]), size_px=12,
                name=f"count-{key}",
            )  # fmt: skip
    column.skip(4)
    for key, number in (("unlocated.title", scene.unlocated), ("time.undated", scene.undated)):
        if number:
            column.row(
                None, phrases.say(key), phrases.number(number), size_px=12,
                name=f"count-{key.split('.')[0]}",
            )  # fmt: skip
            column.skip(2)


def write_notice(column: Column, scene: Scene, phrases: Phrases) -> None:
    """Say why there is no event, where there is none."""
    if scene.mentions or scene.mention_areas:
        column.text(phrases.say("events.places_only"), size_px=13)
    else:
        column.text(phrases.say("empty.title"), size_px=16, bold=True)
        column.skip(4)
        body = "empty.body" if scene.texts else "empty.documents"
        column.text(phrases.say(body), size_px=13)
    column.skip(10)


def credit_lines(
    canvas: Canvas,
    credits_: Sequence[Mapping[str, str]],
    phrases: Phrases,
    width: float,
    *,
    size_px: float,
    basemap: bool,
) -> list[str]:
    """Return whose borders, names and events the map shows, in lines."""
    told = [phrases.say("credit.disclaimer" if basemap else "basemap.none")]
    for credit in credits_:
        text = f"{phrases.say('credit.' + credit['what'])}: {credit['text']}"
        if credit.get("worldview"):
            text += f" ({phrases.say('credit.worldview')}: {credit['worldview']})"
        told.append(text)
    if canvas.replaced:
        told.append(phrases.say("picture.latin"))
    lines: list[str] = []
    for text in told:
        lines += wrap(canvas, text, width, size_px=size_px, most_lines=2)
    return lines


def _tally(scene: Scene, marks: Sequence[Mark]) -> Counter[str]:
    """Return how many events each sign of the key stands for; of marks, how many there are."""
    counts: Counter[str] = Counter()
    kinds = {"settlement": "settlement", "site": "exact", "wide": "wide", "area": "area"}
    for kind, sign in scene.signs():
        counts[kinds[kind]] += 1
        counts["inferred"] += sign.inferred
        counts["status"] += sign.style == "dashed"
        counts["hollow"] += sign.style == "hollow" and not sign.inferred
        counts["background"] += sign.faded
    counts["count"] = sum(mark.kind != "cluster" and mark.count > 1 for mark in marks)
    counts["cluster"] = sum(mark.kind == "cluster" for mark in marks)
    counts["area"] += len(scene.mention_areas)
    counts["mention"] = len(scene.mentions)
    return counts


def _signs(canvas: Canvas) -> Iterator[tuple[str, _Draw]]:
    """Yield the keys of the signs, and what draws a sample of each."""

    def sample(style: str = "solid", *, faded: bool = False) -> Sign:
        return Sign(group="other", style=style, faded=faded, inferred=False)

    yield "settlement", _signed(canvas, sample(), halo="settlement")
    yield "exact", _signed(canvas, sample())
    yield "wide", _signed(canvas, sample(), halo="wide")
    yield "area", lambda x, y: _draw_area_sample(canvas, x, y)
    yield "hollow", _signed(canvas, sample("hollow"))
    yield "inferred", _signed(canvas, sample("hollow"), halo="settlement", inferred=True)
    yield "status", _signed(canvas, sample("dashed"))
    yield "background", _signed(canvas, sample(faded=True))
    yield "count", lambda x, y: _draw_count_sample(canvas, x, y)
    yield "cluster", _signed(canvas, sample(), halo="cluster")
    yield "mention", lambda x, y: draw_diamond(canvas, x, y)


def _signed(canvas: Canvas, sign: Sign, *, halo: str = "site", inferred: bool = False) -> _Draw:
    size = 7.5 if halo == "site" else 5.4

    def draw(x: float, y: float) -> None:
        kind_size = {"settlement": 9.2 - 7, "wide": 9.2 - 10, "cluster": 9.2 - 5}.get(halo, 0.0)
        draw_halo(canvas, x, y, kind_size, kind=halo, inferred=inferred)
        draw_sign(canvas, x, y, size, sign, plain=sign.group == "other")

    return draw


def _draw_count_sample(canvas: Canvas, x: float, y: float) -> None:
    canvas.circle(x, y, 10, look(".geo-part"))
    canvas.circle(x, y, 6, look(".geo-casing"))
    ink = colour("fill", ".geo-count")
    canvas.text(x, y + 3, "3", size_px=8.5, colour=ink, bold=True, align="center")
    for turn in range(3):
        angle = 2 * math.pi * turn / 3 - math.pi / 2
        inner, outer = (
            (x + radius * math.cos(angle), y + radius * math.sin(angle)) for radius in (6, 10)
        )
        canvas.outline([inner, outer], Look(stroke=colour("--paper"), width_px=1.2))


def _draw_area_sample(canvas: Canvas, x: float, y: float) -> None:
    area = shapely.Polygon([(-8, -6), (4, -8), (9, -1), (5, 8), (-6, 7)])
    lines = shapely.MultiLineString([[(-5, 3), (4, -8)], [(-3, 7), (8, -4)], [(3, 8), (8, 3)]])
    canvas.geometry(_moved(area, x, y), look(".geo-area-sample"))
    canvas.geometry(_moved(lines, x, y), look(".geo-area-lines"))


def _moved(geometry: shapely.Geometry, x: float, y: float) -> shapely.Geometry:
    return shapely.transform(geometry, lambda corners: corners + np.array([x, y]))
