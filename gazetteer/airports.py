"""Airports with an IATA code, by their official names and the shorter ones that news uses.

The code itself is no name of theirs: three letters are an abbreviation of too much else.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import readers
import shapely
from namesakes import Namesakes, is_near
from post_places import names_of
from shapely.geometry.base import BaseGeometry

from geo.gazetteer import NameKind, Record
from geo.text import name_key

# An own row of an airport or air base nearer than this is the airport itself.
SAME_SITE_KM = 8

# How far an airport may lie from the middle of the city that it serves.
CITY_KM = 75

# Polygons are simplified, and runways built into the sea.
COAST_DEGREES = 0.5

# What says in a name that it is an airport, and of which kind. Stripped, what is left is a name
# of its own or the name of a city.
KINDS = frozenset(
    {"aerodrome", "airfield", "airpark", "airport", "airstrip", "domestic", "executive", "field"}
    | {"intercontinental", "internationa", "international", "intl", "memorial", "metropolitan"}
    | {"municipal", "national", "ntl", "regional"}
)
INTERNATIONAL = frozenset({"international", "intl"})
SITES = re.compile(r"\b(?:a(?:er|ir)|base|field|raf|range|station|strip)", re.IGNORECASE)
MILITARY = re.compile(
    r"\b(?:air (?:force )?(?:base|station)|airbase|afb|army air ?field|joint base|mcas|nas|naval"
    r"|raf)\b",
    re.IGNORECASE,
)
ON_WATER = re.compile(r"\b(?:seaplane|heliport)\b", re.IGNORECASE)
BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
SEPARATORS = " -–/"

# A single word that stands for an airport ("Heathrow", "Schiphol") is as long at least, is no
# English word and no larger town, and the airport serves a city; in the Americas and in Australia
# airports are called after persons instead. Editorial.
LEAST_LETTERS = 6
LARGEST_NAMESAKE = 10_000
SMALLEST_CITY = 100_000
NAMED_AFTER_PERSONS = ("America/", "Pacific/Honolulu", "Australia/")

# A word as short ("A", "Nr 2") tells no airport from the others of a city.
LETTERS_OF_A_WORD = 4

Airport = readers.Airport


@dataclass(frozen=True, slots=True, kw_only=True)
class Lands:
    """Where airports can be: the areas of countries and of first-order divisions."""

    countries: Mapping[str, BaseGeometry]
    divisions: Mapping[str, BaseGeometry]
    country_of: Mapping[str, str]
    alpha3: Mapping[str, str]
    entries: Mapping[str, str]


def airports(
    records: Sequence[Record],
    register: Iterable[Airport],
    lands: Lands,
    words: AbstractSet[str],
) -> Iterator[Record]:
    """Yield the airports that our own tables lack.

    Parameters
    ----------
    records
        What the gazetteer holds without them.
    register
        The airports to take in.
    lands
        Countries and divisions; an airport outside the country that it is said to be in is left
        out.
    words
        English words, lower-case; none stands for an airport.
    """
    own = [r for r in records if r.entry_id.startswith("geo:") and r.feature_code in _CODES]
    taken = {name_key(name) for record in own for name in names_of(record)}
    found = [
        airport
        for airport in register
        if not ON_WATER.search(airport.name)
        and airport.alpha2 in lands.alpha3
        and _is_in_country(airport, lands)
        and not _is_own(airport, own, taken, lands.alpha3)
    ]
    codes = {lands.alpha3[airport.alpha2] for airport in found}
    namesakes = Namesakes(records, codes)
    cities = _cities(found, namesakes, lands.alpha3)
    served, overshadowed = _city_airports(found, cities)
    towns = _largest_towns(records)
    finder = _DivisionFinder(lands)
    generics = frozenset(row["word"] for row in readers.read_table("generics"))
    for airport in found:
        heads = [airport.city, *_cities_in_name(airport, namesakes, lands.alpha3)]
        names = [name for head in heads for name in _names(airport, head, generics)]
        if airport.icao in served:
            names += _of_city(airport)
        city = cities.get(airport.icao)
        if city and city.population >= SMALLEST_CITY:
            names += _standing_alone(airport, words, towns)
        main = _main_name(airport)
        if airport.icao in overshadowed and _proper(main) == airport.city:
            main, names = f"{main} ({airport.division})", []
        unique = {name: None for name in names if name != main and name_key(name) not in taken}
        yield Record(
            entry_id=f"airportsdata:{airport.icao}",
            name=main,
            latitude=airport.latitude,
            longitude=airport.longitude,
            feature_class="S",
            feature_code="AIRB" if MILITARY.search(airport.name) else "AIRP",
            country_code=lands.alpha3[airport.alpha2],
            parent=finder.find(airport) or lands.entries[airport.alpha2],
            names=tuple((name, NameKind.ALTERNATE) for name in unique),
        )


_CODES = frozenset({"AIRB", "AIRF", "AIRH", "AIRP"})


def _is_own(
    airport: Airport,
    own: Iterable[Record],
    taken: AbstractSet[str],
    alpha3: Mapping[str, str],
) -> bool:
    """Return whether our own tables have the airport, by its place or its name."""
    country = alpha3[airport.alpha2]
    point = (airport.latitude, airport.longitude)
    if any(is_near(point, (one.latitude, one.longitude), SAME_SITE_KM) for one in own):
        return True
    return name_key(airport.name) in taken and any(
        record.country_code == country and name_key(airport.name) in map(name_key, names_of(record))
        for record in own
    )


def _is_in_country(airport: Airport, lands: Lands) -> bool:
    area = lands.countries.get(airport.alpha2)
    point = shapely.Point(airport.longitude, airport.latitude)
    return area is None or bool(shapely.dwithin(area, point, COAST_DEGREES))


class _DivisionFinder:
    """Finds the first-order division that an airport lies in."""

    def __init__(self, lands: Lands) -> None:
        self._lands = lands
        self._ids = sorted(lands.divisions)
        self._tree = shapely.STRtree([lands.divisions[one] for one in self._ids])

    def find(self, airport: Airport) -> str | None:
        point = shapely.Point(airport.longitude, airport.latitude)
        around = self._tree.query(point, predicate="dwithin", distance=COAST_DEGREES).tolist()
        ids = [self._ids[index] for index in around]
        own = [one for one in ids if self._lands.country_of[one] == airport.alpha2]
        return min(
            own,
            key=lambda one: (shapely.distance(self._lands.divisions[one], point), one),
            default=None,
        )


def _main_name(airport: Airport) -> str:
    """Return the official name, told apart from the place that it is called after."""
    return _with_kind(" ".join(airport.name.split()))


def _with_kind(name: str) -> str:
    return name if SITES.search(name) else f"{name} Airport"


def _cities_in_name(
    airport: Airport, namesakes: Namesakes, alpha3: Mapping[str, str]
) -> Iterator[str]:
    """Yield the cities near an airport that its name begins with.

    Toronto Pearson International Airport lies in Mississauga.
    """
    ends = (at for at, letter in enumerate(airport.name) if letter in SEPARATORS and at)
    for end in ends:
        near = namesakes.near(
            airport.name[:end],
            country=alpha3[airport.alpha2],
            latitude=airport.latitude,
            longitude=airport.longitude,
            within_km=CITY_KM,
        )
        if any(city.population >= SMALLEST_CITY for city in near):
            yield airport.name[:end]


def _names(airport: Airport, city: str, generics: AbstractSet[str]) -> Iterator[str]:
    """Yield shorter forms: "Pearson International Airport", "Toronto Pearson Airport"."""
    plain = BRACKETS.sub("", airport.name).strip()
    if name_key(plain):
        yield from _forms(plain)
    rest = _without_city(plain, city)
    own = set(name_key(_proper(rest)).split()) - KINDS - generics
    if any(len(word) >= LETTERS_OF_A_WORD for word in own):
        yield from _forms(rest)


def _forms(name: str) -> Iterator[str]:
    """Yield a name of an airport in full and without the words for its kind."""
    proper = _proper(name)
    if MILITARY.search(name):
        yield name.removesuffix(" Airport")
        return
    if not proper or "airport" not in name_key(name).split():
        yield _with_kind(name)
        return
    if INTERNATIONAL & set(name_key(name).split()):
        yield f"{proper} International Airport"
    yield f"{proper} Airport"


def _proper(name: str) -> str:
    """Return a name without the words for its kind."""
    kept = [word for word in name.split() if name_key(word) not in KINDS]
    return " ".join(kept).strip(SEPARATORS)


def _without_city(name: str, city: str) -> str:
    """Return what follows the city that a name begins with, or nothing."""
    key = name_key(city)
    ends = (at for at, letter in enumerate(name) if letter in SEPARATORS and at)
    end = next((at for at in ends if key and name_key(name[:at]) == key), None)
    return name[end:].strip(SEPARATORS) if end else ""


def _standing_alone(
    airport: Airport, words: AbstractSet[str], towns: Mapping[str, int]
) -> Iterator[str]:
    """Yield the single word that an airport is called by beside its city: "Heathrow"."""
    short = _proper(_without_city(BRACKETS.sub("", airport.name), airport.city))
    if (
        short.replace("'", "").isalpha()
        and short[:1].isupper()
        and len(short) >= LEAST_LETTERS
        and short.casefold() not in words
        and not airport.zone.startswith(NAMED_AFTER_PERSONS)
        and not MILITARY.search(airport.name)
        and towns.get(name_key(short), 0) < LARGEST_NAMESAKE
    ):
        yield short


def _largest_towns(records: Iterable[Record]) -> Mapping[str, int]:
    """Return the people of the largest settlement of each main name."""
    largest: dict[str, int] = defaultdict(int)
    for record in records:
        if record.feature_class == "P":
            key = name_key(record.name)
            largest[key] = max(largest[key], record.population)
    return largest


def _cities(
    found: Iterable[Airport], namesakes: Namesakes, alpha3: Mapping[str, str]
) -> dict[str, Record]:
    """Return the city of each airport that is a settlement near it, by the airport's code."""
    cities = {}
    for airport in found:
        if not airport.city:
            continue
        near = namesakes.near(
            airport.city,
            country=alpha3[airport.alpha2],
            latitude=airport.latitude,
            longitude=airport.longitude,
            within_km=CITY_KM,
        )
        if near:
            cities[airport.icao] = max(near, key=lambda city: (city.population, city.entry_id))
    return cities


