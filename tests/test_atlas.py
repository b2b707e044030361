"""Joining documents into tables, and merging reports of one act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from geo.atlas import Atlas, join
from geo.atlas.joining import link_copies
from geo.atlas.merging import merge_reports
from geo.atlas.traits import traits_of
from geo.errors import SchemaError
from geo.exports import write
from geo.gazetteer import Gazetteer
from geo.model import EventPlace, Parsed, Provenance, Rejected
from geo.pipeline import join_parsed
from geo.schema import TABLES, validate

Parse = Callable[..., Parsed]

FRIDAY = dt.date(2016, 8, 26)
STRIKE = "Russian jets bombed the city of Aleppo on Thursday, killing 12 people."


def merged(*parsed: Parsed, surface: str = "bombed") -> list[list[str]]:
    """Return the documents of each event whose first report has a trigger."""
    told = [one for item in parsed for one in traits_of(item)]
    surfaces = {report.report_id: report.surface for item in parsed for report in item.reports}
    return [
        [one.document_id for one in event]
        for event in merge_reports(told)
        if surfaces[event[0].report_id] == surface
    ]


def test_two_texts_of_one_act_are_one_event(parse: Parse) -> None:
    one, two = parse(STRIKE, "one"), parse(STRIKE, "two")
    assert merged(one, two) == [["one", "two"]]
    atlas = join_parsed([one, two])
    (event,) = atlas.events.to_dict("records")
    assert event["report_count"] == 2
    assert event["independent_report_count"] == 1, "copies of one wire text"
    assert event["fatalities_best"] == 12
    assert set(atlas.reports["event_id"]) == {event["event_id"]}
    assert event["event_id"] in set(atlas.reports["report_id"])
    assert len(set(atlas.reports["duplicate_group"])) == 1
    (reason,) = atlas.reports["merge_reason"].dropna()
    assert "in the same place" in reason


ARTICLE = (
    "{} Residents said that jets had circled over the eastern districts since dawn. Rescue workers "
    "dug through the rubble of a bakery with their hands until night fell. The city has been under "
    "siege since July, and flour and fuel are running short. An officer reached by telephone in "
    "the capital declined to comment. Schools stay closed until further notice, a teacher said, "
    "and those who can sleep in cellars do."
)
LATER = "Russia's jets bombed the city of Aleppo on Thursday. At least 14 people were killed."


def test_an_update_is_no_confirmation(parse: Parse) -> None:
    one = parse(ARTICLE.format(STRIKE), "one", publisher="Wire")
    two = parse(ARTICLE.format(LATER), "two", publisher="Daily")
    quoted = parse(f"Market prices rose again. {LATER}", "quoted", publisher="Weekly")
    other = parse("Russian planes bombed Aleppo city on Thursday.", "other", publisher="Post")
    atlas = join_parsed([one, two, quoted, other])
    events = atlas.events[atlas.events["report_count"] == 4]
    assert list(events["independent_report_count"]) == [2]
    reports = atlas.reports[atlas.reports["event_id"] == events["event_id"].iloc[0]]
    groups = dict(zip(reports["document_id"], reports["duplicate_group"], strict=True))
    assert groups["one"] == groups["two"] == groups["quoted"] != groups["other"]
    documents = atlas.documents.set_index("document_id")["duplicate_group"]
    assert documents["one"] == documents["two"] == groups["one"]
    assert documents[["quoted", "other"]].isna().all()


def test_copies_are_linked_by_their_documents_sentences_or_a_third() -> None:
    assert link_copies([(None, "a"), ("g", "b"), ("g", "c"), (None, "c")]) == ["a", "g", "g", "g"]
    assert link_copies([(None, "a"), ("g", "a"), ("h", "b"), ("g", "b")]) == ["a"] * 4
    assert link_copies([("g", "a"), ("h", "b")]) == ["g", "h"]


def test_texts_in_other_words_are_independent(parse: Parse) -> None:
    one = parse(STRIKE, "one")
    two = parse("Russia's jets bombed the city of Aleppo on Thursday. Twelve died.", "two")
    atlas = join_parsed([one, two])
    event = atlas.events[atlas.events["report_count"] == 2]
    assert list(event["independent_report_count"]) == [2]


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("Russian jets bombed the city of Aleppo on Wednesday.", FRIDAY),
        ("Russian jets bombed the city of Idlib on Thursday.", FRIDAY),
        ("Turkish jets bombed the city of Aleppo on Thursday.", FRIDAY),
        ("Russian jets did not bomb the city of Aleppo on Thursday.", FRIDAY),
        (STRIKE, FRIDAY + dt.timedelta(days=7)),
    ],
)
def test_other_days_places_actors_and_statuses_are_other_events(
    parse: Parse, text: str, published: dt.date
) -> None:
    one, two = parse(STRIKE, "one"), parse(text, "two", published=published)
    assert ["one"] in merged(one, two)
    assert ["one", "two"] not in merged(one, two)


def test_counts_far_apart_are_of_two_attacks(parse: Parse) -> None:
    texts = (
        "Russian jets bombed the city of Aleppo on Thursday, killing four people.",
        "Russian jets bombed the city of Aleppo on Thursday, killing 120 people.",
        "Russian jets bombed the city of Aleppo on Thursday, killing six people.",
    )
    told = [parse(text, name) for name, text in zip(("four", "many", "six"), texts, strict=True)]
    groups = merged(*told)
    assert not any({"four", "many"} <= set(group) for group in groups)
    assert any({"four", "six"} <= set(group) for group in groups)


def test_who_phones_does_not_meet(parse: Parse) -> None:
    met = parse("John Kerry met Sergei Lavrov in Geneva on Thursday.", "met")
    called = parse("John Kerry phoned Sergei Lavrov on Thursday.", "called")
    assert not any({"met", "called"} <= set(group) for group in merged(met, called))


def test_no_chain_joins_acts_of_different_days(parse: Parse) -> None:
    week = parse("Russian jets bombed the city of Aleppo this week.", "week")
    days = [
        parse(f"Russian jets bombed the city of Aleppo on {day}.", day)
        for day in ("Tuesday", "Thursday")
    ]
    groups = merged(*days, week)
    assert sorted(map(len, groups)) == [1, 2]
    assert not any({"Tuesday", "Thursday"} <= set(group) for group in groups)


def test_one_document_never_merges_with_itself(parse: Parse) -> None:
    parsed = parse(STRIKE)
    told = traits_of(parsed) * 2
    assert len(merge_reports(told)) == len(told)


def test_the_order_of_documents_changes_nothing(
    seed_parsed: Sequence[Parsed], parse: Parse, tmp_path: Path
) -> None:
    items = [*seed_parsed, parse(STRIKE, "one"), parse(STRIKE, "two")]
    write(join_parsed(items), tmp_path / "a.geojson")
    write(join_parsed(items[::-1]), tmp_path / "b.geojson")
    assert (tmp_path / "a.geojson").read_bytes() == (tmp_path / "b.geojson").read_bytes()


def test_ids_of_reports_survive_when_documents_are_added(
    seed_parsed: Sequence[Parsed], parse: Parse
) -> None:
    before = set(join_parsed(seed_parsed[:1]).reports["report_id"])
    after = set(join_parsed([*seed_parsed, parse(STRIKE)]).reports["report_id"])
    assert before < after


def test_tables_refer_to_each_other(seed_atlas: Atlas) -> None:
    for name, frame in seed_atlas.tables().items():
        validate(frame, TABLES[name])
    events = set(seed_atlas.events["event_id"])
    reports = set(seed_atlas.reports["report_id"])
    actors = set(seed_atlas.actors["actor_id"])
    assert set(seed_atlas.reports["event_id"]) == events
    assert events <= reports
    assert set(seed_atlas.event_actors["event_id"]) <= events
    assert set(seed_atlas.event_actors["actor_id"]) == actors
    assert set(seed_atlas.control["report_id"].dropna()) <= reports
    assert set(seed_atlas.control["actor_id"].dropna()) <= actors
    places = set(seed_atlas.places["place_id"])
    assert set(seed_atlas.events["place_id"].dropna()) <= places
    counts = seed_atlas.reports.groupby("event_id").size()
    assert (counts == seed_atlas.events.set_index("event_id")["report_count"]).all()
    assert (
        seed_atlas.events["independent_report_count"] <= seed_atlas.events["report_count"]
    ).all()


def test_an_event_without_a_place_has_a_reason_and_no_geometry(seed_atlas: Atlas) -> None:
    nowhere = seed_atlas.events[seed_atlas.events["place_id"].isna()]
    assert len(nowhere)
    assert nowhere.geometry.isna().all()
    assert (nowhere["place_reason"].str.len() > 0).all()


def test_what_was_rejected_is_a_row_each(gazetteer: Gazetteer) -> None:
    bad = Rejected(document_id="b", stage="read", reason="is empty")
    other = Rejected(document_id="a", stage="parse", reason="failed")
    atlas = join([], geography=gazetteer, rejected=[bad, other, bad])
    assert list(atlas.rejected["document_id"]) == ["a", "b"]
    assert atlas.documents.empty


def test_components_are_told(seed_atlas: Atlas, gazetteer: Gazetteer) -> None:
    rows = seed_atlas.provenance.set_index("component")
    assert {"gazetteer", "geo", "language", "resolver", "settings"} <= set(rows.index)
    assert rows.loc["gazetteer", "version"] == gazetteer.version
    assert "GeoNames (CC BY 4.0)" in rows.loc["gazetteer", "detail"]
    twice = [Provenance(component="x", version="1"), Provenance(component="x", version="2")]
    with pytest.raises(SchemaError, match="key component is not unique"):
        join([], geography=gazetteer, provenance=twice)


def test_nothing_gives_empty_tables(gazetteer: Gazetteer) -> None:
    atlas = join([], geography=gazetteer)
    assert all(frame.empty for frame in atlas.tables().values())
    assert list(atlas.tables()) == list(TABLES)


def test_tables_of_another_form_are_refused() -> None:
    with pytest.raises(SchemaError, match="column 'title' is missing"):
        Atlas.of({"documents": pd.DataFrame({"id": ["a"]})})


def test_a_place_row_tells_what_was_decided_and_what_lost(seed_atlas: Atlas) -> None:
    aleppo = seed_atlas.places[seed_atlas.places["surface"] == "Aleppo"].iloc[0]
    assert aleppo["entry_id"] == "geonames:170063"
    assert aleppo["admin1"]
    assert aleppo["country_code"] == "SYR"
    assert "(0." in aleppo["alternatives"]
    assert aleppo["geometry"].geom_type == "Point"
    assert (aleppo["geometry"].x, aleppo["geometry"].y) == (
        aleppo["longitude"],
        aleppo["latitude"],
    )


KIDNAP = "Gunmen abducted 40 pupils from a school in Kagara."


def test_news_without_a_day_is_one_event_where_it_is_told_together(parse: Parse) -> None:
    one = parse(KIDNAP, "one")
    two = parse(f"{KIDNAP[:-1]}, police confirmed.", "two", published=FRIDAY + dt.timedelta(1))
    assert merged(one, two, surface="abducted") == [["one", "two"]]
    atlas = join_parsed([one, two])
    (reason,) = atlas.reports["merge_reason"].dropna()
    assert "no day told" in reason
    dated = parse("Gunmen abducted 40 pupils from a school in Kagara on Thursday.", "dated")
    assert merged(one, dated, surface="abducted") == [["dated", "one"]]


@pytest.mark.parametrize(
    ("text", "days", "publisher"),
    [
        (KIDNAP, 9, None),
        (KIDNAP, 1, "Daily Bulletin"),
        ("Gunmen again abducted 40 pupils from a school in Kagara.", 0, None),
        ("Gunmen abducted a priest and two drivers on the road to Kagara.", 0, None),
        ("Gunmen abducted 40 pupils from a school in Kano.", 0, None),
        ("Gunmen abducted 40 pupils from a school in Kagara in March.", 0, None),
    ],
)
def test_news_without_a_day_is_not_merged_by_chance(
    parse: Parse, text: str, days: int, publisher: str | None
) -> None:
    one = parse(KIDNAP, "one", publisher="Daily Bulletin")
    two = parse(text, "two", published=FRIDAY + dt.timedelta(days), publisher=publisher)
    assert ["one", "two"] not in merged(one, two, surface="abducted")
    assert ["two", "one"] not in merged(one, two, surface="abducted")


PLAN = "The foreign ministers of Egypt and Sudan will meet in Khartoum on Monday."
DEED = "The foreign ministers of Egypt and Sudan met in Khartoum on Monday."


def test_what_was_planned_and_then_done_is_one_event_that_was_done(parse: Parse) -> None:
    later = FRIDAY + dt.timedelta(4)
    atlas = join_parsed([parse(PLAN, "plan"), parse(DEED, "deed", published=later)])
    (event,) = atlas.events[atlas.events["event_type"] == "CONSULT"].to_dict("records")
    assert (event["status"], event["report_count"]) == ("actual", 2)
    assert event["date_start"].date() == dt.date(2016, 8, 29)
    assert "tells as done" in atlas.reports["merge_reason"].dropna().iloc[0]
    assert set(atlas.reports["status"]) == {"planned", "actual"}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("The foreign ministers of Egypt and Sudan met in Cairo on Monday.", 4),
        ("The foreign ministers of Egypt and Sudan met in Khartoum on Wednesday.", 6),
        ("The foreign ministers of Egypt and Sudan did not meet in Khartoum on Monday.", 4),
        ("The foreign ministers of Egypt and Sudan met in Khartoum.", 4),
        (DEED, -1),
    ],
)
def test_what_was_planned_stays_planned_until_it_is_told_as_done(
    parse: Parse, text: str, days: int
) -> None:
    other = parse(text, "deed", published=FRIDAY + dt.timedelta(days))
    events = join_parsed([parse(PLAN, "plan"), other]).events
    assert "planned" in set(events[events["event_type"] == "CONSULT"]["status"])


def test_items_of_news_in_brief_have_nothing_to_do_with_each_other(parse: Parse) -> None:
    text = (
        "Kenya: Al-Shabaab fighters attacked a village in Lamu on Monday.\n\n"
        "Mali: The attack killed five soldiers, the army said.\n\n"
        "Pakistan: Police arrested ten protesters."
    )
    reports = {report.surface: report for report in parse(text).reports}
    assert set(reports) == {"attacked", "attack", "arrested"}
    assert reports["attacked"].fatalities_low is None
    assert reports["attack"].fatalities_low == 5
    place = reports["arrested"].place
    assert place is not None
    assert place.name == "Pakistan"


def test_one_story_with_a_dateline_is_no_news_in_brief(parse: Parse) -> None:
    text = (
        "NAIROBI, Kenya - Al-Shabaab fighters attacked a village in Lamu on Monday.\n\n"
        "The attack killed five villagers."
    )
    (report,) = parse(text).reports
    assert report.fatalities_low == 5


SHELLED = "At least 13 people were killed when rebels shelled Zamzam on Monday."


@pytest.mark.parametrize(
    ("text", "days", "most"),
    [
        ("The market in Zamzam was hit by artillery, partners report. Thirteen died.", 5, 2),
        ("The market in Zamzam was hit by artillery on Monday. Thirteen people died.", 0, 2),
        ("The market in Zamzam was hit by artillery, partners report. Nine died.", 5, 1),
        ("The market in Zamzam was hit by artillery, partners report. Thirteen died.", 25, 1),
        ("The army's artillery hit Zamzam on Monday. Thirteen people died.", 0, 1),
        ("The market in Kutum was hit by artillery on Monday. Thirteen people died.", 0, 1),
    ],
)
def test_as_many_dead_in_one_town_and_manner_are_of_one_act(
    parse: Parse, text: str, days: int, most: int
) -> None:
    tuesday = dt.date(2016, 8, 23)
    one = parse(SHELLED, "one", published=tuesday)
    two = parse(text, "two", published=tuesday + dt.timedelta(days))
    told = traits_of(one) + traits_of(two)
    sizes = [len(event) for event in merge_reports(told)]
    assert max(sizes) == most


@pytest.mark.parametrize(
    ("first", "second", "surface", "count"),
    [
        # Both name the other side, and it is another one.
        (
            "Ministers of Egypt and Sudan met in Nairobi on Thursday.",
            "Ministers of Egypt and Ethiopia met in Nairobi on Thursday.",
            "met",
            2,
        ),
        (
            "The Nigerian army arrested four men in Kano on Thursday.",
            "The Nigerian police arrested three men in Kano on Thursday.",
            "arrested",
            2,
        ),
        (
            "Hamas attacked the Israeli army in Rafah on Thursday.",
            "Hamas attacked Fatah in Rafah on Thursday.",
            "attacked",
            2,
        ),
        # A state may be told by its minister, its army by its soldiers, a group by its kind.
        (
            "Ministers of Egypt and Sudan met in Nairobi on Thursday.",
            "Egyptian and Sudanese diplomats met on Thursday in Nairobi.",
            "met",
            1,
        ),
        (
            "The Nigerian army arrested four men in Kano on Thursday.",
            "Nigerian soldiers arrested four people in Kano on Thursday.",
            "arrested",
            1,
        ),
        (
            "Hamas attacked the Israeli army in Rafah on Thursday.",
            "Hamas attacked Israel in Rafah on Thursday, the group said.",
            "attacked",
            1,
        ),
        (
            "A car bomb killed 12 people in Kano on Thursday, police said.",
            "At least 12 people died when a bomb exploded in Kano on Thursday.",
            "killed",
            1,
        ),
        # Men are anybody: only like words tell that the same were meant.
        (
            "Forty men were arrested in Kano on Thursday.",
            "Traders who had come from Lagos were arrested in Kano on Thursday.",
            "arrested",
            2,
        ),
        (
            "Two men were kidnapped near Kano on Thursday, residents said.",
            "Two men were kidnapped on Thursday near Kano, their families said.",
            "kidnapped",
            1,
        ),
    ],
)
def test_sides_that_contradict_are_of_two_events_and_anybody_is_nobody(
    parse: Parse, first: str, second: str, surface: str, count: int
) -> None:
    groups = merged(parse(first, "one"), parse(second, "two"), surface=surface)
    assert len(groups) == count


def test_reports_of_a_day_are_compared_within_blocks_in_any_order(parse: Parse) -> None:
    towns = ("Aleppo", "Idlib", "Homs")
    texts = [
        f"Russian jets bombed the city of {town} on Thursday, killing {dead} people."
        for town in towns
        for dead in (2, 4, 40, 60)
    ]
    items = [parse(text, f"d{number}") for number, text in enumerate(texts)]
    told = [one for item in items for one in traits_of(item)]
    groups = [[one.report_id for one in event] for event in merge_reports(told)]
    assert [len(group) for group in groups] == [2] * 6
    assert [[one.report_id for one in e] for e in merge_reports(told[::-1])] == groups


def test_two_towns_across_the_edge_of_a_cell_are_one_place(parse: Parse) -> None:
    """The grid of cells is no border: Aleppo lies where its reports find each other."""
    near = parse("Russian jets bombed the city of Aleppo on Thursday.", "near")
    (report,) = near.reports
    place = report.place
    assert place is not None
    for degrees in range(-90, 91, 3):
        sites = [
            replace(place, latitude=float(degrees), longitude=longitude, inferred=False)
            for longitude in (179.99, -179.99)
        ]
        reports = tuple(
            replace(report, document_id=name, report_id=name, place=strip(site))
            for name, site in zip(("east", "west"), sites, strict=True)
        )
        told = traits_of(replace(near, reports=reports))
        assert len(merge_reports(told)) == 1, degrees


def strip(place: EventPlace) -> EventPlace:
    """Return a place without its entry, so that its point alone tells where it is."""
    return replace(place, resolution=replace(place.resolution, entry=None))
