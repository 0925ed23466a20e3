"""Pack the trees of a model as bit vectors, which the compiled core runs in a fraction of the time
of their graph.

Of a tree of at most 32 leaves a row keeps those that it may still reach, as bits of a word. Each
inner node that sends the row to the right takes away the leaves to its left; the lowest bit that is
left is the row's leaf (Lucchese et al. 2015, "QuickScorer").
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from cleaner._native import is_compiled
from cleaner.model.trees import Trees
from cleaner.types import Floats, Matrix

if TYPE_CHECKING:
    from cleaner._native.core import PackedTrees

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
