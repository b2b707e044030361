"""Who the actors of a map are, where they are seated, and what moved from where to where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import UnknownEntryError
from geo.maps.columns import NONE
from geo.maps.countries import countries_of
from geo.maps.quotes import PLACE, TRIGGER, quotation_of
from geo.maps.rows import NAME_CHARACTERS, Documents, Numbering, Row, Tables, clip
from geo.maps.shapes import point_of
from geo.model import ActorType, Entry, Geoprecision

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer

__all__ = ["actors_of", "movements_of"]

# A seat or an end of a movement is a town at most: four decimals are ten metres.
_POSITION_DECIMALS = 4

_OF_A_STATE = frozenset({ActorType.STATE, ActorType.GOVERNMENT, ActorType.MILITARY})

# Sectors whose people and bodies act for a whole country; police and courts act where they are.
_CENTRAL_SECTORS = frozenset({None, "GOV", "LEG", "MIL"})

# Kinds of ids that the lexicon gives. What it names and gives no seat (a breakaway authority, a
# mission abroad) does not sit in the capital of the country around it; what a text or a table
# describes ("Syrian army officers", "Government of Mali") does.
_LEXICON = frozenset({"government", "group", "igo", "media", "military", "ngo"})

_MOVED = (
    "origin_place_id", "destination_place_id", "document_id", "status", "sentence", "surface",
)  # fmt: skip


Seat = tuple[str, float, float]
"""A town where actors are at home: name, latitude and longitude."""


def actors_of(
    tables: Tables, names: Sequence[str], gazetteer: Gazetteer
) -> dict[str, list[Any] | dict[str, list[Any]]]:
    """Return what is known of actors, a row for each name of the page.

    Parameters
    ----------
    tables
        The tables of the atlas.
    names
        The actors' names in the order of the page; actors that share one are shown as one.
    gazetteer
        Names the countries and knows where their governments sit.

    Returns
    -------
    Columns `kind`, `country`, `sector` and `seat`, null where unknown or where actors of one
    name differ; `seats` holds name, latitude and longitude of each seat. States, their governments,
    forces and officials sit in the capital of their country, others where the lexicon seats
    them; who has no seat known gets none, never the middle of a country.
    """
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in tables.rows("actors"):
        rows[clip(row["name"], NAME_CHARACTERS)].append(row)
    known = _named_seats(tables, gazetteer)
    country = countries_of(tables, gazetteer)
    capital = cache(lambda code: _capital(code, gazetteer))
    seats = Numbering()
    columns: dict[str, list[Any]] = {name: [] for name in ("kind", "country", "sector", "seat")}
    for name in names:
        own = rows[name]
        columns["kind"].append(_agreed(row["type"] for row in own))
        code = _agreed(row["country_code"] for row in own)
        columns["country"].append(clip(country(code), NAME_CHARACTERS) if code else None)
        columns["sector"].append(_agreed(clip(row["sector"], 8) or None for row in own))
        seat = _agreed(_seat(row, known, capital) for row in own)
        columns["seat"].append(None if seat is None else seats.number(seat))
    titles = ("name", "latitude", "longitude")
    table = {title: [seat[at] for seat in seats.numbers] for at, title in enumerate(titles)}
    return columns | {"seats": table}


def movements_of(tables: Tables, documents: Documents) -> dict[str, list[Any]]:
    """Return the movements that reports tell of, with where they start and lead.

    Parameters
    ----------
    tables
        The tables of the atlas.
    documents
        Numbers of the documents.

    Returns
    -------
    `places` with name, latitude and longitude (null for what is no better known than a country:
    an arrow there would say "here" where the text says "somewhere in"), and `rows`: numbers of
    event, origin and destination (either null where the text leaves it open) and document,
    status, and the quotation.
    """
    ends = Numbering()
    found: list[list[Any]] = []
    rows = []
    reports = tables.table("reports")
    told = [reports.column(name).notna() for name in ("origin_place_id", "destination_place_id")]
    at = np.flatnonzero((told[0] | told[1]).to_numpy() & (tables.event_of("reports") != NONE))
    events = tables.event_of("reports")[at].tolist()
    for row, event in zip(reports.taken(at).mappings(_MOVED), events, strict=True):
        named = (row["origin_place_id"], row["destination_place_id"])
        met = [None if key is None else tables.named_places.get(key) for key in named]
        if not any(met):
            continue
        own = [_end(place, ends, found) for place in met]
        surfaces = [place["surface"] for place in met if place is not None]
        marks = [(TRIGGER, row["surface"]), *((PLACE, surface) for surface in surfaces)]
        document = documents.numbers.get(row["document_id"])
        quotation = quotation_of(row["sentence"], marks)
        rows.append([event, *own, document, row["status"], quotation])
    rows.sort(key=lambda row: (row[0], row[3] is None, row[3] or 0))
    return {"places": found, "rows": rows}


def _agreed(values: Iterable[Any]) -> Any:
    """Return the value that all rows have, or `None`."""
    distinct = set(values)
    return distinct.pop() if len(distinct) == 1 else None


def _named_seats(tables: Tables, gazetteer: Gazetteer) -> dict[str, Seat | None]:
    """Return the towns of the entries that actors name, from the gazetteer or the places."""
    wanted = {row["entry_id"] for row in tables.rows("actors") if row["entry_id"] is not None}
    found: dict[str, Seat | None] = {}
    for entry_id in sorted(wanted):
        try:
            found[entry_id] = _town(gazetteer.entry(entry_id), gazetteer)
        except UnknownEntryError:
            continue
    unknown = wanted - found.keys()
    if not unknown:
        return found
    names = ("entry_id", "feature_class", "name", "latitude", "longitude")
    places = tables.table("places")
    entries = places.coded("entry_id")
    among = np.array([*(value in unknown for value in entries.distinct), False])
    for row in places.taken(np.flatnonzero(among[entries.of])).mappings(names):
        if row["feature_class"] == "P" and row["latitude"] is not None:
            seat = _seat_at(row["name"], row["latitude"], row["longitude"])
            found.setdefault(row["entry_id"], seat)
    return found


def _town(entry: Entry, gazetteer: Gazetteer) -> Seat | None:
    """Return an entry where it is a town or site, of a country where its government sits."""
    if entry.geoprecision < Geoprecision.SECOND_DIVISION:
        return _seat_at(entry.name, entry.latitude, entry.longitude)
    is_country = entry.feature_code.startswith("PCL")
    return _capital(entry.country_code, gazetteer) if is_country else None


def _capital(country: str | None, gazetteer: Gazetteer) -> Seat | None:
    entry = gazetteer.seat(country) if country else None
    return None if entry is None else _seat_at(entry.name, entry.latitude, entry.longitude)


def _seat_at(name: object, latitude: float, longitude: float) -> Seat:
    digits = _POSITION_DECIMALS
    return clip(name, NAME_CHARACTERS), round(latitude, digits), round(longitude, digits)


def _seat(
    row: Row, known: Mapping[str, Seat | None], capital: Callable[[str], Seat | None]
) -> Seat | None:
    """Return the town where an actor is at home, where it has one."""
    if row["entry_id"] is not None:
        return known.get(row["entry_id"])
    return capital(row["country_code"]) if _sits_in_capital(row) else None


def _sits_in_capital(row: Row) -> bool:
    kind, sector = row["type"], row["sector"]
    if not row["country_code"] or row["actor_id"].partition(":")[0] in _LEXICON:
        return False
    if kind == ActorType.PERSON:
        return bool(sector == "GOV")
    return kind in _OF_A_STATE and sector in _CENTRAL_SECTORS


def _end(place: Row | None, ends: Numbering, found: list[list[Any]]) -> int | None:
    """Return the number of an end of a movement; a place stands once, by its entry."""
    if place is None:
        return None
    number = ends.number(place["entry_id"] or place["place_id"])
    if number == len(found):
        name = clip(place["name"] or place["surface"], NAME_CHARACTERS)
        found.append([name, *point_of(place["geometry"], place["geoprecision"])])
    return number
