"""What the map of the two seed articles must say, and what it must not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import pytest

from geo.atlas import Atlas
from geo.model import Parsed

SEPTEMBER, AUGUST = "000_088637ec20ba536d", "002_1926a4a375c692f5"
GENEVA, ALEPPO, JARABULUS, DAMASCUS = 2660646, 170063, 169179, 170654
SYRIA = 163843
RUSSIA, UNITED_STATES, TURKEY = "RUS", "USA", "TUR"


def day(text: str) -> pd.Timestamp:
    return pd.Timestamp(text)


def acting(atlas: Atlas, event_id: str, role: str) -> pd.DataFrame:
    """Return the actors that have a role in an event."""
    roles = atlas.event_actors
    rows = roles[(roles["event_id"] == event_id) & (roles["role"] == role)]
    return atlas.actors[atlas.actors["actor_id"].isin(rows["actor_id"])]


def countries(atlas: Atlas, event_id: str, role: str) -> set[str]:
    return set(acting(atlas, event_id, role)["country_code"].dropna())


def names(atlas: Atlas, event_id: str, role: str) -> set[str]:
    return set(acting(atlas, event_id, role)["name"])


def entry_of(atlas: Atlas, event: Mapping[str, Any]) -> str | None:
    """Return the gazetteer entry of an event's place."""
    if pd.isna(event["place_id"]):
        return None
    return str(atlas.places.set_index("place_id").loc[event["place_id"], "entry_id"])


def reports_of(atlas: Atlas, event_id: str) -> pd.DataFrame:
    return atlas.reports[atlas.reports["event_id"] == event_id]


def events(atlas: Atlas, *types: str, place: int | None = None, saying: str = "") -> list[Any]:
    """Return the events of some types, at an entry, whose reports hold some words."""
    return [
        event
        for event in atlas.events.to_dict("records")
        if (not types or event["event_type"] in types)
        and (place is None or entry_of(atlas, event) == f"geonames:{place}")
        and any(saying in sentence for sentence in reports_of(atlas, event["event_id"])["sentence"])
    ]


def test_the_talks_of_august_are_one_event_told_twice(seed_atlas: Atlas) -> None:
    talks = [
        event
        for event in events(seed_atlas, "CONSULT", place=GENEVA)
        if event["status"] == "actual" and event["date_start"] == day("2016-08-26")
    ]
    assert len(talks) == 1
    reports = reports_of(seed_atlas, talks[0]["event_id"])
    assert set(reports["document_id"]) == {AUGUST, SEPTEMBER}
    assert talks[0]["report_count"] == 2
    assert talks[0]["independent_report_count"] == 2
    assert {"John Kerry", "Sergei Lavrov"} <= names(seed_atlas, talks[0]["event_id"], "source")
    assert talks[0]["date_end"] == day("2016-08-26")


def test_the_place_of_the_talks_of_august_is_inferred_and_says_so(seed_atlas: Atlas) -> None:
    talks = [
        event
        for event in events(seed_atlas, "CONSULT", place=GENEVA)
        if event["status"] == "actual" and event["date_start"] < day("2016-09-01")
    ]
    assert talks
    for event in talks:
        assert event["place_inferred"]
        assert event["geoprecision"] > 1
        assert "not stated" in event["place_reason"]


def test_the_talks_of_september_are_another_event(seed_atlas: Atlas) -> None:
    talks = [
        event
        for event in events(seed_atlas, "CONSULT", place=GENEVA)
        if event["status"] == "actual" and event["date_start"] == day("2016-09-09")
    ]
    assert talks
    for event in talks:
        reports = reports_of(seed_atlas, event["event_id"])
        assert set(reports["document_id"]) == {SEPTEMBER}
        assert not event["place_inferred"]
        assert event["geoprecision"] == 1


