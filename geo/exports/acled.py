"""Events as rows in the schema of ACLED."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geo.atlas import Atlas
from geo.exports.exchange import UnfitError, check_told, code_of, days_of, is_civilian, is_state
from geo.exports.exchange import write_table as _write_table
from geo.exports.joined import Joined, Party, country_codes, country_names
from geo.model import ActorType, DatePrecision, Geoprecision

__all__ = ["COLUMNS", "write_acled"]

_NAMES = (
    "event_id_cnty event_date year time_precision disorder_type event_type sub_event_type "
    "actor1 assoc_actor_1 inter1 actor2 assoc_actor_2 inter2 interaction civilian_targeting iso "
    "region country admin1 admin2 admin3 location latitude longitude geo_precision source "
    "source_scale notes fatalities tags timestamp"
)
COLUMNS = tuple(_NAMES.split())
"""The 31 columns of an export, in its order."""

# Ids of rows that came from there begin so.
_OWN = "acled:"
_VIOLENCE, _DEMONSTRATIONS = "Political violence", "Demonstrations"
_DISORDER = {
    "Battles": _VIOLENCE,
    "Explosions/Remote violence": _VIOLENCE,
    "Violence against civilians": _VIOLENCE,
    "Protests": _DEMONSTRATIONS,
    "Riots": _DEMONSTRATIONS,
    "Strategic developments": "Strategic developments",
    # By the codebook these two are told apart from the rest of their event type.
    "Excessive force against protesters": f"{_VIOLENCE}; {_DEMONSTRATIONS}",
    "Mob violence": _VIOLENCE,
}
_CROWDS = {"Protests": "Protesters", "Riots": "Rioters"}


def write_acled(atlas: Atlas, path: Path, *, table: str) -> str | None:
    """Write events that ACLED has a type for; returns how many it has none for.

    References
    ----------
    ACLED Codebook: columns, `disorder_type`, `time_precision`, `geo_precision`, `inter1`.
    """
    del table
    return _write_table(atlas, path, columns=COLUMNS, row_of=_row)


def _row(event: Joined) -> Mapping[str, Any]:
    check_told(event)
    row = event.row
    if row["acled_event_type"] is None:
        raise UnfitError("that ACLED does not cover")
    if row["geoprecision"] is None and row["country_code"] is None:
        raise UnfitError("without a place")
    sub_event = row["acled_sub_event_type"]
    against_civilians = any(map(is_civilian, event.targets))
    kind = _DISORDER.get(sub_event, _DISORDER.get(row["acled_event_type"], ""))
    return {
        "event_id_cnty": row["event_id"].removeprefix(_OWN),
        **_days(event),
        "disorder_type": kind,
        "event_type": row["acled_event_type"],
        "sub_event_type": sub_event,
        **_actors(event, "1", event.sources),
        **_actors(event, "2", event.targets),
        "civilian_targeting": (
            "Civilian targeting" if against_civilians and _VIOLENCE in kind else ""
        ),
        **_place(event),
        "source": "; ".join(event.told("publisher")),
        "notes": " ".join(event.told("sentence")) or row["headline"],
        "fatalities": _fatalities(event),
    }


def _days(event: Joined) -> dict[str, Any]:
    """Return a day and how exact it is: the middle of several days, but the first of a month."""
    first, last = days_of(event)
    precision = event.row["date_precision"]
    if precision is None:
        precision = DatePrecision.DAY if first == last else DatePrecision.WEEK
    day = first
    if DatePrecision.DAY < precision <= DatePrecision.WEEK:
        day = first + dt.timedelta(days=(last - first).days // 2)
    return {
        "event_date": day.isoformat(),
        "year": day.year,
        "time_precision": code_of("acled-time", precision),
    }


def _actors(event: Joined, number: str, parties: tuple[Party, ...]) -> dict[str, Any]:
    if not parties:
        return {}
    first, *others = parties
    return {
        f"actor{number}": first.name,
        f"assoc_actor_{number}": "; ".join(party.name for party in others),
        f"inter{number}": _inter(event, first, number),
    }


def _inter(event: Joined, party: Party, number: str) -> str:
    """Return what ACLED calls the kind of an actor; empty where it is not known."""
    if is_state(party):
        is_at_home = party.country_code in {None, event.row["country_code"]}
        return "State forces" if is_at_home else "External/Other forces"
    if is_civilian(party):
        crowd = _CROWDS.get(event.row["acled_event_type"]) if number == "1" else None
        return crowd or "Civilians"
    return {
        ActorType.REBEL: "Rebel group",
        ActorType.TERRORIST: "Rebel group",
        ActorType.MILITIA: "Political militia",
        ActorType.IGO: "External/Other forces",
        ActorType.COMPANY: "External/Other forces",
    }.get(ActorType(party.type), "")


def _place(event: Joined) -> dict[str, Any]:
    """Return the place; one that is known to its country alone has no coordinates or division.

    ACLED's coarsest precision is a region: they would say more than is known.
    """
    row = event.row
    precision = row["geoprecision"] or Geoprecision.COUNTRY
    is_region = precision <= Geoprecision.FIRST_DIVISION
    longitude, latitude = (event.marker if is_region else None) or (None, None)
    code = row["country_code"]
    return {
        "iso": country_codes("iso-numeric").get(code, ""),
        "country": country_names().get(code, ""),
        "admin1": row["admin1"] if is_region else "",
        "admin2": event.admin2 if is_region else "",
        "location": row["place_name"],
        "latitude": latitude,
        "longitude": longitude,
        "geo_precision": code_of("acled-geo", precision),
    }


def _fatalities(event: Joined) -> int | None:
    counts = (event.row[f"fatalities_{which}"] for which in ("best", "low", "high"))
    return next((count for count in counts if count is not None), None)
