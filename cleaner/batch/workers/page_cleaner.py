"""One page in, one outcome out: what a worker process does."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cleaner.batch.options import STATE, STDIN, BatchOptions
from cleaner.batch.outputs.files import to_json_line, write_whole
from cleaner.batch.sources.items import SourceItem
from cleaner.batch.task import Outcome, Task
from cleaner.batch.workers.contents import (
    counted_site,
    digest,
    given_format,
    page_text,
    read_content,
    site_of,
)
from cleaner.core import Cleaner
from cleaner.document import Document
from cleaner.errors import MEMORY, CleanerError, code_of, message_of
from cleaner.io.inputs import read_input
from cleaner.locks import cached_property
from cleaner.many import leave_out_metadata
from cleaner.output import counts_of, render
from cleaner.site_memory import SiteMemory
from cleaner.text.language import load_detector
from cleaner.workers.limits import limit_memory

SITES = "sites.sqlite"  # the file, beside the ledger, of what repeats on the sites of the pages
WITH_METADATA = ("json", "jsonl", "parquet")  # formats that hold a title
# Loads what cleaning loads when it is first needed, which is no page's fault.
_WARM_UP = "<html lang=en><title>A title</title><body><h1>A title</h1><p>A sentence.</p></body>"


@dataclass
class PageCleaner:
    """Clean pages by a run's options. Can be pickled: each process makes its own.

    `mark` tells the temporary files of this run from those of others.
    """

    options: BatchOptions
    mark: str = ""

    @cached_property
    def cleaner(self) -> Cleaner:
        """The classifier."""
        path = site_memory_path(self.options)
        memory = SiteMemory(path) if path and path.exists() else None
        return Cleaner.from_config(self.options.cleaning, memory)

    def prepare(self) -> None:
        """Load all that is needed, then forbid the process to take more than its memory."""
        with suppress(CleanerError):
            document = self.cleaner.clean_html(_WARM_UP)
            if self.options.output_format in WITH_METADATA:
                _ = document.title
                load_detector()
        with suppress(CleanerError):
            self.cleaner.clean_text("A title\n\nA sentence.")
        limit_memory(self.options.max_memory)

    def __call__(self, task: Task) -> Outcome:
        """Clean a page and write its result. Whatever is wrong with it becomes its outcome."""
        item, record = task.item, task.item.record
        outcome = Outcome(
            item.source, task.target, record.error, record.reason, url=record.url,
            site=site_of(record.url, "", item.source), origin=item.origin,
        )  # fmt: skip
        if record.error:
            return outcome
        try:
            self._clean(task, outcome)
        except Exception as error:  # a page may fail in any way, the run must not
            outcome.error, outcome.reason = code_of(error), message_of(error)
            if outcome.error == MEMORY:
                outcome.reason = "the page needs more memory than a process may take: --max-memory"
        return outcome

    def document(self, item: SourceItem) -> Document:
        """Clean a page without writing a result. Raises as reading and cleaning do."""
        data, warnings = read_content(item, self.options.cleaning.max_bytes)
        document = self._document(data, item, Outcome(item.source))
        document.warnings[:0] = warnings
        return document

    def _clean(self, task: Task, outcome: Outcome) -> None:
        options, item = self.options, task.item
        data, warnings = read_content(item, options.cleaning.max_bytes)
        outcome.digest = digest(data, item.record)
        if task.digest == outcome.digest and self._is_there(task.target):
            outcome.unchanged = True
            return
        document = self._document(data, item, outcome)
        document.warnings[:0] = warnings
        if task.without_metadata:
            leave_out_metadata(document)
        outcome.words, outcome.words_kept, outcome.labels = counts_of(document)
        outcome.confidence = document.confidence
        if options.ending:
            text = render(document, options.output_format, options.markup)
            write_whole(options.out, task.target, text, f"{self.mark}-{task.number}")
        else:
            outcome.record = to_json_line(document, outcome, options)
        outcome.warnings = document.warnings[:]
        if options.output_format in WITH_METADATA:
            outcome.warnings += document.metadata.warnings

    def _is_there(self, target: str) -> bool:
        return not target or (self.options.out / target).is_file()

    def _document(self, data: bytes | str, item: SourceItem, outcome: Outcome) -> Document:
        url = item.record.url
        text, warnings = page_text(data, item.record, self.options)
        limit = self.options.cleaning.max_bytes
        source = read_input(text, limit, format=given_format(item.record, self.options))
        site = ""
        if source.format == "html":
            outcome.site = site_of(url, text, item.source)
            site = counted_site(item, text)
        document = self.cleaner.clean_input(source, url or None, site=site)
        document.warnings[:0] = warnings
        return document


def site_memory_path(options: BatchOptions) -> Path | None:
    """Return the path of the site memory; None if it is switched off or the source is standard
    input, which cannot be read twice."""
    if not options.site_memory or options.source == STDIN:
        return None
    return options.out / STATE / SITES
