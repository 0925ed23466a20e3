"""What text frameworks take of a page: its text, and what is known of it, as their metadata."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple, get_args

from cleaner.config import Config
from cleaner.core import Cleaner
from cleaner.document import Document
from cleaner.errors import InvalidOption, ModelError, code_of, message_of
from cleaner.integrations.service import CleaningService, shared_service
from cleaner.io.fetch import is_address
from cleaner.paragraph import Label

Output = Literal["text", "markdown"]
OnPageError = Literal["skip", "raise"]

log = logging.getLogger(__name__)


class Text(NamedTuple):
    """The text of a page, its kept paragraphs, and what is known of it: no field is empty."""

    content: str
    paragraphs: list[str]
    about: dict[str, Any]


@dataclass(frozen=True)
class Texts:
    """Clean pages for a text framework. Can be pickled and compared.

    `output` is the format of the result. With a `timeout`, in seconds for a page, or with several
    `jobs`, pages are cleaned in worker processes that stay until this process ends. `on_error` says
    what to do with a page that cannot be cleaned: "skip" leaves it out with a warning in the log,
    "raise" raises its error.

    Raises InvalidOption for an option out of range.
    """

    config: Config
    output: Output = "text"
    jobs: int | None = 1
    timeout: float | None = None
    on_error: OnPageError = "skip"

    def __post_init__(self) -> None:
        for name, value, values in (
            ("output", self.output, get_args(Output)),
            ("on_error", self.on_error, get_args(OnPageError)),
        ):
            if value not in values:
                raise InvalidOption(f"{name} must be one of {', '.join(values)}, not {value!r}")
        if self._apart:
            self._service()

    def of(self, pages: Iterable[tuple[Any, object]]) -> Iterator[Text | None]:
        """Yield the text of each page, given with its address; None for one that is left out.

        Raises ModelError, WorkersFail; with `on_error="raise"` also what `Cleaner.clean` raises.
        """
        urls: deque[str | None] = deque()  # of the pages that are drawn and not taken

        def given() -> Iterator[tuple[Any, str | None]]:
            for page, url in pages:
                urls.append(url if isinstance(url, str) and is_address(url) else None)
                yield page, urls[-1]

        with closing(self._results(given())) as results:
            for result in results:
                yield self._settled(result, urls.popleft())

    def _settled(self, result: Any, url: str | None) -> Text | None:
        """Return a text as it is, None for a page that is left out; raise other errors."""
        if isinstance(result, Text):
            return result
        if self.on_error == "raise" or isinstance(result, ModelError):
            raise result
        log.warning("%s left out: %s: %s", url or "a page", code_of(result), message_of(result))
        return None

    @property
    def _apart(self) -> bool:
        return self.jobs != 1 or self.timeout is not None

    def _service(self) -> CleaningService:
        return shared_service(_cleaner_of(self.config), self.jobs, self.timeout)

    def _results(self, pages: Iterator[tuple[Any, str | None]]) -> Generator[Any, None, None]:
        """Yield the text of each page, or its error."""
        if self._apart:
            service = self._service()
            yield from service.in_order(
                service.submit(page, url, then=self._made) for page, url in pages
            )
            return
        cleaner = _cleaner_of(self.config)
        for page, url in pages:
            try:
                yield self._made(cleaner.clean(page, url))
            except Exception as error:  # a page may fail in any way, the others must not
                yield error

    def _made(self, document: Document) -> Text:
        metadata = document.metadata
        about = {
            "title": metadata.title,
            "author": metadata.author,
            "date": metadata.date,
            "language": metadata.language,
            "confidence": round(document.confidence, 4),
            "model": document.model,
        }
        return Text(
            document.as_markdown() if self.output == "markdown" else document.text,
            [p.text for p in document.paragraphs if p.label is Label.BODY],
            {name: value for name, value in about.items() if value != ""},
        )


@lru_cache(maxsize=4)
def _cleaner_of(config: Config) -> Cleaner:
    """Return the one cleaner of each set of options."""
    return Cleaner.from_config(config)
