"""Every benchmark starts, explains itself, and says what it misses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT, environment

BENCHMARKS = ROOT / "benchmarks"
SCRIPTS = sorted(
    path.stem for path in BENCHMARKS.glob("*.py") if "__main__" in path.read_text(encoding="utf-8")
)
NEED_CORPORA = [
    ["accuracy"], ["flattened"], ["floors"], ["languages"], ["native"], ["phrasebook"], ["reasons"],
    ["speed"], ["splices"], ["site_memory", "--folds-dir", "x"], ["confidence", "--folds-dir", "x"],
]  # fmt: skip


def start(name: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(BENCHMARKS / f"{name}.py"), *map(str, arguments)],
        capture_output=True, text=True, env=environment(), check=False, timeout=100,
    )  # fmt: skip


def test_the_readme_lists_every_script() -> None:
    readme = (BENCHMARKS / "README.md").read_text(encoding="utf-8")
    assert [name for name in SCRIPTS if f"`{name}.py" not in readme] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", SCRIPTS)
def test_each_has_help(name: str) -> None:
    done = start(name, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"benchmarks/{name}.py" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("command", NEED_CORPORA, ids=lambda command: command[0])
def test_missing_corpora_are_one_line(command: list[str], tmp_path: Path) -> None:
    name, *options = command
    done = start(name, tmp_path / "nowhere", *options)
    assert done.returncode == 2
    assert done.stderr.startswith(f"{name}.py: {tmp_path}/nowhere")
    assert done.stderr.count("\n") == 1
