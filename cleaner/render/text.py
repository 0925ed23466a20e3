"""The body as plain text."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.paragraph import Label, Paragraph

# Paragraphs of these kinds stand line under line; others are parted by a blank line.
CLOSE = {"list-item", "table-row"}
CELL = "\t"


def wanted(paragraphs: Sequence[Paragraph], *, title: bool, captions: bool) -> list[Paragraph]:
    """The body's paragraphs, optionally without titles and captions."""
    left_out = {kind for kind, keep in (("title", title), ("caption", captions)) if not keep}
    return [p for p in paragraphs if p.label is Label.BODY and p.kind not in left_out]


def same_item(before: Paragraph, after: Paragraph) -> bool:
    """Whether two neighbouring paragraphs of HTML stand in the same item of an ordered list."""
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
    if source is not None:
        return _as_in_source(paragraphs, source, kept)
    parts: list[str] = []
    before: Paragraph | None = None
    for paragraph in kept:
        text = paragraph.text
        if paragraph.row is not None:
            text = " ".join(text.split())  # a row is a line
        if before is not None:
            if paragraph.row is not None and paragraph.row == before.row:
                parts.append(_between_cells(before, paragraph))
            elif paragraph.kind == before.kind and paragraph.kind in CLOSE:
                parts.append("\n" + _empty_cells(paragraph))
            else:
                parts.append("\n\n" + _empty_cells(paragraph))
        parts.append(text)
        before = paragraph
    return "".join(parts)


def _between_cells(before: Paragraph, after: Paragraph) -> str:
    """Return what parts two paragraphs of a row: a tab for each column, a space inside a cell."""
    if before.column is None or after.column is None:
        return CELL
    return CELL * (after.column - before.column) or " "


def _empty_cells(first: Paragraph) -> str:
    """Return the tabs of the empty cells before the first paragraph of a row."""
    return CELL * (first.column or 0)


def _as_in_source(paragraphs: Sequence[Paragraph], source: str, kept: list[Paragraph]) -> str:
    """Slices of the source; where something was dropped, the gap before it is kept."""
    chosen = {id(paragraph) for paragraph in kept}
    parts: list[str] = []
    gap = ""
    before_end = 0
    for paragraph in paragraphs:
        if paragraph.start is None or paragraph.end is None:
            continue
        between = source[before_end : paragraph.start]
        if between.count("\n") >= gap.count("\n"):
            gap = between
        before_end = paragraph.end
        if id(paragraph) in chosen:
            if parts:
                parts.append(gap)
            parts.append(source[paragraph.start : paragraph.end])
            gap = ""
    return "".join(parts)
