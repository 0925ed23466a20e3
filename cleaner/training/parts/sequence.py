"""Fit the sequence network: a small convolutional net that reads a page's paragraphs in order.

Trees look at one row at a time; what stands around a paragraph they know only from columns made
for it. The network sees the rows of its neighbours as they are, as far as its dilated convolutions
reach (van den Oord et al. 2016, "WaveNet"), and the page as a whole through pooled states. Trees
and network err on different paragraphs, so the mean of their log-odds is better than either.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Params = dict[str, Any]

CLIP = 6.0  # standard deviations, of a column after scaling
EPSILON = 1e-5
FAINT = 1e-3  # added to the square of a vector's length: what has hardly any points nowhere
NEAR = 2  # paragraphs on either side that are judged together with a paragraph
POINTED = 32  # dimensions in which paragraphs are compared
LENGTHS = (32, 64, 128, 256)  # paragraphs a page is padded to; of longer ones a window is drawn


@dataclass(frozen=True, slots=True)
class SequenceRecipe:
    """Everything that was chosen about the network; the experiments are in benchmarks/."""

    width: int = 96
    dilations: tuple[int, ...] = (1, 2, 4, 8)
    epochs: int = 12
    rate: float = 3e-3  # the highest of the one-cycle schedule
    decay: float = 1e-2
    drop_input: float = 0.1
    drop: float = 0.2
    chrome_share: float = 0.5  # weight of the second task: chrome against sidebar
    first_share: float = 0.3  # weight of the first guess at the body, where there are vectors
    paragraphs: int = 4096  # of a step
    seed: int = 0


@dataclass(slots=True)
class SequenceNet:
    """A fitted network.

    `mean` and `scale` (columns,) standardise the columns after their signed logarithm; `weights`
    are those of the layers by name; `conventions` is how many values the last column, the guide,
    may have (0 where there is none); `vectors`, how many columns before it are the vector of what
    the paragraph says (0 where there is none).
    """

    mean: Floats
    scale: Floats
    weights: dict[str, Floats]
    dilations: tuple[int, ...]
    conventions: int
    vectors: int


@dataclass(slots=True)
class Sequences:
    """What to learn from: rows of all pages, page i being rows bounds[i] to bounds[i + 1].

    `matrix` (rows, columns); `body` and `chrome` (rows,) are 1, 0 or -1 where unknown; `weight`
    (rows,) is that of the body task, `chrome_weight` that of the other, 1 where there is none.
    With `conventions`, the last column is the guide; with `vectors`, so many of the columns before
    it are the vector of what a paragraph says.
    """

    matrix: Floats
    bounds: NDArray[np.intp]
    body: NDArray[np.integer[Any]]
    chrome: NDArray[np.integer[Any]]
    weight: NDArray[np.floating[Any]]
    conventions: int = 0
    vectors: int = 0
    chrome_weight: NDArray[np.floating[Any]] | None = None


def fit_sequence(
    data: Sequences, pages: NDArray[np.intp], recipe: SequenceRecipe | None = None
) -> SequenceNet:
    """Fit the network on the pages with these indices.

    AdamW with a one-cycle learning rate (Smith 2018); the same data gives the same weights.
    """
    # Before jax starts: several fits run side by side, and one thread adds up in one order.
    os.environ.setdefault("NPROC", "1")  # what XLA takes for the number of cores
    import jax
    import optax

    recipe = recipe or SequenceRecipe()
    known = np.concatenate([np.arange(data.bounds[i], data.bounds[i + 1]) for i in pages])
    columns = data.matrix.shape[1] - (data.conventions > 0)
    folded = _signed_log(data.matrix[known, :columns])
    mean, scale = folded.mean(axis=0), folded.std(axis=0) + 1e-3
    del folded
    rng = np.random.default_rng(recipe.seed)
    key = jax.random.PRNGKey(recipe.seed)
    params = _initial(key, columns + data.conventions, recipe, data.vectors)
    steps = recipe.epochs * sum(1 for _ in _groups(data.bounds, pages, recipe, rng))
    optimiser = optax.chain(
        optax.clip_by_global_norm(1.0),
        optax.adamw(optax.cosine_onecycle_schedule(steps, recipe.rate), weight_decay=recipe.decay),
    )
    state = optimiser.init(params)

    @jax.jit
    def step(params: Params, state: Any, batch: Params, key: Any) -> tuple[Params, Any]:
        gradient = jax.grad(_loss)(params, batch, key, recipe, data.vectors)
        updates, state = optimiser.update(gradient, state, params)
        return optax.apply_updates(params, updates), state

    for _ in range(recipe.epochs):
        for length, group in _groups(data.bounds, pages, recipe, rng):
            key, drawn = jax.random.split(key)
            batch = _batch(data, group, length, recipe.paragraphs // length, mean, scale, rng)
            params, state = step(params, state, batch, drawn)
    weights = {name: np.asarray(value, dtype=np.float32) for name, value in params.items()}
    return SequenceNet(
        mean.astype(np.float32), scale.astype(np.float32), weights, recipe.dilations,
        data.conventions, data.vectors,
    )  # fmt: skip


def topic_layer(dilations: Sequence[int]) -> int:
    """Before which block the likeness to the body is added: halfway."""
    return len(dilations) // 2


def _signed_log(values: Floats) -> Floats:
    """Counts and lengths are spread over orders of magnitude; this brings them near each other."""
    return np.asarray(np.sign(values) * np.log1p(np.abs(values)), dtype=np.float32)


def _initial(key: Any, inputs: int, recipe: SequenceRecipe, vectors: int) -> Params:
    """Weights at the start: He et al. 2015, the layers that add to the state near zero."""
    import jax

    width = recipe.width
    shapes = {"in": (inputs, width, 1.0)}
    for i in range(len(recipe.dilations)):
        shapes[f"near{i}"] = (3 * width, width, 1.0)
        shapes[f"page{i}"] = (2 * width, width, 0.1)
        shapes[f"add{i}"] = (width, width, 0.1)
    shapes["out"] = (width, 2, 0.1)
    if vectors:
        shapes |= {"first": (width, 1, 0.1), "point": (vectors, POINTED, 1), "topic": (6, width, 1)}
    params: Params = {}
    for (name, (rows, columns, gain)), own in zip(
        shapes.items(), jax.random.split(key, len(shapes))
    ):
        params[name] = jax.random.normal(own, (rows, columns)) * np.sqrt(2 * gain / rows)
        params[name + "_bias"] = np.zeros(columns, np.float32)
    for i in range(len(recipe.dilations)):
        params[f"norm{i}"] = np.ones(width, np.float32)
    return params


def _forward(
    params: Params, batch: Params, key: Any, recipe: SequenceRecipe, vectors: int
) -> tuple[Any, Any]:
    """Log-odds of body and of chrome, shape (pages, paragraphs, 2), and with vectors the first
    guess at the former; the ONNX graph of `cleaner.training.export.sequence` computes the same
    without the dropout."""
    import jax
    from jax import numpy as jnp

    def dropped(values: Any, layer: int, share: float) -> Any:
        kept = jax.random.bernoulli(jax.random.fold_in(key, layer), 1 - share, values.shape)
        return jnp.where(kept, values / (1 - share), 0)

    def dense(name: str, values: Any) -> Any:
        return values @ params[name] + params[name + "_bias"]

    inside = batch["inside"][..., None]
    columns = dropped(batch["matrix"].astype(jnp.float32), 0, recipe.drop_input)
    guided = jnp.concatenate((columns, batch["guide"]), axis=-1)
    state = jax.nn.relu(dense("in", guided)) * inside
    length, first = state.shape[1], None
    for i, dilation in enumerate(recipe.dilations):
        if vectors and i == topic_layer(recipe.dilations):
            first = dense("first", state)
            pointed = dense("point", batch["matrix"].astype(jnp.float32)[..., -vectors:])
            said = _likeness(pointed, jax.nn.sigmoid(first), inside)
            state = state + dense("topic", said) * inside
        padded = jnp.pad(state, ((0, 0), (dilation, dilation), (0, 0)))
        near = jnp.concatenate((padded[:, :length], state, padded[:, 2 * dilation :]), axis=-1)
        mean = state.sum(axis=1) / (inside.sum(axis=1) + EPSILON)
        highest = jax.nn.relu(state.max(axis=1))  # so that the zeros of padding change nothing
        page = jnp.concatenate((mean, highest), axis=-1)
        seen = jax.nn.relu(dense(f"near{i}", near) + dense(f"page{i}", page)[:, None])
        state = (state + dense(f"add{i}", dropped(seen, 1 + i, recipe.drop))) * inside
        power = (state * state).mean(axis=-1, keepdims=True)
        state = state * jax.lax.rsqrt(power + EPSILON) * params[f"norm{i}"] * inside
    return dense("out", dropped(state, 99, recipe.drop)), first


def _likeness(pointed: Any, body: Any, inside: Any) -> Any:
    """How like each paragraph is to the rest of the body, by a first guess at what that is.

    `pointed` (pages, paragraphs, POINTED) is where the vectors point, `body` (pages, paragraphs,
    1) the guess. Of each paragraph, (…, 6): its cosine to the sum of the body's other paragraphs,
    the mean of that around it, both less what is usual in the body, what is usual, and how many
    paragraphs the rest of the body has.
    """
    from jax import numpy as jnp
    from jax.lax import rsqrt

    def unit(rows: Any) -> Any:
        return rows * rsqrt((rows * rows).sum(axis=-1, keepdims=True) + FAINT)

    body, pointed = body * inside, unit(pointed) * inside
    own = pointed * body
    like = (pointed * unit(own.sum(axis=1, keepdims=True) - own)).sum(axis=-1, keepdims=True)
    like = like * inside
    length = like.shape[1]
    padded = jnp.pad(like, ((0, 0), (NEAR, NEAR), (0, 0)))
    near = sum(padded[:, i : i + length] for i in range(2 * NEAR + 1)) / (2 * NEAR + 1)
    total = body.sum(axis=1, keepdims=True)
    mean = (like * body).sum(axis=1, keepdims=True) / (total + 0.1)
    others = jnp.log(total - body + 1)
    said = (like, near, like - mean, near - mean, jnp.broadcast_to(mean, like.shape), others)
    return jnp.concatenate(said, axis=-1)


def _loss(params: Params, batch: Params, key: Any, recipe: SequenceRecipe, vectors: int) -> Any:
    import optax

    margins, first = _forward(params, batch, key, recipe, vectors)
    losses = optax.sigmoid_binary_cross_entropy(margins, batch["target"]) * batch["weight"]
    body, chrome = losses[..., 0].sum(), losses[..., 1].sum()
    total = body + recipe.chrome_share * chrome
    if vectors:
        guessed = optax.sigmoid_binary_cross_entropy(first, batch["target"][..., :1])
        total += recipe.first_share * (guessed * batch["weight"][..., :1]).sum()
    return total / batch["inside"].sum()


def _groups(
    bounds: NDArray[np.intp],
    pages: NDArray[np.intp],
    recipe: SequenceRecipe,
    rng: np.random.Generator,
) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """Pages of like length, as many as make a step, and what they are padded to; all shuffled."""
    sizes = np.diff(bounds)[pages]
    fitting = np.minimum(np.searchsorted(LENGTHS, sizes), len(LENGTHS) - 1)
    groups = []
    for i, length in enumerate(LENGTHS):
        alike = rng.permutation(pages[fitting == i])
        many = recipe.paragraphs // length
        groups += [(length, alike[at : at + many]) for at in range(0, len(alike), many)]
    for i in rng.permutation(len(groups)).tolist():
        yield groups[i]


def _batch(
    data: Sequences,
    pages: NDArray[np.intp],
    length: int,
    many: int,
    mean: Floats,
    scale: Floats,
    rng: np.random.Generator,
) -> Params:
    """Padded arrays of the pages, (many, length, ...); of longer pages a window at random."""
    columns = len(mean)
    matrix = np.zeros((many, length, columns), np.float32)
    inside = np.zeros((many, length), np.float32)
    guide = np.zeros((many, length, data.conventions), np.float32)
    target, weight = (np.zeros((many, length, 2), np.float32) for _ in range(2))
    for i, page in enumerate(pages.tolist()):
        start, end = int(data.bounds[page]), int(data.bounds[page + 1])
        if end - start > length:
            start += int(rng.integers(0, end - start - length + 1))
            end = start + length
        n, rows = end - start, slice(start, end)
        scaled = (_signed_log(data.matrix[rows, :columns]) - mean) / scale
        matrix[i, :n] = np.clip(scaled, -CLIP, CLIP)
        inside[i, :n] = 1
        if data.conventions:
            guide[i, :, int(data.matrix[start, -1])] = 1
        known_body, known_chrome = data.body[rows] >= 0, data.chrome[rows] >= 0
        target[i, :n, 0], target[i, :n, 1] = data.body[rows] == 1, data.chrome[rows] == 1
        weight[i, :n, 0] = data.weight[rows] * known_body
        of_chrome = 1.0 if data.chrome_weight is None else data.chrome_weight[rows]
        weight[i, :n, 1] = of_chrome * known_chrome
    return {
        "matrix": matrix, "inside": inside, "guide": guide, "target": target, "weight": weight,
    }  # fmt: skip
