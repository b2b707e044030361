"""What happens on the islands: wars whose fronts move, talks and unrest, as columns of numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fiction.actors import NOBODY, Cast
from fiction.land import degrees, kilometres
from fiction.places import NOWHERE, Places
from fiction.tables import read_table

__all__ = ["DAYS", "FIRST_DAY", "NO_DAY", "Events", "build_events"]

FIRST_DAY = np.datetime64("2041-01-01")
DAYS = 3652
NO_DAY = -1

_MONTH_DAYS = 30.4375
_MONTHS = 120

# Country, first and last month, direction of the front in degrees from east, share of the acts.
_WARS = ((1, 3, 74, 35.0, 0.5), (0, 30, 112, 120.0, 0.28), (3, 58, 119, 200.0, 0.22))
_FRONT_WIDTH_KM = 45.0
_MOST_CROSSINGS = 0.12
_THEATRES = {"war": 0.66, "talks": 0.2, "unrest": 0.14}

# How exactly the places of acts are known.
_PRECISIONS = {
    "town": 0.5,
    "site": 0.09,
    "near": 0.13,
    "road": 0.08,
    "district": 0.04,
    "division": 0.045,
    "area": 0.015,
    "country": 0.02,
    "sea": 0.01,
    "none": 0.07,
}
_DATE_PRECISIONS = (0.06, 0.72, 0.09, 0.06, 0.05, 0.02)
_STATUSES = ("actual", "planned", "denied", "hypothetical")
_STATUS_SHARES = (0.88, 0.05, 0.045, 0.025)
_INFERRED_SHARE = 0.08
_BACKGROUND_SHARE = 0.07
_JOINED_SHARE = 0.07
_TOLD_SHARE = 0.7
_DOUBTED_SHARE = 0.4
_INJURED_SHARE = 0.5
_DAYS = 2


@dataclass(slots=True, kw_only=True)
class Events:
    """Columns of events; `NOWHERE` and `NOBODY` stand for no place and no actor.

    `day` counts from `FIRST_DAY` and is known to the teller even where `date_precision` is 0,
    which means that no text states a date.
    """

    act: np.ndarray
    day: np.ndarray
    lasts: np.ndarray
    date_precision: np.ndarray
    town: np.ndarray
    place: np.ndarray
    near: np.ndarray
    point: np.ndarray
    origin: np.ndarray
    inferred: np.ndarray
    source: np.ndarray
    second: np.ndarray
    target: np.ndarray
    status: np.ndarray
    background: np.ndarray
    toll: np.ndarray
    injured: np.ndarray
    score: np.ndarray
    crossing: np.ndarray

    def __len__(self) -> int:
        return len(self.act)


def build_events(places: Places, cast: Cast, rng: np.random.Generator, count: int) -> Events:
    """Return so many events, in order of time."""
    fronts = _crossings(places, rng, int(count * _MOST_CROSSINGS))
    others = _scenes(places, rng, count - len(fronts["town"]))
    scenes = {name: np.concatenate([fronts[name], others[name]]) for name in fronts}
    scenes["country"] = places.country[scenes["town"]]
    order = np.argsort(scenes["day"], kind="stable")
    scenes = {name: column[order] for name, column in scenes.items()}
    acts = _acts(scenes["theatre"], rng)
    source, second, target = _people(acts, scenes, cast, rng)
    return Events(
        act=acts,
        day=scenes["day"],
        town=scenes["town"],
        crossing=scenes["side"] * (scenes["theatre"] == "front"),
        source=source,
        second=second,
        target=target,
        **_times(acts, scenes, rng),
        **_sites(acts, scenes, places, rng),
        **_tolls(acts, rng),
    )


def _fronts(war: tuple[int, int, int, float, float], months: np.ndarray) -> np.ndarray:
    """Return where the front of a war stands, in km along its direction, month by month."""
    country = war[0]
    swing = np.sin(months / (7.0 + country)) + 0.6 * np.sin(months / 3.1 + country)
    return 70.0 * swing + 25.0 * np.sin(months / 17.0)


def _along(places: Places, war: tuple[int, int, int, float, float]) -> np.ndarray:
    """Return how far each town lies along the direction of a war, from the land's middle."""
    points = kilometres(places.towns)
    own = places.country == war[0]
    turn = np.deg2rad(war[3])
    along: np.ndarray = (points - points[own].mean(axis=0)) @ np.array([np.cos(turn), np.sin(turn)])
    return along


