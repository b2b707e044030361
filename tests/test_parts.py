"""Corpora in parts: what comes out does not depend on how they are cut, or on what stopped them."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from geo.atlas import Atlas
from geo.corpus import Account, Collection, cutting, process_part, run, running
from geo.corrections import Corrections, read_corrections
from geo.errors import OutputError, SettingsError
from geo.exports import Credits, find_form, write_frames
from geo.model import Document, Rejected
from geo.pipeline import geoparse

TEXTS = (
    "Russian jets bombed the city of Aleppo on Thursday, killing 12 people.",
    "Rebels shelled Homs on Thursday. The army arrested ten protesters in Homs.",
    "Russian aircraft bombed the city of Aleppo on Thursday; 12 people were killed.",
    "Fighters seized Jarabulus from the Islamic State on Wednesday. Nobody knows\x00 why.",
    "Police detained ten protesters in Homs on Thursday, witnesses said.",
    "RUSSIAN JETS bombed the city of Aleppo on Thursday,\nkilling 12 people.",
)

Run = Callable[..., Collection]


def documents() -> list[Document | Rejected]:
    friday = dt.date(2016, 8, 26)
    found: list[Document | Rejected] = [
        Document(document_id=f"d{at}", text=text, published=friday, publisher=f"Wire {at % 2}")
        for at, text in enumerate(TEXTS)
    ]
    return [*found, Rejected(document_id="bad", stage="read", reason="is empty; write text")]


@pytest.fixture
def run_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a corpus of which a part holds two documents."""
    monkeypatch.setattr(cutting, "FEW", 2)

    def run_corpus(folder: Path = tmp_path / "parts", **options: object) -> Collection:
        return run(documents(), folder, **options)  # type: ignore[arg-type]

    return run_corpus


def assert_same(one: Atlas, other: Atlas) -> None:
    for name, frame in one.tables().items():
        pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(other.tables()[name]))


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def test_parts_give_the_tables_of_one_piece(run_parts: Run) -> None:
    collection = run_parts()
    assert len(collection.parts) == 4
    atlas = collection.atlas()
    assert_same(atlas, geoparse(documents()))
    (bombing,) = atlas.events[atlas.events["report_count"] == 3].to_dict("records")
    assert bombing["independent_report_count"] == 2
    assert list(atlas.documents["duplicate_group"].dropna().index) == [0, 5]
    assert collection.documents == len(TEXTS)
    assert collection.count("events") == len(atlas.events)


def test_workers_change_no_byte(run_parts: Run, tmp_path: Path) -> None:
    run_parts()
    run_parts(tmp_path / "two", workers=2)
    assert bytes_in(tmp_path / "two") == bytes_in(tmp_path / "parts")


def test_what_is_done_is_not_done_again(run_parts: Run, tmp_path: Path) -> None:
    run_parts()
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "parts" / "parts").rglob("*")}
    run_parts()
    assert times == {path: path.stat().st_mtime_ns for path in times}


@pytest.mark.parametrize("file", ["events.parquet", "traits.parquet", "part.json"])
@pytest.mark.parametrize("damage", [b"", b"PAR1 no more", None])
def test_a_damaged_part_is_made_anew(
    run_parts: Run, tmp_path: Path, file: str, damage: bytes | None
) -> None:
    run_parts()
    whole = bytes_in(tmp_path / "parts")
    damaged = tmp_path / "parts" / "parts" / "000002" / file
    if damage is None:
        damaged.unlink()
    else:
        damaged.write_bytes(damage)
    run_parts()
    assert bytes_in(tmp_path / "parts") == whole


def test_a_part_damaged_while_it_is_read_is_named(run_parts: Run) -> None:
    collection = run_parts()
    (collection.parts[1] / "events.parquet").write_bytes(b"PAR1")
    with pytest.raises(OutputError, match="run again"):
        list(collection.pieces("events"))


def test_parts_of_other_documents_make_way(run_parts: Run, tmp_path: Path) -> None:
    run_parts()
    fewer = run(documents()[:2], tmp_path / "parts")
    assert [path.name for path in (tmp_path / "parts" / "parts").iterdir()] == ["000001"]
    assert_same(fewer.atlas(), geoparse(documents()[:2]))


