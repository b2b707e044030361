"""Arcs, movements and shaded divisions on still pictures: what the page draws, and printable."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from atlases import around_tables, atlas_of, sample_atlas
from lxml import etree
from shapely.geometry import Point

import geo
from geo.atlas import Atlas
from geo.cli import main
from geo.errors import SettingsError
from geo.gazetteer import Gazetteer
from geo.maps import draw_map, save_map
from geo.maps.browser import Browser
from geo.maps.lands import ShippedLands
from geo.maps.rows import Tables
from geo.maps.still import OVERVIEWS, draw_picture
from geo.maps.still.arcs import End, lay_arcs, read_arcs
from geo.maps.still.divisions import read_divisions
from geo.maps.still.frame import Frame, fit_frame
from geo.maps.still.lines import Anchor, clip_line, great_circle, trace
from geo.maps.still.movements import choose_movements, read_movements
from geo.model import Bounds

SVG = "{http://www.w3.org/2000/svg}"

ENDS = [
    [(55.75, 37.62), (33.51, 36.29)],
    [(38.9, -77.04), (46.2, 6.15)],
    [(35.68, 139.69), (21.3, -157.86)],
    [(-41.29, 174.78), (-33.45, -70.65)],
]


def drawn(folder: Path, gazetteer: Gazetteer, **given: Any) -> tuple[list[str], list[str]]:
    """Return the names of what is drawn of the atlas with movements, and its texts."""
    path = folder / "map.svg"
    draw_picture(atlas_of(around_tables()), path, gazetteer=gazetteer, **given)
    root = etree.parse(path).getroot()
    ids = [str(group.get("id")).rpartition("-")[0] for group in root.iter(f"{SVG}g")]
    return ids, [str(node.text).strip() for node in root.iter(etree.Comment)]


def around_frame(width: float = 900, height: float = 600) -> Frame:
    view = Bounds(west=5, south=32, east=40, north=48)
    return fit_frame(view, (50, 40, 50 + width, 40 + height), margin_px=40)


def test_arcs_are_those_of_the_page(gazetteer: Gazetteer) -> None:
    arcs = read_arcs(Tables(atlas_of(around_tables())), gazetteer)
    # As test_actors_in_browser.py reads them from the page.
    assert {(f"{arc.start.name} → {arc.end.name}", arc.count) for arc in arcs.all} == {
        ("Moscow → Geneva", 1),
        ("Moscow → Aleppo", 1),
        ("Moscow → Syria", 1),
        ("Damascus → Aleppo", 1),
        ("Damascus → Kuweires air base", 1),
        ("Ankara → Aleppo Governorate", 1),
        ("Ankara → Damascus", 1),
    }
    assert arcs.without == 4
    assert {arc.end.kind for arc in arcs.all} == {"seat", "spot", "area"}


def test_a_seat_within_the_area_of_its_events_has_no_arc(gazetteer: Gazetteer) -> None:
    rows = around_tables()
    assert any("Syria" in place["name"] for place in rows["places"])
    arcs = read_arcs(Tables(atlas_of(rows)), gazetteer)
    assert not [arc for arc in arcs.all if (arc.start.name, arc.end.name) == ("Damascus", "Syria")]


@pytest.mark.parametrize("ends", ENDS)
def test_a_great_circle_is_that_of_the_page(
    browser: Browser, tmp_path: Path, ends: list[tuple[float, float]]
) -> None:
    page = save_map(draw_map(sample_atlas()), tmp_path / "map.html")
    browser.open(page)
    there = np.array(browser.evaluate(f"geoMap.greatCircle({[list(end) for end in ends]!s}[0], "
                                      f"{[list(end) for end in ends]!s}[1])"))  # fmt: skip
    here = great_circle(*ends)
    assert here.shape == there.shape
    turns = (here[:, 1] - there[:, 1]) / 360
    assert np.allclose(turns, np.round(turns), atol=1e-9)
    assert np.allclose(here[:, 0], there[:, 0], atol=1e-9)


def test_an_arrow_keeps_off_its_ends_and_has_a_head_of_its_size() -> None:
    frame = around_frame()
    traced = trace(frame, (100, 500), (700, 200), aside=0, leave=20, stop=30, head=12)
    ((tip, left, _, right),) = traced.heads
    (shaft,) = traced.shafts
    assert math.dist(tip, (700, 200)) == pytest.approx(30, abs=0.5)
    assert math.dist(shaft[0], (100, 500)) == pytest.approx(20, abs=0.5)
    assert math.dist((left + right) / 2, tip) == pytest.approx(12, abs=0.01)
    assert math.dist(left, right) == pytest.approx(12, abs=0.01)


def test_arrows_of_the_same_ends_lie_side_by_side() -> None:
    frame = around_frame()
    middles = [
        trace(frame, (100, 400), (800, 400), aside=aside, leave=0, stop=0, head=8).shafts[0]
        for aside in (-18.0, 0.0, 18.0)
    ]
    heights = [line[len(line) // 2][1] for line in middles]
    assert heights[1] - heights[0] == pytest.approx(18, abs=1)
    assert heights[2] - heights[1] == pytest.approx(18, abs=1)


def test_an_arrow_over_the_antimeridian_comes_in_at_the_other_side() -> None:
    frame = fit_frame(Bounds(west=-180, south=-60, east=180, north=70), (0, 0, 800, 600),
                      margin_px=0)  # fmt: skip
    tokyo, honolulu = frame.at(35.68, 139.69), frame.at(21.3, -157.86)
    traced = trace(frame, tokyo, honolulu, aside=0, leave=0, stop=0, head=8)
    edges = [(line[:, 0].min(), line[:, 0].max()) for line in traced.shafts]
    assert any(high > 800 for _, high in edges)
    assert any(low < 0 for low, _ in edges)
    assert any(math.dist(head[0], honolulu) < 1 for head in traced.heads)


def test_the_stretch_in_sight_lies_in_the_box() -> None:
    line = np.array([(-100.0, 50.0), (50.0, 50.0), (50.0, 300.0)])
    seen = clip_line(line, (0, 0, 100, 100))
    assert len(seen) > 2
    assert seen.min() >= 0
    assert seen.max() <= 100
    assert not len(clip_line(line, (500, 500, 600, 600)))


def test_a_line_ends_at_the_rim_of_a_label() -> None:
    label = Anchor(at=(300, 100), half=(60, 10))
    assert label.reach(Anchor(at=(0, 100))) == pytest.approx(63)
    assert label.reach(Anchor(at=(300, 900))) == pytest.approx(13)
    assert Anchor(at=(0, 0)).reach(label) == 0


def test_arcs_that_lead_into_one_mark_are_one(gazetteer: Gazetteer) -> None:
    arcs = read_arcs(Tables(atlas_of(around_tables())), gazetteer)
    frame = around_frame()

    def apart(end: End) -> Anchor:
        return Anchor(at=frame.at(end.latitude, end.longitude), radius=9)

    def joined(end: End) -> Anchor:
        own = apart(end)
        return own if end.kind == "seat" else Anchor(at=(800, 500), radius=20)

    one, _ = lay_arcs(arcs, frame, apart)
    other, near = lay_arcs(arcs, frame, joined)
    assert len(other) < len(one)
    assert near == len(other)
    assert sum(drawn.count for drawn in other) >= sum(drawn.count for drawn in one)
    assert max(drawn.count for drawn in other) > 1


def test_movements_are_arrows_and_those_with_one_end_are_not_drawn(
    tmp_path: Path, gazetteer: Gazetteer
) -> None:
    movements = read_movements(Tables(atlas_of(around_tables())))
    assert len(movements) == 2
    chosen, near = choose_movements(movements, around_frame())
    assert len(chosen) == near
    names, told = drawn(tmp_path, gazetteer, movements=True)
    assert names.count("movement") == names.count("movement-head") == near
    assert any(text.startswith("A movement told in a report") for text in told)


def test_lines_are_drawn_only_when_asked_for(tmp_path: Path, gazetteer: Gazetteer) -> None:
    plain, _ = drawn(tmp_path, gazetteer)
    assert not [name for name in plain if name.startswith(("arc", "movement", "seat", "division"))]
    names, told = drawn(tmp_path, gazetteer, arcs=True)
    assert len([name for name in names if name.startswith("arc-") and "conflict" in name]) > 1
    assert names.count("seat") >= 2, "on the map and in the key"
    assert "Moscow" in told, "a seat out of sight is named where its arcs come in"
    assert any(text.startswith("From the seat of who acts") for text in told)


def test_divisions_hold_every_event_once(gazetteer: Gazetteer) -> None:
    events = Tables(sample_atlas()).events
    divisions = read_divisions(ShippedLands(gazetteer), events)
    assert sum(divisions.counts) + divisions.left == len(events)
    assert min(divisions.counts) >= 1
    held = dict(zip(divisions.names, divisions.geometries, strict=True))
    aleppo = next(area for name, area in held.items() if name.startswith("Aleppo"))
    assert aleppo.contains(Point(37.16, 36.2))


def test_divisions_are_shaded_and_take_the_place_of_marks(
    tmp_path: Path, gazetteer: Gazetteer
) -> None:
    names, told = drawn(tmp_path, gazetteer, overview="divisions")
    divisions = read_divisions(ShippedLands(gazetteer), Tables(sample_atlas()).events)
    assert names.count("division") == len(divisions.names)
    assert not [name for name in names if name.startswith(("mark-", "area", "mention", "hex"))]
    assert any(text.startswith("Events in a division") for text in told)
    assert str(max(divisions.counts)) in told
    assert "An exact site" not in told, "no sign is explained that is not drawn"


def test_an_overview_may_be_asked_for(tmp_path: Path, gazetteer: Gazetteer) -> None:
    names, _ = drawn(tmp_path, gazetteer, overview="density")
    assert any(name.startswith("hexagons") for name in names)
    with pytest.raises(SettingsError, match="auto, marks, density, divisions"):
        drawn(tmp_path, gazetteer, overview="heat")


@pytest.mark.parametrize("overview", OVERVIEWS)
def test_equal_input_gives_equal_files_with_lines(
    tmp_path: Path, gazetteer: Gazetteer, overview: str
) -> None:
    made = [
        draw_picture(
            atlas_of(around_tables()), tmp_path / f"{number}.svg", gazetteer=gazetteer,
            arcs=True, movements=True, overview=overview,
        ).read_bytes()
        for number in range(2)
    ]  # fmt: skip
    assert made[0] == made[1]


def test_no_event_or_no_division_makes_a_picture(tmp_path: Path, gazetteer: Gazetteer) -> None:
    for atlas in (Atlas.of({}), atlas_of({"events": around_tables()["events"][:1]})):
        path = draw_picture(
            atlas, tmp_path / "map.svg", gazetteer=gazetteer, arcs=True, movements=True,
            overview="divisions",
        )  # fmt: skip
        assert path.stat().st_size > 1000


def test_long_names_of_seats_stay_on_the_sheet(tmp_path: Path, gazetteer: Gazetteer) -> None:
    rows = around_tables()
    for row in (*rows["actors"], *rows["places"]):
        row["name"] = "\u202e<b>$x$" + "W" * 100_000
    path = draw_picture(
        atlas_of(rows), tmp_path / "map.svg", gazetteer=gazetteer, arcs=True, movements=True
    )
    texts = [str(node.text).strip() for node in etree.parse(path).getroot().iter(etree.Comment)]
    assert max(map(len, texts)) < 400


def test_the_command_has_the_options_of_the_page(tmp_path: Path) -> None:
    atlas, svg = tmp_path / "atlas.gpkg", tmp_path / "map.svg"
    geo.write(atlas_of(around_tables()), atlas)
    given = ["--overview", "divisions", "--arcs", "--movements", "--map-language", "ar"]
    assert main(["map", str(atlas), "-o", str(svg), *given]) == 0
    text = svg.read_text(encoding="utf-8")
    assert 'id="division-' in text
    assert 'id="arc-' in text
    assert 'id="movement-' in text
