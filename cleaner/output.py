"""A document in the output format that a user names, and as a record among others."""

from __future__ import annotations

import json
from typing import NamedTuple

from cleaner.config import Markup
from cleaner.document import Document
from cleaner.errors import Warning
from cleaner.paragraph import LABELS, Label
from cleaner.text.language import base_language
from cleaner.text.tokens import count_words

FORMATS = ("text", "markdown", "json", "html")
RECORD_TEXTS = (
    "source", "url", "title", "author", "date", "site", "language", "format", "model", "text",
)  # fmt: skip
"""The fields of a record that are texts, in order; "" for what is not known."""


class Counts(NamedTuple):
    """What was counted in a document: words, and paragraphs of each of `LABELS`."""

    words: int
    words_kept: int
    labels: tuple[int, ...]


def render(document: Document, output_format: str, markup: Markup | None = None) -> str:
    """Return a document in one of `FORMATS`, ending in a line break unless it is empty."""
    markup = markup or Markup()
    shown = {"links": markup.links, "images": markup.images, "formatting": markup.formatting}
    if output_format == "json":
        text = document.as_json(indent=2)
    elif output_format == "markdown":
        text = document.as_markdown(**shown, front_matter=markup.front_matter)
    elif output_format == "html":
        text = document.as_html(**shown)
    else:
        text = document.as_text()
    return text if not text or text.endswith("\n") else text + "\n"


def counts_of(document: Document) -> Counts:
    """Count the words and the paragraphs of a document."""
    words = dict.fromkeys(LABELS, 0)
    paragraphs = dict.fromkeys(LABELS, 0)
    for paragraph in document.paragraphs:
        words[paragraph.label] += count_words(paragraph.text)
        paragraphs[paragraph.label] += 1
    return Counts(sum(words.values()), words[Label.BODY], tuple(paragraphs.values()))


def json_line(
    document: Document, source: str, *, paragraphs: bool = False, counts: Counts | None = None
) -> str:
    """Return a document as a record: one line of JSON, which ends in a line break.

    `source` is the name of what was cleaned. `paragraphs` adds all paragraphs. `counts` saves
    counting again. Of the language only its code is there: "pt" of "pt-BR".
    """
    counts, metadata = counts or counts_of(document), document.metadata
    record: dict[str, object] = {
        "source": source,
        "url": document.url or metadata.url,
        "title": document.title,
        "author": metadata.author,
        "date": metadata.date,
        "site": metadata.sitename,
        "language": base_language(metadata.language),
        "format": document.format,
        "model": document.model,
        "text": document.text,
        "words": counts.words,
        "words_kept": counts.words_kept,
        "share_kept": round(counts.words_kept / counts.words, 4) if counts.words else 0.0,
        "confidence": round(document.confidence, 4),
        "labels": {label.value: count for label, count in zip(LABELS, counts.labels)},
        "warnings": warning_dicts(document),
    }
    if paragraphs:
        record["paragraphs"] = [paragraph.as_dict() for paragraph in document.paragraphs]
    return json.dumps(record, ensure_ascii=False) + "\n"


def warning_dicts(document: Document) -> list[dict[str, str]]:
    """Return the warnings about a document and its metadata, which are read for that, as JSON-ready
    data."""
    return [warning.as_dict() for warning in (*document.warnings, *document.metadata.warnings)]


def warnings_so_far(document: Document) -> tuple[Warning, ...]:
    """Return the warnings about a document; those about its metadata only if these were read
    before, since that takes longest."""
    metadata = document._metadata
    return (*document.warnings, *(metadata.warnings if metadata is not None else ()))
