from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from export_atlases import CLOCKWISE, HOSTILE, OVER_THE_EDGE, hostile_atlas, of_headline
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, Polygon, box, shape

from geo.atlas import Atlas
from geo.errors import OutputError
from geo.exports import FORMS, Form, predictions, write, write_predictions
from geo.exports.shapes import bounding_box, geometry_object, normalise
from geo.exports.spreadsheets import neutralise
from geo.files import replacing
from geo.model import (
    Actor,
    ActorMention,
    ActorType,
    DatePrecision,
    Document,
    Entry,
    EventPlace,
    Geoprecision,
    Parsed,
    Participant,
    Report,
    Resolution,
    Role,
    Sense,
    Span,
    Status,
    Toponym,
    When,
)
from geo.schema import TABLES

WRITTEN = [form for form in FORMS if form.writer is not None]
each_form = pytest.mark.parametrize("form", WRITTEN, ids=lambda form: form.name)


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return hostile_atlas()


@pytest.fixture(scope="module")
def collection(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("geojson") / "a.geojson"
    write(atlas, path)
    text: dict[str, Any] = json.loads(path.read_bytes().decode("utf-8"))
    return text


def positions(coordinates: Any) -> Iterator[list[float]]:
    if coordinates and isinstance(coordinates[0], float | int):
        yield coordinates
    else:
        for item in coordinates:
            yield from positions(item)


def rings(geometry: dict[str, Any]) -> Iterator[tuple[int, list[list[float]]]]:
    polygons = (
        [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    )
    for polygon in polygons:
        yield from enumerate(polygon)


def signed_area(ring: list[list[float]]) -> float:
    xs, ys = np.array(ring).T
    return float(np.sum(xs[:-1] * ys[1:] - xs[1:] * ys[:-1])) / 2


def check_rfc_7946(collection: dict[str, Any]) -> None:
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection
    assert not {"geometry", "properties", "coordinates", "geometries"} & set(collection)
    for feature in collection["features"]:
        assert feature["type"] == "Feature"
        assert isinstance(feature["properties"], dict)
        assert "geometry" in feature
        assert not {"coordinates", "geometries", "features"} & set(feature)
        if feature["geometry"] is not None:
            check_geometry(feature["geometry"])


def check_geometry(geometry: dict[str, Any]) -> None:
    for position in positions(geometry["coordinates"]):
        assert len(position) == 2
        assert abs(position[0]) <= 180
        assert abs(position[1]) <= 90
        assert all(round(number, 6) == number for number in position)
    if geometry["type"] in {"Polygon", "MultiPolygon"}:
        for index, ring in rings(geometry):
            assert len(ring) >= 4
            assert ring[0] == ring[-1]
            assert (signed_area(ring) > 0) == (index == 0)


def test_geojson_follows_the_standard(collection: dict[str, Any]) -> None:
    check_rfc_7946(collection)


def test_geojson_holds_all_tables_with_their_keys(atlas: Atlas, collection: dict[str, Any]) -> None:
    ids = [feature["id"] for feature in collection["features"]]
    assert len(ids) == len(set(ids)) == sum(map(len, atlas.tables().values()))
    assert {"events/e1", "documents/d/1", "event_actors/e1/source/x%2Fy"} <= set(ids)
    for feature in collection["features"]:
        assert feature["id"].startswith(feature["properties"]["table"] + "/")


def test_geojson_values_are_plain(collection: dict[str, Any]) -> None:
    by_id = {feature["id"]: feature for feature in collection["features"]}
    first = by_id["events/e1"]
    assert first["geometry"] == {"type": "Point", "coordinates": [38.012346, 36.81]}
    assert first["properties"]["date_start"] == "2016-08-24"
    assert first["properties"]["fatalities_low"] == 3
    assert first["properties"]["fatalities_high"] is None
    assert first["properties"]["background"] is False
    assert first["properties"]["cameo"] == "019"
    assert by_id["events/e2"]["geometry"] is None
    assert by_id["events/e2"]["properties"]["headline"] == HOSTILE
    assert by_id["events/e3"]["properties"]["date_start"] == "1899-01-01"


def test_geojson_cuts_areas_at_the_antimeridian(collection: dict[str, Any]) -> None:
    (feature,) = [item for item in collection["features"] if item["id"] == "events/e4"]
    assert feature["geometry"]["type"] == "MultiPolygon"
    area = shape(feature["geometry"])
    assert area.equals(MultiPolygon([box(170, -20, 180, -10), box(-180, -20, -170, -10)]))


def test_the_box_of_the_collection_crosses_the_antimeridian(collection: dict[str, Any]) -> None:
    assert collection["bbox"] == [0.0, -20.0, -170.0, 36.81]


def test_geojson_is_utf_8_with_no_mark_and_ends_its_last_line(atlas: Atlas, tmp_path: Path) -> None:
    write(atlas, tmp_path / "a.geojson")
    data = (tmp_path / "a.geojson").read_bytes()
    assert data.startswith(b"{")
    assert data.endswith(b"]}\n")
    assert "é".encode() in data


def test_gdal_reads_the_geojson(atlas: Atlas, tmp_path: Path) -> None:
    write(atlas, tmp_path / "a.geojson")
    frame = pyogrio.read_dataframe(tmp_path / "a.geojson")
    assert frame.crs == "EPSG:4326"
    assert len(frame) == sum(map(len, atlas.tables().values()))
    events = frame[frame["table"] == "events"]
    assert list(events["event_id"]) == ["e1", "e2", "e3", "e4"]
    assert events.geometry.iloc[2].area == CLOCKWISE.area


def test_an_empty_atlas_is_an_empty_collection(tmp_path: Path) -> None:
    write(Atlas.of({}), tmp_path / "a.geojson")
    found = json.loads((tmp_path / "a.geojson").read_text())
    assert found == {"type": "FeatureCollection", "features": []}


# Shapes


numbers = st.floats(-400, 400, allow_nan=False, width=32)
latitudes = st.floats(-89, 89, allow_nan=False, width=32)


@given(
    st.lists(st.tuples(numbers, latitudes), min_size=3, max_size=8),
    st.sampled_from([Polygon, shapely.LineString, shapely.MultiPoint]),
)
def test_any_geometry_is_normalised(corners: list[tuple[float, float]], kind: Any) -> None:
    result = normalise(kind(corners))
    if result is None or result.geom_type == "GeometryCollection":
        return
    geometry = geometry_object(result)
    assert geometry is not None
    if kind(corners).is_valid:
        check_geometry(geometry)
    box_ = bounding_box([result])
    assert box_ is not None
    assert abs(box_[0]) <= 180
    assert abs(box_[2]) <= 180
    assert box_[1] <= box_[3]


def test_normalising_twice_changes_nothing() -> None:
    for geometry in (CLOCKWISE, OVER_THE_EDGE, Point(190.5, -0.0)):
        once = normalise(geometry)
        assert once is not None
        assert shapely.to_wkt(normalise(once)) == shapely.to_wkt(once)


@pytest.mark.parametrize("lobe", [2, 3])
def test_an_area_whose_ring_crosses_itself_stays_an_area(lobe: float) -> None:
    bow = Polygon([(0, 0), (2, 2), (2, 2 - lobe), (0, 2)])
    shape = normalise(bow)
    assert shape is not None
    assert shape.is_valid
    assert shape.geom_type == "MultiPolygon"
    assert all(part.exterior.is_ccw for part in shape.geoms)
    assert shape.equals(normalise(shape))
    assert shape.area == pytest.approx(shapely.make_valid(bow).area)


def test_a_speck_becomes_a_point() -> None:
    assert normalise(box(1, 1, 1 + 1e-8, 1 + 1e-8)) == Point(1, 1)


def test_empty_and_infinite_geometries_are_null() -> None:
    assert normalise(Point()) is None
    assert normalise(Point(float("inf"), 0)) is None


def test_the_box_leaves_out_the_widest_gap() -> None:
    assert bounding_box([Point(10, 1), Point(-10, 2)]) == [-10.0, 1.0, 10.0, 2.0]
    assert bounding_box([box(-100, 0, 120, 1)]) == [-100.0, 0.0, 120.0, 1.0]
    assert bounding_box([box(-180, 0, 180, 1)]) == [-180.0, 0.0, 180.0, 1.0]
    assert bounding_box([None]) is None


# CSV


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "  =", "＝", "\n@", "\ufeff="])
def test_formulas_are_neutralised(start: str) -> None:
    assert neutralise(f"{start}1+1").startswith("'")


