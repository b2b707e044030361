"""What a map shows of an atlas, as plain columns that travel as JSON.

Columns rather than objects: a row of 100,000 events repeats no field name, and types, actors,
places and documents are numbers into lists that stand once. Texts are clipped, never rewritten.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shapely.geometry.base import BaseGeometry

from geo.geodesy import simplify
from geo.lexicon import read_rows
from geo.maps.control import control_of
from geo.maps.facets import facets_of
from geo.maps.phrases import Phrases
from geo.maps.quotes import PLACE, TRIGGER, cut_sentence, find_words
from geo.maps.reports import namings_of, reports_of
from geo.maps.rows import (
    HEADLINE_CHARACTERS,
    NAME_CHARACTERS,
    SENTENCE_CHARACTERS,
    Documents,
    Numbering,
    Row,
    Tables,
    clip,
    day_number,
    day_of,
    documents_of,
)
from geo.maps.shapes import MOST_CORNERS, encode, label_point
from geo.model import DatePrecision, Geoprecision, Sense, Status

if TYPE_CHECKING:
    from geo.atlas import Atlas
    from geo.gazetteer import Gazetteer

__all__ = ["Content", "read_content"]

# Below this the coder is more likely wrong than right.
_LOW_SCORE = 0.5

# Ten metres: what shares a position to the fourth decimal is one place to a reader.
_POSITION_DECIMALS = 4

_EVENT_COLUMNS = (
    "ids",
    "place_ids",
    "type",
    "status",
    "headline",
    "when",
    "first",
    "last",
    "spot",
    "shape",
    "place",
    "precision",
    "inferred",
    "reason",
    "killed",
    "injured",
    "background",
    "score",
    "style",
    "reports",
)


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
    title
        Headline of the map; by default one is made from what the atlas holds.
    phrases
        What the map says, in the reader's language; by default in English.
    """
    phrases = phrases or Phrases()
    tables = Tables(atlas)
    places = {row["place_id"]: row for row in tables.rows("places")}
    shapes = Numbering()
    events = _order_events(tables.rows("events"))
    documents = documents_of(tables, phrases)
    spots = _Spots()
    columns = _event_columns(events, phrases, places=places, shapes=shapes, spots=spots)
    columns |= _event_actors(tables, events)
    columns["named"] = namings_of(tables, events, places=places, documents=documents)
    mentions = _mentions(places.values(), events, spots=spots, shapes=shapes, documents=documents)
    heading = clip(title, HEADLINE_CHARACTERS) if title else _title(events, phrases)
    geometries = tuple(shapes.numbers)
    payload = {
        "title": heading,
        "lede": _lede(
            events,
            phrases,
            places=len(spots.numbers) + len(shapes.numbers),
            texts=len(documents.rows),
            care=_care(tables),
        ),
        "words": phrases.words,
        "groups": _groups(),
        "documents": documents.columns,
        "events": columns | {"facets": facets_of(tables, events, gazetteer, phrases)},
        "reports": reports_of(tables, events, documents=documents),
        "spots": spots.columns(),
        "mentions": mentions,
        "shapes": [_shape(geometry) for geometry in geometries],
        "figures": _figures(tables, documents, phrases),
        "control": control_of(tables, places=places, documents=documents),
    }
    return Content(
        payload=payload,
        title=heading,
        event_points=tuple(spots.points(events=True)),
        mention_points=tuple(spots.points(events=False)),
        areas=geometries,
    )


