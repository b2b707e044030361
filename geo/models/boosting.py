"""Fit boosted trees and write them as plain JSON, which `geo.trees` reads.

LightGBM (MIT) grows the trees; it is needed here alone, never to run. One thread, a fixed seed
and row-wise histograms make the result depend on the data alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

from geo.trees import Floats, Trees

Rows = Sequence[Mapping[str, float]]

_PARAMETERS: Mapping[str, Any] = {
    "learning_rate": 0.06,
    "num_leaves": 15,
    "max_depth": 7,
    "min_data_in_leaf": 15,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 3.0,
    "verbose": -1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "seed": 7,
}

_THRESHOLD_DIGITS, _VALUE_DIGITS = 7, 6


def fit_chances(
    rows: Rows, targets: Sequence[bool], weights: Sequence[float], *, rounds: int, **changed: Any
) -> dict[str, Any]:
    """Fit log-odds of each row by itself; return the trees as JSON."""
    names = sorted({name for row in rows for name in row})
    data = lightgbm.Dataset(
        _matrix(rows, names), np.asarray(targets, dtype=float), weight=np.asarray(weights)
    )
    parameters = {**_PARAMETERS, "objective": "binary", "boost_from_average": False, **changed}
    return _as_json(lightgbm.train(parameters, data, rounds), names)


def fit_choice(
    groups: Sequence[Rows],
    targets: Sequence[int],
    weights: Sequence[float],
    *,
    rounds: int,
    **changed: Any,
) -> dict[str, Any]:
    """Fit a conditional logit: which row of each group is right; return the trees as JSON.

    The gradient is that of the logarithm of the softmax over the group (McFadden 1974).
    """
    names = sorted({name for rows in groups for row in rows for name in row})
    sizes = np.array([len(rows) for rows in groups])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    number = np.repeat(np.arange(len(sizes)), sizes)
    weight = np.repeat(np.asarray(weights), sizes)
    right = np.zeros(sizes.sum())
    right[starts + np.asarray(targets)] = 1.0

    def objective(scores: Floats, _: Any) -> tuple[Floats, Floats]:
        odds = np.exp(scores - np.maximum.reduceat(scores, starts)[number])
        chances = odds / np.add.reduceat(odds, starts)[number]
        return weight * (chances - right), weight * np.maximum(chances * (1 - chances), 1e-4)

    data = lightgbm.Dataset(_matrix([row for rows in groups for row in rows], names), right)
    parameters = {**_PARAMETERS, "objective": objective, "min_sum_hessian_in_leaf": 1.0, **changed}
    return _as_json(lightgbm.train(parameters, data, rounds), names)


def _matrix(rows: Rows, names: Sequence[str]) -> Floats:
    result = np.zeros((len(rows), len(names)))
    for line, row in zip(result, rows, strict=True):
        line[:] = [row.get(name, 0.0) for name in names]
    return result


def _as_json(booster: Any, names: Sequence[str]) -> dict[str, Any]:
    """Return the trees of a booster with the features that they use."""
    trees = [tree["tree_structure"] for tree in booster.dump_model()["tree_info"]]
    used = sorted({at for tree in trees for at in _used(tree)})
    column = {at: new for new, at in enumerate(used)}
    flat = [_flatten(tree, column) for tree in trees]
    depth = max(map(_depth, trees), default=0)
    return {"features": [names[at] for at in used], "depth": depth, "trees": flat}


def _used(node: Mapping[str, Any]) -> set[int]:
    if "split_feature" not in node:
        return set()
    below, above = node["left_child"], node["right_child"]
    return {node["split_feature"]} | _used(below) | _used(above)


def _depth(node: Mapping[str, Any]) -> int:
    if "split_feature" not in node:
        return 0
    return 1 + max(_depth(node["left_child"]), _depth(node["right_child"]))


def _flatten(root: Mapping[str, Any], column: Mapping[int, int]) -> list[list[float]]:
    """Return the nodes of a tree, root first, children by their number."""
    nodes: list[list[float]] = []

    def add(node: Mapping[str, Any]) -> int:
        number = len(nodes)
        if "split_feature" not in node:
            nodes.append([round(node["leaf_value"], _VALUE_DIGITS)])
            return number
        nodes.append([])
        threshold = float(f"{node['threshold']:.{_THRESHOLD_DIGITS}g}")
        below, above = add(node["left_child"]), add(node["right_child"])
        nodes[number] = [column[node["split_feature"]], threshold, below, above]
        return number

    add(root)
    return nodes


def trees_of(fitted: Mapping[str, Any]) -> Trees:
    """Return fitted trees as the toolkit reads them."""
    return Trees.from_json(fitted, version="training")


def write_model(
    name: str, parts: Mapping[str, Any], sources: Mapping[str, str], **more: Any
) -> None:
    """Write trees beside this script, one tree a line, with the checksums of what they saw."""
    fitted = json.dumps([parts, more], sort_keys=True)
    digest = hashlib.sha256(fitted.encode()).hexdigest()[:12]
    content = {"version": digest, "trained_on": dict(sources), **more, "parts": parts}
    text = json.dumps(content, separators=(",", ":"))
    text = text.replace("]],[[", "]],\n[[").replace('"trees":', '"trees":\n')
    path = Path(__file__).with_name(f"{name}.json")
    path.write_text(text + "\n", encoding="utf-8")
    print(f"wrote {path.name} {digest}, {len(text) // 1000} kB")
