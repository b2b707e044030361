"""Forms for programs of others: what each keeps, and that it loses what it says and no more."""

from __future__ import annotations

import csv
import datetime as dt
import gc
import io
import json
import logging
import warnings
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import hxl
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely
from export_atlases import HOSTILE, atlas_of, event, hostile_atlas, of_headline
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from PIL import Image
from shapely.geometry import Point, Polygon, box

from geo.atlas import Atlas
from geo.exports import credits_beside, write
from geo.exports.shapefile import MOST_TEXT_BYTES, short_names
from geo.exports.spreadsheets import neutralise
from geo.exports.workbook import MOST_CHARACTERS, sheets
from geo.looks import GROUPS, look
from geo.schema import TABLES

VENDORED = Path(__file__).parent / "vendored"


def table_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return hostile_atlas()


# GeoJSON


def schema(name: str) -> Draft7Validator:
    text = (VENDORED / f"geojson-schema.{name}.json").read_text(encoding="utf-8")
    return Draft7Validator(json.loads(text))


ODD = {
    "point": Point(1, 2),
    "point beyond the edge": Point(190, 2),
    "points": shapely.MultiPoint([(1, 2), (3, 4)]),
    "line": shapely.LineString([(170, 0), (190, 10)]),
    "lines": shapely.MultiLineString([[(0, 0), (1, 1)], [(2, 2), (3, 3)]]),
    "ring": shapely.LinearRing([(0, 0), (1, 0), (1, 1)]),
    "area": box(0, 0, 1, 1),
    "area over the edge": box(170, -20, 190, -10),
    "area to the edge": box(170, -20, 180, -10),
    "crossed area": Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]),
    "sliver": Polygon([(0, 0), (1, 0), (1, 1e-9)]),
    "areas": shapely.MultiPolygon([box(0, 0, 1, 1), box(5, 5, 6, 6)]),
    "mixed": shapely.GeometryCollection([Point(1, 2), box(0, 0, 1, 1)]),
    "nested": shapely.GeometryCollection(
        [shapely.GeometryCollection([Point(1, 2)]), shapely.LineString([(0, 0), (1, 1)])]
    ),
    "high": shapely.Point(1, 2, 300),
    "empty": Point(),
    "empty areas": shapely.MultiPolygon(),
    "pole": box(-180, 80, 180, 90),
    "none": None,
}


@pytest.fixture(scope="module")
def odd() -> Atlas:
    """An event of every kind of shape."""
    return atlas_of(
        {
            "events": [
                event(number, geometry, headline=name)
                for number, (name, geometry) in enumerate(ODD.items(), start=1)
            ]
        }
    )


def test_a_collection_is_valid_by_the_published_schema(
    atlas: Atlas, odd: Atlas, tmp_path: Path
) -> None:
    check = schema("FeatureCollection")
    for number, one in enumerate((atlas, odd, Atlas.of({}))):
        write(one, tmp_path / f"{number}.geojson")
        found = json.loads((tmp_path / f"{number}.geojson").read_text(encoding="utf-8"))
        assert [fault.message for fault in check.iter_errors(found)] == []
        assert "crs" not in found
        for feature in found["features"]:
            assert "crs" not in feature


def test_no_shape_lies_beyond_the_edge_or_is_written_in_more_than_six_decimals(
    odd: Atlas, tmp_path: Path
) -> None:
    write(odd, tmp_path / "a.geojson", table="events")
    found = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))
    assert [feature["id"] for feature in found["features"]] == [
        f"events/{key}" for key in odd.events["event_id"]
    ]
    by_name = {one["properties"]["headline"]: one["geometry"] for one in found["features"]}
    nowhere = {name for name, one in by_name.items() if one is None}
    assert nowhere == {"empty", "empty areas", "none"}
    for geometry in filter(None, by_name.values()):
        shape = shapely.from_geojson(json.dumps(geometry))
        west, south, east, north = shape.bounds
        assert (west >= -180) & (south >= -90) & (east <= 180) & (north <= 90)
        corners = shapely.get_coordinates(shape)
        assert (corners.round(6) == corners).all()
        for part in shapely.get_parts(shape):
            if part.geom_type == "Polygon":
                assert part.exterior.is_ccw
                assert not any(hole.is_ccw for hole in part.interiors)
    assert by_name["line"]["type"] == "MultiLineString"


