"""What goes to a worker process and what comes back: small records, nothing else crosses.

What goes is tuples: there is one for each page, and they are the quickest to make and to send.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from cleaner.batch.sources.containers import Columns, Record
from cleaner.config import MAX_BYTES, Markup
from cleaner.paragraph import LABELS
from cleaner.types import Profile

ENDINGS = {"text": ".txt", "markdown": ".md", "json": ".json", "html": ".html"}
FORMATS = tuple(ENDINGS)
RECORD_FORMATS = ("jsonl", "parquet")  # all pages in one file
TIMEOUT = 10.0
MAX_MEMORY = 2 << 30
STDIN = Path("-")


@dataclass(slots=True, frozen=True)
class Options:
    """What holds for every page of a run.

    `source` is a folder, a page, a file of many pages, or `STDIN` for a list of files; `form` one
    of `FORMATS` (a file a page, mirroring the source) or `RECORD_FORMATS`. `timeout` is in seconds
    a page, `max_memory` in bytes a process. `force` does again what an earlier run has done;
    `paragraphs` adds all paragraphs to each record. `separator` stands between listed files.
    `report` is the name of a report to write in `out`. `site_memory` reads all pages first, to see
    what repeats on their sites; `split_lines` is that of `Cleaner`; `markup` says
    what Markdown and HTML carry. `run` marks temporary files.
    """

    source: Path
    out: Path
    form: str = "text"
    profile: Profile = "labels"
    threshold: float | None = None
    model: Path | None = None
    max_bytes: int | None = MAX_BYTES
    timeout: float | None = TIMEOUT
    max_memory: int | None = MAX_MEMORY
    force: bool = False
    paragraphs: bool = False
    columns: Columns = field(default_factory=Columns)
    separator: bytes = b"\n"
    report: str = ""
    site_memory: bool = True
    split_lines: bool = False
    markup: Markup = field(default_factory=Markup)
    run: str = ""

    @property
    def ending(self) -> str:
        """How the names of output files end; '' where all pages share one file."""
        return ENDINGS.get(self.form, "")


class Found(NamedTuple):
    """Something in the source that must be accounted for: a page, or what keeps it from being one.

    `source` names it, once and for all runs; `path` is the file, or its container. `names` are
    those its output may have, the best first; `fixed` says that the first is its alone.
    """

    source: str
    path: str
    record: Record
    names: tuple[str, ...] = ()
    fixed: bool = False

    @property
    def weight(self) -> int:
        """How much of it is in memory."""
        return len(self.record.data or b"")


class Task(NamedTuple):
    """A page to clean into `target`, unless its content still has the digest `known`."""

    number: int
    found: Found
    target: str = ""
    known: bytes = b""


@dataclass(slots=True)
class Outcome:
    """What became of a page.

    `error` is empty where it was cleaned, else the kind of error; `reason` says it for people.
    `labels` are the numbers of paragraphs of each of `LABELS`. `unchanged` means that an earlier
    run has done it. `record` is its line of the output where all pages share a file.
    """

    path: str
    target: str = ""
    error: str = ""
    reason: str = ""
    words: int = 0
    words_kept: int = 0
    labels: tuple[int, ...] = (0,) * len(LABELS)
    warnings: list[str] = field(default_factory=list)
    confidence: float = 1.0
    url: str = ""
    site: str = ""
    digest: bytes = b""
    unchanged: bool = False
    record: bytes = b""
