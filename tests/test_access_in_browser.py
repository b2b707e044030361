"""The page for everyone: keyboard, screen reader, colours, paper, phones and languages."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from atlases import around_tables, atlas_of

from geo.atlas import Atlas
from geo.maps import draw_map, save_map
from geo.maps.browser import Browser
from geo.maps.phrases import LANGUAGES, Phrases

AXE = (Path(__file__).parent / "vendored" / "axe.min.js").read_text(encoding="utf-8")

STATES = {
    "at first": "0",
    "all opened, with a popup": """
        for (const node of document.querySelectorAll('details')) node.open = true;
        const marks = document.querySelectorAll('.geo-icon');
        marks[marks.length - 1].dispatchEvent(new MouseEvent('click', { bubbles: true }));""",
    "network of actors": """
        for (const node of document.querySelectorAll('.geo-layers')) node.open = true;
        [...document.querySelectorAll('.geo-layers button')]
          .find((node) => node.textContent === words['network.open']).click();""",
    "one actor": """
        [...document.querySelectorAll('.geo-network button')]
          .find((node) => node.textContent === words['network.close']).click();
        document.querySelector('.geo-event').open = true;
        const timer = setInterval(() => {
          const actor = document.querySelector('.geo-event .geo-actor');
          if (actor) { actor.click(); clearInterval(timer); }
        }, 20);""",
    "panel closed": "document.querySelector('.geo-toggle').click()",
}

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

GROUPS = (
    "material_conflict",
    "verbal_conflict",
    "verbal_cooperation",
    "material_cooperation",
    "other",
)

# Machado, Oliveira and Fernandes (2009), severity 1: what is left of linear red, green and blue.
SIGHTS = {
    "full": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}

# CIELAB distance; 2.3 is just noticed side by side, and shapes stand beside the colours.
LEAST_DISTANCE = 12


@pytest.fixture(scope="module")
def pages(seed_atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    folder = tmp_path_factory.mktemp("maps")
    made: dict[str, Path] = {}

    def page(language: str) -> Path:
        if language not in made:
            drawn = draw_map(seed_atlas, language=language)
            made[language] = save_map(drawn, folder / f"{language}.html")
        return made[language]

    return page


def barriers(browser: Browser, page: Path, *, scheme: str, phone: bool = False) -> dict[str, Any]:
    """Return what axe-core finds in each state of a page, and fail where it looked at nothing."""
    browser.open(page, scheme=scheme, phone=phone)
    browser.evaluate(f"{AXE};0")
    told = "JSON.parse(document.getElementById('geo-data').textContent)"
    met = {}
    for state, step in STATES.items():
        browser.evaluate(f"(() => {{ const {{ words }} = {told}; {step} }})()")
        browser.evaluate("new Promise((done) => setTimeout(done, 400))")
        found = browser.evaluate(
            f"axe.run(document, {{ runOnly: {{ type: 'tag', values: {RULES} }} }})"
            ".then((told) => ({ passes: told.passes.length, violations: told.violations.map("
            "(rule) => [rule.id, ...rule.nodes.map((node) => node.html.slice(0, 200))]) }))"
        )
        assert found["passes"] > 20, state
        if found["violations"]:
            met[state] = found["violations"]
    assert browser.messages == []
    return met


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_no_barrier(
    browser: Browser, pages: Callable[[str], Path], language: str, scheme: str
) -> None:
    assert barriers(browser, pages(language), scheme=scheme) == {}


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.usefixtures("browser")
def test_axe_finds_no_barrier_on_a_small_phone(tmp_path: Path, language: str) -> None:
    drawn = draw_map(atlas_of(around_tables()), language=language)
    page = save_map(drawn, tmp_path / "map.html")
    with Browser(width_px=320, height_px=640) as phone:
        assert barriers(phone, page, scheme="light", phone=True) == {}


CUT = """(() => {
  const pen = document.createElement('canvas').getContext('2d');
  const wide = (select) => {
    pen.font = getComputedStyle(select).font;
    return Math.max(...[...select.options].map((one) => pen.measureText(one.text).width));
  };
  const selects = [...document.querySelectorAll('.geo-panel select')]
    .filter((node) => node.clientWidth && node.clientWidth < wide(node) + 8);
  const titles = [...document.querySelectorAll('.geo-time-title')]
    .filter((node) => node.scrollWidth > node.clientWidth);
  return [...selects, ...titles].map((node) => node.textContent);
})()"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("browser")
def test_no_choice_and_no_interval_is_cut_on_a_small_phone(tmp_path: Path, language: str) -> None:
    drawn = draw_map(atlas_of(around_tables()), language=language)
    page = save_map(drawn, tmp_path / "map.html")
    with Browser(width_px=320, height_px=640) as phone:
        phone.open(page, phone=True)
        phone.evaluate("document.querySelectorAll('details').forEach((node) => { node.open = 1; })")
        assert phone.evaluate(CUT) == []
        assert phone.evaluate("document.querySelectorAll('.geo-panel select').length") > 1


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    lights = sorted(float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    to_xyz = [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
    x, y, z = np.array(to_xyz) @ rgb / [0.95047, 1, 1.08883]
    f = [np.cbrt(v) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z)]
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(one: str, other: str, sight: str) -> float:
    seen = [np.clip(np.array(SIGHTS[sight]) @ linear(colour), 0, 1) for colour in (one, other)]
    return float(np.linalg.norm(lab(seen[0]) - lab(seen[1])))


def colours_of(browser: Browser) -> Mapping[str, str]:
    """Return the page's colours as its style sheet resolves them."""
    names = ["ink", "quiet", "link", "edge", "paper", "land", "sea", "place", "country", "rim"]
    told = browser.evaluate(
        f"""(() => {{
          const told = {{}};
          const root = getComputedStyle(document.documentElement);
          for (const name of {names}) told[name] = root.getPropertyValue('--' + name).trim();
          for (const group of {list(GROUPS)}) {{
            const node = document.createElement('i');
            node.className = 'g-' + group;
            document.body.append(node);
            told[group] = getComputedStyle(node).getPropertyValue('--c').trim();
            node.remove();
          }}
          return told;
        }})()"""
    )
    assert all(len(colour) == 7 for colour in told.values()), told
    return dict(told)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_and_names_stand_out_from_the_ground(
    browser: Browser, pages: Callable[[str], Path], scheme: str
) -> None:
    browser.open(pages("en"), scheme=scheme)
    colours = colours_of(browser)
    for group, ground in itertools.product(GROUPS, ("land", "sea", "paper")):
        assert contrast(colours[group], colours[ground]) >= 3, (group, ground)
    for name in ("place", "country", "ink"):
        for ground in ("land", "sea"):
            assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)
    for name in ("ink", "quiet", "link"):
        assert contrast(colours[name], colours["paper"]) >= 4.5, name
    assert contrast(colours["edge"], colours["paper"]) >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_of_groups_stay_apart_to_every_eye(
    browser: Browser, pages: Callable[[str], Path], scheme: str
) -> None:
    browser.open(pages("en"), scheme=scheme)
    colours = colours_of(browser)
    for sight, (one, other) in itertools.product(SIGHTS, itertools.combinations(GROUPS, 2)):
        apart = distance(colours[one], colours[other], sight)
        assert apart >= LEAST_DISTANCE, (sight, one, other)


