"""What is broken, hostile or no table at all: one line that names it, and nothing lost."""

from __future__ import annotations

import gzip
import os
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from coded_tables import (
    ACLED,
    GDELT,
    GKG,
    POLECAT,
    UCDP,
    Row,
    acled_row,
    bare_lines,
    gdelt_row,
    gkg_row,
    polecat_row,
    ucdp_row,
    write_csv,
)

from geo.atlas import Atlas
from geo.cli import main
from geo.imports import find_tables, read_column_map, read_events, sources

FEW = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """How a dataset is written: its columns, a row with a number, its delimiter."""

    columns: list[str]
    row: Callable[[int], Row]
    delimiter: str
    has_header: bool = True


OWN = ["No", "day", "lat", "lon", "What", "Told"]
DATASETS = {
    "acled": Dataset(columns=ACLED, row=lambda n: acled_row(event_id_cnty=f"A{n}"), delimiter=","),
    "gdelt": Dataset(
        columns=GDELT,
        row=lambda n: gdelt_row(GLOBALEVENTID=n),
        delimiter="\t",
        has_header=False,
    ),
    "gkg": Dataset(
        columns=GKG,
        row=lambda n: gkg_row(GKGRECORDID=f"20240131001500-{n}"),
        delimiter="\t",
        has_header=False,
    ),
    "polecat": Dataset(
        columns=POLECAT, row=lambda n: polecat_row(Event_ID=f"P{n}"), delimiter="\t"
    ),
    "table": Dataset(
        columns=OWN,
        row=lambda n: {
            "No": n,
            "day": "2024-01-31",
            "lat": 36.2,
            "lon": 37.16,
            "What": "ASSAULT",
            "Told": "Shells fell on the market of Sampletown, and medics counted two dead.",
        },
        delimiter=",",
    ),
    "ucdp": Dataset(columns=UCDP, row=lambda n: ucdp_row(id=n), delimiter=","),
}
MAP = ["id=No", "date=day", "latitude=lat", "longitude=lon", "type=What", "notes=Told"]
EACH = pytest.mark.parametrize("name", sorted(DATASETS))


def write(folder: Path, name: str, count: int = FEW) -> Path:
    dataset = DATASETS[name]
    path = folder / f"{name}.txt"
    rows = [dataset.row(number) for number in range(1, count + 1)]
    if not dataset.has_header:
        path.write_text(bare_lines(dataset.columns, rows), encoding="utf-8")
        return path
    return write_csv(path, dataset.columns, rows, delimiter=dataset.delimiter)


def read(path: Path, name: str) -> Atlas:
    columns = read_column_map(None, MAP) if name == "table" else None
    return read_events(path, kind=name, columns=columns)


def count_of(atlas: Atlas) -> int:
    return len(atlas.events) or len(atlas.documents)


def reasons(atlas: Atlas) -> list[str]:
    found = [str(reason) for reason in atlas.rejected["reason"]]
    assert all("\n" not in reason and len(reason) < 500 for reason in found), found
    return found


@EACH
def test_a_whole_table_is_told_and_read(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, name)
    if name != "table":
        assert find_tables([path]) == ((path, name),)
    atlas = read(path, name)
    assert (count_of(atlas), reasons(atlas)) == (FEW, [])


@EACH
def test_a_truncated_table_keeps_its_whole_rows(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, name)
    path.write_bytes(path.read_bytes()[:-60])
    atlas = read(path, name)
    assert count_of(atlas) == FEW - 1
    assert reasons(atlas)[0].startswith("row ")


@EACH
def test_bytes_that_are_no_text_cost_their_row(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, name)
    lines = path.read_bytes().split(b"\n")
    word = b"courier" if b"courier" in lines[5] else b"Sampletown"
    word = word if word in lines[5] else b"Aleppo"
    lines[5] = lines[5].replace(word, b"Al\xe9p", 1)
    lines[6] = lines[6].replace(word, "Alép".encode(), 1)
    path.write_bytes(b"\n".join(lines))
    atlas = read(path, name)
    assert count_of(atlas) == FEW - 1
    assert "bytes that are no text; save it as UTF-8" in reasons(atlas)[0]


@EACH
def test_the_wrong_delimiter_is_named(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, name)
    path.write_text(path.read_text("utf-8").replace(DATASETS[name].delimiter, "~"), "utf-8")
    atlas = read(path, name)
    assert count_of(atlas) == 0
    assert reasons(atlas)[0].startswith("is no table of ")


@EACH
def test_rows_of_other_lengths_and_repeats_are_named(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, name)
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([*lines[:4], "7", *lines[4:], lines[-1]]) + "\n", "utf-8")
    atlas = read(path, name)
    assert count_of(atlas) == FEW
    told = " | ".join(reasons(atlas))
    assert "row 5 has 1 cells under" in told
    assert "repeats the id" in told