@given(st.text())
def test_no_text_is_a_formula(text: str) -> None:
    cell = neutralise(text)
    assert not cell.strip().startswith(("=", "+", "-", "@"))
    assert neutralise(cell) == cell


def test_csv_holds_one_table_with_plain_cells(atlas: Atlas, tmp_path: Path) -> None:
    write(atlas, tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["event_id"] for row in rows] == ["e1", "e2", "e3", "e4"]
    assert rows[0]["longitude"] == "38.012346"
    assert rows[0]["background"] == "false"
    assert rows[0]["date_end"] == "2016-08-26"
    assert rows[0]["fatalities_high"] == ""
    assert rows[1]["headline"].startswith("'=cmd")
    assert "geometry" not in rows[0]


def test_csv_of_another_table(atlas: Atlas, tmp_path: Path) -> None:
    write(atlas, tmp_path / "a.csv", table="actors")
    assert (tmp_path / "a.csv").read_text().splitlines()[1] == "a,Rebels,rebel,,,,,,,"


# Formats of GIS programs


def test_a_geopackage_holds_all_tables(atlas: Atlas, tmp_path: Path) -> None:
    write(atlas, tmp_path / "a.gpkg")
    assert {name for name, _ in pyogrio.list_layers(tmp_path / "a.gpkg")} > set(TABLES)
    for name, frame in atlas.tables().items():
        found = pyogrio.read_dataframe(tmp_path / "a.gpkg", layer=name)
        assert list(found.columns) == list(frame.columns)
        assert len(found) == len(frame)
    events = pyogrio.read_dataframe(tmp_path / "a.gpkg", layer="events")
    assert events.crs == "EPSG:4326"
    assert list(events["headline"]) == list(atlas.events["headline"])
    assert events["date_start"].iloc[0] == pd.Timestamp(2016, 8, 24)
    assert shapely.equals(events.geometry.iloc[2], CLOCKWISE)


