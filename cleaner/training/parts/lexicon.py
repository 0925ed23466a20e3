"""Learn token weights by two linear models: body against boilerplate, chrome against sidebar."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.linear_model import LogisticRegression

from cleaner.features.text.topic import content_words
from cleaner.text.tokens import WORD

BODY, CHROME = 0, 1  # columns of the targets


def token_matrix(bags: Sequence[Sequence[str]]) -> tuple[sparse.csr_matrix, NDArray[np.object_]]:
    """Return which item holds which token, binary, (items, tokens), and the tokens, (tokens,).

    Tokens are in the order of their first appearance. CountVectorizer sorts them, and then the
    limit of a lexicon would cut, of tokens that are equally widespread, those of scripts late in
    the alphabet.
    """
    vocabulary: dict[str, int] = {}
    indices: list[int] = []
    indptr = [0]
    for bag in bags:
        indices.extend({vocabulary.setdefault(token, len(vocabulary)) for token in bag})
        indptr.append(len(indices))
    matrix = sparse.csr_matrix(
        (np.ones(len(indices), np.float32), np.array(indices, np.intp), np.array(indptr)),
        shape=(len(bags), len(vocabulary)),
    )
    return matrix, np.array(list(vocabulary), dtype=object)


def widespread(
    X: sparse.csr_matrix, groups: NDArray[np.intp], min_groups: int, limit: int
) -> NDArray[np.intp]:
    """Return the columns of the tokens that occur in `min_groups` groups of items or more, in
    order; of more than `limit`, those in the most groups. `groups` (items,) are numbers."""
    part = X.tocoo()
    pairs = np.unique(groups[part.row].astype(np.int64) * X.shape[1] + part.col)
    counts = np.bincount(pairs % X.shape[1], minlength=X.shape[1])
    kept = np.flatnonzero(counts >= min_groups)
    if kept.size > limit:
        kept = np.sort(kept[np.argsort(-counts[kept], kind="stable")[:limit]])
    return kept


class LexiconModel(BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Weights of tokens: log-odds of body against boilerplate and of chrome against sidebar.

    Parameters
    ----------
    strength : inverse of the L2 regularisation of both models.
    limit : tokens at most; the most widespread are kept.
    min_domains : domains that a token must stand on. What fewer sites have says more of the site
        than of the label.

    Attributes
    ----------
    columns_ : (kept,) columns of X that have weights.
    weights_ : (kept, 2) weights for body and for chrome.
    """

    def __init__(self, strength: float = 1.0, limit: int = 20_000, min_domains: int = 3) -> None:
        self.strength = strength
        self.limit = limit
        self.min_domains = min_domains

    def fit(
        self,
        X: sparse.csr_matrix,
        y: NDArray[np.int8],
        sample_weight: NDArray[np.float64],
        groups: NDArray[np.intp],
    ) -> LexiconModel:
        """Learn from items whose body target is known.

        X (items, tokens) is binary; y (items, 2) are the targets of body and chrome, 1 or 0, chrome
        -1 if unknown; sample_weight (items,); groups (items,) the numbers of the items' domains.
        """
        self.columns_ = widespread(X, groups, self.min_domains, self.limit)
        kept = X[:, self.columns_]
        rows = np.flatnonzero(y[:, CHROME] >= 0)
        self.weights_ = np.stack(
            (
                self._coefficients(kept, y[:, BODY], sample_weight),
                self._coefficients(kept[rows], y[rows, CHROME], sample_weight[rows]),
            ),
            axis=1,
        )
        return self

    def _coefficients(
        self, X: sparse.csr_matrix, y: NDArray[np.int8], weight: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        model = LogisticRegression(C=self.strength, max_iter=60, tol=1e-3, solver="lbfgs")
        model.fit(X, y, sample_weight=weight / weight.mean())
        return np.asarray(model.coef_[0].round(3))


def word_rarity(articles: Sequence[Sequence[str]], least: int) -> dict[str, float]:
    """Return how much each content word tells of a topic, from the paragraphs of articles.

    It is the inverse document frequency (Spärck Jones 1972), scaled so that a word in no article
    would have 1. Words of fewer than `least` articles are left out.
    """
    count: Counter[str] = Counter()
    for article in articles:
        words = [WORD.findall(text.lower()) for text in article]
        contents = (content_words(text, of_text) for text, of_text in zip(article, words))
        count.update(set().union(*contents))
    highest = math.log(2 * max(len(articles), 1))
    return {
        word: math.log(max(len(articles) / many, 1.0)) / highest
        for word, many in sorted(count.items())
        if many >= least
    }
