"""ACLED exports: the old form (numbers for kinds of actors, `data_id`) and the new one.

References
----------
ACLED Codebook: event types and sub-event types, `time_precision`, `geo_precision`, `inter1`,
`inter2`, `fatalities`. ACLED's terms of use forbid passing its rows on: `geo` ships none.
"""

from __future__ import annotations

import pandas as pd

from geo.imports.cells import Rows
from geo.imports.codes import actor_codes, countries, event_codes, map_codes
from geo.imports.coding import Coded, actor_of, joined, located, precision_of, typed
from geo.model import DatePrecision

__all__ = ["SIGNATURES", "read_acled"]

_COMMON = frozenset({"event_date", "event_type", "actor1", "latitude", "longitude"})
SIGNATURES = tuple(_COMMON | {identity} for identity in ("event_id_cnty", "data_id"))
"""Columns that every export has, with one of the ids that exports have had."""

# Exports write 2024-01-31 or 31 January 2024; a day and a month in figures alone could be either.
_DAYS = ("%Y-%m-%d", "%d %B %Y", "%d-%B-%Y", "%d %b %Y", "%d-%b-%Y", "%Y-%m-%dT%H:%M:%S")
_DAYS_AROUND = pd.Timedelta(days=3)


def read_acled(rows: Rows) -> Coded:
    """Turn rows of an ACLED export into coded events.

    `actor1` becomes the source and `actor2` the target, which in battles says nothing of who
    attacked. ACLED gives one count of the dead, and zero also where none is reported: it is the
    best count, without bounds. Where it knows a week or a month, it gives a day in it: the event
    spans the three days on each side, or the month.
    """
    sub_event = rows.text("sub_event_type")
    event = rows.text("event_type")
    known = event_codes("acled-sub-event").keys() | event_codes("acled-event").keys()
    code = sub_event.where(sub_event.str.lower().isin(known), event)
    rows.code("event_type", code.str.lower(), dict.fromkeys(known))
    by_sub_event, by_event = typed(code, "acled-sub-event"), typed(code, "acled-event")
    date_precision, _ = precision_of(rows, "time_precision", scheme="acled-time", absent=())
    precision, meaning = precision_of(rows, "geo_precision", scheme="acled-geo")
    source = rows.text("source")
    identity = rows.identity("event_id_cnty", "data_id")
    notes = rows.text("notes")
    return Coded(
        dataset="acled",
        columns={
            "identity": identity,
            **{name: by_sub_event[name].fillna(by_event[name]) for name in by_event},
            "acled_event_type": event.where(sub_event.notna(), by_event["acled_event_type"]),
            "acled_sub_event_type": sub_event.fillna(by_event["acled_sub_event_type"]),
            **_dates(rows, date_precision),
            "date_precision": date_precision,
            **located(rows, place=rows.text("location"), precision=precision),
            "country_name": rows.text("country"),
            "country_code": map_codes(_whole(rows.text("iso")), countries("iso-numeric")),
            "admin1": rows.text("admin1"),
            "place_reason": meaning,
            "fatalities_best": rows.count("fatalities"),
            "title": "ACLED " + identity,
            "publisher": source,
            "sentence": notes,
            "coder": _coder(rows),
            **_actor(rows, "1"),
            **_actor(rows, "2"),
        },
    )


def _whole(cells: pd.Series) -> pd.Series:
    """Return numbers without the ".0" that spreadsheets and data frames add."""
    return cells.str.removesuffix(".0")


def _dates(rows: Rows, precision: pd.Series) -> dict[str, pd.Series]:
    day = rows.date("event_date", forms=_DAYS)
    is_week = (precision == DatePrecision.WEEK).fillna(value=False).astype(bool)
    is_month = (precision == DatePrecision.MONTH).fillna(value=False).astype(bool)
    first = day - pd.to_timedelta(day.dt.day - 1, unit="D")
    last = first + pd.to_timedelta(day.dt.days_in_month - 1, unit="D")
    return {
        "date_start": day.mask(is_week, day - _DAYS_AROUND).mask(is_month, first),
        "date_end": day.mask(is_week, day + _DAYS_AROUND).mask(is_month, last),
    }


def _coder(rows: Rows) -> pd.Series:
    """Say what coded a row, with the day of its version where the export gives the time."""
    seconds = rows.text("timestamp")
    stamp = pd.to_datetime(pd.to_numeric(seconds, errors="coerce"), unit="s", errors="coerce")
    version = stamp.dt.strftime("%Y-%m-%d").astype(seconds.dtype)
    name = pd.Series("ACLED", index=seconds.index, dtype=seconds.dtype)
    return joined([name, version], " ")


def _actor(rows: Rows, number: str) -> dict[str, pd.Series]:
    """Return an actor; those that ACLED names beside it are kept in its surface."""
    name = rows.text(f"actor{number}")
    beside = rows.text(f"assoc_actor_{number}", f"ally_actor_{number}")
    role = "source" if number == "1" else "target"
    return actor_of(
        role,
        key=name,
        name=name,
        kind=_whole(rows.text(f"inter{number}")),
        known=actor_codes("acled-inter"),
        surface=joined([name, "with " + beside], ", ").where(name.notna()),
    )
