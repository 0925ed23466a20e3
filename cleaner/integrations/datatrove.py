"""Steps of a datatrove pipeline: clean pages, clean text, keep what the model is sure of.

`HtmlCleaner` stands where `Trafilatura` would, `TextCleaner` behind a reader of documents that
are text already. Both leave in a document's metadata what `ConfidenceFilter` goes by.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Literal, get_args

from cleaner.core import Cleaner
from cleaner.errors import InvalidOption, code_of, message_of
from cleaner.integrations.rows import described, encodable
from cleaner.integrations.service import TIMEOUT, warm_up
from cleaner.io.extras import load
from cleaner.many import check_timeout, portable
from cleaner.types import Format

load("datatrove")  # says how to install it, if it is missing
# ruff: noqa: E402 - so what is imported of it comes later
from datatrove.data import Document
from datatrove.pipeline.extractors.base import BaseExtractor, ExtractorSandbox
from datatrove.pipeline.filters.base_filter import BaseFilter
from datatrove.utils.logging import logger

Output = Literal["text", "markdown"]
Result = tuple[str, dict[str, Any]]  # the text, and what goes into the metadata
CONFIDENCE = 0.8  # a filter drops what a person could still look at, so it is less strict


class _Sandbox(ExtractorSandbox):  # type: ignore[misc]  # datatrove has no types
    """A sandbox that ends with its task. datatrove's own waits for ever if the task is killed."""

    def _worker(self, conn: Any, extract_fn: Any) -> None:
        threading.Thread(target=_end_with_parent, daemon=True).start()
        super()._worker(conn, extract_fn)


def _end_with_parent() -> None:
    """Wait for the process that started this one to end, and end this one.

    However processes are started: under a fork server `os.getppid` names the server.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


class _CleaningStep(BaseExtractor):  # type: ignore[misc]  # datatrove has no types
    """Clean documents in datatrove's sandbox: a process that is replaced if a page hangs in it.

    Its own loop hands over the text alone, and takes nothing but text back.
    """

    format: ClassVar[Format]

    def __init__(
        self,
        cleaner: Cleaner | None = None,
        output: Output = "text",
        timeout: float = TIMEOUT,
    ) -> None:
        check_timeout(timeout, required=True)
        if output not in get_args(Output):
            raise InvalidOption(f"output must be 'text' or 'markdown', not {output!r}")
        super().__init__(timeout)
        self.cleaner = cleaner or Cleaner()
        self.output = output

    def extract(self, text: str) -> str:
        """Return the body of a page, without its address. Raises as `Cleaner.clean` does."""
        return self._cleaned(text, None)[0]

    def _cleaned(self, text: str, url: str | None) -> Result:
        document = self.cleaner.clean(text, url, format=self.format)
        body = document.text if self.output == "text" else document.as_markdown()
        return encodable(body), described(document)

    def _result(self, text: str, url: str | None) -> Result | Exception:
        """Return what a document becomes: an error that is raised would end the sandbox."""
        try:
            return self._cleaned(text, url)
        except Exception as error:  # a page may fail in any way, the others must not
            return portable(error)

    def run(
        self, data: Iterable[Document], rank: int = 0, world_size: int = 1
    ) -> Iterator[Document]:
        """Yield the documents that have a body, with it as their text.

        Raises ModelError without a sound model.
        """
        # Before the sandbox is forked, so that it has the models: to load them in each new one
        # would be counted as time of the page that comes next.
        warm_up(self.cleaner, self.format)
        with _Sandbox(timeout=self.timeout, warmup_text=("", None)) as sandbox:
            for document in data:
                self.stat_update("total")
                with self.track_time():
                    kept = self._clean(document, sandbox)
                if kept:
                    self.stat_update("forwarded")
                    self.update_doc_stats(document)
                    yield document

    def _clean(self, document: Document, sandbox: _Sandbox) -> bool:
        """Clean a document in place; False if it is to be left out, which is counted."""
        try:
            text, about = sandbox.process_document(
                (document.text, document.metadata.get("url")), self._result
            )
        except TimeoutError:
            return self._without(document, "timeout", f"not done after {self.timeout:g} s")
        except EOFError:
            return self._without(document, "broken_process", "its process died")
        except Exception as error:  # that `_result` has returned
            self.stat_update(f"error_{code_of(error)}")
            return self._without(document, "clean_error", message_of(error))
        self.stat_update("extracted")
        for label, count in about["labels"].items():
            self.stat_update(f"paragraphs_{label}", value=count)
        for warning in about["warnings"]:
            self.stat_update(f"warning_{warning['code']}")
        document.text = text
        document.metadata.update(about)
        if not text:
            self.stat_update("dropped")
        return bool(text)

    def _without(self, document: Document, counted: str, reason: str) -> bool:
        self.stat_update(counted)
        logger.warning(f"{document.id} is left out: {reason}")
        return False


class HtmlCleaner(_CleaningStep):
    """Replace HTML with its body: a datatrove extractor, to be used in the place of `Trafilatura`.

    Parameters
    ----------
    cleaner : the options of cleaning; the shipped models by default.
    output : "text" or "markdown".
    timeout : seconds that a page may take.

    The address of a page is read from `metadata["url"]`, where the readers put it. `title`,
    `confidence`, `labels` (the number of paragraphs with each) and `warnings` are added to the
    metadata.
    Documents without a body, and those that cannot be cleaned, are left out and counted, as by all
    extractors: `dropped`, `timeout`, `broken_process`, `clean_error`.

    Raises InvalidOption for options out of range; the module raises MissingExtra without datatrove.
    """

    name = "🧹 cleaner: HTML"
    format = "html"


class TextCleaner(_CleaningStep):
    """Replace plain text with its body: like `HtmlCleaner`, for documents that hold no HTML."""

    type = "✂️ - FORMAT"
    name = "🧹 cleaner: text"
    format = "text"


class ConfidenceFilter(BaseFilter):  # type: ignore[misc]  # datatrove has no types
    """Keep documents whose body the model is sure of: a datatrove filter.

    `threshold`, from 0 to 1, is the lowest `confidence` that is kept; `exclusion_writer` writes the
    other documents, with the reason "low_confidence".

    Raises InvalidOption for a threshold out of range, and for documents without a confidence.
    """

    name = "🧹 cleaner: confidence"

    def __init__(self, threshold: float = CONFIDENCE, exclusion_writer: Any = None) -> None:
        if not 0 <= threshold <= 1:  # also for NaN
            raise InvalidOption(f"threshold must be from 0 to 1, not {threshold!r}")
        super().__init__(exclusion_writer)
        self.threshold = threshold

    def filter(self, doc: Document) -> bool | tuple[bool, str]:
        """Return whether to keep a document, and else why not."""
        if "confidence" not in doc.metadata:
            raise InvalidOption(
                f"{doc.id} has no confidence: put HtmlCleaner or TextCleaner before the filter"
            )
        return doc.metadata["confidence"] >= self.threshold or (False, "low_confidence")
