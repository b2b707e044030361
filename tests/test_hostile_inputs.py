"""Small files that are large within, deep, wide or endless: refused, or read, within bounds.

One process reads them all, under a limit to its memory that is far below what each would take,
and to its time that only what hangs can miss.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from geo.language import Language
from geo.model import Document
from geo.pipeline import geoparse

PATIENCE_SECONDS = 300
MEMORY_BYTES = 1_500_000_000

READ = """
import json, resource, sys
from pathlib import Path
from geo.documents import read_documents
from geo.errors import GeoError
from geo.gazetteer.sources import open_sources
from geo.imports import read_atlas, read_events
from geo.model import Rejected

limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

def documents(path):
    for item in read_documents(path):
        yield item.reason if isinstance(item, Rejected) else "read"

def events(path):
    atlas = read_events(path, kind="table")
    return [*atlas.rejected["reason"], *atlas.events["headline"]]

def atlas(path):
    return [str(len(read_atlas(path).events))]

def places(path):
    for source in open_sources([path]):
        yield from (getattr(item, "reason", "read") for item in source.records())

told = {}
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        told[path.name] = list(globals()[path.name.partition("_")[0]](path))
    except GeoError as error:
        told[path.name] = [str(error)]
sys.stdout.write(json.dumps(told))
"""

COLUMNS = ",".join(f"c{number}" for number in range(10**6))
CELLS = "," * (10**6 - 1)
DEEP = "[" * 10**5 + "]" * 10**5
# Ten of each in the next, thirteen times: ten million million letters.
ENTITIES = '<?xml version="1.0"?><!DOCTYPE k [<!ENTITY e0 "Homs">' + "".join(
    f'<!ENTITY e{number} "{f"&e{number - 1};" * 10}">' for number in range(1, 13)
)
PLACEMARK = (
    '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>NAME</name>'
    "<Point><coordinates>1,2</coordinates></Point></Placemark></kml>"
)
SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'
)


def texts() -> Mapping[str, str]:
    """Files by name, and where it begins, how it is read."""
    return {
        "documents_wide.csv": f"text,{COLUMNS}\nRebels shelled Homs.,{CELLS}\n",
        "documents_cells.csv": f"text\n{CELLS}\nRebels shelled Homs.\n",
        "documents_deep.jsonl": f'{{"text": {DEEP}}}\n{{"text": "Rebels shelled Homs."}}\n',
        "documents_entities.html": f"{ENTITIES}]><html><body><p>Rebels &e12;</p></body></html>",
        "documents_attributes.html": "<p " + "a='b' " * 10**6 + ">Rebels left Homs on Friday.</p>",
        "documents_tags.html": "<div>" * 90_000 + "Rebels left Homs.",
        "events_wide.csv": f"date,type,country,{COLUMNS}\n2016-08-26,PROTEST,Syria,{CELLS}\n",
        "events_deep.geojson": '{"type": "FeatureCollection", "features": [{"type": "Feature", '
        '"properties": {"date": "2016-08-26", "type": "PROTEST"}, '
        f'"geometry": {{"type": "Point", "coordinates": {DEEP}}}}}]}}',
        "events_entities.kml": f"{ENTITIES}]>{PLACEMARK.replace('NAME', '&e12;')}",
        "events_file.kml": f'{ENTITIES}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        f"{PLACEMARK.replace('NAME', '&f;')}",
        "atlas_deep.geojson": '{"type": "FeatureCollection", "features": [{"type": "Feature", '
        f'"id": "events/1", "properties": {{"table": "events", "a": {DEEP}}}}}]}}',
        "places_list.geojson": '{"type": "FeatureCollection", "features": [{"type": "Feature", '
        '"properties": {"name": "Homs", "names": [1, 2]}, '
        '"geometry": {"type": "Point", "coordinates": [36.7, 34.7]}}]}',
        "places_wide.csv": f"name,latitude,longitude,{COLUMNS}\nHoms,34,36,{CELLS}\n",
        "places_entities.kml": f"{ENTITIES}]>{PLACEMARK.replace('NAME', '&e12;')}",
    }


def archives() -> Mapping[str, tuple[str, bytes, bytes]]:
    """Zip archives: the member, how it begins, and what it goes on with to 100 MB."""
    return {
        "events_row.zip": ("a.csv", b"date,type,country\n2016-08-26,PROTEST,Syria", b"0"),
        "places_row.zip": ("places.csv", b"name,latitude,longitude\n", b"0"),
        "places_blanks.xlsx": ("xl/worksheets/sheet1.xml", SHEET, b" "),
    }


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[str]]:
    folder = tmp_path_factory.mktemp("hostile")
    for name, text in texts().items():
        (folder / name).write_text(text, encoding="utf-8")
    latin = texts()["places_list.geojson"].replace('"properties"', '"id": "\xf8", "properties"')
    (folder / "places_latin.geojson").write_bytes(latin.encode("latin-1"))
    piece = 10_000_000
    for name, (member, start, filling) in archives().items():
        archive = zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED, compresslevel=9)
        with archive, archive.open(member, "w") as file:
            file.write(start)
            for _ in range(10):
                file.write(filling * piece)
    with (folder / "documents_line.jsonl").open("wb") as lines:
        lines.write(b'{"text": "')
        lines.seek(500_000_000)  # A hole: as long as it looks, and no load on the disk.
        lines.write(b'"}\n{"text": "Rebels shelled Homs."}\n')
    large = pa.table({"text": ["a" * 100_000_000] * 8})
    pq.write_table(large, folder / "documents_large.parquet", compression="zstd")
    shared = pa.DictionaryArray.from_arrays(pa.array([0] * 10**6, pa.int32()), ["b" * 100_000])
    pq.write_table(
        pa.table({"text": shared}), folder / "documents_shared.parquet", compression="zstd"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", READ, str(folder), str(MEMORY_BYTES)],
        check=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
    )
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("documents_wide.csv", "read"),
        ("documents_cells.csv", "read"),
        ("documents_deep.jsonl", "read"),
        ("documents_entities.html", "holds no main text"),
        ("documents_attributes.html", "holds no main text"),
        ("documents_tags.html", "holds no main text"),
        ("documents_line.jsonl", "read"),
        ("documents_large.parquet", "expands to over 250 times its size"),
        ("documents_shared.parquet", "expands to over 250 times its size"),
        ("events_wide.csv", "over 4,000 columns"),
        ("events_deep.geojson", ""),
        ("events_entities.kml", ""),
        ("events_file.kml", ""),
        ("events_row.zip", "a row goes on for over"),
        ("atlas_deep.geojson", "cannot be read as an atlas"),
        ("places_list.geojson", "read"),
        ("places_latin.geojson", "cannot be read as a table or layer"),
        ("places_wide.csv", "a row of over 1,000,000 bytes"),
        ("places_entities.kml", "cannot be read as a table or layer"),
        ("places_row.zip", "a row of over 1,000,000 bytes"),
        ("places_blanks.xlsx", "over 250 times its size"),
    ],
)
def test_what_is_endless_ends(told: Mapping[str, list[str]], name: str, last: str) -> None:
    assert told[name]
    assert last in told[name][-1]
    # Nothing of another file was let in, and nothing was blown up.
    assert not any("root:" in text or len(text) > 5_000 for text in told[name])


def test_records_beside_what_is_endless_are_read(told: Mapping[str, list[str]]) -> None:
    for name in ("documents_cells.csv", "documents_deep.jsonl", "documents_line.jsonl"):
        assert len(told[name]) == 2
        assert told[name][0] != "read"


# Texts

RUNS = (" ", "\n", "\u00a0", "\u2028", "a", "1", ",", "(", "“", "حلب", "1,", "A.")


@pytest.mark.parametrize("run", RUNS, ids=ascii)
def test_runs_of_any_length_are_gone_through_once(run: str) -> None:
    # Were each place of a run looked at from each other, this would take hours.
    text = f"Rebels left Homs{run * 100_000} on Friday. Rebels shelled Idlib, killing four."
    atlas = geoparse([Document(document_id="a", text=text)])
    assert list(atlas.rejected["reason"]) == []
    assert len(atlas.documents) == 1


@pytest.mark.parametrize("run", [" ", "a", "\u00a0", "(", "Aleppo-", "\n"], ids=ascii)
def test_no_sentence_goes_on_over_an_endless_run(language: Language, run: str) -> None:
    text = f"Rebels left Homs {run * 400} on Friday."
    parse = language.parse(text)
    assert parse.doc.text == text
    assert [sentence.text.strip() for sentence in parse.sentences] == [
        "Rebels left Homs",
        "on Friday.",
    ]


@pytest.mark.parametrize("text", ["حلب " * 10_000, "阿勒颇 " * 10_000], ids=["Arabic", "Chinese"])
def test_no_place_is_told_with_a_line_without_end(text: str) -> None:
    places = geoparse([Document(document_id="a", text=text)]).places
    assert len(places) > 1_000
    assert places["sentence"].str.len().max() <= 1_001
