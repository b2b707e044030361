"""Online basemaps, for those who ask for one: tiles by the names of `xyzservices`."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import xyzservices
from rapidfuzz import process

from geo.errors import SettingsError

__all__ = ["bare_ground", "read_tiles"]

_CLOSE = 3


def read_tiles(name: str) -> xyzservices.TileProvider:
    """Return who serves tiles under a name.

    Parameters
    ----------
    name
        Such as `OpenStreetMap.Mapnik`; upper case and punctuation do not matter.

    Raises
    ------
    SettingsError
        If there is no such name, or its tiles are served to holders of a key alone.
    """
    try:
        provider = xyzservices.providers.query_name(name)
    except ValueError as error:
        known = [own["name"] for own in xyzservices.providers.flatten().values()]
        close = ", ".join(match for match, *_ in process.extract(name, known, limit=_CLOSE))
        raise SettingsError(
            f"tiles are {name!r}, which xyzservices does not know; close are {close}"
        ) from error
    if provider.requires_token():
        raise SettingsError(
            f"tiles are {provider.name}, which asks for a key; choose others, or add a"
            " folium.TileLayer with your key to the map"
        )
    return provider


def bare_ground(provider: xyzservices.TileProvider, credit: dict[str, str]) -> dict[str, Any]:
    """Return a ground for tiles to lie under: no land, no lines and no names of its own.

    Parameters
    ----------
    provider
        Of the tiles; credited.
    credit
        What names the source of place names.
    """
    host = urlsplit(provider.build_url(x=0, y=0, z=0)).hostname or provider.name
    return {
        "world": [],
        "world_scale": 1,
        "fine": [],
        "fine_scale": 1,
        "windows": [],
        "divisions": [],
        "disputed": [],
        "labels": [],
        "tiles": host,
        "credits": [{"what": "tiles", "text": provider.attribution}, credit],
    }
