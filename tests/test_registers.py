"""Airports and the places of post offices, as the shipped gazetteer takes them in."""

from __future__ import annotations

import csv
import gzip
import sys
import tomllib
from pathlib import Path

import pytest
import shapely

from geo.gazetteer import NameKind, Record

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "gazetteer"))

import airports  # noqa: E402
import post_places  # noqa: E402
import readers  # noqa: E402

STATE, COUNTY = "geonames:6254928", "geonames:4779200"
WORLD = shapely.box(-180, -90, 180, 90)


def town(number: int, name: str, latitude: float, longitude: float, **more: object) -> Record:
    values = {"country_code": "USA", "population": 900, "feature_code": "PPL", **more}
    return Record(
        entry_id=f"geonames:{number}",
        name=name,
        latitude=latitude,
        longitude=longitude,
        feature_class="P",
        **values,  # type: ignore[arg-type]
    )


def place(name: str, latitude: float = 37.4, longitude: float = -76.9) -> readers.PostPlace:
    return readers.PostPlace(
        name=name, state="VA", county="127", latitude=latitude, longitude=longitude
    )


def hamlets(places: list[readers.PostPlace], *records: Record) -> dict[str, Record]:
    around = post_places.Surroundings(
        divisions={"US.VA": STATE, "US.VA.127": COUNTY},
        areas={STATE: shapely.box(-84, 36, -75, 40)},
        members={COUNTY: [(37.5, -77.0)]},
    )
    found = post_places.post_places(records, places, around, frozenset({"protection", "hope"}))
    return {record.name: record for record in found}


def test_a_hamlet_lies_in_its_county() -> None:
    [found] = hamlets([place("Lanexa Mills")]).values()
    assert found.entry_id == "geonames-postal:VA/Lanexa-Mills"
    assert (found.parent, found.feature_code, found.population) == (COUNTY, "PPLL", 0)


def test_a_place_far_from_its_county_lies_in_its_state() -> None:
    found = hamlets([place("Far", 36.7, -82.0), place("Farther", 45, -82)])
    assert {name: one.parent for name, one in found.items()} == {"Far": STATE}


def test_a_settlement_that_is_known_is_not_added() -> None:
    names = (("Old Mc Lean", NameKind.ALTERNATE),)
    known = town(1, "McLean", 37.5, -76.9, names=names)
    places = [place("Mc Lean"), place("Old McLean"), place("McLean", 39.5, -78)]
    assert [(one.latitude) for one in hamlets(places, known).values()] == [39.5]


def test_words_and_names_of_countries_make_no_hamlet() -> None:
    china = Record(
        entry_id="geonames:1814991",
        name="China",
        latitude=35,
        longitude=105,
        feature_class="A",
        feature_code="PCLI",
        country_code="CHN",
    )
    hope = town(2, "Hope", 33.7, -93.6)
    places = [place(name) for name in ("China", "South China", "Protection", "Hope", "Zuni")]
    assert set(hamlets(places, china, hope)) == {"Hope", "Zuni"}


def airport(icao: str, name: str, city: str, **more: object) -> readers.Airport:
    values = {
        "division": "England",
        "alpha2": "GB",
        "latitude": 51.47,
        "longitude": -0.46,
        "zone": "Europe/London",
        **more,
    }
    return readers.Airport(icao=icao, name=name, city=city, **values)  # type: ignore[arg-type]


def join(rows: list[readers.Airport], *records: Record) -> dict[str, Record]:
    england = "geonames:6269131"
    lands = airports.Lands(
        countries={"GB": shapely.box(-8, 49, 2, 61), "CA": WORLD},
        divisions={england: shapely.box(-6, 50, 2, 56)},
        country_of={england: "GB"},
        alpha3={"GB": "GBR", "CA": "CAN"},
        entries={"GB": "geonames:2635167", "CA": "geonames:6251999"},
    )
    found = airports.airports(records, rows, lands, frozenset({"field", "love"}))
    return {record.local_id: record for record in found}


def names(record: Record) -> set[str]:
    return {record.name, *(name for name, _ in record.names)}


