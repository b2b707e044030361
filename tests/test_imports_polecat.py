"""Files of POLECAT become atlases; other releases of datasets are read like the newest."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from coded_tables import (
    OLD_UCDP,
    POLECAT,
    UCDP,
    polecat_row,
    ucdp_row,
    write_csv,
)

from geo.atlas import Atlas
from geo.cli import main
from geo.imports import find_tables, read_events
from geo.ontology import quad_classes


def polecat(tmp_path: Path, *rows: dict[str, object]) -> Atlas:
    path = tmp_path / "ngecEvents.DV.2024.txt"
    return read_events(write_csv(path, POLECAT, rows, delimiter="\t"))


def reasons(atlas: Atlas) -> list[str]:
    return [str(reason) for reason in atlas.rejected["reason"]]


def test_a_row_of_polecat_is_an_event_in_the_words_of_plover(tmp_path: Path) -> None:
    atlas = polecat(tmp_path, polecat_row())
    assert atlas.rejected.empty
    (event,) = atlas.events.to_dict("records")
    assert event["event_id"] == "polecat:20240131-1-fictional"
    assert (event["event_type"], event["mode"], event["cameo"]) == ("ASSAULT", "aerial", "195")
    assert event["contexts"] == "disasters; military"
    assert event["headline"] == ("Fictional Air Force: Assault, aerial \u2192 Civilians (Aleppo)")
    assert (event["geometry"].x, event["geometry"].y) == (37.1612, 36.2012)
    assert (event["geoprecision"], event["country_code"]) == (1, "SYR")
    assert event["date_start"] == event["date_end"] == pd.Timestamp("2024-01-31")
    assert pd.isna(event["fatalities_best"])
    (document,) = atlas.documents.to_dict("records")
    assert document["publisher"] == "The Fictional Courier"
    assert document["published"] == pd.Timestamp("2024-02-01")
    actors = atlas.event_actors.merge(atlas.actors, on="actor_id").set_index("role")
    assert list(actors.loc["source", ["type", "sector", "country_code"]]) == [
        "military",
        "MIL",
        "SYR",
    ]
    assert pd.isna(actors.loc["target", "country_code"])
    assert actors.loc["target", "surface"] == "villagers, of SYR;TUR"
    assert list(atlas.reports["coder"]) == ["POLECAT NGEC_fictional_1"]


@pytest.mark.parametrize(
    ("given", "precision", "geometry"),
    [
        ({}, 1, "Point"),
        ({"City": "None", "District": "Mount Simeon", "Feature_Type": "ADM2"}, 3, "Point"),
        ({"City": "None", "Feature_Type": "ADM1"}, 4, "MultiPolygon"),
        ({"City": "None", "Province": "None", "Feature_Type": "PCLI"}, 6, "MultiPolygon"),
        # The kind says a province though a town is named, and the other way round.
        ({"Feature_Type": "ADM1"}, 4, "MultiPolygon"),
        ({"City": "None", "Feature_Type": "None"}, 4, "MultiPolygon"),
        ({"City": "None", "Province": "None", "Feature_Type": "None"}, 6, "MultiPolygon"),
        ({"Feature_Type": "None"}, 1, "Point"),
        ({"Feature_Type": "PLACE OF OUR OWN"}, 1, "Point"),
    ],
)
def test_a_province_or_country_of_polecat_is_never_a_point(
    tmp_path: Path, given: dict[str, object], precision: int, geometry: str
) -> None:
    (event,) = polecat(tmp_path, polecat_row(**given)).events.to_dict("records")
    assert event["geoprecision"] == precision
    assert event["geometry"].geom_type == geometry


def test_what_polecat_does_not_know_is_null(tmp_path: Path) -> None:
    nowhere = dict.fromkeys(
        ("Placename", "City", "Province", "Country", "Latitude", "Longitude", "Feature_Type"),
        "None",
    )
    row = polecat_row(**nowhere, Actor_Name="None", Event_Mode="None", Contexts="None")
    atlas = polecat(tmp_path, row)
    assert atlas.rejected.empty
    (event,) = atlas.events.to_dict("records")
    assert event["geometry"] is None
    for name in ("mode", "contexts", "place_name", "country_code", "geoprecision"):
        assert pd.isna(event[name]), name
    assert list(atlas.event_actors["role"]) == ["target"]


def test_a_mode_that_is_not_known_leaves_the_type(tmp_path: Path) -> None:
    atlas = polecat(tmp_path, polecat_row(Event_Mode="by-catapult"))
    (event,) = atlas.events.to_dict("records")
    assert event["event_type"] == "ASSAULT"
    assert pd.isna(event["mode"])


def test_another_release_of_polecat_is_read(tmp_path: Path) -> None:
    columns = ["Event Intensity" if name == "Intensity" else name for name in POLECAT]
    row = polecat_row(Contexts="military|terrorism")
    row["Event Intensity"] = row.pop("Intensity")
    path = write_csv(tmp_path / "weekly.txt", columns, [row], delimiter="\t")
    assert find_tables([path]) == ((path, "polecat"),)
    assert list(read_events(path).events["contexts"]) == ["military; terrorism"]


def test_rows_of_polecat_that_do_not_do_are_named(tmp_path: Path) -> None:
    rows = [
        polecat_row(),
        polecat_row(),
        polecat_row(Event_ID="2", Event_Type="BATTLE"),
        polecat_row(Event_ID="3", Event_Date="31/01/2024"),
        polecat_row(Event_ID="4", Latitude="99"),
    ]
    atlas = polecat(tmp_path, *rows)
    assert len(atlas.events) == 1
    assert sorted(reasons(atlas)) == [
        "row 3 repeats the id '20240131-1-fictional'; leave out one of the two",
        f"row 4 event type is 'BATTLE', expected one of {', '.join(sorted(quad_classes()))}",
        "row 5 event date is '31/01/2024', expected a day as YYYY-MM-DD",
        "row 6 latitude is '99', expected a number from -90 to 90",
    ]


def test_the_command_draws_polecat(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.txt", POLECAT, [polecat_row()], delimiter="\t")
    assert main(["map", str(path), "-o", str(tmp_path / "map.html")]) == 0
    assert "doi:10.7910/DVN/AJGVIT" in (tmp_path / "map.html").read_text("utf-8")


def test_old_releases_of_ucdp_are_read(tmp_path: Path) -> None:
    renamed = {"best": "best_est", "low": "low_est", "high": "high_est", "country_id": "gwnoloc"}
    renamed |= {"side_a_new_id": "side_a_dset_id", "side_b_new_id": "side_b_dset_id"}
    row = {renamed.get(name, name): value for name, value in ucdp_row().items()}
    atlas = read_events(
        write_csv(tmp_path / "old.csv", OLD_UCDP, [{k: row[k] for k in OLD_UCDP if k in row}])
    )
    assert atlas.rejected.empty
    (event,) = atlas.events.to_dict("records")
    assert [event[f"fatalities_{bound}"] for bound in ("low", "best", "high")] == [3, 4, 6]
    assert event["country_code"] == "SYR"
    assert list(atlas.documents["title"]) == [
        '"The Fictional Courier, 2016-08-27, Shells fall on a market"'
    ]


def test_an_event_of_a_candidate_file_is_that_of_the_yearly_release(tmp_path: Path) -> None:
    """Candidates keep their ids when they are checked: the row that is read first stays."""
    yearly = write_csv(tmp_path / "GEDEvent_v25_1.csv", UCDP, [ucdp_row(id=7, best=4)])
    candidate = ucdp_row(id=7, best=9, code_status="Check deaths")
    monthly = write_csv(
        tmp_path / "GEDEvent_v25_0_9.csv", UCDP, [candidate, ucdp_row(id=8, date_prec=2)]
    )
    atlas = read_events([yearly, monthly])
    assert list(atlas.events["event_id"]) == ["ucdp:7", "ucdp:8"]
    assert list(atlas.events["fatalities_best"]) == [4, 4]
    assert list(atlas.events["date_precision"]) == [1, 2]
    assert reasons(atlas) == ["row 2 repeats the id '7'; leave out one of the two"]
