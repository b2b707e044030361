"""Many documents on several processes: the same as on one, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.corpus import parse_corpus
from geo.errors import SettingsError
from geo.exports import write
from geo.model import Document, Parsed, Rejected
from geo.pipeline import join_parsed

REJECTED = Rejected(document_id="bad", stage="read", reason="is empty")


def documents(seeds: tuple[Document, ...]) -> list[Document | Rejected]:
    made: list[Document | Rejected] = [*seeds, REJECTED]
    made += [
        Document(
            document_id=f"text-{number:02d}", text=f"Rebels shelled the city of {name} on Friday."
        )
        for number, name in enumerate(["Aleppo", "Homs", "Idlib", "Raqqa"] * 9)
    ]
    return made


def test_two_workers_give_the_bytes_of_one(
    seed_documents: tuple[Document, ...], tmp_path: Path
) -> None:
    files = []
    orders = []
    for workers in (1, 2):
        parsed = list(parse_corpus(documents(seed_documents), workers=workers))
        orders.append(
            [
                item.document_id if isinstance(item, Rejected) else item.document.document_id
                for item in parsed
            ]
        )
        path = tmp_path / f"{workers}.geojson"
        write(join_parsed(parsed), path)
        files.append(path.read_bytes())
    assert orders[0] == orders[1]
    assert orders[0][:3] == [item.document_id for item in seed_documents] + ["bad"]
    assert files[0] == files[1]


def test_documents_are_read_as_they_are_needed(seed_documents: tuple[Document, ...]) -> None:
    read = []

    def source() -> object:
        for number in range(1000):
            read.append(number)
            yield Document(document_id=str(number), text="Quiet in Homs.")

    results = parse_corpus(source(), workers=1)  # type: ignore[arg-type]
    assert isinstance(next(results), Parsed)
    # They are parsed a batch at a time, never all at once.
    assert len(read) < 100
    assert seed_documents


@pytest.mark.parametrize("workers", [0, -1])
def test_no_workers_are_refused(workers: int) -> None:
    with pytest.raises(SettingsError, match=f"workers is {workers}, expected 1 or more"):
        list(parse_corpus([], workers=workers))


def test_nothing_in_nothing_out() -> None:
    assert list(parse_corpus([], workers=1)) == []
    assert list(parse_corpus([REJECTED], workers=1)) == [REJECTED]
