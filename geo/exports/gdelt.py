"""Events as rows in the schema of GDELT 2.0: CAMEO codes, tabs, no header."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from geo.atlas import Atlas
from geo.escape import link
from geo.exports.exchange import UnfitError, check_told
from geo.exports.exchange import write_table as _write_table
from geo.exports.joined import Joined, Party, country_codes, country_names
from geo.lexicon import read_rows
from geo.model import Geoprecision

__all__ = ["COLUMNS", "number_of", "write_gdelt"]

_ACTOR = (
    "Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code Type1Code "
    "Type2Code Type3Code"
)
_GEO = "Type FullName CountryCode ADM1Code ADM2Code Lat Long FeatureID"
COLUMNS = (
    *["GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"],
    *(f"Actor{number}{part}" for number in "12" for part in _ACTOR.split()),
    *["IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale"],
    *["NumMentions", "NumSources", "NumArticles", "AvgTone"],
    *(f"{of}Geo_{part}" for of in ("Actor1", "Actor2", "Action") for part in _GEO.split()),
    *["DATEADDED", "SOURCEURL"],
)
"""The 61 columns, in their order."""

_ID_BYTES = 7
# Ids of rows that came from there begin so.
_OWN = "gdelt:"
_UNITED_STATES = "USA"
# By the codebook: the last root code of each of the first three quad classes.
_LAST_ROOTS = ("05", "08", "13")
# CAMEO's code for a state that acts as a whole is its country alone.
_STATE = "STA"


def write_gdelt(atlas: Atlas, path: Path, *, table: str) -> str | None:
    """Write events with a CAMEO code, without a header, as GDELT publishes its own.

    Returns how many are left out. Their numbers are made from our ids; `GoldsteinScale` and
    `AvgTone` are empty. A place known to a second-order division has the type of the
    first-order one, for GDELT has none between that and a town.

    References
    ----------
    The GDELT Event Database Data Format Codebook V2.0.
    """
    del table
    return _write_table(atlas, path, columns=COLUMNS, row_of=_row, delimiter="\t", has_header=False)


def number_of(event_id: str) -> int:
    """Return a number for an event that is the same in every run.

    It is GDELT's own for what came from there, else 56 bits of a checksum.
    """
    own = event_id.removeprefix(_OWN)
    if event_id.startswith(_OWN) and own.isascii() and own.isdecimal():
        return int(own)
    digest = hashlib.sha256(event_id.encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:_ID_BYTES], "big")


def _row(event: Joined) -> Mapping[str, Any]:
    check_told(event)
    row = event.row
    code = row["cameo"]
    if code is None:
        raise UnfitError("without a CAMEO code")
    day = row["date_start"]
    root = code[:2]
    return {
        "GLOBALEVENTID": number_of(row["event_id"]),
        "SQLDATE": f"{day:%Y%m%d}",
        "MonthYear": f"{day:%Y%m}",
        "Year": f"{day:%Y}",
        "FractionDate": f"{day.year + (30 * day.month + day.day) / 365:.4f}",
        **_actor("Actor1", event.sources),
        **_actor("Actor2", event.targets),
        "IsRootEvent": 0 if row["background"] else 1,
        "EventCode": code,
        "EventBaseCode": code[:3],
        "EventRootCode": root,
        "QuadClass": 1 + sum(root > last for last in _LAST_ROOTS),
        "NumMentions": row["report_count"],
        "NumSources": max(len(event.told("publisher")), 1),
        "NumArticles": max(len(event.told("document_id")), 1),
        **_place(event),
        "DATEADDED": _added(event),
        "SOURCEURL": next(
            (url for url in event.told("url") if link(url)), " ".join(event.told("document_id")[:1])
        ),
    }


def _actor(role: str, parties: tuple[Party, ...]) -> dict[str, Any]:
    if not parties:
        return {}
    party = parties[0]
    country = country_codes("cameo").get(party.country_code or "", "")
    kind = _kinds().get((party.type, party.sector or ""), _kinds().get((party.type, ""), ""))
    kind = "" if kind == _STATE and country else kind
    return {
        f"{role}Code": party.code or country + kind,
        f"{role}Name": party.name.upper(),
        f"{role}CountryCode": country,
        f"{role}Type1Code": kind,
    }


@cache
def _kinds() -> Mapping[tuple[str, str], str]:
    """Return CAMEO's code of a kind and sector of actor; of several the first that is listed."""
    kinds: dict[tuple[str, str], str] = {}
    for row in read_rows("coded_actors"):
        if row["scheme"] == "cameo-actor":
            kinds.setdefault((row["type"], row["sector"]), row["code"])
    return kinds


def _place(event: Joined) -> dict[str, Any]:
    row = event.row
    code = row["country_code"]
    kind = _geo_type(row["geoprecision"], code)
    if kind == "0":
        return {"ActionGeo_Type": kind}
    country = _part(country_names().get(code, ""))
    names = {
        "1": [country],
        "2": [row["admin1"], country],
        "5": [row["admin1"], country],
    }.get(kind, [row["place_name"], row["admin1"], country])
    longitude, latitude = event.marker or (None, None)
    fips = country_codes("fips").get(code, "")
    return {
        "ActionGeo_Type": kind,
        "ActionGeo_FullName": ", ".join(_part(name) for name in names if name),
        "ActionGeo_CountryCode": fips,
        "ActionGeo_ADM1Code": fips,
        "ActionGeo_Lat": latitude,
        "ActionGeo_Long": longitude,
    }


def _part(name: str) -> str:
    return name.replace(",", " ")


def _geo_type(precision: int | None, country: str | None) -> str:
    """Return how exactly GDELT would say that a place is known: 0 where it is not."""
    if precision is None or country is None:
        return "0"
    if precision > Geoprecision.FIRST_DIVISION:
        return "1"
    is_town = precision <= Geoprecision.NEAR
    if country == _UNITED_STATES:
        return "3" if is_town else "2"
    return "4" if is_town else "5"


def _added(event: Joined) -> str:
    """Return the midnight of the day of the earliest document, as far as it is known."""
    days = [telling.published for telling in event.tellings if telling.published is not None]
    return f"{min(days):%Y%m%d}000000" if days else ""
