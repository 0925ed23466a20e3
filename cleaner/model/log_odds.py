"""Log-odds of the labels of paragraphs, and the probabilities that they stand for."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cleaner.types import Floats


class LogOdds(NamedTuple):
    """Log-odds of n paragraphs, (n,) each: of body against boilerplate, and, if it is boilerplate,
    of chrome against sidebar."""

    body: Floats
    chrome: Floats


def sigmoid(log_odds: Floats) -> Floats:
    """Return the probability of log-odds, without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * log_odds)))
