"""Make of fitted sequence networks what a model file holds, and runs in use."""

from __future__ import annotations

import numpy as np

from cleaner.model.network import Network, Shape, layer_sizes, row_sizes
from cleaner.training.parts.sequence import SequenceNetwork


def network_of(fitted: SequenceNetwork) -> Network:
    """Return a fitted network with its scaling."""
    shape = Shape(
        columns=len(fitted.mean_),
        conventions=fitted.conventions,
        vectors=fitted.vectors,
        width=fitted.width,
        dilations=[int(dilation) for dilation in fitted.dilations],
    )
    rows = {"mean": fitted.mean_, "inverse": 1 / fitted.scale_, **fitted.weights_}
    return Network(
        shape,
        {name: np.asarray(fitted.weights_[name], float) for name in layer_sizes(shape)},
        {name: np.asarray(rows[name], float) for name in row_sizes(shape)},
    )
