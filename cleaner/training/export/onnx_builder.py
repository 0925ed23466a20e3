"""ONNX graphs of trees as files."""

from __future__ import annotations

from typing import Any

OPSET, TREES_OPSET = 17, 3
# An old intermediate representation on purpose: every onnxruntime of the last years reads it.
IR_VERSION = 8


def graph_bytes(graph: Any) -> bytes:
    """Return a graph as a model that onnxruntime loads; it may have trees in it."""
    from onnx import helper

    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("ai.onnx.ml", TREES_OPSET)]
    model = helper.make_model(
        graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="cleaner"
    )
    return bytes(model.SerializeToString())
