"""Names of files that a run is about to write, kept so that its successor knows them as its own.

A file in the output folder that the ledger does not know is the user's, and is never overwritten;
unless a killed run wrote it and could not commit the ledger any more. So each name stands in a
small file before the page goes to a worker, until the ledger has it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from cleaner.batch.options import STATE

PLANNED = "planned"


class PlannedNames:
    """The names of a run's outputs that are not in the ledger yet. Use as a context manager.

    `earlier` holds those of runs that were killed. Raises OSError.
    """

    def __init__(self, out: Path) -> None:
        self._path = out / STATE / PLANNED
        names = self._path.read_bytes().split(b"\0") if self._path.exists() else []
        self.earlier = frozenset(os.fsdecode(name) for name in names if name)
        self._waiting: dict[str, None] = dict.fromkeys(self.earlier)
        self._done: list[str] = []
        self._file = self._path.open("ab", buffering=0)

    def __enter__(self) -> PlannedNames:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def add(self, names: Iterable[str]) -> None:
        """Note names before their files are written."""
        new = dict.fromkeys(names)
        if new:
            self._waiting.update(new)
            self._file.write(_joined(new))

    def done(self, name: str) -> None:
        """Note that the ledger was told of a name."""
        self._done.append(name)

    def committed(self) -> None:
        """Forget the names that the ledger was told of: it is committed."""
        for name in self._done:
            self._waiting.pop(name, None)
        self._done.clear()
        self._write()

    def clear(self) -> None:
        """Forget all names: the run is complete."""
        self._waiting.clear()
        self._write()

    def _write(self) -> None:
        part = self._path.with_name(PLANNED + ".new")
        part.write_bytes(_joined(self._waiting))
        self._file.close()
        os.replace(part, self._path)
        self._file = self._path.open("ab", buffering=0)


def _joined(names: Iterable[str]) -> bytes:
    return b"".join(os.fsencode(name) + b"\0" for name in names)
