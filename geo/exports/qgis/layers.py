"""The layers of the QGIS project of an atlas: what each draws or lists, and how it looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.atlas import Atlas
from geo.exports.qgis.elements import column
from geo.exports.qgis.rules import area_rules, halo_rules, mark_rules, mention_rules
from geo.exports.qgis.styles import Label, Style
from geo.schema import TABLES

__all__ = ["EVENT_LAYERS", "Layer", "key_of", "layers_of", "style_of_table"]

GEOMETRY = "geom"
"""Column of the geometries in the GeoPackage."""

# More at one place are no ring that can be read; more in all take long to arrange.
_MOST_AROUND, _MOST_APART = 30, 3000

# Denominators of scales: a country fills a screen, a province does, a town does.
_NAMES_FROM, _HEADLINES_FROM = 20_000_000, 400_000

EVENT_LAYERS = ("events_points", "events_areas", "events")
"""Layers whose rows are events; each has the relations of the table."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layer:
    """A layer of the project.

    Parameters
    ----------
    name
        Its id.
    title
        What the tree calls it.
    table
        Whose rows it has.
    group
        Where in the tree it stands.
    geometry
        `Point`, `MultiPolygon` or `None`: a table has points and areas in one column, and QGIS
        draws one kind a layer.
    shown
        Whether it is seen at first.
    """

    name: str
    title: str
    table: str
    group: str
    style: Style
    geometry: str | None = None
    shown: bool = True
    joined: bool = False

    @property
    def key(self) -> str:
        """Its id in the project."""
        return key_of(self.name)

    @property
    def source(self) -> str:
        """What follows the path of the file in its address."""
        if self.geometry:
            return f"layername={self.table}|geometrytype={self.geometry}"
        if not TABLES[self.table].has_geometry:
            return f"layername={self.table}"
        plain = [one.name for one in TABLES[self.table].columns if one.kind != "geometry"]
        told = ", ".join(map(column, ["fid", *plain]))
        return f"layername={self.table}|subset=SELECT {told} FROM {column(self.table)}"  # noqa: S608


def key_of(name: str) -> str:
    """Return the id of a layer; QGIS takes none of ten characters or fewer."""
    return f"atlas_layer_{name}"


def layers_of(atlas: Atlas) -> tuple[Layer, ...]:
    """Return the layers of an atlas, the topmost first; those that would draw nothing left out."""
    events, places = _by_kind(atlas.events), _by_kind(atlas.places)
    drawn = {"Events": [], "Places": []}  # type: dict[str, list[Layer]]
    if len(events["Point"]):
        drawn["Events"] += [_marks(events["Point"]), _halos()]
    if len(events["MultiPolygon"]):
        drawn["Events"].append(_areas(events["MultiPolygon"]))
    titles = {"Point": "Places named", "MultiPolygon": "Areas named"}
    drawn["Places"] = [_mentions(kind, titles[kind]) for kind in titles if len(places[kind])]
    return (*drawn["Events"], *drawn["Places"], *map(_listed, TABLES))


def style_of_table(atlas: Atlas, table: str) -> Style:
    """Return the style of a whole table, for who opens it without the project.

    QGIS makes a layer of its points and another of its areas, and gives both this style: rules
    for points draw no areas, and those for areas no points.
    """
    if table == "places":
        return Style(
            rules=(*mention_rules(areas=True), *mention_rules(areas=False)),
            labels=_labels_of_places(),
            title=column("surface"),
            tip=_PLACE_TIP,
        )
    located = atlas.events[atlas.events.geometry.notna()]
    return Style(
        rules=(*halo_rules(joined=False), *area_rules(located), *mark_rules(located)),
        labels=_labels_of_events(below_px=12),
        timed=True,
        title=column("headline"),
        tip=_EVENT_TIP,
    )


