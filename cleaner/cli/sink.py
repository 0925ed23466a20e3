"""Where the output of `cleaner clean` goes: standard output, one file, or a folder."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

import click

from cleaner.cli.output import write
from cleaner.cli.sources import STDIN
from cleaner.errors import CleanerError, OutputTaken
from cleaner.io.fetch import is_address

JOINED = ("text", "markdown")  # formats of which one output may hold several documents
STDIN_NAME = "standard-input"


class Sink:
    """Takes one output after the other. Use as a context manager, which completes a file of all.

    `out` is a file or a folder; "-" or "" is standard output. Raises click.UsageError if the
    outputs of several sources cannot stand in one.
    """

    def __init__(self, out: str, sources: Sequence[str], output_format: str) -> None:
        several = len(sources) > 1
        self.sources = sources
        self.output_format = output_format
        self.path = Path(out) if out and out != STDIN else None
        self.folder = self.path is not None and (
            self.path.is_dir() or out.endswith(os.sep) or (several and output_format != "jsonl")
        )
        if several and self.path is None and output_format not in (*JOINED, "jsonl"):
            raise click.UsageError(
                f"several outputs of --format {output_format} make no one output: name a folder "
                "with --output, or use --format jsonl"
            )
        self._parts: list[str] = []
        self._names: set[str] = set()
        self._first = True

    def put(self, source: str, text: str) -> None:
        """Take the output of a source. Raises OutputTaken, OSError; BrokenPipeError if the reader
        of standard output has gone."""
        if self.path is None:
            if not self._first and self.output_format in JOINED and text:
                text = "\n" + text
            self._first = self._first and not text
            write(text)
        elif self.folder and self.output_format != "jsonl":
            self.path.mkdir(parents=True, exist_ok=True)
            self._write(self.path / self._name(source), text)
        else:
            self._parts.append(text)

    def __enter__(self) -> Sink:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None and self._parts and self.path is not None:
            path = self.path
            if self.folder:
                path.mkdir(parents=True, exist_ok=True)
                path = path / "pages.jsonl"
            self._write(path, "".join(self._parts))

    def _name(self, source: str) -> str:
        """Return the name of a source's output in a folder; none has that of another."""
        from cleaner.batch.options import ENDINGS
        from cleaner.batch.outputs.names import candidates, listed_names, record_name

        ending = ENDINGS[self.output_format]
        if source == STDIN:
            names = [STDIN_NAME + ending]
        elif is_address(source):
            names = [record_name("", source, 0, ending).replace("/", "-")]
        else:
            names = listed_names(Path(source).name, ending)
        free = (n for n in candidates(tuple(names), ending) if n.casefold() not in self._names)
        name = next(free)
        self._names.add(name.casefold())
        return name

    def _write(self, path: Path, text: str) -> None:
        """Write a file: the whole of it or nothing. Devices and pipes are written to as they are.

        Raises OutputTaken for a file that is one of the sources, CleanerError, OSError.
        """
        data = text.encode("utf-8", "replace")
        for source in self.sources:
            if source != STDIN and path.exists() and _same(Path(source), path):
                raise OutputTaken(f"{path} is the source itself: name another output")
        path = path.resolve()  # what a link stands for is replaced, not the link
        if path.exists() and not path.is_file():
            path.write_bytes(data)
            return
        if not path.parent.is_dir():
            raise CleanerError(f"{path.parent}: there is no such folder to write {path.name} to")
        part = path.with_name(f".{secrets.token_hex(4)}.part")
        try:
            part.write_bytes(data)
            os.replace(part, path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there
        return False
