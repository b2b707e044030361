"""Tables of events that others coded become atlases, no more certain than they are."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from coded_tables import (
    ACLED,
    GDELT,
    OLD_ACLED,
    OLD_GDELT,
    UCDP,
    acled_row,
    bare_lines,
    gdelt_row,
    old_acled_row,
    ucdp_row,
    write_csv,
)

from geo.atlas import Atlas
from geo.care import coarsen
from geo.cli import main
from geo.errors import SettingsError
from geo.exports import write
from geo.imports import find_tables, read_atlas, read_events, stream_events
from geo.lexicon import read_rows


def ucdp(tmp_path: Path, *rows: dict[str, object]) -> Atlas:
    return read_events(write_csv(tmp_path / "ged.csv", UCDP, rows))


def acled(tmp_path: Path, *rows: dict[str, object]) -> Atlas:
    return read_events(write_csv(tmp_path / "acled.csv", ACLED, rows))


def gdelt(tmp_path: Path, *rows: dict[str, object]) -> Atlas:
    path = tmp_path / "20240131.export.CSV"
    path.write_text(bare_lines(GDELT, rows), encoding="utf-8")
    return read_events(path)


def reasons(atlas: Atlas) -> list[str]:
    return [str(reason) for reason in atlas.rejected["reason"]]


def roles(atlas: Atlas) -> dict[str, tuple[str, str, str]]:
    """Return name, type and surface of the actor in each role of the only event."""
    joined = atlas.event_actors.merge(atlas.actors, on="actor_id")
    return {row.role: (row.name, row.type, row.surface) for row in joined.itertuples(index=False)}


def test_a_row_of_ucdp_is_an_event_with_its_evidence(tmp_path: Path) -> None:
    atlas = ucdp(tmp_path, ucdp_row())
    assert atlas.rejected.empty
    (event,) = atlas.events.to_dict("records")
    assert event["event_id"] == "ucdp:101"
    assert (event["event_type"], event["cameo"], event["status"]) == ("ASSAULT", "190", "actual")
    assert (event["geometry"].x, event["geometry"].y) == (37.16, 36.2)
    assert (event["country_code"], event["place_name"]) == ("SYR", "Aleppo town")
    assert [event[f"fatalities_{bound}"] for bound in ("low", "best", "high")] == [3, 4, 6]
    assert event["date_start"] == event["date_end"] == pd.Timestamp("2016-08-26")
    assert "the market in the old town" in event["place_reason"]
    assert event["headline"] == (
        "Government of Syria: State-based armed conflict → Fictional Front (Aleppo town)"
    )
    (report,) = atlas.reports.to_dict("records")
    assert report["sentence"] == "Shells fall on a market, medics count four dead"
    (document,) = atlas.documents.to_dict("records")
    assert document["publisher"] == "The Fictional Courier"
    assert document["published"] == pd.Timestamp("2016-08-27")
    assert roles(atlas) == {
        "source": ("Government of Syria", "government", "Government of Syria"),
        "target": ("Fictional Front", "rebel", "Fictional Front"),
    }


def test_one_sided_violence_has_civilians_as_its_target(tmp_path: Path) -> None:
    row = ucdp_row(type_of_violence=3, side_b="Civilians", side_b_new_id=9999)
    assert roles(ucdp(tmp_path, row))["target"][:2] == ("Civilians", "civilian")


@pytest.mark.parametrize(
    ("precision", "kind"),
    [(1, "Point"), (2, "Point"), (3, "Point"), (4, "MultiPolygon"), (6, "MultiPolygon")],
)
def test_a_centroid_of_ucdp_is_never_a_point(tmp_path: Path, precision: int, kind: str) -> None:
    (event,) = ucdp(tmp_path, ucdp_row(where_prec=precision)).events.to_dict("records")
    assert event["geoprecision"] == precision
    assert event["geometry"].geom_type == kind
    assert pd.isna(event["latitude"]) == (kind != "Point")


@pytest.mark.parametrize("precision", [5, 7])
def test_what_no_area_is_known_for_is_listed_with_the_reason(
    tmp_path: Path, precision: int
) -> None:
    (event,) = ucdp(tmp_path, ucdp_row(where_prec=precision)).events.to_dict("records")
    assert event["geometry"] is None
    assert "a point would say too much" in event["place_reason"]


def test_a_division_is_found_by_name_or_by_its_point(tmp_path: Path) -> None:
    seat = {"latitude": 33.5, "longitude": 36.3}
    rows = [
        ucdp_row(id=1, where_prec=4),
        ucdp_row(id=2, where_prec=4, **seat),
        ucdp_row(id=3, where_prec=4, adm_1=""),
    ]
    first, second, third = ucdp(tmp_path, *rows).events.geometry
    assert first.equals(second)
    assert first.equals(third)


def test_zero_degrees_is_no_place(tmp_path: Path) -> None:
    (event,) = ucdp(tmp_path, ucdp_row(latitude=0, longitude=0)).events.to_dict("records")
    assert event["geometry"] is None
    assert "gives no coordinates" in event["place_reason"]


def test_a_candidate_marked_for_a_check_says_so(tmp_path: Path) -> None:
    atlas = ucdp(tmp_path, ucdp_row(code_status="Check deaths"))
    assert list(atlas.reports["coder"]) == ["UCDP GED (Check deaths)"]


def test_a_row_of_acled_is_an_event_with_its_notes(tmp_path: Path) -> None:
    atlas = acled(tmp_path, acled_row())
    assert atlas.rejected.empty
    (event,) = atlas.events.to_dict("records")
    assert (event["event_type"], event["mode"], event["cameo"]) == ("ASSAULT", "aerial", "195")
    assert event["acled_sub_event_type"] == "Air/drone strike"
    assert (event["fatalities_best"], event["country_code"]) == (2, "SYR")
    assert pd.isna(event["fatalities_low"])
    assert pd.isna(event["fatalities_high"])
    (report,) = atlas.reports.to_dict("records")
    assert report["sentence"].startswith("On 31 January 2024, an air strike hit a bakery")
    assert list(atlas.documents["publisher"]) == ["The Fictional Courier; Sample Monitor"]
    assert roles(atlas)["source"] == (
        "Fictional Air Force",
        "military",
        "Fictional Air Force, with Fictional Brigade",
    )


def test_old_exports_of_acled_are_read(tmp_path: Path) -> None:
    rows = [old_acled_row(), old_acled_row(EVENT_ID_CNTY="SYR10", EVENT_TYPE="Riots/Protests")]
    atlas = read_events(write_csv(tmp_path / "old.csv", OLD_ACLED, rows))
    assert atlas.rejected.empty
    assert dict(zip(atlas.events["event_id"], atlas.events["event_type"], strict=True)) == {
        "acled:SYR9": "ASSAULT",
        "acled:SYR10": "PROTEST",
    }
    assert set(atlas.events["date_start"]) == {pd.Timestamp("2016-01-31")}
    assert dict(zip(atlas.actors["name"], atlas.actors["type"], strict=True)) == {
        "Fictional Army": "military",
        "Fictional Front": "rebel",
    }


@pytest.mark.parametrize(
    ("code", "start", "end", "precision"),
    [
        (1, "2024-01-31", "2024-01-31", 1),
        (2, "2024-01-28", "2024-02-03", 3),
        (3, "2024-01-01", "2024-01-31", 4),
    ],
)
def test_a_day_of_acled_that_stands_for_a_week_or_month_is_one(
    tmp_path: Path, code: int, start: str, end: str, precision: int
) -> None:
    (event,) = acled(tmp_path, acled_row(time_precision=code)).events.to_dict("records")
    assert event["date_start"] == pd.Timestamp(start)
    assert event["date_end"] == pd.Timestamp(end)
    assert event["date_precision"] == precision


def test_a_provincial_capital_of_acled_stands_for_its_province(tmp_path: Path) -> None:
    near, region = (acled_row(event_id_cnty=f"A{code}", geo_precision=code) for code in (2, 3))
    first, second = acled(tmp_path, near, region).events.to_dict("records")
    assert (first["geoprecision"], first["geometry"].geom_type) == (3, "Point")
    assert (second["geoprecision"], second["geometry"].geom_type) == (4, "MultiPolygon")
    assert second["place_name"] == "Idleb"


def test_a_row_of_gdelt_is_an_event_of_its_address(tmp_path: Path) -> None:
    atlas = gdelt(tmp_path, gdelt_row(), gdelt_row(GLOBALEVENTID=2, EventCode="1951"))
    assert atlas.rejected.empty
    assert list(atlas.events["cameo"]) == ["1951", "194"]
    event = atlas.events.set_index("event_id").loc["gdelt:410000001"]
    assert (event["event_type"], event["mode"]) == ("ASSAULT", "heavy-weapons")
    assert (event["cameo"], event["place_name"], event["admin1"]) == ("194", "Aleppo", "Halab")
    assert event["country_code"] == "SYR"
    (document,) = atlas.documents.to_dict("records")
    assert document["publisher"] == "courier.example"
    assert document["url"] == "https://www.courier.example/world/1"
    assert dict(zip(atlas.actors["name"], atlas.actors["type"], strict=True)) == {
        "Syrian Army": "military",
        "Turkey": "state",
    }


def test_fips_and_iso_are_told_apart(tmp_path: Path) -> None:
    """FIPS 10-4 writes AU for Austria, IZ for Iraq, GM for Germany, which ISO reads otherwise."""
    codes = {"AU": "AUT", "GM": "DEU", "IZ": "IRQ", "SU": "SDN", "NI": "NGA", "WE": "PSE"}
    rows = [
        gdelt_row(GLOBALEVENTID=number, ActionGeo_CountryCode=code, ActionGeo_Type=1)
        for number, code in enumerate(codes, start=1)
    ]
    events = gdelt(tmp_path, *rows).events
    assert list(events["country_code"]) == list(codes.values())


@pytest.mark.parametrize(
    ("kind", "name", "geometry"),
    [
        (1, "Syria", "MultiPolygon"),
        (2, "Texas, United States", "MultiPolygon"),
        (3, "Austin, Texas, United States", "Point"),
        (4, "Aleppo, Halab, Syria", "Point"),
        (5, "Halab, Syria", "MultiPolygon"),
    ],
)
def test_a_centroid_of_gdelt_is_never_a_point(
    tmp_path: Path, kind: int, name: str, geometry: str
) -> None:
    american = {"ActionGeo_CountryCode": "US", "ActionGeo_Lat": 30.27, "ActionGeo_Long": -97.74}
    place = american if "States" in name else {}
    row = gdelt_row(ActionGeo_Type=kind, ActionGeo_FullName=name, **place)
    (event,) = gdelt(tmp_path, row).events.to_dict("records")
    assert event["geometry"].geom_type == geometry


def test_gdelt_without_a_place_is_kept(tmp_path: Path) -> None:
    empty = dict.fromkeys(("FullName", "CountryCode", "Lat", "Long"), "")
    row = gdelt_row(ActionGeo_Type=0, **{f"ActionGeo_{name}": text for name, text in empty.items()})
    (event,) = gdelt(tmp_path, row).events.to_dict("records")
    assert event["geometry"] is None
    assert pd.isna(event["geoprecision"])


def test_statements_without_a_type_are_counted_not_dropped_in_silence(tmp_path: Path) -> None:
    rows = [gdelt_row(GLOBALEVENTID=n, EventCode="010", EventRootCode="01") for n in range(5)]
    atlas = gdelt(tmp_path, gdelt_row(), *rows)
    assert len(atlas.events) == 1
    assert reasons(atlas) == [
        "5 rows are left out: public statements (CAMEO 01), for which PLOVER has no event type"
    ]


def test_lost_zeros_of_cameo_are_noticed(tmp_path: Path) -> None:
    atlas = gdelt(tmp_path, gdelt_row(EventCode="43", EventBaseCode="43", EventRootCode="4"))
    assert atlas.events.empty
    assert "with their leading zeros" in reasons(atlas)[0]


@pytest.mark.parametrize(
    ("code", "root"),
    [("", ""), ("", "19"), ("194", "not a root, and \u202ebackwards"), ("NULL", "NULL")],
)
def test_a_row_of_gdelt_without_a_code_is_refused_and_the_others_are_read(
    tmp_path: Path, code: str, root: str
) -> None:
    bad = gdelt_row(GLOBALEVENTID=2, EventCode=code, EventBaseCode=code, EventRootCode=root)
    atlas = gdelt(tmp_path, gdelt_row(), bad)
    assert len(atlas.events) == 1
    assert "row 2 eventcode is" in atlas.rejected["reason"].item()


def test_gdelt_is_read_zipped_with_a_header_and_in_its_first_version(tmp_path: Path) -> None:
    lines = bare_lines(GDELT, [gdelt_row()])
    with zipfile.ZipFile(tmp_path / "a.export.CSV.zip", "w") as archive:
        archive.writestr("a.export.CSV", lines)
    old = bare_lines(OLD_GDELT, [gdelt_row(GLOBALEVENTID=2)])
    (tmp_path / "b.csv").write_text(old, encoding="utf-8")
    oldest = bare_lines(OLD_GDELT[:-1], [gdelt_row(GLOBALEVENTID=3)])
    (tmp_path / "c.csv").write_text(oldest, encoding="utf-8")
    headed = [gdelt_row(GLOBALEVENTID=4)]
    write_csv(tmp_path / "d.tsv", GDELT, headed, delimiter="\t")
    atlas = read_events(tmp_path)
    assert atlas.rejected.empty
    assert list(atlas.events["event_id"]) == [
        "gdelt:2",
        "gdelt:3",
        "gdelt:4",
        "gdelt:410000001",
    ]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"latitude": 91}, "latitude is '91', expected a number from -90 to 90"),
        ({"longitude": "east"}, "longitude is 'east', expected a number from -180 to 180"),
        ({"where_prec": 9}, "where_prec is '9', expected one of 1, 2, 3, 4, 5, 6, 7"),
        ({"where_prec": ""}, "where_prec is empty, expected one of 1, 2, 3, 4, 5, 6, 7"),
        ({"type_of_violence": 4}, "type_of_violence is '4', expected one of 1, 2, 3"),
        ({"date_start": "01/02/2016"}, "date_start is '01/02/2016', expected a day as YYYY-MM-DD"),
        ({"date_start": "2016-02-30"}, "date_start is '2016-02-30', expected a day as YYYY-MM-DD"),
        ({"date_end": "2016-08-25"}, "date_end 2016-08-25 is before date_start"),
        ({"best": -1}, "best is '-1', expected a number from 0 to 1e+09"),
        ({"best": 1.5}, "best is 1.5, expected a whole number"),
        ({"id": ""}, "id is empty, expected the id of the event"),
        ({"best": "=1+1"}, "best is '=1+1', expected a number from 0 to 1e+09"),
    ],
)
def test_a_row_that_does_not_do_is_named_and_stops_no_other(
    tmp_path: Path, given: dict[str, object], reason: str
) -> None:
    atlas = ucdp(tmp_path, ucdp_row(id=1), ucdp_row(id=2) | given, ucdp_row(id=3))
    assert list(atlas.events["event_id"]) == ["ucdp:1", "ucdp:3"]
    assert reasons(atlas) == [f"row 3 {reason}"]
    assert list(atlas.rejected["document_id"]) == ["ged.csv:3"]


def test_a_repeated_id_is_rejected_also_in_another_file(tmp_path: Path) -> None:
    one = write_csv(tmp_path / "one.csv", UCDP, [ucdp_row(), ucdp_row()])
    two = write_csv(tmp_path / "two.csv", UCDP, [ucdp_row()])
    atlas = read_events([one, two])
    assert len(atlas.events) == 1
    assert list(atlas.rejected["document_id"]) == ["one.csv:3", "two.csv:2"]
    assert all("repeats the id '101'" in reason for reason in reasons(atlas))


def test_rows_of_another_length_are_named(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "ged.csv", UCDP, [ucdp_row(id=1), ucdp_row(id=2)])
    lines = path.read_text(encoding="utf-8").split("\n")
    lines.insert(2, "7,8,9")
    path.write_text("\n".join(lines), encoding="utf-8")
    atlas = read_events(path)
    assert list(atlas.events["event_id"]) == ["ucdp:1", "ucdp:2"]
    (reason,) = reasons(atlas)
    assert reason.startswith(f"row 3 has 3 cells under {len(UCDP)} columns; put quotes around")


def test_a_truncated_table_keeps_what_is_whole(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "ged.csv", UCDP, [ucdp_row(id=n) for n in range(50)])
    path.write_bytes(path.read_bytes()[:-150])
    atlas = read_events(path)
    assert len(atlas.events) == 49
    assert len(atlas.rejected) == 1


def test_other_encodings_and_delimiters_are_read(tmp_path: Path) -> None:
    row = ucdp_row(where_coordinates="Alép", source_headline="“Shells” fall\non a market")
    path = write_csv(tmp_path / "ged.csv", UCDP, [row], delimiter=";")
    text = path.read_text(encoding="utf-8")
    for encoding in ("utf-8-sig", "cp1252", "utf-16"):
        path.write_bytes(text.encode(encoding))
        atlas = read_events(path)
        assert list(atlas.events["place_name"]) == ["Alép"], encoding
        assert list(atlas.reports["sentence"]) == ["“Shells” fall on a market"]


def test_broken_bytes_cost_their_row_alone(tmp_path: Path) -> None:
    names = ("Alép", "Alép", "Alép")
    rows = [ucdp_row(id=n, where_coordinates=name) for n, name in enumerate(names, start=1)]
    path = write_csv(tmp_path / "ged.csv", UCDP, rows)
    path.write_bytes(path.read_bytes().replace("é".encode(), b"\xe9", 1))
    atlas = read_events(path)
    assert list(atlas.events["event_id"]) == ["ucdp:2", "ucdp:3"]
    assert reasons(atlas) == [
        "row 2 where_coordinates holds bytes that are no text; save it as UTF-8"
    ]


def test_control_characters_and_long_names_are_harmless(tmp_path: Path) -> None:
    row = ucdp_row(where_coordinates="Alep\x00po\x07 town", side_b="B" * 10_000)
    atlas = ucdp(tmp_path, row)
    assert list(atlas.events["place_name"]) == ["Alep po town"]
    assert "B" * 10_000 in set(atlas.actors["name"])


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    columns = [name for name in UCDP if name != "where_prec"]
    rows = [{name: value for name, value in ucdp_row().items() if name != "where_prec"}]
    path = write_csv(tmp_path / "ged.csv", columns, rows)
    for atlas in (read_events(path), read_events(path, kind="ucdp")):
        assert atlas.events.empty
        assert "lacks where_prec" in reasons(atlas)[0]


def test_files_that_are_no_tables_are_named(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    (tmp_path / "binary.csv").write_bytes(bytes(range(256)) * 20)
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.csv", "a")
        archive.writestr("b.csv", "b")
    (tmp_path / "cut.zip").write_bytes((tmp_path / "two.zip").read_bytes()[:-30])
    names = ["binary.csv", "cut.zip", "empty.csv", "none.csv", "two.zip"]
    atlas = read_events([tmp_path / name for name in names], kind="ucdp")
    assert list(atlas.rejected["document_id"]) == names
    assert atlas.events.empty


def test_an_order_of_rows_and_files_changes_nothing(tmp_path: Path) -> None:
    rows = [ucdp_row(id=n, where_prec=n % 7 + 1) for n in range(30)]
    write(ucdp(tmp_path, *rows), tmp_path / "one.geojson")
    shuffled = ucdp(tmp_path, *(rows[number * 7 % 30] for number in range(30)))
    write(shuffled, tmp_path / "two.geojson")
    one, two = ((tmp_path / f"{name}.geojson").read_text("utf-8") for name in ("one", "two"))
    checksum = next(row for row in two.split("\n") if '"provenance/ucdp"' in row)
    assert [line for line in two.split("\n") if line != checksum] == [
        line for line in one.split("\n") if '"provenance/ucdp"' not in line
    ]


def test_parquet_is_read_like_csv(tmp_path: Path) -> None:
    frame = pd.DataFrame([ucdp_row()])
    frame.to_parquet(tmp_path / "ged.parquet")
    atlas = read_events(tmp_path / "ged.parquet")
    assert atlas.rejected.empty
    assert list(atlas.events["fatalities_best"]) == [4]


def test_an_imported_atlas_is_written_and_read_again(tmp_path: Path) -> None:
    atlas = ucdp(tmp_path, ucdp_row(id=1), ucdp_row(id=2, where_prec=6))
    write(atlas, tmp_path / "atlas.gpkg")
    again = read_atlas(tmp_path / "atlas.gpkg")
    assert len(again.events) == 2
    assert list(again.provenance["component"]) == ["gazetteer", "geo", "ucdp"]
    assert again.provenance["detail"].str.contains("CC-BY-4.0").any()


def test_the_command_draws_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_csv(tmp_path / "ged.csv", UCDP, [ucdp_row(), ucdp_row(id=2, latitude=99)])
    assert main(["map", str(path), "-o", str(tmp_path / "map.html")]) == 1
    assert "geo: rejected ged.csv:3: row 3 latitude is '99'" in capsys.readouterr().err
    html = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert "Shells fall on a market" in html
    assert "UCDP Georeferenced Event Dataset, Uppsala University (CC-BY-4.0)" in html
    assert (tmp_path / "map.geojson").exists()


def test_tables_and_documents_are_not_mixed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = write_csv(tmp_path / "ged.csv", UCDP, [ucdp_row()])
    text = tmp_path / "a.txt"
    text.write_text("Shells fell on Aleppo.", encoding="utf-8")
    out = str(tmp_path / "out.geojson")
    assert main(["extract", str(table), str(text), "-o", out]) == 2
    assert "read them one after the other" in capsys.readouterr().err
    assert main(["extract", str(table), "-o", str(tmp_path / "out.jsonl")]) == 2
    assert not Path(out).exists()


@pytest.mark.parametrize("kind", [None, "ucdp"])
def test_a_pipe_is_no_table_and_is_not_waited_for(tmp_path: Path, kind: str | None) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    if kind is None:
        assert find_tables([pipe]) == ()
    else:
        assert "is no table" in reasons(read_events(pipe, kind=kind))[0]


@pytest.mark.parametrize("to", ["division", "settlement", 25])
def test_a_name_without_coordinates_is_coarsened_too(tmp_path: Path, to: str | int) -> None:
    atlas = acled(tmp_path, acled_row(latitude="", longitude=""))
    assert atlas.events["place_name"].item() == "Sampletown"
    event = coarsen(atlas, to).events.iloc[0]
    assert pd.isna(event["place_name"])
    assert "Sampletown" not in event["headline"]
    assert event["admin1"] == "Idleb"


def test_tables_of_several_datasets_are_joined(tmp_path: Path) -> None:
    one = write_csv(tmp_path / "ged.csv", UCDP, [ucdp_row()])
    two = write_csv(tmp_path / "acled.csv", ACLED, [acled_row()])
    assert find_tables([one, two]) == ((one, "ucdp"), (two, "acled"))
    atlas = read_events([one, two])
    assert list(atlas.events["event_id"]) == ["acled:SYR1", "ucdp:101"]


def test_texts_in_a_table_are_still_documents(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_text("id,text\n1,Shells fell on Aleppo.\n", encoding="utf-8")
    assert find_tables([path]) == ()
    table = write_csv(tmp_path / "acled.csv", ACLED, [acled_row()])
    assert find_tables([table], kind="documents") == ()
    with pytest.raises(SettingsError, match="no table of events"):
        read_events(path)
    with pytest.raises(SettingsError, match="kind is 'icews'"):
        read_events(path, kind="icews")


def test_crosswalks_name_only_types_and_modes_that_are_ours() -> None:
    types = {row["event_type"] for row in read_rows("event_types")}
    modes = {(row["event_type"], row["mode"]) for row in read_rows("event_modes")}
    for row in read_rows("coded_events"):
        assert row["event_type"] in types, row["code"]
        assert not row["mode"] or (row["event_type"], row["mode"]) in modes, row["code"]


def test_a_big_table_is_read_in_bounded_time(tmp_path: Path) -> None:
    rows = [ucdp_row(id=n, where_prec=n % 7 + 1, latitude=36 + n % 97 / 100) for n in range(20_000)]
    atlas = ucdp(tmp_path, *rows)
    assert len(atlas.events) == 20_000
    assert len({id(shape) for shape in atlas.events.geometry if shape is not None}) <= 20_000


def test_a_folder_that_lists_its_documents_holds_documents(tmp_path: Path) -> None:
    write_csv(tmp_path / "ged.csv", UCDP, [ucdp_row()])
    assert find_tables([tmp_path]) == ((tmp_path / "ged.csv", "ucdp"),)
    (tmp_path / "documents.toml").write_text("", encoding="utf-8")
    assert find_tables([tmp_path]) == ()


def test_a_stream_makes_the_tables_that_are_wanted_alone(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "ged.csv", UCDP, [ucdp_row(id=number) for number in range(5)])
    whole = read_events(path)
    pieces = list(stream_events(path, tables={"events"}))
    pd.testing.assert_frame_equal(pieces[0].events, whole.events)
    assert not any(len(piece.reports) + len(piece.event_actors) for piece in pieces)
    assert any(len(piece.provenance) for piece in pieces)
