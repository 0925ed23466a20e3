"""Graphs of networks as file format 3 had them, for tests of what reads them."""

from __future__ import annotations

from typing import Any

import numpy as np

from cleaner.features.vocabulary import VECTOR
from cleaner.model.encoder import Encoder
from cleaner.model.network import CLIP, EPSILON, FAINT, NEAR, Network, topic_block
from cleaner.training.export.onnx_builder import graph_bytes


class Graph:
    """Nodes and constants under construction; each call returns the name of its output."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, values: Any) -> str:
        from onnx import numpy_helper

        name = f"c{len(self.constants)}"
        array = np.asarray(values)
        if array.ndim:
            array = np.ascontiguousarray(array)
        self.constants.append(numpy_helper.from_array(array, name))
        return name

    def halves(self, values: Any) -> str:
        """Return numbers that are kept in half precision if they are such, and computed with in
        single."""
        from onnx import TensorProto

        half = np.float16(values)
        if (np.float32(half) != values).any():
            return self.constant(values)
        return self.op("Cast", self.constant(half), to_type=TensorProto.FLOAT)

    def numbers(self, *values: float) -> str:
        return self.constant(np.array(values, dtype=np.float32))

    def op(self, kind: str, *inputs: str, to: str = "", **attributes: Any) -> str:
        """A node; `to` names its output, `to_type` is the attribute "to" of a Cast."""
        from onnx import helper

        if "to_type" in attributes:
            attributes["to"] = attributes.pop("to_type")
        name = to or f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def columns(self, matrix: str, start: int, end: int) -> str:
        first, last, axis = (self.constant(np.array([n])) for n in (start, end, 1))
        return self.op("Slice", matrix, first, last, axis)

    def dense(self, rows: str, weights: Any, bias: Any) -> str:
        return self.op("Gemm", rows, self.halves(weights), self.constant(bias))

    def conv(self, state: str, weights: Any, bias: Any, dilation: int = 0) -> str:
        """Convolution over the places of a state (items, channels, places), which keeps their
        number; `weights` (taps · inputs, outputs) are those of one dense layer over the taps: the
        place and its neighbours at this distance, or, with a dilation of 0, itself alone."""
        taps = 1 if dilation == 0 else 3
        kernel = weights.reshape(taps, -1, weights.shape[1]).transpose(2, 1, 0)
        return self.op(
            "Conv", state, self.halves(kernel), self.constant(bias),
            dilations=[max(dilation, 1)], pads=[dilation, dilation], kernel_shape=[taps],
        )  # fmt: skip


def networks_graph(*nets: Network) -> bytes:
    """The network with its scaling: input "X" (paragraphs, columns) as the features give them,
    outputs "body" and "chrome" (paragraphs, 1), log-odds; of several networks, their mean, where
    those with fewer columns read the first ones."""
    from onnx import TensorProto, helper

    graph = Graph()
    columns = max(net.shape["columns"] + (net.shape["conventions"] > 0) for net in nets)
    margins = [_margins(graph, net, columns) for net in nets]
    mean = margins[0] if len(nets) == 1 else graph.op("Mean", *margins)
    graph.nodes.append(helper.make_node("Split", [mean], ["body", "chrome"], axis=1))
    value = helper.make_tensor_value_info
    made = helper.make_graph(
        graph.nodes,
        "sequence",
        [value("X", TensorProto.FLOAT, [None, columns])],
        [value(name, TensorProto.FLOAT, [None, 1]) for name in ("body", "chrome")],
        graph.constants,
    )
    return graph_bytes(made)


def _margins(graph: Graph, net: Network, columns_in: int) -> str:
    """The log-odds of one network, (paragraphs, 2), of a matrix with `given` columns."""
    w, shape = {**net.layers, **net.rows}, net.shape
    columns = shape["columns"]
    scaled, guided = _scaled(graph, net, columns_in)
    state = graph.op("Transpose", guided, perm=[1, 0])
    state = graph.op("Unsqueeze", state, graph.constant(np.array([0])))
    state = graph.op("Relu", graph.conv(state, w["in"], w["in_bias"]))
    for i, dilation in enumerate(shape["dilations"]):
        if shape["vectors"] and i == topic_block(shape["dilations"]):
            vectors = graph.columns(scaled, columns - shape["vectors"], columns)
            state = graph.op("Add", state, _topic(graph, state, vectors, w))
        state = _block(
            graph,
            state,
            {name: w[f"{name}{i}"] for name in ("near", "page", "add", "norm")}
            | {name + "_bias": w[f"{name}{i}_bias"] for name in ("near", "page", "add")},
            dilation,
        )
    flat = graph.op("Squeeze", state, graph.constant(np.array([0])))
    rows = graph.op("Transpose", flat, perm=[1, 0])
    return graph.dense(rows, w["out"], w["out_bias"])


def _scaled(graph: Graph, net: Network, columns_in: int) -> tuple[str, str]:
    """The columns, their logarithms taken and standardised; and these with the guide as one of
    many."""
    columns, conventions = net.shape["columns"], net.shape["conventions"]
    raw = "X" if columns == columns_in else graph.columns("X", 0, columns)
    size = graph.op("Log", graph.op("Add", graph.op("Abs", raw), graph.numbers(1.0)))
    folded = graph.op("Mul", size, graph.op("Sign", raw))
    centred = graph.op("Sub", folded, graph.constant(net.rows["mean"]))
    scaled = graph.op("Mul", centred, graph.constant(net.rows["inverse"]))
    limits = (graph.constant(np.float32(limit)) for limit in (-CLIP, CLIP))
    clipped = graph.op("Clip", scaled, *limits)
    if not conventions:
        return clipped, clipped
    guide = graph.columns("X", columns, columns + 1)
    values = np.arange(conventions, dtype=np.float32)
    distance = graph.op("Abs", graph.op("Sub", guide, graph.constant(values)))
    one_of = graph.op("Relu", graph.op("Sub", graph.numbers(1.0), distance))
    return clipped, graph.op("Concat", clipped, one_of, axis=1)


def _topic(graph: Graph, state: str, vectors: str, w: dict[str, Any]) -> str:
    """What is added to the state (1, width, paragraphs) for how like each paragraph is to the
    body: `cleaner.model.network.likeness` says what is computed."""

    def over(axis: int, values: str) -> str:
        return graph.op("ReduceSum", values, graph.constant(np.array([axis])), keepdims=1)

    def unit(rows: str) -> str:
        power = graph.op("Add", over(1, graph.op("Mul", rows, rows)), graph.numbers(FAINT))
        return graph.op("Div", rows, graph.op("Sqrt", power))

    flat = graph.op("Squeeze", state, graph.constant(np.array([0])))
    rows = graph.op("Transpose", flat, perm=[1, 0])
    body = graph.op("Sigmoid", graph.dense(rows, w["first"], w["first_bias"]))
    pointed = unit(graph.dense(vectors, w["point"], w["point_bias"]))
    body_part = graph.op("Mul", pointed, body)
    centre = unit(graph.op("Sub", over(0, body_part), body_part))
    like = over(1, graph.op("Mul", pointed, centre))
    flat = graph.op("Transpose", like, perm=[1, 0])
    column = graph.op("Unsqueeze", flat, graph.constant(np.array([0])))
    taps = 2 * NEAR + 1
    kernel = graph.constant(np.full((1, 1, taps), 1 / taps, np.float32))
    around = graph.op("Conv", column, kernel, pads=[NEAR, NEAR], kernel_shape=[taps])
    near = graph.op(
        "Transpose", graph.op("Squeeze", around, graph.constant(np.array([0]))), perm=[1, 0]
    )
    total = over(0, body)
    mean = graph.op(
        "Div", over(0, graph.op("Mul", like, body)), graph.op("Add", total, graph.numbers(0.1))
    )
    others = graph.op("Log", graph.op("Add", graph.op("Sub", total, body), graph.numbers(1.0)))
    means = graph.op("Add", graph.op("Mul", like, graph.numbers(0.0)), mean)
    six = graph.op(
        "Concat", like, near, graph.op("Sub", like, mean), graph.op("Sub", near, mean), means,
        others, axis=1,
    )  # fmt: skip
    added = graph.op("Transpose", graph.dense(six, w["topic"], w["topic_bias"]), perm=[1, 0])
    return graph.op("Unsqueeze", added, graph.constant(np.array([0])))


def _block(graph: Graph, state: str, w: dict[str, Any], dilation: int) -> str:
    """A residual block: the neighbours and the page as a whole, then a normed sum."""
    pooled = graph.op(
        "Concat",
        graph.op("ReduceMean", state, axes=[2], keepdims=1),
        graph.op("Relu", graph.op("ReduceMax", state, axes=[2], keepdims=1)),
        axis=1,
    )
    near = graph.conv(state, w["near"], w["near_bias"], dilation)
    page = graph.conv(pooled, w["page"], w["page_bias"])
    seen = graph.op("Relu", graph.op("Add", near, page))
    summed = graph.op("Add", state, graph.conv(seen, w["add"], w["add_bias"]))
    power = graph.op("ReduceMean", graph.op("Mul", summed, summed), axes=[1], keepdims=1)
    size = graph.op("Sqrt", graph.op("Add", power, graph.numbers(EPSILON)))
    return graph.op("Mul", graph.op("Div", summed, size), graph.constant(w["norm"][:, None]))


def encoder_graph(encoder: Encoder) -> bytes:
    """The graph of an encoder: input "ids" (texts, words), output "vectors" (texts, VECTOR)."""
    from onnx import TensorProto, helper

    graph = Graph()
    w = {**encoder.layers, **{f"{name}_bias": bias for name, bias in encoder.biases.items()}}
    gathered = graph.op("Gather", graph.constant(encoder.embedding), "ids", axis=0)
    words = graph.op("Cast", gathered, to_type=TensorProto.FLOAT)
    words = graph.op("Mul", words, graph.constant(encoder.scale))
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
        "encoder",
        [value("ids", TensorProto.INT32, [None, None])],
        [value("vectors", TensorProto.FLOAT, [None, VECTOR])],
        graph.constants,
    )
    return graph_bytes(made)
