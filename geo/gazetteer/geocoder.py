"""A geopy geocoder that needs no network."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import shapely
from geopy.exc import GeocoderQueryError
from geopy.geocoders.base import DEFAULT_SENTINEL
from geopy.geocoders.base import Geocoder as Base
from geopy.location import Location
from geopy.point import Point

from geo.gazetteer.fallback import Fallback
from geo.gazetteer.lookup import Gazetteer
from geo.geodesy import contains
from geo.lexicon import read_rows
from geo.model import Bounds, Candidate, Entry

__all__ = ["Geocoder", "parse_country_codes"]

_LIMIT = 10

# Of Latin, Arabic and Chinese or Japanese writing.
_COMMA = re.compile("[,\N{ARABIC COMMA}\N{FULLWIDTH COMMA}\N{IDEOGRAPHIC COMMA}]")

# Nominatim's structured queries, from the smallest to what contains it.
_PARTS = ("street", "amenity", "city", "county", "state", "country")


class Geocoder(Base):  # type: ignore[misc] # geopy is not typed
    """Look places up in a gazetteer by geopy's interface.

    It stands wherever a geocoder of geopy does: in `RateLimiter`, `functools.partial`, `apply` of
    pandas. `Location.raw` is the `Entry`. Commas part a name from the names of what contains it:
    "Tripoli, Libya". Nothing waits and nothing is sent, unless a fallback is named.

    Parameters
    ----------
    gazetteer
        The shipped one by default.
    fallback
        A geocoder of geopy, or the name of one ("nominatim"), to be asked what the gazetteer
        does not have; none by default. The raw answer of a location that comes from it is the
        service's own, not an `Entry`.
    fallback_options
        What a fallback given by name is made with: `{"user_agent": "my-project"}`.
    cache
        Folder where answers of the fallback are kept; none by default.
    min_delay_s
        Seconds between two queries to the fallback.
    timeout, user_agent
        Taken for geopy's sake; a fallback has its own.

    Raises
    ------
    geopy.exc.GeocoderNotFound
        If geopy has no geocoder of the fallback's name.
    geopy.exc.ConfigurationError
        If the options do not suit it.

    Examples
    --------
    >>> Geocoder().geocode("Tripoli, Lebanon").raw.entry_id
    'geonames:266826'
    >>> Geocoder().geocode("Tripoli", country_codes="ly").address
    'Tripoli, Tripoli District, Libya, Africa'
    """

    def __init__(
        self,
        gazetteer: Gazetteer | None = None,
        *,
        fallback: Base | str | None = None,
        fallback_options: Mapping[str, Any] | None = None,
        cache: Path | None = None,
        min_delay_s: float = 1.0,
        timeout: Any = DEFAULT_SENTINEL,
        user_agent: str | None = None,
    ) -> None:
        super().__init__(timeout=timeout, user_agent=user_agent)
        self._gazetteer = gazetteer or Gazetteer.open()
        self._fallback = (
            None
            if fallback is None
            else Fallback(fallback, options=fallback_options, cache=cache, min_delay_s=min_delay_s)
        )

    def geocode(
        self,
        query: str | Mapping[str, str],
        *,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,
        limit: int | None = None,
        country_codes: str | Iterable[str] | None = None,
        viewbox: Sequence[Any] | None = None,
        bounded: bool = False,
        language: str | None = None,
    ) -> Location | list[Location] | None:
        """Return the place that a name means most likely, or all that bear it.

        Parameters
        ----------
        query
            A name, or a name and what contains it, parted by commas; or a mapping with `city`,
            `county`, `state`, `country`. Names that are in the gazetteer come first, then other
            transliterations, then the fallback, then names that are misspelt.
        exactly_one
            Whether to return the best place alone.
        timeout
            Seconds that the fallback may take; the gazetteer does not wait.
        limit
            How many to return at most where not exactly one is wanted; ten by default.
        country_codes
            Only places of these countries: ISO 3166-1 codes of two or three letters.
        viewbox
            Two opposite corners in any order; places between them come first.
        bounded
            Whether only places in the `viewbox` are wanted.
        language
            Taken for geopy's sake, and passed to the fallback: the artefact does not say in which
            language a name is, so the entry's own name is always given.

        Returns
        -------
        A location, a list of them, or `None` where nothing bears the name.

        Raises
        ------
        geopy.exc.GeocoderQueryError
            If the query, a code, a corner or the limit is none.
        geopy.exc.GeopyError
            Whatever the fallback raises.
        """
        text = _text(query)
        most = 1 if exactly_one else _check_limit(limit)
        wanted = self._filter(country_codes, viewbox if bounded else None)
        first = None if viewbox is None else _bounds(viewbox)
        wishes = {
            "timeout": None if timeout is DEFAULT_SENTINEL else timeout,
            "limit": None if exactly_one else most,
            "country_codes": country_codes,
            "viewbox": viewbox,
            "bounded": bounded or None,
            "language": language,
        }
        found = self._look_up(text, wanted, first, fuzzy=False)
        if not found and self._fallback is not None:
            locations = self._fallback.geocode(text, **wishes)
        else:
            locations = []
        if not locations:
            found = found or self._look_up(text, wanted, first, fuzzy=True)
            locations = [self._locate(entry) for entry in found[:most]]
        if not locations:
            return None
        return locations[0] if exactly_one else locations[:most]

    def reverse(
        self,
        query: Point | tuple[float, float] | str,
        *,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,
        limit: int | None = None,
        language: str | None = None,
    ) -> Location | list[Location] | None:
        """Return the settlement nearest to a point, or the nearest few, nearest first.

        There always is one, so a fallback is never asked.

        Parameters
        ----------
        query
            Latitude and longitude, in any form that geopy takes.
        exactly_one
            Whether to return the nearest alone.
        limit
            How many to return at most where not exactly one is wanted; ten by default.
        timeout, language
            Taken for geopy's sake.

        Raises
        ------
        geopy.exc.GeocoderQueryError
            If the query is no point, or the limit is none.
        """
        del timeout, language
        point = _point(query)
        near = self._gazetteer.nearest(
            latitude=point.latitude,
            longitude=point.longitude,
            limit=1 if exactly_one else _check_limit(limit),
        )
        locations = [self._locate(entry) for entry, _ in near]
        if not locations:
            return None
        return locations[0] if exactly_one else locations

    def _look_up(
        self,
        text: str,
        wanted: Callable[[Entry], bool],
        first: Bounds | None,
        *,
        fuzzy: bool,
    ) -> list[Entry]:
        name, *containers = (part.strip() for part in _COMMA.split(text))
        entries = _entries(self._gazetteer.candidates(name, fuzzy=fuzzy))
        for container in filter(None, containers):
            entries = self._within(entries, _entries(self._gazetteer.candidates(container)))
        found = [entry for entry in entries if wanted(entry)]
        if first is not None:  # sorting keeps the order of what is equal
            found.sort(key=lambda entry: not contains(first, **_coordinates(entry)))
        return found

    def _filter(
        self, country_codes: str | Iterable[str] | None, box: Sequence[Any] | None
    ) -> Callable[[Entry], bool]:
        try:
            codes = None if country_codes is None else parse_country_codes(country_codes)
        except ValueError as error:
            raise GeocoderQueryError(str(error)) from error
        bounds = None if box is None else _bounds(box)

        def is_wanted(entry: Entry) -> bool:
            if codes is not None and entry.country_code not in codes:
                return False
            return bounds is None or contains(bounds, **_coordinates(entry))

        return is_wanted

    def _within(self, entries: Sequence[Entry], around: Sequence[Entry]) -> list[Entry]:
        """Return the entries that are under one of the containers, else those that lie in one.

        Divisions come in several systems, and regions have no members: Jabalia is under North
        Gaza and lies in the Gaza Strip.
        """
        ids = {container.entry_id for container in around}
        under = [entry for entry in entries if ids & self._containers(entry)]
        if under or not entries:
            return under
        tests = [test for container in around if (test := self._extent(container))]
        return [entry for entry in entries if any(test(entry) for test in tests)]

    def _containers(self, entry: Entry) -> set[str]:
        return {parent.entry_id for parent in self._gazetteer.parents(entry)}

    def _extent(self, container: Entry) -> Callable[[Entry], bool] | None:
        """Return whether an entry lies in the polygon of a container, or in its bounding box."""
        area = self._gazetteer.area(container.entry_id)
        bounds = container.bounds
        if area is not None:
            shape = shapely.from_wkb(area.wkb)
            return lambda entry: bool(shapely.intersects_xy(shape, entry.longitude, entry.latitude))
        if bounds is not None:
            return lambda entry: contains(bounds, **_coordinates(entry))
        return None

    def _locate(self, entry: Entry) -> Location:
        names = [entry.name, *(parent.name for parent in self._gazetteer.parents(entry))]
        raw: Any = entry
        return Location(", ".join(names), (entry.latitude, entry.longitude), raw)


def parse_country_codes(codes: str | Iterable[str]) -> frozenset[str]:
    """Return ISO 3166-1 alpha-3 codes of what is given in two or three letters, in any case.

    Parameters
    ----------
    codes
        A code, several parted by commas, or an iterable of codes.

    Raises
    ------
    ValueError
        If one is no code of a country.
    """
    given = codes.split(",") if isinstance(codes, str) else list(codes)
    known = _alpha3_of()
    found = set()
    for code in given:
        plain = str(code).strip().upper()
        if plain not in known:
            raise ValueError(
                f"{code!r} is no country's code; expected ISO 3166-1 in two or three letters, "
                "such as SY or SYR"
            )
        found.add(known[plain])
    return frozenset(found)


@cache
def _alpha3_of() -> Mapping[str, str]:
    """Return the code of three letters by those of two and of three."""
    rows = [row for row in read_rows("country_codes") if row["scheme"] == "iso-alpha2"]
    short = {row["code"]: row["country_code"] for row in rows}
    return short | {code: code for code in short.values()}


def _text(query: str | Mapping[str, str]) -> str:
    # A missing cell of a table is no name: "None" and "Nan" are towns.
    if query is None or isinstance(query, float) or type(query).__name__ in {"NAType", "NaTType"}:
        raise GeocoderQueryError(f"{query!r} is no name; expected one, such as 'Tripoli, Libya'")
    parts = (
        [str(query[part]) for part in _PARTS if query.get(part)]
        if isinstance(query, Mapping)
        else [str(query)]
    )
    text = ", ".join(parts).strip()
    if not text.strip(", "):
        raise GeocoderQueryError(f"{query!r} holds no name; expected one, such as 'Tripoli, Libya'")
    return text


def _check_limit(limit: int | None) -> int:
    if limit is not None and limit < 1:
        raise GeocoderQueryError(f"limit is {limit}, expected 1 or more")
    return _LIMIT if limit is None else limit


def _point(query: Any) -> Point:
    expected = "expected latitude and longitude in degrees"
    if query is None or query == "":  # geopy would take either for 0, 0
        raise GeocoderQueryError(f"{query!r} is no point; {expected}")
    try:
        with warnings.catch_warnings():
            # Of a latitude beyond the pole geopy warns, and then raises an error that says less.
            warnings.simplefilter("ignore", UserWarning)
            return Point(query)
    except (ValueError, TypeError) as error:
        raise GeocoderQueryError(f"{query!r} is no point ({error}); {expected}") from error


def _bounds(box: Sequence[Any]) -> Bounds:
    if isinstance(box, str) or len(box) != 2:  # noqa: PLR2004
        raise GeocoderQueryError("viewbox: expected two corners, each latitude and longitude")
    one, other = (_point(corner) for corner in box)
    return Bounds(
        west=min(one.longitude, other.longitude),
        south=min(one.latitude, other.latitude),
        east=max(one.longitude, other.longitude),
        north=max(one.latitude, other.latitude),
    )


def _coordinates(entry: Entry) -> dict[str, float]:
    return {"latitude": entry.latitude, "longitude": entry.longitude}


def _entries(candidates: Iterable[Candidate]) -> list[Entry]:
    return [candidate.entry for candidate in candidates]