def test_one_table_is_written_alone_with_its_credits(atlas: Atlas, tmp_path: Path) -> None:
    write(atlas, tmp_path / "a.geojson", table="places")
    found = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))
    assert {one["properties"]["table"] for one in found["features"]} == {"places"}
    assert found["credit"] == "GeoNames (CC BY 4.0)"
    assert len(pyogrio.read_dataframe(tmp_path / "a.geojson")) == len(atlas.places)
    assert [fault.message for fault in schema("FeatureCollection").iter_errors(found)] == []


@pytest.mark.parametrize(("suffix", "mark"), [(".geojsonl", ""), (".geojsons", "\x1e")])
def test_features_stand_one_a_line(atlas: Atlas, tmp_path: Path, suffix: str, mark: str) -> None:
    path = tmp_path / f"a{suffix}"
    write(atlas, path)
    write(atlas, tmp_path / "a.geojson")
    whole = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))
    lines = path.read_text(encoding="utf-8").split("\n")
    assert lines.pop() == ""
    assert all(line.startswith(mark + "{") for line in lines)
    assert [json.loads(line.removeprefix(mark)) for line in lines] == whole["features"]
    check = schema("Feature")
    assert not [
        fault for line in lines for fault in check.iter_errors(json.loads(line[len(mark) :]))
    ]
    frame = pyogrio.read_dataframe(path)
    assert len(frame) == len(lines)
    assert credits_beside(path).read_text(encoding="utf-8") == "GeoNames (CC BY 4.0)\n"


# GPX


GPX = {"g": "http://www.topografix.com/GPX/1/1"}
# The order of `wptType` in the schema of GPX 1.1.
ORDER = ["time", "name", "cmt", "desc", "src", "link", "type"]


def test_waypoints_are_the_events_with_a_point(atlas: Atlas, tmp_path: Path) -> None:
    write(atlas, tmp_path / "a.gpx")
    frame = pyogrio.read_dataframe(tmp_path / "a.gpx", layer="waypoints")
    assert len(frame) == 1
    assert frame.geometry.iloc[0].equals(Point(38.012346, 36.81))
    assert frame["name"].iloc[0] == "Rebels: seized"
    assert pd.Timestamp(frame["time"].iloc[0]) == pd.Timestamp("2016-08-24T00:00:00Z")
    root = ET.parse(tmp_path / "a.gpx").getroot()  # noqa: S314 - our own file
    assert root.get("version") == "1.1"
    assert root.findtext("g:metadata/g:desc", namespaces=GPX) == "GeoNames (CC BY 4.0)"


def test_waypoints_escape_what_they_say_and_link_to_nothing_else(tmp_path: Path) -> None:
    atlas = of_headline(HOSTILE)
    documents = atlas.documents.assign(url='https://a.example/?a=1&b="2"')
    write(Atlas.of({**atlas.tables(), "documents": documents}), tmp_path / "a.gpx")
    (point,) = ET.parse(tmp_path / "a.gpx").getroot().findall("g:wpt", GPX)  # noqa: S314
    tags = [child.tag.partition("}")[2] for child in point]
    assert tags == sorted(tags, key=ORDER.index)
    assert point.findtext("g:name", namespaces=GPX) == HOSTILE.replace("\x08", "\ufffd")
    assert [link.get("href") for link in point.findall("g:link", GPX)] == [
        'https://a.example/?a=1&b="2"'
    ]
    evil = atlas.documents.assign(url="javascript:alert(1)")
    write(Atlas.of({**atlas.tables(), "documents": evil}), tmp_path / "b.gpx")
    assert "javascript" not in (tmp_path / "b.gpx").read_text(encoding="utf-8")


# Shapefile


