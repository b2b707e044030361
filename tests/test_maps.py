from __future__ import annotations

import datetime as dt
import itertools
import json
import re
from pathlib import Path

import folium
import folium.plugins
import geopandas as gpd
import numpy as np
import pytest
from atlases import atlas_of, sample_atlas, sample_tables
from shapely.geometry import Point, Polygon, box

from geo.errors import OfflineError, OutputError, SettingsError
from geo.escape import escape, link, script_json
from geo.gazetteer import Gazetteer
from geo.maps import draw_map, save_map
from geo.maps.content import read_content
from geo.maps.divisions import divisions_of
from geo.maps.facets import facets_of
from geo.maps.ground import draw_ground, windows_around
from geo.maps.lands import ShippedLands, read_lands
from geo.maps.phrases import Phrases
from geo.maps.rows import Tables
from geo.maps.shapes import SCALE, encode, label_point
from geo.resources import read_asset, read_vendored


def test_equal_input_gives_a_byte_equal_file(tmp_path: Path) -> None:
    first = save_map(draw_map(sample_atlas()), tmp_path / "a.html")
    second = save_map(draw_map(sample_atlas()), tmp_path / "b.html")
    assert first.read_bytes() == second.read_bytes()


def test_its_own_save_writes_the_same_file(tmp_path: Path) -> None:
    drawn = draw_map(sample_atlas())
    drawn.save(str(tmp_path / "own.html"))
    assert (tmp_path / "own.html").read_bytes() == save_map(
        drawn, tmp_path / "ours.html"
    ).read_bytes()


def test_no_random_id_is_left() -> None:
    drawn = draw_map(sample_atlas())
    folium.CircleMarker((36, 37), popup="a note").add_to(drawn)
    assert not re.search(r"_[0-9a-f]{32}\b", drawn.get_root().render())


def test_an_online_element_is_refused_by_name() -> None:
    drawn = draw_map(sample_atlas())
    folium.TileLayer("OpenStreetMap").add_to(drawn)
    with pytest.raises(OfflineError, match="TileLayer would load from the network"):
        drawn.get_root().render()


def test_an_empty_atlas_gives_a_map() -> None:
    assert "geoMap.draw" in draw_map(atlas_of({})).get_root().render()


def test_an_unwritable_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="does not exist"):
        save_map(draw_map(sample_atlas()), tmp_path / "missing" / "a.html")


def test_text_is_inert_in_html_and_templates() -> None:
    assert not set(escape("<b>`${x}`\\\n</b>\x00")) & set("<>`${}\\\n\x00")


def test_json_cannot_end_its_script() -> None:
    assert "</script" not in script_json("</script><!-- {{ 7*7 }} \u2028")


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//host/x", "https://u:p@host", "http://", ""],
)
def test_only_plain_web_addresses_are_links(url: str) -> None:
    assert link(url) is None


def _added(element: folium.Element) -> folium.Map:
    drawn = draw_map(atlas_of({}))
    drawn.add_child(element)
    return drawn


# A picture of one's own, which folium puts into the page.
_DOT = str(Path(__file__).parents[1] / "geo" / "assets" / "marker-icon.png")

