"""Tables in the schemas of others are read again by our own importers; what is lost is stated."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from coded_tables import (
    ACLED,
    GDELT,
    UCDP,
    acled_row,
    bare_lines,
    gdelt_row,
    ucdp_row,
    write_csv,
)
from export_atlases import atlas_of, event, of_headline
from shapely.geometry import Point, box

from geo.atlas import Atlas
from geo.exports import acled, find_form, gdelt, ucdp, write
from geo.gazetteer import Gazetteer
from geo.imports import read_events

SUFFIX = {"acled": ".csv", "ucdp": ".csv", "gdelt": ".tsv"}


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.open()


def again(atlas: Atlas, folder: Path, form: str, gazetteer: Gazetteer) -> Atlas:
    path = folder / f"again-{form}{SUFFIX[form]}"
    write(atlas, path, form=form)
    found = read_events(path, gazetteer=gazetteer)
    assert found.rejected.empty, found.rejected["reason"].to_list()
    return found


def rows_of(path: Path, **options: Any) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, **options))


def differing(one: pd.DataFrame, other: pd.DataFrame) -> set[str]:
    """Columns that differ, once both have their rows in the same order."""
    assert len(one) == len(other)
    return {name for name in one if not one[name].astype(object).equals(other[name].astype(object))}


def test_the_columns_are_those_of_the_datasets() -> None:
    assert list(acled.COLUMNS) == ACLED
    assert list(ucdp.COLUMNS) == UCDP
    assert list(gdelt.COLUMNS) == GDELT
    assert [len(one) for one in (ACLED, UCDP, GDELT)] == [31, 49, 61]


def test_ucdp_comes_back(tmp_path: Path, gazetteer: Gazetteer) -> None:
    given = [
        ucdp_row(),
        ucdp_row(id=102, type_of_violence=2, side_a="Front A", side_a_new_id=7, gwnoa=""),
        ucdp_row(id=103, type_of_violence=3, side_b="Civilians", side_b_new_id=1, where_prec=2),
        ucdp_row(id=104, where_prec=4, low=0, best=0, high=2),
        ucdp_row(id=105, where_prec=6, date_prec=4, date_start="2016-08-01", date_end="2016-08-31"),
    ]
    first = read_events(write_csv(tmp_path / "a.csv", UCDP, given), gazetteer=gazetteer)
    second = again(first, tmp_path, "ucdp", gazetteer)
    # The reason tells the precision once more; an area has the name that it was drawn with.
    assert differing(first.events, second.events) <= {"headline", "place_reason"}
    assert list(second.actors["actor_id"]) == list(first.actors["actor_id"])
    assert list(second.actors["name"]) == list(first.actors["name"])
    assert list(second.actors["type"]) == list(first.actors["type"])


def test_acled_comes_back(tmp_path: Path, gazetteer: Gazetteer) -> None:
    given = [
        acled_row(),
        acled_row(event_id_cnty="SYR2", time_precision=2, event_date="2024-01-20"),
        acled_row(event_id_cnty="SYR3", time_precision=3),
        acled_row(event_id_cnty="SYR4", geo_precision=2, fatalities=0),
        acled_row(event_id_cnty="SYR5", geo_precision=3),
        acled_row(
            event_id_cnty="SYR6",
            event_type="Protests",
            sub_event_type="Peaceful protest",
            actor1="Protesters (Fictional)",
            assoc_actor_1="",
            inter1="Protesters",
            civilian_targeting="",
        ),
    ]
    first = read_events(write_csv(tmp_path / "a.csv", ACLED, given), gazetteer=gazetteer)
    second = again(first, tmp_path, "acled", gazetteer)
    assert differing(first.events, second.events) <= {"place_reason"}
    written = rows_of(tmp_path / "again-acled.csv")
    for before, after in zip(given, written, strict=True):
        for name in ("event_type", "sub_event_type", "inter1", "inter2", "iso", "country"):
            assert str(before[name]) == after[name]
        assert after["civilian_targeting"] == before["civilian_targeting"]
        assert (after["time_precision"], after["geo_precision"]) == (
            str(before["time_precision"]),
            str(before["geo_precision"]),
        )


def test_gdelt_comes_back(tmp_path: Path, gazetteer: Gazetteer) -> None:
    given = [
        gdelt_row(),
        gdelt_row(GLOBALEVENTID=2, ActionGeo_Type=1, ActionGeo_FullName="Syria"),
        gdelt_row(
            GLOBALEVENTID=3, ActionGeo_Type=5, ActionGeo_FullName="Halab, Syria", EventCode="190"
        ),
        gdelt_row(GLOBALEVENTID=4, ActionGeo_Type=0, ActionGeo_FullName="", ActionGeo_Lat=""),
    ]
    (tmp_path / "a.tsv").write_text(bare_lines(GDELT, given))
    first = read_events(tmp_path / "a.tsv", gazetteer=gazetteer)
    second = again(first, tmp_path, "gdelt", gazetteer)
    assert differing(first.events, second.events) <= {"place_reason", "country_code"}
    assert list(second.actors["type"]) == list(first.actors["type"])
    assert list(second.documents["url"]) == list(first.documents["url"])


def told(number: int, geometry: Any, **values: Any) -> dict[str, Any]:
    return event(
        number,
        geometry,
        **{
            "date_start": dt.date(2016, 8, 24),
            "date_end": dt.date(2016, 8, 24),
            "date_precision": 1,
            "cameo": "190",
            "quad_class": 4,
            "acled_event_type": "Battles",
            "acled_sub_event_type": "Armed clash",
            "country_code": "SYR",
            "admin1": "Aleppo Governorate",
            "place_name": "Aleppo",
            "geoprecision": 1,
            "fatalities_best": 3,
            **values,
        },
    )


@pytest.fixture(scope="module")
def ours() -> Atlas:
    """Events as reports tell them, of all exactness."""
    point, area = Point(37.16, 36.2), box(36, 35, 38, 37)
    roles = [
        {"role": "source", "actor_id": "a", "surface": "rebels", "implied": False},
        {"role": "target", "actor_id": "b", "surface": "army", "implied": False},
    ]
    events = [
        told(1, point),
        told(2, point, geoprecision=2),
        told(3, point, geoprecision=3),
        told(4, area, geoprecision=4),
        told(5, area, geoprecision=5),
        told(6, area, geoprecision=6, place_name="Syria"),
        told(7, None, geoprecision=None, country_code=None, place_name=None, admin1=None),
        told(8, point, status="planned"),
        told(9, point, date_start=None, date_end=None, date_precision=None),
        told(10, point, event_type="CONSULT", cameo="040", acled_event_type=None),
        told(11, point, fatalities_best=None, fatalities_high=None),
    ]
    return atlas_of(
        {
            "events": events,
            "actors": [
                {"actor_id": "a", "name": "Fictional Front", "type": "rebel", "sector": "REB"},
                {
                    "actor_id": "b",
                    "name": "Army",
                    "type": "military",
                    "sector": "MIL",
                    "country_code": "SYR",
                    "code": "SYRMIL",
                },
            ],
            "event_actors": [
                {"event_id": one["event_id"], **role} for one in events for role in roles
            ],
        }
    )


@pytest.mark.parametrize(
    ("form", "left_out"),
    [
        ("acled", {"without a place": 1, "not told as done": 1, "without a day": 1, "cover": 1}),
        ("ucdp", {"without a place": 1, "not told as done": 1, "without a day": 1, "death": 1}),
        ("gdelt", {"not told as done": 1, "without a day": 1}),
        ("plover", {"without a day": 1}),
    ],
)
def test_what_does_not_fit_is_counted(
    ours: Atlas,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    form: str,
    left_out: dict[str, int],
) -> None:
    suffix = SUFFIX.get(form, ".jsonl")
    write(ours, tmp_path / f"a{suffix}", form=form)
    (record,) = caplog.records
    message = record.getMessage()
    assert "\n" not in message
    assert find_form(f"a{suffix}", form=form).loses in message
    for why, count in left_out.items():
        assert why in message
        assert f"{count} events" in message


UNKNOWN = 99


def test_no_place_comes_back_more_exact_than_it_was(
    ours: Atlas, tmp_path: Path, gazetteer: Gazetteer
) -> None:
    known = dict(
        zip(ours.events["event_id"], ours.events["geoprecision"].fillna(UNKNOWN), strict=True)
    )
    numbers = {str(gdelt.number_of(one)): one for one in known}
    for form in SUFFIX:
        found = again(ours, tmp_path, form, gazetteer)
        identities = found.events["event_id"].str.partition(":")[2]
        precisions = found.events["geoprecision"].fillna(UNKNOWN)
        shapes = found.events.geometry
        for identity, precision, shape in zip(identities, precisions, shapes, strict=True):
            before = known[numbers.get(identity, identity)]
            if before > 3:
                assert shape is None or shape.geom_type != "Point"
            if form == "acled" and before > 4:
                # Its coarsest step is a region; without coordinates nothing is drawn.
                assert shape is None
            elif not (form == "gdelt" and before == 2):
                # GDELT has one step for a town and what lies near it.
                assert precision >= before


def test_sides_of_ucdp_are_told_by_who_they_are(ours: Atlas, tmp_path: Path) -> None:
    write(ours, tmp_path / "a.csv", form="ucdp")
    row = rows_of(tmp_path / "a.csv")[0]
    assert (row["type_of_violence"], row["side_a"], row["side_b"]) == (
        "1",
        "Government of Syria",
        "Fictional Front",
    )
    assert (row["gwnoa"], row["gwnob"]) == ("652", "")
    assert row["priogrid_gid"] == "181875"
    assert row["best"] == row["high"] == row["low"] == row["deaths_unknown"] == "3"


def test_plover_lines_have_the_fields_that_it_needs(ours: Atlas, tmp_path: Path) -> None:
    write(ours, tmp_path / "a.jsonl", form="plover")
    lines = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()]
    assert len(lines) == len(ours.events) - 1
    for line in lines:
        assert {"id", "date", "actor", "event"} <= set(line)
        assert line["actor"][0]["code"]
    by_id = {line["id"]: line for line in lines}
    assert by_id["e1"]["recipient"][0]["code"] == "SYRMIL"
    assert by_id["e1"]["event_loc"]["resolution"] == 4
    assert by_id["e1"]["size"] == {"dead": 3}
    assert "lat" not in by_id["e4"]["event_loc"]
    assert by_id["e8"]["has_event"] is False
    assert by_id["e8"]["comment"] == "status: planned"


def test_gdelt_cells_never_break_a_line(tmp_path: Path) -> None:
    write(of_headline('a\tb\nc"d, \x00=e'), tmp_path / "a.tsv")
    (line,) = (tmp_path / "a.tsv").read_text(encoding="utf-8").splitlines()
    assert len(line.split("\t")) == len(GDELT)
    assert '"' not in line


@pytest.mark.parametrize("form", sorted(SUFFIX))
def test_formulas_are_neutralised(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"a{SUFFIX[form]}"
    write(of_headline("=1+1", geoprecision=1), path, form=form)
    cells = path.read_text(encoding="utf-8").replace("\n", "\t").replace(",", "\t").split("\t")
    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell.startswith("=")]
