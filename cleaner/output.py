"""A document in the output format that a user names."""

from __future__ import annotations

from cleaner.config import Markup
from cleaner.document import Document

FORMATS = ("text", "markdown", "json", "html")


def render(document: Document, form: str, markup: Markup | None = None) -> str:
    """Return a document in one of `FORMATS`, ending in a line break unless it is empty."""
    markup = markup or Markup()
    shown = {"links": markup.links, "images": markup.images, "formatting": markup.formatting}
    if form == "json":
        text = document.as_json(indent=2)
    elif form == "markdown":
        text = document.as_markdown(**shown, front_matter=markup.front_matter)
    elif form == "html":
        text = document.as_html(**shown)
    else:
        text = document.as_text()
    return text if not text or text.endswith("\n") else text + "\n"
