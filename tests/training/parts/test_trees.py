"""Boosted trees of both tasks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

pytest.importorskip("sklearn")

from sklearn.base import clone

from cleaner.training.parts.trees import TASKS, BoostedTrees

SMALL: dict[str, Any] = {"body_trees": 10, "chrome_trees": 5, "max_features": 1.0}


@pytest.fixture(scope="module")
def data() -> tuple[np.ndarray, np.ndarray]:
    """Body shows in the first column, chrome among the rest in the second."""
    X = np.random.default_rng(0).normal(size=(600, 4)).astype(np.float32)
    body = X[:, 0] > 0
    return X, np.stack((body, np.where(body, -1, X[:, 1] > 0)), axis=1).astype(np.int8)


def test_each_task_is_learned_from_its_own_rows(data: tuple[np.ndarray, np.ndarray]) -> None:
    X, y = data
    margins = BoostedTrees(**SMALL).fit(X[:400], y[:400]).decision_function(X[400:])
    assert margins.shape == (200, 2)
    assert np.mean((margins[:, 0] > 0) == (y[400:, 0] == 1)) > 0.95
    rest = y[400:, 1] >= 0
    assert np.mean((margins[rest, 1] > 0) == (y[400:][rest, 1] == 1)) > 0.95


def test_unknown_rows_teach_nothing(data: tuple[np.ndarray, np.ndarray]) -> None:
    X, y = data
    noise = np.concatenate((X, -X)), np.concatenate((y, np.full_like(y, -1)))
    alone, together = (BoostedTrees(**SMALL).fit(*rows) for rows in (data, noise))
    assert (alone.decision_function(X) == together.decision_function(X)).all()


def test_each_task_has_weights_of_its_own(data: tuple[np.ndarray, np.ndarray]) -> None:
    X, y = data
    weight = np.stack((np.where(y[:, 0] == 1, 9.0, 1.0), np.ones(len(y))), axis=1)
    plain, weighted = (BoostedTrees(**SMALL).fit(X, y, w) for w in (None, weight))
    margins = plain.decision_function(X), weighted.decision_function(X)
    assert margins[1][:, 0].mean() > margins[0][:, 0].mean() + 0.1
    assert (margins[1][:, 1] == margins[0][:, 1]).all()


def test_the_same_state_gives_the_same_trees(data: tuple[np.ndarray, np.ndarray]) -> None:
    some = {**SMALL, "max_features": 0.5}
    one, same, other = (
        BoostedTrees(**some, random_state=state).fit(*data).decision_function(data[0])
        for state in (0, 0, 1)
    )
    assert (one == same).all()
    assert (one != other).any()


def test_nothing_is_learned_before_fit() -> None:
    model = BoostedTrees(body_trees=7)
    assert clone(model).get_params() == model.get_params()
    assert not hasattr(model, "boosters_")
    assert TASKS == ("body", "chrome")
