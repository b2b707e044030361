"""The QGIS project of an atlas: its layers, relations, time, extent and credits as one document."""

from __future__ import annotations

import datetime as dt
import io
import math
import zipfile
from collections.abc import Iterator, Sequence
from itertools import groupby
from xml.etree import ElementTree as ET

import pandas as pd

from geo.atlas import Atlas
from geo.exports.ground import window_of
from geo.exports.qgis.elements import add, rgba, serialise, writable
from geo.exports.qgis.layers import EVENT_LAYERS, Layer, key_of, layers_of
from geo.exports.qgis.rules import FEATURE_CLASS
from geo.exports.qgis.styles import Style, fill_style
from geo.exports.references import REFERENCES
from geo.looks import colour

__all__ = ["project_of", "qml_of"]

_VERSION = "3.22.0"
# The container's day must not be that of the run.
_ZIP_DAY = (2000, 1, 1, 0, 0, 0)

# Spherical Mercator (EPSG:3857) as its definition has it: radius in metres, highest latitude.
_RADIUS_M = 6_378_137.0
_HIGHEST = 85.0
# Without QGIS's own number of it a project's CRS is not read.
_NUMBERS = {"EPSG:3857": "3857", "EPSG:4326": "3452"}
# A denominator of scale that no map has.
_WHOLE_EARTH = 10**8
_MARGIN = 0.12
_LEAST_M = 20_000.0


def qml_of(style: Style, *, name: str) -> str:
    """Return the style of a table with that name, as QGIS stores it."""
    root = ET.Element("qgis", version=_VERSION, styleCategories="AllStyleCategories")
    fill_style(root, style, name=name)
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + serialise(root)


def project_of(atlas: Atlas, *, file: str, title: str, credits_: str) -> bytes:
    """Return a QGIS project of an atlas as the bytes of a `.qgz` file.

    Parameters
    ----------
    file
        Name of the GeoPackage that holds the tables, in whose folder the project is opened.
    title
        Of the project.
    credits_
        Of the data and of the ground.
    """
    text = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    text += serialise(_project(atlas, file=file, title=title, credits_=credits_))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo("project.qgs", date_time=_ZIP_DAY)
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, text.encode("utf-8"))
    return packed.getvalue()


def _project(atlas: Atlas, *, file: str, title: str, credits_: str) -> ET.Element:
    layers = layers_of(atlas)
    root = ET.Element("qgis", version=_VERSION, projectname=writable(title))
    add(root, "homePath", path="")
    add(root, "title", title)
    add(root, "autotransaction", active="0")
    add(root, "evaluateDefaultValues", active="0")
    add(root, "trust", active="0")
    _add_crs(add(root, "projectCrs"), "EPSG:3857")
    _add_tree(root, layers, file)
    _add_relations(root, layers)
    _add_canvas(root, atlas)
    placed = add(root, "projectlayers")
    for layer in layers:
        _add_layer(placed, layer, file)
    order = add(root, "layerorder")
    for layer in layers:
        add(order, "layer", id=layer.key)
    _add_properties(root)
    _add_metadata(root, atlas, title, credits_)
    _add_period(root, atlas.events)
    return root


def _add_crs(parent: ET.Element, code: str) -> None:
    told = add(parent, "spatialrefsys")
    add(told, "srsid", _NUMBERS[code])
    add(told, "srid", code.removeprefix("EPSG:"))
    add(told, "authid", code)


def _add_tree(root: ET.Element, layers: Sequence[Layer], file: str) -> None:
    tree = add(root, "layer-tree-group")
    for name, group in groupby(layers, key=lambda layer: layer.group):
        found = tuple(group)
        shown = any(layer.shown for layer in found)
        branch = add(
            tree,
            "layer-tree-group",
            name=name,
            checked="Qt::Checked" if shown else "Qt::Unchecked",
            expanded="1" if shown else "0",
        )
        for layer in found:
            add(
                branch,
                "layer-tree-layer",
                id=layer.key,
                name=layer.title,
                source=f"./{file}|{layer.source}",
                providerKey="ogr",
                checked="Qt::Checked" if layer.shown else "Qt::Unchecked",
                expanded="1" if layer.shown else "0",
            )


def _add_layer(parent: ET.Element, layer: Layer, file: str) -> None:
    told = add(
        parent,
        "maplayer",
        type="vector",
        geometry={"Point": "Point", "MultiPolygon": "Polygon"}.get(
            layer.geometry or "", "No geometry"
        ),
        wkbType=layer.geometry or "NoGeometry",
        labelsEnabled="1" if layer.style.labels else "0",
        hasScaleBasedVisibilityFlag="1" if layer.largest else "0",
        minScale=str(layer.largest or _WHOLE_EARTH),
        maxScale="0",
        styleCategories="AllStyleCategories",
        simplifyDrawingHints="1",
        simplifyDrawingTol="1",
        simplifyLocal="1",
        simplifyMaxScale="1",
        readOnly="0",
    )
    add(told, "id", layer.key)
    add(told, "datasource", f"./{file}|{layer.source}")
    add(told, "layername", layer.title)
    _add_crs(add(told, "srs"), "EPSG:4326")
    metadata = add(told, "resourceMetadata")
    add(metadata, "type", "dataset")
    add(metadata, "title", layer.title)
    add(metadata, "abstract", layer.about)
    add(told, "provider", "ogr", encoding="UTF-8")
    _add_join(told, layer)
    flags = add(told, "flags")
    for name in ("Identifiable", "Removable", "Searchable"):
        add(flags, name, "1")
    fill_style(told, layer.style, name=layer.name)


