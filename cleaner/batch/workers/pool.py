"""Worker processes, so arranged that a task which hangs or kills its process costs itself only."""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, Protocol, TypeVar

from cleaner.errors import WorkersFail

T = TypeVar("T")
R = TypeVar("R")

# Tasks go and results come in chunks, so that the parent, which has no core of its own, is asked
# less often: as many as take about so many seconds, that few wait behind a slow one.
CHUNK, CHUNK_SECONDS = 32, 0.1
CHUNK_WEIGHT = 1 << 20  # bytes; a chunk that carries its pages along is closed earlier
# A worker has its next chunk before it is done with one, so that it never waits; but only a light
# one, which the pipe takes at once: both ends could wait for each other otherwise.
LIGHT = 1 << 15 if sys.platform == "linux" else 1 << 12  # bytes
AHEAD = 2_000  # results that may wait for an earlier one: what a slow page can hold up
AHEAD_WEIGHT = 64 << 20  # bytes of results that may wait
FALSE_STARTS = 3  # processes in a row that die before they are ready
RENEWED = 10_000  # tasks after which a process is replaced: what it leaked goes with it
GRACE = 2.0  # seconds over the time limit, after which a process that nobody stopped ends itself
# The processes are the parallelism; threads inside them would only fight over the cores.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

Numbered = tuple[int, T]


class _Clock(Protocol):
    """Two numbers that a worker writes and its parent reads, without a message: how many tasks it
    has begun, and when the last of them.
    """

    def __getitem__(self, place: int, /) -> float: ...
    def __setitem__(self, place: int, value: float, /) -> None: ...


BEGUN, SINCE = 0, 1  # places in a clock


class _Worker(Generic[T]):
    """A process, the pipe to it, and the tasks it was given and has not answered.

    `last` is how many tasks its last chunk had.
    """

    def __init__(self, process: BaseProcess, pipe: Connection, clock: _Clock) -> None:
        self.process = process
        self.pipe = pipe
        self.clock = clock
        self.ready = False
        self.tasks: deque[Numbered[T]] = deque()
        self.given = 0
        self.last = 0
        self.sent = 0.0

    @property
    def since(self) -> float:
        """When it began what it is at."""
        return max(self.sent, self.clock[SINCE])

    def current(self) -> int:
        """Which of its tasks it is at: those before it are done, but their results not sent yet."""
        answered = self.given - len(self.tasks)
        return min(max(int(self.clock[BEGUN]) - answered - 1, 0), len(self.tasks) - 1)

    def take(self, place: int) -> tuple[Numbered[T], list[Numbered[T]]]:
        """One of its tasks, and all others."""
        taken, others = self.tasks[place], [*self.tasks]
        del others[place]
        self.tasks.clear()
        return taken, others


