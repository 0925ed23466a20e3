"""A pool of worker processes: a task that hangs or kills its process does not affect others."""

from __future__ import annotations

import multiprocessing
import pickle
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from itertools import count
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

from cleaner.errors import WorkersFail
from cleaner.workers.process import (
    BEGUN,
    FAILED,
    GRACE,
    READY,
    SINCE,
    Clock,
    deaf_and_single_threaded,
    serve,
)
from cleaner.workers.startup import WORKER_NAME, early_death, is_final, require_startable

T = TypeVar("T")
R = TypeVar("R")

# Tasks and results travel in chunks of about CHUNK_SECONDS of work: few round trips to the parent,
# and few tasks behind a slow one.
CHUNK, CHUNK_SECONDS = 32, 0.1
CHUNK_WEIGHT = 1 << 20  # bytes; a chunk that carries its pages along is closed earlier
# A worker has its next chunk before it is done with one, so that it never waits; but only a light
# one, which the pipe takes at once: both ends could wait for each other otherwise.
LIGHT = 1 << 15 if sys.platform == "linux" else 1 << 12  # bytes
AHEAD = 2_000  # results that may wait for an earlier one: what a slow task can hold up
AHEAD_WEIGHT = 64 << 20  # bytes of results that may wait
FALSE_STARTS = 3  # processes in a row that die before they are ready
LONGEST = 1_000_000.0  # seconds, eleven days; a longer limit is none: clocks of systems overflow
RENEWED = 10_000  # tasks after which a process is replaced: what it leaked goes with it

Numbered = tuple[int, T]


def run_here(work: Callable[[T], R], tasks: Iterable[T]) -> Generator[R, None, None]:
    """Yield the results of `work` on tasks, in this process: without a pool's protection."""
    for task in tasks:
        yield work(task)


class _Worker(Generic[T]):
    """A process, the pipe to it, and the tasks that it has and has not answered.

    `given` counts the tasks sent to it, `last` those of its last chunk; `sent` is when it got its
    current chunk.
    """

    def __init__(self, process: BaseProcess, pipe: Connection, clock: Clock) -> None:
        self.process = process
        self.pipe = pipe
        self.clock = clock
        self.loaded = False
        self.ready = False
        self.tasks: deque[Numbered[T]] = deque()
        self.given = 0
        self.last = 0
        self.sent = 0.0

    @property
    def since(self) -> float:
        """When it began its current task."""
        return max(self.sent, self.clock[SINCE])

    def current(self) -> int:
        """Return the index of its current task: those before it are done, but not sent yet."""
        answered = self.given - len(self.tasks)
        return min(max(int(self.clock[BEGUN]) - answered - 1, 0), len(self.tasks) - 1)

    def take(self, index: int) -> tuple[Numbered[T], list[Numbered[T]]]:
        """Take all its tasks away: the one at an index, and the others."""
        task, others = self.tasks[index], [*self.tasks]
        del others[index]
        self.tasks.clear()
        return task, others


