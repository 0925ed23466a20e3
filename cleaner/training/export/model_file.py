"""Write fitted models as `cleaner.model.file` loads them: ONNX graphs and plain arrays."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from cleaner.explain.contributions import COVER_UNIT, COVERS
from cleaner.features.class_names import Names
from cleaner.features.columns import STAGE_COLUMNS
from cleaner.features.lexicon import Lexicon
from cleaner.features.vocabulary import Vocabulary
from cleaner.model.file import (
    FORMAT,
    LABELS,
    LEXICON,
    NAMES,
    RARITY,
    SUMS,
    VOCABULARY,
    WEIGHT_UNIT,
    WORDS,
)

LEAF_TARGET = 0
EPOCH = (1980, 1, 1, 0, 0, 0)  # a fixed time stamp: the same model gives the same bytes


def trees_to_onnx(boosters: Mapping[str, Any], columns: int) -> bytes:
    """One graph with an output (rows, 1) of log-odds for each binary HistGradientBoosting model,
    or the mean of several where a list of them stands under one name.

    Input "X" has shape (rows, columns), float32; a booster trained on fewer columns reads the
    first ones. Thresholds are rounded down to float32, so that `x <= threshold` stays exact.
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
            **_ensemble(_as_list(booster)),  # type: ignore[arg-type]
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
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)]
    # An old intermediate representation on purpose: every onnxruntime of the last years reads it.
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8, producer_name="cleaner")
    return bytes(model.SerializeToString())


def _ensemble(boosters: list[Any]) -> dict[str, list[Any]]:
    share = 1.0 / len(boosters)
    fields = (
        "nodes_treeids nodes_nodeids nodes_featureids nodes_values nodes_modes nodes_truenodeids "
        "nodes_falsenodeids nodes_missing_value_tracks_true target_treeids target_nodeids "
        "target_ids target_weights"
    ).split()
    out: dict[str, list[Any]] = {field: [] for field in fields}
    for tree, predictor in enumerate(_predictors(boosters)):
        for index, node in enumerate(predictor.nodes):
            leaf = bool(node["is_leaf"])
            row = (
                tree, index, 0 if leaf else int(node["feature_idx"]),
                0.0 if leaf else _rounded_down(node["num_threshold"]),
                "LEAF" if leaf else "BRANCH_LEQ",
                0 if leaf else int(node["left"]), 0 if leaf else int(node["right"]),
                int(node["missing_go_to_left"]),
            )  # fmt: skip
            for name, value in zip(fields, row):
                out[name].append(value)
            if leaf:
                out["target_treeids"].append(tree)
                out["target_nodeids"].append(index)
                out["target_ids"].append(LEAF_TARGET)
                out["target_weights"].append(float(node["value"]) * share)
    base = sum(float(np.ravel(booster._baseline_prediction)[0]) for booster in boosters)
    out["base_values"] = [base * share]
    return out


def tree_covers(boosters: Mapping[str, Any]) -> bytes:
    """For each inner node, in the order of the graph, the share of the training rows that went
    left, in 255ths: what `explain.contributions` needs for the expected values of inner nodes."""
    shares: list[float] = []
    for booster in boosters.values():
        for predictor in _predictors(_as_list(booster)):
            nodes = predictor.nodes
            inner = nodes[nodes["is_leaf"] == 0]
            shares.extend(nodes["count"][inner["left"]] / inner["count"])
    return (np.array(shares) * COVER_UNIT).round().astype(np.uint8).tobytes()


def _as_list(booster: Any) -> list[Any]:
    return booster if isinstance(booster, list) else [booster]


def _predictors(boosters: list[Any]) -> list[Any]:
    return [predictor for booster in boosters for (predictor,) in booster._predictors]


def _rounded_down(threshold: float) -> float:
    rounded = np.float32(threshold)
    if float(rounded) > threshold:
        rounded = np.nextafter(rounded, np.float32(-np.inf))
    return float(rounded)


@dataclass(slots=True)
class Parts:
    """What a model file is made of: what it knows of words, its trees and its graphs.

    `stages` maps the name of a part made of trees to its boosters by name; `graphs` holds the
    other parts as ONNX, `vocabulary` the words that the reader among them knows.
    """

    lexicon: Lexicon
    stages: Mapping[str, Mapping[str, Any]]
    names: Names | None = None
    graphs: Mapping[str, bytes] = field(default_factory=dict)
    vocabulary: Vocabulary | None = None


def write_model(
    folder: Path,
    kind: str,
    description: Mapping[str, Any],
    parts: Parts,
    of_labels: Parts | None = None,
) -> Path:
    """Write `KIND.model` into the folder and its checksum into SHA256SUMS; returns the path.

    `of_labels` are the parts that the profile of the three labels uses, where it has its own.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{kind}.model"
    full = {
        **description,
        "format": FORMAT,
        "kind": kind,
        "columns": STAGE_COLUMNS[kind],
    }
    members = {"model.json": json.dumps(full, indent=1, ensure_ascii=False).encode()}
    members |= _members(kind, parts)
    if of_labels is not None:
        own = _members(kind, of_labels)
        members |= {f"{LABELS}/{name}": data for name, data in own.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED, 9)
    _record_sum(path)
    return path


def _members(kind: str, parts: Parts) -> dict[str, bytes]:
    """The members of a model file, by name, that hold these parts."""
    lexicon, names = parts.lexicon, parts.names
    members = _weighted_tokens(LEXICON, lexicon.tokens, lexicon.weights)
    if RARITY in WORDS[kind]:
        rarity = np.array(list(lexicon.rarity.values()))
        members |= _weighted_tokens(RARITY, list(lexicon.rarity), rarity)
    if parts.vocabulary is not None:
        members[VOCABULARY] = "\n".join(parts.vocabulary.words).encode()
    if names is not None:
        bias = np.concatenate((np.zeros(2), names.bias))
        weights = np.concatenate((bias[None], names.weights))
        members |= _weighted_tokens(NAMES, ["", *names.tokens], weights)
    for stage, boosters in parts.stages.items():
        members[f"{stage}.onnx"] = trees_to_onnx(boosters, len(STAGE_COLUMNS[kind][stage]))
        members[stage + COVERS] = tree_covers(boosters)
    return members | {f"{part}.onnx": graph for part, graph in parts.graphs.items()}


def _weighted_tokens(name: str, tokens: Sequence[str], weights: np.ndarray) -> dict[str, bytes]:
    values = np.clip((weights * WEIGHT_UNIT).round(), -32768, 32767).astype("<i2")
    return {f"{name}.tokens": "\n".join(tokens).encode(), f"{name}.weights": values.tobytes()}


def _record_sum(path: Path) -> None:
    sums = path.parent / SUMS
    lines = sums.read_text(encoding="utf-8").splitlines() if sums.exists() else []
    kept = [line for line in lines if line.partition("  ")[2].strip() != path.name]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    sums.write_text("\n".join(sorted([*kept, f"{digest}  {path.name}"])) + "\n", encoding="utf-8")
