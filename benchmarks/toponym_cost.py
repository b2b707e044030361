"""What recognition, sense and resolution cost beside the parse.

    python benchmarks/toponym_cost.py FILE.jsonl [--repeat 3]

Each document is parsed by bare spaCy and its names are recognised and resolved, in turns, in one
process; prints the ratio of the fastest run of each, for timings of a busy machine differ.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

from geo.gazetteer import Gazetteer
from geo.language import Language, Parse
from geo.model import Document, Toponym
from geo.resolution import Resolver
from geo.settings import Settings
from geo.toponyms import recognise_toponyms


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description="Measure what names cost beside the parse.")
    parser.add_argument("file", type=Path, help="JSON lines with `text`")
    parser.add_argument("--repeat", type=int, default=3, metavar="N", help="default: 3")
    arguments = parser.parse_args()
    lines = arguments.file.read_text(encoding="utf-8").splitlines()
    documents = [
        Document(document_id=str(number), text=json.loads(line)["text"])
        for number, line in enumerate(lines)
        if line.strip()
    ]
    settings = Settings()
    language, gazetteer = Language.open(settings.language_model), Gazetteer.open()
    resolver = Resolver.open(gazetteer, settings)

    def parse() -> list[Parse]:
        return [language.parse(document.text) for document in documents]

    parses = parse()

    def recognise() -> list[tuple[Toponym, ...]]:
        return [
            recognise_toponyms(document, parsed, gazetteer)
            for document, parsed in zip(documents, parses, strict=True)
        ]

    found = recognise()

    def resolve() -> None:
        for document, toponyms in zip(documents, found, strict=True):
            resolver.resolve_toponyms(document, toponyms)

    resolve()
    seconds: dict[str, float] = {}
    steps: tuple[tuple[str, Callable[[], object]], ...] = (
        ("parse", parse),
        ("recognition and sense", recognise),
        ("resolution", resolve),
    )
    for _ in range(arguments.repeat):
        for name, step in steps:
            start = time.perf_counter()
            step()
            seconds[name] = min(seconds.get(name, float("inf")), time.perf_counter() - start)
    names = sum(len(toponyms) for toponyms in found)
    print(f"{len(documents)} documents, {names} names; parse {seconds['parse']:.2f} s")
    for name in ("recognition and sense", "resolution"):
        print(f"{name}: {seconds[name] / seconds['parse']:.3f} of the parse")
    both = seconds["recognition and sense"] + seconds["resolution"]
    print(f"together: {both / seconds['parse']:.3f} of the parse; the aim is at most 0.25")


if __name__ == "__main__":
    main()
