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
from geo.resolution.votes import Votes
from geo.trees import Floats, Trees

__all__ = [
    "Boosted",
    "Evidence",
    "Logit",
    "Weighed",
    "Weigher",
    "choices",
    "prior_chances",
    "softmax",
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


def softmax(scores: Floats) -> Floats:
    """Return the probabilities that scores of alternatives mean."""
    odds = np.exp(scores - scores.max())
    result: Floats = odds / odds.sum()
    return result


def _with_votes(
    base: Sequence[Floats], mentioned: Sequence[Mentioned], likely: Sequence[Floats]
) -> list[Floats]:
    votes = Votes(mentioned, likely)
    return [
        add_votes(rows, item, votes.without(number))
        for number, (rows, item) in enumerate(zip(base, mentioned, strict=True))
    ]


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
        base = [features_of(item, context, gazetteer) for item in mentioned]
        likely = [softmax(rows @ self._first) for rows in base]
        return [
            Weighed(features=rows, chances=softmax(rows @ self._second))
            for rows in _with_votes(base, mentioned, likely)
        ]


def prior_chances(item: Mentioned) -> Floats:
    """Return the shares of the priors of the candidates, and nothing for "no entry"."""
    scores = np.array([candidate.score for candidate in item.candidates])
    return np.append(scores / (scores.sum() or 1.0), 0.0)


class Evidence:
    """All that speaks for each candidate of each name of a document.

    Parameters
    ----------
    mentioned, context, gazetteer
        The names of the document, what it says as a whole, and where parents are looked up.
    """

    def __init__(
        self, mentioned: Sequence[Mentioned], context: Context, gazetteer: Gazetteer
    ) -> None:
        self.mentioned = mentioned
        self._base = [features_of(item, context, gazetteer) for item in mentioned]
        self._company = Company(context.text, mentioned, gazetteer)

    def columns(self, likely: Sequence[Floats]) -> list[dict[str, Floats]]:
        """Return columns by name, given the probabilities so far.

        Returns
        -------
        For each name of the document, columns with a number for each candidate and, last, one
        for "no entry".
        """
        rows = _with_votes(self._base, self.mentioned, likely)
        company = self._company.columns(likely)
        return [
            dict(zip(FEATURES, features.T, strict=True)) | columns | {"so far": chances}
            for features, columns, chances in zip(rows, company, likely, strict=True)
        ]


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
        likely = [prior_chances(item) for item in mentioned]
        columns: list[dict[str, Floats]] = []
        for trees in (self._first, self._second):
            columns = evidence.columns(likely)
            likely = choices(trees, columns)
        return [
            Weighed(features=np.column_stack([column[name] for name in FEATURES]), chances=chances)
            for column, chances in zip(columns, likely, strict=True)
        ]


def choices(trees: Trees, columns: Sequence[Mapping[str, Floats]]) -> list[Floats]:
    """Return the probabilities of the candidates of each name by fitted trees."""
    blocks = []
    for named in columns:
        zeros = np.zeros(len(named["so far"]))
        blocks.append(np.array([named.get(name, zeros) for name in trees.features]))
    scores = trees.scores(np.ascontiguousarray(np.hstack(blocks).T))
    cuts = np.cumsum([block.shape[1] for block in blocks])[:-1]
    return [softmax(part) for part in np.split(scores, cuts)]