def test_parquet_is_geoparquet(atlas: Atlas, tmp_path: Path) -> None:
    write(atlas, tmp_path / "a.parquet")
    frame = gpd.read_parquet(tmp_path / "a.parquet")
    assert frame.crs == "EPSG:4326"
    assert list(frame.columns) == TABLES["events"].names
    assert list(frame["headline"]) == list(atlas.events["headline"])
    metadata = json.loads(pq.read_metadata(tmp_path / "a.parquet").metadata[b"geo"])
    assert metadata["version"] == "1.1.0"
    assert metadata["columns"]["geometry"]["geometry_types"] == ["Point", "Polygon"]


def test_parquet_of_a_table_without_geometry(atlas: Atlas, tmp_path: Path) -> None:
    write(atlas, tmp_path / "a.parquet", table="documents")
    table = pq.read_table(tmp_path / "a.parquet")
    assert table.column("published").to_pylist() == [None, dt.date(2016, 8, 26)]


@pytest.mark.parametrize("table", ["events", "places"])
def test_flatgeobuf_is_read_by_gdal(atlas: Atlas, tmp_path: Path, table: str) -> None:
    write(atlas, tmp_path / "a.fgb", table=table)
    frame = pyogrio.read_dataframe(tmp_path / "a.fgb")
    assert list(frame.columns) == TABLES[table].names
    key = TABLES[table].key[0]
    assert sorted(frame[key]) == sorted(atlas.tables()[table][key])


def test_flatgeobuf_refuses_a_table_without_geometry(atlas: Atlas, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"no geometry.*\.csv"):
        write(atlas, tmp_path / "a.fgb", table="actors")
    assert not list(tmp_path.iterdir())


