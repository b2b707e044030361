"""An online geocoder behind the embedded gazetteer: asked seldom, slowly, and once."""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopy.geocoders
from geopy.exc import ConfigurationError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders.base import Geocoder as Base
from geopy.location import Location

from geo.files import replacing

__all__ = ["Fallback"]


class Fallback:
    """Another geocoder's answers, one query at a time, kept on disk.

    Parameters
    ----------
    geocoder
        A geocoder of geopy, or the name that geopy knows its class by ("nominatim").
    options
        What a geocoder given by name is made with, such as its `user_agent`.
    cache
        Folder of the answers, a file of JSON for each query; `None` keeps none. What a service
        does not find is kept, too; errors are not. Mind the terms of the service: not all allow
        answers to be kept.
    min_delay_s
        Seconds between two queries; the public Nominatim asks for one at least.

    Raises
    ------
    geopy.exc.GeocoderNotFound
        If geopy has no geocoder of the name.
    geopy.exc.ConfigurationError
        If the options do not suit it.
    """

    def __init__(
        self,
        geocoder: Base | str,
        *,
        options: Mapping[str, Any] | None = None,
        cache: Path | None = None,
        min_delay_s: float = 1.0,
    ) -> None:
        self._geocoder = _named(geocoder, options or {}) if isinstance(geocoder, str) else geocoder
        self._cache = cache
        self._ask = RateLimiter(
            self._geocoder.geocode,
            min_delay_seconds=min_delay_s,
            max_retries=0,
            swallow_exceptions=False,
        )
        self._accepts = frozenset(inspect.signature(self._geocoder.geocode).parameters)

    def geocode(self, query: str, **wishes: object) -> list[Location]:
        """Return what the service finds.

        Parameters
        ----------
        query
            The name.
        wishes
            Further parameters of geopy's `geocode`; those that are `None` or that the service
            does not know are left out.

        Raises
        ------
        geopy.exc.GeopyError
            If the service cannot be asked or does not answer.
        """
        asked = {
            name: wish
            for name, wish in sorted(wishes.items())
            if wish is not None and name in self._accepts
        }
        path = self._path(query, asked)
        kept = None if path is None else _read(path)
        if kept is None:
            answer = self._ask(query, exactly_one=False, **asked)
            kept = [
                {"address": found.address, "point": list(found.point), "raw": found.raw}
                for found in answer or ()
            ]
            if path is not None:
                _write(path, query, kept)
        return [Location(found["address"], tuple(found["point"]), found["raw"]) for found in kept]

    def _path(self, query: str, asked: Mapping[str, object]) -> Path | None:
        if self._cache is None:
            return None
        service = type(self._geocoder).__name__
        where = getattr(self._geocoder, "domain", "") or getattr(self._geocoder, "api", "")
        wishes = {name: wish for name, wish in asked.items() if name != "timeout"}
        key = json.dumps([service, where, query, wishes], sort_keys=True, default=str)
        name = hashlib.sha256(key.encode()).hexdigest()[:32]
        return self._cache / service.lower() / f"{name}.json"


def _named(name: str, options: Mapping[str, Any]) -> Base:
    service = geopy.geocoders.get_geocoder_for_service(name)
    try:
        return service(**options)
    except TypeError as error:
        raise ConfigurationError(f"geocoder {name!r}: {error}") from error


def _read(path: Path) -> list[dict[str, Any]] | None:
    """Return a kept answer; a damaged one is as good as none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        found: list[dict[str, Any]] = content["found"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    is_whole = isinstance(found, list) and all(
        isinstance(one, dict) and {"address", "point", "raw"} <= set(one) for one in found
    )
    return found if is_whole else None


def _write(path: Path, query: str, found: list[dict[str, Any]]) -> None:
    text = json.dumps(
        {"found": found, "query": query}, ensure_ascii=False, indent=1, sort_keys=True, default=str
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as scratch:
        scratch.write_text(text + "\n", encoding="utf-8")
