"""What a map calls countries."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import UnknownEntryError
from geo.maps.rows import Tables

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer

__all__ = ["countries_of"]


def countries_of(tables: Tables, gazetteer: Gazetteer) -> Callable[[str], str]:
    """Return what names a country by its code.

    The gazetteer's name; of a code that it does not know what the atlas calls the country, or
    the code itself. The places of the atlas are looked through only where they are needed.
    """

    @cache
    def given() -> dict[str, str]:
        places = tables.table("places")
        kinds = places.coded("feature_code")
        of_countries = np.array([*(kind == "PCLI" for kind in kinds.distinct), False])
        named = places.taken(np.flatnonzero(of_countries[kinds.of]))
        rows = zip(named.texts("country_code"), named.texts("name"), strict=True)
        return {code: name for code, name in rows if code and name}

    @cache
    def name_of(code: str) -> str:
        try:
            return gazetteer.country(code).name
        except UnknownEntryError:
            return given().get(code, code)

    return name_of
