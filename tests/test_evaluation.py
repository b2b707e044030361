from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import DocumentError
from geo.evaluation import evaluate, read_gold, read_lines

HALF_EARTH_KM = 20_037.5


def toponym(start: int, end: int, **values: Any) -> dict[str, Any]:
    return {"start": start, "end": end, "geonameid": None, "lat": None, "lon": None, **values}


def event(start: int, end: int, plover: str, **values: Any) -> dict[str, Any]:
    return {
        "start": start,
        "end": end,
        "plover": plover,
        "status": "actual",
        "source": [],
        "target": [],
        "place": None,
        **values,
    }


def sentence_event(start: int, end: int, plover: str, **values: Any) -> dict[str, Any]:
    coded = event(start, end, plover, **values)
    del coded["start"], coded["end"]
    return {**coded, "trigger": {"start": start, "end": end}}


def text(*, places: Sequence[Any] = (), events: Sequence[Any] = (), **values: Any) -> Any:
    return {
        "id": "t",
        "text": "Rebels seized Kobani. Troops shelled the town. Envoys met in Geneva.",
        "actors": [
            {"id": "A1", "name": "Syrian rebels", "surfaces": ["Rebels"]},
            {"id": "A2", "name": "Syrian army", "surfaces": ["Troops"]},
        ],
        "places": list(places),
        "events": list(events),
        **values,
    }


def scores(task: str, gold: Any, prediction: Any) -> Mapping[str, float | None]:
    return evaluate([gold], [{"id": gold["id"], **prediction}])[task]


# Toponyms


def test_resolution_is_measured_in_ids_and_kilometres() -> None:
    gold = text(
        places=[
            toponym(0, 1, geonameid=1, lat=0.0, lon=0.0),
            toponym(2, 3, geonameid=2, lat=0.0, lon=0.0),
            toponym(4, 5, geonameid=3, lat=0.0, lon=0.0),
            toponym(6, 7),
        ]
    )
    found = [
        toponym(0, 1, geonameid=1, lat=50.0, lon=50.0),
        toponym(2, 3, geonameid=9, lat=1.0, lon=0.0),
    ]
    figures = scores("resolve", gold, {"toponyms": found})
    degree_km = math.radians(1) * 6371.0088
    assert figures["mentions_with_id"] == figures["mentions_with_coordinates"] == 3
    assert figures["exact_match"] == pytest.approx(1 / 3)
    assert figures["accuracy_161km"] == pytest.approx(2 / 3)
    assert figures["median_error_km"] == pytest.approx(degree_km)
    assert figures["mean_error_km"] == pytest.approx((degree_km + HALF_EARTH_KM) / 3)
    expected = (math.log1p(degree_km) / math.log1p(HALF_EARTH_KM) + 1) / 3
    assert figures["auc_lower_is_better"] == pytest.approx(expected)


def test_recognition_counts_what_cannot_be_located_neither_way() -> None:
    gold = text(
        places=[
            toponym(0, 4, lat=1.0, lon=1.0),
            toponym(6, 10, lat=1.0, lon=1.0),
            toponym(12, 16),
        ]
    )
    found = [toponym(0, 4), toponym(5, 9), toponym(13, 15), toponym(20, 24)]
    figures = scores("recognise", gold, {"toponyms": found})
    assert figures["exact_precision"] == pytest.approx(1 / 3)
    assert figures["exact_recall"] == pytest.approx(1 / 2)
    assert figures["exact_f1"] == pytest.approx(0.4)
    assert figures["overlap_precision"] == pytest.approx(2 / 3)
    assert figures["overlap_recall"] == 1


def test_kinds_are_compared_over_spans_that_were_found() -> None:
    kinds = ["literal", "metonymic", "modifier", "literal", "metonymic"]
    guesses = ["literal", "modifier", "literal", "metonymic"]
    gold = text(places=[toponym(i, i + 1, kind=kind) for i, kind in enumerate(kinds)])
    found = [toponym(i, i + 1, kind=kind) for i, kind in enumerate(guesses)]
    assert scores("kinds", gold, {"toponyms": found}) == {
        "mentions": 4,
        "accuracy": 0.5,
        "associative_precision": 0.5,
        "associative_recall": 0.5,
        "associative_f1": 0.5,
    }


