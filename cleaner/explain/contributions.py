"""What each column contributed to the log-odds that the trees of a model give."""

from __future__ import annotations

import numpy as np

from cleaner.model.trees import Trees
from cleaner.types import Floats, Matrix


def contributions(trees: Trees, matrix: Matrix) -> Floats:
    """Return what each column added to the margin of each row, shape (rows, columns).

    Along the path of a row through a tree, each change of the expected value is credited to the
    column that was split on (Saabas 2014, "Interpreting random forests"). A row's contributions and
    the trees' bias sum to its margin.
    """
    rows, columns = matrix.shape
    total = np.zeros(rows * columns)
    row = np.repeat(np.arange(rows), len(trees.roots))
    node = np.tile(trees.roots, rows)
    while row.size:
        column = trees.column[node]
        goes_left = matrix[row, column] <= trees.threshold[node]
        child = np.where(goes_left, trees.left[node], trees.right[node])
        change = trees.expected[child] - trees.expected[node]
        total += np.bincount(row * columns + column, change, total.size)
        going_on = trees.left[child] != child
        row, node = row[going_on], child[going_on]
    return total.reshape(rows, columns)
