"""What is seen of an atlas at a glance: places with the signs of their events, and counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from shapely.geometry.base import BaseGeometry

from geo.looks import group_of
from geo.maps.columns import NO_DAY, Columns, said_of
from geo.maps.headings import care_of, held_of, period_of, title_of
from geo.maps.mentions import anchor_of, entries_of, firsts_of
from geo.maps.phrases import Phrases
from geo.maps.rows import NAME_CHARACTERS, Numbering, Tables, clip
from geo.maps.signs import styles_of
from geo.maps.spots import Spots, anchors_of, settlements_of
from geo.model import Geoprecision

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["Area", "Scene", "Sign", "Spot", "read_scene", "type_name"]


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
    tables = Tables(atlas)
    events, places = tables.events, tables.table("places")
    shapes, spots = Numbering(), Spots()
    settled = settlements_of(places, tables.place_of)
    anchors = anchors_of(events, settled, shapes=shapes, spots=spots)
    named = _add_mentions(places, spots, shapes, draw_areas=not events)
    signs = _signs(events)
    points = _points(spots, signs, _gathered(anchors["spot"]))
    areas = _areas(shapes, events, signs, _gathered(anchors["shape"]), named)
    undated = [events.days(name) == NO_DAY for name in ("date_start", "date_end")]
    return Scene(
        title=title_of(title, events, phrases),
        lede=(
            held_of(
                events=len(events),
                places=len(points) + len(areas),
                texts=len(atlas.documents),
                phrases=phrases,
            ),
            *filter(None, [care_of(tables.rows("provenance"), phrases)]),
        ),
        period=period_of(events, phrases),
        spots=tuple(spot for spot in points if spot.signs),
        areas=tuple(area for area in areas if area.signs),
        mentions=tuple(spot for spot in points if not spot.signs),
        mention_areas=tuple(area for area in areas if not area.signs),
        types=Counter(clip(one, NAME_CHARACTERS) for one in events.coded("event_type").listed()),
        unlocated=sum(set(at) == {None} for at in zip(*anchors.values(), strict=True)),
        undated=int(np.count_nonzero(undated[0] & undated[1])),
        texts=len(atlas.documents),
    )


def type_name(event_type: str, phrases: Phrases) -> str:
    """Return the name of an event type in the reader's language, or its code."""
    key = f"type.{event_type}"
    return phrases.say(key) if key in phrases.words else event_type


def _signs(events: Columns) -> list[Sign]:
    """Return the sign of each event; events that are drawn alike share one."""
    styles, groups = styles_of(events), events.coded("event_type").said(group_of)

    def sign(group: int, style: int, background: int, inferred: int) -> Sign:
        return Sign(
            group=groups.distinct[group],
            style=styles.distinct[style],
            faded=background > 0,
            inferred=inferred > 0,
        )

    flags = (events.counts(name) for name in ("background", "place_inferred"))
    return said_of(sign, groups.of, styles.of, *flags).listed()


def _gathered(numbers: Sequence[int | None]) -> dict[int, list[int]]:
    """Return the numbers of the events at each spot or area."""
    found: dict[int, list[int]] = defaultdict(list)
    for event, number in enumerate(numbers):
        if number is not None:
            found[number].append(event)
    return found


def _points(spots: Spots, signs: Sequence[Sign], events: Mapping[int, Sequence[int]]) -> list[Spot]:
    columns = spots.columns()
    rows = zip(*(columns[name] for name in ("latitude", "longitude", "name", "kind")), strict=True)
    return [
        Spot(
            latitude=latitude,
            longitude=longitude,
            name=name,
            kind=kind,
            signs=tuple(signs[event] for event in events.get(number, ())),
        )
        for number, (latitude, longitude, name, kind) in enumerate(rows)
    ]


def _areas(
    shapes: Numbering,
    events: Columns,
    signs: Sequence[Sign],
    at: Mapping[int, Sequence[int]],
    names: Mapping[int, str],
) -> list[Area]:
    called = events.coded("place_name").listed()
    countries = (events.counts("geoprecision") >= Geoprecision.COUNTRY).tolist()
    return [
        Area(
            geometry=geometry,
            name=clip(
                called[at[number][0]] if number in at else names.get(number), NAME_CHARACTERS
            ),
            signs=tuple(signs[event] for event in at.get(number, ())),
            outline=number in at and all(countries[event] for event in at[number]),
        )
        for geometry, number in shapes.numbers.items()
    ]


def _add_mentions(
    places: Columns, spots: Spots, shapes: Numbering, *, draw_areas: bool
) -> dict[int, str]:
    """Add the literal, resolved places, each entry once; returns the names of areas by number."""
    names: dict[int, str] = {}
    for row in firsts_of(places, entries_of(places)):
        _, shape = anchor_of(row, spots=spots, shapes=shapes, draw_areas=draw_areas)
        if shape is not None:
            names.setdefault(shape, row["name"])
    return names
