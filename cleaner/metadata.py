"""Title, author, date and site of a page, by trafilatura; its language, as it declares it."""

from __future__ import annotations

from cleaner.document import Document
from cleaner.paragraph import Label, Metadata


def find_metadata(document: Document) -> Metadata:
    """Metadata of a document; of plain text, only a title, where its first paragraph is one."""
    if document.format == "text":
        return Metadata(title=_first_title(document), url=document.url or "")
    from trafilatura import extract_metadata

    try:
        found = extract_metadata(document.source, default_url=document.url)
    except Exception as error:  # third-party parsing of arbitrary pages
        document.warnings.append(f"metadata could not be read: {error!r}")
        return Metadata(title=_first_title(document), url=document.url or "")
    if found is None:
        return Metadata(title=_first_title(document), url=document.url or "")
    return Metadata(
        title=found.title or _first_title(document),
        author=found.author or "",
        date=found.date or "",
        sitename=found.sitename or "",
        language=found.language or _declared_language(document.source),
        url=found.url or document.url or "",
    )


def _declared_language(source: str) -> str:
    """The language that a page says it is in, as `lang` has it ("en-GB"); "" where it does not."""
    from selectolax.lexbor import LexborHTMLParser

    root = LexborHTMLParser(source).css_first("html")
    said = root.attributes if root is not None else {}
    return (said.get("lang") or said.get("xml:lang") or "").strip()


def _first_title(document: Document) -> str:
    for paragraph in document.paragraphs:
        if paragraph.label is Label.BODY and paragraph.kind in ("title", "heading"):
            return paragraph.text
    return ""
