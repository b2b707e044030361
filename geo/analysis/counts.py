"""How many events, and how many dead, by area, period and type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.analysis.areas import Areas
from geo.analysis.tables import COUNTS
from geo.model import Status
from geo.schema import CRS, arrange

__all__ = ["PERIODS", "count_events", "sum_tallies", "tally_events"]

PERIODS: Mapping[str, str | None] = {
    "all": None,
    "year": "Y",
    "quarter": "Q",
    "month": "M",
    "week": "W-SUN",
    "day": "D",
}
"""Periods to count by; a week is that of ISO 8601, from Monday."""

_DEATHS = ("fatalities_low", "fatalities_best", "fatalities_high")
_KEYS = ["area_id", "period_start", "event_type", "area", "period_end"]
_ACTUAL = frozenset({str(Status.ACTUAL)})


def count_events(
    events: gpd.GeoDataFrame,
    areas: Areas,
    *,
    period: str = "all",
    by_type: bool = False,
    statuses: frozenset[str] = _ACTUAL,
) -> gpd.GeoDataFrame:
    """Count events by area, period and type.

    Parameters
    ----------
    events
        The table of events of an atlas.
    areas
        Where to count.
    period
        One of `PERIODS`.
    by_type
        Whether each PLOVER type is counted apart.
    statuses
        Which events count; by default what is told as having happened.

    Returns
    -------
    A row for each area, period and type with an event, as declared in `tables.COUNTS`. An event
    that is not known to one area, or to one period, is counted in rows without an area, or
    without a period: the sum over all rows is that of the events.
    """
    tally = tally_events(events, areas, period=period, by_type=by_type, statuses=statuses)
    return sum_tallies([tally], areas)


def tally_events(
    events: gpd.GeoDataFrame,
    areas: Areas,
    *,
    period: str = "all",
    by_type: bool = False,
    statuses: frozenset[str] = _ACTUAL,
) -> pd.DataFrame:
    """Count a part of the events, as `count_events` does, for `sum_tallies`.

    Returns
    -------
    A row for each area, period and type; `area` is the number of the area.
    """
    kept = events[events["status"].isin(sorted(statuses))]
    numbers = areas.find(kept)
    start, end = _periods(kept, period)
    table = pd.DataFrame(
        {
            "area": numbers,
            "area_id": pd.array([*areas.ids, None], dtype="string").take(numbers),
            "period_start": start,
            "period_end": end,
            "event_type": kept["event_type"].to_numpy() if by_type else "all",
            "events": np.ones(len(kept), dtype="int64"),
            "reports": kept["report_count"].to_numpy(dtype="int64"),
            **{name: kept[name].to_numpy(dtype=float, na_value=np.nan) for name in _DEATHS},
        }
    )
    return _summed(table)


def sum_tallies(tallies: Sequence[pd.DataFrame], areas: Areas) -> gpd.GeoDataFrame:
    """Return the counts of all events, given those of each part of them.

    The dead of an event are a whole number: their sums do not depend on the order.

    Parameters
    ----------
    tallies
        One or more results of `tally_events` with these areas.
    areas
        Where was counted.

    Returns
    -------
    As `count_events` of all parts together.
    """
    counted = [tally for tally in tallies if len(tally)] or tallies[:1]
    return _described(_summed(pd.concat(counted, ignore_index=True)), areas)


def _summed(table: pd.DataFrame) -> pd.DataFrame:
    grouped = table.groupby(_KEYS, dropna=False, sort=True)
    return grouped.agg(
        events=("events", "sum"),
        reports=("reports", "sum"),
        **{name: (name, _sum_known) for name in _DEATHS},
    ).reset_index()


def _sum_known(values: pd.Series[float]) -> float:
    return float(values.sum(min_count=1))


def _periods(events: pd.DataFrame, period: str) -> tuple[pd.Series, pd.Series]:
    """Return first and last day of the period that each event lies in as a whole."""
    index = range(len(events))
    start = events["date_start"].fillna(events["date_end"]).set_axis(index)
    end = events["date_end"].fillna(events["date_start"]).set_axis(index)
    unit = PERIODS[period]
    if unit is None:
        nothing = pd.Series(pd.NaT, index=index, dtype=start.dtype)
        return nothing, nothing
    first, last = start.dt.to_period(unit), end.dt.to_period(unit)
    is_one = (first == last) & start.notna()
    within = first.where(is_one)
    return (
        within.dt.start_time.astype(start.dtype),
        within.dt.end_time.dt.normalize().astype(start.dtype),
    )


def _described(counts: pd.DataFrame, areas: Areas) -> gpd.GeoDataFrame:
    """Name the areas of counts, and give their shapes."""
    numbers = counts.pop("area").to_numpy()
    described = counts.assign(
        area_name=pd.array([*areas.names, None], dtype="string").take(numbers),
        country_code=pd.array([*areas.country_codes, None], dtype="string").take(numbers),
        geometry=gpd.GeoSeries(np.append(areas.shapes, [None])[numbers], crs=CRS),
        **{name: counts[name].round() for name in _DEATHS},
    )
    return gpd.GeoDataFrame(arrange(described, COUNTS))
