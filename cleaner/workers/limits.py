"""What a process may use: cores and memory."""

from __future__ import annotations

from contextlib import suppress


def cpu_count() -> int:
    """Return how many cores this process may use, by its affinity and its container's CPU quota."""
    import joblib  # takes a tenth of a second to import, so not before it is asked

    return int(joblib.cpu_count())


def limit_memory(limit: int | None) -> None:
    """Let allocations over `limit` bytes fail in this process; None or Windows: no limit."""
    if limit is None:
        return
    try:
        import resource
    except ImportError:  # Windows
        return
    with suppress(ValueError, OSError):  # a hard limit below it holds already
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