def test_every_group_has_a_shape_of_its_own(browser: Browser, pages: Callable[[str], Path]) -> None:
    browser.open(pages("en"))
    shapes = [
        browser.evaluate(
            f"geoMap.swatch('{group}', 'solid').querySelector('.geo-glyph')?.getAttribute('d') ?? 0"
        )
        for group in GROUPS
    ]
    assert len(set(shapes)) == len(GROUPS)


FOCUS = """(() => {
  const node = document.activeElement;
  const drawn = (one) => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  };
  return { tag: node.tagName, class: node.getAttribute('class') || '',
    name: node.getAttribute('aria-label') || node.textContent.trim()
      || (node.labels && node.labels.length ? node.labels[0].textContent.trim() : ''),
    seen: [node, ...node.querySelectorAll('*')].some(drawn) };
})()"""


def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    browser: Browser, pages: Callable[[str], Path]
) -> None:
    browser.open(pages("en"))
    stops = []
    for _ in range(90):
        browser.press("Tab")
        stop = browser.evaluate(FOCUS)
        if stop["tag"] == "BODY":
            break
        stops.append(stop)
    assert [stop for stop in stops if not stop["seen"]] == []
    assert [stop for stop in stops if not stop["name"]] == []
    assert stops[0]["name"] == "Go to the list of events"
    met = " ".join(stop["class"] for stop in stops)
    for wanted in ("folium-map", "geo-icon", "geo-label-anchor", "geo-toggle", "geo-search"):
        assert wanted in met
    assert "geo-time-handle from" in met


