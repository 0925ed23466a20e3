"""How elements are displayed by default: in a line or as a block, seen or not.

The tags follow the default style sheet of browsers: what is no block stands in the line. Buttons
and elements that HTML does not know stand in the line if they are part of a sentence; if they
hold blocks, or stand among others of their kind as the entries of a menu do, they are blocks.
"""

from __future__ import annotations

import re
import sys

from selectolax.lexbor import LexborNode

from cleaner.segment.listing import LISTING_CLASSES, LISTING_TAGS
from cleaner.segment.page import BIT, ElementKey

INLINE = frozenset(
    "a abbr acronym b bdi bdo big blink cite code data del dfn em font i img input ins kbd label "
    "map mark meter nobr output picture progress q rb rp rt rtc ruby s samp small span strike "
    "strong sub sup textarea time tt u var wbr".split()
)
# Neither entered nor kept as elements: they hold no text of the page.
SKIPPED = frozenset(
    "script style template svg option area base col embed img input link meta param source track "
    "wbr".split()
)
BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl "
    "dt fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr "
    "html legend li listing main marquee menu nav noframes ol optgroup p "
    "plaintext pre search section select summary table tbody td tfoot th thead tr ul "
    "xmp".split()
)
# Of these, what stands around them decides.
_BUTTON = "button"
# Blocks if there is text in them, which most browsers do not show.
_FALLBACKS = frozenset("noscript audio canvas iframe object video".split())

# What the walk does with a node, by its tag.
ENTER, LINK, HIDE, SHIFT, LISTING, DECIDE, FORMULA, BREAK, IMAGE, SCRIPT, TEMPLATE, SKIP = range(12)
# How it stands: in the line or as a block.
IN_LINE, BLOCK = range(2)
TagRole = tuple[int, str, int, int]  # what to do, the tag, how it stands, its bit
_ACTIONS = {
    "a": LINK, "sup": SHIFT, "sub": SHIFT, "rt": SHIFT, "rtc": SHIFT, "math": FORMULA,
    "mjx-container": FORMULA, "br": BREAK, "img": IMAGE, "script": SCRIPT, "template": TEMPLATE,
    **dict.fromkeys(LISTING_TAGS, LISTING),
}  # fmt: skip

# Marks of elements by their class, which the walk steers by.
UNSEEN, NOTE, LISTED, TYPESET = range(1, 5)
_UNSEEN_CLASSES = (
    # Text for screen readers alone.
    "sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only screenreader "
    "screen-reader sr-text a11y-hidden assistive-text u-visually-hidden a-offscreen offscreen "
    "off-screen element-invisible hidden-accessible accessibly-hidden visually-hidden-focusable "
    "govuk-visually-hidden is-sr-only show-for-sr cdk-visually-hidden "
    # Tooltips and keys to sort by.
    "tooltiptext tooltip-text tooltip-content tooltip__content tooltip-inner tooltip__text "
    "tippy-content sortkey sort-key hovercard-content popover-content "
    # Links to a heading, and to edit it.
    "headerlink header-anchor heading-anchor hash-link anchor-link anchorjs-link heading-link "
    "permalink-anchor headline-anchor octicon-link toc-anchor deep-link mw-editsection "
    "mw-editsection-like heading-permalink section-link direct-link"
).split()
_MARKS: dict[str, int] = {
    **dict.fromkeys(_UNSEEN_CLASSES, UNSEEN),
    **dict.fromkeys("reference footnote-ref footnoteref noteref fnref ltx_note_mark".split(), NOTE),
    **dict.fromkeys(LISTING_CLASSES, LISTED),
    **dict.fromkeys(
        "MathJax MathJax_Display MathJax_SVG MathJax_SVG_Display MathJax_CHTML MathJax_Preview "
        "mjx-chtml MJXc-display katex-html".split(),
        TYPESET,
    ),
}  # fmt: skip
CACHE_LIMIT = 20_000  # class attributes kept from page to page; pages of a site share most of them
_UNSEEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NO_WRAP = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)

_LAST_ID = 4096  # lexbor's own tags have small numbers; those of others differ between pages
roles: dict[int, TagRole] = {}  # by lexbor's number of the tag; filled as tags are met

# Nodes looked at inside an element that HTML does not know, in search of blocks, and beside it, in
# search of text. An element with as many inside is a container.
MOST_INSIDE, MOST_BESIDE = 200, 50
_AROUND_BLOCKS = BLOCKS | _FALLBACKS | {_BUTTON}
_PHRASING_ONLY = frozenset("p h1 h2 h3 h4 h5 h6 dt summary legend caption".split()) | INLINE


