"""Document: the labelled paragraphs of one page or text, and the ways out of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from cleaner.errors import Warning
from cleaner.io.decode import BOM
from cleaner.locks import fork_safe_lock
from cleaner.paragraph import Label, Metadata, Paragraph, Reason
from cleaner.render.blocks import Block
from cleaner.render.markdown import MarkdownWriter
from cleaner.render.paragraphs import body_of_paragraphs
from cleaner.render.source import is_markdown, markdown_front_matter
from cleaner.render.text import render_text
from cleaner.types import Format

if TYPE_CHECKING:
    from cleaner.metadata import Head


LOW_CONFIDENCE = 0.9
"""Below it, a document is worth a look: half or more of the HTML pages below it are wrong, and half
or more of all wrong ones are among them (experiments/2026-11-27-low-confidence)."""

_making = fork_safe_lock()  # threads that share a document get the same paragraphs


class Unmade(Protocol):
    """A labelled page or text whose paragraphs are not made yet: most readers want its text."""

    def paragraphs(self) -> list[Paragraph]:
        """Make the paragraphs."""

    def text(self, *, title: bool, captions: bool) -> str:
        """Return what `render_text` makes of the paragraphs."""


@dataclass(slots=True, repr=False)
class Document:
    """A cleaned page or text: every paragraph with its label, in order.

    `paragraphs` holds all paragraphs, `source` the text that they were cut from, and `url` the
    address that was given. `format` is the format of the source, 'html' or 'text'. `confidence` is
    the F1 of the body that the model's own probabilities lead one to expect, from 0 to 1; it is 0
    if nothing is kept. `warnings` says what had to be repaired, and what makes the result doubtful.
    `model` names the model that labelled the paragraphs ("" if there was nothing to label), and
    says whether the compiled core ran it.
    """

    paragraphs: list[Paragraph] = field(default_factory=list)
    source: str = ""
    format: Format = "html"
    url: str | None = None
    confidence: float = 1.0
    warnings: list[Warning] = field(default_factory=list)
    model: str = ""
    # Factories, since Python 3.10.0 sets no other default in a slot.
    _head: Head | None = field(init=False, default_factory=type(None), compare=False)
    _metadata: Metadata | None = field(init=False, default_factory=type(None), compare=False)
    _unmade: Unmade | None = field(init=False, default_factory=type(None), compare=False)

    def _make_later(self, labelled: Unmade) -> None:
        """Have the paragraphs made of what is labelled, when they are first asked for."""
        del self.paragraphs
        self._unmade = labelled

    if not TYPE_CHECKING:  # a checker would take any name for an attribute

        def __getattr__(self, name: str) -> Any:
            """Make the paragraphs, if it is these that are asked for and not there yet."""
            if name == "paragraphs":
                with _making:
                    if (labelled := self._to_be_made()) is not None:
                        self.paragraphs = labelled.paragraphs()
                        self._unmade = None
            return object.__getattribute__(self, name)

    def _to_be_made(self) -> Unmade | None:
        """Return what the paragraphs are to be made of, None if they are there."""
        try:
            object.__getattribute__(self, "paragraphs")
        except AttributeError:
            return self._unmade
        return None

    def __reduce__(self) -> tuple[Any, ...]:
        fields = (self.paragraphs, self.source, self.format, self.url, self.confidence)
        state = {"_head": self._head, "_metadata": self._metadata}
        return type(self), (*fields, self.warnings, self.model), (None, state)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<Document: {self._summary()}>"

    def _repr_html_(self) -> str:
        """Return what Jupyter shows: the paragraphs, tinted by label, with their probabilities as
        tool tips."""
        from cleaner.render.notebook import notebook_html

        return notebook_html(self.paragraphs, self._summary(), self.warnings)

    def _summary(self) -> str:
        """Return what can be said of the document in one line."""
        url = f" of {self.url}" if self.url else ""
        return (
            f"{self.format}{url}, {len(self.body)} of {len(self.paragraphs)} paragraphs are body, "
            f"confidence {self.confidence:.2f}"
        )

    @property
    def body(self) -> list[Paragraph]:
        """The paragraphs labelled body."""
        return [paragraph for paragraph in self.paragraphs if paragraph.label is Label.BODY]

    @property
    def text(self) -> str:
        """The body and nothing else. Plain text keeps its line breaks."""
        return self.as_text()

    @property
    def metadata(self) -> Metadata:
        """Title, author, date, site name, language and URL, looked up when first asked for.

        Never raises an error: `metadata.warnings` says what could not be read.
        """
        if self._metadata is None:
            # Not above: it brings numpy, and trafilatura, which no label needs.
            from cleaner.metadata import find_metadata, text_metadata

            if self.format == "text":
                self._metadata = text_metadata(self.url, self.paragraphs)
            else:
                self._metadata = find_metadata(self.source, self.url, self.paragraphs, self._head)
        return self._metadata

    @property
    def title(self) -> str:
        """The title of the page; "" if it has none."""
        return self.metadata.title

    def as_text(self, *, title: bool = True, captions: bool = True) -> str:
        """Return the body as plain text, optionally without its title and captions."""
        if (labelled := self._to_be_made()) is not None:
            return labelled.text(title=title, captions=captions)
        source = self.source if self.format == "text" else None
        return render_text(self.paragraphs, source, title=title, captions=captions)

    def as_markdown(
        self,
        *,
        links: bool = True,
        images: bool = True,
        formatting: bool = True,
        front_matter: bool = False,
    ) -> str:
        """Return the body as Markdown: CommonMark with tables, task lists and footnotes.

        `links` and `images` keep links and images, with absolute addresses if the address of the
        page is known; `formatting` keeps emphasis, inline code and raised text. `front_matter` puts
        title, author, date, site, language and address at the top. Plain text that is Markdown is
        left as it is.
        """
        top = markdown_front_matter(self.metadata) if front_matter else ""
        if self.format == "text" and self.source and is_markdown(self.source):
            text = self.as_text()
            return top + text + ("\n" if text and not text.endswith("\n") else "")
        writer = MarkdownWriter(links=links, images=images, formatting=formatting)
        return top + writer.write(self._blocks())

    def as_html(self, *, links: bool = True, images: bool = True, formatting: bool = True) -> str:
        """Return the body as a complete small HTML document, without scripts and styles.

        The options are those of `as_markdown`. The HTML has passed a sanitiser.
        """
        from cleaner.render.html import HtmlWriter  # brings the parser

        return HtmlWriter(links=links, images=images, formatting=formatting).write(self._blocks())

    def _blocks(self) -> list[Block]:
        """Return the body as blocks: those of its page, if it has one."""
        if self.format == "html" and self.source:
            from cleaner.render.tree import body_of_page  # brings the parser

            with suppress(ValueError):  # paragraphs of another source
                return body_of_page(self.source.removeprefix(BOM), self.url, self.paragraphs)
        return body_of_paragraphs(self.paragraphs)

    def reasons(self, i: int) -> list[Reason]:
        """Return what decided the label of paragraph `i`: see `Paragraph.reasons`."""
        return self.paragraphs[i].reasons

    def as_dict(self, *, paragraphs: bool = True, reasons: bool = False) -> dict[str, Any]:
        """Return the document as JSON-ready data; `paragraphs` adds all paragraphs, `reasons` the
        reasons for their labels."""
        record: dict[str, Any] = {
            "format": self.format,
            "model": self.model,
            "metadata": self.metadata.as_dict(),
            "confidence": round(self.confidence, 4),
            "warnings": [warning.as_dict() for warning in self.warnings],
            "text": self.text,
        }
        if paragraphs:
            record["paragraphs"] = [p.as_dict(reasons=reasons) for p in self.paragraphs]
        return record

    def as_json(
        self, *, paragraphs: bool = True, reasons: bool = False, indent: int | None = None
    ) -> str:
        """Return `as_dict` as a JSON string."""
        import json

        record = self.as_dict(paragraphs=paragraphs, reasons=reasons)
        return json.dumps(record, ensure_ascii=False, indent=indent)