def test_names_of_kinds_of_other_corpora_are_known() -> None:
    gold = text(places=[toponym(0, 1, kind="Demonym")])
    figures = scores("kinds", gold, {"toponyms": [toponym(0, 1, kind="modifier")]})
    assert figures["accuracy"] == 1


# Events

KOBANI = {"name": "Kobani", "lat": 36.89, "lon": 38.35, "place_start": 14}


def test_an_event_is_found_by_trigger_or_by_type_in_its_sentence() -> None:
    gold = text(events=[event(7, 13, "COERCE"), event(29, 36, "ASSAULT"), event(54, 57, "CONSULT")])
    found = [
        event(7, 10, "ASSAULT"),  # the trigger overlaps
        event(22, 28, "ASSAULT"),  # the type and the sentence agree
        event(58, 60, "AID"),  # neither
    ]
    figures = scores("events", gold, {"events": found})
    assert figures["events"] == 3
    assert figures["detection_precision"] == pytest.approx(2 / 3)
    assert figures["detection_recall"] == pytest.approx(2 / 3)
    assert figures["type_accuracy"] == 0.5
    assert figures["typed_f1"] == pytest.approx(1 / 3)


def test_context_counts_in_detection_but_not_in_the_foreground() -> None:
    gold = text(
        events=[event(7, 13, "COERCE", background=False), event(29, 36, "ASSAULT", background=True)]
    )
    figures = scores("events", gold, {"events": [event(7, 13, "COERCE")]})
    assert figures["detection_recall"] == 0.5
    assert figures["foreground_recall"] == 1


def test_actors_agree_where_one_name_contains_the_other() -> None:
    gold = text(events=[event(7, 13, "COERCE", source=["A1"], target=["A2"])])
    found = [event(7, 13, "COERCE", source=["the rebels", "Kurds"], target=["police"])]
    figures = scores("events", gold, {"events": found})
    assert figures["source_f1"] == pytest.approx(2 / 3)
    assert figures["target_f1"] == 0


@pytest.mark.parametrize(
    ("feature", "latitude", "is_right"),
    [("city", 36.99, True), ("city", 37.5, False), ("admin1", 37.5, True), ("country", 40.0, True)],
)
def test_places_agree_within_what_their_kind_can_tell(
    feature: str, latitude: float, *, is_right: bool
) -> None:
    gold = text(
        places=[toponym(14, 20, lat=36.89, lon=38.35, feature=feature)],
        events=[event(7, 13, "COERCE", place=KOBANI)],
    )
    place = {"name": "K", "lat": latitude, "lon": 38.35}
    figures = scores("events", gold, {"events": [event(7, 13, "COERCE", place=place)]})
    assert figures["place_f1"] == is_right


def test_places_without_a_point_agree_by_name() -> None:
    place = {"name": "Euphrates", "lat": None, "lon": None, "place_start": 0}
    gold = text(events=[event(7, 13, "COERCE", place=place)])
    found = {"name": "the Euphrates", "lat": 35.0, "lon": 40.0}
    figures = scores("events", gold, {"events": [event(7, 13, "COERCE", place=found)]})
    assert figures["place_f1"] == 1


def test_dates_and_deaths_are_compared_where_there_are_any() -> None:
    gold = text(
        events=[
            event(7, 13, "COERCE", date_start="2016-08-24", date_end="2016-08-24"),
            event(29, 36, "ASSAULT", fatalities_low=3, fatalities_high=None),
        ]
    )
    found = [
        event(7, 13, "COERCE", date_start="2016-08-24", date_end=None),
        event(29, 36, "ASSAULT", fatalities_low=3, fatalities_high=3),
    ]
    figures = scores("events", gold, {"events": found})
    assert figures["date_accuracy"] == 1
    assert figures["fatalities_accuracy"] == 0


