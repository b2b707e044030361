"""A user's own tables and map layers, by a map of their columns or by plain names."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from coded_tables import UCDP, ucdp_row, write_csv

from geo.atlas import Atlas
from geo.cli import main
from geo.errors import SettingsError
from geo.exports import write
from geo.imports import find_tables, is_atlas, read_atlas, read_column_map, read_events

MAP = """
date_format = "%d/%m/%Y"
absent = ["n/a"]

[columns]
id = "No"
date = "When"
latitude = "Y"
longitude = "X"
precision = "How exact"
place = "Where"
country = "State"
type = "What"
source = "Who"
target = "To whom"
fatalities = "Dead"
injured = "Hurt"
notes = "Told"
url = "Link"
publisher = "Paper"

[type]
"Shelling" = "ASSAULT-heavy-weapons"
"Fight" = "Armed clash"
"Demo" = "141"

[precision]
"village" = 1
"province" = "first division"
"""

COLUMNS = [
    *("No", "When", "Y", "X", "How exact", "Where", "State", "What", "Who", "To whom"),
    *("Dead", "Hurt", "Told", "Link", "Paper", "Beside"),
]


def row(**given: object) -> dict[str, object]:
    return {
        "No": 1,
        "When": "02/01/2024",
        "Y": 36.2,
        "X": 37.16,
        "How exact": "village",
        "Where": "Sampletown",
        "State": "Syria",
        "What": "Shelling",
        "Who": "Fictional Brigade",
        "To whom": "n/a",
        "Dead": 3,
        "Hurt": 5,
        "Told": "Shells fell on the market of Sampletown.",
        "Link": "https://courier.example/1",
        "Paper": "The Fictional Courier",
        "Beside": "of no use",
    } | given


def own(folder: Path, *rows: dict[str, object], text: str = MAP) -> Atlas:
    (folder / "columns.toml").write_text(text, encoding="utf-8")
    table = write_csv(folder / "mine.csv", COLUMNS, rows)
    return read_events(table, columns=read_column_map(folder / "columns.toml"))


def reasons(atlas: Atlas) -> list[str]:
    return [str(reason) for reason in atlas.rejected["reason"]]


def test_a_row_is_an_event_by_the_map_of_its_columns(tmp_path: Path) -> None:
    atlas = own(tmp_path, row())
    assert atlas.rejected.empty
    (event,) = atlas.events.to_dict("records")
    assert event["event_id"] == "table:1"
    assert (event["event_type"], event["mode"]) == ("ASSAULT", "heavy-weapons")
    assert event["date_start"] == event["date_end"] == pd.Timestamp("2024-01-02")
    assert (event["geoprecision"], event["country_code"]) == (1, "SYR")
    assert (event["fatalities_best"], event["injured"]) == (3, 5)
    assert event["headline"] == "Fictional Brigade: Shelling (Sampletown)"
    assert list(atlas.event_actors["role"]) == ["source"]
    assert list(atlas.reports["sentence"]) == ["Shells fell on the market of Sampletown."]
    (document,) = atlas.documents.to_dict("records")
    assert (document["url"], document["publisher"]) == (
        "https://courier.example/1",
        "The Fictional Courier",
    )
    assert "of no use" not in atlas.events.to_csv() + atlas.reports.to_csv()


@pytest.mark.parametrize(
    ("word", "expected"), [("fight", "ASSAULT"), ("Demo", "PROTEST"), ("Armed clash", "ASSAULT")]
)
def test_types_are_of_plover_acled_or_cameo(tmp_path: Path, word: str, expected: str) -> None:
    assert list(own(tmp_path, row(What=word)).events["event_type"]) == [expected]


@pytest.mark.parametrize(
    ("given", "precision", "kind"),
    [
        ({}, 1, "Point"),
        ({"How exact": "province"}, 4, "MultiPolygon"),
        ({"How exact": 6}, 6, "MultiPolygon"),
        # A point of unsaid precision is near, not exact.
        ({"How exact": ""}, 2, "Point"),
        ({"How exact": "n/a", "Y": "", "X": ""}, 6, "MultiPolygon"),
    ],
)
def test_precision_is_that_of_the_table(
    tmp_path: Path, given: dict[str, object], precision: int, kind: str
) -> None:
    (event,) = own(tmp_path, row(**given)).events.to_dict("records")
    assert (event["geoprecision"], event["geometry"].geom_type) == (precision, kind)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"What": "Siege"}, "What is 'Siege', expected a type of PLOVER, ACLED or CAMEO or a"),
        ({"What": ""}, "What is empty, expected a type"),
        ({"When": "2024-01-02"}, "When is '2024-01-02', expected a day as YYYY-MM-DD; say how"),
        ({"How exact": "hamlet"}, "How exact is 'hamlet', expected 1 to 7 or a word under"),
        ({"Y": 91}, "y is '91', expected a number from -90 to 90"),
        ({"Dead": "=1+1"}, "dead is '=1+1', expected a number from 0"),
        ({"No": ""}, "no is empty, expected the id of the event"),
    ],
)
def test_rows_that_do_not_do_are_named(
    tmp_path: Path, given: dict[str, object], reason: str
) -> None:
    atlas = own(tmp_path, row(No=7), row(No=8) | given)
    assert len(atlas.events) == 1
    assert reasons(atlas)[0].startswith(f"row 3 {reason}")
    if "What" in given:
        assert "under [type] (demo, fight, shelling)" in reasons(atlas)[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[columns]\ndate = 'When'\n", "no column is named for type"),
        ("[columns]\ntype = 'What'\n", "no column is named for date"),
        ("[columns]\nlat = 'Y'\n", "'lat' is none of our names; they are id, date,"),
        ("[colums]\n", "'colums' is none of .columns., .constants."),
        ("date = [", "is no TOML"),
        ("columns = 3", "columns is no table"),
        ("[columns]\ndate = ['a']", "date is no text"),
        ("[columns]\ntype='a'\ndate='b'\n[constants]\ntype='ASSAULT'", "a column and a constant"),
        ('date_format = "day"\n[columns]\ntype="a"\ndate="b"', "date_format is 'day'"),
        ('absent = "n/a"', "absent is no list"),
    ],
)
def test_a_map_that_does_not_do_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words) as caught:
        own(tmp_path, row(), text=text)
    assert "columns.toml" in str(caught.value)


def test_a_column_that_is_missing_is_named(tmp_path: Path) -> None:
    atlas = own(tmp_path, row(), text=MAP.replace('"Where"', '"Whence"'))
    (reason,) = reasons(atlas)
    assert "(it lacks whence; it has no, when, y, x, how exact, where, state, what)" in reason
    assert "name its columns with --columns FILE.toml or --column NAME=COLUMN" in reason


def test_dates_are_exact_or_spans(tmp_path: Path) -> None:
    days = {
        "2024-01-02": ("2024-01-02", "2024-01-02", 1),
        "2024-01-02T23:30:00+02:00": ("2024-01-02", "2024-01-02", 1),
        "2 January 2024": ("2024-01-02", "2024-01-02", 1),
        "2024-02": ("2024-02-01", "2024-02-29", 4),
        "2024": ("2024-01-01", "2024-12-31", 5),
    }
    rows: list[dict[str, object]] = [{"day": day, "type": "ASSAULT"} for day in days]
    path = write_csv(tmp_path / "a.csv", ["day", "type"], [*rows, {"day": "01/02/2024"}])
    atlas = read_events(path, kind="table")
    found = atlas.events[["date_start", "date_end", "date_precision"]].astype(str)
    assert found.to_numpy().tolist() == [list(map(str, span)) for span in days.values()]
    assert list(atlas.events["event_id"]) == [f"table:a.csv:{n}" for n in range(2, 7)]
    assert len(atlas.rejected) == 1


def test_fips_is_read_where_it_is_said(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv", ["day", "type", "c"], [{"day": "2024", "type": "AID", "c": "AU"}]
    )
    maps = {name: ("day", "type", name) for name in ("country", "country_fips")}
    codes = [
        read_events(path, columns=read_column_map(None, ["date=day", "type=type", f"{name}=c"]))
        .events["country_code"]
        .item()
        for name in maps
    ]
    assert codes == ["AUS", "AUT"]


def test_the_command_takes_columns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = write_csv(tmp_path / "mine.csv", COLUMNS, [row(When="2024-01-02", What="193")])
    out = str(tmp_path / "map.html")
    named = ["date=When", "type=What", "latitude=Y", "longitude=X", "place=Where"]
    options = [part for pair in named for part in ("--column", pair)]
    assert main(["map", str(table), "-o", out, *options]) == 0
    assert "Sampletown" in Path(out).read_text(encoding="utf-8")
    assert main(["map", str(table), "-o", out, "--column", "date"]) == 2
    assert "write NAME=COLUMN" in capsys.readouterr().err
    assert main(["extract", str(table), "-o", str(tmp_path / "e.csv"), *options]) == 0
    assert main(["map", str(table), "-o", out, "--as", "ucdp", *options]) == 2


def test_known_tables_beside_a_map_stay_what_they_are(tmp_path: Path) -> None:
    mine = write_csv(tmp_path / "mine.csv", COLUMNS, [row()])
    ged = write_csv(tmp_path / "ged.csv", UCDP, [ucdp_row()])
    columns = read_column_map(None, ["date=When", "type=What"])
    assert find_tables([mine, ged], columns=columns) == ((mine, "table"), (ged, "ucdp"))


def layer(*shapes: Any, **columns: list[object]) -> gpd.GeoDataFrame:
    count = len(shapes)
    told = {"date": ["2024-01-31"] * count, "event_type": ["ASSAULT"] * count, **columns}
    return gpd.GeoDataFrame(told, geometry=list(shapes), crs="EPSG:4326")


ALEPPO = shapely.Point(37.16, 36.2)


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".fgb", ".shp", ".geojsonl"])
def test_a_layer_of_points_is_a_table(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"points{suffix}"
    frame = layer(ALEPPO, shapely.Point(36.6, 35.9), killed=[2, None])
    frame.to_file(path, driver="GeoJSONSeq" if suffix == ".geojsonl" else None)
    if suffix == ".shp":  # its names have ten characters
        atlas = read_events(path, columns=read_column_map(None, ["date=date", "type=event_type"]))
    else:
        atlas = read_events(path)
    assert atlas.rejected.empty
    assert sorted(point.x for point in atlas.events.geometry) == [36.6, 37.16]
    assert set(atlas.events["geoprecision"]) == {2}


def test_points_of_another_projection_are_brought_to_degrees(tmp_path: Path) -> None:
    layer(ALEPPO).to_crs("EPSG:32637").to_file(tmp_path / "utm.gpkg")
    (shape,) = read_events(tmp_path / "utm.gpkg").events.geometry
    assert (shape.x, shape.y) == (37.16, 36.2)


@pytest.mark.parametrize(
    ("suffix", "options"), [(".geojson", {}), (".fgb", {"SPATIAL_INDEX": "NO"})]
)
def test_areas_stand_for_themselves_by_their_size(
    tmp_path: Path, suffix: str, options: Mapping[str, str]
) -> None:
    areas = [ALEPPO.buffer(0.1), ALEPPO.buffer(1), shapely.LineString([(36, 36), (38, 36)]), None]
    layer(*areas, id=[1, 2, 3, 4]).to_file(tmp_path / f"areas{suffix}", **options)
    events = read_events(tmp_path / f"areas{suffix}").events
    assert list(events["geoprecision"].fillna(0)) == [2, 5, 5, 0]
    assert list(events["latitude"].notna()) == [False] * 4
    assert events.geometry.iloc[0].geom_type == "Polygon"
    assert events.geometry.iloc[3] is None


def test_a_shape_beyond_the_globe_is_named(tmp_path: Path) -> None:
    far = [ALEPPO, shapely.Point(200, 5), shapely.box(500_000, 4e6, 600_000, 5e6)]
    frame = layer(*far)
    frame.to_file(tmp_path / "far.gpkg")
    atlas = read_events(tmp_path / "far.gpkg")
    assert len(atlas.events) == 1
    assert "longitude is '200" in reasons(atlas)[0]
    assert reasons(atlas)[1] == "row 3 has a shape beyond 180 or 90 degrees; check its projection"


@pytest.mark.parametrize("suffix", [".geojson", ".geojsonl", ".geojsons", ".gpkg"])
def test_what_geo_wrote_comes_back_as_the_same_events(
    seed_atlas: Atlas, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"ours{suffix}"
    write(seed_atlas, path)
    assert is_atlas(path)
    assert find_tables([path]) == ()
    again = read_atlas(path)
    write(again, tmp_path / f"again{suffix}")
    for name, frame in seed_atlas.tables().items():
        plain = [column for column in frame.columns if column != "geometry"]
        assert frame[plain].equals(again.tables()[name][plain]), name
    assert main(["map", str(path), "-o", str(tmp_path / "map.html")]) in {0, 1}


def test_a_file_that_begins_otherwise_is_no_layer(tmp_path: Path) -> None:
    secret = write_csv(tmp_path / "secret.csv", ["a"], [{"a": "hidden"}])
    for suffix in (".geojson", ".gpkg", ".kml", ".shp", ".fgb"):
        path = tmp_path / f"layer{suffix}"
        path.write_text(
            f"<OGRVRTDataSource><OGRVRTLayer name='secret'><SrcDataSource>{secret}"
            "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
            encoding="utf-8",
        )
        atlas = read_events(path, kind="table")
        assert atlas.events.empty
        assert "hidden" not in reasons(atlas)[0]


def test_points_without_coordinates_do_not_cost_the_layer(tmp_path: Path) -> None:
    path = tmp_path / "layer.gpkg"
    columns = {"date": ["2024-01-01"] * 2, "event_type": ["ASSAULT"] * 2}
    gpd.GeoDataFrame(columns, geometry=[shapely.Point(), ALEPPO], crs=4326).to_file(path)
    events = read_events(path).events
    assert list(events.geometry.notna()) == [False, True]


def test_places_without_coordinates_are_looked_up_in_their_country(tmp_path: Path) -> None:
    said = [
        ("Homs", "Syria", ""),
        ("Homs province", "SYR", ""),
        ("Mosul district", "Iraq", ""),
        ("Springfield", "USA", ""),
        ("Springfield", "USA", "Illinois"),
        ("Nowheresville", "SYR", ""),
        ("Homs", "", ""),
    ]
    names = ["date", "type", "place", "country", "admin1", "latitude"]
    rows = [dict(zip(names, ("2024-01-01", "ASSAULT", *one, ""), strict=True)) for one in said]
    path = write_csv(tmp_path / "mine.csv", names, rows)
    events = read_events(path, kind="table").events
    assert list(events["latitude"].notna()) == [True, False, True, False, True, False, False]
    assert list(events["geoprecision"].fillna(0)) == [1, 4, 3, 6, 1, 6, 0]
    assert list(events.geometry.notna()) == [True] * 6 + [False]
    assert "it is geonames:169577" in events["place_reason"][0]
    assert "8 places are called 'Springfield' in USA" in events["place_reason"][3]
    assert "the gazetteer has no 'Nowheresville' in SYR" in events["place_reason"][5]
    assert "no country to look its place up in" in events["place_reason"][6]


def test_a_precision_that_the_table_says_outweighs_what_is_found(tmp_path: Path) -> None:
    names = ["date", "type", "place", "country", "geoprecision"]
    row = dict(zip(names, ("2024-01-01", "ASSAULT", "Homs", "SYR", 6), strict=True))
    atlas = read_events(write_csv(tmp_path / "mine.csv", names, [row]), kind="table")
    assert atlas.events["geoprecision"][0] == 6
    assert atlas.events["latitude"].isna().all()


def test_damaged_layers_are_named(tmp_path: Path) -> None:
    layer(ALEPPO).to_file(tmp_path / "whole.gpkg")
    whole = tmp_path / "whole.gpkg"
    (tmp_path / "cut.gpkg").write_bytes(whole.read_bytes()[:9000])
    (tmp_path / "cut.geojson").write_text('{"type": "FeatureCollection", "features": [{"ty')
    two = tmp_path / "two.gpkg"
    for name in ("one", "other"):
        layer(ALEPPO).to_file(two, layer=name)
    os.mkfifo(tmp_path / "pipe.geojson")
    for name in ("cut.gpkg", "cut.geojson", "two.gpkg", "pipe.geojson"):
        atlas = read_events(tmp_path / name, kind="table")
        assert atlas.events.empty
        assert list(atlas.rejected["document_id"]) == [name]
        assert "\n" not in reasons(atlas)[0]


def test_a_damaged_geojson_of_ours_is_named(seed_atlas: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "ours.geojson"
    write(seed_atlas, path)
    path.write_bytes(path.read_bytes()[:50_000])
    assert main(["map", str(path), "-o", str(tmp_path / "map.html")]) == 3
    assert not (tmp_path / "map.html").exists()
