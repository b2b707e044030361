"""Filters, overview and address of a map, in Chromium."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from atlases import atlas_of, sample_atlas, sample_tables
from shapely.geometry import Point

from geo.maps import draw_map, save_map
from geo.maps.browser import Browser

SHOWN = "parseInt(document.querySelector('.geo-shown').textContent)"

COUNTS = """
async (title) => {
  const set = [...document.querySelectorAll('.geo-layers')]
    .find((one) => one.querySelector('summary').textContent.startsWith(title));
  set.open = true; // only what is seen is counted
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return Object.fromEntries([...set.querySelectorAll('.geo-check')].map((row) => [
    row.querySelector('.geo-check-name').textContent,
    parseInt(row.querySelector('.geo-check-count').textContent)]));
}
"""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of the sample atlas's map."""
    return save_map(draw_map(sample_atlas()), tmp_path_factory.mktemp("map") / "sample.html")


def _choose(name: str, value: str) -> str:
    return (
        f"(() => {{ const box = [...document.querySelectorAll('.geo-choose')]"
        f".find((one) => one.textContent.startsWith({name!r})).querySelector('select, input');"
        f" box.value = {value!r}; box.dispatchEvent(new Event('input'));"
        " box.dispatchEvent(new Event('change')); })()"
    )


def _click(title: str, name: str) -> str:
    return (
        "[...[...document.querySelectorAll('.geo-layers')]"
        f".find((one) => one.querySelector('summary').textContent.startsWith({title!r}))"
        f".querySelectorAll('.geo-check')].find((row) => row.textContent.startsWith({name!r}))"
        ".querySelector('input').click()"
    )


def _counts(browser: Browser, title: str) -> Any:
    return browser.evaluate(f"({COUNTS})({title!r})")


def test_counts_of_a_layer_are_what_the_other_filters_leave(
    show: Callable[[Any], Browser], sample: Path
) -> None:
    browser = show(sample)
    types, countries = _counts(browser, "By type of"), _counts(browser, "By country")
    assert sum(types.values()) == browser.evaluate(SHOWN) == 11
    browser.evaluate(_click("By type of", "Assault"))
    assert _counts(browser, "By type of") == types
    left = _counts(browser, "By country")
    assert sum(left.values()) == 11 - types["Assault"] == browser.evaluate(SHOWN)
    assert left != countries


def test_actors_count_in_the_role_that_is_chosen(
    show: Callable[[Any], Browser], sample: Path
) -> None:
    browser = show(sample)
    every = _counts(browser, "By actor")
    browser.evaluate(_choose("Actors count as", "source"))
    sources = _counts(browser, "By actor")
    browser.evaluate(_choose("Actors count as", "target"))
    targets = _counts(browser, "By actor")
    assert sources != targets
    named = [name for name in every if name != "No actor named"]
    assert all(max(sources[name], targets[name]) <= every[name] for name in named)
    assert all(sources[name] + targets[name] >= every[name] for name in named)
    assert "role=target" in browser.evaluate("location.hash")


def test_what_is_less_sure_than_asked_is_hidden(
    show: Callable[[Any], Browser], sample: Path
) -> None:
    browser = show(sample)
    scores = browser.evaluate(
        "JSON.parse(document.getElementById('geo-data').textContent).events.score"
    )
    browser.evaluate(_choose("Least confidence", "0.6"))
    kept = [score for score in scores if score is None or score >= 0.6]
    assert 0 < len(kept) < len(scores)
    assert browser.evaluate(SHOWN) == len(kept)


def test_event_types_can_bear_the_names_of_acled(show: Callable[[Any], Browser]) -> None:
    tables = sample_tables()
    for at, row in enumerate(tables["events"]):
        named = ("Battles", "Armed clash") if at % 2 else ("Strategic developments", None)
        row["acled_event_type"], row["acled_sub_event_type"] = named
    browser = show(atlas_of(tables))
    browser.evaluate(_choose("Names of event types", "acled"))
    hidden = browser.evaluate(
        "[...document.querySelectorAll('.geo-layers')].map((one) =>"
        " [one.querySelector('summary').textContent, one.hidden])"
    )
    kinds = {title.split("(")[0].rstrip("0123456789 "): off for title, off in hidden}
    assert kinds["By type of event"] is True
    assert kinds["By event type"] is False
    named = _counts(browser, "By event type (ACLED")
    assert set(named) == {"Battles: Armed clash", "Strategic developments"}
    browser.evaluate(_click("By event type (ACLED", "Battles"))
    assert browser.evaluate(SHOWN) == named["Strategic developments"]


