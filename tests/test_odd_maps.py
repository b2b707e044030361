"""Odd and bad atlases: a map with a clear message, or an error by name; never a blank page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from atlases import Row, atlas_of, sample_atlas, sample_tables
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from geo.atlas import Atlas
from geo.errors import SchemaError
from geo.maps.browser import Browser
from geo.schema import TABLES, empty

NAN, INFINITE = float("nan"), float("inf")

ICONS = "document.querySelectorAll('.geo-icon').length"
AREAS = "document.querySelectorAll('path.geo-area').length"
SHOWN = "parseInt(document.querySelector('.geo-shown').textContent)"
TITLE = "document.querySelector('.geo-time-title').textContent"
SCALES = """
(() => {
  const unit = document.querySelector('.geo-time-unit');
  return [...unit.options].map((option) => {
    unit.value = option.value;
    unit.dispatchEvent(new Event('change'));
    return document.querySelectorAll('.geo-time-ticks span').length;
  });
})()
"""


def placed(shapes: Sequence[BaseGeometry | None], precision: int = 1) -> Atlas:
    """Return the sample with its events at other places, in turn; nothing else is named."""
    rows = sample_tables()
    for number, event in enumerate(rows["events"]):
        event_ = dict(event)
        event_ |= {"geometry": shapes[number % len(shapes)], "geoprecision": precision}
        rows["events"][number] = event_ | {"latitude": None, "longitude": None, "place_id": None}
    return atlas_of(rows | {"places": [], "control": []})


def dated(*days: dt.date) -> Atlas:
    """Return the sample with its events on other days, in turn."""
    rows = sample_tables()
    for number, event in enumerate(rows["events"]):
        day = days[number % len(days)]
        rows["events"][number] = event | {"date_start": day, "date_end": day, "background": False}
    return atlas_of(rows)


@pytest.mark.parametrize(
    ("shapes", "marks"),
    [
        ([Point(10, 50)], 1),
        ([Point(179.9, -17), Point(-179.9, -17)], 2),
        ([Point(180, -16), Point(-180, -16)], 1),
        ([Point(0, 90)], 1),
        ([Point(0, 90), Point(0, -90)], 2),
        ([Point(0, 0), Point()], 1),
    ],
    ids=["one point", "antimeridian", "its two sides", "a pole", "both poles", "empty points"],
)
def test_points_anywhere_are_drawn(
    show: Callable[[Any], Browser], shapes: list[BaseGeometry], marks: int
) -> None:
    browser = show(placed(shapes))
    assert browser.evaluate(SHOWN) == 11
    assert 1 <= browser.evaluate(f"{ICONS} + {AREAS}") <= marks
    assert browser.messages == []


@pytest.mark.parametrize(
    "shape",
    [
        MultiPolygon([box(178, -18, 180, -16), box(-180, -18, -178, -16)]),
        box(178, -18, 182, -16),
        box(-180, -90, 180, -60),
        box(-180, -90, 180, 90),
        Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]),
        Polygon([(0, 0), (0.00001, 0), (0, 0.00001)]),
        Polygon([(5, 5), (5, 5), (5, 5)]),
        LineString([(1, 2), (3, 4)]),
    ],
    ids=["antimeridian", "beyond it", "pole", "world", "bow", "sliver", "a point", "line"],
)
def test_areas_of_any_form_are_drawn(show: Callable[[Any], Browser], shape: BaseGeometry) -> None:
    browser = show(placed([shape], precision=4))
    assert browser.evaluate(AREAS) == 1
    assert browser.messages == []


def test_an_area_over_the_antimeridian_is_seen_as_one(show: Callable[[Any], Browser]) -> None:
    halves = MultiPolygon([box(178, -18, 180, -16), box(-180, -18, -178, -16)])
    browser = show(placed([halves], precision=4))
    width = "document.querySelector('path.geo-area').getBoundingClientRect().width"
    frame = "document.querySelector('.folium-map').clientWidth"
    assert 0.3 < browser.evaluate(f"{width} / {frame}") < 1


def test_events_without_any_place_are_listed(show: Callable[[Any], Browser]) -> None:
    browser = show(placed([None]))
    assert "Not on the map (11)" in browser.evaluate("document.body.innerText")
    assert browser.evaluate(ICONS) == 0
    assert browser.messages == []


def test_an_atlas_of_rejected_texts_says_so(show: Callable[[Any], Browser]) -> None:
    browser = show(atlas_of({"documents": sample_tables()["documents"]}))
    assert "none of them tells of an event" in browser.evaluate("document.body.innerText")


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((dt.date(1, 1, 1), dt.date(1, 1, 2)), "1"),
        ((dt.date(1848, 2, 22), dt.date(1848, 2, 24)), "1848"),
        ((dt.date(1, 1, 1), dt.date(9999, 12, 31)), "9999"),
        ((dt.date(1066, 10, 14), dt.date(2016, 8, 26)), "1066"),
    ],
)
def test_days_of_any_year_have_a_timeline(
    show: Callable[[Any], Browser], days: tuple[dt.date, ...], said: str
) -> None:
    browser = show(dated(*days))
    assert said in browser.evaluate(TITLE)
    assert all(0 < ticks < 40 for ticks in browser.evaluate(SCALES))
    assert browser.evaluate(SHOWN) == 11
    assert browser.messages == []


def test_ten_thousand_actors_can_be_searched(show: Callable[[Any], Browser]) -> None:
    rows: dict[str, list[Row]] = sample_tables()
    many = range(10_000)
    rows["actors"] = [
        {"actor_id": f"a{number}", "name": f"Actor {number}", "type": "rebel"} for number in many
    ]
    rows["event_actors"] = [
        {
            "event_id": f"e{number % 11 + 1:02d}",
            "role": "source",
            "actor_id": f"a{number}",
            "surface": f"Actor {number}",
            "implied": False,
        }
        for number in many
    ]
    browser = show(atlas_of(rows))
    assert browser.evaluate("document.querySelectorAll('.geo-check').length") < 2000
    browser.evaluate(
        "(() => { const box = document.querySelector('.geo-search:not(.geo-set-search)');"
        " box.value = 'actor 7777'; box.dispatchEvent(new Event('input')); })()"
    )
    browser.wait(f"{SHOWN} === 1")
    assert browser.messages == []


@pytest.mark.parametrize("table", TABLES)
def test_a_missing_column_is_named(table: str) -> None:
    for column in TABLES[table].names:
        frame = empty(TABLES[table]).drop(columns=column)
        with pytest.raises(SchemaError, match=rf"'{table}'.*column '{column}' is missing"):
            Atlas.of({table: frame})


@pytest.mark.parametrize(
    "shape", [Point(NAN, 50), Point(INFINITE, 50), Point(10, 95), box(0, 0, 900, 10)]
)
def test_a_position_that_is_nowhere_is_refused_by_table(shape: BaseGeometry) -> None:
    with pytest.raises(SchemaError, match="'events': geometry has positions"):
        placed([shape])


def test_the_sample_is_not_odd(show: Callable[[Any], Browser]) -> None:
    assert show(sample_atlas()).evaluate(SHOWN) == 11
