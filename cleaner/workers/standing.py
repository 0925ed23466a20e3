"""A pool that stays: tasks are handed in one by one from any thread, each has its own future."""

from __future__ import annotations

import atexit
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import suppress
from typing import Generic, TypeVar

from cleaner.errors import WorkersFail
from cleaner.workers.pool import Pool

T = TypeVar("T")
R = TypeVar("R")

CLOSED = "the pool of worker processes was closed"
FORKED = "the worker processes belong to the process that this one was forked from: make a new pool"
PATIENCE = 10.0  # seconds that closing waits for the thread, which may be starting a process


class StandingPool(Generic[T, R]):
    """Run tasks in the workers of a pool, which stay until they are not needed any more.

    A thread of its own looks after the workers; they are started when there is work for them, with
    the limits and the protection of `pool`, which must not be used for anything else. May be
    shared between threads, not between processes.
    """

    def __init__(self, pool: Pool[T, R]) -> None:
        self.failure: BaseException | None = None
        self._pool = pool
        self._lock = threading.Lock()
        self._waiting: deque[tuple[T, Future[R]]] = deque()
        self._running: dict[int, Future[R]] = {}  # by the task's number in the pool
        self._wake_reader, self._wake_writer = multiprocessing.Pipe(duplex=False)
        self._wake_sent = False
        self._thread: threading.Thread | None = None
        self._process = os.getpid()  # that the thread runs in
        pool.wake_reader = self._wake_reader

    def submit(self, task: T) -> Future[R]:
        """Hand in a task. Raises WorkersFail if workers cannot be started, if the pool was closed,
        and in a process that was forked after the first task."""
        future: Future[R] = Future()
        if self._is_copy():
            raise WorkersFail(FORKED)
        with self._lock:
            if self.failure is not None:  # a new error: one that is raised often keeps all frames
                raise WorkersFail(str(self.failure))
            if self._thread is None:
                self._process = os.getpid()
                self._thread = threading.Thread(
                    target=self._look_after, name="cleaner-pool", daemon=True
                )
                self._thread.start()
                atexit.register(self.close)  # before multiprocessing ends the workers one by one
            self._waiting.append((task, future))
            self._wake()
        return future

    def close(self) -> None:
        """End the workers, also in the middle of a task; futures that are not done get an error."""
        atexit.unregister(self.close)
        if self._is_copy():  # which has neither the thread nor the workers
            return
        with self._lock:
            if self.failure is None:
                self.failure = WorkersFail(CLOSED)
            self._wake()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(PATIENCE)

    def _is_copy(self) -> bool:
        return self._thread is not None and self._process != os.getpid()

    def _wake(self) -> None:
        """Wake the thread. Once is enough: what is written and not read would fill the pipe."""
        if not self._wake_sent:
            self._wake_sent = True
            with suppress(OSError):
                self._wake_writer.send_bytes(b"!")

    # In the thread

    def _look_after(self) -> None:
        pool = self._pool
        try:
            while self.failure is None:
                pool.exhausted = False
                pool.employ(self._drawn())
                if pool.failure is not None:
                    raise pool.failure
                self._hand_back()
                pool.listen()
                self._take_wake_byte()
        except BaseException as error:  # the futures say it, and whoever hands in a task
            with self._lock:
                self.failure = error
        finally:
            pool.stop()
            self._give_up()

    def _drawn(self) -> Iterator[T]:
        """Yield the tasks that wait, but those that were cancelled."""
        while True:
            with self._lock:
                if not self._waiting:
                    return
                task, future = self._waiting.popleft()
            if future.set_running_or_notify_cancel():
                self._running[self._pool.drawn] = future
                yield task

    def _hand_back(self) -> None:
        pool = self._pool
        for number in [*pool.done]:
            result = pool.done.pop(number)
            pool.kept -= pool.weight(result)
            pool.yielded += 1
            self._running.pop(number).set_result(result)

    def _take_wake_byte(self) -> None:
        with self._lock:
            if self._wake_reader.poll():
                self._wake_reader.recv_bytes()
                self._wake_sent = False

    def _give_up(self) -> None:
        with self._lock:
            futures = [future for _, future in self._waiting]
            self._waiting.clear()
        for future in futures:
            if future.set_running_or_notify_cancel():
                future.set_exception(self.failure)
        while self._running:
            self._running.popitem()[1].set_exception(self.failure)
