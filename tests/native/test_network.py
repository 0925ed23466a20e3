"""Networks by the compiled core: what numpy computes, in vectors of every width of the machine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from drawn import drawn_network, lanes_here
from hypothesis import given, settings
from hypothesis import strategies as st
from native_core import needs_core

from cleaner.model import network
from cleaner.model import networks as module
from cleaner.model.file import load_model
from cleaner.model.network import Network, Shape
from cleaner.model.networks import Networks

pytestmark = needs_core


def compiled(network: Network, columns: int, lanes: int) -> Networks:
    packed = module.pack(network, lanes)
    assert packed is not None
    return Networks([network], columns, [packed])


@st.composite
def cases(draw: Any) -> tuple[Shape, int, int]:
    """A shape that can be packed, how many rows, and a seed."""
    columns = draw(st.integers(1, 70))
    shape = Shape(
        columns=columns,
        conventions=draw(st.integers(0, min(columns, 5))),
        vectors=draw(st.integers(0, columns)),
        width=32 * draw(st.integers(1, 3)),
        dilations=draw(st.lists(st.integers(1, 9), min_size=1, max_size=4)),
    )
    return shape, draw(st.integers(1, 40)), draw(st.integers(0, 99))


@settings(max_examples=60, deadline=None)
@given(cases())
def test_the_core_computes_what_numpy_does(case: tuple[Shape, int, int]) -> None:
    shape, rows, seed = case
    rng = np.random.default_rng(seed)
    columns = shape["columns"] + 2
    matrix = (rng.normal(0, 1, (rows, columns)) * 10 ** rng.uniform(-3, 6)).astype(np.float32)
    matrix[:, -1] = rng.integers(0, 6)
    network = drawn_network(shape, seed)
    expected = network.margins(matrix)
    for lanes in lanes_here():
        margins = compiled(network, columns, lanes).margins(matrix)
        np.testing.assert_allclose(margins, expected, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("format", ["html", "text"])
@pytest.mark.parametrize("rows", [1, 5, 6, 7, 300])
def test_shipped_networks_say_the_same_in_both(format: str, rows: int) -> None:
    networks = load_model(format).networks
    assert networks.packed, "the core does not run the shipped networks"
    matrix = np.random.default_rng(rows).normal(0, 9, (rows, networks.columns)).astype(np.float32)
    matrix[:, -1] = 2
    python = replace(networks, packed=())
    np.testing.assert_allclose(networks.margins(matrix), python.margins(matrix), atol=1e-4)


def test_extreme_numbers_are_clipped_as_in_numpy() -> None:
    network = drawn_network(Shape(columns=5, conventions=0, vectors=0, width=32, dilations=[1]), 0)
    numbers = (0.0, -0.0, 1e-45, -1e-45, 3e38, -3e38)
    matrix = np.array([[number] * 6 for number in numbers], np.float32)
    for lanes in lanes_here():
        margins = compiled(network, 6, lanes).margins(matrix)
        np.testing.assert_allclose(margins, network.margins(matrix), atol=1e-4)


@pytest.mark.parametrize("width", [1, 31, 48])
def test_a_width_that_fills_no_vectors_is_left_to_the_graph(width: int) -> None:
    network = drawn_network(
        Shape(columns=3, conventions=0, vectors=0, width=width, dilations=[1]), 0
    )
    networks = Networks.ready([network], 3)
    assert not networks.packed
    assert networks.margins(np.ones((2, 3), np.float32)).shape == (2, 2)


def test_a_core_that_computes_something_else_does_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    network = drawn_network(Shape(columns=3, conventions=0, vectors=0, width=32, dilations=[1]), 0)
    other = drawn_network(network.shape, 1)
    assert Networks.ready([network], 3).packed
    packed = compiled(other, 3, lanes_here()[0]).packed[0]
    monkeypatch.setattr(module, "pack", lambda _: packed)
    assert not Networks.ready([network], 3).packed


def test_a_core_that_is_a_hundredth_off_does_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    network = drawn_network(Shape(columns=3, conventions=0, vectors=0, width=32, dilations=[1]), 0)
    layers, rows = network.flat()
    off = Network.from_flat(network.shape, layers, rows)
    off.rows["out_bias"][:] += 0.01
    packed = compiled(off, 3, lanes_here()[0]).packed[0]
    monkeypatch.setattr(module, "pack", lambda _: packed)
    assert not Networks.ready([network], 3).packed


def test_several_networks_are_packed_or_none() -> None:
    shape = Shape(columns=3, conventions=0, vectors=0, width=32, dilations=[1])
    narrow = Shape(columns=3, conventions=0, vectors=0, width=31, dilations=[1])
    one, other, odd = drawn_network(shape), drawn_network(shape, 1), drawn_network(narrow)
    matrix = np.random.default_rng(0).normal(0, 9, (9, 3)).astype(np.float32)
    both = Networks.ready([one, other], 3)
    assert len(both.packed) == 2
    mean = (one.margins(matrix) + other.margins(matrix)) / 2
    np.testing.assert_allclose(both.margins(matrix), mean, atol=1e-4)
    mixed = Networks.ready([one, odd], 3)
    assert not mixed.packed
    mean = (one.margins(matrix) + odd.margins(matrix)) / 2
    np.testing.assert_allclose(mixed.margins(matrix), mean, atol=1e-4)


def test_constants_that_differ_leave_networks_to_their_graph(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert module._core_fits()
    monkeypatch.setattr(network, "EPSILON", 1e-3)
    module._core_fits.cache_clear()
    assert not module._core_fits()
    module._core_fits.cache_clear()


SOUND: dict[str, Any] = {
    "columns": 3, "conventions": 0, "vectors": 0, "width": 32, "dilations": [1], "lanes": 4,
}  # fmt: skip


def made(layers_less: int = 0, rows_less: int = 0, **change: Any) -> Any:
    from cleaner._native import core

    given = {**SOUND, **change}
    layers, rows = drawn_network(
        Shape(columns=3, conventions=0, vectors=0, width=32, dilations=[1]), 0
    ).flat()
    return core.PackedNetwork(
        **given,
        layers=layers[: len(layers) - layers_less].tobytes(),
        rows=rows[: len(rows) - rows_less].tobytes(),
    )


@pytest.mark.parametrize(
    "change",
    [
        {"lanes": 0}, {"lanes": 5}, {"lanes": 32}, {"columns": 0}, {"columns": 4}, {"columns": 2},
        {"width": 64}, {"width": 0}, {"dilations": []}, {"dilations": [0]}, {"dilations": [1] * 17},
        {"vectors": 4}, {"conventions": 4}, {"layers_less": 1}, {"rows_less": 1},
        {"columns": 2**62}, {"dilations": [2**40]},
    ],
    ids=str,
)  # fmt: skip
def test_numbers_that_are_no_network_are_refused(change: dict[str, Any]) -> None:
    assert made()
    with pytest.raises(ValueError, match=r"network|vectors"):
        made(**change)


@pytest.mark.parametrize(("rows", "columns"), [(2, 3), (-1, 3), (1, 2), (0, 3), (1, 4)])
def test_a_matrix_of_another_size_is_refused(rows: int, columns: int) -> None:
    assert len(made().margins(bytes(12), 1, 3)) == 16
    with pytest.raises(ValueError, match="columns of the network"):
        made().margins(bytes(12), rows, columns)


def test_nothing_gives_nothing() -> None:
    assert made().margins(b"", 0, 3) == b""
