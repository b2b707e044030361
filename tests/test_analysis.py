"""Counts by area, distances, and what two datasets share."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from coded_tables import UCDP, ucdp_row, write_csv
from shapely.geometry import Point, box

from geo.analysis import (
    Areas,
    compare_events,
    count_events,
    find_nearest,
    read_areas,
    shipped_areas,
    summarise,
)
from geo.analysis.tables import COUNTS, MATCHES, NEAREST
from geo.atlas import Atlas
from geo.cli import main
from geo.errors import SettingsError
from geo.gazetteer import Gazetteer
from geo.imports import read_events
from geo.maps.browser import Browser
from geo.schema import validate

ALEPPO = {"latitude": 36.2, "longitude": 37.16}
HOMS = {"latitude": 34.73, "longitude": 36.71, "adm_1": "Homs governorate"}


def atlas_of(folder: Path, *rows: dict[str, object], name: str = "ged.csv") -> Atlas:
    numbered = [{"id": number, **row} for number, row in enumerate(rows, start=1)]
    return read_events(write_csv(folder / name, UCDP, [ucdp_row(**row) for row in numbered]))


def days(start: str, end: str | None = None) -> dict[str, object]:
    return {"date_start": start, "date_end": end or start}


@pytest.fixture(scope="module")
def divisions() -> Areas:
    return shipped_areas(Gazetteer.open(), "admin1")


def test_every_event_is_counted_once(tmp_path: Path, divisions: Areas) -> None:
    atlas = atlas_of(
        tmp_path,
        {**ALEPPO, **days("2016-08-26"), "best": 4},
        {**ALEPPO, **days("2016-08-30", "2016-09-02"), "best": 1},
        {**HOMS, **days("2016-08-01"), "best": 7},
        {"where_prec": 4, **days("2016-08-05"), "best": 2},
        {"where_prec": 6, **days("2016-08-05"), "best": 9},
    )
    counts = count_events(atlas.events, divisions, period="month")
    validate(counts, COUNTS)
    told = [
        (row.area_name, None if pd.isna(row.period_start) else row.period_start.month, row.events)
        for row in counts.itertuples()
    ]
    # What spans two months is of neither; what is known to a country is in no division.
    assert [("" if pd.isna(name) else name, month, number) for name, month, number in told] == [
        ("Homs Governorate", 8, 1),
        ("Aleppo Governorate", 8, 2),
        ("Aleppo Governorate", None, 1),
        ("", 8, 1),
    ]
    assert counts["events"].sum() == 5
    assert counts["fatalities_best"].sum() == 23
    assert counts.geometry.isna().tolist() == [False, False, False, True]
    by_country = count_events(atlas.events, shipped_areas(Gazetteer.open(), "country"))
    assert by_country[["area_name", "events"]].to_numpy().tolist() == [["Syria", 5]]


def test_areas_of_ones_own(tmp_path: Path) -> None:
    atlas = atlas_of(tmp_path, ALEPPO, HOMS, {"where_prec": 4})
    path = tmp_path / "areas.geojson"
    shapes = [box(37, 36, 37.5, 36.5), box(36.5, 34.5, 37, 35), box(0, 0, 1, 1)]
    frame = gpd.GeoDataFrame({"NAME": ["north", "north", ""]}, geometry=shapes, crs="EPSG:4326")
    frame.to_crs("EPSG:3857").to_file(path)
    areas = read_areas(path)
    assert (areas.ids, areas.names) == (["north", "north (2)", ""], ["north", "north", ""])
    counts = count_events(atlas.events, areas)
    # A whole division does not lie in a box of its town.
    assert counts["area_id"].fillna("-").tolist() == ["north", "north (2)", "-"]
    with pytest.raises(SettingsError, match="has no column 'district'"):
        read_areas(path, name_column="district")
    with pytest.raises(SettingsError, match="cannot be read"):
        read_areas(tmp_path / "none.geojson")
    points = tmp_path / "points.geojson"
    gpd.GeoDataFrame(geometry=[Point(1, 1)], crs="EPSG:4326").to_file(points)
    with pytest.raises(SettingsError, match="holds 0 polygons"):
        read_areas(points)


def test_areas_that_go_on_beyond_180_degrees_hold_both_sides(tmp_path: Path) -> None:
    path = tmp_path / "sea.geojson"
    gpd.GeoDataFrame({"name": ["sea"]}, geometry=[box(170, -20, 190, -10)], crs=4326).to_file(path)
    events = gpd.GeoDataFrame(geometry=[Point(175, -15), Point(-175, -15), Point(165, -15)])
    assert list(read_areas(path).find(events)) == [0, 0, -1]


def test_how_near_an_event_is(tmp_path: Path, gazetteer: Gazetteer) -> None:
    # Akcakale stands on the line: what lies beyond it is the other country's.
    border = {"latitude": 36.70, "longitude": 38.95}
    atlas = atlas_of(tmp_path, ALEPPO, border, {"where_prec": 6})
    nearest = find_nearest(atlas.events, gazetteer)
    validate(nearest, NEAREST)
    city, town, country = (row for row in nearest.itertuples())
    assert city.nearest_place == "Aleppo"
    assert city.nearest_place_km < 2
    assert (city.in_country_code, city.border_country_code) == ("SYR", "TUR")
    # From Aleppo to the line south of Kilis, as maps measure it, are some 45 km.
    assert 40 < city.border_km < 55
    assert {town.in_country_code, town.border_country_code} == {"SYR", "TUR"}
    assert town.border_km < 3
    assert pd.isna(country.nearest_place)
    assert pd.isna(country.border_km)


def test_what_two_datasets_share(tmp_path: Path) -> None:
    near = {"latitude": 36.25, "longitude": 37.2}
    ours = atlas_of(
        tmp_path,
        {**ALEPPO, **days("2016-08-26"), "best": 4},
        {**ALEPPO, **days("2016-08-27"), "best": 2},
        {**HOMS, **days("2016-08-26")},
        {"where_prec": 6, **days("2016-08-26")},
    )
    theirs = atlas_of(
        tmp_path,
        {"id": 71, **near, **days("2016-08-27"), "best": 3},
        {"id": 72, **HOMS, **days("2016-09-26")},
        {"id": 73, "where_prec": 4, **days("2016-08-25")},
        name="theirs.csv",
    )
    matched = compare_events(ours.events, theirs.events)
    validate(matched, MATCHES)
    pairs = matched[matched["found_in"] == "both"]
    told = pairs[["our_event_id", "their_event_id", "days_apart"]].to_numpy().tolist()
    # The same day goes before the day after; a division holds its town, a country its division.
    assert told == [["ucdp:1", "ucdp:73", 1], ["ucdp:2", "ucdp:71", 0]]
    assert pairs["distance_km"].round(0).tolist() == [0, 7]
    assert matched["found_in"].value_counts().to_dict() == {"both": 2, "ours": 2, "theirs": 1}
    (row,) = summarise(matched).to_dict("records")
    assert (row["share_of_ours"], row["share_of_theirs"]) == (0.5, 0.6667)
    assert (row["our_fatalities"], row["their_fatalities"]) == (6, 7)
    years = summarise(matched, by=["country_code", "year"])
    assert years[["country_code", "year", "both"]].to_numpy().tolist() == [["SYR", 2016, 2]]
    far = compare_events(ours.events, theirs.events, within_days=40)
    assert far["found_in"].value_counts().to_dict() == {"both": 3, "ours": 1}


def test_a_dataset_agrees_with_itself(seed_atlas: Atlas) -> None:
    events = seed_atlas.events
    matched = compare_events(events, events, same_type=True)
    pairs = matched[matched["found_in"] == "both"]
    kept = events[(events["status"] == "actual") & events.geometry.notna()]
    dated = kept[kept["date_start"].notna() | kept["date_end"].notna()]
    assert len(pairs) == len(dated)
    assert (pairs["days_apart"] == 0).all()
    assert len(compare_events(events, events.iloc[:0])) == (events["status"] == "actual").sum()


@pytest.mark.parametrize("suffix", [".csv", ".geojson", ".geojsonl", ".gpkg", ".parquet"])
def test_each_table_is_written_in_each_form(tmp_path: Path, suffix: str) -> None:
    table = str(write_csv(tmp_path / "ged.csv", UCDP, [ucdp_row(), ucdp_row(id=9, where_prec=6)]))
    outputs = [tmp_path / f"{name}{suffix}" for name in ("counts", "nearest", "matches")]
    commands = [
        ["count", table, "--areas", "country"],
        ["near", table],
        ["compare", table, "--with", table],
    ]
    for command, output in zip(commands, outputs, strict=True):
        assert main([*command, "-o", str(output)]) == 0
        before = output.read_bytes()
        assert main([*command, "-o", str(output)]) == 0
        assert output.read_bytes() == before
        if suffix in {".geojson", ".gpkg", ".geojsonl"}:
            assert len(gpd.read_file(output)) >= 1
    if suffix == ".geojson":
        assert "Natural Earth" in json.loads(outputs[0].read_text())["credit"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["count", "-o", "x.docx"], "no form has the suffix '.docx'"),
        (["count", "-o", "x.csv", "--period", "decade"], "--period is 'decade'"),
        (["count", "-o", "x.csv", "--areas", "none.geojson"], "cannot be read"),
        (["near", "-o", "x.html"], "no form has the suffix '.html'"),
        (["compare", "-o", "x.csv", "--with", "t", "--days", "-1"], "--days is -1"),
        (["compare", "-o", "x.csv", "--with", "t", "--km", "nan"], "--km is nan"),
    ],
)
def test_what_cannot_be_done_is_said(
    tmp_path: Path, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    table = str(write_csv(tmp_path / "ged.csv", UCDP, [ucdp_row()]))
    given = [str(tmp_path / one) if one.startswith("x.") else one for one in arguments]
    assert main([given[0], table, *given[1:]]) == 2
    assert words in capsys.readouterr().err
    assert [one.name for one in tmp_path.iterdir()] == ["ged.csv"]


def test_what_is_compared_is_coarsened(tmp_path: Path) -> None:
    table = str(write_csv(tmp_path / "ged.csv", UCDP, [ucdp_row(**ALEPPO)]))
    output = tmp_path / "matches.geojson"
    command = ["compare", table, "--with", table, "-o", str(output)]
    assert main([*command, "--coarsen", "division"]) == 0
    (feature,) = json.loads(output.read_text())["features"]
    assert feature["geometry"]["type"] in {"Polygon", "MultiPolygon"}
    assert "town" not in feature["properties"]["our_headline"]


def test_a_side_that_cannot_be_read_leaves_what_was_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = str(write_csv(tmp_path / "ged.csv", UCDP, [ucdp_row(**ALEPPO)]))
    broken = tmp_path / "broken.csv"
    broken.write_text("junk\n")
    output = tmp_path / "matches.csv"
    output.write_text("before")
    for ours, theirs in ((table, str(broken)), (str(broken), table)):
        assert main(["compare", ours, "--with", theirs, "--as", "ucdp", "-o", str(output)]) == 1
        assert "left as it was" in capsys.readouterr().err
    assert output.read_text() == "before"
    fresh = tmp_path / "fresh.csv"
    assert main(["compare", table, "--with", str(broken), "--as", "ucdp", "-o", str(fresh)]) == 3
    assert "could not be read, so nothing is compared" in capsys.readouterr().err
    assert not fresh.exists()


def test_an_atlas_stays_one_beside_a_table_of_a_kind(tmp_path: Path) -> None:
    table = str(write_csv(tmp_path / "ged.csv", UCDP, [ucdp_row(**ALEPPO)]))
    atlas, output = str(tmp_path / "atlas.gpkg"), str(tmp_path / "matches.csv")
    assert main(["extract", table, "-o", atlas]) == 0
    assert main(["compare", table, "--with", atlas, "--as", "ucdp", "-o", output]) == 0
    assert list(pd.read_csv(output)["found_in"]) == ["both"]


def test_a_table_whose_credits_cannot_be_written_is_not_written(tmp_path: Path) -> None:
    table = str(write_csv(tmp_path / "ged.csv", UCDP, [ucdp_row(**ALEPPO)]))
    output = tmp_path / "near.csv"
    (tmp_path / "near.csv.credits.txt").mkdir()
    assert main(["near", table, "-o", str(output)]) == 3
    assert not output.exists()


def test_counts_and_agreement_are_drawn(tmp_path: Path, browser: Browser) -> None:
    rows = [ucdp_row(**ALEPPO), ucdp_row(id=2, **HOMS), ucdp_row(id=3, where_prec=6)]
    rows[0]["adm_1"] = rows[1]["adm_1"] = "<script>alert(1)</script>"
    table = str(write_csv(tmp_path / "ged.csv", UCDP, rows))
    other = str(write_csv(tmp_path / "other.csv", UCDP, rows[:1]))
    page = tmp_path / "counts.html"
    assert main(["count", table, "-o", str(page)]) == 0
    browser.open(page)
    text = browser.evaluate("document.body.innerText")
    assert "2 events in 2 areas; 1 more are known to none of them" in text
    assert "Nothing to show" not in text
    assert browser.evaluate("document.querySelectorAll('path.leaflet-interactive').length") == 2
    assert main(["compare", table, "--with", other, "-o", str(page)]) == 0
    browser.open(page)
    text = browser.evaluate("document.body.innerText")
    assert "1 in both" in text
    assert "Reporting by " in text
    assert "1 in ours alone" in text
    assert browser.evaluate("document.querySelectorAll('path.leaflet-interactive').length") == 2
