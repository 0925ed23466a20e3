"""Write a fitted sentence encoder as an ONNX graph, which is what runs in use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.features.vocabulary import UNKNOWN, VECTOR
from cleaner.training.export.onnx_builder import Graph, graph_bytes


def encoder_to_onnx(w: Mapping[str, NDArray[Any]]) -> bytes:
    """Return the graph of an encoder with these weights: input "ids" (texts, words), output
    "vectors" (texts, VECTOR). Embeddings are bytes, each column with a scale of its own."""
    from onnx import TensorProto, helper

    graph = Graph()
    scale = np.abs(w["embedding"]).max(axis=0) / 127
    packed = (w["embedding"] / np.maximum(scale, 1e-9)).round().astype(np.int8)
    packed[:UNKNOWN] = 0  # no word, no vector
    gathered = graph.op("Gather", graph.constant(packed), "ids", axis=0)
    words = graph.op("Cast", gathered, to_type=TensorProto.FLOAT)
    words = graph.op("Mul", words, graph.constant(scale.astype(np.float32)))
    words = graph.op("Transpose", words, perm=[0, 2, 1])  # texts, width, words
    inside = graph.op("Cast", graph.op("Greater", "ids", graph.constant(np.int32(0))), to_type=1)
    many = graph.op(
        "Max",
        graph.op("ReduceSum", inside, graph.constant(np.array([1])), keepdims=1),
        graph.numbers(1.0),
    )
    near = graph.op("Relu", graph.conv(words, w["near"], w["near_bias"], dilation=1))
    near = graph.op("Mul", near, graph.op("Unsqueeze", inside, graph.constant(np.array([1]))))
    last = graph.constant(np.array([2]))
    total = graph.op("ReduceSum", words, last, keepdims=0)
    pooled = graph.op(
        "Concat",
        graph.op("Div", total, many),
        graph.op("Div", total, graph.op("Sqrt", many)),
        graph.op("ReduceMax", near, axes=[2], keepdims=0),
        graph.op("Div", graph.op("ReduceSum", near, last, keepdims=0), many),
        axis=1,
    )
    hidden = graph.op("Relu", graph.dense(pooled, w["hidden"], w["hidden_bias"]))
    out = graph.dense(hidden, w["out"], w["out_bias"])
    graph.op("Add", out, graph.dense(pooled, w["straight"], w["straight_bias"]), to="vectors")
    value = helper.make_tensor_value_info
    made = helper.make_graph(
        graph.nodes,
        "reader",
        [value("ids", TensorProto.INT32, [None, None])],
        [value("vectors", TensorProto.FLOAT, [None, VECTOR])],
        graph.constants,
    )
    return graph_bytes(made)