ONLINE = {
    "TileLayer": lambda: folium.TileLayer("OpenStreetMap"),
    "WmsTileLayer": lambda: folium.WmsTileLayer("https://wms.example", layers="x"),
    "MarkerCluster": folium.plugins.MarkerCluster,
    "Icon": lambda: folium.Marker((1, 1), icon=folium.Icon(color="red")),
    "CustomIcon": lambda: folium.Marker((1, 1), icon=folium.CustomIcon("https://x.example/i.png")),
    "ImageOverlay": lambda: folium.raster_layers.ImageOverlay(
        "https://x.example/i.png", bounds=[[0, 0], [1, 1]]
    ),
    "CustomIcon, shadow": lambda: folium.Marker(
        (1, 1), icon=folium.CustomIcon(_DOT, shadow_image="https://x.example/s.png")
    ),
    "Popup": lambda: folium.Marker((1, 1), popup="<img src='https://x.example/i.png'>"),
    "Popup, reference": lambda: folium.Marker((1, 1), popup="<img src='&#104;ttp://x.example/i'>"),
    "Popup, drawing": lambda: folium.Marker(
        (1, 1), popup="<svg><image width='9' href='//x.example/i'/></svg>"
    ),
    "Popup, style": lambda: folium.Marker(
        (1, 1), popup="<p style='background: image-set(&quot;https://x.example/i&quot; 1x)'>"
    ),
    "Popup, leaving": lambda: folium.Marker(
        (1, 1), popup="<meta http-equiv=refresh content='0; https://x.example'>"
    ),
    "DivIcon": lambda: folium.Marker((1, 1), icon=folium.DivIcon(html="<img src=//x.example/i>")),
    "CssLink": lambda: folium.CssLink("https://x.example/s.css"),
    "Realtime": lambda: folium.plugins.Realtime("https://x.example/live.json"),
}

OFFLINE = {
    "Marker": lambda: folium.Marker((1, 1), popup="see https://x.example", tooltip="a tip"),
    "link": lambda: folium.Marker((1, 1), popup="<a href='https://x.example'>source</a>"),
    "prose": lambda: folium.Marker((1, 1), popup="they went to fetch (by ship) the wounded"),
    "CustomIcon": lambda: folium.Marker((1, 1), icon=folium.CustomIcon(_DOT)),
    "CircleMarker": lambda: folium.CircleMarker((1, 1)),
    "GeoJson": lambda: folium.GeoJson({"type": "Point", "coordinates": [1, 1]}),
    "LayerControl": folium.LayerControl,
    "FeatureGroup": folium.FeatureGroup,
    "DivIcon": lambda: folium.Marker((1, 1), icon=folium.DivIcon(html="<b>1</b>")),
    "data image": lambda: folium.raster_layers.ImageOverlay(
        "data:image/png;base64,AAAA", bounds=[[0, 0], [1, 1]]
    ),
}


@pytest.mark.parametrize("name", ONLINE)
def test_an_offline_map_refuses_by_name(name: str) -> None:
    element, _, _ = name.partition(",")
    with pytest.raises(OfflineError, match=rf"^{element} would load from the network"):
        _added(ONLINE[name]()).get_root().render()


@pytest.mark.parametrize("name", OFFLINE)
def test_an_offline_map_takes_what_needs_no_network(name: str) -> None:
    html = _added(OFFLINE[name]()).get_root().render()
    assert html == _added(OFFLINE[name]()).get_root().render()


def test_an_online_map_has_no_policy_and_says_so() -> None:
    drawn = draw_map(atlas_of({}), offline=False)
    folium.TileLayer("OpenStreetMap").add_to(drawn)
    html = drawn.get_root().render()
    assert "Content-Security-Policy" not in html
    assert '"offline":false' in html


def test_a_notebook_shows_the_map_in_a_frame() -> None:
    shown = draw_map(sample_atlas())._repr_html_()
    assert "<iframe srcdoc=" in shown
    assert "Content-Security-Policy" in shown


def test_rendering_twice_gives_the_same() -> None:
    drawn = draw_map(sample_atlas())
    folium.Marker((1, 1), popup="a").add_to(drawn)
    assert drawn.get_root().render() == drawn.get_root().render()


def test_two_articles_make_less_than_a_megabyte() -> None:
    assert len(draw_map(sample_atlas()).get_root().render().encode()) < 1_000_000


def test_vendored_files_are_those_of_the_manifest() -> None:
    for name, vendored in read_vendored().items():
        if name.endswith((".js", ".css")):
            assert read_asset(name)
        assert vendored.licence in {"MIT", "BSD-2-Clause"}