def _crossings(places: Places, rng: np.random.Generator, most: int) -> dict[str, np.ndarray]:
    """Return when fronts pass towns, and which side then holds them."""
    towns, days, sides = [], [], []
    for war in _WARS:
        months = np.arange(war[1], war[2])
        ahead = _along(places, war)[:, None] > _fronts(war, months)[None, :]
        passed = np.diff(ahead.astype(int), axis=1)
        passed[places.country != war[0]] = 0
        town, month = np.nonzero(passed)
        towns.append(town)
        days.append((months[month] + 1 + rng.random(len(town))) * _MONTH_DAYS)
        # What lies ahead of the front is the rebels'.
        sides.append(np.where(passed[town, month] > 0, 2, 1))
    columns = [np.concatenate(given) for given in (towns, days, sides)]
    kept = np.sort(rng.permutation(len(columns[0]))[:most])
    town, day, side = (column[kept] for column in columns)
    return {
        "town": town,
        "day": np.minimum(day.astype(int), DAYS - 1),
        "side": side,
        "theatre": np.full(len(town), "front"),
    }


def _scenes(places: Places, rng: np.random.Generator, count: int) -> dict[str, np.ndarray]:
    """Return where and when the other acts take place, and by which side."""
    theatre = rng.choice(list(_THEATRES), count, p=list(_THEATRES.values()))
    month = rng.integers(0, _MONTHS, count)
    town = np.zeros(count, dtype=int)
    wars = np.flatnonzero(theatre == "war")
    of_war = rng.choice(len(_WARS), len(wars), p=[war[4] for war in _WARS])
    for number, war in enumerate(_WARS):
        own = wars[of_war == number]
        month[own] = _months_of(war, rng, len(own))
        town[own] = _towns_at_front(places, war, month[own], rng)
    calm = np.flatnonzero(theatre != "war")
    shares = np.cumsum(places.weight**1.3)
    town[calm] = np.searchsorted(shares, rng.random(len(calm)) * shares[-1])
    day = ((month + rng.random(count)) * _MONTH_DAYS).astype(int)
    return {
        "town": np.minimum(town, len(places.towns) - 1),
        "day": np.minimum(day, DAYS - 1),
        "side": rng.integers(1, 3, count),
        "theatre": theatre,
    }


def _months_of(
    war: tuple[int, int, int, float, float], rng: np.random.Generator, count: int
) -> np.ndarray:
    """Return months of a war, more of them where its front moves fast."""
    months = np.arange(war[1], war[2])
    pace = 15.0 + np.abs(np.gradient(_fronts(war, months)))
    return rng.choice(months, count, p=pace / pace.sum())


def _towns_at_front(
    places: Places,
    war: tuple[int, int, int, float, float],
    month: np.ndarray,
    rng: np.random.Generator,
) -> np.ndarray:
    """Return a town for each month, likelier the nearer the front of the month is."""
    along = _along(places, war)
    found = np.zeros(len(month), dtype=int)
    for one in np.unique(month):
        gap = (along - _fronts(war, np.array([one]))) / _FRONT_WIDTH_KM
        weight = places.weight**0.6 * np.exp(-(gap**2)) * (places.country == war[0])
        shares = np.cumsum(weight + 1e-9 * (places.country == war[0]))
        own = month == one
        found[own] = np.searchsorted(shares, rng.random(own.sum()) * shares[-1])
    return found


