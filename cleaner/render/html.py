"""The body as a small HTML document of its own."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

from cleaner.paragraph import Paragraph
from cleaner.render.text import same_item, wanted

_TAGS = {"quote": "blockquote", "code": "pre", "caption": "figcaption", "title": "h1"}


def render_html(paragraphs: Sequence[Paragraph]) -> str:
    """Body paragraphs in plain elements; everything else of the page is gone."""
    kept = wanted(paragraphs, title=True, captions=True)
    blocks: list[str] = []
    for kind, run in groupby(kept, key=lambda paragraph: paragraph.kind):
        alike = list(run)
        if kind == "list-item":
            blocks.extend(_lists(alike))
        elif kind == "table-row":
            blocks.append(_table(alike))
        else:
            blocks.extend(_element(p) for p in alike)
    title = next((p.text for p in kept if p.kind == "title"), "")
    return (
        '<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(title)}</title>\n</head>\n<body>\n<article>\n"
        + "\n".join(blocks)
        + "\n</article>\n</body>\n</html>\n"
    )


def _lists(items: list[Paragraph]) -> list[str]:
    """The items, ordered ones apart from others."""
    lists = []
    for ordered, of_one in groupby(items, key=lambda item: item.ordinal is not None):
        lines: list[str] = []
        before: Paragraph | None = None
        for item in of_one:
            if before is not None and same_item(before, item):
                lines[-1] += f"<br>{escape(item.text)}"
            else:
                lines.append(escape(item.text))
            before = item
        tag = "ol" if ordered else "ul"
        inside = "".join(f"<li>{line}</li>\n" for line in lines)
        lists.append(f"<{tag}>\n{inside}</{tag}>")
    return lists


def _element(paragraph: Paragraph) -> str:
    if paragraph.kind == "heading":
        tag = f"h{max(1, min(paragraph.level or 2, 6))}"
    else:
        tag = _TAGS.get(paragraph.kind, "p")
    return f"<{tag}>{escape(paragraph.text)}</{tag}>"


def _table(cells: list[Paragraph]) -> str:
    rows = []
    for _, row in groupby(cells, key=lambda paragraph: paragraph.row):
        rows.append("<tr>" + "".join(f"<td>{escape(p.text)}</td>" for p in row) + "</tr>\n")
    return f"<table>\n{''.join(rows)}</table>"
