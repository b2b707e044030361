"""Where a country ends: "near the Turkish border", "off the coast of Somalia".

Both are areas: a strip along the line that is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import shapely
from shapely.geometry.base import BaseGeometry

from geo.gazetteer import Gazetteer
from geo.gazetteer.areas import AreaKind
from geo.geodesy import corridor, simplify
from geo.model import Area, Bounds, Entry, EventPlace, Geoprecision, Resolution, Sense

__all__ = ["find_border", "is_at_border"]

# Of a text before a toponym, and after it, as much as such a phrase can take.
_BEFORE, _AFTER = 90, 60

_BORDER_AFTER = re.compile(
    r"^(?:[-–—]\s?\w+)?(?:['’]s?)?\s+(?:land\s+)?(?:border|frontier)\b(?!\s+of)"
)
_BORDER_BEFORE = re.compile(
    r"\b(?:border|frontier)s?\s+(?:with|between|of)\s+(?:\w+\s+and\s+)?(?:the\s+)?$"
)
_SIDE = r"(?:(?:north|south)[\s-]?)?(?:north|south|east|west)"
_COAST_BEFORE = re.compile(
    rf"\boff\s+(?:the\s+)?(?:(?P<side>{_SIDE})(?:ern)?\s+)?(?:coasts?|coastline|shores?)\s+of\s+"
    r"(?:the\s+)?$",
    re.IGNORECASE,
)
_OFF = re.compile(r"\boff\s+(?:the\s+)?$", re.IGNORECASE)
_COAST_AFTER = re.compile(
    rf"^(?:['’]s?)?\s+(?:(?P<side>{_SIDE})(?:ern)?\s+)?(?:coasts?|coastline|shores?)\b(?!\s+guard)",
    re.IGNORECASE,
)

# What happens "at the border" is drawn as a strip this far to each side; editorial.
_STRIP_KM = 5.0
# "Off the coast" is drawn as far out as a state's contiguous zone, 24 nautical miles
# (United Nations Convention on the Law of the Sea, article 33).
_OFFSHORE_KM = 44.4
# A place farther from a border than this says nothing of which border is meant; editorial.
_FARTHEST_DEGREES = 5.0
# A resolution less likely than not says nothing of where the text is.
_CONFIDENT = 0.5

# Of a country's largest part; what is smaller has no coast that is called the country's.
_SMALLEST_SHARE = 0.02

_MOST_CORNERS = 400
"""Of a border or a coast; a strip of many kilometres shows no more."""


def is_at_border(resolution: Resolution, text: str) -> bool:
    """Return whether a country is named for its border or coast ("near the Turkish border")."""
    entry = resolution.entry
    if entry is None or not entry.feature_code.startswith("PCL"):
        return False
    before, after = _around(resolution, text)
    at_border = _BORDER_AFTER.match(after) or _BORDER_BEFORE.search(before)
    return bool(at_border or _coast(before, after))


def find_border(
    resolution: Resolution, others: Sequence[Resolution], geography: Gazetteer, text: str
) -> EventPlace | None:
    """Return the border or coast that a country is named for, as a strip along it.

    Parameters
    ----------
    resolution
        The country, as `is_at_border` finds it.
    others
        The document's toponyms: the nearest that lies in a neighbouring country says which of the
        country's borders is meant; failing that, the border nearest to a place of the text.
    geography
        Where the polygons of countries are.
    text
        The document's text.

    Returns
    -------
    The border; the whole land border where nothing tells which; `None` where the country has none.
    """
    entry = resolution.entry
    if entry is None or entry.country_code is None:
        return None
    if coast := _coast(*_around(resolution, text)):
        return _offshore(resolution, entry, (coast["side"] or "").lower(), geography)
    borders = _borders(geography, entry.country_code)
    if not borders:
        return None
    at = resolution.toponym.span.start
    ranked = sorted(others, key=lambda item: (abs(item.toponym.span.start - at), item.toponym.span))
    codes = [item.entry.country_code for item in ranked if item.entry is not None]
    for code in codes:
        if code is not None and code in borders:
            why = "the other country that the text names nearest"
            return _along(resolution, entry, geography.country(code), borders[code], why)
    if nearest := _nearest(ranked, borders):
        why = "the one nearest to the places that the text names"
        return _along(resolution, entry, geography.country(nearest), borders[nearest], why)
    return _along(resolution, entry, None, shapely.union_all([*borders.values()]), "")


def _around(resolution: Resolution, text: str) -> tuple[str, str]:
    span = resolution.toponym.span
    return text[max(0, span.start - _BEFORE) : span.start], text[span.end : span.end + _AFTER]


def _coast(before: str, after: str) -> re.Match[str] | None:
    """Return the words that name a coast that something happens off."""
    found = _COAST_BEFORE.search(before)
    return found or (_COAST_AFTER.match(after) if _OFF.search(before) else None)


def _nearest(ranked: Sequence[Resolution], borders: Mapping[str, BaseGeometry]) -> str | None:
    """Return the neighbour whose border is nearest to the first place that the text is sure of."""
    for item in ranked:
        entry = item.entry
        if (
            entry is None
            or item.toponym.sense is not Sense.LITERAL
            or item.score < _CONFIDENT
            or entry.geoprecision > Geoprecision.FIRST_DIVISION
        ):
            continue
        point = shapely.Point(entry.longitude, entry.latitude)
        away, code = min((shapely.distance(point, line), code) for code, line in borders.items())
        if away <= _FARTHEST_DEGREES:
            return code
    return None


def _neighbours(geography: Gazetteer, own: Area, kind: AreaKind) -> Iterator[Area]:
    """Yield the countries, or disputed territories, that touch a country."""
    shape = shapely.from_wkb(own.wkb)
    west, south, east, north = shape.bounds
    bounds = Bounds(west=west, south=south, east=east, north=north)
    for area in geography.areas(kind, bounds=bounds):
        if area.entry_id != own.entry_id and shape.intersects(shapely.from_wkb(area.wkb)):
            yield area


@lru_cache(maxsize=256)
def _borders(geography: Gazetteer, country_code: str) -> Mapping[str, BaseGeometry]:
    """Return the line that a country shares with each neighbour, in degrees, by its code."""
    own = geography.area(geography.country(country_code).entry_id)
    if own is None:
        return {}
    found: dict[str, BaseGeometry] = {}
    for area in _neighbours(geography, own, "country"):
        code = geography.entry(area.entry_id).country_code
        line = _shared(own, area)
        if code and code != country_code and line is not None:
            found[code] = line
    return dict(sorted(found.items()))


def _shared(own: Area, other: Area) -> BaseGeometry | None:
    shared = shapely.intersection(
        shapely.from_wkb(own.wkb).boundary, shapely.from_wkb(other.wkb).boundary
    )
    lines = [part for part in shapely.get_parts(shared) if part.length > 0]
    return shapely.line_merge(shapely.union_all(lines)) if lines else None


def _along(
    resolution: Resolution, entry: Entry, neighbour: Entry | None, line: BaseGeometry, why: str
) -> EventPlace:
    longest = max(shapely.get_parts(line), key=lambda part: part.length)
    middle = longest.interpolate(0.5, normalized=True)
    reason = f"named by the border of {entry.name}"
    if neighbour is None:
        name, reason = f"border of {entry.name}", f"{reason}; with which country is not told"
    else:
        name = f"border of {entry.name} and {neighbour.name}"
        reason = f"{reason}; the neighbour is {neighbour.name}, {why}"
    return EventPlace(
        resolution=resolution,
        name=name,
        latitude=middle.y,
        longitude=middle.x,
        geoprecision=Geoprecision.FUZZY_AREA,
        reason=reason,
        shape=shapely.to_wkb(
            corridor(simplify(line, most_corners=_MOST_CORNERS), width_km=_STRIP_KM)
        ),
        crosses_border=True,
    )


def _offshore(
    resolution: Resolution, entry: Entry, side: str, geography: Gazetteer
) -> EventPlace | None:
    """Return the sea along a country's coast, on the side told."""
    sea = _waters(geography, entry.entry_id, side)
    if sea is None:
        return None
    point = sea.representative_point()
    told = f"{side} coast" if side else "coast"
    return EventPlace(
        resolution=resolution,
        name=f"off the {told} of {entry.name}",
        latitude=point.y,
        longitude=point.x,
        geoprecision=Geoprecision.FUZZY_AREA,
        reason=f"named by the coast of {entry.name}; the sea within {_OFFSHORE_KM:.0f} km of it",
        shape=shapely.to_wkb(sea),
        crosses_border=True,
    )


