"""What explains and counts a still map: its key, heading and credits."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely

from geo.looks import Look, colour, group_of, look, types_by_group
from geo.maps.phrases import Phrases
from geo.maps.scene import Scene, Sign, type_name
from geo.maps.still.arcs import write_arcs
from geo.maps.still.canvas import Canvas
from geo.maps.still.columns import Column, Draw, wrap
from geo.maps.still.density import Density, write_shades
from geo.maps.still.divisions import Divisions, write_divisions
from geo.maps.still.flags import MOST_HOLDERS, Flag, write_holders
from geo.maps.still.marks import Mark, draw_diamond, draw_halo, draw_sign, halo_width
from geo.maps.still.movements import write_movements

__all__ = ["Key", "LinesShown", "credit_lines"]

# Tables of users may have types of their own; four lines hold no more.
_MOST_TYPES = 40

# A sheet that nothing is shown on.
_TRIAL_MM = 300.0

# The signs that are drawn where places are counted by hexagons.
_BESIDE_HEXAGONS = frozenset({"area", "mention"})

# From the middle of a sample to the rim of its halo, in pixels.
_SAMPLE_RIM = 9.2


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesShown:
    """How many arcs and movements are drawn, of how many that could be; `None` for not asked for.

    `without` counts the events that have no arc.
    """

    arcs: tuple[int, int] | None = None
    without: int = 0
    movements: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What explains the signs of one map, and counts them."""

    scene: Scene
    phrases: Phrases
    marks: Sequence[Mark]
    density: Density | None = None
    divisions: Divisions | None = None
    lines: LinesShown = field(default_factory=LinesShown)
    flags: Sequence[Flag] = ()
    most_holders: int = MOST_HOLDERS

    def write(self, types: Column, signs: Column, *, brief: bool = False) -> None:
        """Write the event types into one column and the signs into another, or under them.

        Parameters
        ----------
        types, signs
            May be one.
        brief
            Whether the groups of event types go without their types, and flags without the note
            on them.
        """
        if not self.scene.types:
            self._write_notice(types)
        else:
            self._write_types(types, brief=brief)
            types.skip(12 if types is signs else 0)
        if self.scene.types or self.scene.mentions or self.scene.mention_areas:
            self._write_signs(signs, brief=brief)
        if self.flags:
            signs.skip(8)
            write_holders(signs, self.flags, self.phrases, most=self.most_holders, brief=brief)

    def height(self, width: float, *, stacked: bool, brief: bool = False) -> float:
        """Return how high it is in columns of a width, one or two."""
        trial = Canvas(width_mm=_TRIAL_MM, height_mm=_TRIAL_MM, scale=1)
        first, second = (
            Column(trial, left=0, top=0, width=width, mirrored=False) for _ in range(2)
        )
        self.write(first, first if stacked else second, brief=brief)
        return max(first.y, second.y)

    def _write_types(self, column: Column, *, brief: bool) -> None:
        """Write the groups of event types with their signs and counts, and each type's count."""
        phrases, held = self.phrases, self.scene.types
        column.text(phrases.say("layers.type"), size_px=14, bold=True)
        column.skip(4)
        others = tuple(sorted(one for one in held if group_of(one) == "other"))
        for group, types in {**types_by_group(), "other": others}.items():
            counted = [(one, held[one]) for one in types if one in held]
            if not counted:
                continue
            total = sum(count for _, count in counted)
            sign = Sign(group=group, style="solid", faded=False, inferred=False)
            column.row(
                _signed(sign), phrases.say(f"group.{group}"), phrases.number(total),
                name="count-group",
            )  # fmt: skip
            told = " \u00b7 ".join(
                f"{type_name(one, phrases)}\u00a0{phrases.number(count)}"
                for one, count in counted[:_MOST_TYPES]
            )
            if not brief:
                column.text(told, size_px=11, ink=colour("--quiet"), indent=28, most_lines=4)
            column.skip(4)

    def _write_signs(self, column: Column, *, brief: bool) -> None:
        """Write what each sign of this map means, and how many events have it."""
        phrases, scene = self.phrases, self.scene
        column.text(phrases.say("key.title"), size_px=14, bold=True)
        column.skip(4)
        if self.density is not None:
            title, steps = phrases.say("key.density"), self.density.steps
            write_shades(column, phrases, title, steps=steps, most=self.density.most)
        if self.divisions is not None:
            write_divisions(column, self.divisions, phrases)
        counts = _tally(scene, self.marks)
        for key, sign in _SIGNS.items():
            if counts[key] and self._is_drawn(key):
                name = "picture.cluster" if key == "cluster" else f"key.{key}"
                column.row(
                    sign, phrases.say(name), phrases.number(counts[key]), size_px=12,
                    name=f"count-{key}",
                )  # fmt: skip
        self._write_lines(column, brief=brief)
        column.skip(4)
        for key, number in (("unlocated.title", scene.unlocated), ("time.undated", scene.undated)):
            if number:
                column.row(
                    None, phrases.say(key), phrases.number(number), size_px=12,
                    name=f"count-{key.split('.')[0]}",
                )  # fmt: skip
                column.skip(2)

    def _write_lines(self, column: Column, *, brief: bool) -> None:
        lines = self.lines
        if lines.arcs is not None:
            write_arcs(column, self.phrases, lines.arcs, lines.without, brief=brief)
        if lines.movements is not None:
            write_movements(column, self.phrases, lines.movements)

    def _is_drawn(self, key: str) -> bool:
        """Return whether a sign is drawn on a map of this kind."""
        if self.divisions is not None:
            return False
        return self.density is None or key in _BESIDE_HEXAGONS

    def _write_notice(self, column: Column) -> None:
        """Say why there is no event, where there is none."""
        if self.scene.mentions or self.scene.mention_areas:
            column.text(self.phrases.say("events.places_only"), size_px=13)
        else:
            column.text(self.phrases.say("empty.title"), size_px=16, bold=True)
            column.skip(4)
            body = "empty.body" if self.scene.texts else "empty.documents"
            column.text(self.phrases.say(body), size_px=13)
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


def _signed(sign: Sign, *, halo: str = "site", inferred: bool = False) -> Draw:
    """Return what draws a sample of a mark."""
    size = 7.5 if halo == "site" else 5.4

    def draw(canvas: Canvas, x: float, y: float) -> None:
        draw_halo(canvas, x, y, _SAMPLE_RIM - halo_width(halo), kind=halo, inferred=inferred)
        draw_sign(canvas, x, y, size, sign, plain=sign.group == "other")

    return draw


def _sample(style: str = "solid", *, faded: bool = False) -> Sign:
    return Sign(group="other", style=style, faded=faded, inferred=False)


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


# The signs in the order of the key, each with what draws a sample of it.
_SIGNS: Mapping[str, Draw] = {
    "settlement": _signed(_sample(), halo="settlement"),
    "exact": _signed(_sample()),
    "wide": _signed(_sample(), halo="wide"),
    "area": _draw_area_sample,
    "hollow": _signed(_sample("hollow")),
    "inferred": _signed(_sample("hollow"), halo="settlement", inferred=True),
    "status": _signed(_sample("dashed")),
    "background": _signed(_sample(faded=True)),
    "count": _draw_count_sample,
    "cluster": _signed(_sample(), halo="cluster"),
    "mention": draw_diamond,
}
