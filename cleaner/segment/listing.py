"""The text of a listing: each line and indent as it stands, without what is around the code.

Highlighters wrap each token in a span, and each line in a `span`, a block or the row of a table,
with or without a line break between them. Line numbers, prompts that cannot be selected and copy
buttons are no part of the listing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from cleaner.text.punctuation import NO_STEERING

# Elements whose text keeps its white space.
LISTING_TAGS = frozenset(("pre", "listing", "xmp", "plaintext"))
# Classes of elements that hold a listing without `pre`, or one split over several.
LISTING_CLASSES = frozenset(
    "highlighttable rouge-table lntable hljs-ln syntaxhighlighter CodeMirror-code cm-content "
    "view-lines ace_text-layer crayon-table js-file-line-container react-code-lines".split()
)
# What is none: a `pre` around a whole page, as old pages and mail archives have it.
_PROSE_TAGS = frozenset(
    "p h1 h2 h3 h4 h5 h6 article aside section nav main header footer form blockquote dl figure "
    "iframe hr pre".split()
)
_SKIPPED_TAGS = frozenset(
    "script style template button clipboard-copy select option svg textarea img input wbr".split()
)
_LINE_TAGS = frozenset("div li tr".split())
_LINE_CLASSES = frozenset(
    "line token-line code-line view-line ec-line cm-line CodeMirror-line hljs-ln-line crayon-line "
    "ace_line code__line react-code-text LineRow highlight-line loc gatsby-highlight-code-line "
    "codehilite-line".split()
)
_BETWEEN_ROWS = frozenset("table thead tbody tfoot tr colgroup ol ul".split())
_NUMBER_CLASS = re.compile(
    r"\b(?:line-?no(?:s|div)?|line-?num(?:ber)?s?(?:-rows)?|linenodiv|lnt?|lnlinks|lntd|gutter|nums?"
    r"|blob-num|hljs-ln-n(?:umbers)?|code-?line-?number|react-syntax-highlighter-line-number"
    r"|react-line-number|rouge-gutter|crayon-nums?(?:-content)?|ace_gutter(?:-cell)?|margin)\b",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"[\d\s.:|>+-]*\Z")
_COPY_CLASS = re.compile(r"cop(?:y|ied|ier)|clip(?:board)?|toolbar|code-?actions", re.IGNORECASE)
_COPY_CHARS = 40
_PROMPT_CLASS = re.compile(r"(?:^|[\s_-])prompt\b", re.IGNORECASE)
_PROMPT_TEXT = re.compile(r"[^\n]{0,40}[$#>%»❯›]\s*\Z")
_UNSEEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|user-select\s*:\s*none", re.IGNORECASE
)
_UNSEEN_CLASSES = frozenset(
    "sr-only visually-hidden screen-reader-text visuallyhidden select-none user-select-none "
    "unselectable no-select noselect not-selectable".split()
)
# What a class says of an element inside a listing, as bits.
_LINE, _UNSEEN, _PROMPT, _COPY, _NUMBER = (1 << i for i in range(5))
CACHE_LIMIT = 5_000  # class attributes kept from page to page
_classes: dict[str, int] = {}
_BLANK = re.compile(r"^[ \t]+$", re.MULTILINE)
_STEERING = NO_STEERING | {0xA0: " "}


@dataclass(slots=True)
class Listing:
    """The text of a listing, and its `a` elements, by which links are counted."""

    text: str
    links: list[LexborNode] = field(default_factory=list)


class _Writer:
    """Collects the pieces of a listing, and sees that each line ends once."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.at_start = True  # of a line
        self.owes_break = False  # a line was closed without its line break

    def text(self, text: str) -> None:
        if self.owes_break and text[0] != "\n":
            self.pieces.append("\n")
        self.owes_break = False
        self.pieces.append(text)
        self.at_start = text[-1] == "\n"

    def open_line(self) -> int:
        """Begin a line; return what `close_line` needs."""
        if self.owes_break or not self.at_start:
            self.pieces.append("\n")
            self.at_start = True
        self.owes_break = False
        return len(self.pieces)

    def close_line(self, opened: int) -> None:
        """End a line: what comes next owes it a break, unless its own text ended with one."""
        self.owes_break = not self.at_start or len(self.pieces) == opened


