"""What repeats on the sites of a crawl: read from a file, or counted while the crawl runs."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from cleaner.errors import InvalidOption
from cleaner.integrations.scrapy_settings import Options
from cleaner.metadata import host_of
from cleaner.site_memory import SiteMemory

# Workers read a site's counts again when more are written, which takes the longer the more there
# are: so they are written in growing steps.
LEAST_STEP = 10  # pages
STEP = 0.05  # of the pages counted so far

log = logging.getLogger(__name__)


class CrawlMemory:
    """The site memory of a crawl, with a file that worker processes read.

    `counts` says whether the pages of this crawl are counted: each address once, in a thread, so
    that the reactor goes on.
    """

    def __init__(self, path: Path | None, *, counts: bool) -> None:
        self.counts = counts
        self._path = path  # None for a temporary file
        self._folder: TemporaryDirectory[str] | None = None
        self._memory: SiteMemory | None = None
        self._thread = ThreadPoolExecutor(1, "cleaner-sites")
        self._seen: set[int] = set()
        self._waiting = 0  # pages that are counted and not written

    @classmethod
    def of(cls, options: Options, *, resumed: bool) -> CrawlMemory | None:
        """Return the memory that the options name, None if they name none.

        `resumed` says that the crawl may go on with an earlier one, whose pages do not come again.
        Raises InvalidOption for a file of counts that other crawls have filled.
        """
        memory, path = options.site_memory, options.site_counts
        if not memory:
            return None
        if isinstance(memory, Path):
            return cls(memory, counts=False)
        if path is not None and path.exists() and not resumed:
            raise InvalidOption(
                f"CLEANER_SITE_COUNTS names {path}, which holds the counts of another crawl; pages "
                "that come again would count twice: name a new file, or clean with what is known "
                f"(CLEANER_SITE_MEMORY = {str(path)!r})"
            )
        return cls(path, counts=True)

    def open(self) -> SiteMemory:
        """Open the file. Raises CleanerError if it cannot be used."""
        if self._path is None:
            self._folder = TemporaryDirectory(prefix="cleaner-")
            self._path = Path(self._folder.name) / "sites.sqlite"
        self._memory = SiteMemory(self._path)
        return self._memory

    def count(self, url: str | None, hashes: Sequence[int]) -> None:
        """Count a page by the hashes of its paragraphs, unless its address was counted."""
        site = host_of(url or "")
        if self.counts and site and hashes and hash(url) not in self._seen:
            self._seen.add(hash(url))
            self._thread.submit(self._add, site, hashes)

    def close(self) -> None:
        """Write what is counted, close the file, and remove it if it is a temporary one."""
        self._thread.shutdown()
        try:
            if self._memory is not None:
                self._memory.close()
        except Exception as error:  # a full disk must not fail the crawl
            log.warning("what repeats on sites could not be written: %s", error)
        finally:
            if self._folder is not None:
                self._folder.cleanup()

    def _add(self, site: str, hashes: Sequence[int]) -> None:
        assert self._memory is not None, "it was not opened"
        try:
            self._memory.count(site, hashes)
            self._waiting += 1
            if self._waiting >= max(LEAST_STEP, STEP * len(self._seen)):
                self._memory.flush()
                self._waiting = 0
        except Exception as error:  # a full disk must not end the crawl
            log.warning("what repeats on %s could not be counted: %s", site, error)
