"""Codes of countries as sources write them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from geo.lexicon import read_rows

__all__ = ["check_country_code", "country_code_of"]


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


def check_country_code(code: str) -> str | None:
    """Return what is wrong with the code of a country; a row may well give none."""
    if not code or country_code_of(code):
        return None
    return f"{code[:20]!r} is no country's code; expected ISO 3166-1, two or three letters, or none"
