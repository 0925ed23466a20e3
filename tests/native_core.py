"""What the tests of the compiled core share: the Python that specifies it, on demand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from cleaner import _native

needs_core = pytest.mark.skipif(
    not _native.is_compiled(), reason="the compiled core is not built, or CLEANER_NATIVE is 0"
)


@contextmanager
def in_python() -> Iterator[None]:
    """Have the Python run inside the context."""
    before, _native._runs = _native._runs, False
    try:
        yield
    finally:
        _native._runs = before