def listing(node: LexborNode) -> Listing | None:  # noqa: C901 - a walk that no depth of nesting may end
    """Return the listing that an element holds, in time linear in its size; None if it is none."""
    writer = _Writer()
    links: list[LexborNode] = []
    stack: list[tuple[LexborNode, int]] = []  # open elements; of lines, what to close them with
    child = node.first_child
    while True:
        if child is None:
            if not stack:
                break
            closed, opened = stack.pop()
            if opened >= 0:
                writer.close_line(opened)
            child = closed.next
            continue
        tag = child.tag or "unknown"
        if tag == "-text":
            text = child.text_content or ""
            if text and not (text.isspace() and _is_between_lines(child, text)):
                writer.text(text.replace("\r\n", "\n").replace("\r", "\n"))
        elif tag == "br":
            writer.text("\n")
        elif tag[0] not in "-!" and tag not in _SKIPPED_TAGS:
            attributes = child.attributes
            of_class = _of_class(attributes.get("class")) if attributes else 0
            if tag in _PROSE_TAGS and not (tag in ("pre", "p") and of_class & _LINE):
                if tag != "pre" or node.tag in LISTING_TAGS:
                    return None
                of_class |= _LINE
            if not attributes or not _is_unseen(child, tag, attributes, of_class):
                if tag == "a":
                    links.append(child)
                is_line = of_class & _LINE or tag in _LINE_TAGS
                stack.append((child, writer.open_line() if is_line else -1))
                child = child.first_child
                continue
        child = child.next
    text = _BLANK.sub("", "".join(writer.pieces).translate(_STEERING))
    return Listing(text.strip("\n").rstrip(), links)


def _is_between_lines(text_node: LexborNode, text: str) -> bool:
    """Return whether white space stands between the elements of lines, not in the code."""
    parent = text_node.parent
    if parent is not None and parent.tag in _BETWEEN_ROWS:
        return True
    if "\n" not in text:
        return False
    return any(
        side is not None and side.tag in ("div", "li", "table", "pre", "ol", "ul")
        for side in (text_node.prev, text_node.next)
    )


def _of_class(classes: str | None) -> int:
    """Return what the class of an element inside a listing says of it, as bits; cached."""
    if not classes:
        return 0
    of_class = _classes.get(classes)
    if of_class is None:
        if len(_classes) > CACHE_LIMIT:
            _classes.clear()
        names = classes.split()
        of_class = (
            _LINE * (not _LINE_CLASSES.isdisjoint(names))
            | _UNSEEN * (not _UNSEEN_CLASSES.isdisjoint(names))
            | _PROMPT * (_PROMPT_CLASS.search(classes) is not None)
            | _COPY * (_COPY_CLASS.search(classes) is not None)
            | _NUMBER * (_NUMBER_CLASS.search(classes) is not None)
        )
        _classes[classes] = of_class
    return of_class


def _is_unseen(
    node: LexborNode, tag: str, attributes: Mapping[str, str | None], of_class: int
) -> bool:
    """Return whether an element inside a listing is none of its code."""
    if of_class & _UNSEEN:
        return True
    if len(attributes) > 1 or "class" not in attributes:
        style = attributes.get("style")
        if style and _UNSEEN_STYLE.search(style):
            return True
        if "hidden" in attributes or "unselectable" in attributes:
            return True
        if tag != "code" and attributes.get("aria-hidden") == "true":
            return True
        if "data-line-number" in attributes:
            of_class |= _NUMBER
    if tag == "code" or not of_class & (_PROMPT | _COPY | _NUMBER):
        return False
    text = node.text(deep=True)
    return bool(
        (of_class & _PROMPT and _PROMPT_TEXT.match(text))
        or (of_class & _COPY and len(text.strip()) <= _COPY_CHARS)
        or (of_class & _NUMBER and _NUMBERS.match(text))
    )
