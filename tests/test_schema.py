"""The tables' declarations: building, validation, reading back, the data dictionary."""

from __future__ import annotations

import datetime as dt
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point

from geo.errors import SchemaError
from geo.schema import CRS, TABLES, Column, Table, build, conform, describe, empty, validate

PLACE = {
    "place_id": "a:0-6",
    "document_id": "a",
    "start": 0,
    "end": 6,
    "surface": "Aleppo",
    "sense": "literal",
    "latitude": 36.2,
    "longitude": 37.16,
    "geoprecision": 1,
    "score": 0.9,
    "margin": 0.5,
    "reason": "its main name",
    "sentence": "Aleppo.",
    "geometry": Point(37.16, 36.2),
}
EVENT = {
    "event_id": "e1",
    "event_type": "ASSAULT",
    "status": "actual",
    "headline": "Rebels: shelled",
    "date_start": dt.date(2016, 8, 26),
    "place_reason": "no place is named for it",
    "place_inferred": False,
    "report_count": 1,
    "independent_report_count": 1,
    "background": False,
}


def faults(table: str, *rows: dict[str, Any]) -> list[str]:
    with pytest.raises(SchemaError) as caught:
        build(TABLES[table], list(rows))
    assert caught.value.table == table
    assert "\n" not in str(caught.value)
    return caught.value.faults


def test_tables_of_the_design_are_declared() -> None:
    assert {
        *("documents", "places", "events", "reports", "actors", "event_actors"),
        *("control", "rejected", "provenance"),
    } <= set(TABLES)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_declarations_are_sound(table: Table) -> None:
    assert len(set(table.names)) == len(table.names)
    assert set(table.key) <= set(table.names)
    assert table.names[: len(table.key)] == list(table.key) or len(table.key) > 1
    assert all(column.meaning.endswith(".") for column in table.columns)
    keys = [column for column in table.columns if column.name in table.key]
    assert not any(column.nullable for column in keys)
    geometries = [column.kind for column in table.columns].count("geometry")
    assert geometries == int(table.has_geometry)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_empty_tables_have_their_declared_form(table: Table) -> None:
    frame = empty(table)
    validate(frame, table)
    assert list(frame.columns) == table.names
    assert len(frame) == 0
    assert isinstance(frame, gpd.GeoDataFrame) == table.has_geometry
    if table.has_geometry:
        assert frame.crs == CRS


def test_rows_are_sorted_by_key_and_completed() -> None:
    rows = [EVENT | {"event_id": "b"}, EVENT | {"event_id": "a", "geometry": Point(1, 2)}]
    frame = build(TABLES["events"], rows)
    assert list(frame["event_id"]) == ["a", "b"]
    assert list(frame.index) == [0, 1]
    assert frame["injured"].isna().all()
    assert frame.geometry[0] == Point(1, 2)
    assert frame.geometry[1] is None
    pd.testing.assert_frame_equal(frame, build(TABLES["events"], rows[::-1]))


def test_types_are_the_declared_ones() -> None:
    frame = build(TABLES["events"], [EVENT | {"injured": 3}])
    assert str(frame["injured"].dtype) == "Int64"
    assert str(frame["latitude"].dtype) == "Float64"
    assert str(frame["background"].dtype) == "boolean"
    assert str(frame["date_start"].dtype) == "datetime64[ms]"
    assert frame["date_start"][0] == pd.Timestamp("2016-08-26")


@pytest.mark.parametrize(
    ("table", "row", "fault"),
    [
        ("places", PLACE | {"sense": "ironic"}, "sense has values outside literal"),
        ("places", PLACE | {"latitude": 90.5}, "latitude has values above 90"),
        ("places", PLACE | {"longitude": -180.5}, "longitude has values below -180"),
        ("places", PLACE | {"geoprecision": 0}, "geoprecision has values below 1"),
        ("places", PLACE | {"geoprecision": 8}, "geoprecision has values above 7"),
        ("places", PLACE | {"score": 1.2}, "score has values above 1"),
        ("places", PLACE | {"start": -1}, "start has values below 0"),
        ("places", PLACE | {"surface": None}, "surface has nulls"),
        ("places", PLACE | {"colour": "red"}, "undeclared column 'colour'"),
        ("events", EVENT | {"status": "rumoured"}, "status has values outside actual"),
        ("events", EVENT | {"report_count": 0}, "report_count has values below 1"),
        ("events", EVENT | {"background": None}, "background has nulls"),
        ("events", EVENT | {"date_precision": 6}, "date_precision has values above 5"),
    ],
)
def test_what_is_not_allowed_is_named(table: str, row: dict[str, Any], fault: str) -> None:
    assert any(fault in found for found in faults(table, row)), faults(table, row)


