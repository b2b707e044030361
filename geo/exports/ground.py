"""Land and borders for a project to lie on: those around what an atlas places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.exports.shapes import normalise
from geo.gazetteer import Gazetteer
from geo.gazetteer.areas import AreaKind
from geo.model import Bounds, Geoprecision
from geo.schema import Column, Table, build

if TYPE_CHECKING:
    import pandas as pd

    from geo.atlas import Atlas

__all__ = ["LAND", "credit_of_land", "land_around", "window_of"]

LAND = Table(
    name="land",
    row="a country on the ground of the map; no part of the atlas",
    key=("entry_id",),
    columns=(
        Column(name="entry_id", kind="text", meaning="Gazetteer entry.", nullable=False),
        Column(name="name", kind="text", meaning="Name of the country.", nullable=False),
        Column(name="dataset", kind="text", meaning="Where its border is from."),
        Column(name="worldview", kind="text", meaning="In whose view it is drawn."),
        Column(name="geometry", kind="geometry", meaning="Its area around the atlas."),
    ),
)

# Degrees around what is placed, so that the ground goes on beyond the first view.
_AROUND = 12.0
# A window wider than this is shown at scales where coarse borders do.
_WIDE = 40.0


def window_of(atlas: Atlas) -> tuple[float, float, float, float] | None:
    """Return west, south, east and north of what an atlas places, in degrees.

    Countries as a whole are looked at only where nothing is known better.
    """
    for frame in (atlas.events, atlas.places):
        near = frame["geoprecision"].fillna(Geoprecision.EXACT) < Geoprecision.COUNTRY
        for rows in (frame[near.to_numpy(dtype=bool)], frame):
            shapes = np.array(rows.geometry, dtype=object)
            shapes = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
            if len(shapes):
                west, south, east, north = shapely.total_bounds(shapes).tolist()
                return west, south, east, north
    return None


def land_around(atlas: Atlas, gazetteer: Gazetteer) -> pd.DataFrame:
    """Return the countries around what an atlas places, cut off well outside of it."""
    window = window_of(atlas)
    if window is None:
        return build(LAND, [])
    west, south, east, north = window
    edges = {
        "west": max(west - _AROUND, -180.0),
        "south": max(south - _AROUND, -90.0),
        "east": min(east + _AROUND, 180.0),
        "north": min(north + _AROUND, 90.0),
    }
    kind: AreaKind = "country-coarse" if east - west > _WIDE else "country"
    rows = []
    for area in gazetteer.areas(kind, bounds=Bounds(**edges)):
        shape = normalise(shapely.clip_by_rect(shapely.from_wkb(area.wkb), *edges.values()))
        if shape is not None and shape.area > 0:
            rows.append(
                {
                    "entry_id": area.entry_id,
                    "name": gazetteer.entry(area.entry_id).name,
                    "dataset": area.dataset,
                    "worldview": area.worldview,
                    "geometry": shape,
                }
            )
    return build(LAND, rows)


def credit_of_land(gazetteer: Gazetteer, land: pd.DataFrame) -> str:
    """Say whose borders the land has, and in whose view."""
    told = [
        f"Borders: {gazetteer.datasets[dataset]['title']}, {gazetteer.datasets[dataset]['licence']}"
        f" ({worldview} view)"
        for dataset, worldview in sorted(set(zip(land["dataset"], land["worldview"], strict=True)))
    ]
    return "; ".join(told)
