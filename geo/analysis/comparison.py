"""Events of two datasets that may be the same, and where the datasets agree."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.analysis.tables import MATCHES
from geo.geodesy import distance_km
from geo.model import Status
from geo.schema import CRS, arrange

__all__ = ["compare_events", "summarise"]

_SIDES = ("ours", "theirs")
_TOLD = tuple(name.removeprefix("our_") for name in MATCHES.names if name.startswith("our_"))
_KM_PER_DEGREE = 111.2
_LEAST_COSINE = 0.05
# A pair that is farther apart in one respect must be nearer in the others: so much does each
# share of the allowed gap count, and a different kind of act as much as a whole gap of days.
_OTHER_KIND = 1.0

# So many events of ours are held against all of theirs of the same days.
_AT_ONCE = 2_000

_NO_PAIRS = pd.DataFrame(
    {
        "mine": np.array([], dtype=np.int64),
        "other": np.array([], dtype=np.int64),
        "days_apart": np.array([], dtype=float),
        "distance_km": np.array([], dtype=float),
        "is_same_type": np.array([], dtype=bool),
    }
)


def compare_events(
    ours: gpd.GeoDataFrame,
    theirs: gpd.GeoDataFrame,
    *,
    within_days: int = 1,
    within_km: float = 25.0,
    same_type: bool = False,
) -> gpd.GeoDataFrame:
    """Match the events of two tables.

    Two events may be the same if they are at most so many days and kilometres apart; an event
    that is known to an area only may be anywhere in it, and one without any place matches none.
    Of all pairs the nearest in time, place and type are taken first, and no event twice.

    Parameters
    ----------
    ours, theirs
        Tables of events of two atlases; only what is told as having happened counts.
    within_days, within_km
        The farthest that two events of a pair may be apart.
    same_type
        Whether types must be the same, of PLOVER or of ACLED.

    Returns
    -------
    A row for each pair and each event without one: `found_in` ("both", "ours" or "theirs"),
    `days_apart`, `distance_km`, `is_same_type`, and the columns of both events as `our_…` and
    `their_…`; the geometry is ours, or theirs where we have none; as declared in
    `tables.MATCHES`.
    """
    mine, other = _prepared(ours), _prepared(theirs)
    pairs = _pairs(mine, other, within_days, within_km)
    if same_type:
        pairs = pairs[pairs["is_same_type"]]
    chosen = _once_each(pairs, within_days, within_km)
    return _arranged(mine, other, chosen)


def _prepared(events: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    kept = events[events["status"] == str(Status.ACTUAL)].sort_values("event_id")
    kept = kept.reset_index(drop=True)
    start = kept["date_start"].fillna(kept["date_end"])
    return kept.assign(
        date_start=start, date_end=kept["date_end"].fillna(start).where(start.notna())
    )


def _pairs(
    mine: gpd.GeoDataFrame, other: gpd.GeoDataFrame, within_days: int, within_km: float
) -> pd.DataFrame:
    """Return all pairs that are near enough in space and time, some days of ours at a time."""
    first, last = _days(mine["date_start"]), _days(mine["date_end"])
    other_first, other_last = _days(other["date_start"]), _days(other["date_end"])
    dated = np.flatnonzero(~np.isnan(first))
    by_day = dated[np.argsort(first[dated], kind="stable")]
    found = [_NO_PAIRS]
    for start in range(0, len(by_day), _AT_ONCE):
        rows = by_day[start : start + _AT_ONCE]
        columns = np.flatnonzero(
            (other_last >= first[rows].min() - within_days)
            & (other_first <= last[rows].max() + within_days)
        )
        pairs = _pairs_of((mine, rows), (other, columns), within_days, within_km)
        found.append(pairs)
    return pd.concat(found, ignore_index=True)


def _pairs_of(
    ours: tuple[gpd.GeoDataFrame, np.ndarray],
    theirs: tuple[gpd.GeoDataFrame, np.ndarray],
    within_days: int,
    within_km: float,
) -> pd.DataFrame:
    """Return the pairs of those rows that are near enough."""
    (mine, rows), (other, columns) = ours, theirs
    near, near_other = _near(mine.iloc[rows], other.iloc[columns], within_km)
    rows, columns = rows[near], columns[near_other]
    days = _days_apart(mine.iloc[rows], other.iloc[columns])
    timely = days <= within_days
    rows, columns = rows[timely], columns[timely]
    one, two = mine.iloc[rows], other.iloc[columns]
    pairs = pd.DataFrame(
        {
            "mine": rows,
            "other": columns,
            "days_apart": days[timely],
            "distance_km": _distances_km(one, two),
            "is_same_type": _same_type(one, two),
        }
    )
    return pairs[pairs["distance_km"] <= within_km]


def _near(
    mine: gpd.GeoDataFrame, other: gpd.GeoDataFrame, within_km: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return numbers of events whose boxes come as near as allowed, or meet."""
    shapes, others = (np.array(one.geometry, dtype=object) for one in (mine, other))
    known = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    west, south, east, north = shapely.bounds(shapes[known]).T
    high = within_km / _KM_PER_DEGREE
    cosine = np.cos(np.radians(np.minimum(np.maximum(abs(south), abs(north)) + high, 90.0)))
    wide = high / np.maximum(cosine, _LEAST_COSINE)
    boxes = shapely.box(west - wide, south - high, east + wide, north + high)
    rows, columns = shapely.STRtree(others).query(boxes)
    return known[rows], columns


