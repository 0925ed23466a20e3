"""Locks that a fork waits for."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from support import ROOT, environment

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

FORK = """
import os, sys, threading, time
from cleaner.locks import fork_safe_lock

lock, held = fork_safe_lock(), threading.Event()

def hold():
    with lock:
        held.set()
        time.sleep(0.5)

thread = threading.Thread(target=hold)
thread.start()
held.wait()
child = os.fork()  # while another thread holds the lock
free = lock.acquire(timeout=20)
lock.release()
if not child:
    os._exit(0 if free else 3)
_, status = os.waitpid(child, 0)
thread.join()
sys.exit(os.waitstatus_to_exitcode(status) or (0 if free else 4))
"""


def test_a_lock_that_another_thread_holds_is_free_in_a_forked_process_and_in_its_parent() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", FORK],
        env=environment(), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_a_plain_lock_is_not() -> None:
    program = FORK.replace(
        "fork_safe_lock(), threading.Event()", "threading.Lock(), threading.Event()"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", program.replace("=20", "=1")],
        env=environment(), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 3, done.stderr  # so the test above can fail


COMPUTED = """
import os, sys, threading
from cleaner.locks import cached_property

began, go_on = threading.Event(), threading.Event()

class Slow:
    computed = 0

    def __init__(self, waits):
        self.waits = waits

    @cached_property
    def value(self):
        self.computed += 1
        if self.waits:
            began.set()
            go_on.wait()
        return 7

first = Slow(True)
thread = threading.Thread(target=lambda: first.value)
thread.start()
began.wait()
child = os.fork()  # while another thread computes the property of another object
if not child:
    other = Slow(False)
    os._exit(0 if other.value == other.value == 7 and other.computed == 1 else 3)
go_on.set()
thread.join()
_, status = os.waitpid(child, 0)
sys.exit(os.waitstatus_to_exitcode(status) or (0 if first.value == 7 else 4))
"""


def test_a_property_that_another_thread_computes_does_not_hold_up_a_forked_process() -> None:
    done = subprocess.run(
        [sys.executable, "-c", COMPUTED], env=environment(), timeout=60, check=False
    )
    assert done.returncode == 0


def test_the_package_has_no_property_with_a_lock_of_its_class() -> None:
    modules = (ROOT / "cleaner").rglob("*.py")
    locked = [path.name for path in modules if "functools import cached_p" in path.read_text()]
    assert locked == ["locks.py"]  # for type checkers alone
