"""The network that reads a page's paragraphs in order, and the graph that runs in its place."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import onnxruntime
import pytest

from cleaner.training.export.sequence import sequence_to_onnx
from cleaner.training.parts.sequence import (
    SequenceNet,
    SequenceRecipe,
    Sequences,
    _batch,
    _forward,
    fit_sequence,
)

PAGES, PARAGRAPHS, COLUMNS = 60, 20, 3
SMALL = SequenceRecipe(width=12, dilations=(1, 2), epochs=80, rate=1e-2, paragraphs=256)


def after_a_mark(conventions: int = 0) -> Sequences:
    """Pages in which a paragraph is body where the one above it has a mark in its first column;
    under the guide 1, where it has none."""
    rng = np.random.default_rng(5)
    rows = PAGES * PARAGRAPHS
    matrix = rng.normal(size=(rows, COLUMNS)).astype(np.float32) * 100
    marked = rng.random(rows) < 0.5
    matrix[:, 0] = marked
    body = np.concatenate(([False], marked[:-1]))
    if conventions:
        guide = np.repeat(np.arange(PAGES) % conventions, PARAGRAPHS)
        matrix = np.column_stack((matrix, guide.astype(np.float32)))
        body ^= guide == 1
    bounds = np.arange(0, rows + 1, PARAGRAPHS)
    chrome = np.where(body, -1, matrix[:, 1] > 0)
    return Sequences(matrix, bounds, body.astype(int), chrome, np.ones(rows), conventions)


def run(net: SequenceNet, matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    session = onnxruntime.InferenceSession(sequence_to_onnx(net))
    body, chrome = session.run(["body", "chrome"], {"X": matrix})
    return body[:, 0], chrome[:, 0]


@pytest.mark.parametrize("conventions", [0, 2])
def test_it_learns_what_only_the_neighbour_knows(conventions: int) -> None:
    data = after_a_mark(conventions)
    net = fit_sequence(data, np.arange(PAGES // 2), SMALL)
    right = []
    for page in range(PAGES // 2, PAGES):
        rows = slice(data.bounds[page], data.bounds[page + 1])
        body, _ = run(net, data.matrix[rows])
        right.append((body > 0)[1:] == data.body[rows][1:])
    assert np.mean(right) > 0.95


def test_the_same_data_gives_the_same_network() -> None:
    data = after_a_mark()
    one, other = (sequence_to_onnx(fit_sequence(data, np.arange(8), SMALL)) for _ in range(2))
    assert one == other


def test_a_page_of_one_paragraph_has_its_answer() -> None:
    net = fit_sequence(after_a_mark(), np.arange(4), SMALL)
    body, chrome = run(net, np.zeros((1, COLUMNS), np.float32))
    assert np.isfinite(body).all()
    assert np.isfinite(chrome).all()


def test_paragraphs_longer_than_the_longest_page_are_drawn_from() -> None:
    data = after_a_mark()
    data.bounds = np.array([0, len(data.matrix)])  # one page of 1,200 paragraphs
    net = fit_sequence(data, np.array([0]), SMALL)
    assert all(np.isfinite(values).all() for values in net.weights.values())


VECTOR = 6


def two_subjects(pages: int = 80) -> Sequences:
    """Pages of two subjects, each a direction of the vectors that no other page has; what is of
    the page's greater subject is body. No column tells a paragraph from another."""
    rng = np.random.default_rng(7)
    matrices, bodies = [], []
    for _ in range(pages):
        subjects = rng.normal(size=(2, VECTOR))
        body = rng.permutation(PARAGRAPHS) < PARAGRAPHS * 0.7
        vectors = subjects[np.where(body, 0, 1)] + 0.2 * rng.normal(size=(PARAGRAPHS, VECTOR))
        matrices.append(np.concatenate((np.zeros((PARAGRAPHS, 2)), vectors), axis=1))
        bodies.append(body)
    body = np.concatenate(bodies).astype(int)
    bounds = np.arange(0, pages * PARAGRAPHS + 1, PARAGRAPHS)
    matrix = np.concatenate(matrices).astype(np.float32)
    chrome = np.where(body, -1, 0)
    return Sequences(matrix, bounds, body, chrome, np.ones(len(body)), vectors=VECTOR)


def test_it_learns_that_a_paragraph_is_about_something_else() -> None:
    data = two_subjects()
    net = fit_sequence(data, np.arange(40), SMALL)
    right = []
    for page in range(40, 80):
        rows = slice(data.bounds[page], data.bounds[page + 1])
        right.append((run(net, data.matrix[rows])[0] > 0) == data.body[rows])
    assert np.mean(right) > 0.9


@pytest.mark.parametrize("data", [after_a_mark(2), two_subjects(8)], ids=["guided", "vectors"])
def test_the_graph_computes_what_was_trained(data: Sequences) -> None:
    import jax

    net = fit_sequence(data, np.arange(4), SMALL)
    batch = _batch(
        data, np.array([5]), PARAGRAPHS, 1, net.mean, net.scale, np.random.default_rng(0)
    )
    still = SequenceRecipe(width=12, dilations=(1, 2), drop=0.0, drop_input=0.0)
    key = jax.random.PRNGKey(0)
    trained = np.asarray(_forward(net.weights, batch, key, still, data.vectors)[0])[0]
    rows = slice(data.bounds[5], data.bounds[6])
    assert np.column_stack(run(net, data.matrix[rows])) == pytest.approx(trained, abs=1e-4)


def test_of_several_networks_the_mean_counts() -> None:
    data = two_subjects(8)
    blind = replace(data, matrix=data.matrix[:, :-VECTOR], vectors=0)
    nets = [fit_sequence(one, np.arange(4), SMALL) for one in (data, blind)]
    rows = data.matrix[:PARAGRAPHS]
    session = onnxruntime.InferenceSession(sequence_to_onnx(*nets))
    body, chrome = session.run(["body", "chrome"], {"X": rows})
    apart = [np.column_stack(run(nets[0], rows)), np.column_stack(run(nets[1], rows[:, :-VECTOR]))]
    assert np.column_stack((body, chrome)) == pytest.approx(np.mean(apart, axis=0), abs=1e-4)
