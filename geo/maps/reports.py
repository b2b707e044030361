"""What the reports of events say: their sentences, with the words marked that matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
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
    names = dict(
        zip(tables.column("actors", "actor_id"), tables.column("actors", "name"), strict=True)
    )
    column = partial(tables.column, "event_actors")
    order, start = grouped(column("event_id"), events)
    keys = _taken(column("actor_id"), order)
    surfaces = _taken(column("surface"), order)
    named = coded(names.get(key, words) for key, words in zip(keys, surfaces, strict=True))
    clipped = coded(named["values"], limit=NAME_CHARACTERS)
    again = coded(clipped["values"])
    number = [again["of"][code] for code in clipped["of"]]
    implied = _taken(column("implied"), order)
    told = (None if hidden else words for words, hidden in zip(surfaces, implied, strict=True))
    links = {
        "start": start,
        "actor": [number[code] for code in named["of"]],
        "role": coded(_taken(column("role"), order)),
        "surface": coded(told, limit=NAME_CHARACTERS),
    }
    return links, again["values"]


def reports_of(tables: Tables, events: Sequence[Row], *, documents: Documents) -> dict[str, Any]:
    """Return the reports of events as columns; the page makes quotations of them.

    The rows of event `n` stand from `start[n]` to `start[n + 1]`: `document`, `sentence`, where
    the trigger starts and ends in it (`from`, `to`; else its words, `trigger`), the words of
    `place` and `date`, `status` and `id`.
    """
    column = partial(tables.column, "reports")
    numbers = [documents.numbers.get(key) for key in column("document_id")]
    within = [-1 if number is None else number for number in numbers]
    starts = [start or 0 for start in column("start")]
    order, start = grouped(column("event_id"), events, within, starts)
    spans = ("sentence", "sentence_start", "start", "end", "surface")
    told = list(map(_quoted, *(_taken(column(name), order) for name in spans)))
    words = {"trigger": "surface", "place": "place_surface", "date": "date_surface"}
    return {
        "start": start,
        "document": _taken(numbers, order),
        "sentence": [sentence for sentence, _, _ in told],
        "from": [first for _, first, _ in told],
        "to": [last for _, _, last in told],
        "status": coded(_taken(column("status"), order)),
        "id": [short_id(key) for key in _taken(column("report_id"), order)],
    } | {
        name: coded(_taken(column(surface), order), limit=NAME_CHARACTERS)
        for name, surface in words.items()
    }


def _taken(values: Sequence[Any], order: Sequence[int]) -> list[Any]:
    return [values[at] for at in order]


def namings_of(
    tables: Tables, events: Sequence[Row], *, places: Mapping[str, Row], documents: Documents
) -> list[list[Any] | None]:
    """Return the sentence that names an event's place, where none of its reports holds it."""
    placed = {row["event_id"]: places.get(row["place_id"]) for row in events}
    spans = ("event_id", "document_id", "sentence", "sentence_start")
    told = zip(*(tables.column("reports", name) for name in spans), strict=True)
    held = {
        key
        for key, document, sentence, start in told
        if (place := placed.get(key)) is not None
        and start is not None
        and document == place["document_id"]
        and start <= place["start"] < start + len(sentence or "")
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


def _quoted(
    sentence: str | None,
    sentence_start: int | None,
    start: int | None,
    end: int | None,
    surface: str | None,
) -> tuple[str, int | None, int | None]:
    """Return a report's sentence, and where the trigger starts and ends in it, if it is there."""
    whole = (sentence or "").rstrip()
    if start is None or end is None or sentence_start is None:
        return clip_sentence(whole, 0)[0], None, None
    first, last = start - sentence_start, end - sentence_start
    if not (0 <= first < last <= len(whole) and _is_surface(whole[first:last], surface)):
        return clip_sentence(whole, 0)[0], None, None
    clipped, moved = clip_sentence(whole, first)
    return clipped, offset_of(clipped, first - moved), offset_of(clipped, last - moved)


def _is_surface(words: str, surface: str | None) -> bool:
    """Return whether words are those of the text, not moved by a name that was masked."""
    return surface is None or words == surface or words.split() == surface.split()
