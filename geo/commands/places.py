"""`geo places`: look names up in the gazetteer."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from geo.commands import Commands, add_command, add_gazetteer_options, gazetteer_folders
from geo.errors import SettingsError

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer
    from geo.model import Candidate

__all__ = ["add"]

_DONE = 0


class _Found(NamedTuple):
    """A candidate, and how far it lies from the place that `--near` names."""

    candidate: Candidate
    distance_km: float | None


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "places",
        _run,
        about="look names up in the gazetteer",
        examples="  geo places Jarabulus حلب 'Deir ez-Zor'\n"
        "  geo places --json Kobani Kobane\n"
        "  geo places Tripoli --country LY\n"
        "  geo places Salamiyah --near Homs\n"
        "  geo places Salamiyah --near 34.7,36.7\n"
        "  geo places Jarablsu --fuzzy",
    )
    parser.add_argument("names", nargs="+", metavar="NAME")
    parser.add_argument("--json", action="store_true", help="a line of JSON for each name")
    parser.add_argument("--limit", type=int, default=10, metavar="N", help="default 10")
    parser.add_argument(
        "--near",
        metavar="PLACE|LAT,LON",
        help="nearest to this place first; write --near=-1.3,36.8 where the latitude is negative",
    )
    parser.add_argument(
        "--country",
        action="append",
        metavar="CODE",
        help="only places of this country, ISO 3166-1 in two or three letters; may be repeated",
    )
    parser.add_argument(
        "--fuzzy", action="store_true", help="guess at misspelt names where nothing else is found"
    )
    add_gazetteer_options(parser)


def _run(options: argparse.Namespace) -> int:
    from geo.gazetteer import Gazetteer

    if options.limit < 1:
        raise SettingsError(f"--limit is {options.limit}, expected 1 or more")
    gazetteer = Gazetteer.open(*gazetteer_folders(options))
    codes = _country_codes(options.country)
    point = None if options.near is None else _point(options.near, gazetteer)
    is_unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    for name in options.names:
        candidates = [
            candidate
            for candidate in gazetteer.candidates(
                name,
                limit=options.limit if codes is None and point is None else None,
                fuzzy=options.fuzzy,
            )
            if codes is None or candidate.entry.country_code in codes
        ]
        found = _ranked(candidates, point)[: options.limit]
        if options.json:
            row = {"name": name, "candidates": [_described(one) for one in found]}
            print(json.dumps(row, ensure_ascii=not is_unicode))
        else:
            _show(name, found, gazetteer)
    return _DONE


def _country_codes(given: Sequence[str] | None) -> frozenset[str] | None:
    from geo.gazetteer.geocoder import parse_country_codes

    try:
        return None if given is None else parse_country_codes(",".join(given))
    except ValueError as error:
        raise SettingsError(f"--country: {error}") from error


def _point(near: str, gazetteer: Gazetteer) -> tuple[float, float]:
    """Return latitude and longitude of what `--near` names."""
    from geo.geodesy import is_on_globe

    try:
        latitude, longitude = (float(part) for part in near.split(","))
    except ValueError:
        candidates = gazetteer.candidates(near, limit=1)
        if not candidates:
            raise SettingsError(
                f"--near: {near!r} is not in the gazetteer; give a place, or LAT,LON in degrees"
            ) from None
        return candidates[0].entry.latitude, candidates[0].entry.longitude
    if not is_on_globe(latitude=latitude, longitude=longitude):
        raise SettingsError(f"--near: {near!r} is no point; expected LAT,LON in degrees")
    return latitude, longitude


def _ranked(candidates: Sequence[Candidate], point: tuple[float, float] | None) -> Sequence[_Found]:
    from geo.geodesy import distance_km

    if point is None:
        return [_Found(candidate, None) for candidate in candidates]
    found = [
        _Found(
            candidate,
            distance_km(
                latitude_a=point[0],
                longitude_a=point[1],
                latitude_b=candidate.entry.latitude,
                longitude_b=candidate.entry.longitude,
            ),
        )
        for candidate in candidates
    ]
    return sorted(found, key=lambda one: one.distance_km or 0.0)


def _described(found: _Found) -> dict[str, object]:
    entry = found.candidate.entry
    row = {
        "entry_id": entry.entry_id,
        "name": entry.name,
        "latitude": round(entry.latitude, 6),
        "longitude": round(entry.longitude, 6),
        "country_code": entry.country_code,
        "feature_code": entry.feature_code,
        "match": str(found.candidate.match),
        "score": round(found.candidate.score, 4),
    }
    if found.distance_km is not None:
        row["distance_km"] = round(found.distance_km, 1)
    return row


def _show(name: str, found: Sequence[_Found], gazetteer: Gazetteer) -> None:
    print(name if found else f"{name}: not in the gazetteer")
    for candidate, distance_km in found:
        entry = candidate.entry
        within = ", ".join(parent.name for parent in gazetteer.parents(entry))
        away = "" if distance_km is None else f"  {distance_km:.0f} km away"
        print(
            f"  {entry.name} ({entry.feature_code}) {entry.latitude:.4f}, "
            f"{entry.longitude:.4f}  {within}  {entry.entry_id}  "
            f"{candidate.match}, {candidate.score:.2f}{away}"
        )