@lru_cache(maxsize=256)
def _waters(geography: Gazetteer, entry_id: str, side: str) -> BaseGeometry | None:
    """Return the sea near a country's coast; `None` where it has none, or none on that side."""
    own = geography.area(entry_id)
    if own is None:
        return None
    near = [*_neighbours(geography, own, "country"), *_neighbours(geography, own, "disputed")]
    land = shapely.from_wkb(own.wkb)
    shared = [line for line in (_shared(own, area) for area in near) if line is not None]
    coast = _mainland(land).boundary.difference(shapely.union_all(shared))
    coast = coast.intersection(_half(land, side))
    lines = [part for part in shapely.get_parts(coast) if part.length > 0]
    if not lines:
        return None
    line = simplify(shapely.line_merge(shapely.union_all(lines)), most_corners=_MOST_CORNERS)
    lands = shapely.union_all([land, *(shapely.from_wkb(area.wkb) for area in near)])
    sea = corridor(line, width_km=_OFFSHORE_KM).difference(lands)
    return None if sea.is_empty else sea


def _mainland(land: BaseGeometry) -> BaseGeometry:
    """Return a country without small islands, which lie before its coast or overseas."""
    parts = shapely.get_parts(land)
    sizes = shapely.area(parts)
    return shapely.multipolygons(parts[sizes >= _SMALLEST_SHARE * sizes.max()])


def _half(land: BaseGeometry, side: str) -> BaseGeometry:
    """Return the side of a country's middle that a word names, as a box."""
    west, south, east, north = land.bounds
    middle = shapely.centroid(land)
    return shapely.box(
        middle.x if "east" in side else west,
        middle.y if "north" in side else south,
        middle.x if "west" in side else east,
        middle.y if "south" in side else north,
    )
