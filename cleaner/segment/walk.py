"""The walk over the tree of a page: once, in document order, to paragraphs and elements.

A paragraph is a maximal run of inline text inside a block element, split at two `br`; a single one
is a line break in its text. A listing is one paragraph. Hidden blocks and `noscript` are entered
(forums keep whole threads there) and flagged, not dropped; hidden text inside a visible paragraph
is no part of it. The walk is iterative, so nesting depth is bounded by memory alone.
"""

from __future__ import annotations

import re
import sys
from typing import NamedTuple

import numpy as np
from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.errors import Warning
from cleaner.segment.display import (
    BLOCK,
    BREAK,
    DECIDE,
    ENTER,
    HIDE,
    IMAGE,
    LISTED,
    LISTING,
    NOTE,
    SHIFT,
    SKIP,
    TYPESET,
    UNSEEN,
    is_twin,
    is_unseen_style,
    keeps_lines,
    mark_of,
    marks_of_classes,
    role,
    roles,
    stands_as_block,
)
from cleaner.segment.listing import listing
from cleaner.segment.page import BIT, HEADINGS, HIDDEN, RUN, ElementKey, HtmlPage
from cleaner.segment.pieces import (
    ANCHOR_LINKS,
    ARTICLE_LINKS,
    BACK_LINKS,
    CLOSE_UNSEEN,
    COUNTS,
    EXTERNAL_LINKS,
    LINKED_CHARS,
    LINKS,
    NO_COUNTS,
    SHIFTS,
    counted,
    is_permalink,
    is_typeset_twice,
    piece_of,
    shift,
)
from cleaner.text.punctuation import NO_STEERING

# Link targets, by their spelling alone: no page URL needed.
# An identifier or a date: five digits, or "/2024/1". It begins with what can be searched fast.
NUMBERED = re.compile(r"\d(?:\d{4}|(?<=/\d)\d{3}/\d)")
SLUG_HYPHENS = 3  # an address with as many is made of a headline
LINK_START, LINK_CHARS = 8, 160  # the stretch of a link that is looked at
# Beyond MOST_PARAGRAPHS, far more than a page to read has, merge COARSE_PIECES text nodes into each
# paragraph. Hostile pages have a paragraph every five bytes; each costs 15 µs.
MOST_PARAGRAPHS = 50_000
COARSE_PIECES = 1_000

_LINE_BREAK = "\x1e"  # in the pieces of a run: white space that pages do not use
_KEPT_LINES = HIDDEN << 1  # a flag of elements whose own style shows their line breaks
_NO_LISTING = HIDDEN << 2  # a flag of elements inside one that looks like a listing and is none
_PRE, _LINK_BIT = BIT["pre"], BIT["a"]
_LINED = _PRE | _KEPT_LINES
_NUMBERED_TAGS = BIT["td"] | BIT["th"] | BIT["ol"] | BIT["li"]
_HEADING_BITS = sum(BIT[tag] for tag in HEADINGS)
_BLANK_LINES = re.compile("\n{3,}")


class Traced(NamedTuple):
    """A node that a paragraph is made of: a text node, or a listing, formula or picture taken as a
    whole, with the text that stands for it. `unseen` is hidden text inside a visible paragraph."""

    node: LexborNode
    paragraph: int
    text: str = ""
    unseen: bool = False


class Trace(list[Traced]):
    """The nodes that paragraphs are made of, in document order."""


class EndOfTrace(Exception):
    """Raised to end a walk whose trace is complete."""


class ShortTrace(Trace):
    """A trace of the first paragraphs, as many as are not joined: the walk ends behind them."""

    def append(self, traced: Traced) -> None:
        """Add a node. Raises EndOfTrace if its paragraph is one too many."""
        if traced.paragraph >= MOST_PARAGRAPHS:
            raise EndOfTrace
        super().append(traced)


def _number_of_text() -> int:
    body = LexborHTMLParser("text").body
    text = body.first_child if body is not None else None
    if text is None or text.tag != "-text":
        raise AssertionError("the parser gives text no node of its own")
    return text.tag_id


_TEXT_ID = _number_of_text()


