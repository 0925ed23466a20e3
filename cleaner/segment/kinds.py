"""Tell the kind of each paragraph of a page: title, heading, list item, quote and so on."""

from __future__ import annotations

from cleaner.paragraph import Kind
from cleaner.segment.page import BIT, HEADINGS, HtmlPage

KindRow = tuple[Kind, int, "int | None", "int | None"]  # kind, level, table row, number in a list

_CAPTION = BIT["figcaption"] | BIT["caption"]
_CELL = BIT["td"] | BIT["th"]
_QUOTE = BIT["blockquote"]
_ITEM = BIT["li"] | BIT["dd"] | BIT["dt"]
_PRE = BIT["pre"]
_LISTS = ("ul", "ol")
DEEPEST = 9  # levels of lists are told apart up to here


def kinds(page: HtmlPage) -> list[KindRow]:
    """Return kind, level, table row and number in an ordered list of each paragraph, in order."""
    tag_of, flags_of, parent_of = page.elements.tag, page.elements.flags, page.elements.parent
    blocks, key_of = page.blocks, page.elements.key
    ranks = [HEADINGS.get(tag_of[block], 0) for block in blocks]
    titles = page.is_title.nonzero()[0].tolist()
    marked = {i for i in titles if ranks[i]}
    if not marked and ranks.count(1) == 1:
        marked = {ranks.index(1)}
    if not marked:
        marked = set(titles)
    captions = _Captions(page)
    depths: dict[int, int] = {}
    ordinals = _Ordinals(page)
    out: list[KindRow] = []
    for i, block in enumerate(blocks):
        flags = flags_of[block]
        if i in marked:
            out.append(("title", ranks[i] or 1, None, None))
        elif ranks[i]:
            out.append(("heading", ranks[i], None, None))
        elif flags & _PRE:
            out.append(("code", 0, None, None))
        elif flags & _CAPTION or captions[key_of[block]]:
            out.append(("caption", 0, None, None))
        elif flags & _CELL and page.elements.end[block] - page.elements.first[block] == 1:
            out.append(("table-row", 0, _row(tag_of, parent_of, block), None))
        elif flags & _ITEM:
            depth = max(_depth(tag_of, parent_of, block, depths), 1)
            out.append(("list-item", depth, None, ordinals.of(block)))
        elif flags & _QUOTE:
            out.append(("quote", 1, None, None))
        else:
            out.append(("text", 0, None, None))
    return out


class _Ordinals:
    """Numbers of the items of ordered lists, assigned in the order of the page."""

    def __init__(self, page: HtmlPage) -> None:
        self.tag_of, self.parent_of = page.elements.tag, page.elements.parent
        self.counts: dict[int, int] = {}  # numbers assigned so far, by list
        self.numbers: dict[int, int] = {}  # by item

    def of(self, element: int) -> int | None:
        """Return the number of the item that an element is or stands in."""
        while element > 0 and self.tag_of[element] != "li":
            element = self.parent_of[element]
        parent = self.parent_of[element]
        if element <= 0 or self.tag_of[parent] != "ol":
            return None
        if element not in self.numbers:
            self.numbers[element] = self.counts[parent] = self.counts.get(parent, 0) + 1
        return self.numbers[element]


class _Captions(dict[int, bool]):
    """Whether the class of an element says that it is a caption, by the number of its key."""

    def __init__(self, page: HtmlPage) -> None:
        self.keys_of_page = page.elements.keys

    def __missing__(self, number: int) -> bool:
        key = self.keys_of_page[number]
        caption = not isinstance(key, str) and bool(key[1]) and "caption" in str(key[1]).lower()
        self[number] = caption
        return caption


def _row(tag_of: list[str], parent_of: list[int], element: int) -> int:
    while element > 0 and tag_of[element] != "tr":
        element = parent_of[element]
    return element


def _depth(tag_of: list[str], parent_of: list[int], element: int, depths: dict[int, int]) -> int:
    """Return how many lists an element stands in, DEEPEST at most; `depths` is the cache."""
    path = []
    while element > 0 and element not in depths:
        path.append(element)
        element = parent_of[element]
    depth = depths.get(element, 0)
    for element in reversed(path):
        depth = depths[element] = min(depth + (tag_of[element] in _LISTS), DEEPEST)
    return depth
