"""What the reports of events say: their sentences, with the words marked that matter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from geo.maps.quotes import ACTOR, DATE, PLACE, TRIGGER, cut_sentence, find_words
from geo.maps.rows import Documents, Row, Tables

__all__ = ["namings_of", "reports_of"]


def reports_of(
    tables: Tables, events: Sequence[Row], *, documents: Documents
) -> list[list[list[Any]]]:
    """Return, for each event, its reports: document, pieces of the sentence, status, id."""
    surfaces: dict[str, list[str]] = defaultdict(list)
    for row in tables.rows("event_actors"):
        if not row["implied"]:
            surfaces[row["event_id"]].append(row["surface"])
    told: dict[str, list[list[Any]]] = defaultdict(list)
    rows = sorted(
        tables.rows("reports"),
        key=lambda row: (documents.numbers.get(row["document_id"], -1), row["start"] or 0),
    )
    for row in rows:
        pieces = _pieces(row, surfaces[row["event_id"]])
        told[row["event_id"]].append(
            [documents.numbers.get(row["document_id"]), pieces, row["status"], row["report_id"]]
        )
    return [told[row["event_id"]] for row in events]


def namings_of(
    tables: Tables, events: Sequence[Row], *, places: Mapping[str, Row], documents: Documents
) -> list[list[Any] | None]:
    """Return the sentence that names an event's place, where none of its reports holds it."""
    shown: dict[str, list[Row]] = defaultdict(list)
    for report in tables.rows("reports"):
        shown[report["event_id"]].append(report)
    namings: list[list[Any] | None] = []
    for row in events:
        place = places.get(row["place_id"])
        if place is None or any(_holds(report, place) for report in shown[row["event_id"]]):
            namings.append(None)
            continue
        span = find_words(place["sentence"] or "", place["surface"])
        pieces = cut_sentence(place["sentence"] or "", [(*span, PLACE)] if span else [])
        namings.append([documents.numbers.get(place["document_id"]), pieces])
    return namings


def _holds(report: Row, place: Row) -> bool:
    """Return whether a report's sentence contains the mention of a place."""
    if report["document_id"] != place["document_id"] or report["sentence_start"] is None:
        return False
    start = report["sentence_start"]
    return bool(start <= place["start"] < start + len(report["sentence"] or ""))


def _pieces(row: Row, actors: Sequence[str]) -> list[list[Any]]:
    """Cut a report's sentence into pieces, each with the number of its mark or none."""
    sentence = (row["sentence"] or "").rstrip()
    spans: list[tuple[int, int, int]] = []
    if row["start"] is not None and row["sentence_start"] is not None:
        start = row["start"] - row["sentence_start"]
        end = start + row["end"] - row["start"]
        if 0 <= start < end <= len(sentence) and _is_surface(sentence[start:end], row["surface"]):
            spans.append((start, end, TRIGGER))
    wanted = [
        *([] if spans else [(TRIGGER, row["surface"])]),
        (PLACE, row["place_surface"]),
        *((ACTOR, name) for name in actors),
        (DATE, row["date_surface"]),
    ]
    for mark, surface in wanted:
        span = find_words(sentence, surface)
        if span and all(span[1] <= start or end <= span[0] for start, end, _ in spans):
            spans.append((*span, mark))
    return cut_sentence(sentence, sorted(spans))


def _is_surface(words: str, surface: str | None) -> bool:
    """Return whether words are those of the text, not moved by a name that was masked."""
    return surface is None or words.split() == surface.split()
