"""What the reports of events say: their sentences, with the words marked that matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geo.maps.quotes import PLACE, clip_sentence, offset_of, quotation_of
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
    """Return the reports of events as columns; the page makes quotations of them.

    The rows of event `n` stand from `start[n]` to `start[n + 1]`: `document`, `sentence`, where
    the trigger starts and ends in it (`from`, `to`; else its words, `trigger`), the words of
    `place` and `date`, `status` and `id`.
    """
    found = sorted(
        tables.rows("reports"),
        key=lambda row: (documents.numbers.get(row["document_id"], -1), row["start"] or 0),
    )
    order, start = grouped((row["event_id"] for row in found), events)
    rows = [found[at] for at in order]
    told = [_quoted(row) for row in rows]
    return {
        "start": start,
        "document": [documents.numbers.get(row["document_id"]) for row in rows],
        "sentence": [sentence for sentence, _, _ in told],
        "from": [first for _, first, _ in told],
        "to": [last for _, _, last in told],
        "trigger": coded((row["surface"] for row in rows), limit=NAME_CHARACTERS),
        "place": coded((row["place_surface"] for row in rows), limit=NAME_CHARACTERS),
        "date": coded((row["date_surface"] for row in rows), limit=NAME_CHARACTERS),
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
        quotation = quotation_of(place["sentence"], [(PLACE, place["surface"])])
        namings.append([documents.numbers.get(place["document_id"]), quotation])
    return namings


def _holds(report: Row, place: Row) -> bool:
    """Return whether a report's sentence contains the mention of a place."""
    if report["document_id"] != place["document_id"] or report["sentence_start"] is None:
        return False
    start = report["sentence_start"]
    return bool(start <= place["start"] < start + len(report["sentence"] or ""))


def _quoted(row: Row) -> tuple[str, int | None, int | None]:
    """Return a report's sentence, and where the trigger starts and ends in it, if it is there."""
    sentence = (row["sentence"] or "").rstrip()
    if row["start"] is None or row["sentence_start"] is None:
        return clip_sentence(sentence, 0)[0], None, None
    start = row["start"] - row["sentence_start"]
    end = start + row["end"] - row["start"]
    if not (0 <= start < end <= len(sentence) and _is_surface(sentence[start:end], row["surface"])):
        return clip_sentence(sentence, 0)[0], None, None
    clipped, moved = clip_sentence(sentence, start)
    return clipped, offset_of(clipped, start - moved), offset_of(clipped, end - moved)


def _is_surface(words: str, surface: str | None) -> bool:
    """Return whether words are those of the text, not moved by a name that was masked."""
    return surface is None or words == surface or words.split() == surface.split()