@pytest.mark.parametrize(
    ("start", "end", "precision", "said"),
    [
        ((2016, 8, 26), (2016, 8, 26), 1, "26 Aug 2016"),
        ((2016, 8, 22), (2016, 8, 28), 3, "within 22\u2009–\u200928 Aug 2016"),
        ((2015, 9, 1), (2016, 8, 31), 5, "Sep 2015\u2009–\u2009Aug 2016"),
        ((2016, 9, 9), None, 1, "from 9 Sep 2016"),
        (None, None, None, "No date stated"),
        ((1848, 2, 22), (1848, 2, 24), 1, "22\u2009–\u200924 Feb 1848"),
    ],
)
def test_dates_are_said_no_more_exactly_than_known(
    start: tuple[int, int, int] | None,
    end: tuple[int, int, int] | None,
    precision: int | None,
    said: str,
) -> None:
    days = [None if day is None else dt.date(*day) for day in (start, end)]
    assert Phrases().interval(days[0], days[1], precision) == said


@pytest.mark.parametrize(
    ("low", "best", "high", "said"),
    [
        (None, None, None, None),
        (5, 5, 5, "5"),
        (5, None, None, "5 or more"),
        (12, 15, 21, "12\u2009–\u200921 (best 15)"),
        (290_000, None, None, "290,000 or more"),
    ],
)
def test_counts_keep_their_bounds(
    low: int | None, best: int | None, high: int | None, said: str | None
) -> None:
    assert Phrases().number_range(low, best, high) == said


def test_encoded_rings_come_back() -> None:
    hole = [(36.2, 33.4), (36.3, 33.5), (36.3, 33.4)]
    area = Polygon([(35.1, 33.2), (36.45, 33.2), (36.45, 34.0)], [hole])
    rings = []
    for steps in encode(area):
        at = np.cumsum(np.reshape(steps, (-1, 2)), axis=0) / SCALE
        rings.append(at.tolist())
    assert Polygon(rings[0], rings[1:]).equals(area)


def test_a_label_stands_inside_its_area() -> None:
    bow = Polygon([(0, 0), (10, 0), (10, 10), (0, 10), (0, 9), (9, 9), (9, 1), (0, 1)])
    latitude, longitude = label_point(bow)
    assert bow.contains(Point(longitude, latitude))


def test_windows_do_not_touch_one_another() -> None:
    windows = windows_around([(36.2, 37.2), (46.2, 6.1), (35.0, 40.0), (0, 179.9)], [])
    boxes = [box(w.west, w.south, w.east, w.north) for w in windows]
    assert len(boxes) == 3
    assert not any(a.intersects(b) for a, b in itertools.combinations(boxes, 2))


def test_facets_tell_events_apart_by_country_publisher_and_precision(
    gazetteer: Gazetteer,
) -> None:
    atlas = sample_atlas()
    tables = Tables(atlas)
    events = tables.events.mappings()
    divisions = divisions_of(ShippedLands(gazetteer), tables.events)
    facets = facets_of(tables, gazetteer, Phrases(), divisions=divisions)
    country = facets["country"]
    named = [None if own is None else country["values"][own] for own in country["of"]]
    assert "Switzerland" in named
    assert [own is not None for own in named] == [row["country_code"] is not None for row in events]
    assert all(len(facet["of"]) == len(events) for facet in facets.values())


def test_a_facet_of_one_value_is_left_out(gazetteer: Gazetteer) -> None:
    rows = sample_tables()
    rows["events"] = [row | {"country_code": "SYR"} for row in rows["events"]]
    tables = Tables(atlas_of(rows))
    divisions = divisions_of(ShippedLands(gazetteer), tables.events)
    facets = facets_of(tables, gazetteer, Phrases(), divisions=divisions)
    assert "country" not in facets


