"""Contributions of columns: exact sums of what the trees of a model say."""

from __future__ import annotations

import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.explain.contributions import load_trees, read_trees
from cleaner.model.file import load_model

KINDS = ["html", "text"]
COLUMNS = 4


@cache
def fitted() -> dict[str, Any]:
    """Two small boosters: one alone, one the mean of two; most rows go left at the top."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    random = np.random.default_rng(0)
    matrix = random.normal(size=(400, COLUMNS)).astype(np.float32)
    label = (matrix[:, 0] > 1) ^ (matrix[:, 1] * matrix[:, 2] > 0.5)
    trees = [
        HistGradientBoostingClassifier(max_iter=5, max_leaf_nodes=7, random_state=seed)
        for seed in range(3)
    ]
    for booster, target in zip(trees, (label, label, matrix[:, 3] > 0)):
        booster.fit(matrix, target)
    return {"body": trees[:2], "chrome": trees[2]}


def margins(booster: Any, matrix: np.ndarray) -> np.ndarray:
    boosters = booster if isinstance(booster, list) else [booster]
    return np.mean([one.decision_function(matrix) for one in boosters], axis=0)


@pytest.mark.parametrize("kind", KINDS)
@given(seed=st.integers(0, 10_000), scale=st.sampled_from([0.1, 3.0, 300.0]))
def test_contributions_and_bias_sum_to_the_margin(kind: str, seed: int, scale: float) -> None:
    model = load_model(kind)
    columns = len(model.description["columns"]["trees"])
    matrix = np.random.default_rng(seed).normal(0, scale, (5, columns)).astype(np.float32)
    for name, trees in load_trees(model.path, f"{model.within}trees").items():
        parts = trees.contributions(matrix)
        assert parts.shape == matrix.shape
        sums = parts.sum(axis=1) + trees.bias
        assert sums == pytest.approx(model.margins("trees", matrix, [name])[name], abs=1e-4)


@pytest.mark.parametrize("with_covers", [True, False])
def test_fitted_boosters_are_read_back(with_covers: bool) -> None:
    from cleaner.training.export.model_file import tree_covers, trees_to_onnx

    boosters = fitted()
    covers = tree_covers(boosters) if with_covers else None
    found = read_trees(trees_to_onnx(boosters, COLUMNS), covers)
    matrix = np.random.default_rng(1).normal(size=(50, COLUMNS)).astype(np.float32)
    assert list(found) == list(boosters)
    for name, trees in found.items():
        sums = trees.contributions(matrix).sum(axis=1) + trees.bias
        assert sums == pytest.approx(margins(boosters[name], matrix), abs=1e-4)


def test_covers_make_the_bias_the_mean_over_the_training_rows() -> None:
    from cleaner.training.export.model_file import tree_covers, trees_to_onnx

    boosters = fitted()
    matrix = np.random.default_rng(0).normal(size=(400, COLUMNS)).astype(np.float32)
    mean = {name: margins(booster, matrix).mean() for name, booster in boosters.items()}
    graph = trees_to_onnx(boosters, COLUMNS)
    with_covers, without = read_trees(graph, tree_covers(boosters)), read_trees(graph)
    for name in boosters:
        assert with_covers[name].bias == pytest.approx(mean[name], abs=0.05)
        assert abs(without[name].bias - mean[name]) > abs(with_covers[name].bias - mean[name])


def test_a_column_that_no_tree_asks_for_contributes_nothing() -> None:
    from cleaner.training.export.model_file import trees_to_onnx

    trees = read_trees(trees_to_onnx(fitted(), COLUMNS + 1))
    assert not trees["body"].contributions(np.ones((3, COLUMNS + 1), np.float32))[:, -1].any()


def test_what_is_no_graph_is_refused() -> None:
    with pytest.raises(ValueError, match="protobuf"):
        read_trees(b"\x07 is no field")


def test_a_trained_model_carries_its_covers(tmp_path: Path, monkeypatch: Any) -> None:
    from cleaner.features.lexicon import Lexicon
    from cleaner.training.export import model_file as export

    monkeypatch.setitem(export.STAGE_COLUMNS, "text", {"trees": list("abcd")})
    path = export.write_model(
        tmp_path, "text", {}, export.Parts(Lexicon([], np.zeros((0, 2))), {"trees": fitted()})
    )
    with zipfile.ZipFile(path) as archive:
        covers = archive.read("trees.covers")
    trees = load_trees(path, "trees")
    inner = sum(
        int((booster.left != np.arange(len(booster.left))).sum()) for booster in trees.values()
    )
    assert len(covers) == inner
    assert trees["body"].bias == pytest.approx(
        read_trees(export.trees_to_onnx(fitted(), COLUMNS), covers)["body"].bias
    )