@EACH
def test_nul_bytes_and_formulas_are_text(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, name)
    text = path.read_text("utf-8")
    for word in ("Fictional", "Shells", "courier"):
        text = text.replace(word, f"\x00{word} =1+1")
    path.write_text(text, "utf-8")
    atlas = read(path, name)
    assert count_of(atlas) == FEW
    cells = "".join(frame.to_csv() for frame in atlas.tables().values())
    assert "\x00" not in cells


@EACH
def test_what_is_no_file_is_named_and_not_waited_for(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "empty.csv").touch()
    for item in ("pipe.csv", "empty.csv", "missing.csv"):
        atlas = read(tmp_path / item, name)
        assert count_of(atlas) == 0
        assert list(atlas.rejected["document_id"]) == [item]
        assert reasons(atlas)
    out = str(tmp_path / "out.geojson")
    assert main(["extract", str(tmp_path / "folder.csv"), "-o", out, "--as", name]) == 1


@EACH
def test_an_archive_that_unpacks_without_end_is_refused(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "_MOST_BYTES", 3_000_000)
    start = write(tmp_path, name, count=2).read_bytes()
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", start + b"0" * 5_000_000)
    assert path.stat().st_size < 50_000
    atlas = read(path, name)
    assert count_of(atlas) == 0
    assert "it holds over 3,000,000 bytes" in reasons(atlas)[0]


def test_a_parquet_file_that_breaks_off_is_named(tmp_path: Path) -> None:
    path = tmp_path / "ged.parquet"
    path.write_bytes(b"PAR1" + b"0" * 1_000)
    atlas = read(path, "ucdp")
    assert "cannot be read" in reasons(atlas)[0]


def test_tables_of_several_datasets_in_a_folder_are_told_apart(tmp_path: Path) -> None:
    for name in ("acled", "polecat", "ucdp"):
        write(tmp_path, name, count=1)
    atlas = read_events(tmp_path)
    assert list(atlas.events["event_id"]) == ["acled:A1", "polecat:P1", "ucdp:1"]


@pytest.mark.parametrize("name", ["gdelt", "ucdp"])
def test_compressed_tables_are_read_and_those_that_break_off_named(
    tmp_path: Path, name: str
) -> None:
    plain = write(tmp_path, name)
    path = tmp_path / f"{name}.csv.gz"
    packed = gzip.compress(plain.read_bytes())
    path.write_bytes(packed)
    assert find_tables([path]) == ((path, name),)
    assert count_of(read(path, name)) == FEW
    path.write_bytes(packed[:-20])
    assert "cannot be read" in reasons(read(path, name))[0]


def test_rows_keep_their_numbers_behind_broken_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "_BLOCK_BYTES", 6_000)
    path = write(tmp_path, "ucdp", count=120)
    header, *lines = path.read_text("utf-8").splitlines()
    broken = [line if number % 10 else "a,b" for number, line in enumerate(lines)]
    broken[55] = lines[55].replace("36.2", "96.2", 1)
    path.write_text("\n".join([header, *broken]) + "\n", "utf-8")
    told = list(read(path, "ucdp").rejected["document_id"])
    assert told == sorted(f"ucdp.txt:{n + 2}" for n in range(120) if n % 10 == 0 or n == 55)


def test_a_quote_left_open_is_told_in_plain_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "_BLOCK_BYTES", 4_000)
    path = write(tmp_path, "ucdp", count=3)
    path.write_text(path.read_text("utf-8") + '4,"' + "x" * 20_000, "utf-8")
    assert (
        "a row goes on for over 4,000 bytes); look for a quote left open"
        in reasons(read(path, "ucdp"))[-1]
    )


@pytest.mark.parametrize("ends", ["", "\n"])
def test_a_header_alone_is_a_table_without_rows(tmp_path: Path, ends: str) -> None:
    path = tmp_path / "ucdp.csv"
    path.write_text(",".join(UCDP) + ends, "utf-8")
    assert reasons(read(path, "ucdp")) == []


def test_lines_that_end_with_a_carriage_return_alone_are_told_apart(tmp_path: Path) -> None:
    path = write(tmp_path, "ucdp")
    path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r"))
    assert count_of(read_events(path)) == FEW


def test_an_archive_that_breaks_off_is_named(tmp_path: Path) -> None:
    path = tmp_path / "ged.zip"
    path.write_bytes(b"PK\x03\x04" + b"0" * 100)
    assert "File is not a zip file" in reasons(read_events(path))[0]
