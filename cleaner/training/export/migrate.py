"""Rewrite a model of file format 3 as one of format 4. What it predicts stays the same, but for the
order in which numbers are summed.

    python -m cleaner.training.export.migrate OLD NEW [--note TEXT]...

OLD is a folder with `html.model`, `text.model` and their `SHA256SUMS`, or one of the two; NEW the
folder to write to. Format 3 has networks and the sentence encoder as graphs, which are read with
the library `onnx`; format 4 has their numbers. Nothing is fitted, and scikit-learn is not needed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from cleaner.errors import CleanerError, ModelError
from cleaner.model.archive import Archive, read_checked
from cleaner.model.description import FILE_FORMAT, OLD_FORMAT, parse_description
from cleaner.model.encoder import LAYERS, PREFIX, Encoder, encoder_members
from cleaner.model.file import LABELS_FOLDER, SEQUENCE, load_model
from cleaner.model.network import Network, Shape, layer_sizes, row_sizes
from cleaner.model.networks import network_members
from cleaner.model.writing import write_members
from cleaner.types import Format

FORMATS: tuple[Format, ...] = get_args(Format)
MIGRATED = (
    f"Rewritten from file format {OLD_FORMAT} to {FILE_FORMAT}, which has the numbers of networks "
    "in place of their graphs. They are those of the fit."
)
MOST_CONVENTIONS = 16  # a longer row of constants that is subtracted holds the means of columns
VECTOR_LAYERS = ("first", "point", "topic", "out")  # in the order of a graph


def migrate(old: Path, folder: Path, *, notes: Sequence[str] = ()) -> Path:
    """Rewrite the model file `old` into a folder; return the path.

    `notes` say what else happened to the model after its fit. Raises ModelError if the file is not
    the one that its `SHA256SUMS` records, or not of format 3.
    """
    data, _ = read_checked(old, "name a model that `cleaner train` has written to the end")
    try:
        archive = Archive(data)
        before = json.loads(archive.read("model.json"))
        if before.get("file_format") != OLD_FORMAT:
            raise ModelError(f"{old} is not of file format {OLD_FORMAT}: nothing to rewrite")
        history = [*before.get("history", []), *notes, MIGRATED]
        described = {**before, "file_format": FILE_FORMAT, "history": history}
        # Also a check that this version can use it.
        description = parse_description(json.dumps(described).encode())
        members: dict[str, bytes] = {}
        for name in archive.names():
            if name != "model.json":
                members |= _rewritten(name, archive.read(name))
    except ModelError:
        raise
    except Exception as error:  # whatever onnx, numpy or zipfile raise: the file is damaged
        raise ModelError(f"{old} cannot be rewritten: {error}") from error
    path = write_members(folder / f"{before['format']}.model", description, members)
    load_model(before["format"], folder)
    return path


def _rewritten(name: str, content: bytes) -> dict[str, bytes]:
    """Return what a member becomes."""
    prefix = f"{LABELS_FOLDER}/" if name.startswith(f"{LABELS_FOLDER}/") else ""
    if name == f"{prefix}{SEQUENCE}.onnx":
        made = network_members(graph_networks(content))
    elif name == f"{prefix}{PREFIX}.onnx":
        made = encoder_members(graph_encoder(content))
    else:
        return {name: content}
    return {prefix + member: data for member, data in made.items()}


@dataclass(slots=True)
class _Constants:
    """The constants of one network, in the order of its graph; those of the taps with the distance
    of the neighbours."""

    mean: NDArray[Any]
    inverse: NDArray[Any] | None = None
    conventions: int = 0
    layers: list[tuple[NDArray[Any], NDArray[Any]]] = field(default_factory=list)
    dilations: list[int] = field(default_factory=list)
    norms: list[NDArray[Any]] = field(default_factory=list)
    dense: list[tuple[NDArray[Any], NDArray[Any]]] = field(default_factory=list)

    def network(self) -> Network:
        """Return the network. Raises ValueError or KeyError if these are not its constants."""
        (inputs, inputs_bias), *rest = self.layers
        topical = len(self.dense) == len(VECTOR_LAYERS)
        named = dict(zip(VECTOR_LAYERS if topical else ("out",), self.dense))
        named["in"] = inputs, inputs_bias
        for i in range(len(self.dilations)):
            named |= {f"{name}{i}": rest.pop(0) for name in ("near", "page", "add")}
        shape = Shape(
            columns=len(self.mean), conventions=self.conventions,
            vectors=len(named["point"][0]) if topical else 0, width=inputs.shape[1],
            dilations=self.dilations,
        )  # fmt: skip
        rows = {"mean": self.mean, "inverse": self.inverse}
        rows |= {f"{name}_bias": bias for name, (_, bias) in named.items()}
        rows |= {f"norm{i}": norm for i, norm in enumerate(self.norms)}
        layers = [named[name][0].ravel() for name in layer_sizes(shape)]
        flat = [np.ravel(rows[name]) for name in row_sizes(shape)]  # type: ignore[arg-type]
        return Network.from_flat(shape, np.concatenate(layers), np.concatenate(flat))


def graph_networks(graph: bytes) -> list[Network]:  # noqa: C901 - a case for each operator
    """Return the networks whose mean a graph of format 3 gives. Raises ValueError or KeyError."""
    networks: list[_Constants] = []
    for node, constants in _nodes(graph):
        last = constants[-1]
        if node.op_type == "Sub" and last is not None and last.ndim == 1:
            if last.size > MOST_CONVENTIONS:
                networks.append(_Constants(last))
            elif networks:
                networks[-1].conventions = last.size
        elif not networks:
            continue
        elif node.op_type == "Mul" and last is not None:
            if last.shape == networks[-1].mean.shape:
                networks[-1].inverse = last
            elif last.ndim > 1:
                networks[-1].norms.append(last[:, 0])
        elif node.op_type == "Gemm":
            networks[-1].dense.append((constants[1], constants[2]))  # type: ignore[arg-type]
        elif node.op_type == "Conv" and len(constants) == 3:
            networks[-1].layers.append(_layer_of(constants))
            if constants[1] is not None and constants[1].shape[2] > 1:
                networks[-1].dilations.append(int(_attribute(node, "dilations")[0]))
    if not networks:
        raise ValueError("its graph holds no network")
    return [one.network() for one in networks]


def graph_encoder(graph: bytes) -> Encoder:
    """Return the sentence encoder of a graph of format 3. Raises ValueError or KeyError."""
    layers: list[tuple[Any, Any]] = []
    embedding = scale = None
    for node, constants in _nodes(graph):
        if node.op_type == "Gather":
            embedding = constants[0]
        elif node.op_type == "Mul" and constants[-1] is not None and scale is None:
            scale = constants[-1]
        elif node.op_type == "Conv":
            layers.append(_layer_of(constants))
        elif node.op_type == "Gemm":
            layers.append((constants[1], constants[2]))
    if embedding is None or scale is None or len(layers) != len(LAYERS):
        raise ValueError("its sentence vectors are made in another way")
    named = dict(zip(LAYERS, layers))
    return Encoder(
        embedding,
        scale,
        {name: layer for name, (layer, _) in named.items()},
        {name: bias for name, (_, bias) in named.items()},
    )


def _nodes(graph: bytes) -> Iterator[tuple[Any, list[NDArray[Any] | None]]]:
    """Yield the nodes of a graph, each with those of its inputs that are constants; what is kept in
    half precision is widened."""
    import onnx

    content = onnx.load_model_from_string(graph).graph
    known: dict[str, NDArray[Any]] = {
        constant.name: onnx.numpy_helper.to_array(constant) for constant in content.initializer
    }
    for node in content.node:
        if node.op_type == "Cast" and node.input[0] in known:
            known[node.output[0]] = known[node.input[0]].astype(np.float32)
        else:
            yield node, [known.get(name) for name in node.input]


def _layer_of(constants: Sequence[NDArray[Any] | None]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the layer over the taps that a convolution is, and its biases. Raises ValueError."""
    _, kernel, bias = constants
    if kernel is None or bias is None:
        raise ValueError("a convolution has no constants")
    return kernel.transpose(2, 1, 0).reshape(-1, len(kernel)), bias


def _attribute(node: Any, name: str) -> Sequence[int]:
    values: Mapping[str, Sequence[int]] = {one.name: one.ints for one in node.attribute}
    return values[name]


def main(arguments: Sequence[str] | None = None) -> int:
    """Rewrite the models that the command line names; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m cleaner.training.export.migrate", description=__doc__.splitlines()[0]
    )
    parser.add_argument("old", type=Path, help="a model file of format 3, or a folder of them")
    parser.add_argument("new", type=Path, help="the folder to write to")
    parser.add_argument(
        "--note", action="append", default=[], help="what happened to it after the fit; repeatable"
    )
    options = parser.parse_args(arguments)
    files = [options.old]
    if options.old.is_dir():
        paths = (options.old / f"{format}.model" for format in FORMATS)
        files = [path for path in paths if path.exists()]
    try:
        for path in files:
            written = migrate(path, options.new, notes=options.note)
            print(f"wrote {written}")
    except CleanerError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    if not files:
        print(f"error: {options.old} holds no model", file=sys.stderr)
    return 0 if files else 1


if __name__ == "__main__":
    sys.exit(main())