def _order_events(events: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return events by first day, undated last."""
    return sorted(
        events,
        key=lambda row: (
            row["date_start"] is None,
            str(day_of(row["date_start"]) or ""),
            row["event_id"],
        ),
    )


def _title(events: Sequence[Row], phrases: Phrases) -> str:
    return phrases.say("title.events" if events else "title.places")


def _care(tables: Tables) -> str:
    """Return what the provenance says was left out for the care of persons."""
    rows = tables.rows("provenance")
    return next((str(row["detail"] or "") for row in rows if row["component"] == "care"), "")


def _lede(events: Sequence[Row], phrases: Phrases, *, places: int, texts: int, care: str) -> str:
    """Say how much the map holds, of which days as far as known to the week, and what not."""
    dated = [
        row
        for row in events
        if not row["background"] and (row["date_precision"] or 1) <= DatePrecision.WEEK
    ]
    days = [
        day
        for row in dated
        for name in ("date_start", "date_end")
        if (day := day_of(row[name])) is not None
    ]
    counts = {"n.events": len(events), "n.places": places, "n.texts": texts}
    parts = [phrases.count(key, number) for key, number in counts.items()]
    held = " \u00b7 ".join(parts)
    dates = phrases.interval(min(days), max(days), None) if days else ""
    return "\n".join(filter(None, (held, dates, care)))


def _groups() -> list[dict[str, Any]]:
    """Return the groups of event types, each with its types: PLOVER's quad classes."""
    types: dict[str, list[str]] = defaultdict(list)
    for row in read_rows("event_types"):
        types[row["quad_class"].replace(" ", "_")].append(row["event_type"])
    order = (
        "material_conflict",
        "verbal_conflict",
        "verbal_cooperation",
        "material_cooperation",
    )
    return [{"key": key, "types": sorted(types[key])} for key in order]


class _Spots:
    """The points of the map: each location once, however many events or mentions share it."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[float, float], int] = {}
        self._names: list[Counter[str]] = []
        self._kinds: list[str] = []
        self._has_event: list[bool] = []

    def number(self, geometry: BaseGeometry, name: str, kind: str, *, event: bool) -> int:
        key = (round(geometry.y, _POSITION_DECIMALS), round(geometry.x, _POSITION_DECIMALS))
        number = self.numbers.setdefault(key, len(self.numbers))
        if number == len(self._names):
            self._names.append(Counter())
            self._kinds.append(kind)
            self._has_event.append(event)
        self._names[number][name] += 1
        return number

    def columns(self) -> dict[str, list[Any]]:
        return {
            "latitude": [latitude for latitude, _ in self.numbers],
            "longitude": [longitude for _, longitude in self.numbers],
            "name": [
                clip(min(names.items(), key=lambda item: (-item[1], item[0]))[0], NAME_CHARACTERS)
                for names in self._names
            ],
            "kind": self._kinds,
        }

    def points(self, *, events: bool) -> list[tuple[float, float]]:
        return [
            key
            for key, has_event in zip(self.numbers, self._has_event, strict=True)
            if has_event is events
        ]


def _event_columns(
    events: Sequence[Row],
    phrases: Phrases,
    *,
    places: Mapping[str, Row],
    shapes: Numbering,
    spots: _Spots,
) -> dict[str, list[Any]]:
    names = Numbering()
    columns: dict[str, list[Any]] = {name: [] for name in _EVENT_COLUMNS}
    for row in events:
        spot, shape = _anchor(row, places.get(row["place_id"]), shapes=shapes, spots=spots)
        low, best, high = (row[f"fatalities_{bound}"] for bound in ("low", "best", "high"))
        place = row["place_name"]
        columns["ids"].append(row["event_id"])
        columns["place_ids"].append(row["place_id"])
        columns["type"].append(clip(row["event_type"], NAME_CHARACTERS))
        columns["status"].append(row["status"])
        columns["headline"].append(clip(row["headline"], HEADLINE_CHARACTERS))
        columns["when"].append(
            phrases.interval(
                day_of(row["date_start"]), day_of(row["date_end"]), row["date_precision"]
            )
        )
        first, last = day_number(row["date_start"]), day_number(row["date_end"])
        columns["first"].append(last if first is None else first)
        columns["last"].append(first if last is None else last)
        columns["spot"].append(spot)
        columns["shape"].append(shape)
        columns["place"].append(
            None if place is None else names.number(clip(place, NAME_CHARACTERS))
        )
        columns["precision"].append(row["geoprecision"])
        columns["inferred"].append(int(row["place_inferred"]))
        columns["reason"].append(clip(row["place_reason"], SENTENCE_CHARACTERS))
        columns["killed"].append(phrases.number_range(low, best, high))
        columns["injured"].append(phrases.number_range(None, row["injured"], None))
        columns["background"].append(int(row["background"]))
        columns["score"].append(None if row["score"] is None else round(row["score"], 2))
        columns["style"].append(_style(row))
        columns["reports"].append([row["report_count"], row["independent_report_count"]])
    return columns | {"places": list(names.numbers)}


def _style(row: Row) -> str:
    if row["status"] != Status.ACTUAL:
        return "dashed"
    unsure = row["score"] is not None and row["score"] < _LOW_SCORE
    return "hollow" if unsure or row["place_inferred"] else "solid"


def _anchor(
    row: Row, place: Row | None, *, shapes: Numbering, spots: _Spots
) -> tuple[int | None, int | None]:
    """Return the numbers of an event's spot and shape: one of them, or neither.

    A point that stands for a country or for more than a first-order division is not drawn: the
    map would say "here" where the text says "somewhere in".
    """
    geometry: BaseGeometry | None = row["geometry"]
    if geometry is None or geometry.is_empty:
        return None, None
    if geometry.geom_type != "Point":
        return None, shapes.number(geometry)
    precision = row["geoprecision"] or Geoprecision.EXACT
    if precision >= Geoprecision.COUNTRY:
        return None, None
    if precision >= Geoprecision.SECOND_DIVISION:
        kind = "wide"
    else:
        settlement = place is None or place["feature_class"] in {None, "P"}
        kind = "settlement" if settlement or precision > Geoprecision.EXACT else "site"
    name = row["place_name"] or ""
    return spots.number(geometry, name, kind, event=True), None


def _event_actors(tables: Tables, events: Sequence[Row]) -> dict[str, Any]:
    """Return each event's actors as triples of actor, role and surface."""
    names = {row["actor_id"]: row["name"] for row in tables.rows("actors")}
    numbers = Numbering()
    links: dict[str, list[list[Any]]] = defaultdict(list)
    for row in tables.rows("event_actors"):
        number = numbers.number(clip(names.get(row["actor_id"], row["surface"]), NAME_CHARACTERS))
        surface = None if row["implied"] else clip(row["surface"], NAME_CHARACTERS)
        links[row["event_id"]].append([number, row["role"], surface])
    return {
        "actors": [links[row["event_id"]] for row in events],
        "actor_names": list(numbers.numbers),
    }


def _mentions(
    places: Iterable[Row],
    events: Sequence[Row],
    *,
    spots: _Spots,
    shapes: Numbering,
    documents: Documents,
) -> dict[str, list[Any]]:
    """Return the literal, resolved places by entry, with every mention's sentence."""
    entries: dict[str, list[Row]] = defaultdict(list)
    for row in places:
        if row["sense"] == Sense.LITERAL and row["entry_id"] is not None:
            entries[row["entry_id"]].append(row)
    columns: dict[str, list[Any]] = defaultdict(list)
    for _, rows in sorted(entries.items(), key=lambda item: (str(item[1][0]["name"]), item[0])):
        first = rows[0]
        spot, shape = _mention_anchor(first, spots=spots, shapes=shapes, draw_areas=not events)
        columns["name"].append(clip(first["name"], NAME_CHARACTERS))
        columns["where"].append(
            clip(", ".join(filter(None, (first["admin1"], first["country_code"]))), 200)
        )
        columns["spot"].append(spot)
        columns["shape"].append(shape)
        columns["entry"].append(clip(first["entry_id"], NAME_CHARACTERS))
        columns["rows"].append([_mention(row, documents) for row in rows])
    names = ("name", "where", "spot", "shape", "entry", "rows")
    return {name: columns[name] for name in names}


def _mention_anchor(
    row: Row, *, spots: _Spots, shapes: Numbering, draw_areas: bool
) -> tuple[int | None, int | None]:
    geometry: BaseGeometry | None = row["geometry"]
    if geometry is None or geometry.is_empty:
        return None, None
    if geometry.geom_type != "Point":
        return None, shapes.number(geometry) if draw_areas else None
    if (row["geoprecision"] or Geoprecision.EXACT) >= Geoprecision.COUNTRY:
        return None, None
    return spots.number(geometry, row["name"] or "", "mention", event=False), None


def _mention(row: Row, documents: Documents) -> list[Any]:
    surface = row["surface"]
    sentence = row["sentence"] or ""
    span = find_words(sentence, surface)
    return [
        documents.numbers.get(row["document_id"]),
        cut_sentence(sentence, [(*span, PLACE)] if span else []),
        None if row["score"] is None else round(row["score"], 2),
        clip(row["reason"], SENTENCE_CHARACTERS),
        clip(row["alternatives"], SENTENCE_CHARACTERS),
    ]


def _shape(geometry: BaseGeometry) -> dict[str, Any]:
    latitude, longitude = label_point(geometry)
    return {
        "rings": encode(simplify(geometry, most_corners=MOST_CORNERS)),
        "label": [latitude, longitude],
    }


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
        span = find_words(row["sentence"] or "", row["surface"])
        figures.append(
            [
                number,
                row["measure"],
                clip(row["attribution"], NAME_CHARACTERS),
                cut_sentence(row["sentence"] or "", [(*span, TRIGGER)] if span else []),
                documents.numbers.get(row["document_id"]),
            ]
        )
    return figures
