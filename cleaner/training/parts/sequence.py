"""The sequence network: a small convolutional network over the paragraphs of a page in order.

Trees look at one row at a time; what stands around a paragraph they know only from columns made
for it. The network sees the rows of its neighbours as they are, as far as its dilated convolutions
reach (van den Oord et al. 2016, "WaveNet"), and the page as a whole through pooled states. Trees
and network err on different paragraphs, so the mean of their log-odds is better than either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

from cleaner.model.network import CLIP
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

LENGTHS = (32, 64, 128, 256)  # paragraphs a page is padded to; of longer ones a window is drawn


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
        columns = X.shape[1] - (self.conventions > 0)
        rows = np.concatenate([np.arange(bounds[i], bounds[i + 1]) for i in pages])
        folded = _signed_log(X[rows, :columns])
        mean, scale = folded.mean(axis=0), folded.std(axis=0) + 1e-3
        data = _rows_of(folded, X[rows], y[rows], sample_weight[rows], mean, scale)
        del folded
        own_bounds = np.concatenate(([0], np.cumsum(np.diff(bounds)[pages])))
        rng = np.random.default_rng(self.random_state)
        key = jax.random.PRNGKey(self.random_state)
        params = initial_weights(key, columns + self.conventions, self._architecture)
        groups = sum(1 for _ in _groups(own_bounds, self.step_paragraphs, rng))
        rates = one_cycle(self.epochs * groups, self.learning_rate)
        optimiser, step = _compiled(self._architecture, self.weight_decay)
        state = optimiser.init(params)
        for _ in range(self.epochs):
            for length, group in _groups(own_bounds, self.step_paragraphs, rng):
                key, drawn = jax.random.split(key)
                places = _places(own_bounds, group, (self.step_paragraphs // length, length), rng)
                params, state = step(params, state, data, *places, drawn, next(rates))
        self.weights_ = {name: _as_kept(value) for name, value in params.items()}
        self.mean_, self.scale_ = mean.astype(np.float32), scale.astype(np.float32)
        return self

    def decision_function(self, X: Floats) -> Floats:
        """Return the log-odds of body and chrome of one page's rows X (rows, columns), (rows, 2).

        In use `cleaner.model.network` computes the same.
        """
        import jax

        n, columns = len(X), len(self.mean_)
        unknown = np.full((n, 2), -1, np.int8)
        data = _rows_of(
            _signed_log(X[:, :columns]), X, unknown, np.zeros((n, 2)), self.mean_, self.scale_
        )
        batch = _batch(data, np.arange(n)[None], np.ones((1, n), np.float32), self.conventions)
        key = jax.random.PRNGKey(0)
        margins, _ = forward(self.weights_, batch, key, self._architecture, training=False)
        return np.asarray(margins[0], np.float32)


def _as_kept(values: Any) -> Floats:
    """Return fitted numbers as model files keep them: those of layers in half precision."""
    kept = np.float16(values) if np.ndim(values) > 1 else np.float32(values)
    return np.asarray(kept, np.float32)


@cache
def _compiled(architecture: Architecture, weight_decay: float) -> tuple[Any, Step]:
    """Return the optimiser, and a step of it, which jax compiles once for each shape of a batch."""
    import jax
    import optax

    optimiser = optax.chain(optax.clip_by_global_norm(1.0), adamw(weight_decay))

    @jax.jit
    def step(
        params: Params, state: Any, data: Params, rows: Any, inside: Any, key: Any, rate: Any
    ) -> tuple[Params, Any]:
        batch = _batch(data, rows, inside, architecture.conventions)
        gradient = jax.grad(loss)(params, batch, key, architecture)
        updates, state = optimiser.update(gradient, state, params)
        return descend(params, updates, rate), state

    return optimiser, step


def _signed_log(values: Floats) -> Floats:
    """Bring counts and lengths, which are spread over orders of magnitude, near each other."""
    return np.asarray(np.sign(values) * np.log1p(np.abs(values)), dtype=np.float32)


def _rows_of(
    folded: Floats,
    X: Floats,
    y: NDArray[Any],
    sample_weight: NDArray[np.float64],
    mean: Floats,
    scale: Floats,
) -> Params:
    """Put rows where jax computes: their standardised columns, convention, targets and weights.

    `folded` (rows, columns) is the signed logarithm of X without the convention; it is overwritten.
    """
    from jax import numpy as jnp

    folded -= mean
    folded /= scale
    np.clip(folded, -CLIP, CLIP, out=folded)
    return {
        "matrix": jnp.asarray(folded),
        "convention": jnp.asarray(X[:, -1], jnp.int32),
        "target": jnp.asarray(np.clip(y, 0, 1), jnp.float32),
        "weight": jnp.asarray(sample_weight * (y >= 0), jnp.float32),
    }


def _batch(data: Params, rows: Any, inside: Any, conventions: int) -> Params:
    """Return the arrays of a step: rows (pages, paragraphs) of the data, `inside` (pages,
    paragraphs) 0 where a page is padded."""
    import jax

    within = inside[..., None]
    first = data["convention"][rows[:, 0]]
    convention = jax.nn.one_hot(first, conventions)[:, None] * within
    return {
        "matrix": data["matrix"][rows] * within,
        "inside": inside,
        "convention": convention,
        "target": data["target"][rows],
        "weight": data["weight"][rows] * within,
    }


def _groups(
    bounds: NDArray[np.intp], step_paragraphs: int, rng: np.random.Generator
) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """Yield the pages of each step, of like length, with the length to pad them to; shuffled."""
    fitting = np.minimum(np.searchsorted(LENGTHS, np.diff(bounds)), len(LENGTHS) - 1)
    groups = []
    for i, length in enumerate(LENGTHS):
        alike = rng.permutation(np.flatnonzero(fitting == i))
        many = step_paragraphs // length
        groups += [(length, alike[at : at + many]) for at in range(0, len(alike), many)]
    for i in rng.permutation(len(groups)).tolist():
        yield groups[i]


def _places(
    bounds: NDArray[np.intp],
    pages: NDArray[np.intp],
    shape: tuple[int, int],
    rng: np.random.Generator,
) -> tuple[NDArray[np.int32], Floats]:
    """Return the rows of the pages, padded to `shape` (pages, paragraphs), and where they are rows;
    of a longer page a window at random."""
    length = shape[1]
    rows, inside = np.zeros(shape, np.int32), np.zeros(shape, np.float32)
    for i, page in enumerate(pages.tolist()):
        start, end = int(bounds[page]), int(bounds[page + 1])
        if end - start > length:
            start += int(rng.integers(0, end - start - length + 1))
            end = start + length
        rows[i, : end - start] = np.arange(start, end)
        inside[i, : end - start] = 1
    return rows, inside
