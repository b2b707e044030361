"""All candidates of a document in one table, so that each is weighed beside all others at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from geo.gazetteer import Gazetteer
from geo.geodesy import distance_km
from geo.model import Candidate, Entry, Match
from geo.resolution.mentions import Mentioned
from geo.trees import Floats

__all__ = ["Flags", "Numbers", "Roster", "is_among"]

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

# So many distances are held at a time: 32 megabytes.
_MOST_DISTANCES = 4_000_000


def is_among(words: npt.NDArray[np.str_], wanted: AbstractSet[str]) -> Flags:
    """Return whether each word is wanted; `np.isin`, which sorts, takes ten times as long."""
    return np.array([word in wanted for word in words.tolist()], dtype=bool)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Roster:
    """A row for each candidate of each name and, last of each name, one for "no entry".

    `name` is the number of a row's name and `starts` has the first row of each name; `is_entry`
    is false for "no entry", of which every other column says nothing. `feature_code` and
    `feature_class` are GeoNames'; `is_country` is true of countries and territories, which `kind`
    tells from the other entries of class A.
    Countries and areas are numbers in the alphabetic order of their codes and ids, below
    `countries` and `areas`, 0 for none: `country`, the own id, what contains an entry (`admin1`,
    `admin2`), and `division`, `second`, which are the entry itself where it is one. `names`
    counts the names that an entry bears.
    """

    mentioned: tuple[Mentioned, ...]
    candidates: tuple[Candidate | None, ...]
    name: Numbers
    starts: Numbers
    is_entry: Flags
    score: Floats
    population: Floats
    names: Floats
    latitude: Floats
    longitude: Floats
    match: npt.NDArray[np.str_]
    feature_code: npt.NDArray[np.str_]
    feature_class: npt.NDArray[np.str_]
    is_country: Flags
    kind: Numbers
    country: Numbers
    countries: int
    own: Numbers
    admin1: Numbers
    admin2: Numbers
    division: Numbers
    second: Numbers
    areas: int

    @staticmethod
    def of(mentioned: Sequence[Mentioned], gazetteer: Gazetteer) -> Roster:
        """Return the table of a document's names.

        Parameters
        ----------
        mentioned
            The names with their candidates, at least one.
        gazetteer
            Counts the names of entries.
        """
        candidates = [row for item in mentioned for row in (*item.candidates, None)]
        sizes = [len(item.candidates) + 1 for item in mentioned]
        entries = [row.entry if row else _NO_ENTRY for row in candidates]
        codes = np.array([entry.feature_code for entry in entries])
        classes = np.array([entry.feature_class for entry in entries])
        is_country = np.array([entry.feature_code.startswith("PCL") for entry in entries])
        countries, (country,) = _numbered([entry.country_code or "" for entry in entries])
        areas, (own, admin1, admin2) = _numbered(
            [entry.entry_id for entry in entries],
            [entry.admin1 or "" for entry in entries],
            [entry.admin2 or "" for entry in entries],
        )
        _, (kind,) = _numbered(np.where(is_country, "country", classes).tolist())
        return Roster(
            mentioned=tuple(mentioned),
            candidates=tuple(candidates),
            name=np.repeat(np.arange(len(sizes)), sizes),
            starts=np.cumsum([0, *sizes[:-1]]),
            is_entry=np.array([row is not None for row in candidates]),
            score=np.array([row.score if row else 0.0 for row in candidates]),
            population=np.array([float(entry.population) for entry in entries]),
            names=np.array(
                [float(gazetteer.count_names(row.entry)) if row else 0.0 for row in candidates]
            ),
            latitude=np.array([entry.latitude for entry in entries]),
            longitude=np.array([entry.longitude for entry in entries]),
            match=np.array([row.match.value if row else "" for row in candidates]),
            feature_code=codes,
            feature_class=classes,
            is_country=is_country,
            kind=kind,
            country=country,
            countries=countries,
            own=own,
            admin1=admin1,
            admin2=admin2,
            division=np.where(codes == "ADM1", own, admin1),
            second=np.where(codes == "ADM2", own, admin2),
            areas=areas,
        )

    @property
    def is_division(self) -> Flags:
        """Whether each row is a division of a country."""
        result: Flags = (self.feature_class == "A") & ~self.is_country
        return result

    def is_match(self, *matches: Match) -> Flags:
        """Return whether each row was found in one of some ways."""
        return is_among(self.match, {match.value for match in matches})

    def best_two(self, values: Floats) -> tuple[Floats, Floats]:
        """Return, for each row, the greatest and the second greatest value of its name.

        Two rows that share the greatest are both. Of a name with one row the second is -inf.
        """
        first = np.maximum.reduceat(values, self.starts)[self.name]
        is_first = values == first
        others = np.maximum.reduceat(np.where(is_first, -np.inf, values), self.starts)[self.name]
        is_shared = np.add.reduceat(is_first.astype(np.int64), self.starts)[self.name] > 1
        return first, np.where(is_shared, first, others)

    def greatest(self, values: Floats) -> Floats:
        """Return, for each row, the greatest value of its name."""
        result: Floats = np.maximum.reduceat(values, self.starts)[self.name]
        return result

    def rank(self, values: Floats) -> Floats:
        """Return how many of the other candidates of a row's name have a greater value."""
        held = np.where(self.is_entry, values, -np.inf)
        order = np.lexsort((-held, self.name))
        place = np.arange(len(order)) - self.starts[self.name[order]]
        begins = np.ones(len(order), dtype=bool)
        begins[1:] = (held[order][1:] != held[order][:-1]) | (np.diff(self.name[order]) != 0)
        # Those that share a value share the place of the first of them.
        first = np.maximum.accumulate(np.where(begins, np.arange(len(order)), 0))
        result = np.empty(len(order))
        result[order] = place[first]
        return result

    def softmax(self, scores: Floats) -> Floats:
        """Return the probabilities that scores of the rows of each name mean."""
        odds = np.exp(scores - self.greatest(scores))
        result: Floats = odds / np.add.reduceat(odds, self.starts)[self.name]
        return result

    def distances_km(self, points: Numbers) -> Iterator[tuple[slice, Floats]]:
        """Yield the distances of all rows, a block at a time, to some rows, in kilometres.

        A block is a slice of rows; its distances have a row for each and a column for each point.
        """
        size = _MOST_DISTANCES // max(1, len(points)) + 1
        for start in range(0, len(self.name) if len(points) else 0, size):
            rows = slice(start, start + size)
            yield (
                rows,
                distance_km(
                    latitude_a=self.latitude[rows, None],
                    longitude_a=self.longitude[rows, None],
                    latitude_b=self.latitude[None, points],
                    longitude_b=self.longitude[None, points],
                ),
            )

    def split(self, rows: Floats) -> list[Floats]:
        """Return what belongs to each name."""
        return np.split(rows, self.starts[1:])


_NO_ENTRY = Entry(
    entry_id="",
    name="",
    latitude=0.0,
    longitude=0.0,
    feature_class="",
    feature_code="",
    country_code=None,
    admin1=None,
    admin2=None,
    population=0,
    dataset="",
)


def _numbered(*columns: Sequence[str]) -> tuple[int, list[Numbers]]:
    """Return how many keys columns have, and the number of each in order, 0 for the empty one."""
    keys = sorted({"", *chain.from_iterable(columns)})
    numbers = {key: number for number, key in enumerate(keys)}
    return len(keys), [
        np.array([numbers[key] for key in column], dtype=np.int64) for column in columns
    ]
