"""What a page becomes in a table: plain values, the same through every integration."""

from __future__ import annotations

from typing import Any

from cleaner.document import Document
from cleaner.errors import code_of, message_of
from cleaner.output import counts_of, warning_dicts
from cleaner.paragraph import LABELS

NAMES = ("text", "markdown", "title", "labels", "confidence", "warnings", "error")


def row_of(document: Document) -> dict[str, Any]:
    """Return a document as a row with the columns that `cleaner.clean_batch` adds to a batch.

    Their values are plain Python; `error` is None.
    """
    return {
        "text": encodable(document.text),
        "markdown": encodable(document.as_markdown()),
        **described(document),
        "error": None,
    }


def described(document: Document) -> dict[str, Any]:
    """Return what is said of a document beside its text: the fields from `title` to `warnings`."""
    counts = counts_of(document)
    return {
        "title": encodable(document.title),
        "labels": {label.value: count for label, count in zip(LABELS, counts.labels)},
        "confidence": round(document.confidence, 4),
        "warnings": warning_dicts(document),
    }


def row_of_error(error: Exception) -> dict[str, Any]:
    """Return what stands for a page that cannot be cleaned: all is None but `error`."""
    about = {"code": code_of(error), "reason": encodable(message_of(error))}
    return {**dict.fromkeys(NAMES), "error": about}


def encodable(text: str) -> str:
    """Return text without lone surrogates, which no column of text can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
