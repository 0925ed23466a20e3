"""What kind of paragraph each one of a page is: title, heading, list item, quote and so on."""

from __future__ import annotations

from cleaner.segment.html import BIT, HEADINGS, HtmlPage

Kind = tuple[str, int, "int | None"]  # kind, level, table row

_CAPTION = BIT["figcaption"] | BIT["caption"]
_CELL = BIT["td"] | BIT["th"]
_QUOTE = BIT["blockquote"]
_ITEM = BIT["li"] | BIT["dd"] | BIT["dt"]
_PRE = BIT["pre"]


def kinds(page: HtmlPage) -> list[Kind]:
    """Kind, level and table row of each paragraph, in order."""
    tag_of, flags_of, parent_of = page.elements.tag, page.elements.flags, page.elements.parent
    blocks = page.blocks
    ranks = [HEADINGS.get(tag_of[block], 0) for block in blocks]
    titles = page.is_title.nonzero()[0].tolist()
    marked = {i for i in titles if ranks[i]}
    if not marked and ranks.count(1) == 1:
        marked = {ranks.index(1)}
    if not marked:
        marked = set(titles)
    out: list[Kind] = []
    for i, block in enumerate(blocks):
        flags = flags_of[block]
        if i in marked:
            out.append(("title", ranks[i] or 1, None))
        elif ranks[i]:
            out.append(("heading", ranks[i], None))
        elif flags & _PRE:
            out.append(("code", 0, None))
        elif flags & _CAPTION or _is_caption(page, block):
            out.append(("caption", 0, None))
        elif flags & _CELL and page.elements.end[block] - page.elements.first[block] == 1:
            out.append(("table-row", 0, _row(tag_of, parent_of, block)))
        elif flags & _ITEM:
            out.append(("list-item", _depth(tag_of, parent_of, block), None))
        elif flags & _QUOTE:
            out.append(("quote", 1, None))
        else:
            out.append(("text", 0, None))
    return out


def _is_caption(page: HtmlPage, block: int) -> bool:
    key = page.elements.keys[page.elements.key[block]]
    return not isinstance(key, str) and bool(key[1]) and "caption" in key[1].lower()


def _row(tag_of: list[str], parent_of: list[int], element: int) -> int:
    while element > 0 and tag_of[element] != "tr":
        element = parent_of[element]
    return element


def _depth(tag_of: list[str], parent_of: list[int], element: int) -> int:
    depth = 0
    while element > 0 and depth < 9:
        depth += tag_of[element] in ("ul", "ol")
        element = parent_of[element]
    return max(depth, 1)