def _city_airports(
    found: Sequence[Airport], cities: Mapping[str, Record]
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the airports that a city's name alone says, and those that it must not say.

    "Goma airport" is its only one, or its only international one. Where the largest city of a
    name has several, "London airport" means none of them, nor that of a smaller London.
    """
    by_city: dict[str, list[Airport]] = defaultdict(list)
    for airport in found:
        if airport.icao in cities:
            by_city[cities[airport.icao].entry_id].append(airport)
    people = {city.entry_id: city.population for city in cities.values()}
    namesakes: dict[str, list[str]] = defaultdict(list)
    for city, served_by in by_city.items():
        namesakes[name_key(served_by[0].city)].append(city)
    served: set[str] = set()
    overshadowed: set[str] = set()
    for sharing in namesakes.values():
        largest = max(sharing, key=lambda city: (people[city], city))
        if _only(by_city[largest]):
            served.update(icao for city in sharing if (icao := _only(by_city[city])))
        else:
            smaller = (by_city[city] for city in sharing if city != largest)
            overshadowed.update(airport.icao for served_by in smaller for airport in served_by)
    return frozenset(served), frozenset(overshadowed)


def _only(served_by: Sequence[Airport]) -> str:
    """Return the code of the only airport, or of the only international one."""
    kinds = Counter(_is_international(airport) for airport in served_by)
    if len(served_by) > 1 and kinds[True] != 1:
        return ""
    return max(served_by, key=_is_international).icao


def _is_international(airport: Airport) -> bool:
    return bool(INTERNATIONAL & set(name_key(airport.name).split()))


def _of_city(airport: Airport) -> Iterator[str]:
    if MILITARY.search(airport.name):
        return
    if _is_international(airport) and _without_city(airport.name, airport.city):
        yield f"{airport.city} International Airport"
    yield f"{airport.city} Airport"
