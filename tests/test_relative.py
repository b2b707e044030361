"""Relative places, from the text to the geometry, with the whole pipeline."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from geo.atlas import Atlas
from geo.geodesy import distance_km
from geo.model import Document
from geo.pipeline import geoparse

IDLIB = (35.93062, 36.63393)
ALEPPO = (36.20124, 37.16117)


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


def test_a_border_without_a_neighbour_is_no_place() -> None:
    assert place_of("Gunmen killed two soldiers near the Turkish border.")["geometry"] is None


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
