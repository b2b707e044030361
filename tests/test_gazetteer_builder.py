"""`geo gazetteer`: dumps, tables and layers become gazetteers; bad input is named, never lost."""

from __future__ import annotations

import csv
import gzip
import http.server
import json
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.cli import main
from geo.errors import GazetteerError, OutputError
from geo.gazetteer import Dataset, Gazetteer, NameKind, Record, build_gazetteer
from geo.gazetteer.download import download
from geo.gazetteer.manifest import find_damage, find_damaged_areas
from geo.gazetteer.records import NameRecord
from geo.gazetteer.rejections import Rejections
from geo.gazetteer.sources import kind_of, open_sources
from geo.gazetteer.survey import areas_folder, shipped_folder, survey
from geo.text import name_key

Run = Callable[..., tuple[int, list[str], list[str]]]

OWN = Dataset(name="own", prefix="own", title="Own", licence="CC0-1.0", url="", version="1")


def place(
    number: object,
    name: str,
    latitude: object,
    longitude: object,
    *,
    feature: str = "P.PPL",
    admin1: str = "09",
    others: str = "",
    changed: str = "2024-05-06",
) -> list[str]:
    """A row of GeoNames' dump."""
    kind, _, code = feature.partition(".")
    cells = [number, name, name, others, latitude, longitude, kind, code, "SY", "", admin1]
    return [*map(str, cells), "", "", "", "1000", "", "", "Asia/Damascus", changed]


def with_people(people: str) -> list[str]:
    """A row of GeoNames' dump with a population."""
    row = place(9, "Bad", 36, 38)
    return [*row[:14], people, *row[15:]]


ROWS = [
    place(1, "Syria", 35, 38, feature="A.PCLI", admin1="00", others="سوريا,Suriye"),
    place(2, "Aleppo Governorate", 36, 37.5, feature="A.ADM1"),
    place(3, "Jarābulus", 36.8, 38.0, others="Dzharablus,جرابلس,XYZ,alp", changed="2025-01-02"),
    place(4, "Tell", 36.9, 38.1, feature="T.HLL"),
]


def text_of(rows: Sequence[Sequence[object]]) -> str:
    return "".join("\t".join(map(str, row)) + "\n" for row in rows)


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "SY.txt"
    path.write_text(text_of(ROWS), encoding="utf-8")
    return path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def called(*arguments: object) -> tuple[int, list[str], list[str]]:
        status = main([*map(str, arguments)])
        captured = capsys.readouterr()
        return status, captured.out.splitlines(), captured.err.splitlines()

    return called


def build(run: Run, *arguments: object) -> list[str]:
    """Run a build that must go well; return nothing said."""
    status, out, err = run("gazetteer", "build", *arguments, "--workers", 1)
    assert (status, out, err) == (0, [], [])
    return err


def found(folder: Path, name: str) -> list[str]:
    return [one.entry.entry_id for one in Gazetteer.open(folder).candidates(name)]


# The GeoNames dump


