"""A pool of processes: what hangs, crashes or is too large costs itself, and order is kept."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Generator, Iterator

import pytest

from cleaner.errors import WorkersFail
from cleaner.workers.pool import Pool, run_here

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
DEADLY = (13, 14, 90, 119)


def halve(number: int) -> int:
    return number // 2


def halve_or_die(number: int) -> int:
    """A task that some numbers kill."""
    if number in DEADLY:
        os.kill(os.getpid(), signal.SIGKILL)
    return number // 2


def lost(number: int) -> int:
    return -number


def lighter(number: int) -> int | None:
    """Deadly numbers have a harmless form."""
    return number + 1000 if number < 1000 else None


def test_results_come_in_the_order_of_the_tasks() -> None:
    assert list(Pool(halve, lost, 2).run(range(500))) == [n // 2 for n in range(500)]
    assert list(run_here(halve, range(9))) == [n // 2 for n in range(9)]


@pytest.mark.parametrize("run", [Pool(halve, lost, 1).run, lambda tasks: run_here(halve, tasks)])
def test_tasks_are_drawn_as_they_are_needed(
    run: Callable[[Iterator[int]], Generator[int, None, None]],
) -> None:
    drawn: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(15, 1000):
            drawn.append(number)
            yield number

    results = run(tasks())
    assert next(results) == 7
    assert len(drawn) < 20
    results.close()


@pytest.mark.parametrize("run", [Pool(halve, lost, 2).run, lambda tasks: run_here(halve, tasks)])
def test_an_error_of_the_iterable_comes_after_the_results_before_it(
    run: Callable[[Iterator[int]], Generator[int, None, None]],
) -> None:
    def tasks() -> Iterator[int]:
        yield from range(100)
        raise OSError("the crawl broke off")

    results = run(tasks())
    assert [next(results) for _ in range(100)] == [n // 2 for n in range(100)]
    with pytest.raises(OSError, match="broke off"):
        next(results)


@pytest.mark.parametrize("timeout", [1e6, 1e10, 1e18, 1e308, float("inf")])
def test_any_time_limit_can_be_waited_for(timeout: float) -> None:
    assert list(Pool(halve, lost, 1, timeout=timeout).run(range(3))) == [0, 0, 1]


@POSIX
@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 3])
def test_a_task_that_kills_its_process_is_told_from_the_others(jobs: int) -> None:
    results = list(Pool(halve_or_die, lost, jobs).run(range(120)))
    assert results == [-n if n in DEADLY else n // 2 for n in range(120)]


@POSIX
@pytest.mark.slow
def test_a_task_is_tried_in_its_lighter_form_before_it_is_given_up() -> None:
    results = list(Pool(halve_or_die, lost, 1, lighter=lighter).run(range(20)))
    assert results == [(n + 1000) // 2 if n in DEADLY else n // 2 for n in range(20)]


def slow(number: int) -> int:
    time.sleep(60 if number == 3 else 0)
    return number


@pytest.mark.slow
def test_a_slow_task_is_given_up_and_the_rest_keeps_its_order() -> None:
    results = list(Pool(slow, lost, 2, late=lost, timeout=2).run(range(40)))
    assert results == [-n if n == 3 else n for n in range(40)]


def nap(number: int) -> int:
    time.sleep(0.3 if 300 <= number < 310 else 60 if number == 320 else 0)
    return number


@pytest.mark.slow
def test_each_task_of_a_chunk_has_its_own_time() -> None:
    results = list(Pool(nap, lost, 1, late=lost, timeout=1.5).run(range(400)))
    assert results == [-n if n == 320 else n for n in range(400)]


def fatten(number: int) -> bytes:
    return b"%d" % number * 100_000


def test_results_too_large_for_a_pipe_do_not_stop_it() -> None:
    pool: Pool[int, bytes] = Pool(fatten, lambda n: b"", 2, weight=lambda x: 0)
    assert all(result == fatten(n) for n, result in enumerate(pool.run(range(200))))


class Unable:
    """Work whose preparation fails in each process."""

    def prepare(self) -> None:
        raise OSError("the models are gone")

    def __call__(self, task: int) -> int:
        return task


class NeverReady(Unable):
    """Work whose processes end before they begin."""

    def prepare(self) -> None:
        os._exit(7)


@pytest.mark.parametrize(
    ("work", "reason"), [(Unable(), "the models are gone"), (NeverReady(), "exit code 7")]
)
def test_processes_that_cannot_begin_end_the_run_with_the_reason(work: Unable, reason: str) -> None:
    with pytest.raises(WorkersFail, match=reason):
        list(Pool(work, lost, 2).run(range(9)))
