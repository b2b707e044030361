"""Actors around places in a browser: arcs, movements, the view of one actor, and the network."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from atlases import around_tables, atlas_of, link_row, sample_tables
from shapely.geometry import Point

from geo.maps import draw_map, save_map
from geo.maps.browser import Browser

Show = Callable[[Any], Browser]

PAYLOADS = {
    "element": "<script>window.PWN=1</script>",
    "end of script": "</script><script>window.PWN=2</script>",
    "template": "${window.PWN=3}`+(window.PWN=4)+`{{ 7*7 }}",
    "handler": "<img src=x onerror=\"window.PWN=5;alert(1)\"><svg onload='window.PWN=6'>",
    "long": "\u202e" + "A" * 1_000_000,
}

NEXT_TASK = "new Promise((done) => setTimeout(done, 50))"
OPEN_AROUND = "document.querySelector('.geo-around').closest('details').open = true"


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("maps")
    return save_map(draw_map(atlas_of(around_tables())), folder / "around.html")


def texts(browser: Browser, selector: str) -> list[str]:
    """Return the texts of the elements that a selector finds."""
    found: list[str] = browser.evaluate(
        f"[...document.querySelectorAll({json.dumps(selector)})].map((one) => one.textContent)"
    )
    return found


def count(browser: Browser, selector: str) -> int:
    return len(texts(browser, selector))


def switch(browser: Browser, name: str) -> None:
    browser.evaluate(
        "[...document.querySelectorAll('.geo-around .geo-check')]"
        f".find((one) => one.textContent.startsWith({name!r})).querySelector('input').click()"
    )


def arcs_of(browser: Browser) -> set[tuple[str, str]]:
    """Return the arcs that the panel lists, each with the number of its events."""
    browser.evaluate(OPEN_AROUND)
    browser.evaluate(NEXT_TASK)
    names = texts(browser, ".geo-around:not(:last-child) .geo-links b")
    numbers = texts(browser, ".geo-around:not(:last-child) .geo-links .geo-check-count")
    return set(zip(names, numbers, strict=True))


def test_arcs_are_drawn_only_when_switched_on(show: Show, around: Path) -> None:
    browser = show(around)
    browser.evaluate(OPEN_AROUND)
    assert count(browser, ".leaflet-pane path.geo-arc") == 0
    switch(browser, "Arcs")
    assert count(browser, ".leaflet-pane path.geo-arc") > 0
    assert "arcs=yes" in browser.evaluate("location.hash")
    switch(browser, "Arcs")
    assert count(browser, ".leaflet-pane path.geo-arc, .leaflet-pane .geo-seat") == 0
    assert browser.messages == []


def test_deeds_lead_to_their_place_and_words_to_the_seat_of_whom_they_are_for(
    show: Show, around: Path
) -> None:
    browser = show(around)
    switch(browser, "Arcs")
    assert arcs_of(browser) == {
        ("Moscow → Geneva", "1"),
        ("Moscow → Aleppo", "1"),
        ("Moscow → Syria", "1"),
        ("Damascus → Aleppo", "1"),
        ("Damascus → Kuweires air base", "1"),
        ("Ankara → Aleppo Governorate", "1"),
        # The envoy spoke in Aleppo; his words were for Damascus.
        ("Ankara → Damascus", "1"),
    }
    assert "4 shown events have none" in texts(browser, ".geo-around p[role=status]")[0]


def test_arcs_follow_the_filters(show: Show, around: Path) -> None:
    browser = show(around)
    switch(browser, "Arcs")
    before = len(arcs_of(browser))
    browser.evaluate(
        "[...document.querySelectorAll('.geo-check')]"
        ".find((one) => one.textContent.startsWith('Assault')).querySelector('input').click()"
    )
    assert len(arcs_of(browser)) == before - 3


def test_an_arc_lists_its_events(show: Show, around: Path) -> None:
    browser = show(around)
    switch(browser, "Arcs")
    browser.evaluate(
        "document.querySelector('path.geo-arc-hit').dispatchEvent("
        "new MouseEvent('click', { bubbles: true, clientX: 300, clientY: 300 }))"
    )
    [popup] = texts(browser, ".leaflet-popup-content")
    # Aleppo and the air base lie too near each other to be told apart at this zoom.
    assert popup.startswith("Damascus → Aleppo + 1 2 events")
    assert "Depot at the air base burns" in popup


def test_an_arc_over_the_pacific_is_cut_where_the_map_ends(show: Show, around: Path) -> None:
    browser = show(around)
    line = browser.evaluate("geoMap.greatCircle([35.7, 139.7], [38.9, -77])")
    assert line[0] == [35.7, 139.7]
    assert line[-1] == pytest.approx([38.9, 283])
    assert max(y for y, _ in line) > 60
    assert all(abs(b[1] - a[1]) < 20 for a, b in itertools.pairwise(line))
    parts = browser.evaluate(
        "geoMap.cutLine([[139, 0], [170, 10], [200, 20], [283, 0]]"
        ".map(([x, y]) => L.point(x, y)), -180, 180).map((part) => part.map(({ x, y }) => [x, y]))"
    )
    assert sorted(parts) == [
        [[-180, pytest.approx(13.33, abs=0.01)], [-160, 20], [-77, 0]],
        [[139, 0], [170, 10], [180, pytest.approx(13.33, abs=0.01)]],
    ]


@pytest.mark.parametrize("ends", ["[0, 0], [0, 180]", "[90, 0], [-90, 0]", "[5, 5], [5, 5]"])
def test_antipodes_and_equal_ends_make_a_line_of_numbers(
    show: Show, around: Path, ends: str
) -> None:
    line = show(around).evaluate(f"geoMap.greatCircle({ends})")
    assert all(isinstance(value, int | float) for position in line for value in position)


def test_a_movement_is_an_arrow_and_one_with_a_single_end_is_listed(
    browser: Browser, around: Path
) -> None:
    browser.open(around, fragment="#view=8/35.5/37.3")
    switch(browser, "Movements")
    assert count(browser, ".leaflet-pane path.geo-arrow") == 2
    assert count(browser, "path.geo-arrow[stroke-dasharray]") == 1
    assert "movements=yes" in browser.evaluate("location.hash")
    assert count(browser, ".geo-links b") == 0
    browser.evaluate(OPEN_AROUND)
    browser.evaluate(NEXT_TASK)
    names = texts(browser, ".geo-around:last-child .geo-links b")
    assert sorted(names) == ["Aleppo → Jarabulus", "Damascus → Aleppo", "… → Al Bab District"]
    browser.evaluate(
        "[...document.querySelectorAll('.geo-around:last-child .geo-links button')]"
        ".find((one) => one.textContent.startsWith('Damascus')).click()"
    )
    [popup] = texts(browser, ".leaflet-popup-content blockquote .geo-quote:first-child")[:1]
    assert popup.startswith("The army sent tanks")
    assert browser.messages == []


def test_a_head_has_the_same_size_at_every_zoom(browser: Browser, around: Path) -> None:
    heads = []
    for zoom in (6, 8):
        browser.open(around, fragment=f"#movements=yes&view={zoom}/34.8/36.7")
        heads.append(
            browser.evaluate(
                "(() => { const { width, height } = document.querySelector("
                "'.leaflet-pane path.geo-arrow-head').getBBox(); return [width, height]; })()"
            )
        )
    assert heads[0] == pytest.approx(heads[1], abs=2.5)


def open_actor(browser: Browser, name: str) -> None:
    browser.evaluate(
        "[...document.querySelectorAll('.geo-list details')].forEach((one) => { one.open = true; })"
    )
    browser.evaluate(
        f"[...document.querySelectorAll('.geo-list .geo-actor')]"
        f".find((one) => one.textContent === {name!r}).click()"
    )


def test_an_actor_opens_from_the_evidence(show: Show, around: Path) -> None:
    browser = show(around)
    open_actor(browser, "Syrian government")
    text = browser.evaluate("document.querySelector('.geo-who').innerText")
    assert "3 of 3 events shown" in text
    assert "Kind\tgovernment" in text or "government" in text
    assert "Damascus" in text
    assert "“its air force”" in text
    assert texts(browser, ".geo-who .geo-counts:first-of-type tbody tr") == [
        "Assault2–", "Accuse–1", "Turkish Armed Forces11–", "Rebels1––",
    ]  # fmt: skip
    assert count(browser, ".geo-who-days .geo-time-bar") == 3
    assert count(browser, ".geo-who .geo-event") == 3
    assert browser.evaluate("document.activeElement.className") == "geo-who"
    assert browser.messages == []


def test_back_returns_to_the_panel_and_to_the_focus(show: Show, around: Path) -> None:
    browser = show(around)
    browser.evaluate(
        "[...document.querySelectorAll('.geo-list details')].forEach((one) => { one.open = true; })"
    )
    browser.evaluate("document.querySelector('.geo-list .geo-actor').focus()")
    browser.press("Enter")
    assert "who=" in browser.evaluate("location.hash")
    browser.press("Escape")
    assert browser.evaluate("document.querySelector('.geo-who').hidden")
    assert browser.evaluate("document.activeElement.className") == "geo-actor"
    assert "who=" not in browser.evaluate("location.hash")


def test_an_actor_opens_from_the_layers_without_switching_it(show: Show, around: Path) -> None:
    browser = show(around)
    browser.evaluate(
        "[...document.querySelectorAll('.geo-layers')]"
        ".filter((one) => one.textContent.startsWith('By actor'))"
        ".forEach((one) => { one.open = true; })"
    )
    browser.wait("document.querySelector('.geo-check .geo-actor') !== null")
    browser.evaluate("document.querySelector('.geo-check .geo-actor').click()")
    assert not browser.evaluate("document.querySelector('.geo-who').hidden")
    assert texts(browser, ".geo-shown")[0].startswith("11 of 11")


def test_only_one_actor_is_shown_and_all_again(show: Show, around: Path) -> None:
    browser = show(around)
    open_actor(browser, "Syrian government")
    browser.evaluate("document.querySelector('.geo-who [aria-pressed]').click()")
    assert texts(browser, ".geo-shown")[0].startswith("3 of 11")
    assert "only=" in browser.evaluate("location.hash")
    browser.evaluate("document.querySelector('.geo-back').click()")
    assert browser.evaluate("document.querySelector('.geo-only').innerText").startswith(
        "Only events of Syrian government"
    )
    browser.evaluate("document.querySelector('.geo-only .geo-link').click()")
    assert texts(browser, ".geo-shown")[0].startswith("11 of 11")


def test_the_address_opens_what_was_open(browser: Browser, around: Path) -> None:
    browser.open(around, fragment="#arcs=yes&movements=yes&network=yes&who=1&only=1")
    assert count(browser, ".leaflet-pane path.geo-arrow") >= 0
    assert not browser.evaluate("document.querySelector('.geo-network').hidden")
    assert not browser.evaluate("document.querySelector('.geo-who').hidden")
    assert not browser.evaluate("document.querySelector('.geo-only').hidden")
    assert browser.messages == []


@pytest.mark.parametrize("value", ["99", "-1", "null"])
def test_an_unknown_actor_in_the_address_is_left(
    browser: Browser, around: Path, value: str
) -> None:
    browser.open(around, fragment=f"#who={value}&only={value}")
    assert browser.evaluate("document.querySelector('.geo-who').hidden")
    assert texts(browser, ".geo-shown")[0].startswith("11 of 11")
    assert browser.messages == []


def open_network(browser: Browser) -> None:
    browser.evaluate(
        "[...document.querySelectorAll('.geo-show')]"
        ".find((one) => one.textContent === 'Network of actors').click()"
    )


def test_the_network_joins_actors_and_opens_them_by_keyboard(show: Show, around: Path) -> None:
    browser = show(around)
    open_network(browser)
    names = {text.split("\n")[0] for text in texts(browser, ".geo-node title")}
    assert names == {
        "Rebels: 3 events",
        "Syrian government: 3 events",
        "Turkish Armed Forces: 3 events",
    }
    assert count(browser, ".geo-edge") == 3
    browser.evaluate("document.querySelector('.geo-node').focus()")
    browser.press("Enter")
    assert not browser.evaluate("document.querySelector('.geo-who').hidden")
    assert browser.evaluate("document.querySelector('.folium-map').inert")
    assert browser.messages == []


def test_what_opens_on_the_map_puts_the_network_away(show: Show, around: Path) -> None:
    browser = show(around)
    open_network(browser)
    browser.evaluate("document.querySelector('.geo-list .geo-show, .geo-list summary').click()")
    browser.wait("document.querySelector('.geo-list .geo-show') !== null")
    browser.evaluate("document.querySelector('.geo-list .geo-show').click()")
    assert browser.evaluate("document.querySelector('.geo-network').hidden")
    assert not browser.evaluate("document.querySelector('.folium-map').inert")


def test_an_actor_opens_a_panel_that_was_closed(show: Show, around: Path) -> None:
    browser = show(around)
    open_network(browser)
    browser.evaluate("document.querySelector('.geo-toggle').click()")
    browser.evaluate(
        "document.querySelector('.geo-node')"
        ".dispatchEvent(new MouseEvent('click', { bubbles: true }))"
    )
    assert browser.evaluate("document.querySelector('.geo-who').clientHeight") > 0


def test_an_edge_lists_its_events(show: Show, around: Path) -> None:
    browser = show(around)
    open_network(browser)
    browser.evaluate(
        "document.querySelector('.geo-edge')"
        ".dispatchEvent(new MouseEvent('click', { bubbles: true }))"
    )
    assert " → " in browser.evaluate("document.querySelector('.geo-who h1').innerText")
    assert count(browser, ".geo-who .geo-event") == 1


def test_the_same_events_make_the_same_picture(show: Show, around: Path) -> None:
    pictures = []
    for _ in range(2):
        browser = show(around)
        open_network(browser)
        pictures.append(browser.evaluate("document.querySelector('.geo-network svg').outerHTML"))
    assert pictures[0] == pictures[1]


def many(actors: int) -> dict[str, list[dict[str, Any]]]:
    """Return the sample with one more event for each of so many actors, against the next one."""
    rows = sample_tables()
    model = rows["events"][1]
    for at in range(actors):
        place = Point(30 + at % 17, 20 + at % 13)
        rows["events"].append(model | {"event_id": f"m{at}", "geometry": place})
        rows["actors"].append({"actor_id": f"m{at}", "name": f"Band {at}", "type": "militia"})
        rows["event_actors"] += [
            link_row(f"m{at}", "source", f"m{at}", "them"),
            link_row(f"m{at}", "target", f"m{(at + 1) % actors}", "others"),
        ]
    return rows


def test_every_dot_of_the_network_has_its_number_and_names_stay_in_it(show: Show) -> None:
    rows = many(300)
    for actor in rows["actors"][-300:]:
        actor["name"] = f"Liberation Brigade {actor['name']}"
    browser = show(atlas_of(rows))
    open_network(browser)
    assert count(browser, ".geo-node") == count(browser, ".geo-node-count") > 10
    outside = browser.evaluate("""(() => {
      const frame = document.querySelector('.geo-network svg').getBoundingClientRect();
      return [...document.querySelectorAll('.geo-node-name')]
        .map((one) => one.getBoundingClientRect())
        .filter((one) => one.left < frame.left - 1 || one.right > frame.right + 1).length;
    })()""")
    assert outside == 0


def test_of_many_actors_the_most_frequent_are_drawn_and_the_rest_is_told(show: Show) -> None:
    browser = show(atlas_of(many(300)))
    open_network(browser)
    drawn = count(browser, ".geo-node")
    assert 38 <= drawn <= 41
    note = texts(browser, ".geo-network > p")[0]
    assert f"The {drawn} most frequent of 302 actors with a partner are drawn" in note
    assert browser.messages == []


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS.keys())
def test_hostile_names_are_inert(browser: Browser, tmp_path: Path, payload: str) -> None:
    rows = around_tables()
    for actor in rows["actors"]:
        actor["name"] = payload + actor["name"]
        actor["sector"] = payload[:200] or None
    for link in rows["event_actors"]:
        link["surface"] = payload + link["surface"]
    for place in rows["places"]:
        place["name"] = payload + place["name"]
    page = save_map(draw_map(atlas_of(rows)), tmp_path / "map.html")
    browser.open(page, fragment="#arcs=yes&movements=yes&network=yes&who=1&only=1")
    for found in (".geo-links button", ".geo-node", ".geo-edge"):
        browser.evaluate(
            f"document.querySelectorAll({found!r}).forEach((one) =>"
            " one.dispatchEvent(new MouseEvent('click', { bubbles: true })))"
        )
    assert browser.evaluate("String(window.PWN)") == "undefined"
    assert count(browser, "img, iframe, b[onmouseover]") == 0
    assert browser.dialogs == []
    assert len(browser.requests) == 1
    assert browser.messages == []
