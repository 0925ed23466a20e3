"""A document on a terminal: its paragraphs in order, each with its label and its probabilities."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from cleaner.document import Document
from cleaner.paragraph import LABELS, Label, Paragraph
from cleaner.show.labelling import DOUBTFUL, metadata_of

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

# Of 256 colours, those of the views that are readable on black and on white; and marks, for
# terminals without colours and people who see them otherwise.
COLOURS = {Label.BODY: "color(35)", Label.SIDEBAR: "color(136)", Label.CHROME: "color(68)"}
DIM = "color(243)"  # grey, as readable on white as on black: 4.5 to 1
MARKS = {Label.BODY: "█", Label.SIDEBAR: "▒", Label.CHROME: "░"}
BAR = 10  # cells
_REASON = "↳ "
_JOINERS = "\u200c\u200d"  # invisible, and part of how Persian, Hindi and emoji are spelt
_NARROW_INDENT = 2
_LEAST_WIDTH = 20  # columns of text on the narrowest terminal
_GUTTER = 8 + BAR + 6  # columns of label, bar and probability


def write_lines(
    document: Document,
    console: Console,
    *,
    name: str,
    only: Collection[Label] = (),
    why: bool = False,
    wrapped: bool = True,
) -> Iterator[str]:
    """Yield the document as text for the console that it will be shown on, paragraph by paragraph.

    `name` is that of its source. `only` leaves out the other labels; `why` puts the reasons under
    each paragraph. `wrapped` breaks lines at the width of the console, under their beginning.
    """
    yield _printed(console, _head(document, name))
    for paragraph in document.paragraphs:
        if only and paragraph.label not in only:
            continue
        yield _printed(console, _lines(paragraph, console, why, wrapped))


def bar(scores: Sequence[float], cells: int = BAR) -> list[tuple[Label, int]]:
    """Share out the cells of a bar among the labels, by their probabilities.

    >>> [cells for _, cells in bar((0.65, 0.05, 0.30))]
    [7, 0, 3]
    """
    exact = [score * cells for score in scores]
    counts = [int(number) for number in exact]
    rest = cells - sum(counts)
    by_remainder = sorted(range(len(exact)), key=lambda i: counts[i] - exact[i])
    for i in by_remainder[:rest]:
        counts[i] += 1
    return list(zip(LABELS, counts))


def _printed(console: Console, lines: Sequence[Text]) -> str:
    with console.capture() as captured:
        for line in lines:
            console.print(line, soft_wrap=True)
    return captured.get()


def _head(document: Document, name: str) -> list[Text]:
    from rich.text import Text

    counts = dict.fromkeys(LABELS, 0)
    for paragraph in document.paragraphs:
        counts[paragraph.label] += 1
    title = visible(metadata_of(document).title)
    lines = [Text(title, style="bold")] if title else []
    lines.append(Text(visible(name), style="dim"))
    figures = Text(f"confidence {document.confidence:.2f}", style="dim")
    for label, count in counts.items():
        figures.append("  ").append(MARKS[label], style=COLOURS[label])
        figures.append(f" {label} {count:,}")
    if document.model:
        figures.append(f"  model {document.model}")
    return [*lines, figures, Text()]


def _lines(paragraph: Paragraph, console: Console, why: bool, wrapped: bool) -> list[Text]:
    """Return the lines of one paragraph: label, bar, probability, text; under them the reasons."""
    from rich.text import Text

    label, kept = paragraph.label, paragraph.label is Label.BODY
    probability = paragraph.probabilities[label]
    gutter = Text().append(f"{label:8}", style=f"{'bold ' if kept else ''}{COLOURS[label]}")
    for part, cells in bar(paragraph.scores):
        gutter.append(MARKS[part] * cells, style=COLOURS[part])
    gutter.append(f" {probability:.2f}", style="bold red" if probability < DOUBTFUL else "dim")
    mark, shift = _mark(paragraph)
    # On a narrow terminal the text stands under label and bar.
    beside = not wrapped or console.width - _GUTTER - shift - len(mark) >= _LEAST_WIDTH
    indent = (_GUTTER if beside else _NARROW_INDENT) + shift
    width = max(console.width - indent, len(mark) + 1)
    text = Text(mark + visible(paragraph.text), style=_text_style(paragraph))
    lines = _broken(text, console, width, len(mark)) if wrapped else [text]
    for reason in paragraph.reasons if why else ():
        line = Text(f"{_REASON}{visible(reason)}", style="dim italic")
        lines += _broken(line, console, width, len(_REASON)) if wrapped else [line]
    lines = [Text(" " * indent) + line for line in lines]
    if beside:
        lines[0] = gutter + lines[0][len(gutter) :]
        return lines
    return [gutter, *lines]


def _broken(text: Text, console: Console, width: int, hanging: int) -> list[Text]:
    """Break a text into lines; those after the first begin further in."""
    from rich.text import Text

    first, *rest = text.wrap(console, width) or [text]
    first.rstrip()
    if not rest:
        return [first]
    start = len(first.plain)
    while start < len(text) and text.plain[start].isspace():
        start += 1
    others = text[start:].wrap(console, max(width - hanging, 1))
    for line in others:
        line.rstrip()
    return [first, *(Text(" " * hanging) + line for line in others)]


def _mark(paragraph: Paragraph) -> tuple[str, int]:
    """Return what stands before a text, and how far in: marks of lists, quotations and tables."""
    if paragraph.kind == "list-item":
        mark = f"{paragraph.ordinal}. " if paragraph.ordinal is not None else "• "
        return mark, 2 * (min(max(paragraph.level, 1), 6) - 1)
    if paragraph.kind == "quote":
        return "│ ", 0
    if paragraph.row is not None:
        return "┆ ", 2 if paragraph.column else 0
    return "", 0


def _text_style(paragraph: Paragraph) -> str:
    heading = {"title": "bold underline", "heading": "bold"}.get(paragraph.kind, "")
    if paragraph.label is Label.BODY:
        return heading or "default"
    return f"{DIM} {heading}".strip()


def visible(text: str) -> str:
    """Return a text in one line. Control characters, which could write over the terminal, stand as
    escapes."""
    line = " ".join(text.split())
    return "".join(
        c if c.isprintable() or c in _JOINERS else c.encode("unicode_escape").decode() for c in line
    )
