"""The compiled core, if there is one: the same steps as the Python, several times as fast.

The Python specifies what each step gives, and runs if the core was not built, or if the
environment variable CLEANER_NATIVE is 0. With CLEANER_NATIVE=1 a missing core is an error.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path

from cleaner.errors import InvalidOption

SWITCH = "CLEANER_NATIVE"
COMPILED, PURE = "compiled core", "pure Python"
_SOURCES = (".pyx", ".pxi", ".h")
_BUILD = "sh bootstrap.sh"


_runs: bool | None = None  # not asked yet


def is_compiled() -> bool:
    """Return whether the compiled core runs, `cleaner._native.core`; found out once a process.

    Raises InvalidOption if CLEANER_NATIVE has a value that it cannot have, or asks for a core that
    cannot be loaded.
    """
    global _runs  # noqa: PLW0603 - a process has one answer
    if _runs is None:
        _runs = _find_out()
    return _runs


def _find_out() -> bool:
    wanted = os.environ.get(SWITCH, "")
    if wanted not in ("", "0", "1"):
        raise InvalidOption(f"{SWITCH} is {wanted!r}: it can be 0, 1 or not set")
    if wanted == "0":
        return False
    problem = _problem()
    if problem and wanted == "1":
        raise InvalidOption(
            f"{SWITCH} is 1, but {problem}: install cleaner again where there is a C compiler, or "
            f"do not set {SWITCH}"
        )
    return not problem


@contextmanager
def in_python() -> Iterator[None]:
    """Have the Python run inside the context, in all threads: for tests and measurements."""
    global _runs  # noqa: PLW0603 - a process has one answer
    before, _runs = _runs, False
    try:
        yield
    finally:
        _runs = before


def running() -> str:
    """Return what runs, in words: "compiled core" or "pure Python"."""
    return COMPILED if is_compiled() else PURE


def _problem() -> str:
    """Return why the compiled core cannot run; "" if it can."""
    try:
        core = import_module("cleaner._native.core")
    except ImportError as error:
        return f"the compiled core cannot be loaded ({error})"
    built = Path(str(core.__file__))
    with suppress(OSError):
        sources = [path for path in built.parent.iterdir() if path.suffix in _SOURCES]
        if any(path.stat().st_mtime > built.stat().st_mtime for path in sources):
            return f"the compiled core is older than its sources (`{_BUILD}` builds it)"
    return ""