def _acts(theatre: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the number of an act of the table for each scene."""
    rows = read_table("acts")
    acts = np.zeros(len(theatre), dtype=int)
    for name in dict.fromkeys(row["theatre"] for row in rows):
        own = [number for number, row in enumerate(rows) if row["theatre"] == name]
        weights = np.array([float(rows[number]["weight"]) for number in own])
        here = theatre == name
        acts[here] = rng.choice(own, here.sum(), p=weights / weights.sum())
    return acts


def _people(
    acts: np.ndarray, scenes: dict[str, np.ndarray], cast: Cast, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return who does each act, who joins in and who suffers it."""
    found = np.full((3, len(acts)), NOBODY)
    sides = {"air": 1, "government": 1, "terrorist": 2, "opposition": 2, "relief": 1}
    country = scenes["country"]
    for number, row in enumerate(read_table("acts")):
        side = scenes["side"].copy()
        if row["source"] in sides:
            side[:] = sides[row["source"]]
        for key in np.unique(country[acts == number]):
            for one in (1, 2):
                own = np.flatnonzero((acts == number) & (country == key) & (side == one))
                for at, pool in enumerate((row["source"], row["source"], row["target"])):
                    found[at, own] = cast.choose(rng, pool, int(key), one, len(own))
    source, second, target = found
    alone = (rng.random(len(acts)) > _JOINED_SHARE) | (second == source) | (second == target)
    return source, np.where(alone, NOBODY, second), np.where(target == source, NOBODY, target)


def _times(
    acts: np.ndarray, scenes: dict[str, np.ndarray], rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Return how exactly each act is dated, how it is told, and how sure the coder is."""
    count = len(acts)
    precision = rng.choice(len(_DATE_PRECISIONS), count, p=_DATE_PRECISIONS)
    front = scenes["theatre"] == "front"
    precision[front] = 1
    longest = np.array([0, 0, 5, 6, 29, 150])[precision]
    status = rng.choice(len(_STATUSES), count, p=_STATUS_SHARES)
    status[front] = 0
    return {
        "lasts": np.where(precision == _DAYS, rng.integers(1, 6, count), longest),
        "date_precision": precision,
        "status": np.asarray(_STATUSES)[status],
        "background": (rng.random(count) < _BACKGROUND_SHARE) & ~front,
        "score": np.round(np.clip(rng.beta(6.0, 1.6, count), 0.05, 0.99), 2),
    }


def _sites(
    acts: np.ndarray, scenes: dict[str, np.ndarray], places: Places, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Return the place of each act, and the point beside it where it has one of its own."""
    rows = read_table("acts")
    moves = np.array(["{origin}" in row["template"] for row in rows])[acts]
    placed = np.array(["{at}" in row["template"] for row in rows])[acts]
    front = scenes["theatre"] == "front"
    kind = rng.choice(list(_PRECISIONS), len(acts), p=list(_PRECISIONS.values()))
    kind[moves | front] = "town"
    kind[~(placed | moves | front)] = "none"
    town = scenes["town"]
    place = places.near["town"][town]
    for name in ("site", "district", "division", "area", "country", "sea"):
        place = np.where(kind == name, places.near[name][town], place)
    place = np.where((kind == "site") & (place == NOWHERE), town, place)
    near = np.isin(kind, ("near", "road"))
    return {
        "place": np.where(kind == "none", NOWHERE, place),
        "near": near,
        "point": _points_beside(places, town, kind, rng),
        "origin": np.where(moves, _origins(places, town, rng), NOWHERE),
        "inferred": placed & (kind == "town") & (rng.random(len(acts)) < _INFERRED_SHARE),
    }


def _points_beside(
    places: Places, town: np.ndarray, kind: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Return points strewn around towns, or along the road to the next one."""
    points = kilometres(places.towns)
    strewn = points[town] + rng.normal(0.0, 7.0, (len(town), 2))
    share = rng.random((len(town), 1))
    beside = _next_towns(places)[town]
    road = points[town] * (1 - share) + points[beside] * share
    road += rng.normal(0.0, 0.5, (len(town), 2))
    return degrees(np.where((kind == "road")[:, None], road, strewn))


def _next_towns(places: Places) -> np.ndarray:
    """Return the nearest other town of each town's country."""
    points = kilometres(places.towns)
    nearest = np.zeros(len(points), dtype=int)
    for number, point in enumerate(points):
        gap = ((points - point) ** 2).sum(axis=1)
        gap[(places.country != places.country[number]) | (gap == 0)] = np.inf
        nearest[number] = int(np.argmin(gap))
    return nearest


def _origins(places: Places, town: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return a large town of the same country, another than the one that is reached."""
    origins = np.zeros(len(town), dtype=int)
    for country in np.unique(places.country):
        own = np.flatnonzero(places.country == country)
        chief = own[np.argsort(-places.weight[own], kind="stable")[:12]]
        here = places.country[town] == country
        origins[here] = rng.choice(chief, here.sum())
    return np.where(origins == town, _next_towns(places)[town], origins)


def _tolls(acts: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Return lowest, best and highest counts of the dead (-1 where none is told), and injured."""
    mean = np.array([float(row["toll"]) for row in read_table("acts")])[acts]
    best = np.where(mean > 0, rng.poisson(mean) * rng.integers(1, 5, len(acts)), -1)
    told = (best > 0) & (rng.random(len(acts)) < _TOLD_SHARE)
    spread = rng.integers(0, 4, len(acts)) * (rng.random(len(acts)) < _DOUBTED_SHARE)
    low = np.maximum(best - spread, 1)
    toll = np.column_stack([low, best, best + spread])
    injured = best + rng.poisson(3.0, len(acts))
    return {
        "toll": np.where(told[:, None], toll, -1),
        "injured": np.where(told & (rng.random(len(acts)) < _INJURED_SHARE), injured, -1),
    }
