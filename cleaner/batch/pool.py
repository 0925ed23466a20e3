"""Worker processes, so arranged that one which dies costs only the task that killed it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

WAITING = 4  # tasks a worker in flight: enough to keep it busy, few enough for flat memory
# The processes are the parallelism; threads inside them would only fight over the cores.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class Pool(Generic[T, R]):
    """Runs `work` on tasks in `jobs` processes.

    A process that dies (killed, out of memory, a crash in compiled code) takes with it every task
    in flight, and nothing tells which was to blame. So those are done again one at a time, each
    alone in a process: the one that dies again is the guilty one, and becomes `lost(task)`.

    Parameters
    ----------
    work : a function that can be pickled.
    lost : what stands for the result of a task whose process died.
    """

    def __init__(self, work: Callable[[T], R], lost: Callable[[T], R], jobs: int) -> None:
        self.work = work
        self.lost = lost
        self.jobs = jobs
        self.in_flight: deque[tuple[T, Future[R]]] = deque()
        self.executor: ProcessPoolExecutor | None = None
        self.children: set[multiprocessing.process.BaseProcess] = set()

    def run(self, tasks: Iterable[T]) -> Generator[R, None, None]:
        """The results, in the order of the tasks, which are drawn as they are needed."""
        remaining = iter(tasks)
        try:
            while True:
                for task in islice(remaining, self.jobs * WAITING - len(self.in_flight)):
                    self._submit(task)
                if not self.in_flight:
                    break
                try:
                    result = self.in_flight[0][1].result()
                except BrokenProcessPool:
                    yield from self._one_by_one()
                    continue
                self.in_flight.popleft()
                yield result
        finally:
            self._stop()

    def _one_by_one(self) -> Iterator[R]:
        """Do what was in flight when a process died again, with nothing beside it."""
        self._stop()
        while self.in_flight:
            task, before = self.in_flight[0]
            result = before.result() if _finished(before) else self._alone(task)
            self.in_flight.popleft()
            yield result
        self._stop()

    def _alone(self, task: T) -> R:
        if self.executor is None:
            self.executor = self._start(1)
        try:
            return self.executor.submit(self.work, task).result()
        except BrokenProcessPool:
            self._stop()
            return self.lost(task)

    def _submit(self, task: T) -> None:
        if self.executor is None:
            self.executor = self._start(self.jobs)
        try:
            future = self.executor.submit(self.work, task)
        except BrokenProcessPool as error:
            future = Future()
            future.set_exception(error)
        self.in_flight.append((task, future))

    def _start(self, jobs: int) -> ProcessPoolExecutor:
        before = set(multiprocessing.active_children())
        with _deaf_and_single_threaded():
            executor = ProcessPoolExecutor(
                jobs, multiprocessing.get_context("spawn"), initializer=_follow_parent
            )
            for _ in range(jobs):
                executor.submit(_ready)
        self.children = set(multiprocessing.active_children()) - before
        return executor

    def _stop(self) -> None:
        """End the processes, also in the middle of a task."""
        if self.executor is None:
            return
        executor, self.executor = self.executor, None
        if any(not _finished(future) for _, future in self.in_flight):
            for child in self.children:
                child.kill()
        executor.shutdown(wait=True, cancel_futures=True)


def _finished(future: Future[R]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _ready() -> None:
    """A first task: it makes the executor start a process now rather than later."""


def _follow_parent() -> None:
    """Leave when the parent is gone: an orphan would wait for tasks for ever."""
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


@contextmanager
def _deaf_and_single_threaded() -> Iterator[None]:
    """What is started in here uses one thread, and leaves Ctrl-C to the process that started it:
    both are inherited, so they hold before the child has run a line of Python.
    """
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
