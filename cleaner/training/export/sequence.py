"""Write a fitted sequence network as an ONNX graph, which is what runs in use."""

from __future__ import annotations

from typing import Any

import numpy as np

from cleaner.training.export.onnx_builder import Graph, graph_bytes
from cleaner.training.parts.sequence import CLIP, SequenceNetwork
from cleaner.training.parts.sequence_layers import EPSILON, FAINT, NEAR, topic_layer


def sequence_to_onnx(*nets: SequenceNetwork) -> bytes:
    """The network with its scaling: input "X" (paragraphs, columns) as the features give them,
    outputs "body" and "chrome" (paragraphs, 1), log-odds; of several networks, their mean, where
    those with fewer columns read the first ones."""
    from onnx import TensorProto, helper

    graph = Graph()
    columns = max(len(net.mean_) + (net.conventions > 0) for net in nets)
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


def _margins(graph: Graph, net: SequenceNetwork, columns_in: int) -> str:
    """The log-odds of one network, (paragraphs, 2), of a matrix with `given` columns."""
    w = net.weights_
    columns = len(net.mean_)
    scaled, guided = _scaled(graph, net, columns_in)
    state = graph.op("Transpose", guided, perm=[1, 0])
    state = graph.op("Unsqueeze", state, graph.constant(np.array([0])))
    state = graph.op("Relu", graph.conv(state, w["in"], w["in_bias"]))
    for i, dilation in enumerate(net.dilations):
        if net.vectors and i == topic_layer(net.dilations):
            vectors = graph.columns(scaled, columns - net.vectors, columns)
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


def _scaled(graph: Graph, net: SequenceNetwork, columns_in: int) -> tuple[str, str]:
    """The columns, their logarithms taken and standardised; and these with the guide as one of
    many."""
    columns = len(net.mean_)
    raw = "X" if columns == columns_in else graph.columns("X", 0, columns)
    size = graph.op("Log", graph.op("Add", graph.op("Abs", raw), graph.numbers(1.0)))
    folded = graph.op("Mul", size, graph.op("Sign", raw))
    centred = graph.op("Sub", folded, graph.constant(net.mean_))
    scaled = graph.op("Mul", centred, graph.constant(1 / net.scale_))
    limits = (graph.constant(np.float32(limit)) for limit in (-CLIP, CLIP))
    clipped = graph.op("Clip", scaled, *limits)
    if not net.conventions:
        return clipped, clipped
    guide = graph.columns("X", columns, columns + 1)
    values = np.arange(net.conventions, dtype=np.float32)
    distance = graph.op("Abs", graph.op("Sub", guide, graph.constant(values)))
    one_of = graph.op("Relu", graph.op("Sub", graph.numbers(1.0), distance))
    return clipped, graph.op("Concat", clipped, one_of, axis=1)


def _topic(graph: Graph, state: str, vectors: str, w: dict[str, Any]) -> str:
    """What is added to the state (1, width, paragraphs) for how like each paragraph is to the
    body: `cleaner.training.parts.sequence_layers.likeness` says what is computed."""

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
