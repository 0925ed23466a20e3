"""Locks that a fork waits for, so that no process is born with one that nobody will release."""

from __future__ import annotations

import os
from threading import Lock


def fork_safe_lock() -> Lock:
    """Return a lock that is free in a forked process. It is kept for ever: make one for a module.

    A thread that holds one of these locks must not ask for another one: a fork takes them all.
    """
    lock = Lock()
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(
            before=lock.acquire, after_in_parent=lock.release, after_in_child=lock.release
        )
    return lock
