"""HTML to paragraphs, with the structure that the features need.

A paragraph is a maximal run of inline text inside a block element, split at two `br`. Hidden
elements and `noscript` are entered (forums keep whole threads there) and flagged, not dropped.
The walk is iterative, so nesting depth is bounded by memory alone.
"""

from __future__ import annotations

import re
import sys

import numpy as np
from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from cleaner.errors import Warning
from cleaner.segment.embedded import script_text
from cleaner.segment.limits import limit_markup
from cleaner.segment.page import BIT, HIDDEN, RUN, ElementKey, Elements, HtmlPage
from cleaner.segment.titles import title_shares
from cleaner.text.tokens import tokenise

INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img input ins kbd label mark "
    "nobr output q rp rt ruby s samp small span strike strong sub sup textarea time tt u var "
    "wbr".split()
)
# Neither entered nor kept as elements: they hold no text of the page.
SKIPPED = frozenset(
    "script style template svg option area base col embed img input link meta param source track "
    "wbr".split()
)

# What the walk does with a node, by its tag.
BREAK, SKIP, LINK, ENTER = range(4)
TagRole = tuple[int, str, bool, int]  # what to do, the tag, whether it is a block, its bit
_LAST_ID = 4096  # lexbor's own tags have small numbers; those of others differ between pages
_roles: dict[int, TagRole] = {}  # by lexbor's number of the tag; filled as tags are met

# Link targets, by their spelling alone: no page URL needed.
# An identifier or a date: five digits, or "/2024/1". It begins with what can be searched fast.
NUMBERED = re.compile(r"\d(?:\d{4}|(?<=/\d)\d{3}/\d)")
SLUG_HYPHENS = 3  # an address with as many is made of a headline
LINK_START, LINK_CHARS = 8, 160  # the stretch of a link that is looked at
LINKED_TYPES = re.compile(r'"@type"\s*:\s*\[?\s*"([A-Za-z]{3,40})"')
TYPES_WITHIN = 200_000  # characters of a JSON-LD script that are searched for types

# What is counted of an inline run, in the order of the last columns of RUN.
_COUNTS = RUN[2:]
_NO_COUNTS = [0] * len(_COUNTS)
LINKED_CHARS, LINKS, ARTICLE_LINKS, ANCHOR_LINKS, EXTERNAL_LINKS = range(len(_COUNTS))

# Beyond MOST_PARAGRAPHS, far more than a page to read has, merge COARSE_PIECES text nodes into each
# paragraph. Hostile pages have a paragraph every five bytes; each costs 15 µs.
MOST_PARAGRAPHS = 50_000
COARSE_PIECES = 1_000

# A page whose elements hold less text may be a shell that scripts fill; one that says it is an
# article may have as much around the place of its text.
SHELL_CHARS, ARTICLE_SHELL_CHARS = 400, 1_500
FROM_SCRIPTS = "little text in the HTML: the text was taken from embedded script data"


def parse(html: str) -> LexborHTMLParser:
    """Parse with lexbor; NUL characters, which HTML forbids, are replaced first.

    Without its events: they copy the chosen `option` into the page, and look through all options
    of a `select` for each further one, which takes minutes if there are 100,000.
    """
    if "\0" in html:
        html = html.replace("\0", "\ufffd")
    return LexborHTMLParser(html, options=LexborDocumentOptions.WO_EVENTS.value)


def segment_html(html: str) -> HtmlPage:
    """Cut a page into paragraphs, in document order. Any string gives a result."""
    html, warnings = limit_markup(html)
    page = HtmlPage(warnings=warnings)
    tree = parse(html)
    root = tree.root
    if root is None:
        return page
    stated = root.attributes if root.tag == "html" else {}
    page.lang = stated.get("lang") or stated.get("xml:lang") or ""
    if tree.head is not None:
        _read_head(tree.head, page)
    if tree.body is not None:
        _walk(tree.body, page)
        if _may_be_shell(page) and (embedded := script_text(tree)):
            page.warnings.append(Warning("script-text", FROM_SCRIPTS))
            page.texts, page.elements = [], Elements()
            filled = parse(limit_markup((tree.body.html or "") + embedded)[0]).body
            if filled is not None:
                _walk(filled, page)
    page.tokens = tokenise(page.texts)
    page.title_share, page.is_title = title_shares(page.texts, page.tokens, page.titles)
    return page


def _may_be_shell(page: HtmlPage) -> bool:
    """Whether a page holds so little text that it may stand in data for scripts."""
    article = any(kind.endswith(("article", "posting")) for kind in page.types)
    return sum(map(len, page.texts)) < (ARTICLE_SHELL_CHARS if article else SHELL_CHARS)


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
        elif tag == "script":
            _read_script(node, page)
        node = node.next


def _read_script(node: LexborNode, page: HtmlPage) -> None:
    """Note the types that a script of JSON-LD declares."""
    if node.attributes.get("type") == "application/ld+json":
        text = node.text(deep=True)[:TYPES_WITHIN]
        page.types.update(name.lower() for name in LINKED_TYPES.findall(text))


def _number_of_text() -> int:
    body = parse("text").body
    text = body.first_child if body is not None else None
    if text is None or text.tag != "-text":
        raise AssertionError("the parser gives text no node of its own")
    return text.tag_id


_TEXT_ID = _number_of_text()


