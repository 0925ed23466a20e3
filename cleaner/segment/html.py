"""HTML to paragraphs, with the structure that the features need.

A paragraph is a maximal run of inline text inside a block element, split at two `br`. Hidden
elements and `noscript` are entered (forums keep whole threads there) and flagged, not dropped.
The walk is iterative, so nesting depth is bounded by memory alone.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser

from cleaner.segment.embedded import hidden_text
from cleaner.segment.limits import tame
from cleaner.segment.titles import title_shares
from cleaner.text.tokens import Tokens, tokenise

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

# Elements whose presence among the ancestors says what a paragraph is; one bit each.
LANDMARKS = (
    "p li ul ol dl dt dd table tr td th blockquote pre figure figcaption caption h1 h2 h3 h4 h5 h6 "
    "a button label form nav header footer aside article main section noscript select time "
    "summary iframe cite address strong em"
).split()
BIT = {tag: 1 << i for i, tag in enumerate(LANDMARKS)}
# What the walk does with a node, by its tag.
BREAK, SKIP, LINK, ENTER = range(4)
TagRole = tuple[int, str, bool, int]  # what to do, the tag, whether it is a block, its bit
_LAST_ID = 4096  # lexbor's own tags have small numbers; those of others differ between pages
_roles: dict[int, TagRole] = {}  # by lexbor's number of the tag; filled as tags are met
HIDDEN = 1 << len(LANDMARKS)
HEADINGS = {f"h{rank}": rank for rank in range(1, 7)}

# Link targets, by their spelling alone: no page URL needed.
# An identifier or a date: five digits, or "/2024/1". It begins with what can be searched fast.
NUMBERED = re.compile(r"\d(?:\d{4}|(?<=/\d)\d{3}/\d)")
SLUG_HYPHENS = 3  # an address with as many is made of a headline
LINK_START, LINK_CHARS = 8, 160  # of a link that are looked at
LINKED_TYPES = re.compile(r'"@type"\s*:\s*\[?\s*"([A-Za-z]{3,40})"')


@dataclass(slots=True)
class Elements:
    """The elements of a page in document order; parallel lists, one entry an element.

    `first[i]:end[i]` is the run of paragraphs inside element i, `parent[i]` its parent (-1 for
    the root), `keys[key[i]]` what identifies its kind (tag, class, id and roles; each different one
    stands in `keys` once), `flags[i]` the landmark bits of itself and its ancestors.
    """

    parent: list[int] = field(default_factory=list)
    tag: list[str] = field(default_factory=list)
    key: list[int] = field(default_factory=list)
    keys: list[Any] = field(default_factory=list)
    flags: list[int] = field(default_factory=list)
    depth: list[int] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    _positions: list[int] = field(default_factory=list)  # among like siblings, once asked for

    def path(self, index: int) -> str:
        """The element's path from the root: tags, with the position among like siblings."""
        if not self._positions:
            seen: Counter[tuple[int, str]] = Counter()
            for key in zip(self.parent, self.tag):
                seen[key] += 1
                self._positions.append(seen[key])
        steps: list[str] = []
        while index >= 0:
            parent, tag, position = self.parent[index], self.tag[index], self._positions[index]
            steps.append(f"{tag}[{position}]" if position > 1 else tag)
            index = parent
        return "/html/" + "/".join(reversed(steps))


# What comes after so many paragraphs, far more than a page to read has, is cut more coarsely: each
# further paragraph has at least so many pieces of text. Hostile pages have one of every five bytes.
MOST_PARAGRAPHS = 50_000
COARSE_PIECES = 1_000

# A page whose elements hold less text may be a shell that scripts fill; one that says it is an
# article may have as much around the place of its text.
SHELL_CHARS, ARTICLE_SHELL_CHARS = 400, 1_500

# The columns of `HtmlPage.runs`.
RUN = ("block", "leaf", "linked_chars", "links", "article_links", "anchor_links", "external_links")


_NOTHING_READ = tokenise([])


