"""The trees of a model as plain arrays, and what each column contributed to their answer.

Running a model is onnxruntime's work; only an explanation needs the nodes themselves. They are
read from the ONNX graph with the few lines of protobuf that it is made of, once they are asked for.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleaner.model.file import read_checked

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

COVERS = ".covers"  # member of a model file: STAGE.covers stands beside STAGE.onnx
COVER_UNIT = 255.0  # shares of the training rows are stored as bytes

# Numbers of the fields that are read, from the definition of ONNX (onnx.proto).
GRAPH, NODE, OUTPUT, ATTRIBUTE = 7, 1, 2, 5
NAME, FLOATS, INTS = 1, 7, 8
_VARINT, _EIGHT_BYTES, _LENGTH, _FOUR_BYTES = 0, 1, 2, 5  # kinds of fields in protobuf


@dataclass(slots=True)
class Trees:
    """The trees of one booster. All arrays but `roots` and `base` have one entry a node.

    A row goes from a node to `left` where its value in `column` is at most `threshold`, else to
    `right`; a leaf is its own child. `expected` is the value of a leaf; of an inner node, the mean
    over the training rows that came by.
    """

    roots: Ints
    left: Ints
    right: Ints
    column: Ints
    threshold: NDArray[np.float32]
    expected: Floats
    base: float

    @property
    def bias(self) -> float:
        """The margin before anything is known of a row."""
        return self.base + float(self.expected[self.roots].sum())

    def contributions(self, matrix: NDArray[np.float32]) -> Floats:
        """What each column added to the margin of each row, shape (rows, columns).

        Along the path of a row through a tree, each change of the expected value is credited to
        the column that was split on (Saabas 2014, "Interpreting random forests"). A row's
        contributions and `bias` sum to its margin.
        """
        rows, columns = matrix.shape
        total = np.zeros(rows * columns)
        row = np.repeat(np.arange(rows), len(self.roots))
        node = np.tile(self.roots, rows)
        while row.size:
            column = self.column[node]
            goes_left = matrix[row, column] <= self.threshold[node]
            child = np.where(goes_left, self.left[node], self.right[node])
            change = self.expected[child] - self.expected[node]
            total += np.bincount(row * columns + column, change, total.size)
            going_on = self.left[child] != child
            row, node = row[going_on], child[going_on]
        return total.reshape(rows, columns)


@lru_cache(maxsize=8)
def load_trees(path: Path, stage: str) -> dict[str, Trees]:
    """The trees of one stage of a model file, by booster; `stage` with what its name begins with
    in the file.

    The expected values of inner nodes follow from the covers, which `cleaner train` writes. For a
    model without them they are the mean of the leaves below a node instead: contributions still
    sum to the margin, but what is usual ("not the title") weighs more than it should. Raises
    ModelError where the file was altered since.
    """
    with zipfile.ZipFile(BytesIO(read_checked(path))) as archive:
        graph = archive.read(f"{stage}.onnx")
        member = stage + COVERS
        covers = archive.read(member) if member in archive.namelist() else None
    return read_trees(graph, covers)


def read_trees(graph: bytes, covers: bytes | None = None) -> dict[str, Trees]:
    """The boosters of an ONNX graph as `cleaner.training.export.model_file` writes it, by name.

    `covers` holds a byte for each inner node, in the order of the graph: the share of the training
    rows that went left, in 255ths.
    """
    shares = np.frombuffer(covers or b"", dtype=np.uint8) / COVER_UNIT
    found = {}
    for field, content in _fields(graph):
        if field == GRAPH:
            for inner, node in _fields(content):
                if inner == NODE:
                    name, trees, shares = _booster(node, shares)
                    found[name] = trees
    return found


def _booster(node: bytes, shares: Floats) -> tuple[str, Trees, Floats]:
    """A booster's name, its trees, and the shares that belong to the boosters after it."""
    name = ""
    values: dict[str, NDArray[np.float64]] = {}
    for field, content in _fields(node):
        if field == OUTPUT:
            name = content.decode()
        elif field == ATTRIBUTE:
            key, numbers = _attribute(content)
            values[key] = numbers
    tree, inside = (values[f"nodes_{key}"].astype(np.intp) for key in ("treeids", "nodeids"))
    roots = np.flatnonzero(inside == 0)
    first = roots[tree]
    index = np.arange(len(tree))
    left, right = (
        first + values[f"nodes_{key}nodeids"].astype(np.intp) for key in ("true", "false")
    )
    leaf = left == first  # no branch leads back to the root
    left[leaf] = right[leaf] = index[leaf]
    expected = np.zeros(len(tree))
    owner = values["target_treeids"].astype(np.intp)
    expected[roots[owner] + values["target_nodeids"].astype(np.intp)] = values["target_weights"]
    branches = np.flatnonzero(~leaf)
    own, rest = shares[: len(branches)], shares[len(branches) :]
    share = own if len(own) == len(branches) else _leaf_shares(left, right, branches)
    for i, weight in zip(branches[::-1].tolist(), share[::-1].tolist()):  # children come later
        expected[i] = weight * expected[left[i]] + (1 - weight) * expected[right[i]]
    trees = Trees(
        roots,
        left,
        right,
        values["nodes_featureids"].astype(np.intp),
        values["nodes_values"].astype(np.float32),
        expected,
        float(values["base_values"].sum()),
    )
    return name, trees, rest


def _leaf_shares(left: Ints, right: Ints, branches: Ints) -> Floats:
    """For each inner node, the share of the leaves below it that lie to the left."""
    leaves = np.ones(len(left))
    for i in branches[::-1].tolist():
        leaves[i] = leaves[left[i]] + leaves[right[i]]
    return np.asarray(leaves[left[branches]] / leaves[branches])


def _attribute(content: bytes) -> tuple[str, Floats]:
    """An attribute's name and its numbers; none where it holds something else."""
    name = ""
    numbers: list[float] = []
    for field, value in _fields(content):
        if field == NAME:
            name = value.decode()
        elif field == FLOATS:  # one by one, or all together
            numbers.extend(np.frombuffer(value, dtype="<f4").tolist())
        elif field == INTS:
            numbers.extend(_varints(value))
    return name, np.array(numbers)


def _fields(message: bytes) -> Iterator[tuple[int, bytes]]:
    """The fields of a protobuf message: number and content."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        kind, start = key & 7, at
        if kind == _VARINT:
            _, at = _varint(message, at)
        elif kind == _LENGTH:
            length, start = _varint(message, at)
            at = start + length
        elif kind in (_FOUR_BYTES, _EIGHT_BYTES):
            at += 4 if kind == _FOUR_BYTES else 8
        else:
            raise ValueError(f"not a protobuf message: field of kind {kind} at byte {start}")
        yield key >> 3, message[start:at]


def _varint(message: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, the lowest first, and where it ends."""
    value = shift = 0
    while message[at] & 0x80:
        value |= (message[at] & 0x7F) << shift
        shift += 7
        at += 1
    return value | message[at] << shift, at + 1


def _varints(content: bytes) -> Iterator[int]:
    at = 0
    while at < len(content):
        value, at = _varint(content, at)
        yield value
