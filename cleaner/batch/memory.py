"""The first pass of a run: what repeats on the sites of its pages, before any is cleaned.

Counts lie in an SQLite file beside the ledger, with what each page has added to them: a page that
an earlier run has counted is not counted twice, and one that has changed is taken out first.
"""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cleaner.batch.find import find
from cleaner.batch.pool import Pool
from cleaner.batch.task import Options, Task
from cleaner.batch.worker import (
    contents,
    digest,
    is_html,
    limit_memory,
    memory_path,
    page_text,
    site_of,
)
from cleaner.decode import BOM
from cleaner.errors import LedgerError
from cleaner.segment.html import segment_html
from cleaner.site import SPILL, SiteMemory, text_hash

MOST_ROWS = 2_000  # pages between two writes
_TABLE = """
CREATE TABLE IF NOT EXISTS counted (source BLOB PRIMARY KEY, digest BLOB, site BLOB, texts BLOB)
    WITHOUT ROWID;
"""


@dataclass(slots=True)
class Counted:
    """A page's share in the counts: `texts` holds the hashes of its paragraphs, eight bytes each.
    `digest` is empty for a page that could not be read, or is counted already."""

    source: str
    digest: bytes = b""
    site: str = ""
    texts: bytes = b""


@dataclass
class PageCounter:
    """Reads a page's paragraphs, and nothing more. Can be pickled."""

    options: Options

    def prepare(self) -> None:
        """Forbid the process to take more than its memory."""
        limit_memory(self.options.max_memory)

    def __call__(self, task: Task) -> Counted:
        """Whatever is wrong with a page is told when it is cleaned."""
        found, counted = task.found, Counted(task.found.source)
        if found.record.error:
            return counted
        with suppress(Exception):
            data = contents(found, self.options.max_bytes)
            content = digest(data, found.record)
            if content == task.known:
                return counted
            text, _ = page_text(data, found.record, self.options.max_bytes)
            if is_html(text, found.record):
                hashes = {
                    text_hash(paragraph) for paragraph in segment_html(text.removeprefix(BOM)).texts
                }
                counted.texts = np.array(sorted(hashes), dtype="<i8").tobytes()
                counted.site = site_of(found.record.url, text, found.source)
            counted.digest = content
        return counted


class BatchMemory(SiteMemory):
    """A site memory that knows which page has added what; both are written together."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._file.executescript(_TABLE)

    def known(self, source: str) -> bytes:
        """The digest of the content that a page was counted with; nothing where it was not."""
        row = self._file.execute(
            "SELECT digest FROM counted WHERE source = ?", (os.fsencode(source),)
        ).fetchone()
        return row[0] if row else b""

    def take(self, counted: Counted) -> None:
        """Count a page; where it was counted with other content, that is taken out."""
        source, site = os.fsencode(counted.source), os.fsencode(counted.site)
        before = self._file.execute(
            "SELECT site, texts FROM counted WHERE source = ?", (source,)
        ).fetchone()
        if before:
            self._tally(os.fsdecode(before[0]), _hashes(before[1]), -1)
        self._tally(counted.site, _hashes(counted.texts), 1)
        self._rows.append((source, counted.digest, site, counted.texts))
        if len(self._new) > SPILL or len(self._rows) > MOST_ROWS:
            self.flush()

    def _write(
        self, new: Counter[tuple[str, int]], pages: Counter[str], rows: list[tuple[bytes, ...]]
    ) -> None:
        super()._write(new, pages, rows)
        self._file.executemany("INSERT OR REPLACE INTO counted VALUES (?, ?, ?, ?)", rows)


def _hashes(texts: bytes) -> list[int]:
    hashes: list[int] = np.frombuffer(texts, dtype="<i8").tolist()
    return hashes


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
            BatchMemory(path) as memory,
            closing(pool.run(_tasks(options, without, memory))) as results,
        ):
            for counted in results:
                if counted.digest:
                    memory.take(counted)
    except sqlite3.Error as error:
        raise LedgerError(
            f"{path} cannot be read or written ({error}): is the disk full? Delete the file and "
            "run again, or use --no-site-memory"
        ) from error


def _tasks(options: Options, without: Path | None, memory: BatchMemory) -> Iterator[Task]:
    for number, found in enumerate(find(options, without)):
        yield Task(number, found, known=memory.known(found.source))
