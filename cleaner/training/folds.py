"""Folds of sites: pages of one registered domain are learned from together or not at all."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

WHOLE = -1  # stands for the fold of a part that is fitted on everything


def fold_of(domain: str, folds: int, seed: int) -> int:
    """Return the fold of a registered domain, from 0 to `folds` - 1.

    It depends on the name alone. scikit-learn's GroupKFold balances the folds, but moves a domain
    to another fold when other domains come or go; then fold models and features on disk would have
    seen pages that they are used to judge.

    >>> [fold_of(domain, 5, seed=0) for domain in ("a.example", "b.example", "c.example")]
    [2, 0, 2]
    """
    return random.Random(f"{seed}:{domain}").randrange(folds)


def folds_of(domains: Sequence[str], folds: int, seed: int) -> NDArray[np.intp]:
    """Return the fold of each of n domains, shape (n,)."""
    return np.array([fold_of(domain, folds, seed) for domain in domains], dtype=np.intp)
