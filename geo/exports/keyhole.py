"""KML 2.2, for Google Earth and its like."""

from __future__ import annotations

import datetime as dt
import html
import re
import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO
from xml.etree import ElementTree as ET

import pandas as pd
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geo.atlas import Atlas
from geo.exports.forms import ALL
from geo.exports.keyhole_styles import icons, style_of, styles
from geo.exports.shapes import normalise
from geo.exports.values import Row, credit, key_of, rows_of
from geo.schema import TABLES, Table

__all__ = ["writable", "write_kml"]

_NAMESPACE = "http://www.opengis.net/kml/2.2"
# What XML 1.0 cannot hold (section 2.2, "Characters").
_UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The file's own dates must not depend on the day of the run.
_MOMENT = (2000, 1, 1, 0, 0, 0)
_NAMES = {"events": "headline", "places": "surface", "documents": "title", "actors": "name"}
_SENTENCES = {"events": "place_reason", "places": "sentence", "reports": "sentence"}


def write_kml(atlas: Atlas, path: Path, *, table: str) -> None:
    """Write all tables of an atlas, or one, as folders of one KML file, or of a KMZ with icons.

    A row is a placemark, without geometry where it has no place; its cells are
    `ExtendedData`, its days a `TimeSpan` or `TimeStamp`. Events and places have the colours of
    the map; in KMZ also its signs.

    References
    ----------
    OGC 12-007r2, "OGC KML 2.3", and 07-147r2, "OGC KML" 2.2: `Placemark`, `TimeSpan`,
    `ExtendedData`, `Style`.
    """
    packed = path.suffix.lower() == ".kmz"
    document = path.with_name("doc.kml") if packed else path
    with document.open("w", encoding="utf-8", newline="\n") as file:
        _write(file, atlas, table, with_icons=packed)
    if packed:
        _pack(document, path)


def _pack(document: Path, path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        first = _member("doc.kml")
        # Some programs read no archive of the extended form, which is for big members alone.
        first.file_size = document.stat().st_size
        with document.open("rb") as text, archive.open(first, "w") as member:
            shutil.copyfileobj(text, member)
        for identity, icon in icons().items():
            archive.writestr(_member(f"icons/{identity}.png"), icon)


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, date_time=_MOMENT)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def _write(file: TextIO, atlas: Atlas, table: str, *, with_icons: bool) -> None:
    file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    file.write(f'<kml xmlns="{_NAMESPACE}">\n')
    head = ET.Element("Document")
    _add(head, "name", "geo")
    _add(head, "description", html.escape(credit(atlas)))
    text = ET.tostring(head, encoding="unicode").removesuffix("</Document>")
    file.write(text + "\n")
    file.writelines(
        ET.tostring(style, encoding="unicode") + "\n" for style in styles(with_icons=with_icons)
    )
    for name, frame in atlas.tables().items():
        if table in {name, ALL}:
            _write_folder(file, frame, TABLES[name])
    file.write("</Document>\n</kml>\n")


def _write_folder(file: TextIO, frame: pd.DataFrame, table: Table) -> None:
    # Many events share the area of one country, which is long.
    known: dict[bytes | None, ET.Element | None] = {None: None}
    file.write(f"<Folder>\n<name>{table.name}</name>\n")
    for row, geometry in rows_of(frame, table):
        key = None if geometry is None else geometry.wkb
        if key not in known:
            known[key] = _geometry(normalise(geometry))
        placemark = _placemark(row, known[key], table)
        file.write(ET.tostring(placemark, encoding="unicode") + "\n")
    file.write("</Folder>\n")


def _add(parent: ET.Element, tag: str, text: str | None = None) -> ET.Element:
    element = ET.SubElement(parent, tag)
    if text is not None:
        element.text = writable(text)
    return element


def writable(text: str) -> str:
    """Return text with U+FFFD for what XML cannot hold."""
    return _UNWRITABLE.sub("\ufffd", text)


def _placemark(row: Row, geometry: ET.Element | None, table: Table) -> ET.Element:
    placemark = ET.Element("Placemark")
    key = key_of(row, table)
    _add(placemark, "name", str(row.get(_NAMES.get(table.name, "")) or key))
    # Programs take a description for HTML.
    sentence = row.get(_SENTENCES.get(table.name, "")) or ""
    _add(placemark, "description", html.escape(str(sentence)))
    _add_time(placemark, row)
    style = style_of(table.name, row)
    if style is not None:
        _add(placemark, "styleUrl", f"#{style}")
    data = _add(placemark, "ExtendedData")
    for name, value in {"table": table.name, "id": f"{table.name}/{key}", **row}.items():
        if value is not None:
            item = _add(data, "Data")
            item.set("name", name)
            _add(item, "value", _text(value))
    if geometry is not None:
        placemark.append(geometry)
    return placemark


def _geometry(geometry: BaseGeometry | None) -> ET.Element | None:
    if geometry is None:
        return None
    holder = ET.Element("Placemark")
    _add_geometry(holder, mapping(geometry))
    return holder[0]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _add_time(placemark: ET.Element, row: Row) -> None:
    start, end = row.get("date_start"), row.get("date_end")
    moment = row.get("published") or row.get("date")
    if start is not None or end is not None:
        span = _add(placemark, "TimeSpan")
        if start is not None:
            _add(span, "begin", start.isoformat())
        if end is not None:
            _add(span, "end", end.isoformat())
    elif moment is not None:
        _add(_add(placemark, "TimeStamp"), "when", moment.isoformat())


def _add_geometry(parent: ET.Element, geometry: Any) -> None:
    kind = geometry["type"]
    if kind == "GeometryCollection":
        parts = geometry["geometries"]
    elif kind.startswith("Multi"):
        single = kind.removeprefix("Multi")
        parts = [{"type": single, "coordinates": item} for item in geometry["coordinates"]]
    else:
        _add_part(parent, kind, geometry["coordinates"])
        return
    multiple = _add(parent, "MultiGeometry")
    for part in parts:
        _add_geometry(multiple, part)


def _add_part(parent: ET.Element, kind: str, coordinates: Any) -> None:
    element = _add(parent, kind)
    if kind != "Polygon":
        positions = [coordinates] if kind == "Point" else coordinates
        _add(element, "coordinates", _positions(positions))
        return
    for number, ring in enumerate(coordinates):
        boundary = _add(element, "innerBoundaryIs" if number else "outerBoundaryIs")
        _add(_add(boundary, "LinearRing"), "coordinates", _positions(ring))


def _positions(positions: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{longitude!r},{latitude!r}" for longitude, latitude in positions)
