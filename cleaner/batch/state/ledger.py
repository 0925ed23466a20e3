"""The account of what is done: an SQLite file in the output folder, safe against sudden death.

It says for each page what content it had when it was cleaned, with what model and options, and
what came of it. Who holds it open is the only one to write into the folder. What is not yet
committed when a run is killed counts as not done.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleaner.batch.outputs.names import free_name
from cleaner.batch.sources.folders import STATE
from cleaner.batch.task import Found, Outcome
from cleaner.errors import CleanerError, LedgerError, OutputInUse

LEDGER = "ledger.sqlite"
VERSION = 1  # of the tables below
COMMIT_EVERY = 1.0  # seconds: what a killed run has to do again, at most

# `form` is part of every key: each form of output has an account of its own. Names of files need
# not be text, so they are kept as bytes.
_TABLES = """
CREATE TABLE pages (
    form TEXT, source BLOB,
    digest BLOB, setup BLOB, target BLOB,
    run INTEGER, number INTEGER,
    url TEXT, site TEXT, words INTEGER, words_kept INTEGER,
    body INTEGER, sidebar INTEGER, chrome INTEGER,
    confidence REAL, warnings TEXT, error TEXT, reason TEXT,
    file INTEGER, start INTEGER, length INTEGER,
    PRIMARY KEY (form, source)
);
CREATE INDEX failed ON pages (form, run, number) WHERE error != '';
CREATE TABLE names (form TEXT, source BLOB, name BLOB, folded BLOB, run INTEGER,
    PRIMARY KEY (form, source));
CREATE UNIQUE INDEX by_name ON names (form, folded) WHERE folded IS NOT NULL;
CREATE TABLE stale (form TEXT, target BLOB, PRIMARY KEY (form, target));
CREATE TABLE facts (name TEXT PRIMARY KEY, value);
"""


@dataclass(slots=True, frozen=True)
class Place:
    """Where a page's record stands: in which file of records, from where, how many bytes."""

    file: int
    start: int
    length: int


@dataclass(slots=True, frozen=True)
class Entry:
    """What the ledger says of a page."""

    digest: bytes
    setup: bytes
    target: str
    outcome: Outcome
    place: Place | None


