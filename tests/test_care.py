"""Care: what is coarsened or redacted stands in no cell, file or map any more."""

from __future__ import annotations

import datetime as dt
import json
import re
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from atlases import sample_atlas
from hypothesis import given
from hypothesis import strategies as st

import geo
from geo.atlas import Atlas
from geo.care import OMITTED_MARK, PERSON_MARK, PLACE_MARK, coarsen, omit_sentences, redact
from geo.care.cells import cell_at
from geo.care.names import Names, hide_contacts, hide_coordinates
from geo.care.reading import find_located
from geo.care.rows import quoted, rows_of
from geo.cli import main
from geo.errors import SettingsError
from geo.exports import FORMS, Form
from geo.geodesy import distance_km
from geo.imports import read_atlas
from geo.maps import draw_map, save_map
from geo.model import Document, Parsed
from geo.pipeline import geoparse, join_parsed
from geo.schema import TABLES

TEXT = (
    "Shells hit the clinic in Tal Qarah, a village in Syria, on Thursday, Leyla Haddad said. "
    "Haddad, a nurse, accused government forces of shelling Tall Rifat from 36.4731, 37.0972. "
    "US Secretary of State John Kerry met Sergei Lavrov in Geneva on Friday. "
    "Militants killed Omar Mansour, a teacher, near Jarabulus on Wednesday. "
    "Rebels seized the village of Zughrafiya 12 km north of Azaz on Monday. "
    "Government aircraft struck the al-Noor hospital in Khan Shaykhun on Tuesday. "
    "Write to leyla.haddad@courier.example or call +963 944 123 456."
)
PRIVATE = ("Leyla", "Haddad", "Omar", "Mansour", "leyla", "haddad", "963 944")
PUBLIC = ("Kerry", "Lavrov")
VILLAGES = (
    "Tal Qarah", "tal-qarah", "Rifat", "Rif‘at", "Jarabulus", "Jarābulus", "Azaz", "I‘zāz",
    "Zughrafiya", "Shaykhun", "Shaykhūn", "Noor", "36.4731", "37.0972",
)  # fmt: skip
WRITTEN = tuple(form for form in FORMS if form.writer is not None)


@pytest.fixture(scope="module")
def parsed(parse: Callable[..., Parsed]) -> Parsed:
    return parse(
        TEXT,
        "interview-leyla-haddad",
        title="Leyla Haddad: my brother died in Tal Qarah",
        publisher="The Fictional Courier",
        url="https://courier.example/2016/leyla-haddad-tal-qarah",
    )


@pytest.fixture(scope="module")
def whole(parsed: Parsed) -> Atlas:
    return join_parsed([parsed])


@pytest.fixture(scope="module")
def redacted(whole: Atlas) -> Atlas:
    return redact(whole)


@pytest.fixture(scope="module")
def coarse(whole: Atlas) -> Atlas:
    return coarsen(whole, "division")


@pytest.fixture(scope="module")
def careful(redacted: Atlas) -> Atlas:
    return coarsen(redacted, "division")


def cells(atlas: Atlas) -> Iterator[tuple[str, str, str]]:
    for name, frame in atlas.tables().items():
        for column in frame.columns:
            if column != "geometry":
                yield from ((name, column, str(value)) for value in frame[column].dropna())


def telling(atlas: Atlas, words: tuple[str, ...]) -> list[tuple[str, str, str]]:
    return [cell for cell in cells(atlas) if any(word in cell[2] for word in words)]


def assert_equal(one: Atlas, other: Atlas) -> None:
    for name, frame in one.tables().items():
        pd.testing.assert_frame_equal(
            pd.DataFrame(frame.drop(columns="geometry", errors="ignore")),
            pd.DataFrame(other.tables()[name].drop(columns="geometry", errors="ignore")),
        )
        if TABLES[name].has_geometry:
            theirs = other.tables()[name].geometry
            assert frame.geometry.geom_equals(theirs).loc[frame.geometry.notna()].all()


