"""Blocks of labelled paragraphs that have no page behind them: plain text, or made by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from cleaner.paragraph import Paragraph
from cleaner.render.blocks import Block, Piece
from cleaner.render.text import same_item, wanted

# Marks at the head of a line of plain text, by the kind of its paragraph.
_MARKS = {
    "heading": re.compile(r"^[# ]+"),
    "quote": re.compile(r"^[> ]+"),
    "list-item": re.compile(r"^\s*(?:[-*+•‣▪◦·]|\d{1,3}[.)])\s+"),
}


def body_of_paragraphs(paragraphs: Sequence[Paragraph]) -> list[Block]:
    """Return the body as blocks, by the kind and level of its paragraphs."""
    blocks: list[Block] = []
    kept = wanted(paragraphs, title=True, captions=True)
    for kind, run in groupby(kept, key=lambda paragraph: paragraph.kind):
        if kind == "table-row":
            blocks.append(_table(list(run)))
        elif kind == "list-item":
            blocks += _lists(list(run))
        else:
            blocks += [_block(paragraph) for paragraph in run]
    return blocks


def _without_mark(paragraph: Paragraph) -> str:
    """Return a paragraph's text without the mark that plain text has at its head."""
    text, kind = paragraph.text, paragraph.kind
    if paragraph.start is None or kind not in _MARKS:
        return text
    return _MARKS[kind].sub("", text) or text


def _pieces(text: str) -> list[Piece]:
    """Return text as pieces, with its line breaks."""
    pieces: list[Piece] = []
    for line in text.splitlines():
        pieces += [Piece("break", ""), Piece("text", line)]
    return pieces[1:]


def _block(paragraph: Paragraph) -> Block:
    kind, text = paragraph.kind, _without_mark(paragraph)
    if kind == "title":
        return Block("heading", [Piece("text", text)], level=1)
    if kind == "heading":
        rank = max(1, min(paragraph.level or 2, 6))
        return Block("heading", [Piece("text", text)], level=rank)
    if kind == "quote":
        return Block("quote", blocks=[Block("paragraph", _pieces(text))])
    if kind == "code":
        return Block("code", text=text)
    return Block("caption" if kind == "caption" else "paragraph", _pieces(text))


def _lists(items: list[Paragraph]) -> list[Block]:
    """Return items as lists; none is deeper than one step below the item before it."""
    outer: list[Block] = []
    open_lists: list[Block] = []  # by depth
    before: Paragraph | None = None
    for item in items:
        paragraph = Block("paragraph", _pieces(_without_mark(item)))
        if before is not None and same_item(before, item):
            open_lists[-1].blocks[-1].blocks.append(paragraph)
            continue
        before = item
        depth = min(max(item.level - 1, 0), len(open_lists))
        del open_lists[depth + 1 :]
        label = "ul" if item.ordinal is None else "ol"
        if depth == len(open_lists) or open_lists[depth].label != label:
            del open_lists[depth:]
            block = Block("list", label=label)
            (open_lists[-1].blocks[-1].blocks if open_lists else outer).append(block)
            open_lists.append(block)
        open_lists[depth].blocks.append(Block("item", blocks=[paragraph], number=item.ordinal))
    return outer


def _table(cells: list[Paragraph]) -> Block:
    table = Block("table")
    for _, run in groupby(cells, key=lambda cell: cell.row):
        row = Block("row", is_head=not table.blocks, checked=True)
        for cell in run:
            paragraph = Block("paragraph", _pieces(cell.text))
            row.blocks.append(Block("cell", blocks=[paragraph]))
        table.blocks.append(row)
    return table