class Ledger:
    """The account of one form of output in a folder. Use as a context manager.

    Every method raises LedgerError where the file cannot be read or written.
    """

    def __init__(self, out: Path, form: str, setup: bytes = b"") -> None:
        self.path = out / STATE / LEDGER
        self.form = form
        self.setup = setup
        self.run = 0
        self._pending: dict[str, list[tuple[Any, ...]]] = {}
        self.committed = time.monotonic()
        with self._explained():
            self.connection = _connect(self.path)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *error: object) -> None:
        with suppress(sqlite3.Error):
            self.connection.close()

    def begin(self, *, force: bool = False) -> None:
        """Start a run; with `force`, one for which nothing is done yet."""
        self.run = int(self.fact("run") or 0) + 1
        self.set_fact("run", self.run)
        if force:
            self._do("UPDATE pages SET digest = NULL, file = NULL WHERE form = ?", self.form)
        self.commit()

    def commit(self) -> None:
        """Make what was told so far last."""
        with self._explained():
            self._write()
            self.connection.commit()
        self.committed = time.monotonic()

    def rollback(self) -> None:
        """Forget what was told since the last commit."""
        self._pending.clear()
        with self._explained():
            self.connection.rollback()

    @property
    def due(self) -> bool:
        """Whether it is time for a commit."""
        return time.monotonic() - self.committed > COMMIT_EVERY

    # Facts about the whole folder

    def fact(self, name: str) -> Any:
        """A single figure by its name; None where it was never set."""
        row = self._do("SELECT value FROM facts WHERE name = ?", name).fetchone()
        return row[0] if row else None

    def set_fact(self, name: str, value: Any) -> None:
        """Remember a figure."""
        self._do("INSERT OR REPLACE INTO facts VALUES (?, ?)", name, value)

    # What is found

    def plan(self, group: Sequence[Found], ending: str) -> list[tuple[Found, str]]:
        """Pages with the names of their outputs, without those that this run has found before.

        A page keeps the name it once had. Pages of folders have names of their own already.
        """
        free = [os.fsencode(found.source) for found in group if not found.fixed]
        had = {
            source: (name, run)
            for source, name, run in self._about("SELECT source, name, run FROM names", free)
        }
        planned: list[tuple[Found, str]] = []
        for found in group:
            if found.fixed:
                planned.append((found, found.names[0] if ending else ""))
                continue
            source = os.fsencode(found.source)
            name, run = had.get(source, (None, 0))
            if run == self.run:
                continue
            if name is None:
                name = self._name(source, found.names if ending else (), ending)
            else:
                self._later("UPDATE names SET run = ? WHERE form = ? AND source = ?",
                            self.run, self.form, source)  # fmt: skip
            had[source] = (name, self.run)
            planned.append((found, os.fsdecode(name)))
        return planned

    def _name(self, source: bytes, names: tuple[str, ...], ending: str) -> bytes:
        """Give a page the first of its names that is free."""
        name = self._free(names, ending) if names else ""
        folded = os.fsencode(name.casefold()) if name else None
        self._do("INSERT INTO names VALUES (?, ?, ?, ?, ?)",
                 self.form, source, os.fsencode(name), folded, self.run)  # fmt: skip
        return os.fsencode(name)

    def _free(self, names: tuple[str, ...], ending: str) -> str:
        taken = "SELECT 1 FROM names WHERE form = ? AND folded = ?"
        return next(
            name
            for name in free_name(names, ending)
            if self._do(taken, self.form, os.fsencode(name.casefold())).fetchone() is None
        )

    def entries(self, group: Iterable[Found]) -> dict[str, Entry]:
        """What is known of pages, by their sources."""
        sources = [os.fsencode(found.source) for found in group]
        rows = self._about("SELECT * FROM pages", sources)
        return {entry.outcome.path: entry for entry in map(_entry, rows)}

    def _about(self, select: str, sources: list[bytes]) -> list[tuple[Any, ...]]:
        if not sources:
            return []
        places = ", ".join("?" * len(sources))
        wanted = f"{select} WHERE form = ? AND source IN ({places})"
        return self._do(wanted, self.form, *sources).fetchall()

    # What became of it

    def keep(self, number: int, outcome: Outcome, place: Place | None) -> None:
        """A page is as it was: only when it was last seen, and where, is new."""
        self._later(
            "UPDATE pages SET run = ?, number = ?, file = ?, start = ?, length = ?"
            " WHERE form = ? AND source = ?",
            self.run, number, *_columns(place), self.form, os.fsencode(outcome.path),
        )  # fmt: skip

    def store(
        self, number: int, outcome: Outcome, place: Place | None, before: Entry | None
    ) -> None:
        """A page was cleaned. Where its output had another name before, that one is stale."""
        if before and before.target not in ("", outcome.target):
            stale = os.fsencode(before.target)
            self._later("INSERT OR IGNORE INTO stale VALUES (?, ?)", self.form, stale)
        self._later(
            "INSERT OR REPLACE INTO pages VALUES (" + ", ".join("?" * 21) + ")",
            self.form, os.fsencode(outcome.path), outcome.digest, self.setup,
            os.fsencode(outcome.target), self.run, number, _text(outcome.url), _text(outcome.site),
            outcome.words, outcome.words_kept, *outcome.labels, outcome.confidence,
            json.dumps(outcome.warnings), "", "", *_columns(place),
        )  # fmt: skip

    def fail(self, number: int, outcome: Outcome, place: Place | None) -> None:
        """A page could not be cleaned: it will be tried again. Its last good result stays."""
        self._later(
            "INSERT INTO pages (form, source, target, run, number, url, site, error, reason,"
            " file, start, length) VALUES (?, ?, x'', ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET digest = NULL, run = excluded.run,"
            " number = excluded.number, url = excluded.url, site = excluded.site,"
            " error = excluded.error, reason = excluded.reason, file = excluded.file,"
            " start = excluded.start, length = excluded.length",
            self.form, os.fsencode(outcome.path), self.run, number, _text(outcome.url),
            _text(outcome.site), outcome.error, _text(outcome.reason), *_columns(place),
        )  # fmt: skip

    def failures(self) -> Iterator[dict[str, str]]:
        """Source, address (where there is one), error and reason of each failure of this run."""
        rows = self._do(
            "SELECT source, url, error, reason FROM pages"
            " WHERE form = ? AND run = ? AND error != '' ORDER BY number",
            self.form, self.run,
        )  # fmt: skip
        for source, url, error, reason in rows:
            address = {"url": url} if url else {}
            yield {"source": os.fsdecode(source), **address, "error": error, "reason": reason}

    def unseen(self) -> Iterator[tuple[str, Place]]:
        """Pages with a record that this run has not come across, always in the same order."""
        last = 0
        while True:
            rows = self._do(
                "SELECT rowid, source, file, start, length FROM pages WHERE form = ? AND run < ?"
                " AND file IS NOT NULL AND rowid > ? ORDER BY rowid LIMIT 1000",
                self.form, self.run, last,
            ).fetchall()  # fmt: skip
            if not rows:
                return
            for rowid, source, *place in rows:
                last = rowid
                yield os.fsdecode(source), Place(*place)

    def move(self, source: str, place: Place) -> None:
        """A record stands elsewhere now."""
        self._do(
            "UPDATE pages SET file = ?, start = ?, length = ? WHERE form = ? AND source = ?",
            *_columns(place), self.form, os.fsencode(source),
        )  # fmt: skip

    def move_all(self, old: int, new: int, before: int) -> None:
        """The records that stand before some place in one file stand there in another, too."""
        self._do(
            "UPDATE pages SET file = ? WHERE form = ? AND file = ? AND start < ?",
            new, self.form, old, before,
        )  # fmt: skip

    def forget_records(self) -> None:
        """The records are gone: their pages are not done."""
        self._do("UPDATE pages SET digest = NULL, file = NULL WHERE form = ?", self.form)

    def stale(self) -> list[str]:
        """Output files that no page has any more, since it was given another name."""
        if self._do("SELECT 1 FROM stale WHERE form = ? LIMIT 1", self.form).fetchone() is None:
            return []
        rows = self._do(
            "SELECT target FROM stale WHERE form = ?1"
            " EXCEPT SELECT target FROM pages WHERE form = ?1",
            self.form,
        )
        return [os.fsdecode(row[0]) for row in rows]

    def forget_stale(self) -> None:
        """They are removed."""
        self._do("DELETE FROM stale WHERE form = ?", self.form)

    def query(self, statement: str, **values: Any) -> sqlite3.Cursor:
        """Any question, for reports; :form and :run are bound, and what else is given by name."""
        return self._do(statement, {"form": self.form, "run": self.run, **values})

    def _do(self, statement: str, *values: Any) -> sqlite3.Cursor:
        bound = values[0] if values and isinstance(values[0], dict) else values
        with self._explained():
            self._write()
            return self.connection.execute(statement, bound)

    def _later(self, statement: str, *values: Any) -> None:
        """Do this together with others like it, before anything else is asked or done."""
        self._pending.setdefault(statement, []).append(values)

    def _write(self) -> None:
        """Do what was put off."""
        while self._pending:
            statement = next(iter(self._pending))
            self.connection.executemany(statement, self._pending.pop(statement))

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise _explain(error, self.path) from error


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=0)
    # The lock is taken by the first write and lasts until the connection, or the process, ends.
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = TRUNCATE")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("BEGIN EXCLUSIVE")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == 0:
        for statement in _TABLES.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
    elif version != VERSION:
        connection.close()
        raise LedgerError(
            f"{path} was written by another version of cleaner: name another output folder"
        )
    connection.commit()
    return connection