def test_all_faults_are_told_at_once() -> None:
    found = faults("places", PLACE | {"latitude": 99, "longitude": 999, "sense": "x"})
    assert len(found) == 3


def test_keys_are_unique() -> None:
    assert faults("events", EVENT, EVENT) == ["key event_id is not unique"]


def test_a_value_of_another_type_is_a_fault() -> None:
    assert any("injured" in fault for fault in faults("events", EVENT | {"injured": "many"}))
    assert any("date_start" in fault for fault in faults("events", EVENT | {"date_start": "soon"}))


def test_text_that_no_file_could_hold_is_a_fault() -> None:
    found = faults("events", EVENT | {"headline": "Rebels \ud800 shelled"})
    assert any("headline" in fault for fault in found)


def test_columns_must_be_those_declared() -> None:
    table = TABLES["actors"]
    with pytest.raises(SchemaError, match="column 'name' is missing"):
        validate(empty(table).drop(columns="name"), table)
    with pytest.raises(SchemaError, match="columns are"):
        validate(empty(table)[table.names[::-1]], table)


def test_geometry_must_be_in_degrees() -> None:
    table = TABLES["events"]
    frame = build(table, [EVENT | {"geometry": Point(1, 2)}])
    with pytest.raises(SchemaError, match="EPSG:4326"):
        validate(frame.to_crs("EPSG:3857"), table)
    with pytest.raises(SchemaError, match="EPSG:4326"):
        validate(pd.DataFrame(frame), table)


def test_tables_from_files_get_their_types_back() -> None:
    table = TABLES["events"]
    frame = build(table, [EVENT | {"event_id": key, "injured": 4} for key in "ab"])
    loose = frame.iloc[::-1].astype({"injured": "float64", "date_start": "str"})
    loose["extra"] = 1
    loose = loose.drop(columns=["cameo", "mode"])
    pd.testing.assert_frame_equal(conform(loose, table), frame)


def test_tables_from_files_are_refused_where_types_cannot_be_had() -> None:
    table = TABLES["events"]
    frame = build(table, [EVENT]).astype({"injured": "object"})
    frame["injured"] = "many"
    with pytest.raises(SchemaError, match="injured is not integer"):
        conform(frame, table)


@pytest.mark.parametrize(
    ("name", "dtype"),
    [
        ("injured", "float64"),
        ("injured", "Int32"),
        ("injured", "object"),
        ("latitude", "float32"),
        ("background", "object"),
        ("background", "bool"),
        ("headline", "object"),
        ("headline", "category"),
        ("headline", "str"),
        ("date_start", "object"),
        ("geometry", "object"),
    ],
)
def test_columns_of_every_type_that_files_give_are_read_alike(name: str, dtype: str) -> None:
    table = TABLES["events"]
    rows = [
        EVENT | {"event_id": key, "injured": 4, "latitude": 1.5, "geometry": Point(2, 1.5)}
        for key in "ab"
    ]
    frame = build(table, rows)
    loose = pd.DataFrame(frame).astype({name: dtype})
    pd.testing.assert_frame_equal(conform(loose, table), frame)


@pytest.mark.parametrize("keys", ["aab", "aba", "baa"])
def test_keys_that_repeat_are_told_in_any_order(keys: str) -> None:
    table = TABLES["actors"]
    frame = pd.DataFrame({"actor_id": list(keys), "name": list(keys), "type": "unknown"})
    with pytest.raises(SchemaError, match="key actor_id is not unique"):
        conform(frame, table)


def test_unknown_kinds_of_columns_are_refused() -> None:
    with pytest.raises(ValueError, match="unknown kind 'colour'"):
        Column(name="x", kind="colour", meaning="None.")  # type: ignore[arg-type]


def test_the_data_dictionary_tells_every_column() -> None:
    text = describe()
    for table in TABLES.values():
        assert f"\n## {table.name}\n" in text
        for column in table.columns:
            assert f"| `{column.name}` | {column.kind} |" in text