def test_what_was_wanted_and_not_found_is_nought_and_what_was_not_compared_is_none() -> None:
    figures = evaluate([text(events=[event(7, 13, "COERCE")])], [])["events"]
    assert figures["detection_recall"] == figures["detection_f1"] == 0
    assert figures["detection_precision"] is None
    assert figures["type_accuracy"] is None
    assert figures["source_f1"] is None


# Sentences


def sentence(*events: Any) -> Any:
    return {"id": "s", "text": "France urged Mali to free the men.", "events": list(events)}


def test_sentences_are_matched_by_overlap_of_triggers() -> None:
    gold = sentence(sentence_event(7, 12, "REQUEST", source=["France"], target=["Mali"]))
    found = [event(7, 9, "REQUEST", source=["France"]), event(20, 24, "AID")]
    figures = scores("sentences", gold, {"events": found})
    assert figures["trigger_precision"] == 0.5
    assert figures["trigger_recall"] == 1
    assert figures["category_f1"] == pytest.approx(2 / 3)
    assert figures["source_f1"] == 1
    assert figures["target_f1"] == 0


def test_texts_and_sentences_in_one_pool_have_no_figures_of_events() -> None:
    one = sentence(sentence_event(7, 12, "REQUEST"))
    text = "Rebels shelled Homs. The army replied."
    told = {"start": 7, "end": 14, "plover": "ASSAULT", "status": "actual"}
    other = {"id": "t", "text": text, "events": [told | {"source": [], "target": []}]}
    assert evaluate([one], [])["sentences"]
    assert evaluate([other], [])["events"]
    assert not {"events", "sentences"} & evaluate([one, other], []).keys()


def test_the_act_inside_a_demand_may_be_left_out() -> None:
    gold = sentence(
        sentence_event(7, 12, "REQUEST"),
        sentence_event(21, 25, "CONCEDE", status="hypothetical"),
    )
    for found in (
        [event(7, 12, "REQUEST")],
        [event(7, 12, "REQUEST"), event(21, 25, "CONCEDE", status="hypothetical")],
    ):
        figures = scores("sentences", gold, {"events": found})
        assert figures["trigger_f1"] == 1
        assert figures["category_f1"] == 1


def test_context_does_not_fire_on_negatives() -> None:
    gold = [
        sentence(),
        {**sentence(), "id": "n"},
        {**sentence(sentence_event(7, 12, "AID")), "id": "e"},
    ]
    found = [
        {"id": "s", "events": [event(0, 3, "AID", background=True)]},
        {"id": "n", "events": [event(0, 3, "AID")]},
    ]
    figures = evaluate(gold, found)["sentences"]
    assert figures["sentences"] == 3
    assert figures["fires_on_negatives"] == 0.5


# Files


def test_what_is_scored_follows_from_the_gold() -> None:
    assert list(evaluate([text(places=[toponym(0, 1, lat=1, lon=1)])], [])) == [
        "resolve",
        "recognise",
    ]
    assert list(evaluate([text(events=[event(7, 13, "COERCE")])], [])) == ["events"]
    assert evaluate([], []) == {}


def test_gold_against_itself_is_perfect(tmp_path: Path) -> None:
    gold = text(
        places=[toponym(14, 20, kind="literal", geonameid=7, lat=36.89, lon=38.35)],
        events=[event(7, 13, "COERCE", source=["A1"], place=KOBANI)],
    )
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(gold) + "\n")
    same = {**gold, "events": [{**gold["events"][0], "source": ["Rebels"]}]}
    figures = evaluate(path, [same])
    assert figures["resolve"]["exact_match"] == 1
    assert figures["recognise"]["exact_f1"] == 1
    assert figures["events"]["typed_f1"] == 1
    assert figures["events"]["place_f1"] == 1


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"text": "x"}',
        '{"id": null}',
        '{"id": " "}',
        '{"id": true}',
        "\xff",
        "[" * 100_000,
        '{"id": 1, "x": NaN}',
        '{"id": 1e999}',
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(b'{"id": 1}\n' + line.encode("latin-1") + b"\n")
    with pytest.raises(DocumentError, match=r"gold\.jsonl:2"):
        read_lines(path)


