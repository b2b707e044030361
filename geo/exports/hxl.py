"""CSV with the hashtags of the Humanitarian Exchange Language."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from geo.atlas import Atlas
from geo.exports.joined import Joined, country_names, joined_events
from geo.exports.spreadsheets import neutralise

__all__ = ["write_hxl"]

_Cell = Callable[[Joined], Any]


def _of(name: str) -> _Cell:
    return lambda event: event.row[name]


def _names(role: str) -> _Cell:
    return lambda event: "; ".join(party.name for party in getattr(event, role))


def _told(field: str) -> _Cell:
    return lambda event: "; ".join(event.told(field))


def _country(event: Joined) -> str | None:
    return country_names().get(event.row["country_code"])


_COLUMNS: Mapping[str, tuple[str, _Cell]] = {
    "event_id": ("#meta+id", _of("event_id")),
    "headline": ("#description", _of("headline")),
    "event_type": ("#event+type+plover", _of("event_type")),
    "mode": ("#event+mode+plover", _of("mode")),
    "cameo": ("#event+code+cameo", _of("cameo")),
    "acled_event_type": ("#event+type+acled", _of("acled_event_type")),
    "acled_sub_event_type": ("#event+subtype+acled", _of("acled_sub_event_type")),
    "status": ("#status", _of("status")),
    "date_start": ("#date+start", _of("date_start")),
    "date_end": ("#date+end", _of("date_end")),
    "date_precision": ("#meta+precision+date", _of("date_precision")),
    "source_actors": ("#group+name+first", _names("sources")),
    "target_actors": ("#group+name+second", _names("targets")),
    "country": ("#country+name", _country),
    "country_code": ("#country+code+v_iso3", _of("country_code")),
    "admin1": ("#adm1+name", _of("admin1")),
    "admin2": ("#adm2+name", lambda event: event.admin2),
    "place_name": ("#loc+name", _of("place_name")),
    "latitude": ("#geo+lat", _of("latitude")),
    "longitude": ("#geo+lon", _of("longitude")),
    "geoprecision": ("#geo+precision", _of("geoprecision")),
    "fatalities_low": ("#affected+killed+min", _of("fatalities_low")),
    "fatalities_best": ("#affected+killed", _of("fatalities_best")),
    "fatalities_high": ("#affected+killed+max", _of("fatalities_high")),
    "injured": ("#affected+injured", _of("injured")),
    "score": ("#indicator+confidence+num", _of("score")),
    "publishers": ("#meta+source", _told("publisher")),
    "urls": ("#meta+url", _told("url")),
}
"""Columns with their hashtags, after those that OCHA gives to data on conflict.

References: Humanitarian Exchange Language 1.1, "Hashtag and attribute dictionary"; the tags of
ACLED and UCDP on the Humanitarian Data Exchange.
"""


def write_hxl(atlas: Atlas, path: Path, *, table: str) -> None:
    """Write events, with who did it to whom and who told it, as CSV with a row of hashtags."""
    del table
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_COLUMNS)
        writer.writerow(tag for tag, _ in _COLUMNS.values())
        for event in joined_events(atlas):
            writer.writerow([_cell(read(event)) for _, read in _COLUMNS.values()])


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return neutralise(value) if isinstance(value, str) else value