def test_kml_is_read_by_gdal_with_its_times(atlas: Atlas, tmp_path: Path) -> None:
    write(atlas, tmp_path / "a.kml")
    events = pyogrio.read_dataframe(tmp_path / "a.kml", layer="events")
    assert list(events["event_id"]) == ["e1", "e2", "e3", "e4"]
    assert list(events["table"]) == ["events"] * 4
    assert events.geometry.iloc[0].equals(Point(38.012346, 36.81))
    root = ET.parse(tmp_path / "a.kml").getroot()  # noqa: S314 - our own file
    spaces = {"k": "http://www.opengis.net/kml/2.2"}
    begins = [item.text for item in root.findall(".//k:TimeSpan/k:begin", spaces)]
    assert begins == ["2016-08-24", "1899-01-01"]
    assert [item.text for item in root.findall(".//k:TimeStamp/k:when", spaces)] == ["2016-08-26"]


@each_form
def test_equal_atlases_give_equal_bytes(atlas: Atlas, tmp_path: Path, form: Form) -> None:
    digests = set()
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        path = tmp_path / name / f"same{form.suffixes[0]}"
        write(atlas, path, form=form.name)
        digests.add(hashlib.sha256(path.read_bytes()).hexdigest())
    assert len(digests) == 1


@each_form
def test_an_empty_atlas_can_be_written(tmp_path: Path, form: Form) -> None:
    path = tmp_path / f"a{form.suffixes[0]}"
    write(Atlas.of({}), path, form=form.name)
    assert [item.name for item in tmp_path.iterdir()] == [path.name]


def test_files_of_one_table_credit_the_data(atlas: Atlas, tmp_path: Path) -> None:
    write(atlas, tmp_path / "a.parquet")
    write(atlas, tmp_path / "a.fgb")
    metadata = pq.read_metadata(tmp_path / "a.parquet").metadata
    assert metadata[b"credit"] == b"GeoNames (CC BY 4.0)"
    described = pyogrio.read_info(tmp_path / "a.fgb")["layer_metadata"]["DESCRIPTION"]
    assert described == "GeoNames (CC BY 4.0)"


@given(headline=st.text() | st.text(st.characters(max_codepoint=0x9F)))
@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_survives(tmp_path: Path, headline: str) -> None:
    atlas = of_headline(headline)
    for suffix in (".geojson", ".parquet", ".csv"):
        write(atlas, tmp_path / f"a{suffix}", table="events")
    write(atlas, tmp_path / "a.kml")
    collection = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))
    assert collection["features"][0]["properties"]["headline"] == headline
    table = pq.read_table(tmp_path / "a.parquet")
    assert table.column("headline").to_pylist() == [headline.replace("\x00", " ")]
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["headline"] == neutralise(headline)
    ET.parse(tmp_path / "a.kml")  # noqa: S314 - our own file


@each_form
def test_control_characters_never_stop_a_file(tmp_path: Path, form: Form) -> None:
    path = tmp_path / f"a{form.suffixes[0]}"
    write(of_headline("".join(map(chr, range(0x20)))), path, form=form.name)
    assert path.stat().st_size > 0


# Writing


def test_unknown_suffixes_and_tables_are_refused(atlas: Atlas, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"\.geojson"):
        write(atlas, tmp_path / "a.xyz")
    with pytest.raises(OutputError, match="event_actors"):
        write(atlas, tmp_path / "a.csv", table="nothing")


