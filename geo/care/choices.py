"""What may be chosen for the care of those whom a text tells of."""

from __future__ import annotations

import math
from typing import Literal

from geo.errors import SettingsError

__all__ = ["LEAST_CELL_KM", "WIDEST_CELL_KM", "Redaction", "read_level"]

Redaction = Literal["persons", "all-persons"]
"""`persons` keeps the public office-holders and leaders of the table of actors."""

# A smaller cell hides nothing that the gazetteer's points do not blur already; of a larger one
# the country says more.
LEAST_CELL_KM, WIDEST_CELL_KM = 1.0, 500.0


def read_level(to: str | float) -> str | float:
    """Return a level of coarsening: `division`, `settlement` or the side of a cell in km.

    Raises
    ------
    SettingsError
        If it is none of these.
    """
    if to in {"division", "settlement"}:
        return to
    try:
        cell_km = float(str(to).lower().removesuffix("km"))
    except ValueError:
        cell_km = math.nan
    if not LEAST_CELL_KM <= cell_km <= WIDEST_CELL_KM:
        raise SettingsError(
            f"coarsen is {to!r}; known are division, settlement, or a side in kilometres from "
            f"{LEAST_CELL_KM:g} to {WIDEST_CELL_KM:g}"
        )
    return cell_km
