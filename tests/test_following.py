"""What is told of a run besides its outputs: progress, a log for machines, a report."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from geo.atlas import Atlas
from geo.cli import main
from geo.commands.progress import Progress, open_log, show_duration
from geo.corpus import Account, Timing, run
from geo.gazetteer import Gazetteer
from geo.model import Parsed, Provenance, Rejected
from geo.runs import Part, count_atlas, count_found, count_rows, describe_run, write_page
from geo.settings import Settings

SENTENCE = "Rebels seized the Syrian town of Jarabulus on Wednesday."
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>${`{{\u202e" + "x" * 10_000


class Clock:
    """A clock that goes on when it is told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def account(part: str, documents: int, rejected: int = 0) -> Account:
    return Account(
        part=part,
        input_sha256="",
        made_with={},
        counts={"documents": documents, "rejected": rejected},
        characters=0,
        types={},
        countries={},
        applied=(),
        files={},
    )


def events_in(log: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.splitlines()]


def test_the_rate_is_of_late_and_the_rest_by_bytes() -> None:
    clock, terminal, log = Clock(), io.StringIO(), io.StringIO()
    progress = Progress(terminal=terminal, log=log, clock=clock)
    progress.meter.total_bytes = 4_000
    documents = progress.read(range(2_000))
    for number in (1, 2):
        for _ in range(500):
            next(documents)
        progress.meter.read_bytes += 1_000
        clock.now += 50
        rejected = Rejected(document_id="n", stage="read", reason="is empty")
        # The first part is of an earlier run: it says nothing of how fast this one is.
        timing = Timing(seconds=9.0, is_kept=number == 1)
        progress.part(account(f"{number}", 499, 1), timing, [rejected])
    assert progress.rate == 10
    assert progress.remaining_seconds == 100
    assert terminal.getvalue().endswith(
        "geo: 998 documents, 10.0 a second, 1 min 40 s left, 2 rejected"
    )
    told = events_in(log.getvalue())
    assert [line["event"] for line in told] == ["rejected", "part"] * 2
    assert told[1]["is_kept"]
    assert told[1]["documents_per_second"] is None
    assert (told[3]["documents"], told[3]["rejected"]) == (998, 2)
    assert (told[3]["seconds"], told[3]["remaining_seconds"]) == (100, 100)


def test_merging_is_told_once_all_is_done() -> None:
    log = io.StringIO()
    progress = Progress(log=log)
    documents = progress.read(range(500))
    for _ in range(500):
        next(documents)
    # The end of the documents comes to light only after the last part, where that is a full one.
    progress.part(account("1", 500), Timing(seconds=1.0))
    assert [line["event"] for line in events_in(log.getvalue())] == ["part"]
    assert next(documents, None) is None
    assert [line["event"] for line in events_in(log.getvalue())] == ["part", "merge"]


def test_what_is_left_is_not_told_where_it_is_not_known() -> None:
    clock = Clock()
    progress = Progress(clock=clock)
    found = progress.parsed(progress.read(range(9)), merges=False)
    next(found)
    clock.now += 1
    next(found)
    assert progress.rate == 2
    assert progress.remaining_seconds is None


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0.2, "0 s"), (59.4, "59 s"), (59.7, "1 min 0 s"), (8_100, "2 h 15 min"), (1e6, "11 d 13 h")],
)
def test_durations_are_told_in_two_units(seconds: float, shown: str) -> None:
    assert show_duration(seconds) == shown


def test_a_log_that_fails_does_not_stop_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    with open_log("/dev/full") as log:
        progress = Progress(log=log)
        assert len(list(progress.parsed(range(1_000), merges=True))) == 1_000
        assert not progress.is_logged
    assert capsys.readouterr().err.count("the log ends here (No space left on device)") == 1


@pytest.fixture
def followed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Path, str, str]:
    """Extract a folder that also gets the report and the log; give both streams."""
    (tmp_path / "a.txt").write_text(SENTENCE, encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"\x00\x01")
    options = ["--report", str(tmp_path / "run.html"), "--json-log", "-"]
    # What told of an earlier run is no document.
    (tmp_path / "run.html").write_text("<p>Rebels seized the town.</p>", encoding="utf-8")
    assert main(["extract", str(tmp_path), "-o", str(tmp_path / "out.csv"), *options]) == 1
    out, err = capsys.readouterr()
    return tmp_path, out, err


def test_a_run_is_logged_and_reported(followed: tuple[Path, str, str]) -> None:
    folder, out, err = followed
    log = events_in(out)
    assert [line["event"] for line in log] == ["start", "rejected", "merge", "write", "end"]
    assert log[-1]["status"] == 1
    # Nothing is kept up to date in a pipe.
    assert len(err.splitlines()) == 1
    assert "\r" not in err
    told = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert told["totals"]["documents"] == 1
    assert {one["first_documents"][0] for one in told["rejections"]} == {"b.txt"}
    assert told["outputs"] == [str(folder / "out.csv")]
    assert {"gazetteer", "language"} <= {one["component"] for one in told["components"]}
    page = (folder / "run.html").read_text(encoding="utf-8")
    assert "Run report: geo extract" in page
    assert "ASSAULT" in page or "Events by type" in page


