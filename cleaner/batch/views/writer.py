"""One page in, one view out: what a worker process does."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from cleaner.batch.options import BatchOptions
from cleaner.batch.outputs.files import write_whole
from cleaner.batch.sources.items import SourceItem
from cleaner.batch.views.earlier_labels import EarlierLabels
from cleaner.batch.workers.page_cleaner import PageCleaner
from cleaner.document import Document
from cleaner.errors import CleanerError, message_of
from cleaner.locks import cached_property
from cleaner.show.labelling import Labelling, aligned, labelling_of
from cleaner.show.view import Figures, Link, view

INDEX = "index.html"
ALL_PAGES = Link(INDEX, "all pages")
# Loads what views load when it is first needed, which is no page's fault.
_WARM_UP = "<html lang=en><title>A title</title><body><h1>A title</h1><p>A sentence.</p></body>"


class ViewTask(NamedTuple):
    """A page to show in `target`."""

    number: int
    item: SourceItem
    target: str


class Viewed(NamedTuple):
    """What became of a page: its figures, or the reason why it cannot be shown."""

    source: str
    target: str
    figures: Figures | None = None
    reason: str = ""


@dataclass
class ViewWriter:
    """Clean pages and write their views. Can be pickled: each process makes its own cleaners.

    `other` is what pages are compared with: a folder of models, or the labels of an earlier run.
    `back` is the page that views lead back to, relative to the output folder.
    """

    options: BatchOptions
    other: Path | EarlierLabels | None = None
    mark: str = ""
    back: Link = ALL_PAGES

    @cached_property
    def _pages(self) -> PageCleaner:
        return PageCleaner(self.options, self.mark)

    @cached_property
    def _other_pages(self) -> PageCleaner:
        if not isinstance(self.other, Path):
            raise TypeError("the other labels are not those of a model")
        cleaning = replace(self.options.cleaning, model=self.other)
        return PageCleaner(replace(self.options, cleaning=cleaning), self.mark)

    def prepare(self) -> None:
        """Load what is needed, then forbid the process to take more than its memory."""
        with suppress(CleanerError):
            if isinstance(self.other, Path):
                self._other_pages.cleaner.clean_html(_WARM_UP)
            view(self._pages.cleaner.clean_html(_WARM_UP), "")
        self._pages.prepare()

    def __call__(self, task: ViewTask) -> Viewed:
        """Show a page. Whatever is wrong with it becomes its reason."""
        item, name = task.item, shown_name(task.item.source)
        if item.record.error:
            return Viewed(name, task.target, reason=item.record.reason)
        try:
            document = self._pages.document(item)
            up = "../" * task.target.count("/")
            back = Link(up + quote(self.back.address), self.back.text)
            made = view(document, name, other=self._others(item, document), back=back)
            write_whole(self.options.out, task.target, made.html, f"{self.mark}-{task.number}")
        except Exception as error:  # a page may fail in any way, the run must not
            return Viewed(name, task.target, reason=message_of(error))
        return Viewed(name, task.target, made.figures)

    def _others(self, item: SourceItem, document: Document) -> Labelling | None:
        """Return the other labels of a page, paragraph by paragraph of `document`."""
        if self.other is None:
            return None
        texts = [paragraph.text for paragraph in document.paragraphs]
        if isinstance(self.other, EarlierLabels):
            name, other_texts, verdicts = self.other.of(shown_name(item.source))
            return Labelling(name, aligned(texts, other_texts, verdicts))
        other = self._other_pages.document(item)
        labels = labelling_of(other, str(self.other))
        return Labelling(
            labels.name, aligned(texts, [p.text for p in other.paragraphs], labels.verdicts)
        )


def shown_name(source: str) -> str:
    """Return the name of a page as text: a file's name may hold any bytes."""
    return os.fsencode(source).decode("utf-8", "backslashreplace")
