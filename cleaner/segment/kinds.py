"""Tell the kind of each paragraph of a page: title, heading, list item, quote and so on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cleaner.paragraph import Kind
from cleaner.segment.page import BIT, HEADINGS, ElementKey, HtmlPage
from cleaner.segment.tables import HAS_CELLS, Tables

_CAPTION = BIT["figcaption"] | BIT["caption"]
_QUOTE = BIT["blockquote"]
_ITEM = BIT["li"] | BIT["dd"] | BIT["dt"]
_ORDERED = BIT["ol"]
_PRE = BIT["pre"]
_MARKED = _CAPTION | HAS_CELLS | _ITEM | _PRE | _QUOTE
_LISTS = ("ul", "ol")
DEEPEST = 9  # levels of lists are told apart up to here


class KindRow(NamedTuple):
    """The kind of a paragraph, and its place in a heading's rank, a list or a table.

    `row` and `column` are those of a cell of a data table, `ordinal` is the number of an item in an
    ordered list.
    """

    kind: Kind
    level: int = 0
    row: int | None = None
    column: int | None = None
    ordinal: int | None = None


_TEXT, _CODE, _IN_CAPTION = KindRow("text"), KindRow("code"), KindRow("caption")
_IN_QUOTE = KindRow("quote", 1)
_ITEMS = [KindRow("list-item", depth) for depth in range(DEEPEST + 1)]


def kinds(page: HtmlPage) -> list[KindRow]:
    """Return the kind of each paragraph, in order."""
    return _kinds(page, range(len(page)), numbered=True)


def kinds_of(page: HtmlPage, paragraphs: Iterable[int]) -> list[KindRow]:
    """Return the kinds of some paragraphs, in their order; without the numbers of items, which
    depend on all items before."""
    return _kinds(page, paragraphs, numbered=False)


def _kinds(page: HtmlPage, paragraphs: Iterable[int], *, numbered: bool) -> list[KindRow]:
    tag_of, flags_of = page.elements.tag, page.elements.flags
    blocks, key_of = page.blocks, page.elements.key
    ranks = [HEADINGS.get(tag_of[block], 0) for block in blocks]
    titles = _titles(page, ranks)
    captions = _Captions(page.elements.keys)
    lists = _Lists(page)
    tables: Tables | None = None
    out: list[KindRow] = []
    for i in paragraphs:
        block = blocks[i]
        flags = flags_of[block]
        if i in titles:
            out.append(KindRow("title", ranks[i] or 1))
        elif ranks[i]:
            out.append(KindRow("heading", ranks[i]))
        elif captions[key_of[block]] and not flags & _PRE:
            out.append(_IN_CAPTION)
        elif not flags & _MARKED:
            out.append(_TEXT)
        elif flags & _PRE:
            out.append(_CODE)
        elif flags & _CAPTION:
            out.append(_IN_CAPTION)
        else:
            cell = None
            if flags & HAS_CELLS:
                tables = tables or Tables(page)
                cell = tables.cell_of(block)
            if cell is not None:
                out.append(KindRow("table-row", 0, *cell))
            elif flags & _ITEM:
                depth = max(lists.depth(block), 1)
                ordinal = lists.ordinal(block) if numbered and flags & _ORDERED else None
                if ordinal is None:
                    out.append(_ITEMS[depth])
                else:
                    out.append(KindRow("list-item", depth, None, None, ordinal))
            else:
                out.append(_IN_QUOTE if flags & _QUOTE else _TEXT)
    return out


def _titles(page: HtmlPage, ranks: list[int]) -> set[int]:
    """Return the paragraphs that are the title: headings, if any repeats it."""
    named = page.is_title.nonzero()[0].tolist()
    titles = {i for i in named if ranks[i]}
    if not titles and ranks.count(1) == 1:
        titles = {ranks.index(1)}
    return titles or set(named)


class _Captions(dict[int, bool]):
    """Whether the class of an element says that it is a caption, by the number of its key."""

    def __init__(self, keys: list[ElementKey]) -> None:
        super().__init__()
        self.keys_of_page = keys

    def __missing__(self, number: int) -> bool:
        key = self.keys_of_page[number]
        caption = not isinstance(key, str) and bool(key[1]) and "caption" in str(key[1]).lower()
        self[number] = caption
        return caption


class _Lists:
    """How deep items stand in lists, and the numbers of those in ordered ones."""

    def __init__(self, page: HtmlPage) -> None:
        self.tag_of, self.parent_of = page.elements.tag, page.elements.parent
        self.attributes = page.elements.attributes
        self.depths: dict[int, int] = {}  # by element
        self.numbers: dict[int, int] = {}  # by item
        self.latest: dict[int, int] = {}  # number assigned last, by list

    def depth(self, element: int) -> int:
        """Return how many lists an element stands in, DEEPEST at most."""
        depths = self.depths
        if (computed := depths.get(element)) is not None:
            return computed
        path = []
        while element > 0 and element not in depths:
            path.append(element)
            element = self.parent_of[element]
        depth = depths.get(element, 0)
        for element in reversed(path):
            depth = depths[element] = min(depth + (self.tag_of[element] in _LISTS), DEEPEST)
        return depth

    def ordinal(self, element: int) -> int | None:
        """Return the number of the item that an element is or stands in; None if in none."""
        while element > 0 and self.tag_of[element] != "li":
            element = self.parent_of[element]
        parent = self.parent_of[element]
        if element <= 0 or self.tag_of[parent] != "ol":
            return None
        if element not in self.numbers:
            self.numbers[element] = self.latest[parent] = self._number(element, parent)
        return self.numbers[element]

    def _number(self, item: int, parent: int) -> int:
        of_list = self.attributes.get(parent, {})
        value = whole_number(self.attributes.get(item, {}).get("value"))
        if value is not None:
            return value
        step = -1 if "reversed" in of_list else 1
        if parent in self.latest:
            return self.latest[parent] + step
        start = whole_number(of_list.get("start"))
        if start is not None:
            return start
        if step < 0:  # counts down to 1
            items = zip(self.parent_of[parent + 1 :], self.tag_of[parent + 1 :])
            return sum(around == parent and tag == "li" for around, tag in items)
        return 1


def whole_number(value: str | None) -> int | None:
    """Return the whole number that an attribute holds; None if it holds none."""
    value = (value or "").strip()
    digits = value.removeprefix("-")
    return int(value) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None
