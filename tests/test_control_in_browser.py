"""Who was last reported to hold a place, by the claims up to the day that the map shows."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from atlases import atlas_of, sample_atlas, sample_tables

from geo.maps.browser import Browser
from geo.maps.control import control_of
from geo.maps.rows import Tables, documents_of

DATA = "JSON.parse(document.getElementById('geo-data').textContent)"


def state(browser: Browser, claims: list[list[Any]], day: int | None) -> Any:
    """Return the kind of standing and the holders, given actor, claim, day and status."""
    data = {
        "places": [["Kota", 1.0, 2.0]],
        "actors": ["Army", "Rebels"],
        "claims": [[0, actor, claim, on, status, 0, []] for actor, claim, on, status in claims],
    }
    return browser.evaluate(
        f"(() => {{ const [place] = geoMap.controlOf({{ control: {json.dumps(data)} }});"
        f" const now = geoMap.standing(place, {json.dumps(day)});"
        " return now && [now.kind, now.holders.map((one) => one.name)]; })()"
    )


ARMY, REBELS = 0, 1
MONDAY, FRIDAY = 17000, 17004


@pytest.mark.parametrize(
    ("claims", "day", "expected"),
    [
        ([[ARMY, "takes", MONDAY, "actual"]], None, ["held", ["Army"]]),
        ([[ARMY, "takes", MONDAY, "actual"]], MONDAY - 1, None),
        (
            [[ARMY, "takes", MONDAY, "actual"], [REBELS, "takes", FRIDAY, "actual"]],
            None,
            ["held", ["Rebels"]],
        ),
        (
            [[ARMY, "takes", MONDAY, "actual"], [REBELS, "takes", FRIDAY, "actual"]],
            MONDAY + 1,
            ["held", ["Army"]],
        ),
        (
            [[ARMY, "holds", MONDAY, "actual"], [REBELS, "takes", MONDAY, "actual"]],
            None,
            ["disputed", ["Army", "Rebels"]],
        ),
        (
            [[REBELS, "takes", MONDAY, "actual"], [ARMY, "loses", MONDAY, "actual"]],
            None,
            ["held", ["Rebels"]],
        ),
        ([[ARMY, "loses", MONDAY, "actual"]], None, ["lost", []]),
        ([[REBELS, "besieges", MONDAY, "actual"]], None, ["disputed", []]),
        (
            [[ARMY, "takes", MONDAY, "actual"], [REBELS, "takes", FRIDAY, "denied"]],
            None,
            ["held", ["Army"]],
        ),
        ([[ARMY, "takes", None, "actual"]], None, ["held", ["Army"]]),
        ([[ARMY, "takes", None, "actual"]], FRIDAY, None),
    ],
)
def test_the_last_claim_up_to_the_day_counts(
    show: Callable[[Any], Browser],
    claims: list[list[Any]],
    day: int | None,
    expected: list[Any] | None,
) -> None:
    assert state(show(sample_atlas()), claims, day) == expected


def test_flags_are_drawn_when_asked_for_and_follow_the_days(
    show: Callable[[Any], Browser],
) -> None:
    browser = show(sample_atlas())
    flags = "document.querySelectorAll('.leaflet-geo-control-pane .geo-flagpole').length"
    assert browser.evaluate(flags) == 0
    browser.evaluate(
        "const flags = [...document.querySelectorAll('.geo-check')].find((one) =>"
        " one.textContent.includes('flags')).querySelector('input');"
        "flags.closest('details').open = true; flags.click();"
    )
    assert browser.evaluate(flags) == 1
    assert "control=yes" in browser.evaluate("location.hash")
    told = "document.querySelector('.geo-control').textContent"
    assert "Rebels" in browser.evaluate(told)
    browser.evaluate(
        "document.querySelector('.geo-time-handle.to')"
        ".dispatchEvent(new KeyboardEvent('keydown', { key: 'Home' }))"
    )
    assert browser.evaluate(flags) == 0


def test_claims_of_one_place_stand_under_it_once() -> None:
    rows = sample_tables()
    rows["control"].append(
        rows["control"][0]
        | {"claim_id": "c-later", "report_id": "r-e08-1", "date": dt.date(2016, 8, 30)}
    )
    tables = Tables(atlas_of(rows))
    control = control_of(tables, documents_of(tables))
    assert [place[0] for place in control["places"]] == ["Jarabulus"]
    assert {claim[2] for claim in control["claims"]} == {"takes", "loses"}
    assert all(claim[4] == "actual" for claim in control["claims"])


def test_who_holds_a_place_opens_the_actor(show: Callable[[Any], Browser]) -> None:
    browser = show(sample_atlas())
    browser.evaluate(
        "document.querySelector('.geo-control').closest('details').open = true;"
        "new Promise((done) => setTimeout(done, 50))"
    )
    link = "document.querySelector('.geo-control .geo-meta .geo-actor')"
    name = browser.evaluate(f"{link}.textContent")
    browser.evaluate(f"{link}.click()")
    assert browser.evaluate("document.querySelector('.geo-who h1').textContent") == name
