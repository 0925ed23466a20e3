"""Boosted trees as a graph and as nodes: both say what scikit-learn's booster says."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

pytest.importorskip("sklearn")
pytest.importorskip("onnx")

from cleaner.model.runtime import open_session
from cleaner.model.trees import Trees
from cleaner.training.export.trees import (
    contributions_to_onnx,
    tree_nodes,
    trees_to_onnx,
)

COLUMNS = 4
ROWS = 400


@cache
def data() -> tuple[np.ndarray, dict[str, Any]]:
    """Rows, and two small boosters: the mean of two, and one alone; most rows go left at first."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    random = np.random.default_rng(0)
    matrix = random.normal(size=(ROWS, COLUMNS)).astype(np.float32)
    label = (matrix[:, 0] > 1) ^ (matrix[:, 1] * matrix[:, 2] > 0.5)
    trees = [
        HistGradientBoostingClassifier(max_iter=5, max_leaf_nodes=7, random_state=seed)
        for seed in range(3)
    ]
    for booster, target in zip(trees, (label, label, matrix[:, 3] > 0)):
        booster.fit(matrix, target)
    return matrix, {"body": trees[:2], "chrome": trees[2]}


def expected(booster: Any, matrix: np.ndarray) -> np.ndarray:
    boosters = booster if isinstance(booster, list) else [booster]
    margins = [one.decision_function(matrix) for one in boosters]
    return np.asarray(np.mean(margins, axis=0))


def nodes() -> dict[str, np.ndarray]:
    return {name: tree_nodes(booster) for name, booster in data()[1].items()}


def test_the_graph_says_what_the_boosters_say() -> None:
    matrix, boosters = data()
    session = open_session(trees_to_onnx(nodes(), COLUMNS))
    for name, margins in zip(boosters, session.run([*boosters], {"X": matrix})):
        assert margins[:, 0] == pytest.approx(expected(boosters[name], matrix), abs=1e-5)


@pytest.mark.parametrize("name", ["body", "chrome"])
def test_the_nodes_say_what_the_boosters_say(name: str) -> None:
    matrix, boosters = data()
    trees = Trees.from_nodes(nodes()[name], COLUMNS)
    assert trees.margins(matrix) == pytest.approx(expected(boosters[name], matrix), abs=1e-5)


@pytest.mark.parametrize("steps", [0, 1])
def test_a_value_at_a_threshold_goes_left_in_all_three(steps: int) -> None:
    # The threshold lies between two values that are neighbours among float32, and must be rounded
    # down, or the greater one goes left, too. The nearest is the lower one or the upper.
    from sklearn.ensemble import HistGradientBoostingClassifier

    low = np.float32(1.0) + np.float32(steps) * np.finfo(np.float32).eps
    high = np.nextafter(low, np.float32(2.0))
    matrix = np.array([[low], [high]] * 30, np.float32)
    booster = HistGradientBoostingClassifier(max_iter=3, min_samples_leaf=1)
    booster.fit(matrix, matrix[:, 0] == high)
    margins = expected(booster, matrix)
    assert margins[0] < 0 < margins[1]
    of_booster = tree_nodes(booster)
    session = open_session(trees_to_onnx({"body": of_booster}, 1))
    assert session.run(["body"], {"X": matrix})[0][:, 0] == pytest.approx(margins, abs=1e-5)
    trees = Trees.from_nodes(of_booster, 1)
    assert trees.margins(matrix) == pytest.approx(margins, abs=1e-5)


def test_the_bias_is_the_mean_over_the_training_rows() -> None:
    matrix, boosters = data()
    for name, booster in boosters.items():
        bias = Trees.from_nodes(nodes()[name], COLUMNS).bias
        assert bias == pytest.approx(expected(booster, matrix).mean(), abs=1e-4)


def walked(trees: Trees, row: np.ndarray) -> np.ndarray:
    """What each column contributes to the margin of a row, along its path through each tree."""
    total = np.zeros(len(row))
    for node in trees.roots.tolist():
        while trees.left[node] != node:
            column = trees.column[node]
            side = trees.left if row[column] <= trees.threshold[node] else trees.right
            total[column] += trees.expected[side[node]] - trees.expected[node]
            node = int(side[node])  # noqa: PLW2901 - down the tree
    return total


@pytest.mark.parametrize("name", ["body", "chrome"])
def test_contributions_are_what_changes_on_the_way_to_the_leaf(name: str) -> None:
    matrix, boosters = data()
    session = open_session(contributions_to_onnx(nodes()[name], COLUMNS))
    (contributions,) = session.run(["contributions"], {"X": matrix})
    assert contributions.shape == matrix.shape
    trees = Trees.from_nodes(nodes()[name], COLUMNS)
    for row, contribution in zip(matrix[:40], contributions):
        assert contribution == pytest.approx(walked(trees, row), abs=1e-5)
    sums = contributions.sum(axis=1) + trees.bias
    assert sums == pytest.approx(expected(boosters[name], matrix), abs=1e-5)


def test_a_column_that_no_tree_asks_for_contributes_nothing() -> None:
    session = open_session(contributions_to_onnx(nodes()["body"], COLUMNS + 1))
    matrix = np.ones((3, COLUMNS + 1), np.float32)
    (contributions,) = session.run(["contributions"], {"X": matrix})
    assert not contributions[:, -1].any()
    assert contributions[:, :-1].any()
