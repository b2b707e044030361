"""What the other names of a document say of the candidates of one name.

Everything here is a column: one number for each row of the document's roster. Which columns exist
is told by the trained trees, which ignore the others.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.model import Sense
from geo.resolution.candidates import columns_of
from geo.resolution.mentions import says_owner, share_of_sense
from geo.resolution.roster import Numbers, Roster, is_among
from geo.resolution.shares import Shares
from geo.trees import Floats

__all__ = ["Company"]

# A candidate less likely than this lends no support; it would only cost time.
_LEAST_SUPPORT = 0.02

# Names this many characters apart support each other by a factor of e less.
_REACH_CHARACTERS = 120.0

# How many names to each side of a mention are its neighbours.
_NEIGHBOURS = 2

_NEAR_KM, _SCALE_KM = 150.0, 150.0
_FARTHEST_KM = 20_100.0  # no two places are farther apart

# "Paris, Texas", "Tripoli (Lebanon)", "Goma in North Kivu": what may stand between a place and
# its parent, and between the members of a list.
_BEFORE_PARENT = {",", "(", "in", "", "of", "in the", "of the"}
_BETWEEN_MEMBERS = {",", "and", ", and", "or", "/", "&"}
_LONGEST_JOIN = 8
_SAME_CLAUSE = 40  # characters


# What an adjective alone tells of where a place lies. Armies mostly act at home ("Lebanese troops
# fought in Tripoli"), envoys abroad ("U.S. envoys met in Belgrade"): half a word for either.
_LONE_ADJECTIVE = 0.5

# Columns of which the lead over the best of the other candidates tells as well.
_COMPARED = (
    "support country",
    "support division",
    "support second division",
    "parent after",
    "parent chance",
    "near places",
    "neighbours' division",
    "neighbours' country",
    "list division",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Neighbours:
    """Names, by number, around one.

    How near, whose it is said to be ("the Libyan capital Tripoli"), which may be its parent, its
    child, in its list.
    """

    near: Mapping[int, float]
    owners: list[int]
    parents: list[int]
    before: list[int]
    listed: list[int]


class Company:
    """The names of a document, and what stands around each.

    Parameters
    ----------
    text
        The document's text.
    roster
        The candidates of its names.
    """

    def __init__(self, text: str, roster: Roster) -> None:
        self._text = text
        self._roster = roster
        self._order = sorted(
            (toponym.span.start, toponym.span.end, number)
            for number, item in enumerate(roster.mentioned)
            for toponym in item.toponyms
        )
        self._positions: dict[int, list[int]] = {}
        for position, (_, _, number) in enumerate(self._order):
            self._positions.setdefault(number, []).append(position)
        around = [self._neighbours(number) for number in range(len(roster.mentioned))]
        self._standing = _Standing(roster, around, opening=self._order[0][2])
        self._fixed = self._of_document() | columns_of(roster, text)

    def columns(self, likely: Floats) -> dict[str, Floats]:
        """Return the columns, given how likely each row is so far."""
        return self._fixed | self._standing.columns(likely)

    def _of_document(self) -> dict[str, Floats]:
        """Return what is the same for all candidates of a name, and for "no entry"."""
        roster, mentioned = self._roster, self._roster.mentioned
        first = [self._order[self._positions[number][0]][0] for number in range(len(mentioned))]
        best = np.maximum.reduceat(roster.score, roster.starts)
        same = {
            "entries of the name": [math.log1p(len(item.candidates)) for item in mentioned],
            "names in the text": [math.log1p(len(mentioned))] * len(mentioned),
            "mentions": [math.log(len(item.toponyms)) for item in mentioned],
            "literal share": [share_of_sense(item, Sense.LITERAL) for item in mentioned],
            "first stands at": [start / max(1, len(self._text)) for start in first],
            "capitals": [float(item.surface.isupper()) for item in mentioned],
            # An abbreviation, most likely.
            "short": [float(len(item.surface) <= 4) for item in mentioned],  # noqa: PLR2004
            "best prior": best,
        }
        columns = {name: np.array(values)[roster.name] for name, values in same.items()}
        return columns | {"no entry": (~roster.is_entry).astype(float)}

    def _neighbours(self, number: int) -> _Neighbours:
        """Return the names around the mentions of one."""
        near: dict[int, float] = {}
        owners, parents, before, listed = set[int](), set[int](), set[int](), set[int]()
        for position in self._positions[number]:
            start = self._order[position][0]
            for other in range(
                max(0, position - _NEIGHBOURS), min(position + _NEIGHBOURS + 1, len(self._order))
            ):
                other_start, _, name = self._order[other]
                nearness = math.exp(-abs(other_start - start) / _REACH_CHARACTERS)
                near[name] = max(near.get(name, 0.0), nearness)
            after, previous = self._gap(position, position + 1), self._gap(position - 1, position)
            if _joins(after, _BEFORE_PARENT):
                parents.add(self._order[position + 1][2])
            if previous is not None and says_owner(previous):
                owners.add(self._order[position - 1][2])
            if previous is not None and len(previous) <= _SAME_CLAUSE and "." not in previous:
                before.add(self._order[position - 1][2])
            for other, gap in ((position + 1, after), (position - 1, previous)):
                if _joins(gap, _BETWEEN_MEMBERS):
                    listed.add(self._order[other][2])
        near.pop(number, None)
        return _Neighbours(
            near=dict(sorted(near.items())),
            owners=sorted(owners - {number}),
            parents=sorted(parents - {number}),
            before=sorted(before - {number}),
            listed=sorted(listed - {number}),
        )

    def _gap(self, first: int, second: int) -> str | None:
        """Return what stands between two mentions; `None` where one of them is none."""
        if first < 0 or second >= len(self._order):
            return None
        end, start = self._order[first][1], self._order[second][0]
        return self._text[end : max(end, start)]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Pairs:
    """Candidates of a name, by row, each with another name, and how near that is."""

    row: Numbers
    other: Numbers
    weight: Floats

    @staticmethod
    def of(roster: Roster, others: Sequence[Mapping[int, float]]) -> _Pairs:
        """Return the pairs of all candidates, given the others of each name."""
        told = [
            (number, other, weight)
            for number, weights in enumerate(others)
            for other, weight in weights.items()
        ]
        name = np.array([number for number, _, _ in told], dtype=np.int64)
        sizes = np.diff([*roster.starts, len(roster.name)])[name] - 1
        row = np.repeat(roster.starts[name] - np.cumsum([0, *sizes])[:-1], sizes)
        return _Pairs(
            row=row + np.arange(len(row)),
            other=np.repeat(np.array([other for _, other, _ in told], dtype=np.int64), sizes),
            weight=np.repeat(np.array([weight for _, _, weight in told], dtype=float), sizes),
        )


class _Lookup:
    """What the others of pairs lend to the area that each row is in."""

    def __init__(self, shares: Shares, pairs: _Pairs, area: Numbers) -> None:
        self._pairs = pairs
        self._rows = len(area)
        self._found = shares.find(pairs.other, area[pairs.row])

    def greatest(self, lent: Floats) -> Floats:
        """Return the most that one of the others lends to each row."""
        result = np.zeros(self._rows)
        np.maximum.at(result, self._pairs.row, lent[self._found])
        return result

    def total(self, lent: Floats) -> Floats:
        """Return what the others lend to each row together, the nearer the more."""
        lent_near = self._pairs.weight * lent[self._found]
        return np.bincount(self._pairs.row, lent_near, minlength=self._rows).astype(float)


class _Standing:
    """What the names of a document are likely to be so far."""

    def __init__(self, roster: Roster, around: Sequence[_Neighbours], *, opening: int) -> None:
        self._roster = roster
        self._weights = np.array([math.sqrt(len(item.toponyms)) for item in roster.mentioned])
        self._kinds = Shares(roster.name, roster.kind, int(roster.kind.max()) + 1)
        self._countries = Shares(roster.name, roster.country, roster.countries)
        self._divisions = Shares(roster.name, roster.division, roster.areas)
        self._second = Shares(roster.name, roster.second, roster.areas)
        name = roster.name
        self._in_country = self._countries.find(name, roster.country)
        self._in_division = self._divisions.find(name, roster.division)
        self._in_second = self._second.find(name, roster.second)
        self._own_division = self._divisions.find(name, roster.own)
        self._own_second = self._second.find(name, roster.own)
        first = np.where(name == opening, -1, opening)
        self._of_opening = np.where(
            first < 0,
            len(name),
            self._divisions.find(np.maximum(first, 0), roster.division),
        )
        self._accompanied = self._find_company()
        self._find_neighbours(around)
        self._find_parents(around)

    def _find_company(self) -> NDArray[np.bool_]:
        """Return which rows are of a name beside which another is more than an adjective.

        Where "U.S. envoy" is all there is beside "Belgrade", it says who acts more than where.
        Among other places an adjective counts with them.
        """
        adjective = [share_of_sense(item, Sense.MODIFIER) for item in self._roster.mentioned]
        places = np.array(adjective) < 1.0
        others = places.sum() - places
        accompanied: NDArray[np.bool_] = (others > 0)[self._roster.name]
        return accompanied

    def _find_neighbours(self, around: Sequence[_Neighbours]) -> None:
        roster = self._roster
        owners, listed, before = (
            _Pairs.of(roster, [dict.fromkeys(others, 1.0) for others in told])
            for told in (
                [names.owners for names in around],
                [names.listed for names in around],
                [names.before for names in around],
            )
        )
        near = _Pairs.of(roster, [names.near for names in around])
        self._owner_country = _Lookup(self._countries, owners, roster.country)
        self._list_kind = _Lookup(self._kinds, listed, roster.kind)
        self._list_country = _Lookup(self._countries, listed, roster.country)
        self._list_division = _Lookup(self._divisions, listed, roster.division)
        self._near_country = _Lookup(self._countries, near, roster.country)
        self._near_division = _Lookup(self._divisions, near, roster.division)
        self._before = before
        self._before_division = self._divisions.find(before.other, roster.own[before.row])
        self._before_second = self._second.find(before.other, roster.own[before.row])

    def _find_parents(self, around: Sequence[_Neighbours]) -> None:
        """Find which candidates of the names right after contain which candidates."""
        roster = self._roster
        pairs = _Pairs.of(roster, [dict.fromkeys(names.parents, 1.0) for names in around])
        ends = np.append(roster.starts[1:], len(roster.name))
        sizes = ends[pairs.other] - roster.starts[pairs.other] - 1
        row = np.repeat(pairs.row, sizes)
        parent = np.repeat(roster.starts[pairs.other] - np.cumsum([0, *sizes])[:-1], sizes)
        parent += np.arange(len(parent))
        own = roster.own[parent]
        contains = (own == roster.admin1[row]) | (own == roster.admin2[row])
        contains |= (
            roster.is_country[parent]
            & (roster.country[parent] == roster.country[row])
            & ~roster.is_country[row]
        )
        self._child, self._parent = row[contains], parent[contains]
        self._divides = np.zeros(len(roster.name))
        is_first = (roster.feature_code == "ADM1")[self._parent]
        np.maximum.at(self._divides, self._child, is_first.astype(float))

    def columns(self, likely: Floats) -> dict[str, Floats]:
        """Return the columns that depend on the other names, a number for each row."""
        roster = self._roster
        likely = np.where(roster.is_entry, likely, 0.0)
        support = np.where(likely >= _LEAST_SUPPORT, likely, 0.0)
        own = self._of_support(support)
        own |= self._of_neighbours(support)
        own = {
            name: np.where(self._accompanied, values, _LONE_ADJECTIVE * values)
            for name, values in own.items()
        }
        own |= self._of_parents(likely, support)
        own |= self._of_distance(likely)
        own = {name: np.where(roster.is_entry, values, 0.0) for name, values in own.items()}
        return own | {f"lead in {name}": self._lead(own[name]) for name in _COMPARED}

    def _of_support(self, support: Floats) -> dict[str, Floats]:
        """Return the shares of the other names that are likely in the same area."""
        roster, name = self._roster, self._roster.name
        lent = self._divisions.lend(support)
        country, division, second = (
            shares.rest(shares.lend(support), self._weights, least=_LEAST_SUPPORT)
            for shares in (self._countries, self._divisions, self._second)
        )
        in_top_division = roster.division == division.best()[name]
        contains = division.at(self._own_division, name, roster.own)
        return {
            "support country": country.at(self._in_country, name, roster.country),
            "support division": division.at(self._in_division, name, roster.division),
            "support second division": second.at(self._in_second, name, roster.second),
            "contains others": contains + second.at(self._own_second, name, roster.own),
            "in top country": (roster.country == country.best()[name]).astype(float),
            "in top division": (in_top_division & (roster.division > 0)).astype(float),
            "division of first name": lent[np.minimum(self._of_opening, len(lent) - 1)],
        }

    def _of_parents(self, likely: Floats, support: Floats) -> dict[str, Floats]:
        """Return how likely the name right after is a parent, and the one before a child."""
        chances, inside = np.zeros(len(likely)), np.zeros(len(likely))
        np.maximum.at(chances, self._child, likely[self._parent])
        lent = self._divisions.lend(support)[self._before_division]
        lent += self._second.lend(support)[self._before_second]
        np.maximum.at(inside, self._before.row, lent)
        return {
            "parent after": (chances > 0).astype(float),
            "parent chance": chances,
            "division after": self._divides,
            "child before": inside,
        }

    def _of_neighbours(self, support: Floats) -> dict[str, Floats]:
        """Return how likely the names near and in the same list are in the same area."""
        countries, divisions = self._countries.lend(support), self._divisions.lend(support)
        return {
            "list kind": self._list_kind.greatest(self._kinds.lend(support)),
            "owner's country": self._owner_country.greatest(countries),
            "list country": self._list_country.greatest(countries),
            "list division": self._list_division.greatest(divisions),
            "neighbours' country": self._near_country.total(countries),
            "neighbours' division": self._near_division.total(divisions),
        }

    def _of_distance(self, likely: Floats) -> dict[str, Floats]:
        """Return how near the likeliest entries of the other names are."""
        roster = self._roster
        points = self._likeliest(likely)
        points = points[is_among(roster.feature_class[points], set("PSTH"))]
        near, mean = np.zeros(len(likely)), np.zeros(len(likely))
        nearest = np.full(len(likely), -1.0)
        for rows, distances in roster.distances_km(points):
            others = roster.name[rows, None] != roster.name[None, points]
            count = others.sum(axis=1)
            chances = np.where(others, likely[points], 0.0)
            closest = np.where(others, distances, np.inf).min(axis=1)
            near[rows] = (chances * (distances < _NEAR_KM)).sum(axis=1)
            nearest[rows] = np.where(count, np.log10(np.clip(closest, 1.0, _FARTHEST_KM)), -1.0)
            mean[rows] = (chances * np.exp(-distances / _SCALE_KM)).sum(axis=1)
            mean[rows] /= np.maximum(count, 1)
        return {"places near": near, "nearest": nearest, "near places": mean}

    def _likeliest(self, likely: Floats) -> Numbers:
        """Return the rows of the likeliest entry of each name; of equals, the first."""
        roster = self._roster
        rows = np.flatnonzero(roster.is_entry & (likely == roster.greatest(likely)))
        _, first = np.unique(roster.name[rows], return_index=True)
        return rows[first]

    def _lead(self, values: Floats) -> Floats:
        """Return by how much each value leads the best of the others of its name."""
        roster = self._roster
        first, second = roster.best_two(np.where(roster.is_entry, values, -np.inf))
        lead = np.where(values == first, values - second, values - first)
        return np.where(roster.is_entry & np.isfinite(second), lead, 0.0)


def _joins(gap: str | None, joins: AbstractSet[str]) -> bool:
    """Return whether what stands between two names is one of some joining words or marks."""
    return gap is not None and len(gap) <= _LONGEST_JOIN and gap.strip() in joins
