"""The gold annotation of the two seed articles follows its own rules."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from geo.documents import read_documents
from geo.evaluation import evaluate, read_lines
from geo.gazetteer import Gazetteer
from geo.geodesy import distance_km
from geo.model import ActorType, Document, Sense, Status

SEEDS = Path(__file__).parent.parent / "seeds"
GOLD = read_lines(SEEDS / "gold.jsonl")
PLOVER = {
    *("AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT", "REQUEST"),
    *("ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}
SEPTEMBER, AUGUST = sorted(GOLD)


def events() -> Iterator[tuple[Any, Any]]:
    for doc in GOLD.values():
        for event in doc["events"]:
            yield doc, event


def find(document_id: str, surface: str, plover: str) -> Any:
    (found,) = [
        event
        for event in GOLD[document_id]["events"]
        if (event["surface"], event["plover"]) == (surface, plover)
    ]
    return found


def test_the_gold_is_of_the_documents_as_they_are_read() -> None:
    documents = {item.document_id: item for item in read_documents(SEEDS)}
    assert documents.keys() == GOLD.keys()
    for key, document in documents.items():
        assert isinstance(document, Document)
        assert GOLD[key]["text"] == document.text
        assert GOLD[key]["title"] == document.title
        assert GOLD[key]["date"] == str(document.published)


def test_offsets_give_the_surfaces() -> None:
    for doc in GOLD.values():
        for item in [*doc["places"], *doc["events"]]:
            assert doc["text"][item["start"] : item["end"]] == item["surface"]
        for before, after in pairwise(doc["places"]):
            assert before["end"] <= after["start"]
        for actor in doc["actors"]:
            assert all(surface in doc["text"] for surface in actor["surfaces"])


def test_values_are_those_that_the_rules_name() -> None:
    for doc in GOLD.values():
        assert {place["kind"] for place in doc["places"]} <= set(Sense)
        assert {actor["type"] for actor in doc["actors"]} <= set(ActorType)
        assert {event["plover"] for event in doc["events"]} <= PLOVER
        assert {event["status"] for event in doc["events"]} <= set(Status)


def test_events_point_at_actors_and_at_literal_mentions() -> None:
    for doc, event in events():
        actors = {actor["id"] for actor in doc["actors"]}
        assert set(event["source"]) | set(event["target"]) <= actors
        if event["place"] is not None:
            (mention,) = [
                place for place in doc["places"] if place["start"] == event["place"]["place_start"]
            ]
            assert mention["kind"] == "literal"
            assert mention["name"] == event["place"]["name"]


def test_reports_of_one_act_point_at_each_other() -> None:
    by_id = {event["id"]: event for _, event in events()}
    linked = {key: event["same_as"] for key, event in by_id.items() if event["same_as"]}
    assert len(linked) == 2
    assert all(linked[other] == key for key, other in linked.items())


def test_points_are_those_of_the_gazetteer() -> None:
    gazetteer = Gazetteer.open()
    for doc in GOLD.values():
        for place in doc["places"]:
            entry = gazetteer.entry(f"geonames:{place['geonameid']}")
            error_km = distance_km(
                latitude_a=place["lat"],
                longitude_a=place["lon"],
                latitude_b=entry.latitude,
                longitude_b=entry.longitude,
            )
            assert error_km <= (500 if place["feature"] == "country" else 1), place


def test_the_lines_that_the_site_put_at_the_end_yield_nothing() -> None:
    doc = GOLD[AUGUST]
    end = doc["text"].index("Stay informed with MEE")
    assert all(item["end"] <= end for item in [*doc["places"], *doc["events"]])


@pytest.mark.parametrize(
    ("document_id", "surface", "plover", "place", "dates"),
    [
        (AUGUST, "talks", "CONSULT", "Geneva", ("2016-08-26", "2016-08-26")),
        (SEPTEMBER, "meeting", "CONSULT", "Geneva", ("2016-09-09", "2016-09-09")),
        (AUGUST, "have seized", "COERCE", "Jarabulus", ("2016-08-22", "2016-08-26")),
        (AUGUST, "send", "MOBILIZE", "Syria", ("2016-08-22", "2016-08-26")),
        (AUGUST, "air strikes", "ASSAULT", "Syria", ("2015-09-01", "2016-08-26")),
        (AUGUST, "reclaim", "ASSAULT", "Damascus", (None, None)),
        (AUGUST, "gave its blessing", "AGREE", "Aleppo", ("2016-08-15", "2016-08-21")),
        (AUGUST, "accused", "ACCUSE", None, ("2016-08-25", "2016-08-25")),
    ],
)
def test_what_the_map_must_say_is_annotated(
    document_id: str,
    surface: str,
    plover: str,
    place: str | None,
    dates: tuple[str | None, str | None],
) -> None:
    event = find(document_id, surface, plover)
    assert (event["date_start"], event["date_end"]) == dates
    assert (event["place"] or {}).get("name") == place


def test_all_tasks_can_be_scored() -> None:
    figures = evaluate(SEEDS / "gold.jsonl", [])
    assert list(figures) == ["resolve", "recognise", "kinds", "events"]
