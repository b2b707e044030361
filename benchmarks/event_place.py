"""How often the place of an act is found: with its trigger given, and with it to be detected.

    python benchmarks/event_place.py --data FOLDER [--folds 4] [--every 8]

FOLDER holds, in `events/`, sentences that link a trigger to the place where it happened
(`event_location.*.jsonl`), or texts with events and their places. "Given": each marked trigger is
taken for an act, and the places that its sentence names are weighed. "Detected": texts are coded
as usual; an act that is not found has no place. A place is right where its words overlap marked
ones; none is right where none is marked. Texts are parted into folds by the checksum of their
ids, and each fold is judged by trees fitted to the others (extra `train`); with `--folds 0` the
shipped trees are used, which have seen the training files. "By rules" is without any trees. One
text in `--every` is judged; all are fitted to. Takes about eight minutes on all 8,500 texts.
"""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from geo.events import find_events
from geo.events.placing import pick_site
from geo.model import Report, Span
from geo.models.boosting import trees_of
from geo.models.siting import fit_siting
from geo.models.triggers import (
    TRIGGER_FILES,
    Gold,
    Read,
    Tools,
    Trigger,
    documents_of,
    triggers_of,
)
from geo.trees import Trees


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text with its triggers."""

    file: str
    read: Read
    gold: Gold
    triggers: tuple[Trigger, ...]

    def fold(self, folds: int) -> int:
        """Return which fold the text is in."""
        digest = hashlib.sha256(self.read.document.document_id.encode()).digest()
        return int.from_bytes(digest[:4]) % folds


def main() -> None:
    """Print a table, and the checksums of what was read."""
    parser = argparse.ArgumentParser(description="Measure where acts are placed.")
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--pattern", nargs="+", default=TRIGGER_FILES, help="files, as globs")
    parser.add_argument("--folds", type=int, default=4, help="default 4; 0: the shipped trees")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="judge one text in N")
    arguments = parser.parse_args()
    files = sorted({path for glob in arguments.pattern for path in arguments.data.glob(glob)})
    if not files:
        raise SystemExit(f"{arguments.data}: no file fits {' '.join(arguments.pattern)}")
    tools = Tools.open()
    texts = [text for path in files for text in read_texts(path, tools)]
    print("| file | acts | placed | given | known | detected | found | by rules |")
    print("|---|---|---|---|---|---|---|---|")
    for name, row in measure(texts, tools, arguments.folds, arguments.every):
        print(f"| {name} | {' | '.join(row)} |")
    print()
    for path in files:
        print(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}")


def read_texts(path: Path, tools: Tools) -> Iterator[Text]:
    """Yield the texts of a file, read up to their actors."""
    corpus = "triggers" if path.name.startswith("event_location") else "events"
    for document, gold in documents_of(path.read_bytes()):
        read = tools.read(document)
        triggers = tuple(triggers_of(corpus, read, gold, tools.lexicon))
        yield Text(file=path.name, read=read, gold=gold, triggers=triggers)


def measure(
    texts: Sequence[Text], tools: Tools, folds: int, every: int
) -> Iterator[tuple[str, list[str]]]:
    """Yield a row of the table for each file."""
    siting = judges(texts, folds)
    for name in dict.fromkeys(text.file for text in texts):
        judged = [text for text in texts if text.file == name][::every]
        given = [pair for text in judged for pair in place_given(text, siting(text))]
        coded = [pair for text in judged for pair in place_coded(text, tools, siting(text))]
        ruled = [pair for text in judged for pair in place_coded(text, tools, None)]
        placed = sum(bool(pair.gold) for pair in given)
        scores = [
            f1(given),
            f1([pair for pair in given if pair.is_found]),
            f1(coded),
            f1([pair for pair in coded if pair.is_found]),
        ]
        row = [str(len(given)), str(placed), *(f"{score:.3f}" for score in scores)]
        by_rules = f1(ruled), f1([pair for pair in ruled if pair.is_found])
        yield name, [*row, " / ".join(f"{score:.3f}" for score in by_rules)]


def judges(texts: Sequence[Text], folds: int) -> Callable[[Text], Trees]:
    """Return what names, for a text, trees that have not seen it; else the shipped ones."""
    if not folds:
        shipped = Trees.open("siting", "sites")
        return lambda _: shipped
    trees = [
        trees_of(
            fit_siting([one for text in texts if text.fold(folds) != left for one in text.triggers])
        )
        for left in range(folds)
    ]
    return lambda text: trees[text.fold(folds)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The marked places of an act, the place given to it, and whether the act is known at all."""

    gold: tuple[Span, ...]
    guess: Span | None
    is_found: bool

    @property
    def is_right(self) -> bool:
        """Whether the place given is a marked one."""
        return self.guess is not None and any(self.guess.overlaps(span) for span in self.gold)


def place_given(text: Text, siting: Trees) -> Iterator[Pair]:
    """Yield the place of each marked trigger, taken for an act."""
    for trigger in text.triggers:
        chances = siting.chances(trigger.rows).tolist()
        best = pick_site(trigger.act, trigger.rows, chances)
        guess = None if best is None else trigger.sites[best].resolution.toponym.span
        yield Pair(gold=trigger.places, guess=guess, is_found=trigger.is_found)


def place_coded(text: Text, tools: Tools, siting: Trees | None) -> Iterator[Pair]:
    """Yield the place of each marked trigger as the coder finds it, or does not."""
    read = text.read
    reports = find_events(
        read.document,
        read.parse,
        read.resolutions,
        read.mentions,
        lexicon=tools.lexicon,
        geography=tools.gazetteer,
        siting=siting,
    )
    for trigger, places in text.gold:
        found = next((r for r in reports if r.trigger and r.trigger.overlaps(trigger)), None)
        guess = None if found is None else words_of(found)
        yield Pair(gold=places, guess=guess, is_found=found is not None)


def words_of(report: Report) -> Span | None:
    """Return the words that give the place of a report."""
    if report.place_words is not None:
        return report.place_words
    return None if report.place is None else report.place.resolution.toponym.span


def f1(pairs: Sequence[Pair]) -> float:
    """Return F1 of places over acts: a wrong place is both too much and missing."""
    counts: Counter[str] = Counter()
    for pair in pairs:
        counts["right"] += pair.is_right
        counts["given"] += pair.guess is not None
        counts["marked"] += bool(pair.gold)
    total = counts["given"] + counts["marked"]
    return 2 * counts["right"] / total if total else 0.0


if __name__ == "__main__":
    main()
