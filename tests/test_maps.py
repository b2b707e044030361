from __future__ import annotations

import re
from pathlib import Path

import folium
import pytest
from atlases import atlas_of, sample_atlas

from geo.errors import OfflineError, OutputError
from geo.maps import draw_map, save_map
from geo.maps.escape import escape, link, script_json


def test_equal_input_gives_a_byte_equal_file(tmp_path: Path) -> None:
    first = save_map(draw_map(sample_atlas()), tmp_path / "a.html")
    second = save_map(draw_map(sample_atlas()), tmp_path / "b.html")
    assert first.read_bytes() == second.read_bytes()


def test_its_own_save_writes_the_same_file(tmp_path: Path) -> None:
    drawn = draw_map(sample_atlas())
    drawn.save(str(tmp_path / "own.html"))
    assert (tmp_path / "own.html").read_bytes() == save_map(
        drawn, tmp_path / "ours.html"
    ).read_bytes()


def test_no_random_id_is_left() -> None:
    drawn = draw_map(sample_atlas())
    folium.CircleMarker((36, 37), popup="a note").add_to(drawn)
    assert not re.search(r"_[0-9a-f]{32}\b", drawn.get_root().render())


def test_an_online_element_is_refused_by_name() -> None:
    drawn = draw_map(sample_atlas())
    folium.TileLayer("OpenStreetMap").add_to(drawn)
    with pytest.raises(OfflineError, match="TileLayer would load from the network"):
        drawn.get_root().render()


def test_an_empty_atlas_gives_a_map() -> None:
    assert "geoMap.draw" in draw_map(atlas_of({})).get_root().render()


def test_an_unwritable_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="does not exist"):
        save_map(draw_map(sample_atlas()), tmp_path / "missing" / "a.html")


def test_text_is_inert_in_html_and_templates() -> None:
    assert not set(escape("<b>`${x}`\\\n</b>\x00")) & set("<>`${}\\\n\x00")


def test_json_cannot_end_its_script() -> None:
    assert "</script" not in script_json("</script><!-- {{ 7*7 }} \u2028")


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//host/x", "https://u:p@host", "http://", ""],
)
def test_only_plain_web_addresses_are_links(url: str) -> None:
    assert link(url) is None
