"""The first pass of a run: what repeats on the sites of its pages, before any is cleaned.

Counts lie in an SQLite file beside the ledger, with what each page has added to them: a page that
an earlier run has counted is not counted twice, and one that has changed is taken out first. Counts
of another version of cleaner, which may part pages into other paragraphs, are begun anew.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

import numpy as np

from cleaner import __version__
from cleaner.batch.sources.discover import find, in_groups
from cleaner.batch.task import Found, Options, Task
from cleaner.batch.workers.page_cleaner import (
    contents,
    digest,
    is_html,
    memory_path,
    page_text,
    site_of,
)
from cleaner.errors import LedgerError
from cleaner.io.decode import BOM
from cleaner.segment.html import segment_html
from cleaner.site_memory import SPILL, Hashes, SiteCounts, open_counts, text_hash
from cleaner.workers.limits import limit_memory
from cleaner.workers.pool import Pool

MOST_ROWS = 5_000  # pages between two writes
_TABLES = """
CREATE TABLE IF NOT EXISTS counted (source BLOB PRIMARY KEY, digest BLOB, site BLOB, texts BLOB)
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counted_by (version TEXT);
"""


class Counted(NamedTuple):
    """A page's share in the counts: `texts` holds the hashes of its paragraphs, eight bytes each.

    `digest` is empty for a page that could not be read, or is counted already; `again` says that it
    was counted with other content.
    """

    source: str
    digest: bytes = b""
    site: str = ""
    texts: bytes = b""
    again: bool = False


@dataclass
class PageCounter:
    """Reads a page's paragraphs, and nothing more. Can be pickled."""

    options: Options

    def prepare(self) -> None:
        """Forbid the process to take more than its memory."""
        limit_memory(self.options.max_memory)

    def __call__(self, task: Task) -> Counted:
        """Whatever is wrong with a page is told when it is cleaned."""
        found = task.found
        with suppress(Exception):
            if not found.record.error:
                return self._count(found, task.known)
        return Counted(found.source)

    def _count(self, found: Found, known: bytes) -> Counted:
        data = contents(found, self.options.max_bytes)
        content = digest(data, found.record)
        if content == known:
            return Counted(found.source)
        text, _ = page_text(data, found.record, self.options.max_bytes)
        site, hashes = "", set()
        if is_html(text, found.record):
            site = site_of(found.record.url, text, found.source)
            hashes = {text_hash(part) for part in segment_html(text.removeprefix(BOM)).texts}
        texts = np.array(sorted(hashes), dtype="<i8").tobytes()
        return Counted(found.source, content, site, texts, again=bool(known))


class CountedPages:
    """Counts, and which page has added what; both are written in one transaction.

    Raises CleanerError if the file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self._file = open_counts(str(path))
        self._counts = SiteCounts(self._file)
        self._rows: list[tuple[bytes, bytes, bytes, bytes]] = []  # not in the file yet
        self._file.executescript(_TABLES)
        if self._file.execute("SELECT version FROM counted_by").fetchall() != [(__version__,)]:
            self._counts.clear()
            for table in ("counted", "counted_by"):
                self._file.execute(f"DELETE FROM {table}")
            self._file.execute("INSERT INTO counted_by VALUES (?)", (__version__,))
            self._file.commit()

    def __enter__(self) -> CountedPages:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self.write()
        finally:
            self._file.close()

    def digests(self, group: Sequence[Found]) -> list[bytes]:
        """Return the digests of the contents that pages were counted with; b"" for others."""
        sources = [os.fsencode(found.source) for found in group]
        places = ", ".join("?" * len(sources))
        rows = self._file.execute(
            f"SELECT source, digest FROM counted WHERE source IN ({places})", sources
        )
        digests: dict[bytes, bytes] = dict(rows.fetchall())
        return [digests.get(source, b"") for source in sources]

    def add(self, counted: Counted) -> None:
        """Count a page; if it was counted with other content, take that out."""
        source, site = os.fsencode(counted.source), os.fsencode(counted.site)
        if counted.again:
            before = "SELECT site, texts FROM counted WHERE source = ?"
            for old_site, old_texts in self._file.execute(before, (source,)).fetchall():
                self._counts.add(os.fsdecode(old_site), _hashes(old_texts), -1)
        self._counts.add(counted.site, _hashes(counted.texts))
        self._rows.append((source, counted.digest, site, counted.texts))
        if self._counts.held > SPILL or len(self._rows) > MOST_ROWS:
            self.write()

    def write(self) -> None:
        """Write what was counted to the file: all of it, or nothing."""
        try:
            self._counts.write()
            insert = "INSERT OR REPLACE INTO counted VALUES (?, ?, ?, ?)"
            self._file.executemany(insert, self._rows)
            self._file.commit()
        except BaseException:
            self._file.rollback()
            raise
        self._rows.clear()


def _hashes(texts: bytes) -> Hashes:
    return np.frombuffer(texts, dtype="<i8")


def count_sites(options: Options, without: Path | None, jobs: int) -> None:
    """Count what repeats. Raises LedgerError where the counts cannot be kept."""
    path = memory_path(options)
    if path is None:
        return
    if options.force:
        for name in (path, path.with_name(path.name + "-journal")):
            name.unlink(missing_ok=True)
    pool: Pool[Task, Counted] = Pool(
        PageCounter(options),
        lambda task: Counted(task.found.source),
        jobs,
        timeout=options.timeout,
        weight=lambda item: item.found.weight if isinstance(item, Task) else len(item.texts),
    )
    try:
        with (
            CountedPages(path) as pages,
            closing(pool.run(_tasks(options, without, pages))) as results,
        ):
            for counted in results:
                if counted.digest:
                    pages.add(counted)
    except sqlite3.Error as error:
        raise LedgerError(
            f"{path} cannot be read or written ({error}): is the disk full? Delete the file and "
            "run again, or use --no-site-memory"
        ) from error


def _tasks(options: Options, without: Path | None, pages: CountedPages) -> Iterator[Task]:
    numbers = count()
    for group in in_groups(find(options, without)):
        for found, known in zip(group, pages.digests(group)):
            yield Task(next(numbers), found, known=known)
