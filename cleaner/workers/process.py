"""What a worker process does, and the surroundings that it is started in."""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Any, Protocol

GRACE = 2.0  # seconds over the time limit, after which a worker that nobody stopped ends itself
SLOW_CHUNK = 0.2  # seconds after which a worker sends the results that it has, not all of a chunk
# The processes are the parallelism; threads inside them would only fight over the cores.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
LOADED, READY, FAILED = "loaded", "ready", "failed"  # what a worker sends before any results

BEGUN, SINCE = 0, 1  # places in a clock
_starting = threading.Lock()  # the environment is the whole process's: one change at a time


class Clock(Protocol):
    """Two numbers that a worker writes and its parent reads, without a message: how many tasks it
    has begun, and when it began the last of them.
    """

    def __getitem__(self, place: int, /) -> float: ...
    def __setitem__(self, place: int, value: float, /) -> None: ...


def serve(
    pipe: Connection, clock: Clock, work: Callable[[Any], Any], timeout: float | None
) -> None:
    """Answer the tasks of each chunk that comes through the pipe, until it closes.

    Sends LOADED, then READY once `work.prepare` (if it has one) is done, or FAILED with the reason
    if that fails; then for each chunk one or more pairs of results and the seconds that they took.
    """
    _follow_parent()
    pipe.send((LOADED, ""))
    try:
        getattr(work, "prepare", lambda: None)()
    except Exception as error:
        pipe.send((FAILED, f"{type(error).__name__}: {error}"))
        return
    with open(os.devnull, "wb") as nowhere, suppress(EOFError, OSError):
        pipe.send((READY, ""))
        while True:
            tasks = pipe.recv()
            guarded: float | None = None
            results: list[Any] = []
            started = time.monotonic()
            for task in tasks:
                now = time.monotonic()
                if results and now - started > SLOW_CHUNK:  # slower than the parent reckoned
                    faulthandler.cancel_dump_traceback_later()
                    pipe.send((results, now - started))
                    guarded, results = None, []
                    started = now = time.monotonic()
                if timeout is not None and (guarded is None or now - guarded > GRACE / 2):
                    # In case the parent is gone and compiled code keeps this process busy.
                    faulthandler.dump_traceback_later(timeout + GRACE, exit=True, file=nowhere)
                    guarded = now
                clock[SINCE] = now
                clock[BEGUN] += 1
                results.append(work(task))
            faulthandler.cancel_dump_traceback_later()
            pipe.send((results, time.monotonic() - started))


def _follow_parent() -> None:
    """End this process when its parent is gone: its tasks are another run's now."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def deaf_and_single_threaded() -> Iterator[None]:
    """Let processes that are started in here use one thread, and leave Ctrl-C to their parent.

    Both are inherited, so they hold before the child has run a line of Python.
    """
    with _starting:
        before = {name: os.environ.get(name) for name in ONE_THREAD}
        listens = threading.current_thread() is threading.main_thread()
        handler = signal.signal(signal.SIGINT, signal.SIG_IGN) if listens else None
        os.environ.update(ONE_THREAD)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value
            if listens:
                signal.signal(signal.SIGINT, handler)