def test_paths_that_cannot_be_written_are_named(atlas: Atlas, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    for name, word in (
        ("folder.csv", "is a folder"),
        ("pipe.csv", "no regular file"),
        ("missing/a.csv", "does not exist"),
        (f"{'x' * 300}.csv", "name"),
    ):
        with pytest.raises(OutputError, match=word) as caught:
            write(atlas, tmp_path / name)
        assert name in str(caught.value)
        assert "\n" not in str(caught.value)
    assert stat.S_ISFIFO((tmp_path / "pipe.csv").stat().st_mode)


def write_half(path: Path) -> None:
    with replacing(path) as scratch:
        scratch.write_text("half")
        raise KeyboardInterrupt


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt):
        write_half(path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_symbolic_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    with replacing(tmp_path / "link.csv") as scratch:
        scratch.write_text("new")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text() == "new"


# Predictions

TEXT = "Rebels seized Jarabulus on Friday."


def entry(entry_id: str) -> Entry:
    return Entry(
        entry_id=entry_id,
        name="Jarābulus",
        latitude=36.8175,
        longitude=38.0111,
        feature_class="P",
        feature_code="PPL",
        country_code="SYR",
        admin1=None,
        admin2=None,
        population=11_570,
        dataset="geonames",
    )


def resolution(found: Entry | None) -> Resolution:
    return Resolution(
        toponym=Toponym(
            document_id="7",
            span=Span(start=14, end=23),
            surface="Jarabulus",
            sense=Sense.LITERAL,
            score=0.9,
            recogniser="test",
        ),
        entry=found,
        candidates=(),
        score=0.87654,
        margin=0.5,
        reason="the only one",
        geoprecision=Geoprecision.EXACT,
    )


def mention(surface: str, name: str, *, implied: bool) -> ActorMention:
    return ActorMention(
        document_id="7",
        span=Span(start=0, end=6),
        surface=surface,
        actor=Actor(actor_id=name, name=name, type=ActorType.REBEL),
        implied=implied,
    )


def report(trigger: Span | None) -> Report:
    return Report(
        report_id="r",
        document_id="7",
        trigger=trigger,
        surface="seized",
        sentence=Span(start=0, end=len(TEXT)),
        event_type="COERCE",
        mode=None,
        cameo=None,
        acled_event_type=None,
        acled_sub_event_type=None,
        status=Status.ACTUAL,
        participants=(
            Participant(
                role=Role.SOURCE, mention=mention("Rebels", "Syrian rebels", implied=False)
            ),
            Participant(role=Role.TARGET, mention=mention("", "Islamic State", implied=True)),
        ),
        place=EventPlace(
            resolution=resolution(entry("geonames:168915")),
            name="Jarābulus",
            latitude=36.8175,
            longitude=38.0111,
            geoprecision=Geoprecision.EXACT,
            reason="object of the trigger",
        ),
        place_reason="object of the trigger",
        when=When(start=dt.date(2016, 8, 26), end=None, precision=DatePrecision.DAY),
        fatalities_low=None,
        fatalities_best=None,
        fatalities_high=None,
        injured=None,
        background=False,
        score=0.8,
        coder="test",
    )


def parsed(given_id: str | float | None = None) -> Parsed:
    return Parsed(
        document=Document(
            document_id="7", text=TEXT, given_id=given_id, publisher="The Fictional Courier"
        ),
        resolutions=(
            resolution(entry("geonames:168915")),
            resolution(entry("regions:1")),
            resolution(None),
        ),
        reports=(report(Span(start=7, end=13)), report(None)),
    )


def test_predictions_have_the_form_of_the_scorer() -> None:
    found = predictions(parsed())
    assert found["id"] == "7"
    assert found["toponyms"][0] == {
        "start": 14,
        "end": 23,
        "kind": "literal",
        "confidence": 0.8765,
        "recognition": 0.9,
        "entry_id": "geonames:168915",
        "geonameid": 168915,
        "lat": 36.8175,
        "lon": 38.0111,
    }
    assert found["toponyms"][1]["geonameid"] is None
    assert found["toponyms"][1]["lat"] == 36.8175
    assert found["toponyms"][2]["lat"] is None
    (only,) = found["events"]
    assert only == {
        "start": 7,
        "end": 13,
        "plover": "COERCE",
        "status": "actual",
        "source": ["Rebels"],
        "target": ["Islamic State"],
        "place": {"name": "Jarābulus", "lat": 36.8175, "lon": 38.0111, "start": 14, "end": 23},
        "date_start": "2016-08-26",
        "date_end": None,
        "fatalities_low": None,
        "fatalities_high": None,
        "background": False,
    }


@pytest.mark.parametrize("given_id", [7, "7", 7.5])
def test_predictions_keep_the_type_of_the_id(tmp_path: Path, given_id: str | float) -> None:
    write_predictions([parsed(given_id), parsed()], tmp_path / "a.jsonl")
    lines = (tmp_path / "a.jsonl").read_text().splitlines()
    assert [json.loads(line)["id"] for line in lines] == [given_id, "7"]


def test_predictions_credit_the_gazetteer_and_publishers(tmp_path: Path) -> None:
    write_predictions([parsed()], tmp_path / "a.jsonl", credit="GeoNames (CC BY 4.0)")
    text = (tmp_path / "a.jsonl.credits.txt").read_text(encoding="utf-8")
    assert text == "GeoNames (CC BY 4.0)\nReporting by The Fictional Courier\n"
