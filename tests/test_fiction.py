"""The fictional atlas: the same every time, whole, and of nobody and no place there is."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from fiction.atlas import make_atlas
from fiction.land import build_archipelago, lands_json

from geo.atlas import Atlas
from geo.gazetteer import Gazetteer
from geo.model import ActorType, Control, Match, Status
from geo.ontology import quad_classes

MAPS = Path(__file__).parent.parent / "maps"
EVENTS = 1500


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return make_atlas(EVENTS)


def test_it_is_the_same_every_time(atlas: Atlas) -> None:
    again = make_atlas(EVENTS).tables()
    for name, table in atlas.tables().items():
        pd.testing.assert_frame_equal(table, again[name])


def test_it_has_all_that_an_atlas_can_have(atlas: Atlas) -> None:
    assert len(atlas.events) == EVENTS
    assert all(len(table) for table in atlas.tables().values())
    assert set(atlas.events["event_type"]) == set(quad_classes())
    assert set(atlas.events["status"]) == set(Status)
    assert set(atlas.events["geoprecision"].dropna()) == set(range(1, 8))
    assert set(atlas.events["date_precision"].dropna()) == set(range(1, 6))
    assert set(atlas.control["claim"]) == set(Control)
    assert set(atlas.actors["type"]) == set(ActorType)
    for name in ("geometry", "date_start", "fatalities_best"):
        assert atlas.events[name].isna().any()
    assert atlas.reports["origin_place_id"].notna().any()
    assert set(atlas.events["report_count"]) == {1, 2, 3, 4}
    assert (atlas.events["independent_report_count"] < atlas.events["report_count"]).any()


def test_words_stand_where_reports_say(atlas: Atlas) -> None:
    reports = atlas.reports
    start = reports["start"] - reports["sentence_start"]
    for sentence, first, surface in zip(
        reports["sentence"], start, reports["surface"], strict=True
    ):
        assert sentence[first : first + len(surface)] == surface
    placed = reports[reports["place_surface"].notna()]
    places = atlas.places.set_index("place_id")
    named = [
        surface in sentence
        for surface, sentence in zip(placed["place_surface"], placed["sentence"], strict=True)
    ]
    assert sum(named) / len(named) > 0.9
    for name in ("origin_place_id", "destination_place_id"):
        assert set(reports[name].dropna()) <= set(places.index)
    assert set(atlas.events["place_id"].dropna()) <= set(places.index)


def test_ids_point_to_rows(atlas: Atlas) -> None:
    events, actors = set(atlas.events["event_id"]), set(atlas.actors["actor_id"])
    assert set(atlas.reports["event_id"]) == events
    assert set(atlas.event_actors["event_id"]) <= events
    assert set(atlas.event_actors["actor_id"]) <= actors
    assert set(atlas.control["actor_id"]) <= actors
    assert set(atlas.control["report_id"]) <= set(atlas.reports["report_id"])
    assert events <= set(atlas.reports["report_id"])


def test_claims_of_a_town_change_and_contradict_each_other(atlas: Atlas) -> None:
    takes = atlas.control[atlas.control["claim"] == "takes"]
    assert max(takes.groupby("entry_id")["actor_id"].agg(lambda own: len(set(own)))) > 1
    claims = atlas.control[atlas.control["claim"].isin(["takes", "holds"])]
    days = claims.groupby(["entry_id", "date"])["actor_id"].agg(lambda own: len(set(own)))
    assert max(days) > 1


def test_every_publisher_says_that_it_is_fictional(atlas: Atlas) -> None:
    assert atlas.documents["publisher"].str.contains("fictional").all()
    assert atlas.documents["url"].str.contains(r"^https://[a-z0-9-]+\.example/").all()
    assert atlas.provenance["detail"].str.startswith("Fictional").all()


def test_no_name_is_that_of_a_real_place(atlas: Atlas, gazetteer: Gazetteer) -> None:
    names = sorted(set(atlas.places["name"]))
    real = [
        name
        for name in names
        if any(found.match in {Match.NAME, Match.ALTERNATE} for found in gazetteer.candidates(name))
    ]
    assert real == []


def test_its_borders_are_those_of_the_file() -> None:
    path = MAPS / "demo_borders.geojson"
    assert path.read_text("utf-8") == lands_json(build_archipelago())
    borders = gpd.read_file(path)
    assert borders.is_valid.all()
    divisions = borders[borders["level"] == 1]
    areas = divisions.geometry.to_numpy()
    overlap = shapely.area(areas).sum() - shapely.area(shapely.union_all(areas))
    assert overlap == pytest.approx(0, abs=1e-6)
