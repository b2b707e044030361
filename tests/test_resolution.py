"""Which entry a name means, by what its document says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from geo.cli import main
from geo.gazetteer import Gazetteer
from geo.geodesy import distance_km
from geo.model import Document, Parsed, Resolution, Sense, Span, Toponym
from geo.pipeline import Components, parse_document
from geo.resolution import Resolver
from geo.resolution.features import FEATURES
from geo.settings import Settings

Parse = Callable[..., Parsed]


def resolution(parsed: Parsed, surface: str) -> Resolution:
    return next(item for item in parsed.resolutions if item.toponym.surface == surface)


def toponym(text: str, surface: str) -> Toponym:
    start = text.index(surface)
    return Toponym(
        document_id="text",
        span=Span(start=start, end=start + len(surface)),
        surface=surface,
        sense=Sense.LITERAL,
        score=1.0,
        recogniser="given",
    )


@pytest.mark.parametrize(
    ("text", "surface", "country", "near"),
    [
        ("Rebels in Syria left Tripoli and Aleppo for Idlib.", "Aleppo", "SYR", (36.20, 37.16)),
        ("Lebanese troops entered Tripoli, Lebanon.", "Tripoli", "LBN", (34.43, 35.84)),
        ("Militias in Libya shelled Tripoli and Misrata.", "Tripoli", "LBY", (32.89, 13.19)),
        ("Police in London, Ontario, Canada, made arrests.", "London", "CAN", (42.98, -81.23)),
        ("Police in London made arrests.", "London", "GBR", (51.51, -0.13)),
        ("Floods hit Hyderabad in Sindh, Pakistan.", "Hyderabad", "PAK", (25.39, 68.37)),
        ("A bomb hit Hyderabad in Telangana, India.", "Hyderabad", "IND", (17.38, 78.46)),
        ("Turkish-backed rebels seized Jarabulus.", "Jarabulus", "SYR", (36.82, 38.01)),
        # An adjective alone: envoys act abroad, armies at home.
        ("U.S. envoys met the rebels in Belgrade.", "Belgrade", "SRB", (44.80, 20.47)),
        ("American diplomats held talks in Paris.", "Paris", "FRA", (48.85, 2.35)),
        ("Lebanese troops fought in Tripoli.", "Tripoli", "LBN", (34.43, 35.84)),
    ],
)
def test_context_decides(
    parse: Parse, text: str, surface: str, country: str, near: tuple[float, float]
) -> None:
    found = resolution(parse(text), surface)
    assert found.entry is not None
    assert found.entry.country_code == country
    error_km = distance_km(
        latitude_a=near[0],
        longitude_a=near[1],
        latitude_b=found.entry.latitude,
        longitude_b=found.entry.longitude,
    )
    assert error_km < 30


@pytest.mark.parametrize(
    ("surface", "entry_id"),
    [("Syria", "geonames:163843"), ("Syrian", "geonames:163843"), ("U.S.", "geonames:6252001")],
)
def test_countries_and_demonyms_are_countries(parse: Parse, surface: str, entry_id: str) -> None:
    found = resolution(parse("The U.S. and Syrian envoys spoke of Syria."), surface)
    assert found.entry is not None
    assert found.entry.entry_id == entry_id
    assert found.geoprecision == 6


def test_every_decision_has_a_score_a_margin_and_a_reason(parse: Parse) -> None:
    parsed = parse("Syrian rebels shelled Aleppo, Homs, Paris and Springfield near Washington.")
    assert len(parsed.resolutions) >= 5
    for found in parsed.resolutions:
        assert found.reason
        assert "\n" not in found.reason
        assert 0 <= found.score <= 1
        assert 0 <= found.margin <= found.score
        scores = [candidate.score for candidate in found.candidates]
        assert scores == sorted(scores, reverse=True)
        assert sum(scores) <= 1 + 1e-9
        if found.entry is not None:
            assert found.candidates[0].entry == found.entry
            assert found.score == scores[0]
            assert found.geoprecision == found.entry.geoprecision


def test_an_unknown_name_is_not_resolved_and_says_so(components: Components) -> None:
    text = "Rebels left Xqzzyvbrugh for Aleppo."
    document = Document(document_id="text", text=text)
    unknown, known = components.resolver.resolve_toponyms(
        document, [toponym(text, "Xqzzyvbrugh"), toponym(text, "Aleppo")]
    )
    assert unknown.entry is None
    assert unknown.candidates == ()
    assert unknown.reason == "no entry of the gazetteer has this name"
    assert unknown.score == unknown.margin == 0
    assert unknown.geoprecision is None
    assert known.entry is not None


def test_the_least_score_is_a_choice(gazetteer: Gazetteer) -> None:
    text = "Somebody was in San Jose."
    document = Document(document_id="text", text=text)
    strict = Resolver.open(gazetteer, Settings(minimum_score=1))
    (found,) = strict.resolve_toponyms(document, [toponym(text, "San Jose")])
    assert found.entry is None
    assert found.candidates
    assert "is likely enough" in found.reason
    lax = Resolver.open(gazetteer, Settings(minimum_score=0))
    assert lax.resolve_toponyms(document, [toponym(text, "San Jose")])[0].entry is not None


def test_candidates_kept_are_a_choice(gazetteer: Gazetteer) -> None:
    text = "Somebody was in San Jose."
    document = Document(document_id="text", text=text)
    resolver = Resolver.open(gazetteer, Settings(candidate_limit=2, minimum_score=0))
    (found,) = resolver.resolve_toponyms(document, [toponym(text, "San Jose")])
    assert len(found.candidates) == 2


def test_one_name_means_one_place_in_a_document(parse: Parse) -> None:
    parsed = parse(
        "Militias in Libya shelled Tripoli. Later Tripoli was quiet. In Misrata and Benghazi, "
        "nobody spoke of Tripoli."
    )
    entries = {
        item.entry.entry_id
        for item in parsed.resolutions
        if item.entry is not None and item.toponym.surface == "Tripoli"
    }
    assert len(entries) == 1


@pytest.mark.parametrize(
    ("text", "surface", "countries"),
    [
        ("Birmingham, England, and Birmingham, Alabama, are far apart.", "Birmingham", "GBR USA"),
        (
            "Libya warned the Tripoli government. In Tripoli, Lebanon, shops closed.",
            *("Tripoli", "LBY LBN"),
        ),
        (
            "Georgia fought in South Ossetia. In Atlanta, Georgia, police said nothing.",
            *("Georgia", "GEO USA"),
        ),
        ("Paris, Texas, is small. Paris has one school.", "Paris", "USA USA"),
        ("The US will meet its allies on Tuesday.", "US", "USA"),
    ],
)
def test_a_mention_with_a_parent_of_its_own_is_told_apart(
    parse: Parse, text: str, surface: str, countries: str
) -> None:
    found = [item for item in parse(text).resolutions if item.toponym.surface == surface]
    assert [item.entry.country_code for item in found if item.entry] == countries.split()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Attacks hit Kharkiv and Sumy oblasts overnight.", "ADM1"),
        ("Farmers fled in the governorates of Saada, Hajjah and Amran in Yemen.", "ADM1"),
        ("Troops took the cities of Homs, Hama and Idlib in Syria.", "PPLA"),
    ],
)
def test_the_kind_of_a_list_is_that_of_its_members(parse: Parse, text: str, code: str) -> None:
    found = [item.entry for item in parse(text).resolutions if item.entry]
    kinds = [entry.feature_code[:4] for entry in found if not entry.feature_code.startswith("PCL")]
    assert len(kinds) >= 2
    assert all(kind[0] == code[0] for kind in kinds)


def test_a_part_of_a_country_is_an_area_without_borders(parse: Parse) -> None:
    assert resolution(parse("Clashes erupted in northern Mali."), "Mali").geoprecision == 5
    assert resolution(parse("Clashes erupted in Mali."), "Mali").geoprecision == 6


def test_decisions_do_not_depend_on_what_was_resolved_before(components: Components) -> None:
    text = "Militias shelled Tripoli, Sirte and Misrata."
    document = Document(document_id="text", text=text)
    toponyms = [toponym(text, name) for name in ("Tripoli", "Sirte", "Misrata")]
    first = components.resolver.resolve_toponyms(document, toponyms)
    other = Document(document_id="other", text="Police in Tripoli, Lebanon.")
    components.resolver.resolve_toponyms(other, [toponym(other.text, "Tripoli")])
    assert components.resolver.resolve_toponyms(document, toponyms) == first


def test_nothing_and_oddities_resolve_to_nothing(components: Components) -> None:
    text = "😀 \u202e \x00 the -- " + "A" * 5000
    document = Document(document_id="text", text=text)
    assert components.resolver.resolve_toponyms(document, []) == ()
    given = [toponym(text, surface) for surface in ("😀", "\u202e", "\x00", " ", "--", "A" * 5000)]
    found = components.resolver.resolve_toponyms(document, given)
    assert [item.toponym for item in found] == given
    assert all(item.entry is None for item in found)


def test_the_version_is_that_of_the_weights(components: Components) -> None:
    assert components.resolver.version.startswith("boosted trees ")
    assert len(set(FEATURES)) == len(FEATURES)


def test_weights_set_by_hand_resolve_as_well(gazetteer: Gazetteer, parse: Parse) -> None:
    parsed = parse("Turkish-backed rebels seized Jarabulus, Syria.")
    resolver = Resolver.open(gazetteer, Settings(trained_weights=False))
    assert resolver.version != Resolver.open(gazetteer, Settings()).version
    toponyms = [item.toponym for item in parsed.resolutions]
    found = resolver.resolve_toponyms(parsed.document, toponyms)
    entries = {item.toponym.surface: item.entry and item.entry.entry_id for item in found}
    assert entries["Jarabulus"] == "geonames:169179"
    assert entries["Syria"] == "geonames:163843"


@pytest.mark.parametrize(
    ("text", "surface", "country"),
    [
        (
            "Syrian rebels in Aleppo shelled Qastal Zarda, a hamlet.",
            "Qastal Zarda",
            "SY",
        ),
        ("Malian troops left Tin Hamara, north of Kidal, on Friday.", "Tin Hamara", "ML"),
    ],
)
def test_a_fuller_gazetteer_adds_places_and_takes_none_away(
    tmp_path: Path, components: Components, text: str, surface: str, country: str
) -> None:
    places = (("SY", 35.95, 36.71), ("ML", 18.9, 1.2), ("US", 40.1, -88.2), ("ZA", -26.1, 28.2))
    rows = [
        (90_000_000 + number, name, name, "", latitude, longitude, "P", "PPL", code)
        for number, (name, (code, latitude, longitude)) in enumerate(
            (name, place) for name in (surface, "Aleppo", "Kidal") for place in places
        )
    ]
    rest = ("", "", "", "", "", "0", "", "", "UTC", "2020-01-01")
    dump = tmp_path / "dump.txt"
    dump.write_text("".join("\t".join(map(str, (*row, *rest))) + "\n" for row in rows), "utf-8")
    assert main(["gazetteer", "build", str(dump), "-o", str(tmp_path / "fuller")]) == 0
    fuller = Components.open(Settings(gazetteers=(tmp_path / "fuller",)))

    document = Document(document_id="text", text=text)
    before, after = (
        {
            item.toponym.surface: item.entry
            for item in parse_document(document, used).resolutions
            if item.entry is not None
        }
        for used in (components, fuller)
    )
    assert surface not in before
    assert after[surface].country_code == {"SY": "SYR", "ML": "MLI"}[country]
    assert before.items() <= after.items()


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        # Of a Kofa the gazetteer has one in Ukraine; none of the others is where it is said to be.
        ("Gunmen in Nigeria burnt Kofa, near Maiduguri, and Damboa, in Borno State.", "Kofa"),
        ("Rebels attacked the town of San Marino in Chocó province.", "San Marino"),
        ("Floods cut off the village of Delft in northern Sri Lanka.", "Delft"),
    ],
)
def test_a_town_that_the_text_speaks_against_is_left_open(
    parse: Parse, text: str, surface: str
) -> None:
    assert resolution(parse(text), surface).entry is None


@pytest.mark.parametrize(
    ("text", "surface", "country"),
    [
        # Capitals and large towns need no introduction, nor does what lies just over a border.
        ("Envoys of Nigeria, from Kano, Abuja and Maiduguri, met in Geneva.", "Geneva", "CHE"),
        ("Tanks left Goma, Bukavu and Sake in Congo; shells fell on Gisenyi.", "Gisenyi", "RWA"),
    ],
)
def test_a_town_abroad_that_may_well_be_meant_is_kept(
    parse: Parse, text: str, surface: str, country: str
) -> None:
    entry = resolution(parse(text), surface).entry
    assert entry is not None
    assert entry.country_code == country


@pytest.mark.parametrize("name", ["Choco province", "the district of Choco", "Pando province"])
def test_what_the_text_calls_a_division_is_a_place(parse: Parse, name: str) -> None:
    parsed = parse(f"Rebels attacked a village in {name}.")
    assert [item.toponym.sense for item in parsed.resolutions] == [Sense.LITERAL]
