"""The networks of a model, in numpy: convolutions over the paragraphs of a document in order.

This is the specification of `cleaner/_native/network.h`, which runs if the core is compiled, and
of `cleaner.model.graphs`, which runs elsewhere. It computes the same as the layers that are fitted
in `cleaner.training.parts.sequence_layers`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from cleaner.types import Floats, Matrix

OUTPUTS = 2  # log-odds of body, and of chrome
CLIP = 6.0  # standard deviations, of a column after scaling
TAPS = 3  # a paragraph and its neighbours on both sides, at the distance of the block
POOLED = 2  # mean and maximum of the states of a document
EPSILON = 1e-5
FAINT = 1e-3  # added under the root when vectors are normalised: near-zero ones stay near zero
NEAR = 2  # paragraphs on either side that are judged together with a paragraph
POINTED = 32  # dimensions in which paragraphs are compared
LIKENESS = 6  # numbers that say how like a paragraph is to the body
FEW_BODY = 0.1  # added to the body's paragraphs, for a mean over none of them
# A file that somebody made up must not ask for the memory of the machine.
MOST_WIDTH, MOST_BLOCKS, MOST_DILATION = 1024, 16, 1024


class Shape(TypedDict):
    """What a network is made of. The last of the columns are the sentence vector (0 without one);
    after them comes the convention, of so many values (0 without that column)."""

    columns: int
    conventions: int
    vectors: int
    width: int  # of the state of a paragraph
    dilations: list[int]  # of each block, the distance of the neighbours that it looks at


def layer_sizes(shape: Shape) -> dict[str, tuple[int, int]]:
    """Return the sizes (inputs, outputs) of the layers by name, in the order of a model file."""
    width = shape["width"]
    sizes = {"in": (shape["columns"] + shape["conventions"], width)}
    for i in range(len(shape["dilations"])):
        sizes[f"near{i}"] = (TAPS * width, width)
        sizes[f"page{i}"] = (POOLED * width, width)
        sizes[f"add{i}"] = (width, width)
    sizes["out"] = (width, OUTPUTS)
    if shape["vectors"]:
        sizes["first"], sizes["point"] = (width, 1), (shape["vectors"], POINTED)
        sizes["topic"] = (LIKENESS, width)
    return sizes


def row_sizes(shape: Shape) -> dict[str, int]:
    """Return the sizes of all else: how columns are scaled, and what layers and norms have."""
    sizes = {"mean": shape["columns"], "inverse": shape["columns"]}
    sizes |= {f"{name}_bias": outputs for name, (_, outputs) in layer_sizes(shape).items()}
    return sizes | {f"norm{i}": shape["width"] for i in range(len(shape["dilations"]))}


def topic_block(dilations: Sequence[int]) -> int:
    """Return the number of the block before which the likeness to the body is added: halfway."""
    return len(dilations) // 2


def parse_shape(value: Any) -> Shape:
    """Return the shape that a model file describes. Raises ValueError for one that none has."""
    names = Shape.__annotations__.keys()
    if not isinstance(value, dict) or value.keys() != names:
        raise ValueError(f"a network is described by {', '.join(names)}: train the model again")
    dilations, numbers = value["dilations"], [value[name] for name in names if name != "dilations"]
    if not isinstance(dilations, list) or not all(type(n) is int for n in [*dilations, *numbers]):
        raise ValueError("the shape of a network is made of whole numbers: train the model again")
    columns, conventions, vectors, width = numbers
    sound = (
        0 < columns <= MOST_WIDTH and 0 <= conventions <= columns and 0 <= vectors <= columns
        and 0 < width <= MOST_WIDTH and 0 < len(dilations) <= MOST_BLOCKS
        and all(0 < dilation <= MOST_DILATION for dilation in dilations)
    )  # fmt: skip
    if not sound:
        raise ValueError("no network has the shape that is described: train the model again")
    return Shape(
        columns=columns, conventions=conventions, vectors=vectors, width=width, dilations=dilations
    )


@dataclass(frozen=True, slots=True)
class Network:
    """A network: its layers (inputs, outputs) and rows of numbers by name.

    `inverse` is one over the scale of each column. Numbers are those of a model file.
    """

    shape: Shape
    layers: Mapping[str, Floats]
    rows: Mapping[str, Floats]

    @classmethod
    def from_flat(cls, shape: Shape, layers: NDArray[Any], rows: NDArray[Any]) -> Network:
        """Cut what `flat` has joined. Raises ValueError if it has another size, or no numbers."""
        sizes = layer_sizes(shape)
        own = {name: inputs * outputs for name, (inputs, outputs) in sizes.items()}
        cut = _cut(layers, own)
        shaped = {name: cut[name].reshape(size) for name, size in sizes.items()}
        return cls(shape, shaped, _cut(rows, row_sizes(shape)))

    def flat(self) -> tuple[Matrix, Matrix]:
        """Return the layers, and the rows, each joined into one array of float32."""
        layers = [self.layers[name].ravel() for name in layer_sizes(self.shape)]
        rows = [self.rows[name].ravel() for name in row_sizes(self.shape)]
        return np.concatenate(layers, dtype=np.float32), np.concatenate(rows, dtype=np.float32)

    def margins(self, matrix: Matrix) -> Floats:
        """Return the log-odds of body and chrome, (paragraphs, 2), of a document.

        The matrix (paragraphs, columns) may have further columns between those of this network and
        the convention, which stays its last one.
        """
        dilations, vectors = self.shape["dilations"], self.shape["vectors"]
        scaled, inputs = self._inputs(matrix)
        state = _relu(self._dense("in", inputs))
        for i, dilation in enumerate(dilations):
            if vectors and i == topic_block(dilations):
                body = 1 / (1 + np.exp(-self._dense("first", state)))
                alike = likeness(self._dense("point", scaled[:, -vectors:]), body)
                state = state + self._dense("topic", alike)
            state = self._block(i, state, dilation)
        return self._dense("out", state)

    def _dense(self, name: str, values: Floats) -> Floats:
        result: Floats = values @ self.layers[name] + self.rows[f"{name}_bias"]
        return result

    def _inputs(self, matrix: Matrix) -> tuple[Floats, Floats]:
        """Return the columns, their logarithms taken and standardised; and these with the
        convention as one of many."""
        columns, conventions = self.shape["columns"], self.shape["conventions"]
        raw = matrix[:, :columns].astype(float)
        folded = np.log(np.abs(raw) + 1) * np.sign(raw)
        scaled = np.clip((folded - self.rows["mean"]) * self.rows["inverse"], -CLIP, CLIP)
        if not conventions:
            return scaled, scaled
        distance = np.abs(matrix[:, -1:] - np.arange(conventions))
        return scaled, np.concatenate((scaled, _relu(1 - distance)), axis=1)

    def _block(self, i: int, state: Floats, dilation: int) -> Floats:
        """Compute a residual block: the neighbours and the whole document, then a normed sum."""
        length = len(state)
        padded = np.pad(state, ((dilation, dilation), (0, 0)))
        near = (padded[:length], state, padded[2 * dilation :])
        page = np.concatenate((state.mean(axis=0), _relu(state.max(axis=0))))
        hidden = self._dense(f"near{i}", np.concatenate(near, axis=1))
        hidden = _relu(hidden + self._dense(f"page{i}", page))
        summed = state + self._dense(f"add{i}", hidden)
        power = (summed * summed).mean(axis=1, keepdims=True)
        normed: Floats = summed / np.sqrt(power + EPSILON) * self.rows[f"norm{i}"]
        return normed


def likeness(pointed: Floats, body: Floats) -> Floats:
    """Return how like each paragraph is to the rest of the body, (paragraphs, LIKENESS).

    `pointed` (paragraphs, POINTED) are the projected sentence vectors, `body` (paragraphs, 1) a
    first guess at P(body). The numbers are the cosine to the sum of the body's other paragraphs;
    the mean of that cosine around the paragraph; both less their mean over the body; that mean; and
    the logarithm of how many other paragraphs the body has.
    """
    pointed = _unit(pointed)
    part = pointed * body
    centre = _unit(part.sum(axis=0) - part)
    like = (pointed * centre).sum(axis=1, keepdims=True)
    padded, around = np.pad(like, ((NEAR, NEAR), (0, 0))), 2 * NEAR + 1
    near = sum(padded[i : i + len(like)] for i in range(around)) / around
    total = body.sum()
    mean = (like * body).sum() / (total + FEW_BODY)
    others = np.log(total - body + 1)
    numbers = (like, near, like - mean, near - mean, np.full_like(like, mean), others)
    return np.concatenate(numbers, axis=1)


def _unit(rows: Floats) -> Floats:
    power = (rows * rows).sum(axis=1, keepdims=True) + FAINT
    unit: Floats = rows / np.sqrt(power)
    return unit


def _relu(values: Floats) -> Floats:
    return np.maximum(values, 0)


def _cut(flat: NDArray[Any], sizes: Mapping[str, int]) -> dict[str, Floats]:
    """Cut a flat array into those with these sizes, by name. Raises ValueError."""
    if flat.shape != (sum(sizes.values()),):
        raise ValueError(
            f"a network of this shape has {sum(sizes.values())} numbers, not {flat.shape}"
        )
    if not np.isfinite(flat).all():
        raise ValueError("a network holds something that is not a number")
    ends = np.cumsum(list(sizes.values()))[:-1]
    return dict(zip(sizes, np.split(flat.astype(np.float32).astype(float), ends)))
