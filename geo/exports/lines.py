"""Predictions: what was found in each document, in the form that scorers read."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from geo.exports.forms import credits_beside
from geo.exports.values import Credits
from geo.files import replacing
from geo.model import ActorMention, Parsed, Report, Resolution, Role, Span

__all__ = ["predictions", "write_predictions"]

_GEONAMES = "geonames:"


def predictions(parsed: Parsed) -> dict[str, Any]:
    """Return what was found in one document as plain values.

    Parameters
    ----------
    parsed
        What was found in a document.

    Returns
    -------
    `id` as it was given, `toponyms` and `events`. Offsets are those of the document's text.
    `confidence` is the score of the resolution, `recognition` that of the span. `geonameid` is
    `None` for an entry of another dataset, which still has `entry_id`, `lat` and `lon`. An event
    known from a title alone has no offsets and is left out. Actors are the words of the text that
    name them; those that it never names have their canonical names.
    """
    document = parsed.document
    given = document.given_id
    return {
        "id": document.document_id if given is None else given,
        "toponyms": [_toponym(resolution) for resolution in parsed.resolutions],
        "events": [
            _event(report, document.text) for report in parsed.reports if report.trigger is not None
        ],
    }


def write_predictions(parsed: Iterable[Parsed], path: str | Path, *, credit: str = "") -> None:
    """Write predictions as JSON lines, a document a line, in the order given.

    Parameters
    ----------
    parsed
        What was found in documents.
    path
        The file, made or replaced as a whole.
    credit
        Whom to credit for the gazetteer; where given, it is written beside the file, with the
        publishers of the documents.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    credits_ = Credits()
    with ExitStack() as stack:
        beside = stack.enter_context(replacing(credits_beside(path))) if credit else None
        scratch = stack.enter_context(replacing(path))
        with scratch.open("wb") as file:
            for item in parsed:
                credits_.add_publisher(item.document.publisher)
                text = json.dumps(predictions(item), ensure_ascii=False, allow_nan=False)
                file.write(f"{text}\n".encode("utf-8", "replace"))
        if beside is not None:
            credits_.add_source(credit)
            text = credits_.text("\n")
            beside.write_text(text + "\n", encoding="utf-8", errors="replace")


def _toponym(resolution: Resolution) -> dict[str, Any]:
    toponym, entry = resolution.toponym, resolution.entry
    return {
        "start": toponym.span.start,
        "end": toponym.span.end,
        "kind": str(toponym.sense),
        "confidence": round(float(resolution.score), 4),
        "recognition": round(float(toponym.score), 4),
        "entry_id": None if entry is None else entry.entry_id,
        "geonameid": None if entry is None else _geonameid(entry.entry_id),
        "lat": None if entry is None else entry.latitude,
        "lon": None if entry is None else entry.longitude,
    }


def _geonameid(entry_id: str) -> int | None:
    number = entry_id.removeprefix(_GEONAMES)
    return int(number) if entry_id.startswith(_GEONAMES) and number.isdecimal() else None


def _event(report: Report, text: str) -> dict[str, Any]:
    span, when = report.trigger, report.when
    return {
        "start": None if span is None else span.start,
        "end": None if span is None else span.end,
        "plover": report.event_type,
        "status": str(report.status),
        "source": _actors(report, Role.SOURCE, text),
        "target": _actors(report, Role.TARGET, text),
        "place": _place(report, text),
        "date_start": None if when is None else when.start.isoformat(),
        "date_end": None if when is None else _iso(when.end),
        "fatalities_low": report.fatalities_low,
        "fatalities_high": report.fatalities_high,
        "background": report.background,
    }


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _actors(report: Report, role: Role, text: str) -> list[str]:
    return [
        _words(participant.mention, text)
        for participant in report.participants
        if participant.role is role
    ]


def _words(mention: ActorMention, text: str) -> str:
    """Return the words that name an actor, else its canonical name."""
    if not mention.implied:
        return mention.surface
    span = mention.naming
    return mention.actor.name if span is None else text[span.start : span.end]


def _place(report: Report, text: str) -> dict[str, Any] | None:
    """Return where an event happened, with the words that say so; some places have no point."""
    place, words = report.place, report.place_words
    if place is None:
        return None if words is None else _named(text, words)
    point = {"lat": place.latitude, "lon": place.longitude}
    if words is not None:
        return _named(text, words) | point
    span = place.resolution.toponym.span
    return {"name": place.name, **point, "start": span.start, "end": span.end}


def _named(text: str, words: Span) -> dict[str, Any]:
    """Return a place that no gazetteer has by its words."""
    return {
        "name": text[words.start : words.end],
        "lat": None,
        "lon": None,
        "start": words.start,
        "end": words.end,
    }