def fine_points(atlas: Atlas) -> np.ndarray:
    points = [g for t in (atlas.places, atlas.events) for g in t.geometry.dropna()]
    return np.array([(g.x, g.y) for g in points if g.geom_type == "Point"])


# What must be gone, and what must stay


def test_the_whole_atlas_names_them(whole: Atlas) -> None:
    for word in (*PRIVATE[:4], *VILLAGES[:1], "Jarabulus", "36.4731"):
        assert telling(whole, (word,)), word


def test_no_cell_names_a_private_person(redacted: Atlas) -> None:
    assert telling(redacted, PRIVATE) == []
    assert telling(redacted, (PERSON_MARK,))


def test_office_holders_stay_unless_all_persons_go(whole: Atlas, redacted: Atlas) -> None:
    assert telling(redacted, PUBLIC[:1])
    everyone = redact(whole, "all-persons")
    assert telling(everyone, (*PRIVATE, *PUBLIC, "kerry", "lavrov")) == []
    assert set(everyone.actors.loc[everyone.actors["type"] == "person", "name"]) <= {PERSON_MARK}


def test_redacted_actors_keep_country_and_part_in_the_event(whole: Atlas, redacted: Atlas) -> None:
    persons = redacted.actors[redacted.actors["name"] == PERSON_MARK]
    assert set(persons["country_code"]) == {"SYR"}
    assert persons["actor_id"].str.startswith("redacted:person").all()
    assert redacted.event_actors["actor_id"].isin(redacted.actors["actor_id"]).all()
    assert len(redacted.events) == len(whole.events)


def test_redaction_moves_no_place(whole: Atlas, redacted: Atlas) -> None:
    before = sorted(whole.places["name"].dropna())
    assert sorted(redacted.places["name"].dropna()) == before


def test_no_cell_is_finer_than_divisions(coarse: Atlas) -> None:
    assert telling(coarse, VILLAGES[2:]) == []
    assert telling(coarse, ("Tal Qarah",)) == []
    assert set(coarse.events.geometry.dropna().geom_type) <= {"Polygon", "MultiPolygon"}
    assert coarse.events["latitude"].isna().all()
    assert (coarse.events["geoprecision"].dropna() >= 4).all()
    literal = coarse.places[coarse.places["sense"] == "literal"]
    assert (literal["geoprecision"].dropna() >= 4).all()
    assert telling(coarse, (PLACE_MARK,))


def test_a_coarser_place_holds_the_finer_one(whole: Atlas, coarse: Atlas) -> None:
    before = whole.places.set_index("place_id")
    after = coarse.places.set_index("place_id")
    for key, geometry in before.geometry.dropna().items():
        if geometry.geom_type == "Point":
            assert after.geometry[key].buffer(0.02).contains(geometry), key
            assert after["admin1"][key] == before["admin1"][key]


def test_a_point_moved_over_a_border_is_no_finer_than_its_country(coarse: Atlas) -> None:
    moved = coarse.events[coarse.events["place_reason"].str.contains("country")]
    assert set(moved["place_name"]) <= {"Syria"}


@pytest.mark.parametrize("level", ["division", "settlement", 25, 100])
def test_references_between_tables_hold(redacted: Atlas, level: str | float) -> None:
    coarse = coarsen(redacted, level)
    ids = {"document_id": "documents", "event_id": "events", "place_id": "places"}
    for column, table in ids.items():
        known = set(coarse.tables()[table][column])
        for name in ("reports", "events", "event_actors", "places", "control", "figures"):
            frame = coarse.tables()[name]
            if column in frame:
                assert set(frame[column].dropna()) <= known, (name, column)


def test_settlements_stay_and_sites_become_the_nearest_one() -> None:
    coarse = coarsen(sample_atlas(), "settlement")
    before = sample_atlas().events.set_index("event_id")
    after = coarse.events.set_index("event_id")
    depot = after.loc["e11"]
    assert depot["geoprecision"] == 2
    assert "Kuweires" not in str(depot["place_name"])
    assert after.loc["e11"].geometry != before.loc["e11"].geometry
    assert after.loc["e07"].geometry.equals(before.loc["e07"].geometry)
    assert telling(coarse, ("Kuweires",)) == []


