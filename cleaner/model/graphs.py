"""Networks and sentence encoders as ONNX graphs, which run if the compiled core does not.

They compute what `cleaner.model.network` and `cleaner.model.encoder` specify. numpy could run them
as well, but not in a program that forks: its matrices are multiplied by threads, which a forked
process waits for in vain, and which change the last digits of sums.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from cleaner.features.vocabulary import VECTOR
from cleaner.model.network import (
    CLIP,
    EPSILON,
    FAINT,
    FEW_BODY,
    NEAR,
    OUTPUTS,
    Network,
    topic_block,
)
from cleaner.model.onnx_graph import FLOAT, INT32, Graph
from cleaner.types import Matrix


class EncoderWeights(Protocol):
    """The weights of a sentence encoder, as `cleaner.model.encoder.Encoder` has them."""

    @property
    def embedding(self) -> NDArray[np.int8]:
        """Bytes (words, width), each column times its `scale`."""

    @property
    def scale(self) -> Matrix:
        """The scale of each column of the embedding, (width,)."""

    @property
    def layers(self) -> Mapping[str, Matrix]:
        """The layers (inputs, outputs) by name."""

    @property
    def biases(self) -> Mapping[str, Matrix]:
        """The biases of the layers by name."""


def networks_graph(networks: Sequence[Network], columns: int) -> bytes:
    """Return the graph of the mean of networks: input "X" (paragraphs, columns) as the features
    give them, output "margins" (paragraphs, 2), the log-odds of body and chrome."""
    graph = Graph()
    margins = [_margins(graph, network, columns) for network in networks]
    graph.op("Mean", *margins, to="margins")
    return graph.written("networks", ("X", FLOAT, [None, columns]), [("margins", [None, OUTPUTS])])


def _margins(graph: Graph, net: Network, columns_in: int) -> str:
    """Return the log-odds of one network, (paragraphs, 2); the matrix has `columns_in` columns."""
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
    """Return the columns, their logarithms taken and standardised; and these with the convention as
    one of many."""
    columns, conventions = net.shape["columns"], net.shape["conventions"]
    raw = "X" if columns == columns_in else graph.columns("X", 0, columns)
    size = graph.op("Log", graph.op("Add", graph.op("Abs", raw), graph.numbers(1.0)))
    folded = graph.op("Mul", size, graph.op("Sign", raw))
    centred = graph.op("Sub", folded, graph.constant(np.float32(net.rows["mean"])))
    scaled = graph.op("Mul", centred, graph.constant(np.float32(net.rows["inverse"])))
    limits = (graph.constant(np.float32(limit)) for limit in (-CLIP, CLIP))
    clipped = graph.op("Clip", scaled, *limits)
    if not conventions:
        return clipped, clipped
    guide = graph.columns("X", columns_in - 1, columns_in)
    values = np.arange(conventions, dtype=np.float32)
    distance = graph.op("Abs", graph.op("Sub", guide, graph.constant(values)))
    one_of = graph.op("Relu", graph.op("Sub", graph.numbers(1.0), distance))
    return clipped, graph.op("Concat", clipped, one_of, axis=1)


def _topic(graph: Graph, state: str, vectors: str, w: dict[str, Any]) -> str:
    """Return what is added to the state (1, width, paragraphs) for how like each paragraph is to
    the body: `cleaner.model.network.likeness` says what is computed."""

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
        "Div", over(0, graph.op("Mul", like, body)), graph.op("Add", total, graph.numbers(FEW_BODY))
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
    """Add a residual block: the neighbours and the page as a whole, then a normed sum."""
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
    norm = graph.constant(np.asarray(w["norm"], np.float32)[:, None])
    return graph.op("Mul", graph.op("Div", summed, size), norm)


def encoder_graph(encoder: EncoderWeights) -> bytes:
    """Return the graph of an encoder: input "ids" (paragraphs, words), output "vectors"
    (paragraphs, VECTOR)."""
    graph = Graph()
    w = {**encoder.layers, **{f"{name}_bias": bias for name, bias in encoder.biases.items()}}
    gathered = graph.op("Gather", graph.constant(encoder.embedding), "ids", axis=0)
    words = graph.op("Cast", gathered, to_type=FLOAT)
    words = graph.op("Mul", words, graph.constant(np.float32(encoder.scale)))
    words = graph.op("Transpose", words, perm=[0, 2, 1])  # texts, width, words
    inside = graph.op(
        "Cast", graph.op("Greater", "ids", graph.constant(np.int32(0))), to_type=FLOAT
    )
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
    return graph.written("encoder", ("ids", INT32, [None, None]), [("vectors", [None, VECTOR])])
