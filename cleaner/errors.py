"""The project's own exceptions and warnings: what was wrong, where, and the remedy.

Every class of errors and every warning has a code, which stays the same from version to version;
`ERRORS` and `WARNINGS` list all of them with a sentence each.
"""

from __future__ import annotations

import os
from typing import Any


class CleanerError(Exception):
    """Base of every error that `cleaner` raises on purpose."""

    code = "cleaner-error"


class InvalidOption(CleanerError, ValueError):
    """An option of cleaning has a value that it cannot have."""

    code = "invalid-option"


class UnsupportedInput(CleanerError, ValueError):
    """The bytes are not HTML or text, but a PDF, an image, an archive or a movie."""

    code = "unsupported-input"


class InputTooLarge(CleanerError, ValueError):
    """The input is larger than `max_bytes`."""

    code = "input-too-large"


class FetchFailed(CleanerError, OSError):
    """A page could not be fetched from its address, or the address does not lead to a page."""

    code = "fetch-failed"


class ModelError(CleanerError, RuntimeError):
    """A model file is missing, has been altered, or was made for other feature columns."""

    code = "model"


class CorpusError(CleanerError, ValueError):
    """A corpus folder is missing or not in the expected format."""

    code = "corpus"


class RecipeError(CleanerError, ValueError):
    """A recipe cannot be read, or has an unknown name or a value of the wrong type."""

    code = "recipe"


class WorkersFail(CleanerError, RuntimeError):
    """Worker processes cannot be started: they end before they begin to work."""

    code = "workers-fail"


class MissingExtra(CleanerError, ImportError):
    """An optional library is not installed; the message names the extra that brings it."""

    code = "missing-extra"


class LedgerError(CleanerError, OSError):
    """The ledger of a batch cannot be read or written."""

    code = "ledger"


class OutputInUse(CleanerError, OSError):
    """Another run is writing to the same output folder."""

    code = "output-in-use"


class WrongFolders(CleanerError, ValueError):
    """The source and the output of a batch cannot be used together."""

    code = "wrong-folders"


class WrongPlace(CleanerError, OSError):
    """The output would land outside the output folder."""

    code = "outside-output"


class TimedOut(CleanerError, TimeoutError):
    """A page took longer than the time limit."""

    code = "timed-out"


class WorkerDied(CleanerError, RuntimeError):
    """The process that cleaned a page died: it crashed or ran out of memory."""

    code = "worker-died"


class LinkOutside(CleanerError, OSError):
    """A link leads out of the source folder, and is not followed."""

    code = "link-outside"


class ReservedName(CleanerError, OSError):
    """A folder has the name of the state folder of a batch, so no pages are looked for in it."""

    code = "reserved-name"


class OutputTaken(CleanerError, OSError):
    """A file that no run wrote is where the output of a page would go; it is left alone."""

    code = "output-taken"


class DamagedArchive(UnsupportedInput):
    """A part of an archive is damaged; the parts before and after it were read."""

    code = "damaged-archive"


def _all_errors(base: type[CleanerError]) -> dict[str, str]:
    codes = {base.code: (base.__doc__ or "").strip()}
    for kind in base.__subclasses__():
        codes |= _all_errors(kind)
    return codes


MEMORY, FILE, UNEXPECTED = "memory", "file", "unexpected"

ERRORS: dict[str, str] = {
    **_all_errors(CleanerError),
    MEMORY: "A page needs more memory than a process may take.",
    FILE: "A file or folder cannot be read or written; the message is that of the system.",
    UNEXPECTED: "Any other exception: a bug in cleaner or in a library that it uses.",
}
"""Every error code, and what it means; the last three are for errors of other classes."""


def code_of(error: BaseException) -> str:
    """Return the code of an error, one of `ERRORS`."""
    if isinstance(error, CleanerError):
        return error.code
    if isinstance(error, MemoryError):
        return MEMORY
    return FILE if isinstance(error, OSError) else UNEXPECTED


def message_of(error: BaseException) -> str:
    """Return what went wrong, for people: an OSError without its number.

    >>> message_of(FileNotFoundError(2, "No such file or directory", "a.html"))
    'a.html: No such file or directory'
    """
    if isinstance(error, OSError) and error.strerror:
        path = error.filename
        return f"{os.fsdecode(path)}: {error.strerror}" if path else error.strerror
    return str(error) or type(error).__name__


WARNINGS: dict[str, str] = {
    "no-text": "The input holds no text, so there is nothing to label.",
    "no-body": "No paragraph is body: the output is empty.",
    "unsure": "No paragraph is clearly body; the most probable ones were kept.",
    "bad-bytes": "Some bytes were not valid in the page's encoding and were replaced by U+FFFD.",
    "guessed-encoding": "The page declares no encoding; the most likely one was used.",
    "other-encoding": "The page is not in the encoding that it declares.",
    "doubtful-format": "It was hard to tell whether the input is HTML or plain text.",
    "looks-like-path": "The text is a path or an address; it was cleaned as text, not opened.",
    "lone-surrogates": "The input held lone surrogates, which were joined or replaced by U+FFFD.",
    "many-attributes": "Tags had more attributes than any page needs; the excess was dropped.",
    "many-names": "Tags and attributes had more names than any page needs; the rest was dropped.",
    "deep-nesting": "Tags were nested deeper than any page needs; the deepest were dropped.",
    "many-paragraphs": "The page has more paragraphs than can be labelled one by one; the excess "
    "was joined into longer ones.",
    "script-text": "The HTML held little text; the text was taken from embedded script data.",
    "truncated": "The page was cut short; the part that there is was cleaned.",
    "not-as-sent": "The HTTP headers say that the page is compressed or sent in chunks, but it is "
    "not.",
    "metadata": "Author, date and site name, or the language, could not be read.",
}
"""Every warning code, and what it means."""


class Warning(str):
    """Something about a document that had to be repaired, or that makes its result doubtful.

    The string itself is a message for people; `code` is one of `WARNINGS`.
    """

    code: str

    def __new__(cls, code: str, text: str) -> Warning:
        """Make a warning. Raises ValueError for a code that `WARNINGS` does not list."""
        if code not in WARNINGS:
            raise ValueError(f"no such warning: {code!r}; list it in cleaner.errors.WARNINGS")
        warning = super().__new__(cls, text)
        warning.code = code
        return warning

    @property
    def text(self) -> str:
        """The message for people."""
        return str(self)

    def as_dict(self) -> dict[str, str]:
        """Return code and text as JSON-ready data."""
        return {"code": self.code, "text": self.text}

    def __reduce__(self) -> tuple[Any, ...]:
        return Warning, (self.code, str(self))