def role(node: LexborNode) -> TagRole:
    """Return what the walk does with nodes of this tag."""
    name = node.tag
    tag = sys.intern(name or "unknown")  # lexbor has no name for some foreign elements
    if tag in _ACTIONS:
        action = _ACTIONS[tag]
    else:
        is_standard = tag in INLINE or tag in BLOCKS
        action = SKIP if tag in SKIPPED or tag[0] in "-!" else ENTER if is_standard else DECIDE
    of_tag = (action, tag, BLOCK if tag in BLOCKS else IN_LINE, BIT.get(tag, 0))
    if name and node.tag_id < _LAST_ID:
        roles[node.tag_id] = of_tag
    return of_tag


def mark_of(key: ElementKey) -> int:
    """Return the mark by which an element of this key steers the walk, 0 for none."""
    if isinstance(key, str):
        return 0
    mark = marks_of_classes.get(key[1])
    if mark is None:
        mark = _mark_of(key[1])
    return mark or (UNSEEN if key[3] == "tooltip" else 0)


def _mark_of(classes: str | None) -> int:
    """Return the mark of an element with these classes, 0 for none; kept from page to page."""
    if len(marks_of_classes) > CACHE_LIMIT:
        marks_of_classes.clear()
    names = (classes or "").split()
    mark = next((_MARKS[name] for name in names if name in _MARKS), 0)
    marks_of_classes[classes] = mark
    return mark


marks_of_classes: dict[str | None, int] = {}


def is_unseen_style(style: str) -> bool:
    """Return whether an element's own style hides it."""
    return _UNSEEN_STYLE.search(style) is not None


def keeps_lines(style: str) -> bool:
    """Return whether an element's own style shows the line breaks of its source."""
    return _NO_WRAP.search(style) is not None


def stands_as_block(node: LexborNode, tag: str, in_text: bool) -> bool:
    """Return whether an element whose tag does not say it stands as a block.

    `in_text` says whether text of the same line stands before it.
    """
    if tag in _FALLBACKS:
        return bool(node.text(deep=True).strip())
    if tag == _BUTTON and not _text_follows(node):
        return True
    parent = node.parent
    around = parent.tag if parent is not None else ""
    if tag == _BUTTON:
        return not in_text and around != "p"
    if _holds_block(node):
        return True
    if around in _PHRASING_ONLY or around not in _AROUND_BLOCKS:
        return False
    return not (in_text or _text_beside(node))


def _holds_block(node: LexborNode) -> bool:
    """Return whether an element holds a block, or too much to be part of a line."""
    looked_at = 0
    inner = node.first_child
    while inner is not None and looked_at < MOST_INSIDE:
        if inner.tag in BLOCKS:
            return True
        looked_at += 1
        below = inner.first_child
        while below is None and inner is not None:
            below = inner.next
            if below is None:
                inner = inner.parent
                if inner is None or inner.mem_id == node.mem_id:
                    return False
        inner = below
    return inner is not None


def _text_follows(node: LexborNode) -> bool:
    after = node.next
    return after is not None and after.tag == "-text" and not (after.text_content or "").isspace()


def _text_beside(node: LexborNode) -> bool:
    """Return whether text, or an element of a line that holds some, stands beside an element."""
    for forward in (True, False):
        side, steps = node, MOST_BESIDE
        while steps:
            following = side.next if forward else side.prev
            if following is None or following.tag in BLOCKS or following.tag == "br":
                break
            side, steps = following, steps - 1
            if side.tag == "-text":
                if not (side.text_content or " ").isspace():
                    return True
            elif side.tag in INLINE and side.text(deep=True).strip():
                return True
    return False


def is_twin(node: LexborNode) -> bool:
    """Return whether an element hidden from screen readers shows what its neighbour says.

    That is what KaTeX and MathJax typeset beside the MathML of a formula, or a second copy of the
    same text that only an animation shows.
    """
    if node.first_child is None:  # an icon
        return False
    for side in (node.prev, node.next):
        if side is None or side.tag is None or side.tag[0] in "-!":
            continue
        if "mathml" in (side.attributes.get("class") or "").lower() or side.tag == "math":
            return True
        text = node.text(deep=True).strip()
        if text and text == side.text(deep=True).strip():
            return True
    before = node.prev
    return (
        before is not None
        and before.tag == "-text"
        and len(text := node.text(deep=True).strip()) > 1
        and (before.text_content or "").strip() == text
    )
