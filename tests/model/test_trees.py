"""Trees as arrays: they say what their graph says, and lead nowhere but down."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.model import trees as module
from cleaner.model.file import load_model
from cleaner.model.trees import NODE, Trees

LEAF = -1


def nodes(*rows: tuple[int, int, int, float, float]) -> np.ndarray:
    """Nodes by left, right, column, threshold, expected value; LEAF is a node itself."""
    return np.array(
        [
            (i if a == LEAF else a, i if b == LEAF else b, *rest)
            for i, (a, b, *rest) in enumerate(rows)
        ],
        NODE,
    )


# The first tree splits on column 1 and, to its right, on column 0; the second is the baseline.
TWO = nodes(
    (1, 2, 1, 0.5, 0.2),
    (LEAF, LEAF, 0, 0.0, -1.0),
    (3, 4, 0, 2.0, 0.6),
    (LEAF, LEAF, 0, 0.0, 0.25),
    (LEAF, LEAF, 0, 0.0, 3.0),
    (LEAF, LEAF, 0, 0.0, 10.0),
)


def test_a_row_goes_left_at_most_at_the_threshold() -> None:
    trees = Trees.from_nodes(TWO, 2)
    matrix = np.array([[9, 0.5], [2, 0.6], [2.1, 0.6], [2.1, np.nan]], np.float32)
    assert trees.margins(matrix).tolist() == [9.0, 10.25, 13.0, 13.0]


def test_the_bias_is_what_the_roots_expect() -> None:
    trees = Trees.from_nodes(TWO, 2)
    assert trees.roots.tolist() == [0, 5]
    assert trees.bias == pytest.approx(10.2)
    assert trees.depth == 3


@pytest.mark.parametrize("profile", ["labels", "article"])
@pytest.mark.parametrize("format", ["html", "text"])
@given(seed=st.integers(0, 10_000), scale=st.sampled_from([0.1, 3.0, 300.0]))
def test_the_arrays_say_what_the_graph_says(
    format: str, profile: str, seed: int, scale: float
) -> None:
    model = load_model(format, profile=profile)
    columns = len(model.description["columns"]["trees"])
    matrix = np.random.default_rng(seed).normal(0, scale, (5, columns)).astype(np.float32)
    for name, margins in model.tree_margins(matrix).items():
        assert model.trees[name].margins(matrix) == pytest.approx(margins, abs=1e-4)


@pytest.mark.parametrize(
    ("index", "field", "value", "message"),
    [
        (2, "left", 0, "circle"),
        (2, "left", 2, "circle"),
        (2, "right", 6, "nowhere"),
        (0, "right", -1, "circle"),
        (2, "right", 3, "the same one"),
        (2, "column", 2, "column"),
        (2, "column", -1, "column"),
        (0, "threshold", np.nan, "no number"),
        (1, "expected", np.nan, "no number"),
        (1, "expected", np.inf, "no number"),
    ],
)
def test_nodes_that_make_no_trees_are_refused(
    index: int, field: str, value: float, message: str
) -> None:
    damaged = TWO.copy()
    damaged[field][index] = value
    with pytest.raises(ValueError, match=message):
        Trees.from_nodes(damaged, 2)


def test_a_tree_that_is_deeper_than_any_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Trees.from_nodes(TWO, 2)
    monkeypatch.setattr(module, "MOST_DEPTH", 2)
    with pytest.raises(ValueError, match="deeper than 2"):
        Trees.from_nodes(TWO, 2)
