"""The corridor: a page or a text goes in, a Document comes out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import copy
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, overload

import numpy as np
from numpy.typing import NDArray

from cleaner.config import MAX_BYTES
from cleaner.document import Document, Reasons
from cleaner.io.decode import BOM, Decoded
from cleaner.io.inputs import is_tree, read_input
from cleaner.many import OnError, clean_all
from cleaner.model.file import Model, load_model
from cleaner.model.selection import (
    Floats,
    best_f1,
    doubtful,
    expected_f1,
    in_runs,
    most_likely,
    with_body,
)
from cleaner.paragraph import LABELS, Paragraph
from cleaner.routes.html import html_lexicons, predict_page
from cleaner.routes.text import predict_text
from cleaner.segment.html import segment_html
from cleaner.segment.kinds import kinds
from cleaner.segment.page import HtmlPage
from cleaner.segment.text import segment_text
from cleaner.site_memory import SiteMemory
from cleaner.text.tokens import count_words
from cleaner.types import Page

PROFILES = ("labels", "article")

_HTML_START = re.compile(
    r"\s*(?:<\?xml|<!--|<!doctype\s+html|<(?:html|head|body|article|main|div|section|p|h[1-6]|table"
    r"|ul|ol|title|meta|span|a|script|style|link|header|nav)\b)",
    re.IGNORECASE,
)
_HTML_CLOSE = re.compile(r"</(?:p|div|body|html|li|ul|h[1-6]|td|article|span|a)\s*>", re.IGNORECASE)
_HTML_SUFFIXES = {".html", ".htm", ".xhtml"}
_TEXT_SUFFIXES = {".txt", ".md", ".text", ".markdown"}
# Text that quotes a tag or two is still text; a page has its closing tags throughout.
_CLOSING_TAGS = 3
_LOOKED_AT = 20_000
NO_TEXT = "there is no text in it"
NO_BODY = "no paragraph is body: nothing is kept"


def looks_like_html(text: str) -> bool:
    """Whether text is HTML: it opens with a tag or holds several closing tags."""
    if _HTML_START.match(text, 1 if text.startswith(BOM) else 0):
        return True
    closings = _HTML_CLOSE.finditer(text, 0, _LOOKED_AT)
    return sum(1 for _, _ in zip(closings, range(_CLOSING_TAGS))) >= _CLOSING_TAGS


class Cleaner:
    """Labels paragraphs with one set of models and options. May be shared between threads.

    Parameters
    ----------
    model : folder with `html.model` and `text.model`, as `cleaner train` writes; None for the
        shipped ones. Loaded when first needed.
    threshold : probability of body, 0 to 1, from which a paragraph is kept; higher keeps less.
        None for the model's own rule.
    profile : 'labels' for body as LABELS.md defines it; 'article' for the main content as
        public gold corpora define it.
    split_lines : part lines of plain text in which a sentence has a menu or the like glued to it,
        at sentence borders.
    site_memory : what repeats on the sites of the pages; see `SiteMemory`.
    max_bytes : inputs larger than this raise InputTooLarge; None for no limit.

    Raises
    ------
    ValueError : a threshold outside 0 to 1, or an unknown profile.
    """

    def __init__(
        self,
        model: str | Path | None = None,
        threshold: float | None = None,
        profile: str = "labels",
        *,
        split_lines: bool = False,
        site_memory: SiteMemory | None = None,
        max_bytes: int | None = MAX_BYTES,
    ) -> None:
        if profile not in PROFILES:
            raise ValueError(f"profile must be one of {', '.join(PROFILES)}, not {profile!r}")
        if threshold is not None and not 0.0 <= threshold <= 1.0:
            raise ValueError(f"threshold must lie between 0 and 1, not {threshold!r}")
        self.model = Path(model) if model is not None else None
        self.threshold = threshold
        self.profile = profile
        self.split_lines = split_lines
        self.site_memory = site_memory
        self.max_bytes = max_bytes

    def clean(self, page: Any, url: str | None = None) -> Document:
        """Clean HTML or plain text, told apart by their look (a path by its ending first).

        Raises TypeError for other types, UnsupportedInput for bytes that are no text,
        InputTooLarge over the limit, ModelError without a sound model, OSError for a path that
        cannot be read.
        """
        suffix = page.suffix.lower() if isinstance(page, Path) else ""
        decoded = read_input(page, self.max_bytes)
        if suffix in _HTML_SUFFIXES or is_tree(page):
            html = True
        elif suffix in _TEXT_SUFFIXES:
            html = False
        else:
            html = looks_like_html(decoded.text)
        return self._html(decoded, url) if html else self._text(decoded)

    def clean_html(self, page: Any, url: str | None = None, *, site: str = "") -> Document:
        """Clean what is known to be HTML. Raises as `clean` does.

        `site` is what the site memory knows the page's site by, where that is not its host.
        """
        return self._html(read_input(page, self.max_bytes), url, site)

    def clean_text(self, text: Any) -> Document:
        """Clean what is known to be plain text. Raises as `clean` does."""
        return self._text(read_input(text, self.max_bytes))

    @overload
    def clean_many(
        self,
        pages: Iterable[Page | tuple[Page, str | None]],
        jobs: int | None = 1,
        *,
        on_error: Literal["raise", "skip"] = "raise",
        timeout: float | None = None,
    ) -> Iterator[Document]: ...

    @overload
    def clean_many(
        self,
        pages: Iterable[Page | tuple[Page, str | None]],
        jobs: int | None = 1,
        *,
        on_error: Literal["return"],
        timeout: float | None = None,
    ) -> Iterator[Document | Exception]: ...

    def clean_many(
        self,
        pages: Iterable[Page | tuple[Page, str | None]],
        jobs: int | None = 1,
        *,
        on_error: OnError = "raise",
        timeout: float | None = None,
    ) -> Iterator[Document | Exception]:
        """Clean pages, or pairs of a page and its URL, lazily and in order.

        `jobs` is the number of worker processes: 1 cleans in this process, None takes one for each
        core. `timeout` is how many seconds a page may take in a worker; None is no limit.

        `on_error` says what to do if a page cannot be cleaned: "raise" raises its error when its
        turn comes, which ends the iteration; "skip" leaves the page out, and the logger "cleaner"
        notes it; "return" yields the error in its place. It is what `clean` raises, or TimedOut or
        WorkerDied. Errors that are no page's are always raised: InvalidOption for options out of
        range, ModelError without a sound model, WorkersFail if workers cannot be started.
        """
        return clean_all(self, pages, jobs, on_error=on_error, timeout=timeout)

    def _html(self, decoded: Decoded, url: str | None, site: str = "") -> Document:
        page = segment_html(decoded.text.removeprefix(BOM))
        warnings = decoded.warnings + page.warnings
        document = Document([], decoded.text, "html", url, warnings=warnings)
        if not len(page):
            document.warnings.append(NO_TEXT)
            return document
        model = load_model("html", self.model, self.profile)
        found = predict_page(
            page, html_lexicons(model), model, self.profile, self._repeated(page, url, site)
        )
        document.paragraphs = _paragraphs(page)
        self._decide(document, found.probabilities, found.words, model, found.doubt)
        return document

    def _repeated(self, page: HtmlPage, url: str | None, site: str) -> NDArray[np.bool_] | None:
        """Which paragraphs stand on other pages of the page's site, where that is remembered."""
        return self.site_memory.repeated(page, url, site) if self.site_memory else None

    def _text(self, decoded: Decoded) -> Document:
        document = Document([], decoded.text, "text", warnings=list(decoded.warnings))
        paragraphs = segment_text(decoded.text, split_lines=self.split_lines)
        if not paragraphs:
            document.warnings.append(NO_TEXT)
            return document
        model = load_model("text", self.model, self.profile)
        document.paragraphs = paragraphs
        probabilities = predict_text(paragraphs, model).probabilities
        words = np.array([count_words(p.text) for p in paragraphs], dtype=float)
        self._decide(document, probabilities, words, model)
        return document

    def _decide(
        self,
        document: Document,
        probabilities: Floats,
        words: Floats,
        model: Model,
        doubt: Floats | None = None,
    ) -> None:
        body = probabilities[:, 0]
        rule = model.settings["rules"][self.profile]
        swayed = np.zeros(len(body), dtype=bool)
        if self.threshold is not None:
            labels = most_likely(probabilities, self.threshold)
        elif rule == "best_f1":
            labels = with_body(probabilities, best_f1(body, words))
        else:
            kept = in_runs(body, words) if rule == "runs" else body >= float(rule)
            if kept.any() or not (likeliest := doubtful(body, words)).any():
                swayed = kept != (body >= 0.5) if rule == "runs" else swayed
            else:
                kept = likeliest
                document.warnings.append("no paragraph is clearly body: the likeliest were kept")
            labels = with_body(probabilities, kept)
        if labels.all():
            document.warnings.append(NO_BODY)
        document.confidence = expected_f1(body, words, labels == 0)
        asked = copy(self)
        asked.site_memory = None  # its say is in the doubt; it need not go where documents go
        repeats = doubt.tolist() if doubt is not None and doubt.any() else []
        given = [LABELS[label] for label in labels.tolist()]
        by_run = swayed.tolist() if swayed.any() else []
        explain = Reasons(document.source, document.format, asked, given, repeats, by_run).of
        decided = zip(document.paragraphs, given, map(tuple, probabilities.tolist()))
        for number, (paragraph, label, scores) in enumerate(decided):
            paragraph.label = label
            paragraph.scores = scores
            paragraph.explain = explain
            paragraph.number = number