def test_a_skip_link_leads_past_the_map_and_keeps_the_address(
    browser: Browser, pages: Callable[[str], Path]
) -> None:
    browser.open(pages("en"))
    browser.evaluate("document.querySelector('.geo-toggle').click()")
    before = browser.evaluate("location.hash")
    browser.press("Tab")
    assert browser.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    browser.press("Enter")
    assert browser.evaluate("document.activeElement.id") == "geo-list"
    assert browser.evaluate("location.hash") == before


def test_the_count_is_told_anew_by_an_element_that_stays(
    browser: Browser, pages: Callable[[str], Path]
) -> None:
    browser.open(pages("en"))
    browser.evaluate("window.told = document.querySelector('.geo-shown')")
    assert browser.evaluate("told.getAttribute('role')") == "status"
    before = browser.evaluate("told.textContent")
    browser.evaluate("document.querySelector('.geo-set .geo-check input').click()")
    assert browser.evaluate("told.isConnected")
    assert browser.evaluate("told.textContent") != before


SLIDER = """(() => {
  const node = document.querySelector('.geo-time-handle.%s');
  const at = (name) => node.getAttribute('aria-' + name);
  return [at('label'), +at('valuemin'), +at('valuenow'), +at('valuemax'), at('valuetext')];
})()"""


@pytest.mark.parametrize(("language", "towards_later"), [("en", "ArrowRight"), ("ar", "ArrowLeft")])
def test_handles_of_the_timeline_are_sliders_that_follow_the_direction_of_reading(
    browser: Browser, pages: Callable[[str], Path], language: str, towards_later: str
) -> None:
    browser.open(pages(language))
    phrases = Phrases(language)
    label, least, now, most, said = browser.evaluate(SLIDER % "from")
    assert (label, least, now) == (phrases.say("time.from"), 0, 0)
    browser.evaluate(
        "document.querySelector('.geo-time-handle.from')"
        f".dispatchEvent(new KeyboardEvent('keydown', {{ key: '{towards_later}' }}))"
    )
    assert browser.evaluate(SLIDER % "from")[2] == 1
    assert browser.evaluate(SLIDER % "from")[4] != said
    assert browser.evaluate(SLIDER % "to")[1] == 1
    assert most >= 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_its_language(
    browser: Browser, pages: Callable[[str], Path], seed_atlas: Atlas, language: str
) -> None:
    browser.open(pages(language))
    phrases = Phrases(language)
    root = "document.documentElement"
    assert browser.evaluate(f"[{root}.lang, {root}.dir]") == [language, phrases.direction]
    browser.evaluate(
        "document.querySelectorAll('details').forEach((node) => { node.open = true; })"
    )
    events = len(seed_atlas.events)
    text = browser.evaluate("document.body.innerText")
    assert phrases.say("shown.list", shown=events, n=events) in text
    assert phrases.count("n.events", events) in text
    assert phrases.say("title.events") in text
    assert phrases.say("key.title") in text
    assert "undefined" not in text
    assert "{" not in text
    assert len(pages(language).read_bytes()) < 1_000_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_and_pictures_say_numbers_alike(
    browser: Browser, pages: Callable[[str], Path], language: str
) -> None:
    browser.open(pages(language))
    phrases = Phrases(language)
    numbers = [*range(130), 999, 1_000, 9_999, 10_000, 123_456, 1_000_000]
    said = browser.evaluate(
        "(() => { const { words } = JSON.parse(document.getElementById('geo-data').textContent);"
        f"return {numbers}.map((n) => geoMap.say(words, 'n.events', {{ n }})); }})()"
    )
    assert said == [phrases.count("n.events", number) for number in numbers]


