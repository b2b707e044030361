"""The geocoder stands wherever one of geopy does, and asks the network only when told to."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from geopy.exc import (
    ConfigurationError,
    GeocoderNotFound,
    GeocoderQueryError,
    GeocoderServiceError,
    GeopyError,
)
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import Nominatim
from geopy.geocoders.base import Geocoder as Base
from geopy.location import Location
from geopy.point import Point

from geo.gazetteer.geocoder import Geocoder
from geo.model import Entry

ALEPPO = "geonames:170063"
TRIPOLI_LEBANON = "geonames:266826"


@pytest.fixture(scope="module")
def geocoder() -> Geocoder:
    return Geocoder()


def test_a_name_is_located_within_what_contains_it(geocoder: Geocoder) -> None:
    found = geocoder.geocode("Tripoli, Lebanon")
    assert found.raw.entry_id == TRIPOLI_LEBANON
    assert found.address.endswith("Lebanon, Asia")
    assert (found.latitude, found.longitude) == (found.raw.latitude, found.raw.longitude)
    assert geocoder.geocode({"city": "Tripoli", "country": "Lebanon"}) == found
    assert geocoder.geocode("Qwrtzpsdfg") is None


@pytest.mark.parametrize(
    ("query", "entry_id"),
    [
        ("Jabalia, Gaza Strip", "geonames:281129"),
        ("Bakhmut, Donbas", "geonames:713174"),
        ("Goma, Kivu, DRC", "geonames:216281"),
        ("حلب، سوريا", "geonames:170063"),
        ("基辅，乌克兰", "geonames:703448"),
    ],
)
def test_a_name_is_located_within_a_region_that_has_no_members(
    geocoder: Geocoder, query: str, entry_id: str
) -> None:
    assert geocoder.geocode(query).raw.entry_id == entry_id
    assert geocoder.geocode("Aleppo, France") is None


@pytest.mark.parametrize("codes", ["lb", "LBN", ["lb"], "lb,cy", ("LB", "CYP")])
def test_country_codes_have_two_letters_or_three(geocoder: Geocoder, codes: Any) -> None:
    assert geocoder.geocode("Tripoli", country_codes=codes).raw.entry_id == TRIPOLI_LEBANON


def test_a_view_box_prefers_and_when_bounded_excludes(geocoder: Geocoder) -> None:
    box = [Point(33, 35), "36, 37"]
    assert geocoder.geocode("Tripoli", viewbox=box).raw.entry_id == TRIPOLI_LEBANON
    assert geocoder.geocode("Tripoli", viewbox=box[::-1], bounded=True).raw.country_code == "LBN"
    assert geocoder.geocode("Oslo", viewbox=box).raw.country_code == "NOR"
    assert geocoder.geocode("Oslo", viewbox=box, bounded=True) is None


def test_a_limit_bounds_a_list(geocoder: Geocoder) -> None:
    assert len(geocoder.geocode("Tripoli", exactly_one=False)) > 3
    assert len(geocoder.geocode("Tripoli", exactly_one=False, limit=3)) == 3
    assert len(geocoder.reverse((36.2, 37.16), exactly_one=False)) == 10
    assert len(geocoder.reverse((36.2, 37.16), exactly_one=False, limit=2)) == 2


@pytest.mark.parametrize("query", ["35.95, 39.01", (35.95, 39.01), Point(35.95, 39.01)])
def test_a_point_is_reversed_in_any_form(geocoder: Geocoder, query: Any) -> None:
    assert geocoder.reverse(query).raw.entry_id == "geonames:172955"


def test_a_language_is_taken_and_the_own_name_given(geocoder: Geocoder) -> None:
    assert geocoder.geocode("حلب", language="ar").address.startswith("Aleppo")


@pytest.mark.parametrize(
    ("query", "wishes"),
    [
        ("", {}),
        (" , ", {}),
        ({}, {}),
        (None, {}),
        (float("nan"), {}),
        (pd.NA, {}),
        ("Homs", {"country_codes": "Syria"}),
        ("Homs", {"exactly_one": False, "limit": 0}),
        ("Homs", {"viewbox": "36,37"}),
        ("Homs", {"viewbox": [(0, 0)]}),
        ("Homs", {"viewbox": [(0, 0), ("here", "there")]}),
    ],
)
def test_wrong_queries_raise_errors_of_geopy(
    geocoder: Geocoder, query: Any, wishes: dict[str, Any]
) -> None:
    with pytest.raises(GeocoderQueryError):
        geocoder.geocode(query, **wishes)


@pytest.mark.parametrize("query", ["nowhere", "91, 0", None])
def test_what_is_no_point_is_refused(geocoder: Geocoder, query: Any) -> None:
    with pytest.raises(GeocoderQueryError):
        geocoder.reverse(query)


def test_it_stands_where_geocoders_of_geopy_do(geocoder: Geocoder) -> None:
    assert isinstance(geocoder, Base)
    limited = RateLimiter(geocoder.geocode, min_delay_seconds=0)
    assert limited("Aleppo", timeout=1).raw.entry_id == ALEPPO
    bound = partial(geocoder.geocode, country_codes="sy", exactly_one=True)
    frame = pd.DataFrame({"name": ["Aleppo", "Homs"]})
    frame["location"] = frame["name"].apply(bound)
    frame["point"] = frame["location"].apply(lambda found: tuple(found.point) if found else None)
    assert frame["point"][0][:2] == (36.20124, 37.16117)
    with Geocoder(user_agent="tests", timeout=5) as own:
        assert own.geocode("Homs").raw.country_code == "SYR"


class Recorded(Base):  # type: ignore[misc] # geopy is not typed
    """Knows one house, and counts how often it is asked."""

    def __init__(self, *, domain: str = "example.invalid") -> None:
        super().__init__()
        self.domain = domain
        self.asked: list[str] = []

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        timeout: float | None = None,
        language: str | None = None,
    ) -> Location | list[Location] | None:
        self.asked.append(query)
        if query != "Rose Cottage 7":
            return None
        found = Location("Rose Cottage", (51.5, -0.1), {"timeout": timeout, "language": language})
        return found if exactly_one else [found, found]


def test_a_fallback_is_asked_only_for_what_is_missing(tmp_path: Path) -> None:
    service = Recorded()
    geocoder = Geocoder(fallback=service, cache=tmp_path / "answers", min_delay_s=0)
    assert isinstance(geocoder.geocode("Aleppo").raw, Entry)
    assert service.asked == []
    found = geocoder.geocode("Rose Cottage 7", language="en", viewbox=[(0, 0), (1, 1)])
    assert (found.address, found.raw["language"]) == ("Rose Cottage", "en")
    assert len(geocoder.geocode("Rose Cottage 7", exactly_one=False, limit=1)) == 1
    assert service.asked == ["Rose Cottage 7", "Rose Cottage 7"]


def test_answers_are_kept_on_disk_misses_too(tmp_path: Path) -> None:
    service = Recorded()
    for _ in range(2):
        geocoder = Geocoder(fallback=service, cache=tmp_path, min_delay_s=0)
        assert geocoder.geocode("Rose Cottage 7").latitude == 51.5
        assert geocoder.geocode("Qwrtzpsdfg 9") is None
    assert service.asked == ["Rose Cottage 7", "Qwrtzpsdfg 9"]
    kept = sorted(tmp_path.rglob("*.json"))
    assert len(kept) == 2
    before = [path.read_bytes() for path in kept]
    again = Geocoder(fallback=Recorded(), cache=tmp_path / "again", min_delay_s=0)
    again.geocode("Rose Cottage 7")
    again.geocode("Qwrtzpsdfg 9")
    assert [path.read_bytes() for path in sorted((tmp_path / "again").rglob("*.json"))] == before


def test_a_damaged_answer_is_asked_for_again(tmp_path: Path) -> None:
    service = Recorded()
    geocoder = Geocoder(fallback=service, cache=tmp_path, min_delay_s=0)
    geocoder.geocode("Rose Cottage 7")
    [path] = tmp_path.rglob("*.json")
    whole = path.read_bytes()
    for damaged in (b"", b"{", b'{"found": [1]}', b"[]", b"\xff\xfe"):
        path.write_bytes(damaged)
        assert geocoder.geocode("Rose Cottage 7").address == "Rose Cottage"
        assert path.read_bytes() == whole


def test_each_service_has_answers_of_its_own(tmp_path: Path) -> None:
    for domain in ("a.invalid", "b.invalid"):
        service = Recorded(domain=domain)
        Geocoder(fallback=service, cache=tmp_path, min_delay_s=0).geocode("Rose Cottage 7")
        assert service.asked


def test_a_misspelt_name_is_guessed_after_the_fallback(tmp_path: Path) -> None:
    service = Recorded()
    geocoder = Geocoder(fallback=service, cache=tmp_path, min_delay_s=0)
    assert geocoder.geocode("Qleppo").raw.entry_id == ALEPPO
    assert service.asked == ["Qleppo"]


def test_unknown_fallbacks_and_options_are_errors_of_geopy() -> None:
    with pytest.raises(GeocoderNotFound):
        Geocoder(fallback="no such service")
    with pytest.raises(ConfigurationError):
        Geocoder(fallback="nominatim", fallback_options={"no_such_option": 1})
    with pytest.raises(GeopyError):
        Geocoder(fallback="nominatim")  # its terms ask for a user agent


class Service(BaseHTTPRequestHandler):
    """Answers like Nominatim's search."""

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        self.server.asked.append(query)  # type: ignore[attr-defined]
        if query["q"] == ["Broken Hall 3"]:
            self.send_error(503)
            return
        body = json.dumps([{"lat": "1.5", "lon": "2.5", "display_name": query["q"][0]}]).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as running:
        running.asked = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def test_a_service_of_geopy_is_asked_over_http(server: Any, tmp_path: Path) -> None:
    options = {
        "domain": f"127.0.0.1:{server.server_port}",
        "scheme": "http",
        "user_agent": "tests of geo",
    }
    geocoder = Geocoder(
        fallback="nominatim", fallback_options=options, cache=tmp_path, min_delay_s=0
    )
    for _ in range(2):
        found = geocoder.geocode("Rose Cottage 7", country_codes="gb", language="en", timeout=5)
        assert (found.latitude, found.longitude) == (1.5, 2.5)
    assert len(server.asked) == 1
    assert server.asked[0]["countrycodes"] == ["gb"]
    with pytest.raises(GeocoderServiceError):
        geocoder.geocode("Broken Hall 3")
    with pytest.raises(GeocoderServiceError):  # an error is not kept
        geocoder.geocode("Broken Hall 3")
    assert len(server.asked) == 3


def test_a_geocoder_that_is_made_already_may_be_passed(server: Any) -> None:
    domain = f"127.0.0.1:{server.server_port}"
    service = Nominatim(domain=domain, scheme="http", user_agent="tests of geo")
    found = Geocoder(fallback=service, min_delay_s=0).geocode("Rose Cottage 7")
    assert found.address == "Rose Cottage 7"
