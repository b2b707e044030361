"""Boosted decision trees, read from plain JSON and evaluated with numpy."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.errors import GazetteerError

__all__ = ["Floats", "Trees"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trees:
    """A sum of decision trees over named features.

    All nodes of all trees stand in one row: at a node, a row of features goes the first of its two
    `ways` where its `feature` is at most `threshold`, else the second; a leaf leads to itself and
    has a `value`. `depth` is the length of the longest way from a root to a leaf.
    """

    version: str
    features: tuple[str, ...]
    roots: npt.NDArray[np.int64]
    feature: npt.NDArray[np.int64]
    threshold: Floats
    ways: npt.NDArray[np.int64]
    value: Floats
    depth: int
    columns: Mapping[str, int]

    @staticmethod
    @cache
    def open(name: str, part: str) -> Trees:
        """Read shipped trees.

        Parameters
        ----------
        name
            File name without suffix, such as `recognition`.
        part
            Which of the sums of trees in the file, such as `first`.

        Raises
        ------
        GazetteerError
            If the file is not installed or of another form.
        """
        path = files("geo") / "models" / f"{name}.json"
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            return Trees.from_json(content["parts"][part], version=content["version"])
        except (FileNotFoundError, KeyError, ValueError) as error:
            raise GazetteerError(
                f"geo/models/{name}.json is not the model this version needs ({error!r}); "
                "reinstall the package"
            ) from error

    @staticmethod
    def from_json(content: Mapping[str, Any], *, version: str) -> Trees:
        """Return the trees that `geo/models/train.py` wrote.

        `trees` has a list for each tree: nodes in the order of their numbers, each either
        `[feature, threshold, below, above]` or a leaf's `[value]`.
        """
        nodes: list[Sequence[float]] = []
        roots: list[int] = []
        for tree in content["trees"]:
            start = len(nodes)
            roots.append(start)
            for number, node in enumerate(tree):
                if len(node) == 1:
                    nodes.append((0, 0.0, start + number, start + number, node[0]))
                else:
                    nodes.append((node[0], node[1], start + node[2], start + node[3], 0.0))
        table = np.array(nodes, dtype=float).reshape(-1, 5)
        return Trees(
            version=version,
            features=tuple(content["features"]),
            roots=np.array(roots, dtype=np.int64),
            feature=table[:, 0].astype(np.int64),
            threshold=table[:, 1].copy(),
            ways=table[:, 2:4].astype(np.int64).ravel(),
            value=table[:, 4].copy(),
            depth=int(content["depth"]),
            columns={name: at for at, name in enumerate(content["features"])},
        )

    def matrix(self, rows: Sequence[Mapping[str, float]]) -> Floats:
        """Return a row of numbers for each mapping; a feature that it does not name is 0."""
        column = self.columns
        result = np.zeros((len(rows), len(self.features)))
        places: list[int] = []
        numbers: list[float] = []
        for start, values in zip(range(0, result.size, len(column)), rows, strict=True):
            told = values.keys() & column.keys()
            places += [start + column[name] for name in told]
            numbers += [values[name] for name in told]
        result.ravel()[places] = numbers
        return result

    def scores(self, matrix: Floats) -> Floats:
        """Return the sum of the trees for each row of a matrix with columns as in `features`."""
        if not len(matrix):
            return np.zeros(0)
        node = np.broadcast_to(self.roots, (len(matrix), len(self.roots)))
        flat = matrix.ravel()
        starts = (np.arange(len(matrix)) * matrix.shape[1])[:, None]
        for _ in range(self.depth):
            goes_first = flat.take(starts + self.feature.take(node)) <= self.threshold.take(node)
            node = self.ways.take(2 * node + ~goes_first)
        result: Floats = self.value.take(node).sum(axis=1)
        return result

    def chances(self, rows: Sequence[Mapping[str, float]]) -> Floats:
        """Return the probability of each row by itself: the logistic function of its score."""
        result: Floats = 1.0 / (1.0 + np.exp(-self.scores(self.matrix(rows))))
        return result
