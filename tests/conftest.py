"""Settings and fixtures of all tests."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from in_process import run_in_process
from support import CORPORA, Run, command, environment
from website import Website, website

# No deadline: machines differ. The same examples every time: a failure can be run again.
settings.register_profile("cleaner", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("cleaner")

# In the background of a script the tests would ignore Ctrl-C, and so would what they start.
signal.signal(signal.SIGINT, signal.default_int_handler)


# Rooms whose slow tests let jax, scikit-learn and the engines of others do most of the work: their
# warnings are their own, and other ones in each version.
WARNED_BY_OTHERS = tuple(Path(__file__).parent / room for room in ("training", "integrations"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Show the warnings of those slow tests; any other test fails if it is warned."""
    for item in items:
        if item.get_closest_marker("slow") and any(map(item.path.is_relative_to, WARNED_BY_OTHERS)):
            item.add_marker(pytest.mark.filterwarnings("default"))


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `cleaner` in an empty folder and in this process, which saves a second a time; output as
    text."""
    return partial(run_in_process, cwd=tmp_path)


@pytest.fixture
def run_process(tmp_path: Path) -> Run:
    """Run `cleaner` as a user does, in a process of its own, where that matters."""

    def run(*args: object, **options: Any) -> subprocess.CompletedProcess[str]:
        options = {"cwd": tmp_path, "env": environment(), **options}
        return subprocess.run(
            command(*args),
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
            timeout=100,
            **options,
        )

    return run


@pytest.fixture
def site() -> Iterator[Website]:
    """A website on this machine."""
    with website() as running:
        yield running


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of corpora; the test is skipped where there is none."""
    if not (CORPORA / "examples" / "documents.jsonl").exists():
        pytest.skip(f"no corpora in {CORPORA}: set CLEANER_CORPORA to the folder that holds them")
    return CORPORA
