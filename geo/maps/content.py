"""What a map shows of an atlas, as plain columns that travel as JSON.

Columns rather than objects: a row of 100,000 events repeats no field name, and types, actors,
places and documents are numbers into lists that stand once. Texts are clipped, never rewritten.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
from shapely.geometry.base import BaseGeometry

from geo.escape import link
from geo.geodesy import simplify
from geo.lexicon import read_rows
from geo.maps.phrases import count, interval, number_range, words
from geo.maps.quotes import ACTOR, DATE, PLACE, TRIGGER, cut_sentence, find_words
from geo.maps.shapes import MOST_CORNERS, encode, label_point
from geo.model import DatePrecision, Geoprecision, Sense, Status

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["Content", "read_content"]

Row = Mapping[str, Any]

# A reader takes in no more of a headline, a name or a sentence at a glance; a text of a
# megabyte in one of these cells must not make the page unusable.
_NAME_CHARACTERS = 160
_HEADLINE_CHARACTERS = 300
_SENTENCE_CHARACTERS = 1200

# Below this the coder is more likely wrong than right.
_LOW_SCORE = 0.5

# Ten metres: what shares a position to the fourth decimal is one place to a reader.
_POSITION_DECIMALS = 4

_FIRST_DAY = dt.date(1970, 1, 1)

_EVENT_COLUMNS = (
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


class _Index:
    """Numbers for things in the order in which they are first met."""

    def __init__(self) -> None:
        self.numbers: dict[Any, int] = {}

    def number(self, key: Any) -> int:
        return self.numbers.setdefault(key, len(self.numbers))


def read_content(atlas: Atlas, *, title: str | None = None) -> Content:
    """Turn an atlas into what the map shows.

    Parameters
    ----------
    atlas
        The tables, as declared in `geo.schema`.
    title
        Headline of the map; by default one is made from what the atlas holds.
    """
    places = {row["place_id"]: row for row in _rows(atlas.places)}
    shapes = _Index()
    events = _order_events(_rows(atlas.events))
    documents = _documents(atlas)
    spots = _Spots()
    columns = _event_columns(events, places=places, shapes=shapes, spots=spots)
    columns |= _event_actors(atlas, events)
    columns["named"] = _namings(atlas, events, places=places, documents=documents)
    mentions = _mentions(places.values(), events, spots=spots, shapes=shapes, documents=documents)
    heading = _clip(title, _HEADLINE_CHARACTERS) if title else _title(events)
    geometries = tuple(shapes.numbers)
    payload = {
        "title": heading,
        "lede": _lede(
            events,
            places=len(spots.numbers) + len(shapes.numbers),
            texts=len(documents.rows),
            care=_care(atlas),
        ),
        "words": words(),
        "groups": _groups(),
        "documents": documents.columns,
        "events": columns,
        "reports": _reports(atlas, events, documents=documents),
        "spots": spots.columns(),
        "mentions": mentions,
        "shapes": [_shape(geometry) for geometry in geometries],
        "figures": _figures(atlas, documents),
    }
    return Content(
        payload=payload,
        title=heading,
        event_points=tuple(spots.points(events=True)),
        mention_points=tuple(spots.points(events=False)),
        areas=geometries,
    )


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as mappings of plain values; null is `None`."""
    plain = pd.DataFrame(frame).astype(object)
    columns = [str(name) for name in plain.columns]
    rows = plain.where(plain.notna(), None).itertuples(index=False, name=None)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _clip(text: object, limit: int) -> str:
    plain = "" if text is None else str(text)
    return plain if len(plain) <= limit else plain[: limit - 1] + "\u2026"


def _date(value: Any) -> dt.date | None:
    return None if value is None else pd.Timestamp(value).date()


def _day_number(value: Any) -> int | None:
    """Return a day as whole days since 1 January 1970, which no time zone can shift."""
    day = _date(value)
    return None if day is None else (day - _FIRST_DAY).days


