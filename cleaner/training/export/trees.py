"""Write boosted trees: the array of their nodes, and the two graphs that are made of it.

scikit-learn keeps the fitted trees of its histogram gradient boosting in attributes that are not
public (`_predictors`, `_baseline_prediction`), and offers no other way to them. `tree_nodes` alone
reads these. skl2onnx reads the same two, and would spare little: the mean of several boosters, the
counts of training rows and the contributions have no converter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cleaner.model.trees import NODE
from cleaner.training.export.onnx_builder import graph_bytes

if TYPE_CHECKING:
    from sklearn.ensemble import HistGradientBoostingClassifier

Nodes = NDArray[np.void]  # of NODE; the nodes of a tree follow one another, its root is the first
Values = dict[int, float]  # of a leaf: what it adds to an output, by column of that output

MARGIN = 0  # the only column of the log-odds


def tree_nodes(booster: Any) -> Nodes:
    """Return the nodes of a binary HistGradientBoostingClassifier, or of the mean of several.

    The expected value of an inner node is the mean over the training rows that reached it.
    Thresholds are rounded down to float32, so that `x <= threshold` stays exact.
    """
    boosters = list(booster) if isinstance(booster, Sequence) else [booster]
    share = 1.0 / len(boosters)
    parts, start = [], 0
    for nodes in _fitted_trees(boosters):
        parts.append(_tree(nodes, start, share))
        start += len(nodes)
    baseline = sum(float(np.ravel(one._baseline_prediction)[0]) for one in boosters) * share
    parts.append(np.array([(start, start, 0, 0.0, baseline)], NODE))
    return np.concatenate(parts)


def _fitted_trees(boosters: Sequence[HistGradientBoostingClassifier]) -> list[NDArray[np.void]]:
    """Return the nodes of each tree as scikit-learn has them."""
    return [predictor.nodes for booster in boosters for (predictor,) in booster._predictors]


def _tree(nodes: NDArray[np.void], start: int, share: float) -> Nodes:
    """Return the nodes of one tree; `start` is the index of its root among all nodes."""
    index = np.arange(len(nodes), dtype=np.int64)
    inner = np.flatnonzero(nodes["is_leaf"] == 0)
    left, right = (np.where(nodes["is_leaf"], index, nodes[side]) for side in ("left", "right"))
    # Of values as float32, as leaves have them.
    expected = (nodes["value"] * share).astype(np.float32).astype(np.float64)
    count = nodes["count"].astype(np.float64)
    for i in inner[::-1].tolist():  # children stand after their parents
        sides = [left[i], right[i]]
        expected[i] = np.average(expected[sides], weights=count[sides])
    out = np.zeros(len(nodes), NODE)
    out["left"], out["right"], out["expected"] = left + start, right + start, expected
    out["column"][inner] = nodes["feature_idx"][inner]
    out["threshold"][inner] = _rounded_down(nodes["num_threshold"][inner])
    return out


def _rounded_down(thresholds: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return the largest float32 that is not above each threshold."""
    rounded = thresholds.astype(np.float32)
    lower = np.nextafter(rounded, np.float32(-np.inf))
    return np.where(rounded > thresholds, lower, rounded)


def trees_to_onnx(boosters: Mapping[str, Nodes], columns: int) -> bytes:
    """Return a graph from a matrix "X" (rows, columns) of float32 to the log-odds of each booster,
    (rows, 1), given their nodes by name."""
    operators = [
        _operator(name, nodes, [{MARGIN: value} for value in nodes["expected"].tolist()], 1)
        for name, nodes in boosters.items()
    ]
    return _graph("trees", operators, [*boosters], columns, 1)


def contributions_to_onnx(nodes: Nodes, columns: int) -> bytes:
    """Return a graph from a matrix "X" (rows, columns) of float32 to the contribution of each
    column to the log-odds of a booster, (rows, columns), given its nodes.

    Along the path of a row through a tree, each change of the expected value is credited to the
    column that was split on (Saabas 2014, "Interpreting random forests"). The sums of these changes
    belong to the leaf. So trees with these sums for the values of their leaves give the
    contributions.
    """
    name = "contributions"
    operator = _operator(name, nodes, _contributions(nodes), columns)
    return _graph(name, [operator], [name], columns, columns)


def _contributions(nodes: Nodes) -> list[Values]:
    """Return what each column contributed on the way to each node."""
    left, right, column, expected = (
        nodes[name].tolist() for name in ("left", "right", "column", "expected")
    )
    sums: list[Values] = [{} for _ in nodes]
    for i, so_far in enumerate(sums):  # children stand after their parents
        for child in {left[i], right[i]} - {i}:
            change = expected[child] - expected[i]
            sums[child] = {**so_far, column[i]: so_far.get(column[i], 0.0) + change}
    return sums


def _operator(name: str, nodes: Nodes, values: Sequence[Values], targets: int) -> Any:
    """Return the operator that runs the trees of a booster; `values` has those of each node, of
    which those of leaves count."""
    from onnx import helper

    index = np.arange(len(nodes))
    leaf = nodes["left"] == index
    is_child = np.zeros(len(nodes), dtype=bool)
    is_child[nodes["left"][~leaf]] = is_child[nodes["right"][~leaf]] = True
    tree = np.cumsum(~is_child) - 1
    number = index - np.flatnonzero(~is_child)[tree]
    entries = [
        (i, target, value)
        for i in np.flatnonzero(leaf).tolist()
        for target, value in (values[i] or {0: 0.0}).items()  # each leaf must have one
    ]
    owner, target_ids, weights = zip(*entries)
    return helper.make_node(
        "TreeEnsembleRegressor",
        ["X"],
        [name],
        domain="ai.onnx.ml",
        n_targets=targets,
        aggregate_function="SUM",
        post_transform="NONE",
        nodes_treeids=tree.tolist(),
        nodes_nodeids=number.tolist(),
        nodes_featureids=nodes["column"].tolist(),
        nodes_values=nodes["threshold"].tolist(),
        nodes_modes=np.where(leaf, "LEAF", "BRANCH_LEQ").tolist(),
        nodes_truenodeids=np.where(leaf, 0, number[nodes["left"]]).tolist(),
        nodes_falsenodeids=np.where(leaf, 0, number[nodes["right"]]).tolist(),
        nodes_missing_value_tracks_true=[0] * len(nodes),
        target_treeids=tree[list(owner)].tolist(),
        target_nodeids=number[list(owner)].tolist(),
        target_ids=list(target_ids),
        target_weights=list(weights),
    )


def _graph(
    name: str, operators: Sequence[Any], outputs: Sequence[str], columns: int, width: int
) -> bytes:
    """Return a graph with these outputs, each (rows, width)."""
    from onnx import TensorProto, helper

    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        operators,
        name,
        [value("X", TensorProto.FLOAT, [None, columns])],
        [value(output, TensorProto.FLOAT, [None, width]) for output in outputs],
    )
    return graph_bytes(graph)
