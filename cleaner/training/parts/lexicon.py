"""Learn a lexicon: linear models over tokens, one for body, one for chrome against sidebar."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

MIN_DOMAINS = 3  # a token known from fewer sites says more of the site than of the label


class TokenTable:
    """Bags of tokens of many items as one sparse matrix, (items, vocabulary), binary."""

    def __init__(self, bags: Sequence[Sequence[str]]) -> None:
        vocabulary: dict[str, int] = {}
        indices: list[int] = []
        indptr = [0]
        for bag in bags:
            indices.extend({vocabulary.setdefault(token, len(vocabulary)) for token in bag})
            indptr.append(len(indices))
        self.tokens = np.array(list(vocabulary), dtype=object)
        self.matrix = sparse.csr_matrix(
            (np.ones(len(indices), np.float32), np.array(indices), np.array(indptr)),
            shape=(len(bags), len(vocabulary)),
        )

    def _domain_counts(self, rows: np.ndarray, domains: np.ndarray) -> np.ndarray:
        """On how many domains each token stands, among the rows."""
        part = self.matrix[rows].tocoo()
        pairs = np.unique(
            domains[rows][part.row].astype(np.int64) * self.matrix.shape[1] + part.col
        )
        return np.bincount(pairs % self.matrix.shape[1], minlength=self.matrix.shape[1])

    def common(self, rows: np.ndarray, domains: np.ndarray, limit: int) -> np.ndarray:
        """Columns of the tokens that stand on enough domains, the most widespread at most."""
        counts = self._domain_counts(rows, domains)
        kept = np.flatnonzero(counts >= MIN_DOMAINS)
        if kept.size > limit:
            kept = np.sort(kept[np.argsort(-counts[kept], kind="stable")[:limit]])
        return kept

    def fit(
        self,
        rows: np.ndarray,
        domains: np.ndarray,
        body: np.ndarray,
        chrome: np.ndarray,
        weight: np.ndarray,
        strength: float = 1.0,
        limit: int = 20_000,
    ) -> tuple[list[str], np.ndarray]:
        """The tokens that stand on enough domains, and their weights, (tokens, 2): body, chrome.

        `rows` are the items to learn from; `body` is 0 or 1 for each item, `chrome` 0 or 1 where
        known and -1 where the item is body or its kind unknown; `weight` each item's weight.
        """
        kept = self.common(rows, domains, limit)
        columns = self.matrix[:, kept]
        told = rows[chrome[rows] >= 0]
        weights = np.stack(
            (
                _weights(columns[rows], body[rows], weight[rows], strength),
                _weights(columns[told], chrome[told], weight[told], strength),
            ),
            axis=1,
        )
        return [str(token) for token in self.tokens[kept]], weights


def _weights(
    matrix: sparse.csr_matrix, y: np.ndarray, w: np.ndarray, strength: float
) -> np.ndarray:
    model = LogisticRegression(C=strength, max_iter=60, tol=1e-3, solver="lbfgs")
    model.fit(matrix, y, sample_weight=w / w.mean())
    return np.asarray(model.coef_[0].round(3))
