"""A page of much data, which is packed, against the same page of plain data, in Chromium."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from atlases import atlas_of, sample_tables

from geo.maps import draw_map, packing, save_map
from geo.maps.browser import Browser

# What is seen of the page at first, of each event and its evidence, and of what is searched.
_FACTS = """
(async () => {
  const text = (name) => [...document.querySelectorAll(name)].map((node) => node.textContent);
  for (const node of document.querySelectorAll('.geo-layers, .geo-list details')) node.open = true;
  const unread = () => text('.geo-list').join().includes('…');
  do await new Promise((done) => { setTimeout(done, 50); }); while (unread());
  return ['.geo-layers', '.geo-list', '.geo-key', '.geo-time-title', '.geo-shown'].map(text);
})()
"""

_FOUND = """
(async () => {
  const box = document.querySelector('.geo-search:not(.geo-set-search)');
  box.value = 'rebels';
  box.dispatchEvent(new Event('input'));
  const shown = document.querySelector('.geo-shown');
  while (shown.textContent.includes('…')) await new Promise((done) => { setTimeout(done, 50); });
  return [...document.querySelectorAll('.geo-list .geo-headline')].map((one) => one.textContent);
})()
"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the files of one atlas's map, plain and packed."""
    folder = tmp_path_factory.mktemp("packed")
    atlas = atlas_of(sample_tables())
    plain = save_map(draw_map(atlas), folder / "plain.html")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packing, "MOST_PLAIN_BYTES", 0)
        patch.setattr(packing, "LATE", {key: (3, own[1]) for key, own in packing.LATE.items()})
        return plain, save_map(draw_map(atlas), folder / "packed.html")


def test_a_packed_page_shows_what_the_plain_page_shows(
    show: Callable[[Any], Browser], pages: tuple[Path, Path]
) -> None:
    plain, packed = pages
    assert 'type="application/zlib"' not in plain.read_text("utf-8")
    assert 'id="geo-data-reports-0"' in packed.read_text("utf-8")
    facts = []
    for page in pages:
        browser = show(page)
        facts.append((browser.evaluate(_FACTS), browser.evaluate(_FOUND)))
        assert browser.messages == []
        assert browser.requests == [page.absolute().as_uri()]
    assert facts[0] == facts[1]
    assert facts[0][1]


def test_the_evidence_of_a_packed_page_is_there_when_it_is_asked_for_at_once(
    pages: tuple[Path, Path],
) -> None:
    # Opened in the task in which the map is drawn, before anything is read that follows.
    with Browser() as browser:
        browser.prepare(
            "new MutationObserver(() => document.querySelector('.geo-list summary')?.click())"
            ".observe(document, { attributes: true, subtree: true, attributeFilter: ['data-geo'] })"
        )
        browser.open(pages[1])
        browser.wait("document.querySelector('.geo-list .geo-quote + .geo-origin') !== null")
        assert browser.messages == []
