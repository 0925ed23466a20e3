"""Why worker processes cannot be started from here, or died before they were ready.

Workers are spawned: each is a new Python that first imports the program's main module. That fails
in a few well-known ways, for which Python has long tracebacks and no remedy.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from multiprocessing import process

from cleaner.errors import WorkersFail

WORKER_NAME = "cleaner-worker"  # of each process; known in it before the main module is imported
UNGUARDED = 79  # exit code of a worker whose main module started workers when it was imported

_STDIN = "<stdin>"  # what Python calls the file of a program that it reads from standard input
_IN_PROCESS = "or, where there is an option `jobs`, set jobs=1 to clean in this process"
_NO_GUARD = (
    "worker processes import the program that starts them, and it would start workers again: put "
    f'what it does under `if __name__ == "__main__":`, {_IN_PROCESS}'
)
_DAEMON = (
    "this process is daemonic (as those of Celery and of multiprocessing.Pool are) and may not "
    f"start processes of its own: start it otherwise (Celery: --pool threads), {_IN_PROCESS}"
)
_NO_FILE = (
    "worker processes import the program that starts them, and it comes from standard input, which "
    f"can be read only once: save it as a file, {_IN_PROCESS}"
)
_FILE_GONE = (
    "worker processes import the program that starts them, and its file {} is not there: put it "
    f"back, {_IN_PROCESS}"
)


def require_startable() -> None:
    """Raise WorkersFail if worker processes cannot be started from this one, with the remedy.

    In a worker that is still importing the main module, end the process instead: its parent says
    what is wrong, once. At once and from any thread: an exception could be caught on its way, or
    wait for the threads of the program, as Scrapy's do, and the parent would wait for ever.
    """
    current = multiprocessing.current_process()
    # Private, but what multiprocessing itself goes by: the main module is being imported.
    if getattr(current, "_inheriting", False):
        if current.name.startswith(WORKER_NAME):
            os._exit(UNGUARDED)
        raise WorkersFail(_NO_GUARD)
    if current.daemon:
        raise WorkersFail(_DAEMON)
    missing = _missing_main()
    if missing:
        raise WorkersFail(_NO_FILE if missing == _STDIN else _FILE_GONE.format(missing))


def _missing_main() -> str:
    """Return the file of the main module if a new process would not find it; "" if it would, or has
    none to look for (`-c`, a notebook)."""
    main = sys.modules.get("__main__")
    path = getattr(main, "__file__", None)
    if getattr(main, "__spec__", None) is not None or path is None:
        return ""
    start = getattr(process, "ORIGINAL_DIR", None) or ""  # where the path is relative to
    return "" if os.path.exists(os.path.join(start, path)) else str(path)


def early_death(code: int | None, *, loaded: bool) -> WorkersFail:
    """Return what to say of a worker that died before it was ready.

    `code` is its exit code, `loaded` whether it had imported the main module by then.
    """
    if code == UNGUARDED:
        return WorkersFail(_NO_GUARD)
    if loaded or code is None or code <= 0:
        return WorkersFail(
            f"worker processes end before they begin (exit code {code}): "
            "is there enough memory? Try fewer jobs (--jobs)"
        )
    return WorkersFail(
        "worker processes import the program that starts them, and it fails there (exit code "
        f"{code}; what it said stands above): put what it does under "
        f'`if __name__ == "__main__":`, {_IN_PROCESS}'
    )


def is_final(code: int | None, *, loaded: bool) -> bool:
    """Return whether another worker would die as this one did: its main module ended it."""
    return not loaded and code is not None and code > 0
