"""Still pictures: the signs of the page without a browser, true to scale, equal for equal input."""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from atlases import Row, atlas_of, sample_atlas, sample_tables
from lxml import etree
from shapely.geometry import (
    GeometryCollection,
    LineString,
    MultiPolygon,
    Point,
    Polygon,
    box,
    mapping,
)

import geo
from geo.atlas import Atlas
from geo.cli import main
from geo.errors import OutputError, SettingsError
from geo.gazetteer import Gazetteer
from geo.geodesy import distance_km
from geo.lexicon import read_rows
from geo.looks import glyphs, look
from geo.maps.browser import Browser
from geo.maps.phrases import Phrases
from geo.maps.scene import read_scene
from geo.maps.still import draw_picture, draw_pictures
from geo.maps.still.density import read_density
from geo.maps.still.fonts import face_for
from geo.maps.still.frame import fit_frame
from geo.maps.still.marks import radius_of
from geo.maps.views import view_of
from geo.model import Bounds

SVG = "{http://www.w3.org/2000/svg}"

Drawn = Callable[..., "Picture"]


class Picture:
    """An SVG that was drawn, read back."""

    def __init__(self, path: Path) -> None:
        self.root = etree.parse(path).getroot()
        ids = [element.get("id") for element in self.root.iter(f"{SVG}g")]
        self.names = [str(name).rpartition("-")[0] for name in ids if name and "-" in name]
        self.counts = Counter(self.names)
        self.texts = [str(node.text).strip() for node in self.root.iter(etree.Comment)]

    def box_of(self, name: str) -> list[tuple[float, float, float, float]]:
        """Return left, top, right and bottom of what is drawn under a name, in points."""
        boxes = []
        for group in self.root.iter(f"{SVG}g"):
            if str(group.get("id")).rpartition("-")[0] == name:
                path = next(group.iter(f"{SVG}path")).get("d")
                pairs = np.array(re.findall(r"-?\d+(?:\.\d+)?", path), dtype=float).reshape(-1, 2)
                boxes.append((*pairs.min(axis=0).tolist(), *pairs.max(axis=0).tolist()))
        return boxes

    def baselines(self, name: str) -> list[float]:
        """Return how far down the sheet each text under a name stands, in points."""
        found = []
        for group in self.root.iter(f"{SVG}g"):
            if str(group.get("id")).rpartition("-")[0] == name:
                at = re.search(
                    r"translate\(\S+ (\S+?)\)", etree.tostring(group, encoding="unicode")
                )
                found.append(float(at.group(1)) if at else 0.0)
        return found

    @property
    def size(self) -> tuple[float, float]:
        return tuple(float(self.root.get(side)[:-2]) for side in ("width", "height"))  # type: ignore[return-value]


def event(number: int, name: str, latitude: float, longitude: float, **given: Any) -> Row:
    return {
        "event_id": f"e{number:05d}", "event_type": "ASSAULT", "status": "actual",
        "headline": f"Shelling of {name}", "place_name": name, "place_reason": "named",
        "place_inferred": False, "report_count": 1, "independent_report_count": 1,
        "background": False, "score": 0.9, "geoprecision": 1, "latitude": latitude,
        "longitude": longitude, "geometry": Point(longitude, latitude),
    } | given  # fmt: skip


def unlocated(number: int) -> Row:
    return event(number, "x", 0, 0) | {
        "place_name": None, "latitude": None, "longitude": None, "geoprecision": None,
        "geometry": None,
    }  # fmt: skip


@pytest.fixture
def draw(tmp_path: Path, gazetteer: Gazetteer) -> Drawn:
    def drawn(atlas: Atlas, **given: Any) -> Picture:
        return Picture(draw_picture(atlas, tmp_path / "map.svg", gazetteer=gazetteer, **given))

    return drawn


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory, gazetteer: Gazetteer) -> Mapping[str, Path]:
    folder = tmp_path_factory.mktemp("still")
    paths = [folder / f"map.{form}" for form in ("png", "svg", "pdf")]
    drawn = draw_pictures(sample_atlas(), paths, gazetteer=gazetteer)
    return {path.suffix: path for path in drawn}