def _paragraphs(page: HtmlPage) -> list[Paragraph]:
    path = page.elements.path
    return [
        Paragraph(text, kind, level, None, None, row, locate=path, place=block, ordinal=ordinal)
        for text, block, (kind, level, row, ordinal) in zip(page.texts, page.blocks, kinds(page))
    ]


@lru_cache(maxsize=1)
def _default() -> Cleaner:
    return Cleaner()


def clean(page: Any, url: str | None = None) -> Document:
    """Clean a page or a text with the shipped models. See `Cleaner.clean`."""
    return _default().clean(page, url)


def clean_html(page: Any, url: str | None = None) -> Document:
    """Clean HTML with the shipped models. See `Cleaner.clean_html`."""
    return _default().clean_html(page, url)


def clean_text(text: Any) -> Document:
    """Clean plain text with the shipped models. See `Cleaner.clean_text`."""
    return _default().clean_text(text)


@overload
def clean_many(
    pages: Iterable[Page | tuple[Page, str | None]],
    jobs: int | None = 1,
    *,
    on_error: Literal["raise", "skip"] = "raise",
    timeout: float | None = None,
) -> Iterator[Document]: ...


@overload
def clean_many(
    pages: Iterable[Page | tuple[Page, str | None]],
    jobs: int | None = 1,
    *,
    on_error: Literal["return"],
    timeout: float | None = None,
) -> Iterator[Document | Exception]: ...


def clean_many(
    pages: Iterable[Page | tuple[Page, str | None]],
    jobs: int | None = 1,
    *,
    on_error: OnError = "raise",
    timeout: float | None = None,
) -> Iterator[Document | Exception]:
    """Clean many pages lazily, in order, with the shipped models. See `Cleaner.clean_many`."""
    return clean_all(_default(), pages, jobs, on_error=on_error, timeout=timeout)
