"""Layers of the sequence network in jax: first weights, forward pass and loss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from cleaner.model.network import (
    EPSILON,
    FAINT,
    FEW_BODY,
    NEAR,
    POINTED,
    topic_block,
)

Params = dict[str, Any]  # arrays by name, of numpy or jax

LAST_LAYER = 99  # number by which the dropout before the last layer is drawn


@dataclass(frozen=True, slots=True)
class Architecture:
    """What the layers depend on: hashable, so that compiled steps can be kept by it.

    `vectors` of the columns are sentence vectors; `conventions` is how many values the convention
    column may have. Either is 0 if there is none.
    """

    width: int
    dilations: tuple[int, ...]
    vectors: int
    conventions: int
    input_dropout: float
    dropout: float
    chrome_share: float
    first_share: float


def initial_weights(key: Any, inputs: int, architecture: Architecture) -> Params:
    """Draw the first weights: He et al. 2015, the layers that add to the state near zero."""
    import jax

    width, vectors = architecture.width, architecture.vectors
    shapes = {"in": (inputs, width, 1.0)}
    for i in range(len(architecture.dilations)):
        shapes[f"near{i}"] = (3 * width, width, 1.0)
        shapes[f"page{i}"] = (2 * width, width, 0.1)
        shapes[f"add{i}"] = (width, width, 0.1)
    shapes["out"] = (width, 2, 0.1)
    if vectors:
        shapes |= {"first": (width, 1, 0.1), "point": (vectors, POINTED, 1), "topic": (6, width, 1)}
    params: Params = {}
    keys = jax.random.split(key, len(shapes))
    for (name, (rows, columns, gain)), drawn in zip(shapes.items(), keys):
        params[name] = jax.random.normal(drawn, (rows, columns)) * np.sqrt(2 * gain / rows)
        params[name + "_bias"] = np.zeros(columns, np.float32)
    for i in range(len(architecture.dilations)):
        params[f"norm{i}"] = np.ones(width, np.float32)
    return params


def forward(
    params: Mapping[str, Any],
    batch: Params,
    key: Any,
    architecture: Architecture,
    *,
    training: bool = True,
) -> tuple[Any, Any]:
    """Return log-odds of body and chrome, (pages, paragraphs, 2), and, with vectors, the first
    guess at the former. `cleaner.model.network` computes the same without dropout, which only
    training has."""
    import jax
    from jax import numpy as jnp

    vectors = architecture.vectors

    def dropped(values: Any, layer: int, share: float) -> Any:
        if not training:
            return values
        kept = jax.random.bernoulli(jax.random.fold_in(key, layer), 1 - share, values.shape)
        return jnp.where(kept, values / (1 - share), 0)

    def dense(name: str, values: Any) -> Any:
        return values @ params[name] + params[name + "_bias"]

    inside = batch["inside"][..., None]
    columns = dropped(batch["matrix"].astype(jnp.float32), 0, architecture.input_dropout)
    inputs = jnp.concatenate((columns, batch["convention"]), axis=-1)
    state = jax.nn.relu(dense("in", inputs)) * inside
    length, first = state.shape[1], None
    for i, dilation in enumerate(architecture.dilations):
        if vectors and i == topic_block(architecture.dilations):
            first = dense("first", state)
            pointed = dense("point", batch["matrix"].astype(jnp.float32)[..., -vectors:])
            alike = likeness(pointed, jax.nn.sigmoid(first), inside)
            state = state + dense("topic", alike) * inside
        padded = jnp.pad(state, ((0, 0), (dilation, dilation), (0, 0)))
        near = jnp.concatenate((padded[:, :length], state, padded[:, 2 * dilation :]), axis=-1)
        mean = state.sum(axis=1) / (inside.sum(axis=1) + EPSILON)
        highest = jax.nn.relu(state.max(axis=1))  # so that the zeros of padding change nothing
        page = jnp.concatenate((mean, highest), axis=-1)
        hidden = jax.nn.relu(dense(f"near{i}", near) + dense(f"page{i}", page)[:, None])
        state = (state + dense(f"add{i}", dropped(hidden, 1 + i, architecture.dropout))) * inside
        power = (state * state).mean(axis=-1, keepdims=True)
        state = state * jax.lax.rsqrt(power + EPSILON) * params[f"norm{i}"] * inside
    return dense("out", dropped(state, LAST_LAYER, architecture.dropout)), first


def likeness(pointed: Any, body: Any, inside: Any) -> Any:
    """Return how like each paragraph is to the rest of the body, (pages, paragraphs, 6).

    `pointed` (pages, paragraphs, POINTED) are the projected sentence vectors, `body` (pages,
    paragraphs, 1) a first guess at P(body). The six numbers are the cosine to the sum of the body's
    other paragraphs; the mean of that cosine around the paragraph; both less their mean over the
    body; that mean; and the logarithm of how many other paragraphs the body has.
    """
    from jax import numpy as jnp
    from jax.lax import rsqrt

    def unit(rows: Any) -> Any:
        return rows * rsqrt((rows * rows).sum(axis=-1, keepdims=True) + FAINT)

    body, pointed = body * inside, unit(pointed) * inside
    part = pointed * body
    like = (pointed * unit(part.sum(axis=1, keepdims=True) - part)).sum(axis=-1, keepdims=True)
    like = like * inside
    length = like.shape[1]
    padded = jnp.pad(like, ((0, 0), (NEAR, NEAR), (0, 0)))
    near = sum(padded[:, i : i + length] for i in range(2 * NEAR + 1)) / (2 * NEAR + 1)
    total = body.sum(axis=1, keepdims=True)
    mean = (like * body).sum(axis=1, keepdims=True) / (total + FEW_BODY)
    others = jnp.log(total - body + 1)
    six = (like, near, like - mean, near - mean, jnp.broadcast_to(mean, like.shape), others)
    return jnp.concatenate(six, axis=-1)


def loss(params: Params, batch: Params, key: Any, architecture: Architecture) -> Any:
    import optax

    margins, first = forward(params, batch, key, architecture)
    losses = optax.sigmoid_binary_cross_entropy(margins, batch["target"]) * batch["weight"]
    body, chrome = losses[..., 0].sum(), losses[..., 1].sum()
    total = body + architecture.chrome_share * chrome
    if architecture.vectors:
        guessed = optax.sigmoid_binary_cross_entropy(first, batch["target"][..., :1])
        total += architecture.first_share * (guessed * batch["weight"][..., :1]).sum()
    return total / batch["inside"].sum()