LONDON = town(3, "London", 51.51, -0.13, country_code="GBR", population=8_900_000)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("London Heathrow Airport", {"Heathrow", "Heathrow Airport", "London Airport"}),
        ("London Airport Schiphol", {"Schiphol", "Schiphol Airport", "London Schiphol Airport"}),
        (
            "London O'Hare International Airport",
            {"O'Hare International Airport", "O'Hare Airport", "London International Airport"},
        ),
        ("London / Stansted Intl Airport", {"Stansted", "Stansted International Airport"}),
        ("London (Love) Field", {"London Field"}),
        ("Joint Base London Airport", {"Joint Base London"}),
        ("Biggin", {"Biggin Airport", "London Airport"}),
    ],
)
def test_an_airport_bears_the_names_that_news_uses(name: str, short: set[str]) -> None:
    [found] = join([airport("EGLL", name, "London")], LONDON).values()
    assert short <= names(found)
    assert found.parent == "geonames:6269131"
    assert "LHR" not in names(found)


def test_the_city_in_its_name_need_not_be_where_an_airport_lies() -> None:
    rows = [airport("EGLL", "London Pearson International Airport", "Hounslow")]
    [found] = join(rows, LONDON).values()
    assert {"Pearson International Airport", "Pearson Airport"} <= names(found)


def test_no_airport_of_several_is_the_citys() -> None:
    small = town(4, "London", 42.98, -81.2, country_code="CAN", population=400_000)
    canada = {"alpha2": "CA", "latitude": 43.0, "longitude": -81.2, "division": "Ontario"}
    rows = [
        airport("EGLL", "London Heathrow Airport", "London"),
        airport("EGLC", "London City Airport", "London", longitude=0.05),
        airport("CYXU", "London Airport", "London", **canada),
    ]
    found = join(rows, LONDON, small)
    assert all("London Airport" not in names(one) for one in found.values())
    assert found["CYXU"].name == "London Airport (Ontario)"
    assert names(found["EGLC"]) == {"London City Airport"}


def test_own_airports_come_first() -> None:
    own = Record(
        entry_id="geo:heathrow",
        name="Heathrow Airport",
        latitude=51.5,
        longitude=-0.45,
        feature_class="S",
        feature_code="AIRP",
        country_code="GBR",
    )
    rows = [
        airport("EGLL", "London Heathrow Airport", "London"),
        airport("EGXX", "Heathrow Airport", "", latitude=53.0),
        airport("EGYY", "Kent Seaplane Base", ""),
        airport("EGZZ", "Atlantis Airport", "", longitude=-30.0),
        airport("EGCC", "Manchester Airport", "Manchester", latitude=53.35, longitude=-2.3),
    ]
    assert set(join(rows, own)) == {"EGCC"}


def test_a_surname_or_a_town_stands_for_no_airport() -> None:
    rows = [
        airport("EGLL", "London Croydon Airport", "London"),
        airport("EGLC", "London Wilson Airport", "London", zone="America/Toronto"),
    ]
    croydon = town(5, "Croydon", 51.37, -0.1, country_code="GBR", population=190_000)
    for found in join(rows, LONDON, croydon).values():
        assert {"Croydon", "Wilson"}.isdisjoint(names(found))


def test_the_extract_of_postal_places_is_what_its_source_says() -> None:
    folder = ROOT / "gazetteer" / "sources" / "geonames_postal"
    source = tomllib.loads((folder / "source.toml").read_text(encoding="utf-8"))
    assert source["reduced"] == ["places.csv.gz"]
    text = gzip.decompress((folder / "places.csv.gz").read_bytes()).decode("utf-8")
    head, *rows = csv.reader(text.splitlines())
    assert head == ["state", "name", "county", "latitude", "longitude"]
    assert rows == sorted(rows)
    assert len({(row[0], row[1]) for row in rows}) == len(rows)


def test_readers_give_what_the_packages_have() -> None:
    by_code = {one.icao: one for one in readers.read_airports()}
    assert by_code["EGLL"].city == "London"
    assert len(by_code) > 7_000
    lanexa = next(one for one in readers.read_post_places() if one.name == "Lanexa")
    assert lanexa.state == "VA"
    assert {"protection", "hustle"} <= readers.read_english_words()