class Pool(Generic[T, R]):
    """Runs `work` on tasks in `jobs` processes; results come in the order of the tasks.

    Where a process dies (killed, out of memory, a crash in compiled code), nothing tells whether
    the task that it was at is to blame, so that one is done again, alone: where the process dies
    again, its result is `lost(task)`. A process that needs more than `timeout` seconds for a task
    is killed, and that task's result is `late(task)`. In both cases the results of the few tasks
    that were done just before may not have been sent: these are done again, too.

    Parameters
    ----------
    work : can be pickled; is called with a task. Where it has a method `prepare`, that is called
        once in each process, outside of any time limit.
    lost, late : what stands for the result of a task whose process died, or was too slow.
    timeout : seconds for one task; None for no limit.
    weight : bytes that a task or a result holds; bounds what is sent and kept at once.
    """

    def __init__(
        self,
        work: Callable[[T], R],
        lost: Callable[[T], R],
        jobs: int,
        *,
        late: Callable[[T], R] | None = None,
        timeout: float | None = None,
        weight: Callable[[T | R], int] = lambda _: 0,
    ) -> None:
        self.work = work
        self.lost = lost
        self.late = late or lost
        self.jobs = jobs
        self.timeout = timeout
        self.weight = weight
        self.ahead = max(AHEAD, 4 * CHUNK * jobs)
        self.pace = CHUNK_SECONDS  # seconds that a task takes, about
        self.workers: list[_Worker[T]] = []
        self.queue: deque[list[Numbered[T]]] = deque()
        self.done: dict[int, R] = {}
        self.kept = 0
        self.drawn = 0
        self.yielded = 0
        self.exhausted = False
        self.deaths: Counter[int] = Counter()
        self.false_starts = 0

    def run(self, tasks: Iterable[T]) -> Generator[R, None, None]:
        """The results; tasks are drawn as they are needed. Raises WorkersFail."""
        source = iter(tasks)
        try:
            while True:
                self._employ(source)
                while self.yielded in self.done:
                    result = self.done.pop(self.yielded)
                    self.kept -= self.weight(result)
                    self.yielded += 1
                    yield result
                if self.exhausted and self.yielded == self.drawn:
                    break
                if self.workers:
                    self._listen()
        finally:
            self._stop()

    def _employ(self, source: Iterator[T]) -> None:
        """Give each worker that is idle, or soon will be, a chunk; start workers while there is
        work for more, and have one chunk ready for the next who is idle.
        """
        for worker in [worker for worker in self.workers if worker.ready]:
            if worker.given >= RENEWED:
                if not worker.tasks:
                    self._end(worker)
            elif len(worker.tasks) <= worker.last and self._fill(source, 1):
                self._send(worker)
        starting = sum(not worker.ready for worker in self.workers)
        while self._fill(source, starting + 1) and len(self.workers) < self.jobs:
            self.workers.append(self._start())
            starting += 1

    def _fill(self, source: Iterator[T], chunks: int) -> bool:
        """Draw tasks until so many chunks wait; False where there are fewer to be had now."""
        while len(self.queue) < chunks and not self.exhausted:
            if self.drawn - self.yielded >= self.ahead or self.kept >= AHEAD_WEIGHT:
                break
            self._draw(source)
        return len(self.queue) >= chunks

    def _draw(self, source: Iterator[T]) -> None:
        chunk: list[Numbered[T]] = []
        weight = 0
        size = max(1, int(CHUNK_SECONDS / max(self.pace, CHUNK_SECONDS / CHUNK)))
        while len(chunk) < size and weight < CHUNK_WEIGHT:
            try:
                task = next(source)
            except StopIteration:
                self.exhausted = True
                break
            chunk.append((self.drawn, task))
            self.drawn += 1
            weight += self.weight(task)
        if chunk:
            self.queue.append(chunk)

    def _send(self, worker: _Worker[T]) -> None:
        """Send a worker the next chunk, unless it is too heavy for one that still has another."""
        chunk = self.queue[0]
        if worker.tasks and sum(self.weight(task) for _, task in chunk) > LIGHT:
            return
        message = pickle.dumps([task for _, task in chunk], pickle.HIGHEST_PROTOCOL)
        if worker.tasks and len(message) > LIGHT:
            return
        self.queue.popleft()
        if not worker.tasks:
            worker.sent = time.monotonic()
        worker.tasks.extend(chunk)
        worker.given += len(chunk)
        worker.last = len(chunk)
        with suppress(OSError):  # it died just now: found out when it is listened to
            worker.pipe.send_bytes(message)

    def _listen(self) -> None:
        """Wait until a worker has something to say, has died, or has run out of time."""
        spoke = wait([worker.pipe for worker in self.workers], self._patience())
        for worker in [worker for worker in self.workers if worker.pipe in spoke]:
            try:
                answer = worker.pipe.recv()
            except Exception:  # the pipe ends, or in the middle of an answer: the process is gone
                self._bury(worker)
                continue
            if worker.ready:
                results, seconds = answer
                for result in results:
                    self._keep(worker.tasks.popleft()[0], result)
                worker.sent = time.monotonic()
                self.pace += (seconds / len(results) - self.pace) / 4
            else:
                worker.ready = True
                self.false_starts = 0
        if self.timeout is not None:
            for worker in list(self.workers):
                place = worker.current() if worker.tasks else 0  # before its time is looked at
                if self._overdue(worker):
                    (number, task), others = worker.take(place)
                    self._keep(number, self.late(task))
                    self._again(others)
                    self._kill(worker)

    def _patience(self) -> float | None:
        """Seconds until the next worker is overdue."""
        busy = [worker.since for worker in self.workers if worker.tasks]
        if self.timeout is None or not busy:
            return None
        return max(0.0, min(busy) + self.timeout - time.monotonic()) + 0.01

    def _overdue(self, worker: _Worker[T]) -> bool:
        assert self.timeout is not None
        late = bool(worker.tasks) and time.monotonic() - worker.since > self.timeout
        return late and not worker.pipe.poll()

    def _bury(self, worker: _Worker[T]) -> None:
        """Replace a worker that died: what it was at is suspect, the others go to the next."""
        self._kill(worker)
        if not worker.ready:
            self.false_starts += 1
            if self.false_starts >= FALSE_STARTS:
                raise WorkersFail(
                    f"worker processes end before they begin (exit code {worker.process.exitcode}):"
                    " is there enough memory? Try fewer --jobs"
                )
        if not worker.tasks:
            return
        (number, task), others = worker.take(worker.current())
        self._again(others)
        self.deaths[number] += 1
        if self.deaths[number] > 1:
            del self.deaths[number]
            self._keep(number, self.lost(task))
        else:
            self.queue.appendleft([(number, task)])

    def _again(self, chunk: list[Numbered[T]]) -> None:
        if chunk:
            self.queue.appendleft(chunk)

    def _keep(self, number: int, result: R) -> None:
        self.done[number] = result
        self.kept += self.weight(result)

    def _start(self) -> _Worker[T]:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        clock: _Clock = context.RawArray("d", 2)
        with _deaf_and_single_threaded():
            process = context.Process(
                target=_serve, args=(theirs, clock, self.work, self.timeout), daemon=True
            )
            process.start()
        theirs.close()
        return _Worker(process, ours, clock)

    def _end(self, worker: _Worker[T]) -> None:
        """Let an idle worker go: it leaves when nobody is at the other end of its pipe."""
        self.workers.remove(worker)
        worker.pipe.close()
        worker.process.join(GRACE)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()

    def _kill(self, worker: _Worker[T]) -> None:
        self.workers.remove(worker)
        worker.process.kill()
        worker.process.join()
        worker.pipe.close()

    def _stop(self) -> None:
        """End all processes, also in the middle of a task."""
        while self.workers:
            self._kill(self.workers[-1])


