"""Gazetteers on top of the shipped one: they add, and take nothing away."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from geo.cli import main
from geo.gazetteer import Dataset, Gazetteer, NameKind, Record, build_gazetteer
from geo.model import Bounds, Document
from geo.pipeline import Components, parse_document
from geo.settings import Settings

PARIS, LONDON, AL_BAB, HYDERABAD, ALEPPO = 4717560, 6058560, 174018, 1176734, 170063
TEXAS, LAMAR, ONTARIO = "geonames:4736286", "geonames:4705086", "geonames:6093943"
HAMLET = 99_000_001

# Ids, points and codes of GeoNames; number, name, latitude, longitude, country, codes, people.
SETTLEMENTS = (
    (PARIS, "Paris", 33.66094, -95.55551, "US", ("TX", "277"), 24782),
    (2988507, "Paris", 48.85341, 2.3488, "FR", ("11", "75"), 2138551),
    (LONDON, "London", 42.98339, -81.23304, "CA", ("08", ""), 422324),
    (2643743, "London", 51.50853, -0.12574, "GB", ("ENG", "GLA"), 8961989),
    (AL_BAB, "Al Bāb", 36.37051, 37.5157, "SY", ("09", ""), 130745),
    (ALEPPO, "Aleppo", 36.20124, 37.16117, "SY", ("09", ""), 0),
    (HYDERABAD, "Hyderabad", 25.39689, 68.37718, "PK", ("05", ""), 1921275),
    (1269843, "Hyderabad", 17.38405, 78.45636, "IN", ("40", ""), 6993262),
    (HAMLET, "Aleppo", 31.5, -99.3, "US", ("TX", ""), 0),
)

SENTENCES = (
    "Police in Paris, Texas, arrested two men on Friday.",
    "A man was shot in London, Ontario, on Friday, police said.",
    "Rebels took the Aleppo town of al-Bab on Friday.",
    "A bomb went off in Hyderabad, in Sindh, on Friday, police said.",
)

Settlement = tuple[int, str, float, float, str, tuple[str, str], int]


def row(settlement: Settlement) -> str:
    number, name, latitude, longitude, country, codes, people = settlement
    cells = (number, name, name, "", latitude, longitude, "P", "PPL", country, "", *codes)
    return "\t".join(map(str, (*cells, "", "", people, "", "", "UTC", "2025-01-02"))) + "\n"


def build(folder: Path, settlements: Sequence[Settlement], *options: str, others: str = "") -> Path:
    dump = folder / "cities500.txt"
    dump.write_text(others + "".join(map(row, settlements)), encoding="utf-8")
    assert main(["gazetteer", "build", str(dump), "-o", str(folder / "made"), *options]) == 0
    return folder / "made"


@pytest.fixture(scope="module")
def cities(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dump of settlements, without the rows of their divisions."""
    return build(tmp_path_factory.mktemp("cities"), SETTLEMENTS)


@pytest.fixture(scope="module")
def stacked(cities: Path) -> Components:
    return Components.open(Settings(gazetteers=(cities,)))


def ids(text: str, components: Components) -> list[tuple[str, str | None]]:
    found = parse_document(Document(document_id="text", text=text), components).resolutions
    return [(one.toponym.surface, one.entry.entry_id if one.entry else None) for one in found]


@pytest.mark.parametrize("text", SENTENCES)
def test_settlements_without_divisions_change_no_place(
    components: Components, stacked: Components, text: str
) -> None:
    found = ids(text, components)
    assert len(found) == 2
    assert ids(text, stacked) == found


def test_a_new_hamlet_lies_in_the_division_of_its_code(stacked: Components) -> None:
    gazetteer = stacked.gazetteer
    hamlet = gazetteer.entry(f"geonames:{HAMLET}")
    assert hamlet.admin1 == TEXAS
    assert [parent.name for parent in gazetteer.parents(hamlet)] == [
        "Texas",
        "United States",
        "North America",
    ]
    text = "Police in Aleppo, Texas, said that two people were killed."
    assert ids(text, stacked) == [("Aleppo", f"geonames:{HAMLET}"), ("Texas", TEXAS)]


def test_a_code_that_no_known_place_bears_is_told_by_where_its_places_lie(tmp_path: Path) -> None:
    hamlets = ((HAMLET, "Aa", 31.5, -99.3, "US", ("TX", "999"), 0),)
    alone = Gazetteer.open(build(tmp_path, hamlets))
    hamlet = alone.entry(f"geonames:{HAMLET}")
    assert (hamlet.admin1, hamlet.admin2) == (TEXAS, None)
    assert [parent.name for parent in alone.parents(hamlet)][:2] == ["Texas", "United States"]


