"""How KML draws events and places: the colours and signs of the map."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any
from xml.etree import ElementTree as ET

from PIL import Image, ImageDraw

from geo.looks import GROUPS, LOW_SCORE, Colour, Look, glyphs, group_of, look
from geo.model import Status

__all__ = ["icons", "style_of", "styles"]

_STYLES = ("solid", "hollow", "dashed")
_PLACE = "place"

# Sizes in pixels, as in marks.js; icons are drawn larger, for fine screens.
_RADIUS, _CASING, _DIAMOND = 9.0, 1.5, 4.5
_ICON = 64
_SCALE = _ICON / (2 * (_RADIUS + _CASING))
# Drawn so much larger, then shrunk: the drawing has no smooth edges of its own.
_FINE = 4
_DEGREES = 360.0


def style_of(table: str, row: Mapping[str, Any]) -> str | None:
    """Return the id of the style of a row: by what kind of act it is, and how sure; else none."""
    if table == "places":
        return _PLACE
    if table != "events":
        return None
    if row["status"] != Status.ACTUAL:
        style = "dashed"
    elif row["place_inferred"] or (row["score"] is not None and row["score"] < LOW_SCORE):
        style = "hollow"
    else:
        style = "solid"
    return f"{group_of(row['event_type'])}-{style}"


def styles(*, with_icons: bool) -> Iterator[ET.Element]:
    """Yield the shared styles of a document.

    Parameters
    ----------
    with_icons
        Whether the icons stand beside the document, as they do in KMZ; without them the
        program's own pin is coloured, and what is unsure or was not done is half transparent.
    """
    for group in (*GROUPS, "other"):
        for style in _STYLES:
            opacity = 1.0 if style == "solid" else 0.5
            colour = _solid(group)
            pin = (*colour[:3], colour[3] * opacity)
            area = look(".geo-area", group=group)
            tint = look(".geo-tint", group=group)
            yield _style(f"{group}-{style}", pin, area, tint, with_icons=with_icons)
    told = look(".geo-diamond")
    colour = told.fill or told.stroke or _solid("other")
    yield _style(_PLACE, colour, told, Look(), with_icons=with_icons)


def _solid(group: str) -> Colour:
    fill = look(".geo-part", group=group).fill
    return fill if fill is not None else (0.0, 0.0, 0.0, 1.0)


def _style(identity: str, pin: Colour, area: Look, tint: Look, *, with_icons: bool) -> ET.Element:
    style = ET.Element("Style", {"id": identity})
    icon = ET.SubElement(style, "IconStyle")
    if with_icons:
        _add(icon, "scale", "0.75")
        _add(ET.SubElement(icon, "Icon"), "href", f"icons/{identity}.png")
    else:
        _add(icon, "color", _hexadecimal(pin))
    _add(ET.SubElement(style, "LabelStyle"), "scale", "0.8")
    line = ET.SubElement(style, "LineStyle")
    _add(line, "color", _hexadecimal(area.stroke or pin))
    _add(line, "width", f"{area.width_px:g}")
    _add(ET.SubElement(style, "PolyStyle"), "color", _hexadecimal(tint.fill or (*pin[:3], 0.1)))
    return style


def _add(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = text


def _hexadecimal(colour: Colour) -> str:
    """Return a colour as KML has it: opacity, blue, green, red."""
    red, green, blue, opacity = colour
    return "".join(f"{round(255 * part):02x}" for part in (opacity, blue, green, red))


@cache
def icons() -> Mapping[str, bytes]:
    """Return the icons of the styles as PNG, by the ids of the styles."""
    drawn = {
        f"{group}-{style}": _dot(group, style) for group in (*GROUPS, "other") for style in _STYLES
    }
    return {identity: _png(image) for identity, image in (drawn | {_PLACE: _diamond()}).items()}


def _canvas() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGBA", (_ICON * _FINE, _ICON * _FINE), (0, 0, 0, 0))
    return image, ImageDraw.Draw(image)


def _png(image: Image.Image) -> bytes:
    data = io.BytesIO()
    image.resize((_ICON, _ICON), Image.Resampling.LANCZOS).save(data, "PNG")
    return data.getvalue()


def _at(x: float, y: float) -> tuple[float, float]:
    middle = _ICON * _FINE / 2
    return middle + x * _SCALE * _FINE, middle + y * _SCALE * _FINE


def _box(radius: float) -> tuple[tuple[float, float], tuple[float, float]]:
    return _at(-radius, -radius), _at(radius, radius)


def _bytes(colour: Colour) -> tuple[int, ...]:
    return tuple(round(255 * part) for part in colour)


def _wide(pixels: float) -> int:
    return max(1, round(pixels * _SCALE * _FINE))


def _dot(group: str, style: str) -> Image.Image:
    """Draw the dot of an event: a disc or a ring in a casing, with the glyph of its group."""
    image, draw = _canvas()
    casing = look(".geo-casing").fill
    if casing is not None:
        draw.ellipse(_box(_RADIUS + _CASING), fill=_bytes(casing))
    rules = () if style == "solid" else (f"s-{style}",)
    told = look(".geo-part", *(f".geo-part.{rule}" for rule in rules), group=group)
    if told.fill is not None:
        draw.ellipse(_box(_RADIUS), fill=_bytes(told.fill))
    if style != "solid":
        _draw_ring(draw, told)
    pen = look(".geo-glyph", *(f".geo-glyph.{rule}" for rule in rules), group=group)
    _draw_glyph(draw, group, pen)
    return image


def _draw_ring(draw: ImageDraw.ImageDraw, told: Look) -> None:
    if told.stroke is None:
        return
    dash, gap = (*told.dashes_px, 0.0, 0.0)[:2]
    around = 2 * math.pi * _RADIUS
    count = max(1, round(around / (dash + gap))) if dash else 1
    drawn = _DEGREES / count * (dash / (dash + gap) if dash else 1)
    for number in range(count):
        start = number * _DEGREES / count
        draw.arc(
            _box(_RADIUS), start, start + drawn, _bytes(told.stroke), width=_wide(told.width_px)
        )


def _draw_glyph(draw: ImageDraw.ImageDraw, group: str, pen: Look) -> None:
    if pen.stroke is None:
        return
    colour, half = _bytes(pen.stroke), pen.width_px / 2
    for line in glyphs()[group]:
        draw.line([_at(x, y) for x, y in line], fill=colour, width=_wide(pen.width_px))
        for x, y in line:
            # Ends are round.
            draw.ellipse((_at(x - half, y - half), _at(x + half, y + half)), fill=colour)


def _diamond() -> Image.Image:
    image, draw = _canvas()
    told = look(".geo-diamond")
    corners = [_at(0, -_DIAMOND), _at(_DIAMOND, 0), _at(0, _DIAMOND), _at(-_DIAMOND, 0)]
    if told.fill is not None:
        draw.polygon(corners, fill=_bytes(told.fill))
    if told.stroke is not None:
        draw.line([*corners, *corners[:2]], fill=_bytes(told.stroke), width=_wide(told.width_px))
    return image
