"""Hostile text in every field that a map can show, and everything on the page pressed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from atlases import free_texts, full_tables, sample_atlas, spoil
from pages import OPEN_ALL
from shapely.geometry import box

from geo.errors import SchemaError
from geo.maps import draw_map
from geo.maps.browser import Browser
from geo.maps.lands import GivenLands, Land
from geo.schema import TABLES

PAYLOADS = {
    "element": "<script>window.PWN=1</script>",
    "end of script": "</script><script>window.PWN=2</script>",
    "template": "${window.PWN=3}`+(window.PWN=4)+`",
    "jinja": "{{ 7*7 }}{% for x in (1,2) %}{{ x }}{% endfor %}{#",
    "handler": "<img src=x onerror=\"window.PWN=5;alert(1)\"><svg onload='window.PWN=6'>",
    "quotes": "\"'><b onmouseover=window.PWN=7>",
    "address": "javascript:window.PWN=8//",
    "data address": "data:text/html,<script>window.PWN=9</script>",
    "remote": '<img src="https://attacker.example/x.png"><link rel=icon href=//attacker.example>',
    "style": "</style><style>@import 'https://attacker.example/x.css'</style>expression(PWN=10)",
    "frame": '<iframe srcdoc="<script>parent.PWN=11</script>"></iframe><base href=//a.example>',
    "direction": "\u202egnp.exe\u202c \u2066x\u2069",
    "control": "\x00\x07 \u2028\u2029 ]]> --> <!--",
    "prototype": "__proto__",
    "long": "A" * 1_000_000,
}  # fmt: skip

# Those that would hide what the others do; the others are as well tried together.
ALONE = ("direction", "control", "prototype", "long")
TOGETHER = "".join(text for name, text in PAYLOADS.items() if name not in ALONE)

# Whatever can be pressed, opened, chosen, written into or passed over, twice: what the
# first time opens is there the second time.
EXERCISE = """
(async (words) => {
  const rest = (ms) => new Promise((done) => setTimeout(done, ms));
  const all = (what) => [...document.querySelectorAll(what)];
  const tell = (node, ...names) => names.forEach((name) => node.dispatchEvent(
    new (/^(mouse|click)/.test(name) ? MouseEvent : Event)(name, { bubbles: true })));
  const pressed = new Set();
  const press = (node) => {
    const name = node.getAttribute('aria-label') || node.textContent;
    const label = name.slice(-40) + node.className;
    if (pressed.has(label) && node.matches('button')) return;
    pressed.add(label);
    tell(node, 'mouseover', 'click');
    for (const inner of all('.leaflet-popup details')) inner.open = true;
  };
  for (let round = 0; round < 2; round += 1) {
    for (const node of all('.geo-all button:first-child')) node.click();
    for (const node of all('details')) node.open = true;
    await rest(40);
    for (const node of all('select')) {
      for (const value of [...node.options].map((option) => option.value)) {
        node.value = value;
        tell(node, 'input', 'change');
      }
      node.selectedIndex = 0;
      tell(node, 'input', 'change');
    }
    for (const node of all('input[type=checkbox]').slice(0, 60)) {
      node.click();
      if (round < 1 && !node.closest('.geo-flag')) node.click();
    }
    for (const node of all('input[type=text], input[type=search]')) {
      node.value = words;
      tell(node, 'input', 'change');
      if (node.type !== 'search') continue;
      node.value = '';
      tell(node, 'input', 'change');
    }
    for (const node of all('button, [role=button], .leaflet-marker-icon, .leaflet-interactive')) {
      if (!node.matches('.leaflet-control a, .geo-toggle')) press(node);
    }
    for (const node of all('.geo-time-handle')) {
      for (const key of ['PageUp', 'PageDown', 'End', 'Home']) {
        node.dispatchEvent(new KeyboardEvent('keydown', { key }));
      }
    }
    await rest(120);
  }
  return pressed.size;
})(%s)
"""

# What a payload may have become: an element of its own, a handler, an address.
FOUND = """
(() => {
  const wrong = [];
  const foreign = 'iframe, frame, object, embed, base, form, video, audio, math, template, image,'
    + ' foreignObject, use, animate, set, body link, body meta, body style,'
    + ' img:not(.leaflet-marker-icon)';
  for (const node of document.querySelectorAll(foreign)) wrong.push(node.outerHTML.slice(0, 200));
  for (const node of document.querySelectorAll('*')) {
    for (const { name, value } of node.attributes) {
      if (/^on/i.test(name)) wrong.push(`${node.tagName} ${name}=${value.slice(0, 100)}`);
      const leads = /^(href|src|action|formaction|xlink:href|srcdoc)$/i.test(name);
      if (leads && !/^(https?:[/][/]|#|data:image[/])/i.test(value)) {
        wrong.push(`${name}=${value.slice(0, 100)}`);
      }
    }
  }
  return wrong;
})()
"""

# Text that turns the direction of writing must not turn that of its neighbours.
SPILLS = """
(() => {
  const wrong = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const isolates = (node) => /isolate|plaintext/.test(getComputedStyle(node).unicodeBidi);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.data.includes('\\u202e') || node.parentElement.closest('script, style')) continue;
    let at = node.parentElement;
    const inline = (one) => getComputedStyle(one).display.startsWith('inline');
    while (at && inline(at) && !isolates(at)) at = at.parentElement;
    const alone = at && (isolates(at) || at.textContent.trim() === node.data.trim());
    if (!alone) wrong.push(`${node.parentElement.outerHTML.slice(0, 160)}`);
  }
  return wrong;
})()
"""


def exercise(browser: Browser, words: str) -> int:
    """Press all there is to press; return how many different things that was."""
    pressed: int = browser.evaluate(EXERCISE % json.dumps(words[:5000]))
    return pressed


def assert_inert(browser: Browser) -> None:
    """Fail where a script ran, a dialog opened, something was asked for or became an element."""
    assert browser.evaluate("String(window.PWN)") == "undefined"
    assert browser.evaluate("String(({}).polluted)") == "undefined"
    assert browser.evaluate(FOUND) == []
    assert browser.dialogs == []
    # A journal of corrections is saved from memory, which is no request to anybody.
    asked = [url for url in browser.requests if not url.startswith("blob:")]
    assert len(asked) == 1
    assert asked[0].startswith("file://")
    assert browser.messages == []


@pytest.fixture(scope="module")
def scripts(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many scripts a page without any hostile text has."""
    page = tmp_path_factory.mktemp("maps") / "plain.html"
    draw_map(sample_atlas()).save(str(page))
    browser.open(page)
    number: int = browser.evaluate("document.scripts.length")
    return number


