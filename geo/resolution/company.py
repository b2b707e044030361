"""What the other names of a document say of the candidates of one name.

Everything here is a column: one number for each candidate of a name and, last, one for the
answer "no entry". Which columns exist is told by the trained trees, which ignore the others.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

from geo.gazetteer import Gazetteer
from geo.geodesy import distance_km
from geo.model import Entry, Sense
from geo.resolution.candidates import columns_of
from geo.resolution.mentions import Mentioned, says_owner
from geo.trees import Floats

__all__ = ["Company"]

# A candidate less likely than this lends no support; it would only cost time.
_LEAST_SUPPORT = 0.02

# Names this many characters apart support each other by a factor of e less.
_REACH_CHARACTERS = 120.0

# How many names to each side of a mention are its neighbours.
_NEIGHBOURS = 2

_NEAR_KM, _SCALE_KM = 150.0, 150.0

# "Paris, Texas", "Tripoli (Lebanon)", "Goma in North Kivu": what may stand between a place and
# its parent, and between the members of a list.
_BEFORE_PARENT = {",", "(", "in", "", "of", "in the", "of the"}
_BETWEEN_MEMBERS = {",", "and", ", and", "or", "/", "&"}
_LONGEST_JOIN = 8
_SAME_CLAUSE = 40  # characters


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
class _Support:
    """How likely a name is in each country and division, and each kind of place."""

    kinds: Mapping[str, float]
    countries: Mapping[str, float]
    divisions: Mapping[str, float]
    second: Mapping[str, float]


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
    """The names of a document, and what stands around each."""

    def __init__(self, text: str, mentioned: Sequence[Mentioned], gazetteer: Gazetteer) -> None:
        self._text = text
        self._mentioned = mentioned
        self._order = sorted(
            (toponym.span.start, toponym.span.end, number)
            for number, item in enumerate(mentioned)
            for toponym in item.toponyms
        )
        self._positions: dict[int, list[int]] = {}
        for position, (_, _, number) in enumerate(self._order):
            self._positions.setdefault(number, []).append(position)
        self._around = [self._neighbours(number) for number in range(len(mentioned))]
        self._fixed = [
            self._of_document(number) | _padded(columns_of(item, text, gazetteer))
            if item.candidates
            else self._of_document(number)
            for number, item in enumerate(mentioned)
        ]

    def columns(self, likely: Sequence[Floats]) -> list[dict[str, Floats]]:
        """Return the columns of each name, given how likely the candidates of all are so far."""
        standing = _Standing(self._mentioned, likely, opening=self._order[0][2])
        return [
            self._fixed[number] | _padded(standing.columns(number, self._around[number]))
            if item.candidates
            else self._fixed[number]
            for number, item in enumerate(self._mentioned)
        ]

    def _of_document(self, number: int) -> dict[str, Floats]:
        """Return what is the same for all candidates, and for "no entry"."""
        item = self._mentioned[number]
        scores = [candidate.score for candidate in item.candidates]
        literal = sum(toponym.sense is Sense.LITERAL for toponym in item.toponyms)
        first = self._order[self._positions[number][0]][0]
        size = len(item.candidates) + 1
        none = np.zeros(size)
        none[-1] = 1.0
        same = {
            "entries of the name": math.log1p(len(item.candidates)),
            "names in the text": math.log1p(len(self._mentioned)),
            "mentions": math.log(len(item.toponyms)),
            "literal share": literal / len(item.toponyms),
            "first stands at": first / max(1, len(self._text)),
            "capitals": float(item.surface.isupper()),
            "short": float(len(item.surface) <= 4),  # noqa: PLR2004 - an abbreviation, most likely
            "best prior": max(scores, default=0.0),
        }
        return {name: np.full(size, value) for name, value in same.items()} | {"no entry": none}

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


class _Standing:
    """What the names of a document are likely to be so far."""

    def __init__(
        self, mentioned: Sequence[Mentioned], likely: Sequence[Floats], *, opening: int
    ) -> None:
        self._mentioned = mentioned
        self._likely = likely
        self._opening = opening
        self._support = [
            _support_of(item, chances) for item, chances in zip(mentioned, likely, strict=True)
        ]
        self._weights = [math.sqrt(len(item.toponyms)) for item in mentioned]
        self._all = _Support(
            kinds={},
            countries=_sum([s.countries for s in self._support], self._weights),
            divisions=_sum([s.divisions for s in self._support], self._weights),
            second=_sum([s.second for s in self._support], self._weights),
        )
        self._points = self._likely_points()

    def columns(self, number: int, around: _Neighbours) -> dict[str, Floats]:
        """Return the columns that depend on the other names, one number for each candidate."""
        entries = [candidate.entry for candidate in self._mentioned[number].candidates]
        own = self._of_support(number, entries)
        own |= self._of_parents(around, entries)
        own |= self._of_neighbours(around, entries)
        own |= self._of_distance(number, entries)
        leads = _leads(np.array([own[name] for name in _COMPARED]))
        return own | {f"lead in {name}": lead for name, lead in zip(_COMPARED, leads, strict=True)}

    def _of_support(self, number: int, entries: Sequence[Entry]) -> dict[str, Floats]:
        """Return the shares of the other names that are likely in the same area."""
        own, weight = self._support[number], self._weights[number]
        others = [
            _without(all_, mine, weight)
            for all_, mine in (
                (self._all.countries, own.countries),
                (self._all.divisions, own.divisions),
                (self._all.second, own.second),
            )
        ]
        country, division, second = others
        top_country, top_division = (_best(counts) for counts in (country, division))
        is_first = self._opening == number
        opening = {} if is_first else self._support[self._opening].divisions
        divisions = [_division(entry) for entry in entries]
        return {
            "support country": np.array([country.get(e.country_code or "", 0.0) for e in entries]),
            "support division": np.array([division.get(d, 0.0) for d in divisions]),
            "support second division": np.array(
                [second.get(_second_division(e), 0.0) for e in entries]
            ),
            "contains others": np.array(
                [division.get(e.entry_id, 0.0) + second.get(e.entry_id, 0.0) for e in entries]
            ),
            "in top country": np.array([float(e.country_code == top_country) for e in entries]),
            "in top division": np.array([float(d != "" and d == top_division) for d in divisions]),
            "division of first name": np.array([opening.get(d, 0.0) for d in divisions]),
        }

    def _of_parents(self, around: _Neighbours, entries: Sequence[Entry]) -> dict[str, Floats]:
        """Return how likely the name right after is a parent, and the one before a child."""
        found = [[self._parenthood(entry, other) for other in around.parents] for entry in entries]
        chances = np.array([max((chance for chance, _ in pairs), default=0.0) for pairs in found])
        inside = [
            max(
                (
                    self._support[other].divisions.get(entry.entry_id, 0.0)
                    + self._support[other].second.get(entry.entry_id, 0.0)
                    for other in around.before
                ),
                default=0.0,
            )
            for entry in entries
        ]
        return {
            "parent after": (chances > 0).astype(float),
            "parent chance": chances,
            "division after": np.array(
                [max((divides for _, divides in pairs), default=0.0) for pairs in found]
            ),
            "child before": np.array(inside),
        }

    def _of_neighbours(self, around: _Neighbours, entries: Sequence[Entry]) -> dict[str, Floats]:
        """Return how likely the names near and in the same list are in the same area."""
        keys = [(entry.country_code or "", _division(entry)) for entry in entries]
        kinds = [_kind(entry) for entry in entries]
        listed = [self._support[other] for other in around.listed]
        owners = [self._support[other] for other in around.owners]
        near = [(self._support[other], nearness) for other, nearness in around.near.items()]
        return {
            "list kind": np.array(
                [max((s.kinds.get(kind, 0.0) for s in listed), default=0.0) for kind in kinds]
            ),
            "owner's country": np.array(
                [max((s.countries.get(key, 0.0) for s in owners), default=0.0) for key, _ in keys]
            ),
            "list country": np.array(
                [max((s.countries.get(key, 0.0) for s in listed), default=0.0) for key, _ in keys]
            ),
            "list division": np.array(
                [max((s.divisions.get(key, 0.0) for s in listed), default=0.0) for _, key in keys]
            ),
            "neighbours' country": np.array(
                [sum(w * s.countries.get(key, 0.0) for s, w in near) for key, _ in keys]
            ),
            "neighbours' division": np.array(
                [sum(w * s.divisions.get(key, 0.0) for s, w in near) for _, key in keys]
            ),
        }

    def _parenthood(self, entry: Entry, other: int) -> tuple[float, float]:
        """Return how likely the other name is a parent of an entry, and whether a division."""
        parents = {entry.admin1, entry.admin2} - {None}
        best, is_division = 0.0, 0.0
        candidates = self._mentioned[other].candidates
        for candidate, chance in zip(candidates, self._likely[other], strict=False):
            parent = candidate.entry
            is_country = (
                parent.feature_code.startswith("PCL")
                and parent.country_code == entry.country_code
                and not entry.feature_code.startswith("PCL")
            )
            if is_country or parent.entry_id in parents:
                best = max(best, float(chance))
                is_division = max(is_division, float(parent.feature_code == "ADM1"))
        return best, is_division

    def _likely_points(self) -> Floats:
        """Return latitude, longitude, probability and name of the likeliest entry of each name."""
        points = []
        for number, (item, chances) in enumerate(zip(self._mentioned, self._likely, strict=True)):
            if not item.candidates:
                continue
            best = int(np.argmax(chances[:-1]))
            entry = item.candidates[best].entry
            if entry.feature_class in "PSTH":
                points.append((entry.latitude, entry.longitude, float(chances[best]), number))
        return np.asarray(points, dtype=float).reshape(-1, 4)

    def _of_distance(self, number: int, entries: Sequence[Entry]) -> dict[str, Floats]:
        points = self._points[self._points[:, 3] != number]
        if not len(points):
            zeros = np.zeros(len(entries))
            return {"places near": zeros, "nearest": zeros - 1.0, "near places": zeros}
        distances = distance_km(
            latitude_a=np.array([[entry.latitude] for entry in entries]),
            longitude_a=np.array([[entry.longitude] for entry in entries]),
            latitude_b=points[None, :, 0],
            longitude_b=points[None, :, 1],
        )
        chances = points[None, :, 2]
        return {
            "places near": ((distances < _NEAR_KM) * chances).sum(axis=1),
            "nearest": np.log10(np.maximum(1.0, distances.min(axis=1))),
            "near places": (chances * np.exp(-distances / _SCALE_KM)).mean(axis=1),
        }


def _padded(columns: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return columns with a 0 for "no entry"."""
    table = np.array(list(columns.values()))
    padded = np.hstack([table, np.zeros((len(table), 1))])
    return dict(zip(columns, padded, strict=True))


