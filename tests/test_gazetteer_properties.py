"""What holds for every entry and every name of the shipped gazetteer, tried on many."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.gazetteer import Gazetteer
from geo.gazetteer.nearness import Grid
from geo.gazetteer.store import Store
from geo.geodesy import contains, distance_km, pad
from geo.text import name_key

CHANCE = 2026

ROUNDING_DEGREES = 0.01
"""Boxes of our own tables are rounded so; a rock in the sea is no larger."""


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.open()


@pytest.fixture(scope="module")
def store(gazetteer: Gazetteer) -> Store:
    [shipped] = gazetteer._stores  # noqa: SLF001
    return shipped


@pytest.fixture(scope="module")
def keys(store: Store) -> list[str]:
    """Every hundredth name key, in all scripts."""
    every = sorted(store.trie.keys())
    return every[CHANCE % 100 :: 100]


def sample(store: Store, count: int) -> list[int]:
    return random.Random(CHANCE).sample(range(len(store)), count)  # noqa: S311


def test_a_key_of_the_gazetteer_is_its_own_key(keys: list[str]) -> None:
    assert [key for key in keys if name_key(key) != key] == []


def test_every_name_finds_its_entries(gazetteer: Gazetteer, store: Store, keys: list[str]) -> None:
    for key in keys[::4]:
        bearers = {store.entry_id(posting.row) for posting in store.postings(key)}
        found = {candidate.entry.entry_id for candidate in gazetteer.candidates(key)}
        assert bearers
        assert bearers <= found, key


def test_every_main_name_finds_its_entry(store: Store) -> None:
    for row in sample(store, 5_000):
        key = name_key(store.name(row))
        assert row in {posting.row for posting in store.postings(key)}, store.name(row)


def test_candidates_are_ranked_and_limits_keep_the_best(
    gazetteer: Gazetteer, keys: list[str]
) -> None:
    for key in keys[::40]:
        found = gazetteer.candidates(key)
        assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
        assert gazetteer.candidates(key, limit=2) == found[:2]
        assert all(0 < one.score <= 1 for one in found)


def test_no_two_rows_share_an_id(store: Store) -> None:
    ids = {store.entry_id(row) for row in range(len(store))}
    assert len(ids) == len(store)


def test_an_id_leads_back_to_its_row(store: Store) -> None:
    for row in sample(store, 3_000):
        assert store.row(store.entry_id(row)) == row


def test_reversing_the_point_of_a_settlement_finds_it(gazetteer: Gazetteer, store: Store) -> None:
    """Or, where two settlements share a point, the other."""
    settlements = [row for row in sample(store, 3_000) if store.is_settlement[row]]
    assert len(settlements) > 2_000
    for row in settlements:
        latitude, longitude = store.point(row)
        near = gazetteer.nearest(latitude=latitude, longitude=longitude, limit=5)
        distances = [distance for _, distance in near]
        assert distances == sorted(distances)
        assert distances[0] < 0.01
        assert store.entry_id(row) in {entry.entry_id for entry, _ in near}


def test_bounds_contain_the_point(gazetteer: Gazetteer, store: Store) -> None:
    bounded = [row for row in range(len(store)) if store.bounds(row) is not None]
    assert len(bounded) > 100
    for row in bounded:
        entry = gazetteer.entry(store.entry_id(row))
        assert entry.bounds is not None
        box = pad(entry.bounds, fraction=0, minimum_degrees=ROUNDING_DEGREES)
        assert contains(box, latitude=entry.latitude, longitude=entry.longitude), entry


def test_parents_are_entries_and_end(gazetteer: Gazetteer, store: Store) -> None:
    for row in sample(store, 1_000):
        parents = gazetteer.parents(gazetteer.entry(store.entry_id(row)))
        ids = [parent.entry_id for parent in parents]
        assert len(set(ids)) == len(ids) <= 8


@given(
    st.floats(-90, 90),
    st.floats(-180, 180),
    st.integers(1, 12),
    st.integers(0, 2**32 - 1),
)
def test_the_grid_finds_what_looking_at_all_points_finds(
    latitude: float, longitude: float, limit: int, seed: int
) -> None:
    """At the poles and on both sides of the antimeridian, too."""
    generator = np.random.default_rng(seed)
    latitudes = np.append(generator.uniform(-90, 90, 40), [90.0, -90.0, 10.0, 10.0])
    longitudes = np.append(generator.uniform(-180, 180, 40), [0.0, 50.0, 180.0, -180.0])
    found = Grid(latitudes, longitudes).nearest(latitude=latitude, longitude=longitude, limit=limit)
    distances = distance_km(
        latitude_a=latitude, longitude_a=longitude, latitude_b=latitudes, longitude_b=longitudes
    )
    assert len(found) == limit
    assert len({index for index, _ in found}) == limit
    assert [distance for _, distance in found] == pytest.approx(
        np.sort(distances)[:limit].tolist(), abs=1e-3
    )