def test_a_grid_leaves_centres_of_cells_alone() -> None:
    coarse = coarsen(sample_atlas(), 50)
    for row in coarse.events.itertuples():
        if row.geometry is not None and row.geometry.geom_type == "Point":
            cell = cell_at(latitude=row.latitude, longitude=row.longitude, cell_km=50)
            assert (cell.latitude, cell.longitude) == (row.latitude, row.longitude)
            assert row.geoprecision == 5
    assert telling(coarse, ("Jarabulus", "36.818")) == []


def test_areas_stay_where_they_are_coarse_enough() -> None:
    before, after = sample_atlas().events, coarsen(sample_atlas(), "division").events
    syria = before["place_name"] == "Syria"
    assert after[syria].geometry.geom_equals(before[syria].geometry).all()


# Ids, addresses, groups


def test_ids_that_hold_a_name_become_numbers(careful: Atlas) -> None:
    assert list(careful.documents["document_id"]) == ["document-1"]
    assert careful.reports["report_id"].str.startswith("document-1:report-").all()
    assert set(careful.reports["duplicate_group"]) <= {str(n) for n in range(1, 20)}


def test_groups_of_documents_and_of_their_reports_become_the_same_numbers() -> None:
    rows = rows_of(sample_atlas())
    for row in (*rows["documents"], *rows["reports"]):
        row["duplicate_group"] = "a1b2c3d4e5f6"
    told = quoted(rows, str)
    groups = {row["duplicate_group"] for name in ("documents", "reports") for row in told[name]}
    assert groups == {"1"}


def test_addresses_are_cut_to_their_site(careful: Atlas) -> None:
    assert list(careful.documents["url"]) == ["https://courier.example/"]


def test_names_run_together_in_ids_are_found() -> None:
    names = Names(["Leyla Haddad", "Haddad"], [], mark=PERSON_MARK)
    assert names.is_spelt_by("notes_leylahaddad2016")
    assert not names.is_spelt_by("002_1926a4a375c692f5")


# Again and again


def test_care_taken_twice_changes_nothing(careful: Atlas) -> None:
    assert_equal(careful, coarsen(redact(careful), "division"))
    bare = omit_sentences(careful)
    assert_equal(bare, omit_sentences(bare))


@pytest.mark.parametrize("level", ["division", "settlement", 25])
def test_what_is_coarse_is_not_moved_again(whole: Atlas, level: str | float) -> None:
    once = coarsen(whole, level)
    forgotten = Atlas.of({**once.tables(), "provenance": whole.provenance})
    again = coarsen(forgotten, level)
    for name in ("places", "events"):
        columns = ["latitude", "longitude", "geoprecision"]
        one, other = once.tables()[name], again.tables()[name]
        pd.testing.assert_frame_equal(pd.DataFrame(one[columns]), pd.DataFrame(other[columns]))


def test_one_care_after_another_is_told(careful: Atlas) -> None:
    told = careful.provenance.set_index("component").loc["care"]
    assert told["version"] == "redact=persons; coarsen=division"
    assert told["detail"] == ("Private persons redacted, places coarsened to first-order divisions")


def test_equal_input_gives_equal_bytes(parsed: Parsed, careful: Atlas, tmp_path: Path) -> None:
    again = coarsen(redact(join_parsed([parsed])), "division")
    # The project in a GeoPackage names the file.
    paths = [tmp_path / folder / "atlas.gpkg" for folder in ("one", "two")]
    for path, atlas in zip(paths, (careful, again), strict=True):
        path.parent.mkdir()
        geo.write(atlas, path)
    assert paths[0].read_bytes() == paths[1].read_bytes()


# Every output


