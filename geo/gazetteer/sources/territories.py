"""Codes of countries as sources write them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from geo.lexicon import read_rows

__all__ = ["country_code_of"]


@cache
def _codes() -> Mapping[str, str]:
    rows = read_rows("territories")
    two = {row["alpha2"]: row["alpha3"] for row in rows}
    return two | {row["alpha3"]: row["alpha3"] for row in rows}


def country_code_of(code: str) -> str | None:
    """Return the ISO 3166-1 alpha-3 code for an alpha-2 or alpha-3 code, or `None`.

    Examples
    --------
    >>> country_code_of("sy"), country_code_of("-1")
    ('SYR', None)
    """
    return _codes().get(code.upper())