def test_each_sign_of_the_page_is_drawn(sample: Mapping[str, Path]) -> None:
    counts = Picture(sample[".svg"]).counts
    # Geneva alone; Aleppo, Jarabulus, Al Bab District and the air base as one, a slice an event.
    assert counts["mark-settlement"] == 1
    assert counts["mark-cluster"] == 1
    assert counts["part-hollow"] - counts["count-hollow"] - counts["count-inferred"] == 1
    assert sum(n for name, n in counts.items() if name.startswith("slice-")) == 7
    assert counts["slice-hollow"] == counts["slice-dashed"] == counts["slice-solid-faded"] == 1
    assert counts["halo-inferred"] == 2, "Geneva, and the key"
    assert counts["mention"] == 2, "Damascus, and the key"
    assert counts["count"] == 1


def test_a_country_is_an_outline_with_a_count_and_a_division_is_hatched(
    sample: Mapping[str, Path],
) -> None:
    counts = Picture(sample[".svg"]).counts
    assert counts["outline"] == 1
    assert counts["area"] == counts["hatch"] == 1
    assert counts["area-label"] == counts["area-count"] == 2


def test_the_key_counts_what_is_drawn_and_what_is_not(sample: Mapping[str, Path]) -> None:
    picture = Picture(sample[".svg"])
    texts = picture.texts
    assert "11 events \u00b7 8 places \u00b7 2 texts" in texts
    assert "21\u2009\u2013\u200930 Aug 2016" in texts
    assert texts[texts.index("Not on the map") + 1] == "1"
    assert texts[texts.index("The coder is unsure") + 1] == "1"
    assert texts[texts.index("Told as background") + 1] == "2"
    assert texts[texts.index("Force and coercion") + 1] == "6"
    assert "Assault\u00a04 \u00b7 Coerce\u00a01 \u00b7 Mobilise\u00a01" in texts


def test_the_ground_its_worldview_and_the_disclaimer_are_told(sample: Mapping[str, Path]) -> None:
    picture = Picture(sample[".svg"])
    assert {"sea", "land", "borders", "graticule"} <= set(picture.names)
    assert any("worldview: Natural Earth, de facto" in text for text in picture.texts)
    assert any("do not imply endorsement" in text for text in picture.texts)


def test_equal_input_gives_equal_files(
    sample: Mapping[str, Path], tmp_path: Path, gazetteer: Gazetteer
) -> None:
    again = [tmp_path / path.name for path in sample.values()]
    draw_pictures(sample_atlas(), again, gazetteer=gazetteer)
    for path in again:
        assert path.read_bytes() == sample[path.suffix].read_bytes(), path.suffix
    assert b"2026" not in sample[".svg"].read_bytes()[:2000]


def test_another_process_with_other_settings_draws_the_same(
    sample: Mapping[str, Path], tmp_path: Path
) -> None:
    code = (
        "import sys; from atlases import sample_atlas; import matplotlib as mpl\n"
        "mpl.rcParams.update({'font.size': 30, 'savefig.bbox': 'tight', 'axes.linewidth': 9})\n"
        "from geo.maps.still import draw_picture; draw_picture(sample_atlas(), sys.argv[1])"
    )
    path = tmp_path / "map.svg"
    environment = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": str(Path(__file__).parent)}
    subprocess.run([sys.executable, "-c", code, str(path)], check=True, env=environment)
    assert path.read_bytes() == sample[".svg"].read_bytes()


@pytest.mark.parametrize(
    ("latitude", "span"), [(0.0, 1.0), (36.0, 4.0), (-33.0, 20.0), (64.0, 8.0)]
)
def test_the_scale_bar_is_true_within_two_per_cent(
    draw: Drawn, latitude: float, span: float
) -> None:
    ends = [(latitude, 20.0), (latitude, 20.0 + span)]
    picture = draw(atlas_of({"events": [event(n, f"P{n}", *at) for n, at in enumerate(ends)]}))
    marks = sorted(picture.box_of("mark-settlement"))
    middles = [(left + right) / 2 for left, _, right, _ in marks]
    apart_km = distance_km(
        latitude_a=latitude, longitude_a=20.0, latitude_b=latitude, longitude_b=20.0 + span
    )
    # Along the parallel, not the great circle: what a ruler on the map measures.
    along_km = np.radians(span) * np.cos(np.radians(latitude)) * 6371.0088
    assert apart_km == pytest.approx(along_km, rel=0.01)
    left, _, right, _ = picture.box_of("scale")[0]
    told = next(text for text in picture.texts if re.match(r"[\d,]+ km", text))
    length_km = float(told.split(" ")[0].replace(",", ""))
    points_per_km = (middles[1] - middles[0]) / along_km
    assert right - left == pytest.approx(length_km * points_per_km, rel=0.02)