def test_a_shapefile_says_what_it_loses(
    atlas: Atlas, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(atlas, tmp_path / "a.shp.zip")
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    message = record.getMessage()
    for word in ("10 characters", "254", "2 points, 2 areas"):
        assert word in message


def test_shapefiles_hold_all_rows_by_kind_of_shape(odd: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "a.shp.zip"
    write(odd, path)
    layers = dict(pyogrio.list_layers(path))
    assert set(layers) == {"events_points", "events_multipoints", "events_lines", "events_areas"}
    found = pd.concat([pyogrio.read_dataframe(path, layer=layer) for layer in layers])
    assert sorted(found["event_id"]) == sorted(odd.events["event_id"])
    by_name = found.set_index("headline").geometry
    assert by_name["area"].equals(box(0, 0, 1, 1))
    assert by_name["mixed"].equals(box(0, 0, 1, 1))
    assert by_name["none"] is None
    assert by_name["empty areas"] is None


def test_a_shapefile_explains_its_fields_and_credits_the_data(atlas: Atlas, tmp_path: Path) -> None:
    write(atlas, tmp_path / "a.shp.zip", table="places")
    with zipfile.ZipFile(tmp_path / "a.shp.zip") as archive:
        assert archive.testzip() is None
        rows = list(csv.DictReader(io.StringIO(archive.read("fields.csv").decode("utf-8"))))
        assert archive.read("credits.txt") == b"GeoNames (CC BY 4.0)"
    assert [row["column"] for row in rows] == TABLES["places"].names[:-1]
    names = pyogrio.read_info(tmp_path / "a.shp.zip")["fields"]
    assert list(names) == [row["field"] for row in rows]


@pytest.mark.parametrize("table", [one for one in TABLES.values() if one.has_geometry])
def test_short_names_are_short_and_none_twice(table: Any) -> None:
    names = short_names(table)
    assert len(set(names.values())) == len(names)
    assert all(0 < len(name) <= 10 for name in names.values())
    assert list(names) == table.names[:-1]


def test_a_shapefile_cuts_text_between_characters(tmp_path: Path) -> None:
    write(of_headline("é" * 10_000), tmp_path / "a.shp.zip")
    frame = pyogrio.read_dataframe(tmp_path / "a.shp.zip")
    assert frame["headline"].iloc[0] == "é" * (MOST_TEXT_BYTES // 2)


# HXL


def test_hxl_is_valid(tmp_path: Path) -> None:
    write(of_headline("Rebels: seized", admin1="Aleppo"), tmp_path / "a.csv", form="hxl")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        cells = list(csv.reader(file))
    data = hxl.data(cells)
    assert data.columns[0].display_tag == "#meta+id"
    (row,) = data
    assert row.get("#affected+killed-min-max") == "2"
    assert row.get("#geo+lat") == "2.0"
    assert row.get("#country+name") == "Syria"
    assert row.get("#group+name+first") == "Rebels: seized"
    faults: list[object] = []
    with warnings.catch_warnings():
        # It leaves its own schema open.
        warnings.simplefilter("ignore", ResourceWarning)
        known = hxl.schema(callback=faults.append)
        assert known.validate(hxl.data(cells))
        gc.collect()
    assert faults == []
    core = {"#" + tag for tag in ("meta", "event", "date", "group", "country", "adm1", "adm2")}
    core |= {"#" + tag for tag in ("loc", "geo", "affected", "indicator", "description", "status")}
    assert {column.tag for column in data.columns} <= core


# Excel


def test_a_workbook_has_a_sheet_a_table_and_one_of_credits(atlas: Atlas, tmp_path: Path) -> None:
    write(atlas, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == [*TABLES, "credits"]
    for name, frame in atlas.tables().items():
        sheet = book[name]
        assert sheet.freeze_panes == "B2"
        assert sheet.max_row == len(frame) + 1
        head = [cell.value for cell in sheet[1]]
        assert head == [one for one in TABLES[name].names if one != "geometry"]
    assert book["credits"]["A2"].value == "GeoNames (CC BY 4.0)"
    book.close()


def test_cells_of_a_workbook_have_types_and_run_nothing(atlas: Atlas, tmp_path: Path) -> None:
    write(atlas, tmp_path / "a.xlsx", table="events")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["events", "credits"]
    sheet = book["events"]
    head = [cell.value for cell in sheet[1]]
    rows = [dict(zip(head, row, strict=True)) for row in sheet.iter_rows(min_row=2)]
    assert rows[0]["date_start"].value == dt.datetime(2016, 8, 24)  # noqa: DTZ001 - a day
    assert rows[0]["date_start"].number_format == "yyyy-mm-dd"
    assert rows[0]["fatalities_low"].value == 3
    assert rows[0]["fatalities_low"].data_type == "n"
    assert rows[0]["background"].data_type == "b"
    assert rows[0]["cameo"].value == "019"
    assert rows[0]["fatalities_high"].value is None
    assert rows[1]["headline"].data_type == "s"
    assert rows[1]["headline"].value == HOSTILE.replace("\x08", " ")
    assert rows[1]["headline"].quotePrefix
    assert rows[2]["date_start"].value == "1899-01-01"
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    book.close()


def test_a_workbook_says_what_it_cuts(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(of_headline("\U0001f30d" * 20_000), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    (text,) = [row[0].value for row in book["events"].iter_rows(min_row=2, min_col=10, max_col=10)]
    assert len(text.encode("utf-16-le")) // 2 <= MOST_CHARACTERS
    assert text.endswith("\U0001f30d…")
    assert "texts are cut at 32,767 characters" in caplog.text
    book.close()


def test_long_tables_go_on_in_further_sheets() -> None:
    assert list(sheets(0)) == [(0, 0)]
    assert list(sheets(1_048_575)) == [(0, 1_048_575)]
    assert list(sheets(1_048_576)) == [(0, 1_048_575), (1_048_575, 1_048_576)]


# CSV


@given(st.lists(st.text() | st.text(st.characters(max_codepoint=0x9F)), min_size=1, max_size=5))
@settings(
    deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_columns_are_neutralised_as_cells_are(tmp_path: Path, texts: list[str]) -> None:
    rows = [event(number, None, headline=text) for number, text in enumerate(texts)]
    write(atlas_of({"events": rows}), tmp_path / "a.csv")
    found = table_of(tmp_path / "a.csv")
    order = sorted(range(len(texts)), key=lambda number: f"e{number}")
    assert [row["headline"] for row in found] == [neutralise(texts[number]) for number in order]


# KML


KML = {"k": "http://www.opengis.net/kml/2.2"}


def hexadecimal(group: str) -> str:
    red, green, blue, _ = look(".geo-part", group=group).fill or (0, 0, 0, 1)
    return "".join(f"{round(255 * part):02x}" for part in (blue, green, red))


def styled() -> Atlas:
    return atlas_of(
        {
            "events": [
                event(1, Point(1, 2)),
                event(2, box(0, 0, 1, 1), event_type="CONSULT", status="planned"),
                event(3, Point(1, 2), event_type="AID", score=0.2),
                event(4, Point(1, 2), place_inferred=True),
                event(5, Point(1, 2), event_type="SOMETHING"),
            ],
            "provenance": [{"component": "geo", "version": "0", "detail": "GeoNames (CC BY 4.0)"}],
        }
    )


def test_kml_has_the_colours_of_the_map(tmp_path: Path) -> None:
    write(styled(), tmp_path / "a.kml")
    root = ET.parse(tmp_path / "a.kml").getroot()  # noqa: S314 - our own file
    used = [one.text for one in root.findall(".//k:styleUrl", KML)]
    assert used == [
        "#material_conflict-solid",
        "#verbal_cooperation-dashed",
        "#material_cooperation-hollow",
        "#material_conflict-hollow",
        "#other-solid",
    ]
    styles = {f"#{one.get('id')}": one for one in root.findall(".//k:Style", KML)}
    assert set(used) <= set(styles)
    for group in GROUPS:
        colour = styles[f"#{group}-solid"].findtext("k:IconStyle/k:color", namespaces=KML)
        assert colour == "ff" + hexadecimal(group)
        faint = styles[f"#{group}-dashed"].findtext("k:IconStyle/k:color", namespaces=KML)
        assert faint == "80" + hexadecimal(group)
    assert "http" not in (tmp_path / "a.kml").read_text().replace(KML["k"], "")
    assert root.findtext("k:Document/k:description", namespaces=KML) == "GeoNames (CC BY 4.0)"
    order = ["name", "description", "styleUrl", "ExtendedData", "Point", "Polygon"]
    for placemark in root.findall(".//k:Placemark", KML):
        tags = [child.tag.partition("}")[2] for child in placemark]
        assert tags == sorted(tags, key=order.index)


def test_kmz_has_the_signs_of_the_map_inside(tmp_path: Path) -> None:
    write(styled(), tmp_path / "a.kmz")
    frame = pyogrio.read_dataframe(tmp_path / "a.kmz", layer="events")
    assert list(frame["event_id"]) == ["e1", "e2", "e3", "e4", "e5"]
    with zipfile.ZipFile(tmp_path / "a.kmz") as archive:
        assert archive.namelist()[0] == "doc.kml"
        root = ET.fromstring(archive.read("doc.kml"))  # noqa: S314 - our own file
        hrefs = {one.text for one in root.findall(".//k:Icon/k:href", KML)}
        assert hrefs == set(archive.namelist()) - {"doc.kml"}
        for group in GROUPS:
            solid = Image.open(io.BytesIO(archive.read(f"icons/{group}-solid.png")))
            # Left of the glyph there is the colour of the group, and nothing in the corner.
            *colour, opacity = solid.getpixel((8, 32))
            assert (bytes(reversed(colour)).hex(), opacity) == (hexadecimal(group), 255)
            assert solid.getpixel((0, 0))[3] == 0


def test_kml_of_one_table_holds_that_alone(atlas: Atlas, tmp_path: Path) -> None:
    write(atlas, tmp_path / "a.kml", table="places")
    assert [name for name, _ in pyogrio.list_layers(tmp_path / "a.kml")] == ["places"]
