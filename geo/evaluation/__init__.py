"""Scores of predictions against gold annotation.

Gold and predictions are JSON lines, a document a line, joined by `id`. What is measured follows
from what the gold holds: toponyms (`places` or `toponyms`) are scored for their resolution,
their recognition and their kinds; events with offsets as events of texts; events with a `trigger`
span as events of single sentences.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from geo.errors import DocumentError
from geo.evaluation.counts import Doc, Docs
from geo.evaluation.sentences import score_sentences
from geo.evaluation.texts import score_events
from geo.evaluation.toponyms import (
    ASSOCIATIVE,
    LITERAL,
    score_kinds,
    score_recognition,
    score_resolution,
    toponyms,
)

__all__ = ["Figures", "describe_figures", "evaluate", "read_lines"]

Figures = dict[str, dict[str, int | float]]
"""Task, then name of the figure, to its value; shares are in [0, 1]."""

_TASKS: Mapping[str, Callable[[Docs, Docs], dict[str, int | float]]] = {
    "resolve": score_resolution,
    "recognise": score_recognition,
    "kinds": score_kinds,
    "events": score_events,
    "sentences": score_sentences,
}


def read_lines(path: str | Path) -> dict[Any, Doc]:
    """Read gold or predictions.

    Parameters
    ----------
    path
        JSON lines, UTF-8; each an object with an `id`.

    Returns
    -------
    The objects by their ids; of a repeated id the last.

    Raises
    ------
    DocumentError
        If the file cannot be read, or a line is not of that form; the message names the line.
    """
    docs: dict[Any, Doc] = {}
    try:
        with Path(path).open("rb") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    doc = _read_line(line, source=f"{path}:{number}")
                    docs[doc["id"]] = doc
    except OSError as error:
        raise DocumentError(
            f"cannot be read ({error.strerror}); check the path", source=str(path)
        ) from error
    return docs


def _read_line(line: bytes, *, source: str) -> Doc:
    try:
        doc = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())[:200]
        raise DocumentError(f"is no JSON ({reason}); write one object a line", source=source) from (
            error
        )
    if not isinstance(doc, dict) or not isinstance(doc.get("id"), str | int | float):
        raise DocumentError("is no object with an 'id'; give each document its id", source=source)
    return doc


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
    wanted, found = _docs(gold), _docs(predictions)
    figures: Figures = {}
    for task in _tasks_of(wanted):
        try:
            figures[task] = _TASKS[task](wanted, found)
        except (KeyError, TypeError, AttributeError) as error:
            source = str(predictions) if isinstance(predictions, str | Path) else "predictions"
            raise DocumentError(
                f"gold or predictions lack what {task!r} compares ({error!r}); see `geo evaluate`",
                source=source,
            ) from error
    return figures


def _docs(given: str | Path | Iterable[Doc]) -> Docs:
    if isinstance(given, str | Path):
        return read_lines(given)
    return {doc["id"]: doc for doc in given}


def _tasks_of(gold: Docs) -> list[str]:
    tasks = []
    places = [toponym for doc in gold.values() for toponym in toponyms(doc)]
    if places:
        tasks += ["resolve", "recognise"]
    if any(toponym.get("kind") in LITERAL | ASSOCIATIVE for toponym in places):
        tasks.append("kinds")
    events = [event for doc in gold.values() for event in doc.get("events") or []]
    coded = [event for event in events if isinstance(event, dict) and "plover" in event]
    if any("start" in event for event in coded):
        tasks.append("events")
    elif any(isinstance(event.get("trigger"), dict) for event in coded):
        tasks.append("sentences")
    return tasks


def describe_figures(figures: Figures) -> str:
    """Return figures as text for a terminal, a task a block, a figure a line."""
    names = [name for values in figures.values() for name in values]
    width = max(map(len, names), default=0)
    blocks = []
    for task, values in figures.items():
        lines = [task]
        for name, value in values.items():
            shown = f"{value:.4f}" if isinstance(value, float) else str(value)
            lines.append(f"  {name:<{width}}  {shown:>12}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n" if blocks else ""
