"""Gradient-boosted trees of both tasks: body against boilerplate, chrome against sidebar."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.ensemble import HistGradientBoostingClassifier

TASKS = ("body", "chrome")  # columns of the targets, and names of the boosters


class BoostedTrees(BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """One HistGradientBoostingClassifier for each task; its parameters are documented there.

    Parameters
    ----------
    body_trees, chrome_trees : trees of each task.

    Attributes
    ----------
    boosters_ : dict of the two fitted classifiers, by task.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - an estimator
        self,
        body_trees: int = 80,
        chrome_trees: int = 50,
        learning_rate: float = 0.15,
        max_leaf_nodes: int = 31,
        min_samples_leaf: int = 20,
        max_bins: int = 63,
        l2_regularization: float = 1.0,
        max_features: float = 0.4,
        random_state: int = 0,
    ) -> None:
        self.body_trees = body_trees
        self.chrome_trees = chrome_trees
        self.learning_rate = learning_rate
        self.max_leaf_nodes = max_leaf_nodes
        self.min_samples_leaf = min_samples_leaf
        self.max_bins = max_bins
        self.l2_regularization = l2_regularization
        self.max_features = max_features
        self.random_state = random_state

    def fit(
        self,
        X: NDArray[np.float32],
        y: NDArray[np.int8],
        sample_weight: NDArray[np.float64] | None = None,
    ) -> BoostedTrees:
        """Learn each task from the rows whose target is known.

        X (rows, columns); y (rows, 2) are the targets of body and chrome, 1 or 0, -1 if unknown;
        sample_weight (rows, 2) of each task.
        """
        self.boosters_ = {}
        for task, (name, trees) in enumerate(zip(TASKS, (self.body_trees, self.chrome_trees))):
            rows = np.flatnonzero(y[:, task] >= 0)
            weight = None if sample_weight is None else sample_weight[rows, task]
            booster = HistGradientBoostingClassifier(
                max_iter=trees,
                learning_rate=self.learning_rate,
                max_leaf_nodes=self.max_leaf_nodes,
                min_samples_leaf=self.min_samples_leaf,
                max_bins=self.max_bins,
                l2_regularization=self.l2_regularization,
                max_features=self.max_features,
                early_stopping=False,
                random_state=self.random_state,
            )
            self.boosters_[name] = booster.fit(X[rows], y[rows, task], sample_weight=weight)
        return self

    def decision_function(self, X: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the log-odds of body and chrome, shape (rows, 2)."""
        return np.stack([self.boosters_[name].decision_function(X) for name in TASKS], axis=1)
