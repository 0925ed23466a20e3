"""What comes out: labels, paragraphs, documents. Plain data, no model needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Label(str, Enum):
    """What a paragraph is about: the page's subject, something else, or the page itself."""

    BODY = "body"
    SIDEBAR = "sidebar"
    CHROME = "chrome"

    __str__ = str.__str__


LABELS = (Label.BODY, Label.SIDEBAR, Label.CHROME)

KINDS = ("title", "heading", "text", "list-item", "quote", "code", "table-row", "caption")


@dataclass(slots=True)
class Paragraph:
    """One paragraph of a page or a text.

    `kind` is one of `KINDS`; `level` the rank of a heading (1-6) or the depth of a list item or
    quote (from 1), else 0. `start` and `end` delimit the paragraph in the source of plain text
    (`source[start:end]`), and are None for HTML. `row` groups the cells of one table row; `ordinal`
    is the number of an item in an ordered list.
    """

    text: str
    kind: str = "text"
    level: int = 0
    start: int | None = None
    end: int | None = None
    row: int | None = None
    ordinal: int | None = field(default=None, kw_only=True)
    label: Label = Label.BODY
    scores: tuple[float, float, float] = (1.0, 0.0, 0.0)
    locate: Callable[[int], str] | None = field(default=None, repr=False, compare=False)
    place: int = field(default=0, repr=False, compare=False)  # what `locate` is asked for
    explain: Callable[[int], list[str]] | None = field(default=None, repr=False, compare=False)
    number: int = field(default=0, repr=False, compare=False)  # what `explain` is asked for

    @property
    def probabilities(self) -> dict[Label, float]:
        """Probability of each label; they sum to 1."""
        return dict(zip(LABELS, self.scores))

    @property
    def path(self) -> str:
        """Where the paragraph stands: the element's path in HTML, the line in plain text."""
        return self.locate(self.place) if self.locate else ""

    @property
    def reasons(self) -> list[str]:
        """What decided the label, the weightiest first: at most three, in words and numbers.

        Each ends with its weight in brackets: by how much it raised the log-odds of the label. An
        empty list where the label is not a model's. Found for the whole document when first asked
        for, which takes about as long as cleaning it again. Raises ModelError as `Cleaner` does.
        """
        return self.explain(self.number) if self.explain else []

    def as_dict(self, *, reasons: bool = False) -> dict[str, Any]:
        """Everything about the paragraph as JSON-ready data; its reasons where asked for."""
        record: dict[str, Any] = {
            "text": self.text,
            "label": self.label.value,
            "probabilities": {label.value: round(p, 4) for label, p in self.probabilities.items()},
            "kind": self.kind,
            "level": self.level,
            "path": self.path,
        }
        if self.start is not None:
            record["start"], record["end"] = self.start, self.end
        if reasons:
            record["reasons"] = self.reasons
        return record


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
            from cleaner.explain import explain

            self.found = explain(
                self.source, self.format, self.cleaner, self.labels, self.doubt, self.swayed
            )
        return list(self.found[number])


@dataclass(slots=True)
class Metadata:
    """What trafilatura finds about a page; empty strings where it finds nothing."""

    title: str = ""
    author: str = ""
    date: str = ""
    sitename: str = ""
    language: str = ""
    url: str = ""

    def as_dict(self) -> dict[str, str]:
        """The fields by name."""
        return {name: getattr(self, name) for name in self.__slots__}


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
        from cleaner.render.text import render_text

        return render_text(self, title=title, captions=captions)

    def as_markdown(self) -> str:
        """The body as Markdown: headings, lists, quotes, code and tables by their kind."""
        from cleaner.render.markdown import render_markdown

        return render_markdown(self)

    def as_html(self) -> str:
        """The body as a small HTML document of its own: no scripts, no styles, no attributes."""
        from cleaner.render.html import render_html

        return render_html(self)

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
