"""What repeats on a site: memory of which paragraphs stand on several of its pages.

What stands on several pages of a site is hardly the article of one of them. A first pass over the
pages counts (`SiteMemory.add`), a second cleans with the counts (`Cleaner(site_memory=...)`).
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from itertools import repeat
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from cleaner.errors import CleanerError
from cleaner.io.decode import BOM
from cleaner.io.inputs import read_input
from cleaner.metadata import host_of
from cleaner.routes.route import Segmented
from cleaner.segment.html import segment_html

Memory = TypeVar("Memory", bound="SiteMemory")
Hashes = NDArray[np.int64]

LEAST_PAGES = 3  # a site of fewer says too little of itself
SPILL = 1_000_000  # hashes kept in memory before their counts go to the file
SITES_KEPT = 64  # whose repeated paragraphs are kept in memory
_DIGITS = re.compile(r"\d+")

_TABLES = """
CREATE TABLE IF NOT EXISTS repeats
    (site TEXT, text INTEGER, pages INTEGER, PRIMARY KEY (site, text)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sites (site TEXT PRIMARY KEY, pages INTEGER) WITHOUT ROWID;
"""


def site_of(url: str | None, page: Segmented) -> str:
    """The host of a URL, or of the address that the page itself states; empty where none is."""
    return host_of(url or "") or host_of(page.address)


def text_hash(text: str) -> int:
    """Sixty-four bits of a paragraph, blind to case and numbers: counters and dates vary."""
    folded = _DIGITS.sub("0", text.casefold()).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(folded, digest_size=8).digest(), "big", signed=True)


def _plain(site: str) -> str:
    """A site as SQLite takes it: names of folders need not be text."""
    return site.encode("utf-8", "backslashreplace").decode("utf-8")


@dataclass(slots=True)
class Pending:
    """What was counted and is not in the file yet.

    `hashes` of paragraphs, by site and what each is to count; `held` is how many there are;
    `pages` by site; `rows` are what a subclass writes with the counts.
    """

    hashes: dict[tuple[str, int], list[Hashes]] = field(default_factory=dict)
    held: int = 0
    pages: Counter[str] = field(default_factory=Counter)
    rows: list[tuple[bytes, ...]] = field(default_factory=list)


class SiteMemory:
    """Counts, for each site, on how many of its pages a paragraph stands.

    Memory is bounded: counts are hashed and go to an SQLite file, a temporary one unless `path`
    names it. May be shared between threads; sent to another process, it is read there from its
    file. Sites with fewer than `least_pages` pages have no say.

    Raises CleanerError where the file cannot be used.
    """

    def __init__(self, path: str | Path | None = None, least_pages: int = LEAST_PAGES) -> None:
        self.path = str(path) if path is not None else ""
        self.least_pages = least_pages
        self._lock = threading.RLock()
        self._pending = Pending()
        self._repeated: dict[str, frozenset[int]] = {}
        try:
            # An empty name is a temporary file of SQLite's own, which goes with the connection.
            self._file = sqlite3.connect(self.path, check_same_thread=False)
            self._file.executescript(_TABLES)
        except sqlite3.Error as error:
            raise CleanerError(
                f"{self.path} cannot be used as a site memory ({error}): name a file that does "
                "not exist yet, in a folder that can be written"
            ) from error

    def __enter__(self: Memory) -> Memory:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            self._pending = Pending()  # half of a page may be counted
        self.close()

    def close(self) -> None:
        """Write what is counted and close the file."""
        with self._lock:
            try:
                self.flush()
            finally:
                self._file.close()

    def __reduce__(self) -> tuple[Any, ...]:
        if not self.path:
            raise TypeError(
                "a site memory without a file cannot be sent to another process: "
                "make it with SiteMemory(path)"
            )
        self.flush()
        return (_shared, (self.path, self.least_pages))

    def add(self, page: Any, url: str | None = None, site: str = "") -> None:
        """Count a page, given as `Cleaner.clean_html` takes it, of the site of its URL.

        `site` names the site where there is no URL. Raises as `Cleaner.clean` does.
        """
        segmented = segment_html(read_input(page).text.removeprefix(BOM))
        self.count(site or site_of(url, segmented), [text_hash(t) for t in segmented.texts])

    def count(self, site: str, hashes: Sequence[int]) -> None:
        """Count a page by the hashes of its paragraphs."""
        with self._lock:
            self._tally(site, np.unique(np.array(hashes, dtype=np.int64)), 1)
            if self._pending.held > SPILL:
                self.flush()

    def _tally(self, site: str, hashes: Hashes, pages: int) -> None:
        """Count a page of different hashes so many times; -1 takes it out."""
        if site:
            site = _plain(site)
            self._pending.pages[site] += pages
            self._pending.hashes.setdefault((site, pages), []).append(hashes)
            self._pending.held += len(hashes)

    def flush(self) -> None:
        """Write what was counted to the file: all of it, or nothing."""
        with self._lock:
            pending = self._pending
            if not pending.pages and not pending.rows:
                return
            self._pending = Pending()
            try:
                self._write(pending)
                self._file.commit()
            except BaseException:
                self._file.rollback()
                raise
            self._repeated.clear()

    def _write(self, pending: Pending) -> None:
        add = "ON CONFLICT DO UPDATE SET pages = pages + excluded.pages"
        for (site, each), hashes in pending.hashes.items():
            texts, counts = np.unique(np.concatenate(hashes), return_counts=True)
            self._file.executemany(
                f"INSERT INTO repeats VALUES (?, ?, ?) {add}",
                zip(repeat(site), texts.tolist(), (counts * each).tolist()),
            )
        self._file.executemany(f"INSERT INTO sites VALUES (?, ?) {add}", pending.pages.items())

    def pages(self, site: str) -> int:
        """How many pages of a site were counted."""
        with self._lock:
            self.flush()
            row = self._file.execute(
                "SELECT pages FROM sites WHERE site = ?", (_plain(site),)
            ).fetchone()
        return int(row[0]) if row else 0

    def _read(self, site: str) -> frozenset[int]:
        """The paragraphs that stand on two pages of a site or more."""
        found = self._repeated.get(site)
        if found is None:
            rows = []
            if self.pages(site) >= self.least_pages:
                rows = self._file.execute(
                    "SELECT text FROM repeats WHERE site = ? AND pages > 1", (_plain(site),)
                ).fetchall()
            if len(self._repeated) >= SITES_KEPT:
                self._repeated.clear()
            found = self._repeated[site] = frozenset(text for (text,) in rows)
        return found

    def repeated(self, page: Segmented, url: str | None, site: str = "") -> NDArray[np.bool_]:
        """Which paragraphs of a page stand on two counted pages of its site or more, shape
        (paragraphs,)."""
        with self._lock:
            self.flush()
            known = self._read(site or site_of(url, page))
        if not known:
            return np.zeros(len(page), dtype=bool)
        return np.array([text_hash(text) in known for text in page.texts], dtype=bool)


@lru_cache(maxsize=4)
def _shared(path: str, least_pages: int) -> SiteMemory:
    """One memory a process for each file: a pool sends it along with every page."""
    return SiteMemory(path, least_pages)