@pytest.mark.parametrize("form", WRITTEN, ids=lambda form: form.name)
def test_no_file_holds_a_name_or_a_fine_point(
    whole: Atlas, careful: Atlas, tmp_path: Path, form: Form
) -> None:
    tables = tuple(TABLES) if form.name in {"csv", "parquet"} else (None,)
    for table in tables:
        path = tmp_path / f"{table}{form.suffixes[0]}"
        geo.write(careful, path, table=table, form=form.name)
        content = _content_of(path)
        for word in (*PRIVATE, *VILLAGES):
            for encoding in ("utf-8", "utf-16-le"):
                assert word.encode(encoding) not in content, (table, word)
        for number in fine_points(whole).ravel():
            assert f"{number:.4f}".encode() not in content
            assert np.float64(number).tobytes() not in content


def _content_of(path: Path) -> bytes:
    """Return the bytes of a file, with those of what it packs."""
    content = path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return b"".join([content, *(archive.read(name) for name in archive.namelist())])
    return content


def _data_of(page: str) -> Any:
    found = re.search(r'id="geo-data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_no_page_holds_a_name_or_a_fine_point(whole: Atlas, careful: Atlas, tmp_path: Path) -> None:
    page = save_map(draw_map(careful), tmp_path / "map.html").read_text(encoding="utf-8")
    for word in (*PRIVATE, *VILLAGES):
        assert word not in page, word
    data = _data_of(page)
    assert data["spots"]["latitude"] == []
    assert "Private persons redacted" in data["lede"]
    french = draw_map(careful, language="fr").get_root().data["geo-data"]["lede"]
    assert "Personnes privées masquées, lieux ramenés aux divisions" in french
    assert fine_points(whole).size


def test_a_page_still_marks_the_act_in_a_masked_sentence(careful: Atlas, tmp_path: Path) -> None:
    page = save_map(draw_map(careful), tmp_path / "map.html").read_text(encoding="utf-8")
    reports = _data_of(page)["reports"]
    marked = [
        words if first is None else sentence[first:last]
        for sentence, first, last, words in zip(
            reports["sentence"],
            reports["from"],
            reports["to"],
            [reports["trigger"]["values"][code] for code in reports["trigger"]["of"]],
            strict=True,
        )
    ]
    assert "killed" in marked
    assert all(
        words in sentence for words, sentence in zip(marked, reports["sentence"], strict=True)
    )


def test_an_atlas_read_back_can_be_redacted(whole: Atlas, tmp_path: Path) -> None:
    geo.write(whole, tmp_path / "whole.gpkg")
    back = coarsen(redact(read_atlas(tmp_path / "whole.gpkg")), "division")
    assert telling(back, (*PRIVATE, *VILLAGES)) == []


def test_coded_events_are_taken_care_of_too(tmp_path: Path) -> None:
    columns = {
        "id": 1001, "year": 2016, "type_of_violence": 3, "conflict_name": "Government - Civilians",
        "side_a": "Government of Syria", "side_b": "Civilians", "source_article": "Courier",
        "source_headline": "Leyla Haddad mourns in Jarabulus", "where_prec": 1,
        "where_coordinates": "Jarabulus town", "where_description": "school in Jarabulus",
        "adm_1": "Aleppo governorate", "adm_2": "Jarabulus district", "latitude": 36.8175,
        "longitude": 38.011111, "geom_wkt": "POINT (38.011111 36.8175)", "country": "Syria",
        "country_id": 652, "region": "Middle East", "event_clarity": 1, "date_prec": 1,
        "date_start": "2016-08-24", "date_end": "2016-08-24", "deaths_a": 0, "deaths_b": 0,
        "deaths_civilians": 5, "deaths_unknown": 0, "best": 5, "high": 5, "low": 5,
    }  # fmt: skip
    pd.DataFrame([columns]).to_csv(tmp_path / "ged.csv", index=False)
    atlas = geo.read_events([tmp_path / "ged.csv"], kind="ucdp")
    assert telling(atlas, ("Jarabulus",))
    coarse = coarsen(redact(atlas), "division")
    assert telling(coarse, (*PRIVATE, "Jarabulus", "36.8175", "38.01", "[[")) == []
    assert list(coarse.events["admin1"]) == ["Aleppo Governorate"]
    assert list(coarse.events["geoprecision"]) == [4]


def test_the_seeds_name_no_town_and_keep_their_ministers(seed_atlas: Atlas) -> None:
    coarse = coarsen(redact(seed_atlas), "division")
    towns = ("Jarabulus", "Jarābulus", "town of Aleppo", "36.8175", "38.01111")
    assert telling(coarse, towns) == []
    assert telling(coarse, ("John Kerry",))
    assert not set(coarse.events.geometry.dropna().geom_type) & {"Point"}
    assert list(coarse.events["event_type"]) == list(seed_atlas.events["event_type"])
    assert telling(coarse, ("Islamic State (IS)",))
    assert list(coarse.actors["name"]) == list(seed_atlas.actors["name"])


def test_omitting_leaves_no_sentence(whole: Atlas) -> None:
    bare = omit_sentences(whole)
    assert bare.reports["sentence"].isna().all()
    assert bare.places["sentence"].isna().all()
    assert bare.documents["title"].isna().all()
    assert set(bare.event_actors["surface"]) == {OMITTED_MARK}
    assert telling(bare, ("a nurse", "a teacher")) == []
    assert bare.events.geometry.notna().sum() == whole.events.geometry.notna().sum()


# The command


def test_a_name_given_in_full_elsewhere_in_the_text_is_known(
    parse: Callable[..., Parsed],
) -> None:
    found = parse("Nour Sabbagh is thirty. Rebels shelled Aleppo, and Sabbagh fled to Idlib.")
    assert "Nour Sabbagh" in found.persons
    redacted = redact(join_parsed([found]), also=found.persons)
    assert telling(redacted, ("Sabbagh",)) == []


def test_the_command_takes_care_of_both_files(tmp_path: Path) -> None:
    article = tmp_path / "haddad.jsonl"
    article.write_text(json.dumps({"id": "leyla", "text": TEXT, "date": "2016-08-26"}))
    output = tmp_path / "map.html"
    care = ("--coarsen", "division", "--redact", "persons", "--omit-sentences")
    assert main(["map", str(article), "-o", str(output), *care]) == 0
    for path in (output, output.with_suffix(".geojson")):
        content = path.read_text(encoding="utf-8")
        assert not [word for word in (*PRIVATE, *VILLAGES) if word in content]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("-o", "p.jsonl", "--coarsen", "25"), "cannot be coarsened or redacted"),
        (("-o", "p.jsonl", "--redact", "persons"), "cannot be coarsened or redacted"),
        (("-o", "p.csv", "--coarsen", "village"), "known are division, settlement"),
        (("-o", "p.csv", "--coarsen", "0.01"), "from 1 to 500"),
        (("-o", "p.csv", "--coarsen", "nan"), "from 1 to 500"),
        (("-o", "p.csv", "--redact", "none"), "invalid choice"),
    ],
)
def test_wrong_care_is_wrong_usage(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    options: tuple[str, ...],
    words: str,
) -> None:
    article = tmp_path / "a.txt"
    article.write_text(TEXT, encoding="utf-8")
    first, name, *rest = options
    try:
        status = main(["extract", str(article), first, str(tmp_path / name), *rest])
    except SystemExit as stop:
        status = int(stop.code or 0)
    assert status == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / name).exists()


