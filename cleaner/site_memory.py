"""Site memory: which paragraphs repeat on a site.

A paragraph that occurs on several pages of a site is hardly ever part of an article. A first pass
over the pages counts paragraphs (`SiteMemory.add`), a second one cleans with the counts
(`Cleaner(site_memory=...)`).
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import repeat
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from cleaner.errors import CleanerError
from cleaner.io.decode import BOM
from cleaner.io.inputs import read_input
from cleaner.metadata import host_of
from cleaner.routes.route import Segmented
from cleaner.segment.html import segment_html
from cleaner.types import Flags, Page

Hashes = NDArray[np.int64]

LEAST_PAGES = 3
"""The number of pages from which on a site is counted: fewer pages tell too little about it."""
SPILL = 1_000_000  # hashes held in memory before their counts go to the file
SITES_HELD = 64  # sites whose repeated paragraphs are held in memory
_DIGITS = re.compile(r"\d+")

_TABLES = """
CREATE TABLE IF NOT EXISTS repeats
    (site TEXT, text INTEGER, pages INTEGER, PRIMARY KEY (site, text)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sites (site TEXT PRIMARY KEY, pages INTEGER) WITHOUT ROWID;
"""
_ADD = "ON CONFLICT DO UPDATE SET pages = pages + excluded.pages"


def site_of(url: str | None, page: Segmented) -> str:
    """Return the site of a page: the host of its URL, else of the address that it states itself; ""
    if it has neither."""
    return host_of(url or "") or host_of(page.address)


def text_hash(text: str) -> int:
    """Return 64 bits of a paragraph, blind to case and numbers: counters and dates vary."""
    folded = _DIGITS.sub("0", text.casefold()).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(folded, digest_size=8).digest(), "big", signed=True)


def open_counts(path: str) -> sqlite3.Connection:
    """Open an SQLite file for counts, a temporary one of SQLite's own if `path` is "".

    Raises CleanerError if the file cannot be used.
    """
    try:
        file = sqlite3.connect(path, check_same_thread=False)
        file.executescript(_TABLES)
    except sqlite3.Error as error:
        raise CleanerError(
            f"{path} cannot be used as a site memory ({error}): name a file that does not exist "
            "yet, in a folder that can be written"
        ) from error
    return file


class SiteCounts:
    """The table of counts: on how many pages of each site a paragraph stands.

    `file` is a connection from `open_counts`. Counts are held until `write`, which leaves the
    transaction open: its owner commits, together with what else belongs to it. Not locked.
    """

    def __init__(self, file: sqlite3.Connection) -> None:
        self.file = file
        self.held = 0  # hashes that are not in the file yet
        self._hashes: dict[tuple[str, int], list[Hashes]] = {}  # by site, and what each counts
        self._pages: Counter[str] = Counter()

    def add(self, site: str, hashes: Hashes, pages: int = 1) -> None:
        """Count a page with these paragraphs, each once; `pages` is -1 to take it out again."""
        if site:
            site = _plain(site)
            self._pages[site] += pages
            self._hashes.setdefault((site, pages), []).append(hashes)
            self.held += len(hashes)

    @property
    def pending(self) -> bool:
        """Whether there are counts that are not in the file yet."""
        return bool(self._pages)

    def drop(self) -> None:
        """Forget what is not in the file yet."""
        self._hashes, self._pages, self.held = {}, Counter(), 0

    def write(self) -> None:
        """Write what is held to the file, without a commit."""
        for (site, each), hashes in self._hashes.items():
            texts, counts = np.unique(np.concatenate(hashes), return_counts=True)
            self.file.executemany(
                f"INSERT INTO repeats VALUES (?, ?, ?) {_ADD}",
                zip(repeat(site), texts.tolist(), (counts * each).tolist()),
            )
        self.file.executemany(f"INSERT INTO sites VALUES (?, ?) {_ADD}", self._pages.items())
        self.drop()

    def others(self) -> int:
        """Return a number that changes when another connection has written to the file."""
        (version,) = self.file.execute("PRAGMA data_version").fetchone()
        return int(version)

    def clear(self) -> None:
        """Forget all counts, without a commit."""
        self.drop()
        for table in ("repeats", "sites"):
            self.file.execute(f"DELETE FROM {table}")

    def pages(self, site: str) -> int:
        """Return the number of pages of a site in the file."""
        query = "SELECT pages FROM sites WHERE site = ?"
        row = self.file.execute(query, (_plain(site),)).fetchone()
        return int(row[0]) if row else 0

    def repeated(self, site: str) -> frozenset[int]:
        """Return the hashes of the paragraphs on two pages of a site or more, in the file."""
        query = "SELECT text FROM repeats WHERE site = ? AND pages > 1"
        return frozenset(text for (text,) in self.file.execute(query, (_plain(site),)))


class KnowsRepeats(Protocol):
    """What says which paragraphs of a page repeat on its site: a `SiteMemory`."""

    def repeated(self, page: Segmented, url: str | None, site: str = "") -> Flags: ...


class SiteMemory:
    """Count, for each site, which paragraphs occur on several of its pages.

    Memory use is limited: paragraphs are counted by their hashes, and the counts go to an SQLite
    file, a temporary one unless `path` names it. May be shared between threads. If it is sent to
    another process, that process reads the file, including what is written to it later.
    Pages of sites with fewer than `least_pages` pages are not changed.

    Raises CleanerError if the file cannot be used.
    """

    def __init__(self, path: str | Path | None = None, least_pages: int = LEAST_PAGES) -> None:
        self.path = str(path) if path is not None else ""
        self.least_pages = least_pages
        self._lock = threading.RLock()
        self._file = open_counts(self.path)
        self._counts = SiteCounts(self._file)
        self._repeated: dict[str, frozenset[int]] = {}
        self._others = 0

    def __enter__(self) -> SiteMemory:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            self._counts.drop()  # half of a page may be counted
        self.close()

    def close(self) -> None:
        """Write the counts to the file and close it."""
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

    def add(self, page: Page, url: str | None = None, site: str = "") -> None:
        """Count a page of HTML, in any form that `Cleaner.clean_html` takes.

        `site` names the site of the page, if it is not the host of the URL. Raises the same errors
        as `Cleaner.clean`.
        """
        segmented = segment_html(read_input(page, format="html", url=url).text.removeprefix(BOM))
        self.count(site or site_of(url, segmented), [text_hash(text) for text in segmented.texts])

    def count(self, site: str, hashes: Sequence[int]) -> None:
        """Count a page of a site, given the hashes of its paragraphs."""
        with self._lock:
            self._counts.add(site, np.unique(np.array(hashes, dtype=np.int64)))
            if self._counts.held > SPILL:
                self.flush()

    def flush(self) -> None:
        """Write the counts to the file: all of them, or none if that fails."""
        with self._lock:
            if not self._counts.pending:
                return
            try:
                self._counts.write()
                self._file.commit()
            except BaseException:
                self._counts.drop()
                self._file.rollback()
                raise
            self._repeated.clear()

    def pages(self, site: str) -> int:
        """Return how many pages of a site have been counted."""
        with self._lock:
            self.flush()
            return self._counts.pages(site)

    def repeated(self, page: Segmented, url: str | None, site: str = "") -> Flags:
        """Return which paragraphs (n,) of a page occur on two or more counted pages of its site."""
        with self._lock:
            repeated = self._repeated_on(site or site_of(url, page))
        if not repeated:
            return np.zeros(len(page), dtype=bool)
        return np.array([text_hash(text) in repeated for text in page.texts], dtype=bool)

    def _repeated_on(self, site: str) -> frozenset[int]:
        self.flush()
        if self.path and (others := self._counts.others()) != self._others:
            self._others = others
            self._repeated.clear()
        if site not in self._repeated:
            if len(self._repeated) >= SITES_HELD:
                self._repeated.clear()
            enough = self._counts.pages(site) >= self.least_pages
            self._repeated[site] = self._counts.repeated(site) if enough else frozenset()
        return self._repeated[site]


@lru_cache(maxsize=4)
def _shared(path: str, least_pages: int) -> SiteMemory:
    """Return the one memory that a process has of a file: a pool sends it along with every page."""
    return SiteMemory(path, least_pages)


def _plain(site: str) -> str:
    """Return a site as SQLite takes it: names of folders need not be text."""
    return site.encode("utf-8", "backslashreplace").decode("utf-8")
