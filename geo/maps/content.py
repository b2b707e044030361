"""What a map shows of an atlas, as plain columns that travel as JSON.

Columns rather than objects: a row of 100,000 events repeats no field name, and types, actors,
places and documents are numbers into lists that stand once. Texts are clipped, never rewritten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from shapely.geometry.base import BaseGeometry

from geo.maps.actors import actors_of, movements_of
from geo.maps.control import control_of
from geo.maps.divisions import divisions_of
from geo.maps.facets import facets_of
from geo.maps.headings import care_of, held_of, in_order, period_of, title_of
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
    Row,
    Tables,
    clip,
    coded,
    day_number,
    documents_of,
    short_id,
)
from geo.maps.signs import style_of, types_by_group
from geo.maps.spots import Spots, anchors_of, shape_of

if TYPE_CHECKING:
    from geo.atlas import Atlas
    from geo.gazetteer import Gazetteer

__all__ = ["Content", "read_content"]

# The candidates that lost are kept for so many events, the first of the page.
_MOST_LOST = 5_000

# Columns of events whose values repeat, with the most characters of a value.
_CODED = {
    "type": NAME_CHARACTERS,
    "status": NAME_CHARACTERS,
    "headline": HEADLINE_CHARACTERS,
    "when": None,
    "reason": SENTENCE_CHARACTERS,
    "lost": SENTENCE_CHARACTERS,
    "killed": None,
    "injured": None,
    "style": None,
}


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
    places = {row["place_id"]: row for row in tables.places()}
    events = in_order(tables.rows("events"))
    documents = documents_of(tables, phrases)
    shapes, spots = Numbering(), Spots()
    columns = _event_columns(events, phrases, places=places)
    columns |= anchors_of(events, places=places, shapes=shapes, spots=spots)
    links, names = links_of(tables, events)
    divisions = divisions_of(lands, events)
    columns |= {
        "actor_names": names,
        "named": namings_of(tables, events, places=places, documents=documents),
        "facets": facets_of(tables, events, gazetteer, phrases, divisions=divisions),
    }
    mentions = mentions_of(places.values(), events, spots=spots, shapes=shapes, documents=documents)
    areas = tuple(shapes.numbers)
    heading = title_of(title, events, phrases)
    held = held_of(
        events=len(events),
        places=len(spots.numbers) + len(areas),
        texts=len(documents.rows),
        phrases=phrases,
    )
    care = care_of(tables.rows("provenance"), limit=SENTENCE_CHARACTERS)
    payload = {
        "title": heading,
        "lede": "\n".join(filter(None, (held, period_of(events, phrases), *care[:1]))),
        "words": phrases.words,
        "groups": [{"key": key, "types": types} for key, types in types_by_group().items()],
        "documents": documents.columns,
        "events": columns,
        "links": links,
        "reports": reports_of(tables, events, documents=documents),
        "spots": spots.columns(),
        "mentions": mentions,
        "shapes": [shape_of(area) for area in areas],
        "divisions": divisions,
        "figures": _figures(tables, documents, phrases),
        "control": control_of(tables, places=places, documents=documents),
        "actors": actors_of(tables, names, gazetteer),
        "movements": movements_of(tables, events, places=places, documents=documents),
        "lost_for": _MOST_LOST,
    }
    return Content(
        payload=payload,
        title=heading,
        event_points=tuple(spots.points(events=True)),
        mention_points=tuple(spots.points(events=False)),
        areas=areas,
    )


def _event_columns(
    events: Sequence[Row], phrases: Phrases, *, places: Mapping[str, Row]
) -> dict[str, Any]:
    """Return the columns that say what happened when, how surely, and what was counted."""
    when = cache(phrases.interval)
    said = cache(phrases.number_range)
    firsts = [row["date_start"] or row["date_end"] for row in events]
    lasts = [row["date_end"] or row["date_start"] for row in events]
    told = {
        "type": [row["event_type"] for row in events],
        "status": [row["status"] for row in events],
        "headline": [row["headline"] or "" for row in events],
        "when": [when(row["date_start"], row["date_end"], row["date_precision"]) for row in events],
        "reason": [row["place_reason"] for row in events],
        "lost": [_lost(places.get(row["place_id"])) for row in events[:_MOST_LOST]]
        + [None] * (len(events) - _MOST_LOST),
        "killed": [
            said(row["fatalities_low"], row["fatalities_best"], row["fatalities_high"])
            for row in events
        ],
        "injured": [said(None, row["injured"], None) for row in events],
        "style": [style_of(row) for row in events],
    }
    place = coded((row["place_name"] for row in events), limit=NAME_CHARACTERS)
    return {name: coded(told[name], limit=limit) for name, limit in _CODED.items()} | {
        "ids": [short_id(row["event_id"]) for row in events],
        "place_ids": [short_id(row["place_id"]) for row in events],
        "first": [day_number(day) for day in firsts],
        "last": [day_number(day) for day in lasts],
        "place": place["of"],
        "places": place["values"],
        "precision": [row["geoprecision"] for row in events],
        "inferred": [int(row["place_inferred"]) for row in events],
        "background": [int(row["background"]) for row in events],
        "score": [None if row["score"] is None else round(row["score"], 2) for row in events],
        "reports": [[row["report_count"], row["independent_report_count"]] for row in events],
    }


def _lost(place: Row | None) -> str | None:
    """Return the entries that were considered for an event's place and not chosen."""
    return None if place is None else place["alternatives"] or None


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