def _by_kind(frame: gpd.GeoDataFrame) -> Mapping[str, pd.DataFrame]:
    kinds = shapely.get_type_id(np.array(frame.geometry, dtype=object))
    rows = pd.DataFrame(frame.drop(columns="geometry"))
    return {
        "Point": rows[kinds == shapely.GeometryType.POINT],
        "MultiPolygon": rows[
            np.isin(kinds, (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON))
        ],
    }


def _marks(points: pd.DataFrame) -> Layer:
    around = points.groupby(["latitude", "longitude"]).size().max() if len(points) else 0
    few = len(points) <= _MOST_APART and not around > _MOST_AROUND
    return Layer(
        name="events_points",
        title="Events",
        table="events",
        group="Events",
        geometry="Point",
        joined=True,
        style=Style(
            rules=mark_rules(points),
            arrangement="around" if few else "counted",
            labels=_labels_of_events(below_px=14),
            timed=True,
            title=column("headline"),
            tip=_EVENT_TIP,
        ),
    )


def _halos() -> Layer:
    return Layer(
        name="events_exactness",
        title="How exactly their places are known",
        table="events",
        group="Events",
        geometry="Point",
        joined=True,
        style=Style(
            rules=halo_rules(joined=True), timed=True, opacity=0.7, title=column("headline")
        ),
    )


def _areas(areas: pd.DataFrame) -> Layer:
    return Layer(
        name="events_areas",
        title="Events in areas",
        table="events",
        group="Events",
        geometry="MultiPolygon",
        style=Style(
            rules=area_rules(areas),
            labels=_labels_of_events(below_px=0),
            timed=True,
            title=column("headline"),
            tip=_EVENT_TIP,
        ),
    )


def _mentions(kind: str, title: str) -> Layer:
    return Layer(
        name="places_points" if kind == "Point" else "places_areas",
        title=title,
        table="places",
        group="Places",
        geometry=kind,
        shown=False,
        style=Style(
            rules=mention_rules(areas=kind != "Point"),
            labels=_labels_of_places(),
            title=column("surface"),
            tip=_PLACE_TIP,
        ),
    )


def _listed(table: str) -> Layer:
    titles = {"events": "headline", "places": "surface", "documents": "title", "actors": "name"}
    titles |= {"reports": "sentence", "event_actors": "surface"}
    title = column(titles.get(table, TABLES[table].key[0]))
    return Layer(
        name=table,
        title=table.replace("_", " ").capitalize(),
        table=table,
        group="Tables",
        shown=False,
        style=Style(title=title),
    )


def _labels_of_events(*, below_px: float) -> tuple[Label, ...]:
    place, headline = column("place_name"), column("headline")
    return (
        Label(
            expression=place,
            largest=_NAMES_FROM,
            smallest=_HEADLINES_FROM,
            bold=True,
            below_px=below_px,
        ),
        Label(
            expression=f"coalesce({place} || '\\n', '') || wordwrap({headline}, 36)",
            largest=_HEADLINES_FROM,
            below_px=below_px,
        ),
    )


def _labels_of_places() -> tuple[Label, ...]:
    name = f"coalesce({column('name')}, {column('surface')})"
    return (Label(expression=name, largest=_NAMES_FROM // 8, quiet=True, below_px=6),)


def _escaped(name: str) -> str:
    """Return the expression of a cell as text of HTML: it is a stranger's."""
    told = f"coalesce(to_string({column(name)}), '')"
    for raw, safe in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        told = f"replace({told}, '{raw}', '{safe}')"
    return f"[% {told} %]"


_DAYS = (
    "[% coalesce(to_string({start}), '') || "
    "if({end} IS NULL OR {end} = {start}, '', ' \u2013 ' || to_string({end})) %]"
).format(start=column("date_start"), end=column("date_end"))
_EVENT_TIP = (
    f"<b>{_escaped('headline')}</b><br>{_DAYS} {_escaped('place_name')}"
    f"<br><small>{_escaped('place_reason')}</small>"
)
_PLACE_TIP = (
    f"<b>{_escaped('surface')}</b> {_escaped('name')}<br>{_escaped('sentence')}"
    f"<br><small>{_escaped('reason')}</small>"
)
