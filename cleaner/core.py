"""The corridor: segment, features, predict, adjust, select, document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, overload
from warnings import warn

from cleaner._native import is_compiled, running
from cleaner.config import MAX_BYTES, Config
from cleaner.document import Document
from cleaner.errors import Warning
from cleaner.explain.explainer import KEPT_PARAGRAPHS
from cleaner.io.inputs import LOOKS_LIKE_PATH, Input, encodable, read_input
from cleaner.labelled import Labelled, doubts
from cleaner.many import OnError, clean_all
from cleaner.metadata import host_of
from cleaner.model.file import Model, load_model
from cleaner.model.predictor import predict
from cleaner.model.selection import AtLeast, Rule, expected_f1, parse_rule, select
from cleaner.routes.html import HtmlRoute
from cleaner.routes.route import P, Route
from cleaner.routes.text import TextRoute
from cleaner.site_memory import KnowsRepeats, SiteMemory
from cleaner.types import Format, Page, PageOrPair, Profile

HTML, TEXT = HtmlRoute(), TextRoute()


class Cleaner:
    """Clean pages with one set of models and options. May be shared between threads.

    Parameters
    ----------
    model, threshold, profile, split_lines, max_bytes : the options of `Config`, which documents
        them.
    site_memory : knows which paragraphs repeat on the sites of the pages; see `SiteMemory`.

    Raises
    ------
    InvalidOption : a ValueError, for a threshold outside 0 to 1 or an unknown profile.
    """

    def __init__(
        self,
        model: str | Path | None = None,
        threshold: float | None = None,
        profile: Profile = "labels",
        *,
        split_lines: bool = False,
        site_memory: SiteMemory | None = None,
        max_bytes: int | None = MAX_BYTES,
    ) -> None:
        folder = Path(model) if model is not None else None
        self.config = Config(folder, threshold, profile, split_lines, max_bytes)
        self.site_memory: KnowsRepeats | None = site_memory

    @classmethod
    def from_config(cls, config: Config, site_memory: SiteMemory | None = None) -> Cleaner:
        """Make a cleaner from a `Config`."""
        cleaner = cls(site_memory=site_memory)
        cleaner.config = config
        return cleaner

    def _clean(
        self, route: Route[P], decoded: Input, url: str | None = None, site: str = ""
    ) -> Document:
        """Take one source through the corridor."""
        config = self.config
        page = route.segment(decoded.text, config, decoded.utf8)
        document = _unlabelled(route, page, decoded, url)
        url = document.url
        if not len(page):
            return document
        model = load_model(route.format, config.model, config.profile)
        repeated = self.site_memory.repeated(page, url, site) if self.site_memory else None
        host = host_of(url or "") or host_of(page.address)

        features = route.features(page, model, config.profile)
        prediction = predict(features, model)
        prediction = route.adjust(page, prediction, model, repeated, host)
        selection = select(prediction, self._rule(model))
        labelled = Labelled(
            route, decoded.text, config, page, prediction, selection, model, repeated, host
        )
        _label(document, labelled)
        return document

    def _rule(self, model: Model) -> Rule:
        """Return the user's threshold if there is one, else the rule that the model brings."""
        if self.config.threshold is not None:
            return AtLeast(self.config.threshold)
        return parse_rule(model.settings["rules"][self.config.profile])

    def clean(
        self,
        page: Page,
        url: str | None = None,
        *,
        format: Format | None = None,
        encoding: str | None = None,
    ) -> Document:
        """Clean HTML or plain text; the content tells which it is, for a path its suffix first.

        If you know better, `format` says which it is, and `encoding` names the encoding of bytes.

        Raises TypeError for other types, UnsupportedInput for bytes that are not text,
        InputTooLarge over the limit, ModelError without a sound model, InvalidOption for an unknown
        format or encoding, OSError for a path that cannot be read.
        """
        limit = self.config.max_bytes
        source = _hinted(page, read_input(page, limit, format=format, encoding=encoding, url=url))
        if source.format == "html":
            return self._clean(HTML, source, url)
        return self._clean(TEXT, source)

    def clean_html(
        self, page: Page, url: str | None = None, *, site: str = "", encoding: str | None = None
    ) -> Document:
        """Clean HTML. Raises the same errors as `clean`.

        `site` names the site of the page for the site memory, if it is not the host of the URL.
        """
        limit = self.config.max_bytes
        source = _hinted(page, read_input(page, limit, format="html", encoding=encoding, url=url))
        return self._clean(HTML, source, url, site)

    def clean_text(self, text: Page, *, encoding: str | None = None) -> Document:
        """Clean plain text. Raises the same errors as `clean`."""
        limit = self.config.max_bytes
        source = _hinted(text, read_input(text, limit, format="text", encoding=encoding))
        return self._clean(TEXT, source)

    def clean_input(self, source: Input, url: str | None = None, *, site: str = "") -> Document:
        """Clean an input that `cleaner.io.inputs.read_input` has read. May raise ModelError."""
        if source.format == "html":
            return self._clean(HTML, source, url, site)
        document = self._clean(TEXT, source)
        document.url, mended = _mended(url)
        document.warnings += mended
        return document

    @overload
    def clean_many(
        self,
        pages: Iterable[PageOrPair],
        jobs: int | None = 1,
        *,
        on_error: Literal["raise", "skip"] = "raise",
        timeout: float | None = None,
    ) -> Iterator[Document]: ...

    @overload
    def clean_many(
        self,
        pages: Iterable[PageOrPair],
        jobs: int | None = 1,
        *,
        on_error: Literal["return"],
        timeout: float | None = None,
    ) -> Iterator[Document | Exception]: ...

    def clean_many(
        self,
        pages: Iterable[PageOrPair],
        jobs: int | None = 1,
        *,
        on_error: OnError = "raise",
        timeout: float | None = None,
    ) -> Iterator[Document | Exception]:
        """Clean pages, or pairs of a page and its URL, lazily and in order.

        `jobs` is the number of worker processes: with 1, pages are cleaned in this process; None
        means one for each core. `timeout` is how many seconds a page may take in a worker; None
        means no limit.

        `on_error` says what to do if a page cannot be cleaned: "raise" raises its error when its
        turn comes, which ends the iteration; "skip" leaves the page out, and the logger "cleaner"
        records that; "return" yields the error in the place of the document. The error is one that
        `clean` raises, or TimedOut or WorkerDied. Errors that do not come from a page are always
        raised: InvalidOption for options out of range, ModelError without a sound model,
        WorkersFail if workers cannot be started.
        """
        return clean_all(self, pages, jobs, on_error=on_error, timeout=timeout)


