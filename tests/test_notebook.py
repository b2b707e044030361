"""An atlas in a notebook: a table of what it holds, and its map in a frame that does no harm."""

from __future__ import annotations

import base64
import re
import subprocess
import sys
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from atlases import atlas_of, sample_atlas, spoil

from geo import displays
from geo.escape import embed
from geo.maps.browser import Browser
from geo.maps.notebook import show_atlas

# What a frame says of itself to the page around it, which may not look into it.
TELL = """
let tries = 0;
const tell = () => {
  const loading = document.querySelector(".geo-loading") !== null;
  // Marks are set once the frame has its size, which may be after the page says that it is drawn.
  const bare = document.querySelector(".geo-mark") === null && tries++ < 200;
  if (loading || bare || document.documentElement.dataset.geo !== "drawn") {
    setTimeout(tell, 50);
    return;
  }
  const marks = document.querySelectorAll(".geo-mark").length;
  let reached = "nothing";
  try { reached = String(window.parent.document.title); } catch (_) { /* as it should be */ }
  window.parent.postMessage({ marks, reached, text: document.body.innerText }, "*");
};
tell();
"""
HEAR = """<!DOCTYPE html><html data-geo="drawn"><meta charset="utf-8"><title>secret</title>
<script>window.addEventListener("message", (event) => { window.told = event.data; });</script>
"""


@pytest.fixture
def shown(browser: Browser, tmp_path: Path) -> Callable[[str], dict[str, Any]]:
    def show(html: str) -> dict[str, Any]:
        page = tmp_path / "notebook.html"
        end = embed("</body>")
        assert html.count(end) == 1
        telling = html.replace(end, embed(f"<script>{TELL}</script></body>"))
        page.write_text(f"{HEAR}<body>{telling}", encoding="utf-8")
        browser.open(page)
        browser.wait("window.told !== undefined", what="the map in the frame: not drawn")
        told: dict[str, Any] = browser.evaluate("window.told")
        return told

    return show


def rows_of(html: str) -> dict[str, str]:
    return {
        unescape(name): unescape(text)
        for name, text in re.findall(r"<th[^>]*>(.*?)</th><td[^>]*>(.*?)</td>", html)
    }


def test_the_map_in_the_frame_is_drawn(
    browser: Browser, shown: Callable[[str], dict[str, Any]]
) -> None:
    told = shown(sample_atlas()._repr_html_())
    assert told["marks"] > 2
    assert "What the reports say happened" in told["text"]
    assert told["reached"] == "nothing", "a frame of no origin sees nothing of the notebook"
    assert [url for url in browser.requests if not url.startswith(("file:", "about:"))] == []
    assert browser.dialogs == []
    assert not [line for line in browser.messages if "error" in line.lower()]


def test_the_table_tells_what_the_atlas_holds() -> None:
    rows = rows_of(sample_atlas()._repr_html_())
    assert rows["What the reports say happened"] == "11 events \u00b7 8 places \u00b7 2 texts"
    assert rows["When it happened"] == "21\u2009\u2013\u200930 Aug 2016"
    assert rows["By type of event"].startswith("Assault 4 \u00b7 ")
    assert rows["Not on the map"] == "1"


def test_an_empty_atlas_shows_itself_too(shown: Callable[[str], dict[str, Any]]) -> None:
    html = atlas_of({})._repr_html_()
    assert rows_of(html) == {"Places the reports name": "0 events \u00b7 0 places \u00b7 0 texts"}
    assert "Nothing to show yet" in shown(html)["text"]


@pytest.mark.parametrize(
    "payload",
    ["</iframe><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onload='alert(1)",
     "&quot;><svg onload=alert(1)>", "{0}{page}%s${alert(1)}"],
)  # fmt: skip
def test_hostile_text_stays_in_its_cell_and_its_frame(
    browser: Browser, shown: Callable[[str], dict[str, Any]], payload: str
) -> None:
    html = spoil(payload)._repr_html_()
    assert html.count("<iframe") == html.count("</iframe>") == 1
    told = shown(html)
    assert told["marks"] > 0
    assert browser.dialogs == []
    assert browser.evaluate("document.querySelectorAll('img, svg, script').length") == 1


def test_a_map_that_is_too_large_is_a_picture() -> None:
    html = show_atlas(sample_atlas(), most_bytes=10_000)
    assert "<iframe" not in html
    picture = re.search('src="data:image/png;base64,([^"]+)"', html)
    assert picture is not None
    assert base64.b64decode(picture.group(1)).startswith(b"\x89PNG")
    assert "save_map" in html


def test_the_size_of_the_frame_is_bounded() -> None:
    style = re.search(r'<iframe srcdoc="[^"]*"[^>]* style="([^"]*)"', sample_atlas()._repr_html_())
    assert style is not None
    assert "width:100%" in style.group(1)
    assert re.search(r"height:\d{3}px", style.group(1))


def test_an_atlas_tells_in_a_line_what_it_is() -> None:
    assert repr(sample_atlas()) == "<Atlas: 11 events, 8 places, 2 documents>"


def test_nothing_of_the_map_is_loaded_before_it_is_shown() -> None:
    code = (
        "import sys; from geo.atlas import Atlas; Atlas.of({})\n"
        "assert not {'folium', 'matplotlib', 'geo.maps'} & set(sys.modules), 'loaded'\n"
        "assert '<iframe' in Atlas.of({})._repr_html_()\n"
        "assert 'matplotlib' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_nobody_shows_is_said() -> None:
    with pytest.raises(LookupError, match="nothing shows a int"):
        displays.show(3)
