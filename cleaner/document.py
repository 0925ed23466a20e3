"""Document: the labelled paragraphs of one page or text, and the ways out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cleaner.paragraph import Label, Metadata, Paragraph
from cleaner.render.html import render_html
from cleaner.render.markdown import render_markdown
from cleaner.render.text import render_text


@dataclass(slots=True)
class Reasons:
    """The reasons of all paragraphs of a document, found when the first is asked for.

    What the features need is computed again from the source, so that a document that nobody asks
    for reasons holds no matrix, and can be sent between processes.
    """

    source: str
    format: str
    cleaner: Any  # the `Cleaner` that gave the labels
    labels: list[Label]
    doubt: list[float]  # what the site's memory took off each paragraph's log-odds; may be empty
    swayed: list[bool]  # which were decided by their neighbours, against their own odds; or empty
    found: list[list[str]] | None = None

    def of(self, number: int) -> list[str]:
        """The reasons of one paragraph."""
        if self.found is None:
            from cleaner.explain.reasons import explain

            self.found = explain(
                self.source, self.format, self.cleaner, self.labels, self.doubt, self.swayed
            )
        return list(self.found[number])


@dataclass(slots=True)
class Document:
    """A cleaned page or text: every paragraph with its label, in order.

    `format` is 'html' or 'text'. `confidence` is the expected F1 of the body, 0 to 1, by the
    model's own probabilities: low where it is unsure. `warnings` says what had to be mended.
    """

    paragraphs: list[Paragraph] = field(default_factory=list)
    source: str = field(default="", repr=False)
    format: str = "html"
    url: str | None = None
    confidence: float = 1.0
    warnings: list[str] = field(default_factory=list)
    _metadata: Metadata | None = field(default=None, repr=False, compare=False)

    def __str__(self) -> str:
        return self.text

    @property
    def body(self) -> list[Paragraph]:
        """The paragraphs labelled body."""
        return [paragraph for paragraph in self.paragraphs if paragraph.label is Label.BODY]

    @property
    def text(self) -> str:
        """The body and nothing else; of plain text, in its own line structure."""
        return self.as_text()

    @property
    def metadata(self) -> Metadata:
        """Title, author, date, sitename, language and URL; found when first asked for."""
        if self._metadata is None:
            from cleaner.metadata import find_metadata

            self._metadata = find_metadata(self)
        return self._metadata

    @property
    def title(self) -> str:
        """The title of the page; empty where none is found."""
        return self.metadata.title

    def as_text(self, *, title: bool = True, captions: bool = True) -> str:
        """The body as plain text, optionally without its title and captions."""
        source = self.source if self.format == "text" else None
        return render_text(self.paragraphs, source, title=title, captions=captions)

    def as_markdown(self) -> str:
        """The body as Markdown: headings, lists, quotes, code and tables by their kind."""
        return render_markdown(self.paragraphs)

    def as_html(self) -> str:
        """The body as a small HTML document of its own: no scripts, no styles, no attributes."""
        return render_html(self.paragraphs)

    def reasons(self, i: int) -> list[str]:
        """What decided the label of paragraph `i`: see `Paragraph.reasons`."""
        return self.paragraphs[i].reasons

    def as_dict(self, *, paragraphs: bool = True, reasons: bool = False) -> dict[str, Any]:
        """The document as JSON-ready data, with all paragraphs unless told otherwise, and their
        reasons where asked for."""
        record: dict[str, Any] = {
            "format": self.format,
            "metadata": self.metadata.as_dict(),
            "confidence": round(self.confidence, 4),
            "warnings": list(self.warnings),
            "text": self.text,
        }
        if paragraphs:
            record["paragraphs"] = [p.as_dict(reasons=reasons) for p in self.paragraphs]
        return record

    def as_json(
        self, *, paragraphs: bool = True, reasons: bool = False, indent: int | None = None
    ) -> str:
        """`as_dict` as a JSON string."""
        import json

        record = self.as_dict(paragraphs=paragraphs, reasons=reasons)
        return json.dumps(record, ensure_ascii=False, indent=indent)