def _order_events(events: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return events by first day, undated last."""
    return sorted(
        events,
        key=lambda row: (
            row["date_start"] is None,
            str(_date(row["date_start"]) or ""),
            row["event_id"],
        ),
    )


def _title(events: Sequence[Row]) -> str:
    return words()["title.events" if events else "title.places"]


def _care(atlas: Atlas) -> str:
    """Return what the provenance says was left out for the care of persons."""
    rows = _rows(atlas.provenance)
    return next((str(row["detail"] or "") for row in rows if row["component"] == "care"), "")


def _lede(events: Sequence[Row], *, places: int, texts: int, care: str) -> str:
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
        if (day := _date(row[name])) is not None
    ]
    parts = [count(len(events), "event"), count(places, "place"), count(texts, "text")]
    held = " \u00b7 ".join(parts)
    dates = interval(min(days), max(days), None) if days else ""
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


class _Documents:
    """The documents' columns, and their numbers by id."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self.numbers = {row["document_id"]: number for number, row in enumerate(rows)}
        self.columns = {
            "title": [_clip(row["title"], _HEADLINE_CHARACTERS) for row in rows],
            "publisher": [_clip(row["publisher"], _NAME_CHARACTERS) for row in rows],
            "published": [
                interval(day, day, None) if (day := _date(row["published"])) else "" for row in rows
            ],
            "link": [link(row["url"]) for row in rows],
        }


def _documents(atlas: Atlas) -> _Documents:
    return _Documents(_rows(atlas.documents))


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
                _clip(min(names.items(), key=lambda item: (-item[1], item[0]))[0], _NAME_CHARACTERS)
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
    events: Sequence[Row], *, places: Mapping[str, Row], shapes: _Index, spots: _Spots
) -> dict[str, list[Any]]:
    names = _Index()
    columns: dict[str, list[Any]] = {name: [] for name in _EVENT_COLUMNS}
    for row in events:
        spot, shape = _anchor(row, places.get(row["place_id"]), shapes=shapes, spots=spots)
        low, best, high = (row[f"fatalities_{bound}"] for bound in ("low", "best", "high"))
        place = row["place_name"]
        columns["type"].append(_clip(row["event_type"], _NAME_CHARACTERS))
        columns["status"].append(row["status"])
        columns["headline"].append(_clip(row["headline"], _HEADLINE_CHARACTERS))
        columns["when"].append(
            interval(_date(row["date_start"]), _date(row["date_end"]), row["date_precision"])
        )
        first, last = _day_number(row["date_start"]), _day_number(row["date_end"])
        columns["first"].append(last if first is None else first)
        columns["last"].append(first if last is None else last)
        columns["spot"].append(spot)
        columns["shape"].append(shape)
        columns["place"].append(
            None if place is None else names.number(_clip(place, _NAME_CHARACTERS))
        )
        columns["precision"].append(row["geoprecision"])
        columns["inferred"].append(int(row["place_inferred"]))
        columns["reason"].append(_clip(row["place_reason"], _SENTENCE_CHARACTERS))
        columns["killed"].append(number_range(low, best, high))
        columns["injured"].append(number_range(None, row["injured"], None))
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
    row: Row, place: Row | None, *, shapes: _Index, spots: _Spots
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


def _event_actors(atlas: Atlas, events: Sequence[Row]) -> dict[str, Any]:
    """Return each event's actors as triples of actor, role and surface."""
    names = {row["actor_id"]: row["name"] for row in _rows(atlas.actors)}
    numbers = _Index()
    links: dict[str, list[list[Any]]] = defaultdict(list)
    for row in _rows(atlas.event_actors):
        number = numbers.number(_clip(names.get(row["actor_id"], row["surface"]), _NAME_CHARACTERS))
        surface = None if row["implied"] else _clip(row["surface"], _NAME_CHARACTERS)
        links[row["event_id"]].append([number, row["role"], surface])
    return {
        "actors": [links[row["event_id"]] for row in events],
        "actor_names": list(numbers.numbers),
    }