def test_no_mark_hides_another(draw: Drawn) -> None:
    rows = [
        event(n, f"P{n}", 33 + 4 * (n * 0.6180339 % 1), 36 + 6 * (n * 0.7548776 % 1))
        for n in range(200)
    ]
    picture = draw(atlas_of({"events": rows}))
    boxes = [
        one for kind in ("cluster", "settlement") for one in picture.box_of(f"mark-{kind}")
    ]  # fmt: skip
    middles = np.array([((a + c) / 2, (b + d) / 2) for a, b, c, d in boxes])
    radii = np.array([(c - a) / 2 for a, _, c, _ in boxes])
    gaps = np.hypot(*(middles[:, None] - middles[None]).transpose(2, 0, 1))
    apart = gaps - radii[:, None] - radii[None]
    assert len(boxes) > 10
    assert apart[~np.eye(len(boxes), dtype=bool)].min() > 0
    signs = [name for name in picture.names if name.startswith("slice-")]
    singles = picture.counts["mark-settlement"]
    assert singles < 200
    assert signs


def test_a_crowd_of_places_is_counted_by_hexagons(draw: Drawn) -> None:
    rows = [
        event(n, f"P{n}", 33 + 4 * (n * 0.6180339 % 1), 36 + 6 * (n * 0.7548776 % 1))
        for n in range(1500)
    ]
    rows += [event(1500 + n, "P0", 33, 36) for n in range(500)]
    picture = draw(atlas_of({"events": rows}))
    assert not [name for name in picture.names if name.startswith("mark-")]
    assert {name for name in picture.names if name.startswith("hexagons-")} >= {"hexagons-0"}
    assert "Events in a hexagon" in picture.texts
    assert "An exact site" not in picture.texts, "no sign is explained that is not drawn"
    last = next(text for text in picture.texts if text.endswith("501") and "\u2013" in text)
    assert int(last.split("\u2009")[0]) > 100


