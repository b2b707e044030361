"""An analyst's corrections: how they are read, and what they change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo.corrections import Corrections, read_corrections
from geo.documents import read_documents
from geo.errors import CorrectionError
from geo.gazetteer import Gazetteer
from geo.model import Parsed, Status
from geo.pipeline import geoparse, join_parsed

TEXT = "Rebels shelled the town of Aleppo on Wednesday. The army left Homs."
PARIS = "geonames:2988507"


@pytest.fixture
def told(parse: object) -> Parsed:
    parsed = parse(TEXT, document_id="a")  # type: ignore[operator]
    assert isinstance(parsed, Parsed)
    return parsed


def journal(folder: Path, *lines: object) -> Path:
    path = folder / "corrections.jsonl"
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text(text, encoding="utf-8")
    return path


def shelling(parsed: Parsed) -> str:
    return next(report.report_id for report in parsed.reports if report.surface == "shelled")


def place_id(surface: str) -> str:
    start = TEXT.index(surface)
    return f"a:{start}-{start + len(surface)}"


def test_a_report_can_be_dropped(told: Parsed) -> None:
    corrections = Corrections(reports={shelling(told): {"drop": True}})
    atlas = join_parsed([told], corrections=corrections)
    assert shelling(told) not in set(atlas.reports["report_id"])
    assert shelling(told) in set(join_parsed([told]).reports["report_id"])


def test_status_and_type_can_be_set(told: Parsed, gazetteer: Gazetteer) -> None:
    corrections = Corrections(
        reports={shelling(told): {"status": "denied", "event_type": "COERCE"}}
    )
    (corrected,) = corrections.apply([told], gazetteer)
    report = next(item for item in corrected.reports if item.report_id == shelling(told))
    assert report.status is Status.DENIED
    assert report.event_type == "COERCE"
    assert report.mode is None
    # What other schemes call it follows the type: it is no battle any more.
    assert report.cameo == "170"
    assert (report.acled_event_type, report.acled_sub_event_type) == (
        *("Strategic developments", "Other"),
    )
    row = join_parsed([told], corrections=corrections).events.set_index("event_id")
    assert row.loc[shelling(told), "quad_class"] == 4


def test_a_place_can_be_moved_and_its_event_with_it(told: Parsed) -> None:
    corrections = Corrections(places={place_id("Aleppo"): {"entry_id": PARIS}})
    atlas = join_parsed([told], corrections=corrections)
    place = atlas.places.set_index("place_id").loc[place_id("Aleppo")]
    assert place["entry_id"] == PARIS
    assert place["reason"] == "corrected by an analyst"
    assert place["score"] == 1
    event = atlas.events.set_index("event_id").loc[shelling(told)]
    assert event["place_name"] == "Paris"
    assert event.geometry.equals(place.geometry)
    assert event["country_code"] == "FRA"


def test_the_exactness_of_a_moved_place_is_that_of_its_new_entry(told: Parsed) -> None:
    syria = Corrections(places={place_id("Aleppo"): {"entry_id": "geonames:163843"}})
    atlas = join_parsed([told], corrections=syria)
    event = atlas.events.set_index("event_id").loc[shelling(told)]
    assert event["geoprecision"] == 6
    assert event.geometry.geom_type in {"Polygon", "MultiPolygon"}
    place = atlas.places.set_index("place_id").loc[place_id("Aleppo")]
    assert place["geoprecision"] == 6
    assert place.geometry.geom_type in {"Polygon", "MultiPolygon"}


def test_a_place_can_be_dropped(told: Parsed) -> None:
    corrections = Corrections(places={place_id("Aleppo"): {"drop": True}})
    atlas = join_parsed([told], corrections=corrections)
    assert place_id("Aleppo") not in set(atlas.places["place_id"])
    event = atlas.events.set_index("event_id").loc[shelling(told)]
    assert event.geometry is None
    assert event["place_reason"] == "corrected by an analyst"


def test_corrections_of_other_runs_change_nothing(told: Parsed, gazetteer: Gazetteer) -> None:
    corrections = Corrections(
        reports={"nothing": {"drop": True}}, places={"b:0-1": {"entry_id": PARIS}}
    )
    assert corrections.apply([told], gazetteer) == [told]
    assert Corrections().apply([told], gazetteer) == [told]


def test_an_unknown_entry_is_refused(told: Parsed, gazetteer: Gazetteer) -> None:
    corrections = Corrections(places={place_id("Aleppo"): {"entry_id": "geonames:none"}})
    with pytest.raises(CorrectionError, match="geonames:none"):
        corrections.apply([told], gazetteer)


def test_the_last_line_wins_key_by_key(tmp_path: Path) -> None:
    path = journal(
        tmp_path,
        {"report_id": "r", "status": "denied", "note": "first"},
        "",
        {"report_id": "r", "status": "planned"},
        {"place_id": "p", "entry_id": PARIS},
    )
    corrections = read_corrections(path)
    assert corrections.reports["r"]["status"] == "planned"
    assert corrections.reports["r"]["note"] == "first"
    assert corrections.places["p"]["entry_id"] == PARIS


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("not json", "not JSON"),
        ("[" * 50_000, "not JSON"),
        ("[]", "names a 'report_id' or a 'place_id'"),
        ("7", "names a 'report_id' or a 'place_id'"),
        ({"drop": True}, "names a 'report_id' or a 'place_id'"),
        ({"report_id": "r", "entry_id": PARIS}, "unknown key 'entry_id'"),
        ({"place_id": "p", "status": "denied"}, "unknown key 'status'"),
        ({"report_id": "r", "status": "rumoured"}, "status 'rumoured'; known are actual"),
        ({"report_id": "r", "status": ["denied"]}, "status"),
        ({"report_id": "r", "event_type": "WAR"}, "event_type 'WAR' is no PLOVER type"),
        ({"report_id": "r", "event_type": {}}, "event_type"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_line_that_is_no_correction_is_named(tmp_path: Path, line: object, words: str) -> None:
    path = journal(tmp_path, {"report_id": "a", "drop": True}, line)
    with pytest.raises(CorrectionError, match=r"corrections\.jsonl:2: ") as caught:
        read_corrections(path)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 1000


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorrectionError, match=r"none\.jsonl: cannot be read"):
        read_corrections(tmp_path / "none.jsonl")
    with pytest.raises(CorrectionError, match="cannot be read"):
        read_corrections(tmp_path)
    binary = tmp_path / "binary.jsonl"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CorrectionError, match=r"binary\.jsonl: cannot be read"):
        read_corrections(binary)


def test_corrections_survive_when_documents_are_added(tmp_path: Path, told: Parsed) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    corrections = Corrections(places={place_id("Aleppo"): {"entry_id": PARIS}})
    one = geoparse(read_documents(tmp_path), corrections=corrections)
    (tmp_path / "0.txt").write_text("Shelling in Idlib.", encoding="utf-8")
    two = geoparse(read_documents(tmp_path), corrections=corrections)
    assert told.document.document_id == "a"
    for atlas in (one, two):
        place = atlas.places.set_index("place_id").loc[place_id("Aleppo")]
        assert place["entry_id"] == PARIS
