"""Packed trees say what the trees say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from native_core import COLUMNS, PARTS, VALUES, grown, needs_core

from cleaner._native import in_python
from cleaner.model.file import load_model
from cleaner.model.packed_trees import pack, pack_all, packed_margins
from cleaner.model.predictor import run_trees
from cleaner.model.trees import BOOSTERS

pytestmark = needs_core


@given(st.data())
def test_packed_trees_are_the_trees(draws: st.DataObject) -> None:
    trees = grown(draws, 32)
    packed = pack_all({"body": trees}, COLUMNS)["body"]
    row = st.lists(VALUES, min_size=COLUMNS, max_size=COLUMNS)
    matrix = np.array(draws.draw(st.lists(row, max_size=20)), np.float32).reshape(-1, COLUMNS)
    np.testing.assert_allclose(packed_margins(packed, matrix), trees.margins(matrix), atol=1e-5)


@given(st.data())
def test_a_tree_of_too_many_leaves_is_not_packed(draws: st.DataObject) -> None:
    trees = grown(draws, 12)
    leaves = np.flatnonzero(trees.left == np.arange(len(trees.left)))
    largest = np.bincount(np.searchsorted(trees.roots, leaves, "right")).max()
    assert (pack(trees, COLUMNS, 6) is None) == (largest > 6)


@pytest.mark.parametrize("format", ["html", "text"])
def test_the_shipped_trees_are_packed_and_agree_with_their_graph(format: str) -> None:
    model = load_model(format)
    assert set(model.packed) == set(BOOSTERS)
    rows = np.random.default_rng(1).normal(size=(1001, model.packed["body"].columns)) * 20
    matrix = rows.astype(np.float32)
    graph = model.tree_margins(matrix)
    for name, margins in zip(BOOSTERS, run_trees(model, matrix)):
        np.testing.assert_allclose(margins, graph[name], atol=1e-4)


def test_the_python_packs_nothing() -> None:
    with in_python():
        assert pack_all(load_model("html").trees, 10_000) == {}


@pytest.mark.parametrize(
    ("part", "wrong"),
    [
        (0, b""),
        (0, b"\0" * 7),
        (0, np.array([0, 2], np.int32).tobytes()),
        (0, np.array([1, 1], np.int32).tobytes()),
        (1, np.array([3], np.int32).tobytes()),
        (1, np.array([-1], np.int32).tobytes()),
        (2, b""),
        (3, b"\0" * 8),
        (4, b"\0" * 127),
    ],
)
def test_parts_that_do_not_fit_are_refused(part: int, wrong: bytes) -> None:
    from cleaner._native.core import PackedTrees

    PackedTrees(*PARTS, COLUMNS)
    parts = list(PARTS)
    parts[part] = wrong
    first, column, threshold, kept, leaves = parts
    with pytest.raises(ValueError, match="packed"):
        PackedTrees(first, column, threshold, kept, leaves, COLUMNS)


@pytest.mark.parametrize("columns", [2, 4])
def test_a_matrix_of_other_columns_is_refused(columns: int) -> None:
    from cleaner._native.core import PackedTrees

    packed = PackedTrees(*PARTS, COLUMNS)
    with pytest.raises(ValueError, match="columns"):
        packed_margins(packed, np.zeros((5, columns), np.float32))
