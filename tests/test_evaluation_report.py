"""Intervals, calibration, errors by class, and how an evaluation is written down."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.cli import main
from geo.errors import DocumentError
from geo.evaluation import Corpus, CorpusResult, evaluate, evaluate_corpora
from geo.evaluation.calibration import calibrate
from geo.evaluation.errors import CLASSES, Judge
from geo.evaluation.intervals import sample_weights
from geo.evaluation.page import write_page
from geo.evaluation.wording import describe, plain_values
from geo.gazetteer import Gazetteer
from geo.language import Language

ALEPPO, TRIPOLI_LIBYA, TRIPOLI_LEBANON = 170063, 2210247, 266826
TEXT = "Shelling went on in Aleppo. Troops left Tripoli, officials in Damascus said. Rain fell."


@pytest.fixture(scope="module")
def judge(gazetteer: Gazetteer, language: Language) -> Judge:
    return Judge(gazetteer, language)


def toponym(surface: str, text: str = TEXT, **values: Any) -> dict[str, Any]:
    start = text.index(surface)
    return {"start": start, "end": start + len(surface), "geonameid": None, "lat": None, **values}


def placed(surface: str, geonameid: int, gazetteer: Gazetteer, **values: Any) -> dict[str, Any]:
    entry = gazetteer.entry(f"geonames:{geonameid}")
    point = {"lat": entry.latitude, "lon": entry.longitude}
    return {**toponym(surface), "geonameid": geonameid, **point, **values}


def result(
    judge: Judge,
    gold: Sequence[Any],
    found: Sequence[Any],
    text: str = TEXT,
    given: Sequence[Any] | None = None,
) -> CorpusResult:
    corpus = Corpus(
        name="c",
        gold={"a": {"id": "a", "text": text, "toponyms": gold}},
        found={"a": {"id": "a", "toponyms": found}},
        given=None if given is None else {"a": {"id": "a", "toponyms": given}},
    )
    (only,) = evaluate_corpora([corpus], judge)
    return only


def classes(corpus_result: CorpusResult, task: str) -> dict[str, int]:
    return {one.name: one.count for one in corpus_result.errors.get(task, ())}


# Figures and intervals


def by_hand(gold: dict[str, Any], found: dict[str, Any]) -> dict[str, float]:
    """Return figures of resolution and recognition, written anew from their definitions."""
    errors, exact, with_id = [], 0, 0
    hits = wrong = missed = 0
    for key, doc in gold.items():
        want = {(one["start"], one["end"]): one for one in doc["toponyms"]}
        got = {
            (one["start"], one["end"]): one for one in found.get(key, {"toponyms": []})["toponyms"]
        }
        hits += len(want.keys() & got.keys())
        missed += len(want.keys() - got.keys())
        wrong += len(got.keys() - want.keys())
        for place, one in want.items():
            guess = got.get(place)
            with_id += 1
            if guess is not None and guess["geonameid"] == one["geonameid"]:
                exact += 1
                errors.append(0.0)
            elif guess is None:
                errors.append(20037.5)
            else:
                a, b = math.radians(one["lat"]), math.radians(guess["lat"])
                across = math.radians(guess["lon"] - one["lon"])
                cosine = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(across)
                errors.append(6371.0088 * math.acos(max(-1.0, min(1.0, cosine))))
    return {
        "exact_match": exact / with_id,
        "accuracy_161km": sum(error <= 161 for error in errors) / len(errors),
        "mean_error_km": sum(errors) / len(errors),
        "median_error_km": sorted(errors)[len(errors) // 2],
        "auc_lower_is_better": sum(math.log(error + 1) for error in errors)
        / (len(errors) * math.log(20038.5)),
        "exact_f1": 2 * hits / (2 * hits + wrong + missed),
    }


def made_up(seed: int) -> tuple[dict[str, Any], dict[str, Any]]:
    random = Random(seed)  # noqa: S311 - nothing secret
    gold, found = {}, {}
    for document in range(random.randint(2, 9)):
        spans = sorted(random.sample(range(0, 400, 10), random.randint(1, 12)))
        wanted = [
            {
                "start": start,
                "end": start + 5,
                "geonameid": random.randint(1, 5),
                "lat": random.uniform(-80, 80),
                "lon": random.uniform(-180, 180),
            }
            for start in spans
        ]
        guessed = [
            {
                **one,
                "geonameid": random.choice([one["geonameid"], 9]),
                "lat": max(-89.0, min(89.0, one["lat"] + random.choice([0.5, 20]))),
                "start": one["start"] + (random.random() < 0.2),
            }
            for one in wanted
            if random.random() < 0.8
        ]
        text = "Word " * 90 if document else None
        gold[str(document)] = {"id": str(document), "text": text, "toponyms": wanted}
        found[str(document)] = {"id": str(document), "toponyms": guessed}
    return gold, found


@pytest.mark.parametrize("seed", range(20))
def test_figures_are_those_of_their_definitions(seed: int) -> None:
    gold, found = made_up(seed)
    figures = evaluate(gold.values(), found.values())
    flat = figures["resolve"] | figures["recognise"]
    for name, value in by_hand(gold, found).items():
        assert flat[name] == pytest.approx(value, abs=5e-5, rel=1e-5), name


def test_an_interval_is_that_of_documents_drawn_one_by_one(judge: Judge) -> None:
    gold, found = made_up(3)
    (measured,) = evaluate_corpora([Corpus(name="c", gold=gold, found=found)], judge)
    keys = list(gold)
    samples: dict[str, list[float]] = {}
    for weights in sample_weights(len(keys))[1:]:
        drawn = [key for key, times in zip(keys, weights, strict=True) for _ in range(int(times))]
        some_gold = {str(number): gold[key] for number, key in enumerate(drawn)}
        some_found = {str(number): found[key] for number, key in enumerate(drawn)}
        for name, value in by_hand(some_gold, some_found).items():
            samples.setdefault(name, []).append(value)
    flat = {**measured.figures["resolve"], **measured.figures["recognise"]}
    for name, values in samples.items():
        low, high = np.percentile(values, (2.5, 97.5))
        assert flat[name].low == pytest.approx(low, rel=1e-4, abs=1e-4), name
        assert flat[name].high == pytest.approx(high, rel=1e-4, abs=1e-4), name


def test_one_document_has_no_interval_and_counts_never_have(
    judge: Judge, gazetteer: Gazetteer
) -> None:
    gold = [placed("Aleppo", ALEPPO, gazetteer)]
    measures = result(judge, gold, gold).figures["resolve"]
    assert measures["exact_match"].low is None
    assert measures["mentions_with_id"].value == 1
    assert isinstance(measures["mentions_with_id"].value, int)


def test_the_samples_are_the_same_in_every_run() -> None:
    assert np.array_equal(sample_weights(7), sample_weights(7))
    assert np.array_equal(sample_weights(7).sum(axis=1), np.full(1001, 7))
    assert sample_weights(0).shape == (1, 0)


def test_mentions_that_the_gazetteer_lacks_are_told_apart(
    judge: Judge, gazetteer: Gazetteer
) -> None:
    lacking = {**placed("Damascus", ALEPPO, gazetteer), "geonameid": 999_999_999}
    gold = [placed("Aleppo", ALEPPO, gazetteer), lacking]
    figures = result(judge, gold, gold[:1]).figures["resolve"]
    assert figures["exact_match"].value == 0.5
    assert figures["in_gazetteer_exact_match"].value == 1
    assert figures["in_gazetteer_mentions_with_id"].value == 1
    assert figures["share_without_prediction"].value == 0.5
    assert figures["mean_error_of_predicted_km"].value == 0


def test_given_spans_and_raw_text_are_measured_apart(judge: Judge, gazetteer: Gazetteer) -> None:
    gold = [placed("Aleppo", ALEPPO, gazetteer, kind="literal")]
    figures = result(judge, gold, [], given=gold).figures
    assert figures["resolve"]["exact_match"].value == 1
    assert figures["resolve_raw"]["exact_match"].value == 0
    assert figures["kinds"]["mentions"].value == 1
    assert figures["kinds_raw"]["mentions"].value == 0
    assert figures["recognise"]["exact_recall"].value == 0


# Calibration


def test_reliability_brier_and_calibration_error() -> None:
    outcomes = [[(0.95, True), (0.95, False)], [(0.15, False), (1.0, True)]]
    table = calibrate(outcomes, sample_weights(2), about="x")
    assert table is not None
    assert table.count == 4
    assert table.brier.value == pytest.approx((0.05**2 + 0.95**2 + 0.15**2) / 4)
    last, second = table.bins[9], table.bins[1]
    assert (last.count, second.count) == (3, 1)
    assert last.share_right == pytest.approx(2 / 3)
    assert last.mean_score == pytest.approx(2.9 / 3)
    assert table.expected_error == pytest.approx(0.75 * (2.9 - 2) / 3 + 0.25 * 0.15)
    assert calibrate([[]], sample_weights(1), about="x") is None


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40))
def test_bins_hold_every_score_once(outcomes: list[tuple[float, bool]]) -> None:
    table = calibrate([outcomes], sample_weights(1), about="x")
    assert table is not None
    assert sum(one.count for one in table.bins) == len(outcomes)
    assert 0 <= table.expected_error <= 1
    for one in table.bins:
        if one.mean_score is not None:
            assert one.low - 1e-9 <= one.mean_score <= one.high + 1e-9


def test_a_score_is_right_by_id_or_where_ids_cannot_be_equal_by_distance(
    judge: Judge, gazetteer: Gazetteer
) -> None:
    aleppo = placed("Aleppo", ALEPPO, gazetteer)
    near = {**aleppo, "lat": aleppo["lat"] + 0.5, "confidence": 0.9}
    own = {**near, "geonameid": None}
    other = {**near, "geonameid": TRIPOLI_LIBYA}
    lacking = {**aleppo, "geonameid": 999_999_999}
    for gold, guess, is_right in (
        (aleppo, {**near, "geonameid": ALEPPO}, True),
        (aleppo, own, True),
        (aleppo, other, False),
        (lacking, other, True),
    ):
        table = result(judge, [gold], [guess]).calibration["resolution"]
        assert table.bins[9].share_right == is_right
    assert "resolution" not in result(judge, [aleppo], [{**toponym("Aleppo")}]).calibration


def test_scores_of_recognition_are_calibrated_where_they_are_told(
    judge: Judge, gazetteer: Gazetteer
) -> None:
    gold = [placed("Aleppo", ALEPPO, gazetteer)]
    found = [{**gold[0], "recognition": 0.8}, {**toponym("Rain"), "recognition": 0.4}]
    table = result(judge, gold, found).calibration["recognition"]
    assert (table.bins[8].share_right, table.bins[4].share_right) == (1, 0)


# Errors by class


def test_errors_of_recognition_by_class(judge: Judge) -> None:
    text = (
        "A student of Aleppo University spoke. Gen. Jordan Smith came to Zzyzqx. "
        "They met in the old city of Damascus. Rain fell."
    )
    here = {"lat": 1.0, "lon": 1.0}
    gold = [toponym(name, text, **here) for name in ("Aleppo", "Jordan", "Zzyzqx", "Damascus")]
    found = [toponym("city of Damascus", text), toponym("Rain", text)]
    report = result(judge, gold, found, text)
    assert classes(report, "recognition") == {
        "inside_other_name": 1,
        "called_a_person": 1,
        "unknown_name": 1,
        "wrong_boundaries": 1,
        "false_mention": 1,
    }
    assert sum(one.share for one in report.errors["recognition"]) == pytest.approx(1)


@pytest.mark.parametrize(
    ("wanted", "guessed", "name"),
    [
        (TRIPOLI_LEBANON, TRIPOLI_LIBYA, "wrong_country"),
        (TRIPOLI_LEBANON, None, "abstained"),
        (999_999_999, None, "abstained_rightly"),
        (999_999_999, TRIPOLI_LIBYA, "not_in_gazetteer"),
        (ALEPPO, TRIPOLI_LIBYA, "not_a_candidate"),
    ],
)
def test_errors_of_resolution_by_class(
    judge: Judge, gazetteer: Gazetteer, wanted: int, guessed: int | None, name: str
) -> None:
    known = TRIPOLI_LEBANON if wanted == 999_999_999 else wanted
    gold = {**placed("Tripoli", known, gazetteer), "geonameid": wanted}
    guess = toponym("Tripoli") if guessed is None else placed("Tripoli", guessed, gazetteer)
    report = result(judge, [gold], [guess])
    assert classes(report, "resolution") == {name: 1}
    (one,) = report.errors["resolution"]
    (example,) = one.examples
    assert example.sentence == "Troops left Tripoli, officials in Damascus said."
    assert example.sentence[example.start : example.end] == "Tripoli"
    (point,) = report.misplaced
    assert (point.predicted_latitude is None) == (guessed is None)


def test_a_division_for_its_town_is_told(judge: Judge, gazetteer: Gazetteer) -> None:
    candidates = gazetteer.candidates("Aleppo")
    division = next(one.entry for one in candidates if one.entry.feature_code == "ADM1")
    gold = placed("Aleppo", ALEPPO, gazetteer)
    guess = {**gold, "geonameid": int(division.entry_id.removeprefix("geonames:"))}
    assert classes(result(judge, [gold], [guess]), "resolution") == {"division_or_settlement": 1}


def test_what_is_right_is_no_error(judge: Judge, gazetteer: Gazetteer) -> None:
    gold = [placed("Aleppo", ALEPPO, gazetteer, kind="literal")]
    report = result(judge, gold, [{**gold[0], "kind": "metonymic"}])
    assert classes(report, "kinds") == {"literal_as_associative": 1}
    assert set(report.errors) == {"kinds"}
    assert not report.misplaced


def test_examples_are_few_and_of_different_names(judge: Judge) -> None:
    names = ["Qwxa", "Qwxb", "Qwxa", "Qwxa", "Qwxa", "Qwxa", "Qwxc"]
    text = "".join(f"They went to {name}.\n" for name in names)
    gold = [
        {"start": found.start(), "end": found.end(), "lat": 1.0, "lon": 1.0}
        for found in re.finditer("Qwx.", text)
    ]
    (one,) = result(judge, gold, [], text).errors["recognition"]
    shown = [example.sentence for example in one.examples]
    assert one.count == 7
    assert len(shown) == 5
    assert {"They went to Qwxb.", "They went to Qwxc."} <= set(shown)


def test_a_sentence_without_end_is_cut(judge: Judge) -> None:
    text = "word " * 5_000 + "Qwxa " + "word " * 5_000
    gold = [{**toponym("Qwxa", text), "lat": 1.0, "lon": 1.0}]
    (one,) = result(judge, gold, [], text).errors["recognition"]
    (example,) = one.examples
    assert len(example.sentence) < 400
    assert example.sentence[example.start : example.end] == "Qwxa"


# Words, JSON, page

HOSTILE = "<script>alert(1)</script> ${x} {{7*7}} \u202eAleppo\x00 & \"'"


def test_text_names_each_figure_with_its_interval(judge: Judge) -> None:
    gold, found = made_up(1)
    results = evaluate_corpora([Corpus(name="lgl", gold=gold, found=found)], judge)
    lines = describe(results).splitlines()
    assert lines[0].startswith(f"lgl: {len(gold)} documents")
    exact = next(line for line in lines if line.split()[:1] == ["exact_match"])
    assert re.fullmatch(r"\s+exact_match\s+0\.\d{4}\s+\d\.\d{4} to \d\.\d{4}", exact)


def test_json_has_plain_figures_on_top_and_all_by_corpus(judge: Judge) -> None:
    gold, found = made_up(1)
    results = evaluate_corpora([Corpus(name="lgl", gold=gold, found=found)], judge)
    values = json.loads(
        json.dumps(plain_values(results, whole=results[0], provenance={}), allow_nan=False)
    )
    exact = values["corpora"]["lgl"]["figures"]["resolve"]["exact_match"]
    assert values["resolve"]["exact_match"] == exact["value"]
    assert exact["low"] <= exact["value"] <= exact["high"]
    assert {one["name"] for one in values["corpora"]["lgl"]["errors"]["resolution"]} <= set(CLASSES)


def test_the_page_escapes_all_text_and_loads_nothing(judge: Judge, gazetteer: Gazetteer) -> None:
    text = f"{HOSTILE} is a town."
    gold = [{**toponym("Aleppo", text), "geonameid": ALEPPO, "lat": 36.2, "lon": 37.2}]
    found = [{**gold[0], "geonameid": TRIPOLI_LIBYA, "lat": 32.9, "lon": 13.2, "confidence": 0.7}]
    corpus = Corpus(
        name=HOSTILE,
        gold={HOSTILE: {"id": HOSTILE, "text": text, "toponyms": gold}},
        found={HOSTILE: {"toponyms": found}},
    )
    results = evaluate_corpora([corpus], judge)
    page = write_page(results, provenance={HOSTILE: HOSTILE}, gazetteer=gazetteer)
    assert "<script" not in page
    assert "Content-Security-Policy\" content=\"default-src 'none'" in page
    assert not re.search(r"(?:src|srcset|action)\s*=|@import|url\(|https?:", page)
    assert "\u202e" not in page
    assert "\x00" not in page
    assert "${x}" not in page
    assert page.count("<svg") == page.count("</svg>") == 4
    assert 'class="way"' in page


def test_the_page_is_the_same_in_every_run(judge: Judge, gazetteer: Gazetteer) -> None:
    gold, found = made_up(5)
    pages = {
        write_page(
            evaluate_corpora([Corpus(name="c", gold=gold, found=found)], judge),
            provenance={},
            gazetteer=gazetteer,
        )
        for _ in range(2)
    }
    assert len(pages) == 1


@pytest.mark.parametrize(
    "guess",
    [
        {"start": "1", "end": 2},
        {"start": 1},
        {"start": 20, "end": 26, "geonameid": None, "lat": "x", "lon": 1},
        7,
    ],
)
def test_predictions_of_another_form_are_refused(
    judge: Judge, gazetteer: Gazetteer, guess: Any
) -> None:
    with pytest.raises(DocumentError, match="geo evaluate"):
        result(judge, [placed("Aleppo", ALEPPO, gazetteer)], [guess])


# The command


def write(path: Path, docs: Sequence[Any]) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(f"{json.dumps(doc)}\n" for doc in docs), encoding="utf-8")
    return path


def test_corpora_are_told_apart_by_their_names_and_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], gazetteer: Gazetteer
) -> None:
    doc = {"text": TEXT, "toponyms": [placed("Aleppo", ALEPPO, gazetteer)]}
    one = write(
        tmp_path / "one.jsonl", [{"id": 1, "corpus": "x", **doc}, {"id": 2, "corpus": "y", **doc}]
    )
    two = write(tmp_path / "two.dev.jsonl", [{"id": 1, **doc}])
    predicted = write(tmp_path / "p.jsonl", [{"id": 1, "toponyms": doc["toponyms"]}])
    scores = tmp_path / "scores.json"
    options = ["--predictions", predicted, "--json", scores]
    assert main([str(item) for item in ["evaluate", one, two, *options]]) == 0
    values = json.loads(scores.read_text(encoding="utf-8"))
    assert list(values["corpora"]) == ["x", "y", "two.dev"]
    exact = [
        corpus["figures"]["resolve"]["exact_match"]["value"]
        for corpus in values["corpora"].values()
    ]
    assert exact == [1, 0, 1]
    assert values["resolve"]["exact_match"] == pytest.approx(2 / 3)
    (missed,) = values["corpora"]["y"]["errors"]["recognition"]
    assert [one["sentence"] for one in missed["examples"]] == [TEXT.partition(" Troops")[0]]
    assert main([str(item) for item in ["evaluate", one, *options, "--no-examples"]]) == 0
    assert "Shelling" not in scores.read_text(encoding="utf-8")
    assert str(tmp_path) not in scores.read_text(encoding="utf-8")
    assert "two.dev: 1 document" in capsys.readouterr().out


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, list[str]]:
    status = main(["evaluate", *map(str, arguments)])
    out, err = capsys.readouterr()
    return status, out, err.splitlines()


def test_a_rejected_record_is_left_out_of_all_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], gazetteer: Gazetteer
) -> None:
    aleppo = placed("Aleppo", ALEPPO, gazetteer)
    good = {"id": 1, "text": TEXT, "toponyms": [aleppo]}
    bad = [
        {"id": 2, "text": TEXT, "toponyms": [{**aleppo, "end": 999}]},
        {"id": 3, "text": TEXT, "toponyms": {"start": 1}},
        {"id": 4, "toponyms": [aleppo]},  # without a text nothing can be found in it
        {"id": 1, "text": TEXT, "toponyms": [aleppo]},
    ]
    alone = write(tmp_path / "a" / "gold.jsonl", [good])
    among = write(tmp_path / "b" / "gold.jsonl", [good, *bad])
    status, out, err = run(capsys, alone)
    assert (status, err) == (0, [])
    status, again, err = run(capsys, among)
    assert (status, again) == (1, out)
    assert len(err) == len(bad)
    assert all(line.endswith("left out of all figures") for line in err)
    assert [f"gold.jsonl:{number}" in line for number, line in zip((2, 3, 5, 4), err, strict=True)]
    predicted = write(tmp_path / "p.jsonl", [{"id": 1, "toponyms": [aleppo]}])
    status, out, err = run(capsys, among, "--predictions", predicted)
    assert (status, len(err)) == (1, 3)
    assert out.startswith("gold: 2 documents")


def test_gold_that_is_all_rejected_has_no_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = write(tmp_path / "gold.jsonl", [{"id": 1, "text": TEXT, "toponyms": [7]}])
    page, values = tmp_path / "e.html", tmp_path / "e.json"
    status, out, err = run(capsys, gold, "--json", values, "--html", page)
    assert (status, out) == (1, "")
    assert err[-1] == "geo: no document is left to score"
    assert json.loads(values.read_text(encoding="utf-8"))["corpora"] == {}
    assert page.is_file()


def test_gold_named_twice_and_predictions_of_strangers_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], gazetteer: Gazetteer
) -> None:
    doc = {"text": TEXT, "toponyms": [placed("Aleppo", ALEPPO, gazetteer)]}
    gold = write(tmp_path / "gold.jsonl", [{"id": 1, **doc}])
    status, out, err = run(capsys, gold, tmp_path / "." / "gold.jsonl")
    assert (status, out) == (2, "")
    assert "named twice" in err[0]
    for key, why in (("2", ""), ("1", "ids are numbers in one")):
        predicted = write(tmp_path / "p.jsonl", [{"id": key, "toponyms": []}])
        status, _, err = run(capsys, gold, "--predictions", predicted)
        assert (status, len(err)) == (0, 1)
        assert "has none of the ids of" in err[0]
        assert why in err[0]


def test_what_was_not_compared_is_no_figure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = write(
        tmp_path / "gold.jsonl", [{"id": 1, "text": TEXT, "toponyms": [toponym("Aleppo")]}]
    )
    predicted = write(tmp_path / "p.jsonl", [{"id": 1, "toponyms": []}])
    page, values = tmp_path / "e.html", tmp_path / "e.json"
    options = ("--predictions", predicted, "--json", values, "--html", page)
    status, out, _ = run(capsys, gold, *options)
    assert status == 0
    assert re.search(r"accuracy_161km +-\n", out)
    assert re.search(r"mean_error_km +-\n", out)
    figures = json.loads(values.read_text(encoding="utf-8"))
    assert figures["resolve"]["mean_error_km"] is None
    cell = '<td>mean_error_km</td><td class="n">-</td>'
    assert cell in page.read_text(encoding="utf-8")
