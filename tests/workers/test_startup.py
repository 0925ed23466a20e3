"""Programs that cannot start workers are told why, in one message, and what to do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from support import environment

POOL = """
from cleaner.workers.pool import Pool
def same(n): return n
"""
USE = "print(list(Pool(abs, abs, 2).run(range(9))))"


def python(*arguments: str, program: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], input=program, capture_output=True, text=True,
        env=environment(), check=False, timeout=100,
    )  # fmt: skip


def test_a_program_without_a_guard_is_told_to_have_one(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(POOL + USE)
    done = python(str(script))
    assert done.returncode == 1
    assert 'under `if __name__ == "__main__":`' in done.stderr.splitlines()[-1]
    assert done.stderr.count("Traceback") == 1  # the program's own
    script.write_text(f"{POOL}if __name__ == '__main__':\n    {USE}")
    assert python(str(script)).stdout == f"{[*range(9)]}\n"


CATCHES = """
from cleaner.workers.pool import Pool
from cleaner.workers.standing import StandingPool
def same(n): return n
try:
    print(StandingPool(Pool(same, same, 1)).submit(1).result())
except BaseException as error:
    print(type(error).__name__, error)
"""


def test_a_worker_ends_though_its_program_would_go_on(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(CATCHES)
    (said,) = python(str(script)).stdout.splitlines()
    assert said.startswith("WorkersFail worker processes import the program that starts them")


def test_a_program_that_fails_when_it_is_imported_is_told_to_have_a_guard(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(f"{POOL}if __name__ != '__main__': raise OSError('only once')\n{USE}")
    done = python(str(script))
    assert "only once" in done.stderr
    assert 'under `if __name__ == "__main__":`' in done.stderr.splitlines()[-1]


def test_a_program_on_standard_input_is_told_to_be_a_file() -> None:
    done = python("-", program=POOL + USE)
    assert done.returncode == 1
    assert "standard input" in done.stderr.splitlines()[-1]
    assert "jobs=1" in done.stderr.splitlines()[-1]
    assert done.stderr.count("Traceback") == 1


def test_a_program_whose_file_has_gone_is_told_so(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(f"import os\nos.unlink(__file__)\n{POOL + USE}")
    said = python(str(script)).stderr.splitlines()[-1]
    assert f"{script} is not there" in said
    assert "standard input" not in said


def test_a_program_without_a_file_can_start_workers() -> None:
    assert python("-c", POOL + USE).stdout == f"{[*range(9)]}\n"


DAEMONIC = f"""
import multiprocessing
{POOL}
def use():
    try:
        {USE}
    except Exception as error:
        print(type(error).__name__, error)
if __name__ == "__main__":
    process = multiprocessing.get_context("spawn").Process(target=use, daemon=True)
    process.start()
    process.join()
"""


@pytest.mark.parametrize("method", ["spawn", "fork"])
def test_a_daemonic_process_is_told_what_to_do(tmp_path: Path, method: str) -> None:
    if method == "fork" and sys.platform == "win32":
        pytest.skip("no fork on Windows")
    script = tmp_path / "script.py"
    script.write_text(DAEMONIC.replace("spawn", method))
    done = python(str(script))
    assert done.stdout.startswith("WorkersFail this process is daemonic")
    assert "jobs=1" in done.stdout
    assert done.stderr == ""