def _add_join(told: ET.Element, layer: Layer) -> None:
    """Join to events the class of their place: whether it is a settlement or one site."""
    joins = add(told, "vectorjoins")
    if not layer.joined:
        return
    join = add(
        joins,
        "join",
        joinLayerId=key_of("places"),
        targetFieldName="place_id",
        joinFieldName="place_id",
        memoryCache="1",
        hasCustomPrefix="1",
        customPrefix=FEATURE_CLASS.removesuffix("feature_class"),
        dynamicForm="0",
        editable="0",
        upsertOnEdit="0",
        cascadedDelete="0",
    )
    add(add(join, "joinFieldsSubset"), "field", name="feature_class")
    add(add(told, "layerDependencies"), "layer", id=key_of("places"))


def _add_relations(root: ET.Element, layers: Sequence[Layer]) -> None:
    """Relate rows of tables; rows of events and places in each layer that has them."""
    present = {layer.name for layer in layers}
    relations = add(root, "relations")
    for reference in REFERENCES:
        for one in _rows(reference.table, present):
            for other in _rows(reference.to, present):
                if one != reference.table and other != reference.to:
                    continue
                name = f"{one}.{reference.column}-{other}"
                relation = add(
                    relations,
                    "relation",
                    id=name,
                    name=f"{reference.table}: {reference.column}",
                    strength="Association",
                    referencingLayer=key_of(one),
                    referencedLayer=key_of(other),
                )
                add(
                    relation,
                    "fieldRef",
                    referencingField=reference.column,
                    referencedField=reference.key,
                )


def _rows(table: str, present: set[str]) -> Iterator[str]:
    """Yield the layers whose rows are those of a table."""
    names = EVENT_LAYERS if table == "events" else (table,)
    yield from (name for name in names if name in present)


def _add_canvas(root: ET.Element, atlas: Atlas) -> None:
    extent = _extent(atlas)
    if extent is None:
        return
    edges = dict(zip(("xmin", "ymin", "xmax", "ymax"), extent, strict=True))
    canvas = add(root, "mapcanvas", name="theMapCanvas", annotationsVisible="1")
    add(canvas, "units", "meters")
    told = add(canvas, "extent")
    for name, value in edges.items():
        add(told, name, f"{value:.3f}")
    add(canvas, "rotation", "0")
    _add_crs(add(canvas, "destinationsrs"), "EPSG:3857")
    view = add(root, "ProjectViewSettings", UseProjectScales="0", rotation="0")
    add(view, "Scales")
    _add_crs(
        add(view, "DefaultViewExtent", **{name: f"{value:.3f}" for name, value in edges.items()}),
        "EPSG:3857",
    )


def _extent(atlas: Atlas) -> tuple[float, float, float, float] | None:
    """Return what the map shows at first, in metres of EPSG:3857."""
    window = window_of(atlas)
    if window is None:
        return None
    west, south, east, north = window
    return _padded(*_mercator(west, south), *_mercator(east, north))


def _mercator(longitude: float, latitude: float) -> tuple[float, float]:
    bounded = math.radians(max(-_HIGHEST, min(_HIGHEST, latitude)))
    return _RADIUS_M * math.radians(longitude), _RADIUS_M * math.asinh(math.tan(bounded))


def _padded(
    west: float, south: float, east: float, north: float
) -> tuple[float, float, float, float]:
    margin = max(_MARGIN * (east - west), _MARGIN * (north - south), _LEAST_M)
    return west - margin, south - margin, east + margin, north + margin


def _add_properties(root: ET.Element) -> None:
    properties = add(root, "properties")
    gui = add(properties, "Gui")
    parts = rgba(colour("--sea")).split(",")
    for name, value in zip(("Red", "Green", "Blue"), parts, strict=False):
        add(gui, f"CanvasColor{name}Part", value, type="int")
    add(add(properties, "Paths"), "Absolute", "false", type="bool")
    add(add(properties, "SpatialRefSys"), "ProjectionsEnabled", "1", type="int")
    labels = add(properties, "PAL")
    add(labels, "PlacementEngineVersion", "1", type="int")
    add(labels, "ShowingPartialsLabels", "true", type="bool")


def _add_metadata(root: ET.Element, atlas: Atlas, title: str, credits_: str) -> None:
    metadata = add(root, "projectMetadata")
    add(metadata, "identifier", title)
    add(metadata, "language", "en")
    add(metadata, "type", "dataset")
    add(metadata, "title", title)
    told = [
        f"{len(atlas.events)} events in {len(atlas.documents)} documents.",
        *([f"Credits: {credits_}"] if credits_ else []),
    ]
    add(metadata, "abstract", "\n".join(told))
    add(metadata, "author", "geo")
    add(metadata, "creation", "2000-01-01T00:00:00")


def _add_period(root: ET.Element, events: pd.DataFrame) -> None:
    """Set the days that the time of the project runs through, by the day."""
    days = pd.concat([events["date_start"], events["date_end"]]).dropna()
    if days.empty:
        return
    settings = add(
        root,
        "ProjectTimeSettings",
        frameRate="1",
        timeStep="1",
        timeStepUnit="d",
        cumulativeTemporalRange="0",
    )
    first, last = days.min().date(), days.max().date()
    told = add(settings, "TemporalRange")
    add(told, "start", f"{first.isoformat()}T00:00:00Z")
    add(told, "end", f"{_following(last).isoformat()}T00:00:00Z")


def _following(day: dt.date) -> dt.date:
    return day if day == dt.date.max else day + dt.timedelta(days=1)
