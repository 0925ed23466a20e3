"""What single nodes add to the text of their line: formulas, pictures, raised text, listings."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from cleaner.segment.display import FORMULA, SCRIPT, TEMPLATE
from cleaner.segment.formula import PICTURE_CLASSES, delimited, formula, script_formula
from cleaner.segment.listing import Listing
from cleaner.segment.page import RUN, HtmlPage
from cleaner.segment.raised import lower_text, note_mark, raise_text, reading
from cleaner.text.punctuation import NO_STEERING

LINKED_TYPES = re.compile(r'"@type"\s*:\s*\[?\s*"([A-Za-z]{3,40})"')
LINKED_DATA = "application/ld+json"
TYPES_WITHIN = 200_000  # characters of a JSON-LD script that are searched for types


# What is counted of an inline run, in the order of the last columns of RUN.
COUNTS = RUN[2:]
NO_COUNTS = [0] * len(COUNTS)
LINKED_CHARS, LINKS, ARTICLE_LINKS, ANCHOR_LINKS, EXTERNAL_LINKS = range(len(COUNTS))

_PERMALINKS = frozenset(
    ("¶", "#", "§", "🔗", "⚓", "∞", "[link]", "[edit]", "link", "permalink", "edit")
)
BACK_LINKS = frozenset("↩ ↩︎ ↵ ⏎ ↑ ^ ⤴ ⤴︎ ⬆ ⬆︎ ⇑ ↥ ⮌ ⏪ 🔙 [↩] [^] [↑]".split())
_EMOJI_CLASSES = frozenset("emoji wp-smiley emojione twemoji joypixels smiley emoticon".split())
_LONGEST_EMOJI = 12

# How an element is closed, beside BLOCK and IN_LINE: what is to be done with the text inside it.
CLOSE_UNSEEN, CLOSE_SUP, CLOSE_SUB, CLOSE_READING = range(2, 6)
SHIFTS = {"sup": CLOSE_SUP, "sub": CLOSE_SUB, "rt": CLOSE_READING, "rtc": CLOSE_READING}


def read_linked_data(script: LexborNode, page: HtmlPage) -> None:
    """Note the types that a script of JSON-LD declares."""
    text = script.text(deep=True)[:TYPES_WITHIN]
    page.types.update(name.lower() for name in LINKED_TYPES.findall(text))
    if "articleBody" in text:
        page.data.append(text)


def shift(
    chunks: list[str], start: int, links_before: int, closing: int, links: int, in_anchor: bool
) -> None:
    """Rewrite the chunks from `start` on, which are raised, lowered or a reading."""
    inside = "".join(chunks[start:])
    if not inside.strip() or start > len(chunks):
        return
    del chunks[start:]
    before = next((chunk for chunk in reversed(chunks) if chunk), "")
    if closing == CLOSE_READING:
        chunks.append(reading(inside, before))
    elif closing == CLOSE_SUB:
        chunks.append(lower_text(inside, before))
    elif links > links_before or in_anchor:
        chunks.append(note_mark(inside))
    else:
        chunks.append(raise_text(inside, before))


def piece_of(node: LexborNode, action: int, chunks: list[str], page: HtmlPage) -> str:
    """Return what a formula, an image or a script adds to the text of its line."""
    if action == FORMULA:
        return formula(node)
    attributes = node.attributes
    if action == SCRIPT:
        kind = attributes.get("type")
        if kind == LINKED_DATA:
            read_linked_data(node, page)
        elif kind == "application/json":
            page.data.append(node.text(deep=True))
        return script_formula(node, kind) if kind and kind[:5] == "math/" else ""
    if action == TEMPLATE:
        page.has_shadow_roots |= "shadowrootmode" in attributes
        return ""
    alt, classes = attributes.get("alt"), (attributes.get("class") or "").split()
    if not alt or not classes:
        return ""
    if not _EMOJI_CLASSES.isdisjoint(classes):
        return alt if len(alt) <= _LONGEST_EMOJI and not alt.isascii() else ""
    if not PICTURE_CLASSES.isdisjoint(classes):
        written = delimited(alt, any("display" in name for name in classes))
        # The same formula may stand before its picture as hidden MathML.
        return "" if any(written[2:-2] in chunk for chunk in chunks[-3:]) else written
    return ""


def is_permalink(link: LexborNode) -> bool:
    """Return whether a link inside a heading is only a mark that leads to the heading."""
    text = link.text(deep=True).translate(NO_STEERING).strip()
    return text.lower() in _PERMALINKS


def is_typeset_twice(node: LexborNode) -> bool:
    """Return whether what KaTeX or MathJax typeset stands beside the formula it was made from."""
    classes = node.attributes.get("class") or ""
    if "katex-html" in classes or "MathJax_Preview" in classes:
        return node.prev is not None or node.next is not None
    following: LexborNode | None = node
    while following is not None:  # out of the containers that hold nothing else
        after = following.next
        while after is not None and after.tag == "-text" and (after.text_content or "").isspace():
            after = after.next
        if after is not None:
            return after.tag == "script" and (after.attributes.get("type") or "")[:5] == "math/"
        parent = following.parent
        if parent is None or "MathJax" not in (parent.attributes.get("class") or ""):
            return False
        following = parent
    return False


def counted(held: Listing) -> list[int]:
    """Return the counts of a listing's links, in the order of the last columns of RUN."""
    counts = [0] * len(COUNTS)
    for link in held.links:
        counts[LINKS] += 1
        counts[LINKED_CHARS] += len(link.text(deep=True).strip())
        target = link.attributes.get("href") or ""
        counts[ANCHOR_LINKS] += target[:1] == "#"
        counts[EXTERNAL_LINKS] += target.startswith(("http", "//"))
    return counts
