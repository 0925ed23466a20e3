"""The ledger: an SQLite file in the output folder that says what is done, and survives a kill.

It says of each page what content it had when it was cleaned, with what models and options, and what
became of it. Whoever holds it open is the only one to write into the folder. What is not yet
committed when a run is killed counts as not done.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from cleaner.batch.options import STATE, BatchFormat
from cleaner.batch.outputs.names import candidates
from cleaner.batch.sources.items import SourceItem
from cleaner.batch.state.rows import (
    Entry,
    Key,
    Span,
    entry_of,
    folded,
    key_of,
    numbers_of,
    plain,
    row_key,
    to_json,
)
from cleaner.batch.state.schema import WROTE, connect, explained
from cleaner.batch.task import Outcome

LEDGER = "ledger.sqlite"
COMMIT_EVERY = 1.0  # seconds: what a killed run has to do again, at most

_COLUMNS = 22  # of the table of pages
_ADD_NAME = "INSERT OR REPLACE INTO names VALUES (?, ?, ?, ?, ?, ?)"


class Ledger:
    """The account of one output format in a folder. Use as a context manager.

    Every method raises LedgerError if the file cannot be read or written.
    """

    def __init__(self, out: Path, output_format: BatchFormat, setup: bytes = b"") -> None:
        self.path = out / STATE / LEDGER
        self.output_format = output_format
        self.setup = setup
        self.run = 0
        self.unclaimed = False
        self._registered = False
        self._pending: dict[str, list[tuple[Any, ...]]] = {}
        self.committed = time.monotonic()
        with self._explained():
            self.connection = connect(self.path)
            self.connection.create_function("folded", 1, folded, deterministic=True)
        self.unclaimed = self._any("SELECT 1 FROM pages WHERE output_format = ? AND origin = x''")

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *error: object) -> None:
        with suppress(sqlite3.Error):
            self.connection.close()

    def begin(self) -> None:
        """Start a run."""
        self.run = int(self.fact("run") or 0) + 1
        self.set_fact("run", self.run)
        self.commit()

    def commit(self) -> None:
        """Commit all pending changes."""
        with self._explained():
            self._write()
            self.connection.commit()
        self.committed = time.monotonic()

    def rollback(self) -> None:
        """Forget all changes since the last commit."""
        self._pending.clear()
        with self._explained():
            self.connection.rollback()

    @property
    def due(self) -> bool:
        """Whether it is time for a commit."""
        return time.monotonic() - self.committed > COMMIT_EVERY

    # Facts about the whole folder

    def fact(self, name: str) -> int | str | None:
        """Return a single value by its name; None if it was never set."""
        row = self._do("SELECT value FROM facts WHERE name = ?", name).fetchone()
        return row[0] if row else None

    def set_fact(self, name: str, value: int | str) -> None:
        """Set a single value."""
        self._do("INSERT OR REPLACE INTO facts VALUES (?, ?)", name, value)

    def owns(self, name: str) -> bool:
        """Return whether a run wrote the file of this name that stands beside the pages."""
        return self.fact(WROTE + name) is not None

    def own(self, name: str) -> None:
        """Note that a run writes the file of this name beside the pages. Commits: the note must
        not be younger than the file."""
        if not self.owns(name):
            self.set_fact(WROTE + name, 1)
            self.commit()

    # Pages that are found

    def plan(
        self, group: Sequence[SourceItem], ending: str, *, mirrored: bool
    ) -> list[tuple[SourceItem, str]]:
        """Return items with the names of their outputs, without those that this run has met before.

        A page keeps the name it once had. `mirrored`: all of this run's pages are those of one
        folder. As long as the ledger knows of no other, they have names of their own already.
        """
        alone = mirrored and not any(map(self._knows_others, {item.origin for item in group}))
        if not alone:
            self._register()
        items = [item for item in group if not (alone and item.fixed)]
        names = {
            Key(origin, os.fsdecode(source)): (name, run)
            for origin, source, name, run in self._about(
                "origin, source, name, run", "names", items
            )
        }
        planned: list[tuple[SourceItem, str]] = []
        for item in group:
            if alone and item.fixed:
                planned.append((item, item.names[0] if ending else ""))
                continue
            name, run = names.get(key_of(item), (None, 0))
            if run == self.run:
                continue
            if not name and (name is None or (ending and item.names)):
                name = self._name(item, ending)
            else:
                self._later(
                    "UPDATE names SET run = ?"
                    " WHERE output_format = ? AND origin = ? AND source = ?",
                    self.run, self.output_format, *row_key(item.origin, item.source),
                )  # fmt: skip
            names[key_of(item)] = (name, self.run)
            planned.append((item, os.fsdecode(name)))
        return planned

    def _knows_others(self, origin: bytes) -> bool:
        """Return whether there are pages of another origin."""
        other = "SELECT 1 FROM pages WHERE output_format = ? AND origin"
        return self._any(f"{other} < ?", origin) or self._any(f"{other} > ?", origin)

    def _register(self) -> None:
        """List the names that mirrored folders gave without asking."""
        if not self._registered:
            self._do(
                "INSERT OR IGNORE INTO names SELECT output_format, origin, source, target,"
                " folded(target), 0 FROM pages WHERE output_format = ? AND target != x''"
                " AND NOT EXISTS (SELECT 1 FROM names WHERE names.output_format ="
                " pages.output_format AND names.origin = pages.origin"
                " AND names.source = pages.source)",
                self.output_format,
            )
            self._registered = True

    def _name(self, item: SourceItem, ending: str) -> bytes:
        """Give a page the first of its names that is free."""
        name = ""
        if ending and item.names:
            taken = "SELECT 1 FROM names WHERE output_format = ? AND folded = ?"
            name = next(
                name
                for name in candidates(item.names, ending)
                if not self._any(taken, folded(os.fsencode(name)))
            )
        raw = os.fsencode(name)
        key = row_key(item.origin, item.source)
        self._do(_ADD_NAME, self.output_format, *key, raw, folded(raw) if raw else None, self.run)
        return raw

    def entries(self, group: Iterable[SourceItem]) -> dict[Key, Entry]:
        """Return what is known of pages."""
        rows = self._about("*", "pages", [*group])
        return {Key(row[1], os.fsdecode(row[2])): entry_of(row) for row in rows}

    def wrote(self, target: str) -> bool:
        """Return whether a run wrote an output file of this name."""
        self._do("CREATE INDEX IF NOT EXISTS by_target ON pages (output_format, target)")
        return any(
            self._any(f"SELECT 1 FROM {table} WHERE output_format = ? AND target = ?",
                      os.fsencode(target))
            for table in ("pages", "stale")
        )  # fmt: skip

    def digests_unclaimed(self, group: Sequence[SourceItem]) -> dict[str, bytes]:
        """Return the digests of pages of these names whose origin is not known, by name."""
        nowhere = [item._replace(origin=b"") for item in group]
        rows = self._about("source, digest", "pages", nowhere)
        return {os.fsdecode(source): digest for source, digest in rows if digest}

    def claim(self, origin: bytes) -> None:
        """Take pages whose origin is not known for those of an origin."""
        for table in ("pages", "names"):
            self._do(
                f"UPDATE OR IGNORE {table} SET origin = ? WHERE output_format = ? AND origin = x''",
                origin, self.output_format,
            )  # fmt: skip
        self.unclaimed = False

    # What became of them

    def keep(self, number: int, outcome: Outcome, span: Span | None) -> None:
        """Note that a page is unchanged."""
        self._later(
            "UPDATE pages SET run = ?, number = ?, file = ?, start = ?, length = ?"
            " WHERE output_format = ? AND origin = ? AND source = ?",
            self.run, number, *numbers_of(span), self.output_format,
            *row_key(outcome.origin, outcome.path),
        )  # fmt: skip

    def store(self, number: int, outcome: Outcome, span: Span | None, before: Entry | None) -> None:
        """Note that a page was cleaned. If its output had another name before, that is stale."""
        if before and before.target not in ("", outcome.target):
            stale = os.fsencode(before.target)
            self._later("INSERT OR IGNORE INTO stale VALUES (?, ?)", self.output_format, stale)
        self._later(
            f"INSERT OR REPLACE INTO pages VALUES ({', '.join('?' * _COLUMNS)})",
            self.output_format, *row_key(outcome.origin, outcome.path), outcome.digest,
            self.setup, os.fsencode(outcome.target), self.run, number, plain(outcome.url),
            plain(outcome.site), outcome.words, outcome.words_kept, *outcome.labels,
            outcome.confidence, to_json(outcome.warnings), "", "", *numbers_of(span),
        )  # fmt: skip

    def fail(self, number: int, outcome: Outcome, span: Span | None) -> None:
        """Note that a page could not be cleaned and is to be tried again. Its result stays."""
        self._later(
            "INSERT INTO pages (output_format, origin, source, target, run, number, url, site,"
            " error, reason, file, start, length) VALUES (?, ?, ?, x'', ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET digest = NULL, run = excluded.run,"
            " number = excluded.number, url = excluded.url, site = excluded.site,"
            " error = excluded.error, reason = excluded.reason, file = excluded.file,"
            " start = excluded.start, length = excluded.length",
            self.output_format, *row_key(outcome.origin, outcome.path), self.run, number,
            plain(outcome.url), plain(outcome.site), outcome.error, plain(outcome.reason),
            *numbers_of(span),
        )  # fmt: skip

    def failures(self) -> Iterator[dict[str, str]]:
        """Yield source, URL (if there is one), error and reason of each failure of this run."""
        rows = self._do(
            "SELECT source, url, error, reason FROM pages"
            " WHERE output_format = ? AND run = ? AND error != '' ORDER BY number",
            self.output_format, self.run,
        )  # fmt: skip
        for source, url, error, reason in rows:
            address = {"url": url} if url else {}
            yield {"source": os.fsdecode(source), **address, "error": error, "reason": reason}

    # Records of all pages in one file

    def unseen(self) -> Iterator[tuple[Key, Span]]:
        """Yield pages with a record that this run has not met, always in the same order."""
        last = 0
        while True:
            rows = self._do(
                "SELECT rowid, origin, source, file, start, length FROM pages"
                " WHERE output_format = ? AND run < ? AND file IS NOT NULL AND rowid > ?"
                " ORDER BY rowid LIMIT 1000",
                self.output_format, self.run, last,
            ).fetchall()  # fmt: skip
            if not rows:
                return
            for rowid, origin, source, *numbers in rows:
                last = rowid
                yield Key(origin, os.fsdecode(source)), Span(*numbers)

    def move(self, page: Key, span: Span) -> None:
        """Note that a record stands elsewhere now."""
        self._do(
            "UPDATE pages SET file = ?, start = ?, length = ?"
            " WHERE output_format = ? AND origin = ? AND source = ?",
            *numbers_of(span), self.output_format, *row_key(*page),
        )  # fmt: skip

    def move_all(self, old: int, new: int, before: int) -> None:
        """Note that the records before a place in one file stand there in another."""
        self._do(
            "UPDATE pages SET file = ? WHERE output_format = ? AND file = ? AND start < ?",
            new, self.output_format, old, before,
        )  # fmt: skip

    def forget_records(self) -> None:
        """Forget all records, which are lost: their pages are not done."""
        self._do(
            "UPDATE pages SET digest = NULL, file = NULL WHERE output_format = ?",
            self.output_format,
        )

    # Outputs that are stale

    def stale(self) -> list[str]:
        """Return the output files that no page has any more, since it was given another name."""
        if not self._any("SELECT 1 FROM stale WHERE output_format = ? LIMIT 1"):
            return []
        rows = self._do(
            "SELECT target FROM stale WHERE output_format = ?1"
            " EXCEPT SELECT target FROM pages WHERE output_format = ?1",
            self.output_format,
        )
        return [os.fsdecode(row[0]) for row in rows]

    def forget_stale(self) -> None:
        """Forget the stale outputs, once their files are deleted."""
        self._do("DELETE FROM stale WHERE output_format = ?", self.output_format)

    # SQL

    def query(self, statement: str, **values: int | float) -> sqlite3.Cursor:
        """Ask anything, for reports; :output_format and :run are bound, beside the values."""
        return self._do(statement, {"output_format": self.output_format, "run": self.run, **values})

    def _any(self, statement: str, *values: Any) -> bool:
        """Return whether a question about this output format has an answer."""
        return self._do(statement, self.output_format, *values).fetchone() is not None

    def _about(self, columns: str, table: str, items: list[SourceItem]) -> list[tuple[Any, ...]]:
        """Select columns of the rows of a table that are about some pages."""
        rows: list[tuple[Any, ...]] = []
        for origin in {item.origin for item in items}:
            sources = [os.fsencode(item.source) for item in items if item.origin == origin]
            marks = ", ".join("?" * len(sources))
            wanted = f"WHERE output_format = ? AND origin = ? AND source IN ({marks})"
            statement = f"SELECT {columns} FROM {table} {wanted}"
            rows += self._do(statement, self.output_format, origin, *sources).fetchall()
        return rows

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
            raise explained(error, self.path) from error
