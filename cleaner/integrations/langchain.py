"""Clean the documents of LangChain: a document transformer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cleaner.config import Config
from cleaner.integrations.texts import OnPageError, Output, Texts
from cleaner.io.extras import missing_extra

try:
    from langchain_core.documents import BaseDocumentTransformer, Document
except ModuleNotFoundError as error:
    raise missing_extra("langchain_core") from error


class CleanerTransformer(BaseDocumentTransformer):
    """Turn documents that hold pages into documents that hold their text.

    `config` has the options of cleaning. `output` is "text" or "markdown". The address of a page is
    read from the metadata, under `url_key`. `jobs`, `timeout` (seconds for a page) and `on_error`
    are those of `Texts`. By default, pages are cleaned in this process; a page that cannot be
    cleaned is left out, with a warning in the log.

    Title, author, date, language, confidence and model are added to the metadata, unless they are
    there already.

    Raises InvalidOption for an option out of range.
    """

    def __init__(
        self,
        config: Config | None = None,
        *,
        output: Output = "text",
        url_key: str = "source",
        jobs: int | None = 1,
        timeout: float | None = None,
        on_error: OnPageError = "skip",
    ) -> None:
        self.url_key = url_key
        self.texts = Texts(config or Config(), output, jobs, timeout, on_error)

    def transform_documents(
        self, documents: Sequence[Document], **kwargs: Any
    ) -> Sequence[Document]:
        """Return the documents with their text, in order. Raises ModelError, WorkersFail; with
        `on_error="raise"` also what `Cleaner.clean` raises."""
        pages = ((document.page_content, document.metadata.get(self.url_key)) for document in
                 documents)  # fmt: skip
        return [
            Document(
                page_content=text.content,
                metadata={**text.about, **document.metadata},
                id=document.id,
            )
            for document, text in zip(documents, self.texts.of(pages))
            if text is not None
        ]
