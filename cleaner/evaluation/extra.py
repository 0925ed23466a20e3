"""Name the extra that brings a missing library."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from cleaner.errors import MissingExtra


@contextmanager
def libraries_of(extra: str) -> Iterator[None]:
    """Turn a failed import inside the block into MissingExtra, which says what to install."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "cleaner":
            raise
        raise MissingExtra(
            f"this needs {error.name}: pip install 'paragraph-cleaner[{extra}]'"
        ) from error
