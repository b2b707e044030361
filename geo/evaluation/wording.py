"""What an evaluation says, in words for a terminal and as plain values for JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from geo.evaluation.intervals import LEVEL, RESAMPLES, SEED
from geo.evaluation.results import Calibration, CorpusResult, ErrorClass, Measure

__all__ = ["describe", "plain_values", "show_value"]


def show_value(value: float | None) -> str:
    """Return a share or a distance with four decimals, a count with none, "-" for neither."""
    if value is None:
        return "-"
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def plain_values(
    results: Sequence[CorpusResult], *, whole: CorpusResult | None, provenance: Mapping[str, Any]
) -> dict[str, Any]:
    """Return an evaluation as values that `json.dumps` takes.

    Parameters
    ----------
    results
        Of each corpus.
    whole
        That of all documents together, whose figures stand on top, by task and name.
    provenance
        What was measured, and with what.
    """
    pooled = {} if whole is None else whole.figures
    return {
        **{
            task: {name: one.value for name, one in measures.items()}
            for task, measures in pooled.items()
        },
        "intervals": {"level": LEVEL, "resamples": RESAMPLES, "seed": SEED, "of": "documents"},
        "provenance": dict(provenance),
        "corpora": {result.corpus: asdict(result) for result in results},
    }


def describe(results: Sequence[CorpusResult]) -> str:
    """Return an evaluation as text: by corpus, a task a block, a figure a line."""
    blocks = [block for result in results for block in _corpus(result)]
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _corpus(result: CorpusResult) -> Iterator[str]:
    documents = "1 document" if result.documents == 1 else f"{result.documents} documents"
    yield f"{result.corpus or 'all'}: {documents}; 95 % intervals from resampled documents"
    names = [name for measures in result.figures.values() for name in measures]
    width = max(map(len, names), default=0)
    for task, measures in result.figures.items():
        yield "\n".join([task, *(_figure(name, one, width) for name, one in measures.items())])
    for name, table in result.calibration.items():
        yield "\n".join([f"calibration of {name} scores", *_calibration(table)])
    for task, classes in result.errors.items():
        total = sum(one.count for one in classes)
        yield "\n".join([f"errors of {task}: {total}", *_classes(classes)])


def _figure(name: str, measure: Measure, width: int) -> str:
    line = f"  {name:<{width}}  {show_value(measure.value):>12}"
    if measure.low is None or measure.high is None:
        return line
    return f"{line}  {show_value(measure.low):>10} to {show_value(measure.high)}"


def _calibration(table: Calibration) -> Iterator[str]:
    yield f"  score: the probability of {table.about}"
    yield _figure("brier", table.brier, len("expected_calibration_error"))
    yield f"  expected_calibration_error  {table.expected_error:>12.4f}"
    yield "  score        count  mean score  share right"
    for one in table.bins:
        mean, share = (
            "-" if value is None else f"{value:.3f}" for value in (one.mean_score, one.share_right)
        )
        yield f"  {one.low:.1f} to {one.high:.1f}  {one.count:>6}  {mean:>10}  {share:>11}"


def _classes(classes: Sequence[ErrorClass]) -> Iterator[str]:
    for one in classes:
        yield f"  {one.count:>5}  {one.share:>6.1%}  {one.name}: {one.about}"
        for example in one.examples:
            away = "" if example.error_km is None else f", {example.error_km:,.0f} km"
            before, after = example.sentence[: example.start], example.sentence[example.end :]
            surface = example.sentence[example.start : example.end]
            sentence = " ".join(f"{before}[{surface}]{after}".split())
            yield f"           {example.document_id}: {sentence}"
            yield f"             wanted {example.wanted}; found {example.found}{away}"
