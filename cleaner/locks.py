"""No process is born with a lock that nobody will release: a fork waits for those of this module,
and properties that are computed once have none."""

from __future__ import annotations

import os
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, Any

__all__ = ["cached_property", "fork_safe_lock"]

if TYPE_CHECKING:
    from functools import cached_property
else:

    class cached_property:
        """A property that is computed when it is first asked for, and kept in the object.

        As that of functools, but without its lock: before Python 3.12 that is one for all objects
        of a class. If a thread forks while another one computes, the child would wait for ever.
        Two threads may compute the same.
        """

        def __init__(self, compute: Callable[[Any], Any]) -> None:
            self.func = compute
            self.__doc__ = compute.__doc__

        def __set_name__(self, owner: type, name: str) -> None:
            self.name = name

        def __get__(self, instance: Any, owner: type | None = None) -> Any:
            if instance is None:
                return self
            value = instance.__dict__[self.name] = self.func(instance)
            return value  # next time the object itself has it


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
