"""The project's own exceptions: what was wrong, where, and the remedy."""

from __future__ import annotations


class CleanerError(Exception):
    """Base of every error that `cleaner` raises on purpose."""


class UnsupportedInput(CleanerError, ValueError):
    """The bytes are not HTML or text: a PDF, an image, an archive, a movie."""


class InputTooLarge(CleanerError, ValueError):
    """The input is larger than the limit given by `max_bytes`."""


class ModelError(CleanerError, RuntimeError):
    """A model file is missing, altered, or made for other feature columns."""


class CorpusError(CleanerError, ValueError):
    """A corpus folder is missing or not in the expected format."""
