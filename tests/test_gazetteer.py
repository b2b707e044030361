"""The shipped gazetteer: any name in any script leads to its entry, fast and read-only."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import GazetteerError, UnknownEntryError
from geo.gazetteer import (
    AreaRecord,
    Dataset,
    Gazetteer,
    NameKind,
    Record,
    build_gazetteer,
    write_areas,
)
from geo.gazetteer.areas import Areas
from geo.model import Bounds, Match

SHIPPED = Path(__file__).parents[1] / "gazetteer" / "tables" / "gazetteer"
LEVANT = Bounds(west=34, south=32, east=43, north=38)

ALEPPO = "geonames:170063"
SYRIA = "geonames:163843"


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.open()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A gazetteer of one's own, to be stacked on the shipped one."""
    records = [
        Record(
            entry_id="own:post-7",
            name="Checkpoint Seven",
            latitude=36.1,
            longitude=37.1,
            feature_class="S",
            feature_code="CKPT",
            country_code="SYR",
            names=(("نقطة سبعة", NameKind.ALTERNATE),),
        ),
        Record(
            entry_id="own:12",
            name="Nowhere",
            latitude=-89.5,
            longitude=-180.0,
            feature_class="P",
            feature_code="PPL",
        ),
    ]
    own = Dataset(name="own", prefix="own", title="Own", licence="CC0-1.0", url="", version="1")
    build_gazetteer(records, datasets=[own], folder=tmp_path / "own")
    return tmp_path / "own"


@pytest.mark.parametrize(
    ("name", "entry_id"),
    [
        ("Aleppo", ALEPPO),
        ("aleppo", ALEPPO),
        ("حلب", ALEPPO),
        ("Халеб", ALEPPO),
        ("阿勒颇", ALEPPO),
        ("חאלב", ALEPPO),
        ("アレッポ", ALEPPO),
        ("알레포", ALEPPO),
        ("Jarabulus", "geonames:169179"),
        ("Jarablus", "geonames:169179"),
        ("Deir ez-Zor", "geonames:170794"),
        ("Deir al-Zor", "geonames:170794"),
        ("دمشق", "geonames:170654"),
        ("تهران", "geonames:112931"),
        ("北京", "geonames:1816670"),
        ("מוסקבה", "geonames:524901"),
        ("Москва", "geonames:524901"),
        ("Kiev", "geonames:703448"),
        ("Харків", "geonames:706483"),
        ("Geneva", "geonames:2660646"),
        ("U.S.", "geonames:6252001"),
        ("Сирия", SYRIA),
        ("叙利亚", SYRIA),
        ("سوريا", SYRIA),
        ("سوریه", SYRIA),
        ("סוריה", SYRIA),
        ("Georgia", "geonames:614540"),
        ("DRC", "geonames:203312"),
        ("Europe", "geonames:6255148"),
        ("Африка", "geonames:6255146"),
        ("the Middle East", "geo:middle-east"),
        ("Donbass", "geo:donbas"),
        ("Eastern Ghouta", "geo:eastern-ghouta"),
        ("Donetsk Oblast", "geonames:709716"),
        ("Idlib province", "geonames:169387"),
        ("city of Idlib", "geonames:169389"),
    ],
)
def test_a_name_leads_to_its_entry(gazetteer: Gazetteer, name: str, entry_id: str) -> None:
    assert gazetteer.candidates(name)[0].entry.entry_id == entry_id


@pytest.mark.parametrize(
    ("name", "match"),
    [
        ("Aleppo", Match.NAME),
        ("ALEPPO", Match.NAME),
        ("حلب", Match.ALTERNATE),
        ("Aléppo", Match.FOLDED),
    ],
)
def test_a_match_says_how_the_name_was_found(gazetteer: Gazetteer, name: str, match: Match) -> None:
    assert gazetteer.candidates(name)[0].match is match


@pytest.mark.parametrize("name", ["Syrian", "Syrians", "syrian"])
def test_demonyms_lead_to_their_country(gazetteer: Gazetteer, name: str) -> None:
    best = gazetteer.candidates(name)[0]
    assert (best.entry.entry_id, best.match) == (SYRIA, Match.DEMONYM)