def _explain(error: sqlite3.Error, path: Path) -> CleanerError:
    """An error of SQLite with what to do about it."""
    said = str(error)
    if "locked" in said:
        return OutputInUse(
            f"another run is writing to {path.parent.parent}: wait for its end, or name another "
            "output folder"
        )
    if isinstance(error, sqlite3.OperationalError):
        return LedgerError(
            f"{path} cannot be read or written ({said}): is the disk full, or the folder "
            "read-only? Run again when that is mended; what is finished is safe"
        )
    return LedgerError(
        f"{path} is damaged ({said}): delete it and run again, or name another output folder"
    )


def _entry(row: tuple[Any, ...]) -> Entry:
    _, source, digest, setup, target, _, _, url, site, words, kept, *more = row
    *counts, confidence, warnings, error, reason, file, start, length = more
    outcome = Outcome(
        os.fsdecode(source),
        os.fsdecode(target or b""),
        error or "",
        reason or "",
        words or 0,
        kept or 0,
        tuple(count or 0 for count in counts),
        json.loads(warnings or "[]"),
        confidence if confidence is not None else 1.0,
        url or "",
        site or "",
        digest or b"",
    )
    place = None if file is None else Place(file, start, length)
    return Entry(digest or b"", setup or b"", outcome.target, outcome, place)


def _columns(place: Place | None) -> tuple[int | None, int | None, int | None]:
    return (place.file, place.start, place.length) if place else (None, None, None)


def _text(text: str) -> str:
    """Text that SQLite takes: broken bytes of names stand as escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
