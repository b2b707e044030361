"""Places told by others: "12 km north of Idlib", "between Homs and Hama", "outskirts of Goma".

What is found moves the event's geometry, never the toponym's span or point.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import shapely

from geo.events.numbers import UNITS
from geo.gazetteer import Gazetteer
from geo.geodesy import bearing, circle, corridor, destination, distance_km
from geo.model import Entry, EventPlace, Geoprecision, Resolution

__all__ = ["find_site", "is_landmark", "is_way_end", "place_relative"]

# Of a text before a toponym, and after it, as much as a phrase of place can take.
_BEFORE, _AFTER = 90, 60

_THE = (
    r"(?:the\s+)?(?:(?:besieged\s+city|besieged|capital|city|port|town|village)\s+of\s+|"
    r"(?:[a-z]+\s+)?capital(?:\s+city)?,?\s+)?$"
)
_SIDE = (
    r"(?:(?:north|east)[\s-])?north[\s-]?east|(?:(?:north|west)[\s-])?north[\s-]?west|"
    r"(?:(?:south|east)[\s-])?south[\s-]?east|(?:(?:south|west)[\s-])?south[\s-]?west|"
    r"north|south|east|west"
)
_UNIT = r"km|kms|kilomet(?:re|er)s?|nautical\s+miles?|miles?"
_AMOUNT = (
    rf"(?P<number>\d+(?:[.,]\d+)?|[a-z]+(?:-[a-z]+)?(?=[\s-]))[\s-]*(?P<unit>{_UNIT})"
    rf"(?:\s+\([^()]{{1,20}}\))?"
)


_JOURNEY = (
    r"(?P<number>\d+(?:[.,]\d+)?|half\s+an|[a-z]+)[\s-]*(?P<unit>hours?|minutes?)['’]?s?['’]?"
    r"\s+(?P<by>drive|walk|march)"
)

# "1,200 km" is no kilometre and a bit.
_THOUSANDS = re.compile(r",(?=\d{3}$)")


def _before(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<words>\b{pattern})\s+{_THE}", re.IGNORECASE)


_OFFSET = _before(
    rf"{_AMOUNT}\s+(?:(?:away\s+)?to\s+the\s+)?(?P<side>{_SIDE})(?:ern\s+side)?\s+(?:of|from)"
)
_DISTANCE = _before(rf"{_AMOUNT}\s+(?:away\s+|outside\s+|inland\s+)?(?:of|from|outside)")
_JOURNEY_TO = _before(
    rf"{_JOURNEY}\s+(?:away\s+)?(?:to\s+the\s+)?(?:(?P<side>{_SIDE})\s+(?:of|from)|from|outside)"
)
_PART = _before(
    rf"(?:(?P<side>{_SIDE})(?:ern)?\s+)?"
    r"(?:approach|approaches|edges?|entrances?|fringes?|gates?|outskirts|suburbs?)\s+(?:of|to)"
)
_PART_AFTER = re.compile(
    rf"(?P<words>['’]s?\s+(?:(?P<side>{_SIDE})(?:ern)?\s+)?"
    r"(?:approaches|edge|entrance|fringes|outskirts|suburbs))\b",
    re.IGNORECASE,
)
_COUNTRYSIDE = _before(rf"(?:(?:{_SIDE})(?:ern)?\s+)?(?:countryside|hinterland)\s+(?:of|around)")
_COUNTRYSIDE_AFTER = re.compile(
    rf"(?P<words>(?:['’]s?)?\s+(?:(?:{_SIDE})(?:ern)?\s+)?(?:countryside|hinterland))\b",
    re.IGNORECASE,
)
_NEAR = _before(
    rf"(?:near|outside|close\s+to|around|next\s+to|not\s+far\s+from|in\s+the\s+vicinity\s+of|"
    rf"(?:just\s+)?(?:to\s+the\s+)?(?:{_SIDE})\s+(?:side\s+)?of|off(?:\s+the\s+coast\s+of)?|"
    rf"opposite|(?:{_SIDE})ern\s+side\s+of)"
)
_WAY = r"(?:highway|motorway|railway|road|route|track)s?"
_BETWEEN = re.compile(rf"\b(?:between|{_WAY}\s+from)\s+(?:the\s+)?$", re.IGNORECASE)
_AND = re.compile(r"^\s+(?:and|to)\s+(?:the\s+)?$", re.IGNORECASE)
_WAY_TO = _before(
    rf"{_WAY}\s+(?:(?:leading|linking\s+it|running)\s+)?"
    r"(?:(?P<start>from\s+(?:[^\W\d_][\w'’-]*\s+){1,4}))?(?:to|towards?)"
)
_UNITS_KM = {"km": 1.0, "ki": 1.0, "na": 1.852, "mi": 1.609344}
# How far an hour takes one; editorial: on the roads of war nobody drives fast for long.
_DRIVEN_KM_PER_HOUR, _WALKED_KM_PER_HOUR = 60.0, 5.0
# A journey's time tells its length to about a half.
_JOURNEY_SHARE = 0.5

_BEARINGS = {
    "n": 0.0, "nne": 22.5, "ne": 45.0, "ene": 67.5, "e": 90.0, "ese": 112.5, "se": 135.0,
    "sse": 157.5, "s": 180.0, "ssw": 202.5, "sw": 225.0, "wsw": 247.5, "w": 270.0, "wnw": 292.5,
    "nw": 315.0, "nnw": 337.5,
}  # fmt: skip

# A town's airport, camp or dam lies this near; a site of the same name farther off is another's.
_SITE_KM = 60.0

# Half of the way around the Earth.
_FARTHEST_KM = 20_000.0

# UCDP calls "near" what lies within about 25 km of the place named (codebook, `where_prec` 2).
_NEAR_KM = 25.0
# A "countryside" is what is governed from a town; a district's usual reach, editorial.
_COUNTRYSIDE_KM = 30.0
# People on a square kilometre of a built-up area, for the radius of a town; editorial.
_DENSITY = 6_000.0
_SMALLEST_RADIUS_KM, _LARGEST_RADIUS_KM = 1.0, 20.0
# What happens "on the road" is drawn as a strip this far to each side.
_STRIP_KM = 5.0


def place_relative(place: EventPlace, text: str, others: Sequence[Resolution]) -> EventPlace:
    """Return the place that the words around its toponym make of it.

    Parameters
    ----------
    place
        The place as its toponym gives it.
    text
        The document's text.
    others
        The document's literal toponyms, of which "between A and B" needs the second.

    Returns
    -------
    The place moved by distance and direction; as an area where the words leave a wide choice; or
    as it was. `geoprecision` is never better than before.

    References
    ----------
    UCDP Georeferenced Event Dataset Codebook, variable `where_prec`: 2 for near a known place,
    5 for lines and fuzzy areas.
    """
    span = place.resolution.toponym.span
    before = text[max(0, span.start - _BEFORE) : span.start]
    after = text[span.end : span.end + _AFTER]
    if _BETWEEN.search(before) and (second := _second(place.resolution, text, others)):
        return _between(place, second)
    if way := _WAY_TO.search(before):
        start = _start_of_way(way, place.resolution, others)
        return _between(_from(place, start), place.resolution) if start else _on_the_way(place)
    if place.geoprecision is not Geoprecision.EXACT:
        return place
    for leading, trailing, make in _RULES:
        match = leading.search(before) or (trailing.match(after) if trailing else None)
        if match and (made := make(place, match)):
            return made
    return place


def find_site(place: EventPlace, text: str, geography: Gazetteer) -> EventPlace:
    """Return the site that a town's name goes on to name ("Goma airport", "Zamzam camp").

    Parameters
    ----------
    place
        The place as its toponym and the words around it give it.
    text
        The document's text.
    geography
        The gazetteer, which has the site or leaves the place as it was.
    """
    toponym, entry = place.resolution.toponym, place.resolution.entry
    if entry is None or place.geoprecision > Geoprecision.FIRST_DIVISION:
        return place
    after = text[toponym.span.end : toponym.span.end + _AFTER]
    for candidate in geography.sites(toponym.surface, after):
        if _is_site_at(candidate.entry, entry):
            return _at_site(place, candidate.entry)
    return place


def _is_site_at(site: Entry, town: Entry) -> bool:
    away_km = distance_km(
        latitude_a=site.latitude,
        longitude_a=site.longitude,
        latitude_b=town.latitude,
        longitude_b=town.longitude,
    )
    return float(away_km) <= _SITE_KM


def _at_site(place: EventPlace, site: Entry) -> EventPlace:
    is_near = place.geoprecision is Geoprecision.NEAR
    return replace(
        place,
        name=site.name,
        latitude=site.latitude,
        longitude=site.longitude,
        geoprecision=Geoprecision.NEAR if is_near else Geoprecision.EXACT,
        reason=f"{place.reason}; its words go on to name {site.name}",
    )


def is_landmark(resolution: Resolution, text: str) -> bool:
    """Return whether a place only says how far off another is ("60 km west of Kabul")."""
    start = resolution.toponym.span.start
    before = text[max(0, start - _BEFORE) : start]
    return any(rule.search(before) for rule in (_OFFSET, _DISTANCE, _JOURNEY_TO))


def is_way_end(resolution: Resolution, text: str) -> bool:
    """Return whether a place is named only as where a road leads ("on the road to Goma")."""
    start = resolution.toponym.span.start
    return bool(_WAY_TO.search(text[max(0, start - _BEFORE) : start]))


def _distance_km(match: re.Match[str]) -> float | None:
    number = _number(match["number"])
    distance = None if number is None else number * _UNITS_KM[match["unit"].lower()[:2]]
    return None if distance is None or distance > _FARTHEST_KM else distance


def _number(words: str) -> float | None:
    words = _THOUSANDS.sub("", words).replace(",", ".").lower()
    return float(words) if words[0].isdigit() else ({"a": 1, "an": 1} | UNITS).get(words)


def _bearing(side: str) -> float:
    return _BEARINGS["".join(word[0] for word in re.findall("north|south|east|west", side.lower()))]


def _named(match: re.Match[str], place: EventPlace) -> str:
    """Return a name in the text's own words: what stands before the toponym, or after it."""
    words = " ".join(match["words"].split())
    return f"{place.name}{words}" if words[0] in "'’" else f"{words} {place.name}"