_ENDLESS = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from geo.corpus import cutting, run
from test_parts import documents
cutting.FEW = 2
run(documents(), Path(sys.argv[2]), on_part=lambda part, _: print(part.part, flush=True))
"""


def test_a_run_that_was_killed_goes_on_to_the_same_bytes(run_parts: Run, tmp_path: Path) -> None:
    run_parts()
    folder = tmp_path / "killed"
    command = [sys.executable, "-c", _ENDLESS, str(Path(__file__).parent), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "000001\n"
        process.send_signal(signal.SIGKILL)
    # What a process that was killed while it wrote leaves behind.
    (folder / "parts" / ".geo-half" / "new").mkdir(parents=True)
    run_parts(folder)
    assert bytes_in(folder) == bytes_in(tmp_path / "parts")


def test_two_runs_never_share_a_folder(run_parts: Run) -> None:
    def run_again(*_: object) -> None:
        run_parts()

    with pytest.raises(OutputError, match="another run"):
        run_parts(on_part=run_again)


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("all of it", encoding="utf-8")
    with pytest.raises(OutputError, match=r"thesis\.txt"):
        run(documents(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def die(source: Path, target: Path, **_: object) -> Account:
    """Do as a process that the system ends for want of memory."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError(source, target)


def test_a_process_that_is_killed_is_told(run_parts: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "process_part", die)
    with pytest.raises(OutputError, match="want of memory; run again"):
        run_parts(workers=2)


def test_workers_are_one_or_more(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="workers is 0"):
        run(documents(), tmp_path / "parts", workers=0)


def test_any_name_of_a_folder_will_do(run_parts: Run, tmp_path: Path) -> None:
    folder = tmp_path / "it's [a*b]? {c}"
    assert_same(run_parts(folder).atlas(), geoparse(documents()))


def test_corrections_are_replayed_in_parts(run_parts: Run, tmp_path: Path) -> None:
    told = geoparse(documents())
    bombed, shelled = (
        told.reports.loc[told.reports["surface"] == word, "report_id"].iloc[0]
        for word in ("bombed", "shelled")
    )
    journal = tmp_path / "corrections.csv"
    journal.write_text(
        "action,report_id,other_report_id,surface,entry_id,event_type\n"
        f"same,{bombed},{shelled},,,\n"
        f"event,{shelled},,,,PROTEST\n"
        "place,,,Homs,geonames:170063,\n"
        "place,,,Atlantis,geonames:170063,\n"
        "same,0000,1111,,,\n",
        encoding="utf-8",
    )
    corrections = read_corrections(journal)
    atlas = run_parts(corrections=corrections).atlas()
    assert_same(atlas, geoparse(documents(), corrections=corrections))
    joined = atlas.reports.set_index("report_id").loc[[bombed, shelled], "event_id"]
    assert len(set(joined)) == 1
    assert len(atlas.rejected) == 3
    assert_same(run_parts(corrections=Corrections()).atlas(), told)


def test_a_part_is_made_of_any_file_of_documents(tmp_path: Path) -> None:
    source = tmp_path / "news.jsonl"
    source.write_text(
        '{"id": 7, "text": "Rebels shelled Homs.", "date": "2016-08-26"}\nno JSON\n',
        encoding="utf-8",
    )
    account = process_part(source, tmp_path / "part")
    assert (account.documents, account.rejected) == (1, 1)
    assert sum(account.types.values()) == 1
    assert process_part(source, tmp_path / "part") == account


@pytest.mark.parametrize("suffix", [".csv", ".geojsonl", ".parquet"])
def test_tables_are_written_a_piece_at_a_time(run_parts: Run, tmp_path: Path, suffix: str) -> None:
    collection = run_parts()
    credits_ = Credits()
    for number, table in enumerate(("events", "places", "reports")):
        path = tmp_path / f"{number}{suffix}"
        frames = collection.pieces(table)
        write_frames(frames, path, form=find_form(path), table=table, credits_=credits_)
        assert path.stat().st_size
