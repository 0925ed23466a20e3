"""ONNX graphs under construction, for the networks of the models."""

from __future__ import annotations

from typing import Any

import numpy as np

OPSET, TREES_OPSET = 17, 3
# An old intermediate representation on purpose: every onnxruntime of the last years reads it.
IR_VERSION = 8


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
        """Return numbers that are kept in half precision and computed with in single: onnxruntime
        widens them once, when it loads the graph."""
        from onnx import TensorProto

        return self.op("Cast", self.constant(np.float16(values)), to_type=TensorProto.FLOAT)

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


def graph_bytes(graph: Any, *, trees: bool = False) -> bytes:
    """Return a graph as a model that onnxruntime loads; with `trees`, one that has trees in it."""
    from onnx import helper

    opsets = [helper.make_opsetid("", OPSET)]
    if trees:
        opsets.append(helper.make_opsetid("ai.onnx.ml", TREES_OPSET))
    model = helper.make_model(
        graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="cleaner"
    )
    return bytes(model.SerializeToString())
