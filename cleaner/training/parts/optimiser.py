"""AdamW with a one-cycle learning rate (Smith 2018), of which the rate is an argument.

So a compiled step serves every fit of the same shapes, however many steps each of them takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np


def adamw(weight_decay: float) -> Any:
    """Return AdamW (Loshchilov and Hutter 2019) without its learning rate."""
    import optax

    return optax.chain(optax.scale_by_adam(), optax.add_decayed_weights(weight_decay))


def descend(params: Any, updates: Any, rate: Any) -> Any:
    """Return the parameters after a step of this learning rate."""
    import jax
    import optax

    return optax.apply_updates(params, jax.tree.map(lambda update: -rate * update, updates))


def one_cycle(steps: int, highest: float) -> Iterator[Any]:
    """Return the learning rate of each step."""
    import jax
    import optax

    schedule = optax.cosine_onecycle_schedule(steps, highest)
    return iter(np.asarray(jax.vmap(schedule)(np.arange(steps)), np.float32))
