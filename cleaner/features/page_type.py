"""What type a page is, as soft columns: what is body on a forum or a listing is not on an article.

A linear model over the tokens that occur anywhere on the page (tags, class names, roles, declared
types), one column of weights a type. It is learned from pages whose type is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.features.lexicon import CACHE_LIMIT, element_tokens
from cleaner.segment.html import HtmlPage

TYPES = ("article", "service", "forum", "listing", "product", "collection", "documentation")

Floats = NDArray[np.float64]


class PageTypes:
    """Token weights, (vocabulary, types), and an intercept for each type."""

    def __init__(self, tokens: Sequence[str], weights: Floats, bias: Floats) -> None:
        self.tokens = list(tokens)
        self.weights = weights
        self.bias = bias
        # Row 0 stands for nothing, so that an unknown token and its row are both false.
        self._row = {token: i for i, token in enumerate(self.tokens, 1)}
        self._padded = np.concatenate((np.zeros((1, len(TYPES))), weights))
        self._cache: dict[Any, frozenset[int]] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return (PageTypes, (self.tokens, self.weights, self.bias))

    @classmethod
    def blank(cls) -> PageTypes:
        """A model that finds all types equally likely."""
        return cls([], np.zeros((0, len(TYPES))), np.zeros(len(TYPES)))

    def probabilities(self, page: HtmlPage) -> Floats:
        """Probability of each type, shape (len(TYPES),)."""
        rows: set[int] = set()
        cache = self._cache
        for key in page.elements.keys:
            found = cache.get(key)
            rows |= found if found is not None else self._remember(key)
        get = self._row.get
        rows.update(filter(None, [get(_declared(kind)) for kind in page.types]))
        scores = self.bias + self._padded[sorted(rows)].sum(axis=0)
        scores = np.exp(scores - scores.max())
        return np.asarray(scores / scores.sum())

    def _remember(self, key: Any) -> frozenset[int]:
        rows = frozenset(filter(None, map(self._row.get, element_tokens(key))))
        if len(self._cache) >= CACHE_LIMIT:
            self._cache = {}  # replaced, not cleared: other threads may be reading it
        self._cache[key] = rows
        return rows


def page_tokens(page: HtmlPage) -> set[str]:
    """All tokens that a page's type is judged by."""
    tokens = {token for key in page.elements.keys for token in element_tokens(key)}
    return tokens | {_declared(kind) for kind in page.types}


def _declared(kind: str) -> str:
    return "declared=" + kind
