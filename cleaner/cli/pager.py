"""Paging as git does it: whenever standard output is a terminal, whatever standard input is."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterable
from contextlib import suppress

from cleaner.cli.output import write

# As git asks less to be: out at once if all fits on the screen, with colours, and the text left
# there; and reading UTF-8, whatever the locale.
_ENVIRONMENT = {"LESS": "FRX", "LESSCHARSET": "utf-8"}


def page(lines: Iterable[str]) -> None:
    """Show lines in the user's pager (PAGER, else less); without one, write them.

    `lines` are read as the pager asks for them. Raises as `write` does.
    """
    words = shlex.split(os.environ.get("PAGER") or "less")
    program = shutil.which(words[0]) if words else None
    if program is None:
        for line in lines:
            write(line)
        return
    environment = {**_ENVIRONMENT, **os.environ}
    pager = subprocess.Popen([program, *words[1:]], stdin=subprocess.PIPE, env=environment)
    if pager.stdin is None:
        raise AssertionError("the pager has no standard input")
    with suppress(BrokenPipeError, KeyboardInterrupt), pager.stdin as stream:
        for line in lines:  # until the reader has seen enough
            stream.write(line.encode("utf-8", "replace"))
    while pager.poll() is None:
        with suppress(KeyboardInterrupt):  # a key for the pager, which is still on the screen
            pager.wait()