def test_every_text_of_every_table_is_spoilt() -> None:
    spoilt = spoil("<payload>").tables()
    for name, table in TABLES.items():
        for column in free_texts(table):
            texts = spoilt[name][column].dropna()
            assert len(texts), f"{name}.{column}"
            fixed = (name, column) == ("provenance", "component") or column == "url"
            assert fixed or texts.str.contains("<payload>").all(), f"{name}.{column}"


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS.keys())
def test_hostile_text_is_inert(show: Callable[[Any], Browser], scripts: int, payload: str) -> None:
    browser = show(draw_map(spoil(payload), title=f"{payload}A title{payload}"))
    assert browser.evaluate(OPEN_ALL) > 3
    assert browser.evaluate("document.scripts.length") == scripts
    assert_inert(browser)
    assert browser.evaluate(SPILLS) == []


@pytest.mark.parametrize("payload", [TOGETHER, PAYLOADS["direction"]], ids=["all", "direction"])
def test_hostile_text_stays_inert_whatever_is_pressed(
    show: Callable[[Any], Browser], scripts: int, payload: str
) -> None:
    browser = show(spoil(payload))
    assert exercise(browser, payload) > 20
    assert browser.evaluate("document.scripts.length") == scripts
    assert_inert(browser)
    assert browser.evaluate(SPILLS) == []


@pytest.mark.parametrize(
    "payload", [TOGETHER, *(PAYLOADS[name] for name in ALONE)], ids=["all", *ALONE]
)
def test_hostile_borders_are_inert(show: Callable[[Any], Browser], payload: str) -> None:
    lands = GivenLands(
        lands=(
            Land(name=f"{payload}Westland", geometry=box(36, 34, 38, 37)),
            Land(name=payload, geometry=box(38, 34, 40, 37)),
        ),
        source=f"{payload}.geojson",
    )
    browser = show(draw_map(sample_atlas(), borders=lands))
    assert_inert(browser)
    labels = "JSON.parse(document.getElementById('geo-ground').textContent).labels.length"
    assert browser.evaluate(labels) >= 2


def test_a_page_of_long_texts_stays_small(show: Callable[[Any], Browser], tmp_path: Path) -> None:
    show(draw_map(spoil(PAYLOADS["long"])))
    assert (tmp_path / "map.html").stat().st_size < 2_000_000


def test_half_a_character_is_refused_by_table_and_column() -> None:
    with pytest.raises(SchemaError, match=r"'documents'.* title is not text"):
        spoil("\ud83d")


def test_full_tables_are_full() -> None:
    assert set(full_tables()) == set(TABLES)