ALEPPO = {"start": 7, "end": 13, "geonameid": 170063, "lat": 36.2, "lon": 37.16}
FAULTS: tuple[tuple[Any, str], ...] = (
    ({"toponyms": {"start": 1}}, "no list"),
    ({"toponyms": [5]}, "toponym 1 is 5"),
    ({"toponyms": [{"start": 7}]}, "end None"),
    ({"toponyms": [{**ALEPPO, "end": 99}]}, "text of 14 characters"),
    ({"toponyms": [{**ALEPPO, "lon": None}]}, "lat and no lon; give both"),
    ({"toponyms": [{**ALEPPO, "lat": None}]}, "lon and no lat; give both"),
    ({"toponyms": [{**ALEPPO, "lat": 136.2}]}, "from -90 to 90"),
    ({"toponyms": [{**ALEPPO, "lon": 437.1}]}, "from -180 to 180"),
    ({"toponyms": [{**ALEPPO, "lon": "east"}]}, "from -180 to 180"),
    ({"toponyms": [{**ALEPPO, "geonameid": "Aleppo"}]}, "geonameid 'Aleppo'"),
    ({"toponyms": [{**ALEPPO, "geonameid": -5}]}, "geonameid -5"),
    ({"toponyms": [{**ALEPPO, "geonameid": True}]}, "geonameid True"),
    ({"toponyms": [{**ALEPPO, "kind": "foo"}]}, "unknown kind 'foo'"),
    ({"toponyms": [{**ALEPPO, "kind": [[[1]]]}]}, "unknown kind"),
    ({"toponyms": [{**ALEPPO, "surface": "Homs"}]}, "surface 'Homs'.*'Aleppo'"),
    ({"toponyms": [{**ALEPPO, "confidence": 7}]}, "confidence of 7"),
    (
        {"toponyms": [ALEPPO, {**ALEPPO, "geonameid": 1}]},
        "toponym 2 has the span 7 to 13 of toponym 1",
    ),
    ({"places": [{**ALEPPO, "lon": None}]}, "place 1 has lat"),
    ({"events": {}}, "events that are no list"),
    ({"events": [event(0, 3, "AID", place={"name": "x", "lat": 1})]}, "place that has lat and no"),
    ({"events": [event(0, 3, "AID", source=7)]}, "source 7"),
)


@pytest.mark.parametrize(("values", "fault"), FAULTS)
def test_a_record_that_cannot_be_compared_is_named(tmp_path: Path, values: Any, fault: str) -> None:
    path = tmp_path / "some.jsonl"
    good = {"id": 1, "text": "War in Aleppo.", "toponyms": [ALEPPO]}
    lines = [json.dumps(good), "", json.dumps({"id": 2, "text": "War in Aleppo.", **values})]
    path.write_text("\n".join(lines), encoding="utf-8")
    gold = read_gold(path)
    (rejected,) = gold.rejected
    assert rejected.source == f"{path}:3"
    assert re.search(fault, rejected.reason)
    assert list(gold.docs) == [1]
    for side in ("gold", "predictions"):
        with pytest.raises(DocumentError, match=rf"some\.jsonl:3: {side} of 2: .*{fault}"):
            read_lines(path, side=side)


def test_geonames_ids_may_be_digits() -> None:
    gold = text(places=[toponym(0, 1, geonameid="170063")])
    for number in (170063, "170063", 170063.0):
        found = {"toponyms": [toponym(0, 1, geonameid=number)]}
        assert scores("resolve", gold, found)["exact_match"] == 1


def test_a_span_may_be_annotated_anew_as_no_place_name() -> None:
    places = [toponym(0, 1, lat=1.0, lon=1.0, kind="Coercion"), toponym(0, 1, kind="Non_Toponym")]
    assert scores("recognise", text(places=places), {"toponyms": [places[0]]})["exact_f1"] == 1


