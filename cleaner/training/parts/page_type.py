"""Learn the page-type model from pages whose type is known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from cleaner.features.class_names import TYPES, page_tokens
from cleaner.routes.html import GUIDES
from cleaner.training.data.examples import Example
from cleaner.training.parts.lexicon import TokenTable

STRENGTH = 0.05  # pages are few and tokens many: strong regularisation
LIMIT = 12_000


class PageTypeTable:
    """Tokens of all pages, to fit page-type models from subsets of them."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self.table = TokenTable([sorted(page_tokens(example.page)) for example in examples])
        # Snippet pages carry no type of their own.
        self.known = np.array(
            [
                example.guide != GUIDES["snippets"] and example.gold.page_type in TYPES
                for example in examples
            ]
        )
        index = {name: i for i, name in enumerate(TYPES)}
        self.types = np.array([index.get(example.gold.page_type, 0) for example in examples])

    def fit(
        self, rows: np.ndarray, domains: np.ndarray
    ) -> tuple[list[str], np.ndarray, np.ndarray]:
        """Fit on the given pages, on tokens that stand on enough domains: the tokens, their
        weights, (tokens, types), and the types' intercepts; no tokens where all are of one type."""
        rows = rows[self.known[rows]]
        if len(set(self.types[rows].tolist())) < 2:
            return [], np.zeros((0, len(TYPES))), np.zeros(len(TYPES))
        kept = self.table.common(rows, domains, LIMIT)
        model = LogisticRegression(C=STRENGTH, max_iter=200)
        weight = np.sqrt(1.0 / np.bincount(self.types[rows], minlength=len(TYPES)).clip(1))
        model.fit(self.table.matrix[rows][:, kept], self.types[rows], weight[self.types[rows]] * 20)
        weights = np.zeros((len(kept), len(TYPES)))
        bias = np.full(len(TYPES), -20.0)
        coefficients, intercept = model.coef_, model.intercept_
        if len(model.classes_) == 2:  # scikit-learn keeps one row for two classes
            coefficients = np.concatenate((-coefficients, coefficients)) / 2
            intercept = np.concatenate((-intercept, intercept)) / 2
        weights[:, model.classes_] = coefficients.T
        bias[model.classes_] = intercept
        return [str(t) for t in self.table.tokens[kept]], weights.round(3), bias.round(3)
