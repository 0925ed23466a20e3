"""Run fits side by side."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any


def side_by_side(tasks: Iterable[Any], jobs: int = 2) -> list[Any]:
    """What the tasks, made with `joblib.delayed`, return, in order; each in a process of its own,
    `jobs` at a time. One thread a fit, and several fits at once, is faster than several threads in
    one."""
    from joblib import Parallel

    with warnings.catch_warnings():
        # A worker that compiled a network has grown; joblib replaces it, which does no harm.
        warnings.filterwarnings("ignore", message="A worker stopped")
        return list(Parallel(n_jobs=jobs)(tasks))
