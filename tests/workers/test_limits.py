"""What a process may use."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from support import environment


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="needs Linux")
def test_only_the_cores_that_may_be_used_are_counted() -> None:
    one = "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})"
    count = "from cleaner.workers.limits import cpu_count; print(cpu_count())"
    done = subprocess.run(
        [sys.executable, "-c", f"{one}; {count}"],
        capture_output=True,
        env=environment(),
        check=True,
    )
    assert done.stdout.strip() == b"1"


def test_a_container_s_share_of_the_cores_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    from cleaner.workers.limits import cpu_count

    monkeypatch.setenv("LOKY_MAX_CPU_COUNT", "1")  # what joblib takes for a quota
    assert cpu_count() == 1


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing enforces the limit")
def test_memory_over_the_limit_is_refused() -> None:
    program = (
        "from cleaner.workers.limits import limit_memory\n"
        "limit_memory(300 << 20)\n"
        "try: bytearray(400 << 20)\n"
        "except MemoryError: print('refused')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, env=environment(), check=True
    )
    assert done.stdout.strip() == b"refused"
