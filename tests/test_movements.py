"""Where movements start and lead, and the ids by which tables tell it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from geo.care import redact
from geo.corrections import Action, Correction, Corrections, replay
from geo.gazetteer import Gazetteer
from geo.model import Parsed
from geo.pipeline import join_parsed

Parse = Callable[..., Parsed]


def ends(parsed: Parsed) -> set[tuple[str | None, str | None]]:
    """Return origin and destination, as written, of each report that has either."""
    return {
        (
            report.origin.toponym.surface if report.origin else None,
            report.destination.toponym.surface if report.destination else None,
        )
        for report in parsed.reports
        if report.origin or report.destination
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Turkey sent tanks from Gaziantep to Jarabulus.", ("Gaziantep", "Jarabulus")),
        ("The army moved its guns from Homs to Hama.", ("Homs", "Hama")),
        ("Russian troops withdrew from Kherson.", ("Kherson", None)),
        ("Turkey sent tanks into Syria on Friday.", (None, "Syria")),
        ("Ethiopian troops left Adigrat on Monday.", ("Adigrat", None)),
        ("Kenya deployed two battalions to Goma.", (None, "Goma")),
        ("Rebel fighters crossed from Libya into Chad.", ("Libya", "Chad")),
        ("Rwandan soldiers arrived in Goma from Kigali.", ("Kigali", "Goma")),
        ("Troops advanced from Misrata towards Sirte.", ("Misrata", "Sirte")),
        ("Fighters fled Mosul for Raqqa.", ("Mosul", "Raqqa")),
        ("The army moved tanks out of Homs to Hama.", ("Homs", "Hama")),
        ("The rebels retreated to Idlib from Aleppo.", ("Aleppo", "Idlib")),
    ],
)
def test_a_movement_keeps_both_ends(
    parse: Parse, text: str, expected: tuple[str | None, str | None]
) -> None:
    assert expected in ends(parse(text))


@pytest.mark.parametrize(
    "text",
    [
        "Rebels shelled Homs from Monday to Friday.",
        "The ministers agreed to a truce in Geneva.",
        "Police arrested ten men in Lagos.",
        "Saudi Arabia expelled the Iranian ambassador on Monday.",
        "Kenya sent a letter to Mogadishu.",
        "The talks moved from Geneva to Astana.",
        "The army shelled Homs for three days.",
    ],
)
def test_no_movement_no_ends(parse: Parse, text: str) -> None:
    assert ends(parse(text)) == set()


def test_tables_link_the_ends_to_their_places(parse: Parse, gazetteer: Gazetteer) -> None:
    parsed = parse("Turkey sent tanks from Gaziantep to Jarabulus.", "sent")
    atlas = join_parsed([parsed])
    names = atlas.places.set_index("place_id")["surface"]
    row = atlas.reports.dropna(subset=["origin_place_id"]).iloc[0]
    assert names[row["origin_place_id"]] == "Gaziantep"
    assert names[row["destination_place_id"]] == "Jarabulus"
    hidden = redact(atlas)
    told = hidden.reports.dropna(subset=["origin_place_id"]).iloc[0]
    assert told["origin_place_id"] in set(hidden.places["place_id"])
    cells = {"place_id": row["origin_place_id"]}
    dropped = Correction(line=2, action=Action.NO_PLACE, cells=cells)
    replayed = replay(Corrections(items=[dropped]), [parsed], gazetteer=gazetteer)
    (kept,) = replayed.parsed
    assert all(report.origin is None for report in kept.reports)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "French troops landed in Bangui and moved north to Bossangoa.",
            [("landed", None, "Bangui"), ("moved", "Bangui", "Bossangoa")],
        ),
        (
            "Turkish soldiers crossed from Gaziantep into Jarabulus and pushed on to Manbij.",
            [("crossed", "Gaziantep", "Jarabulus"), ("pushed", "Jarabulus", "Manbij")],
        ),
        (
            "The rebels withdrew from Daraya and were bused to Idlib.",
            [("withdrew", "Daraya", "Idlib")],
        ),
        # Another act, or others' movement, is no second leg.
        (
            "Russian troops withdrew from Kherson and shelled Mykolaiv.",
            [("withdrew", "Kherson", None)],
        ),
        (
            "Kenyan troops left Kismayo, and many residents moved to Mogadishu.",
            [("left", "Kismayo", None)],
        ),
    ],
)
def test_a_movement_that_goes_on_keeps_each_leg(
    parse: Parse, text: str, expected: list[tuple[str, str | None, str | None]]
) -> None:
    assert [
        (
            report.surface,
            report.origin.toponym.surface if report.origin else None,
            report.destination.toponym.surface if report.destination else None,
        )
        for report in parse(text).reports
        if report.origin or report.destination
    ] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Some 5,000 civilians fled Daraya for Idlib.", ("Daraya", "Idlib")),
        ("About 700 villagers were displaced from Homs to Idlib.", ("Homs", "Idlib")),
        ("Fighting in Goma has displaced 9,000 people.", (None, None)),
        ("Some 5,000 soldiers shelled Daraya.", None),
    ],
)
def test_the_displaced_keep_where_they_left_and_went(
    parse: Parse, text: str, expected: tuple[str | None, str | None] | None
) -> None:
    parsed = parse(text)
    places = join_parsed([parsed]).places.set_index("place_id")["surface"]
    rows = join_parsed([parsed]).figures.to_dict("records")
    found = [
        tuple(places.get(row[column]) for column in ("origin_place_id", "destination_place_id"))
        for row in rows
    ]
    assert found == ([] if expected is None else [expected])
