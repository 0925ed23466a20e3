"""The trees of a model as plain arrays, for explanations and the compiled core.

Without the core, onnxruntime runs the trees, as a graph. Beside the graph a model file holds their
nodes, which say the same and can be walked, as one array for each booster. A second graph is made
of these, too: the contribution of each column, which the core finds in the nodes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.types import Floats, Ints, Matrix

BOOSTERS = ("body", "chrome")  # the log-odds that trees give: of body, and of chrome (not sidebar)
# One row for each node. A leaf is its own child; any other node stands before its children. The
# baseline of a booster is a tree of one leaf.
NODE = np.dtype(
    [
        ("left", "<i4"),  # next node if the column is at most the threshold
        ("right", "<i4"),  # next node otherwise
        ("column", "<i4"),
        ("threshold", "<f4"),
        # Of a leaf its value; of another node the mean over the training rows that reached it.
        ("expected", "<f4"),
    ]
)

MOST_DEPTH = 1000  # nodes on one way down; the shipped trees have 15 to 25


def nodes_member(booster: str) -> str:
    """Return the name of the member of a model file that holds the nodes of a booster."""
    return f"trees.{booster}.npy"


def contributions_part(booster: str) -> str:
    """Return the name of the graph of the contributions to a booster."""
    return f"contributions.{booster}"


def contributions_member(booster: str) -> str:
    """Return the name of the member that holds the graph of the contributions to a booster."""
    return f"{contributions_part(booster)}.onnx"


@dataclass(frozen=True, slots=True)
class Trees:
    """The trees of one booster: all arrays but `roots` have one entry for each node, as in NODE.

    `depth` is the number of nodes on the longest way from a root to a leaf.
    """

    left: Ints
    right: Ints
    column: Ints
    threshold: NDArray[np.float32]
    expected: Floats
    roots: Ints
    depth: int

    @classmethod
    def from_nodes(cls, nodes: NDArray[np.void], columns: int) -> Trees:
        """Read an array of NODE over a matrix with so many columns. Raises ValueError if a node
        leads nowhere or in a circle, asks for a column beyond the matrix, or holds no number."""
        left, right, column = (nodes[name].astype(np.intp) for name in ("left", "right", "column"))
        threshold, expected = nodes["threshold"].astype(np.float32), nodes["expected"].astype(float)
        index = np.arange(len(nodes))
        leaf = (left == index) & (right == index)
        inner = ~leaf
        children = np.concatenate((left[inner], right[inner]))
        above = np.concatenate((index[inner], index[inner]))
        if np.any(children <= above) or np.any(children >= len(nodes)):
            raise ValueError("a node of the trees leads nowhere, or in a circle")
        parents = np.bincount(children, minlength=len(nodes))
        if np.any(parents > 1):
            raise ValueError("two nodes of the trees lead to the same one")
        if np.any(column < 0) or np.any(column[inner] >= columns):
            raise ValueError("a node of the trees asks for a column that is not there")
        if np.any(np.isnan(threshold)) or not np.all(np.isfinite(expected)):
            raise ValueError("a node of the trees holds no number")
        roots = np.flatnonzero(parents == 0)
        return cls(left, right, column, threshold, expected, roots, _depth(left, right, roots))

    @property
    def bias(self) -> float:
        """The margin before anything is known of a row: the mean over the training rows."""
        return float(self.expected[self.roots].sum())

    def margins(self, matrix: Matrix) -> Floats:
        """Return the margins of rows, shape (rows,), as the graph of the same trees gives them."""
        node = np.tile(self.roots, (len(matrix), 1))
        row = np.arange(len(matrix))[:, None]
        for _ in range(self.depth - 1):
            goes_left = matrix[row, self.column[node]] <= self.threshold[node]
            node = np.where(goes_left, self.left[node], self.right[node])
        return np.asarray(self.expected[node].sum(axis=1))

    def contributions(self, matrix: Matrix) -> Floats:
        """Return what each column adds to the margins of rows, (rows, columns).

        On the way of a row through a tree, each change of the expected value is credited to the
        column that was split on (Saabas 2014, "Interpreting random forests"). With the bias all of
        it sums to the margins.
        """
        node = np.tile(self.roots, (len(matrix), 1))
        row = np.arange(len(matrix))[:, None]
        contributions = np.zeros(matrix.shape)
        for _ in range(self.depth - 1):
            column = self.column[node]
            goes_left = matrix[row, column] <= self.threshold[node]
            below = np.where(goes_left, self.left[node], self.right[node])
            change = self.expected[below] - self.expected[node]
            np.add.at(contributions, (np.broadcast_to(row, node.shape), column), change)
            node = below
        return contributions


def _depth(left: Ints, right: Ints, roots: Ints) -> int:
    """Return the number of nodes on the longest way down; children stand after their parents."""
    depth, level = 0, roots
    while level.size:
        depth += 1
        if depth > MOST_DEPTH:
            raise ValueError(f"a tree is deeper than {MOST_DEPTH} nodes")
        inner = level[left[level] != level]
        level = np.concatenate((left[inner], right[inner]))
    return depth
