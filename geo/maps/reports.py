"""What the reports of events say: their sentences, with the words marked that matter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from geo.maps.quotes import ACTOR, DATE, PLACE, TRIGGER, cut_sentence, find_words, mark_words
from geo.maps.rows import NAME_CHARACTERS, Documents, Row, Tables, coded, grouped, short_id

__all__ = ["links_of", "namings_of", "reports_of"]


def links_of(tables: Tables, events: Sequence[Row]) -> tuple[dict[str, Any], list[str]]:
    """Return which actors have which role in which event, and the actors' names by number.

    Parameters
    ----------
    tables
        The tables, as plain rows.
    events
        The rows of its events, in the order of the page.

    Returns
    -------
    Columns `actor`, `role` and `surface` (the words of the text, null where the actor is implied),
    the rows of event `n` from `start[n]` to `start[n + 1]`; and the names.
    """
    names = {row["actor_id"]: row["name"] for row in tables.rows("actors")}
    found = tables.rows("event_actors")
    order, start = grouped((row["event_id"] for row in found), events)
    rows = [found[at] for at in order]
    named = coded(names.get(row["actor_id"], row["surface"]) for row in rows)
    clipped = coded(named["values"], limit=NAME_CHARACTERS)
    again = coded(clipped["values"])
    number = [again["of"][code] for code in clipped["of"]]
    links = {
        "start": start,
        "actor": [number[code] for code in named["of"]],
        "role": coded(row["role"] for row in rows),
        "surface": coded(
            (None if row["implied"] else row["surface"] for row in rows), limit=NAME_CHARACTERS
        ),
    }
    return links, again["values"]


def reports_of(tables: Tables, events: Sequence[Row], *, documents: Documents) -> dict[str, Any]:
    """Return the reports of events: columns `document`, `pieces` of the sentence, `status`, `id`.

    The rows of event `n` stand from `start[n]` to `start[n + 1]`.
    """
    surfaces: dict[str, list[str]] = defaultdict(list)
    for row in tables.rows("event_actors"):
        if not row["implied"]:
            surfaces[row["event_id"]].append(row["surface"])
    found = sorted(
        tables.rows("reports"),
        key=lambda row: (documents.numbers.get(row["document_id"], -1), row["start"] or 0),
    )
    order, start = grouped((row["event_id"] for row in found), events)
    rows = [found[at] for at in order]
    return {
        "start": start,
        "document": [documents.numbers.get(row["document_id"]) for row in rows],
        "pieces": [_pieces(row, surfaces.get(row["event_id"], ())) for row in rows],
        "status": coded(row["status"] for row in rows),
        "id": [short_id(row["report_id"]) for row in rows],
    }


def namings_of(
    tables: Tables, events: Sequence[Row], *, places: Mapping[str, Row], documents: Documents
) -> list[list[Any] | None]:
    """Return the sentence that names an event's place, where none of its reports holds it."""
    placed = {row["event_id"]: places.get(row["place_id"]) for row in events}
    held = {
        report["event_id"]
        for report in tables.rows("reports")
        if (place := placed.get(report["event_id"])) is not None and _holds(report, place)
    }
    namings: list[list[Any] | None] = []
    for row in events:
        place = placed[row["event_id"]]
        if place is None or row["event_id"] in held:
            namings.append(None)
            continue
        pieces = mark_words(place["sentence"] or "", [(PLACE, place["surface"])])
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
        span = find_words(sentence, surface) if surface else None
        if span and all(span[1] <= start or end <= span[0] for start, end, _ in spans):
            spans.append((*span, mark))
    return cut_sentence(sentence, sorted(spans))


def _is_surface(words: str, surface: str | None) -> bool:
    """Return whether words are those of the text, not moved by a name that was masked."""
    return surface is None or words.split() == surface.split()