def test_wrong_choices_are_refused() -> None:
    with pytest.raises(SettingsError, match="redact is 'names'"):
        redact(Atlas.of({}), "names")
    with pytest.raises(SettingsError, match="coarsen is 'house'"):
        coarsen(Atlas.of({}), "house")


# Parts


@pytest.mark.parametrize(
    "text",
    [
        "at 36.8175, 38.0111 exactly",
        "at 36.8175 N 38.0111 E",
        "at 36°49′03″N 38°00′40″E",
        "at 36° 49' N, 38° 0.7' E",
        "grid 37S DA 12345 67890",
        "plus code 8G5J+2VX",
        "latitude 36.8175 and longitude 38.0111",
    ],
)
def test_written_coordinates_are_masked(text: str) -> None:
    masked = hide_coordinates(text)
    assert "[coordinates]" in masked
    assert not re.search(r"36.?8175|38.?0111|49|12345|8G5J", masked)


@pytest.mark.parametrize(
    "text",
    [
        "On 26.08.2016 at 12.30, 45.5 percent of 1,200 people",
        "290,000 people, or 3.25 percent, in 2016",
        "between 2011 and 2016, 12 km north",
        "a T-72B3 tank and 122 mm rockets",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert hide_coordinates(hide_contacts(text)) == text


@pytest.mark.parametrize(
    "text", ["a.b@c.example", "@witness_1", "+963 944 123 456", "0944-123-456", "00963944123456"]
)
def test_contacts_are_masked(text: str) -> None:
    assert hide_contacts(f"call {text} now") == "call [contact] now"


@pytest.mark.parametrize(
    "run", ["a", "1", "0", " ", "1.11", "a.", "Aa-", "A b ", "in A", "'", "°1", "00", "+1 ", "@a"]
)
def test_no_text_takes_more_time_than_its_length(run: str) -> None:
    text = run * (200_000 // len(run))
    names = Names(["A b c", "Aa"], ["A"], mark=PLACE_MARK)
    start = time.process_time()
    names.mask(hide_coordinates(hide_contacts(text)))
    list(find_located([text]))
    assert time.process_time() - start < 5


def test_a_single_name_in_lower_case_is_a_word() -> None:
    names = Names(["White", "Leyla Haddad"], [], mark=PERSON_MARK)
    assert names.mask("A white flag for White") == f"A white flag for {PERSON_MARK}"
    assert names.mask("leyla haddad wrote") == f"{PERSON_MARK} wrote"


@given(
    latitude=st.floats(-90, 90),
    longitude=st.floats(-180, 180),
    cell_km=st.floats(1, 500),
)
def test_a_cell_holds_its_point_and_is_no_smaller_than_asked(
    latitude: float, longitude: float, cell_km: float
) -> None:
    cell = cell_at(latitude=latitude, longitude=longitude, cell_km=cell_km)
    centre = {"latitude_b": cell.latitude, "longitude_b": cell.longitude}
    away_km = distance_km(latitude_a=latitude, longitude_a=longitude, **centre)
    assert away_km <= cell.reach_km + 0.01
    assert cell.reach_km >= cell_km / 2
    again = cell_at(latitude=cell.latitude, longitude=cell.longitude, cell_km=cell_km)
    assert (again.row, again.column) == (cell.row, cell.column)


def test_an_atlas_without_rows_can_be_taken_care_of() -> None:
    atlas = omit_sentences(coarsen(redact(Atlas.of({})), 10))
    assert atlas.events.empty
    assert isinstance(atlas.events, gpd.GeoDataFrame)


def test_a_document_of_another_day_is_masked_alike(
    parse: Callable[..., Parsed], parsed: Parsed
) -> None:
    other = parse("Haddad fled.", "second", published=dt.date(2016, 9, 1))
    redacted = redact(join_parsed([parsed, other]))
    assert telling(redacted, PRIVATE) == []


def test_a_headline_without_sentences_keeps_the_act_alone() -> None:
    text = "Turkey sent tanks into Syria on Friday. A ceasefire agreement was reached in Aleppo."
    document = Document(document_id="a", text=text, published=dt.date(2016, 8, 26))
    found = omit_sentences(geoparse([document])).events["headline"].tolist()
    assert sorted(found) == ["Turkey: sent (Syria)", "ceasefire agreement reached (Aleppo)"]
