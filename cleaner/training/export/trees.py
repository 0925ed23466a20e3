"""Write boosted trees twice: as the graph that onnxruntime runs, and as the array of their nodes.

scikit-learn keeps the fitted trees of its histogram gradient boosting in attributes that are not
public (`_predictors`, `_baseline_prediction`), and offers no other way to them. skl2onnx reads the
same two attributes. It would spare none of this module: the nodes are needed beside the graph, with
their counts of training rows, and several boosters have to become one graph and one mean.
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

LEAF_TARGET = 0
_ATTRIBUTES = (
    "nodes_treeids nodes_nodeids nodes_featureids nodes_values nodes_modes nodes_truenodeids "
    "nodes_falsenodeids nodes_missing_value_tracks_true target_treeids target_nodeids "
    "target_ids target_weights"
).split()


def trees_to_onnx(boosters: Mapping[str, Any], columns: int) -> bytes:
    """Return one graph with an output (rows, 1) of log-odds for each binary
    HistGradientBoostingClassifier, or for the mean of several if a name has a list of them.

    Input "X" has shape (rows, columns), float32; a booster that was trained on fewer columns reads
    the first ones. Thresholds are rounded down to float32, so that `x <= threshold` stays exact.
    """
    from onnx import TensorProto, helper

    nodes = [
        helper.make_node(
            "TreeEnsembleRegressor",
            ["X"],
            [name],
            domain="ai.onnx.ml",
            n_targets=1,
            aggregate_function="SUM",
            post_transform="NONE",
            **_attributes(_as_list(booster)),  # type: ignore[arg-type]
        )
        for name, booster in boosters.items()
    ]
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        nodes,
        "trees",
        [value("X", TensorProto.FLOAT, [None, columns])],
        [value(name, TensorProto.FLOAT, [None, 1]) for name in boosters],
    )
    return graph_bytes(graph, trees=True)


def _attributes(boosters: Sequence[HistGradientBoostingClassifier]) -> dict[str, list[Any]]:
    """Return the nodes of boosters as the operator for trees takes them."""
    share = 1.0 / len(boosters)
    out: dict[str, list[Any]] = {name: [] for name in _ATTRIBUTES}
    for tree, nodes in enumerate(_trees(boosters)):
        for index, node in enumerate(nodes):
            leaf = bool(node["is_leaf"])
            row = (
                tree, index, 0 if leaf else int(node["feature_idx"]),
                0.0 if leaf else float(_rounded_down(node["num_threshold"])),
                "LEAF" if leaf else "BRANCH_LEQ",
                0 if leaf else int(node["left"]), 0 if leaf else int(node["right"]),
                int(node["missing_go_to_left"]),
            )  # fmt: skip
            for name, value in zip(_ATTRIBUTES, row):
                out[name].append(value)
            if leaf:
                out["target_treeids"].append(tree)
                out["target_nodeids"].append(index)
                out["target_ids"].append(LEAF_TARGET)
                out["target_weights"].append(float(node["value"]) * share)
    out["base_values"] = [_baseline(boosters) * share]
    return out


def tree_nodes(booster: Any) -> NDArray[np.void]:
    """Return the nodes of a booster, or of the mean of several, as an array of NODE.

    The expected value of an inner node is the mean over the training rows that reached it.
    """
    boosters = _as_list(booster)
    share = 1.0 / len(boosters)
    parts, start = [], 0
    for nodes in _trees(boosters):
        parts.append(_tree(nodes, start, share))
        start += len(nodes)
    parts.append(np.array([(start, start, 0, 0.0, _baseline(boosters) * share)], NODE))
    return np.concatenate(parts)


def _tree(nodes: NDArray[np.void], start: int, share: float) -> NDArray[np.void]:
    index = np.arange(len(nodes), dtype=np.int64)
    inner = np.flatnonzero(nodes["is_leaf"] == 0)
    left, right = (np.where(nodes["is_leaf"], index, nodes[side]) for side in ("left", "right"))
    # As float32, as the graph has them: a leaf says the same in both.
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


def _as_list(booster: Any) -> list[Any]:
    return list(booster) if isinstance(booster, Sequence) else [booster]


def _trees(boosters: Sequence[HistGradientBoostingClassifier]) -> list[NDArray[np.void]]:
    """Return the nodes of each tree."""
    return [predictor.nodes for booster in boosters for (predictor,) in booster._predictors]


def _baseline(boosters: Sequence[HistGradientBoostingClassifier]) -> float:
    return sum(float(np.ravel(booster._baseline_prediction)[0]) for booster in boosters)


def _rounded_down(threshold: Any) -> NDArray[np.float32]:
    """Return the largest float32 that is not above a threshold, or each of several."""
    exact = np.asarray(threshold, dtype=np.float64)
    rounded = exact.astype(np.float32)
    lower = np.nextafter(rounded, np.float32(-np.inf))
    return np.where(rounded > exact, lower, rounded)
