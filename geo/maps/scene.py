"""What is seen of an atlas at a glance: places with the signs of their events, and counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shapely.geometry.base import BaseGeometry

from geo.maps.headings import care_of, held_of, in_order, period_of, title_of
from geo.maps.mentions import anchor_of, entries_of
from geo.maps.phrases import Phrases
from geo.maps.rows import HEADLINE_CHARACTERS, NAME_CHARACTERS, Numbering, Row, clip, rows_of
from geo.maps.signs import group_of, style_of
from geo.maps.spots import Spots, anchors_of
from geo.model import Geoprecision

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["Area", "Scene", "Sign", "Spot", "read_scene", "type_name"]

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
    events = in_order(rows_of(atlas.events[_EVENT_COLUMNS]))
    shapes, spots = Numbering(), Spots()
    by_id = {row["place_id"]: row for row in places}
    anchors = anchors_of(events, places=by_id, shapes=shapes, spots=spots)
    named = _add_mentions(places, spots, shapes, draw_areas=not events)
    points = _points(spots, _gathered(events, anchors["spot"]))
    areas = _areas(shapes, _gathered(events, anchors["shape"]), named)
    return Scene(
        title=title_of(title, events, phrases),
        lede=(
            held_of(
                events=len(events),
                places=len(points) + len(areas),
                texts=len(atlas.documents),
                phrases=phrases,
            ),
            *care_of(rows_of(atlas.provenance), limit=HEADLINE_CHARACTERS),
        ),
        period=period_of(events, phrases),
        spots=tuple(spot for spot in points if spot.signs),
        areas=tuple(area for area in areas if area.signs),
        mentions=tuple(spot for spot in points if not spot.signs),
        mention_areas=tuple(area for area in areas if not area.signs),
        types=Counter(clip(row["event_type"], NAME_CHARACTERS) for row in events),
        unlocated=sum(set(at) == {None} for at in zip(*anchors.values(), strict=True)),
        undated=sum(row["date_start"] is None and row["date_end"] is None for row in events),
        texts=len(atlas.documents),
    )


def type_name(event_type: str, phrases: Phrases) -> str:
    """Return the name of an event type in the reader's language, or its code."""
    key = f"type.{event_type}"
    return phrases.say(key) if key in phrases.words else event_type


def _sign(row: Row) -> Sign:
    return Sign(
        group=group_of(row["event_type"]),
        style=style_of(row),
        faded=bool(row["background"]),
        inferred=bool(row["place_inferred"]),
    )


def _gathered(events: Sequence[Row], numbers: Sequence[int | None]) -> dict[int, list[Row]]:
    """Return the events of each number."""
    found: dict[int, list[Row]] = defaultdict(list)
    for row, number in zip(events, numbers, strict=True):
        if number is not None:
            found[number].append(row)
    return found


def _points(spots: Spots, events: Mapping[int, Sequence[Row]]) -> list[Spot]:
    columns = spots.columns()
    rows = zip(*(columns[name] for name in ("latitude", "longitude", "name", "kind")), strict=True)
    return [
        Spot(
            latitude=latitude,
            longitude=longitude,
            name=name,
            kind=kind,
            signs=tuple(map(_sign, events.get(number, ()))),
        )
        for number, (latitude, longitude, name, kind) in enumerate(rows)
    ]


def _areas(
    shapes: Numbering, events: Mapping[int, Sequence[Row]], names: Mapping[int, str]
) -> list[Area]:
    return [
        Area(
            geometry=geometry,
            name=clip(
                events[number][0]["place_name"] if number in events else names.get(number),
                NAME_CHARACTERS,
            ),
            signs=tuple(map(_sign, events.get(number, ()))),
            outline=number in events and all(map(_is_country, events[number])),
        )
        for geometry, number in shapes.numbers.items()
    ]


def _is_country(row: Row) -> bool:
    return (row["geoprecision"] or Geoprecision.EXACT) >= Geoprecision.COUNTRY


def _add_mentions(
    places: Iterable[Row], spots: Spots, shapes: Numbering, *, draw_areas: bool
) -> dict[int, str]:
    """Add the literal, resolved places, each entry once; returns the names of areas by number."""
    names: dict[int, str] = {}
    for rows in entries_of(places):
        _, shape = anchor_of(rows[0], spots=spots, shapes=shapes, draw_areas=draw_areas)
        if shape is not None:
            names.setdefault(shape, rows[0]["name"])
    return names