def test_jarabulus_is_seized_from_islamic_state(seed_atlas: Atlas) -> None:
    (seized,) = events(seed_atlas, "COERCE", "ASSAULT", place=JARABULUS, saying="have seized")
    assert any("rebel" in name.lower() for name in names(seed_atlas, seized["event_id"], "source"))
    assert names(seed_atlas, seized["event_id"], "target") == {"Islamic State"}
    assert day("2016-08-20") <= seized["date_start"] <= seized["date_end"] <= day("2016-08-26")
    assert seized["status"] == "actual"
    assert seized["geometry"].geom_type == "Point"
    control = seed_atlas.control
    control = control[control["entry_id"] == f"geonames:{JARABULUS}"]
    assert set(control["claim"]) == {"takes", "loses"}
    assert set(control[control["claim"] == "loses"]["actor_id"]) == {"group:islamic-state"}


def test_turkey_sends_tanks_into_syria(seed_atlas: Atlas) -> None:
    (sent,) = events(seed_atlas, "MOBILIZE", place=SYRIA, saying="send tanks")
    assert countries(seed_atlas, sent["event_id"], "source") == {TURKEY}
    assert day("2016-08-20") <= sent["date_start"] <= sent["date_end"] <= day("2016-08-26")
    assert sent["geoprecision"] == 6
    assert sent["geometry"].geom_type in {"Polygon", "MultiPolygon"}


def test_turkish_forces_shell_the_ypg(seed_atlas: Atlas) -> None:
    (shelled,) = events(seed_atlas, "ASSAULT", saying="have also shelled")
    assert countries(seed_atlas, shelled["event_id"], "source") == {TURKEY}
    assert names(seed_atlas, shelled["event_id"], "target") == {"People's Protection Units"}
    assert shelled["status"] == "actual"


def test_russia_strikes_from_the_air_since_september_2015(seed_atlas: Atlas) -> None:
    (strikes,) = events(seed_atlas, "ASSAULT", place=SYRIA, saying="air strikes in Syria since")
    assert countries(seed_atlas, strikes["event_id"], "source") == {RUSSIA}
    assert day("2015-09-01") <= strikes["date_start"] <= day("2015-09-30")
    assert strikes["date_end"] == day("2016-08-26")
    assert strikes["geometry"].geom_type in {"Polygon", "MultiPolygon"}


def test_the_government_carried_out_chemical_attacks(seed_atlas: Atlas) -> None:
    (attacks,) = events(seed_atlas, "ASSAULT", saying="at least two chemical attacks")
    assert countries(seed_atlas, attacks["event_id"], "source") == {"SYR"}
    assert attacks["status"] == "actual"
    assert attacks["fatalities_best"] is None or pd.isna(attacks["fatalities_best"])


def test_the_government_fights_for_ground_around_damascus(seed_atlas: Atlas) -> None:
    (fighting,) = events(seed_atlas, "ASSAULT", "COERCE", place=DAMASCUS, saying="reclaim")
    assert countries(seed_atlas, fighting["event_id"], "source") == {"SYR"}
    assert fighting["geoprecision"] == 2


def test_russia_agrees_to_a_pause_in_aleppo(seed_atlas: Atlas) -> None:
    agreed = events(seed_atlas, "AGREE", place=ALEPPO, saying="48-hour pause")
    assert len(agreed) == 1
    assert countries(seed_atlas, agreed[0]["event_id"], "source") == {RUSSIA}
    assert agreed[0]["date_start"] == day("2016-08-15")
    assert agreed[0]["date_end"] == day("2016-08-21")


def test_the_envoy_accuses_on_thursday(seed_atlas: Atlas) -> None:
    (accused,) = events(seed_atlas, "ACCUSE", saying="dragging their feet")
    assert names(seed_atlas, accused["event_id"], "source") == {"Staffan de Mistura"}
    assert accused["date_start"] == accused["date_end"] == day("2016-08-25")
    assert accused["status"] == "actual"


@pytest.mark.parametrize(
    ("words", "source"),
    [("insisted that opposition groups", RUSSIA), ("air force grounded", UNITED_STATES)],
)
def test_demands_have_their_source_and_status(seed_atlas: Atlas, words: str, source: str) -> None:
    (demand,) = events(seed_atlas, "REQUEST", saying=words)
    assert countries(seed_atlas, demand["event_id"], "source") == {source}
    assert demand["status"] == "actual"


