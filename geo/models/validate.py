"""Measure the models on documents that they did not see.

    python -m geo.models.validate --data FOLDER [--folds 4]

Documents of all files, development files included, are parted into folds by the checksum of
their ids; each fold is judged by models fitted to the others. Recognition is judged once more on
each corpus by a model that saw none of it. Prints a table and the checksums of what it read.
Needs the extra `train`; takes about ten minutes.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from geo.gazetteer import Gazetteer
from geo.geodesy import distance_km
from geo.model import Span
from geo.models.boosting import trees_of
from geo.models.corpora import Annotated, read_corpora, span_of
from geo.models.recognition import fit_recognition
from geo.models.resolution import Prepared, fit_resolution, prepare_document, well_known
from geo.models.senses import fit_senses, fit_words, usages_of
from geo.resolution.weighing import choices
from geo.settings import Settings
from geo.toponyms.names import NameFacts
from geo.toponyms.recognition import find_mentions
from geo.toponyms.texts import TextFacts
from geo.toponyms.usage import add_company
from geo.toponyms.weighing import weigh_mentions
from geo.trees import Trees

_FILES = ("toponyms/*.jsonl", "events/articles.*.jsonl", "events/dispatches.*.jsonl")
_NEAR_KM = 161.0


@dataclass(slots=True)
class Tally:
    """Counts of right and wrong answers of a corpus."""

    found: int = 0
    missed: int = 0
    false: int = 0
    senses: int = 0
    senses_right: int = 0
    mentions: int = 0
    exact: int = 0
    near: int = 0
    held: int = 0
    scores: list[tuple[float, bool]] = field(default_factory=list)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall of exact spans."""
        return 2 * self.found / max(1, 2 * self.found + self.missed + self.false)


Judge = Callable[[Annotated, Tally], None]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of JSON lines files")
    parser.add_argument("--folds", type=int, default=4, metavar="N", help="default: 4")
    arguments = parser.parse_args()
    documents, sources = read_corpora(arguments.data, _FILES, model=Settings().language_model)
    for name, digest in sources.items():
        print(digest, name)
    gazetteer = Gazetteer.open()
    parts = [
        [document for document in documents if _fold(document, arguments.folds) == number]
        for number in range(arguments.folds)
    ]
    tallies: dict[str, Tally] = {}
    for part in parts:
        judged = {id(document) for document in part}
        others = [document for document in documents if id(document) not in judged]
        for judge in _judges(others, gazetteer):
            _judge_all(part, judge, tallies)
    _print(f"{arguments.folds} folds", tallies)
    for corpus in sorted(tallies):
        others = [document for document in documents if document.corpus != corpus]
        judge = _recogniser(others, gazetteer)
        left_out: dict[str, Tally] = {}
        _judge_all([d for d in documents if d.corpus == corpus], judge, left_out)
        print(f"recognition of {corpus}, seen nothing of it: F1 {left_out[corpus].f1:.3f}")


def _fold(document: Annotated, folds: int) -> int:
    digest = hashlib.sha256(document.document.document_id.encode()).digest()
    return int.from_bytes(digest[:4], "big") % folds


def _judge_all(documents: Iterable[Annotated], judge: Judge, tallies: dict[str, Tally]) -> None:
    for document in documents:
        judge(document, tallies.setdefault(document.corpus, Tally()))


def _judges(documents: Sequence[Annotated], gazetteer: Gazetteer) -> tuple[Judge, ...]:
    return (
        _recogniser(documents, gazetteer),
        _sense_judge(documents, gazetteer),
        _resolver(documents, gazetteer),
    )


def _recogniser(documents: Sequence[Annotated], gazetteer: Gazetteer) -> Judge:
    trees = trees_of(fit_recognition(documents, gazetteer))

    def judge(document: Annotated, tally: Tally) -> None:
        names = NameFacts.of(gazetteer)
        facts = TextFacts(document.document.text, document.parse, names)
        mentions = weigh_mentions(find_mentions(facts), facts, gazetteer, trees=trees)
        found = {mention.span for mention in mentions}
        right = {span_of(item) for item in document.geocoded}
        unknown = {span_of(item) for item in document.toponyms} - right
        tally.found += len(found & right)
        tally.missed += len(right - found)
        tally.false += sum(not _overlaps(span, unknown) for span in found - right)

    return judge


