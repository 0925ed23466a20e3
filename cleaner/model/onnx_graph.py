"""ONNX graphs under construction, written as onnxruntime reads them, without the library `onnx`.

Numbers of fields are those of onnx.proto. Only what the graphs of this project need is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

OPSET = 17
# An old intermediate representation on purpose: every onnxruntime of the last years reads it.
IR_VERSION = 8
FLOAT, INT32 = 1, 6  # types of tensors, as the three that follow
_TYPES = {"f4": FLOAT, "i1": 3, "i4": INT32, "i8": 7, "b1": 9}
_INT, _INTS = 2, 7  # types of attributes
_PRODUCER = "cleaner"


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _number(field: int, value: int) -> bytes:
    """Write a field of a whole number; a negative one has all 64 bits."""
    return _varint(field << 3) + _varint(value & 0xFFFFFFFFFFFFFFFF)


def _data(field: int, value: bytes | str) -> bytes:
    """Write a field of bytes, of text, or of a message that is written already."""
    data = value.encode() if isinstance(value, str) else value
    return _varint(field << 3 | 2) + _varint(len(data)) + data


def _tensor(name: str, array: Any) -> bytes:
    dims = b"".join(_number(1, size) for size in array.shape)
    type_ = _number(2, _TYPES[array.dtype.str[1:]])
    return dims + type_ + _data(8, name) + _data(9, array.tobytes())


def _attribute(name: str, value: int | Sequence[int]) -> bytes:
    if isinstance(value, int):
        return _data(1, name) + _number(3, value) + _number(20, _INT)
    return _data(1, name) + b"".join(_number(8, n) for n in value) + _number(20, _INTS)


def _value(name: str, type_: int, shape: Sequence[int | None]) -> bytes:
    """Write an input or an output; None in its shape stands for any size."""
    dims = b"".join(_data(1, b"" if size is None else _number(1, size)) for size in shape)
    tensor = _number(1, type_) + _data(2, dims)
    return _data(1, name) + _data(2, _data(1, tensor))


class Graph:
    """Nodes and constants under construction; each call returns the name of its output."""

    def __init__(self) -> None:
        self._nodes: list[bytes] = []
        self._constants: list[bytes] = []
        self._made = 0

    def constant(self, values: Any) -> str:
        """Add an array."""
        array = np.asarray(values)
        name = f"c{len(self._constants)}"
        little = array.dtype.newbyteorder("<")
        self._constants.append(
            _tensor(name, np.ascontiguousarray(array, little).reshape(array.shape))
        )
        return name

    def numbers(self, *values: float) -> str:
        """Add some numbers."""
        return self.constant(np.array(values, dtype=np.float32))

    def op(self, kind: str, *inputs: str, to: str | Sequence[str] = "", **attributes: Any) -> str:
        """Add an operator; `to` names its outputs, `to_type` is the attribute "to" of a Cast."""
        if "to_type" in attributes:
            attributes["to"] = attributes.pop("to_type")
        self._made += 1
        names = [to or f"v{self._made}"] if isinstance(to, str) else to
        parts = [_data(1, name) for name in inputs] + [_data(2, name) for name in names]
        parts.append(_data(4, kind))
        parts += [_data(5, _attribute(name, value)) for name, value in attributes.items()]
        self._nodes.append(b"".join(parts))
        return names[0]

    def columns(self, matrix: str, start: int, end: int) -> str:
        """Take columns of a matrix."""
        first, last, axis = (self.constant(np.array([n])) for n in (start, end, 1))
        return self.op("Slice", matrix, first, last, axis)

    def dense(self, rows: str, weights: Any, bias: Any) -> str:
        """Add a layer."""
        return self.op(
            "Gemm", rows, self.constant(np.float32(weights)), self.constant(np.float32(bias))
        )

    def conv(self, state: str, weights: Any, bias: Any, dilation: int = 0) -> str:
        """Add a convolution over the places of a state (items, channels, places), which keeps their
        number; `weights` (taps · inputs, outputs) are those of one dense layer over the taps: the
        place and its neighbours at this distance, or, with a dilation of 0, itself alone."""
        taps = 1 if dilation == 0 else 3
        kernel = np.float32(weights).reshape(taps, -1, weights.shape[1]).transpose(2, 1, 0)
        return self.op(
            "Conv", state, self.constant(kernel), self.constant(np.float32(bias)),
            dilations=[max(dilation, 1)], pads=[dilation, dilation], kernel_shape=[taps],
        )  # fmt: skip

    def written(
        self,
        name: str,
        inputs: tuple[str, int, Sequence[int | None]],
        outputs: Sequence[tuple[str, Sequence[int | None]]],
    ) -> bytes:
        """Return the graph as a model, given its input (name, type, shape) and its outputs (name,
        shape) of floats."""
        graph = b"".join(
            [
                *(_data(1, node) for node in self._nodes),
                _data(2, name),
                *(_data(5, constant) for constant in self._constants),
                _data(11, _value(*inputs)),
                *(_data(12, _value(output, FLOAT, shape)) for output, shape in outputs),
            ]
        )
        opset = _data(1, "") + _number(2, OPSET)
        return _number(1, IR_VERSION) + _data(2, _PRODUCER) + _data(7, graph) + _data(8, opset)
