"""The networks of a model, run together: by the core if it is compiled, else as a graph."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from cleaner._native import is_compiled
from cleaner.model import network
from cleaner.model.archive import SINGLE, Archive, array_bytes, floats_bytes
from cleaner.model.graphs import networks_graph
from cleaner.model.network import OUTPUTS, Network, layer_sizes, parse_shape, row_sizes
from cleaner.model.runtime import Session, open_session
from cleaner.text.compiled import agrees
from cleaner.types import Floats, Matrix

if TYPE_CHECKING:
    from cleaner._native.core import PackedNetwork

SHAPES = "networks.json"
MOST_NETWORKS = 8
PROBE_ROWS = 7  # more than the core does at once
PROBE_TOLERANCE = 1e-3  # sums of a hundred products differ by their order


@dataclass(frozen=True, slots=True)
class Networks:
    """The networks of a model, whose mean counts.

    `columns` is how many a matrix has, all of which the widest one reads; `packed` the same
    networks for the compiled core, empty if that does not run them; then `session` does. With
    neither they run in numpy, as they are specified.
    """

    networks: Sequence[Network]
    columns: int
    packed: Sequence[PackedNetwork] = ()
    session: Session | None = None

    @classmethod
    def ready(cls, networks: Sequence[Network], columns: int) -> Networks:
        """Make networks ready to run, by the core if it agrees with numpy on a few made-up rows.

        Raises ValueError if they read other columns, or give no numbers; what onnxruntime raises if
        it cannot run them.
        """
        for one in networks:
            own = one.shape["columns"] + (one.shape["conventions"] > 0)
            if own > columns:
                raise ValueError(f"a network reads {own} columns, there are {columns}")
        probe = _probe(columns)
        expected = cls(networks, columns).margins(probe)
        packed = [pack(one) for one in networks] if is_compiled() and _core_fits() else []
        if packed and None not in packed:
            compiled = cls(networks, columns, [one for one in packed if one is not None])
            # A processor may have vectors that no test has seen: numpy has the last word.
            if np.allclose(compiled.margins(probe), expected, atol=PROBE_TOLERANCE):
                return compiled
        made = cls(networks, columns, (), open_session(networks_graph(networks, columns)))
        if not np.isfinite(made.margins(probe)).all():
            raise ValueError("a network gives no numbers")
        return made

    def margins(self, matrix: Matrix) -> Floats:
        """Return the log-odds of body and chrome, (paragraphs, 2), of a matrix (paragraphs,
        columns)."""
        if self.packed:
            data, shape = np.ascontiguousarray(matrix, np.float32).tobytes(), matrix.shape
            each = [np.frombuffer(one.margins(data, *shape)) for one in self.packed]
            total = np.add.reduce(each) if len(each) > 1 else each[0]
            return np.asarray(total.reshape(-1, OUTPUTS) / len(each))
        if self.session is not None:
            (margins,) = self.session.run(["margins"], {"X": matrix})
            return np.asarray(margins, float)
        with np.errstate(all="ignore"):  # what is no number in the end is refused then
            return np.asarray(np.mean([one.margins(matrix) for one in self.networks], axis=0))


def pack(one: Network, lanes: int | None = None) -> PackedNetwork | None:
    """Return a network as the core runs it; None if it cannot. `lanes` are those of the machine."""
    from cleaner._native import core

    lanes = core.LANES if lanes is None else lanes
    layers, rows = one.flat()
    shape = one.shape
    try:
        return core.PackedNetwork(
            shape["columns"], shape["conventions"], shape["vectors"], shape["width"],
            shape["dilations"], layers.tobytes(), rows.tobytes(), lanes,
        )  # fmt: skip
    except ValueError:
        return None


@lru_cache(maxsize=1)
def _core_fits() -> bool:
    """Return whether the core computes with the constants of the specification."""
    from cleaner._native import core

    return agrees(core.NETWORK_CONSTANTS, network)


def _probe(columns: int) -> Matrix:
    """Return a few made-up rows, the same ones at any time; the last column may be a convention."""
    matrix = np.sin(np.arange(PROBE_ROWS * columns, dtype=np.float32)).reshape(PROBE_ROWS, columns)
    matrix *= np.float32(10) ** np.arange(-3, PROBE_ROWS - 3, dtype=np.float32)[:, None]
    matrix[:, -1] = 1
    return matrix


def network_members(networks: Sequence[Network]) -> dict[str, bytes]:
    """Return the members of a model file that hold networks."""
    members = {SHAPES: json.dumps([one.shape for one in networks], indent=1).encode()}
    for number, one in enumerate(networks):
        layers, rows = one.flat()
        members[_layers(number)] = floats_bytes(layers)
        members[_rows(number)] = array_bytes(rows.astype(SINGLE))
    return members


def read_networks(archive: Archive, folder: str, columns: int) -> Networks:
    """Read the networks of a model file, ready to run. Raises ValueError or KeyError for what is
    damaged."""
    shapes = json.loads(archive.read(folder + SHAPES))
    if not isinstance(shapes, list) or not 0 < len(shapes) <= MOST_NETWORKS:
        raise ValueError(f"{SHAPES} describes no networks: train the model again")
    return Networks.ready(
        [_read(archive, folder, number, shape) for number, shape in enumerate(shapes)], columns
    )


def _read(archive: Archive, folder: str, number: int, described: Mapping[str, object]) -> Network:
    shape = parse_shape(described)
    size = sum(inputs * outputs for inputs, outputs in layer_sizes(shape).values())
    layers = archive.floats(folder + _layers(number), (size,))
    rows = archive.array(folder + _rows(number), SINGLE, (sum(row_sizes(shape).values()),))
    return Network.from_flat(shape, layers, rows)


def _layers(number: int) -> str:
    return f"networks.{number}.layers.npy"


def _rows(number: int) -> str:
    return f"networks.{number}.rows.npy"
