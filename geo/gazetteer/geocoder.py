"""A geopy geocoder that needs no network."""

from __future__ import annotations

from typing import Any

from geopy.geocoders.base import Geocoder as Base
from geopy.location import Location
from geopy.point import Point

from geo.gazetteer.lookup import Gazetteer
from geo.model import Entry

__all__ = ["Geocoder"]

_LIMIT = 10


class Geocoder(Base):  # type: ignore[misc] # geopy is not typed
    """Look places up in a gazetteer by geopy's interface.

    `Location.raw` is the `Entry`. Commas part a name from the names of what contains it:
    "Tripoli, Libya".

    Parameters
    ----------
    gazetteer
        The shipped one by default.

    Examples
    --------
    >>> Geocoder().geocode("Tripoli, Lebanon").raw.entry_id
    'geonames:266826'
    """

    def __init__(self, gazetteer: Gazetteer | None = None) -> None:
        super().__init__(timeout=None)
        self._gazetteer = gazetteer or Gazetteer.open()

    def geocode(
        self, query: str, *, exactly_one: bool = True, timeout: float | None = None
    ) -> Location | list[Location] | None:
        """Return the place that a name means most likely, or all that bear it.

        Parameters
        ----------
        query
            A name, or a name and what contains it, parted by commas.
        exactly_one
            Whether to return the best place alone, else up to ten.
        timeout
            Taken for geopy's sake; nothing waits.

        Returns
        -------
        A location, a list of them, or `None` where nothing bears the name.
        """
        del timeout
        name, *containers = (part.strip() for part in str(query).split(","))
        found = [candidate.entry for candidate in self._gazetteer.candidates(name, fuzzy=True)]
        for container in containers:
            wanted = {one.entry.entry_id for one in self._gazetteer.candidates(container)}
            found = [entry for entry in found if wanted & self._containers(entry)]
        locations = [self._locate(entry) for entry in found[:_LIMIT]]
        if not locations:
            return None
        return locations[0] if exactly_one else locations

    def reverse(
        self,
        query: Point | tuple[float, float] | str,
        *,
        exactly_one: bool = True,
        timeout: float | None = None,
    ) -> Location | list[Location]:
        """Return the settlement nearest to a point, or the ten nearest, nearest first.

        Parameters
        ----------
        query
            Latitude and longitude, in any form that geopy takes.
        exactly_one
            Whether to return the nearest alone.
        timeout
            Taken for geopy's sake; nothing waits.
        """
        del timeout
        point = Point(query)
        near = self._gazetteer.nearest(
            latitude=point.latitude, longitude=point.longitude, limit=1 if exactly_one else _LIMIT
        )
        locations = [self._locate(entry) for entry, _ in near]
        return locations[0] if exactly_one else locations

    def _containers(self, entry: Entry) -> set[str]:
        return {parent.entry_id for parent in self._gazetteer.parents(entry)}

    def _locate(self, entry: Entry) -> Location:
        names = [entry.name, *(parent.name for parent in self._gazetteer.parents(entry))]
        raw: Any = entry
        return Location(", ".join(names), (entry.latitude, entry.longitude), raw)
