"""Compressed tables of documents: bounded streams, kept up to where they are damaged."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from collections.abc import Callable
from hashlib import shake_128
from pathlib import Path

import pyarrow as pa
import pytest

from geo.documents import Meter, read_documents
from geo.model import Document, Rejected
from geo.settings import Settings

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".zst": lambda data: pa.compress(data, codec="zstd", asbytes=True),
}
# Words that hardly compress, so that blocks of Zstandard are many.
WORDS = [shake_128(str(at).encode()).hexdigest(128) for at in range(1500)]
LINES = b"".join(json.dumps({"text": f"Rebels shelled {word}."}).encode() + b"\n" for word in WORDS)
ROWS = b"text,date\n" + b"".join(
    f'"Rebels shelled ""{word}"".",2016-08-26\n'.encode() for word in WORDS
)
SMALL = Settings(max_document_bytes=1_000_000)

packed = pytest.mark.parametrize("suffix", PACKERS)


def read(*paths: Path, settings: Settings = SMALL) -> tuple[list[Document], list[Rejected]]:
    items = list(read_documents(paths, settings=settings))
    found = [item for item in items if isinstance(item, Document)]
    return found, [item for item in items if isinstance(item, Rejected)]


@packed
@pytest.mark.parametrize(("form", "data"), [(".jsonl", LINES), (".csv", ROWS), (".tsv", ROWS)])
def test_compressed_tables_are_read_as_if_they_were_not(
    tmp_path: Path, suffix: str, form: str, data: bytes
) -> None:
    (tmp_path / "plain").mkdir()
    plain = tmp_path / "plain" / f"news{form}"
    plain.write_bytes(data)
    compressed = tmp_path / f"news{form}{suffix}"
    half = len(data) // 2
    # Two members one after the other, as parallel compressors and `cat` make them.
    compressed.write_bytes(PACKERS[suffix](data[:half]) + PACKERS[suffix](data[half:]))
    assert read(compressed) == read(plain)
    assert read(compressed)[0][0].document_id == f"news{form}:{2 if form != '.jsonl' else 1}"


def test_a_file_beside_its_compressed_form_is_told_from_it(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(LINES.splitlines(keepends=True)[0])
    (tmp_path / "A.NDJSON.GZ").write_bytes(gzip.compress(LINES))
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(LINES))
    found, rejected = read(tmp_path)
    names = {document.document_id.rpartition(":")[0] for document in found}
    assert names == {"a.jsonl", "a.jsonl.gz", "A.NDJSON"}
    assert not rejected


@packed
@pytest.mark.parametrize(("form", "data"), [(".jsonl", LINES), (".csv", ROWS)])
def test_records_before_the_damage_are_kept(
    tmp_path: Path, suffix: str, form: str, data: bytes
) -> None:
    whole = PACKERS[suffix](data)
    path = tmp_path / f"news{form}{suffix}"
    path.write_bytes(whole[: len(whole) * 2 // 3])
    found, rejected = read(path)
    assert len(found) > 300
    assert all(document.published is not None for document in found) or form == ".jsonl"
    assert rejected[-1].document_id == path.name
    assert "damaged or cut off" in rejected[-1].reason
    assert "fetch it or compress it anew" in rejected[-1].reason
    path.write_bytes(whole + b"no more of it")
    found, rejected = read(path)
    # Of Zstandard, the last piece of a thousand bytes is lost with what follows it.
    assert len(WORDS) - (0 if suffix == ".gz" else 3) <= len(found) <= len(WORDS)
    assert "damaged" in rejected[0].reason


@packed
@pytest.mark.parametrize("form", [".jsonl", ".csv"])
@pytest.mark.parametrize("data", [b"", b"not compressed", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"])
def test_what_is_not_compressed_is_named(
    tmp_path: Path, suffix: str, form: str, data: bytes
) -> None:
    path = tmp_path / f"news{form}{suffix}"
    path.write_bytes(data)
    found, rejected = read(path)
    assert not found
    assert [item.document_id for item in rejected] == [path.name]
    assert "damaged" in rejected[0].reason or "is empty" in rejected[0].reason


BOMBS = {
    "one line": (b"", b" ", "expands to over|is empty"),
    "a text": (b'{"text": "', b"a", "expands to over"),
    "empty lines": (b"text\n", b"\n", "empty lines in a row|expands to over"),
    "bad lines": (b"text\n", b"n" * 1000 + b"\n", "expands to over"),
}


@packed
@pytest.mark.parametrize("form", [".jsonl", ".csv"])
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_while_it_expands(
    tmp_path: Path, suffix: str, form: str, name: str
) -> None:
    head, filling, reason = BOMBS[name]
    path = tmp_path / f"bomb{form}{suffix}"
    path.write_bytes(PACKERS[suffix](head + filling * (2_000_000 // len(filling))))
    last = list(read_documents(path, settings=Settings(max_document_bytes=50_000)))[-1]
    assert isinstance(last, Rejected)
    assert any(part in last.reason for part in reason.split("|")), last.reason


def test_a_bomb_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.jsonl.zst"
    path.write_bytes(PACKERS[".zst"](b'{"text": "' + b"a" * 10_000_000))
    tracemalloc.start()
    items = list(read_documents(path, settings=Settings(max_document_bytes=100_000)))
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(items) == 1
    assert peak_bytes < 3_000_000


def test_a_million_empty_lines_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "empty.jsonl"
    path.write_bytes(b"\n" * 1_000_002)
    assert "over 1,000,000 empty lines in a row" in read(path)[1][0].reason


def test_lines_without_text_are_named(tmp_path: Path) -> None:
    path = tmp_path / "blank.jsonl.gz"
    path.write_bytes(gzip.compress(b"\n\n"))
    assert [item.reason for item in read(path)[1]] == [
        "is empty; give a table with a record a line"
    ]


@packed
def test_the_meter_says_how_much_was_read(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"a.jsonl{suffix}").write_bytes(PACKERS[suffix](LINES))
    (tmp_path / "b.txt").write_text("Rebels shelled Homs.", encoding="utf-8")
    meter = Meter()
    seen = [meter.read_bytes for _ in read_documents(tmp_path, meter=meter)]
    assert seen == sorted(seen)
    assert 0 < seen[0] < seen[-1] <= meter.read_bytes == meter.total_bytes
