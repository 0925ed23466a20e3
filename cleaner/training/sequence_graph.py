"""Write a fitted sequence network as an ONNX graph, which is what runs in use."""

from __future__ import annotations

from typing import Any

import numpy as np

from cleaner.training.sequence import CLIP, EPSILON, SequenceNet

OPSET = 17
# An old intermediate representation on purpose: every onnxruntime of the last years reads it.
IR_VERSION = 8


class _Graph:
    """Nodes and constants under construction; each call returns the name of its output."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, values: Any) -> str:
        from onnx import numpy_helper

        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def numbers(self, *values: float) -> str:
        return self.constant(np.array(values, dtype=np.float32))

    def op(self, kind: str, *inputs: str, to: str = "", **attributes: Any) -> str:
        from onnx import helper

        name = to or f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def columns(self, matrix: str, start: int, end: int) -> str:
        first, last, axis = (self.constant(np.array([n])) for n in (start, end, 1))
        return self.op("Slice", matrix, first, last, axis)

    def conv(self, state: str, weights: Any, bias: Any, dilation: int = 0) -> str:
        """Convolution over the paragraphs of a state (1, channels, paragraphs), which keeps their
        number; `weights` (taps · inputs, outputs) are those of one dense layer over the taps: the
        paragraph and its neighbours at this distance, or, with a dilation of 0, itself alone."""
        taps = 1 if dilation == 0 else 3
        kernel = weights.reshape(taps, -1, weights.shape[1]).transpose(2, 1, 0)
        return self.op(
            "Conv", state, self.constant(kernel), self.constant(bias),
            dilations=[max(dilation, 1)], pads=[dilation, dilation], kernel_shape=[taps],
        )  # fmt: skip


def sequence_to_onnx(net: SequenceNet) -> bytes:
    """The network with its scaling: input "X" (paragraphs, columns) as the features give them,
    outputs "body" and "chrome" (paragraphs, 1), log-odds."""
    from onnx import TensorProto, helper

    graph, w = _Graph(), net.weights
    columns = len(net.mean)
    state = graph.op("Transpose", _scaled(graph, net, columns), perm=[1, 0])
    state = graph.op("Unsqueeze", state, graph.constant(np.array([0])))
    state = graph.op("Relu", graph.conv(state, w["in"], w["in_bias"]))
    for i, dilation in enumerate(net.dilations):
        state = _block(
            graph,
            state,
            {name: w[f"{name}{i}"] for name in ("near", "page", "add", "norm")}
            | {name + "_bias": w[f"{name}{i}_bias"] for name in ("near", "page", "add")},
            dilation,
        )
    flat = graph.op("Squeeze", state, graph.constant(np.array([0])))
    rows = graph.op("Transpose", flat, perm=[1, 0])
    margins = graph.op("Gemm", rows, graph.constant(w["out"]), graph.constant(w["out_bias"]))
    graph.nodes.append(helper.make_node("Split", [margins], ["body", "chrome"], axis=1))
    value = helper.make_tensor_value_info
    made = helper.make_graph(
        graph.nodes,
        "sequence",
        [value("X", TensorProto.FLOAT, [None, columns + (net.conventions > 0)])],
        [value(name, TensorProto.FLOAT, [None, 1]) for name in ("body", "chrome")],
        graph.constants,
    )
    opset = [helper.make_opsetid("", OPSET)]
    model = helper.make_model(
        made, opset_imports=opset, ir_version=IR_VERSION, producer_name="cleaner"
    )
    return bytes(model.SerializeToString())


def _scaled(graph: _Graph, net: SequenceNet, columns: int) -> str:
    """The columns, their logarithms taken and standardised, with the guide as one of many."""
    raw = "X" if not net.conventions else graph.columns("X", 0, columns)
    size = graph.op("Log", graph.op("Add", graph.op("Abs", raw), graph.numbers(1.0)))
    folded = graph.op("Mul", size, graph.op("Sign", raw))
    centred = graph.op("Sub", folded, graph.constant(net.mean))
    scaled = graph.op("Mul", centred, graph.constant(1 / net.scale))
    limits = (graph.constant(np.float32(limit)) for limit in (-CLIP, CLIP))
    clipped = graph.op("Clip", scaled, *limits)
    if not net.conventions:
        return clipped
    guide = graph.columns("X", columns, columns + 1)
    values = np.arange(net.conventions, dtype=np.float32)
    distance = graph.op("Abs", graph.op("Sub", guide, graph.constant(values)))
    one_of = graph.op("Relu", graph.op("Sub", graph.numbers(1.0), distance))
    return graph.op("Concat", clipped, one_of, axis=1)


def _block(graph: _Graph, state: str, w: dict[str, Any], dilation: int) -> str:
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
