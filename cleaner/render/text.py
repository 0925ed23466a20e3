"""The body as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cleaner.paragraph import Kind, Label, Paragraph

# Paragraphs of these kinds stand line under line; others are parted by a blank line.
CLOSE = {"list-item", "table-row"}
CELL = "\t"


class Line(NamedTuple):
    """What the text of a page needs of a paragraph; the fields are those of `Paragraph`."""

    text: str
    kind: Kind
    row: int | None = None
    column: int | None = None


class Span(NamedTuple):
    """A paragraph of plain text: its place in the source, and whether it is wanted."""

    start: int
    end: int
    is_wanted: bool


def unwanted(*, title: bool, captions: bool) -> set[str]:
    """Return the kinds that are left out of the body."""
    return {kind for kind, keep in (("title", title), ("caption", captions)) if not keep}


def wanted(paragraphs: Sequence[Paragraph], *, title: bool, captions: bool) -> list[Paragraph]:
    """Return the body's paragraphs, optionally without titles and captions."""
    left_out = unwanted(title=title, captions=captions)
    return [p for p in paragraphs if p.label is Label.BODY and p.kind not in left_out]


def same_item(before: Paragraph, after: Paragraph) -> bool:
    """Return whether two neighbouring paragraphs of HTML stand in one item of an ordered list."""
    if after.ordinal is None or after.start is not None:
        return False
    return (before.ordinal, before.level) == (after.ordinal, after.level)


def render_text(
    paragraphs: Sequence[Paragraph],
    source: str | None = None,
    *,
    title: bool = True,
    captions: bool = True,
) -> str:
    """Render body paragraphs as text; those of plain text with the line structure of `source`."""
    kept = wanted(paragraphs, title=title, captions=captions)
    if source is None:
        return text_of_page(Line(p.text, p.kind, p.row, p.column) for p in kept)
    chosen = {id(paragraph) for paragraph in kept}
    return text_of_source(
        source,
        (
            Span(p.start, p.end, id(p) in chosen)
            for p in paragraphs
            if p.start is not None and p.end is not None
        ),
    )


def text_of_page(lines: Iterable[Line]) -> str:
    """Join the wanted paragraphs of a page: items and rows line under line, cells by tabs."""
    parts: list[str] = []
    before: Line | None = None
    for line in lines:
        text, kind, row, column = line
        if row is not None:
            text = " ".join(text.split())  # a row is a line
        if before is not None:
            if row is not None and row == before.row:
                parts.append(_between_cells(before.column, column))
            elif kind == before.kind and kind in CLOSE:
                parts.append("\n" + CELL * (column or 0))  # empty cells before the first
            else:
                parts.append("\n\n" + CELL * (column or 0))
        parts.append(text)
        before = line
    return "".join(parts)


def _between_cells(before: int | None, after: int | None) -> str:
    """Return what parts two paragraphs of a row, given their columns: a tab for each column, a
    space inside a cell."""
    if before is None or after is None:
        return CELL
    return CELL * (after - before) or " "


def text_of_source(source: str, spans: Iterable[Span]) -> str:
    """Join the wanted paragraphs of a plain text as slices of it; if something was dropped, the gap
    before it is kept."""
    parts: list[str] = []
    gap = ""
    before_end = 0
    for start, end, is_wanted in spans:
        between = source[before_end:start]
        if between.count("\n") >= gap.count("\n"):
            gap = between
        before_end = end
        if is_wanted:
            if parts:
                parts.append(gap)
            parts.append(source[start:end])
            gap = ""
    return "".join(parts)
