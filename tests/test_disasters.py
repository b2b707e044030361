"""Disk, memory, clock and neighbours fail: a clear error, and the next run heals."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from export_atlases import of_headline

from geo.cli import main
from geo.corpus import FolderFeed, cutting
from geo.documents import read_documents
from geo.exports import write

RECORDS = [
    {"id": number, "text": text, "date": "2016-08-26"}
    for number, text in enumerate(
        (
            "Rebels shelled Homs on Friday, killing four.",
            "On Friday rebels shelled Homs; four died.",
        )
        * 2
        + ("Police detained ten people in Idlib.",)
    )
]
Bytes = dict[str, bytes]


@pytest.fixture
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(cutting, "FEW", 2)
    path = tmp_path / "news.jsonl"
    path.write_text("\n".join(map(json.dumps, RECORDS)), encoding="utf-8")
    return path


def extract(news: Path) -> int:
    folder = news.parent
    out = folder / "out.csv"
    return main(["extract", str(news), "-o", str(out), "--parts", str(folder / "parts")])


def bytes_of(folder: Path) -> Bytes:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".") and path.name != "news.jsonl"
    }


@contextmanager
def full_disk(size_bytes: int) -> Iterator[None]:
    """Let no file grow beyond a size: the same call fails as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size_bytes", [500, 4_000, 9_000])
def test_a_full_disk_leaves_what_was_and_the_next_run_heals(
    news: Path, capsys: pytest.CaptureFixture[str], size_bytes: int
) -> None:
    assert extract(news) == 0
    whole = bytes_of(news.parent)
    shutil.rmtree(news.parent / "parts")
    with full_disk(size_bytes):
        status = extract(news)
    (line,) = capsys.readouterr().err.splitlines()
    assert status == 3
    assert "space" in line
    assert (news.parent / "out.csv").read_bytes() == whole["out.csv"]
    assert extract(news) == 0
    assert bytes_of(news.parent) == whole


def damage(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))


def foreign(path: Path) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), "rights": "none"}))


def bare(path: Path) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), "counts": {}}))


def deep(path: Path) -> None:
    path.write_text("[" * 100_000)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20])


@pytest.mark.parametrize(
    ("name", "harm"),
    [
        ("merged/merged*.parquet", damage),
        ("merged/merged*.parquet", cut),
        ("merged/made_of.txt", damage),
        ("parts/000002/places.parquet", damage),
        ("parts/000002/part.json", foreign),
        ("parts/000002/part.json", bare),
        ("parts/000002/part.json", deep),
        ("parts/000002/part.json", cut),
        ("documents/000001.parquet", damage),
        ("manifest.jsonl", cut),
        (".timings.jsonl", deep),
    ],
)
def test_what_is_damaged_is_made_anew(
    news: Path, name: str, harm: Callable[[Path], object]
) -> None:
    assert extract(news) == 0
    whole = bytes_of(news.parent)
    harm(min((news.parent / "parts").glob(name)))
    assert extract(news) == 0
    assert bytes_of(news.parent) == whole


def test_a_watch_takes_damaged_documents_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inbox, out = tmp_path / "inbox", tmp_path / "live.csv"
    inbox.mkdir()
    command = ["watch", str(inbox), "-o", str(out), "--parts", str(tmp_path / "parts"), "--once"]
    for number, record in enumerate(RECORDS[:3]):
        (inbox / f"{number}.jsonl").write_text(json.dumps(record), encoding="utf-8")
        assert main(command) == 0
    before = out.read_bytes()
    cut(tmp_path / "parts" / "documents" / "000001.parquet")
    assert main(command) == 0
    assert out.read_bytes() == before
    # The second and third keep their files; what came again got another.
    names = sorted(path.name for path in (tmp_path / "parts" / "documents").iterdir())
    assert names == ["000002.parquet", "000003.parquet", "000004.parquet"]
    capsys.readouterr()


def test_a_folder_that_is_read_only_keeps_what_it_holds(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    (closed / "out.csv").write_text("old")
    text = tmp_path / "a.txt"
    text.write_text(str(RECORDS[0]["text"]))
    (tmp_path / "feed").mkdir()
    shutil.copy(text, tmp_path / "feed" / "a.txt")
    commands = [
        ["extract", text, "-o", closed / "out.csv"],
        ["extract", text, "-o", tmp_path / "out.csv", "--parts", closed / "parts"],
        ["map", text, "-o", closed / "map.html"],
        ["watch", tmp_path / "feed", "-o", closed / "w.csv", "--parts", tmp_path / "w", "--once"],
    ]
    before = bytes_of(closed)
    closed.chmod(0o555)
    # Root may write everywhere, unless that is taken from it.
    plain = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []
    try:
        for command in commands:
            run = [*plain, sys.executable, "-m", "geo", *map(str, command)]
            done = subprocess.run(run, capture_output=True, text=True, check=False, timeout=300)
            assert done.returncode == 3, done.stderr
            assert re.fullmatch(
                rf"geo: {closed}/[a-z.]+: cannot be written \(Permission denied\); [^\n]+\n",
                done.stderr,
            ), done.stderr
            assert bytes_of(closed) == before
    finally:
        closed.chmod(0o755)
    for command in commands:
        assert main(list(map(str, command))) == 0
    assert (closed / "out.csv").read_text() != "old"


# Far below what the libraries need to be loaded, they end the process in ways of their own.
def test_too_little_memory_is_told_in_one_line(tmp_path: Path) -> None:
    mb = 1_000
    out = tmp_path / "out.csv"
    out.write_text("old")
    (tmp_path / "a.txt").write_text(str(RECORDS[0]["text"]))
    program = (
        "import resource, sys\n"
        f"resource.setrlimit(resource.RLIMIT_AS, ({mb << 20}, {mb << 20}))\n"
        "from geo.cli import main\n"
        f"sys.exit(main(['extract', {str(tmp_path / 'a.txt')!r}, '-o', {str(out)!r}]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1].startswith("geo: out of memory (the language model needs")
    assert out.read_text() == "old"


def test_two_that_write_one_output_leave_that_of_one(tmp_path: Path) -> None:
    atlases = [of_headline("one"), of_headline("two" * 1_000)]
    path = tmp_path / "out.geojson"
    whole = []
    for atlas in atlases:
        write(atlas, path)
        whole.append(path.read_bytes())
    threads = [
        threading.Thread(target=lambda atlas=atlas: [write(atlas, path) for _ in range(10)])
        for atlas in atlases
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert path.read_bytes() in whole
    assert not [one for one in tmp_path.iterdir() if one.name.startswith(".")]


@pytest.mark.parametrize("seconds", [0, 10**9, 4 * 10**9])
def test_a_clock_that_jumps_hides_no_file(tmp_path: Path, seconds: int) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(RECORDS[0]), encoding="utf-8")
    feed = FolderFeed(tmp_path, read_documents, exclude=[], settled=True)
    assert len(list(feed.take())) == 1
    path.write_text(json.dumps(RECORDS[1]), encoding="utf-8")
    os.utime(path, (seconds, seconds))
    assert len(list(feed.take())) == 1
    assert list(feed.take()) == []