def _overlaps(span: Span, others: Iterable[Span]) -> bool:
    return any(span.overlaps(other) for other in others)


def _sense_judge(documents: Sequence[Annotated], gazetteer: Gazetteer) -> Judge:
    words = fit_words(documents)
    fitted = fit_senses(documents, gazetteer, words)
    first, second = trees_of(fitted["first"]), trees_of(fitted["second"])

    def judge(document: Annotated, tally: Tally) -> None:
        usages = usages_of(document, gazetteer, words)
        likely = first.chances(usages.rows).tolist()
        rows = add_company(usages.rows, usages.mentions, likely, usages.text)
        answers = second.chances(rows) > 0.5  # noqa: PLR2004 - the likelier of two
        tally.senses += len(rows)
        tally.senses_right += int(np.sum(answers == np.array(usages.answers, dtype=bool)))

    return judge


def _resolver(documents: Sequence[Annotated], gazetteer: Gazetteer) -> Judge:
    named = [prepare_document(one, gazetteer) for one in documents if one.geocoded]
    fitted = fit_resolution(named + well_known(gazetteer))
    passes = trees_of(fitted["first"]), trees_of(fitted["second"])

    def judge(document: Annotated, tally: Tally) -> None:
        if document.geocoded:
            _judge_resolution(document, prepare_document(document, gazetteer), passes, tally)

    return judge


def _judge_resolution(
    document: Annotated, prepared: Prepared, passes: Iterable[Trees], tally: Tally
) -> None:
    evidence = prepared.evidence
    likely = evidence.priors()
    for trees in passes:
        likely = choices(trees, evidence.columns(likely), evidence.roster)
    gold = {item["start"]: item for item in document.geocoded}
    chosen = evidence.roster.split(likely)
    for item, chances in zip(prepared.mentioned, chosen, strict=True):
        ids = [candidate.entry.entry_id for candidate in item.candidates]
        best = int(np.argmax(chances[:-1])) if ids else None
        for toponym in item.toponyms:
            answer = gold[toponym.span.start]
            if answer.get("geonameid") is None or answer.get("lat") is None:
                continue
            right = f"geonames:{answer['geonameid']}"
            is_exact = best is not None and ids[best] == right
            is_near = is_exact
            if best is not None and not is_exact:
                entry = item.candidates[best].entry
                away_km = distance_km(
                    latitude_a=entry.latitude,
                    longitude_a=entry.longitude,
                    latitude_b=answer["lat"],
                    longitude_b=answer["lon"],
                )
                is_near = bool(away_km <= _NEAR_KM)
            tally.mentions += 1
            tally.exact += is_exact
            tally.near += is_near
            tally.held += right in ids
            if best is not None:
                tally.scores.append((float(chances[best]), is_near))


def _print(title: str, tallies: dict[str, Tally]) -> None:
    print(f"\n| {title} | names, F1 | literal or not | exact | within 161 km | id held |")
    print("|---|---|---|---|---|---|")
    for corpus, tally in sorted(tallies.items()):
        mentions = max(1, tally.mentions)
        sense = f"{tally.senses_right / tally.senses:.3f}" if tally.senses else "-"
        print(
            f"| {corpus} | {tally.f1:.3f} | {sense} | {tally.exact / mentions:.3f} "
            f"| {tally.near / mentions:.3f} | {tally.held / mentions:.3f} |"
        )
    scores = np.array([pair for tally in tallies.values() for pair in tally.scores])
    print(f"\nexpected calibration error of the scores: {_calibration_error(scores):.3f}")


def _calibration_error(scores: np.ndarray) -> float:
    """Return the mean gap of score and share right over ten equal bins."""
    bins = np.minimum((scores[:, 0] * 10).astype(int), 9)
    parts = [scores[bins == number] for number in range(10)]
    gaps = [len(part) * abs(part[:, 0].mean() - part[:, 1].mean()) for part in parts if len(part)]
    return float(sum(gaps) / len(scores))


if __name__ == "__main__":
    main()
