"""Run fits side by side, each in a process of its own."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")
Task = Callable[[], T]


def side_by_side(tasks: Iterable[Task[T]], jobs: int = 2) -> list[T]:
    """Return what the tasks return, in order; `jobs` of them run at a time.

    Each has one thread: several fits at once are faster than several threads in one, and one thread
    adds up in one order, so that a network comes out the same each time. With one job the tasks run
    in this process, whose threads stay as they are.
    """
    if jobs == 1:
        return [task() for task in tasks]
    from joblib import Parallel, delayed

    with warnings.catch_warnings():
        # A worker that compiled a network has grown; joblib replaces it, which does no harm.
        warnings.filterwarnings("ignore", message="A worker stopped")
        return list(Parallel(n_jobs=jobs)(delayed(_on_one_thread)(task) for task in tasks))


def _on_one_thread(task: Task[T]) -> T:
    """Run a task in a worker process, whose libraries are to start one thread only."""
    from threadpoolctl import threadpool_limits

    os.environ["NPROC"] = "1"  # what XLA, once it starts, takes for the number of cores
    with threadpool_limits(1):
        return task()
