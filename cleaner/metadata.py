"""Metadata of a document: title, author, date, site name, language and URL.

Language and address come from the head of the page as it was segmented; a language that is not
declared is detected, if the library for it is installed. The rest is trafilatura's work; it gets
limited markup, so that no page costs more than in proportion to its length.
"""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from cleaner.errors import Warning
from cleaner.locks import fork_safe_lock
from cleaner.paragraph import Label, Metadata, Paragraph
from cleaner.segment.html import segment_html
from cleaner.segment.limits import limit_markup
from cleaner.text.language import detected_language

MAX_TAGS = 40_000
"""Tags of a page that are looked through for author and date. Each costs some 20 µs; no page of the
corpora has over 22,000."""

# lxml has a lock for each path that it looks for, and trafilatura shares these paths between
# threads: a process that is forked meanwhile would wait for them for ever.
_extracting = fork_safe_lock()

_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*(?![A-Za-z0-9])")
# Codes of ISO 639 that name no language, and those for private use.
_NO_LANGUAGE = re.compile("und|mis|mul|zxx|art|q[a-t][a-z]")
# Languages whose code is also that of a country which writes in Latin letters: a page that
# declares one of them must have a letter of its script.
_SCRIPTS = {
    "uk": re.compile("[\u0400-\u04ff]"),  # Ukrainian, and the United Kingdom
    "be": re.compile("[\u0400-\u04ff]"),  # Belarusian, and Belgium
    "ar": re.compile("[\u0600-\u06ff]"),  # Arabic, and Argentina
    "my": re.compile("[\u1000-\u109f]"),  # Burmese, and Malaysia
}


class Head(NamedTuple):
    """What a page states about itself: its titles, its own URL, and the language of <html>."""

    titles: tuple[str, ...] = ()
    address: str = ""
    language: str = ""


def find_metadata(
    source: str, url: str | None, paragraphs: Sequence[Paragraph], head: Head | None
) -> Metadata:
    """Return the metadata of a page. Never raises: `Metadata.warnings` says what failed.

    `head` is None for a document that was put together by hand: then the page is segmented.
    """
    if head is None:
        page = segment_html(source)
        head = Head(tuple(page.titles), page.address, page.lang)
    language, warned = _language(head.language, paragraphs)
    metadata = Metadata(
        title=_first_title(paragraphs), language=language, url=url or "", warnings=warned
    )
    try:
        with _extracting:
            extracted = _extractor()(_limited(source), default_url=url)
    except Exception as error:  # third-party parsing of arbitrary pages
        metadata.title = metadata.title or next(iter(head.titles), "")
        metadata.url = metadata.url or head.address
        metadata.sitename = host_of(metadata.url)
        metadata.warnings += (Warning("metadata", f"metadata could not be read: {error!r}"),)
        return metadata
    if extracted is not None:
        metadata.title = extracted.title or metadata.title
        metadata.author = extracted.author or ""
        metadata.date = extracted.date or ""
        metadata.sitename = extracted.sitename or ""
        metadata.url = extracted.url or metadata.url
    return metadata


def _extractor() -> Callable[..., Any]:
    """Return trafilatura's function for metadata; its import alone would switch off the warnings of
    urllib3 for the whole process."""
    if "trafilatura" not in sys.modules:
        import urllib3  # noqa: F401 - its own filters stay

        with warnings.catch_warnings():
            import trafilatura  # noqa: F401 - for what its import does
    from trafilatura import extract_metadata

    function: Callable[..., Any] = extract_metadata
    return function


def brief_metadata(
    url: str | None, paragraphs: Sequence[Paragraph], head: Head | None, *, detect: bool = True
) -> Metadata:
    """Return title, language and URL alone, which takes no time: author and date are not looked
    for, and the title may be another than that of `find_metadata`.

    Without `detect`, the language is only one that the page declares: to load the detector may
    take long. Never raises, as `find_metadata`.
    """
    titles, _, declared = head or Head()
    language, warned = _language(declared, paragraphs, detect=detect)
    title = _first_title(paragraphs) or next(iter(titles), "")
    return Metadata(title=title, language=language, url=url or "", warnings=warned)


def text_metadata(url: str | None, paragraphs: Sequence[Paragraph]) -> Metadata:
    """Return the metadata of a plain text: its URL, its language, and a title if it opens with
    one."""
    return brief_metadata(url, paragraphs, None)


def language_tag(declared: str, paragraphs: Sequence[Paragraph] = ()) -> str:
    """Return the language that a page declares as a BCP 47 tag; "" if it declares none.

    The spelling is normalised ("en_gb" gives "en-GB", "eng" gives "en", "en-EN" gives "en"). A code
    that is that of a country alone ("us", "jp") names no language; nor does one that is both, if
    no paragraph has a letter of the language's script.

    >>> language_tag("EN_us"), language_tag("de_DE.UTF-8"), language_tag("jp")
    ('en-US', 'de-DE', '')
    """
    import langcodes

    tag = _TAG.match(declared.strip())
    if tag is None:
        return ""
    for candidate in (tag[0], tag[1]):
        if langcodes.tag_is_valid(candidate):
            standard = langcodes.standardize_tag(candidate)
            code = standard.partition("-")[0]
            script = _SCRIPTS.get(code)
            if _NO_LANGUAGE.fullmatch(code):
                return ""
            if script and not any(script.search(paragraph.text) for paragraph in paragraphs):
                return ""
            return standard
    return ""


def _language(
    declared: str, paragraphs: Sequence[Paragraph], *, detect: bool = True
) -> tuple[str, tuple[Warning, ...]]:
    """Return the language that a page declares or, if it declares none, the one that is detected;
    and a warning if that failed."""
    try:
        tag = language_tag(declared, paragraphs)
        return tag or (_detected(paragraphs) if detect else ""), ()
    except Exception as error:  # of a library, which may be broken or out of memory
        return "", (Warning("metadata", f"the language could not be detected: {error!r}"),)


def _detected(paragraphs: Sequence[Paragraph]) -> str:
    """Detect the language of the body, or of all paragraphs if there is none."""
    body = [paragraph for paragraph in paragraphs if paragraph.label is Label.BODY]
    return detected_language(paragraph.text for paragraph in body or paragraphs)


def _limited(source: str) -> str:
    """Cut markup to what trafilatura reads in time."""
    markup, _ = limit_markup(source)
    if markup.count("<") > MAX_TAGS:
        last = next(islice(re.finditer("<", markup), MAX_TAGS, None))
        return markup[: last.start()]
    return markup


def host_of(url: str) -> str:
    """Return the host of a URL without "www."; "" if it has none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # "http://[broken"
        return ""


def _first_title(paragraphs: Sequence[Paragraph]) -> str:
    for paragraph in paragraphs:
        if paragraph.label is Label.BODY and paragraph.kind in ("title", "heading"):
            return paragraph.text
    return ""
