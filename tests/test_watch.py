"""Documents that come as they are written: each is taken once, and nothing is lost."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import geo
from geo.cli import main
from geo.corpus import Arrivals, FolderFeed, PipeFeed
from geo.documents import read_documents
from geo.errors import SettingsError
from geo.model import Document, Rejected

FIRST = {"id": "one", "text": "Rebels shelled Idlib on Friday, killing four.", "date": "2016-08-27"}
COPY = {"id": "two", "text": "On Friday rebels shelled Idlib; four died.", "date": "2016-08-27"}


def line(**record: str) -> str:
    return json.dumps(record) + "\n"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "a.jsonl").write_text(line(**FIRST), encoding="utf-8")
    return folder


def watch(inbox: Path | str, tmp_path: Path, *more: str) -> int:
    outputs = ["-o", str(tmp_path / "live.gpkg"), "-o", str(tmp_path / "live.html")]
    return main(["watch", str(inbox), *outputs, "--parts", str(tmp_path / "parts"), *more])


def test_what_comes_joins_what_is_known(inbox: Path, tmp_path: Path) -> None:
    assert watch(inbox, tmp_path, "--once") == 0
    assert len(geo.read_atlas(tmp_path / "live.gpkg").events) == 1
    (inbox / "sub").mkdir()
    (inbox / "sub" / "b.jsonl").write_text(line(**COPY), encoding="utf-8")
    (inbox / "sub" / "c.txt").write_text("Police detained ten people in Homs.", encoding="utf-8")
    assert watch(inbox, tmp_path, "--once") == 0
    atlas = geo.read_atlas(tmp_path / "live.gpkg")
    assert sorted(atlas.documents["document_id"]) == ["one", "sub/c", "two"]
    assert sorted(atlas.events["report_count"]) == [1, 2]
    assert "Idlib" in (tmp_path / "live.html").read_text(encoding="utf-8")


def test_the_atlas_is_that_of_all_documents_at_once(inbox: Path, tmp_path: Path) -> None:
    watch(inbox, tmp_path, "--once")
    (inbox / "b.jsonl").write_text(line(**COPY), encoding="utf-8")
    watch(inbox, tmp_path, "--once")
    assert main(["extract", str(inbox), "-o", str(tmp_path / "all.gpkg")]) == 0
    live, all_ = (geo.read_atlas(tmp_path / f"{name}.gpkg") for name in ("live", "all"))
    for name, frame in live.tables().items():
        assert frame.equals(all_.tables()[name]), name


def test_another_text_under_a_known_id_is_rejected_once(
    inbox: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    watch(inbox, tmp_path, "--once")
    changed = {**FIRST, "text": "Nothing happened in Idlib."}
    (inbox / "b.jsonl").write_text(line(**changed), encoding="utf-8")
    assert watch(inbox, tmp_path, "--once") == 1
    assert "another text" in capsys.readouterr().err
    assert watch(inbox, tmp_path, "--once") == 0
    atlas = geo.read_atlas(tmp_path / "live.gpkg")
    assert (len(atlas.documents), len(atlas.rejected)) == (1, 1)


def test_a_pipe_is_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = line(text=FIRST["text"]) + line(text=FIRST["text"]) + line(**COPY)
    for _ in range(2):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        assert watch("-", tmp_path, "--every", "0.1") == 0
    documents = geo.read_atlas(tmp_path / "live.gpkg").documents
    assert len(documents) == 2
    assert documents["document_id"].iloc[0].startswith("stdin:")


def test_a_file_is_taken_when_it_grows_no_more(inbox: Path) -> None:
    feed = FolderFeed(inbox, read_documents, exclude=[])
    assert list(feed.take()) == []
    with (inbox / "a.jsonl").open("a", encoding="utf-8") as file:
        file.write(line(**COPY)[:20])
    assert list(feed.take()) == []
    with (inbox / "a.jsonl").open("a", encoding="utf-8") as file:
        file.write(line(**COPY)[20:])
    assert list(feed.take()) == []
    assert [item.document_id for item in feed.take()] == ["one", "two"]
    assert list(feed.take()) == []


def test_what_comes_again_is_known() -> None:
    one = Document(document_id="a", text="x")
    bad = Rejected(document_id="b", stage="read", reason="is empty")
    arrivals = Arrivals()
    assert list(arrivals.sift([one, one, bad, bad])) == [one, bad]
    assert list(arrivals.sift([one, bad])) == []


def test_a_pipe_of_nonsense_is_rejected() -> None:
    feed = PipeFeed(io.BytesIO(b"\x00\xff\n{}\n[1]\n"), read_documents)
    found: list[Document | Rejected] = []
    while not feed.is_over:
        found += feed.take()
    assert len(found) == 3
    assert all(isinstance(item, Rejected) for item in found)


@pytest.mark.parametrize("given", ["missing", "a.jsonl", "seeds"])
def test_only_a_folder_that_says_nothing_of_itself_is_watched(inbox: Path, given: str) -> None:
    seeds = Path(__file__).parent.parent / "seeds"
    folder = {"missing": inbox / "missing", "a.jsonl": inbox / "a.jsonl", "seeds": seeds}[given]
    with pytest.raises(SettingsError, match=r"no folder|documents\.toml"):
        FolderFeed(folder, read_documents, exclude=[])


def test_a_watch_follows_its_folder_until_it_is_ended(inbox: Path, tmp_path: Path) -> None:
    page = tmp_path / "live.html"
    command = [sys.executable, "-m", "geo", "watch", str(inbox), "-o", str(page), "--every", "0.1"]
    with subprocess.Popen([*command, "--parts", str(tmp_path / "parts")]) as process:
        wait_for(page, "Idlib")
        (inbox / "b.txt").write_text("Gunmen attacked Jarabulus on Friday.", encoding="utf-8")
        wait_for(page, "Jarabulus")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0


def wait_for(path: Path, word: str) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        if path.is_file() and word in path.read_text(encoding="utf-8"):
            return
        time.sleep(0.1)
    raise AssertionError(f"{word} never came")
