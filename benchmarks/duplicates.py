"""What it costs to find copies: signing beside the parse, grouping against the number of documents.

    python benchmarks/duplicates.py FILE.jsonl [--documents 1000 10000 100000]

Each document of the file is parsed by bare spaCy and signed, in one process; prints the ratio, in
processor time. Then as many generated signatures are grouped as told, ten years of them, of every
five documents one a copy with a lead-in of its own and a cut end; prints seconds, documents a
second, and how many of the copies were found.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import time
from collections.abc import Callable
from pathlib import Path

from geo.duplicates import Signature, group_documents, sign
from geo.language import Language
from geo.settings import Settings

_FIRST, _DAYS = dt.date(2015, 1, 1), 3_650
_WORDS = [f"w{number}" for number in range(20_000)]
_EVERY = 5


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Measure the finding of copies.")
    parser.add_argument("file", type=Path, help="JSON lines with `text`")
    parser.add_argument("--documents", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    given = parser.parse_args()
    lines = given.file.read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines if line.strip()]
    language = Language.open(Settings().language_model)
    parse, signing = (_seconds(step, texts) for step in (language.parse, sign))
    print(f"{len(texts)} documents: signing {signing / parse:.4f} of the parse; the aim is 0.02")
    for count in given.documents:
        signatures, copies = _make(count)
        start = time.process_time()
        groups = group_documents(signatures)
        seconds = time.process_time() - start
        found = sum(groups.get(copy) == groups.get(source, "") for copy, source in copies)
        print(
            f"{count} signatures: {seconds:.1f} s, {count / seconds:.0f}/s, "
            f"{found} of {len(copies)} copies found, {len(groups)} documents in groups"
        )


def _seconds(step: Callable[[str], object], texts: list[str]) -> float:
    start = time.process_time()
    for text in texts:
        step(text)
    return time.process_time() - start


def _make(count: int) -> tuple[list[Signature], list[tuple[str, str]]]:
    """Return generated signatures, and which documents copy which."""
    chance = random.Random(count)  # noqa: S311 - no secret
    signatures: list[Signature] = []
    copies: list[tuple[str, str]] = []
    words: list[str] = []
    for number in range(count):
        if number % _EVERY == _EVERY - 1:
            words = chance.choices(_WORDS, k=30) + words[: max(20, len(words) * 2 // 3)]
            copies.append((str(number), str(number - 1)))
        else:
            words = chance.choices(_WORDS, k=chance.randrange(60, 500))
        day = _FIRST + dt.timedelta(days=number // _EVERY * _EVERY * _DAYS // count)
        signatures.append(Signature(str(number), day, sign(" ".join(words))))
    return signatures, copies


if __name__ == "__main__":
    main()
