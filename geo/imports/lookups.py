"""Where places lie that a table names without coordinates, by name, country and division."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from geo.combinations import combine
from geo.gazetteer import Gazetteer
from geo.geodesy import distance_km
from geo.imports.coding import joined
from geo.model import Entry, Geoprecision, Match

__all__ = ["Lookups"]

_MOST_NAMES = 50_000
# Entries of one town and of its district lie apart, two towns of one name farther.
_SAME_KM = 25.0
# Another place of the name in the country that is known half as well could as well be meant.
_RIVAL_SHARE = 0.5
_RIVAL_POPULATION = 10
_SHOWN_CHARACTERS = 60
_BARE = "the table gives no coordinates"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What the gazetteer has for a name: an entry, or why there is none."""

    reason: str
    entry: Entry | None = None
    precision: Geoprecision | None = None


class Lookups:
    """The gazetteer, asked for places by what a row of a table says of them."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._find = lru_cache(_MOST_NAMES)(self._look_up)

    def with_places(self, coded: pd.DataFrame) -> pd.DataFrame:
        """Fill in points and precisions of rows that name a place and give no coordinates.

        The precision is that of what was found, or the coarser one that the row says itself. What
        is not found, or could be several places, keeps the division or country of the row; the
        reason says so.
        """
        is_nowhere = coded["latitude"].isna() | coded["longitude"].isna()
        bare = is_nowhere & coded["area"].isna() & coded["place_name"].notna()
        if not bare.any():
            return coded
        rows = coded[bare]
        keys = [rows[name] for name in ("place_name", "country_code", "admin1")]
        numbers, first = combine(*keys)
        asked = zip(*(key.iloc[first].astype(object) for key in keys), strict=True)
        found = pd.DataFrame([self._columns(*key) for key in asked]).iloc[numbers]
        found = found.set_axis(rows.index)
        said = rows["geoprecision"].where(rows["place_reason"].notna())
        precision = found["geoprecision"].astype("Int64")
        coarser = precision.where(~(said > precision).fillna(value=False).astype(bool), said)
        filled: dict[str, pd.Series] = {
            "latitude": found["latitude"].astype("Float64"),
            "longitude": found["longitude"].astype("Float64"),
            "geoprecision": coarser.fillna(rows["geoprecision"]),
            "admin1": found["division"].astype(coded["admin1"].dtype).fillna(rows["admin1"]),
            "place_reason": joined(
                [found["reason"].astype(coded["place_reason"].dtype), rows["place_reason"]], "; "
            ),
        }
        return coded.assign(
            **{
                name: values.reindex(coded.index).where(bare, coded[name])
                for name, values in filled.items()
            }
        )

    def _columns(self, name: str, country: object, division: object) -> dict[str, object]:
        country, division = (None if pd.isna(of) else str(of) for of in (country, division))  # type: ignore[call-overload]
        found = self._find(name, country, division)
        entry, precision = found.entry, found.precision
        is_division = precision == Geoprecision.FIRST_DIVISION
        return {
            "latitude": entry.latitude if entry is not None else None,
            "longitude": entry.longitude if entry is not None else None,
            "geoprecision": int(precision) if precision is not None else None,
            "division": entry.name if entry is not None and is_division else None,
            "reason": found.reason,
        }

    def _look_up(self, name: str, country: str | None, division: str | None) -> _Found:
        if country is None:
            return _Found(reason=f"{_BARE}, and no country to look its place up in")
        candidates = self._gazetteer.candidates(name, loose=False)
        inside = [one for one in candidates if one.entry.country_code == country]
        homes = self._divisions(division, country)
        inside = [one for one in inside if one.entry.admin1 in homes] or inside
        where = f"{name[:_SHOWN_CHARACTERS]!r} in {country}"
        if not inside:
            return _Found(reason=f"{_BARE}, and the gazetteer has no {where}")
        best = inside[0]
        near = [one for one in inside if one.score > best.score * _RIVAL_SHARE]
        rivals = [one for one in near if _is_rival(one.entry, best.entry)]
        if rivals:
            return _Found(reason=f"{_BARE}, and {len(rivals) + 1} places are called {where}")
        precision = best.entry.geoprecision
        if best.match == Match.FOLDED:
            # Words stand around the name, such as "district": the coarser of what is called so.
            precision = max(one.entry.geoprecision for one in near)
        return _Found(
            entry=best.entry,
            precision=precision,
            reason=f"{_BARE}; by its name and country it is {best.entry.entry_id}",
        )

    def _divisions(self, name: str | None, country: str) -> frozenset[str | None]:
        """Return the first-order divisions of a country that bear a name."""
        if name is None:
            return frozenset()
        entries = [one.entry for one in self._gazetteer.candidates(name)]
        own = [entry for entry in entries if entry.country_code == country]
        divisions = [entry.entry_id for entry in own if entry.feature_code == "ADM1"]
        return frozenset(divisions or [entry.admin1 for entry in own if entry.admin1])


def _is_rival(one: Entry, best: Entry) -> bool:
    """Return whether a place could as well be meant: of its kind, elsewhere, and no village."""
    if one.feature_class != best.feature_class:
        return False
    away_km = distance_km(
        latitude_a=one.latitude,
        longitude_a=one.longitude,
        latitude_b=best.latitude,
        longitude_b=best.longitude,
    )
    return away_km > _SAME_KM and one.population * _RIVAL_POPULATION > best.population
