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
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleaner.batch.names import free_name
from cleaner.batch.sources import STATE
from cleaner.batch.task import Found, Outcome
from cleaner.document import LABELS
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
CREATE INDEX by_run ON pages (form, run, number);
CREATE INDEX by_target ON pages (form, target);
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
            self.connection.commit()
        self.committed = time.monotonic()

    def rollback(self) -> None:
        """Forget what was told since the last commit."""
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

    def plan(self, found: Found, ending: str) -> str | None:
        """The name of a page's output; None where this run has found the same page before.

        A page keeps the name it once had. Pages of folders have names of their own already.
        """
        if found.fixed:
            return found.names[0] if ending else ""
        source = os.fsencode(found.source)
        row = self._do(
            "SELECT name, run FROM names WHERE form = ? AND source = ?", self.form, source
        ).fetchone()
        if row is not None and row[1] == self.run:
            return None
        if row is not None:
            self._do("UPDATE names SET run = ? WHERE form = ? AND source = ?",
                     self.run, self.form, source)  # fmt: skip
            return os.fsdecode(row[0])
        name = self._free(found.names, ending) if ending and found.names else ""
        folded = os.fsencode(name.casefold()) if name else None
        self._do("INSERT INTO names VALUES (?, ?, ?, ?, ?)",
                 self.form, source, os.fsencode(name), folded, self.run)  # fmt: skip
        return name

    def _free(self, names: tuple[str, ...], ending: str) -> str:
        taken = "SELECT 1 FROM names WHERE form = ? AND folded = ?"
        return next(
            name
            for name in free_name(names, ending)
            if self._do(taken, self.form, os.fsencode(name.casefold())).fetchone() is None
        )

    def known(self, source: str, target: str) -> bytes:
        """The digest of the content that a page was cleaned with, where it need not be cleaned
        again if it still is the same; else nothing.
        """
        row: tuple[bytes] | None = self._do(
            "SELECT digest FROM pages WHERE form = ? AND source = ? AND setup = ? AND target = ?"
            " AND digest IS NOT NULL",
            self.form, os.fsencode(source), self.setup, os.fsencode(target),
        ).fetchone()  # fmt: skip
        return row[0] if row else b""

    # What became of it

    def entry(self, source: str) -> Entry | None:
        """What is known of a page."""
        row = self._do(
            "SELECT * FROM pages WHERE form = ? AND source = ?", self.form, os.fsencode(source)
        ).fetchone()
        return None if row is None else _entry(row)

    def keep(self, number: int, outcome: Outcome, place: Place | None) -> None:
        """A page is as it was: only when it was last seen, and where, is new."""
        self._do(
            "UPDATE pages SET run = ?, number = ?, file = ?, start = ?, length = ?"
            " WHERE form = ? AND source = ?",
            self.run, number, *_columns(place), self.form, os.fsencode(outcome.path),
        )  # fmt: skip

    def store(self, number: int, outcome: Outcome, place: Place | None) -> None:
        """A page was cleaned. Where its output had another name, that one is stale."""
        source = os.fsencode(outcome.path)
        self._do(
            "INSERT OR IGNORE INTO stale SELECT form, target FROM pages"
            " WHERE form = ? AND source = ? AND target NOT IN (?, x'')",
            self.form, source, os.fsencode(outcome.target),
        )  # fmt: skip
        self._do(
            "INSERT OR REPLACE INTO pages VALUES (" + ", ".join("?" * 21) + ")",
            self.form, source, outcome.digest, self.setup, os.fsencode(outcome.target),
            self.run, number, _text(outcome.url), _text(outcome.site),
            outcome.words, outcome.words_kept,
            *(outcome.labels[label.value] for label in LABELS), outcome.confidence,
            json.dumps(outcome.warnings), "", "", *_columns(place),
        )  # fmt: skip

    def fail(self, number: int, outcome: Outcome, place: Place | None) -> None:
        """A page could not be cleaned: it will be tried again. Its last good result stays."""
        source = os.fsencode(outcome.path)
        self._do(
            "INSERT OR IGNORE INTO pages (form, source, target) VALUES (?, ?, x'')",
            self.form, source,
        )  # fmt: skip
        self._do(
            "UPDATE pages SET digest = NULL, run = ?, number = ?, url = ?, site = ?, error = ?,"
            " reason = ?, file = ?, start = ?, length = ? WHERE form = ? AND source = ?",
            self.run, number, _text(outcome.url), _text(outcome.site), outcome.error,
            _text(outcome.reason), *_columns(place), self.form, source,
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
        rows = self._do(
            "SELECT target FROM stale WHERE form = ?1 AND NOT EXISTS"
            " (SELECT 1 FROM pages WHERE pages.form = ?1 AND pages.target = stale.target)",
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
            return self.connection.execute(statement, bound)

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
        Counter({label.value: count or 0 for label, count in zip(LABELS, counts)}),
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
