"""Scores of predictions against gold annotation.

Gold and predictions are JSON lines, a document a line, joined by `id`. What is measured follows
from what the gold holds: toponyms (`places` or `toponyms`) are scored for their resolution,
their recognition and their kinds; events with offsets as events of texts; events with a `trigger`
span as events of single sentences. `evaluate` gives the bare figures; `evaluate_corpora` adds
intervals, calibration and errors by class.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.errors import DocumentError
from geo.evaluation.calibration import calibrate, recognition_outcomes, resolution_outcomes
from geo.evaluation.counts import Doc, Docs, Tally
from geo.evaluation.errors import Fault, Judge, classify, misplaced
from geo.evaluation.forms import is_coded
from geo.evaluation.intervals import measure, sample_weights
from geo.evaluation.reading import Gold, Side, check_docs, check_spans, read_gold, read_lines
from geo.evaluation.results import Calibration, CorpusResult, ErrorClass, Measure, Misplaced
from geo.evaluation.sentences import Sentences
from geo.evaluation.texts import Texts
from geo.evaluation.toponyms import (
    ASSOCIATIVE,
    LITERAL,
    Kinds,
    Recognition,
    Resolution,
    toponyms,
)

__all__ = [
    "Corpus",
    "CorpusResult",
    "Figures",
    "Gold",
    "check_spans",
    "evaluate",
    "evaluate_corpora",
    "read_gold",
    "read_lines",
]

Figures = dict[str, dict[str, int | float | None]]
"""Task, then name of the figure, to its value; shares are in [0, 1], `None` is of nothing."""

_TASKS: Mapping[str, type[Resolution | Recognition | Kinds | Texts | Sentences]] = {
    "resolve": Resolution,
    "recognise": Recognition,
    "kinds": Kinds,
    "events": Texts,
    "sentences": Sentences,
}

# Tasks whose spans gold gives, where predictions were made for them.
_GIVEN = frozenset(("resolve", "kinds"))

_RESOLUTION = (
    "the entry of a toponym; right is the same GeoNames id or, where the ids cannot be equal, "
    "a point within 161 km"
)
_RECOGNITION = "a span as a place name; right is a span that gold has, to the letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Gold and predictions of one corpus, each by document id.

    `found` are predictions from raw text; `given` are those for the spans that gold gives, where
    they were made apart.
    """

    name: str
    gold: Docs
    found: Docs
    given: Docs | None = None
    source: str = field(default="predictions")


def evaluate(gold: str | Path | Iterable[Doc], predictions: str | Path | Iterable[Doc]) -> Figures:
    """Score predictions.

    Parameters
    ----------
    gold, predictions
        Files of JSON lines, or the documents themselves; a gold document without a prediction
        counts as one in which nothing was found.

    Returns
    -------
    The figures of each task that the gold has annotation for: `resolve`, `recognise`, `kinds`,
    `events` or `sentences`.

    Raises
    ------
    DocumentError
        If a file cannot be read, or its documents do not have the form of gold or predictions.
    """
    wanted, found = _docs(gold, side="gold"), _docs(predictions, side="predictions")
    source = str(predictions) if isinstance(predictions, str | Path) else "predictions"
    check_spans(found, wanted, source=source)
    corpus = Corpus(name="", gold=wanted, found=found, source=source)
    whole = np.ones((1, len(wanted)))
    return {
        task: {name: one.value for name, one in measures.items()}
        for task, measures in _measure_tasks(corpus, whole).items()
    }


def evaluate_corpora(corpora: Iterable[Corpus], judge: Judge) -> tuple[CorpusResult, ...]:
    """Score predictions by corpus: figures with intervals, calibration, errors by class.

    Parameters
    ----------
    corpora
        Gold with its predictions.
    judge
        Says of which class an error is, and which entries the gazetteer has.

    Returns
    -------
    A result for each corpus. Tasks are those of `evaluate`. Where predictions were made apart
    for the spans that gold gives, `resolve` and `kinds` are of them, and `resolve_raw` and
    `kinds_raw` of those from raw text, in which a span that was not found is not resolved.

    Raises
    ------
    DocumentError
        If documents do not have the form of gold or predictions.
    """
    return tuple(_evaluate_corpus(corpus, judge) for corpus in corpora)


def _evaluate_corpus(corpus: Corpus, judge: Judge) -> CorpusResult:
    weights = sample_weights(len(corpus.gold))
    figures = _measure_tasks(corpus, weights)
    try:
        if "resolve" in figures:
            figures["resolve"] |= _measure_known(corpus, weights, judge)
        errors, points = _errors(corpus, judge) if "resolve" in figures else ({}, ())
        calibration = _calibrate(corpus, weights, judge) if "resolve" in figures else {}
    except _FORM_ERRORS as error:
        raise _refusal("toponyms", corpus, error) from error
    return CorpusResult(
        corpus=corpus.name,
        documents=len(corpus.gold),
        figures=figures,
        calibration=calibration,
        errors=errors,
        misplaced=points,
    )


