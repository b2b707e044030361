"""GDELT's knowledge graph becomes documents with places, never events."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from coded_tables import GKG, UCDP, bare_lines, gkg_row, ucdp_row, write_csv

from geo.atlas import Atlas
from geo.cli import main
from geo.errors import SettingsError
from geo.imports import find_tables, read_events, sources, stream_events
from geo.selection import Selection


def write_gkg(folder: Path, *rows: dict[str, object], name: str = "20240131.gkg.csv") -> Path:
    (folder / name).write_text(bare_lines(GKG, rows), encoding="utf-8")
    return folder / name


def gkg(folder: Path, *rows: dict[str, object]) -> Atlas:
    return read_events(write_gkg(folder, *rows))


def reasons(atlas: Atlas) -> list[str]:
    return [str(reason) for reason in atlas.rejected["reason"]]


def test_a_record_is_a_document_with_its_places_and_no_event(tmp_path: Path) -> None:
    atlas = gkg(tmp_path, gkg_row())
    assert atlas.events.empty
    assert atlas.rejected.empty
    (document,) = atlas.documents.to_dict("records")
    assert document["document_id"] == "gdelt:20240131001500-7"
    assert document["title"] == "Shells fall & twelve die"
    assert document["publisher"] == "courier.example"
    assert document["published"] == pd.Timestamp("2024-01-31")
    assert document["language"] == "en"
    places = atlas.places.set_index("surface")
    assert len(places) == 3
    town = places.loc["Aleppo, Halab, Syria"]
    assert (town["name"], town["admin1"], town["country_code"]) == ("Aleppo", "Halab", "SYR")
    assert (town.geometry.x, town.geometry.y) == (37.1586, 36.2028)
    assert "type 4" in town["reason"]
    (figure,) = atlas.figures.to_dict("records")
    assert (figure["measure"], figure["low"], figure["high"]) == ("killed", 12, 12)
    assert figure["surface"] == "12 civilians, Aleppo, Halab, Syria"
    assert list(atlas.provenance["component"]) == ["gazetteer", "geo", "gkg"]


def test_countries_and_divisions_are_areas(tmp_path: Path) -> None:
    places = gkg(tmp_path, gkg_row()).places.set_index("surface")
    assert places.loc["Syria", "geoprecision"] == 6
    assert places.loc["Halab, Syria", "geoprecision"] == 4
    for name in ("Syria", "Halab, Syria"):
        assert places.loc[name].geometry.geom_type == "MultiPolygon"
        assert pd.isna(places.loc[name, "latitude"])


def test_countries_of_places_are_fips(tmp_path: Path) -> None:
    row = gkg_row(V2ENHANCEDLOCATIONS="1#Austria#AU#AU##47.3#13.3#AU#9")
    assert list(gkg(tmp_path, row).places["country_code"]) == ["AUT"]


def test_places_that_are_not_whole_are_counted(tmp_path: Path) -> None:
    row = gkg_row(V2ENHANCEDLOCATIONS="4#Aleppo#SY;1#Syria#SY#SY##35#38#SY#40")
    far = gkg_row(
        GKGRECORDID="20240131001500-8",
        V2ENHANCEDLOCATIONS="4#Nowhere, Syria#SY#SY09#1#99#200#-1#7",
    )
    atlas = gkg(tmp_path, row, far)
    assert reasons(atlas) == ["1 rows are left out: blocks of v2locations that are not whole"]
    nowhere = atlas.places.set_index("surface").loc["Nowhere, Syria"]
    assert nowhere.geometry is None
    assert "gives no coordinates" in nowhere["reason"]


def test_records_that_do_not_do_are_named(tmp_path: Path) -> None:
    rows = [gkg_row(), gkg_row(), gkg_row(GKGRECORDID=""), gkg_row(**{"V2.1DATE": "today"})]
    atlas = gkg(tmp_path, *rows)
    assert len(atlas.documents) == 1
    assert sorted(reasons(atlas)) == [
        "row 2 repeats the id '20240131001500-7'; leave out one of the two",
        "row 3 gkgrecordid is empty, expected the id of the event",
        "row 4 date is 'today', expected a day as YYYY-MM-DD",
    ]


def test_pieces_hold_what_the_whole_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [gkg_row(GKGRECORDID=f"20240131001500-{n % 60}") for n in range(61)]
    path = write_gkg(tmp_path, *rows)
    monkeypatch.setattr(sources, "_BLOCK_BYTES", 8_000)
    monkeypatch.setattr(sources, "_PIECE_ROWS", 1)
    pieces = list(stream_events(path))
    assert len(pieces) > 3
    whole = read_events(path)
    assert len(whole.documents) == sum(len(piece.documents) for piece in pieces) == 60
    assert len(whole.places) == sum(len(piece.places) for piece in pieces) == 180
    assert "repeats the id" in reasons(whole)[0]


def test_days_and_countries_choose_documents(tmp_path: Path) -> None:
    other = gkg_row(
        GKGRECORDID="20240201001500-1",
        V2ENHANCEDLOCATIONS="1#Austria#AU#AU##47.3#13.3#AU#9",
        **{"V2.1DATE": "20240201001500"},
    )
    path = write_gkg(tmp_path, gkg_row(), other)
    for selection in (
        Selection(since=dt.date(2024, 2, 1)),
        Selection(countries=frozenset({"AUT"})),
    ):
        atlas = read_events(path, selection=selection)
        assert list(atlas.documents["document_id"]) == ["gdelt:20240201001500-1"]
        assert set(atlas.places["country_code"]) == {"AUT"}
    with pytest.raises(SettingsError, match="holds no events"):
        read_events(path, selection=Selection(event_types=frozenset({"ASSAULT"})))


def test_a_graph_and_events_are_not_mixed(tmp_path: Path) -> None:
    path = write_gkg(tmp_path, gkg_row())
    write_csv(tmp_path / "ged.csv", UCDP, [ucdp_row()])
    assert find_tables([path]) == ((path, "gkg"),)
    with pytest.raises(SettingsError, match=r"gkg\.csv holds documents and places, .*ged\.csv"):
        read_events(tmp_path)


def test_a_cell_longer_than_readers_allow_is_read(tmp_path: Path) -> None:
    atlas = gkg(tmp_path, gkg_row(V2GCAM="c1.1:5," * 40_000))
    assert len(atlas.documents) == 1


def test_the_commands_draw_and_write_a_graph(tmp_path: Path) -> None:
    path = write_gkg(tmp_path, gkg_row())
    assert main(["map", str(path), "-o", str(tmp_path / "map.html")]) == 0
    assert "Aleppo" in (tmp_path / "map.html").read_text("utf-8")
    out = tmp_path / "places.csv"
    assert main(["extract", str(path), "-o", str(out), "--table", "places", "--as", "gkg"]) == 0
    assert len(out.read_text("utf-8").splitlines()) == 4


@pytest.mark.parametrize("word", ["today", "Now"])
def test_no_word_is_the_day_of_the_run(tmp_path: Path, word: str) -> None:
    atlas = read_events(write_csv(tmp_path / "ged.csv", UCDP, [ucdp_row(date_end=word)]))
    assert reasons(atlas) == [f"row 2 date_end is {word!r}, expected a day as YYYY-MM-DD"]