class Pool(Generic[T, R]):
    """Run `work` on tasks in `jobs` processes; results come in the order of the tasks.

    If a process dies (killed, out of memory, a crash in compiled code), nothing tells whether its
    current task is to blame, so that task is done again, alone; if the process dies again, its
    result is `lost(task)`. A process that needs more than `timeout` seconds for a task is killed,
    and that task's result is `late(task)`. In both cases the results of the few tasks done just
    before may not have been sent: these are done again, too.

    Parameters
    ----------
    work : can be pickled; is called with a task. If it has a method `prepare`, that is called once
        in each process, outside of any time limit.
    lost, late : the result of a task whose process died, or was too slow.
    lighter : a form of a task that asks for less, to be tried once before the task is given up as
        lost or late; None if it has none.
    timeout : seconds for one task; None, or more than `LONGEST`, for no limit.
    weight : bytes that a task or a result holds; bounds what is sent and kept at once.
    """

    def __init__(
        self,
        work: Callable[[T], R],
        lost: Callable[[T], R],
        jobs: int,
        *,
        late: Callable[[T], R] | None = None,
        lighter: Callable[[T], T | None] = lambda _: None,
        timeout: float | None = None,
        weight: Callable[[T | R], int] = lambda _: 0,
    ) -> None:
        self.work = work
        self.lost = lost
        self.late = late or lost
        self.lighter = lighter
        self.jobs = jobs
        self.timeout = timeout if timeout is not None and timeout <= LONGEST else None
        self.weight = weight
        self.ahead = max(AHEAD, 4 * CHUNK * jobs)
        self.pace = CHUNK_SECONDS  # seconds that a task takes, about
        self.names = count(1)
        self.workers: list[_Worker[T]] = []
        self.queue: deque[list[Numbered[T]]] = deque()
        self.done: dict[int, R] = {}
        self.kept = 0  # bytes of results in `done`
        self.drawn = 0
        self.yielded = 0
        self.exhausted = False
        self.failure: Exception | None = None  # of the tasks' iterable, which ends it
        self.deaths: Counter[int] = Counter()
        self.false_starts = 0
        self.wake_reader: Connection | None = None  # what can be read there ends a wait, too

    def run(self, tasks: Iterable[T]) -> Generator[R, None, None]:
        """Yield the results; tasks are drawn as they are needed.

        An error of their iterable is raised after the results of the tasks before it. Raises
        WorkersFail.
        """
        source = iter(tasks)
        try:
            while True:
                self.employ(source)
                while self.yielded in self.done:
                    result = self.done.pop(self.yielded)
                    self.kept -= self.weight(result)
                    self.yielded += 1
                    yield result
                if self.exhausted and self.yielded == self.drawn:
                    break
                if self.workers:
                    self.listen()
            if self.failure is not None:
                raise self.failure
        finally:
            self.stop()

    # Handing out tasks

    def employ(self, source: Iterator[T]) -> None:
        """Give each worker that is idle, or soon will be, a chunk; start workers while there is
        work for more, and have one chunk ready for the next who is idle.
        """
        for worker in [worker for worker in self.workers if worker.ready]:
            if worker.given >= RENEWED:
                if not worker.tasks:
                    self._dismiss(worker)
            elif len(worker.tasks) <= worker.last and self._fill(source, 1):
                self._send(worker)
        starting = sum(not worker.ready for worker in self.workers)
        while self._fill(source, starting + 1) and len(self.workers) < self.jobs:
            self.workers.append(self._start())
            starting += 1

    def _fill(self, source: Iterator[T], chunks: int) -> bool:
        """Draw tasks until so many chunks wait; False if there are fewer to be had now."""
        while len(self.queue) < chunks and not self.exhausted:
            if self.drawn - self.yielded >= self.ahead or self.kept >= AHEAD_WEIGHT:
                break
            self._draw(source)
        return len(self.queue) >= chunks

    def _draw(self, source: Iterator[T]) -> None:
        """Draw one chunk of tasks."""
        chunk: list[Numbered[T]] = []
        weight = 0
        size = max(1, int(CHUNK_SECONDS / max(self.pace, CHUNK_SECONDS / CHUNK)))
        while len(chunk) < size and weight < CHUNK_WEIGHT:
            try:
                task = next(source)
            except StopIteration:
                self.exhausted = True
                break
            except Exception as error:
                self.exhausted, self.failure = True, error
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
        with suppress(OSError):  # it died just now, which shows when it is listened to
            worker.pipe.send_bytes(message)

    def _put_back(self, chunk: list[Numbered[T]]) -> None:
        """Put tasks in front of all that wait."""
        if chunk:
            self.queue.appendleft(chunk)

    # Collecting results

    def listen(self) -> None:
        """Wait until a worker has something to say, has died, or has run out of time."""
        pipes = [worker.pipe for worker in self.workers]
        spoke = wait([*pipes, self.wake_reader] if self.wake_reader else pipes, self._patience())
        for worker in [worker for worker in self.workers if worker.pipe in spoke]:
            answer = None
            with suppress(Exception):  # the pipe ends, or amid an answer: the process is gone
                answer = worker.pipe.recv()
            if answer is None:
                self._bury(worker)
            elif worker.ready:
                self._collect(worker, *answer)
            else:
                self._welcome(worker, *answer)
        self._stop_overdue()

    def _collect(self, worker: _Worker[T], results: list[R], seconds: float) -> None:
        for result in results:
            self._keep(worker.tasks.popleft()[0], result)
        worker.sent = time.monotonic()
        self.pace += (seconds / len(results) - self.pace) / 4

    def _welcome(self, worker: _Worker[T], state: str, reason: str) -> None:
        """Note how far a worker is that is starting. Raises WorkersFail if it cannot begin."""
        if state == FAILED:
            raise WorkersFail(f"worker processes cannot start: {reason}")
        worker.loaded = True
        if state == READY:
            worker.ready = True
            self.false_starts = 0

    def _keep(self, number: int, result: R) -> None:
        self.done[number] = result
        self.kept += self.weight(result)

    # Time limits and deaths

    def _patience(self) -> float | None:
        """Return the seconds until the next worker is overdue."""
        busy = [worker.since for worker in self.workers if worker.tasks]
        if self.timeout is None or not busy:
            return None
        return max(0.0, min(busy) + self.timeout - time.monotonic()) + 0.01

    def _stop_overdue(self) -> None:
        """Kill each worker whose task takes too long."""
        if self.timeout is None:
            return
        for worker in list(self.workers):
            index = worker.current() if worker.tasks else 0  # before the time is looked at
            if worker.tasks and time.monotonic() - worker.since > self.timeout:
                if worker.pipe.poll():  # it is done after all
                    continue
                (number, task), others = worker.take(index)
                self._kill(worker)
                self._put_back(others)
                self._give_up(number, task, self.late)

    def _bury(self, worker: _Worker[T]) -> None:
        """Replace a worker that died: its current task is suspect, the others go to the next."""
        self._kill(worker)
        if not worker.ready:
            self.false_starts += 1
            code = worker.process.exitcode
            if self.false_starts >= FALSE_STARTS or is_final(code, loaded=worker.loaded):
                raise early_death(code, loaded=worker.loaded)
        if not worker.tasks:
            return
        (number, task), others = worker.take(worker.current())
        self._put_back(others)
        self.deaths[number] += 1
        if self.deaths[number] > 1:
            del self.deaths[number]
            self._give_up(number, task, self.lost)
        else:
            self._put_back([(number, task)])

    def _give_up(self, number: int, task: T, result: Callable[[T], R]) -> None:
        """Try a task in its lighter form, if it has one; else keep what stands for its result."""
        lighter = self.lighter(task)
        if lighter is None:
            self._keep(number, result(task))
        else:
            self._put_back([(number, lighter)])

    # Processes

    def _start(self) -> _Worker[T]:
        require_startable()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        clock: Clock = context.RawArray("d", 2)
        process = context.Process(
            target=serve,
            args=(theirs, clock, self.work, self.timeout),
            name=f"{WORKER_NAME}-{next(self.names)}",
            daemon=True,
        )
        try:
            with deaf_and_single_threaded():
                process.start()
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        return _Worker(process, ours, clock)

    def _dismiss(self, worker: _Worker[T]) -> None:
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

    def stop(self) -> None:
        """End all processes, also in the middle of a task."""
        while self.workers:
            self._kill(self.workers[-1])
