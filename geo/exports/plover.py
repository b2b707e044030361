"""Events as JSON lines in the form of PLOVER."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from geo.atlas import Atlas
from geo.exports.joined import Joined, Party, country_names, joined_events
from geo.model import Geoprecision, Status
from geo.ontology import to_plover

__all__ = ["plover_event", "write_plover"]

# PLOVER's `resolution` runs from 5, a part of a city, to 1, a country.
_RESOLUTIONS = {
    Geoprecision.EXACT: 4,
    Geoprecision.NEAR: 4,
    Geoprecision.SECOND_DIVISION: 3,
    Geoprecision.FIRST_DIVISION: 2,
    Geoprecision.FUZZY_AREA: 1,
    Geoprecision.COUNTRY: 1,
}
# CAMEO's, and PLOVER's, for an actor of whom nothing is known.
_UNSPECIFIED = "---"


def write_plover(atlas: Atlas, path: Path, *, table: str) -> str | None:
    """Write events, one a line; returns how many have no day, without which PLOVER has none.

    References
    ----------
    PLOVER, draft 0.8: fields of a record, its entities and locations.
    """
    del table
    undated = 0
    with path.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        for event in joined_events(atlas):
            if event.row["date_start"] is None:
                undated += 1
                continue
            text = json.dumps(plover_event(event), ensure_ascii=False, allow_nan=False)
            file.write(text + "\n")
    return f"left out are {undated:,} events without a day" if undated else None


def plover_event(event: Joined) -> dict[str, Any]:
    """Return an event as PLOVER has it; what is not known is left out."""
    row = event.row
    event_type, _, mode = to_plover(row["event_type"], row["mode"] or "").partition("-")
    is_done = row["status"] == Status.ACTUAL
    record = {
        "id": row["event_id"],
        "has_event": is_done,
        "date": row["date_start"].isoformat(),
        "enddate": None if row["date_end"] is None else row["date_end"].isoformat(),
        "actor": [_entity(party) for party in event.sources],
        "recipient": [_entity(party) for party in event.targets],
        "event": [event_type],
        "mode": [mode] if mode else None,
        "context": (row["contexts"] or "").split("; ") if row["contexts"] else None,
        "event_loc": _location(event),
        "event_text": [row["headline"]],
        "quad_code": row["quad_class"],
        "size": _size(event),
        "link": next(iter(event.told("url")), None),
        "text": next(iter(event.told("sentence")), None),
        "text_info": _text_info(event),
        "coder": next(iter(event.told("coder")), None),
        "comment": None if is_done else f"status: {row['status']}",
    }
    needed = {"id", "has_event", "date", "actor", "recipient", "event"}
    return {
        name: value for name, value in record.items() if name in needed or value not in (None, {})
    }


def _entity(party: Party) -> dict[str, Any]:
    entity = {
        "code": party.code or party.country_code or _UNSPECIFIED,
        "sector": party.sector,
        "entity_text": party.surface,
        "identifier_id": party.actor_id,
        "identifier_text": party.name,
    }
    return {name: value for name, value in entity.items() if value}


def _location(event: Joined) -> dict[str, Any]:
    row = event.row
    longitude, latitude = event.point or (None, None)
    location = {
        "resolved_place": row["place_name"],
        "lat": latitude,
        "lon": longitude,
        "district": event.admin2,
        "province": row["admin1"],
        "country": country_names().get(row["country_code"]),
        "country_code": row["country_code"],
        "resolution": _RESOLUTIONS.get(row["geoprecision"]),
    }
    return {name: value for name, value in location.items() if value is not None}


def _size(event: Joined) -> dict[str, int]:
    row = event.row
    dead = [row[f"fatalities_{which}"] for which in ("best", "low", "high")]
    counts = {
        "dead": next((count for count in dead if count is not None), None),
        "injured": row["injured"],
    }
    return {name: count for name, count in counts.items() if count is not None}


def _text_info(event: Joined) -> dict[str, Any]:
    first = event.tellings[0] if event.tellings else None
    if first is None:
        return {}
    info = {
        "id": first.document_id,
        "title": first.title,
        "publisher": first.publisher,
        "date": None if first.published is None else f"{first.published:%Y-%m-%d}",
    }
    return {name: value for name, value in info.items() if value}
