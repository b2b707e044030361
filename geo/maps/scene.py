"""What is seen of an atlas at a glance: places with the signs of their events, and counts."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shapely.geometry.base import BaseGeometry

from geo.maps.phrases import Phrases
from geo.maps.rows import HEADLINE_CHARACTERS, NAME_CHARACTERS, Row, clip, rows_of
from geo.maps.signs import group_of, kind_of, style_of
from geo.model import DatePrecision, Geoprecision, Sense

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["Area", "Scene", "Sign", "Spot", "read_scene", "type_name"]

# Ten metres: what shares a position to the fourth decimal is one place to a reader.
_POSITION_DECIMALS = 4

_EVENT_COLUMNS = [
    "event_id", "event_type", "status", "date_start", "date_end", "date_precision", "place_id",
    "place_name", "geoprecision", "place_inferred", "background", "score", "geometry",
]  # fmt: skip
_PLACE_COLUMNS = [
    "place_id", "sense", "entry_id", "name", "feature_class", "geoprecision", "geometry",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """How one event is drawn."""

    group: str
    style: str
    faded: bool
    inferred: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A point of the map, with the events there; a place that is only named has none.

    `kind` is `site`, `settlement`, `wide` or `mention`.
    """

    latitude: float
    longitude: float
    name: str
    kind: str
    signs: tuple[Sign, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An area as a whole, with the events that are told of it; `outline` for countries."""

    geometry: BaseGeometry
    name: str
    signs: tuple[Sign, ...] = ()
    outline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """All that is drawn and counted.

    `types` are the event types with their counts; `unlocated` and `undated` count the events
    without a geometry that can be drawn, and without a date.
    """

    title: str
    lede: tuple[str, ...]
    period: str
    spots: tuple[Spot, ...]
    areas: tuple[Area, ...]
    mentions: tuple[Spot, ...]
    mention_areas: tuple[Area, ...]
    types: Mapping[str, int]
    unlocated: int
    undated: int
    texts: int

    @property
    def event_points(self) -> list[tuple[float, float]]:
        """Latitude and longitude of the places of events."""
        return [(spot.latitude, spot.longitude) for spot in self.spots]

    @property
    def mention_points(self) -> list[tuple[float, float]]:
        """Latitude and longitude of the places that are only named."""
        return [(spot.latitude, spot.longitude) for spot in self.mentions]

    @property
    def geometries(self) -> list[BaseGeometry]:
        """What is drawn as an area."""
        return [area.geometry for area in (*self.areas, *self.mention_areas)]

    def signs(self) -> Iterator[tuple[str, Sign]]:
        """Yield the sign of each event that is drawn, with the kind of its place."""
        for spot in self.spots:
            yield from ((spot.kind, sign) for sign in spot.signs)
        for area in self.areas:
            yield from (("area", sign) for sign in area.signs)


def read_scene(atlas: Atlas, phrases: Phrases, *, title: str | None = None) -> Scene:
    """Turn an atlas into what a still picture, or a notebook, shows.

    Parameters
    ----------
    atlas
        The tables.
    phrases
        What the picture says, in the reader's language.
    title
        Headline; by default one is made from what the atlas holds.
    """
    places = rows_of(atlas.places[_PLACE_COLUMNS])
    events = _in_order(rows_of(atlas.events[_EVENT_COLUMNS]))
    classes = {row["place_id"]: row["feature_class"] for row in places}
    spots, areas = _Spots(), _Areas()
    kinds = [kind_of(row, classes.get(row["place_id"])) for row in events]
    for row, kind in zip(events, kinds, strict=True):
        if kind == "area":
            areas.add(row["geometry"], row["place_name"], row)
        elif kind is not None:
            spots.add(row["geometry"], row["place_name"], kind, row)
    _add_mentions(places, spots, areas, draw_areas=not events)
    shown, named = spots.made()
    drawn_areas, named_areas = areas.made()
    held = {
        "n.events": len(events),
        "n.places": len(shown) + len(named) + len(drawn_areas) + len(named_areas),
        "n.texts": len(atlas.documents),
    }
    heading = "title.events" if events else "title.places"
    return Scene(
        title=clip(title, HEADLINE_CHARACTERS) if title else phrases.say(heading),
        lede=(
            " \u00b7 ".join(phrases.count(key, number) for key, number in held.items()),
            *_care(atlas),
        ),
        period=_period(events, phrases),
        spots=shown,
        areas=drawn_areas,
        mentions=named,
        mention_areas=named_areas,
        types=Counter(clip(row["event_type"], NAME_CHARACTERS) for row in events),
        unlocated=kinds.count(None),
        undated=sum(row["date_start"] is None and row["date_end"] is None for row in events),
        texts=len(atlas.documents),
    )


def type_name(event_type: str, phrases: Phrases) -> str:
    """Return the name of an event type in the reader's language, or its code."""
    key = f"type.{event_type}"
    return phrases.say(key) if key in phrases.words else event_type


def _in_order(events: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return events by first day, undated last."""
    return sorted(
        events,
        key=lambda row: (
            row["date_start"] is None,
            str(row["date_start"] or ""),
            row["event_id"],
        ),
    )


def _care(atlas: Atlas) -> list[str]:
    """Return what the provenance says was left out for the care of persons."""
    rows = rows_of(atlas.provenance)
    return [clip(row["detail"], HEADLINE_CHARACTERS) for row in rows if row["component"] == "care"]


def _period(events: Sequence[Row], phrases: Phrases) -> str:
    """Say which days the news of the map is of, as far as known to the week."""
    days: list[dt.date] = [
        day
        for row in events
        if not row["background"] and (row["date_precision"] or 1) <= DatePrecision.WEEK
        for name in ("date_start", "date_end")
        if (day := _day(row[name])) is not None
    ]
    return phrases.interval(min(days), max(days), None) if days else ""


def _day(value: dt.date | None) -> dt.date | None:
    return value.date() if isinstance(value, dt.datetime) else value


def _sign(row: Row) -> Sign:
    return Sign(
        group=group_of(row["event_type"]),
        style=style_of(row),
        faded=bool(row["background"]),
        inferred=bool(row["place_inferred"]),
    )


class _Spots:
    """The points of the map: each location once, however many events or mentions share it."""

    def __init__(self) -> None:
        self._names: dict[tuple[float, float], Counter[str]] = defaultdict(Counter)
        self._kinds: dict[tuple[float, float], str] = {}
        self._signs: dict[tuple[float, float], list[Sign]] = defaultdict(list)

    def add(self, point: BaseGeometry, name: str | None, kind: str, row: Row | None) -> None:
        key = (round(point.y, _POSITION_DECIMALS), round(point.x, _POSITION_DECIMALS))
        self._names[key][name or ""] += 1
        self._kinds.setdefault(key, kind)
        if row is not None:
            self._signs[key].append(_sign(row))

    def made(self) -> tuple[tuple[Spot, ...], tuple[Spot, ...]]:
        """Return the points with events, and those that are only named."""
        spots = [
            Spot(
                latitude=key[0],
                longitude=key[1],
                name=clip(
                    min(names.items(), key=lambda one: (-one[1], one[0]))[0], NAME_CHARACTERS
                ),
                kind=self._kinds[key],
                signs=tuple(self._signs.get(key, ())),
            )
            for key, names in self._names.items()
        ]
        return (
            tuple(spot for spot in spots if spot.signs),
            tuple(spot for spot in spots if not spot.signs),
        )


class _Areas:
    """The areas of the map: each once, by its geometry."""

    def __init__(self) -> None:
        self._names: dict[BaseGeometry, str] = {}
        self._rows: dict[BaseGeometry, list[Row]] = defaultdict(list)

    def add(self, geometry: BaseGeometry, name: str | None, row: Row | None) -> None:
        self._names.setdefault(geometry, clip(name, NAME_CHARACTERS))
        if row is not None:
            self._rows[geometry].append(row)

    def made(self) -> tuple[tuple[Area, ...], tuple[Area, ...]]:
        """Return the areas with events, and those that are only named."""
        areas = [
            Area(
                geometry=geometry,
                name=name,
                signs=tuple(map(_sign, rows)),
                outline=bool(rows) and all(map(_is_country, rows)),
            )
            for geometry, name in self._names.items()
            for rows in [self._rows.get(geometry, [])]
        ]
        return (
            tuple(area for area in areas if area.signs),
            tuple(area for area in areas if not area.signs),
        )


def _is_country(row: Row) -> bool:
    return (row["geoprecision"] or Geoprecision.EXACT) >= Geoprecision.COUNTRY


def _add_mentions(places: Sequence[Row], spots: _Spots, areas: _Areas, *, draw_areas: bool) -> None:
    """Add the literal, resolved places, each entry once."""
    entries: dict[str, Row] = {}
    for row in places:
        if row["sense"] == Sense.LITERAL and row["entry_id"] is not None:
            entries.setdefault(row["entry_id"], row)
    for _, row in sorted(entries.items(), key=lambda item: (str(item[1]["name"]), item[0])):
        geometry = row["geometry"]
        if geometry is None or geometry.is_empty:
            continue
        if geometry.geom_type != "Point":
            if draw_areas:
                areas.add(geometry, row["name"], None)
        elif not _is_country(row):
            spots.add(geometry, row["name"], "mention", None)
