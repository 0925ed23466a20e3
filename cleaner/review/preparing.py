"""Prepare pages for a review: clean each and draw its view, in worker processes."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from cleaner.batch.options import STATE, BatchOptions
from cleaner.batch.outputs.files import write_whole
from cleaner.batch.sources.discover import count, find
from cleaner.batch.sources.items import SourceItem
from cleaner.batch.state.site_counts import count_sites
from cleaner.batch.views.writer import shown_name
from cleaner.batch.workers.contents import site_of
from cleaner.batch.workers.page_cleaner import PageCleaner
from cleaner.config import Config
from cleaner.document import Document
from cleaner.errors import CleanerError, UnsupportedInput, message_of
from cleaner.evaluation.standoff_labels import ParsedMarks
from cleaner.locks import cached_property
from cleaner.model.file import load_model
from cleaner.paragraph import LABELS, Label
from cleaner.review.alike import Key, alike_keys
from cleaner.review.corrections import UNKNOWN, Page, checks_of
from cleaner.routes.html import HtmlRoute
from cleaner.show.labelling import Labelling, Verdict, metadata_of
from cleaner.show.view import Figures, Link, Review, view
from cleaner.workers.limits import cpu_count
from cleaner.workers.pool import Pool, run_here

VIEWS = f"{STATE}/review"
"""The folder of the views, among the state of the corrections."""
SNIPPET = 80  # characters of a paragraph by which it is known among those like it
LOST = "the process that cleaned this page died (crashed or out of memory)"
_DIGEST = 12  # hexadecimal digits, in the id of a page
_SLUG = 60
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")
_ENDINGS = re.compile(r"(\.[xs]?html?)?(\.gz)?$", re.IGNORECASE)
_CERTAIN = {label: tuple(float(label is other) for other in LABELS) for label in LABELS}
_LABEL_OF = {label.value[0].upper(): label for label in LABELS}


class Task(NamedTuple):
    """A page to prepare."""

    number: int
    item: SourceItem


class Prepared(NamedTuple):
    """A page that is ready to be reviewed, or the reason why it is not.

    `letters` are the labels of the model, `theirs` those of the person that it is compared with,
    `keys` what paragraphs have in common with those like
    them, `snippets` how they begin; `view` and `html` are files in the folder of the corrections.
    """

    source: str
    reason: str = ""
    page: Page | None = None
    figures: Figures | None = None
    letters: str = ""
    theirs: str = ""
    keys: tuple[Key, ...] = ()
    snippets: tuple[str, ...] = ()
    view: str = ""
    html: str = ""


@dataclass
class Preparer:
    """Clean pages and draw their views. Can be pickled: each process makes its own cleaner.

    `options.out` is the folder of the corrections; `others` are the labels of another person by
    digest of the page, and `compared` is whose they are.
    """

    options: BatchOptions
    others: dict[str, ParsedMarks] = field(default_factory=dict)
    compared: str = ""

    @cached_property
    def _pages(self) -> PageCleaner:
        return PageCleaner(self.options, "review")

    def prepare(self) -> None:
        """Load what is needed, then forbid the process to take more than its memory."""
        with suppress(CleanerError):
            view(self._pages.cleaner.clean_html("<title>A title</title><p>A sentence."), "")
        self._pages.prepare()

    def __call__(self, task: Task) -> Prepared:
        """Prepare a page. Whatever is wrong with it becomes its reason."""
        item, name = task.item, shown_name(task.item.source)
        if item.record.error:
            return Prepared(name, item.record.reason)
        try:
            document = self._pages.document(item)
            if document.format != "html":
                raise UnsupportedInput("this is plain text, and only labels of HTML can be kept")
            if not document.paragraphs:
                raise UnsupportedInput("there is no text in it")
            return self._prepared(task.number, item, name, document)
        except Exception as error:  # a page may fail in any way, the review must not
            return Prepared(name, message_of(error))

    def _prepared(self, number: int, item: SourceItem, name: str, document: Document) -> Prepared:
        html = document.source
        cut = HtmlRoute().segment(html, Config())
        labels = [paragraph.label.value for paragraph in document.paragraphs]
        site = site_of(item.record.url, html, item.source)
        metadata = metadata_of(document)
        page = Page(
            id_of(name, html), name, checks_of(cut.texts),
            document.url or cut.address, metadata.title, metadata.language,
        )  # fmt: skip
        review = Review(f"{number}/labels", "../undo", f"{number}/previous", f"{number}/next")
        theirs = self._theirs(page)
        made = view(
            document, name, other=self._labelling(theirs), back=Link("../", "all pages"),
            review=review,
        )  # fmt: skip
        files = f"{VIEWS}/{number}.html", f"{VIEWS}/{number}.source"
        for file, text in zip(files, (made.html, html)):
            write_whole(self.options.out, file, text, f"{number}-review")
        kinds = [paragraph.kind for paragraph in document.paragraphs]
        return Prepared(
            name, "", page, made.figures, "".join(label[0].upper() for label in labels),
            theirs, tuple(alike_keys(cut, kinds, labels, site)),
            tuple(" ".join(text.split())[:SNIPPET] for text in cut.texts), *files,
        )  # fmt: skip

    def _theirs(self, page: Page) -> str:
        """Return the letters of the other person."""
        marks = self.others.get(digest_of(page.id))
        if marks is None or "".join(marks.checks) != page.checks:
            return UNKNOWN * page.paragraphs
        return marks.letters

    def _labelling(self, theirs: str) -> Labelling | None:
        """Return the labels of the other person; what that one did not label has none."""
        if not self.compared:
            return None
        verdicts = [None if letter == UNKNOWN else _verdict(_LABEL_OF[letter]) for letter in theirs]
        return Labelling(self.compared, verdicts)


def prepare_pages(
    preparer: Preparer, jobs: int | None = None, without: Path | None = None
) -> Iterator[Prepared]:
    """Yield the pages of a source, each when it is ready, in the order of the source.

    With one job they are prepared in this process, unless there is a time limit. Raises
    MissingExtra, ModelError, WorkersFail, OSError.
    """
    options = preparer.options
    count(options, without)  # says which libraries are missing
    load_model("html", options.cleaning.model, options.cleaning.profile)
    folder = options.out / VIEWS
    shutil.rmtree(folder, ignore_errors=True)  # those of a review that was killed
    folder.mkdir()
    isolated = options.timeout is not None
    count_sites(options, without, jobs or cpu_count(), isolated=isolated)
    tasks = (Task(number, item) for number, item in enumerate(find(options, without)))
    if not isolated:
        yield from run_here(preparer, tasks)
        return
    pool: Pool[Task, Prepared] = Pool(
        preparer,
        _failed(LOST),
        jobs or cpu_count(),
        late=_failed(f"not done after {options.timeout:g} s"),
        timeout=options.timeout,
        weight=lambda thing: thing.item.weight if isinstance(thing, Task) else 0,
    )
    with closing(pool.run(tasks)) as results:
        yield from results


@contextmanager
def closing_views(out: Path) -> Iterator[None]:
    """Remove the views of a review when it ends: they hold text of the pages."""
    try:
        yield
    finally:
        shutil.rmtree(out / VIEWS, ignore_errors=True)


def id_of(source: str, html: str) -> str:
    """Return what a page is called in the corpus: after its source and its content.

    >>> id_of("news/a.html", "<p>A ferry.")
    'news-a-4f2f5eac7088'
    """
    slug = _NOT_PLAIN.sub("-", _ENDINGS.sub("", source)).strip("-.")[-_SLUG:].lstrip("-.")
    digest = hashlib.sha256(html.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]
    return f"{slug}-{digest}" if slug else digest


def digest_of(id_: str) -> str:
    """Return the part of a page's id that tells its content.

    >>> digest_of("news-a-4f2f5eac7088")
    '4f2f5eac7088'
    """
    return id_.rpartition("-")[2]


def _failed(reason: str) -> Callable[[Task], Prepared]:
    return lambda task: Prepared(shown_name(task.item.source), reason)


def _verdict(label: Label) -> Verdict:
    body, sidebar, chrome = _CERTAIN[label]
    return Verdict(label, (body, sidebar, chrome))
