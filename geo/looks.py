"""How events are grouped, and how marks, areas and ground look.

Colours, dashes and glyphs are read from the style sheet and the script of the page: what is
changed there changes in still pictures and in files for GIS programs.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from geo.errors import MissingComponentError
from geo.lexicon import read_rows
from geo.resources import read_asset

__all__ = [
    "GROUPS",
    "LOW_SCORE",
    "Colour",
    "Look",
    "colour",
    "glyphs",
    "group_of",
    "look",
    "opacity",
    "types_by_group",
]

GROUPS = (
    "material_conflict",
    "verbal_conflict",
    "verbal_cooperation",
    "material_cooperation",
)
"""The groups of event types in the order of every list: PLOVER's quad classes."""

LOW_SCORE = 0.5
"""An event below is drawn hollow: its coder is more likely wrong than right."""

Colour = tuple[float, float, float, float]
"""Red, green, blue and opacity, each from 0 to 1."""

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# What holds only under a condition, such as print or a narrow window, with its rules.
_CONDITIONAL = re.compile(r"@[^{;]+\{(?:[^{}]|\{[^{}]*\})*\}")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,[^)]*)?\)")
_HEX_DIGITS = 6


@cache
def types_by_group() -> Mapping[str, tuple[str, ...]]:
    """Return the event types of each group, sorted."""
    types: dict[str, list[str]] = defaultdict(list)
    for row in read_rows("event_types"):
        types[row["quad_class"].replace(" ", "_")].append(row["event_type"])
    return {group: tuple(sorted(types[group])) for group in GROUPS}


def group_of(event_type: str) -> str:
    """Return the group of an event type; `other` for what PLOVER does not know."""
    return _groups().get(event_type, "other")


@cache
def _groups() -> Mapping[str, str]:
    return {one: group for group, types in types_by_group().items() for one in types}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a shape is filled and stroked; `None` for a colour leaves that out.

    Width and dashes are in pixels of the page, 1/96 inch.
    """

    fill: Colour | None = None
    stroke: Colour | None = None
    width_px: float = 1.0
    dashes_px: tuple[float, ...] = ()

    def faded(self, opacity: float) -> Look:
        """Return the same with its colours that much more transparent."""
        return replace(self, fill=_fade(self.fill, opacity), stroke=_fade(self.stroke, opacity))


def look(*selectors: str, group: str = "other") -> Look:
    """Return how the page draws an element that these selectors match.

    Parameters
    ----------
    selectors
        As they stand in the style sheet, the more specific ones last.
    group
        Key of a group of event types, whose colour is taken.

    Raises
    ------
    MissingComponentError
        If the style sheet has no such rule.
    """
    told: dict[str, str] = {}
    for selector in selectors:
        told |= _declarations(selector)
    read = {name: _resolve(value, group) for name, value in told.items()}
    fill = _paint(read.get("fill", "none"), read.get("fill-opacity"))
    stroke = _paint(read.get("stroke", "none"), read.get("stroke-opacity"))
    opacity = float(read.get("opacity", 1))
    return Look(
        fill=_fade(fill, opacity),
        stroke=_fade(stroke, opacity),
        width_px=float(read.get("stroke-width", 1)),
        dashes_px=tuple(float(part) for part in read.get("stroke-dasharray", "").split()),
    )


def colour(name: str, selector: str = ":root") -> Colour:
    """Return a colour that the style sheet declares, such as `--ink` or the `color` of a rule."""
    painted = _paint(_resolve(_declarations(selector)[name], "other"), None)
    if painted is None:
        raise MissingComponentError(f"asset 'map.css': {selector} has no colour {name!r}")
    return painted


def opacity(selector: str) -> float:
    """Return the opacity that a rule of the style sheet declares."""
    return float(_declarations(selector)["opacity"])


@cache
def glyphs() -> Mapping[str, tuple[tuple[tuple[float, float], ...], ...]]:
    """Return the strokes of each group's glyph, each a line of (x, y) in pixels around (0, 0)."""
    block = re.search(r"const GLYPHS = \{(.*?)\};", read_asset("marks.js"), re.DOTALL)
    found = re.findall(r'(\w+): "(M[^"]+)"', block.group(1)) if block else []
    if not found:
        raise MissingComponentError("asset 'marks.js' has no glyphs; reinstall the package")
    return {group: tuple(map(_line, re.findall(r"M([^M]+)", path))) for group, path in found}


def _line(path: str) -> tuple[tuple[float, float], ...]:
    return tuple((float(x), float(y)) for x, y in (pair.split(",") for pair in path.split("L")))


@cache
def _rules() -> Mapping[str, Mapping[str, str]]:
    """Return the declarations of the style sheet by selector; of repeated ones the last holds."""
    sheet = _CONDITIONAL.sub("", _COMMENT.sub("", read_asset("map.css")))
    rules: dict[str, dict[str, str]] = {}
    for selectors, body in _RULE.findall(sheet):
        declared = [line.split(":", 1) for line in body.split(";") if ":" in line]
        told = {name.strip(): value.strip() for name, value in declared}
        for selector in selectors.split(","):
            rules.setdefault(" ".join(selector.split()), {}).update(told)
    return rules


def _declarations(selector: str) -> Mapping[str, str]:
    try:
        return _rules()[selector]
    except KeyError:
        raise MissingComponentError(
            f"asset 'map.css' has no rule {selector!r}; reinstall the package"
        ) from None


def _resolve(value: str, group: str) -> str:
    """Replace variables by their values: `--c` is the colour of the group."""
    return _VARIABLE.sub(
        lambda match: (
            _declarations(f".g-{group}")["--c"]
            if match.group(1) == "--c"
            else _declarations(":root")[match.group(1)]
        ),
        value,
    )


def _paint(value: str, opacity: str | None) -> Colour | None:
    if value in {"none", "transparent"}:
        return None
    if value.startswith("#"):
        digits = value[1:] if len(value) > _HEX_DIGITS else "".join(2 * c for c in value[1:])
        red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
        alpha = 1.0
    else:
        red, green, blue, alpha = map(float, re.findall(r"[\d.]+", value))
        red, green, blue = red / 255, green / 255, blue / 255
    return red, green, blue, alpha * float(opacity or 1)


def _fade(given: Colour | None, opacity: float) -> Colour | None:
    return None if given is None else (*given[:3], given[3] * opacity)
