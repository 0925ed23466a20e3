"""Writing to the terminal, a pipe or a file, and to standard error; both may be closed."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

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
        _lead_nowhere(stream)
        raise


def is_unread() -> bool:
    """Return whether the reader of standard output has gone. If so, what is still in its buffer is
    not written."""
    if sys.stdout is None or not hasattr(select, "poll"):
        return False
    asked = select.poll()
    asked.register(sys.stdout.fileno(), 0)  # errors are told unasked
    if not asked.poll(0):
        return False
    _lead_nowhere(sys.stdout)
    return True


def _lead_nowhere(stream: TextIO) -> None:
    """Let a stream whose reader has gone lead nowhere: Python would try once more when it exits,
    and complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def is_terminal() -> bool:
    """Return whether standard output is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def say(message: str) -> None:
    """Write a line to standard error, with the name of the command. If that is closed, or its
    reader has gone, the work goes on without it."""
    with _unless_unread():
        click.echo(f"cleaner: {message}", err=True)


def say_usage(error: click.ClickException) -> None:
    """Write to standard error what is wrong with the usage of a command, as `say` does."""
    if sys.stderr is not None:  # else click would take standard output
        with _unless_unread():
            error.show(sys.stderr)


@contextmanager
def _unless_unread() -> Iterator[None]:
    """Write to standard error as far as it is read."""
    try:
        yield
    except BrokenPipeError:
        _lead_nowhere(sys.stderr)


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
