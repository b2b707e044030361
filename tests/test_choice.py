"""Chosen events, and tables of events that are written a piece at a time."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from coded_tables import GDELT, UCDP, bare_lines, gdelt_row, ucdp_row, write_csv

from geo.atlas import Atlas
from geo.atlas.choosing import choose
from geo.cli import main
from geo.errors import SettingsError
from geo.imports import read_events, sources, stream_events
from geo.selection import Selection


def days(**given: str) -> Selection:
    return Selection(**{name: dt.date.fromisoformat(day) for name, day in given.items()})


@pytest.mark.parametrize(
    ("selection", "kept"),
    [
        (Selection(), "abcd"),
        (days(since="2016-08-26"), "ab"),
        (days(until="2016-08-25"), "bc"),
        (days(since="2016-08-21", until="2016-08-24"), "b"),
        (Selection(countries=frozenset({"SYR", "MLI"})), "ad"),
        (Selection(event_types=frozenset({"PROTEST"})), "c"),
    ],
)
def test_a_selection_keeps_what_may_lie_in_it(selection: Selection, kept: str) -> None:
    events = pd.DataFrame(
        {
            "date_start": pd.to_datetime(["2016-08-26", "2016-08-20", "2016-08-01", None]),
            "date_end": pd.to_datetime(["2016-08-27", "2016-08-30", None, None]),
            "country_code": pd.array(["SYR", None, "IRQ", "MLI"], dtype="string"),
            "event_type": pd.array(["ASSAULT", "ASSAULT", "PROTEST", "AID"], dtype="string"),
        },
        index=list("abcd"),
    )
    assert "".join(events[selection.mask(events)].index) == kept


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"since": dt.date(2016, 2, 1), "until": dt.date(2016, 1, 1)}, "is before since"),
        ({"countries": frozenset({"Syria"})}, "such as SYR"),
        ({"event_types": frozenset({"BATTLE"})}, "expected one of ACCUSE"),
    ],
)
def test_a_selection_of_nothing_is_refused(given: dict[str, object], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        Selection(**given)  # type: ignore[arg-type]


def test_what_belongs_to_chosen_events_stays(seed_atlas: Atlas) -> None:
    chosen = choose(seed_atlas, Selection(countries=frozenset({"SYR"})))
    assert 0 < len(chosen.events) < len(seed_atlas.events)
    assert set(chosen.events["country_code"]) == {"SYR"}
    assert set(chosen.reports["event_id"]) == set(chosen.events["event_id"])
    assert set(chosen.reports["document_id"]) == set(chosen.documents["document_id"])
    assert set(chosen.places["document_id"]) <= set(chosen.documents["document_id"])
    acting = set(chosen.event_actors["actor_id"])
    assert acting <= set(chosen.actors["actor_id"])
    details = chosen.provenance.set_index("component")["detail"]
    assert details["selection"] == "events in SYR"
    again = choose(chosen, Selection(countries=frozenset({"SYR"})))
    assert all(frame.equals(again.tables()[name]) for name, frame in chosen.tables().items())


def test_a_table_of_events_is_chosen_as_it_is_read(tmp_path: Path) -> None:
    rows = [ucdp_row(id=1), ucdp_row(id=2, country="Mali", country_id=432, side_a="Mali")]
    atlas = read_events(
        write_csv(tmp_path / "ged.csv", UCDP, rows),
        selection=Selection(countries=frozenset({"MLI"})),
    )
    assert list(atlas.events["event_id"]) == ["ucdp:2"]
    assert set(atlas.provenance["component"]) == {"geo", "gazetteer", "selection", "ucdp"}


@pytest.fixture
def gdelt_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a table of many pieces, with an id that comes twice, in pieces far apart."""
    monkeypatch.setattr(sources, "_BLOCK_BYTES", 4_000)
    monkeypatch.setattr(sources, "_PIECE_ROWS", 1)
    rows = [gdelt_row(GLOBALEVENTID=500 + number % 150) for number in range(151)]
    path = tmp_path / "20240131.export.CSV"
    path.write_text(bare_lines(GDELT, [*rows, gdelt_row(GLOBALEVENTID="", EventCode="999")]))
    return path


def test_pieces_hold_what_the_whole_holds(gdelt_day: Path) -> None:
    whole = read_events(gdelt_day)
    pieces = list(stream_events(gdelt_day))
    assert len(pieces) > 5
    assert len(whole.events) == 150
    for name in ("events", "reports", "event_actors", "rejected"):
        frames = [piece.tables()[name] for piece in pieces]
        joined = pd.concat(frames).astype(str).sort_values(list(frames[0].columns[:3]))
        expected = whole.tables()[name].astype(str).sort_values(list(frames[0].columns[:3]))
        assert joined.to_numpy().tolist() == expected.to_numpy().tolist(), name
    assert set(pieces[-1].provenance["component"]) == set(whole.provenance["component"])


@pytest.mark.parametrize("suffix", [".csv", ".geojsonl", ".parquet"])
def test_pieces_are_written_as_one_file(
    gdelt_day: Path, tmp_path: Path, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    once, again = tmp_path / f"once{suffix}", tmp_path / f"again{suffix}"
    for path in (once, again):
        assert main(["extract", str(gdelt_day), "-o", str(path), "--table", "events"]) == 1
    assert "row 151 repeats the id '500'" in capsys.readouterr().err
    assert once.read_bytes() == again.read_bytes()
    if suffix == ".parquet":
        assert len(pd.read_parquet(once)) == 150
    else:
        assert len(once.read_text().splitlines()) == 150 + (suffix == ".csv")


def test_a_table_of_nothing_but_faults_replaces_nothing(tmp_path: Path) -> None:
    path, output = tmp_path / "ged.csv", tmp_path / "events.csv"
    assert main(["extract", str(write_csv(path, UCDP, [ucdp_row()])), "-o", str(output)]) == 0
    before = output.read_bytes()
    write_csv(path, UCDP, [ucdp_row(type_of_violence=9)])
    assert main(["extract", str(path), "-o", str(output)]) == 1
    assert output.read_bytes() == before
    assert sorted(item.name for item in tmp_path.iterdir()) == [
        "events.csv",
        "events.csv.credits.txt",
        "ged.csv",
    ]