def _joins(gap: str | None, joins: AbstractSet[str]) -> bool:
    """Return whether what stands between two names is one of some joining words or marks."""
    return gap is not None and len(gap) <= _LONGEST_JOIN and gap.strip() in joins


def _support_of(item: Mentioned, chances: Floats) -> _Support:
    kinds: dict[str, float] = {}
    countries: dict[str, float] = {}
    divisions: dict[str, float] = {}
    second: dict[str, float] = {}
    for candidate, chance in zip(item.candidates, chances.tolist(), strict=False):
        if chance < _LEAST_SUPPORT:
            continue
        entry = candidate.entry
        for shares, key in (
            (kinds, _kind(entry)),
            (countries, entry.country_code or ""),
            (divisions, _division(entry)),
            (second, _second_division(entry)),
        ):
            if key:
                shares[key] = shares.get(key, 0.0) + chance
    return _Support(kinds=kinds, countries=countries, divisions=divisions, second=second)


def _kind(entry: Entry) -> str:
    """Return the class of an entry, the countries apart from their divisions."""
    return "country" if entry.feature_code.startswith("PCL") else entry.feature_class


def _division(entry: Entry) -> str:
    return entry.entry_id if entry.feature_code == "ADM1" else entry.admin1 or ""


def _second_division(entry: Entry) -> str:
    return entry.entry_id if entry.feature_code == "ADM2" else entry.admin2 or ""


def _sum(shares: Sequence[Mapping[str, float]], weights: Sequence[float]) -> dict[str, float]:
    total: dict[str, float] = {}
    for one, weight in zip(shares, weights, strict=True):
        for key, value in one.items():
            total[key] = total.get(key, 0.0) + value * weight
    return total


def _without(
    all_: Mapping[str, float], own: Mapping[str, float], weight: float
) -> dict[str, float]:
    """Return the shares of what all but one name support."""
    rest = {key: value - weight * own.get(key, 0.0) for key, value in all_.items()}
    total = sum(value for value in rest.values() if value > _LEAST_SUPPORT)
    if not total:
        return {}
    return {key: value / total for key, value in rest.items() if value > _LEAST_SUPPORT}


def _best(shares: Mapping[str, float]) -> str | None:
    return min(shares, key=lambda key: (-shares[key], key)) if shares else None


def _leads(rows: Floats) -> Floats:
    """Return by how much each value leads the best of the others in its row."""
    if rows.shape[1] < 2:  # noqa: PLR2004 - there is no other
        return np.zeros(rows.shape)
    second, first = np.sort(rows, axis=1)[:, -2:].T[:, :, None]
    result: Floats = np.where(rows == first, rows - second, rows - first)
    return result
