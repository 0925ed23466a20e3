"""Made-up rows, on which two ways to the same numbers are compared when a model is loaded."""

from __future__ import annotations

import numpy as np

from cleaner.model.trees import nodes_member
from cleaner.types import Floats, Matrix

PROBE_SIZES = np.array([[0.5], [5.0], [500.0]], dtype=np.float32)  # of the numbers in each row
# Sums of a hundred float32 differ by their order; a node that says something else differs by more.
PROBE_TOLERANCE = 1e-3


def check_agree(nodes: Floats, found: Floats | Matrix, booster: str, what: str) -> None:
    """Raise ValueError if two ways to the log-odds of a booster, or to what columns add to them, do
    not agree."""
    if not np.allclose(nodes, found, atol=PROBE_TOLERANCE):
        raise ValueError(f"{nodes_member(booster)} and {what} do not agree")


def probe_matrix(columns: int) -> Matrix:
    """Return a few made-up rows, the same ones at any time."""
    matrix = np.sin(np.arange(len(PROBE_SIZES) * columns, dtype=np.float32))
    return np.asarray(matrix.reshape(len(PROBE_SIZES), -1) * PROBE_SIZES)
