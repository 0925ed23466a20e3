"""Learn the type of a page (article, forum, product …) from the tokens of its elements."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.linear_model import LogisticRegression

from cleaner.training.parts.lexicon import widespread

NEVER = -20.0  # intercept of a type that no page has
TOTAL_WEIGHT = 20.0  # of a type that has one page; a type with n pages has the root of n times it


class PageTypeModel(BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Multinomial logistic regression over binary tokens; rare types count for more than their
    share of the pages.

    Parameters
    ----------
    types : number of types.
    strength : inverse of the L2 regularisation.
    limit : tokens at most; the most widespread are kept.
    min_domains : domains that a token must stand on.

    Attributes
    ----------
    columns_ : (kept,) columns of X that have weights; none if all pages are of one type.
    weights_ : (kept, types) log-odds of each type.
    intercept_ : (types,).
    """

    def __init__(
        self, types: int, strength: float = 0.05, limit: int = 12_000, min_domains: int = 3
    ) -> None:
        self.types = types
        self.strength = strength
        self.limit = limit
        self.min_domains = min_domains

    def fit(
        self, X: sparse.csr_matrix, y: NDArray[np.intp], groups: NDArray[np.intp]
    ) -> PageTypeModel:
        """Learn from X (pages, tokens), binary, the types y (pages,), from 0 to `types` - 1;
        groups (pages,) are the numbers of the pages' domains."""
        if len(np.unique(y)) < 2:
            self.columns_ = np.zeros(0, dtype=np.intp)
            self.weights_, self.intercept_ = np.zeros((0, self.types)), np.zeros(self.types)
            return self
        self.columns_ = widespread(X, groups, self.min_domains, self.limit)
        weight = np.sqrt(1.0 / np.bincount(y, minlength=self.types).clip(1)) * TOTAL_WEIGHT
        model = LogisticRegression(C=self.strength, max_iter=200)
        model.fit(X[:, self.columns_], y, weight[y])
        coefficients, intercept = model.coef_, model.intercept_
        if len(model.classes_) == 2:  # scikit-learn keeps one row for two classes
            coefficients = np.concatenate((-coefficients, coefficients)) / 2
            intercept = np.concatenate((-intercept, intercept)) / 2
        self.weights_ = np.zeros((len(self.columns_), self.types))
        self.weights_[:, model.classes_] = coefficients.T.round(3)
        self.intercept_ = np.full(self.types, NEVER)
        self.intercept_[model.classes_] = intercept.round(3)
        return self
