"""Whose land and borders a map is drawn on: the shipped ones, or a user's own."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pyogrio
import shapely
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from geo.errors import SettingsError
from geo.gazetteer import Gazetteer
from geo.model import Bounds

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.model import Area

__all__ = ["GivenLands", "Land", "Lands", "ShippedLands", "credit_of", "lands_of", "read_lands"]

# Columns that hold the name of a land, in the order in which they are looked for.
_NAME_COLUMNS = ("name", "name_en", "admin", "sovereignt", "shapename", "adm0_en", "country")

# Columns that tell the level of an area: 0 or 2 a country, 1 or 4 a first-level division.
_LEVEL_COLUMNS = ("level", "admin_level", "shapetype")

# A file of more corners than this makes no basemap of one page.
_MOST_CORNERS = 5_000_000

# Longitudes may be counted on over the antimeridian; more is another unit, such as metres.
_FURTHEST_DEGREES = (360.0, 90.001)


@dataclass(frozen=True, slots=True, kw_only=True)
class Land:
    """An area of the basemap, with the name that is written on it; WGS 84."""

    name: str
    geometry: BaseGeometry


class Lands(Protocol):
    """Land, borders and what is disputed of them."""

    def all_lands(self) -> list[Land]:
        """Return every land, coarse where there is a coarse form."""
        ...

    def lands_in(self, window: Bounds) -> list[BaseGeometry]:
        """Return the lands that reach into a window."""
        ...

    def divisions_in(self, window: Bounds) -> list[Land]:
        """Return the first-order divisions that reach into a window."""
        ...

    def disputed_in(self, window: Bounds) -> tuple[list[BaseGeometry], list[BaseGeometry]]:
        """Return the disputed areas and the disputed lines that reach into a window."""
        ...

    def credits(self) -> list[dict[str, str]]:
        """Say whose borders these are, and in whose view."""
        ...


class ShippedLands:
    """The lands of the gazetteer: Natural Earth, in its de facto worldview."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._coarse = gazetteer.areas("country-coarse")

    def all_lands(self) -> list[Land]:
        """Return the countries in their coarse form."""
        return self._named(self._coarse)

    def lands_in(self, window: Bounds) -> list[BaseGeometry]:
        """Return the countries that reach into a window."""
        return _geometries(self._gazetteer.areas("country", bounds=window))

    def divisions_in(self, window: Bounds) -> list[Land]:
        """Return the first-order divisions that reach into a window."""
        return self._named(self._gazetteer.areas("admin1", bounds=window))

    def disputed_in(self, window: Bounds) -> tuple[list[BaseGeometry], list[BaseGeometry]]:
        """Return the disputed areas and the disputed lines that reach into a window."""
        lines = self._gazetteer.disputed_lines(bounds=window)
        return (
            _geometries(self._gazetteer.areas("disputed", bounds=window)),
            [shapely.from_wkb(line.wkb) for line in lines],
        )

    def _named(self, areas: Sequence[Area]) -> list[Land]:
        names = (self._gazetteer.entry(area.entry_id).name for area in areas)
        return [
            Land(name=name, geometry=shape)
            for name, shape in zip(names, _geometries(areas), strict=True)
        ]

    def credits(self) -> list[dict[str, str]]:
        """Say whose borders these are, under which licence, in whose view."""
        datasets: Any = self._gazetteer.datasets
        shown = sorted({(area.dataset, area.worldview) for area in self._coarse})
        return [
            {"what": "borders", "text": credit_of(datasets, dataset), "worldview": worldview}
            for dataset, worldview in shown
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenLands:
    """Lands of a user's own file: its areas are drawn as they are, and nothing as disputed."""

    lands: tuple[Land, ...]
    source: str
    divisions: tuple[Land, ...] = ()

    def all_lands(self) -> list[Land]:
        """Return every land."""
        return list(self.lands)

    def lands_in(self, window: Bounds) -> list[BaseGeometry]:
        """Return the lands that reach into a window."""
        return [land.geometry for land in _reaching(self.lands, window)]

    def divisions_in(self, window: Bounds) -> list[Land]:
        """Return the divisions of the file, where it has any, that reach into a window."""
        return _reaching(self.divisions, window)

    def disputed_in(
        self,
        window: Bounds,  # noqa: ARG002 - of the protocol
    ) -> tuple[list[BaseGeometry], list[BaseGeometry]]:
        """Return nothing: what is disputed is for the giver of the file to say."""
        return [], []

    def credits(self) -> list[dict[str, str]]:
        """Name the file, without claiming a view for it."""
        return [{"what": "borders", "text": self.source}]


def lands_of(borders: Lands | str | os.PathLike[str] | None, gazetteer: Gazetteer) -> Lands:
    """Return the lands that a map is asked to be drawn on: by default the shipped ones.

    Raises
    ------
    SettingsError
        If they are a file that cannot be read; see `read_lands`.
    """
    if borders is None:
        return ShippedLands(gazetteer)
    return read_lands(borders) if isinstance(borders, str | os.PathLike) else borders


def read_lands(path: str | os.PathLike[str]) -> GivenLands:
    """Read land and borders from a file of polygons.

    Where a column tells the level of each area (`level`, `admin_level`, or `shapeType` as
    geoBoundaries has it), those of the lowest are lands and those of the next their divisions.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage, shapefile or what else GDAL reads; in any coordinate system that it
        names.

    Raises
    ------
    SettingsError
        If it cannot be read, has no coordinate system, no polygon, positions that are not on the
        globe, or too many corners.
    """
    path = Path(path)
    try:
        with warnings.catch_warnings():
            # Names that are of several kinds are text, and what is no number is refused below.
            warnings.filterwarnings("ignore", "Could not parse column", UserWarning)
            warnings.filterwarnings("ignore", "invalid value encountered", RuntimeWarning)
            frame: gpd.GeoDataFrame = pyogrio.read_dataframe(path)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError) as error:
        raise SettingsError(
            f"{path}: borders cannot be read ({error}); give GeoJSON or a GeoPackage"
        ) from error
    if not hasattr(frame, "geometry") or frame.crs is None:
        raise SettingsError(f"{path}: borders have no coordinate system; save them with one")
    frame = frame[frame.geometry.geom_type.isin(["Polygon", "MultiPolygon"])].to_crs(4326)
    if frame.empty:
        raise SettingsError(f"{path}: no polygon in it; borders are the edges of areas")
    positions = shapely.get_coordinates(frame.geometry.values)
    # What is no number is in no range, either.
    if not (np.abs(positions) <= _FURTHEST_DEGREES).all():
        raise SettingsError(
            f"{path}: positions that are not on the globe; give longitude and latitude in degrees, "
            "or a file that names its coordinate system"
        )
    corners = len(positions)
    if corners > _MOST_CORNERS:
        raise SettingsError(
            f"{path}: {corners:,} corners; simplify the borders to {_MOST_CORNERS:,} or fewer"
        )
    known = {str(name).lower(): name for name in frame.columns}
    column = next((known[name] for name in _NAME_COLUMNS if name in known), None)
    names: Sequence[Any] = [""] * len(frame) if column is None else frame[column].tolist()
    areas = [
        Land(name=name if isinstance(name, str) else "", geometry=shape)
        for name, shape in zip(names, shapely.make_valid(frame.geometry.values), strict=True)
    ]
    ranks = _ranks(frame, known)
    lands, divisions = (
        tuple(area for area, own in zip(areas, ranks, strict=True) if own == rank)
        for rank in (0, 1)
    )
    return GivenLands(lands=lands, divisions=divisions, source=path.name)


def _ranks(frame: gpd.GeoDataFrame, known: Mapping[str, Any]) -> list[int]:
    """Return how many levels of the file lie above each area's; 0 where no column tells."""
    column = next((known[name] for name in _LEVEL_COLUMNS if name in known), None)
    if column is None:
        return [0] * len(frame)
    digits = frame[column].astype("string").str.extract(r"^(?:ADM)?(\d+)(?:\.0)?$", expand=False)
    levels = digits.astype("Int64")
    if levels.isna().any():
        return [0] * len(frame)
    ranks: list[int] = (levels.rank(method="dense") - 1).astype(int).tolist()
    return ranks


def _reaching(lands: Sequence[Land], window: Bounds) -> list[Land]:
    frame = box(window.west, window.south, window.east, window.north)
    return [land for land in lands if land.geometry.intersects(frame)]


def _geometries(areas: Sequence[Area]) -> list[BaseGeometry]:
    return [shapely.from_wkb(area.wkb) for area in areas]


def credit_of(datasets: Any, dataset: str) -> str:
    """Return the title and the licence of a dataset, or its key where it is not known."""
    known = datasets.get(dataset)
    if known is None:
        return dataset
    return f"{known['title']}, {known['licence']}"
