"""What a map shows of an atlas, as plain columns that travel as JSON.

Columns rather than objects: a row of 100,000 events repeats no field name, and types, actors,
places and documents are numbers into lists that stand once. Texts are clipped, never rewritten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from shapely.geometry.base import BaseGeometry

from geo.looks import types_by_group
from geo.maps.actors import actors_of, movements_of
from geo.maps.columns import NO_DAY, NONE, Coded, Integers, code, nullable, said_of
from geo.maps.control import control_of
from geo.maps.divisions import divisions_of
from geo.maps.facets import facets_of
from geo.maps.headings import care_of, held_of, news_of, title_of
from geo.maps.lands import Lands
from geo.maps.mentions import mentions_of
from geo.maps.phrases import Phrases
from geo.maps.quotes import TRIGGER, quotation_of
from geo.maps.reports import links_of, namings_of, reports_of
from geo.maps.rows import (
    HEADLINE_CHARACTERS,
    NAME_CHARACTERS,
    SENTENCE_CHARACTERS,
    Documents,
    Numbering,
    Tables,
    clip,
    day_of,
    documents_of,
    known,
    short_ids,
    told,
)
from geo.maps.signs import styles_of
from geo.maps.spots import Spots, anchors_of, settlements_of, shape_of

if TYPE_CHECKING:
    from geo.atlas import Atlas
    from geo.gazetteer import Gazetteer

__all__ = ["Content", "read_content"]

# The candidates that lost are kept for so many events, the first of the page.
_MOST_LOST = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The map's data and where to look first.

    `payload` is what the page's script reads; `points` are the (latitude, longitude) of what is
    drawn as a point, events before mere mentions; `areas` are the geometries drawn as areas.
    """

    payload: Mapping[str, Any]
    title: str
    event_points: tuple[tuple[float, float], ...]
    mention_points: tuple[tuple[float, float], ...]
    areas: tuple[BaseGeometry, ...]


def read_content(
    atlas: Atlas,
    gazetteer: Gazetteer,
    lands: Lands,
    *,
    title: str | None = None,
    phrases: Phrases | None = None,
) -> Content:
    """Turn an atlas into what the map shows.

    Parameters
    ----------
    atlas
        The tables, as declared in `geo.schema`.
    gazetteer
        Names the countries.
    lands
        Divide the land into what events are counted by.
    title
        Headline of the map; by default one is made from what the atlas holds.
    phrases
        What the map says, in the reader's language; by default in English.
    """
    phrases = phrases or Phrases()
    tables = Tables(atlas)
    events, documents = tables.events, documents_of(tables)
    shapes, spots = Numbering(), Spots()
    settled = settlements_of(tables.table("places"), tables.place_of)
    columns = _event_columns(tables, phrases)
    columns |= anchors_of(events, settled, shapes=shapes, spots=spots)
    links, names = links_of(tables)
    divisions = divisions_of(lands, events)
    columns |= {
        "actor_names": names,
        "named": namings_of(tables, documents),
        "facets": facets_of(tables, gazetteer, phrases, divisions=divisions),
    }
    mentions = mentions_of(tables, spots=spots, shapes=shapes)
    areas = tuple(shapes.numbers)
    heading = title_of(title, events, phrases)
    held = held_of(
        events=len(events),
        places=len(spots.numbers) + len(areas),
        texts=len(documents),
        phrases=phrases,
    )
    care = care_of(tables.rows("provenance"), phrases)
    payload = {
        "title": heading,
        "lede": "\n".join(filter(None, (held, news_of(events, phrases), care))),
        "words": phrases.words,
        "groups": [{"key": key, "types": types} for key, types in types_by_group().items()],
        "documents": documents.columns,
        "events": columns,
        "links": links,
        "reports": reports_of(tables),
        "spots": spots.columns(),
        "mentions": mentions,
        "shapes": [shape_of(area) for area in areas],
        "divisions": divisions,
        "figures": _figures(tables, documents, phrases),
        "control": control_of(tables, documents),
        "actors": actors_of(tables, names, gazetteer),
        "movements": movements_of(tables, documents),
        "lost_for": _MOST_LOST,
    }
    return Content(
        payload=payload,
        title=heading,
        event_points=tuple(spots.points(events=True)),
        mention_points=tuple(spots.points(events=False)),
        areas=areas,
    )