@pytest.mark.parametrize(
    ("words", "surface", "sense"),
    [
        ("Washington wants", "Washington", "metonymic"),
        ("Moscow vowed", "Moscow", "metonymic"),
        ("Ankara's decision", "Ankara", "metonymic"),
        ("Syrian regime's", "Syrian", "modifier"),
        ("U.S. Secretary", "U.S.", "modifier"),
    ],
)
def test_governments_and_attributes_are_no_points(
    seed_atlas: Atlas, words: str, surface: str, sense: str
) -> None:
    places = seed_atlas.places
    said = places[
        (places["surface"] == surface) & places["sentence"].str.contains(words, regex=False)
    ]
    assert len(said) >= 1
    assert set(said["sense"]) == {sense}
    assert said.geometry.isna().all()


def test_whoever_is_not_a_place_has_no_geometry(seed_atlas: Atlas) -> None:
    places = seed_atlas.places
    assert places[places["sense"] != "literal"].geometry.isna().all()


def test_what_governments_do_does_not_happen_in_their_capitals(seed_atlas: Atlas) -> None:
    capitals = {"Washington", "Moscow", "Ankara"}
    assert not capitals & set(seed_atlas.events["place_name"].dropna())


def test_no_country_or_region_is_a_point(seed_atlas: Atlas) -> None:
    for frame in (seed_atlas.places, seed_atlas.events):
        wide = frame[frame["geoprecision"].fillna(0) >= 4]
        assert len(wide) > 0
        assert not (wide.geometry.geom_type == "Point").any()
    in_syria = seed_atlas.events.query("place_name == 'Syria'")
    assert len(in_syria) >= 2
    assert set(in_syria.geometry.geom_type) <= {"Polygon", "MultiPolygon"}


def test_totals_are_attributed_and_in_no_event(seed_atlas: Atlas) -> None:
    figures = {row["low"]: row for row in seed_atlas.figures.to_dict("records")}
    assert {450_000, 290_000} <= set(figures)
    assert figures[450_000]["surface"].startswith("450.000")
    assert "UN" in figures[450_000]["attribution"]
    assert figures[450_000]["measure"] == figures[290_000]["measure"] == "killed"
    assert figures[450_000]["document_id"] == SEPTEMBER
    assert pd.isna(figures[290_000]["high"]), "more than 290,000 is open"
    counts = ["fatalities_low", "fatalities_best", "fatalities_high", "injured"]
    assert seed_atlas.events[counts].isna().all(axis=None)
    assert 740_000 not in set(seed_atlas.figures["low"])


def test_the_lines_of_the_site_yield_nothing(
    seed_atlas: Atlas, seed_parsed: Sequence[Parsed]
) -> None:
    (parsed,) = [item for item in seed_parsed if item.document.document_id == AUGUST]
    end = parsed.document.text.index("Stay informed with MEE")
    for table in (seed_atlas.places, seed_atlas.reports, seed_atlas.figures):
        spans = table[table["document_id"] == AUGUST]
        assert (spans["end"] <= end).all()
    assert all(mention.span.end <= end for mention in parsed.mentions)
    assert all(sentence.end <= end for sentence in parsed.sentences)


def test_nothing_was_rejected(seed_atlas: Atlas) -> None:
    assert seed_atlas.rejected.empty
    assert list(seed_atlas.documents["document_id"]) == [SEPTEMBER, AUGUST]
    assert list(seed_atlas.documents["published"].dt.date) == [
        dt.date(2016, 9, 9),
        dt.date(2016, 8, 26),
    ]


def test_every_dot_is_traced_to_its_sentence(
    seed_atlas: Atlas, seed_parsed: Sequence[Parsed]
) -> None:
    texts = {item.document.document_id: item.document.text for item in seed_parsed}
    for row in seed_atlas.reports.to_dict("records"):
        text = texts[row["document_id"]]
        assert text[row["start"] : row["end"]] == row["surface"]
        at = row["sentence_start"]
        assert text[at : at + len(row["sentence"])] == row["sentence"]
    for row in seed_atlas.places.to_dict("records"):
        assert texts[row["document_id"]][row["start"] : row["end"]] == row["surface"]
        assert row["surface"] in row["sentence"]
        assert row["reason"]
    for row in seed_atlas.figures.to_dict("records"):
        assert texts[row["document_id"]][row["start"] : row["end"]] == row["surface"]