def _unlabelled(route: Route[P], page: P, decoded: Input, url: str | None) -> Document:
    """Make the document of a segmented page; without paragraphs it is complete."""
    url, mended = _mended(url)
    warnings = [*decoded.warnings, *mended, *page.warnings]
    document = Document(source=decoded.text, format=route.format, url=url, warnings=warnings)
    document._head = route.head(page)
    if not len(page):
        document.confidence = 0.0
        warnings.append(Warning("no-text", "there is no text in it"))
    return document


def _label(document: Document, labelled: Labelled[P]) -> None:
    """Give a document its labels, and say how sure they are."""
    prediction, selection = labelled.prediction, labelled.selection
    document.model = labelled.model.label + (f", {running()}" if is_compiled() else "")
    document._make_later(labelled)
    if len(labelled.page) > KEPT_PARAGRAPHS:  # too much to keep for later
        _ = document.paragraphs
    # How sure the model is that there is no body says nothing of a text that one can use.
    document.confidence = (
        expected_f1(prediction.probabilities[:, 0], prediction.words, selection.kept)
        if selection.kept.any()
        else 0.0
    )
    document.warnings.extend(doubts(selection))


def _mended(url: str | None) -> tuple[str | None, list[Warning]]:
    """Return an address without lone surrogates, and a warning if it had any."""
    if not url or url.isascii():
        return url, []
    mended = encodable(url)
    return mended.text, [Warning(w.code, f"in the address: {w.text}") for w in mended.warnings]


def _hinted(page: Page, source: Input) -> Input:
    """Show a warning if text was passed where a path was meant, or a page to fetch: whoever does
    that may not know yet where a document keeps its warnings."""
    if isinstance(page, str):
        for hint in source.warnings:
            if hint.code == LOOKS_LIKE_PATH:
                warn(hint.text, stacklevel=3)
    return source


# The functions of the package are the methods of one cleaner with the shipped models, which are
# loaded when they are first needed.
_cleaner = Cleaner()
clean = _cleaner.clean
clean_html = _cleaner.clean_html
clean_text = _cleaner.clean_text
clean_many = _cleaner.clean_many
