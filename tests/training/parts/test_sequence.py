"""The network over a page's paragraphs in order, and what runs in its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

pytest.importorskip("jax")
pytest.importorskip("sklearn")
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("quick_compiler")]

from cleaner.model.networks import Networks, network_members
from cleaner.training.export.networks import network_of
from cleaner.training.parts.sequence import SequenceNetwork

PAGES, PARAGRAPHS, COLUMNS, VECTOR = 60, 20, 3, 6
# One shape of a batch for all tests: jax compiles a step once for each architecture.
SMALL: dict[str, Any] = {
    "width": 12, "dilations": (1, 2), "learning_rate": 1e-2, "step_paragraphs": 256,
}  # fmt: skip
LONG, SHORT = 50, 2  # epochs: to learn what is asked, or just to have weights


@dataclass
class Data:
    X: np.ndarray
    y: np.ndarray
    bounds: np.ndarray

    def rows(self, page: int) -> np.ndarray:
        return self.X[self.bounds[page] : self.bounds[page + 1]]

    def body(self, page: int) -> np.ndarray:
        return self.y[self.bounds[page] : self.bounds[page + 1], 0]


def data_of(X: np.ndarray, body: np.ndarray, chrome: np.ndarray) -> Data:
    y = np.stack((body, chrome), axis=1).astype(np.int8)
    return Data(X.astype(np.float32), y, np.arange(0, len(X) + 1, PARAGRAPHS))


def after_a_mark(conventions: int = 0) -> Data:
    """Pages in which a paragraph is body if the one above it has a mark in its first column; under
    the convention 1, if it has none."""
    rng = np.random.default_rng(5)
    rows = PAGES * PARAGRAPHS
    X = rng.normal(size=(rows, COLUMNS)) * 100
    marked = rng.random(rows) < 0.5
    X[:, 0] = marked
    body = np.concatenate(([False], marked[:-1]))
    if conventions:
        convention = np.repeat(np.arange(PAGES) % conventions, PARAGRAPHS)
        X = np.column_stack((X, convention))
        body ^= convention == 1
    return data_of(X, body, np.where(body, -1, X[:, 1] > 0))


def two_subjects(pages: int = 80) -> Data:
    """Pages of two subjects, each a direction of the vectors that no other page has; what is of
    the page's greater subject is body. No column tells a paragraph from another."""
    rng = np.random.default_rng(7)
    matrices, bodies = [], []
    for _ in range(pages):
        subjects = rng.normal(size=(2, VECTOR))
        body = rng.permutation(PARAGRAPHS) < PARAGRAPHS * 0.7
        vectors = subjects[np.where(body, 0, 1)] + 0.2 * rng.normal(size=(PARAGRAPHS, VECTOR))
        matrices.append(np.concatenate((np.zeros((PARAGRAPHS, COLUMNS)), vectors), axis=1))
        bodies.append(body)
    body = np.concatenate(bodies)
    return data_of(np.concatenate(matrices), body, np.where(body, -1, 0))


def fitted(data: Data, pages: int, epochs: int, **parameters: Any) -> SequenceNetwork:
    network = SequenceNetwork(**SMALL, epochs=epochs, **parameters)
    return network.fit(data.X, data.y, np.ones(data.y.shape), data.bounds, np.arange(pages))


@pytest.fixture(scope="module")
def plain() -> SequenceNetwork:
    return fitted(after_a_mark(), PAGES // 2, LONG)


@pytest.fixture(scope="module")
def guided() -> SequenceNetwork:
    return fitted(after_a_mark(2), PAGES // 2, LONG, conventions=2)


@pytest.fixture(scope="module")
def topical() -> SequenceNetwork:
    return fitted(two_subjects(), 40, LONG, vectors=VECTOR)


def run(X: np.ndarray, *networks: SequenceNetwork) -> np.ndarray:
    """What these networks give in use: log-odds of body and chrome, (rows, 2)."""
    return Networks.ready([network_of(network) for network in networks], X.shape[1]).margins(X)


def right(network: SequenceNetwork, data: Data, pages: range) -> float:
    """Share of the paragraphs whose body is told right; what is first on a page cannot be."""
    return float(
        np.mean([((run(data.rows(i), network)[:, 0] > 0) == data.body(i))[1:] for i in pages])
    )


def test_it_learns_what_only_the_neighbour_knows(plain: SequenceNetwork) -> None:
    assert right(plain, after_a_mark(), range(PAGES // 2, PAGES)) > 0.95


def test_it_learns_what_each_convention_takes_for_body(guided: SequenceNetwork) -> None:
    assert right(guided, after_a_mark(2), range(PAGES // 2, PAGES)) > 0.95


def test_it_learns_that_a_paragraph_is_about_something_else(topical: SequenceNetwork) -> None:
    assert right(topical, two_subjects(), range(40, 80)) > 0.9


def test_the_same_data_gives_the_same_network() -> None:
    data = after_a_mark()
    one, other, another = (
        network_members([network_of(fitted(data, 8, SHORT, random_state=seed))])
        for seed in (0, 0, 1)
    )
    assert one == other
    assert one != another


def test_a_page_of_one_paragraph_has_its_answer(plain: SequenceNetwork) -> None:
    assert np.isfinite(run(np.zeros((1, COLUMNS), np.float32), plain)).all()


def test_a_page_longer_than_the_longest_is_learned_from_in_windows() -> None:
    data = after_a_mark()
    data.bounds = np.array([0, len(data.X)])  # one page of 1,200 paragraphs
    network = fitted(data, 1, SHORT)
    assert all(np.isfinite(values).all() for values in network.weights_.values())


@pytest.mark.parametrize("name", ["plain", "guided", "topical"])
def test_what_runs_computes_what_was_fitted(name: str, request: pytest.FixtureRequest) -> None:
    network = request.getfixturevalue(name)
    data = {"plain": after_a_mark(), "guided": after_a_mark(2), "topical": two_subjects(8)}[name]
    expected = network.decision_function(data.rows(5))
    assert run(data.rows(5), network) == pytest.approx(expected, abs=1e-4)
    assert np.ptp(expected[:, 0]) > 1  # it tells paragraphs apart


def test_of_several_networks_the_mean_counts(topical: SequenceNetwork) -> None:
    data = two_subjects(8)
    without = Data(data.X[:, :-VECTOR], data.y, data.bounds)
    blind = fitted(without, 4, SHORT)
    each = run(data.rows(0), topical), run(without.rows(0), blind)
    assert run(data.rows(0), topical, blind) == pytest.approx(np.mean(each, axis=0), abs=1e-4)


def test_parameters_are_those_of_scikit_learn() -> None:
    from sklearn.base import clone

    network = SequenceNetwork(width=8)
    assert clone(network).get_params() == network.get_params()
    assert not any(name.endswith("_") for name in vars(network))