def _serve(
    pipe: Connection, clock: _Clock, work: Callable[[Any], Any], timeout: float | None
) -> None:
    """What a worker process does: answer the tasks of each chunk, until the pipe closes."""
    _follow_parent()
    getattr(work, "prepare", lambda: None)()
    with open(os.devnull, "wb") as nowhere, suppress(EOFError, OSError):
        pipe.send(None)
        while True:
            tasks = pipe.recv()
            guarded: float | None = None
            results: list[Any] = []
            started = time.monotonic()
            for task in tasks:
                now = time.monotonic()
                if results and now - started > 2 * CHUNK_SECONDS:  # slower than was thought
                    faulthandler.cancel_dump_traceback_later()
                    pipe.send((results, now - started))
                    guarded, results = None, []
                    started = now = time.monotonic()
                if timeout is not None and (guarded is None or now - guarded > GRACE / 2):
                    # For when the parent is gone and compiled code keeps this process busy.
                    faulthandler.dump_traceback_later(timeout + GRACE, exit=True, file=nowhere)
                    guarded = now
                clock[SINCE] = now
                clock[BEGUN] += 1
                results.append(work(task))
            faulthandler.cancel_dump_traceback_later()
            pipe.send((results, time.monotonic() - started))


def _follow_parent() -> None:
    """Leave when the parent is gone: its pages are another run's now."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


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
