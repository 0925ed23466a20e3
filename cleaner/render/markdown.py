"""The body as Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from cleaner.paragraph import Paragraph
from cleaner.render.text import same_item, wanted

_SPECIAL = re.compile(r"[\\`*_\[\]<>]|&(?=#?\w+;)")
# What would open a block at the start of a line: a heading, quote, list, rule, fence, underline.
_OPENING = re.compile(r"^(\s*)([#>+=~-])(?=\s|\2|$)")
_NUMBER = re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)")
_CLOSING = re.compile(r"(^|\s)(#+)$")  # at the end of a heading, where it would be dropped
_BULLET = re.compile(r"^\s*(?:[-*+•‣▪◦·]|\d{1,3}[.)])\s+")


def render_markdown(paragraphs: Sequence[Paragraph]) -> str:
    """Body paragraphs as Markdown, by their kind and level."""
    parts: list[str] = []
    kept = wanted(paragraphs, title=True, captions=True)
    for kind, run in groupby(kept, key=lambda paragraph: paragraph.kind):
        if kind == "table-row":
            parts.append(_table(list(run)))
        elif kind == "list-item":
            parts.append(_list(list(run)))
        else:
            parts.extend(_block(paragraph) for paragraph in run)
    return "\n\n".join(parts) + ("\n" if parts else "")


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)


def _prose(text: str) -> str:
    lines = (_NUMBER.sub(r"\1\\\2", _escape(line)) for line in text.splitlines())
    return "\n".join(_OPENING.sub(r"\1\\\2", line) for line in lines)


def _heading(rank: int, text: str) -> str:
    return "#" * rank + " " + _CLOSING.sub(r"\1\\\2", _escape(text))


def _block(paragraph: Paragraph) -> str:
    text, kind = paragraph.text, paragraph.kind
    if kind == "title":
        return _heading(1, text)
    if kind == "heading":
        return _heading(max(1, min(paragraph.level or 2, 6)), text.lstrip("# "))
    if kind == "quote":
        return "\n".join("> " + line for line in _prose(text.lstrip("> ")).splitlines())
    if kind == "code":
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
        return f"{fence}\n{text}\n{fence}"
    if kind == "caption":
        return f"*{_escape(text)}*"
    return _prose(text)


def _list(items: list[Paragraph]) -> str:
    """Items under one another; none deeper than one step below the item before it."""
    lines: list[str] = []
    indents = [""]  # of each depth: as wide as the marks of the items above
    before: Paragraph | None = None
    for item in items:
        if before is not None and same_item(before, item):
            lines.append(f"\n{indents[-1]}{_prose(item.text)}")
            continue
        before = item
        depth = min(max(item.level - 1, 0), len(indents) - 1)
        mark = "- " if item.ordinal is None else f"{item.ordinal}. "
        indents[depth + 1 :] = [indents[depth] + " " * len(mark)]
        lines.append(indents[depth] + mark + _prose(_BULLET.sub("", item.text)))
    return "\n".join(lines)


def _table(cells: list[Paragraph]) -> str:
    rows = [
        [_escape(" ".join(cell.text.split())).replace("|", "\\|") for cell in row]
        for _, row in groupby(cells, key=lambda cell: cell.row)
    ]
    width = max(map(len, rows))
    lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in rows]
    lines.insert(1, "|" + " --- |" * width)
    return "\n".join(lines)