@dataclass(slots=True)
class HtmlPage:
    """A segmented page: one entry or row a paragraph, and the elements they stand in.

    `runs` (paragraphs, len(RUN)) holds of each paragraph the element whose inline run it is, the
    innermost element of its longest text node, the characters inside links, and how many links it
    has: all, those that look like an article's, that stay on the page, that name a host.
    `read` are its words; `title_share` and `is_title` (paragraphs,) compare them with `titles`.
    """

    texts: list[str] = field(default_factory=list)
    runs: NDArray[np.intp] = field(default_factory=lambda: np.zeros((0, len(RUN)), np.intp))
    elements: Elements = field(default_factory=Elements)
    titles: list[str] = field(default_factory=list)  # <title>, og:title
    read: Tokens = field(default_factory=lambda: _NOTHING_READ)
    title_share: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    is_title: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))
    types: set[str] = field(default_factory=set)  # og:type, JSON-LD @type, lower-cased
    address: str = ""  # the page's own, as it states it
    lang: str = ""
    warnings: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def blocks(self) -> list[int]:
        """For each paragraph the element whose inline run it is."""
        blocks: list[int] = self.runs[:, 0].tolist()
        return blocks


def parse(html: str) -> LexborHTMLParser:
    """Parse with lexbor; NUL characters, which HTML forbids, are replaced first.

    Without its events: they copy the chosen `option` into the page, and look through all options
    of a `select` for each further one, which takes minutes where there are 100,000.
    """
    if "\0" in html:
        html = html.replace("\0", "\ufffd")
    return LexborHTMLParser(html, options=LexborDocumentOptions.WO_EVENTS.value)


def segment_html(html: str) -> HtmlPage:
    """Cut a page into paragraphs, in document order. Any string gives a result."""
    html, warnings = tame(html)
    page = HtmlPage(warnings=warnings)
    tree = parse(html)
    root = tree.root
    if root is None:
        return page
    page.lang = (root.attributes.get("lang") or "") if root.tag == "html" else ""
    if tree.head is not None:
        _read_head(tree.head, page)
    if tree.body is not None:
        _walk(tree.body, page)
        if _may_be_shell(page) and (found := hidden_text(tree)):
            page.warnings.append("the elements hold little text: it was read from data for scripts")
            page.texts, page.elements = [], Elements()
            filled = parse(tame((tree.body.html or "") + found)[0]).body
            _walk(filled, page)
    page.read = tokenise(page.texts)
    page.title_share, page.is_title = title_shares(page.texts, page.read, page.titles)
    return page


def _may_be_shell(page: HtmlPage) -> bool:
    """Whether a page holds so little text that it may stand in data for scripts."""
    article = any(kind.endswith(("article", "posting")) for kind in page.types)
    return sum(map(len, page.texts)) < (ARTICLE_SHELL_CHARS if article else SHELL_CHARS)


def _read_head(head: Any, page: HtmlPage) -> None:
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


def _read_script(node: Any, page: HtmlPage) -> None:
    if node.attributes.get("type") == "application/ld+json":
        text = node.text(deep=True)
        page.types.update(found.lower() for found in LINKED_TYPES.findall(text[:200_000]))


def _number_of_text() -> int:
    body = parse("text").body
    text = body.first_child if body is not None else None
    if text is None or text.tag != "-text":
        raise AssertionError("the parser gives text no node of its own")
    return text.tag_id


_TEXT_ID = _number_of_text()


def _role(node: Any) -> TagRole:
    """What the walk does with nodes of this tag."""
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


