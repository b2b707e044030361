"""Who the actors of a map are, where they are seated, and what moved between which places."""

from __future__ import annotations

from typing import Any

import pytest
from atlases import atlas_of, sample_tables

from geo.gazetteer import Gazetteer
from geo.maps.actors import actors_of, movements_of
from geo.maps.rows import Tables, documents_of

RUSSIA = "geonames:2017370"


def seat_of(gazetteer: Gazetteer, **actor: Any) -> str | None:
    """Return the name of the seat of one actor."""
    row = {"actor_id": "text:x:SYR", "name": "Someone", "type": "unknown"} | actor
    found: Any = actors_of(Tables(atlas_of({"actors": [row]})), ["Someone"], gazetteer)
    number = found["seat"][0]
    return None if number is None else found["seats"]["name"][number]


@pytest.mark.parametrize(
    ("actor", "seat"),
    [
        ({"actor_id": "state:RUS", "type": "state", "entry_id": RUSSIA}, "Moscow"),
        ({"actor_id": "military:RUS", "type": "military", "entry_id": RUSSIA}, "Moscow"),
        ({"type": "government", "sector": "GOV", "country_code": "MLI"}, "Bamako"),
        ({"actor_id": "ucdp-ged:actor:72", "type": "military", "country_code": "MLI"}, "Bamako"),
        ({"actor_id": "person:x", "type": "person", "sector": "GOV", "country_code": "USA"},
         "Washington"),
        # A person who works for an organisation is not at home in the capital of the passport.
        ({"actor_id": "person:y", "type": "person", "sector": "IGO", "country_code": "ITA"}, None),
        # A breakaway authority does not sit in the capital of the state it broke away from.
        ({"actor_id": "government:abkhazia", "type": "government", "sector": "GOV",
          "country_code": "GEO"}, None),
        ({"type": "rebel", "sector": "REB", "country_code": "SYR"}, None),
        ({"type": "government", "sector": "COP", "country_code": "SYR"}, None),
        ({"type": "igo", "entry_id": "geonames:2660646"}, "Geneva"),
        ({"type": "igo", "entry_id": "geonames:0"}, None),
        ({"type": "state", "country_code": "QQQ"}, None),
    ],
)  # fmt: skip
def test_a_seat_is_a_town_and_never_the_middle_of_a_country(
    gazetteer: Gazetteer, actor: dict[str, Any], seat: str | None
) -> None:
    assert seat_of(gazetteer, **actor) == seat


def test_a_country_that_the_gazetteer_lacks_is_called_as_the_atlas_calls_it(
    gazetteer: Gazetteer,
) -> None:
    town = next(row for row in sample_tables()["places"] if row["name"] == "Damascus")
    land = town | {"name": "Lelaezae", "feature_code": "PCLI", "country_code": "QNA"}
    actors = [
        {"actor_id": code, "name": code, "type": "rebel", "country_code": code}
        for code in ("QNA", "QNB", "SYR")
    ]
    found: Any = actors_of(
        Tables(atlas_of({"actors": actors, "places": [land]})), ["QNA", "QNB", "SYR"], gazetteer
    )
    assert found["country"] == ["Lelaezae", "QNB", "Syria"]


def test_a_seat_that_the_gazetteer_lacks_is_taken_from_the_places(gazetteer: Gazetteer) -> None:
    rows = sample_tables()
    town = next(row for row in rows["places"] if row["name"] == "Damascus")
    places = [town | {"entry_id": "fiction:harbour", "name": "Harbour"}]
    actors = [{"actor_id": "x", "name": "Crown", "type": "state", "entry_id": "fiction:harbour"}]
    found: Any = actors_of(
        Tables(atlas_of({"actors": actors, "places": places})), ["Crown"], gazetteer
    )
    assert found["seats"] == {"name": ["Harbour"], "latitude": [33.51], "longitude": [36.29]}


def test_actors_of_one_name_keep_what_they_agree_on(gazetteer: Gazetteer) -> None:
    rows = [
        {"actor_id": f"text:army:{code}", "name": "Army", "type": "military", "country_code": code}
        for code in ("MLI", "NER")
    ]
    found = actors_of(Tables(atlas_of({"actors": rows})), ["Army", "Nobody"], gazetteer)
    assert found["kind"] == ["military", None]
    assert found["country"] == found["seat"] == [None, None]


def movements(**ends: str) -> dict[str, list[Any]]:
    """Return the movements of the sample where one report has these ends."""
    rows = sample_tables()
    report = next(row for row in rows["reports"] if row["event_id"] == "e08")
    report |= {f"{end}_place_id": place for end, place in ends.items()}
    tables = Tables(atlas_of(rows | {"control": []}))
    return movements_of(tables, documents_of(tables))


def test_a_movement_has_its_ends_and_its_sentence() -> None:
    found = movements(origin="text-1:8", destination="text-1:2")
    assert found["places"] == [["Damascus", 33.51, 36.29], ["Aleppo", 36.2, 37.16]]
    [[event, origin, destination, document, status, quotation]] = found["rows"]
    assert (event, origin, destination, document, status) == (7, 0, 1, 0, "actual")
    assert quotation[1][0] == [0, "sent"]


def test_a_movement_with_one_end_is_kept() -> None:
    found = movements(destination="text-1:3")
    assert [row[1:3] for row in found["rows"]] == [[None, 0]]


def test_an_end_known_to_the_country_has_no_position() -> None:
    found = movements(origin="text-1:8", destination="text-1:4")
    assert found["places"][1] == ["Syria", None, None]


def test_an_unknown_place_makes_no_movement() -> None:
    assert movements(origin="text-9:1")["rows"] == []