def test_a_dump_becomes_a_gazetteer(run: Run, dump: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(run, dump, "-o", out)
    gazetteer = Gazetteer.open(out)
    [entry] = [one.entry for one in gazetteer.candidates("Jarabulus")]
    assert (entry.entry_id, entry.country_code, entry.population) == ("geonames:3", "SYR", 1000)
    assert entry.admin1 == "geonames:2"
    assert [parent.name for parent in gazetteer.parents(entry)] == ["Aleppo Governorate", "Syria"]
    assert found(out, "جرابلس") == ["geonames:3"]
    assert found(out, "XYZ") == [], "an airport's code"
    assert gazetteer.datasets["geonames"]["version"] == "2025-01-02"
    children = {entry.entry_id for entry in gazetteer.children(gazetteer.entry("geonames:2"))}
    assert children == {"geonames:3", "geonames:4"}


def test_names_and_hierarchy_are_joined(run: Run, dump: Path, tmp_path: Path) -> None:
    names = tmp_path / "alternateNamesV2.txt"
    rows = [
        (1, 3, "tr", "Cerablus", "", "", "", "", "", ""),
        (2, 3, "", "Hierapolis", "", "", "", "1", "", ""),
        (3, 3, "link", "https://example.org/", "", "", "", "", "", ""),
        (4, 99, "tr", "Elsewhere", "", "", "", "", "", ""),
    ]
    names.write_text(text_of(rows), encoding="utf-8")
    hierarchy = tmp_path / "hierarchy.txt"
    hierarchy.write_text("1\t3\n2\t4\tADM\n", encoding="utf-8")
    out = tmp_path / "out"
    build(run, dump, names, hierarchy, "-o", out)
    assert found(out, "Cerablus") == found(out, "Hierapolis") == ["geonames:3"]
    assert not found(out, "Elsewhere")
    assert not found(out, "Dzharablus"), "the column gives way to the file of names"
    gazetteer = Gazetteer.open(out)
    assert [one.name for one in gazetteer.parents(gazetteer.entry("geonames:3"))] == ["Syria"]


def test_codes_and_countries_name_what_the_places_do_not(run: Run, tmp_path: Path) -> None:
    # A dump of settlements tells neither which division a code is nor how many people a state has.
    state = place(1, "Syrian Arab Republic", 35, 38, feature="A.PCLI", admin1="00")
    state[14] = "0"
    rows = [state, place(2, "Muhafazat Halab", 36, 37.5, feature="A.ADMD"), ROWS[2]]
    places = tmp_path / "cities500.txt"
    places.write_text(text_of(rows), encoding="utf-8")
    codes = tmp_path / "admin1CodesASCII.txt"
    codes.write_text("SY.09\tAleppo\tAleppo\t2\nSY.10\tDamascus\tDamascus\t77\n", encoding="utf-8")
    countries = tmp_path / "countryInfo.txt"
    cells = ["SY", "SYR", "760", "SY", "Syria", "Damascus", "185180", "16906283", "AS", ".sy"]
    cells += ["SYP", "Pound", "963", "", "", "ar-SY,ku", "1", "IQ,JO,IL,TR,LB", ""]
    countries.write_text("# GeoNames\n#ISO\tISO3\n" + text_of([cells]), encoding="utf-8")
    out = tmp_path / "out"
    build(run, places, codes, countries, "-o", out)
    gazetteer = Gazetteer.open(out)
    [entry] = [one.entry for one in gazetteer.candidates("Jarabulus")]
    assert [parent.entry_id for parent in gazetteer.parents(entry)] == ["geonames:2", "geonames:1"]
    assert found(out, "Aleppo") == ["geonames:2"]
    assert found(out, "Syria") == ["geonames:1"]
    assert gazetteer.country("SYR").population == 16_906_283
    assert [source["name"] for source in survey(out)["sources"]] == [
        "cities500.txt",
        "admin1CodesASCII.txt",
        "countryInfo.txt",
    ]


def test_codes_that_are_none_are_named(dump: Path, tmp_path: Path) -> None:
    codes = tmp_path / "admin1CodesASCII.txt"
    codes.write_text("SY.09\tAleppo\tAleppo\t2\nSY.10\tDamascus\n", encoding="utf-8")
    [source] = open_sources([dump, codes])
    with pytest.raises(GazetteerError, match=r"admin1CodesASCII\.txt:2: .*no codes"):
        list(source.records())
    with pytest.raises(GazetteerError, match="without places"):
        open_sources([codes])


def test_zip_gzip_and_text_are_one(run: Run, dump: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "SY.zip", "w") as archive:
        archive.write(dump, "SY.txt")
        archive.writestr("readme.txt", "about this")
    (tmp_path / "SY.txt.gz").write_bytes(gzip.compress(dump.read_bytes()))
    versions = set()
    for number, name in enumerate(("SY.txt", "SY.zip", "SY.txt.gz")):
        build(run, tmp_path / name, "-o", tmp_path / f"out{number}")
        versions.add(Gazetteer.open(tmp_path / f"out{number}").version)
    assert len(versions) == 1


def test_a_mark_of_byte_order_is_passed_over(run: Run, dump: Path, tmp_path: Path) -> None:
    assert run("gazetteer", "build", dump, "-o", tmp_path / "plain")[0] == 0
    dump.write_bytes(b"\xef\xbb\xbf" + dump.read_bytes())
    assert run("gazetteer", "build", dump, "-o", tmp_path / "marked")[0] == 0
    plain, marked = (Gazetteer.open(tmp_path / name) for name in ("plain", "marked"))
    assert len(plain) == len(marked) == len(ROWS)


def test_classes_are_chosen(run: Run, dump: Path, tmp_path: Path) -> None:
    build(run, dump, "-o", tmp_path / "out", "--classes", "P")
    assert len(Gazetteer.open(tmp_path / "out")) == 1


def test_workers_change_no_byte(dump: Path, tmp_path: Path) -> None:
    dump.write_text(
        text_of([*ROWS, *(place(n, f"Place {n % 997}", 35, 38) for n in range(10, 21_000))]),
        encoding="utf-8",
    )
    for workers in (1, 2):
        [source] = open_sources([dump])
        folder = tmp_path / f"out{workers}"
        build_gazetteer(
            source.records(), datasets=source.datasets(), folder=folder, workers=workers
        )
    for path in sorted((tmp_path / "out1").iterdir()):
        assert path.read_bytes() == (tmp_path / "out2" / path.name).read_bytes(), path.name


# Bad rows

BAD = {
    "a coordinate out of range": (place(9, "Bad", 96.8, 38), "lies at 96.8, 38"),
    "no number": (place(9, "Bad", "north", 38), "no numbers"),
    "too few columns": (["9", "Bad"], "2 columns, expected 19"),
    "a repeated id": (place(3, "Again", 36, 38), "geonames:3"),
    "a long name": (place(9, "x" * 10_000, 36, 38), "10,000 characters"),
    "a control character": (place(9, "a\x07b", 36, 38), "U+0007"),
    "a line within a name": (place(9, "a\u2028b", 36, 38), "U+2028"),
    "a name to be read backwards": (place(9, "a\u202eb", 36, 38), "U+202E"),
    "people without number": (with_people("many"), "population 'many' is no number"),
    "more people than there are": (with_people("9" * 12), "more than all people"),
    "no name": (place(9, "", 36, 38), "no name"),
    "an id below zero": (["-9", *place(9, "Bad", 36, 38)[1:]], "'-9' is no id of a place"),
    "an endless id": (["9" * 5000, *place(9, "Bad", 36, 38)[1:]], "is no id of a place"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_wrong_row_is_named_and_left_out(run: Run, dump: Path, tmp_path: Path, case: str) -> None:
    row, reason = BAD[case]
    dump.write_text(text_of([*ROWS, row]), encoding="utf-8")
    out = tmp_path / "out"
    status, _, err = run("gazetteer", "build", dump, "-o", out)
    assert status == 1
    assert len(err) == 1
    assert err[0].startswith("geo: rejected SY.txt:5: ")
    assert reason in err[0]
    assert len(Gazetteer.open(out)) == len(ROWS)


@pytest.mark.parametrize("case", BAD)
def test_strict_stops_and_leaves_the_old_artefact(
    run: Run, dump: Path, tmp_path: Path, case: str
) -> None:
    out = tmp_path / "out"
    build(run, dump, "-o", out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    row, reason = BAD[case]
    dump.write_text(text_of([*ROWS, row]), encoding="utf-8")
    status, _, err = run("gazetteer", "build", dump, "-o", out, "--strict")
    assert status == 3
    assert reason in err[0]
    assert "SY.txt:5" in err[0]
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["SY.txt", "out"]


def test_bytes_that_are_no_text_are_a_wrong_row(run: Run, dump: Path, tmp_path: Path) -> None:
    dump.write_bytes(dump.read_bytes() + text_of([place(9, "Bäd", 36, 38)]).encode("latin-1"))
    status, _, err = run("gazetteer", "build", dump, "-o", tmp_path / "out")
    assert status == 1
    assert "SY.txt:5: not UTF-8" in err[0]


def test_a_dump_cut_short_is_refused(run: Run, dump: Path, tmp_path: Path) -> None:
    whole = dump.read_bytes()
    dump.write_bytes(whole[:-40])
    status, _, err = run("gazetteer", "build", dump, "-o", tmp_path / "out")
    assert status == 3
    assert "SY.txt:4: the file ends within a row" in err[0]
    with zipfile.ZipFile(tmp_path / "SY.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("SY.txt", whole * 50)
    packed = (tmp_path / "SY.zip").read_bytes()
    (tmp_path / "SY.zip").write_bytes(packed[: len(packed) // 2])
    status, _, err = run("gazetteer", "build", tmp_path / "SY.zip", "-o", tmp_path / "out")
    assert status == 3
    assert "SY.zip" in err[0]
    assert "cut short" in err[0]
    assert not (tmp_path / "out").exists()


def test_a_table_of_wrong_rows_is_no_dump(run: Run, dump: Path, tmp_path: Path) -> None:
    wrong = [place(number, "Bad", 99, 99) for number in range(100, 130)]
    dump.write_text(text_of([*ROWS, *wrong]), encoding="utf-8")
    status, _, err = run("gazetteer", "build", dump, "-o", tmp_path / "out")
    assert status == 3
    assert "30 rows are wrong and 4 right" in err[0]
    assert not (tmp_path / "out").exists()


def test_what_is_missing_is_named(run: Run, dump: Path, tmp_path: Path) -> None:
    status, _, err = run("gazetteer", "build", tmp_path / "none.zip", "-o", tmp_path / "out")
    assert (status, len(err)) == (3, 1)
    assert "none.zip" in err[0]
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.doc").write_text("years of work", encoding="utf-8")
    status, _, err = run("gazetteer", "build", dump, "-o", tmp_path / "other")
    assert status == 3
    assert "thesis.doc" in err[0]
    assert (tmp_path / "other" / "thesis.doc").exists()
    names = tmp_path / "alternateNamesV2.txt"
    names.write_text("1\t3\ttr\tCerablus\t\t\t\t\t\t\n", encoding="utf-8")
    status, _, err = run("gazetteer", "build", names, "-o", tmp_path / "out")
    assert status == 3
    assert "without places" in err[0]


def test_a_full_disk_leaves_the_old_artefact(run: Run, dump: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(run, dump, "-o", out)
    before = Gazetteer.open(out).version
    rows = [*ROWS, *(place(n, f"Place {n}", 35, 38) for n in range(10, 12_000))]
    dump.write_text(text_of(rows), encoding="utf-8")
    # A limit on the size of files fails as a full disk does, within the write.
    program = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))\n"
        "from geo.cli import main\n"
        f"sys.exit(main(['gazetteer', 'build', {str(dump)!r}, '-o', {str(out)!r}]))"
    )
    assert resource.RLIMIT_FSIZE >= 0
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 3, done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert str(out) in done.stderr
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["version"] == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["SY.txt", "out"]


# The artefact


def test_a_changed_byte_of_a_large_file_is_found_when_asked_for(run: Run, tmp_path: Path) -> None:
    out = shutil.copytree(shipped_folder(), tmp_path / "out")
    assert find_damage(out) == ()
    data = bytearray((out / "entries.arrow").read_bytes())
    data[data.index(b"Jarabulus")] ^= 1
    (out / "entries.arrow").write_bytes(data)
    assert len(Gazetteer.open(out)) == len(Gazetteer.open())
    assert find_damage(out) == ("entries.arrow",)
    status, lines, _ = run("gazetteer", "info", out)
    assert status == 1
    assert "damaged: entries.arrow" in lines[-1]
    status, lines, _ = run("doctor", "--gazetteer", out)
    assert status == 3
    assert any("wrong checksum of entries.arrow" in line for line in lines)
    assert "areas: checksums right" in lines


@pytest.mark.parametrize("name", ["bounds.arrow", "entries.arrow", "manifest.json"])
def test_a_changed_byte_of_a_small_file_is_found_at_opening(
    run: Run, dump: Path, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "out"
    build(run, dump, "-o", out)
    data = (out / name).read_bytes()
    at = data.rindex(b"GeoNames") if name == "manifest.json" else len(data) // 2
    (out / name).write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    with pytest.raises(GazetteerError, match=name.replace(".", r"\.")):
        Gazetteer.open(out)
    status, lines, _ = run("doctor", "--gazetteer", out)
    assert status == 3
    assert any(name in line for line in lines)


def test_a_changed_byte_of_the_areas_is_found(tmp_path: Path) -> None:
    copy = shutil.copytree(areas_folder(), tmp_path / "areas")
    assert find_damaged_areas(copy) == ()
    path = copy / "areas.arrow"
    data = path.read_bytes()
    path.write_bytes(data[:-1000] + bytes([data[-1000] ^ 1]) + data[-999:])
    assert find_damaged_areas(copy) == ("areas.arrow",)
    (copy / "lines.arrow").unlink()
    assert find_damaged_areas(copy) == ("areas.arrow", "lines.arrow")
    (copy / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(GazetteerError, match=r"manifest\.json"):
        find_damaged_areas(copy)


@pytest.mark.parametrize("content", [{"format": 1}, {"format": 99}, {"format": None}, [], "x"])
def test_another_version_is_refused(run: Run, dump: Path, tmp_path: Path, content: object) -> None:
    out = tmp_path / "out"
    build(run, dump, "-o", out)
    (out / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(GazetteerError, match="geo gazetteer build"):
        Gazetteer.open(out)


def test_a_gazetteer_of_the_first_format_is_named(tmp_path: Path) -> None:
    (tmp_path / "details.arrow").write_bytes(b"ARROW1")
    with pytest.raises(GazetteerError, match="format 1, expected 2"):
        Gazetteer.open(tmp_path)


def test_info_tells_what_a_gazetteer_holds(run: Run, dump: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(run, dump, "-o", out)
    status, lines, err = run("gazetteer", "info", out, "--json")
    assert (status, err, len(lines)) == (0, [], 1)
    told = json.loads(lines[0])
    assert told["entries"] == 4
    assert told["entries_by_feature"]["P.PPL"] == 1
    assert told["entries_by_country"] == {"SYR": 4}
    assert told["datasets"]["geonames"]["licence"] == "CC-BY-4.0"
    assert [source["name"] for source in told["sources"]] == ["SY.txt"]
    assert re.fullmatch("[0-9a-f]{64}", told["sources"][0]["sha256"])
    assert told["damaged"] == []
    status, lines, _ = run("gazetteer", "info")
    assert status == 0
    assert "checksums: all files are whole" in lines[-1]


def test_the_first_gazetteer_of_a_stack_wins(run: Run, dump: Path, tmp_path: Path) -> None:
    rows = [place(170063, "Aleppo", 1.5, 2.5)]
    dump.write_text(text_of(rows), encoding="utf-8")
    out = tmp_path / "out"
    build(run, dump, "-o", out)
    for folders, latitude in (((out, None), 1.5), ((None, out), 36.2)):
        stack = Gazetteer.open(*folders)
        same = [one.entry for one in stack.candidates("Aleppo") if one.entry.population > 0]
        aleppo = [entry for entry in same if entry.entry_id == "geonames:170063"]
        assert len(aleppo) == 1
        assert round(aleppo[0].latitude, 1) == latitude
        assert stack.entry("geonames:170063") == aleppo[0]
    status, lines, _ = run("places", "--json", "Aleppo", "--gazetteer", out)
    assert status == 0
    assert len(json.loads(lines[0])["candidates"]) > 1, "the shipped one is there too"
    status, lines, _ = run(
        "places", "--json", "Aleppo", "--gazetteer", out, "--no-shipped-gazetteer"
    )
    assert [one["latitude"] for one in json.loads(lines[0])["candidates"]] == [1.5]
    status, _, err = run("places", "Aleppo", "--no-shipped-gazetteer")
    assert (status, len(err)) == (2, 1)


NAMES = st.text(min_size=1, max_size=12)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["7", "007", "a", "ب", "99999999999", "12", "x:y"]), NAMES),
        min_size=1,
        max_size=12,
        unique_by=lambda row: row[0],
    ),
)
def test_every_name_finds_its_entry(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, str]],
) -> None:
    folder = tmp_path_factory.mktemp("built")
    records = [
        Record(
            entry_id=f"own:{local_id}",
            name=name,
            latitude=1.5,
            longitude=-2.25,
            feature_class="P",
            feature_code="PPL",
        )
        for local_id, name in rows
    ]
    further = [
        NameRecord(entry_id="own:12", name="Further", kind=NameKind.ALTERNATE),
        NameRecord(entry_id="own:none", name="Nowhere", kind=NameKind.ALTERNATE),
        NameRecord(entry_id="else:12", name="Nowhere", kind=NameKind.ALTERNATE),
    ]
    build_gazetteer(records, datasets=[OWN], folder=folder / "out", further_names=further)
    gazetteer = Gazetteer.open(folder / "out")
    [store] = gazetteer._stores  # noqa: SLF001 - what it holds row by row
    for record in records:
        row = store.row(record.entry_id)
        assert row is not None
        assert store.entry_id(row) == record.entry_id
        assert store.name(row) == record.name
        if key := name_key(record.name):
            assert row in store.rows(key)
            assert record.entry_id in store.entry_ids(key)
    assert store.row("own:07") is None
    assert store.entry_ids("further") == (["own:12"] if any(r[0] == "12" for r in rows) else [])
    assert store.entry_ids("nowhere") == [
        record.entry_id for record in records if name_key(record.name) == "nowhere"
    ]
    assert store.name_counts.sum() >= len([r for r in records if name_key(r.name)])


def test_lenient_rejections_are_counted_not_kept_for_ever() -> None:
    rejections = Rejections(strict=False)
    records = [
        Record(
            entry_id=f"other:{number}",
            name="X",
            latitude=0,
            longitude=0,
            feature_class="P",
            feature_code="PPL",
            source="big.csv",
            line=number,
        )
        for number in range(500)
    ]
    with pytest.raises(GazetteerError, match="500 rows are wrong and 0 right"):
        build_gazetteer(
            records, datasets=[OWN], folder=Path("unused") / "never", rejections=rejections
        )
    assert rejections.count == 500
    assert len(rejections.rows) == 100
    assert not Path("unused", "never").exists()
    shutil.rmtree("unused", ignore_errors=True)


# Tables and layers


def test_a_table_with_a_map_of_columns(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text(
        "code,post,y,x,others,state\n"
        'P-7,"Post, seventh",36.1,37.1,نقطة سبعة|Seven,sy\n'
        "P-8,Post eighth,95,37.1,,SYR\n",
        encoding="utf-8",
    )
    out = tmp_path / "out"
    columns = ["id=code", "name=post", "latitude=Y", "longitude=X", "names=others"]
    status, _, err = run(
        "gazetteer", "build", path, "-o", out, "--columns", *columns, "country_code=state",
        "--dataset", "posts", "--licence", "CC0-1.0", "--feature", "S.CKPT",
    )  # fmt: skip
    assert status == 1
    assert "posts.csv:3: lies at 95, 37.1" in err[0]
    gazetteer = Gazetteer.open(out)
    entry = gazetteer.entry("posts:P-7")
    assert (entry.name, entry.feature_code, entry.country_code) == ("Post, seventh", "CKPT", "SYR")
    assert found(out, "نقطة سبعة") == ["posts:P-7"]
    assert gazetteer.datasets["posts"]["licence"] == "CC0-1.0"
    stack = Gazetteer.open(out, None)
    assert [parent.name for parent in stack.parents(entry)] == ["Syria", "Asia"]


@pytest.mark.parametrize(
    "case",
    [
        ("a,b\n1,2\n", [], 2, "no column 'name'"),
        ("name,b\nX,2\n", ["--columns", "latitude=lat"], 2, "no column 'lat'"),
        ("name,b\nX,2\n", ["--columns", "colour=b"], 2, "no field 'colour'"),
        ("name,b\nX,2\n", ["--columns", "name"], 2, "FIELD=COLUMN"),
        ("name,b\nX,2\n", [], 3, "no coordinates"),
        ("name,lat,lon\nX,1,2\n", ["--dataset", "No Good"], 2, "--dataset"),
        ("name,lat,lon\nX,1,2\n", ["--feature", "P"], 2, "--feature"),
        ('name,lat,lon\nX,1,2\n"Y,1', [], 3, "x.csv:3"),
        ("", [], 3, "x.csv: no place was found"),
    ],
)
def test_a_table_that_does_not_fit_is_explained(
    run: Run, tmp_path: Path, case: tuple[str, list[str], int, str]
) -> None:
    content, options, status, expected = case
    path = tmp_path / "x.csv"
    path.write_text(content, encoding="utf-8")
    got, _, err = run("gazetteer", "build", path, "-o", tmp_path / "out", *options)
    assert (got, len(err)) == (status, 1), err
    assert expected in err[0]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("Null Island,0,0.0,SY", "posts.csv:3: lies at 0, 0"),
        ("Atlantis,1,2,QQ", "posts.csv:3: 'QQ' is no country's code"),
        ("Syria,1,2,Syria", "posts.csv:3: 'Syria' is no country's code"),
    ],
)
def test_a_row_that_says_nothing_true_is_left_out(
    run: Run, tmp_path: Path, row: str, expected: str
) -> None:
    path = tmp_path / "posts.csv"
    path.write_text(f"name,lat,lon,country_code\nPost,36,37,sy\n{row}\n", encoding="utf-8")
    status, _, err = run("gazetteer", "build", path, "-o", tmp_path / "out")
    assert status == 1
    assert expected in err[0]
    assert len(Gazetteer.open(tmp_path / "out")) == 1


@pytest.mark.parametrize("suffix", ["gpkg", "shp"])
@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_a_layer_without_a_coordinate_system_is_refused(
    run: Run, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"zones.{suffix}"
    frame = gpd.GeoDataFrame({"name": ["Dot"]}, geometry=[shapely.Point(40, 35)])
    frame.to_file(path)
    status, _, err = run("gazetteer", "build", path, "-o", tmp_path / "out")
    assert (status, len(err)) == (3, 1)
    assert f"{path}: the layer 'zones" in err[0]
    assert "EPSG:4326" in err[0]


def test_layers_give_points_and_bounds(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "zones.gpkg"
    frame = gpd.GeoDataFrame(
        {"name": ["Square", "Dot", "Nothing"], "id": ["s", "d", "n"]},
        geometry=[shapely.box(37, 36, 38, 37), shapely.Point(40, 35), None],
        crs="EPSG:4326",
    )
    frame.to_crs("EPSG:3857").to_file(path, layer="zones")
    out = tmp_path / "out"
    status, _, err = run("gazetteer", "build", path, "-o", out, "--feature", "L.RGN")
    assert status == 1
    assert "no coordinates" in err[0]
    gazetteer = Gazetteer.open(out)
    square = gazetteer.entry("own:s")
    assert square.bounds is not None
    assert (round(square.bounds.west, 3), round(square.bounds.north, 3)) == (37, 37)
    assert 37 < square.longitude < 38
    assert gazetteer.entry("own:d").bounds is None


# OCHA COD

COD = [
    ("ADM2_EN", "ADM2_AR", "ADM2_PCODE", "ADM1_EN", "ADM1_PCODE", "ADM0_EN", "ADM0_PCODE"),
    ("Jarablus", "جرابلس", "SY0208", "Aleppo", "SY02", "Syria", "SY"),
    ("Afrin", "عفرين", "SY0203", "Aleppo", "SY02", "Syria", "SY"),
]


def test_place_codes_of_a_spreadsheet_and_its_layer(run: Run, tmp_path: Path) -> None:
    head, *rows = COD
    plain = gpd.pd.DataFrame(rows, columns=head)
    sheet = tmp_path / "syr_adminboundaries_tabulardata.xlsx"
    import pyogrio  # noqa: PLC0415

    pyogrio.write_dataframe(plain, sheet, layer="ADM2")
    layer = tmp_path / "syr_admin2.gpkg"
    shapes = [shapely.box(37.8, 36.5, 38.3, 37), shapely.box(36.6, 36.3, 37, 36.8)]
    gpd.GeoDataFrame(plain, geometry=shapes, crs="EPSG:4326").to_file(layer)
    assert kind_of(sheet) == kind_of(layer) == "cod"
    out = tmp_path / "out"
    build(run, sheet, layer, "-o", out)
    gazetteer = Gazetteer.open(out)
    entry = gazetteer.entry("cod:SY0208")
    assert (entry.name, entry.feature_code, entry.country_code) == ("Jarablus", "ADM2", "SYR")
    assert entry.admin1 == "cod:SY02"
    assert entry.bounds is not None
    assert found(out, "جرابلس") == ["cod:SY0208"]
    assert gazetteer.entry("cod:SY02").feature_code == "ADM1"
    stack = Gazetteer.open(out, None)
    parents = [parent.entry_id for parent in stack.parents(entry)]
    assert parents[:2] == ["cod:SY02", "geonames:163843"]


def test_place_codes_of_the_newer_form(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "syr_admin1.csv"
    path.write_text(
        "adm1_name,adm1_name1,adm1_pcode,adm0_name,adm0_pcode,center_lat,center_lon\n"
        "Idleb,إدلب,SY07,Syrian Arab Republic,SY,35.8,36.6\n",
        encoding="utf-8",
    )
    build(run, path, "-o", tmp_path / "out")
    assert found(tmp_path / "out", "إدلب") == ["cod:SY07"]


def test_place_codes_without_coordinates_are_rejected(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(COD)
    status, _, err = run("gazetteer", "build", path, "-o", tmp_path / "out")
    assert status == 3
    assert "no coordinates" in err[0]


# Who's On First


def test_the_sqlite_distribution(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "whosonfirst-data-admin-sy-latest.db"
    with sqlite3.connect(path) as database:
        database.execute(
            "CREATE TABLE spr (id INTEGER, parent_id INTEGER, name TEXT, placetype TEXT, "
            "country TEXT, latitude REAL, longitude REAL, min_latitude REAL, min_longitude REAL, "
            "max_latitude REAL, max_longitude REAL, is_current INTEGER, is_deprecated INTEGER, "
            "is_ceased INTEGER, is_superseded INTEGER)"
        )
        database.execute("CREATE TABLE names (id INTEGER, language TEXT, name TEXT)")
        rows = [
            (85632413, 102191569, "Syria", "country", "SY", 35, 38.5, 32, 35, 37, 42, 1, 0, 0, 0),
            (421168683, 85632413, "Jarabulus", "locality", "SY", 36.8, 38, 0, 0, 0, 0, -1, 0, 0, 0),
            (1, 85632413, "Gone", "locality", "SY", 36.8, 38, 0, 0, 0, 0, 0, 0, 0, 0),
            (2, -1, "Corner shop", "venue", "SY", 36.8, 38, 0, 0, 0, 0, 1, 0, 0, 0),
        ]
        database.executemany("INSERT INTO spr VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", rows)
        database.execute("INSERT INTO names VALUES (421168683, 'tur', 'Cerablus')")
    database.close()
    out = tmp_path / "out"
    build(run, path, "-o", out)
    gazetteer = Gazetteer.open(out)
    assert len(gazetteer) == 2
    assert found(out, "Cerablus") == ["wof:421168683"]
    syria = gazetteer.entry("wof:85632413")
    assert syria.bounds is not None
    assert (syria.bounds.west, syria.bounds.north) == (35, 37)
    parents = gazetteer.parents(gazetteer.entry("wof:421168683"))
    assert [parent.name for parent in parents] == ["Syria"]


def test_a_meta_file_and_a_bundle(run: Run, tmp_path: Path) -> None:
    meta = tmp_path / "wof-locality-latest.csv"
    meta.write_text(
        "bbox,deprecated,geom_latitude,geom_longitude,id,iso_country,name,parent_id,placetype,"
        "superseded_by\n"
        '"37.9,36.7,38.1,36.9",uuuu,36.8,38,421168683,SY,Jarabulus,-1,locality,\n',
        encoding="utf-8",
    )
    build(run, meta, "-o", tmp_path / "out")
    entry = Gazetteer.open(tmp_path / "out").entry("wof:421168683")
    assert entry.bounds is not None
    assert entry.country_code == "SYR"
    bundle = tmp_path / "data" / "421" / "168"
    bundle.mkdir(parents=True)
    feature = {
        "type": "Feature",
        "bbox": [37.9, 36.7, 38.1, 36.9],
        "properties": {
            "wof:id": 421168683,
            "wof:name": "Jarabulus",
            "wof:placetype": "locality",
            "wof:parent_id": -4,
            "wof:country": "SY",
            "geom:latitude": 36.8,
            "geom:longitude": 38,
            "name:tur_x_preferred": ["Cerablus"],
            "gn:population": 11570,
        },
    }
    (bundle / "421168683.geojson").write_text(json.dumps(feature), encoding="utf-8")
    (bundle / "9.geojson").write_text("{", encoding="utf-8")
    status, _, err = run("gazetteer", "build", tmp_path / "data", "-o", tmp_path / "two")
    assert (status, len(err)) == (1, 1)
    assert "9.geojson" in err[0]
    assert found(tmp_path / "two", "Cerablus") == ["wof:421168683"]
    assert Gazetteer.open(tmp_path / "two").entry("wof:421168683").population == 11570


def test_a_database_of_something_else_is_named(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    path.write_bytes(b"no database" * 100)
    status, _, err = run("gazetteer", "build", path, "-o", tmp_path / "out")
    assert (status, len(err)) == (3, 1)
    assert "other.sqlite" in err[0]


# Fetching

CONTENT = bytes(range(256)) * 4000


class Server(http.server.BaseHTTPRequestHandler):
    """Gives a file, in the first answer only a part of it."""

    asked: list[str | None] = []  # noqa: RUF012 - emptied by each test
    breaks = True

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        Server.asked.append(wanted)
        first = int(wanted[6:-1]) if wanted and self.headers.get("If-Range") == '"v1"' else 0
        self.send_response(206 if first else 200)
        self.send_header("Content-Length", str(len(CONTENT) - first))
        self.send_header("ETag", '"v1"')
        self.end_headers()
        last = 100_000 if Server.breaks and not first else len(CONTENT)
        self.wfile.write(CONTENT[first:last])

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    Server.asked, Server.breaks = [], True
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/dump/SY.zip?today=1"
        server.shutdown()
        thread.join()


def test_a_broken_download_goes_on(address: str, tmp_path: Path) -> None:
    folder = tmp_path / "fetched"
    with pytest.raises(GazetteerError, match="call again to go on"):
        download(address, folder)
    assert not (folder / "SY.zip").exists()
    assert download(address, folder).read_bytes() == CONTENT
    assert Server.asked == [None, "bytes=100000-"]
    assert sorted(path.name for path in folder.iterdir()) == ["SY.zip"]
    assert download(address, folder).read_bytes() == CONTENT
    assert len(Server.asked) == 2, "what is there is not fetched again"


def test_nothing_is_fetched_unasked(run: Run, address: str, tmp_path: Path) -> None:
    status, _, err = run("gazetteer", "build", address, "-o", tmp_path / "out")
    assert status == 2
    assert "--download" in err[0]
    assert Server.asked == []


def test_an_address_that_does_not_answer_is_named(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match="cannot be fetched"):
        download("http://127.0.0.1:9/SY.zip", tmp_path)
    with pytest.raises(GazetteerError, match="no address of a file"):
        download("http://127.0.0.1:9/", tmp_path)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    record = Record(
        entry_id="own:1", name="X", latitude=0, longitude=0, feature_class="P", feature_code="PPL"
    )
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(OutputError, match="file"):
            build_gazetteer([record], datasets=[OWN], folder=folder)
