"""Networks and sentence encoders whose numbers are drawn at random, for tests of what runs them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from cleaner.features.vocabulary import RESERVED, Ids
from cleaner.model.encoder import layer_sizes as encoder_sizes
from cleaner.model.network import Network, Shape, layer_sizes, row_sizes
from cleaner.text.tokens import MOST_TOKENS

SPREAD = 0.25  # of the numbers
WIDTHS = (4, 8, 16)  # floats that vectors of the core may have


def drawn_network(shape: Shape, seed: int = 0) -> Network:
    """A network of this shape."""
    rng = np.random.default_rng(seed)
    layers = sum(inputs * outputs for inputs, outputs in layer_sizes(shape).values())
    rows = sum(row_sizes(shape).values())
    return Network.from_flat(shape, rng.normal(0, SPREAD, layers), rng.normal(0, SPREAD, rows))


def encoder_weights(words: int, width: int, channels: int, hidden: int) -> dict[str, Any]:
    """The weights of an encoder of these sizes, as a fit gives them."""
    rng = np.random.default_rng(words)
    sizes = encoder_sizes(width, channels, hidden)
    weights = {name: rng.normal(0, SPREAD, size) for name, size in sizes.items()}
    weights |= {f"{name}_bias": rng.normal(0, SPREAD, size[1]) for name, size in sizes.items()}
    return weights | {"embedding": rng.normal(size=(words + RESERVED, width))}


def padded(*paragraphs: Sequence[int]) -> Ids:
    """Paragraphs of words by number, filled up with 0."""
    made = np.zeros((len(paragraphs), MOST_TOKENS), np.int32)
    for row, words in zip(made, paragraphs):
        row[: len(words)] = words
    return made


def lanes_here() -> list[int]:
    """The widths of vectors that this machine has, and the narrowest, which is run by all."""
    from cleaner._native import core

    return [lanes for lanes in WIDTHS if lanes <= max(core.LANES, WIDTHS[0])]
