"""Pack the trees of a model as bit vectors, which the compiled core runs in a fraction of the time
of their graph.

Of a tree of at most 32 leaves a row keeps those that it may still reach, as bits of a word. Each
inner node that sends the row to the right takes away the leaves to its left; the lowest bit that is
left is the row's leaf (Lucchese et al. 2015, "QuickScorer").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from cleaner._native import is_compiled
from cleaner.model.trees import Trees
from cleaner.types import Floats, Matrix

if TYPE_CHECKING:
    from cleaner._native.core import PackedContributions, PackedTrees

ALL_LEAVES = 0xFFFFFFFF

Parts = tuple[bytes, bytes, bytes, bytes, bytes]  # what `PackedTrees` is made of


def pack_all(trees: Mapping[str, Trees], columns: int) -> dict[str, PackedTrees]:
    """Return the boosters packed, by name; none of them if the core is not there or cannot hold
    one, since a tree has too many leaves."""
    if not is_compiled():
        return {}
    from cleaner._native import core

    if not core.HAS_VECTORS:
        return {}
    packed = {name: pack(booster, columns, core.TREE_LEAVES) for name, booster in trees.items()}
    return {name: core.PackedTrees(*parts, columns) for name, parts in packed.items() if parts}


def pack(trees: Trees, columns: int, most_leaves: int) -> Parts | None:
    """Return the inner nodes of all trees and their leaves as `PackedTrees` takes them; None if a
    tree has too many leaves."""
    left, right = trees.left.tolist(), trees.right.tolist()
    first, nodes, kept = [0], [], []
    leaves = np.zeros((len(trees.roots), most_leaves), np.float32)
    for number, root in enumerate(trees.roots.tolist()):
        leaf_nodes = _leaves_in_order(root, left, right)
        if len(leaf_nodes) > most_leaves:
            return None
        leaves[number, : len(leaf_nodes)] = trees.expected[leaf_nodes]
        leaf_index = {leaf: i for i, leaf in enumerate(leaf_nodes)}
        for node, low, high in _inner_nodes(root, left, right, leaf_index):
            nodes.append(node)
            kept.append(ALL_LEAVES & ~((1 << high) - (1 << low)))
        first.append(len(nodes))
    return (
        np.array(first, np.int32).tobytes(),
        trees.column[nodes].astype(np.int32).tobytes(),
        trees.threshold[nodes].astype(np.float32).tobytes(),
        np.array(kept, np.uint32).tobytes(),
        leaves.tobytes(),
    )


def pack_contributions(trees: Trees, packed: PackedTrees) -> PackedContributions:
    """Return what each column adds to the answer of a booster, for the core, which runs `packed`.

    What the columns add on the way to a leaf belongs to the leaf.
    """
    from cleaner._native import core

    left, right, column = trees.left.tolist(), trees.right.tolist(), trees.column.tolist()
    expected = trees.expected.tolist()
    changes: list[dict[int, float]] = [{} for _ in left]
    for node, so_far in enumerate(changes):  # children stand after their parents
        for child in {left[node], right[node]} - {node}:
            change = so_far.get(column[node], 0.0) + (expected[child] - expected[node])
            changes[child] = {**so_far, column[node]: change}
    counts = np.zeros((len(trees.roots), core.TREE_LEAVES), np.int32)
    at_once = core.CHANGES_AT_ONCE
    of_leaves: list[tuple[int, float]] = []
    for number, root in enumerate(trees.roots.tolist()):
        for place, leaf in enumerate(_leaves_in_order(root, left, right)):
            of_leaves += changes[leaf].items()
            of_leaves += [(packed.columns + i, 0.0) for i in range(-len(of_leaves) % at_once)]
            counts[number, place] = -(-len(changes[leaf]) // at_once)
    groups = np.zeros(
        len(of_leaves) // at_once, [("changes", "<f4", at_once), ("columns", "<u2", at_once)]
    )
    groups["changes"] = np.array([change for _, change in of_leaves]).reshape(-1, at_once)
    groups["columns"] = np.array([number for number, _ in of_leaves]).reshape(-1, at_once)
    ends = np.append(0, np.cumsum(counts)).astype(np.int32)
    return core.PackedContributions(packed, ends.tobytes(), groups.tobytes())


def _leaves_in_order(root: int, left: list[int], right: list[int]) -> list[int]:
    """Return the leaves of a tree from left to right."""
    leaves, ways = [], [root]
    while ways:
        node = ways.pop()
        if left[node] == node:
            leaves.append(node)
        else:
            ways += [right[node], left[node]]
    return leaves


def _inner_nodes(
    root: int, left: list[int], right: list[int], leaf_index: Mapping[int, int]
) -> list[tuple[int, int, int]]:
    """Return each inner node with the first of the leaves to its left and the one after the last,
    by index."""
    inner, ways = [], [root]
    while ways:
        node = ways.pop()
        if left[node] == node:
            continue
        ways += [right[node], left[node]]
        low = high = left[node]
        while left[low] != low:
            low = left[low]
        while right[high] != high:
            high = right[high]
        inner.append((node, leaf_index[low], leaf_index[high] + 1))
    return inner


def packed_margins(packed: PackedTrees, matrix: Matrix) -> Floats:
    """Return the margins of rows, shape (rows,)."""
    data = np.ascontiguousarray(matrix, np.float32).tobytes()
    return np.frombuffer(packed.margins(data, len(matrix)), np.float64)


def packed_contributions(
    signed: Sequence[tuple[PackedContributions, Floats]], matrix: Matrix, width: int
) -> Matrix:
    """Return what each column adds to the answers of boosters, (rows, width), the sum over all of
    these, each times its sign of each row (rows,); columns beyond those of the matrix are 0."""
    data, sums = (
        np.ascontiguousarray(matrix, np.float32).tobytes(),
        bytearray(4 * len(matrix) * width),
    )
    for packed, signs in signed:
        packed.add(data, len(matrix), signs.astype(np.float32).tobytes(), sums, width)
    return np.frombuffer(sums, np.float32).reshape(len(matrix), width)
