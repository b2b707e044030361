"""The command `geo`, end to end: what it writes, what it says, how it exits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from geo.cli import main
from geo.version import __version__

SENTENCE = "Rebels seized the Syrian town of Jarabulus on Wednesday."
COMMANDS = ("map", "extract", "resolve", "places", "evaluate", "doctor")
SEEDS = Path(__file__).parent.parent / "seeds"

Run = Callable[..., tuple[int, list[str], list[str]]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command; return its status and the lines of both of its streams."""

    def run_command(*arguments: object) -> tuple[int, list[str], list[str]]:
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as stop:
            status = int(stop.code or 0)
        captured = capsys.readouterr()
        return status, captured.out.splitlines(), captured.err.splitlines()

    return run_command


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(SENTENCE, encoding="utf-8")
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.txt"
    path.write_bytes(b"\x00\x01\x02" * 100)
    return path


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".geo-")]


# Help and usage


def test_the_version_is_told(run: Run) -> None:
    assert run("--version") == (0, [f"geo {__version__}"], [])


def test_help_names_every_command_and_status(run: Run) -> None:
    status, out, _ = run("--help")
    text = " ".join(" ".join(out).split())
    assert status == 0
    assert all(f" {command} " in text for command in COMMANDS)
    assert "0 done; 1 some or all inputs rejected; 2 wrong usage; 3 nothing could be" in text


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_with_examples(run: Run, command: str) -> None:
    status, out, err = run(command, "--help")
    assert status == 0
    assert not err
    at = out.index("examples:")
    assert any(line.startswith(f"  geo {command}") for line in out[at + 1 :])
    assert out[0].startswith(f"usage: geo {command} ")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("no-such-command",),
        ("map",),
        ("map", "in.txt"),
        ("map", "-o", "out.html"),
        ("extract", "in.txt", "-o", "out.csv", "--workers", "many"),
        ("places",),
        ("places", "--no-such-option", "Aleppo"),
        ("resolve", "in.jsonl"),
        ("evaluate",),
    ],
)
def test_wrong_usage_exits_with_2(run: Run, arguments: Sequence[str]) -> None:
    status, out, err = run(*arguments)
    assert status == 2
    assert not out
    assert err[-1].startswith("geo")


# One line for each failure, and nothing half-written


