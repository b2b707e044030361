"""Pieces of XML that QGIS reads: nested options, overrides by expression, expressions' literals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from xml.etree import ElementTree as ET

from geo.looks import Colour

__all__ = [
    "MM_PER_PX",
    "add",
    "add_options",
    "add_overrides",
    "column",
    "literal",
    "millimetres",
    "rgba",
    "serialise",
    "writable",
]

MM_PER_PX = 25.4 / 96
"""A pixel of the page, in which the style sheet tells sizes: CSS has 96 to an inch."""

# What XML 1.0 cannot hold (section 2.2, "Characters").
_UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# `QgsProperty::ExpressionBasedProperty`.
_BY_EXPRESSION = "3"


def writable(text: str) -> str:
    """Return a text with U+FFFD in place of each character that XML cannot hold."""
    return _UNWRITABLE.sub("\ufffd", text)


def serialise(root: ET.Element) -> str:
    """Return a document as text, its lines broken as QGIS breaks them."""
    ET.indent(root, space=" ")
    return ET.tostring(root, encoding="unicode") + "\n"


def add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    """Add an element; an attribute that is a word of Python is given with a `_` behind."""
    named = {name.rstrip("_"): writable(value) for name, value in attributes.items()}
    child = ET.SubElement(parent, tag, named)
    if text is not None:
        child.text = writable(text)
    return child


def add_options(parent: ET.Element, options: Mapping[str, str]) -> None:
    """Add the options of a symbol's layer."""
    told = add(parent, "Option", type="Map")
    for name, value in options.items():
        add(told, "Option", name=name, type="QString", value=value)


def add_overrides(parent: ET.Element, overrides: Mapping[str, str], *, tag: str) -> None:
    """Add what expressions decide for each feature: by the name of the property."""
    if not overrides:
        return
    told = add(add(parent, tag), "Option", type="Map")
    add(told, "Option", name="name", type="QString", value="")
    properties = add(told, "Option", name="properties", type="Map")
    for name, expression in overrides.items():
        one = add(properties, "Option", name=name, type="Map")
        add(one, "Option", name="active", type="bool", value="true")
        add(one, "Option", name="expression", type="QString", value=expression)
        add(one, "Option", name="type", type="int", value=_BY_EXPRESSION)
    add(told, "Option", name="type", type="QString", value="collection")


def rgba(colour: Colour | None) -> str:
    """Return a colour as QGIS writes it: red, green, blue and opacity from 0 to 255."""
    return ",".join(str(round(part * 255)) for part in colour or (0, 0, 0, 0))


def millimetres(pixels: float | Iterable[float]) -> str:
    """Return sizes of the page in millimetres, `;` between several."""
    sizes = [pixels] if isinstance(pixels, int | float) else list(pixels)
    return ";".join(f"{size * MM_PER_PX:.3f}" for size in sizes)


def column(name: str) -> str:
    """Return the name of a column as an expression has it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as an expression has it; no text can end it."""
    return "'" + writable(text).replace("\\", "\\\\").replace("'", "''") + "'"
