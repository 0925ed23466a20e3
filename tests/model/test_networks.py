"""Networks in numpy, which specify what the core computes; how they are read and refused."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from drawn import drawn_network
from support import zipped

from cleaner.model.archive import Archive, array_bytes
from cleaner.model.graphs import networks_graph
from cleaner.model.network import (
    LIKENESS,
    MOST_BLOCKS,
    MOST_DILATION,
    MOST_WIDTH,
    Network,
    Shape,
    likeness,
    parse_shape,
)
from cleaner.model.networks import Networks, network_members, read_networks
from cleaner.model.runtime import open_session

SMALL = Shape(columns=6, conventions=3, vectors=0, width=4, dilations=[1, 2])
TOPICAL = Shape(columns=9, conventions=0, vectors=5, width=32, dilations=[1, 2, 3])


def matrix_of(columns: int, rows: int = 12, seed: int = 1) -> Any:
    return np.random.default_rng(seed).normal(0, 5, (rows, columns)).astype(np.float32)


# What a network computes


def test_only_the_neighbours_and_the_whole_document_tell_a_paragraph_apart() -> None:
    margins = drawn_network(SMALL).margins(np.zeros((9, 7), np.float32))
    assert margins.shape == (9, 2)
    # Blocks look one and two paragraphs far: three from the ends all is alike.
    assert np.ptp(margins[3:-3], axis=0) == pytest.approx([0, 0], abs=1e-6)
    assert np.ptp(margins[:, 0]) > 0.01


def test_columns_are_taken_as_logarithms_and_clipped() -> None:
    network = drawn_network(SMALL)
    large, larger = (np.full((1, 7), value, np.float32) for value in (1e30, 1e31))
    large[:, -1] = larger[:, -1] = 0
    assert (network.margins(large) == network.margins(larger)).all()
    assert (network.margins(-large) != network.margins(large)).any()


def test_the_convention_is_one_of_many() -> None:
    network, matrix = drawn_network(SMALL), matrix_of(7)
    answers = []
    for convention in range(4):
        matrix[:, -1] = convention
        answers.append(network.margins(matrix))
    assert all((one != other).any() for one in answers for other in answers if one is not other)
    matrix[:, -1] = 17  # none that it knows, as 3 is
    assert (network.margins(matrix) == answers[3]).all()


def test_further_columns_stand_between_its_own_and_the_convention() -> None:
    network, matrix = drawn_network(SMALL), matrix_of(7)
    matrix[:, -1] = 1
    wider = np.insert(matrix, 6, 99, axis=1)
    assert (network.margins(wider) == network.margins(matrix)).all()


def test_a_paragraph_that_points_elsewhere_is_less_like_the_body() -> None:
    pointed = np.tile(np.eye(1, 32), (5, 1))
    pointed[2] = np.eye(32)[1]
    numbers = likeness(pointed, np.array([[1.0], [1.0], [0.0], [1.0], [1.0]]))
    assert numbers.shape == (5, LIKENESS)
    like, near, apart, _, mean, others = numbers.T
    assert like == pytest.approx([1, 1, 0, 1, 1], abs=1e-2)
    assert near == pytest.approx([0.4, 0.6, 0.8, 0.6, 0.4], abs=1e-2)  # beyond the ends is nothing
    assert mean == pytest.approx([4 / 4.1] * 5, abs=1e-2)
    assert apart == pytest.approx(like - mean)
    assert others == pytest.approx(np.log([4, 4, 5, 4, 4]))


def test_of_several_networks_the_mean_counts() -> None:
    one, other = drawn_network(SMALL), drawn_network(SMALL, 5)
    matrix = matrix_of(7)
    matrix[:, -1] = 1
    mean = (one.margins(matrix) + other.margins(matrix)) / 2
    assert Networks.ready([one, other], 7).margins(matrix) == pytest.approx(mean, abs=1e-6)


@pytest.mark.parametrize("shape", [SMALL, TOPICAL])
@pytest.mark.parametrize("rows", [1, 2, 12])
@pytest.mark.parametrize("further", [0, 3])
def test_the_graph_computes_what_numpy_does(shape: Shape, rows: int, further: int) -> None:
    networks = [drawn_network(shape), drawn_network(shape, 3)]
    columns = shape["columns"] + 1 + further
    matrix = matrix_of(columns, rows)
    matrix[:, -1] = 1
    (margins,) = open_session(networks_graph(networks, columns)).run(["margins"], {"X": matrix})
    expected = np.mean([one.margins(matrix) for one in networks], axis=0)
    np.testing.assert_allclose(margins, expected, atol=1e-4)


def test_the_graph_says_what_it_takes_and_gives() -> None:
    session: Any = open_session(networks_graph([drawn_network(SMALL)], 7))
    (taken,), (given,) = session.get_inputs(), session.get_outputs()
    assert (taken.name, taken.type, taken.shape[1]) == ("X", "tensor(float)", 7)
    assert (given.name, given.type, given.shape[1]) == ("margins", "tensor(float)", 2)
    assert session.get_modelmeta().producer_name == "cleaner"


# How they are kept


@pytest.mark.parametrize("shape", [SMALL, TOPICAL])
def test_networks_are_read_back(shape: Shape) -> None:
    networks = [drawn_network(shape), drawn_network(shape, 3)]
    columns = shape["columns"] + 1
    read = read_networks(Archive(zipped(network_members(networks))), "", columns)
    for one, other in zip(read.networks, networks, strict=True):
        assert one.shape == other.shape
        for parts, others in ((one.layers, other.layers), (one.rows, other.rows)):
            assert parts.keys() == others.keys()
            assert all((parts[name] == others[name]).all() for name in parts)


def test_layers_are_kept_in_half_precision_if_that_loses_nothing() -> None:
    network = drawn_network(SMALL)
    layers, rows = network.flat()
    rounded = Network.from_flat(SMALL, layers.astype(np.float16), rows)
    sizes = [len(network_members([one])["networks.0.layers.npy"]) for one in (network, rounded)]
    assert sizes[0] - sizes[1] == 2 * len(layers)


# What is refused


@pytest.mark.parametrize(
    "change",
    [
        {"width": 0}, {"width": 10**6}, {"columns": 0}, {"columns": -1}, {"columns": 1.5},
        {"columns": 0, "conventions": 0}, {"columns": 10**6}, {"vectors": -1},
        {"vectors": 7}, {"conventions": 7}, {"conventions": -1}, {"dilations": []},
        {"dilations": [0]}, {"dilations": [10**6]}, {"dilations": [1] * 99}, {"dilations": "1"},
        {"dilations": [True]}, {"width": None}, {"depth": 3},
    ],
    ids=str,
)  # fmt: skip
def test_a_shape_that_no_network_has_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="train the model again"):
        parse_shape({**SMALL, **change})


WIDEST = Shape(
    columns=MOST_WIDTH, conventions=MOST_WIDTH, vectors=MOST_WIDTH, width=MOST_WIDTH,
    dilations=[MOST_DILATION] * MOST_BLOCKS,
)  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"columns": MOST_WIDTH + 1}, {"width": MOST_WIDTH + 1}, {"dilations": [MOST_DILATION + 1]},
        {"dilations": [1] * (MOST_BLOCKS + 1)},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_a_network_may_be_as_large_as_the_limits_and_no_larger(change: dict[str, Any]) -> None:
    assert parse_shape(WIDEST) == WIDEST
    with pytest.raises(ValueError, match="no network has the shape"):
        parse_shape({**WIDEST, **change})


def test_the_least_that_a_network_may_have() -> None:
    least = {"columns": 1, "conventions": 0, "vectors": 0, "width": 1, "dilations": [1]}
    assert parse_shape(least) == least


@pytest.mark.parametrize("shape", [None, [], 3, {}])
def test_what_describes_no_network_is_refused(shape: Any) -> None:
    with pytest.raises(ValueError, match="a network is described by columns"):
        parse_shape(shape)


@pytest.mark.parametrize("shapes", [{}, [], None, [SMALL] * 9], ids=lambda shapes: str(shapes)[:9])
def test_a_file_without_networks_or_with_too_many_is_refused(shapes: Any) -> None:
    members = network_members([drawn_network(SMALL)]) | {
        "networks.json": json.dumps(shapes).encode()
    }
    with pytest.raises(ValueError, match="describes no networks"):
        read_networks(Archive(zipped(members)), "", 7)


@pytest.mark.parametrize(
    ("member", "content"),
    [
        ("layers", np.zeros(3, "<f2")), ("layers", np.zeros((2, 2), "<f4")),
        ("layers", np.zeros(236, "<f8")), ("rows", np.zeros(3, "<f4")),
    ],
)  # fmt: skip
def test_numbers_that_are_not_those_of_the_shape_are_refused(member: str, content: Any) -> None:
    name = f"networks.0.{member}.npy"
    members = network_members([drawn_network(SMALL)]) | {name: array_bytes(content)}
    with pytest.raises(ValueError, match=name):
        read_networks(Archive(zipped(members)), "", 7)


@pytest.mark.parametrize("number", [np.nan, np.inf])
def test_what_is_no_number_is_refused(number: float) -> None:
    layers, rows = drawn_network(SMALL).flat()
    layers[7] = number
    with pytest.raises(ValueError, match="not a number"):
        Network.from_flat(SMALL, layers, rows)


def test_numbers_that_overflow_are_refused() -> None:
    layers, rows = drawn_network(SMALL).flat()
    rows[:] = 1e38
    with pytest.raises(ValueError, match="gives no numbers"):
        Networks.ready([Network.from_flat(SMALL, layers * np.float32(1e38), rows)], 7)


def test_numbers_that_overflow_for_one_label_alone_are_refused() -> None:
    network = drawn_network(SMALL)
    network.layers["out"][:, 0] = 3e38
    with pytest.raises(ValueError, match="gives no numbers"):
        Networks.ready([network], 7)


def test_a_network_of_other_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="reads 7 columns, there are 6"):
        Networks.ready([drawn_network(SMALL)], 6)
