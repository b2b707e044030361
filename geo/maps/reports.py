"""What the reports of events say: their sentences, with the words marked that matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.maps.columns import (
    NONE,
    Coded,
    Columns,
    Integers,
    gather,
    nullable,
    positions,
)
from geo.maps.quotes import PLACE, clip_sentence, offset_of, quotation_of
from geo.maps.rows import (
    NAME_CHARACTERS,
    SENTENCE_CHARACTERS,
    Documents,
    Tables,
    clip,
    known,
    short_ids,
    told,
)

__all__ = ["links_of", "namings_of", "reports_of"]

# Letters that a browser counts as two.
_WIDE = re.compile("[\U00010000-\U0010ffff]").search


def links_of(tables: Tables) -> tuple[dict[str, Any], list[str]]:
    """Return which actors have which role in which event, and the actors' names by number.

    Returns
    -------
    Columns `actor`, `role` and `surface` (the words of the text, null where the actor is implied),
    the rows of event `n` from `start[n]` to `start[n + 1]`; and the names.
    """
    order, start = gather(tables.event_of("event_actors"), len(tables.events))
    links = tables.table("event_actors").taken(order)
    surfaces = links.coded("surface").said(partial(clip, limit=NAME_CHARACTERS))
    actors = tables.table("actors")
    rows = positions(links.column("actor_id"), actors.column("actor_id"))
    names = actors.coded("name").said(partial(clip, limit=NAME_CHARACTERS)).taken(rows)
    # An actor that has no row is called as the text calls it.
    said = np.where(surfaces.of == NONE, NONE, surfaces.of + len(names.distinct))
    both = np.where(rows == NONE, said, names.of)
    named = Coded(of=both, distinct=[*names.distinct, *surfaces.distinct]).said(str).ordered()
    implied = links.counts("implied") > 0
    stated = Coded(of=np.where(implied, NONE, surfaces.of), distinct=surfaces.distinct)
    columns = {
        "start": start.tolist(),
        "actor": nullable(named.of),
        "role": told(links.coded("role")),
        "surface": told(stated),
    }
    return columns, list(named.distinct)


def reports_of(tables: Tables) -> dict[str, Any]:
    """Return the reports of events as columns; the page makes quotations of them.

    The rows of event `n` stand from `start[n]` to `start[n + 1]`: `document`, `sentence`, where
    the trigger starts and ends in it (`from`, `to`; else its words, `trigger`), the words of
    `place` and `date`, `status` and `id`.
    """
    table = tables.table("reports")
    numbers = tables.document_of("reports")
    starts = np.maximum(table.counts("start"), 0)
    order, start = gather(tables.event_of("reports"), len(tables.events), numbers, starts)
    reports = table.taken(order)
    sentences, first, last = _quotations(reports)
    words = {"trigger": "surface", "place": "place_surface", "date": "date_surface"}
    return {
        "start": start.tolist(),
        "document": nullable(numbers[order]),
        "sentence": sentences,
        "from": nullable(first),
        "to": nullable(last),
        "status": told(reports.coded("status")),
        "id": short_ids(reports.texts("report_id")),
    } | {
        name: told(reports.coded(surface), limit=NAME_CHARACTERS) for name, surface in words.items()
    }


def namings_of(tables: Tables, documents: Documents) -> list[list[Any] | None]:
    """Return the sentence that names an event's place, where none of its reports holds it."""
    places, place_of = tables.table("places"), tables.place_of
    left = np.flatnonzero((place_of != NONE) & ~_held(tables))
    rows = places.taken(place_of[left]).mappings(("sentence", "surface", "document_id"))
    namings: list[list[Any] | None] = [None] * len(place_of)
    for at, row in zip(left.tolist(), rows, strict=True):
        quotation = quotation_of(row["sentence"], [(PLACE, row["surface"])])
        namings[at] = [documents.numbers.get(row["document_id"]), quotation]
    return namings


def _held(tables: Tables) -> npt.NDArray[np.bool_]:
    """Return whether a sentence of an event's reports holds the name of its place."""
    reports, places = tables.table("reports"), tables.table("places")
    events = tables.event_of("reports")
    rows = np.append(tables.place_of, NONE)[events]
    at = np.flatnonzero((events != NONE) & (rows != NONE))
    told, named = reports.taken(at), places.taken(rows[at])
    same = tables.document_of("reports")[at] == tables.document_of("places")[rows[at]]
    start = told.counts("sentence_start")
    into = named.counts("start") - start
    lengths = np.array([len(sentence or "") for sentence in told.texts("sentence")], dtype=np.int64)
    inside = (start != NONE) & (into >= 0) & (into < lengths)
    held = np.zeros(len(tables.events), dtype=bool)
    held[events[at[inside & same]]] = True
    return held


def _quotations(reports: Columns) -> tuple[list[str], Integers, Integers]:
    """Return the reports' sentences, and where the trigger starts and ends in each, if it does."""
    base, start, end = (reports.counts(name) for name in ("sentence_start", "start", "end"))
    surfaces = reports.texts("surface")
    sentences = [(sentence or "").rstrip() for sentence in reports.texts("sentence")]
    first, last = start - base, end - base
    rows = zip(sentences, first.tolist(), last.tolist(), surfaces, strict=True)
    plain = [
        words is not None
        and whole[one:two] == words
        and len(whole) <= SENTENCE_CHARACTERS
        and not _WIDE(whole)
        for whole, one, two, words in rows
    ]
    told = (base != NONE) & (start != NONE) & (end != NONE) & (first >= 0) & (first < last)
    for at in np.flatnonzero(~(told & np.array(plain, dtype=bool))).tolist():
        spans = [known(int(column[at])) for column in (base, start, end)]
        sentences[at], one, two = _quoted(sentences[at], spans, surfaces[at])
        first[at], last[at] = (NONE, NONE) if one is None or two is None else (one, two)
    return sentences, first, last


def _quoted(
    whole: str, spans: Sequence[int | None], surface: str | None
) -> tuple[str, int | None, int | None]:
    """Return a report's sentence, and where the trigger starts and ends in it, if it is there.

    `spans` say where in the text the sentence starts, and where its trigger starts and ends.
    """
    sentence_start, start, end = spans
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
