"""Clean the documents of LlamaIndex: a node parser."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, Literal

from cleaner.config import Config
from cleaner.integrations.texts import OnPageError, Output, Texts
from cleaner.io.extras import missing_extra

try:
    from llama_index.core.bridge.pydantic import Field
    from llama_index.core.node_parser import NodeParser
    from llama_index.core.node_parser.node_utils import build_nodes_from_splits
    from llama_index.core.schema import BaseNode, MetadataMode
except ModuleNotFoundError as error:
    raise missing_extra("llama_index") from error

log = logging.getLogger(__name__)


class CleanerNodeParser(NodeParser):
    """Make nodes from documents that hold pages: one for each page, or for each kept paragraph.

    A node that holds a whole page can be cut further, for example by `SentenceSplitter`. The
    address of a page is read from the metadata, under `url_key`. Title, author, date, language,
    confidence and model are added to the metadata, unless they are there already.

    Raises InvalidOption for an option out of range, when the first documents come.
    """

    config: Config = Field(default_factory=Config, description="The options of cleaning.")
    output: Output = Field(
        default="text", description="Format of whole pages. Paragraphs are always text."
    )
    by: Literal["page", "paragraph"] = Field(default="page", description="The unit of a node.")
    url_key: str = Field(default="url", description="Key of the address in the metadata.")
    jobs: int | None = Field(
        default=1, description="Worker processes: 1 means this process, None one for each core."
    )
    timeout: float | None = Field(default=None, description="Seconds that a page may take.")
    on_error: OnPageError = Field(
        default="skip", description="Leave out a page that fails, or raise its error."
    )

    @classmethod
    def class_name(cls) -> str:
        """Return the name that the class is stored under."""
        return "CleanerNodeParser"

    def _parse_nodes(
        self, nodes: Sequence[BaseNode], show_progress: bool = False, **kwargs: Any
    ) -> list[BaseNode]:
        texts = Texts(self.config, self.output, self.jobs, self.timeout, self.on_error)
        pages = (
            (node.get_content(MetadataMode.NONE), node.metadata.get(self.url_key)) for node in nodes
        )
        made: list[BaseNode] = []
        for node, text in zip(nodes, texts.of(pages)):
            if text is None:
                continue
            if not text.content.strip():
                page = node.metadata.get(self.url_key) or "a page"
                log.warning("%s left out: no text of it was kept", page)
                continue
            splits = text.paragraphs if self.by == "paragraph" else [text.content]
            of_page = build_nodes_from_splits(splits, node, id_func=self.id_func)
            for new in of_page:
                new.metadata = {**text.about, **node.metadata}
            made += of_page
        return made
