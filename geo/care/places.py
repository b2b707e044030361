"""Coarsen the places of an atlas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from geo.atlas import Atlas
from geo.care.choices import read_level
from geo.care.levels import Coarse, Level, Spot, level_of
from geo.care.names import COORDINATES_MARK, Names, hide_coordinates
from geo.care.reading import find_entities, find_located, texts_of
from geo.care.rows import Row, Rows, atlas_of, has_care, note_care, quoted, rename, rows_of
from geo.gazetteer import Gazetteer
from geo.geodesy import box_of
from geo.language import Language
from geo.lexicon import read_rows
from geo.model import Entry, Geoprecision, Sense

__all__ = ["PLACE_MARK", "coarsen"]

PLACE_MARK = "[place]"

_CELLS = (
    "entry_id",
    "name",
    "feature_class",
    "feature_code",
    "country_code",
    "admin1",
    "latitude",
    "longitude",
    "geoprecision",
    "geometry",
    "reason",
)

# As exact as a kilometre, were it a latitude.
_EXACT_NUMBER = re.compile(r"[-+]?\d{1,4}\.\d{2,}")

# Kinds of named entities that are places (OntoNotes 5).
_LABELS = ("GPE", "LOC", "FAC")

# What stands for words that are hidden already.
_MARKS = re.compile(r"\[[a-z]+\]")

# No level is coarser than these.
_COARSE = {Geoprecision.FIRST_DIVISION, Geoprecision.COUNTRY, Geoprecision.INTERNATIONAL}


def coarsen(
    atlas: Atlas,
    to: str | float,
    *,
    gazetteer: Gazetteer | None = None,
    language: Language | None = None,
) -> Atlas:
    """Return an atlas that says nowhere more exactly where things are than a level allows.

    What is finer is drawn, named and coded as what stands for it: geometry, coordinates, entry,
    names, divisions, geoprecision and reason, in places, events, claims of control and seats of
    actors. In cells that quote a text, the names of finer places, of places that no gazetteer
    knows, and of sites are replaced by a mark, and so are written coordinates; other candidates
    are left out. Of addresses the site is left; ids that hold such a name become numbers.

    Parameters
    ----------
    atlas
        From a run or read from a file.
    to
        `division`: first-order divisions, drawn as areas; the country where none is drawn.
        `settlement`: towns and villages, for sites, quarters and points that a text moves.
        A number: the side of a cell of a grid, in kilometres; its centre is taken.
    gazetteer
        Says what lies where; by default the shipped one.
    language
        Finds place names in sentences; by default the shipped pipeline.

    Returns
    -------
    The coarser atlas; its provenance says so under `care`. Coarsening it again to the same level
    changes nothing. Offsets still index the original text.

    Raises
    ------
    SettingsError
        If the level is unknown.
    MissingComponentError
        If the language pipeline is not installed.

    Examples
    --------
    >>> coarsen(Atlas.of({}), "division").provenance["version"].tolist()
    ['coarsen=division']
    """
    chosen = read_level(to)
    choice = f"coarsen={chosen}" if isinstance(chosen, str) else f"coarsen={chosen:g} km"
    if has_care(atlas, choice):
        return atlas
    gazetteer = gazetteer or Gazetteer.open()
    level = level_of(chosen, gazetteer)
    rows = rows_of(atlas)
    places = _coarse_places(rows["places"], level, gazetteer)
    events = _coarse_events(rows, level, gazetteer)
    names = _names(
        rows,
        places,
        events,
        level=level,
        gazetteer=gazetteer,
        language=language or Language.open(),
    )
    coarser = rows | {
        "places": [_place(row, places[row["place_id"]], names) for row in rows["places"]],
        "events": [_event(row, events[row["event_id"]]) for row in rows["events"]],
        "control": [_control(row, places) for row in rows["control"]],
        "actors": [_actor(row, level, gazetteer) for row in rows["actors"]],
        "rejected": [_rejected(row) for row in rows["rejected"]],
    }
    masked = quoted(coarser, lambda text: _mask(text, names), names.is_spelt_by)
    named = masked | {"events": _with_places(rows["events"], masked["events"])}
    return atlas_of(note_care(rename(named, names), choice))


def _mask(text: str, names: Names) -> str:
    return hide_coordinates(names.mask(text))


def _entry(entry_id: str | None, gazetteer: Gazetteer) -> Entry | None:
    """Return an entry, or `None` for none and for one of another gazetteer."""
    if entry_id is None:
        return None
    try:
        return gazetteer.entry(entry_id)
    except LookupError:
        return None


def _spot(row: Row, gazetteer: Gazetteer) -> Spot:
    """Return where a toponym is."""
    entry = _entry(row["entry_id"], gazetteer)
    geometry = row["geometry"]
    if geometry is None and entry is not None and entry.bounds is not None:
        geometry = box_of(entry.bounds)
    return Spot(
        entry=entry,
        is_entry=True,
        latitude=row["latitude"],
        longitude=row["longitude"],
        country_code=row["country_code"],
        geoprecision=row["geoprecision"],
        geometry=geometry,
    )


def _event_spot(row: Row, place: Row | None, gazetteer: Gazetteer) -> Spot:
    """Return where an event is, which the text may have moved away from the place it names."""
    named = None if place is None else _spot(place, gazetteer)
    geometry = row["geometry"]
    if geometry is None and row["latitude"] is None and named is not None:
        return named
    spot = Spot(
        entry=None,
        is_entry=False,
        latitude=row["latitude"],
        longitude=row["longitude"],
        country_code=row["country_code"],
        geoprecision=row["geoprecision"],
        geometry=geometry,
    )
    if named is None:
        return spot
    same = _is_at(spot, named)
    return replace(spot, entry=named.entry, is_entry=same)


def _is_at(spot: Spot, named: Spot) -> bool:
    if spot.is_point:
        return [spot.latitude, spot.longitude] == [named.latitude, named.longitude]
    return named.geometry is not None and bool(named.geometry.equals(spot.geometry))


def _coarse_places(
    places: Iterable[Row], level: Level, gazetteer: Gazetteer
) -> dict[str, Coarse | None]:
    """Return what stands for each toponym, `None` for one that is not finer than the level."""
    known: dict[tuple[object, ...], Coarse | None] = {}
    coarse = {}
    for row in places:
        spot = _spot(row, gazetteer)
        key = (row["entry_id"], row["latitude"], row["longitude"], row["country_code"])
        if row["entry_id"] is None or key not in known:
            known[key] = level.coarsen(spot) if level.is_finer(spot) else None
        coarse[row["place_id"]] = known[key]
    return coarse


def _coarse_events(rows: Rows, level: Level, gazetteer: Gazetteer) -> dict[str, Coarse | None]:
    """Return what stands for each event's place.

    An area that is drawn around a finer place, such as a circle, tells of its middle: it is
    finer too, however large.
    """
    places = {row["place_id"]: row for row in rows["places"]}
    known: dict[object, Coarse | None] = {}
    coarse = {}
    for row in rows["events"]:
        place = places.get(row["place_id"])
        shape = None if row["geometry"] is None else row["geometry"].wkb
        entry = None if place is None else (place["entry_id"], place["latitude"])
        where = tuple(row[name] for name in ("latitude", "longitude", "country_code"))
        key = (shape, entry, where, row["geoprecision"], bool(row["place_name"]), row["admin1"])
        if key not in known:
            known[key] = _coarse_event(row, place, level, gazetteer)
        coarse[row["event_id"]] = known[key]
    return coarse


def _coarse_event(row: Row, place: Row | None, level: Level, gazetteer: Gazetteer) -> Coarse | None:
    spot = _event_spot(row, place, gazetteer)
    if spot.point is None and row["place_name"] and row["geoprecision"] not in _COARSE:
        # A name alone, as in imported rows without coordinates, says where just as well.
        reason = "coarsened: the place had a name alone, without coordinates"
        return Coarse(country_code=row["country_code"], admin1=row["admin1"], reason=reason)
    is_finer = level.is_finer(spot) or (
        place is not None and spot.point is not None and level.is_finer(_spot(place, gazetteer))
    )
    return level.coarsen(spot) if is_finer else None


def _is_capital_of_state(row: Row) -> bool:
    """Return whether a capital stands for its government, which says of no place where it is."""
    return bool(row["sense"] != Sense.LITERAL and row["feature_code"] == "PPLC")


def _names(
    rows: Rows,
    places: Mapping[str, Coarse | None],
    events: Mapping[str, Coarse | None],
    *,
    level: Level,
    gazetteer: Gazetteer,
    language: Language,
) -> Names:
    """Return the names of places to hide and to keep in quotations."""
    hidden: set[str] = set()
    kept: set[str] = set()
    for row in rows["places"]:
        is_fine = row["entry_id"] is None or places[row["place_id"]] is not None
        target = hidden if is_fine and not _is_capital_of_state(row) else kept
        target |= {name for name in (row["surface"], row["name"]) if name}
    # Where a toponym gave the place, its own name is hidden, not "12 km north of" it.
    hidden |= {
        row["place_name"]
        for row in rows["events"]
        if row["place_id"] not in places and events[row["event_id"]] is not None
    } - {None}
    known = Names(hidden, [*kept, *_actor_names()], mark=PLACE_MARK)
    texts = texts_of(rows)
    surfaces = {row["place_surface"] for row in rows["reports"]} - {None}
    named = {*find_entities(texts, language, labels=_LABELS), *find_located(texts), *surfaces}
    found = {part.strip() for name in named for part in _MARKS.split(name)} - {""}
    hidden |= {
        name
        for name in sorted(found)
        if not known.starts_kept(name) and _is_fine_name(name, level, gazetteer)
    }
    return Names(hidden - {PLACE_MARK}, kept, mark=PLACE_MARK)


def _actor_names() -> list[str]:
    return [row["name"] for row in read_rows("actor_names")]


def _is_fine_name(name: str, level: Level, gazetteer: Gazetteer) -> bool:
    """Return whether a name means a place finer than the level, or one that is not known."""
    candidates = gazetteer.candidates(name, limit=1)
    if not candidates:
        return True
    entry = candidates[0].entry
    return level.is_finer(
        Spot(
            entry=entry,
            is_entry=True,
            latitude=entry.latitude,
            longitude=entry.longitude,
            country_code=entry.country_code,
            geoprecision=int(entry.geoprecision),
            geometry=None if entry.bounds is None else box_of(entry.bounds),
        )
    )


def _place(row: Row, coarse: Coarse | None, names: Names) -> Row:
    surface = PLACE_MARK if names.is_hidden(row["surface"]) else row["surface"]
    if coarse is None:
        return row | {"surface": surface}
    cells = {name: getattr(coarse, name) for name in _CELLS}
    if row["sense"] != Sense.LITERAL:
        cells["geometry"] = None
    return row | cells | {"surface": surface, "admin2": None, "alternatives": None}


def _event(row: Row, coarse: Coarse | None) -> Row:
    """Return an event at its coarser place; its headline is given the name of it later."""
    headline = row["headline"]
    if _ends_with_place(row):
        headline = headline.removesuffix(f" ({row['place_name']})")
    if coarse is None:
        return row | {"headline": headline}
    return row | {
        "headline": headline,
        "place_name": coarse.name,
        "country_code": coarse.country_code,
        "admin1": coarse.admin1,
        "latitude": coarse.latitude,
        "longitude": coarse.longitude,
        "geoprecision": coarse.geoprecision,
        "place_reason": coarse.reason,
        "geometry": coarse.geometry,
    }


def _with_places(given: Iterable[Row], masked: Iterable[Row]) -> list[Row]:
    """Return events whose headlines end with their place again, where they did before."""
    return [
        row | {"headline": f"{row['headline']} ({row['place_name']})"}
        if row["place_name"] and _ends_with_place(before)
        else row
        for before, row in zip(given, masked, strict=True)
    ]


def _ends_with_place(event: Row) -> bool:
    return bool(event["place_name"]) and event["headline"].endswith(f" ({event['place_name']})")


def _rejected(row: Row) -> Row:
    """Return a failure whose reason, which may quote a cell, has no exact number."""
    return row | {"reason": _EXACT_NUMBER.sub(COORDINATES_MARK, row["reason"])}


def _control(row: Row, places: Mapping[str, Coarse | None]) -> Row:
    coarse = places.get(row["place_id"])
    return row if coarse is None else row | {"entry_id": coarse.entry_id}


def _actor(row: Row, level: Level, gazetteer: Gazetteer) -> Row:
    """Return an actor without a seat that is finer than the level."""
    entry = _entry(row["entry_id"], gazetteer)
    if entry is None:
        return row
    geometry = None if entry.bounds is None else box_of(entry.bounds)
    spot = Spot(
        entry=entry,
        is_entry=True,
        latitude=entry.latitude,
        longitude=entry.longitude,
        country_code=entry.country_code,
        geoprecision=int(entry.geoprecision),
        geometry=geometry,
    )
    return row | {"entry_id": None} if level.is_finer(spot) else row
