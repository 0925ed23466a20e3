"""Run tests against mutants: each in a process of its own, in which the mutant is imported.

A process is forked from one that has loaded the libraries but nothing of the package, so that a
mutant costs the tests alone. The tests of the compiled core run with the core, which must be built;
all others run the Python, into which the faults are set.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from mutation.source import ROOT, Mutant

LIBRARIES = (
    "numpy", "hypothesis.strategies", "onnxruntime", "selectolax.lexbor", "jinja2", "click", "rich",
)  # fmt: skip
# A mutant may make a loop endless: it is caught once it takes so many times as long as the tests
# do without it, and some seconds more, since others run beside it.
PATIENCE, GRACE_SECONDS = 6.0, 20.0
# Libraries are loaded before pytest, which warns that it cannot rewrite their assertions.
OPTIONS = ("-x", "-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning")
CORE_TESTS = "tests/native"
FAILURE = 70  # exit code of a process in which something else failed than a test
NO_TESTS = (pytest.ExitCode.NO_TESTS_COLLECTED, pytest.ExitCode.USAGE_ERROR)


@dataclass(frozen=True)
class Task:
    """A mutant, None for the package as it is, and the tests that should notice it.

    `tests` are the arguments of one run of pytest after another: the nearest tests first, the
    others only if those notice nothing.
    """

    mutant: Mutant | None
    tests: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Outcome:
    """Whether the tests noticed, and how long that took; `code` is how pytest ended, -1 if it was
    ended for its time."""

    task: Task
    code: int
    seconds: float

    @property
    def survives(self) -> bool:
        """Whether all tests passed."""
        return self.code == pytest.ExitCode.OK


class _Loader(SourceFileLoader):
    """Loads a module from the mutant's source, and neither reads nor writes bytecode."""

    source: bytes

    def get_data(self, path: str) -> bytes:
        return self.source if path.endswith(".py") else super().get_data(path)

    def path_stats(self, path: str) -> dict[str, float]:
        raise OSError("no bytecode for mutants")


class _Finder(MetaPathFinder):
    """Finds the module of a mutant before the import system finds the file."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != self.mutant.module:
            return None
        file = str(ROOT / self.mutant.path)
        loader = _Loader(name, file)
        loader.source = self.mutant.source.encode()
        folders = [str(Path(file).parent)] if file.endswith("__init__.py") else None
        return spec_from_file_location(
            name, file, loader=loader, submodule_search_locations=folders
        )


def load_libraries() -> None:
    """Import the libraries of all tests for the forked processes, and nothing of the package."""
    for name in LIBRARIES:
        importlib.import_module(name)
    loaded = [name for name in sys.modules if name == "cleaner" or name.startswith("cleaner.")]
    if loaded:
        raise AssertionError(f"loaded before any mutant: {', '.join(loaded)}")


def run(tasks: Sequence[Task], jobs: int, limit: Callable[[Task], float]) -> Iterator[Outcome]:
    """Yield the outcome of each task as it ends, `jobs` of them at a time.

    `limit` says how many seconds a task may take.
    """
    waiting = list(reversed(tasks))
    running: dict[int, tuple[Task, float]] = {}
    while waiting or running:
        while waiting and len(running) < jobs:
            task = waiting.pop()
            running[_start(task)] = (task, time.monotonic())
        pid, status = os.waitpid(-1, os.WNOHANG)
        now = time.monotonic()
        if pid in running:
            task, began = running.pop(pid)
            code = os.waitstatus_to_exitcode(status)
            yield Outcome(task, code, now - began)
            continue
        for pid, (task, began) in list(running.items()):
            if now - began > limit(task):
                os.killpg(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                del running[pid]
                yield Outcome(task, -1, now - began)
        time.sleep(0.02)


def _start(task: Task) -> int:
    """Fork a process that runs the tests of a task and ends as pytest does; return its id."""
    pid = os.fork()
    if pid:
        return pid
    code = FAILURE
    try:
        os.setpgid(0, 0)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        if task.mutant is not None:
            sys.meta_path.insert(0, _Finder(task.mutant))
        for tests in task.tests:
            code = _run_tests(tests)
            if code != pytest.ExitCode.OK:
                break
    finally:
        os._exit(code)
    return 0


def _run_tests(tests: Sequence[str]) -> int:
    """Run pytest in a process that has not imported the package yet; return how it ended."""
    pid = os.fork()
    if pid:
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        return code if code >= 0 else FAILURE  # ended by a signal: a mutant may crash the core
    code = FAILURE
    try:
        with_core = tests[0].startswith(CORE_TESTS)
        os.environ["CLEANER_NATIVE"] = "1" if with_core else "0"
        code = int(pytest.main([*OPTIONS, *tests]))
    finally:
        os._exit(code)
    return 0