def _role(node: LexborNode) -> TagRole:
    """Return what the walk does with nodes of this tag."""
    name = node.tag
    tag = sys.intern(name or "unknown")  # lexbor has no name for some foreign elements
    if tag == "br":
        action = BREAK
    elif tag in SKIPPED or tag[0] in "-!":  # comments, processing instructions
        action = SKIP
    else:
        action = LINK if tag == "a" else ENTER
    role = (action, tag, tag not in INLINE, BIT.get(tag, 0))
    if name and node.tag_id < _LAST_ID:
        _roles[node.tag_id] = role
    return role


def _walk(body: LexborNode, page: HtmlPage) -> None:
    """Walk the tree once, in document order, and fill the page's texts, runs and elements.

    A stack of open elements takes the place of recursion; `chunks`, `run_block`, `run_leaf` and
    `counts` describe the inline run being collected, which `flush` turns into a paragraph. One long
    function with many branches: a call for each node would cost as much as the work itself.
    """
    elements, texts = page.elements, page.texts
    runs: list[int] = []
    parent_of, tag_of, key_of = elements.parent, elements.tag, elements.key
    flags_of, depth_of = elements.flags, elements.depth
    first_of, end_of = elements.first, elements.end
    text_id, role_of, pre, numbered = _TEXT_ID, _roles.get, BIT["pre"], NUMBERED.search

    numbers: dict[ElementKey, int] = {}
    chunks: list[str] = []
    stack: list[tuple[LexborNode, int, int, int, int, bool]] = []
    current = block = -1
    flags = link_depth = 0
    counts = [0] * len(_COUNTS)
    run_block = run_leaf = longest = -1  # of no run
    is_block = True
    broken = False  # a br was the last thing in the run
    most = MOST_PARAGRAPHS

    def flush(run_block: int, run_leaf: int) -> int:
        """Turn the run into a paragraph; return the block of the run that goes on, or -1."""
        if len(texts) >= most and len(chunks) < COARSE_PIECES:
            chunks.append("\n")
            return run_block
        if flags_of[run_block] & pre:
            text = "".join(chunks).strip("\r\n").rstrip()
        else:
            text = " ".join("".join(chunks).split())
        chunks.clear()
        if text:
            texts.append(text)
            runs.extend((run_block, run_leaf, *counts))
        counts[:] = _NO_COUNTS
        return -1

    node: LexborNode | None = body
    while True:
        if node is None:  # the element is at its end
            if is_block and run_block >= 0:
                run_block = flush(run_block, run_leaf)
            end_of[current] = len(texts)
            node, current, block, flags, link_depth, is_block = stack.pop()
            if not stack:
                break
            node = node.next
            continue
        number = node.tag_id
        if number == text_id:
            text = node.text_content or ""
            if text.isspace():
                if chunks:
                    chunks.append(" ")
            elif text:
                if run_block < 0:
                    run_block, longest = block, -1
                length = len(text)
                if length > longest:
                    longest, run_leaf = length, current
                if link_depth:
                    counts[LINKED_CHARS] += len(text.strip())
                broken = False
                chunks.append(text)
            node = node.next
            continue
        action, tag, opens_block, own_bit = role_of(number) or _role(node)
        if action == BREAK:
            if run_block >= 0:
                if not broken:
                    chunks.append("\n")
                    broken = True
                else:
                    run_block = flush(run_block, run_leaf)
            node = node.next
            continue
        if action == SKIP:
            if tag == "script":
                _read_script(node, page)
            node = node.next
            continue
        attributes = node.attributes
        stack.append((node, current, block, flags, link_depth, is_block))
        is_block = opens_block
        if is_block and run_block >= 0:
            run_block = flush(run_block, run_leaf)
        parent_of.append(current)
        current = len(tag_of)
        if is_block:
            block = current
        flags |= own_bit
        key: ElementKey
        if not attributes:
            key = tag
        elif len(attributes) == 1 and "class" in attributes:  # the most frequent case
            key = (tag, attributes["class"], None, None, None, None)
        else:
            get = attributes.get
            key = (tag, get("class"), get("id"), get("role"), get("itemprop"), get("itemtype"))
            style = get("style")
            if (
                "hidden" in attributes
                or get("aria-hidden") == "true"
                or (style and "none" in style and "display:none" in style.replace(" ", "").lower())
            ):
                flags |= HIDDEN
        key_of.append(numbers.setdefault(key, len(numbers)))
        tag_of.append(tag)
        flags_of.append(flags)
        depth_of.append(len(stack))
        first_of.append(len(texts))
        end_of.append(0)
        if action == LINK:
            link_depth += 1
            counts[LINKS] += 1
            target = attributes.get("href")
            if target:
                if target[0] == "#":
                    counts[ANCHOR_LINKS] += 1
                else:
                    part = target[LINK_START:LINK_CHARS]
                    if part.count("-") >= SLUG_HYPHENS or numbered(part):
                        counts[ARTICLE_LINKS] += 1
                    if target.startswith(("http", "//")):
                        counts[EXTERNAL_LINKS] += 1
        node = node.first_child
    if len(texts) >= most:
        joined = f"over {most:,} paragraphs: the rest was joined into longer ones"
        page.warnings.append(Warning("many-paragraphs", joined))
        if run_block >= 0:
            most = sys.maxsize
            flush(run_block, run_leaf)
            end_of[0] = len(texts)
    elements.keys = list(numbers)
    page.runs = np.array(runs, dtype=np.intp).reshape(-1, len(RUN))
