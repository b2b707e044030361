"""Relative places, from the text to the geometry, with the whole pipeline."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
import shapely

from geo.atlas import Atlas
from geo.geodesy import distance_km
from geo.model import Document
from geo.pipeline import geoparse

IDLIB = (35.93062, 36.63393)
ALEPPO = (36.20124, 37.16117)
GOMA = (-1.67409, 29.22845)


def place_of(text: str) -> dict[str, object]:
    """Return the row of the one event that a text tells of."""
    document = Document(document_id="a", text=text, published=dt.date(2016, 8, 26))
    atlas: Atlas = geoparse([document])
    assert len(atlas.events) == 1, text
    row: dict[str, object] = atlas.events.iloc[0].to_dict()
    return row


@pytest.mark.parametrize(
    ("text", "name", "km", "geoprecision"),
    [
        ("Shelling killed three people 12 km north of Idlib on Monday.", "north", 12, 2),
        ("Shelling killed three people ten miles (16 km) north of Idlib.", "north", 16.1, 2),
        ("Rebels shelled an army post some 20 kilometres to the south-east of Idlib.", "-", 20, 2),
        ("Shelling killed three people some 20km south-east of Idlib.", "20km", 20, 2),
        ("Shelling killed three people 40 km north-north-east of Idlib.", "north-north", 40, 2),
        ("A drone killed three people 1,200 km north of Idlib on Monday.", "1,200 km", 1200, 2),
        ("A drone killed three people 12,5 km north of Idlib on Monday.", "12,5 km", 12.5, 2),
    ],
)
def test_distance_and_direction_move_the_point(
    text: str, name: str, km: float, geoprecision: int
) -> None:
    row = place_of(text)
    assert row["geoprecision"] == geoprecision
    assert name in str(row["place_name"])
    there = distance_km(
        latitude_a=IDLIB[0],
        longitude_a=IDLIB[1],
        latitude_b=float(str(row["latitude"])),
        longitude_b=float(str(row["longitude"])),
    )
    assert there == pytest.approx(km, abs=0.3)


def test_a_distance_that_no_place_on_earth_has_moves_nothing() -> None:
    row = place_of("Shelling killed three people 999999999 km north of Idlib on Monday.")
    assert row["latitude"] == pytest.approx(IDLIB[0], abs=1e-4)
    assert "moved" not in str(row["place_reason"])


def test_outskirts_lie_on_their_side() -> None:
    row = place_of("Fighting raged on the eastern outskirts of Aleppo.")
    assert row["geoprecision"] == 2
    assert float(str(row["longitude"])) > ALEPPO[1] + 0.02
    assert float(str(row["latitude"])) == pytest.approx(ALEPPO[0], abs=0.01)


def test_direction_without_distance_moves_nothing_and_is_not_exact() -> None:
    row = place_of("Clashes erupted south of Krasnohorivka, Donetsk Oblast.")
    assert row["geoprecision"] == 2
    assert row["place_name"] == "south of Krasnohorivka"


def test_between_two_near_towns_is_the_midpoint() -> None:
    row = place_of("Gunmen ambushed a convoy between Homs and Hama.")
    assert row["geoprecision"] == 2
    assert 34.8 < float(str(row["latitude"])) < 35.1


@pytest.mark.parametrize(
    "text",
    [
        "Gunmen ambushed a convoy between Kano and Maiduguri.",  # 500 km apart
        "Rebels attacked villages along the Euphrates.",
        "Warplanes bombed Aleppo's northern countryside.",
        "Militants attacked a base 60 km from Timbuktu in Mali.",
        "Syrian rebels clashed with the YPG near the Turkish border.",
        "Two soldiers were killed on Pakistan's border with Afghanistan.",
        "Soldiers killed five militants on the Kenyan-Somali border.",
    ],
)
def test_what_leaves_a_wide_choice_is_an_area(text: str) -> None:
    row = place_of(text)
    assert row["geoprecision"] == 5
    assert row["geometry"].geom_type in {"Polygon", "MultiPolygon"}  # type: ignore[attr-defined]
    assert pd.isna(row["latitude"])  # type: ignore[call-overload]


def test_a_border_is_of_two_countries_and_a_town_at_it_of_one() -> None:
    border = place_of("Syrian rebels clashed with the YPG near the Turkish border.")
    assert border["place_name"] == "border of Turkey and Syria"
    assert pd.isna(border["country_code"])  # type: ignore[call-overload]
    town = place_of("Rebels seized Jarabulus near the Turkish border.")
    assert (town["geoprecision"], town["country_code"]) == (1, "SYR")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Gunmen killed two soldiers near the Turkish border.", "border of Turkey"),
        (
            "Gunmen killed two soldiers near the Turkish border. The town lies near Gaziantep.",
            "border of Turkey and Syria",
        ),
        (
            "Gunmen killed two soldiers near the Turkish border. The town lies near Edirne.",
            "border of Turkey and Greece",
        ),
    ],
)
def test_a_border_without_a_neighbour_is_the_nearest_or_the_whole(text: str, name: str) -> None:
    row = place_of(text)
    assert (row["place_name"], row["geoprecision"]) == (name, 5)
    assert row["geometry"].geom_type in {"Polygon", "MultiPolygon"}  # type: ignore[attr-defined]


def test_an_island_has_no_land_border() -> None:
    assert place_of("Gunmen killed two sailors near the Icelandic border.")["geometry"] is None


@pytest.mark.parametrize(
    ("text", "name", "inside", "outside"),
    [
        (
            "Pirates hijacked a tanker off the coast of Somalia on Monday.",
            "off the coast of Somalia",
            (2.0, 45.8),
            (2.0, 45.0),  # on land
        ),
        (
            "Gunmen attacked a tanker off Libya's coast, killing 20 people.",
            "off the coast of Libya",
            (33.1, 13.2),
            (34.5, 13.2),  # the high seas
        ),
        (
            "Houthi rebels attacked a ship off the western coast of Yemen.",
            "off the west coast of Yemen",
            (14.8, 42.6),
            (16.0, 52.4),  # the eastern coast
        ),
    ],
)
def test_off_a_coast_is_the_sea_along_it(
    text: str, name: str, inside: tuple[float, float], outside: tuple[float, float]
) -> None:
    row = place_of(text)
    assert (row["place_name"], row["geoprecision"]) == (name, 5)
    sea = shapely.make_valid(row["geometry"])
    assert sea.contains(shapely.Point(inside[1], inside[0]))
    assert not sea.contains(shapely.Point(outside[1], outside[0]))


def test_a_country_without_a_coast_has_no_sea() -> None:
    text = "Pirates seized a ship off the coast of Ethiopia."
    assert place_of(text)["geometry"] is None


def test_a_coast_guard_is_no_coast() -> None:
    row = place_of("Gunmen killed two men of the Libyan coast guard in Tripoli.")
    assert row["place_name"] == "Tripoli"


@pytest.mark.parametrize(
    ("text", "km", "radius_km"),
    [
        ("Rebels attacked a village an hour's drive north of Goma.", 60, 30),
        ("Rebels attacked a village a two-hour drive north of Goma.", 120, 60),
        ("Militants attacked an army post 30 minutes' drive north of Goma.", 30, 15),
        ("Rebels attacked a village half an hour's drive north of Goma.", 30, 15),
        ("Rebels attacked a village two hours' walk north of Goma.", 10, 5),
        ("Rebels attacked a convoy about two hours' drive from Goma.", 0, 120),
    ],
)
def test_a_journey_is_a_wide_area(text: str, km: float, radius_km: float) -> None:
    row = place_of(text)
    assert row["geoprecision"] == 5
    assert "km/h" in str(row["place_reason"])
    middle = shapely.centroid(row["geometry"])
    north_km = distance_km(
        latitude_a=GOMA[0], longitude_a=GOMA[1], latitude_b=middle.y, longitude_b=middle.x
    )
    assert north_km == pytest.approx(km, abs=1)
    assert middle.y >= GOMA[0] - 0.01
    _, south, _, north = shapely.bounds(row["geometry"])
    assert (north - south) / 2 * 111.2 == pytest.approx(radius_km, rel=0.01)


def test_whom_one_clashes_with_hides_no_place() -> None:
    row = place_of("Troops clashed with M23 rebels on the northern outskirts of Goma.")
    assert (row["place_name"], row["geoprecision"]) == ("northern outskirts of Goma", 2)
    row = place_of("The army clashed with rebels in Homs.")
    assert (row["place_name"], row["geoprecision"]) == ("Homs", 1)


@pytest.mark.parametrize(
    "text", ["The army shelled Tyre in Lebanon.", "In Lebanon, the army shelled Tyre."]
)
def test_what_contains_the_place_only_says_where_it_is(text: str) -> None:
    assert place_of(text)["place_name"] == "Tyre"


@pytest.mark.parametrize(
    ("text", "name", "geoprecision"),
    [
        ("Rebels shelled Goma airport on Monday.", "Goma International Airport", 1),
        ("Clashes broke out near Khartoum refinery.", "Khartoum Refinery", 2),
        ("Gunmen attacked Zamzam camp, killing five people.", "Zamzam Camp", 1),
        ("Jets bombed Rafah crossing.", "Rafah Border Crossing", 1),
    ],
)
def test_the_words_after_a_town_name_its_site(text: str, name: str, geoprecision: int) -> None:
    row = place_of(text)
    assert (row["place_name"], row["geoprecision"]) == (name, geoprecision)