def _shift(place: EventPlace, *, distance_km: float, bearing: float) -> EventPlace:
    latitude, longitude = destination(
        latitude=place.latitude, longitude=place.longitude, distance_km=distance_km, bearing=bearing
    )
    return replace(place, latitude=latitude, longitude=longitude, geoprecision=Geoprecision.NEAR)


def _moved(place: EventPlace, match: re.Match[str]) -> EventPlace | None:
    distance = _distance_km(match)
    if distance is None:
        return None
    words = " ".join(match["words"].split())
    return replace(
        _shift(place, distance_km=distance, bearing=_bearing(match["side"])),
        name=_named(match, place),
        reason=f"{place.reason}; the point is moved {words} the place named",
    )


def _around(place: EventPlace, match: re.Match[str]) -> EventPlace | None:
    """Return what lies at a distance in a direction that is not told."""
    distance = _distance_km(match)
    if distance is None:
        return None
    name, reason = _named(match, place), "the direction from the place named is not told"
    if distance > _NEAR_KM:
        return _spread(place, name, distance, reason)
    reason = f"{place.reason}; {reason}"
    return replace(place, name=name, geoprecision=Geoprecision.NEAR, reason=reason)


def _journey_away(place: EventPlace, match: re.Match[str]) -> EventPlace | None:
    """Return the area where a journey of so many hours may lead."""
    number = _number(re.sub(r"half\s+an", "0.5", match["number"], flags=re.IGNORECASE))
    if number is None:
        return None
    hours = number / 60 if match["unit"].lower().startswith("m") else number
    is_driven = match["by"].lower() == "drive"
    pace = _DRIVEN_KM_PER_HOUR if is_driven else _WALKED_KM_PER_HOUR
    away_km = hours * pace
    if away_km > _FARTHEST_KM:
        return None
    name = _named(match, place)
    reason = f"a journey of {hours:g} h is taken for {away_km:.0f} km, at {pace:.0f} km/h"
    if not match["side"]:
        return _spread(place, name, away_km, reason)
    there = _shift(place, distance_km=away_km, bearing=_bearing(match["side"]))
    return _spread(there, name, away_km * _JOURNEY_SHARE, reason)


