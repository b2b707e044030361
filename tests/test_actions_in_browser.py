"""What a reader takes away from a map: GeoJSON, citations, corrections that are replayed."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from shapely.geometry import shape

from geo.atlas import Atlas
from geo.corrections import read_corrections, replay
from geo.gazetteer import Gazetteer
from geo.maps import draw_map, save_map
from geo.maps.browser import Browser
from geo.model import Parsed

DATA = "JSON.parse(document.getElementById('geo-data').textContent)"
OPEN_FIRST = """
(() => {
  const first = document.querySelector('.geo-list details.geo-event');
  first.open = true;
  first.dispatchEvent(new Event('toggle'));
  return first.querySelector('summary').textContent;
})()
"""
FLAG = "document.querySelectorAll('.geo-list .geo-actions button')[2].click()"
NO_EVENT = "document.querySelector('.geo-flag input[type=checkbox]').click()"
NOTE = "document.querySelector('.geo-flag input[type=text]').value = 'it is sport; </script>'"
KEEP = "document.querySelector('.geo-flag > button').click()"


@pytest.fixture(scope="module")
def page(seed_atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_map(draw_map(seed_atlas), tmp_path_factory.mktemp("maps") / "seeds.html")


def test_a_flagged_report_is_dropped_when_the_journal_is_replayed(
    browser: Browser,
    page: Path,
    tmp_path: Path,
    seed_parsed: tuple[Parsed, ...],
    gazetteer: Gazetteer,
) -> None:
    browser.open(page)
    browser.evaluate(OPEN_FIRST)
    browser.wait("document.querySelector('.geo-list .geo-actions') !== null")
    for step in (FLAG, NO_EVENT, NOTE, KEEP):
        browser.evaluate(step)
    assert browser.evaluate("document.querySelector('.geo-scroll > .geo-notice').hidden") is False
    journal = tmp_path / "corrections.csv"
    journal.write_text(browser.evaluate("geoMap.journal()"), encoding="utf-8")
    corrections = read_corrections(journal)
    assert corrections.items
    for item in corrections.items:
        assert (item.action, item.cells["note"]) == ("no-event", "it is sport; </script>")
    before = {report.report_id for item in seed_parsed for report in item.reports}
    replayed = replay(corrections, seed_parsed, gazetteer=gazetteer)
    after = {report.report_id for item in replayed.parsed for report in item.reports}
    assert before - after == {item.cells["report_id"] for item in corrections.items}
    assert not replayed.outcome.failed


def test_every_event_can_be_copied_as_geojson(
    browser: Browser, page: Path, seed_atlas: Atlas
) -> None:
    browser.open(page)
    features = browser.evaluate(
        f"(() => {{ const data = {DATA}; return geoMap.eventsOf(data)"
        ".map((event) => geoMap.featureOf(data, event)); })()"
    )
    events = seed_atlas.events.set_index("event_id")
    assert {feature["id"] for feature in features} == set(events.index)
    published = {day.isoformat()[:10] for day in seed_atlas.documents["published"]}
    for feature in features:
        row = events.loc[feature["id"]]
        assert feature["properties"]["headline"] == row["headline"]
        assert feature["properties"]["reports"]
        geometry = feature["geometry"]
        if geometry is not None:
            assert shape(geometry).distance(row["geometry"]) < 0.05
        if not pd.isna(row["date_start"]):
            assert feature["properties"]["date_start"] == row["date_start"].isoformat()[:10]
        for name in ("fatalities_low", "fatalities_best", "fatalities_high", "injured"):
            number = None if pd.isna(row[name]) else int(row[name])
            assert feature["properties"][name] == number, name
        days = {report["published"] for report in feature["properties"]["reports"]}
        assert days <= published


def test_a_citation_holds_sentence_publisher_and_day(browser: Browser, page: Path) -> None:
    browser.open(page)
    told = browser.evaluate(
        f"(() => {{ const data = {DATA}; const [event] = geoMap.eventsOf(data);"
        " return [event.headline, event.reports[0][1][0].trim(),"
        " geoMap.citationOf(data, event)]; })()"
    )
    headline, sentence, citation = told
    assert citation.startswith(headline)
    assert sentence in citation
    assert "2016" in citation