def test_a_point_of_a_country_is_not_a_spot(gazetteer: Gazetteer) -> None:
    rows = sample_tables()
    event = next(row for row in rows["events"] if row["geoprecision"] == 6)
    atlas = atlas_of({"events": [event | {"geometry": Point(38, 35)}]})
    columns = read_content(atlas, gazetteer, ShippedLands(gazetteer)).payload["events"]
    assert columns["spot"] == [None]
    assert columns["shape"] == [None]


def test_own_borders_are_drawn_named_and_credited(tmp_path: Path, gazetteer: Gazetteer) -> None:
    own = tmp_path / "own <b>.geojson"
    frame = gpd.GeoDataFrame(
        {"NAME": ["Westland", "Eastland"]},
        geometry=[box(36, 34, 38, 37), box(37.5, 34, 40, 37)],
        crs=4326,
    )
    frame.to_file(own)
    lands = read_lands(own)
    window = windows_around([(36.2, 37.2)], [])
    ground = draw_ground(lands, gazetteer, window, view=window[0])
    assert {label[0] for label in ground["labels"]} >= {"Westland", "Eastland"}
    assert len(ground["world"]) == 2
    assert ground["divisions"] == ground["disputed"] == []
    assert ground["credits"][0] == {"what": "borders", "text": "own <b>.geojson"}
    html = save_map(draw_map(sample_atlas(), borders=own), tmp_path / "map.html").read_text("utf-8")
    assert "Westland" in html
    assert "Natural Earth" not in html


def test_own_borders_of_another_system_are_turned_to_degrees(tmp_path: Path) -> None:
    own = tmp_path / "own.gpkg"
    frame = gpd.GeoDataFrame({"name": ["A"]}, geometry=[box(36, 34, 38, 37)], crs=4326)
    frame.to_crs(3857).to_file(own)
    (land,) = read_lands(own).lands
    assert land.geometry.bounds == pytest.approx((36, 34, 38, 37))


@pytest.mark.parametrize(
    ("column", "levels"),
    [
        ("level", [0, 1, 1]),
        ("admin_level", ["2", "4", "4"]),
        ("shapeType", ["ADM0", "ADM1", "ADM1"]),
    ],
)
def test_own_borders_may_have_divisions(tmp_path: Path, column: str, levels: list[object]) -> None:
    own = tmp_path / "own.geojson"
    areas = [box(36, 34, 40, 37), box(36, 34, 38, 37), box(38, 34, 40, 37)]
    names = ["Land", "West", "East"]
    gpd.GeoDataFrame({"name": names, column: levels}, geometry=areas, crs=4326).to_file(own)
    lands = read_lands(own)
    (window,) = windows_around([(36.2, 37.2)], [])
    assert [land.name for land in lands.all_lands()] == ["Land"]
    assert [land.name for land in lands.divisions_in(window)] == ["West", "East"]


def test_own_borders_whose_levels_are_not_all_told_are_lands(tmp_path: Path) -> None:
    own = tmp_path / "own.geojson"
    areas = [box(36, 34, 38, 37), box(38, 34, 40, 37)]
    gpd.GeoDataFrame({"name": ["A", "B"], "level": [0, None]}, geometry=areas, crs=4326).to_file(
        own
    )
    assert len(read_lands(own).all_lands()) == 2


def test_a_country_without_an_entry_is_called_as_the_atlas_calls_it(gazetteer: Gazetteer) -> None:
    rows = sample_tables()
    rows["places"][0] |= {"country_code": "QMA", "feature_code": "PCLI", "name": "Invented Land"}
    rows["events"][0] = rows["events"][0] | {"country_code": "QMA"}
    atlas = atlas_of(rows)
    divisions = {"name": [], "rings": [], "of": [None] * len(atlas.events)}
    facets = facets_of(Tables(atlas), gazetteer, Phrases(), divisions=divisions)
    assert "Invented Land" in facets["country"]["values"]


