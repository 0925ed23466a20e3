"""A pool that stays: any thread hands in tasks, each has a future, and nothing is left waiting."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, wait

import psutil
import pytest

from cleaner.errors import WorkersFail
from cleaner.workers.pool import Pool
from cleaner.workers.standing import StandingPool

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
PATIENCE = 60  # seconds, for a machine that is busy
DEADLY, SLOW = 13, 14


def double_or_die(number: int) -> int:
    if number == DEADLY:
        os.kill(os.getpid(), signal.SIGKILL)
    if number == SLOW:
        time.sleep(PATIENCE)
    return 2 * number


def refused(pool: StandingPool[int, int]) -> None:
    """In a copy of the process: closing ends nothing, and no task is taken."""
    pool.close()
    with pytest.raises(WorkersFail, match="forked"):
        pool.submit(1)


def process_of(number: int) -> int:
    return os.getpid()


def minus(number: int) -> int:
    return -number


class Unready:
    """Work that cannot begin."""

    def prepare(self) -> None:
        """Fail."""
        raise OSError("no models here")

    def __call__(self, number: int) -> int:
        """Never called."""
        return number


@pytest.fixture
def pool() -> Iterator[StandingPool[int, int]]:
    pool = StandingPool(Pool(double_or_die, minus, 2, timeout=1.0))
    yield pool
    pool.close()


def results(futures: list[Future[int]]) -> list[int]:
    return [future.result(PATIENCE) for future in futures]


def test_tasks_of_several_threads_have_their_own_results(pool: StandingPool[int, int]) -> None:
    futures: dict[int, Future[int]] = {}

    def hand_in(first: int) -> None:
        for number in range(first, first + 50):
            futures[number] = pool.submit(number)

    threads = [threading.Thread(target=hand_in, args=(first,)) for first in (100, 200, 300)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {n: future.result(PATIENCE) for n, future in futures.items()} == {
        number: 2 * number for number in futures
    }


@POSIX
def test_a_task_that_crashes_or_hangs_costs_itself(pool: StandingPool[int, int]) -> None:
    numbers = [1, DEADLY, 2, SLOW, 3]
    futures = [pool.submit(number) for number in numbers]
    assert results(futures) == [2, -DEADLY, 4, -SLOW, 6]


def test_the_process_stays_for_later_tasks() -> None:
    pool = StandingPool(Pool(process_of, minus, 1))
    processes = {pool.submit(number).result(PATIENCE) for number in range(3)}
    assert len(processes) == 1
    pool.close()
    assert not psutil.pid_exists(processes.pop())


@POSIX
def test_a_task_that_was_cancelled_in_time_is_not_begun(pool: StandingPool[int, int]) -> None:
    slow = [pool.submit(SLOW) for _ in range(4)]
    late = [pool.submit(number) for number in range(200)]
    cancelled = [future for future in late if future.cancel()]
    assert len(cancelled) > 100
    assert results([pool.submit(7)]) == [14]
    assert results(slow) == [-SLOW] * 4
    assert all(future.cancelled() for future in cancelled)


@POSIX
def test_closing_ends_what_is_under_way(pool: StandingPool[int, int]) -> None:
    futures = [pool.submit(number) for number in [SLOW] * 3 + [1] * 40]
    pool.close()
    done, pending = wait(futures, PATIENCE)
    assert not pending
    assert any(isinstance(future.exception(), WorkersFail) for future in done)
    with pytest.raises(WorkersFail, match="closed"):
        pool.submit(1)


@POSIX
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_copy_that_a_fork_has_made_refuses_at_once(pool: StandingPool[int, int]) -> None:
    assert results([pool.submit(7)]) == [14]
    process = multiprocessing.get_context("fork").Process(target=refused, args=(pool,))
    process.start()
    process.join(PATIENCE)
    assert process.exitcode == 0
    assert results([pool.submit(8)]) == [16]


def test_workers_that_cannot_begin_fail_what_waits_and_what_comes() -> None:
    pool: StandingPool[int, int] = StandingPool(Pool(Unready(), minus, 1))
    with pytest.raises(WorkersFail, match="no models here"):
        pool.submit(1).result(PATIENCE)
    with pytest.raises(WorkersFail, match="no models here"):
        pool.submit(2)
    pool.close()