def test_a_link_keeps_the_overview_the_side_and_the_one_actor_left_on(
    show: Callable[[Any], Browser], sample: Path
) -> None:
    browser = show(sample)
    browser.evaluate(
        "[...document.querySelectorAll('.geo-layers')].find((one) =>"
        " one.querySelector('summary').textContent.startsWith('By actor'))"
        ".querySelectorAll('.geo-all button')[1].click()"
    )
    browser.evaluate(_click("By actor", "Russia"))
    browser.evaluate(_choose("Draw events as", "divisions"))
    shown = browser.evaluate(SHOWN)
    assert 0 < shown < 11
    fragment = browser.evaluate("location.hash")
    assert "actor=%21" in fragment
    browser.open(sample, fragment=fragment)
    assert browser.evaluate(SHOWN) == shown
    assert browser.evaluate("document.querySelectorAll('.geo-choropleth').length") > 0
    assert browser.evaluate("document.querySelectorAll('.leaflet-geo-marks-pane svg').length") == 0


def test_a_link_written_by_hand_may_have_capitals_and_accents(
    browser: Browser, sample: Path
) -> None:
    browser.open(sample, fragment="#search=aleppo")
    found = browser.evaluate(SHOWN)
    assert 0 < found < 11
    browser.open(sample, fragment="#search=%20AL%C3%89PPO%20")
    assert browser.evaluate(SHOWN) == found


def test_the_address_is_short_where_a_whole_list_is_off(browser: Browser, sample: Path) -> None:
    browser.open(sample)
    browser.evaluate(
        "for (const one of document.querySelectorAll('.geo-layers .geo-all'))"
        " one.querySelectorAll('button')[1].click()"
    )
    assert browser.evaluate(SHOWN) == 0
    fragment = browser.evaluate("location.hash")
    assert len(fragment) < 250
    browser.open(sample, fragment=fragment)
    assert browser.evaluate(SHOWN) == 0
    assert browser.evaluate("location.hash") == fragment


def test_divisions_are_shaded_by_how_many_events_lie_in_them(
    show: Callable[[Any], Browser], sample: Path
) -> None:
    browser = show(sample)
    browser.evaluate(_choose("Draw events as", "divisions"))
    data = "JSON.parse(document.getElementById('geo-data').textContent).divisions"
    names, of = browser.evaluate(f"(() => {{ const d = {data}; return [d.name, d.of]; }})()")
    assert "Aleppo" in " ".join(names)
    shades = browser.evaluate(
        "[...document.querySelectorAll('.geo-choropleth')].map((p) => p.getAttribute('class'))"
    )
    assert len(shades) == len(names)
    assert not any("h-none" in shade for shade in shades)
    most = max(range(len(names)), key=of.count)
    least = min(range(len(names)), key=of.count)
    assert shades[most] >= shades[least]
    assert browser.evaluate("document.querySelectorAll('.geo-shades li').length") > 0
    # What is known to a country alone is counted in none.
    assert of.count(None) > 0


def test_the_key_explains_what_is_drawn_and_nothing_else(
    show: Callable[[Any], Browser], sample: Path
) -> None:
    browser = show(sample)
    browser.evaluate("document.querySelector('.geo-key').open = true")
    rows = (
        "[...document.querySelectorAll('.geo-key > ul:not(.geo-key-groups, .geo-shades) > li')]"
        ".filter((one) => one.offsetHeight > 0).map((one) => one.textContent)"
    )
    marks = browser.evaluate(rows)
    assert any(row.startswith("An exact site") for row in marks)
    browser.evaluate(_choose("Draw events as", "divisions"))
    assert browser.evaluate(rows) == []
    browser.evaluate(_choose("Draw events as", "density"))
    assert [row[:10] for row in browser.evaluate(rows)] == ["A division"]
    browser.evaluate(_choose("Draw events as", "marks"))
    assert browser.evaluate(rows) == marks


