"""Rows: the paragraphs of all pages as trees and networks learn from them, on both routes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(slots=True)
class Rows:
    """Paragraphs of all pages as rows; page i has the rows bounds[i] to bounds[i + 1].

    Targets are those of body and chrome: 1 or 0, -1 if unknown; chrome is unknown of body.
    """

    matrix: NDArray[np.float32]  # (rows, columns); each row by parts that have not seen its site
    targets: NDArray[np.int8]  # (rows, 2)
    weight: NDArray[np.float64]  # (rows, 2) of each task, for the networks
    bounds: NDArray[np.intp]  # (pages + 1,)
    fold: NDArray[np.intp]  # (pages,)
    drawn: NDArray[np.intp]  # rows that the trees learn from
    drawn_weight: NDArray[np.float64]  # (drawn, 2) of each task
    vectors: int = 0  # of the last columns are a sentence vector, which the trees do not see
    conventions: int = 0  # values of the last column, if it names a convention
    network_pages: NDArray[np.intp] | None = None  # that networks learn from; all pages if None

    @property
    def row_fold(self) -> NDArray[np.intp]:
        """Fold of each row, (rows,)."""
        return np.repeat(self.fold, np.diff(self.bounds))

    @property
    def without_vectors(self) -> NDArray[np.float32]:
        """The matrix without sentence vectors."""
        return self.matrix[:, : self.matrix.shape[1] - self.vectors]
