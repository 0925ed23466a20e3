"""The first pass of a run: count what repeats on the sites of its pages, before any is cleaned.

The counts lie in an SQLite file beside the ledger, with each page's share: a page that an earlier
run has counted is not counted twice, and one that has changed is taken out first. Counts of another
version of cleaner, which may cut pages into other paragraphs, are begun anew.
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

from cleaner.batch.options import BatchOptions
from cleaner.batch.sources.discover import find, in_groups
from cleaner.batch.sources.items import SourceItem
from cleaner.batch.task import Task
from cleaner.batch.workers.contents import counted_site, digest, is_html, page_text, read_content
from cleaner.batch.workers.page_cleaner import site_memory_path
from cleaner.errors import LedgerError
from cleaner.io.decode import BOM
from cleaner.segment.html import segment_html
from cleaner.site_memory import SPILL, Hashes, SiteCounts, open_counts, text_hash
from cleaner.version import __version__
from cleaner.workers.limits import limit_memory
from cleaner.workers.pool import Pool, run_here

_VERSION = f"{__version__}, by origin and source"  # of the counts
MOST_ROWS = 5_000  # pages between two writes
_TABLES = """
CREATE TABLE IF NOT EXISTS counted (source BLOB PRIMARY KEY, digest BLOB, site BLOB, texts BLOB)
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counted_by (version TEXT);
"""


class Counted(NamedTuple):
    """A page's share in the counts: `texts` holds the hashes of its paragraphs, eight bytes each.

    `key` names the page. `digest` is empty for a page that could not be read, or is counted
    already; `again` says that it was counted with other content.
    """

    key: bytes
    digest: bytes = b""
    site: str = ""
    texts: bytes = b""
    again: bool = False


@dataclass
class PageCounter:
    """Read a page's paragraphs, and nothing more. Can be pickled."""

    options: BatchOptions

    def prepare(self) -> None:
        """Forbid the process to take more than its memory."""
        limit_memory(self.options.max_memory)

    def __call__(self, task: Task) -> Counted:
        """Count a page. Whatever is wrong with it is said when it is cleaned."""
        item = task.item
        with suppress(Exception):
            if not item.record.error:
                return self._count(item, task.digest)
        return Counted(_key(item))

    def _count(self, item: SourceItem, known: bytes) -> Counted:
        data, _ = read_content(item, self.options.cleaning.max_bytes)
        content = digest(data, item.record)
        if content == known:
            return Counted(_key(item))
        text, _ = page_text(data, item.record, self.options)
        site, hashes = "", set()
        if is_html(text, item.record, self.options):
            site = counted_site(item, text)
            hashes = {text_hash(part) for part in segment_html(text.removeprefix(BOM)).texts}
        texts = np.array(sorted(hashes), dtype="<i8").tobytes()
        return Counted(_key(item), content, site, texts, again=bool(known))


def _key(item: SourceItem) -> bytes:
    return item.origin + b"\0" + os.fsencode(item.source)


class CountedPages:
    """Counts, and which page has added what; both are written in one transaction.

    Raises CleanerError if the file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self._file = open_counts(str(path))
        self._counts = SiteCounts(self._file)
        self._rows: list[tuple[bytes, bytes, bytes, bytes]] = []  # not in the file yet
        self._file.executescript(_TABLES)
        if self._file.execute("SELECT version FROM counted_by").fetchall() != [(_VERSION,)]:
            self._counts.clear()
            for table in ("counted", "counted_by"):
                self._file.execute(f"DELETE FROM {table}")
            self._file.execute("INSERT INTO counted_by VALUES (?)", (_VERSION,))
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

    def digests(self, group: Sequence[SourceItem]) -> list[bytes]:
        """Return the digests of the contents that pages were counted with; b"" for others."""
        keys = [_key(item) for item in group]
        marks = ", ".join("?" * len(keys))
        rows = self._file.execute(
            f"SELECT source, digest FROM counted WHERE source IN ({marks})", keys
        )
        digests: dict[bytes, bytes] = dict(rows.fetchall())
        return [digests.get(key, b"") for key in keys]

    def add(self, counted: Counted) -> None:
        """Count a page; if it was counted with other content, take that out."""
        site = os.fsencode(counted.site)
        if counted.again:
            before = "SELECT site, texts FROM counted WHERE source = ?"
            for old_site, old_texts in self._file.execute(before, (counted.key,)).fetchall():
                self._counts.add(os.fsdecode(old_site), _hashes(old_texts), -1)
        self._counts.add(counted.site, _hashes(counted.texts))
        self._rows.append((counted.key, counted.digest, site, counted.texts))
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


def count_sites(options: BatchOptions, without: Path | None, jobs: int, *, isolated: bool) -> None:
    """Count what repeats, in `jobs` processes if `isolated`, else in this one.

    Raises LedgerError if the counts cannot be kept, WorkersFail.
    """
    path = site_memory_path(options)
    if path is None:
        return
    try:
        with CountedPages(path) as pages:
            tasks, count_page = _tasks(options, without, pages), PageCounter(options)
            if isolated:
                results = _pool(count_page, jobs).run(tasks)
            else:
                results = run_here(count_page, tasks)
            with closing(results):
                for counted in results:
                    if counted.digest:
                        pages.add(counted)
    except sqlite3.Error as error:
        raise LedgerError(
            f"{path} cannot be read or written ({error}): is the disk full? Delete the file and "
            "run again, or use --no-site-memory"
        ) from error


def _pool(work: PageCounter, jobs: int) -> Pool[Task, Counted]:
    return Pool(
        work,
        lambda task: Counted(_key(task.item)),
        jobs,
        timeout=work.options.timeout,
        weight=lambda item: item.item.weight if isinstance(item, Task) else len(item.texts),
    )


def _tasks(options: BatchOptions, without: Path | None, pages: CountedPages) -> Iterator[Task]:
    numbers = count()
    for group in in_groups(find(options, without)):
        for item, known in zip(group, pages.digests(group)):
            yield Task(next(numbers), item, digest=known)