_ONLY_NAMED = (
    "document.querySelectorAll('.leaflet-geo-mentions-pane .geo-icon, .geo-area-label').length"
)


def test_places_whose_events_are_hidden_are_not_drawn_as_only_named(
    show: Callable[[Any], Browser], sample: Path
) -> None:
    browser = show(sample)
    named = _ONLY_NAMED.replace(", .geo-area-label", "")
    before = browser.evaluate(named)
    areas = browser.evaluate("document.querySelectorAll('.geo-area-label b').length")
    both = browser.evaluate(_ONLY_NAMED)
    browser.evaluate(
        "document.querySelector('.geo-layers .geo-all').querySelectorAll('button')[1].click()"
    )
    assert browser.evaluate(SHOWN) == 0
    assert browser.evaluate(named) == before
    assert browser.evaluate(_ONLY_NAMED) == both - areas


_AREAS_POINTED_AT = """
(() => { const box = document.querySelector('.geo-area').getBoundingClientRect();
  let found = 0;
  for (let step = 0; step < 400; step += 1) {
    const across = (step % 20) / 20 + 0.02;
    const down = Math.floor(step / 20) / 20 + 0.02;
    const node = document.elementFromPoint(
      box.x + across * box.width, box.y + down * box.height);
    if (node && node.matches('.geo-area')) found += 1;
  }
  return found; })()
"""


def test_a_hexagon_over_an_area_can_be_pointed_at(
    show: Callable[[Any], Browser], sample: Path
) -> None:
    browser = show(sample)
    assert browser.evaluate(_AREAS_POINTED_AT) > 0
    browser.evaluate(_choose("Draw events as", "density"))
    assert browser.evaluate(_AREAS_POINTED_AT) == 0


def test_hexagons_count_every_event_that_is_drawn_as_a_point(
    show: Callable[[Any], Browser], sample: Path
) -> None:
    browser = show(sample)
    browser.evaluate(_choose("Draw events as", "density"))
    drawn = browser.evaluate(
        "[...document.querySelectorAll('.geo-hex')].map((p) => p.getAttribute('d'))"
        ".join('').split('M').length - 1"
    )
    spots = browser.evaluate(
        "new Set(JSON.parse(document.getElementById('geo-data').textContent).events.spot"
        ".filter((spot) => spot !== null)).size"
    )
    assert 0 < drawn <= spots
    assert browser.evaluate("document.querySelectorAll('.leaflet-geo-marks-pane svg').length") == 0


def test_shaded_divisions_say_how_many_events_they_leave_out(
    show: Callable[[Any], Browser],
) -> None:
    browser = show(sample_atlas())
    browser.evaluate(_choose("Draw events as", "divisions"))
    left = browser.evaluate(
        "(() => { const data = JSON.parse(document.getElementById('geo-data').textContent);"
        " return data.divisions.of.filter((of) => of === null).length; })()"
    )
    assert left > 0
    told = "[...document.querySelectorAll('.geo-key .geo-quiet')].map((one) => one.textContent)"
    assert any(text.endswith(f"({left})") for text in browser.evaluate(told))


def test_what_fits_a_zoom_stays_when_the_map_is_moved(show: Callable[[Any], Browser]) -> None:
    rows = sample_tables()
    event = next(row for row in rows["events"] if row["geometry"].geom_type == "Point")
    crowd = [(30 + 0.02 * (at % 40), 30 + 0.02 * (at // 40)) for at in range(1200)]
    rows["events"] = [
        event | {"event_id": f"n{at:04d}", "geometry": Point(*where)}
        for at, where in enumerate([*crowd, (60, 30)])
    ]
    rows["reports"], rows["event_actors"] = [], []
    browser = show(atlas_of(rows))
    map_ = "Object.values(window).find((one) => one instanceof L.Map)"
    dense = "document.querySelector('.leaflet-container').classList.contains('geo-dense')"
    browser.evaluate(f"{map_}.setView([30.3, 30.4], 8, {{ animate: false }}) && 0")
    assert browser.evaluate(dense)
    browser.evaluate(f"{map_}.setView([30, 60], 8, {{ animate: false }}) && 0")
    assert browser.evaluate(dense)
    browser.evaluate(f"{map_}.setView([30, 60], 12, {{ animate: false }}) && 0")
    assert not browser.evaluate(dense)
