"""The shipped tables: sorted, credited, and right in what a machine can check."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from geo.gazetteer import Gazetteer, NameKind
from geo.gazetteer.areas import AreaKind
from geo.geodesy import contains, distance_km, pad, split_at_antimeridian
from geo.lexicon import read_rows
from geo.model import Area, Bounds, Entry, Match
from geo.text import name_key

ROOT = Path(__file__).parents[1]
TABLES = ROOT / "gazetteer" / "tables"
NAMES = sorted(path.stem for path in TABLES.glob("*.csv"))

# How far a place may lie outside what contains it. Polygons are simplified, boxes rounded; small
# islands are left out of polygons ("Snake Island" lies 52 km off the coast), and the middle of an
# archipelago, a bay or a strait is water; so may be a terminal or a wreck whose parent is a sea.
# A city is known by its point, a division without a polygon by those of its few settlements.
TOLERANCE_KM = 20
TOLERANCE_AT_SEA_KM = 80
TOLERANCE_OF_CITY_KM = 60
TOLERANCE_OF_MEMBERS_KM = 150
SIDES = ("west", "south", "east", "north")

# States whose name itself stands before a noun: "the New Zealand government".
NOUNS_AS_ADJECTIVES = {"Liechtenstein", "New Zealand", "Solomon Islands"}
PLACE_TABLES = ("regions", "settlements", "sites", "terrain")
KINDS: tuple[AreaKind, ...] = ("country", "admin1")

# How an actor stands to another. What is renamed goes on under the other's name, what is merged
# goes on inside the other, what splits goes on beside it; these three happen on a day, `valid_from`
# alone. The others hold from and to a day; `allied_with` means a formal pledge or pact.
ENDS = {"merged_into", "renamed_to"}
CHANGES = ENDS | {"split_from"}
RELATIONS = CHANGES | {"allied_with", "armed_wing_of", "faction_of", "member_of"}


def _lines(name: str) -> list[list[str]]:
    text = (TABLES / f"{name}.csv").read_bytes().decode("utf-8")
    assert "\r" not in text
    assert text.endswith("\n")
    return list(csv.reader(text.splitlines()))


@pytest.mark.parametrize("name", NAMES)
def test_tables_are_sorted_whole_and_without_repeats(name: str) -> None:
    head, *rows = _lines(name)
    assert all(len(row) == len(head) for row in rows)
    assert rows == sorted(rows)
    assert len(rows) == len(set(map(tuple, rows)))
    assert not [row for row in rows for cell in row if cell != cell.strip()]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "datasets"])
def test_each_row_says_where_it_comes_from(name: str) -> None:
    declared = {row["dataset"] for row in read_rows("datasets")}
    head, *_ = _lines(name)
    assert head[-3:] == ["dataset", "source", "verified"]
    for row in read_rows(name):
        assert row["dataset"] in declared
        assert row["source"]
        assert row["verified"] in {"true", "false"}


def test_relations_join_two_actors_in_order() -> None:
    actors = {row["actor_id"] for row in read_rows("actors")}
    rows = read_rows("actor_relations")
    assert len(rows) >= 150
    for row in rows:
        assert {row["actor_id"], row["other_id"]} <= actors, row
        assert row["actor_id"] != row["other_id"]
        assert row["relation"] in RELATIONS
        assert not (row["relation"] in CHANGES and row["valid_to"]), row
        if row["valid_from"] and row["valid_to"]:
            assert row["valid_from"] <= row["valid_to"], row


def test_relations_lead_from_a_group_to_what_became_of_it() -> None:
    rows = read_rows("actor_relations")
    after = {row["actor_id"]: row["other_id"] for row in rows if row["relation"] in ENDS}
    group, line = "group:al-nusra-front", []
    while group := after.get(group, ""):
        line.append(group)
    assert line == ["group:jabhat-fatah-al-sham", "group:hayat-tahrir-al-sham"]


def test_relations_are_not_given_twice_or_both_ways() -> None:
    rows = read_rows("actor_relations")
    keys = {(row["actor_id"], row["relation"], row["other_id"]) for row in rows}
    lasting = {key for key in keys if key[1] not in CHANGES}
    assert len(keys) == len(rows)
    assert not {(other, relation, actor) for actor, relation, other in lasting} & keys


def test_relations_begin_when_both_actors_are_there() -> None:
    actors = {row["actor_id"]: row for row in read_rows("actors")}
    for row in read_rows("actor_relations"):
        for actor in (actors[row["actor_id"]], actors[row["other_id"]]):
            # What has ended by name can still be split and renamed; it has no members any more.
            end = "" if row["relation"] in CHANGES else actor["valid_to"][:4]
            years = [actor["valid_from"][:4], row["valid_from"][:4], end]
            known = [year for year in years if year]
            assert not row["valid_from"] or known == sorted(known), row


def test_actors_and_their_names_end_after_they_begin() -> None:
    for table in ("actors", "actor_names"):
        for row in read_rows(table):
            if row["valid_from"] and row["valid_to"]:
                assert row["valid_from"] <= row["valid_to"], row


def test_datasets_have_a_licence() -> None:
    rows = read_rows("datasets")
    assert len({row["dataset"] for row in rows}) == len(rows)
    assert all(row["licence"] and row["name"] and row["version"] for row in rows)


def test_own_places_have_ids_of_their_own_and_known_features() -> None:
    known = {(row["feature_class"], row["feature_code"]) for row in read_rows("feature_codes")}
    rows = _place_rows()
    assert len({row["entry_id"] for row in rows}) == len(rows)
    assert len(rows) >= 100
    for row in rows:
        assert row["entry_id"].startswith("geo:")
        assert (row["feature_class"], row["feature_code"]) in known, row["entry_id"]


def test_own_places_lie_within_their_bounds() -> None:
    gazetteer = Gazetteer.open()
    for row in _place_rows():
        entry = gazetteer.entry(row["entry_id"])
        assert (entry.latitude, entry.longitude) == (
            float(row["latitude"]),
            float(row["longitude"]),
        )
        if entry.bounds is not None:
            bounds = entry.bounds
            assert bounds.south <= bounds.north, entry.entry_id
            bounds = pad(bounds, fraction=0, minimum_degrees=0.01)  # boxes are rounded
            assert contains(bounds, latitude=entry.latitude, longitude=entry.longitude), (
                entry.entry_id
            )


def test_own_places_lie_in_or_near_their_country() -> None:
    strays = []
    for row in _place_rows():
        if not row["country_code"]:
            continue
        distance = _distance_km(_country_shape(row["country_code"]), _place(row))
        if distance > _tolerance_km(row):
            strays.append(f"{row['entry_id']} lies {distance:.0f} km from {row['country_code']}")
    assert not strays, "\n".join(["", *strays])


def test_own_places_lie_in_their_parents() -> None:
    # Read from the tables themselves: a new row is checked before the artefact is rebuilt.
    own = {row["entry_id"]: row for row in _place_rows()}
    strays = []
    for row in own.values():
        if not row["parent"]:
            continue
        shape, name, tolerance_km = _parent_shape(row["parent"], own)
        tolerance_km = max(tolerance_km, _tolerance_km(row))
        distance = _distance_km(shape, _point(row))
        if distance > tolerance_km:
            strays.append(
                f"{row['entry_id']} ({row['latitude']}, {row['longitude']}) lies {distance:.0f} km "
                f"outside its parent {row['parent']} ({name}); {tolerance_km} km are allowed"
            )
    assert not strays, "\n".join(["", *strays])


def test_a_place_outside_its_parent_is_found() -> None:
    own = {row["entry_id"]: row for row in _place_rows()}
    homs, idlib = shapely.Point(36.72, 34.73), shapely.Point(36.63, 35.93)
    governorate, name, tolerance_km = _parent_shape("geonames:169575", own)
    assert name.startswith("Homs")
    assert _distance_km(governorate, homs) == 0
    assert _distance_km(governorate, idlib) > tolerance_km
    box, _, tolerance_km = _parent_shape("geo:eastern-ghouta", own)
    assert _distance_km(box, homs) > tolerance_km
    damascus, _, tolerance_km = _parent_shape("geonames:170654", own)
    assert _distance_km(damascus, shapely.Point(36.35, 33.52)) < tolerance_km
    assert _distance_km(damascus, homs) > tolerance_km


def _tolerance_km(row: Mapping[str, str]) -> int:
    at_sea = row["feature_class"] == "H" or row["feature_code"] in {"ISL", "ISLS"}
    return TOLERANCE_AT_SEA_KM if at_sea or row["parent"] in _waters() else TOLERANCE_KM


@cache
def _waters() -> frozenset[str]:
    return frozenset(row["entry_id"] for row in _place_rows() if row["feature_class"] == "H")


def _parent_shape(
    entry_id: str, own: Mapping[str, Mapping[str, str]]
) -> tuple[BaseGeometry, str, int]:
    """Return what is known of where a parent lies, its name, and how far a member may stray."""
    if entry_id in own:
        row = own[entry_id]
        boxed = row["west"] != ""
        shape = _box(row) if boxed else _point(row)
        return shape, row["name"], TOLERANCE_KM if boxed else TOLERANCE_OF_CITY_KM
    return _entry_shape(entry_id)


@cache
def _entry_shape(entry_id: str) -> tuple[BaseGeometry, str, int]:
    gazetteer = Gazetteer.open()
    entry = gazetteer.entry(entry_id)
    area = gazetteer.area(entry_id)
    if entry.country_code and entry.feature_code.startswith("PCL"):
        return _country_shape(entry.country_code), entry.name, TOLERANCE_KM
    if area is not None:
        return shapely.from_wkb(area.wkb), entry.name, TOLERANCE_KM
    if entry.bounds is not None:
        return _boxes(entry.bounds), entry.name, TOLERANCE_KM
    points = [(member.longitude, member.latitude) for member in _members(entry)]
    tolerance_km = TOLERANCE_OF_CITY_KM if len(points) == 1 else TOLERANCE_OF_MEMBERS_KM
    return shapely.MultiPoint(points), entry.name, tolerance_km


def _members(entry: Entry) -> Iterator[Entry]:
    """Yield a place and, of a division, all that is known to lie in it."""
    yield entry
    if entry.feature_class == "A":
        for child in Gazetteer.open().children(entry):
            if child.entry_id.startswith("geonames:"):
                yield from _members(child)


@cache
def _country_shape(country_code: str) -> BaseGeometry:
    """Return a country as Natural Earth or as GeoNames sees it."""
    # Divisions too: Natural Earth draws Crimea with who holds it, GeoNames lists it in Ukraine.
    gazetteer = Gazetteer.open()
    areas = [area for kind in KINDS for area in gazetteer.areas(kind, country_code=country_code)]
    areas += [area for area in gazetteer.areas("disputed") if _country_of(area) == country_code]
    return shapely.union_all(shapely.from_wkb([area.wkb for area in areas]))


def _country_of(area: Area) -> str | None:
    """Return where GeoNames lists a territory that Natural Earth draws by itself (Somaliland)."""
    west, south, east, north = shapely.from_wkb(area.wkb).bounds
    bounds = Bounds(west=west, south=south, east=east, north=north)
    biggest = Gazetteer.open().biggest_places(bounds, limit=1)
    return biggest[0].country_code if biggest else None


def _distance_km(shape: BaseGeometry, place: BaseGeometry) -> float:
    (longitude_a, latitude_a), (longitude_b, latitude_b) = shapely.get_coordinates(
        shapely.shortest_line(shape, place)
    )
    return distance_km(
        latitude_a=float(latitude_a),
        longitude_a=float(longitude_a),
        latitude_b=float(latitude_b),
        longitude_b=float(longitude_b),
    )


def _place_rows() -> list[Mapping[str, str]]:
    return [row for table in PLACE_TABLES for row in read_rows(table)]


def _place(row: Mapping[str, str]) -> BaseGeometry:
    """Return the box of a region, or its point: the middle of an archipelago may be far at sea."""
    return _box(row) if row["west"] else _point(row)


def _point(row: Mapping[str, str]) -> BaseGeometry:
    return shapely.Point(float(row["longitude"]), float(row["latitude"]))


def _box(row: Mapping[str, str]) -> BaseGeometry:
    return _boxes(Bounds(**{side: float(row[side]) for side in SIDES}))


def _boxes(bounds: Bounds) -> BaseGeometry:
    return shapely.MultiPolygon(
        [
            shapely.box(box.west, box.south, box.east, box.north)
            for box in split_at_antimeridian(bounds)
        ]
    )


def test_own_places_name_parents_that_exist() -> None:
    gazetteer = Gazetteer.open()
    for row in _place_rows():
        if row["parent"]:
            parents = gazetteer.parents(gazetteer.entry(row["entry_id"]))
            assert parents[0].entry_id == row["parent"], row["entry_id"]


def test_names_lead_to_their_entries() -> None:
    gazetteer = Gazetteer.open()
    kinds = {kind.name.lower() for kind in NameKind}
    for row in read_rows("names"):
        assert row["kind"] in kinds
        assert name_key(row["name"])
        found = {candidate.entry.entry_id for candidate in gazetteer.candidates(row["name"])}
        assert row["entry_id"] in found, row["name"]


def test_each_state_has_a_people_and_an_adjective() -> None:
    gazetteer = Gazetteer.open()
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for row in read_rows("names"):
        kinds[row["entry_id"]].add(row["kind"])
        if row["kind"] in {"demonym", "adjective"}:
            best = gazetteer.candidates(row["name"], limit=1)[0]
            # Some town in Texas is called Alpine; but no country is called "Israeli".
            assert best.match is Match.DEMONYM or best.entry.feature_class == "P", row["name"]
    for entry in _entries("PCLI"):
        assert "demonym" in kinds[entry.entry_id], entry.name
        assert "adjective" in kinds[entry.entry_id] or entry.name in NOUNS_AS_ADJECTIVES, entry.name


def test_each_state_has_a_capital() -> None:
    gazetteer = Gazetteer.open()
    governed = {entry.country_code for entry in _entries("PPLC")}
    assert {entry.country_code for entry in _entries("PCLI")} <= governed
    for row in read_rows("capitals"):
        entry = gazetteer.entry(row["entry_id"])
        assert entry.name == row["name"]
        assert entry.feature_code == row["feature_code"]
        assert entry.country_code == row["country_code"]


def _entries(feature_code: str) -> list[Entry]:
    gazetteer = Gazetteer.open()
    [store] = gazetteer._stores  # noqa: SLF001
    number = [code for _, code in store.features].index(feature_code)
    return [
        gazetteer.entry(store.entry_id(int(row))) for row in np.nonzero(store.feature == number)[0]
    ]


def test_main_names_are_main_names() -> None:
    gazetteer = Gazetteer.open()
    for row in read_rows("main_names"):
        entry = gazetteer.entry(row["entry_id"])
        assert entry.name == row["name"]


def test_generic_words_are_keys_with_a_feature_class() -> None:
    classes = {row["feature_class"] for row in read_rows("feature_codes")}
    for row in read_rows("generics"):
        assert name_key(row["word"]) == row["word"]
        assert row["feature_class"] in {"", *classes}


def test_the_gazetteer_credits_each_dataset() -> None:
    declared = {row["dataset"] for row in read_rows("datasets")}
    datasets = Gazetteer.open().datasets
    assert set(datasets) <= declared
    assert {"geonames", "cldr", "natural-earth", "geo-places"} <= set(datasets)
    assert all(dataset["licence"] for dataset in datasets.values())


def test_features_and_coordinates_of_all_entries_are_known() -> None:
    known = {(row["feature_class"], row["feature_code"]) for row in read_rows("feature_codes")}
    [store] = Gazetteer.open()._stores  # noqa: SLF001
    assert set(store.features) <= known
    assert abs(store.latitude).max() <= 90_000_000
    assert abs(store.longitude).max() <= 180_000_000
    assert not ((store.latitude == 0) & (store.longitude == 0)).any()
    assert len(store) > 270_000


def test_no_state_goes_by_the_name_of_its_capital_alone() -> None:
    gazetteer = Gazetteer.open()
    for name in ("Brasilia", "Tunis"):
        assert gazetteer.candidates(name)[0].entry.feature_code == "PPLC"


def test_what_a_table_calls_historic_is_so_whatever_a_source_says() -> None:
    gazetteer = Gazetteer.open()
    for name, country in (("Philadelphia", "USA"), ("Pokrovsk", "UKR"), ("Zaragoza", "ESP")):
        assert gazetteer.candidates(name)[0].entry.country_code == country