def _at_the_edge(place: EventPlace, match: re.Match[str]) -> EventPlace:
    """Return the outskirts of a town: on the side told, as far out as its people need room."""
    entry = place.resolution.entry
    people = entry.population if entry is not None else 0
    radius = math.sqrt(people / _DENSITY / math.pi)
    radius = min(max(radius, _SMALLEST_RADIUS_KM), _LARGEST_RADIUS_KM)
    name = _named(match, place)
    if not match["side"]:
        reason = f"{place.reason}; at the edge of the place named"
        return replace(place, name=name, geoprecision=Geoprecision.NEAR, reason=reason)
    side = match["side"].lower()
    return replace(
        _shift(place, distance_km=radius, bearing=_bearing(side)),
        name=name,
        reason=f"{place.reason}; the point is moved {radius:.0f} km {side}, about the radius of "
        "a town of its population",
    )


def _spread(place: EventPlace, name: str, radius_km: float, reason: str) -> EventPlace:
    shape = circle(latitude=place.latitude, longitude=place.longitude, radius_km=radius_km)
    return replace(
        place,
        name=name,
        geoprecision=Geoprecision.FUZZY_AREA,
        reason=f"{place.reason}; {reason}",
        shape=shapely.to_wkb(shape),
    )


def _countryside(place: EventPlace, match: re.Match[str]) -> EventPlace:
    reason = "the country around the place named is meant"
    return _spread(place, _named(match, place), _COUNTRYSIDE_KM, reason)