def _days_apart(one: pd.DataFrame, two: pd.DataFrame) -> np.ndarray:
    """Return the days between two intervals; 0 where they overlap, infinite without a date."""
    gap = np.maximum(
        _days(two["date_start"]) - _days(one["date_end"]),
        _days(one["date_start"]) - _days(two["date_end"]),
    )
    return np.where(np.isnan(gap), np.inf, np.maximum(gap, 0))


def _days(dates: pd.Series) -> np.ndarray:
    days = dates.to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(days), np.nan, days.astype(float))


def _distances_km(one: gpd.GeoDataFrame, two: gpd.GeoDataFrame) -> np.ndarray:
    """Return how far events are apart; 0 where the area of one holds the other or meets it."""
    shapes, others = (np.array(part.geometry, dtype=object) for part in (one, two))
    points, other_points = (shapely.point_on_surface(part) for part in (shapes, others))
    away = distance_km(
        latitude_a=shapely.get_y(points),
        longitude_a=shapely.get_x(points),
        latitude_b=shapely.get_y(other_points),
        longitude_b=shapely.get_x(other_points),
    )
    is_area = (shapely.get_dimensions(shapes) > 0) | (shapely.get_dimensions(others) > 0)
    meets = np.zeros(len(shapes), dtype=bool)
    # Many events share the area of one country.
    pairs = pd.DataFrame({"one": _codes(shapes[is_area]), "two": _codes(others[is_area])})
    distinct = ~pairs.duplicated()
    met = shapely.intersects(shapes[is_area][distinct], others[is_area][distinct])
    numbers = pairs.groupby(["one", "two"], sort=False).ngroup()
    meets[is_area] = met[numbers]
    return np.where(meets, 0.0, np.asarray(away))


def _codes(shapes: np.ndarray) -> np.ndarray:
    return pd.factorize(pd.Series(shapely.to_wkb(shapes), dtype=object))[0]


def _same_type(one: pd.DataFrame, two: pd.DataFrame) -> np.ndarray:
    same = np.zeros(len(one), dtype=bool)
    for name in ("event_type", "acled_event_type"):
        mine, other = (part[name].fillna("").to_numpy(dtype=object) for part in (one, two))
        same |= (mine == other) & (mine != "")
    return same


def _once_each(pairs: pd.DataFrame, within_days: int, within_km: float) -> pd.DataFrame:
    """Return the best pairs in which no event stands twice."""
    gap = (
        pairs["days_apart"] / max(within_days, 1)
        + pairs["distance_km"] / max(within_km, 1e-9)
        + _OTHER_KIND * ~pairs["is_same_type"]
    )
    ranked = pairs.assign(gap=gap.round(9)).sort_values(["gap", "mine", "other"], kind="stable")
    mine, other = set[int](), set[int]()
    kept = []
    for at, row, column in zip(ranked.index, ranked["mine"], ranked["other"], strict=True):
        if row not in mine and column not in other:
            mine.add(row)
            other.add(column)
            kept.append(at)
    return ranked.loc[kept]


