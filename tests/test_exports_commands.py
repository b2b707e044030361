"""The command line chooses forms, says what they keep and lose, and takes its own files again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from coded_tables import UCDP, ucdp_row, write_csv
from export_atlases import hostile_atlas, of_headline

from geo.cli import main
from geo.exports import FORMS, credits_beside, find_form, write
from geo.imports import read_atlas, read_events


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("atlas") / "a.gpkg"
    write(hostile_atlas(), path)
    return path


def test_formats_are_listed_as_the_page_lists_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["formats"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    for form in FORMS:
        assert f"{form.name} ({' '.join(form.suffixes)})" in shown
        assert f"Loses: {form.loses}" in shown


def test_one_form_is_listed_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["formats", "hxl"]) == 0
    assert capsys.readouterr().out.startswith("hxl (.csv)\n")
    assert main(["formats", "word"]) == 2
    assert "no form 'word'; known are geojson" in capsys.readouterr().err


@pytest.mark.parametrize("suffix", sorted({end for form in FORMS for end in form.suffixes}))
def test_each_suffix_has_a_usual_form(suffix: str) -> None:
    usual = find_form(f"A{suffix.upper()}")
    assert suffix in usual.suffixes
    for form in FORMS:
        if suffix in form.suffixes:
            assert find_form(f"a{suffix}", form=form.name) is form


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-o", "a.csv", "--form", "gpkg"], "the form gpkg is written as .gpkg"),
        (["-o", "a.csv", "--form", "word"], "no form 'word'"),
        (["-o", "a.docx"], "no form has the suffix '.docx'"),
        (["-o", "a.csv", "--table", "all"], "cannot hold --table all"),
        (["-o", "a.gpkg", "--table", "places"], "cannot hold --table places"),
        (["-o", "a.gpx", "--table", "places"], "cannot hold --table places"),
        (["-o", "a.geojson", "--table", "nothing"], "no table 'nothing'"),
        (["-o", "a.csv", "--form", "acled", "--table", "places"], "cannot hold --table places"),
    ],
)
def test_wrong_choices_are_told_before_anything_is_read(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["extract", "missing.gpkg", *arguments]) == 2
    message = capsys.readouterr().err
    assert words in message
    assert message.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_what_a_shapefile_loses_is_said_once(atlas: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "geo", "extract", str(atlas), "-o", str(tmp_path / "a.shp.zip")],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = done.stderr.splitlines()
    assert len(lines) == 1
    assert "shapefile loses names of columns beyond 10 characters" in lines[0]


def test_a_geopackage_comes_back_whole(atlas: Path, tmp_path: Path) -> None:
    assert main(["extract", str(atlas), "-o", str(tmp_path / "b.gpkg")]) == 0
    first, second = read_atlas(atlas), read_atlas(tmp_path / "b.gpkg")
    for name, frame in first.tables().items():
        assert frame.equals(second.tables()[name]), name


def test_a_folder_of_parquet_tables_comes_back_whole(atlas: Path, tmp_path: Path) -> None:
    first = read_atlas(atlas)
    for name in first.tables():
        write(first, tmp_path / f"{name}.parquet", table=name)
    second = read_atlas(tmp_path)
    for name, frame in first.tables().items():
        assert frame.equals(second.tables()[name]), name


def test_credits_beside_a_table_are_no_input(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "a.csv", UCDP, [ucdp_row()])
    credits_beside(table).write_text("UCDP", encoding="utf-8")
    found = read_events(tmp_path)
    assert len(found.events) == 1
    assert found.rejected.empty


def test_credits_beside_documents_are_no_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Rebels seized Jarabulus on Friday.", encoding="utf-8")
    credits_beside(tmp_path / "in" / "a.csv").write_text("GeoNames", encoding="utf-8")
    output = tmp_path / "documents.csv"
    assert main(["extract", str(tmp_path / "in"), "-o", str(output), "--table", "documents"]) == 0
    assert len(output.read_text(encoding="utf-8").splitlines()) == 2
    capsys.readouterr()


def test_files_made_twice_keep_their_credits(tmp_path: Path) -> None:
    for _ in range(2):
        write(of_headline("a"), tmp_path / "a.csv")
    assert {one.name for one in tmp_path.iterdir()} == {"a.csv", "a.csv.credits.txt"}