def test_an_entry_is_what_geonames_says(gazetteer: Gazetteer) -> None:
    aleppo = gazetteer.entry(ALEPPO)
    assert (aleppo.name, aleppo.latitude, aleppo.longitude) == ("Aleppo", 36.20124, 37.16117)
    assert (aleppo.feature_class, aleppo.country_code) == ("P", "SYR")
    assert aleppo.admin1 == "geonames:170062"
    assert aleppo.population > 2_000_000
    assert gazetteer.country("SYR").entry_id == SYRIA
    assert gazetteer.entry("geonames:170654").feature_code == "PPLC"


def test_parents_go_up_to_the_continent(gazetteer: Gazetteer) -> None:
    parents = gazetteer.parents(gazetteer.entry(ALEPPO))
    assert [parent.feature_code for parent in parents] == ["ADM1", "PCLI", "CONT"]
    assert [parent.name for parent in parents[1:]] == ["Syria", "Asia"]


def test_children_of_a_country_hold_its_divisions(gazetteer: Gazetteer) -> None:
    children = gazetteer.children(gazetteer.country("SYR"))
    assert sum(child.feature_code == "ADM1" for child in children) == 14


@pytest.mark.parametrize("entry_id", ["geonames:0", "geonames:x", "nothing", "own:1", ":", ""])
def test_an_unknown_id_is_refused_by_name(gazetteer: Gazetteer, entry_id: str) -> None:
    with pytest.raises(UnknownEntryError) as caught:
        gazetteer.entry(entry_id)
    assert caught.value.entry_id == entry_id


def test_each_of_a_sample_of_main_names_finds_its_entry(gazetteer: Gazetteer) -> None:
    [store] = gazetteer._stores  # noqa: SLF001
    for row in random.Random(7).sample(range(len(store)), 3000):  # noqa: S311
        name = store.name(row)
        found = {candidate.entry.entry_id for candidate in gazetteer.candidates(name)}
        assert store.entry_id(row) in found, name


def test_ids_round_trip(gazetteer: Gazetteer) -> None:
    [store] = gazetteer._stores  # noqa: SLF001
    for row in random.Random(8).sample(range(len(store)), 3000):  # noqa: S311
        assert store.row(store.entry_id(row)) == row


