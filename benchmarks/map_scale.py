"""A map of many events: file, first paint and filters: `python benchmarks/map_scale.py`.

The events are those of the fictional atlas of `maps/fiction`. The page is opened in headless
Chromium; a step is timed from the input to the second animation frame after it, when its result
is on the screen, and the longest frame is that of the half second that follows. With `--json FILE`
the figures are written with the machine they were measured on.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from geo.maps import draw_map, read_lands, save_map
from geo.maps.browser import Browser

MAPS = Path(__file__).parent.parent / "maps"
EVENTS = 100_000
RUNS = 3

# What is asked for.
FILE_LIMIT_MB = 20.0
BUILD_LIMIT_S = 5.0
PAINT_LIMIT_S = 3.0
STEP_LIMIT_MS = 200.0

_WATCH = """
new MutationObserver((_, observer) => {
  if (!document.documentElement || document.documentElement.dataset.geo !== 'drawn') return;
  observer.disconnect();
  requestAnimationFrame(() => requestAnimationFrame(() => {
    window.geoPaintedMs = performance.now();
  }));
}).observe(document, { attributes: true, subtree: true, attributeFilter: ['data-geo'] });
"""

_MEASURE = """
new Promise((done) => {
  const find = (title) => [...document.querySelectorAll('.geo-layers')].find((one) =>
    one.querySelector('summary').textContent.startsWith(title));
  const act = () => { %s };
  const start = performance.now();
  act();
  requestAnimationFrame(() => requestAnimationFrame(() => {
    const painted = performance.now();
    let last = painted;
    let longest = 0;
    const tick = () => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
      if (now - painted < 500) requestAnimationFrame(tick);
      else done([painted - start, longest]);
    };
    requestAnimationFrame(tick);
  }));
})
"""

_FIRST_TYPE = "document.querySelector('.geo-layers .geo-check input').click();"
_ACTORS = "find('By actor')"
_SEARCH = """
const box = document.querySelector('.geo-search:not(.geo-set-search)');
box.value = %r;
box.dispatchEvent(new Event('input'));
"""
_KEY = """
const handle = document.querySelector('.geo-time-handle.%s');
handle.dispatchEvent(new KeyboardEvent('keydown', { key: %r }));
"""
_PAN = """
const map = document.querySelector('.leaflet-container');
map.focus({ preventScroll: true });
map.dispatchEvent(new KeyboardEvent('keydown', { key: %r, code: %r, keyCode: %d, bubbles: true }));
"""
_ZOOM = "document.querySelector('.leaflet-control-zoom-%s').click();"

# Each with what the reader does; what is done is undone by the next, so that they can be repeated.
_STEPS: Mapping[str, str] = {
    "a type off": _FIRST_TYPE,
    "the type on": _FIRST_TYPE,
    "list of actors opened": f"{_ACTORS}.open = true;",
    "no actor": f"{_ACTORS}.querySelectorAll('.geo-all button')[1].click();",
    "one actor only": f"{_ACTORS}.querySelector('.geo-check input').click();",
    "all actors": f"{_ACTORS}.querySelectorAll('.geo-all button')[0].click();",
    "search for a word": _SEARCH % "harbour",
    "search for two letters": _SEARCH % "qu",
    "search emptied": _SEARCH % "",
    "time brushed": _KEY % ("from", "PageUp"),
    "time brushed again": _KEY % ("to", "PageDown"),
    "all dates": "document.querySelector('.geo-time-tools > .geo-link').click();",
    "undated off": "document.querySelector('.geo-time-none input').click();",
    "undated on": "document.querySelector('.geo-time-none input').click();",
    "zoom in": _ZOOM % "in",
    "zoom in again": _ZOOM % "in",
    "pan": _PAN % ("ArrowRight", "ArrowRight", 39),
    "pan back": _PAN % ("ArrowLeft", "ArrowLeft", 37),
    "zoom out": _ZOOM % "out",
    "zoom out again": _ZOOM % "out",
}


def build(events: int, path: Path) -> dict[str, float]:
    """Write a map of so many events; return what it took, in processor seconds and MB."""
    sys.path.insert(0, str(MAPS))
    atlas = importlib.import_module("fiction.atlas").make_atlas(events)
    borders = read_lands(MAPS / "demo_borders.geojson")
    start, wall = time.process_time(), time.perf_counter()
    save_map(draw_map(atlas, title="A fictional war", borders=borders), path)
    return {
        "build_s": time.process_time() - start,
        "build_wall_s": time.perf_counter() - wall,
        "file_mb": path.stat().st_size / 1e6,
    }


def paint(path: Path, runs: int) -> list[float]:
    """Return how long after navigation the map was on the screen, in seconds, each time."""
    times = []
    for _ in range(runs):
        with Browser() as browser:
            browser.prepare(_WATCH)
            browser.open(path)
            browser.wait("window.geoPaintedMs > 0")
            times.append(browser.evaluate("window.geoPaintedMs") / 1000)
    return times


def filter_steps(path: Path, runs: int) -> dict[str, list[list[float]]]:
    """Return for each step pairs of time to the painted frame and longest frame, in ms."""
    found: dict[str, list[list[float]]] = {name: [] for name in _STEPS}
    with Browser() as browser:
        browser.open(path)
        time.sleep(1)
        for _ in range(runs):
            for name, script in _STEPS.items():
                found[name].append(browser.evaluate(_MEASURE % script))
        if browser.messages:
            raise SystemExit(f"the page reports: {browser.messages[:3]}")
    return found


def machine() -> dict[str, Any]:
    """Return what the figures depend on."""
    with Path("/proc/cpuinfo").open(encoding="utf-8") as lines:
        models = {line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")}
    return {
        "processor": ", ".join(sorted(models)) or platform.processor(),
        "cores": os.cpu_count(),
        "load_1_min": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
    }


def print_table(rows: Sequence[tuple[str, str, float, float]]) -> None:
    """Print rows of what was measured, its unit, the figure and the most it may be."""
    print("| measured | figure | asked for | |")
    print("|---|---|---|---|")
    for name, unit, figure, limit in rows:
        verdict = "ok" if figure < limit else "missed"
        print(f"| {name} | {figure:.2f} {unit} | under {limit:g} {unit} | {verdict} |")


def print_steps(steps: Mapping[str, Sequence[Sequence[float]]]) -> None:
    """Print for each step the median time to its frame, and the longest frame that followed."""
    print("| step | painted, median ms | longest frame after, ms | asked for | |")
    print("|---|---|---|---|---|")
    for name, found in steps.items():
        painted = statistics.median(step[0] for step in found)
        longest = max(step[1] for step in found)
        verdict = "ok" if max(painted, longest) < STEP_LIMIT_MS else "missed"
        print(f"| {name} | {painted:.0f} | {longest:.0f} | under {STEP_LIMIT_MS:g} | {verdict} |")


def main() -> None:
    """Build, open and filter a map of many events; print what it took."""
    parser = argparse.ArgumentParser(description="Measure a map of many events.")
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    facts = machine()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "map.html")
        built = build(given.events, path)
        paints = paint(path, given.runs)
        steps = filter_steps(path, given.runs)
    print(f"{given.events:,} events; {facts['processor']}, {facts['cores']} cores")
    print_table(
        [
            ("draw_map and save_map, processor time", "s", built["build_s"], BUILD_LIMIT_S),
            ("file", "MB", built["file_mb"], FILE_LIMIT_MB),
            ("first paint, median", "s", statistics.median(paints), PAINT_LIMIT_S),
        ]
    )
    print_steps(steps)
    if given.json:
        told = {"events": given.events, "machine": facts, "built": built, "paints_s": paints}
        given.json.write_text(json.dumps(told | {"steps_ms": steps}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
