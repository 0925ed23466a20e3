"""Read files of JSON records, one a line; a bad record is named by its file and line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from cleaner.errors import CorpusError

FORMAT_HELP = "docs/howto/train.md describes the format under 'A corpus'"


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a corpus file. Its methods check what they return, and raise CorpusError."""

    path: Path
    line: int
    fields: dict[str, object]

    def fail(self, problem: str) -> NoReturn:
        """Raise CorpusError: the file, the line, the problem, and where the format is described."""
        raise CorpusError(f"{self.path}, line {self.line}: {problem}. {FORMAT_HELP}")

    def text(self, name: str) -> str:
        """Return a field that must be there and hold text."""
        if name not in self.fields:
            self.fail(f"no {name!r}")
        value = self.optional_text(name)
        if value is None:
            self.fail(f"{name!r} is null, not text")
        return value

    def optional_text(self, name: str) -> str | None:
        """Return the text of a field; None if it is missing or null."""
        value = self.fields.get(name)
        if value is not None and not isinstance(value, str):
            self.fail(f"{name!r} is not text")
        return value

    def strings(self, name: str) -> list[str]:
        """Return a field that must be there and be a list of texts."""
        if name not in self.fields:
            self.fail(f"no {name!r}")
        return self.optional_strings(name)

    def optional_strings(self, name: str) -> list[str]:
        """Return a list of texts; an empty one if the field is missing or null."""
        value = self.fields.get(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fail(f"{name!r} is not a list of texts")
        return value


def read_records(path: Path) -> Iterator[Record]:
    """Yield the records of a file in order; blank lines are passed over.

    Raises CorpusError if the file cannot be read, or a line is not a JSON object in UTF-8.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read ({error.strerror})") from error
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
        except ValueError as error:  # also of bytes that are no UTF-8
            raise CorpusError(f"{path}, line {number}: not JSON ({error})") from error
        if not isinstance(fields, dict):
            raise CorpusError(f"{path}, line {number}: not an object of that format. {FORMAT_HELP}")
        yield Record(path, number, fields)
