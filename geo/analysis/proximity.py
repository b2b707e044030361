"""How near events lie to settlements and to other countries."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.ops import nearest_points

from geo.analysis.areas import Areas, shipped_areas
from geo.analysis.tables import NEAREST
from geo.gazetteer import Gazetteer
from geo.geodesy import distance_km
from geo.schema import CRS, arrange

__all__ = ["find_nearest"]

# Where the nearest point of a border lies is searched on a map that keeps angles around the event,
# wider where nothing is found; up to the last the error is below a hundredth, and what is farther
# is not near.
_REACHES_KM = (30.0, 120.0, 500.0)
_KM_PER_DEGREE = 111.2
# Beyond this latitude a degree of longitude says little.
_LEAST_COSINE = 0.05


def find_nearest(events: gpd.GeoDataFrame, gazetteer: Gazetteer) -> gpd.GeoDataFrame:
    """Return the settlement and the other country that are nearest to each event.

    Parameters
    ----------
    events
        The table of events of an atlas; only those with a point are measured.
    gazetteer
        Gives settlements and countries.

    Returns
    -------
    A row for each event, as declared in `tables.NEAREST`; null where nothing is known. Distances
    are great circles, to .1 km.
    """
    shapes = np.array(events.geometry, dtype=object)
    is_point = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    keys, numbers = np.unique(shapely.to_wkb(shapes[is_point]), return_inverse=True)
    points = shapely.from_wkb(keys)
    countries = shipped_areas(gazetteer, "country")
    tree = shapely.STRtree(countries.shapes)
    rows = [
        {**_settlement(point, gazetteer), **_border(point, countries, tree)} for point in points
    ]
    found = pd.DataFrame(rows, columns=NEAREST.names[1:-1], dtype=object).take(numbers)
    nearest = found.set_axis(events.index[is_point]).reindex(events.index)
    shapes[~is_point] = None
    nearest = nearest.assign(
        event_id=events["event_id"], geometry=gpd.GeoSeries(shapes, index=events.index, crs=CRS)
    )
    return gpd.GeoDataFrame(arrange(nearest, NEAREST))


def _settlement(point: shapely.Point, gazetteer: Gazetteer) -> dict[str, object]:
    for entry, away_km in gazetteer.nearest(latitude=point.y, longitude=point.x):
        return {
            "nearest_place_id": entry.entry_id,
            "nearest_place": entry.name,
            "nearest_place_km": round(away_km, 1),
        }
    return {}


def _border(point: shapely.Point, countries: Areas, tree: shapely.STRtree) -> dict[str, object]:
    """Return the country that holds a point, and the nearest other one."""
    holders = tree.query(point, predicate="intersects")
    own = countries.country_codes[int(holders.min())] if len(holders) else None
    for reach_km in _REACHES_KM:
        window = _window(point, reach_km)
        around = np.sort(tree.query(shapely.box(*window))).tolist()
        others = [at for at in around if countries.country_codes[at] != own]
        pieces = [shapely.clip_by_rect(countries.shapes[at], *window) for at in others]
        near_km, at = min(zip(_distances(point, pieces), others, strict=True), default=(np.inf, -1))
        if near_km <= reach_km:
            return {
                "in_country_code": own,
                "border_country_code": countries.country_codes[at],
                "border_km": round(near_km, 1),
            }
    return {"in_country_code": own}


def _window(point: shapely.Point, reach_km: float) -> tuple[float, float, float, float]:
    high = reach_km / _KM_PER_DEGREE
    wide = high / max(float(np.cos(np.radians(point.y))), _LEAST_COSINE)
    return point.x - wide, point.y - high, point.x + wide, point.y + high


def _distances(point: shapely.Point, shapes: Sequence[shapely.Geometry]) -> list[float]:
    """Return how far each shape is from a point, in kilometres."""
    shrink = max(float(np.cos(np.radians(point.y))), _LEAST_COSINE)

    def flatten(coordinates: np.ndarray) -> np.ndarray:
        return np.column_stack([(coordinates[:, 0] - point.x) * shrink, coordinates[:, 1]])

    here = shapely.Point(0.0, point.y)
    distances: list[float] = []
    for shape in shapes:
        if shape.is_empty:
            distances.append(np.inf)
            continue
        near = nearest_points(here, shapely.transform(shape, flatten))[1]
        distances.append(
            float(
                distance_km(
                    latitude_a=point.y,
                    longitude_a=point.x,
                    latitude_b=near.y,
                    longitude_b=near.x / shrink + point.x,
                )
            )
        )
    return distances
