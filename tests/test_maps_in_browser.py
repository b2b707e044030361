"""What a map does in a real browser: no request, no script of others, evidence on a click."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import folium
import pytest
from atlases import atlas_of, sample_atlas, sample_tables, spoil
from coded_tables import UCDP, ucdp_row, write_csv
from pages import OPEN_ALL
from shapely.geometry import Point

from geo.imports import read_events
from geo.maps import draw_map, save_map
from geo.maps.browser import Browser
from geo.maps.picture import save_picture


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_map(draw_map(sample_atlas()), tmp_path_factory.mktemp("maps") / "sample.html")


def test_a_map_requests_nothing_and_reports_no_fault(
    show: Callable[[Any], Browser], sample: Path
) -> None:
    browser = show(sample)
    assert browser.evaluate(OPEN_ALL) > 3
    assert [url for url in browser.requests if not url.startswith("file://")] == []
    assert len(browser.requests) == 1
    assert browser.messages == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_controls_that_a_user_adds_are_not_covered(
    show: Callable[[Any], Browser], language: str
) -> None:
    drawn = draw_map(sample_atlas(), language=language)
    folium.FeatureGroup("mine").add_to(drawn)
    folium.LayerControl().add_to(drawn)
    browser = show(drawn)
    assert browser.evaluate(
        "(() => { const box = document.querySelector('.leaflet-control-layers-toggle')"
        ".getBoundingClientRect(); return [0.1, 0.5, 0.9].every((part) => document"
        ".elementFromPoint(box.x + part * box.width, box.y + box.height / 2)"
        ".closest('.leaflet-control-layers')); })()"
    )


def test_hostile_text_is_shown_to_the_letter(show: Callable[[Any], Browser]) -> None:
    browser = show(spoil("{{ 7*7 }}<i>${1}</i>"))
    assert "{{ 7*7 }}<i>${1}</i>Dispatch" not in browser.evaluate("document.title")
    headline = browser.evaluate("document.querySelector('.geo-headline').textContent")
    assert headline.startswith("{{ 7*7 }}<i>${1}</i>Air strikes")


def test_a_hostile_title_stays_in_its_element(show: Callable[[Any], Browser]) -> None:
    title = "</title><script>window.PWN=1</script>$data ${script} {{ 1 }}"
    browser = show(draw_map(sample_atlas(), title=title))
    assert browser.evaluate("document.title") == title
    assert browser.evaluate("document.querySelector('h1').textContent") == title
    assert browser.evaluate("String(window.PWN)") == "undefined"


def test_only_web_addresses_become_links(show: Callable[[Any], Browser], sample: Path) -> None:
    browser = show(sample)
    browser.evaluate(OPEN_ALL)
    links = browser.evaluate(
        "[...document.querySelectorAll('.geo-panel a')].map((a) => [a.href, a.rel])"
    )
    assert links
    assert {tuple(link) for link in links} == {
        ("https://courier.example/1", "noopener noreferrer nofollow")
    }


def test_a_country_is_never_a_mark(show: Callable[[Any], Browser]) -> None:
    rows = sample_tables()
    country = next(row for row in rows["events"] if row["geoprecision"] == 6)
    rows["events"] = [country | {"geometry": Point(38, 35)}, country | {"event_id": "e99"}]
    rows["places"] = []
    browser = show(atlas_of({"events": rows["events"]}))
    assert browser.evaluate("document.querySelectorAll('.geo-icon').length") == 0
    assert browser.evaluate("document.querySelectorAll('path.geo-area').length") == 1
    label = browser.evaluate("document.querySelector('.geo-area-label').innerText")
    assert label.split() == ["Syria", "1"]
    assert "Not on the map (1)" in browser.evaluate("document.body.innerText")


def test_events_of_one_place_share_a_numbered_mark(
    show: Callable[[Any], Browser], sample: Path
) -> None:
    browser = show(sample)
    browser.evaluate("document.querySelectorAll('.geo-event summary').forEach((s) => s.click())")
    browser.evaluate(
        "[...document.querySelectorAll('.geo-event')].find((e) => e.innerText.includes('market'))"
        ".querySelector('.geo-show').click()"
    )
    popup = browser.evaluate("document.querySelector('.leaflet-popup').innerText")
    assert "Aleppo 4 events" in popup
    mark = (
        "[...document.querySelectorAll('.geo-icon')].find((i) => i.ariaLabel.startsWith('Aleppo'))"
    )
    assert browser.evaluate(f"{mark}.textContent") == "4"


@pytest.mark.parametrize(
    ("text", "style"),
    [("48-hour pause", "s-dashed"), ("western districts", "s-hollow"), ("market", "s-solid")],
)
def test_doubt_is_drawn(
    show: Callable[[Any], Browser], sample: Path, text: str, style: str
) -> None:
    browser = show(sample)
    found = browser.evaluate(
        f"[...document.querySelectorAll('.geo-event')].find((e) => e.innerText.includes({text!r}))"
        ".querySelector('.geo-part').getAttribute('class')"
    )
    assert style in found


def test_an_inferred_place_has_a_dashed_halo(show: Callable[[Any], Browser], sample: Path) -> None:
    browser = show(sample)
    geneva = (
        "[...document.querySelectorAll('.geo-icon')].find((i) => i.ariaLabel.startsWith('Geneva'))"
    )
    assert browser.evaluate(f"{geneva}.querySelectorAll('.halo-inferred').length") == 1


def test_layers_switch_events_by_type_actor_and_place(
    show: Callable[[Any], Browser], sample: Path
) -> None:
    browser = show(sample)
    shown = "document.querySelector('.geo-shown').textContent"
    assert browser.evaluate(shown).startswith("11 of 11")
    for name, left in (("Assault", 7), ("Russia", 4), ("Jarabulus", 3)):
        browser.evaluate(
            "[...document.querySelectorAll('.geo-check')]"
            f".find((c) => c.textContent.startsWith({name!r})).querySelector('input').click()"
        )
        assert browser.evaluate(shown).startswith(f"{left} of 11"), name


def test_layers_switch_events_by_country(show: Callable[[Any], Browser], sample: Path) -> None:
    browser = show(sample)
    box = (
        "[...document.querySelectorAll('.geo-layers')].find((one) => "
        "one.querySelector('summary').textContent.startsWith('By country'))"
    )
    shown = "parseInt(document.querySelector('.geo-shown').textContent)"
    before = browser.evaluate(shown)
    browser.evaluate(f"{box}.querySelector('.geo-check input').click()")
    after = browser.evaluate(shown)
    hidden = browser.evaluate(
        f"parseInt({box}.querySelector('.geo-check .geo-check-count').textContent)"
    )
    assert after == before - hidden


def test_a_search_finds_words_of_sentences_without_accents(
    show: Callable[[Any], Browser], sample: Path
) -> None:
    browser = show(sample)
    browser.evaluate(
        "(() => { const box = document.querySelector('.geo-search'); box.value = 'MÉDICS';"
        " box.dispatchEvent(new Event('input')); })()"
    )
    shown = browser.evaluate("document.querySelector('.geo-shown').textContent")
    assert shown.startswith("1 of 11")
    assert browser.evaluate("document.querySelectorAll('.geo-icon .geo-part').length") == 1


def test_evidence_marks_trigger_place_and_actors(
    show: Callable[[Any], Browser], sample: Path
) -> None:
    browser = show(sample)
    browser.evaluate(OPEN_ALL)
    marks = browser.evaluate(
        "[...[...document.querySelectorAll('.geo-list .geo-quote')]"
        ".find((q) => q.textContent.includes('market')).querySelectorAll('mark')]"
        ".map((m) => [m.className, m.textContent])"
    )
    assert marks == [["m-trigger", "struck"], ["m-place", "Aleppo"]]


def test_totals_are_attributed_and_not_added_up(
    show: Callable[[Any], Browser], sample: Path
) -> None:
    text = show(sample).evaluate("document.querySelector('.geo-figures').innerText")
    assert "more than 290,000 killed" in text
    assert "UN estimates" in text


def test_a_mark_opens_by_keyboard(show: Callable[[Any], Browser], sample: Path) -> None:
    browser = show(sample)
    browser.evaluate(
        "[...document.querySelectorAll('.geo-icon')]"
        ".find((i) => i.ariaLabel.startsWith('Geneva')).focus()"
    )
    browser.press("Enter")
    assert "Envoys" in browser.evaluate("document.activeElement.innerText")
    browser.press("Escape")
    assert browser.evaluate("document.querySelector('.leaflet-popup')") is None
    assert browser.evaluate("document.activeElement.ariaLabel").startswith("Geneva")


def test_many_marks_are_hidden_while_the_map_zooms(show: Callable[[Any], Browser]) -> None:
    rows = sample_tables()
    model = next(row for row in rows["events"] if row["place_name"] == "Aleppo")
    few = show(atlas_of(rows))
    zoom = "document.querySelector('.leaflet-control-zoom-in').click()"
    few.evaluate(zoom)
    assert not few.evaluate("document.querySelector('.geo-many') !== null")
    rows["events"] += [
        model | {"event_id": f"m{at}", "geometry": Point(30 + at % 10, 30 + at // 10)}
        for at in range(100)
    ]
    browser = show(atlas_of(rows))
    assert browser.evaluate("document.querySelectorAll('.leaflet-marker-icon').length") > 40
    shown = browser.evaluate(f"""(() => {{
      const mark = document.querySelector('.leaflet-geo-marks-pane .leaflet-marker-icon');
      mark.focus();
      {zoom};
      return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {{
        const all = [...document.querySelectorAll('.leaflet-marker-icon')];
        done([document.querySelector('.leaflet-zoom-anim') !== null,
          all.filter((one) => one.getClientRects().length).length,
          document.activeElement === mark]);
      }})));
    }})()""")
    assert shown == [True, 1, True], "the one that has the focus keeps it"


def test_an_empty_atlas_says_so(show: Callable[[Any], Browser]) -> None:
    browser = show(atlas_of({}))
    assert "No text and no event was read" in browser.evaluate("document.body.innerText")
    assert browser.messages == []


def test_places_alone_make_a_map(show: Callable[[Any], Browser]) -> None:
    rows = sample_tables()
    browser = show(atlas_of({"documents": rows["documents"], "places": rows["places"]}))
    assert "the map shows the places they name" in browser.evaluate("document.body.innerText")
    assert browser.evaluate("document.querySelectorAll('.geo-diamond').length") >= 5
    assert browser.evaluate("document.querySelectorAll('path.geo-area').length") == 2


def test_worldview_and_credits_are_named(show: Callable[[Any], Browser], sample: Path) -> None:
    text = show(sample).evaluate("document.querySelector('.geo-credits').innerText")
    assert "Natural Earth" in text
    assert "worldview" in text
    assert "GeoNames, CC-BY-4.0" in text
    assert "do not imply endorsement" in text


def test_an_added_folium_marker_works_offline(show: Callable[[Any], Browser]) -> None:
    drawn = draw_map(sample_atlas())
    folium.Marker((35, 38), popup="a note", tooltip="note").add_to(drawn)
    folium.GeoJson({"type": "Point", "coordinates": [37, 34]}).add_to(drawn)
    browser = show(drawn)
    browser.evaluate("document.querySelector('img.leaflet-marker-icon').click()")
    assert "a note" in browser.evaluate("document.querySelector('.leaflet-popup').innerText")
    assert browser.messages == []
    assert [url for url in browser.requests if url.startswith("http")] == []


def test_imported_events_show_their_notes_and_whose_they_are(
    show: Callable[[Any], Browser], tmp_path: Path
) -> None:
    rows = [
        ucdp_row(id=1),
        ucdp_row(id=2, where_prec=4, source_headline="Fighting goes on in the province"),
        ucdp_row(id=3, where_prec=6),
        ucdp_row(id=4, where_prec=5),
    ]
    browser = show(read_events(write_csv(tmp_path / "ged.csv", UCDP, rows)))
    assert browser.evaluate("document.querySelectorAll('.geo-icon').length") == 1
    assert browser.evaluate("document.querySelectorAll('path.geo-area').length") == 2
    assert "Not on the map (1)" in browser.evaluate("document.body.innerText")
    browser.evaluate(OPEN_ALL)
    text = browser.evaluate("document.querySelector('.geo-list').innerText")
    assert "Fighting goes on in the province" in text
    assert "The Fictional Courier" in text
    assert "known to the first-order division only" in text
    credit = browser.evaluate("document.querySelector('.geo-credits').innerText")
    assert "Events: UCDP Georeferenced Event Dataset" in credit
    assert browser.messages == []


@pytest.mark.usefixtures("browser")
def test_a_phone_shows_map_and_list_without_scrolling_sideways(sample: Path) -> None:
    with Browser(width_px=390, height_px=844) as phone:
        phone.open(sample, phone=True)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390
        assert phone.evaluate("document.querySelector('.folium-map').clientHeight") > 300
        assert phone.evaluate("document.querySelector('.geo-panel').clientHeight") > 200


@pytest.mark.usefixtures("browser")
def test_a_picture_is_taken(sample: Path, tmp_path: Path) -> None:
    picture = save_picture(sample, tmp_path / "map.png", width_px=640, height_px=480)
    assert picture.read_bytes().startswith(b"\x89PNG")
