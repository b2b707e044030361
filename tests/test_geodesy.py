"""Distances, bearings and boxes, also at the poles and over the antimeridian."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.geodesy import (
    bearing,
    bounds_of,
    circle,
    contains,
    corridor,
    destination,
    distance_km,
    find_middle,
    normalise_longitude,
    pad,
    split_at_antimeridian,
)
from geo.model import Bounds

LATITUDES = st.floats(-90, 90)
LONGITUDES = st.floats(-180, 180)
HALF_CIRCUMFERENCE_KM = 20015.2


def test_aleppo_is_310_km_from_damascus() -> None:
    found = distance_km(
        latitude_a=36.2012, longitude_a=37.1612, latitude_b=33.51, longitude_b=36.29
    )
    assert found == pytest.approx(310, abs=2)


def test_distances_of_many_points_come_as_an_array() -> None:
    found = distance_km(
        latitude_a=0.0,
        longitude_a=179.5,
        latitude_b=np.array([0.0, 0.0]),
        longitude_b=np.array([179.5, -179.5]),
    )
    assert found == pytest.approx([0, 111.2], abs=0.1)


@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
def test_distance_is_symmetric_and_bounded(a: float, b: float, c: float, d: float) -> None:
    there = distance_km(latitude_a=a, longitude_a=b, latitude_b=c, longitude_b=d)
    back = distance_km(latitude_a=c, longitude_a=d, latitude_b=a, longitude_b=b)
    assert there == pytest.approx(back, abs=1e-6)
    assert 0 <= there <= HALF_CIRCUMFERENCE_KM


@given(st.floats(-85, 85), LONGITUDES, st.floats(0, 5000), st.floats(0, 360))
def test_a_destination_is_as_far_as_was_asked(
    latitude: float, longitude: float, distance: float, heading: float
) -> None:
    there = destination(
        latitude=latitude, longitude=longitude, distance_km=distance, bearing=heading
    )
    found = distance_km(
        latitude_a=latitude, longitude_a=longitude, latitude_b=there[0], longitude_b=there[1]
    )
    assert found == pytest.approx(distance, abs=0.01)
    assert -180 <= there[1] < 180


def test_twelve_kilometres_north_of_idlib_is_north_of_it() -> None:
    latitude, longitude = destination(latitude=35.93, longitude=36.63, distance_km=12, bearing=0)
    assert longitude == pytest.approx(36.63)
    assert latitude == pytest.approx(35.93 + 12 / 111.195, abs=1e-4)


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected"), [(1, 0, 0), (0, 1, 90), (-1, 0, 180), (0, -1, 270)]
)
def test_bearings_are_clockwise_from_north(
    latitude: float, longitude: float, expected: float
) -> None:
    found = bearing(latitude_a=0, longitude_a=0, latitude_b=latitude, longitude_b=longitude)
    assert found == pytest.approx(expected)


@given(st.floats(-1e4, 1e4))
def test_longitudes_are_brought_into_range(longitude: float) -> None:
    found = normalise_longitude(longitude)
    assert -180 <= found < 180
    assert math.isclose(math.cos(math.radians(found - longitude)), 1, abs_tol=1e-9)


def test_a_box_over_the_antimeridian_is_the_narrow_one() -> None:
    box = bounds_of([(10, 179), (12, -178)])
    assert box == Bounds(west=179, south=10, east=-178, north=12)
    assert contains(box, latitude=11, longitude=180)
    assert not contains(box, latitude=11, longitude=0)
    assert [part.east for part in split_at_antimeridian(box)] == [180.0, -178]


def test_no_points_have_no_box() -> None:
    assert bounds_of([]) is None


@given(st.lists(st.tuples(LATITUDES, LONGITUDES), min_size=1, max_size=8))
def test_a_box_contains_its_points(points: list[tuple[float, float]]) -> None:
    box = bounds_of(points)
    assert box is not None
    assert all(
        contains(box, latitude=latitude, longitude=longitude) for latitude, longitude in points
    )


def test_padding_widens_each_side() -> None:
    box = pad(Bounds(west=36, south=32, east=42, north=37), fraction=0.1)
    assert box == Bounds(west=35.4, south=31.5, east=42.6, north=37.5)


def test_padding_stops_at_the_poles_and_goes_once_round() -> None:
    box = pad(Bounds(west=-170, south=-89, east=170, north=89), fraction=0.5)
    assert box == Bounds(west=-180, south=-90, east=180, north=90)


def test_padding_a_point_gives_a_box() -> None:
    box = pad(Bounds(west=179.9, south=0, east=179.9, north=0), fraction=0, minimum_degrees=1)
    assert box.west == pytest.approx(178.9)
    assert box.east == pytest.approx(-179.1)


def test_circle_is_as_far_all_around() -> None:
    area = circle(latitude=60.0, longitude=24.0, radius_km=25.0)
    for longitude, latitude in area.exterior.coords:
        away = distance_km(
            latitude_a=60.0, longitude_a=24.0, latitude_b=latitude, longitude_b=longitude
        )
        assert away == pytest.approx(25.0, abs=0.01)


def test_areas_are_cut_at_the_antimeridian() -> None:
    area = circle(latitude=-17.0, longitude=179.9, radius_km=50.0)
    west, _, east, _ = area.bounds
    assert (west, east) == (-180, 180)
    assert area.area == pytest.approx(
        circle(latitude=-17.0, longitude=20.0, radius_km=50.0).area, rel=1e-6
    )


def test_corridor_holds_its_line_with_room() -> None:
    line = shapely.LineString([(36.0, 35.0), (36.5, 35.4), (37.0, 35.4)])
    area = corridor(line, width_km=5.0)
    assert area.contains(line)
    edge = shapely.get_coordinates(area.boundary)
    nearest = [float(shapely.Point(point).distance(line)) * 111.2 for point in edge]
    assert max(nearest) < 6.5


def test_the_first_of_two_is_as_near_their_middle_as_the_other() -> None:
    pairs = [(47.95144, 26.27723), (47.93677, 26.29664), (-0.0483, 119.8794), (0.6054, -78.12651)]
    for one in pairs:
        for other in pairs:
            assert find_middle([one, other]) == 0
            assert find_middle([one, other], [1_200, 1_200]) == 0


def test_the_middle_of_several_is_where_most_of_them_weigh() -> None:
    places = [(0.0, 0.0), (0.0, 1.0), (0.0, 4.0)]
    assert find_middle(places) == 1
    assert find_middle(places, [1, 1, 50]) == 2
