"""The speed book: `python benchmarks/book [CHAPTER ...] [--sizes N ...] [--json FOLDER]`.

Each chapter runs in a process of its own and prints, with `--one`, its figures and the machine as
JSON; without, all are run one after the other and printed as one table. Times are of the
processor, best of three, unless a note says otherwise; "x peer" is the time over that of the peer
in the same run. Peers come with `pip install .[bench]`; one that is absent is said to be.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

_MANY = (100, 1_000, 10_000, 100_000)

# The module of each chapter, what measures it, and the sizes measured unless told.
_CHAPTERS: Mapping[str, tuple[str, str, Sequence[int]]] = {
    "start": ("book.start", "measure_start", (1,)),
    "names": ("book.names", "measure_names", (100_000,)),
    "recognition": ("book.reading", "measure_recognition", (200,)),
    "events": ("book.reading", "measure_events", (200,)),
    "joining": ("book.joining", "measure_joining", _MANY),
    "maps": ("book.drawing", "measure_drawing", _MANY),
    "exports": ("book.writing", "measure_writing", _MANY[:3]),
    "imports": ("book.importing", "measure_importing", _MANY[:3]),
}


def main() -> None:
    """Measure chapters and print what they took."""
    given = _options()
    chapters = given.chapters or list(_CHAPTERS)
    if given.one:
        for chapter in chapters:
            print(json.dumps(_measure(chapter, given.sizes, given.limit)))
        return
    print("| chapter | what | size | seconds | a second | x peer | |")
    print("|---|---|---|---|---|---|---|")
    facts: dict[str, Any] = {}
    for chapter in chapters:
        told = _in_process(chapter, given)
        facts = told["machine"]
        for line in _lines(told):
            print(line, flush=True)
        if given.json:
            given.json.mkdir(parents=True, exist_ok=True)
            text = json.dumps(told, indent=1) + "\n"
            (given.json / f"{chapter}.json").write_text(text, encoding="utf-8")
    print("\n" + "; ".join(f"{name.replace('_', ' ')}: {value}" for name, value in facts.items()))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="book", description="Measure what geo takes.")
    parser.add_argument("chapters", nargs="*", metavar="CHAPTER", help=" ".join(_CHAPTERS))
    parser.add_argument("--sizes", type=int, nargs="+", metavar="N", help="10^2 to 10^6")
    parser.add_argument("--limit", type=float, default=20, metavar="SECONDS", help="of one figure")
    parser.add_argument("--json", type=Path, metavar="FOLDER", help="keep the figures there")
    parser.add_argument("--one", action="store_true", help="print JSON, in this process")
    given = parser.parse_args()
    if unknown := set(given.chapters) - set(_CHAPTERS):
        parser.error(f"no chapter {', '.join(sorted(unknown))}; known are {', '.join(_CHAPTERS)}")
    return given


def _measure(chapter: str, sizes: Sequence[int] | None, limit_s: float) -> dict[str, Any]:
    from book.figures import Figure, machine  # noqa: PLC0415 - after the path is set

    module, name, usual = _CHAPTERS[chapter]
    facts = machine()
    work: Callable[[Sequence[int], float], Iterable[Figure]] = getattr(import_module(module), name)
    figures = [asdict(figure) for figure in work(sizes or usual, limit_s)]
    return {"chapter": chapter, "machine": facts, "figures": figures}


def _in_process(chapter: str, given: argparse.Namespace) -> dict[str, Any]:
    command = [sys.executable, "-W", "ignore", __file__, chapter, "--one"]
    command += ["--limit", str(given.limit)]
    if given.sizes:
        command += ["--sizes", *map(str, given.sizes)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _lines(told: Mapping[str, Any]) -> Iterator[str]:
    for figure in told["figures"]:
        size, seconds, peer = figure["size"], figure["seconds"], figure["peer_s"]
        cells = [told["chapter"], figure["what"], f"{size:,} {figure['unit']}{'s' * (size != 1)}"]
        cells += ["", ""] if seconds is None else [f"{seconds:.3g}", f"{size / seconds:,.4g}"]
        cells += [f"{seconds / peer:.3g}" if seconds is not None and peer else "", figure["note"]]
        yield f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
