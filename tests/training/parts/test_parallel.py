"""Fits side by side."""

from __future__ import annotations

import os
from functools import partial

import pytest

from cleaner.training.parts.parallel import side_by_side

pytest.importorskip("threadpoolctl")


def process_and_threads(number: int) -> tuple[int, int, str | None]:
    return number, os.getpid(), os.environ.get("NPROC")


def test_results_come_in_order() -> None:
    tasks = [partial(process_and_threads, number) for number in range(4)]
    assert [number for number, _, _ in side_by_side(tasks, jobs=2)] == [0, 1, 2, 3]


def test_workers_have_one_thread_each_and_this_process_keeps_its_own() -> None:
    before = os.environ.get("NPROC")
    (_, process, threads), *_ = side_by_side([partial(process_and_threads, 0)] * 2, jobs=2)
    assert process != os.getpid()
    assert threads == "1"
    assert os.environ.get("NPROC") == before


def test_one_job_runs_here() -> None:
    ((_, process, _),) = side_by_side([partial(process_and_threads, 0)], jobs=1)
    assert process == os.getpid()