def _event_columns(tables: Tables, phrases: Phrases) -> dict[str, Any]:
    """Return the columns that say what happened when, how surely, and what was counted."""
    events = tables.events
    start, end = events.days("date_start"), events.days("date_end")
    killed = [events.counts(f"fatalities_{bound}") for bound in ("low", "best", "high")]
    nobody = np.full(len(events), NONE, dtype=np.int64)
    # A table of others may let an event end before it begins: it is found by either day.
    days = [np.where(start == NO_DAY, end, start), np.where(end == NO_DAY, start, end)]
    repeated = {
        "type": told(events.coded("event_type"), limit=NAME_CHARACTERS),
        "status": told(events.coded("status"), limit=NAME_CHARACTERS),
        "headline": told(events.coded("headline").filled(""), limit=HEADLINE_CHARACTERS),
        "when": told(said_of(partial(_when, phrases), start, end, events.counts("date_precision"))),
        "reason": told(events.coded("place_reason"), limit=SENTENCE_CHARACTERS),
        "lost": told(_lost(tables), limit=SENTENCE_CHARACTERS),
        "killed": _counted(phrases, *killed),
        "injured": _counted(phrases, nobody, events.counts("injured"), nobody),
        "style": told(styles_of(events)),
    }
    place = told(events.coded("place_name"), limit=NAME_CHARACTERS)
    scores = code(events.column("score")).said(lambda score: round(score, 2))
    return repeated | {
        "ids": short_ids(events.texts("event_id")),
        "place_ids": short_ids(events.texts("place_id")),
        "first": nullable(np.minimum(*days), NO_DAY),
        "last": nullable(np.maximum(*days), NO_DAY),
        "place": place["of"],
        "places": place["values"],
        "precision": nullable(events.counts("geoprecision")),
        "inferred": events.counts("place_inferred").tolist(),
        "background": events.counts("background").tolist(),
        "score": scores.listed(),
        "reports": events.counts("report_count").tolist(),
        "independent": events.counts("independent_report_count").tolist(),
    }


def _when(phrases: Phrases, start: int, end: int, precision: int) -> str:
    return phrases.interval(day_of(start), day_of(end), known(precision))


def _counted(phrases: Phrases, *bounds: Integers) -> dict[str, list[Any]]:
    """Return numbers of people: in words, and in `bounds` as low, best and high."""

    def read(*numbers: int) -> tuple[int | None, ...] | None:
        own = tuple(map(known, numbers))
        return own if any(number is not None for number in own) else None

    column = told(said_of(read, *bounds))
    found = column["values"]
    said = [phrases.number_range(*numbers) for numbers in found]
    return {"values": said, "of": column["of"], "bounds": [list(numbers) for numbers in found]}


def _lost(tables: Tables) -> Coded:
    """Return the entries that were considered for the first events' places and not chosen."""
    rows = tables.place_of.copy()
    rows[_MOST_LOST:] = NONE
    placed = np.flatnonzero(rows != NONE)
    column = tables.table("places").taken(rows[placed]).coded("alternatives")
    lost = column.said(lambda text: text or None)
    of = np.full(len(rows), NONE, dtype=np.int64)
    of[placed] = lost.of
    return Coded(of=of, distinct=lost.distinct)


def _figures(tables: Tables, documents: Documents, phrases: Phrases) -> list[list[Any]]:
    """Return the totals that texts state: number, measure, whose count, sentence, document."""
    figures = []
    for row in tables.rows("figures"):
        low, high = row["low"], row["high"]
        number = (
            phrases.say("number.more", n=low)
            if high is None
            else phrases.number_range(low, None, high)
        )
        figures.append(
            [
                number,
                row["measure"],
                clip(row["attribution"], NAME_CHARACTERS),
                quotation_of(row["sentence"], [(TRIGGER, row["surface"])]),
                documents.numbers.get(row["document_id"]),
            ]
        )
    return figures
