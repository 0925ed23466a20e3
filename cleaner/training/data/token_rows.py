"""Rows of tokens: what token weights are learned from, on both routes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.training.parts.lexicon import LexiconModel, token_matrix
from cleaner.training.recipe import LexiconRecipe


@dataclass(slots=True)
class TokenRows:
    """Items with their tokens, binary: paragraphs, or elements of a page."""

    matrix: Any  # sparse, (items, tokens)
    tokens: NDArray[np.object_]
    targets: NDArray[np.int8]  # (items, 2) of body and chrome, -1 if unknown
    weight: NDArray[np.float64]  # (items,)
    domain: NDArray[np.intp]  # (items,) as numbers
    fold: NDArray[np.intp]  # (items,)

    def fit(self, recipe: LexiconRecipe, without: int) -> tuple[list[str], NDArray[np.float64]]:
        """Return tokens and their weights (tokens, 2), learned without the items of a fold."""
        rows = np.flatnonzero(
            (self.fold != without) & (self.targets[:, 0] >= 0) & (self.weight > 0)
        )
        model = LexiconModel(**asdict(recipe))
        model.fit(self.matrix[rows], self.targets[rows], self.weight[rows], self.domain[rows])
        return self.tokens[model.columns_].tolist(), model.weights_


def token_rows(
    bags: Sequence[Sequence[str]],
    targets: NDArray[np.int8],
    weight: NDArray[np.float64],
    domains: Sequence[str],
    fold: NDArray[np.intp],
) -> TokenRows:
    """Return rows of items with these tokens; `domains` are names."""
    numbers = np.unique(domains, return_inverse=True)[1]
    return TokenRows(*token_matrix(bags), targets, weight, numbers, fold)
