"""Clean pages in a Haystack pipeline: a converter, in the place of `HTMLToDocument`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from cleaner.config import Config
from cleaner.integrations.texts import OnPageError, Output, Texts
from cleaner.io.extras import missing_extra

try:
    from haystack import Document, component, default_from_dict, default_to_dict
    from haystack.components.converters.utils import normalize_metadata
    from haystack.dataclasses import ByteStream
except ModuleNotFoundError as error:
    raise missing_extra("haystack") from error


@component
class CleanerConverter:
    """Convert pages, given as files or streams of bytes, to documents that hold their text.

    `config` has the options of cleaning. `output` is "text" or "markdown". The address of a page is
    read from the metadata of its stream, under `url_key`, where `LinkContentFetcher` puts it.
    `jobs`, `timeout` (seconds for a page) and `on_error` are those of `Texts`. By default, pages
    are cleaned in this process; a page that cannot be cleaned is left out, with a warning in the
    log.

    Raises InvalidOption for an option out of range.
    """

    def __init__(
        self,
        config: Config | None = None,
        output: Output = "text",
        url_key: str = "url",
        jobs: int | None = 1,
        timeout: float | None = None,
        on_error: OnPageError = "skip",
    ) -> None:
        self.url_key = url_key
        self.texts = Texts(config or Config(), output, jobs, timeout, on_error)

    def to_dict(self) -> dict[str, Any]:
        """Return the component as a pipeline stores it."""
        texts = self.texts
        config = asdict(texts.config)
        config["model"] = None if texts.config.model is None else str(texts.config.model)
        stored: dict[str, Any] = default_to_dict(
            self, config=config, output=texts.output, url_key=self.url_key, jobs=texts.jobs,
            timeout=texts.timeout, on_error=texts.on_error,
        )  # fmt: skip
        return stored

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> CleanerConverter:
        """Make the component that was stored. Raises InvalidOption."""
        options = data.get("init_parameters", {})
        if options.get("config") is not None:
            options = {**options, "config": Config(**options["config"])}
        made: CleanerConverter = default_from_dict(cls, {**data, "init_parameters": options})
        return made

    @component.output_types(documents=list[Document])
    def run(
        self,
        sources: list[str | Path | ByteStream],
        meta: dict[str, Any] | list[dict[str, Any]] | None = None,
    ) -> dict[str, list[Document]]:
        """Return the documents of pages, in order, under the name `documents`.

        A source is a path or a stream; `meta` is what is known of all pages, or of each. Title,
        author, date, language, confidence and model are added to it, unless they are there already.
        Raises ModelError, WorkersFail; with `on_error="raise"` also what `Cleaner.clean` raises.
        """
        known = [
            {**(source.meta if isinstance(source, ByteStream) else {"file_path": str(source)}),
             **more}
            for source, more in zip(sources, normalize_metadata(meta, len(sources)))
        ]  # fmt: skip
        pages = (
            (source.data if isinstance(source, ByteStream) else Path(source),
             about.get(self.url_key))
            for source, about in zip(sources, known)
        )  # fmt: skip
        return {
            "documents": [
                Document(content=text.content, meta={**text.about, **about})
                for about, text in zip(known, self.texts.of(pages))
                if text is not None
            ]
        }
