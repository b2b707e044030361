"""Find the settlements of a name: which of them is near, how large the largest is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from geo.gazetteer import Record
from geo.geodesy import distance_km
from geo.text import name_key

# Less than a degree of latitude measures anywhere.
KM_OF_A_DEGREE = 110.5


class Namesakes:
    """Settlements by country and name.

    Parameters
    ----------
    records
        Of all kinds; only settlements count.
    countries
        Those whose settlements are asked for, ISO 3166-1 alpha-3.
    """

    def __init__(self, records: Iterable[Record], countries: Iterable[str]) -> None:
        self._places: dict[tuple[str, str], list[Record]] = defaultdict(list)
        wanted = frozenset(countries)
        for record in records:
            if record.feature_class == "P" and record.country_code in wanted:
                self.add(record)

    def add(self, record: Record) -> None:
        """Add a settlement under all its names."""
        country = record.country_code or ""
        for key in {joined_key(name) for name in (record.name, *(n for n, _ in record.names))}:
            self._places[country, key].append(record)

    def near(
        self, name: str, *, country: str, latitude: float, longitude: float, within_km: float
    ) -> tuple[Record, ...]:
        """Return the settlements of a country that bear a name and lie near a point."""
        return tuple(
            place
            for place in self._places.get((country, joined_key(name)), ())
            if is_near((latitude, longitude), (place.latitude, place.longitude), within_km)
        )


def is_near(point: tuple[float, float], other: tuple[float, float], within_km: float) -> bool:
    """Return whether two points, latitude first, are no farther from each other than so much."""
    # Most are on another parallel, which is told without geometry.
    if abs(point[0] - other[0]) * KM_OF_A_DEGREE > within_km:
        return False
    distance = distance_km(
        latitude_a=point[0], longitude_a=point[1], latitude_b=other[0], longitude_b=other[1]
    )
    return distance <= within_km


def joined_key(name: str) -> str:
    """Return a name's key without spaces: post offices write "Mc Lean", "La Fayette"."""
    return name_key(name).replace(" ", "")
