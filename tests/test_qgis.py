"""GeoPackages opened by QGIS itself: the project stored inside, its styles, relations and times."""

from __future__ import annotations

import datetime as dt
import json
import os
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyogrio
import pytest
from atlases import atlas_of, full_tables, sample_tables, spoil
from pandas.testing import assert_frame_equal

from geo.atlas import Atlas
from geo.exports import write
from geo.imports import read_atlas
from geo.looks import GROUPS, Colour, colour, look, types_by_group
from geo.resources import read_table
from geo.schema import TABLES

PYTHON = Path("/usr/bin/python3")
PROBE = Path(__file__).parent / "in_qgis.py"
WORDS = {row["key"]: row["en"] for row in read_table("words.csv")}

# First day of each window, and the day after its last.
WINDOWS = {
    "all": ("1990-01-01", "2030-01-01"),
    "never": ("1990-01-01", "1990-01-02"),
    "next day": ("2016-08-25", "2016-08-26"),
    "one day": ("2016-08-24", "2016-08-25"),
}

Told = dict[str, Any]


def is_installed() -> bool:
    if not PYTHON.exists():
        return False
    asked = [PYTHON, "-c", "import qgis.core"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="session")
def ask_qgis() -> Callable[[Path], Told]:
    """Open the project in a GeoPackage with QGIS, which draws it beside the file."""
    if not is_installed():
        left_out = "QGIS is not installed (Debian: python3-qgis): GeoPackages are not opened in it"
        if os.environ.get("CI"):
            pytest.fail(left_out)
        pytest.skip(left_out)

    def ask(path: Path) -> Told:
        environment = {
            "HOME": str(path.parent),
            "LANG": "C.UTF-8",
            "PATH": "/usr/bin:/bin",
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_RUNTIME_DIR": str(path.parent),
        }
        done = subprocess.run(
            [PYTHON, PROBE, path, path.with_suffix(".png"), json.dumps(WINDOWS)],
            capture_output=True, text=True, timeout=100, env=environment, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        told: Told = json.loads(done.stdout.splitlines()[-1])
        return told

    return ask


def dated() -> Atlas:
    """Return the sample, one of its events without a day and one without a last day."""
    rows = sample_tables()
    points = [row for row in rows["events"] if row.get("geometry") is not None]
    points = [row for row in points if row["geometry"].geom_type == "Point"]
    for row, names in zip(points, (("date_start", "date_end"), ("date_end",)), strict=False):
        row_at = rows["events"].index(row)
        rows["events"][row_at] = row | dict.fromkeys(names)
    return atlas_of(rows)


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return dated()


@pytest.fixture(scope="module")
def package(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("qgis") / "week 34.gpkg"
    write(atlas, path)
    return path


@pytest.fixture(scope="module")
def told(ask_qgis: Callable[[Path], Told], package: Path) -> Told:
    return ask_qgis(package)


def rules_of(rules: list[Told]) -> Iterator[Told]:
    for rule in rules:
        yield rule
        yield from rules_of(rule["rules"])


def code(given: Colour | None) -> str:
    assert given is not None
    return "#" + "".join(f"{round(part * 255):02x}" for part in given[:3])


def of_kind(atlas: Atlas, *kinds: str) -> pd.DataFrame:
    return pd.DataFrame(atlas.events[atlas.events.geometry.geom_type.isin(kinds)])


def test_qgis_opens_the_project_with_every_layer(told: Told, atlas: Atlas) -> None:
    assert told["opened"]
    assert told["warnings"] == []
    assert told["crs"] == "EPSG:3857"
    layers = told["layers"]
    assert all(layer["valid"] for layer in layers.values())
    assert layers["Events"]["kind"] == "Point"
    assert layers["Events"]["count"] == len(of_kind(atlas, "Point"))
    assert layers["Events in areas"]["kind"] == "MultiPolygon"
    assert layers["Events in areas"]["count"] == len(of_kind(atlas, "Polygon", "MultiPolygon"))
    assert layers["All events"]["count"] == len(atlas.events)
    assert layers["All events"]["kind"] == "NoGeometry"
    for name in ("Reports", "Documents", "Actors", "Event actors", "Control", "Provenance"):
        table = name.lower().replace(" ", "_")
        assert layers[name]["count"] == len(atlas.tables()[table])
        assert set(TABLES[table].names) <= set(layers[name]["fields"])


def test_layers_lie_events_above_ground(told: Told) -> None:
    assert told["order"] == [
        "Events",
        "How exactly their places are known",
        "Events in areas",
        "Land and borders",
    ]


def test_events_are_told_apart_by_the_colours_of_the_map(told: Told, atlas: Atlas) -> None:
    points = of_kind(atlas, "Point")
    rules = told["layers"]["Events"]["rules"]
    expected = [
        f"group.{group}"
        for group in GROUPS
        if set(types_by_group()[group]) & set(points["event_type"])
    ]
    assert [rule["label"] for rule in rules] == [WORDS[key] for key in expected]
    for key, rule in zip(expected, rules, strict=True):
        group = key.removeprefix("group.")
        solid, hollow = code(look(".geo-part", group=group).fill), code(colour("--paper"))
        for style in (one for one in rules_of([rule]) if one["kinds"]):
            assert style["kinds"] == ["SimpleMarker", "SimpleMarker", "SvgMarker"]
            fill, (stroke, dash) = style["colours"][1], style["strokes"][1]
            _, _, doubt = style["label"].partition(": ")
            assert (fill, stroke, dash) == {
                "": (solid, hollow, 1),
                "the coder is unsure": (hollow, solid, 1),
                "planned, denied or hypothetical": (hollow, solid, 2),
            }[doubt]


def test_each_rule_can_be_read_and_each_type_is_in_the_legend(told: Told, atlas: Atlas) -> None:
    for layer in told["layers"].values():
        assert [rule["wrong"] for rule in rules_of(layer.get("rules", [])) if rule["wrong"]] == []
    legend = told["layers"]["Events"]["legend"]
    types = set(of_kind(atlas, "Point")["event_type"])
    assert {WORDS[f"type.{one}"] for one in types} <= {text.partition(":")[0] for text in legend}


def test_how_exactly_a_place_is_known_is_drawn(told: Told) -> None:
    layer = told["layers"]["How exactly their places are known"]
    assert layer["legend"] == [
        WORDS[f"key.{key}"] for key in ("settlement", "wide", "inferred", "exact")
    ]
    assert "place_feature_class" in layer["fields"]
    areas = list(rules_of(told["layers"]["Events in areas"]["rules"]))
    hatched = [rule for rule in areas if rule["label"].startswith("A division")]
    outlined = [rule for rule in areas if rule["label"].startswith("A country")]
    assert {tuple(rule["kinds"]) for rule in hatched} == {("LinePatternFill", "SimpleLine")}
    assert {tuple(rule["kinds"]) for rule in outlined} == {("SimpleLine",)}


def test_labels_follow_the_scale(told: Told) -> None:
    for name in ("Events", "Events in areas"):
        ranges = {tuple(label[1:]) for label in told["layers"][name]["labels"]}
        assert ranges == {(20_000_000, 400_000), (400_000, 0)}


def is_within(row: Any, first: str, last: str) -> bool:
    start = row.date_start if pd.notna(row.date_start) else row.date_end
    before = pd.isna(start) or start < pd.Timestamp(last)
    return bool(before and (pd.isna(row.date_end) or row.date_end >= pd.Timestamp(first)))


@pytest.mark.parametrize("window", sorted(WINDOWS))
def test_a_window_of_time_shows_the_events_of_its_days(
    told: Told, atlas: Atlas, window: str
) -> None:
    points = of_kind(atlas, "Point")
    expected = sum(is_within(row, *WINDOWS[window]) for row in points.itertuples())
    for name in ("Events", "How exactly their places are known"):
        assert told["layers"][name]["active"]
        assert told["layers"][name]["windows"][window] == expected
    areas = of_kind(atlas, "Polygon", "MultiPolygon")
    assert told["layers"]["Events in areas"]["windows"][window] == sum(
        is_within(row, *WINDOWS[window]) for row in areas.itertuples()
    )


def test_events_without_a_day_are_always_seen(told: Told) -> None:
    assert told["layers"]["Events"]["windows"]["never"] == 1


def test_the_time_of_the_project_is_that_of_the_events(told: Told, atlas: Atlas) -> None:
    days = pd.concat([atlas.events["date_start"], atlas.events["date_end"]]).dropna()
    last = days.max().date() + dt.timedelta(days=1)
    assert told["period"] == [f"{days.min().date()}T00:00:00Z", f"{last}T00:00:00Z"]


def test_rows_are_related(told: Told, atlas: Atlas) -> None:
    assert all(relation["valid"] for relation in told["relations"])
    related = {
        (one["from"], one["to"], *one["fields"]): one["related"] for one in told["relations"]
    }
    assert related["Reports", "All events", "event_id"] == len(atlas.reports)
    assert related["Reports", "Documents", "document_id"] == len(atlas.reports)
    assert related["Event actors", "All events", "event_id"] == len(atlas.event_actors)
    assert related["Event actors", "Actors", "actor_id"] == len(atlas.event_actors)
    placed = int(atlas.events["place_id"].isin(atlas.places["place_id"]).sum())
    assert related["All events", "All names of places", "place_id"] == placed
    at_points = set(of_kind(atlas, "Point")["event_id"])
    reports = int(atlas.reports["event_id"].isin(at_points).sum())
    assert related["Reports", "Events", "event_id"] == reports


def test_credits_stand_in_the_project(ask_qgis: Callable[[Path], Told], tmp_path: Path) -> None:
    write(atlas_of(full_tables()), tmp_path / "a.gpkg")
    abstract = ask_qgis(tmp_path / "a.gpkg")["abstract"]
    assert "detail of provenance" in abstract
    assert "Borders: Natural Earth" in abstract


def test_the_picture_has_the_colours_of_the_map(told: Told, package: Path) -> None:
    assert package.with_suffix(".png").stat().st_size > 10_000
    seen = set(told["colours"])
    for group in ("material_conflict", "verbal_conflict", "material_cooperation"):
        assert code(look(".geo-part", group=group).fill) in seen
    assert {code(colour("--sea")), code(colour("--land"))} <= seen


def test_tables_have_their_style_without_the_project(told: Told) -> None:
    assert set(told["unstyled"].values()) == {"RuleRenderer"}


def test_crowds_are_counted(ask_qgis: Callable[[Path], Told], tmp_path: Path) -> None:
    rows = sample_tables()
    first = rows["events"][0]
    rows["events"] += [first | {"event_id": f"more-{number}"} for number in range(40)]
    write(atlas_of(rows), tmp_path / "a.gpkg")
    layers = ask_qgis(tmp_path / "a.gpkg")["layers"]
    assert layers["Events"]["renderer"] == "pointCluster"
    assert layers["Events"]["rules"]


@pytest.mark.parametrize("payload", ["'\"><script>alert(1)</script> \\' ]]> \x08", "[% 1/0 %]"])
def test_hostile_texts_are_no_part_of_the_project(
    ask_qgis: Callable[[Path], Told], tmp_path: Path, payload: str
) -> None:
    write(spoil(payload), tmp_path / "a.gpkg")
    told = ask_qgis(tmp_path / "a.gpkg")
    assert told["opened"]
    assert told["warnings"] == []
    assert all(layer["valid"] for layer in told["layers"].values())
    for layer in told["layers"].values():
        assert not [rule["wrong"] for rule in rules_of(layer.get("rules", [])) if rule["wrong"]]


def test_the_seed_articles_open(
    ask_qgis: Callable[[Path], Told], seed_atlas: Atlas, tmp_path: Path
) -> None:
    write(seed_atlas, tmp_path / "seeds.gpkg")
    told = ask_qgis(tmp_path / "seeds.gpkg")
    layers = told["layers"]
    assert all(layer["valid"] for layer in layers.values())
    drawn = layers["Events"]["count"] + layers["Events in areas"]["count"]
    assert drawn == seed_atlas.events.geometry.notna().sum()
    assert layers["Events"]["windows"]["one day"] < layers["Events"]["windows"]["all"]
    assert all(relation["valid"] for relation in told["relations"])


def test_an_empty_atlas_opens(ask_qgis: Callable[[Path], Told], tmp_path: Path) -> None:
    write(Atlas.of({}), tmp_path / "a.gpkg")
    told = ask_qgis(tmp_path / "a.gpkg")
    assert told["opened"]
    assert all(layer["valid"] for layer in told["layers"].values())


# The file


def test_what_is_added_for_qgis_changes_no_table(atlas: Atlas, package: Path) -> None:
    found = read_atlas(package).tables()
    for name, frame in atlas.tables().items():
        assert_frame_equal(found[name], frame)


def test_a_geopackage_says_what_its_columns_mean(package: Path) -> None:
    with sqlite3.connect(package) as file:
        found = file.execute(
            "SELECT table_name, column_name, description FROM gpkg_data_columns"
        ).fetchall()
        (version,) = file.execute("PRAGMA user_version").fetchone()
        indexes = {row[0] for row in file.execute("SELECT name FROM sqlite_master")}
        checked = file.execute("PRAGMA integrity_check").fetchall()
    file.close()
    meanings: Mapping[tuple[str, str], str] = {(table, name): said for table, name, said in found}
    for table in TABLES.values():
        for column in table.columns:
            if column.kind != "geometry":
                assert meanings[table.name, column.name] == column.meaning
    assert version == 10200
    assert {"events_key", "reports_event_id", "rtree_events_geom", "rtree_places_geom"} <= indexes
    assert checked == [("ok",)]


def test_gdal_lists_tables_styles_and_land_alone(package: Path) -> None:
    layers = {str(name) for name, _ in pyogrio.list_layers(package)}
    assert layers == {*TABLES, "land", "layer_styles"}
