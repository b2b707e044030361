"""How good the program is: the tables of the README, with intervals, trained and untrained.

    python benchmarks/quality.py --data FOLDER

FOLDER, or a folder in it, holds gold annotation as `geo evaluate` reads it, JSON lines, a corpus a
file; `--pattern` says which of its files are measured. Figures are those of `geo evaluate`; in
brackets stand 95 % intervals from resampled documents. "Untrained" are the figures with
`--untrained`, that is without the weights fitted to annotated corpora.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

PLACES = (
    ("recognise", "exact_f1", "names found, exact F1"),
    ("recognise", "overlap_f1", "overlap F1"),
    ("resolve", "exact_match", "names given, the very entry"),
    ("resolve", "in_gazetteer_exact_match", "of those in the gazetteer"),
    ("resolve", "accuracy_161km", "within 161 km"),
    ("kinds", "accuracy", "literal or not"),
)
EVENTS = (
    ("events", "detection_f1", "found, F1"),
    ("events", "typed_f1", "with the right type"),
    ("events", "status_accuracy", "status"),
    ("events", "source_f1", "source F1"),
    ("events", "target_f1", "target F1"),
    ("events", "place_f1", "place F1"),
    ("events", "date_accuracy", "dates"),
    ("events", "fatalities_accuracy", "deaths"),
)
SENTENCES = (
    ("sentences", "category_f1", "category F1"),
    ("sentences", "trigger_f1", "trigger F1"),
    ("sentences", "source_f1", "source F1"),
    ("sentences", "target_f1", "target F1"),
    ("sentences", "place_f1", "place F1"),
    ("sentences", "fires_on_negatives", "fires on sentences without events"),
)

Columns = Sequence[tuple[str, str, str]]
Corpora = Mapping[str, Mapping[str, Any]]


def main() -> None:
    """Print the tables, and the checksums of what was read."""
    parser = argparse.ArgumentParser(description="Measure quality against gold annotation.")
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--pattern", default="*.dev.jsonl", help="default: *.dev.jsonl")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="default 1")
    arguments = parser.parse_args()
    files = sorted(arguments.data.rglob(arguments.pattern))
    if not files:
        raise SystemExit(f"{arguments.data}: no file fits {arguments.pattern}")
    trained = evaluate(files, f"--workers={arguments.workers}")
    untrained = evaluate(files, f"--workers={arguments.workers}", "--untrained")
    tables = (("places", PLACES), ("events", EVENTS), ("single sentences", SENTENCES))
    for name, columns in tables:
        if any(any(row(result, columns)) for result in trained.values()):
            print("\n".join(table(name, columns, trained, untrained)))
            print()
    print("\n".join(calibration(trained, untrained)))
    print()
    for path in files:
        print(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}")


def evaluate(files: Sequence[Path], *options: str) -> Corpora:
    """Return what `geo evaluate` says of each corpus."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "scores.json")
        command = [sys.executable, "-m", "geo", "evaluate", *map(str, files), *options]
        done = subprocess.run(
            [*command, "--no-examples", "--json", str(output)],
            stdout=subprocess.DEVNULL,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"geo evaluate stopped with status {done.returncode}")
        corpora: Corpora = json.loads(output.read_text(encoding="utf-8"))["corpora"]
    return corpora


def table(name: str, columns: Columns, trained: Corpora, untrained: Corpora) -> Iterator[str]:
    """Yield the lines of a table; a second row for a corpus where training changes a figure."""
    yield f"| {name} | documents | {' | '.join(about for _, _, about in columns)} |"
    yield f"|---|---|{'---|' * len(columns)}"
    for corpus, result in trained.items():
        cells = row(result, columns)
        if not any(cells):
            continue
        yield f"| {corpus} | {result['documents']} | {' | '.join(cell or '-' for cell in cells)} |"
        others = row(untrained[corpus], columns)
        if others != cells:
            yield f"| {corpus}, untrained | | {' | '.join(cell or '-' for cell in others)} |"


def row(result: Mapping[str, Any], columns: Columns) -> list[str]:
    """Return a cell for each column, empty where the corpus has no such annotation."""
    return [shown(result["figures"].get(task, {}).get(figure)) for task, figure, _ in columns]


def shown(measure: Mapping[str, float | None] | None) -> str:
    """Return a figure with its interval."""
    if measure is None or measure["value"] is None:
        return ""
    if measure["low"] is None or measure["high"] is None:
        return f"{measure['value']:.3f}"
    return f"{measure['value']:.3f} ({measure['low']:.2f} to {measure['high']:.2f})"


def calibration(trained: Corpora, untrained: Corpora) -> Iterator[str]:
    """Yield the lines of a table of calibration."""
    yield (
        "| scores | predictions | Brier score | expected calibration error "
        "| untrained: Brier score | expected calibration error |"
    )
    yield "|---|---|---|---|---|---|"
    for corpus, result in trained.items():
        for kind, measured in result["calibration"].items():
            other = untrained[corpus]["calibration"][kind]
            yield (
                f"| {corpus}, {kind} | {measured['count']} | {shown(measured['brier'])} "
                f"| {measured['expected_error']:.3f} | {shown(other['brier'])} "
                f"| {other['expected_error']:.3f} |"
            )


if __name__ == "__main__":
    main()