def _near(place: EventPlace, match: re.Match[str]) -> EventPlace:
    reason = f"{place.reason}; near the place named"
    name = _named(match, place)
    return replace(place, name=name, geoprecision=Geoprecision.NEAR, reason=reason)


# The words before a toponym, those after it, and what they make of its place; the first that fits.
_RULES: tuple[
    tuple[
        re.Pattern[str],
        re.Pattern[str] | None,
        Callable[[EventPlace, re.Match[str]], EventPlace | None],
    ],
    ...,
] = (
    (_JOURNEY_TO, None, _journey_away),
    (_OFFSET, None, _moved),
    (_DISTANCE, None, _around),
    (_PART, _PART_AFTER, _at_the_edge),
    (_COUNTRYSIDE, _COUNTRYSIDE_AFTER, _countryside),
    (_NEAR, None, _near),
)


def _second(first: Resolution, text: str, others: Sequence[Resolution]) -> Resolution | None:
    for other in others:
        gap = text[first.toponym.span.end : other.toponym.span.start]
        if other.toponym.span.start > first.toponym.span.end and _AND.match(gap):
            return other
    return None


def _start_of_way(
    way: re.Match[str], end: Resolution, others: Sequence[Resolution]
) -> Resolution | None:
    """Return the other end of "the road from Gao to Menaka"."""
    if way["start"] is None:
        return None
    reach = end.toponym.span.start - len(way.group()) - 1
    inside = (o for o in others if reach < o.toponym.span.start < end.toponym.span.start)
    return next(inside, None)


def _from(place: EventPlace, start: Resolution) -> EventPlace:
    return replace(place, resolution=start)


def _on_the_way(place: EventPlace) -> EventPlace:
    """Return a place for what happened on a road, of which only the far end is told."""
    return replace(
        place,
        name=f"road to {place.name}",
        geoprecision=max(place.geoprecision, Geoprecision.FUZZY_AREA),
        reason=f"{place.reason}; only where the road leads is told",
    )


def _settlement(resolution: Resolution) -> Entry | None:
    """Return the settlement that a name means, or its likeliest one of that country.

    A way leads from town to town: of "between Homs and Hama" both are, though Hama is a province
    as well.
    """
    entry = resolution.entry
    if entry is None or entry.geoprecision is Geoprecision.EXACT:
        return entry
    if entry.geoprecision >= Geoprecision.FUZZY_AREA:
        return None
    towns = (candidate.entry for candidate in resolution.candidates)
    return next(
        (t for t in towns if t.feature_class == "P" and t.country_code == entry.country_code), None
    )


def _between(place: EventPlace, other: Resolution) -> EventPlace:
    """Return the middle of the way; a strip along it where the two are far apart.

    Between two countries or regions lies their border, or much else: their place stays.
    """
    first, second = _settlement(place.resolution), _settlement(other)
    if first is None or second is None:
        return place
    way = {
        "latitude_a": first.latitude,
        "longitude_a": first.longitude,
        "latitude_b": second.latitude,
        "longitude_b": second.longitude,
    }
    half_km = float(distance_km(**way)) / 2
    latitude, longitude = destination(
        latitude=first.latitude,
        longitude=first.longitude,
        distance_km=half_km,
        bearing=bearing(**way),
    )
    line = shapely.LineString(
        [(first.longitude, first.latitude), (second.longitude, second.latitude)]
    )
    is_near = half_km <= _NEAR_KM
    return replace(
        place,
        name=f"between {first.name} and {second.name}",
        latitude=latitude,
        longitude=longitude,
        geoprecision=Geoprecision.NEAR if is_near else Geoprecision.FUZZY_AREA,
        reason=f"{place.reason}; the point is midway to {second.name}",
        shape=None if is_near else shapely.to_wkb(corridor(line, width_km=_STRIP_KM)),
    )
