"""Areas that events are counted in: the gazetteer's, or polygons of a user's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
import shapely.affinity

from geo.errors import SettingsError
from geo.gazetteer import Gazetteer
from geo.geodesy import SHORE_DEGREES, find_holders
from geo.model import Area
from geo.schema import CRS

__all__ = ["Areas", "read_areas", "shipped_areas"]

# An event that is known to an area lies in another one if that holds so much of it: borders of
# two datasets are never the same.
_LEAST_SHARE = 0.9

_NAME_COLUMNS = ("name", "name_en", "adm2_en", "adm1_en", "admin", "shapename", "adm0_en")
_MOST_AREAS = 100_000
_HALF_TURN, _FULL_TURN = 180.0, 360.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Areas:
    """Areas in WGS 84, with ids that are unique among them.

    `shore_degrees` is how far before an area an event still belongs to it.
    """

    ids: Sequence[str]
    names: Sequence[str]
    country_codes: Sequence[str | None]
    shapes: np.ndarray
    credit: str
    shore_degrees: float = 0.0

    def __len__(self) -> int:
        return len(self.ids)

    def find(self, events: gpd.GeoDataFrame) -> np.ndarray:
        """Return the number of the area that each event lies in; -1 where that is not known.

        A point lies in the area that holds it; of several, the first. An event that is known to
        an area itself, such as a division, lies in one of these if nine tenths of it do.
        """
        shapes = np.array(events.geometry, dtype=object)
        owners = np.full(len(shapes), -1)
        present = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
        if not (len(present) and len(self)):
            return owners
        keys, numbers = np.unique(shapely.to_wkb(shapes[present]), return_inverse=True)
        owners[present] = self._owners(shapely.from_wkb(keys))[numbers]
        return owners

    def _owners(self, shapes: np.ndarray) -> np.ndarray:
        points = shapely.point_on_surface(shapes)
        owners = find_holders(points, self.shapes, shore_degrees=self.shore_degrees)
        for at in np.flatnonzero((shapely.get_dimensions(shapes) > 0) & (owners >= 0)):
            if _share(shapes[at], self.shapes[owners[at]]) < _LEAST_SHARE:
                owners[at] = -1
        return owners


def _share(shape: shapely.Geometry, area: shapely.Geometry) -> float:
    """Return how much of a shape lies in an area."""
    shape, area = shapely.make_valid(shape), shapely.make_valid(area)
    whole = shape.area or shape.length
    inside = shape.intersection(area)
    return (inside.area if shape.area else inside.length) / whole if whole else 0.0


def shipped_areas(gazetteer: Gazetteer, kind: Literal["country", "admin1"]) -> Areas:
    """Return the countries, or the first-order divisions, that the gazetteer has polygons of."""
    found: Sequence[Area] = gazetteer.areas(kind)
    entries = [gazetteer.entry(area.entry_id) for area in found]
    return Areas(
        ids=[area.entry_id for area in found],
        names=[entry.name for entry in entries],
        country_codes=[entry.country_code for entry in entries],
        shapes=shapely.from_wkb([area.wkb for area in found]),
        credit="Natural Earth (public domain)",
        shore_degrees=SHORE_DEGREES,
    )


def read_areas(path: str | Path, *, name_column: str | None = None) -> Areas:
    """Read polygons of a user's own.

    Parameters
    ----------
    path
        Any file that GDAL reads, in any reference system; its first layer with polygons.
    name_column
        The column with their names; by default the first that is called so.

    Raises
    ------
    SettingsError
        If the file cannot be read, or holds no polygons, or no such column.
    """
    try:
        frame = gpd.read_file(path, engine="pyogrio")
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError) as error:
        reason = " ".join(str(error).split())[:200]
        raise SettingsError(f"{path}: cannot be read ({reason}); give polygons") from error
    frame = _polygons(frame, path)
    names = _names(frame, path, name_column)
    return Areas(
        ids=_unique(names),
        names=names,
        country_codes=[None] * len(frame),
        shapes=np.array(frame.geometry, dtype=object),
        credit=Path(path).name,
    )


def _polygons(frame: pd.DataFrame, path: str | Path) -> gpd.GeoDataFrame:
    if not isinstance(frame, gpd.GeoDataFrame):
        raise SettingsError(f"{path}: holds no geometries; give polygons")
    if frame.crs is None:
        raise SettingsError(f"{path}: does not say its reference system; write it as GeoJSON")
    kept = frame[frame.geometry.geom_type.isin(["Polygon", "MultiPolygon"])].to_crs(CRS)
    kept = kept[~kept.geometry.is_empty & np.isfinite(kept.geometry.bounds).all(axis=1)]
    if kept.empty or len(kept) > _MOST_AREAS:
        raise SettingsError(f"{path}: holds {len(kept):,} polygons, expected 1 to {_MOST_AREAS:,}")
    whole = np.array(kept.geometry.make_valid(), dtype=object)
    return kept.set_geometry(gpd.GeoSeries([_wrapped(one) for one in whole], kept.index, crs=CRS))


def _wrapped(shape: shapely.Geometry) -> shapely.Geometry:
    """Return an area that is drawn on beyond 180 degrees as its parts on both sides of them."""
    west, south, east, north = shape.bounds
    if west >= -_HALF_TURN and east <= _HALF_TURN:
        return shape
    parts = []
    for turn in range(round(west / _FULL_TURN), round(east / _FULL_TURN) + 1):
        middle = turn * _FULL_TURN
        world = shapely.box(middle - _HALF_TURN, south, middle + _HALF_TURN, north)
        parts.append(shapely.affinity.translate(shape.intersection(world), xoff=-middle))
    return shapely.union_all(parts)


def _names(frame: gpd.GeoDataFrame, path: str | Path, column: str | None) -> list[str]:
    by_name = {str(name).lower(): str(name) for name in reversed(list(frame.columns))}
    if column is not None and column.lower() not in by_name:
        raise SettingsError(f"{path}: has no column {column!r}; it has {', '.join(by_name)}"[:500])
    wanted = (column.lower(),) if column is not None else _NAME_COLUMNS
    found = next((by_name[name] for name in wanted if name in by_name), None)
    if found is None:
        return [str(number) for number in range(1, len(frame) + 1)]
    return [" ".join(str(name).split()) for name in frame[found].fillna("")]


def _unique(names: Sequence[str]) -> list[str]:
    seen: dict[str, int] = {}
    unique = []
    for name in names:
        count = seen[name] = seen.get(name, 0) + 1
        unique.append(name if count == 1 else f"{name} ({count})")
    return unique
