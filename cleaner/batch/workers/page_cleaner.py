"""One page in, one outcome out: what a worker process does."""

from __future__ import annotations

import hashlib
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cleaner.batch.outputs.files import record, write_whole
from cleaner.batch.sources.containers import Record
from cleaner.batch.sources.folders import MEMORY_FILE, STATE, explain
from cleaner.batch.sources.http_body import received
from cleaner.batch.task import STDIN, Found, Options, Outcome, Task
from cleaner.core import Cleaner
from cleaner.document import Document
from cleaner.errors import CleanerError, Warning
from cleaner.io.compression import read_page, require_file
from cleaner.io.decode import check_size, decode
from cleaner.io.format import looks_like_html
from cleaner.metadata import host_of
from cleaner.output import render
from cleaner.paragraph import LABELS, Label
from cleaner.site_memory import SiteMemory
from cleaner.text.tokens import count_words
from cleaner.workers.limits import limit_memory

_HEAD = 50_000  # characters of a page in which its canonical address is looked for
_LINK = re.compile(r"<link\b[^<>]*>", re.IGNORECASE)
_CANONICAL = re.compile(r"""\brel=["']?canonical\b""", re.IGNORECASE)
_HREF = re.compile(r"""\bhref=["']?(https?://[^"'\s>]+)""", re.IGNORECASE)
# Loads what cleaning loads when it is first needed, which is no page's fault.
_WARM_UP = "<html lang=en><title>A title</title><body><h1>A title</h1><p>A sentence.</p></body>"


@dataclass
class PageCleaner:
    """Cleans pages by a run's options. Can be pickled: each process makes its own."""

    options: Options

    @cached_property
    def cleaner(self) -> Cleaner:
        """The classifier."""
        options = self.options
        memory = memory_path(options)
        return Cleaner(
            options.model,
            options.threshold,
            options.profile,
            split_lines=options.split_lines,
            site_memory=SiteMemory(memory) if memory and memory.exists() else None,
            max_bytes=options.max_bytes,
        )

    def prepare(self) -> None:
        """Load all that is needed, then forbid the process to take more than its memory."""
        with suppress(CleanerError):
            document = self.cleaner.clean_html(_WARM_UP)
            if self.options.ending != ".txt":
                _ = document.title
        with suppress(CleanerError):
            self.cleaner.clean_text("A title\n\nA sentence.")
        limit_memory(self.options.max_memory)

    def __call__(self, task: Task) -> Outcome:
        """Clean a page and write its result. Whatever is wrong with it becomes its outcome."""
        found = task.found
        stored = found.record
        outcome = Outcome(found.source, task.target, stored.error, stored.reason, url=stored.url)
        outcome.site = site_of(stored.url, "", found.source)
        if stored.error:
            return outcome
        try:
            self._clean(task, outcome)
        except MemoryError:
            outcome.error = "MemoryError"
            outcome.reason = "the page needs more memory than a process may take: --max-memory"
        except Exception as error:  # a page may fail in any way, the run must not
            outcome.error, outcome.reason = type(error).__name__, explain(error)
        return outcome

    def _clean(self, task: Task, outcome: Outcome) -> None:
        options, found = self.options, task.found
        data = contents(found, options.max_bytes)
        outcome.digest = digest(data, found.record)
        if task.known == outcome.digest and self._there(task.target):
            outcome.unchanged = True
            return
        document = self._document(data, found, outcome)
        _count(document, outcome)
        if options.ending:
            text = render(document, options.form, options.markup)
            write_whole(options.out, task.target, text, f"{options.run}-{task.number}")
        else:
            outcome.record = record(document, outcome, options)
        outcome.warnings = list(document.warnings)

    def _there(self, target: str) -> bool:
        return not target or (self.options.out / target).is_file()

    def _document(self, data: bytes | str, found: Found, outcome: Outcome) -> Document:
        url = found.record.url
        text, warnings = page_text(data, found.record, self.options.max_bytes)
        if is_html(text, found.record):
            outcome.site = site_of(url, text, found.source)
            document = self.cleaner.clean_html(text, url or None, site=outcome.site)
        else:
            document = self.cleaner.clean_text(text)
            document.url = url or None
        document.warnings[:0] = warnings
        return document


def memory_path(options: Options) -> Path | None:
    """Where it is kept what repeats on the sites of a run's pages; None where that is not asked
    for, or the source is a list on standard input, which cannot be read twice."""
    if not options.site_memory or options.source == STDIN:
        return None
    return options.out / STATE / MEMORY_FILE


def page_text(data: bytes | str, stored: Record, limit: int | None) -> tuple[str, list[Warning]]:
    """A page's content as text, and what had to be mended. Raises as decoding does."""
    if isinstance(data, bytes):
        decoded = decode(received(data, stored.coding, limit), stored.charset, url=stored.url)
        return decoded.text, decoded.warnings
    # JSON can hold halves of surrogate pairs, which no parser of pages takes.
    return data.encode("utf-8", "replace").decode("utf-8"), []


def is_html(text: str, stored: Record) -> bool:
    """Whether a page is HTML, by its container or its look."""
    return stored.kind == "html" or (not stored.kind and looks_like_html(text))


def contents(found: Found, limit: int | None) -> bytes | str:
    """A page as it is stored, unpacked. Raises InputTooLarge and what reading raises."""
    data = found.record.data
    if data is not None:
        check_size(len(data), limit)
        return data
    path = Path(found.path)
    require_file(path)
    return read_page(path, limit)


def digest(data: bytes | str, stored: Record) -> bytes:
    """What a page's content is known by: its bytes, and what its container says of them."""
    said = (stored.kind, stored.url, stored.charset, stored.coding, type(data).__name__)
    about = "\0".join(said)
    known = hashlib.blake2b(about.encode("utf-8", "surrogatepass") + b"\0", digest_size=16)
    known.update(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data)
    return known.digest()


def site_of(url: str, source: str, path: str) -> str:
    """The site of a page: the host of its address, or of its canonical link, or its folder."""
    if not url:
        links = (link.group() for link in _LINK.finditer(source, 0, _HEAD))
        canonical = next((link for link in links if _CANONICAL.search(link)), "")
        address = _HREF.search(canonical)
        url = address.group(1) if address else ""
    return host_of(url) or os.path.dirname(path.partition("#")[0]) or "."


def _count(document: Document, outcome: Outcome) -> None:
    words = dict.fromkeys(LABELS, 0)
    paragraphs = dict.fromkeys(LABELS, 0)
    for paragraph in document.paragraphs:
        words[paragraph.label] += count_words(paragraph.text)
        paragraphs[paragraph.label] += 1
    outcome.words, outcome.words_kept = sum(words.values()), words[Label.BODY]
    outcome.labels = tuple(paragraphs.values())
    outcome.confidence = document.confidence
    outcome.warnings = list(document.warnings)
