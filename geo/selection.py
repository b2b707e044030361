"""Which events to keep: by time and country."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from geo.errors import SettingsError
from geo.model import Provenance
from geo.ontology import quad_classes

__all__ = ["Selection"]

_ALPHA3 = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """A choice of events; without arguments, all.

    Parameters
    ----------
    since, until
        First and last day, both included: an event is kept if one of its days may lie between
        them. One without a date is then left out.
    countries
        ISO 3166-1 alpha-3 codes of the countries where it was done.
    event_types
        PLOVER types.

    Raises
    ------
    SettingsError
        If `until` is before `since`, a country is no code of three letters, or a type none of
        PLOVER's.
    """

    since: dt.date | None = None
    until: dt.date | None = None
    countries: frozenset[str] = frozenset()
    event_types: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.since is not None and self.until is not None and self.until < self.since:
            raise SettingsError(f"until, {self.until}, is before since, {self.since}")
        for code in sorted(self.countries):
            if not (len(code) == _ALPHA3 and code.isascii() and code.isupper()):
                raise SettingsError(
                    f"country is {code!r}, expected a code of ISO 3166-1 alpha-3 such as SYR"
                )
        for name in sorted(self.event_types - quad_classes().keys()):
            raise SettingsError(
                f"type is {name!r}, expected one of {', '.join(sorted(quad_classes()))}"
            )

    def __bool__(self) -> bool:
        return bool(self.since or self.until or self.countries or self.event_types)

    def mask(self, events: pd.DataFrame) -> pd.Series[bool]:
        """Return which rows are kept, of a table with the columns of events.

        `date_start`, `date_end`, `country_code` and `event_type` are read. An event whose last
        day is not known ends on its first.
        """
        kept = pd.Series(data=True, index=events.index)
        start = events["date_start"].fillna(events["date_end"])
        end = events["date_end"].fillna(events["date_start"])
        if self.since is not None:
            kept &= end >= pd.Timestamp(self.since)
        if self.until is not None:
            kept &= start <= pd.Timestamp(self.until)
        if self.countries:
            kept &= _among(events["country_code"], self.countries)
        if self.event_types:
            kept &= _among(events["event_type"], self.event_types)
        return kept

    def provenance(self) -> tuple[Provenance, ...]:
        """Say what was chosen, where anything was."""
        said = [
            *([f"since {self.since}"] if self.since else []),
            *([f"until {self.until}"] if self.until else []),
            *([f"in {', '.join(sorted(self.countries))}"] if self.countries else []),
            *([f"of {', '.join(sorted(self.event_types))}"] if self.event_types else []),
        ]
        detail = "events " + "; ".join(said)
        return (Provenance(component="selection", version="1", detail=detail),) if said else ()


def _among(values: pd.Series[str], kept: frozenset[str]) -> pd.Series[bool]:
    return values.isin(sorted(kept)).fillna(value=False).astype(bool)