def _walk(body: Any, page: HtmlPage) -> None:
    """Walk the tree once, in document order. One long loop: calls would cost as much as the work.

    A stack of open elements takes the place of recursion; the variables called `run_...` and the
    counts describe the inline run being collected, which `flush` turns into a paragraph.
    """
    elements, texts = page.elements, page.texts
    runs: list[int] = []
    parent_of, tag_of, key_of = elements.parent, elements.tag, elements.key
    flags_of, depth_of = elements.flags, elements.depth
    first_of, end_of = elements.first, elements.end
    text_id, role_of, pre, numbered = _TEXT_ID, _roles.get, BIT["pre"], NUMBERED.search

    known: dict[Any, int] = {}
    chunks: list[str] = []
    stack: list[tuple[Any, int, int, int, int, bool]] = []
    current = block = -1
    flags = link_depth = 0
    linked = links = article_links = anchor_links = external_links = 0
    run_block = run_leaf = longest = -1
    is_block = True
    broken = False  # a br was the last thing in the run
    most = MOST_PARAGRAPHS

    def flush(*run: int) -> bool:
        """Make a paragraph of the run; false where it is to go on."""
        if len(texts) >= most and len(chunks) < COARSE_PIECES:
            chunks.append("\n")
            return False
        if flags_of[run[0]] & pre:
            text = "".join(chunks).strip("\r\n").rstrip()
        else:
            text = " ".join("".join(chunks).split())
        chunks.clear()
        if text:
            texts.append(text)
            runs.extend(run)
        return True

    node = body
    while True:
        if node is None:  # the element is at its end
            if is_block and run_block >= 0 and flush(
                run_block, run_leaf, linked, links, article_links, anchor_links, external_links
            ):  # fmt: skip
                run_block = longest = -1
                linked = links = article_links = anchor_links = external_links = 0
            end_of[current] = len(texts)
            node, current, block, flags, link_depth, is_block = stack.pop()
            if not stack:
                break
            node = node.next
            continue
        number = node.tag_id
        if number == text_id:
            text = node.text_content
            if text.isspace():
                if chunks:
                    chunks.append(" ")
            elif text:
                if run_block < 0:
                    run_block = block
                length = len(text)
                if length > longest:
                    longest, run_leaf = length, current
                if link_depth:
                    linked += len(text.strip())
                broken = False
                chunks.append(text)
            node = node.next
            continue
        action, tag, own_block, own_bit = role_of(number) or _role(node)
        if action == BREAK:
            if run_block >= 0:
                if not broken:
                    chunks.append("\n")
                    broken = True
                elif flush(
                    run_block, run_leaf, linked, links, article_links, anchor_links, external_links
                ):
                    run_block = longest = -1
                    linked = links = article_links = anchor_links = external_links = 0
            node = node.next
            continue
        if action == SKIP:
            if tag == "script":
                _read_script(node, page)
            node = node.next
            continue
        attributes = node.attributes
        stack.append((node, current, block, flags, link_depth, is_block))
        is_block = own_block
        if is_block and run_block >= 0 and flush(
            run_block, run_leaf, linked, links, article_links, anchor_links, external_links
        ):  # fmt: skip
            run_block = longest = -1
            linked = links = article_links = anchor_links = external_links = 0
        parent_of.append(current)
        current = len(tag_of)
        if is_block:
            block = current
        flags |= own_bit
        key: Any
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
        key_of.append(known.setdefault(key, len(known)))
        tag_of.append(tag)
        flags_of.append(flags)
        depth_of.append(len(stack))
        first_of.append(len(texts))
        end_of.append(0)
        if action == LINK:
            link_depth += 1
            links += 1
            target = attributes.get("href")
            if target:
                if target[0] == "#":
                    anchor_links += 1
                else:
                    part = target[LINK_START:LINK_CHARS]
                    if part.count("-") >= SLUG_HYPHENS or numbered(part):
                        article_links += 1
                    if target.startswith(("http", "//")):
                        external_links += 1
        node = node.first_child
    if len(texts) >= most:
        page.warnings.append(f"over {most:,} paragraphs: the rest was joined into longer ones")
        if run_block >= 0:
            most = sys.maxsize
            flush(run_block, run_leaf, linked, links, article_links, anchor_links, external_links)
            end_of[0] = len(texts)
    elements.keys = list(known)
    page.runs = np.array(runs, dtype=np.intp).reshape(-1, len(RUN))