def test_predictions_of_another_text_are_refused() -> None:
    gold = text(places=[toponym(14, 20, lat=1.0, lon=1.0)])
    for guess in (toponym(60, 99), toponym(14, 20, surface="Geneva")):
        with pytest.raises(DocumentError, match="text is that of gold"):
            scores("resolve", gold, {"toponyms": [guess]})


def test_figures_of_nothing_are_none() -> None:
    figures = scores("resolve", text(places=[toponym(0, 6)]), {"toponyms": []})
    assert {name for name, value in figures.items() if value is not None} == {
        "mentions_with_id",
        "mentions_with_coordinates",
    }


def test_a_repeated_id_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "a"}\n{"id": "b"}\n{"id": "a"}\n', encoding="utf-8")
    gold = read_gold(path)
    assert list(gold.docs) == ["a", "b"]
    assert [(one.source, one.document_id) for one in gold.rejected] == [(f"{path}:3", "'a'")]
    with pytest.raises(DocumentError, match=r"gold\.jsonl:3: predictions of 'a': repeats"):
        read_lines(path)


@pytest.mark.parametrize("content", ["", "\n \n\t\n", "\ufeff\n"])
def test_gold_without_a_document_says_so(tmp_path: Path, content: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DocumentError, match=r"gold\.jsonl: holds no document"):
        read_gold(path)
    assert read_lines(path) == {}


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"gone\.jsonl.*check the path"):
        evaluate(tmp_path / "gone.jsonl", [])


def test_predictions_of_another_form_are_refused() -> None:
    with pytest.raises(DocumentError, match="event 1"):
        evaluate([text(events=[event(7, 13, "COERCE")])], [{"id": "t", "events": ["x"]}])


spans = st.tuples(st.integers(0, 60), st.integers(1, 8)).map(lambda item: (item[0], sum(item)))
guesses = st.lists(
    st.tuples(spans, st.sampled_from(["COERCE", "ASSAULT", "AID"])).map(
        lambda item: event(item[0][0], item[0][1], item[1])
    ),
    max_size=6,
)


@given(guesses, guesses)
def test_shares_are_shares(wanted: list[Any], found: list[Any]) -> None:
    for figures in evaluate([text(events=wanted)], [{"id": "t", "events": found}]).values():
        shares = {name: value for name, value in figures.items() if name != "events"}
        assert all(value is None or 0 <= value <= 1 for value in shares.values())


values = st.none() | st.booleans() | st.integers(-9, 99) | st.floats() | st.text(max_size=4)
anything = st.recursive(
    values,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=4,
)


def broken(sound: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return records of which one value is anything."""
    return st.tuples(st.sampled_from(sorted(sound)), anything).map(
        lambda one: {**sound, one[0]: one[1]}
    )


records = st.one_of(
    broken(text()),
    broken(
        toponym(14, 20, kind="literal", geonameid=7, lat=36.89, lon=38.35, surface="Kobani")
    ).map(lambda one: text(places=[one], events=[event(7, 13, "COERCE", place=KOBANI)])),
    broken(event(7, 13, "COERCE", source=["A1"], place=KOBANI)).map(lambda one: text(events=[one])),
    broken(sentence_event(7, 13, "AID")).map(lambda one: text(events=[one])),
    broken(KOBANI).map(lambda one: text(events=[event(7, 13, "COERCE", place=one)])),
)


@given(records, records)
def test_whatever_a_record_holds_it_is_scored_or_refused(wanted: Any, found: Any) -> None:
    try:
        figures = evaluate([wanted], [{**found, "text": None, "id": wanted["id"]}])
    except DocumentError:
        return
    shown = [value for of in figures.values() for value in of.values() if value is not None]
    assert all(map(math.isfinite, shown))


def test_gold_events_need_their_actors_and_text() -> None:
    gold = text(events=[event(7, 13, "COERCE")])
    for values, fault in (({"actors": [7]}, "actor 1 is 7"), ({"text": None}, "no text")):
        with pytest.raises(DocumentError, match=fault):
            evaluate([{**gold, **values}], [])
