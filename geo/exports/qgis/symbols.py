"""Symbols of QGIS for events and places, with the colours and signs of the map."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from xml.etree import ElementTree as ET

from geo.exports.qgis.elements import add, add_options, add_overrides, column, millimetres, rgba
from geo.looks import Colour, Look, colour, glyphs, look

__all__ = ["Symbol", "area", "count", "diamond", "halo", "mark", "middle", "plain_area", "region"]

Symbol = ET.Element

# Sizes in pixels, as in marks.js.
_MARK = 18.0
_CASING = 3.0
_HALOS = {"settlement": 14.0, "wide": 20.0}
_HATCH = 7.0
_RIM = 1.6
_DIAMOND = 9.0
_MIDDLE = 4.0

# Told as background: as faint as on the page.
_FAINT = f"if({column('background')}, 45, 100)"

# Areas of several groups of events lie over one another: each is hatched another way.
_ANGLES = {
    "material_conflict": 45,
    "verbal_conflict": 135,
    "verbal_cooperation": 0,
    "material_cooperation": 90,
    "other": 22.5,
}


def mark(group: str, style: str) -> Symbol:
    """Return the dot of an event: its group by colour and glyph, its certainty by style.

    Parameters
    ----------
    group
        One of `geo.looks.GROUPS`, or `other`.
    style
        `solid`, `hollow` where the coder is unsure, `dashed` where it was not done.
    """
    symbol = _symbol("marker", overrides={"alpha": _FAINT})
    _add_circle(symbol, _MARK + _CASING, look(".geo-casing"))
    rules = [".geo-part"] if style == "solid" else [".geo-part", f".geo-part.s-{style}"]
    told = look(*rules, group=group)
    inset = 0.0 if style == "solid" else 2.0
    _add_circle(symbol, _MARK - inset, told)
    pen = look(".geo-glyph", *([] if style == "solid" else [f".geo-glyph.s-{style}"]), group=group)
    _add_layer(
        symbol,
        "SvgMarker",
        {"name": _drawing(group, pen), "size": millimetres(_MARK), "size_unit": "MM"},
    )
    return symbol


def halo(kind: str) -> Symbol:
    """Return what surrounds a dot whose place is not exact.

    It is opaque, so that dots at one place do not darken it; its layer is what lets ground through.

    Parameters
    ----------
    kind
        `settlement`, `wide` or `inferred`; `exact` for none.
    """
    symbol = _symbol("marker")
    if kind == "exact":
        _add_circle(symbol, _MARK, Look(fill=colour("--paper"), stroke=colour("--rim")))
        return symbol
    rules = [".geo-halo", *([] if kind == "settlement" else [f".geo-halo.halo-{kind}"])]
    told = look(*rules)
    _add_circle(symbol, _MARK + _HALOS.get(kind, _HALOS["settlement"]), _opaque(told))
    return symbol


def count() -> Symbol:
    """Return the dot of several events too near to draw apart."""
    symbol = _symbol("marker")
    _add_circle(symbol, 1.4 * _MARK, replace(look(".geo-cluster"), fill=colour("--paper")))
    font = {
        "chr": "",
        "color": rgba(colour("--ink")),
        "font": "Open Sans",
        "size": millimetres(12),
        "size_unit": "MM",
    }
    _add_layer(symbol, "FontMarker", font, {"char": "@cluster_size"})
    return symbol


def middle() -> Symbol:
    """Return what stands for a place whose events are drawn around it."""
    symbol = _symbol("marker")
    _add_circle(symbol, _MIDDLE, Look(fill=colour("--rim")))
    return symbol


def diamond() -> Symbol:
    """Return the mark of a place that is named."""
    symbol = _symbol("marker")
    _add_circle(symbol, _DIAMOND, look(".geo-diamond"), shape="diamond")
    return symbol


def area(group: str) -> Symbol:
    """Return an area as a whole: hatched, not filled, with a dashed rim."""
    symbol = _symbol("fill", overrides={"alpha": _FAINT})
    hatch = look(".geo-hatch", group=group)
    pattern = _add_layer(
        symbol,
        "LinePatternFill",
        {
            "angle": str(_ANGLES[group]),
            "distance": millimetres(_HATCH),
            "distance_unit": "MM",
        },
    )
    lines = _symbol("line", name="@0@0")
    _add_line(lines, replace(hatch, stroke=_solid(hatch.stroke)))
    pattern.append(lines)
    _add_rim(symbol, group)
    return symbol


def region(group: str) -> Symbol:
    """Return a country: its outline alone."""
    symbol = _symbol("fill", overrides={"alpha": _FAINT})
    _add_rim(symbol, group)
    return symbol


def plain_area(told: Look) -> Symbol:
    """Return an area filled and stroked as told."""
    symbol = _symbol("fill")
    _add_layer(
        symbol,
        "SimpleFill",
        {
            "color": rgba(told.fill),
            "style": "solid" if told.fill else "no",
            "outline_color": rgba(told.stroke),
            "outline_style": "solid" if told.stroke else "no",
            "outline_width": millimetres(told.width_px),
            "outline_width_unit": "MM",
            "joinstyle": "round",
        },
    )
    return symbol


def _add_rim(symbol: Symbol, group: str) -> None:
    _add_line(symbol, replace(look(".geo-area", group=group), width_px=_RIM, dashes_px=(6.0, 4.0)))


def _symbol(kind: str, *, name: str = "", overrides: Mapping[str, str] | None = None) -> Symbol:
    symbol = ET.Element(
        "symbol", {"alpha": "1", "clip_to_extent": "1", "force_rhr": "0", "name": name}
    )
    symbol.set("type", kind)
    add_overrides(symbol, overrides or {}, tag="data_defined_properties")
    return symbol


def _add_layer(
    symbol: Symbol,
    kind: str,
    options: Mapping[str, str],
    overrides: Mapping[str, str] | None = None,
) -> ET.Element:
    layer = add(symbol, "layer", class_=kind, enabled="1", locked="0")
    layer.set("pass", "0")
    add_options(layer, options)
    add_overrides(layer, overrides or {}, tag="data_defined_properties")
    return layer


def _add_circle(symbol: Symbol, size_px: float, told: Look, *, shape: str = "circle") -> None:
    style = "dash" if told.dashes_px else "solid"
    _add_layer(
        symbol,
        "SimpleMarker",
        {
            "name": shape,
            "color": rgba(told.fill),
            "size": millimetres(size_px),
            "size_unit": "MM",
            "outline_color": rgba(told.stroke),
            "outline_style": style if told.stroke else "no",
            "outline_width": millimetres(told.width_px),
            "outline_width_unit": "MM",
        },
    )


def _add_line(symbol: Symbol, told: Look) -> None:
    _add_layer(
        symbol,
        "SimpleLine",
        {
            "line_color": rgba(told.stroke),
            "line_style": "solid",
            "line_width": millimetres(told.width_px),
            "line_width_unit": "MM",
            "capstyle": "flat",
            "joinstyle": "round",
            "use_custom_dash": "1" if told.dashes_px else "0",
            "customdash": millimetres(told.dashes_px or (6.0, 4.0)),
            "customdash_unit": "MM",
        },
    )


@cache
def _drawing(group: str, pen: Look) -> str:
    """Return a group's glyph as a picture that QGIS reads from the project itself."""
    path = "".join("M" + "L".join(f"{x:g},{y:g}" for x, y in line) for line in glyphs()[group])
    red, green, blue, _ = (round(part * 255) for part in pen.stroke or (0, 0, 0, 1))
    half = _MARK / 2
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_MARK:g}" height="{_MARK:g}" '
        f'viewBox="{-half:g} {-half:g} {_MARK:g} {_MARK:g}"><path d="{path}" fill="none" '
        f'stroke="rgb({red},{green},{blue})" stroke-width="{pen.width_px:g}" '
        'stroke-linecap="round"/></svg>'
    )
    return "base64:" + base64.b64encode(picture.encode("ascii")).decode("ascii")


def _solid(told: Colour | None) -> Colour | None:
    """Return a colour as it looks on paper, opaque: what lies twice looks as what lies once."""
    if told is None:
        return None
    paper, opacity = colour("--land"), told[3]
    red, green, blue = (
        part * opacity + ground * (1 - opacity)
        for part, ground in zip(told[:3], paper[:3], strict=True)
    )
    return red, green, blue, 1.0


def _opaque(told: Look) -> Look:
    return replace(told, fill=_solid(told.fill), stroke=_solid(told.stroke))