def walk(  # noqa: C901, PLR0912, PLR0915 - a call for each node would cost as much as the work
    body: LexborNode, page: HtmlPage, trace: Trace | None = None
) -> None:
    """Walk the tree once, in document order, and fill the page's texts, runs and elements.

    A stack of open elements takes the place of recursion; `chunks`, `unseen`, `run_block`,
    `run_leaf` and `counts` describe the inline run being collected, which `flush` turns into a
    paragraph. `trace`, if there is one, collects the nodes that paragraphs are made of. One long
    function with many branches: a call for each node would cost as much as the work itself.
    """
    elements, texts = page.elements, page.texts
    runs: list[int] = []
    parent_of, tag_of, key_of = elements.parent, elements.tag, elements.key
    flags_of, depth_of = elements.flags, elements.depth
    first_of, end_of = elements.first, elements.end
    text_id, role_of, numbered = _TEXT_ID, roles.get, NUMBERED.search
    known_mark = marks_of_classes.get

    numbers: dict[ElementKey, int] = {}
    keys = 0  # keys so far
    marks_of_keys: dict[int, int] = {}  # of the few that steer the walk
    chunks: list[str] = []
    unseen: list[str] = []  # hidden text in the run; it counts only if there is no other
    stack: list[tuple[LexborNode, int, int, int, int, int]] = []
    marks: list[tuple[int, int]] = []  # of open raised or lowered text: chunks and links before it
    current = block = -1
    flags = link_depth = 0
    counts = [0] * len(COUNTS)
    run_block = run_leaf = longest = -1  # of no run
    closing = BLOCK
    broken = False  # a br was the last thing in the run
    in_anchor = False  # the last link stays on the page
    unseen_from = -1  # the chunks from here on are hidden
    most = MOST_PARAGRAPHS

    def flush(run_block: int, run_leaf: int) -> int:
        """Turn the run into a paragraph; return the block of the run that goes on, or -1."""
        if len(texts) >= most and len(chunks) < COARSE_PIECES:
            chunks.append("\n")
            return run_block
        if unseen_from >= 0:
            unseen.extend(chunks[unseen_from:])
            del chunks[unseen_from:]
        text = "".join(chunks)
        flags = flags_of[run_block]
        if flags & _LINED or _LINE_BREAK in text:
            text = _text_of(text, flags, tag_of[run_block])
        elif text.isascii():
            text = " ".join(text.split())
        else:
            text = " ".join(_without_steering(text).split())
        if unseen:
            text = text or _text_of("".join(unseen), flags, tag_of[run_block])
            unseen.clear()
        chunks.clear()
        if text:
            texts.append(text)
            runs.extend((run_block, run_leaf, *counts))
        counts[:] = NO_COUNTS
        return -1

    node: LexborNode | None = body
    while True:
        if node is None:  # the element is at its end
            if closing:
                if closing == BLOCK:
                    if run_block >= 0:
                        run_block = flush(run_block, run_leaf)
                        unseen_from = min(unseen_from, 0)
                elif closing == CLOSE_UNSEEN:
                    unseen.extend(chunks[unseen_from:])
                    del chunks[unseen_from:]
                    unseen_from = -1
                else:
                    noted = link_depth > 0 and in_anchor
                    shift(chunks, *marks.pop(), closing, counts[LINKS], noted)
            end_of[current] = len(texts)
            node, current, block, flags, link_depth, closing = stack.pop()
            if not stack:
                break
            node = node.next
            continue
        number = node.tag_id
        if number == text_id:
            text = node.text_content or ""
            if text.isspace():
                if chunks:
                    chunks.append(" " if not flags & _KEPT_LINES else text)
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
                if trace is not None:
                    trace.append(Traced(node, len(texts), "", unseen_from >= 0))
            node = node.next
            continue
        action, tag, stands, own_bit = role_of(number) or role(node)
        if action == DECIDE:
            stands = int(stands_as_block(node, tag, run_block >= 0 and not broken))
            action = ENTER
        elif action > DECIDE:
            if action == BREAK:
                if run_block >= 0:
                    if not broken:
                        chunks.append(_LINE_BREAK)
                        broken = True
                    else:
                        run_block = flush(run_block, run_leaf)
                        unseen_from = min(unseen_from, 0)
            elif action != SKIP and (
                # A picture that is part of a line stands beside text.
                action != IMAGE
                or run_block >= 0
                or ((after := node.next) is not None and after.tag_id == text_id)
            ):
                piece = piece_of(node, action, chunks, page)
                if piece:
                    if run_block < 0:
                        run_block, run_leaf, longest = block, current, len(piece)
                    broken = False
                    if unseen_from >= 0:  # the hidden form of a formula that is a picture
                        chunks.insert(unseen_from, piece)
                        unseen_from += 1
                    else:
                        chunks.append(piece)
                    if trace is not None:
                        trace.append(Traced(node, len(texts), piece))
            node = node.next
            continue
        attributes = node.attributes
        stack.append((node, current, block, flags, link_depth, closing))
        closing = stands
        if stands and run_block >= 0:
            run_block = flush(run_block, run_leaf)
            unseen_from = min(unseen_from, 0)
        parent_of.append(current)
        current = len(tag_of)
        if stands:
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
                if not stands and (
                    "hidden" in attributes or (style and is_unseen_style(style)) or is_twin(node)
                ):
                    action = HIDE
            elif style:
                if "white-space" in style and keeps_lines(style):
                    flags |= _KEPT_LINES
                if not stands and "hidden" in style and is_unseen_style(style):
                    action = HIDE
            if own_bit & _NUMBERED_TAGS:
                elements.attributes[current] = attributes
        number = numbers.setdefault(key, keys)
        if number == keys:
            keys += 1
            # Most classes have been met, and steer nothing.
            if (
                key.__class__ is tuple
                and (known_mark(key[1]) != 0 or key[3])
                and (mark := mark_of(key))
            ):
                marks_of_keys[number] = mark
        key_of.append(number)
        tag_of.append(tag)
        flags_of.append(flags)
        depth_of.append(len(stack))
        first_of.append(len(texts))
        end_of.append(0)
        if own_bit == _LINK_BIT:
            link_depth += 1
            counts[LINKS] += 1
            target = attributes.get("href")
            in_anchor = False
            if target:
                if target[0] == "#":
                    counts[ANCHOR_LINKS] += 1
                    in_anchor = True
                    if node.text(deep=True).strip() in BACK_LINKS:
                        action = HIDE
                else:
                    part = target[LINK_START:LINK_CHARS]
                    if part.count("-") >= SLUG_HYPHENS or numbered(part):
                        counts[ARTICLE_LINKS] += 1
                    if target.startswith(("http", "//")):
                        counts[EXTERNAL_LINKS] += 1
            if flags & _HEADING_BITS and is_permalink(node):
                action = HIDE
        if action >= HIDE or number in marks_of_keys:
            mark = marks_of_keys.get(number, 0)
            if mark == UNSEEN:
                action = action if stands else HIDE
            elif mark == LISTED:
                action = LISTING
            elif mark == TYPESET and is_typeset_twice(node):
                node = None  # the formula itself follows
                continue
            if action == HIDE:
                if unseen_from < 0:
                    unseen_from = len(chunks)
                    closing = CLOSE_UNSEEN
            elif action == SHIFT:
                closing = SHIFTS[tag]
                marks.append((len(chunks), -1 if mark == NOTE else counts[LINKS]))
            elif action == LISTING and not flags & _NO_LISTING:
                held = listing(node)
                if held is None:  # a page inside `pre`: its blocks are paragraphs, its lines stay
                    flags |= _NO_LISTING
                    node = node.first_child
                    continue
                flags_of[current] |= _PRE
                if not stands and run_block >= 0:
                    run_block = flush(run_block, run_leaf)
                    unseen_from = min(unseen_from, 0)
                if held.text:
                    if trace is not None:
                        trace.append(Traced(node, len(texts), held.text))
                    texts.append(held.text)
                    runs.extend((current, current, *counted(held)))
                node = None
                continue
        node = node.first_child
    if len(texts) >= most:
        warn_of_many(page, most)
        if run_block >= 0:
            most = sys.maxsize
            flush(run_block, run_leaf)
            end_of[0] = len(texts)
    elements.keys = list(numbers)
    page.runs = np.fromiter(runs, np.intp, len(runs)).reshape(-1, len(RUN))


def warn_of_many(page: HtmlPage, most: int) -> None:
    """Say of a page that it has too many paragraphs."""
    joined = f"over {most:,} paragraphs: the rest was joined into longer ones"
    page.warnings.append(Warning("many-paragraphs", joined))


def _without_steering(text: str) -> str:
    """Return text without soft hyphens and characters that only steer where lines break."""
    if "\u00ad" in text or "\u200b" in text or "\ufeff" in text or "\u2060" in text:
        return text.translate(NO_STEERING)
    return text


def _text_of(text: str, flags: int, tag: str) -> str:
    """Return the text of a run: white space collapsed, line breaks as the page shows them."""
    text = _without_steering(text)
    if not flags & _LINED and _LINE_BREAK not in text:
        return " ".join(text.split())
    if flags & _PRE:
        return text.replace(_LINE_BREAK, "\n").strip("\r\n").rstrip()
    if flags & _KEPT_LINES:
        lines = [" ".join(line.split()) for line in text.replace(_LINE_BREAK, "\n").split("\n")]
        return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")
    if tag in HEADINGS:
        return " ".join(text.split())
    lines = [" ".join(line.split()) for line in text.split(_LINE_BREAK)]
    return "\n".join(filter(None, lines))