@pytest.mark.parametrize(
    "ring",
    [
        [[36, 34], [float("nan"), 34], [38, 36], [36, 34]],
        [[4_000_000, 34], [4_500_000, 34], [4_500_000, 36], [4_000_000, 34]],
        [[34, 100], [36, 100], [36, 102], [34, 100]],
    ],
    ids=["no number", "metres", "latitude first"],
)
def test_borders_off_the_globe_are_refused_with_a_remedy(
    tmp_path: Path, ring: list[list[float]]
) -> None:
    own = tmp_path / "own.geojson"
    own.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"own\.geojson: positions .* in degrees"):
        read_lands(own)


def test_borders_whose_names_are_of_several_kinds_are_read(tmp_path: Path) -> None:
    ring = [[36, 34], [38, 34], [38, 36], [36, 34]]
    features = [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for name in ("Westland", 7, ["a", {"b": 1}], None)
    ]
    own = tmp_path / "own.geojson"
    own.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    assert read_lands(own).lands[0].name == "Westland"


@pytest.mark.parametrize("content", ["", "{", '{"type": "FeatureCollection", "features": []}'])
def test_borders_that_are_none_are_refused_with_a_remedy(tmp_path: Path, content: str) -> None:
    own = tmp_path / "own.geojson"
    own.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"own\.geojson: "):
        read_lands(own)


def test_borders_that_are_points_are_refused(tmp_path: Path) -> None:
    own = tmp_path / "own.geojson"
    gpd.GeoDataFrame({"name": ["A"]}, geometry=[Point(36, 34)], crs=4326).to_file(own)
    with pytest.raises(SettingsError, match="no polygon"):
        read_lands(own)


def test_tiles_are_asked_for_by_name_and_never_of_an_offline_map() -> None:
    atlas = sample_atlas()
    with pytest.raises(SettingsError, match="offline=False"):
        draw_map(atlas, tiles="OpenStreetMap.Mapnik")
    with pytest.raises(SettingsError, match=r"close are .*OpenStreetMap"):
        draw_map(atlas, offline=False, tiles="OpenStretMap.Mapnick")
    with pytest.raises(SettingsError, match="asks for a key"):
        draw_map(atlas, offline=False, tiles="Thunderforest.OpenCycleMap")


def test_tiles_take_the_place_of_land_and_are_credited(tmp_path: Path) -> None:
    drawn = draw_map(sample_atlas(), offline=False, tiles="OpenStreetMap.Mapnik")
    html = save_map(drawn, tmp_path / "map.html").read_text("utf-8")
    assert "https://tile.openstreetmap.org/{z}/{x}/{y}.png" in html
    assert "(C) OpenStreetMap contributors" in html
    assert '"tiles":"tile.openstreetmap.org"' in html
    assert "Natural Earth" not in html


def test_an_event_that_ends_before_it_begins_is_found_by_either_day(gazetteer: Gazetteer) -> None:
    rows = sample_tables()
    days = {"date_start": dt.date(2016, 8, 28), "date_end": dt.date(2016, 8, 22)}
    atlas = atlas_of({"events": [rows["events"][0] | days]})
    columns = read_content(atlas, gazetteer, ShippedLands(gazetteer)).payload["events"]
    assert columns["last"][0] - columns["first"][0] == 6
    assert "28" in columns["when"]["values"][0]


def test_the_days_of_the_news_say_where_other_dates_reach_further(gazetteer: Gazetteer) -> None:
    rows = sample_tables()
    news = [row | {"background": False, "date_precision": 1} for row in rows["events"]]
    lede = read_content(atlas_of({"events": news}), gazetteer, ShippedLands(gazetteer)).payload
    assert "News of" not in lede["lede"]
    old = {"date_start": dt.date(1979, 1, 1), "date_end": dt.date(1979, 1, 1), "background": True}
    rows["events"] = [*news[1:], news[0] | old]
    lede = read_content(atlas_of(rows), gazetteer, ShippedLands(gazetteer)).payload
    assert "News of" in lede["lede"]