def test_counts_in_hexagons_are_those_of_the_places() -> None:
    rows = [event(n, f"P{n}", 33 + n % 40 / 20, 36 + n // 40 / 20) for n in range(1200)]
    scene = read_scene(atlas_of({"events": rows}), Phrases())
    frame = fit_frame(
        view_of(event_points=scene.event_points, mention_points=[], areas=[]),
        (0, 0, 800, 600),
        margin_px=60,
    )
    density = read_density(scene.spots, frame)
    assert sum(density.cells.values()) == 1200
    assert density.steps[0] == 1
    assert density.steps[-1] <= density.most


def test_a_label_that_stands_apart_is_tied_to_its_area(draw: Drawn) -> None:
    """Thirty areas on one spot: most labels find no room there."""
    rows = [
        event(n, f"Region of a long name {n}", 36, 37, geometry=Point(37, 36).buffer(0.2 + n / 100))
        for n in range(30)
    ]
    others = [event(99, "A", 33, 34), event(98, "B", 39, 40)]
    picture = draw(atlas_of({"events": [*rows, *others]}))
    assert picture.counts["area-label"] == 30
    assert 0 < picture.counts["area-tie"] < 30


def test_flags_say_who_holds_a_place(draw: Drawn) -> None:
    rows = sample_tables()
    claim = rows["control"][0] | {"claim": "takes", "date": dt.date(2016, 8, 24)}
    other = {"claim_id": "c-2", "actor_id": rows["actors"][1]["actor_id"]}
    plain = draw(atlas_of(rows | {"control": [claim]}))
    assert not [name for name in plain.names if name.startswith("flag-")]
    picture = draw(atlas_of(rows | {"control": [claim]}), control=True)
    assert picture.counts["flag-held"] == 2, "at the place, and in the key"
    both = draw(atlas_of(rows | {"control": [claim, claim | other]}), control=True)
    assert both.counts["flag-disputed"] == 1
    later = claim | other | {"date": dt.date(2016, 8, 26)}
    after = draw(atlas_of(rows | {"control": [claim, later]}), control=True)
    assert after.counts["flag-held"] == 2
    assert "flag-disputed" not in after.counts


def test_an_empty_atlas_says_so(draw: Drawn) -> None:
    picture = draw(atlas_of({}))
    assert "Nothing to show yet" in picture.texts
    assert "land" in picture.names or "world" in picture.names


def test_places_alone_make_a_picture(draw: Drawn) -> None:
    tables = sample_tables()
    picture = draw(atlas_of({name: tables[name] for name in ("documents", "places")}))
    assert picture.counts["mention"] >= 5
    assert any(text.startswith("No events were found") for text in picture.texts)
    assert "Places the reports name" in picture.texts


def test_events_that_are_all_unlocated_are_counted(draw: Drawn) -> None:
    picture = draw(atlas_of({"events": [unlocated(number) for number in range(3)]}))
    texts = picture.texts
    assert texts[texts.index("Not on the map") + 1] == "3"
    assert not [name for name in picture.names if name.startswith("mark-")]


def test_events_at_one_point_are_one_mark(draw: Drawn) -> None:
    rows = [event(n, "Aleppo", 36.2, 37.16) for n in range(40)]
    picture = draw(atlas_of({"events": rows}))
    assert picture.counts["mark-settlement"] == picture.counts["count"] == 1
    assert "40" in picture.texts
    assert "Aleppo" in picture.texts


def test_an_area_over_the_antimeridian_is_whole(draw: Drawn) -> None:
    fiji = MultiPolygon([box(178, -19, 180, -16), box(-180, -19, -179, -16)])
    rows = [
        event(1, "Suva", -18.14, 178.44),
        event(2, "Apia", -13.83, -171.76),
        event(3, "Fiji", -17.5, 179.0, geometry=fiji, geoprecision=4),
    ]
    picture = draw(atlas_of({"events": rows}))
    suva, apia = sorted(picture.box_of("mark-settlement"))
    (area,) = picture.box_of("area")
    assert area[0] < suva[2]
    assert area[2] < apia[0]
    assert {"180\u00b0", "175\u00b0W"} <= set(picture.texts)
    # One ring: no line along the meridian at which it was cut.
    group = next(g for g in picture.root.iter(f"{SVG}g") if str(g.get("id")).startswith("area-"))
    assert next(group.iter(f"{SVG}path")).get("d").count("M") == 1


def test_areas_of_any_make_are_drawn(draw: Drawn) -> None:
    crossed = Polygon([(36, 34), (40, 37), (40, 34), (36, 37), (36, 34)])
    made = [crossed, LineString([(36, 33), (38, 36), (41, 35)]),
            GeometryCollection([MultiPolygon([box(42, 33, 43, 34)]), Point(44, 33)])]  # fmt: skip
    rows = [
        event(n, f"Area {n}", 35, 38, geometry=shape, geoprecision=4)
        for n, shape in enumerate(made)
    ]
    picture = draw(atlas_of({"events": rows}))
    assert picture.counts["area"] == picture.counts["area-label"] == len(made)


def test_events_at_the_poles_are_on_the_sheet(draw: Drawn) -> None:
    rows = [event(1, "South Pole", -90, 0), event(2, "North Pole", 90, 0),
            event(3, "Alert", 82.5, -62.3)]  # fmt: skip
    picture = draw(atlas_of({"events": rows}))
    width, height = picture.size
    boxes = picture.box_of("mark-settlement")
    assert len(boxes) == 3
    assert all(left > 0 and right < width and top > 0 and bottom < height
               for left, top, right, bottom in boxes)  # fmt: skip


def test_a_day_before_1900_is_told(draw: Drawn) -> None:
    day = dt.date(1805, 12, 2)
    rows = [event(1, "Austerlitz", 49.13, 16.76, date_start=day, date_end=day)]
    assert "2 Dec 1805" in draw(atlas_of({"events": rows})).texts


HOSTILE = (
    "$\\frac{1}{0}$ costs $5",
    "</svg><script>alert(1)</script>--><!-- ]]>",
    "\u202eevil\u2066\x00\x1b\n\ttwo",
    "حلب الشرقية",
    "阿勒颇",
    "Мариуполь",
    "नई दिल्ली",
    "Z\u0335" * 200,
    "{n} %s ${x} `",
    " ",
)


def test_hostile_names_are_shown_to_the_letter(
    draw: Drawn, caplog: pytest.LogCaptureFixture
) -> None:
    rows = [
        event(n, name, 20 + 3 * (n % 4), 20 + 6 * n, event_type=name or "X")
        for n, name in enumerate(HOSTILE)
    ]
    with caplog.at_level(logging.WARNING):
        picture = draw(atlas_of({"events": rows}), title=f"{HOSTILE[0]} " + "A" * 1_000_000)
    assert not list(picture.root.iter(f"{SVG}script"))
    texts = " ".join(picture.texts)
    for shown in (HOSTILE[0], "حلب الشرقية", "Мариуполь", "evil\ufffd\ufffd  two"):
        assert shown in texts, shown
    assert picture.counts["title"] == 2
    assert max(map(len, picture.texts)) < 400


def test_a_megabyte_in_any_cell_takes_no_minutes(draw: Drawn) -> None:
    much = "A $ " * 250_000
    tables = sample_tables()
    tables["provenance"] = [
        {"component": one, "version": "1", "detail": much} for one in ("acled", "care")
    ]
    tables["events"] = [
        row | {"event_type": f"{much}{n}", "place_name": much}
        for n, row in enumerate(tables["events"])
    ]
    begun = time.process_time()
    picture = draw(atlas_of(tables))
    assert time.process_time() - begun < 30
    assert max(map(len, picture.texts)) < 400


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_set_in_a_face_that_has_its_letters(text: str, *, bold: bool) -> None:
    face, shown, replaced = face_for(" ".join(text.replace("\x00", "").split()), bold=bold)
    assert face.has(shown)
    assert replaced is (shown != " ".join(text.replace("\x00", "").split()))
    assert face.width_of(shown) >= 0


def test_letters_without_a_glyph_are_written_in_latin_ones() -> None:
    # No installed face has letters that Unicode has not given out.
    face, shown, replaced = face_for("A\u0378", bold=False)
    assert replaced
    assert shown == "A\ufffd"
    assert face.has(shown)


def test_size_and_dots_are_those_asked_for(tmp_path: Path, gazetteer: Gazetteer) -> None:
    paths = [tmp_path / "a.png", tmp_path / "a.svg"]
    draw_pictures(atlas_of({}), paths, gazetteer=gazetteer, size_mm=(127.0, 254.0), dpi=100)
    header = paths[0].read_bytes()[16:24]
    assert (int.from_bytes(header[:4]), int.from_bytes(header[4:])) == (500, 1000)
    assert Picture(paths[1]).size == (360.0, 720.0)


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("map.gif", {}, "one of .pdf, .png, .svg"),
        ("map", {}, "one of .pdf, .png, .svg"),
        ("map.png", {"size_mm": (10.0, 200.0)}, "sides from 100"),
        ("map.png", {"size_mm": (float("nan"), 200.0)}, "sides from 100"),
        ("map.png", {"dpi": 10_000}, "dots per inch"),
        ("map.png", {"size_mm": (1300.0, 1300.0), "dpi": 1200}, "megapixels"),
        ("map.png", {"language": "xx"}, "language"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    tmp_path: Path, gazetteer: Gazetteer, name: str, given: Mapping[str, Any], words: str
) -> None:
    with pytest.raises(SettingsError, match=words):
        draw_picture(atlas_of({}), tmp_path / name, gazetteer=gazetteer, **given)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_missing_is_named(tmp_path: Path, gazetteer: Gazetteer) -> None:
    with pytest.raises(OutputError, match="folder does not exist"):
        draw_picture(atlas_of({}), tmp_path / "none" / "map.svg", gazetteer=gazetteer)


def test_borders_of_the_users_own_are_drawn_and_credited(draw: Drawn, tmp_path: Path) -> None:
    ours = Polygon([(35, 33), (42, 33), (42, 38), (35, 38)])
    features = [
        {"type": "Feature", "properties": {"name": "Ours"}, "geometry": mapping(ours)},
        {"type": "Feature", "properties": {"name": "Theirs"},
         "geometry": mapping(box(40, 33, 46, 38))},
    ]  # fmt: skip
    path = tmp_path / "ours.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    picture = draw(sample_atlas(), borders=path)
    assert any("ours.geojson" in text for text in picture.texts)
    assert not any("Natural Earth" in text for text in picture.texts)


def test_the_interface_may_be_in_another_language(draw: Drawn) -> None:
    picture = draw(sample_atlas(), language="ar")
    assert "كيف تُقرأ هذه الخريطة" in picture.texts
    (scale,) = picture.box_of("scale")
    assert scale[0] > picture.size[0] / 2, "mirrored: the key stands at the left"


@pytest.mark.parametrize(
    "size_mm", [(297.0, 210.0), (210.0, 297.0), (148.0, 105.0), (400.0, 120.0)]
)
def test_the_key_never_runs_into_the_credits(draw: Drawn, size_mm: tuple[float, float]) -> None:
    types = [row["event_type"] for row in read_rows("event_types")]
    rows = [
        event(n, f"Q{n % 3}", 30 + n % 3, 40, event_type=one, status=("actual", "planned")[n % 2])
        for n, one in enumerate(types * 2)
    ]
    tables = sample_tables()
    atlas = atlas_of({**tables, "events": [*tables["events"], *rows]})
    picture = draw(atlas, language="ru", size_mm=size_mm)
    key = [y for name in set(picture.names) if name.startswith("count-")
           for y in picture.baselines(name)]  # fmt: skip
    assert len(key) > 12
    assert max(key) < min(picture.baselines("credit"))
    assert max(picture.baselines("credit")) < picture.size[1]


def test_the_command_writes_pictures_beside_the_page_or_alone(tmp_path: Path) -> None:
    atlas = tmp_path / "atlas.gpkg"
    geo.write(sample_atlas(), atlas)
    page, pdf, png = (tmp_path / name for name in ("map.html", "map.pdf", "alone.png"))
    assert main(["map", str(atlas), "-o", str(page), "--pdf", str(pdf)]) == 0
    assert pdf.read_bytes().startswith(b"%PDF")
    assert page.exists()
    alone = ["map", str(atlas), "-o", str(png), "--size", "a5-upright", "--dpi", "96"]
    assert main([*alone, "--coarsen", "division"]) == 0
    header = png.read_bytes()[16:24]
    assert (int.from_bytes(header[:4]), int.from_bytes(header[4:])) == (559, 793)
    assert not png.with_suffix(".geojson").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["-o", "map.png", "--size", "huge"], "--size huge"),
        (["-o", "map.html", "--png", "map.jpg"], "ends in .png"),
        (["-o", "map.png", "--png", "map.png"], "one name"),
        (["-o", "map.png", "--dpi", "nan"], "dots per inch"),
    ],
)
def test_wrong_options_are_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], words: str
) -> None:
    here = [str(tmp_path / one) if one.startswith("map.") else one for one in options]
    assert main(["map", "nothing.txt", *here]) == 2
    told = capsys.readouterr().err
    assert words in told
    assert told.count("\n") == 1


