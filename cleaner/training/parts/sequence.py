"""The sequence network: a small convolutional network over the paragraphs of a page in order.

Trees look at one row at a time; what stands around a paragraph they know only from columns made
for it. The network sees the rows of its neighbours as they are, as far as its dilated convolutions
reach (van den Oord et al. 2016, "WaveNet"), and the page as a whole through pooled states. Trees
and network err on different paragraphs, so the mean of their log-odds is better than either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

from cleaner.training.parts.optimiser import adamw, descend, one_cycle
from cleaner.training.parts.sequence_layers import (
    Architecture,
    Params,
    forward,
    initial_weights,
    loss,
)

Floats = NDArray[np.float32]
Step = Callable[..., tuple[Params, Any]]

CLIP = 6.0  # standard deviations, of a column after scaling
LENGTHS = (32, 64, 128, 256)  # paragraphs a page is padded to; of longer ones a window is drawn


@dataclass(slots=True)
class Sequences:
    """Rows of pages: page i has the rows bounds[i] to bounds[i + 1].

    `X` (rows, columns); `y` (rows, 2) are the targets of body and chrome, 1 or 0, -1 if unknown;
    `weight` (rows, 2) of each task.
    """

    X: Floats
    y: NDArray[np.int8]
    weight: NDArray[np.float64]
    bounds: NDArray[np.intp]


class SequenceNetwork(BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Residual dilated convolutions over the rows of a page, for body and for chrome.

    AdamW with a one-cycle learning rate (Smith 2018). On one thread the same data gives the same
    weights (`parts.parallel`).

    Parameters
    ----------
    width : numbers in the state of a paragraph.
    dilations : distance of the neighbours that each block looks at.
    epochs, learning_rate, weight_decay : of the optimiser; the rate is the highest of the cycle.
    input_dropout, dropout : share of the columns and of the states that each step leaves out.
    chrome_share : weight of the second task, chrome against sidebar.
    first_share : weight of the first guess at the body, from which the topic of a page is taken;
        used with vectors only.
    step_paragraphs : paragraphs in one step.
    vectors : how many of the last columns (before the convention) are the sentence vector; 0 if
        there is none.
    conventions : how many values the last column may have, which names the convention that a label
        follows; 0 if there is no such column.
    random_state : seed of weights, order and dropout.

    Attributes
    ----------
    mean_, scale_ : (columns,) standardise the columns after their signed logarithm.
    weights_ : arrays of the layers, by name.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - an estimator
        self,
        width: int = 96,
        dilations: tuple[int, ...] = (1, 2, 4, 8),
        epochs: int = 12,
        learning_rate: float = 3e-3,
        weight_decay: float = 1e-2,
        input_dropout: float = 0.1,
        dropout: float = 0.2,
        chrome_share: float = 0.5,
        first_share: float = 0.3,
        step_paragraphs: int = 4096,
        vectors: int = 0,
        conventions: int = 0,
        random_state: int = 0,
    ) -> None:
        self.width = width
        self.dilations = dilations
        self.epochs = epochs
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.input_dropout = input_dropout
        self.dropout = dropout
        self.chrome_share = chrome_share
        self.first_share = first_share
        self.step_paragraphs = step_paragraphs
        self.vectors = vectors
        self.conventions = conventions
        self.random_state = random_state

    @property
    def _architecture(self) -> Architecture:
        return Architecture(
            self.width, tuple(self.dilations), self.vectors, self.conventions,
            self.input_dropout, self.dropout, self.chrome_share, self.first_share,
        )  # fmt: skip

    def fit(
        self,
        X: Floats,
        y: NDArray[np.int8],
        sample_weight: NDArray[np.float64],
        bounds: NDArray[np.intp],
        pages: NDArray[np.intp] | None = None,
    ) -> SequenceNetwork:
        """Learn from pages, of which page i has the rows bounds[i] to bounds[i + 1].

        X (rows, columns); y (rows, 2) are the targets of body and chrome, 1 or 0, -1 if unknown;
        sample_weight (rows, 2) of each task; pages are the numbers of those to learn from, all if
        None.
        """
        import jax

        pages = np.arange(len(bounds) - 1) if pages is None else pages
        data, columns = Sequences(X, y, sample_weight, bounds), X.shape[1] - (self.conventions > 0)
        rows = np.concatenate([np.arange(bounds[i], bounds[i + 1]) for i in pages])
        folded = _signed_log(X[rows, :columns])
        mean, scale = folded.mean(axis=0), folded.std(axis=0) + 1e-3
        del folded
        rng = np.random.default_rng(self.random_state)
        key = jax.random.PRNGKey(self.random_state)
        params = initial_weights(key, columns + self.conventions, self._architecture)
        groups = sum(1 for _ in _groups(bounds, pages, self.step_paragraphs, rng))
        rates = one_cycle(self.epochs * groups, self.learning_rate)
        optimiser, step = _compiled(self._architecture, self.weight_decay)
        state = optimiser.init(params)
        for _ in range(self.epochs):
            for length, group in _groups(bounds, pages, self.step_paragraphs, rng):
                key, drawn = jax.random.split(key)
                many = self.step_paragraphs // length
                batch = _batch(data, group, (many, length), mean, scale, self.conventions, rng)
                params, state = step(params, state, batch, drawn, next(rates))
        self.weights_ = {name: np.asarray(value, np.float32) for name, value in params.items()}
        self.mean_, self.scale_ = mean.astype(np.float32), scale.astype(np.float32)
        return self

    def decision_function(self, X: Floats) -> Floats:
        """Return the log-odds of body and chrome of one page's rows X (rows, columns), (rows, 2).

        In use the graph of `training.export` computes the same.
        """
        import jax

        n = len(X)
        blank = np.zeros((n, 2))
        data = Sequences(X, blank.astype(np.int8), blank, np.array([0, n]))
        batch = _batch(
            data, np.array([0]), (1, n), self.mean_, self.scale_, self.conventions,
            np.random.default_rng(0),
        )  # fmt: skip
        key = jax.random.PRNGKey(0)
        margins, _ = forward(self.weights_, batch, key, self._architecture, training=False)
        return np.asarray(margins[0], np.float32)


@cache
def _compiled(architecture: Architecture, weight_decay: float) -> tuple[Any, Step]:
    """Return the optimiser, and a step of it, which jax compiles once for each shape of a batch."""
    import jax
    import optax

    optimiser = optax.chain(optax.clip_by_global_norm(1.0), adamw(weight_decay))

    @jax.jit
    def step(params: Params, state: Any, batch: Params, key: Any, rate: Any) -> tuple[Params, Any]:
        gradient = jax.grad(loss)(params, batch, key, architecture)
        updates, state = optimiser.update(gradient, state, params)
        return descend(params, updates, rate), state

    return optimiser, step


def _signed_log(values: Floats) -> Floats:
    """Bring counts and lengths, which are spread over orders of magnitude, near each other."""
    return np.asarray(np.sign(values) * np.log1p(np.abs(values)), dtype=np.float32)


def _groups(
    bounds: NDArray[np.intp],
    pages: NDArray[np.intp],
    step_paragraphs: int,
    rng: np.random.Generator,
) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """Yield the pages of each step, of like length, with the length to pad them to; shuffled."""
    sizes = np.diff(bounds)[pages]
    fitting = np.minimum(np.searchsorted(LENGTHS, sizes), len(LENGTHS) - 1)
    groups = []
    for i, length in enumerate(LENGTHS):
        alike = rng.permutation(pages[fitting == i])
        many = step_paragraphs // length
        groups += [(length, alike[at : at + many]) for at in range(0, len(alike), many)]
    for i in rng.permutation(len(groups)).tolist():
        yield groups[i]


def _batch(
    data: Sequences,
    pages: NDArray[np.intp],
    shape: tuple[int, int],
    mean: Floats,
    scale: Floats,
    conventions: int,
    rng: np.random.Generator,
) -> Params:
    """Return padded arrays of the pages, `shape` (pages, paragraphs) and more; of a longer page a
    window at random."""
    columns, length = len(mean), shape[1]
    matrix = np.zeros((*shape, columns), np.float32)
    inside = np.zeros(shape, np.float32)
    convention = np.zeros((*shape, conventions), np.float32)
    target, weight = (np.zeros((*shape, 2), np.float32) for _ in range(2))
    for i, page in enumerate(pages.tolist()):
        start, end = int(data.bounds[page]), int(data.bounds[page + 1])
        if end - start > length:
            start += int(rng.integers(0, end - start - length + 1))
            end = start + length
        n, rows = end - start, slice(start, end)
        scaled = (_signed_log(data.X[rows, :columns]) - mean) / scale
        matrix[i, :n] = np.clip(scaled, -CLIP, CLIP)
        inside[i, :n] = 1
        if conventions:
            convention[i, :, int(data.X[start, -1])] = 1
        target[i, :n] = data.y[rows] == 1
        weight[i, :n] = data.weight[rows] * (data.y[rows] >= 0)
    return {
        "matrix": matrix, "inside": inside, "convention": convention, "target": target,
        "weight": weight,
    }  # fmt: skip