def test_predictions_are_reported_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "a.jsonl"
    source.write_text(json.dumps({"text": SENTENCE}) + "\n[]\n", encoding="utf-8")
    log = tmp_path / "log"
    options = ["--report", str(tmp_path / "run.json"), "--json-log", str(log)]
    assert main(["extract", str(source), "-o", str(tmp_path / "out.jsonl"), *options]) == 1
    told = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert (told["totals"]["documents"], told["totals"]["rejected"]) == (1, 1)
    assert not (tmp_path / "run.html").exists()
    assert events_in(log.read_text(encoding="utf-8"))[-1]["event"] == "end"
    assert capsys.readouterr().err.count("rejected") == 1


@pytest.mark.parametrize(
    ("options", "reason", "status"),
    [
        (["--report", "run.pdf"], "ends in .html or .json", 2),
        (["--report", "none/run.html"], "its folder does not exist", 3),
        (["--json-log", "none/log"], "none/log: cannot be written", 3),
    ],
)
def test_what_cannot_be_written_is_refused_before_the_work(
    capsys: pytest.CaptureFixture[str], options: Sequence[str], reason: str, status: int
) -> None:
    assert main(["extract", "none.txt", "-o", "none.csv", *options]) == status
    assert reason in capsys.readouterr().err


def test_a_run_that_fails_says_so_in_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--json-log", "-", "--form", "nonsense"]
    assert main(["extract", "none.txt", "-o", str(tmp_path / "none.csv"), *options]) == 2
    last = events_in(capsys.readouterr().out)[-1]
    assert last["event"] == "end"
    assert "nonsense" in last["error"]


# The report


def test_an_atlas_is_counted(seed_atlas: Atlas) -> None:
    counts = count_atlas(seed_atlas)
    assert counts.totals["documents"] == counts.totals["documents_with_event"] == 2
    assert counts.totals["events"] == len(seed_atlas.events) == sum(counts.types.values())
    assert counts.totals["events_located"] == seed_atlas.events.geometry.notna().sum()
    assert counts.totals["toponyms_resolved"] == seed_atlas.places["entry_id"].notna().sum()
    assert counts.countries["SYR"] == (seed_atlas.places["country_code"] == "SYR").sum()


def test_all_ways_of_counting_agree(parse: Any, gazetteer: Gazetteer, tmp_path: Path) -> None:
    bad = [
        Rejected(document_id=f"bad-{at}", stage="read", reason=f"has {at} cells under 'x{at}'")
        for at in range(9)
    ]
    found: list[Parsed | Rejected] = [parse(SENTENCE, "a"), parse("Quiet.", "b"), *bad]
    documents = [item.document if isinstance(item, Parsed) else item for item in found]
    collection = run(documents, tmp_path / "parts")
    counts = count_found(found, gazetteer)
    with collection.querying() as query:
        assert count_rows(query) == counts
    assert count_atlas(collection.atlas()) == counts
    (rejections,) = counts.rejections.values()
    assert (rejections.count, rejections.documents) == (9, ("bad-0", "bad-1", "bad-2"))
    counts.add(counts)
    assert counts.totals["rejected"] == 18
    assert counts.totals["documents_with_event"] == 2


def told_of(atlas: Atlas, gazetteer: Gazetteer, **about: Any) -> dict[str, Any]:
    parts = [
        Part(part=f"{at:06}", documents=500, rejected=1, characters=9, seconds=float(at % 20))
        for at in range(40)
    ]
    about = {"command": "map", "inputs": [], "outputs": [], "started": "2016-08-26T", **about}
    return describe_run(
        count_atlas(atlas),
        about={"seconds": 3.0, **about},
        settings=Settings(gazetteers=(Path("mine"),)),
        provenance=[Provenance(component=HOSTILE, version=HOSTILE, detail=HOSTILE)],
        gazetteer=gazetteer,
        parts=parts,
    )


def test_the_slowest_parts_come_first(seed_atlas: Atlas, gazetteer: Gazetteer) -> None:
    told = told_of(seed_atlas, gazetteer)
    assert told["parts"]["count"] == 40
    assert [one["part"] for one in told["parts"]["slowest"]][:3] == ["000019", "000039", "000018"]
    assert len(told["parts"]["slowest"]) == 10
    assert json.loads(json.dumps(told)) == told


def test_hostile_names_are_inert_and_short(gazetteer: Gazetteer, seed_atlas: Atlas) -> None:
    told = told_of(seed_atlas, gazetteer, inputs=[HOSTILE] * 500, command=HOSTILE[:40])
    told["rejections"] = [
        {"stage": HOSTILE, "reason": HOSTILE, "count": 1, "first_documents": [HOSTILE] * 3}
    ]
    told["countries"] = [{"country_code": "X", "name": HOSTILE, "toponyms": 1}] * 300
    told["events"] = [
        {"event_type": HOSTILE, "month": f"{year}-01", "events": 1} for year in range(1900, 2100)
    ]
    page = write_page(told)
    assert not re.search("<script|<img|onerror=(?!alert)|\u202e|[`$]", page)
    assert page.count("<") - page.count("</") < 2_000
    assert len(page) < 150_000
    assert "default-src 'none'" in page


def test_nothing_is_reported_as_nothing(gazetteer: Gazetteer) -> None:
    told = describe_run(
        count_found([], gazetteer),
        about={"command": "map", "inputs": [], "outputs": [], "started": "", "seconds": 0.0},
        settings=Settings(),
        provenance=(),
        gazetteer=gazetteer,
    )
    assert told["coverage"][0]["share"] is None
    assert "Nothing." in write_page(told)
