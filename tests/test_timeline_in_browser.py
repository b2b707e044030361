"""The timeline of a map, and the address that keeps its view."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from atlases import atlas_of, sample_atlas, sample_tables

from geo.atlas import Atlas
from geo.maps import draw_map, save_map
from geo.maps.browser import Browser

TITLE = "document.querySelector('.geo-time-title').textContent"
SHOWN = "document.querySelector('.geo-time-count').textContent"
HASH = "decodeURIComponent(location.hash)"


def press(handle: str, key: str) -> str:
    return (
        f"document.querySelector('.geo-time-handle.{handle}')"
        f".dispatchEvent(new KeyboardEvent('keydown', {{ key: '{key}' }}))"
    )


def click(label: str) -> str:
    return f'document.querySelector(".geo-timeline [aria-label={label}]").click()'


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_map(draw_map(sample_atlas()), tmp_path_factory.mktemp("maps") / "sample.html")


def test_the_interval_shown_stands_in_large_type(
    show: Callable[[Any], Browser], sample: Path
) -> None:
    browser = show(sample)
    whole = browser.evaluate(TITLE)
    browser.evaluate(press("from", "End"))
    assert browser.evaluate(TITLE) != whole
    size_px = browser.evaluate(
        "parseFloat(getComputedStyle(document.querySelector('.geo-time-title')).fontSize)"
    )
    assert size_px >= 18


def test_an_interval_hides_what_lies_outside(show: Callable[[Any], Browser], sample: Path) -> None:
    browser = show(sample)
    before = int(browser.evaluate(SHOWN).split()[0])
    browser.evaluate(press("from", "End"))
    after = int(browser.evaluate(SHOWN).split()[0])
    assert 0 < after < before
    assert browser.evaluate("document.querySelector('.geo-shown').textContent").startswith(
        str(after)
    )


def test_events_without_a_date_are_counted_and_can_be_hidden(
    show: Callable[[Any], Browser],
) -> None:
    atlas = sample_atlas()
    events = atlas.events.copy()
    undated = 2
    for name in ("date_start", "date_end", "date_precision"):
        events.loc[events.index[:undated], name] = None
    browser = show(dataclasses.replace(atlas, events=events))
    before = int(browser.evaluate(SHOWN).split()[0])
    label = browser.evaluate("document.querySelector('.geo-time-none').textContent")
    assert f"({undated})" in label
    browser.evaluate("document.querySelector('.geo-time-none input').click()")
    assert int(browser.evaluate(SHOWN).split()[0]) == before - undated


UNDATED = """(() => {
  const node = document.querySelector('.geo-time-none');
  const { left, right, width } = node.getBoundingClientRect();
  return [node.textContent.trim(), width > 60 && left >= 0 && right <= innerWidth];
})()"""


def undate(*, but: int) -> Atlas:
    """Return the sample with no more than the first so many events dated."""
    atlas = sample_atlas()
    events = atlas.events.copy()
    for name in ("date_start", "date_end", "date_precision"):
        events.loc[events.index[but:], name] = None
    return dataclasses.replace(atlas, events=events)


@pytest.mark.parametrize("dated", [0, 1], ids=["no date", "one day"])
def test_where_there_is_no_interval_day_and_undated_events_are_told(
    show: Callable[[Any], Browser], dated: int
) -> None:
    browser = show(undate(but=dated))
    events = browser.evaluate("parseInt(document.querySelector('.geo-shown').textContent)")
    titles = "[...document.querySelectorAll('.geo-time-title')].map((node) => node.textContent)"
    assert browser.evaluate(titles) == ["21 Aug 2016"][:dated]
    assert browser.evaluate(UNDATED) == [f"Without a date ({events - dated})", True]
    browser.evaluate("document.querySelector('.geo-time-none input').click()")
    assert browser.evaluate(SHOWN).split()[0] == str(dated)
    assert browser.evaluate("document.querySelectorAll('.geo-time-track').length") == 0
    browser.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    browser.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert browser.messages == []


@pytest.mark.parametrize("width_px", [320, 360, 800, 1200])
@pytest.mark.usefixtures("browser")
def test_events_without_a_date_are_counted_at_every_width(tmp_path: Path, width_px: int) -> None:
    page = save_map(draw_map(undate(but=8)), tmp_path / "map.html")
    with Browser(width_px=width_px, height_px=740) as narrow:
        narrow.open(page, phone=width_px < 400)
        assert narrow.evaluate(UNDATED)[1]
        ends = """['.geo-time-ticks', '.geo-timeline'].map((name) =>
          document.querySelector(name).getBoundingClientRect().bottom)"""
        ticks, whole = narrow.evaluate(ends)
        assert ticks <= whole


def test_bins_of_several_years_begin_with_round_ones(show: Callable[[Any], Browser]) -> None:
    rows = sample_tables()
    for number, event in enumerate(rows["events"]):
        day = dt.date((7, 9900)[number % 2], 3, 1)
        rows["events"][number] = event | {"date_start": day, "date_end": day, "background": False}
    browser = show(atlas_of(rows))
    ticks = browser.evaluate(
        "[...document.querySelectorAll('.geo-time-ticks span')].map((node) => +node.textContent)"
    )
    assert len(ticks) > 3
    assert [tick % 500 for tick in ticks] == [0] * len(ticks)


def test_steps_show_one_unit_after_the_other(show: Callable[[Any], Browser], sample: Path) -> None:
    browser = show(sample)
    browser.evaluate(click("Later"))
    first = browser.evaluate(TITLE)
    browser.evaluate(click("Later"))
    second = browser.evaluate(TITLE)
    browser.evaluate(click("Earlier"))
    assert second != first == browser.evaluate(TITLE)


def test_playing_moves_the_interval_until_it_is_stopped(
    show: Callable[[Any], Browser], sample: Path
) -> None:
    browser = show(sample)
    browser.evaluate(click("Play"))
    first = browser.evaluate(TITLE)
    browser.wait(f"{TITLE} !== {first!r}")
    browser.evaluate(click("Stop"))
    assert browser.evaluate("document.querySelector(\"[aria-label='Play']\") !== null")


@pytest.mark.parametrize("timezone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu"])
def test_no_day_shifts_in_any_time_zone(browser: Browser, sample: Path, timezone: str) -> None:
    browser.open(sample, timezone="UTC")
    browser.evaluate(press("from", "End"))
    told = browser.evaluate(TITLE), browser.evaluate(SHOWN)
    browser.open(sample, timezone=timezone)
    browser.evaluate(press("from", "End"))
    assert (browser.evaluate(TITLE), browser.evaluate(SHOWN)) == told
    browser.open(sample)


def test_days_before_1900_have_their_bars(
    show: Callable[[Any], Browser],
) -> None:
    atlas = sample_atlas()
    events = atlas.events.copy()
    dated = events["date_start"].notna()
    for name in ("date_start", "date_end"):
        events.loc[dated, name] = [
            day.replace(year=1812 + number % 2)
            for number, day in enumerate(events.loc[dated, "date_start"])
        ]
    old = dataclasses.replace(atlas, events=events)
    browser = show(old)
    assert "1812" in browser.evaluate(TITLE)
    assert browser.evaluate("document.querySelectorAll('.geo-time-bar').length") >= 2


def test_the_address_keeps_days_layers_and_words(browser: Browser, sample: Path) -> None:
    browser.open(sample)
    browser.evaluate(press("from", "End"))
    browser.evaluate("document.querySelector('.geo-layers .geo-check input').click()")
    title, shown, fragment = (browser.evaluate(what) for what in (TITLE, SHOWN, "location.hash"))
    assert "days=" in fragment
    assert "type=" in fragment
    browser.open(sample, fragment=fragment)
    assert browser.evaluate(TITLE) == title
    assert browser.evaluate(SHOWN) == shown
    assert not browser.evaluate("document.querySelector('.geo-layers .geo-check input').checked")


def test_the_address_keeps_the_last_bin_whole(browser: Browser, sample: Path) -> None:
    browser.open(sample)
    browser.evaluate(
        "(() => { const unit = document.querySelector('.geo-time-tools select');"
        " unit.value = 'week'; unit.dispatchEvent(new Event('change')); })()"
    )
    browser.evaluate(press("from", "End"))
    title, fragment = (browser.evaluate(what) for what in (TITLE, "location.hash"))
    assert "days=" in fragment
    browser.open(sample, fragment=fragment)
    assert browser.evaluate(TITLE) == title
    assert browser.evaluate("location.hash") == fragment


def test_days_beyond_the_timeline_are_cut_to_it(browser: Browser, sample: Path) -> None:
    browser.open(sample)
    title, shown = (browser.evaluate(what) for what in (TITLE, SHOWN))
    for days in ("5 6", "-9999999 9999999", "9000000 9000001"):
        browser.open(sample, fragment=f"#days={days.replace(' ', '+')}")
        assert browser.evaluate(TITLE) == title, days
        assert browser.evaluate(SHOWN) == shown, days


@pytest.mark.parametrize(
    "fragment",
    [
        "#view=99/1e9/x&days=9+1&type=%00%3Cscript%3E&search=%3Cimg%20onerror%3D1%3E",
        "#days=1&view=",
        "#" + "A" * 100_000,
    ],
)
def test_an_address_of_nonsense_does_no_harm(browser: Browser, sample: Path, fragment: str) -> None:
    browser.open(sample, fragment=fragment)
    assert not browser.messages
    assert not browser.dialogs


def test_no_date_under_the_track_is_cut_where_it_ends(
    show: Callable[[Any], Browser],
) -> None:
    rows = sample_tables()
    model = rows["events"][0]
    for year in range(1999, 2030):
        for month in (1, 12):
            day = dt.date(year, month, 31)
            own = {"event_id": f"y{day}", "date_start": day, "date_end": day}
            rows["events"].append(model | own)
    browser = show(atlas_of(rows))
    over = browser.evaluate("""(() => {
      const end = document.querySelector('.geo-time-track').getBoundingClientRect().right;
      return [...document.querySelectorAll('.geo-time-ticks span')].map((one) => {
        const range = document.createRange();
        range.selectNodeContents(one);
        return range.getBoundingClientRect().right - end;
      });
    })()""")
    assert len(over) > 3
    assert max(over) <= 1