def test_a_frame_shows_what_it_must() -> None:
    view = Bounds(west=170.0, south=-20.0, east=-170.0, north=10.0)
    frame = fit_frame(view, (0.0, 0.0, 800.0, 600.0), margin_px=50)
    corners = [frame.at(*at) for at in ((-20, 170), (10, -170))]
    assert all(49 <= x <= 751 and 49 <= y <= 551 for x, y in corners)
    west, _, east, _ = frame.degrees
    assert west < 170
    assert east > 190


def test_signs_are_read_from_what_draws_the_page() -> None:
    assert set(glyphs()) == {
        "material_conflict", "verbal_conflict", "verbal_cooperation", "material_cooperation",
        "other",
    }  # fmt: skip
    fills = [look(".geo-part", group=group).fill for group in glyphs()]
    assert len(set(fills)) == len(fills)
    assert look(".geo-part", ".geo-part.s-dashed").dashes_px


def test_the_page_draws_marks_of_the_same_size(
    show: Callable[[Any], Browser], seed_atlas: Atlas
) -> None:
    browser = show(seed_atlas)
    counts = [1, 2, 3, 12, 13, 40, 1000]
    told = browser.evaluate(f"{counts}.map(window.geoMap.radius)")
    assert told == pytest.approx([radius_of(count) for count in counts])
    assert all(a <= b for a, b in pairwise(told))
