"""HTML to paragraphs: limit the page, parse it, read its head, walk its body."""

from __future__ import annotations

from contextlib import suppress

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from cleaner.errors import Warning
from cleaner.segment.compiled import compiled_walk
from cleaner.segment.embedded import may_hold_missing_prose, script_text
from cleaner.segment.limits import limit_markup
from cleaner.segment.page import Elements, HtmlPage
from cleaner.segment.pieces import LINKED_DATA, read_linked_data
from cleaner.segment.shadow import fill_slots, open_shadow_roots
from cleaner.segment.titles import compiled_title_shares, title_shares
from cleaner.segment.walk import EndOfTrace, ShortTrace, Trace, walk
from cleaner.text.compiled import read_words

# A page with less text, in characters, is a shell: whatever prose its data holds is looked through,
# and taken even if no object of it has the page's title. One that says it is an article may have as
# much around the place of its text.
SHELL_CHARS, ARTICLE_SHELL_CHARS = 400, 1_500
# Samples of JSON, and of other scripts and attributes, are compared with the text of the elements
# unless the page has more prose than this: characters of paragraphs of PROSE_CHARS and more. This
# is for speed; boxes of consent are shorter, and what is missing is decided by comparing.
PROSE_CHARS, MOST_PROSE, MOST_PROSE_OF_CODE = 80, 6_000, 3_000
FROM_SCRIPTS = "the text is not in the HTML: it was taken from embedded script data"


def parse(html: str | bytes) -> LexborHTMLParser:
    """Parse a page, as text or in UTF-8, with lexbor; NUL characters, which HTML forbids, are
    replaced first.

    Without its events: they copy the chosen `option` into the page, and look through all options
    of a `select` for each further one, which takes minutes if there are 100,000.
    """
    data = html.encode("utf-8", "ignore") if isinstance(html, str) else html
    if b"\0" in data:  # of bytes this takes no time; of a str it may take as long as decoding it
        data = data.replace(b"\0", "\ufffd".encode())
    return LexborHTMLParser(data, options=LexborDocumentOptions.WO_EVENTS.value)


def segment_html(html: str, utf8: bytes | None = None) -> HtmlPage:
    """Cut a page into paragraphs, in document order. Any string gives a result.

    `utf8` is the same page in UTF-8, if that is at hand.
    """
    page = HtmlPage()
    _fill(page, html, None, utf8)
    page.words = read_words(page.texts)
    if page.words is not None:
        page.title_share, page.is_title = compiled_title_shares(page.words, page.titles)
    else:
        page.title_share, page.is_title = title_shares(page.texts, page.tokens, page.titles)
    return page


def trace_html(html: str, *, short: bool = False) -> tuple[HtmlPage, LexborHTMLParser, Trace]:
    """Cut a page once more, and return with it the tree, and the nodes of each paragraph.

    The texts, runs and elements of the page are those of `segment_html`; it is not compared with
    its titles. The nodes live as long as the tree. `short` leaves out all behind the first
    `MOST_PARAGRAPHS` paragraphs.
    """
    page, trace = HtmlPage(), ShortTrace() if short else Trace()
    return page, _fill(page, html, trace), trace


def _fill(
    page: HtmlPage, given: str, trace: Trace | None, utf8: bytes | None = None
) -> LexborHTMLParser:
    """Parse a page and fill in what its head says and what its body holds; return its tree."""
    html, warnings = limit_markup(given)
    page.warnings += warnings
    tree = parse(utf8 if utf8 is not None and html is given else html)
    root = tree.root
    if root is None:
        return tree
    stated = root.attributes if root.tag == "html" else {}
    page.lang = stated.get("lang") or stated.get("xml:lang") or ""
    if tree.head is not None:
        _read_head(tree.head, page)
    if tree.body is None:
        return tree
    _walk(tree.body, page, trace)
    if page.has_shadow_roots:
        tree = _walk_again(open_shadow_roots(html), page, trace)
    is_shell = _is_shell(page)
    if (is_shell or _may_lack_text(page, html)) and (
        embedded := script_text(tree, page.titles, page.texts, is_shell=is_shell)
    ):
        page.warnings.append(Warning("script-text", FROM_SCRIPTS))
        body = tree.body.html if tree.body is not None else None
        tree = _walk_again((body or "") + embedded, page, trace)
    return tree


def _walk_again(html: str, page: HtmlPage, trace: Trace | None) -> LexborHTMLParser:
    """Fill a page from markup that holds more of it; return the new tree."""
    page.texts, page.elements = [], Elements()
    if trace is not None:
        trace.clear()
    tree = parse(limit_markup(html)[0])
    if page.has_shadow_roots:
        fill_slots(tree)
    if tree.body is not None:
        _walk(tree.body, page, trace)
    return tree


def _walk(body: LexborNode, page: HtmlPage, trace: Trace | None) -> None:
    """Walk a tree, by the compiled core unless a trace is asked for."""
    if trace is not None or not compiled_walk(body, page):
        with suppress(EndOfTrace):
            walk(body, page, trace)


def _is_shell(page: HtmlPage) -> bool:
    """Return whether a page holds next to no text."""
    article = any(kind.endswith(("article", "posting")) for kind in page.types)
    return sum(map(len, page.texts)) < (ARTICLE_SHELL_CHARS if article else SHELL_CHARS)


def _may_lack_text(page: HtmlPage, html: str) -> bool:
    """Return whether samples of a page's script data look like prose that its elements lack."""
    prose = sum(len(text) for text in page.texts if len(text) >= PROSE_CHARS)
    if prose > MOST_PROSE:
        return False
    if any(may_hold_missing_prose(data, page.texts) for data in page.data):
        return True
    return prose < MOST_PROSE_OF_CODE and may_hold_missing_prose(html, page.texts)


def _read_head(head: LexborNode, page: HtmlPage) -> None:
    """Note what <head> says of the page: titles, types, address."""
    node = head.first_child
    while node is not None:
        tag = node.tag
        if tag == "title":
            page.titles.append(" ".join(node.text().split()))
        elif tag == "meta":
            attributes = node.attributes
            name = attributes.get("property") or attributes.get("name")
            content = attributes.get("content")
            if content and name == "og:title":
                page.titles.append(" ".join(content.split()))
            elif content and name == "og:type":
                page.types.add(content.lower()[:40])
            elif content and name == "og:url":
                page.address = page.address or content
        elif tag == "link":
            attributes = node.attributes
            if attributes.get("rel") == "canonical":
                page.address = attributes.get("href") or page.address
        elif tag == "script" and node.attributes.get("type") == LINKED_DATA:
            read_linked_data(node, page)
        node = node.next