def _reports(
    atlas: Atlas, events: Sequence[Row], *, documents: _Documents
) -> list[list[list[Any]]]:
    """Return, for each event, its reports: document, pieces of the sentence, status."""
    surfaces: dict[str, list[str]] = defaultdict(list)
    for row in _rows(atlas.event_actors):
        if not row["implied"]:
            surfaces[row["event_id"]].append(row["surface"])
    told: dict[str, list[list[Any]]] = defaultdict(list)
    rows = sorted(
        _rows(atlas.reports),
        key=lambda row: (documents.numbers.get(row["document_id"], -1), row["start"] or 0),
    )
    for row in rows:
        pieces = _pieces(row, surfaces[row["event_id"]])
        told[row["event_id"]].append(
            [documents.numbers.get(row["document_id"]), pieces, row["status"]]
        )
    return [told[row["event_id"]] for row in events]


def _namings(
    atlas: Atlas, events: Sequence[Row], *, places: Mapping[str, Row], documents: _Documents
) -> list[list[Any] | None]:
    """Return the sentence that names an event's place, where none of its reports holds it."""
    shown: dict[str, list[Row]] = defaultdict(list)
    for report in _rows(atlas.reports):
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


def _mentions(
    places: Iterable[Row],
    events: Sequence[Row],
    *,
    spots: _Spots,
    shapes: _Index,
    documents: _Documents,
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
        columns["name"].append(_clip(first["name"], _NAME_CHARACTERS))
        columns["where"].append(
            _clip(", ".join(filter(None, (first["admin1"], first["country_code"]))), 200)
        )
        columns["spot"].append(spot)
        columns["shape"].append(shape)
        columns["entry"].append(_clip(first["entry_id"], _NAME_CHARACTERS))
        columns["rows"].append([_mention(row, documents) for row in rows])
    names = ("name", "where", "spot", "shape", "entry", "rows")
    return {name: columns[name] for name in names}


def _mention_anchor(
    row: Row, *, spots: _Spots, shapes: _Index, draw_areas: bool
) -> tuple[int | None, int | None]:
    geometry: BaseGeometry | None = row["geometry"]
    if geometry is None or geometry.is_empty:
        return None, None
    if geometry.geom_type != "Point":
        return None, shapes.number(geometry) if draw_areas else None
    if (row["geoprecision"] or Geoprecision.EXACT) >= Geoprecision.COUNTRY:
        return None, None
    return spots.number(geometry, row["name"] or "", "mention", event=False), None


def _mention(row: Row, documents: _Documents) -> list[Any]:
    surface = row["surface"]
    sentence = row["sentence"] or ""
    span = find_words(sentence, surface)
    return [
        documents.numbers.get(row["document_id"]),
        cut_sentence(sentence, [(*span, PLACE)] if span else []),
        None if row["score"] is None else round(row["score"], 2),
        _clip(row["reason"], _SENTENCE_CHARACTERS),
        _clip(row["alternatives"], _SENTENCE_CHARACTERS),
    ]


def _shape(geometry: BaseGeometry) -> dict[str, Any]:
    latitude, longitude = label_point(geometry)
    return {
        "rings": encode(simplify(geometry, most_corners=MOST_CORNERS)),
        "label": [latitude, longitude],
    }


def _figures(atlas: Atlas, documents: _Documents) -> list[list[Any]]:
    """Return the totals that texts state: number, measure, whose count, sentence, document."""
    figures = []
    for row in _rows(atlas.figures):
        low, high = row["low"], row["high"]
        number = (
            f"{words()['more.than']} {low:,}" if high is None else number_range(low, None, high)
        )
        span = find_words(row["sentence"] or "", row["surface"])
        figures.append(
            [
                number,
                row["measure"],
                _clip(row["attribution"], _NAME_CHARACTERS),
                cut_sentence(row["sentence"] or "", [(*span, TRIGGER)] if span else []),
                documents.numbers.get(row["document_id"]),
            ]
        )
    return figures
