"""Events as rows in the schema of the UCDP Georeferenced Event Dataset."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geo.atlas import Atlas
from geo.exports.exchange import UnfitError, check_told, days_of, is_civilian, is_state
from geo.exports.exchange import write_table as _write_table
from geo.exports.joined import Joined, Party, country_codes, country_names
from geo.model import ActorType, DatePrecision, Geoprecision

__all__ = ["COLUMNS", "grid_cell", "write_ucdp"]

_NAMES = (
    "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id "
    "conflict_name dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a "
    "side_b_dset_id side_b_new_id side_b number_of_sources source_article source_office "
    "source_date source_headline source_original where_prec where_coordinates where_description "
    "adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id region "
    "event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians "
    "deaths_unknown best high low gwnoa gwnob"
)
COLUMNS = tuple(_NAMES.split())
"""The 49 columns of GED 25.1, in its order."""

# Ids of rows and sides that came from there begin so.
_OWN, _OWN_ACTOR = "ucdp:", "ucdp:actor:"
_STATE_BASED, _NON_STATE, _ONE_SIDED = 1, 2, 3
_ARMED = frozenset({ActorType.REBEL, ActorType.MILITIA, ActorType.TERRORIST, ActorType.UNKNOWN})
_MIDNIGHT = " 00:00:00.000"
_CELLS_PER_DEGREE, _CELLS_AROUND = 2, 720


def write_ucdp(atlas: Atlas, path: Path, *, table: str) -> str | None:
    """Write events of deadly violence between or by armed sides; returns how many are none.

    References
    ----------
    UCDP Georeferenced Event Dataset Codebook 25.1: definition of an event, `type_of_violence`,
    `where_prec`, `date_prec`, `event_clarity`.
    """
    del table
    return _write_table(atlas, path, columns=COLUMNS, row_of=_row)


def _row(event: Joined) -> Mapping[str, Any]:
    check_told(event)
    row = event.row
    low, best, high = (row[f"fatalities_{which}"] for which in ("low", "best", "high"))
    if not any((low, best, high)):
        raise UnfitError("without a death")
    if row["geoprecision"] is None and row["country_code"] is None:
        raise UnfitError("without a place")
    violence, side_a, side_b = _sides(event)
    best = next(count for count in (best, low, high) if count is not None)
    first, last = days_of(event)
    names = [_side_name(side) for side in (side_a, side_b)]
    return {
        "id": row["event_id"].removeprefix(_OWN),
        "year": first.year,
        "code_status": "Coded by machine",
        "type_of_violence": violence,
        "dyad_name": " - ".join(names),
        **_side("a", side_a),
        **_side("b", side_b),
        **_sources(event),
        **_place(event),
        "event_clarity": 1 if first == last else 2,
        "date_prec": row["date_precision"] or (DatePrecision.DAY if first == last else 2),
        "date_start": first.isoformat() + _MIDNIGHT,
        "date_end": last.isoformat() + _MIDNIGHT,
        "deaths_civilians" if violence == _ONE_SIDED else "deaths_unknown": best,
        "best": best,
        "high": max(best, high or best),
        "low": min(best, best if low is None else low),
    }


def _sides(event: Joined) -> tuple[int, Party, Party]:
    """Return the type of violence and the two sides; where civilians are hit they are the second.

    By the codebook a state is side A wherever there is one.
    """
    if event.row["event_type"] not in {"ASSAULT", "COERCE"}:
        raise UnfitError("of no violence")
    armed = [party for party in event.sources if party.type in _ARMED or is_state(party)]
    if not armed or not event.targets:
        raise UnfitError("without two sides")
    attacker, target = armed[0], event.targets[0]
    if is_civilian(target):
        return _ONE_SIDED, attacker, target
    if is_state(target) and not is_state(attacker):
        return _STATE_BASED, target, attacker
    return _STATE_BASED if is_state(attacker) else _NON_STATE, attacker, target


def _side(side: str, party: Party) -> dict[str, Any]:
    number = country_codes("gleditsch-ward").get(party.country_code or "")
    return {
        f"side_{side}_new_id": party.actor_id.removeprefix(_OWN_ACTOR),
        f"side_{side}": _side_name(party),
        f"gwno{side}": number if is_state(party) else None,
    }


def _side_name(party: Party) -> str:
    """Return a side as UCDP calls it: armies and ministries are their government."""
    if is_civilian(party):
        return "Civilians"
    country = country_names().get(party.country_code or "")
    return f"Government of {country}" if is_state(party) and country else party.name


def _sources(event: Joined) -> dict[str, Any]:
    first = event.tellings[0] if event.tellings else None
    published = first.published if first is not None else None
    return {
        "number_of_sources": event.row["independent_report_count"],
        "source_article": "; ".join(event.told("title")),
        "source_office": "; ".join(event.told("publisher")),
        "source_date": "" if published is None else f"{published:%Y-%m-%d}",
        "source_headline": first.title if first is not None else None,
    }


def _place(event: Joined) -> dict[str, Any]:
    """Return the place; as in GED a point within stands for an area, and `where_prec` says so."""
    row = event.row
    longitude, latitude = event.marker or (None, None)
    code = row["country_code"]
    return {
        "where_prec": row["geoprecision"] or Geoprecision.COUNTRY,
        "where_coordinates": row["place_name"],
        "where_description": row["place_reason"],
        "adm_1": row["admin1"],
        "adm_2": event.admin2,
        "latitude": latitude,
        "longitude": longitude,
        "geom_wkt": "" if latitude is None else f"POINT ({longitude} {latitude})",
        "priogrid_gid": (
            None if latitude is None or longitude is None else grid_cell(latitude, longitude)
        ),
        "country": country_names().get(code, ""),
        "country_id": country_codes("gleditsch-ward").get(code, ""),
    }


def grid_cell(latitude: float, longitude: float) -> int:
    """Return the number of the PRIO-GRID cell that holds a point.

    References
    ----------
    Tollefsen, Strand and Buhaug (2012), "PRIO-GRID: A unified spatial data structure": cells of
    half a degree, numbered from 1 at the south-west corner, row by row.

    Examples
    --------
    >>> grid_cell(-89.9, -179.9), grid_cell(36.2, 37.16)
    (1, 181875)
    """
    row = min(math.floor((latitude + 90) * _CELLS_PER_DEGREE), 180 * _CELLS_PER_DEGREE - 1)
    column = min(math.floor((longitude + 180) * _CELLS_PER_DEGREE), _CELLS_AROUND - 1)
    return row * _CELLS_AROUND + column + 1
