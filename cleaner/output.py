"""A document in the output format that a user names."""

from __future__ import annotations

from cleaner.document import Document

FORMATS = ("text", "markdown", "json", "html")


def render(document: Document, form: str) -> str:
    """A document in one of `FORMATS`, ending in a line break unless it is empty."""
    if form == "json":
        text = document.as_json(indent=2)
    elif form == "markdown":
        text = document.as_markdown()
    elif form == "html":
        text = document.as_html()
    else:
        text = document.as_text()
    return text if not text or text.endswith("\n") else text + "\n"
