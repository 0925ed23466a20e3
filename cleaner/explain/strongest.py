"""Choose the concepts that weigh most in a label, and of each the column that does."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cleaner._native import is_compiled
from cleaner.explain.templates import ColumnTable
from cleaner.types import Floats, Ints, Matrix


class Strongest(NamedTuple):
    """The concepts of n paragraphs that weigh most, paragraph by paragraph, the weightiest first.

    `counts` (n,) is how many each paragraph has; of all of them, one after the other, `columns` are
    their weightiest columns, as indices into a table's columns, and `weights` their own weights.
    """

    counts: Ints
    columns: Ints
    weights: Floats


def strongest(credits: Matrix, table: ColumnTable, most: int, least: float) -> Strongest:
    """Return the concepts of paragraphs that weigh most, at most so many of each paragraph, all of
    at least this weight; `credits` (n, columns) are in the order of the model."""
    if is_compiled():
        from cleaner._native import core

        counts, columns, weights = core.strongest(
            np.ascontiguousarray(credits, np.float32).tobytes(), len(credits),
            table.order_bytes, table.starts_bytes, most, least,
        )  # fmt: skip
        return Strongest(
            np.frombuffer(counts, np.int64),
            np.frombuffer(columns, np.int64),
            np.frombuffer(weights, np.float64),
        )
    sorted_, starts = credits[:, table.order], table.starts
    totals = np.add.reduceat(sorted_, starts, axis=1, dtype=np.float64)
    top = _largest(totals, most)
    weightiest = np.column_stack(
        [
            sorted_[:, begin:end].argmax(axis=1) + begin
            for begin, end in zip(starts, [*starts[1:], len(table.columns)])
        ]
    )
    weights_of = np.take_along_axis(totals, top, axis=1)
    enough = weights_of >= least
    rows, ranks = np.nonzero(enough)
    return Strongest(enough.sum(axis=1), weightiest[rows, top[rows, ranks]], weights_of[enough])


def _largest(totals: Floats, most: int) -> Ints:
    """Return the indices of the largest numbers of each row, (rows, most), the largest first."""
    totals, rows = totals.copy(), np.arange(len(totals))
    indices = np.empty((len(totals), most), dtype=np.intp)
    for rank in range(most):
        indices[:, rank] = totals.argmax(axis=1)
        totals[rows, indices[:, rank]] = -np.inf
    return indices
