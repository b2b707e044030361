"""The shipped tables: sorted, credited, and right in what a machine can check."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from geo.gazetteer import Gazetteer, NameKind
from geo.gazetteer.areas import AreaKind
from geo.geodesy import contains, pad
from geo.lexicon import read_rows
from geo.text import name_key

ROOT = Path(__file__).parents[1]
TABLES = ROOT / "gazetteer" / "tables"
NAMES = sorted(path.stem for path in TABLES.glob("*.csv"))

# How far a place of our own may lie outside the polygon of its country, in degrees: polygons are
# simplified and leave out small islands ("Snake Island" lies 40 km off the coast).
TOLERANCE_DEGREES = 0.5
PLACE_TABLES = ("regions", "settlements", "sites", "terrain")
KINDS: tuple[AreaKind, ...] = ("country", "admin1")


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
    gazetteer = Gazetteer.open()
    for row in _place_rows():
        if not row["country_code"]:
            continue
        # Divisions too: Natural Earth draws Crimea with who holds it, GeoNames lists it in Ukraine.
        areas = [
            area.wkb
            for kind in KINDS
            for area in gazetteer.areas(kind, country_code=row["country_code"])
        ]
        distance = min(shapely.distance(shapely.from_wkb(areas), _place(row)))
        assert distance < TOLERANCE_DEGREES, row["entry_id"]


def _place_rows() -> list[Mapping[str, str]]:
    return [row for table in PLACE_TABLES for row in read_rows(table)]


def _place(row: Mapping[str, str]) -> BaseGeometry:
    """Return the box of a region, or its point: the middle of an archipelago may be far at sea."""
    sides = [row[side] for side in ("west", "south", "east", "north")]
    if all(sides) and float(sides[0]) <= float(sides[2]):
        return shapely.box(*map(float, sides))
    return shapely.Point(float(row["longitude"]), float(row["latitude"]))


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


def test_division_names_are_main_names_of_divisions() -> None:
    gazetteer = Gazetteer.open()
    for row in read_rows("division_names"):
        entry = gazetteer.entry(row["entry_id"])
        assert (entry.name, entry.feature_code) == (row["name"], "ADM1")


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