@pytest.mark.parametrize(
    ("options", "status", "words"),
    [
        (("map", "{article}", "-o", "{folder}/out.docx"), 2, "a map is an .html file"),
        (("map", "{article}", "-o", "{folder}/none/out.html"), 3, "folder does not exist"),
        (("map", "{article}", "-o", "{folder}"), 2, "a map is an .html file"),
        (("extract", "{article}", "-o", "{folder}/out.docx"), 2, "no form has the suffix"),
        (("extract", "{article}", "-o", "{folder}/out"), 2, "no form has the suffix"),
        (("extract", "{article}", "-o", "{folder}/none/out.csv"), 3, "folder does not exist"),
        (("extract", "{article}", "-o", "{folder}/out.csv", "--table", "wars"), 2, "no table"),
        (("extract", "{article}", "-o", "{folder}/o.csv", "--workers", "0"), 2, "workers is 0"),
        (
            ("extract", "{article}", "-o", "{folder}/o.csv", "--published", "yesterday"),
            2,
            "published",
        ),
        (
            ("extract", "{article}", "-o", "{folder}/o.csv", "--max-document-mb", "-1"),
            2,
            "--max-document-mb",
        ),
        (
            ("extract", "{article}", "-o", "{folder}/o.csv", "--max-document-mb", "nan"),
            2,
            "--max-document-mb",
        ),
        (
            ("extract", "{article}", "-o", "{folder}/o.csv", "--gazetteer", "{folder}/none"),
            3,
            "gazetteer",
        ),
        (
            ("extract", "{article}", "-o", "{folder}/o.csv", "--corrections", "{folder}/none"),
            2,
            "none",
        ),
        (("resolve", "{article}", "-o", "{folder}/none/out.jsonl"), 3, "folder does not exist"),
        (("places", "Aleppo", "--gazetteer", "{folder}/none"), 3, "gazetteer"),
        (("evaluate", "{folder}/none.jsonl"), 3, "none.jsonl"),
        (("evaluate", "{article}"), 3, "article.txt"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    run: Run, article: Path, options: Sequence[str], status: int, words: str
) -> None:
    folder = article.parent
    arguments = [option.format(article=article, folder=folder) for option in options]
    found, out, err = run(*arguments)
    assert (found, out) == (status, [])
    assert len(err) == 1
    assert err[0].startswith("geo: ")
    assert words in err[0]
    assert sorted(path.name for path in folder.iterdir()) == ["article.txt"]


def test_an_output_in_a_folder_that_cannot_be_written(run: Run, article: Path) -> None:
    status, _, err = run("extract", article, "-o", "/proc/out.csv")
    assert status == 3
    assert len(err) == 1
    assert "/proc/out.csv: cannot be written" in err[0]


def test_inputs_that_cannot_be_read_are_named_and_the_rest_is_done(
    run: Run, article: Path, bad: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    output = tmp_path / "out.csv"
    status, out, err = run("extract", article, bad, empty, tmp_path / "none.txt", "-o", output)
    assert status == 1
    assert not out
    assert len(err) == 3
    assert all(line.startswith("geo: rejected ") for line in err)
    for name in ("bad.txt", "empty.txt", "none.txt"):
        assert any(name in line for line in err), err
    assert "Jarabulus" in output.read_text(encoding="utf-8-sig")
    assert not leftovers(tmp_path)


def test_only_bad_inputs_give_an_empty_map_and_say_why(run: Run, bad: Path, tmp_path: Path) -> None:
    status, _, err = run("map", bad, "-o", tmp_path / "out.html")
    assert status == 1
    assert len(err) == 1
    assert "bad.txt" in err[0]


def test_only_bad_inputs_leave_an_earlier_map_as_it_was(
    run: Run, bad: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out.html"
    output.write_text("the last good map", encoding="utf-8")
    status, _, err = run("map", bad, "-o", output)
    assert status == 1
    assert "left as it was" in err[0]
    assert output.read_text(encoding="utf-8") == "the last good map"


def test_a_table_without_its_text_column_says_what_it_has(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "news.csv"
    table.write_text("body,date\nShelling in Aleppo.,2016-08-26\n", encoding="utf-8")
    status, _, err = run("extract", table, "-o", tmp_path / "out.csv")
    assert status == 1
    assert "'text'" in err[0]
    assert "'body'" in err[0]
    assert run("extract", table, "-o", tmp_path / "out.csv", "--text-column", "body")[0] == 0


def test_a_document_over_the_limit_is_rejected(run: Run, tmp_path: Path, article: Path) -> None:
    large = tmp_path / "large.txt"
    large.write_text(SENTENCE * 40, encoding="utf-8")
    options = ("-o", tmp_path / "out.csv", "--max-document-mb", "0.001")
    status, _, err = run("extract", large, article, *options)
    assert status == 1
    assert len(err) == 1
    assert "large.txt" in err[0]


def test_the_old_file_stays_where_nothing_is_written(run: Run, article: Path) -> None:
    output = article.with_name("out.csv")
    output.write_text("old", encoding="utf-8")
    assert run("extract", article, "-o", output, "--table", "wars")[0] == 2
    assert output.read_text(encoding="utf-8") == "old"


def test_interruption_leaves_the_old_file(
    run: Run, article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = article.with_name("out.csv")
    output.write_text("old", encoding="utf-8")

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("geo.pipeline.recognise_toponyms", interrupt)
    status, _, err = run("extract", article, "-o", output)
    assert status == 130
    assert err == ["geo: interrupted; nothing was written"]
    assert output.read_text(encoding="utf-8") == "old"
    assert not leftovers(article.parent)


# Each command


def test_map_writes_a_page_and_its_geojson(run: Run, article: Path) -> None:
    output = article.with_name("week.html")
    status, out, err = run("map", article, "-o", output, "--published", "2016-08-26")
    assert (status, out, err) == (0, [], [])
    page = output.read_text(encoding="utf-8")
    assert "Content-Security-Policy" in page
    assert "Jarabulus" in page
    features = json.loads(output.with_suffix(".geojson").read_text(encoding="utf-8"))["features"]
    tables = {feature["properties"]["table"] for feature in features}
    assert {"documents", "places", "events", "reports", "provenance"} <= tables
    assert all(
        str(feature["id"]).startswith(feature["properties"]["table"] + "/") for feature in features
    )


def test_maps_are_byte_equal(run: Run, article: Path) -> None:
    made = []
    for name in ("one.html", "two.html"):
        output = article.with_name(name)
        assert run("map", article, "-o", output, "--published", "2016-08-26")[0] == 0
        made.append((output.read_bytes(), output.with_suffix(".geojson").read_bytes()))
    assert made[0] == made[1]


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".parquet", ".fgb", ".kml", ".csv"])
def test_extract_writes_each_form(run: Run, article: Path, suffix: str) -> None:
    output = article.with_name(f"out{suffix}")
    status, out, err = run("extract", article, "-o", output, "--published", "2016-08-26")
    assert (status, out, err) == (0, [], [])
    assert output.stat().st_size > 100
    assert not leftovers(article.parent)


def test_extract_writes_the_table_that_is_named(run: Run, article: Path) -> None:
    output = article.with_name("places.csv")
    assert run("extract", article, "-o", output, "--table", "places")[0] == 0
    text = output.read_text(encoding="utf-8-sig")
    assert text.startswith("place_id,document_id,")
    assert "geonames:169179" in text


def test_extract_writes_predictions(run: Run, tmp_path: Path) -> None:
    news = tmp_path / "news.jsonl"
    records = [
        {"id": 7, "text": SENTENCE, "date": "2016-08-26"},
        {"text": "Nothing happened."},
        {"id": "x", "text": 5},
        {"id": 7, "text": "Told again."},
    ]
    news.write_text("\n".join(json.dumps(record) for record in records), encoding="utf-8")
    output = tmp_path / "predictions.jsonl"
    status, _, err = run("extract", news, "-o", output)
    assert status == 1
    assert len(err) == 2
    first, second = lines(output)
    assert first["id"] == 7
    assert second["id"] == "news.jsonl:2"
    toponyms = first["toponyms"]
    assert isinstance(toponyms, list)
    surfaces = [SENTENCE[toponym["start"] : toponym["end"]] for toponym in toponyms]
    assert surfaces == ["Syrian", "Jarabulus"]
    assert toponyms[1]["geonameid"] == 169179
    (event,) = first["events"]  # type: ignore[misc]
    assert SENTENCE[event["start"] : event["end"]] == "seized"
    assert event["place"]["start"] == toponyms[1]["start"]


def test_resolve_fills_in_the_given_spans_and_finds_no_others(run: Run, tmp_path: Path) -> None:
    start = SENTENCE.index("Jarabulus")
    record = {
        "id": "a",
        "text": SENTENCE,
        "toponyms": [{"start": start, "end": start + len("Jarabulus")}],
    }
    spans, output = tmp_path / "spans.jsonl", tmp_path / "resolved.jsonl"
    spans.write_text(json.dumps(record), encoding="utf-8")
    status, out, err = run("resolve", spans, "-o", output)
    assert (status, out, err) == (0, [], [])
    (line,) = lines(output)
    (toponym,) = line["toponyms"]  # type: ignore[misc]
    assert (toponym["start"], toponym["end"]) == (start, start + 9)
    assert toponym["geonameid"] == 169179
    assert toponym["kind"] == "literal"
    assert 0 < toponym["confidence"] <= 1
    assert abs(toponym["lat"] - 36.8) < 0.1


def test_what_resolve_writes_for_a_span_given_twice_can_be_scored(run: Run, tmp_path: Path) -> None:
    literal = {
        "start": 0,
        "end": 6,
        "kind": "Literal",
        "geonameid": 170063,
        "lat": 36.2,
        "lon": 37.2,
    }
    other = {**literal, "kind": "Non_Toponym", "geonameid": None, "lat": None, "lon": None}
    record = {"id": "a", "text": "Aleppo was calm.", "toponyms": [literal, other]}
    gold, out = tmp_path / "gold.jsonl", tmp_path / "out.jsonl"
    gold.write_text(json.dumps(record), encoding="utf-8")
    assert run("resolve", str(gold), "-o", str(out))[0] == 0
    assert run("evaluate", str(gold), "--predictions", str(out))[0] == 0


def test_resolve_rejects_spans_outside_the_text(run: Run, tmp_path: Path) -> None:
    spans = tmp_path / "spans.jsonl"
    record = {"id": "a", "text": "Aleppo.", "toponyms": [{"start": 0, "end": 99}]}
    spans.write_text(json.dumps(record), encoding="utf-8")
    status, _, err = run("resolve", spans, "-o", tmp_path / "out.jsonl")
    assert status == 1
    assert len(err) == 1


def test_places_are_listed_for_people(run: Run) -> None:
    status, out, err = run("places", "Jarabulus", "Nowherestan")
    assert (status, err) == (0, [])
    assert out[0] == "Jarabulus"
    assert "geonames:169179" in out[1]
    assert out[-1] == "Nowherestan: not in the gazetteer"


def test_places_are_a_line_of_json_each_for_programs(run: Run) -> None:
    status, out, err = run("places", "--json", "حلب", "Nowherestan", "", "Kobani", "--limit", 2)
    assert (status, err) == (0, [])
    found = [json.loads(line) for line in out]
    assert [line["name"] for line in found] == ["حلب", "Nowherestan", "", "Kobani"]
    assert found[1]["candidates"] == found[2]["candidates"] == []
    assert found[0]["candidates"][0]["entry_id"] == "geonames:170063"
    assert all(len(line["candidates"]) <= 2 for line in found)
    assert list(found[0]["candidates"][0]) == [
        *("entry_id", "name", "latitude", "longitude", "country_code"),
        *("feature_code", "match", "score"),
    ]
    scores = [candidate["score"] for candidate in found[3]["candidates"]]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    "name", ["\ud800", "\x00", "A" * 100_000, "😀", "'; DROP TABLE"], ids=ascii
)
def test_hostile_names_are_looked_up_in_vain(run: Run, name: str) -> None:
    status, out, err = run("places", "--json", name)
    assert (status, err, len(out)) == (0, [], 1)
    assert json.loads(out[0])["candidates"] == []


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_below_one_is_wrong_usage(run: Run, limit: int) -> None:
    status, out, err = run("places", "Aleppo", f"--limit={limit}")
    assert (status, out) == (2, [])
    assert "limit" in err[-1]


@pytest.mark.parametrize("near", ["Beirut", "33.9,35.5", "33.9, 35.5"])
def test_places_near_a_place_come_first(run: Run, near: str) -> None:
    status, out, err = run("places", "--json", "Tripoli", "--near", near, "--limit", 3)
    assert (status, err) == (0, [])
    found = json.loads(out[0])["candidates"]
    assert found[0]["country_code"] == "LBN"
    assert [one["distance_km"] for one in found] == sorted(one["distance_km"] for one in found)
    assert "km away" in "".join(run("places", "Tripoli", "--near", near)[1])


def test_places_of_other_countries_are_left_out(run: Run) -> None:
    status, out, err = run(
        *("places", "--json", "Tripoli", "--country", "ly", "--country", "GRC", "--limit", 50)
    )
    assert (status, err) == (0, [])
    assert {one["country_code"] for one in json.loads(out[0])["candidates"]} == {"LBY", "GRC"}


def test_misspelt_places_are_guessed_when_asked(run: Run) -> None:
    assert json.loads(run("places", "--json", "Qleppo")[1][0])["candidates"] == []
    found = json.loads(run("places", "--json", "Qleppo", "--fuzzy")[1][0])["candidates"]
    assert (found[0]["name"], found[0]["match"]) == ("Aleppo", "fuzzy")


@pytest.mark.parametrize(
    "options",
    [
        ("--country", "Syria"),
        ("--country", ""),
        ("--near", "Nowherestan"),
        ("--near", "95,10"),
        ("--near", "nan,nan"),
        ("--near=1,inf",),
    ],
)
def test_no_country_and_no_point_are_wrong_usage(run: Run, options: tuple[str, ...]) -> None:
    status, out, err = run("places", "Aleppo", *options)
    assert (status, out, len(err)) == (2, [], 1)
    assert options[0].partition("=")[0] in err[0]


def test_evaluate_scores_this_program_and_others(run: Run, tmp_path: Path) -> None:
    gold = SEEDS / "gold.jsonl"
    predicted, scores = tmp_path / "p.jsonl", tmp_path / "scores.json"
    assert run("extract", SEEDS, "-o", predicted)[0] == 0
    status, out, err = run("evaluate", gold, "--predictions", predicted, "--json", scores)
    assert (status, err) == (0, [])
    assert out
    figures = json.loads(scores.read_text(encoding="utf-8"))
    assert {"resolve", "recognise", "kinds", "events"} <= set(figures)
    again, page = tmp_path / "again.json", tmp_path / "again.html"
    assert run("evaluate", gold, "--json", again, "--html", page)[0] == 0
    made = json.loads(again.read_text(encoding="utf-8"))
    assert {name: made[name] for name in ("recognise", "events")} == {
        name: figures[name] for name in ("recognise", "events")
    }
    assert made["resolve_raw"].items() <= figures["resolve"].items()
    assert made["resolve"]["exact_match"] >= made["resolve_raw"]["exact_match"]
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_map_speaks_the_language_that_is_asked_for(run: Run, article: Path) -> None:
    out = article.with_name("map.html")
    assert run("map", article, "-o", out, "--map-language", "fr")[0] == 0
    assert '<html lang="fr" dir="ltr">' in out.read_text(encoding="utf-8")


def test_an_unknown_language_of_a_map_is_refused_before_anything_is_read(
    run: Run, article: Path
) -> None:
    out = article.with_name("map.html")
    status, _, said = run("map", article, "-o", out, "--map-language", "tlh")
    assert status == 2
    assert said == ["geo: language is 'tlh', the map knows ar, en, es, fr, ru"]
    assert not out.exists()


def test_an_atlas_is_an_input(run: Run, article: Path) -> None:
    atlas, page = article.with_name("atlas.gpkg"), article.with_name("again.html")
    direct = article.with_name("direct.html")
    options = ("--published", "2016-08-26")
    assert run("extract", article, "-o", atlas, *options)[0] == 0
    assert run("map", atlas, "-o", page) == (0, [], [])
    assert run("map", article, "-o", direct, *options)[0] == 0
    assert page.with_suffix(".geojson").read_bytes() == direct.with_suffix(".geojson").read_bytes()


def test_a_file_that_is_no_atlas_is_named(run: Run, tmp_path: Path) -> None:
    fake = tmp_path / "fake.gpkg"
    fake.write_bytes(b"not a GeoPackage")
    status, _, err = run("map", fake, "-o", tmp_path / "out.html")
    assert status == 3
    assert len(err) == 1
    assert "fake.gpkg" in err[0]
    assert not (tmp_path / "out.html").exists()


def test_corrections_are_replayed(run: Run, article: Path) -> None:
    events, journal = article.with_name("events.jsonl"), article.with_name("corrections.csv")
    reports = article.with_name("reports.csv")
    assert run("extract", article, "-o", reports, "--table", "reports")[0] == 0
    report_id = reports.read_text(encoding="utf-8-sig").splitlines()[1].split(",")[0]
    journal.write_text(f"action,report_id\nno-event,{report_id}\n", encoding="utf-8")
    options = ("--table", "reports", "--corrections", journal)
    status, _, err = run("extract", article, "-o", reports, *options)
    assert status == 0
    assert err == [
        f"geo: {journal}: 1 of 1 corrections by an analyst applied; 0 have given way to later ones"
    ]
    assert len(reports.read_text(encoding="utf-8-sig").splitlines()) == 1
    assert not events.exists()


def test_corrections_in_the_folder_are_no_document(run: Run, article: Path) -> None:
    journal = article.with_name("corrections.csv")
    journal.write_text("action,place_id\nno-place,none:0-1\n", encoding="utf-8")
    output = article.with_name("documents.csv")
    options = ("--table", "documents", "--corrections", journal)
    status, out, err = run("extract", article.parent, "-o", output, *options)
    assert (status, out) == (1, [])
    assert err[-1] == (
        "geo: rejected corrections.csv:2: no-place: no such name of a place in these documents; "
        "nothing was changed"
    )
    assert len(output.read_text(encoding="utf-8-sig").splitlines()) == 2


def test_doctor_names_the_components(run: Run) -> None:
    status, out, err = run("doctor")
    assert (status, err) == (0, [])
    named = {line.split(":")[0] for line in out}
    assert {"geo", "python", "gazetteer", "language", "folium", "geopandas", "chromium"} <= named
    has_qgis = Path("/usr/lib/python3/dist-packages/qgis/core").exists()
    assert any("qgis: not found" in line for line in out) <= (not has_qgis)


# As a process


def process(*arguments: object, **options: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        [sys.executable, "-m", "geo", *map(str, arguments)],
        capture_output=True,
        check=False,
        timeout=120,
        **options,
    )


def test_nothing_is_said_in_a_pipe_when_all_goes_well(article: Path) -> None:
    done = process("extract", article, "-o", article.with_name("out.geojson"))
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_a_rejected_input_is_one_line_of_a_process(bad: Path) -> None:
    done = process("extract", bad, "-o", bad.with_name("out.geojson"))
    assert done.returncode == 1
    assert done.stdout == b""
    (line,) = done.stderr.splitlines()
    assert line.startswith(b"geo: rejected ")
    assert b"Traceback" not in done.stderr


def test_a_reader_that_goes_away_is_no_failure() -> None:
    names = ["Aleppo"] * 3000
    with subprocess.Popen(
        [sys.executable, "-m", "geo", "places", "--json", *names],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline().startswith(b"{")
        running.stdout.close()
        complaint = running.stderr.read()
        assert running.wait(timeout=60) == 0
    assert complaint == b""


def test_output_is_utf_8_whatever_the_locale() -> None:
    done = process("places", "--json", "حلب", env={**os.environ, "LC_ALL": "C", "LANG": "C"})
    assert done.returncode == 0
    assert json.loads(done.stdout)["name"] == "حلب"


def test_output_in_an_ascii_terminal_is_no_crash() -> None:
    done = process("places", "حلب", "Jarabulus", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, b"")


def test_resolve_refuses_toponyms_that_are_no_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spans = tmp_path / "spans.jsonl"
    spans.write_text(
        '{"id": 1, "text": "War in Syria.", "toponyms": {"start": 7}}\n'
        '{"id": 2, "text": "War in Syria.", "toponyms": [{"start": 7, "end": 12}]}\n',
        encoding="utf-8",
    )
    output = tmp_path / "out.jsonl"
    assert main(["resolve", str(spans), "-o", str(output)]) == 1
    assert [json.loads(line)["id"] for line in output.read_text("utf-8").splitlines()] == [2]
    assert "write a list" in capsys.readouterr().err
