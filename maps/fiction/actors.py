"""Who acts on the islands: states, armies, rebels, relief, and those who suffer them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from fiction.land import Archipelago
from fiction.names import Namer, demonym
from fiction.places import Places
from fiction.tables import read_table

__all__ = ["NOBODY", "Actor", "Cast", "build_cast"]

NOBODY = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """An actor; `surfaces` are what texts call it, its name first, with its article."""

    actor_id: str
    name: str
    type: str
    sector: str | None
    country: int | None
    surfaces: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Cast:
    """All actors, and their numbers by pool, country and side (1 government, 2 rebels)."""

    rows: list[Actor] = field(default_factory=list)
    pools: dict[tuple[str, int, int], list[int]] = field(default_factory=lambda: defaultdict(list))

    def choose(
        self, rng: np.random.Generator, pool: str, country: int, side: int, count: int
    ) -> np.ndarray:
        """Return so many numbers of actors that a pool has for a country and a side."""
        if not pool:
            return np.full(count, NOBODY)
        if pool == "enemy":
            pool, side = "armed", 3 - side
        found = self.pools[pool, country, side] or self.pools[pool, country, 3 - side]
        # Those named first act more often.
        weights = 1 / (1 + np.arange(len(found)))
        return np.asarray(found)[rng.choice(len(found), count, p=weights / weights.sum())]


def build_cast(
    archipelago: Archipelago, places: Places, rng: np.random.Generator, namer: Namer
) -> Cast:
    """Return the actors of the islands."""
    cast = Cast()
    countries = range(len(archipelago.countries))
    for row in read_table("actors"):
        if row["per"] == "once":
            number = _add(cast, row, _words(row["name"], {}), None)
            for country in countries:
                _enrol(cast, row, country, number)
            continue
        for country in countries:
            words = _told(archipelago, places, rng, namer, country)
            number = _add(cast, row, _words(row["name"], words), country, words)
            _enrol(cast, row, country, number)
    for country in countries:
        for other in countries:
            if other != country:
                cast.pools["foreign", country, 1] += cast.pools["state", other, 1]
    return cast


def _words(pattern: str, words: dict[str, str]) -> str:
    return pattern.format(**words)


def _told(
    archipelago: Archipelago,
    places: Places,
    rng: np.random.Generator,
    namer: Namer,
    country: int,
) -> dict[str, str]:
    """Return what the patterns of names are filled in with."""
    land = archipelago.countries[country]
    own = [part.name for part in archipelago.divisions if part.country == country]
    towns = np.flatnonzero(places.country == country)
    chief = towns[np.argsort(-places.weight[towns], kind="stable")[:4]]
    return {
        "title": land.title,
        "land": land.name,
        "demonym": demonym(land.name),
        "division": own[int(rng.integers(len(own)))],
        "town": places.rows[int(chief[rng.integers(len(chief))])].name,
        "name": namer.name(country, syllables=2),
        "surname": namer.name(country),
    }


def _add(
    cast: Cast,
    row: Mapping[str, str],
    name: str,
    country: int | None,
    words: dict[str, str] | None = None,
) -> int:
    initials = "".join(part[0] for part in name.split() if part[0].isupper())
    told = {"initials": initials} | (words or {})
    aliases = [one.format(**told) for one in row["aliases"].split("|") if one]
    article = "the " if row["article"] else ""
    key = name.lower().replace(" ", "-")
    cast.rows.append(
        Actor(
            actor_id=f"fiction:{key}",
            name=name,
            type=row["type"],
            sector=row["sector"] or None,
            country=country,
            surfaces=tuple(f"{article}{one}" for one in (name, *aliases)),
        )
    )
    return len(cast.rows) - 1


def _enrol(cast: Cast, row: Mapping[str, str], country: int, number: int) -> None:
    """Put an actor into its pools; one without a side serves both."""
    pools = [row["pool"]]
    if row["pool"] in {"military", "rebel", "militia"}:
        pools.append("armed")
    for pool in pools:
        for side in (1, 2) if row["side"] == "0" else (int(row["side"]),):
            cast.pools[pool, country, side].append(number)