def test_arabic_is_laid_out_from_right_to_left_and_the_map_keeps_its_own(
    browser: Browser, pages: Callable[[str], Path]
) -> None:
    browser.open(pages("ar"))
    box = "(name) => document.querySelector(name).getBoundingClientRect()"
    assert browser.evaluate(f"({box})('.geo-panel').left") == 0
    panel = browser.evaluate(f"({box})('.geo-panel').right")
    assert browser.evaluate(f"({box})('.folium-map').left") == panel
    assert browser.evaluate(f"({box})('.folium-map').right") == browser.evaluate("innerWidth")
    assert browser.evaluate(f"({box})('.leaflet-control-zoom').left") > panel + 300
    ltr = "getComputedStyle(document.querySelector('.leaflet-container')).direction"
    assert browser.evaluate(ltr) == "ltr"
    browser.evaluate(STATES["all opened, with a popup"])
    direction = "getComputedStyle(document.querySelector('.leaflet-popup-content')).direction"
    assert browser.evaluate(direction) == "rtl"
    headlines = "[...document.querySelectorAll('.geo-headline')]"
    assert browser.evaluate(f"{headlines}.every((node) => node.matches('bdi[dir=auto]'))")
    quotes = "[...document.querySelectorAll('.geo-quote')]"
    assert browser.evaluate(f"{quotes}.every((node) => getComputedStyle(node).direction === 'ltr')")


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.usefixtures("browser")
def test_a_narrow_phone_shows_all_without_scrolling_sideways(
    pages: Callable[[str], Path], language: str
) -> None:
    with Browser(width_px=360, height_px=740) as phone:
        phone.open(pages(language), phone=True)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360
        assert phone.evaluate("document.querySelector('.geo-scroll').scrollWidth") <= 360
        assert phone.evaluate("document.querySelector('.folium-map').clientHeight") > 250
        title = "document.querySelector('.geo-time-title').getBoundingClientRect()"
        assert phone.evaluate(f"{title}.right") <= 360
        assert phone.evaluate(f"{title}.left") >= 0
        small = (
            "[...document.querySelectorAll('button, select')].filter((node) => node.offsetWidth"
            " && !node.matches('.geo-link') && Math.min(node.offsetWidth, node.offsetHeight) < 24)"
            ".map((node) => node.outerHTML.slice(0, 100))"
        )
        assert phone.evaluate(small) == []


HIDDEN = """['.geo-toggle', '.geo-skips', '.leaflet-control-zoom', '.geo-search', '.geo-layers',
  '.geo-time-tools', '.geo-actions'].filter((name) => [...document.querySelectorAll(name)]
  .some((node) => node.offsetParent !== null || node.getClientRects().length > 0))"""


def test_paper_holds_map_key_and_every_sentence_and_no_controls(
    browser: Browser, pages: Callable[[str], Path], seed_atlas: Atlas
) -> None:
    browser.open(pages("en"), scheme="dark")
    settled = """['.geo-head', '.folium-map', '.geo-key', '.geo-timeline'].map((name) => {
      const node = document.querySelector(name);
      const { left, top, width } = node.getBoundingClientRect();
      return [node.parentNode.className, left, top, width];
    }).concat([[location.hash, document.querySelectorAll('.geo-event[open]').length]])"""
    before = browser.evaluate(settled)
    browser.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    quotes = browser.evaluate(
        "[...document.querySelectorAll('#geo-list .geo-event')].map((event) =>"
        " event.open && event.querySelectorAll('.geo-quote').length)"
    )
    assert len(quotes) == len(seed_atlas.events)
    assert all(quotes)
    assert browser.evaluate(HIDDEN) == []
    assert browser.evaluate("document.querySelector('.geo-key').open")
    tops = browser.evaluate(
        "['.geo-head', '.folium-map', '.geo-key', '.geo-timeline', '#geo-list']"
        ".map((name) => document.querySelector(name).getBoundingClientRect().top)"
    )
    assert tops == sorted(tops)
    assert browser.evaluate("document.body.scrollWidth") <= 700
    browser.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert browser.evaluate(settled) == before
    assert browser.messages == []


def test_a_printed_map_is_a_few_light_pages(browser: Browser, pages: Callable[[str], Path]) -> None:
    browser.open(pages("en"), scheme="dark")
    printed = browser.print()
    assert printed.startswith(b"%PDF")
    assert 2 <= printed.count(b"/Type /Page\n") <= 30
    browser.open(pages("en"))
