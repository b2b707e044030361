"""The layers of the QGIS project of an atlas: what each draws or lists, and how it looks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.atlas import Atlas
from geo.exports.ground import LAND
from geo.exports.qgis.elements import column, literal
from geo.exports.qgis.rules import Rule, area_rules, halo_rules, mark_rules, mention_rules
from geo.exports.qgis.styles import Label, Style
from geo.exports.qgis.symbols import plain_area
from geo.looks import look
from geo.schema import TABLES

__all__ = ["EVENT_LAYERS", "Layer", "key_of", "layers_of", "style_of_land", "style_of_table"]

GEOMETRY = "geom"
"""Column of the geometries in the GeoPackage."""

# More at one place are no ring that can be read; more in all take long to arrange.
_MOST_AROUND, _MOST_APART = 30, 3000

# Denominators of scales: a country fills a screen, a province does, a town does.
_NAMES_FROM, _CROWDED_FROM, _HEADLINES_FROM = 20_000_000, 2_500_000, 400_000

# How far below its point a label stands, how much further for each ring of dots around it, and
# how many dots have room within each ring.
_BELOW_PX, _RING_PX = 13.0, 27.0
_ROOM = (1, 3, 11, 24)
_COUNTED_BELOW_PX = 17.0
_ALL = ""

_TITLES = {"events": "All events", "places": "All names of places"}

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
    joined
        Whether the class of their place is joined to its events.
    largest
        Denominator of the smallest scale at which it is seen; 0 for all.
    """

    name: str
    title: str
    table: str
    group: str
    style: Style
    geometry: str | None = None
    shown: bool = True
    joined: bool = False
    largest: int = 0

    @property
    def about(self) -> str:
        """What a row of it is."""
        return f"A row is {(LAND if self.table == LAND.name else TABLES[self.table]).row}."

    @property
    def key(self) -> str:
        """Its id in the project."""
        return key_of(self.name)

    @property
    def source(self) -> str:
        """What follows the path of the file in its address."""
        if self.geometry:
            return f"layername={self.table}|geometrytype={self.geometry}"
        if self.table not in TABLES or not TABLES[self.table].has_geometry:
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
    drawn: dict[str, list[Layer]] = {"Events": [], "Places": []}
    if len(events["Point"]):
        marks = _marks(events["Point"])
        drawn["Events"] += [marks, _halos(crowded=marks.style.arrangement == "counted")]
    if len(events["MultiPolygon"]):
        drawn["Events"].append(_areas(events["MultiPolygon"]))
    titles = {"Point": "Places named", "MultiPolygon": "Areas named"}
    drawn["Places"] = [_mentions(kind, titles[kind]) for kind in titles if len(places[kind])]
    return (*drawn["Events"], *drawn["Places"], *map(_listed, TABLES), _land())


def style_of_land() -> Style:
    """Return the style of the ground: land and borders, with the names of countries."""
    symbol = plain_area(replace(look(".geo-border"), fill=look(".geo-land").fill))
    name = Label(expression=f"upper({column('name')})", largest=60_000_000, quiet=True, size_pt=7)
    return Style(rules=(Rule(label="Land", symbol=symbol),), labels=(name,), title=column("name"))


def _land() -> Layer:
    return Layer(
        name=LAND.name,
        title="Land and borders",
        table=LAND.name,
        group="Ground",
        geometry="MultiPolygon",
        style=style_of_land(),
    )


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
        labels=_labels_of_events({_BELOW_PX: _ALL}),
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
    around = _most_around(points)
    few = len(points) <= _MOST_APART and max(around.values(), default=0) <= _MOST_AROUND
    return Layer(
        name="events_points",
        title="Events",
        table="events",
        group="Events",
        geometry="Point",
        style=Style(
            rules=mark_rules(points),
            arrangement="around" if few else "counted",
            labels=_labels_of_events(
                _by_ring(around) if few else {_COUNTED_BELOW_PX: _ALL},
                largest=_NAMES_FROM if few else _CROWDED_FROM,
            ),
            timed=True,
            title=column("headline"),
            tip=_EVENT_TIP,
        ),
    )


def _most_around(points: pd.DataFrame) -> dict[str, int]:
    """Return how many events are drawn around each place, by its name."""
    at = points.groupby(["latitude", "longitude"], dropna=False)["event_id"].transform("size")
    return {str(name): int(most) for name, most in at.groupby(points["place_name"]).max().items()}


def _by_ring(around: Mapping[str, int]) -> dict[float, str]:
    """Return which events have their labels how far below, in pixels: under their outer ring."""
    names: dict[int, list[str]] = defaultdict(list)
    for name, most in sorted(around.items()):
        ring = next((at for at, room in enumerate(_ROOM) if most <= room), len(_ROOM))
        names[ring].append(literal(name))
    told = {
        _BELOW_PX + ring * _RING_PX: f"{column('place_name')} IN ({', '.join(names[ring])})"
        for ring in sorted(names)
        if ring
    }
    # Most places have one event; the others are named one by one.
    return {_BELOW_PX: "ELSE" if told else _ALL} | told


def _halos(*, crowded: bool) -> Layer:
    return Layer(
        name="events_exactness",
        title="How exactly their places are known",
        table="events",
        group="Events",
        geometry="Point",
        joined=True,
        largest=_CROWDED_FROM if crowded else 0,
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
            labels=_labels_of_events({0: _ALL}),
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
        title=_TITLES.get(table, table.replace("_", " ").capitalize()),
        table=table,
        group="Tables",
        shown=False,
        style=Style(title=title),
    )


def _labels_of_events(
    below: Mapping[float, str], *, largest: int = _NAMES_FROM
) -> tuple[Label, ...]:
    """Return the labels of events.

    Parameters
    ----------
    below
        Filter of the events that have them so many pixels below their point.
    largest
        Denominator of the smallest scale at which places are named.
    """
    place, headline = column("place_name"), column("headline")
    return tuple(
        label
        for pixels, only in below.items()
        for label in (
            Label(
                expression=place,
                largest=largest,
                smallest=_HEADLINES_FROM,
                bold=True,
                below_px=pixels,
                only=only,
            ),
            Label(
                expression=f"coalesce({place} || '\\n', '') || wordwrap({headline}, 36)",
                largest=_HEADLINES_FROM,
                below_px=pixels,
                only=only,
            ),
        )
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
