"""Atlases served by OGC API Features: asked over HTTP, and by the client of QGIS."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

import jsonschema
import pandas as pd
import pytest
import shapely
from atlases import full_tables
from export_atlases import OVER_THE_EDGE, atlas_of, event, hostile_atlas
from shapely.geometry import Point

from geo.atlas import Atlas
from geo.cli import main
from geo.errors import OutputError, SettingsError
from geo.exports import write
from geo.schema import TABLES
from geo.server import open_server
from geo.server.layers import layers_of

VENDORED = Path(__file__).parent / "vendored"
PYTHON = Path("/usr/bin/python3")
PROBE = Path(__file__).parent / "service_in_qgis.py"
SERVED = [name for name in TABLES if name != "rejected"]
PARTS = ["events_areas", "events_points", "places_areas", "places_points"]


class Reply(NamedTuple):
    status: int
    kind: str
    headers: dict[str, str]
    body: bytes

    @property
    def data(self) -> Any:
        return json.loads(self.body)


Ask = Callable[..., Reply]


class Running:
    """A server in a thread of its own, until it is ended."""

    def __init__(self, atlas: Atlas) -> None:
        server = open_server("127.0.0.1", 0)
        self.url = server.url
        self._published = server.publish(atlas)
        self._is_ended = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        server = self._published
        while not self._is_ended:
            server.asyncore.loop(timeout=0.1, map=server._map, count=1)  # noqa: SLF001

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        headers: dict[str, str] | None = None,
        body: str | None = None,
        **query: Any,
    ) -> Reply:
        asked = path + ("?" + urlencode(query) if query else "")
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        try:
            connection.request(method, asked, body=body, headers=headers or {})
            reply = connection.getresponse()
            told = {name.lower(): value for name, value in reply.getheaders()}
            return Reply(reply.status, told["content-type"], told, reply.read())
        finally:
            connection.close()

    def end(self) -> None:
        self._is_ended = True
        self._thread.join(timeout=10)
        self._published.task_dispatcher.shutdown()
        for connection in list(self._published._map.values()):  # noqa: SLF001
            connection.close()


@pytest.fixture(scope="module")
def running(seed_atlas: Atlas) -> Iterator[Running]:
    opened = Running(seed_atlas)
    yield opened
    opened.end()


@pytest.fixture(scope="module")
def ask(running: Running) -> Ask:
    return running.ask


def odd_atlas() -> Atlas:
    """Return events across the antimeridian, undated, open-ended, and without a place."""
    days = [dt.date(2016, 8, day) for day in (20, 24, 28)]
    return atlas_of(
        {
            "documents": [{"document_id": "d", "characters": 1}],
            "events": [
                event(1, Point(179.5, 10), date_start=days[0], date_end=days[1]),
                event(2, Point(-179.5, 10), date_start=days[2], cameo="' OR 1=1 --"),
                event(3, Point(180, -10)),
                event(4, None, date_end=days[1], fatalities_best=0),
                event(5, OVER_THE_EDGE, date_start=days[1], date_end=days[1]),
            ],
        }
    )


@pytest.fixture(scope="module")
def odd() -> Iterator[Ask]:
    opened = Running(odd_atlas())
    yield opened.ask
    opened.end()


def ids(reply: Reply) -> list[str]:
    assert reply.status == 200, reply.body
    return [feature["id"] for feature in reply.data["features"]]


def all_ids(ask: Ask, name: str, **query: Any) -> list[str]:
    """Follow the links from page to page."""
    found: list[str] = []
    reply = ask(f"/collections/{name}/items", **query)
    while True:
        found += ids(reply)
        onward = [link["href"] for link in reply.data["links"] if link["rel"] == "next"]
        if not onward:
            return found
        parts = urlsplit(onward[0])
        reply = ask(f"{parts.path}?{parts.query}")


def test_every_table_is_a_collection_with_its_extent_times_and_credits(
    ask: Ask, seed_atlas: Atlas
) -> None:
    collections = {one["id"]: one for one in ask("/collections").data["collections"]}
    assert sorted(collections) == sorted(SERVED + PARTS)
    events = collections["events"]
    west, south, east, north = seed_atlas.events.total_bounds
    assert events["extent"]["spatial"]["bbox"][0] == pytest.approx([west, south, east, north])
    first = min(seed_atlas.events["date_start"].dropna())
    assert events["extent"]["temporal"]["interval"][0][0] == f"{first.date()}T00:00:00Z"
    assert events["crs"] == ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"]
    for one in collections.values():
        assert "GeoNames (CC BY 4.0)" in one["attribution"]
        assert "Middle East Eye" in one["attribution"]
        assert {"license", "self", "items"} <= {link["rel"] for link in one["links"]}
        alone = ask(f"/collections/{one['id']}").data
        assert alone["extent" if "extent" in one else "id"] == one.get("extent", one["id"])
    assert "extent" not in collections["actors"]


@pytest.mark.parametrize("name", SERVED)
def test_pages_hold_each_row_once_in_the_order_of_the_key(
    name: str, ask: Ask, seed_atlas: Atlas
) -> None:
    frame, table = seed_atlas.tables()[name], TABLES[name]
    found = all_ids(ask, name, limit=7)
    assert len(found) == len(set(found)) == len(frame)
    if len(table.key) == 1:
        assert found == frame[table.key[0]].tolist()
    first = ask(f"/collections/{name}/items", limit=7).data
    assert first["numberMatched"] == len(frame)
    assert first["numberReturned"] == len(first["features"]) == min(7, len(frame))


def test_features_are_geojson_and_hold_what_the_atlas_holds(ask: Ask, seed_atlas: Atlas) -> None:
    for name in ("events", "places", "actors", "event_actors"):
        reply = ask(f"/collections/{name}/items", limit=1000)
        assert reply.kind == "application/geo+json"
        schema = json.loads((VENDORED / "geojson-schema.FeatureCollection.json").read_text())
        jsonschema.validate(reply.data, schema)
        described = ask(f"/collections/{name}/schema").data["properties"]
        columns = [one.name for one in TABLES[name].columns if one.kind != "geometry"]
        assert [field for field in described if field != "geometry"] == columns
        for feature in reply.data["features"]:
            assert list(feature["properties"]) == columns
            assert (feature["geometry"] is None) or TABLES[name].has_geometry
    rows = seed_atlas.events.set_index("event_id")
    for feature in ask("/collections/events/items", limit=1000).data["features"]:
        row = rows.loc[feature["id"]]
        said = feature["properties"]
        assert said["headline"] == row["headline"]
        assert said["date_start"] == (
            None if pd.isna(row["date_start"]) else str(row["date_start"].date())
        )
        if feature["geometry"] is None:
            assert row["geometry"] is None
        else:
            shape = shapely.from_geojson(json.dumps(feature["geometry"]))
            assert shapely.hausdorff_distance(shape, row["geometry"]) < 1e-5


def test_points_and_areas_are_also_collections_of_their_own(ask: Ask, seed_atlas: Atlas) -> None:
    kinds = seed_atlas.events.geometry.geom_type
    points = seed_atlas.events.loc[kinds == "Point", "event_id"].tolist()
    areas = seed_atlas.events.loc[kinds.isin(["Polygon", "MultiPolygon"]), "event_id"].tolist()
    assert all_ids(ask, "events_points") == points
    assert all_ids(ask, "events_areas") == areas
    assert ask(f"/collections/events_points/items/{points[0]}").status == 200
    assert ask(f"/collections/events_points/items/{areas[0]}").status == 404


def test_single_features_are_found_by_their_key_whatever_stands_in_it() -> None:
    for atlas in (Atlas.of(full_atlas_tables()), hostile_atlas()):
        opened = Running(atlas)
        try:
            for name in SERVED:
                found = opened.ask(f"/collections/{name}/items", limit=1000).data["features"]
                for feature in found[:20]:
                    path = f"/collections/{name}/items/{quote(feature['id'], safe='')}"
                    reply = opened.ask(path)
                    assert reply.status == 200, path
                    assert reply.data["properties"] == feature["properties"]
                    own = next(one for one in reply.data["links"] if one["rel"] == "self")
                    assert urlsplit(own["href"]).path == path
        finally:
            opened.end()


def full_atlas_tables() -> dict[str, pd.DataFrame]:
    return atlas_of(full_tables()).tables()


def test_boxes_hold_what_they_meet(ask: Ask, odd: Ask, seed_atlas: Atlas) -> None:
    events = seed_atlas.events
    for box in ((36, 35, 40, 38), (-180, -90, 180, 90), (0, 0, 0, 0), (37.2, 36.2, 37.2, 36.2)):
        area = shapely.box(*box)
        inside = events.loc[events.geometry.intersects(area), "event_id"].tolist()
        given = ",".join(map(str, box))
        assert all_ids(ask, "events", bbox=given) == inside
        west, south, east, north = box
        assert all_ids(ask, "events", bbox=f"{west},{south},-9,{east},{north},99.5") == inside
    assert ids(odd("/collections/events/items", bbox="170,0,-170,20")) == ["e1", "e2"]
    assert ids(odd("/collections/events/items", bbox="170,0,190,20")) == ["e1", "e2"]
    assert ids(odd("/collections/events/items", bbox="-180,-20,-175,20")) == ["e2", "e3", "e5"]
    assert ids(odd("/collections/events/items", bbox="179.9,-12,180,-9")) == ["e3", "e5"]
    assert ids(odd("/collections/events/items", bbox="-500,-100,500,100")) == [
        "e1",
        "e2",
        "e3",
        "e5",
    ]
    assert ids(odd("/collections/documents/items", bbox="-180,-90,180,90")) == []
    extent = odd("/collections/events").data["extent"]["spatial"]["bbox"][0]
    assert extent == [170, -20, -170, 10]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("2016-08-22", "e1"),
        ("2016-08-24", "e1 e4 e5"),
        ("2016-08-24T23:59:59Z", "e1 e4 e5"),
        ("2016-08-25T01:00:00+02:00", "e1 e4 e5"),
        ("2016-08-25", ""),
        ("2016-08-24/2016-08-27", "e1 e4 e5"),
        ("2016-08-25/..", "e2"),
        ("2016-08-25/", "e2"),
        ("../2016-08-23", "e1"),
        ("0001-01-01/9999-12-31", "e1 e2 e4 e5"),
        ("1200-01-01", ""),
    ],
)
def test_times_hold_events_one_of_whose_days_may_lie_in_them(
    given: str, found: str, odd: Ask
) -> None:
    assert ids(odd("/collections/events/items", datetime=given)) == found.split()


@pytest.mark.parametrize("name", SERVED)
def test_each_column_can_be_asked_for_exactly(name: str, ask: Ask, seed_atlas: Atlas) -> None:
    frame, table = seed_atlas.tables()[name], TABLES[name]
    columns = [column for column in table.columns if column.kind != "geometry"]
    for column in columns:
        present = frame[column.name].dropna()
        if present.empty:
            continue
        value = present.iloc[len(present) // 2]
        given = str(value.date()) if column.kind == "date" else str(value)
        reply = ask(f"/collections/{name}/items", limit=1000, **{column.name: given})
        assert reply.status == 200, reply.body
        assert reply.data["numberMatched"] == int((frame[column.name] == value).sum())
    both = {column.name: "" for column in columns if column.kind == "text"}
    assert ids(ask(f"/collections/{name}/items", **both)) == []


def test_conditions_hold_at_once_and_are_kept_from_page_to_page(
    ask: Ask, seed_atlas: Atlas
) -> None:
    events = seed_atlas.events
    wanted = events.loc[(events["status"] == "actual") & ~events["background"], "event_id"]
    found = all_ids(ask, "events", status="actual", background="false", limit=3)
    assert found == wanted.tolist()
    last = ask("/collections/events/items", limit=3, offset=len(events) - 3).data
    assert [link["rel"] for link in last["links"]] == ["self", "prev", "collection"]
    slim = ask("/collections/events/items", properties="mode,status", skipGeometry="true").data
    assert all(list(one["properties"]) == ["mode", "status"] for one in slim["features"])
    assert all(one["geometry"] is None for one in slim["features"])


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"limit": "-1"},
        {"limit": "ten"},
        {"limit": "9" * 400},
        {"offset": "-1"},
        {"offset": "1e3"},
        {"offset": "9" * 5000},
        {"bbox": "1,2,3"},
        {"bbox": "nan,0,1,1"},
        {"bbox": "0,0,inf,1"},
        {"bbox": "0,0,1e999,1"},
        {"bbox": "0,10,1,0"},
        {"bbox": "0,0,5,1,1,0"},
        {"bbox": "a,b,c,d"},
        {"bbox": "١,٢,٣,٤"},
        {"bbox": ""},
        {"bbox": "200,0,-200,1"},
        {"bbox": "0,0,1,1", "bbox-crs": "http://www.opengis.net/def/crs/EPSG/0/3857"},
        {"crs": "http://www.opengis.net/def/crs/EPSG/0/4326"},
        {"datetime": ""},
        {"datetime": ".."},
        {"datetime": "../.."},
        {"datetime": "yesterday"},
        {"datetime": "2016-02-30"},
        {"datetime": "2016-08-24T25:00:00Z"},
        {"datetime": "0001-01-01T00:00:00+14:00"},
        {"datetime": "2016-08-24/2016-08-20"},
        {"datetime": "2016-08-24/2016-08-25/2016-08-26"},
        {"datetime": "2016"},
        {"f": "html"},
        {"f": "jsonld"},
        {"f": "csv"},
        {"lang": "de"},
        {"nonsense": "1"},
        {"geometry": "POINT(0 0)"},
        {"filter": "event_id = 'x'"},
        {"sortby": "-event_id"},
        {"resulttype": "hits"},
        {"event_id'; DROP TABLE events; --": "1"},
        {"geoprecision": "1 OR 1=1"},
        {"geoprecision": "1.5"},
        {"geoprecision": "9" * 30},
        {"score": "nan"},
        {"background": "maybe"},
        {"date_start": "24 August"},
        {"date_start": "2016-02-30"},
        {"properties": "event_id,nonsense"},
        {"skipGeometry": "perhaps"},
    ],
    ids=lambda query: str(query)[:50],
)
def test_what_makes_no_sense_is_refused_with_a_reason(query: dict[str, str], ask: Ask) -> None:
    reply = ask("/collections/events/items", **query)
    assert reply.status == 400, reply.body
    told = reply.data
    assert told["code"] == "InvalidParameterValue"
    assert 15 < len(told["description"]) < 1_500
    assert "Traceback" not in reply.body.decode()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/collections/events/items?limit=1&limit=2", 400),
        ("/collections/events/items?cameo=%ff", 400),
        ("/collections/events/items?" + "&".join(f"a{n}=1" for n in range(200)), 400),
        ("/collections/events/items?cameo=" + "a" * 9_000, 414),
        ("/collections/events/items/%ff", 400),
        ("/collections/events/items/none", 404),
        ("/collections/events/items/..%2f..%2fetc%2fpasswd", 404),
        ("/collections/events/items/%00", 404),
        ("/collections/rejected/items", 404),
        ("/collections/../../etc/passwd", 404),
        ("/collections/events/coverage", 404),
        ("/processes", 404),
        ("/static/css/default.css", 404),
        ("/admin/config", 404),
        ("/conformance?f=html", 400),
    ],
)
def test_what_is_not_there_is_not_there(path: str, status: int, ask: Ask) -> None:
    reply = ask(path)
    assert (reply.status, reply.kind) == (status, "application/json"), reply.body
    assert reply.data["description"]


def test_great_numbers_are_answered_as_the_standard_asks(ask: Ask, seed_atlas: Atlas) -> None:
    assert len(ids(ask("/collections/events/items", limit=10**17))) == len(seed_atlas.events)
    beyond = ask("/collections/events/items", offset=10**17).data
    assert beyond["features"] == []
    assert [link["rel"] for link in beyond["links"]] == ["self", "prev", "collection"]
    sql = ask("/collections/events/items", headline="' OR 1=1; --")
    assert ids(sql) == []


def test_text_that_looks_like_code_is_only_text(odd: Ask) -> None:
    assert ids(odd("/collections/events/items", cameo="' OR 1=1 --")) == ["e2"]


def test_nothing_can_be_changed(ask: Ask) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        for path in ("/", "/collections/events/items", "/collections/events/items/e1"):
            reply = ask(path, method=method, body="{}" if method != "TRACE" else None)
            assert reply.status == 405, (method, path)
            assert reply.headers["allow"] == "GET, HEAD"
    head = ask("/collections", method="HEAD")
    assert (head.status, head.body) == (200, b"")


def test_other_names_of_the_machine_are_not_answered(ask: Ask) -> None:
    assert ask("/", headers={"Host": "evil.example"}).status == 421
    assert ask("/", headers={"Host": "localhost:1"}).status == 200
    reply = ask("/", headers={"Origin": "http://evil.example"})
    assert not [name for name in reply.headers if name.startswith("access-control")]


def documents(ask: Ask) -> Iterator[tuple[str, Reply]]:
    yield from ((path, ask(path)) for path in ("/", "/openapi", "/conformance", "/collections"))
    for name in SERVED + PARTS:
        for tail in ("", "/schema", "/queryables", "/items"):
            yield f"{name}{tail}", ask(f"/collections/{name}{tail}")


def test_documents_name_only_what_is_served_and_nothing_elsewhere(
    ask: Ask, running: Running
) -> None:
    for where, reply in documents(ask):
        assert reply.status == 200, where
        text = reply.body.decode()
        for word in ('text/html", "rel": "self', "ld+json", "/jobs", "TileMatrix", "unpkg"):
            assert word not in text, (where, word)
        for path in (str(Path.cwd()), str(Path.home()) + "/", sys.prefix):
            assert path not in text, (where, path)
        for link in reply.data.get("links", []) if isinstance(reply.data, dict) else []:
            if link["rel"] == "license":
                continue
            assert link["href"].startswith(running.url), (where, link)
            parts = urlsplit(link["href"])
            followed = ask((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
            assert followed.status == 200, (where, link)
    html = ask("/", headers={"Accept": "text/html"})
    assert html.kind == "application/json"


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from [node["$ref"]] if "$ref" in node else []
    for value in node.values() if isinstance(node, dict) else node:
        if isinstance(value, dict | list):
            yield from references(value)


def test_description_is_whole_and_lists_each_parameter(ask: Ask) -> None:
    described = ask("/openapi").data

    for reference in references(described):
        place: Any = described
        assert reference.startswith("#/"), reference
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]
    listed = described["paths"]["/collections/events/items"]["get"]["parameters"]
    names = {one.get("name") or one["$ref"].rsplit("/", 1)[1] for one in listed}
    columns = {one.name for one in TABLES["events"].columns if one.kind != "geometry"}
    assert columns | {"bbox", "datetime", "limit", "offset", "properties"} <= names
    for table in TABLES.values():
        assert not {column.name for column in table.columns} & {
            "bbox", "bbox-crs", "crs", "datetime", "f", "limit", "offset", "properties",
            "skipGeometry",
        }  # fmt: skip
    said = ask("/conformance").data["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in said
    assert not [name for name in said if "html" in name or "create" in name]


def test_pages_of_large_areas_are_short() -> None:
    ring = Point(0, 0).buffer(10, quad_segs=15_000)
    frame = atlas_of({"events": [event(number, ring) for number in range(1, 8)]}).events
    layer = next(layers_of(frame, TABLES["events"]))
    rows = layer.select()
    first = layer.page(rows, offset=0, limit=100)
    assert (len(first.features), first.matched) == (3, 7)
    assert len(layer.page(rows, offset=3, limit=100, with_geometry=False).features) == 4


def test_empty_atlases_are_served() -> None:
    opened = Running(Atlas.of({}))
    try:
        for name in SERVED + PARTS:
            assert ids(opened.ask(f"/collections/{name}/items", bbox="0,0,1,1")) == []
            assert opened.ask(f"/collections/{name}").status == 200
    finally:
        opened.end()


def test_ports_that_cannot_be_had_are_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OutputError, match="give another --port"):
            open_server("127.0.0.1", taken.getsockname()[1])
    for host, port, url, reason in (
        ("127.0.0.1", 70_000, None, "--port"),
        ("no such host", 0, None, "--host"),
        ("0.0.0.0", 0, None, "give --url"),  # noqa: S104
        ("127.0.0.1", 0, "ftp://x", "--url"),
    ):
        with pytest.raises(SettingsError, match=reason):
            open_server(host, port, url=url)
    for url, is_local in (("http://192.0.2.7:5000/geo/", False), ("https://a.example", False)):
        server = open_server("0.0.0.0", 0, url=url)  # noqa: S104
        assert (server.url, server.is_local) == (url.rstrip("/"), is_local)
        server.close()


def serve(*arguments: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "geo", "serve", *map(str, arguments), "--port", "0"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert " publishes " in line, process.communicate()
    return line.split(" ")[0]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_serves_a_chosen_and_coarsened_part_until_it_is_ended(
    number: signal.Signals, seed_atlas: Atlas, tmp_path: Path
) -> None:
    package = tmp_path / "atlas.gpkg"
    write(seed_atlas, package)
    process = serve(package, "--type", "ASSAULT", "--coarsen", "division", "--omit-sentences")
    try:
        connection = HTTPConnection(urlsplit(address(process)).netloc, timeout=30)
        connection.request("GET", "/collections/events/items?limit=1000")
        found = json.loads(connection.getresponse().read())["features"]
        connection.request("GET", "/collections/reports/items")
        reports = json.loads(connection.getresponse().read())["features"]
        connection.close()
    finally:
        process.send_signal(number)
        output, errors = process.communicate(timeout=30)
    assert process.returncode == 0, (output, errors)
    assert "Traceback" not in errors
    assert found
    assert {feature["properties"]["event_type"] for feature in found} == {"ASSAULT"}
    assert not [one for one in found if one["properties"]["geoprecision"] in (1, 2, 3)]
    assert {one["properties"]["sentence"] for one in reports} == {None}


def test_wrong_usage_of_the_command_is_told_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    started = time.monotonic()
    assert main(["serve", str(tmp_path), "--port", "70000"]) == 2
    assert main(["serve", str(tmp_path), "--coarsen", "nonsense"]) == 2
    assert time.monotonic() - started < 10
    assert capsys.readouterr().err.count("\n") == 2


def is_qgis_installed() -> bool:
    if not PYTHON.exists():
        return False
    asked = [PYTHON, "-c", "import qgis.core"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def test_the_client_of_qgis_reads_it(
    running: Running, ask: Ask, seed_atlas: Atlas, tmp_path: Path
) -> None:
    if not is_qgis_installed():
        left_out = "QGIS is not installed (Debian: python3-qgis): its client reads no service"
        if os.environ.get("CI"):
            pytest.fail(left_out)
        pytest.skip(left_out)
    events = {"collection": "events", "key": "event_id"}
    questions = {
        "all": events,
        "box": events | {"box": [36, 35, 40, 38]},
        "period": events
        | {"subset": "\"date_start\" >= '2016-08-20' AND \"date_start\" <= '2016-08-30'"},
        "type": events | {"subset": "\"event_type\" = 'ASSAULT'"},
        "points": events | {"collection": "events_points"},
        "areas": events | {"collection": "events_areas"},
        "documents": {"collection": "documents", "key": "document_id"},
    }
    environment = {
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "PATH": "/usr/bin:/bin",
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_RUNTIME_DIR": str(tmp_path),
    }
    done = subprocess.run(
        [PYTHON, PROBE, running.url, json.dumps(questions)],
        capture_output=True, text=True, timeout=100, env=environment, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["warnings"] == []
    answers = told["answers"]
    assert all(answer["valid"] for answer in answers.values()), answers
    frame = seed_atlas.events
    columns = [one.name for one in TABLES["events"].columns if one.kind != "geometry"]
    assert [name for name in answers["all"]["fields"] if name != "id"] == columns
    assert answers["all"]["fields"]["date_start"] == "Date"
    assert answers["all"]["crs"] in {"EPSG:4326", "OGC:CRS84"}
    assert answers["all"]["extent"] == pytest.approx(list(frame.total_bounds))
    assert answers["all"]["count"] == len(frame)
    assert answers["all"]["located"] == int(frame.geometry.notna().sum())
    wanted = {
        "all": frame["event_id"].tolist(),
        "box": frame.loc[frame.geometry.intersects(shapely.box(36, 35, 40, 38)), "event_id"],
        "period": all_ids(ask, "events", datetime="2016-08-20/2016-08-30"),
        "type": frame.loc[frame["event_type"] == "ASSAULT", "event_id"],
        "points": frame.loc[frame.geometry.geom_type == "Point", "event_id"],
        "areas": frame.loc[frame.geometry.geom_type == "MultiPolygon", "event_id"],
        "documents": seed_atlas.documents["document_id"],
    }
    for name, expected in wanted.items():
        assert answers[name]["found"] == sorted(expected), name
    assert answers["points"]["kind"] == "Point"
    assert answers["areas"]["kind"] in {"Polygon", "MultiPolygon"}
    assert answers["documents"]["kind"] == "NoGeometry"