def _arranged(
    mine: gpd.GeoDataFrame, other: gpd.GeoDataFrame, chosen: pd.DataFrame
) -> gpd.GeoDataFrame:
    alone = np.setdiff1d(np.arange(len(mine)), chosen["mine"])
    others = np.setdiff1d(np.arange(len(other)), chosen["other"])
    rows = np.concatenate([chosen["mine"], alone, np.full(len(others), -1)]).astype(int)
    columns = np.concatenate([chosen["other"], np.full(len(alone), -1), others]).astype(int)
    paired = np.arange(len(rows)) < len(chosen)
    table: dict[str, object] = {
        "found_in": np.where(paired, "both", np.where(columns < 0, *_SIDES)),
        "days_apart": _padded(chosen["days_apart"], len(rows)).astype("Int64"),
        "distance_km": _padded(chosen["distance_km"].round(1), len(rows)),
        "is_same_type": _padded(chosen["is_same_type"].astype(float), len(rows)).astype("boolean"),
    }
    for prefix, frame, numbers in (("our", mine, rows), ("their", other, columns)):
        for name in _TOLD:
            table[f"{prefix}_{name}"] = frame[name].array.take(numbers, allow_fill=True)
    shapes = np.append(np.array(mine.geometry, dtype=object), [None])[rows]
    theirs = np.append(np.array(other.geometry, dtype=object), [None])[columns]
    table["geometry"] = gpd.GeoSeries(np.where(shapely.is_missing(shapes), theirs, shapes), crs=CRS)
    return gpd.GeoDataFrame(arrange(pd.DataFrame(table), MATCHES))


def _padded(values: pd.Series, length: int) -> pd.Series:
    """Return values of the pairs, followed by nulls for what has no pair."""
    return values.reset_index(drop=True).reindex(range(length)).astype("Float64")


def summarise(matched: pd.DataFrame, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """Count how far two datasets agree.

    Parameters
    ----------
    matched
        As `compare_events` gives it.
    by
        Of `country_code`, `event_type` and `year`: what to count apart.

    Returns
    -------
    A row for each group: `both`, `ours` and `theirs`, how many events are in both or in one
    alone; `share_of_ours` and `share_of_theirs`, which part of each side's events the other has;
    `same_type`, the share of the pairs with the same type; `our_fatalities` and
    `their_fatalities`, the sums over the pairs.
    """
    keys = pd.DataFrame(
        {name: _either(matched, name) for name in by if name != "year"}
        | ({"year": _either(matched, "date_start").dt.year} if "year" in by else {}),
        index=matched.index,
    )[list(by)]
    if not by:
        return pd.DataFrame([_agreement(matched)])
    rows = [
        {**dict(zip(by, key, strict=True)), **_agreement(matched.loc[group.index])}
        for key, group in keys.groupby(list(by), dropna=False, sort=True)
    ]
    return pd.DataFrame(rows)


def _either(matched: pd.DataFrame, name: str) -> pd.Series:
    return matched[f"our_{name}"].fillna(matched[f"their_{name}"])


def _agreement(rows: pd.DataFrame) -> dict[str, object]:
    counts = rows["found_in"].value_counts()
    both, ours, theirs = (int(counts.get(name, 0)) for name in ("both", *_SIDES))
    pairs = rows[rows["found_in"] == "both"]
    return {
        "both": both,
        "ours": ours,
        "theirs": theirs,
        "share_of_ours": round(both / (both + ours), 4) if both + ours else None,
        "share_of_theirs": round(both / (both + theirs), 4) if both + theirs else None,
        "same_type": round(float(pairs["is_same_type"].mean()), 4) if both else None,
        "our_fatalities": int(pairs["our_fatalities_best"].sum()),
        "their_fatalities": int(pairs["their_fatalities_best"].sum()),
    }
