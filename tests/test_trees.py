"""Boosted trees: read from JSON, evaluated like their written form."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import GazetteerError
from geo.trees import Trees

# Two trees: one splits twice, the other is a single leaf.
CONTENT = {
    "features": ["size", "colour"],
    "depth": 2,
    "trees": [[[0, 1.5, 1, 2], [-1.0], [1, 0.0, 3, 4], [2.0], [3.0]], [[0.25]]],
}


def by_hand(size: float, colour: float) -> float:
    first = -1.0 if size <= 1.5 else (2.0 if colour <= 0.0 else 3.0)
    return first + 0.25


@given(st.lists(st.tuples(st.floats(-3, 3), st.floats(-3, 3)), max_size=20))
def test_scores_are_those_of_the_written_trees(rows: list[tuple[float, float]]) -> None:
    trees = Trees.from_json(CONTENT, version="1")
    matrix = trees.matrix([{"size": size, "colour": colour, "other": 9.0} for size, colour in rows])
    assert trees.scores(matrix).tolist() == [by_hand(*row) for row in rows]


def test_what_a_row_does_not_name_is_nothing() -> None:
    trees = Trees.from_json(CONTENT, version="1")
    assert trees.matrix([{}, {"size": 2.0}]).tolist() == [[0.0, 0.0], [2.0, 0.0]]
    assert trees.chances([]).tolist() == []
    assert np.allclose(trees.chances([{"size": 9.0, "colour": 1.0}]), 1 / (1 + np.exp(-3.25)))


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("recognition", ("spans",)),
        ("senses", ("first", "second")),
        ("resolution", ("first", "second")),
    ],
)
def test_shipped_models_open_and_use_their_features(name: str, parts: tuple[str, ...]) -> None:
    for part in parts:
        trees = Trees.open(name, part)
        assert len(trees.version) == 12
        assert len(set(trees.features)) == len(trees.features) > 20
        assert set(trees.feature.tolist()) == set(range(len(trees.features)))


def test_a_missing_model_is_named() -> None:
    with pytest.raises(GazetteerError, match="absent"):
        Trees.open("absent", "first")
    with pytest.raises(GazetteerError, match="reinstall"):
        Trees.open("resolution", "third")
