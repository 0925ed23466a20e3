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


class WorkersFail(CleanerError, RuntimeError):
    """Worker processes end before they can begin."""


class MissingExtra(CleanerError, ImportError):
    """A library that this needs is not installed; the message names the extra that brings it."""


class LedgerError(CleanerError, OSError):
    """The account of what is done cannot be read or written."""


class OutputInUse(CleanerError, OSError):
    """Another run is writing to the same output folder."""


class WrongFolders(CleanerError, ValueError):
    """The source and the output of a batch cannot be used together."""


class WrongPlace(CleanerError, OSError):
    """The output would land outside the output folder."""
