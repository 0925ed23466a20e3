"""The command line in this process: all that users see, without the time that a process takes to
start and to load the models."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import IO, cast

from cleaner.cli.app import main


def run_in_process(
    *arguments: object,
    cwd: Path,
    input: str | None = None,
    stdin: IO[bytes] | int | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run `cleaner` with these arguments in a folder, and return what `subprocess.run` would.

    `input` is a text that is piped in, `stdin` an open file; without either there is no input, as
    there is none at /dev/null. An error that the command does not expect is raised: in a process of
    its own it would be a traceback.
    """
    with tempfile.TemporaryFile() as typed, open(os.devnull, "rb") as nothing:
        if input is not None:
            typed.write(input.encode("utf-8", "surrogateescape"))
            typed.seek(0)
        given = stdin if stdin is not None and not isinstance(stdin, int) else nothing
        with (
            _streams(typed if input is not None else given) as (output, errors),
            _arguments(arguments),
            _folder(cwd),
        ):
            try:
                main()
            except SystemExit as ended:
                code = ended.code
        assert isinstance(code, int)
        words = [*map(str, arguments)]
        return subprocess.CompletedProcess(words, code, _text(output), _text(errors))


@contextmanager
def _streams(given: IO[bytes]) -> Iterator[tuple[TextIOWrapper, TextIOWrapper]]:
    """Stand-ins for the standard streams: files, since commands ask what stream they have."""
    outer = sys.stdin, sys.stdout, sys.stderr
    output, errors = (TextIOWrapper(tempfile.TemporaryFile()) for _ in range(2))  # noqa: SIM115 - read later
    errors.reconfigure(encoding="utf-8", errors="backslashreplace")
    typed = TextIOWrapper(given)
    sys.stdin, sys.stdout, sys.stderr = typed, output, errors
    try:
        yield output, errors
    finally:
        sys.stdin, sys.stdout, sys.stderr = outer
        typed.detach()


@contextmanager
def _arguments(arguments: tuple[object, ...]) -> Iterator[None]:
    outer = sys.argv
    sys.argv = ["cleaner", *map(str, arguments)]
    try:
        yield
    finally:
        sys.argv = outer


@contextmanager
def _folder(path: Path) -> Iterator[None]:
    outer = Path.cwd()
    os.chdir(path)
    try:
        yield
    finally:
        os.chdir(outer)


def _text(stream: TextIOWrapper) -> str:
    """All that was written to a stream, which is closed."""
    stream.flush()
    with cast("IO[bytes]", stream.detach()) as file:
        file.seek(0)
        return file.read().decode("utf-8", "surrogateescape")