@pytest.mark.parametrize(
    ("country", "codes"),
    [("US", ("", "")), ("US", ("00", "")), ("SY", ("TX", "")), ("", ("TX", ""))],
)
def test_a_code_that_nothing_tells_gives_no_division(
    tmp_path: Path, country: str, codes: tuple[str, str]
) -> None:
    alone = Gazetteer.open(
        build(tmp_path, ((HAMLET, "Aa", 31.5, -99.3, country, codes, 0), SETTLEMENTS[4]))
    )
    assert alone.entry(f"geonames:{HAMLET}").admin1 is None


def test_a_division_of_the_dump_itself_comes_first(tmp_path: Path) -> None:
    own = row((99_000_002, "Tejas", 31.0, -99.0, "US", ("TX", ""), 5)).replace("P\tPPL", "A\tADM1")
    made = build(tmp_path, SETTLEMENTS, others=own)
    assert Gazetteer.open(made).entry(f"geonames:{HAMLET}").admin1 == "geonames:99000002"
    # The county is known from elsewhere, and the smallest division counts.
    paris = Gazetteer.open(made, None).entry(f"geonames:{PARIS}")
    assert (paris.admin2, paris.admin1) == (LAMAR, TEXAS)


def test_settlements_alone_of_a_whole_dump_keep_their_divisions(tmp_path: Path) -> None:
    own = row((4736286, "Texas", 31.2504, -99.25061, "US", ("TX", ""), 5)).replace(
        "P\tPPL", "A\tADM1"
    )
    made = build(tmp_path, SETTLEMENTS, "--classes", "P", others=own)
    assert Gazetteer.open(made).entry(f"geonames:{HAMLET}").admin1 == TEXAS
    (tmp_path / "whole").mkdir()
    with_divisions = build(tmp_path / "whole", SETTLEMENTS, others=own)
    assert Gazetteer.open(with_divisions).entry(TEXAS).population == 5


@pytest.fixture
def thin(tmp_path: Path) -> Path:
    """Aleppo, Texas and an own post, with hardly anything said of them."""
    records = [
        Record(
            entry_id=f"geonames:{ALEPPO}",
            name="Haleb City",
            latitude=36.2,
            longitude=37.2,
            feature_class="P",
            feature_code="PPLA",
            names=(("Halepxx", NameKind.ALTERNATE),),
        ),
        Record(
            entry_id=TEXAS,
            name="Tejas",
            latitude=31.0,
            longitude=-99.0,
            feature_class="A",
            feature_code="ADM1",
            population=7,
            bounds=Bounds(west=-100, south=30, east=-98, north=32),
        ),
        Record(
            entry_id="geonames:99000003",
            name="Post Eleven",
            latitude=31.0,
            longitude=-99.0,
            feature_class="S",
            feature_code="CKPT",
            parent=TEXAS,
        ),
    ]
    dataset = Dataset(
        name="geonames", prefix="geonames", title="A", licence="CC0-1.0", url="", version="1"
    )
    build_gazetteer(records, datasets=[dataset], folder=tmp_path / "thin")
    return tmp_path / "thin"


def test_what_one_gazetteer_leaves_open_the_next_one_says(gazetteer: Gazetteer, thin: Path) -> None:
    stack = Gazetteer.open(thin, None)
    shipped, found = (one.entry(f"geonames:{ALEPPO}") for one in (gazetteer, stack))
    assert (found.name, found.longitude, found.feature_code) == ("Haleb City", 37.2, "PPLA")
    assert (found.population, found.country_code) == (shipped.population, "SYR")
    assert (found.admin1, found.admin2) == (shipped.admin1, shipped.admin2)
    assert stack.count_names(found) == gazetteer.count_names(shipped)
    for name in ("Halepxx", "Aleppo", "حلب"):
        assert stack.candidates(name)[0].entry == found
    texas = stack.entry(TEXAS)
    assert (texas.name, texas.population, texas.country_code) == ("Tejas", 7, "USA")
    assert texas.bounds is not None
    assert texas.bounds.west == -100


def test_what_contains_a_place_goes_on_through_the_stack(thin: Path) -> None:
    stack = Gazetteer.open(thin, None)
    post = stack.entry("geonames:99000003")
    assert post.admin1 == TEXAS
    assert [one.name for one in stack.parents(post)] == ["Tejas", "United States", "North America"]
    assert post in stack.children(stack.entry(TEXAS))
    assert f"geonames:{ALEPPO}" in {
        one.entry_id for one in stack.children(stack.parents(stack.entry(f"geonames:{ALEPPO}"))[0])
    }


def test_the_order_of_a_stack_says_whose_word_counts(gazetteer: Gazetteer, thin: Path) -> None:
    below = Gazetteer.open(None, thin)
    entry_id = f"geonames:{ALEPPO}"
    assert below.entry(entry_id) == gazetteer.entry(entry_id)
    assert below.candidates("Halepxx")[0].entry == gazetteer.entry(entry_id)
    assert below.parents(below.entry(entry_id)) == gazetteer.parents(gazetteer.entry(entry_id))
