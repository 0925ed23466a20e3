"""Damaged and forged model files: refused with a ModelError, or as good as any other."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT, environment

MUTANTS = 300


@pytest.mark.slow
def test_a_damaged_model_is_refused_or_works_in_bounded_memory_and_time(tmp_path: Path) -> None:
    paths = [str(ROOT), str(ROOT / "tests")]
    done = subprocess.run(
        [sys.executable, ROOT / "tests" / "model" / "mutants.py", tmp_path, str(MUTANTS)],
        capture_output=True, text=True, check=False,
        env={**environment(), "PYTHONPATH": ":".join(paths), "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    outcomes = json.loads(done.stdout)
    assert sum(outcomes.values()) == MUTANTS
    # Both occur: a mutant that nobody looks at, and a check that refuses all, would show here.
    assert set(outcomes) == {"refused", "works"}
