"""How likely each candidate of each name of a document is: two ways to weigh what speaks for it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Protocol

import numpy as np

from geo.errors import GazetteerError
from geo.gazetteer import Gazetteer
from geo.resolution.company import Company
from geo.resolution.features import FEATURES, add_votes, features_of
from geo.resolution.mentions import Context, Mentioned
from geo.resolution.roster import Roster
from geo.resolution.votes import Votes
from geo.trees import Floats, Trees

__all__ = [
    "Boosted",
    "Evidence",
    "Logit",
    "Weighed",
    "Weigher",
    "choices",
]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weighed:
    """The probability of each candidate of a name and, last, of "no entry".

    `features` has the row of each, columns as in `FEATURES`, from which reasons are told.
    """

    features: Floats
    chances: Floats


class Weigher(Protocol):
    """Weighs all names of a document together."""

    version: str

    def weigh(
        self, mentioned: Sequence[Mentioned], context: Context, gazetteer: Gazetteer
    ) -> list[Weighed]:
        """Return what the candidates of each name weigh, in the order given."""
        ...


class Logit:
    """A conditional logit with weights set by hand, in two passes, fitted to nothing."""

    def __init__(self) -> None:
        name = "resolution_editorial.json"
        content = json.loads((files("geo") / "models" / name).read_text(encoding="utf-8"))
        if set(content["first"]) != set(FEATURES):
            raise GazetteerError(f"geo/models/{name} was made for other features; reinstall")
        self.version = f"conditional logit {content['version']}"
        self._first = np.array([content["first"][name] for name in FEATURES])
        self._second = np.array([content["second"][name] for name in FEATURES])

    def weigh(
        self, mentioned: Sequence[Mentioned], context: Context, gazetteer: Gazetteer
    ) -> list[Weighed]:
        """Return what the candidates of each name weigh, in the order given."""
        if not mentioned:
            return []
        roster = Roster.of(mentioned, gazetteer)
        base = features_of(roster, context, gazetteer)
        likely = roster.softmax(base @ self._first)
        rows = add_votes(base, roster, Votes(roster).columns(likely))
        return _weighed(roster, rows, roster.softmax(rows @ self._second))


def _weighed(roster: Roster, features: Floats, chances: Floats) -> list[Weighed]:
    return [
        Weighed(features=rows, chances=likely)
        for rows, likely in zip(roster.split(features), roster.split(chances), strict=True)
    ]


class Evidence:
    """All that speaks for each candidate of each name of a document.

    Parameters
    ----------
    mentioned, context, gazetteer
        The names of the document, at least one, what it says as a whole, and where parents are
        looked up.
    """

    def __init__(
        self, mentioned: Sequence[Mentioned], context: Context, gazetteer: Gazetteer
    ) -> None:
        self.roster = Roster.of(mentioned, gazetteer)
        self._base = features_of(self.roster, context, gazetteer)
        self._votes = Votes(self.roster)
        self._company = Company(context.text, self.roster)

    def priors(self) -> Floats:
        """Return the shares of the priors of the candidates of each name, 0 for "no entry"."""
        score, starts = self.roster.score, self.roster.starts
        total = np.add.reduceat(score, starts)[self.roster.name]
        result: Floats = score / np.where(total > 0, total, 1.0)
        return result

    def columns(self, likely: Floats) -> dict[str, Floats]:
        """Return columns by name, given the probabilities so far.

        Returns
        -------
        Columns with a number for each row of the roster.
        """
        rows = add_votes(self._base, self.roster, self._votes.columns(likely))
        named = dict(zip(FEATURES, rows.T, strict=True))
        return named | self._company.columns(likely) | {"so far": likely}


class Boosted:
    """Boosted trees fitted to annotated news, in two passes; see `geo/models/README.md`."""

    def __init__(self) -> None:
        self._first = Trees.open("resolution", "first")
        self._second = Trees.open("resolution", "second")
        self.version = f"boosted trees {self._second.version}"

    def weigh(
        self, mentioned: Sequence[Mentioned], context: Context, gazetteer: Gazetteer
    ) -> list[Weighed]:
        """Return what the candidates of each name weigh, in the order given."""
        if not mentioned:
            return []
        evidence = Evidence(mentioned, context, gazetteer)
        likely = evidence.priors()
        columns: dict[str, Floats] = {}
        for trees in (self._first, self._second):
            columns = evidence.columns(likely)
            likely = choices(trees, columns, evidence.roster)
        features = np.column_stack([columns[name] for name in FEATURES])
        return _weighed(evidence.roster, features, likely)


def choices(trees: Trees, columns: Mapping[str, Floats], roster: Roster) -> Floats:
    """Return the probabilities of the rows of each name by fitted trees."""
    matrix = np.zeros((len(roster.name), len(trees.features)))
    for at, name in enumerate(trees.features):
        if name in columns:
            matrix[:, at] = columns[name]
    return roster.softmax(trees.scores(matrix))
