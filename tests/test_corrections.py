"""An analyst's corrections: how they are read, and what they change."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from geo.atlas import Atlas
from geo.cli import main
from geo.corrections import COLUMNS, Corrections, read_corrections, replay
from geo.documents import read_documents
from geo.errors import CorrectionError
from geo.gazetteer import Gazetteer
from geo.model import Parsed
from geo.pipeline import geoparse, join_parsed

TEXT = "Rebels shelled the town of Aleppo on Wednesday. The army left Homs. Aleppo burns."
PARIS = "geonames:2988507"
SYRIA = "geonames:163843"
Row = dict[str, str]


@pytest.fixture
def told(parse: Callable[..., Parsed]) -> Parsed:
    return parse(TEXT, document_id="a", published=dt.date(2016, 8, 26))


def journal(folder: Path, *rows: Row, delimiter: str = ",") -> Path:
    """Write a journal with those columns that the rows need."""
    columns = [name for name in COLUMNS if any(name in row for row in rows)]
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, columns, delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path = folder / "corrections.csv"
    path.write_text(buffer.getvalue(), encoding="utf-8")
    return path


@pytest.fixture
def corrected(tmp_path: Path, told: Parsed) -> Callable[..., Atlas]:
    """Return what a journal of rows makes of the text."""

    def correct(*rows: Row) -> Atlas:
        return join_parsed([told], corrections=read_corrections(journal(tmp_path, *rows)))

    return correct


def report_of(parsed: Parsed, surface: str) -> str:
    return next(one.report_id for one in parsed.reports if one.surface == surface)


def place_id(surface: str) -> str:
    start = TEXT.index(surface)
    return f"a:{start}-{start + len(surface)}"


def test_what_is_no_event_is_dropped(told: Parsed, corrected: Callable[..., Atlas]) -> None:
    shelling = report_of(told, "shelled")
    atlas = corrected({"action": "no-event", "report_id": shelling, "note": "a film"})
    assert shelling not in set(atlas.reports["report_id"])
    assert shelling in set(join_parsed([told]).reports["report_id"])
    details = atlas.provenance.set_index("component")["detail"]
    assert details["corrections"].startswith("1 of 1 corrections by an analyst applied")


def test_an_event_is_changed_in_each_of_its_parts(
    told: Parsed, corrected: Callable[..., Atlas]
) -> None:
    shelling = report_of(told, "shelled")
    atlas = corrected(
        {
            "action": "event",
            "report_id": shelling,
            "event_type": "COERCE",
            "status": "denied",
            "entry_id": PARIS,
            "date_start": "2016-08-01",
            "date_end": "2016-08-03",
            "source": "military:SYR; Fictional Brigade",
            "target": "none",
        }
    )
    event = atlas.events.set_index("event_id").loc[shelling]
    assert (event["event_type"], event["status"], event["quad_class"]) == ("COERCE", "denied", 4)
    # What other schemes call it follows the type: it is no battle any more.
    assert event["cameo"] == "170"
    assert (event["acled_event_type"], event["acled_sub_event_type"]) == (
        "Strategic developments",
        "Other",
    )
    assert (event["place_name"], event["country_code"]) == ("Paris", "FRA")
    assert event["place_reason"] == "corrected by an analyst"
    assert [str(event[name].date()) for name in ("date_start", "date_end")] == [
        "2016-08-01",
        "2016-08-03",
    ]
    assert event["date_precision"] == 2
    mine = atlas.event_actors[atlas.event_actors["event_id"] == shelling]
    assert set(mine["actor_id"]) == {"military:SYR", "analyst:fictional-brigade"}
    assert set(mine["role"]) == {"source"}
    report = atlas.reports.set_index("report_id").loc[shelling]
    assert report["coder"].endswith(", analyst")


def test_an_event_without_a_place_is_given_one(
    parse: Callable[..., Parsed], tmp_path: Path
) -> None:
    parsed = parse("Gunmen killed four villagers on Friday.", document_id="b")
    killing = report_of(parsed, "killed")
    path = journal(tmp_path, {"action": "event", "report_id": killing, "entry_id": PARIS})
    atlas = join_parsed([parsed], corrections=read_corrections(path))
    event = atlas.events.set_index("event_id").loc[killing]
    place = atlas.places.set_index("place_id").loc[event["place_id"]]
    assert (place["surface"], place["recogniser"], place["entry_id"]) == (
        "killed",
        "analyst",
        PARIS,
    )
    assert event.geometry.equals(place.geometry)


def test_dates_and_places_can_be_taken_away(told: Parsed, corrected: Callable[..., Atlas]) -> None:
    shelling = report_of(told, "shelled")
    atlas = corrected(
        {"action": "event", "report_id": shelling, "entry_id": "none", "date_start": "none"}
    )
    event = atlas.events.set_index("event_id").loc[shelling]
    assert event.geometry is None
    assert event[["date_start", "date_end", "date_precision"]].isna().all()


def test_a_place_is_moved_and_its_event_with_it(
    told: Parsed, corrected: Callable[..., Atlas]
) -> None:
    row = {"action": "place", "place_id": place_id("Aleppo"), "entry_id": PARIS}
    atlas = corrected(row)
    place = atlas.places.set_index("place_id").loc[place_id("Aleppo")]
    assert (place["entry_id"], place["score"]) == (PARIS, 1)
    assert place["reason"] == "corrected by an analyst"
    event = atlas.events.set_index("event_id").loc[report_of(told, "shelled")]
    assert event.geometry.equals(place.geometry)
    # The other mention of the name is another place id.
    assert list(atlas.places.loc[atlas.places["surface"] == "Aleppo", "name"]) == [
        "Paris",
        "Aleppo",
    ]
    country = corrected(row | {"entry_id": SYRIA})
    event = country.events.set_index("event_id").loc[report_of(told, "shelled")]
    assert event["geoprecision"] == 6
    assert event.geometry.geom_type in {"Polygon", "MultiPolygon"}


@pytest.mark.parametrize("document_id", ["a", "", "b"])
def test_a_name_is_corrected_in_its_document_or_everywhere(
    corrected: Callable[..., Atlas], document_id: str
) -> None:
    row = {"action": "place", "surface": "Aleppo", "entry_id": PARIS}
    atlas = corrected(row | ({"document_id": document_id} if document_id else {}))
    names = set(atlas.places.loc[atlas.places["surface"] == "Aleppo", "name"])
    assert names == ({"Aleppo"} if document_id == "b" else {"Paris"})
    failed = atlas.rejected[atlas.rejected["stage"] == "correction"]
    assert list(failed["document_id"]) == (["corrections.csv:2"] if document_id == "b" else [])


def test_the_nearest_correction_of_a_name_counts(corrected: Callable[..., Atlas]) -> None:
    atlas = corrected(
        {"action": "no-place", "place_id": place_id("Aleppo")},
        {"action": "place", "surface": "Aleppo", "entry_id": PARIS},
    )
    assert list(atlas.places.loc[atlas.places["surface"] == "Aleppo", "name"]) == ["Paris"]


def test_what_is_no_place_takes_its_event_off_the_map(
    told: Parsed, corrected: Callable[..., Atlas]
) -> None:
    atlas = corrected({"action": "no-place", "place_id": place_id("Aleppo")})
    assert place_id("Aleppo") not in set(atlas.places["place_id"])
    event = atlas.events.set_index("event_id").loc[report_of(told, "shelled")]
    assert event.geometry is None
    assert event["place_reason"] == "corrected by an analyst"


SAME_DAY = (
    ("a", "Rebels shelled Aleppo on Wednesday, killing three people."),
    ("b", "Rebels shelled Aleppo on Wednesday, killing three people, medics said."),
    ("c", "The army bombed Homs on Wednesday."),
)


@pytest.fixture
def three(parse: Callable[..., Parsed]) -> list[Parsed]:
    day = dt.date(2016, 8, 26)
    return [parse(text, document_id=name, published=day) for name, text in SAME_DAY]


def merged(atlas: Atlas) -> list[set[str]]:
    groups = atlas.reports.groupby("event_id")["document_id"]
    return sorted((set(documents) for _, documents in groups), key=sorted)


def test_two_events_can_be_one_and_one_two(three: list[Parsed], tmp_path: Path) -> None:
    ids = {parsed.document.document_id: parsed.reports[0].report_id for parsed in three}
    assert merged(join_parsed(three)) == [{"a", "b"}, {"c"}]

    def after(*pairs: tuple[str, str, str]) -> Atlas:
        rows = [
            {"action": action, "report_id": ids[one], "other_report_id": ids[other]}
            for action, one, other in pairs
        ]
        journal_ = read_corrections(journal(tmp_path, *rows))
        atlas = join_parsed(three, corrections=journal_)
        again = join_parsed(three[::-1], corrections=journal_)
        assert atlas.reports.equals(again.reports)
        return atlas

    assert merged(after(("apart", "b", "a"))) == [{"a"}, {"b"}, {"c"}]
    joined = after(("same", "c", "a"))
    assert merged(joined) == [{"a", "b", "c"}]
    assert "an analyst holds them for one event" in set(joined.reports["merge_reason"].dropna())
    assert merged(after(("same", "a", "c"), ("apart", "a", "b"))) == [{"a", "c"}, {"b"}]
    # The later of two lines about one pair counts.
    assert merged(after(("same", "a", "c"), ("apart", "c", "a"))) == [{"a", "b"}, {"c"}]


def test_corrections_of_other_runs_change_nothing_and_are_told(
    told: Parsed, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    path = journal(
        tmp_path,
        {"action": "no-event", "report_id": "nothing"},
        {"action": "place", "place_id": "b:0-1", "entry_id": PARIS},
        {"action": "same", "report_id": "nothing", "other_report_id": report_of(told, "shelled")},
    )
    replayed = replay(read_corrections(path), [told], gazetteer=gazetteer)
    assert replayed.parsed == (told,)
    assert [(one.document_id, one.reason) for one in replayed.outcome.failed] == [
        (
            "corrections.csv:2",
            "no-event: no report nothing in these documents; nothing was changed",
        ),
        (
            "corrections.csv:3",
            "place: no such name of a place in these documents; nothing was changed",
        ),
        ("corrections.csv:4", "same: no report nothing in these documents; nothing was changed"),
    ]
    assert replay(Corrections(), [told], gazetteer=gazetteer).parsed == (told,)


def test_lines_that_contradict_each_other_are_told(three: list[Parsed], tmp_path: Path) -> None:
    a, b, c = (parsed.reports[0].report_id for parsed in three)
    path = journal(
        tmp_path,
        {"action": "same", "report_id": a, "other_report_id": b},
        {"action": "same", "report_id": b, "other_report_id": c},
        {"action": "apart", "report_id": a, "other_report_id": c},
        {"action": "event", "report_id": a, "date_start": "2016-08-30"},
        {"action": "event", "report_id": a, "date_end": "2016-08-01"},
    )
    atlas = join_parsed(three, corrections=read_corrections(path))
    assert merged(atlas) == [{"a", "b", "c"}]
    apart, event = atlas.rejected["reason"]
    assert apart.startswith("apart: other lines make one event of the two; take one of those back")
    assert event == "event: date_end would be before date_start; nothing was changed"
    assert "2 of 4 corrections" in " ".join(atlas.provenance["detail"].dropna())
    assert not atlas.reports["coder"].str.contains("analyst").any()


def test_an_unknown_entry_is_refused(told: Parsed, gazetteer: Gazetteer, tmp_path: Path) -> None:
    path = journal(tmp_path, {"action": "place", "surface": "Aleppo", "entry_id": "geonames:none"})
    with pytest.raises(CorrectionError, match=r"corrections\.csv:2: names .*geonames:none"):
        replay(read_corrections(path), [told], gazetteer=gazetteer)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_last_line_wins_cell_by_cell(tmp_path: Path, delimiter: str) -> None:
    path = journal(
        tmp_path,
        {"action": "event", "report_id": "r", "status": "denied", "source": "none"},
        {"action": "event", "report_id": "r", "status": "planned", "note": "a plan; no more"},
        {"action": "no-event", "report_id": "s"},
        {"action": "event", "report_id": "s", "status": "actual"},
        delimiter=delimiter,
    )
    first, second = read_corrections(path).valid()
    assert first.cells["status"] == "planned"
    assert first.cells["source"] == "none"
    assert (second.action, second.cells["report_id"]) == ("event", "s")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"action": "drop"}, "action 'drop'; known are place, no-place, event"),
        ({"report_id": "r"}, "action ''"),
        ({"action": "event", "report_id": "r"}, "event needs event_type or status"),
        ({"action": "event", "status": "denied"}, "event needs report_id"),
        ({"action": "place", "surface": "Homs"}, "place needs entry_id"),
        ({"action": "no-place", "report_id": "r"}, "no-place needs place_id or surface"),
        ({"action": "same", "report_id": "r"}, "same needs other_report_id"),
        ({"action": "same", "report_id": "r", "other_report_id": "r"}, "both ids"),
        ({"action": "no-event", "report_id": "r", "status": "denied"}, "no use for status"),
        ({"action": "event", "report_id": "r", "status": "rumoured"}, "known are actual"),
        ({"action": "event", "report_id": "r", "event_type": "WAR"}, "event_type 'WAR'"),
        ({"action": "event", "report_id": "r", "date_start": "1/2/2016"}, "YYYY-MM-DD"),
        (
            {
                "action": "event",
                "report_id": "r",
                "date_start": "2016-02-02",
                "date_end": "2016-02-01",
            },
            "date_end is before date_start",
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_line_that_is_no_correction_is_named(tmp_path: Path, row: Row, words: str) -> None:
    path = journal(tmp_path, {"action": "no-event", "report_id": "a"}, row)
    with pytest.raises(CorrectionError, match=r"corrections\.csv:3: ") as caught:
        read_corrections(path)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe\x00", "cannot be read"),
        (b"report,place\n", "unknown column 'report'"),
        (b"report_id,note\n", "no column 'action'"),
        (b"action,action\n", "stands twice"),
        (b'action,report_id\nno-event,"r\n', "quote left open"),
        (b"action,report_id\nno-event,r,s\n", "3 cells under 2 columns"),
        (b"action,report_id\nno-event,r\x00\n", "corrections.csv"),
    ],
)
def test_a_file_that_is_no_journal_is_named(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "corrections.csv"
    path.write_bytes(content)
    if b"\x00\n" in content:
        assert read_corrections(path).items[0].cells["report_id"] == "r\x00"
        return
    with pytest.raises(CorrectionError, match=r"corrections\.csv") as caught:
        read_corrections(path)
    assert words in str(caught.value)


def test_a_file_without_end_is_no_journal() -> None:
    with pytest.raises(CorrectionError, match="holds over 50,000,000 bytes"):
        read_corrections(Path("/dev/zero"))


def test_a_missing_or_empty_journal(tmp_path: Path) -> None:
    with pytest.raises(CorrectionError, match=r"none\.csv: cannot be read"):
        read_corrections(tmp_path / "none.csv")
    with pytest.raises(CorrectionError, match="cannot be read"):
        read_corrections(tmp_path)
    empty = tmp_path / "empty.csv"
    empty.write_text("")
    assert read_corrections(empty).items == ()


def test_corrections_survive_when_documents_are_added(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "a.txt").write_text(TEXT, encoding="utf-8")
    path = journal(tmp_path, {"action": "place", "place_id": place_id("Aleppo"), "entry_id": PARIS})
    corrections = read_corrections(path)
    one = geoparse(read_documents(texts), corrections=corrections)
    (texts / "0.txt").write_text("Shelling in Idlib.", encoding="utf-8")
    two = geoparse(read_documents(texts), corrections=corrections)
    for atlas in (one, two):
        place = atlas.places.set_index("place_id").loc[place_id("Aleppo")]
        assert place["entry_id"] == PARIS
    output = tmp_path / "out.csv"
    assert main(["extract", str(texts), "-o", str(output), "--corrections", str(path)]) == 0
    assert "corrections.csv: 1 of 1 corrections by an analyst applied" in capsys.readouterr().err