_FORM_ERRORS = (KeyError, TypeError, AttributeError, ValueError, IndexError, OverflowError)


def _refusal(task: str, corpus: Corpus, error: Exception) -> DocumentError:
    return DocumentError(
        f"gold or predictions have no form that {task!r} can compare ({error!r}); "
        "read them with `read_gold` and `read_lines`, as `geo evaluate` does",
        source=corpus.source,
    )


def _measure_tasks(
    corpus: Corpus, weights: npt.NDArray[np.float64]
) -> dict[str, dict[str, Measure]]:
    try:
        tasks = _tasks_of(corpus.gold)
    except _FORM_ERRORS as error:
        raise _refusal("toponyms", corpus, error) from error
    figures = {}
    for task in tasks:
        try:
            if task in _GIVEN and corpus.given is not None:
                figures[task] = _measure(task, corpus.gold, corpus.given, weights)
                figures[f"{task}_raw"] = _measure(task, corpus.gold, corpus.found, weights)
            else:
                figures[task] = _measure(task, corpus.gold, corpus.found, weights)
        except _FORM_ERRORS as error:
            raise _refusal(task, corpus, error) from error
    return figures


def _measure(
    task: str, gold: Docs, found: Docs, weights: npt.NDArray[np.float64]
) -> dict[str, Measure]:
    tallies: list[Tally] = []
    for key, doc in gold.items():
        tally = _TASKS[task]()
        predicted: Any = found.get(key, {})
        if task in {"events", "sentences"}:
            predicted = predicted.get("events") or []
        tally.add(doc, predicted)
        tallies.append(tally)
    return measure(_TASKS[task], tallies, weights)


def _measure_known(
    corpus: Corpus, weights: npt.NDArray[np.float64], judge: Judge
) -> dict[str, Measure]:
    """Return the figures over mentions whose entry the gazetteer has."""
    known = {
        key: {"toponyms": [item for item in toponyms(doc) if judge.is_known(item)]}
        for key, doc in corpus.gold.items()
    }
    measures = _measure("resolve", known, _for_given(corpus), weights)
    return {f"in_gazetteer_{name}": one for name, one in measures.items()}


def _for_given(corpus: Corpus) -> Docs:
    return corpus.found if corpus.given is None else corpus.given


def _calibrate(
    corpus: Corpus, weights: npt.NDArray[np.float64], judge: Judge
) -> dict[str, Calibration]:
    def outcomes(found: Docs, of: Callable[[Doc, Doc], Any]) -> list[Any]:
        return [of(doc, found.get(key, {})) for key, doc in corpus.gold.items()]

    tables = {
        "resolution": calibrate(
            outcomes(
                _for_given(corpus),
                lambda doc, guess: resolution_outcomes(doc, guess, judge.is_known),
            ),
            weights,
            about=_RESOLUTION,
        ),
        "recognition": calibrate(
            outcomes(corpus.found, recognition_outcomes), weights, about=_RECOGNITION
        ),
    }
    return {name: table for name, table in tables.items() if table is not None}


def _errors(
    corpus: Corpus, judge: Judge
) -> tuple[dict[str, tuple[ErrorClass, ...]], tuple[Misplaced, ...]]:
    """Return the errors of documents whose text is at hand."""
    # Gold need not hold the text: figures are made of offsets alone.
    docs = {key: doc for key, doc in corpus.gold.items() if isinstance(doc.get("text"), str)}

    def faults(found: Docs, of: Callable[[Doc, Doc], Iterator[Fault]]) -> list[Fault]:
        return [fault for key, doc in docs.items() for fault in of(doc, found.get(key, {}))]

    given = _for_given(corpus)
    resolution = faults(given, judge.resolution)
    found = {
        "recognition": faults(corpus.found, judge.recognition),
        "resolution": resolution,
        "kinds": faults(given, judge.kinds),
    }
    classes = {task: classify(members) for task, members in found.items() if members}
    return classes, misplaced(resolution)


def _docs(given: str | Path | Iterable[Doc], *, side: Side) -> Docs:
    if isinstance(given, str | Path):
        return read_lines(given, side=side)
    return check_docs(given, side=side)


def _tasks_of(gold: Docs) -> list[str]:
    tasks = []
    places = [toponym for doc in gold.values() for toponym in toponyms(doc)]
    if places:
        tasks += ["resolve", "recognise"]
    if any(toponym.get("kind") in LITERAL | ASSOCIATIVE for toponym in places):
        tasks.append("kinds")
    events = [event for doc in gold.values() for event in doc.get("events") or []]
    coded = [event for event in events if is_coded(event)]
    # Texts and single sentences are compared in two ways: pooled, their events have no figures.
    task_of = {True: "events", False: "sentences"}
    kinds = {"start" in event for event in coded}
    if len(kinds) == 1:
        tasks.append(task_of[kinds.pop()])
    return tasks
