"""Where an act happened, of the places that its sentence names."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from geo.events import LexiconCoder
from geo.exports.lines import predictions
from geo.model import Document, Geoprecision, Parsed, Report
from geo.pipeline import Components, parse_document
from geo.settings import Settings

UNTRAINED = Settings(trained_weights=False)


def read(text: str, settings: Settings | None = None) -> Parsed:
    document = Document(document_id="d", text=text, published=dt.date(2023, 5, 12))
    return parse_document(document, Components.open(settings or Settings()))


def only(text: str, event_type: str, settings: Settings | None = None) -> Report:
    found = [item for item in read(text, settings).reports if item.event_type == event_type]
    assert len(found) == 1, [(item.event_type, item.surface) for item in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Gunmen killed four farmers in Gao on Monday.", "Gao"),
        ("In Baidoa, a suicide bomber killed five soldiers at a checkpoint.", "Baidoa"),
        ("Three policemen were shot dead in Quetta, the capital of Balochistan.", "Quetta"),
        ("Rebels shelled Taiz on Friday while envoys met in Muscat.", "Taiz"),
        ("A minister from Lima was shot dead by gunmen in Trujillo, police said.", "Trujillo"),
    ],
)
def test_place_is_that_of_the_act(text: str, name: str) -> None:
    report = only(text, "ASSAULT")
    assert report.place is not None
    assert report.place.name == name


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Germany condemned the shelling of Taiz on Friday.", "condemned"),
        ("Norway welcomed the plan signed in Nairobi on Saturday.", "welcomed"),
        ("Thousands marched here on Friday, as they did in Lyon.", "marched"),
        ("They were en route to Geneva when gunmen attacked them.", "attacked"),
    ],
)
def test_place_of_something_else_is_not_the_act_s(text: str, trigger: str) -> None:
    (report,) = (item for item in read(text).reports if item.surface == trigger)
    assert report.place is None


def test_capital_that_is_not_named_is_the_one_that_the_text_names() -> None:
    text = (
        "Ministers left Tbilisi in haste.\n"
        "Thousands of miners rallied in the Georgian capital on Monday, not in Batumi."
    )
    report = only(text, "PROTEST")
    assert report.place is not None
    assert report.place.name == "Tbilisi"
    assert "Georgian capital" in report.place.reason


def test_place_that_no_gazetteer_has_is_named_and_drawn_at_its_province() -> None:
    report = only(
        "Militants shelled the village of Qwertina in Homs province on Monday.", "ASSAULT"
    )
    assert report.place is not None
    assert report.place.resolution.toponym.surface == "Homs"
    assert report.place.geoprecision is not Geoprecision.EXACT
    assert "Qwertina" in report.place.reason
    assert report.place_words is not None


def test_place_told_by_its_distance_is_moved_from_the_known_one() -> None:
    report = only(
        "Gunmen killed four herders in Qwertina, 40 kilometres north of Maiduguri.", "ASSAULT"
    )
    assert report.place is not None
    assert report.place.latitude == pytest.approx(11.85 + 40 / 111.2, abs=0.05)
    assert report.place.geoprecision >= Geoprecision.NEAR


def test_place_that_nothing_tells_of_is_left_without_a_point() -> None:
    text = "Militants shelled the village of Qwertina on Monday, envoys in Geneva said."
    report = only(text, "ASSAULT")
    assert report.place is None
    assert "'Qwertina' is named for it" in report.place_reason
    (event,) = (item for item in predictions(read(text))["events"] if item["plover"] == "ASSAULT")
    start = text.index("Qwertina")
    assert event["place"] == {
        "name": "Qwertina",
        "lat": None,
        "lon": None,
        "start": start,
        "end": start + len("Qwertina"),
    }


def test_words_of_a_place_keep_their_offsets_in_a_text_with_odd_marks() -> None:
    text = "Militants\u200b shelled the village of Qwer\u00adtina on\u00a0Monday."
    report = only(text, "ASSAULT")
    assert report.place_words is not None
    assert text[report.place_words.start : report.place_words.end] == "Qwer\u00adtina"


@pytest.mark.parametrize(
    "text",
    [
        "The army shelled the Wagner camp in January, and Ivanov fled in tears.",
        "Protesters marched in Congress Party colours on May Day.",
    ],
)
def test_persons_and_days_are_no_places(text: str) -> None:
    for report in read(text).reports:
        if report.place_words is not None:
            words = text[report.place_words.start : report.place_words.end]
            assert words not in {"January", "Ivanov", "May Day"}


def test_rules_place_acts_without_trained_weights() -> None:
    report = only("Gunmen killed four farmers in Gao on Monday.", "ASSAULT", UNTRAINED)
    assert report.place is not None
    assert report.place.name == "Gao"
    coder = Components.open(UNTRAINED).coder
    assert isinstance(coder, LexiconCoder)
    assert coder.siting is None


def test_a_list_of_names_costs_little_and_is_written() -> None:
    names = ", ".join(f"Qwertina{number}" for number in range(400))
    parsed = read(f"Militants shelled the villages of {names} and Homs on Monday.")
    assert json.dumps(predictions(parsed))


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("Rebels launched a large offensive near Goma on Monday.", "launched a large offensive"),
        ("Heavy clashes erupted in Goma on Monday.", "clashes erupted"),
        ("Six people were killed in a car bomb attack in Quetta on Monday.", "killed"),
    ],
)
def test_trigger_is_the_first_phrase_that_tells_of_the_act(text: str, surface: str) -> None:
    assert only(text, "ASSAULT").surface == surface
