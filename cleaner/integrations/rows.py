"""What a page becomes in a table: plain values, the same through every integration."""

from __future__ import annotations

from typing import Any

from cleaner.document import Document
from cleaner.errors import code_of, message_of
from cleaner.output import counts_of
from cleaner.paragraph import LABELS

NAMES = ("text", "markdown", "title", "labels", "confidence", "warnings", "error")


def row_of(document: Document) -> dict[str, Any]:
    """Return a document as a row: the fields `NAMES`, with `error` None."""
    counts = counts_of(document)
    warnings = (*document.warnings, *document.metadata.warnings)
    return {
        "text": _encodable(document.text),
        "markdown": _encodable(document.as_markdown()),
        "title": _encodable(document.title),
        "labels": {label.value: count for label, count in zip(LABELS, counts.labels)},
        "confidence": round(document.confidence, 4),
        "warnings": [warning.as_dict() for warning in warnings],
        "error": None,
    }


def row_of_error(error: Exception) -> dict[str, Any]:
    """Return what stands for a page that cannot be cleaned: all is None but `error`."""
    about = {"code": code_of(error), "reason": _encodable(message_of(error))}
    return {**dict.fromkeys(NAMES), "error": about}


def _encodable(text: str) -> str:
    """Text without lone surrogates, which no column of text can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