@given(st.text(max_size=40), st.booleans())
def test_any_text_gives_ranked_candidates(name: str, fuzzy: bool) -> None:  # noqa: FBT001
    found = Gazetteer.open().candidates(name, fuzzy=fuzzy)
    scores = [candidate.score for candidate in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    ids = [candidate.entry.entry_id for candidate in found]
    assert len(ids) == len(set(ids))


def test_a_limit_keeps_the_best(gazetteer: Gazetteer) -> None:
    found = gazetteer.candidates("Washington")
    assert len(found) > 10
    assert gazetteer.candidates("Washington", limit=3) == found[:3]


def test_a_misspelling_is_found_only_when_asked_for(gazetteer: Gazetteer) -> None:
    assert gazetteer.candidates("Jarabuluz") == ()
    best = gazetteer.candidates("Jarabuluz", fuzzy=True)[0]
    assert (best.entry.entry_id, best.match) == ("geonames:169179", Match.FUZZY)


def test_a_very_long_name_is_not_found_and_takes_no_time(gazetteer: Gazetteer) -> None:
    assert gazetteer.candidates("a" * 100_000, fuzzy=True) == ()


def test_a_name_is_known_or_not(gazetteer: Gazetteer) -> None:
    assert gazetteer.has_name("Deir al-Zor")
    assert not gazetteer.has_name("")


def test_countries_have_areas_around_their_point(gazetteer: Gazetteer) -> None:
    countries = [gazetteer.entry(area.entry_id) for area in gazetteer.areas("country")]
    assert len(countries) > 235
    for country in countries:
        area = gazetteer.area(country.entry_id)
        assert area is not None
        shape = shapely.from_wkb(area.wkb)
        assert shape.is_valid, country.name
        assert shape.intersects(shapely.Point(country.longitude, country.latitude)), country.name


def test_divisions_with_an_area_lie_in_it(gazetteer: Gazetteer) -> None:
    areas = gazetteer.areas("admin1", country_code="SYR")
    assert len(areas) >= 13
    for area in areas:
        entry = gazetteer.entry(area.entry_id)
        assert (entry.feature_code, entry.country_code) == ("ADM1", "SYR")
        point = shapely.Point(entry.longitude, entry.latitude)
        assert shapely.from_wkb(area.wkb).intersects(point)
        assert area.dataset == "natural-earth"
        assert area.worldview


def test_areas_are_chosen_by_box(gazetteer: Gazetteer) -> None:
    names = {
        gazetteer.entry(area.entry_id).name for area in gazetteer.areas("country", bounds=LEVANT)
    }
    assert {"Syria", "Turkey", "Lebanon", "Iraq"} <= names
    assert not {"United States", "France", "Russia"} & names
    pacific = Bounds(west=176, south=-20, east=-178, north=-15)
    found = gazetteer.areas("country-coarse", bounds=pacific)
    assert "Fiji" in {gazetteer.entry(area.entry_id).name for area in found}
    lines = gazetteer.disputed_lines(bounds=LEVANT)
    assert any("Syrian" in line.name for line in lines)
    assert gazetteer.area("geonames:0") is None


def test_the_biggest_places_of_a_box_come_first(gazetteer: Gazetteer) -> None:
    places = gazetteer.biggest_places(LEVANT, limit=20)
    populations = [place.population for place in places]
    assert populations == sorted(populations, reverse=True)
    assert {"Aleppo", "Damascus", "Beirut"} <= {place.name for place in places}
    assert all(32 <= place.latitude <= 38 for place in places)


@pytest.mark.parametrize(
    ("country", "seat"),
    [("SYR", "Damascus"), ("BOL", "La Paz"), ("BEN", "Cotonou"), ("IND", "New Delhi")],
)
def test_a_government_sits_in_its_capital_or_where_it_sits_instead(
    gazetteer: Gazetteer, country: str, seat: str
) -> None:
    found = gazetteer.seat(country)
    assert found is not None
    assert (found.name, found.country_code) == (seat, country)


def test_an_unknown_country_has_no_seat(gazetteer: Gazetteer) -> None:
    assert gazetteer.seat("ABC") is None


def test_the_nearest_settlement_is_found(gazetteer: Gazetteer) -> None:
    [(entry, distance)] = gazetteer.nearest(latitude=35.95, longitude=39.01)
    assert entry.entry_id == "geonames:172955"
    assert distance < 1


def test_a_stacked_gazetteer_adds_its_entries(small: Path) -> None:
    stack = Gazetteer.open(None, small)
    post = stack.candidates("checkpoint seven")[0].entry
    assert (post.entry_id, post.dataset) == ("own:post-7", "own")
    assert stack.entry("own:post-7") == post
    assert stack.candidates("نقطة سبعة")[0].entry == post
    assert [parent.name for parent in stack.parents(post)] == ["Syria", "Asia"]
    assert stack.entry("own:12").longitude == -180
    assert stack.candidates("Aleppo")[0].entry.entry_id == ALEPPO
    assert set(stack.datasets) > {"own", "geonames"}
    assert stack.version.count("+") == 1


def test_records_in_any_order_give_the_same_bytes(tmp_path: Path) -> None:
    own = Dataset(name="a", prefix="a", title="A", licence="CC0-1.0", url="", version="1")
    records = [
        Record(
            entry_id=f"a:{number}",
            name=f"Place {number % 3}",
            latitude=number,
            longitude=-number,
            feature_class="P",
            feature_code="PPL",
        )
        for number in range(20)
    ]
    for folder, ordered in (("one", records), ("two", records[::-1])):
        build_gazetteer(ordered, datasets=[own], folder=tmp_path / folder)
    for path in sorted((tmp_path / "one").iterdir()):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


@pytest.mark.parametrize(
    "record",
    [
        {"entry_id": "b:1"},
        {"entry_id": "a:"},
        {"latitude": 91.0},
        {"longitude": float("nan")},
    ],
)
def test_a_wrong_record_is_refused(tmp_path: Path, record: dict[str, object]) -> None:
    fields = {
        "entry_id": "a:1",
        "name": "X",
        "latitude": 0.0,
        "longitude": 0.0,
        "feature_class": "P",
        "feature_code": "PPL",
        **record,
    }
    own = Dataset(name="a", prefix="a", title="A", licence="CC0-1.0", url="", version="1")
    with pytest.raises(GazetteerError, match="record"):
        build_gazetteer([Record(**fields)], datasets=[own], folder=tmp_path)  # type: ignore[arg-type]


def test_two_records_of_one_id_are_refused(tmp_path: Path) -> None:
    record = Record(
        entry_id="a:1", name="X", latitude=0, longitude=0, feature_class="P", feature_code="PPL"
    )
    own = Dataset(name="a", prefix="a", title="A", licence="CC0-1.0", url="", version="1")
    with pytest.raises(GazetteerError, match="a:1"):
        build_gazetteer([record, record], datasets=[own], folder=tmp_path)


def test_a_missing_gazetteer_is_named(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match=r"manifest\.json"):
        Gazetteer.open(tmp_path / "none")


@pytest.mark.parametrize(
    "name",
    [
        "bearers.arrow",
        "bounds.arrow",
        "entries.arrow",
        "ids.arrow",
        "manifest.json",
        "names.marisa",
        "postings.arrow",
    ],
)
@pytest.mark.parametrize("content", [b"", b"no gazetteer", b"\0" * 4096])
def test_a_damaged_file_is_named(tmp_path: Path, small: Path, name: str, content: bytes) -> None:
    copy = shutil.copytree(small, tmp_path / "copy")
    (copy / name).write_bytes(content)
    with pytest.raises(GazetteerError, match=name.replace(".", r"\.")):
        Gazetteer.open(copy)


def test_files_of_two_gazetteers_do_not_mix(tmp_path: Path, small: Path) -> None:
    copy = shutil.copytree(small, tmp_path / "copy")
    shutil.copy(SHIPPED / "names.marisa", copy)
    with pytest.raises(GazetteerError, match=r"names\.marisa"):
        Gazetteer.open(copy)


def test_areas_round_trip(tmp_path: Path) -> None:
    ring = shapely.Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(1, 1), (2, 1), (2, 2), (1, 2)]])
    islands = shapely.MultiPolygon([ring, shapely.box(10.12345, 1, 11, 2)])
    records = [
        AreaRecord(entry_id="a:1", kind="country", country_code="AAA", geometry=ring),
        AreaRecord(entry_id="a:2", kind="country", country_code="BBB", geometry=islands),
    ]
    line = shapely.LineString([(0, 0), (1, 1)])
    write_areas(records, [("claim", line)], dataset="d", worldview="w", folder=tmp_path)
    areas = Areas(tmp_path)
    for record in records:
        found = areas.find(record.entry_id)
        assert found is not None
        assert shapely.from_wkb(found.wkb).equals_exact(
            shapely.multipolygons(shapely.get_parts(record.geometry)), tolerance=1e-4
        )
    assert [area.entry_id for area in areas.select("country", country_code="BBB")] == ["a:2"]
    assert shapely.from_wkb(areas.lines()[0].wkb).equals(line)


def test_opening_is_fast_and_small() -> None:
    """Limits are those of the design, with room for a busy machine."""
    program = (
        "import time, geo.gazetteer as g\n"
        "size = lambda: int(open('/proc/self/statm').read().split()[1]) * 4 / 1024\n"
        "before, started = size(), time.process_time()\n"
        "g.Gazetteer.open().candidates('Aleppo')\n"
        "print(time.process_time() - started, size() - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    seconds, megabytes = map(float, done.stdout.split())
    assert seconds < 0.15
    assert megabytes < 100


def test_the_artefact_fits_its_limit() -> None:
    tables = SHIPPED.parent
    files = [*SHIPPED.iterdir(), *(tables / "areas").iterdir()]
    assert sum(path.stat().st_size for path in files) <= 25_000_000


@pytest.mark.parametrize(
    ("name", "country"),
    [("Marawi", "PHL"), ("Beni", "COD"), ("Palu", "IDN"), ("Papua", "IDN"), ("Uman", "UKR")],
)
def test_a_country_in_another_tongue_does_not_hide_a_town(name: str, country: str) -> None:
    first = Gazetteer.open().candidates(name)[0].entry
    assert first.country_code == country
