"""Writing to the terminal, a pipe or a file, and to standard error; both may be closed."""

from __future__ import annotations

import os
import sys

import click

from cleaner.errors import CleanerError, message_of


def write(text: str) -> None:
    """Write to standard output; as UTF-8 unless a terminal says otherwise.

    Raises BrokenPipeError if the reader has gone, CleanerError if the output is closed, OSError.
    """
    stream = sys.stdout
    if stream is None:
        raise CleanerError("standard output is closed: nowhere to write to")
    if stream.isatty():
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    else:
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        # Python would try once more when it exits, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        raise


def is_terminal() -> bool:
    """Return whether standard output is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def say(message: str) -> None:
    """Write a line to standard error, with the name of the command."""
    click.echo(f"cleaner: {message}", err=True)


def shown(text: str) -> str:
    """Return text that is safe to show: control characters and broken bytes of file names, which
    could write over the terminal, stand as escapes.
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def explained(error: BaseException) -> str:
    """Return the message of an error, safe to show."""
    return shown(message_of(error))


def open_closed_streams() -> None:
    """Fill the places of standard streams that are closed, so that no file gets one of them: what
    a library prints would land in it."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
