"""Metadata of a document: title, author, date, site, language and URL.

Language and address come from the head of the page as it was segmented, the rest by trafilatura
from limited markup, so that no page costs more than in proportion to its length.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cleaner.errors import Warning
from cleaner.paragraph import Label, Metadata, Paragraph
from cleaner.segment.html import segment_html
from cleaner.segment.limits import limit_markup


class Head(NamedTuple):
    """What a page states about itself: titles, its own URL, its language as it declares it."""

    titles: tuple[str, ...] = ()
    address: str = ""
    language: str = ""


def find_metadata(
    source: str, url: str | None, paragraphs: Sequence[Paragraph], head: Head | None
) -> Metadata:
    """Return the metadata of a page. Never raises; `Metadata.warnings` says what failed."""
    from trafilatura import extract_metadata

    if head is None:  # a document that was put together by hand
        page = segment_html(source)
        head = Head(tuple(page.titles), page.address, page.lang)
    ground = Metadata(
        title=_first_title(paragraphs),
        language=head.language.strip(),
        url=url or "",
    )
    try:
        found = extract_metadata(limit_markup(source)[0], default_url=url)
    except Exception as error:  # third-party parsing of arbitrary pages
        ground.warnings = (Warning("metadata", f"metadata could not be read: {error!r}"),)
        return ground
    if found is None:
        return ground
    return Metadata(
        title=found.title or ground.title,
        author=found.author or "",
        date=found.date or "",
        sitename=found.sitename or "",
        language=ground.language,
        url=found.url or ground.url,
    )


def text_metadata(url: str | None, paragraphs: Sequence[Paragraph]) -> Metadata:
    """Return the metadata of a plain text: its URL, and a title if its first paragraph is one."""
    return Metadata(title=_first_title(paragraphs), url=url or "")


def _first_title(paragraphs: Sequence[Paragraph]) -> str:
    for paragraph in paragraphs:
        if paragraph.label is Label.BODY and paragraph.kind in ("title", "heading"):
            return paragraph.text
    return ""
