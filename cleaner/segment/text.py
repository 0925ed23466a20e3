"""Plain text to paragraphs, with their exact places in the source.

A line is a paragraph where lines are as long as they come. If a document is hard-wrapped
(mail, RFCs, old newsgroups: 60 to 80 columns), a line break says nothing and a blank line parts
paragraphs; the breaks themselves tell which of the two it is: a wrapped line ends where the next
word would not have fitted. Everything here is linear in the length of the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cleaner.io.decode import BOM
from cleaner.paragraph import Kind, Paragraph
from cleaner.text.punctuation import BULLETS
from cleaner.text.sentences import parts_of_mixed

MARKER = re.compile(
    rf"""[ \t\xa0]*(?:
      (?P<quote>>(?:[ \t]*>){{0,15}})                      # mail and Markdown quotes, nested or not
    | (?P<heading>\#{{1,6}})(?=[ \t\xa0]+\S)          # Markdown headings; "#tag" is none
    | (?P<bullet>[{re.escape(BULLETS)}]|\d{{1,3}}[.)])(?=[ \t\xa0]+\S)
    )""",
    re.VERBOSE,
)
_INDENT = re.compile(r"[ \t\xa0]*")
_FENCE = re.compile(r"[ \t]*(?:```|~~~)")
_UNDERLINE = re.compile(r"(=+|-+)$")
_FIRST_WORD = re.compile(r"[^\s\u3040-\u30ff\u3400-\u9fff]{0,20}")  # CJK may break anywhere

# Hard wrapping. Widths that editors and mail programs wrap at lie between these two.
NARROWEST, WIDEST = 40, 100
LONG_LINES = 0.1  # share of unwrapped (URL, table) lines that a wrapped document may hold
LEAST_BREAKS = 3  # fewer line breaks inside blocks prove nothing
# In wrapped prose nearly every break is forced; in a list of headlines about one in four.
FORCED_SHARE = 0.7
# Lines cut by hand end early; within a document known to be wrapped they may do so by this much.
SLACK = 12
WIDTH_QUANTILE = 0.9  # the wrap column: a few longer lines do not widen it
SPLIT_KINDS = ("text", "list-item")  # of the others, marks inside would be taken for text
UNDERLINE_SLACK = 3  # how much a heading and the line of "=" under it may differ in length

# Beyond as many paragraphs as HTML may have, far more than a text to read has, COARSE_LINES lines
# make a paragraph each; beyond MOST_LINES, so do COARSE_CHARS characters a line. Hostile texts have
# a line every two bytes, and a paragraph costs 100 µs and 6 kB.
MOST_PARAGRAPHS, COARSE_LINES = 50_000, 1_000
MOST_LINES, COARSE_CHARS = 300_000, 10_000
_SLICE = 1 << 20  # characters of a text that are cut into lines at a time
_LINE_END = re.compile("\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")  # as `str.splitlines` has them


@dataclass(slots=True)
class _Line:
    """A line that is not blank: `start:end` is its visible part, `close` says whether the line
    before it is not blank; `body` is the offset of the text behind the marker."""

    start: int
    end: int
    indent: int
    body: int
    close: bool
    kind: Kind = "text"
    level: int = 0

    @property
    def width(self) -> int:
        return self.indent + self.end - self.start


def segment_text(source: str, *, split_lines: bool = False) -> list[Paragraph]:
    """Cut a text into paragraphs; `source[p.start:p.end]` is the paragraph as it stands there.

    `p.text` is that stretch with white space collapsed, so that wrapped lines are joined; bullets
    and Markdown marks stay at its head. Every character of the source
    that is not white space lies in exactly one paragraph. Takes any string, in linear time; after
    `MOST_PARAGRAPHS` the rest is joined into longer ones.
    `split_lines` parts what mixes sentences with a menu or the like, at sentence borders.
    """
    lines = _mark_code(source, list(_lines(source)))
    width = _wrap_width(source, lines)
    paragraphs: list[Paragraph] = []
    for group in _groups(source, lines, width):
        paragraph = _paragraph(source, group)
        if split_lines and len(paragraphs) < MOST_PARAGRAPHS:
            paragraphs += _parted(source, paragraph)
        else:
            paragraphs.append(paragraph)
    return _with_bom(source, paragraphs)


def _groups(source: str, lines: list[_Line], width: int) -> Iterator[list[_Line]]:
    """Yield the lines of each paragraph; `COARSE_LINES` lines each, once there are enough."""
    group: list[_Line] = []
    number = 0
    for line in lines:
        if number < MOST_PARAGRAPHS:
            ends = bool(group) and not _continues(source, group[-1], line, width)
        else:
            ends = len(group) >= COARSE_LINES
            line.kind, line.level, line.body = "text", 0, line.start
        if ends:
            yield group
            group = []
            number += 1
        group.append(line)
    if group:
        yield group


def _lines(source: str) -> Iterator[_Line]:
    """Yield the lines that are not blank; a line ends wherever `str.splitlines` ends it."""
    offset = len(source) - len(source.lstrip(BOM))
    close = False
    for raw in _raw_lines(source, offset):
        text = raw.rstrip()
        if text:
            yield _line(text, offset, close)
        close = bool(text) and "\f" not in raw[len(text) :]
        offset += len(raw)


def _raw_lines(source: str, start: int) -> Iterator[str]:
    """Yield the lines with their ends, from an offset on; beyond `MOST_LINES`, many at once."""
    number = 0
    while start < len(source):
        end = _end_of_line(source, start + (_SLICE if number < MOST_LINES else COARSE_CHARS))
        if number < MOST_LINES:
            lines = source[start:end].splitlines(keepends=True)
            number += len(lines)
            yield from lines
        else:
            yield source[start:end]
        start = end


def _end_of_line(source: str, start: int) -> int:
    """Return where the first line ends that ends at an offset or behind it."""
    # Not between CR and LF, of which the search would see only the second.
    line_end = _LINE_END.search(source, max(0, start - 1))
    return line_end.end() if line_end else len(source)


def _line(text: str, offset: int, close: bool) -> _Line:
    start = len(text) - len(text.lstrip())
    line = _Line(offset + start, offset + len(text), start, offset + start, close)
    marker = MARKER.match(text, start)
    if marker is None:
        return line
    line.body = offset + marker.end()
    if marker["quote"]:
        line.kind, line.level = "quote", marker["quote"].count(">")
    elif marker["heading"]:
        line.kind, line.level = "heading", len(marker["heading"])
    else:
        line.kind, line.level = "list-item", 1 + min(start // 2, 5)
    return line


def _mark_code(source: str, lines: list[_Line]) -> list[_Line]:
    """Mark fenced blocks as code; a fence that is never closed is ordinary text."""
    fences = [i for i, line in enumerate(lines) if _FENCE.match(source, line.start, line.end)]
    for first, last in zip(fences[::2], fences[1::2]):
        for line in lines[first : last + 1]:
            line.kind, line.level, line.body = "code", 0, line.start
    return lines


def _wrap_width(source: str, lines: list[_Line]) -> int:
    """Return the column that a text is hard-wrapped at; 0 if its lines are paragraphs."""
    pairs = [
        (before, line)
        for before, line in zip(lines, lines[1:])
        if line.close and line.kind in ("text", before.kind) and line.kind != "heading"
        and before.kind not in ("heading", "code")
    ]  # fmt: skip
    if len(pairs) < LEAST_BREAKS:
        return 0
    widths = sorted(before.width for before, _ in pairs)
    if sum(width > WIDEST for width in widths) > LONG_LINES * len(widths):
        return 0
    column = widths[int(WIDTH_QUANTILE * (len(widths) - 1))]
    if not NARROWEST <= column <= WIDEST:
        return 0
    forced = sum(_forced(source, before, line, column) for before, line in pairs)
    return column if forced >= FORCED_SHARE * len(pairs) else 0


def _forced(source: str, before: _Line, line: _Line, column: int) -> bool:
    """Return whether the first word of a line would not have fitted on the line before it."""
    start = line.body if line.kind == "quote" else line.start
    indent = _INDENT.match(source, start, line.end)
    word = _FIRST_WORD.match(source, indent.end() if indent else start, line.end)
    return before.width + 1 + (len(word[0]) if word else 0) > column


def _continues(source: str, before: _Line, line: _Line, width: int) -> bool:
    """Return whether a line belongs to the same paragraph as the line before it."""
    if line.kind == "code" or before.kind == "code":
        return line.kind == before.kind and line.close
    if not line.close:
        return False
    if _underlines(source, before, line):
        rank = 1 if source[line.start] == "=" else 2
        before.kind, before.level = line.kind, line.level = "heading", rank
        return True
    if not width or before.kind == "heading" or before.width > WIDEST:
        return False
    if line.kind in ("heading", "list-item"):
        return False
    if (line.kind == "quote") != (before.kind == "quote") or line.level != before.level:
        return line.kind == "text" and before.kind == "list-item" and line.indent > before.indent
    if line.indent > before.indent and before.kind == "text":
        return False  # an indented first line opens a paragraph
    return _forced(source, before, line, width - SLACK)


def _underlines(source: str, before: _Line, line: _Line) -> bool:
    """Return whether a line of `=` or `-` makes the line before it a heading."""
    if before.kind != "text" or before.width > WIDEST:
        return False
    mark = _UNDERLINE.match(source, line.start, line.end)
    return bool(mark) and abs((line.end - line.start) - (before.end - before.start)) <= (
        UNDERLINE_SLACK
    )


def _paragraph(source: str, group: list[_Line]) -> Paragraph:
    first, last = group[0], group[-1]
    parts = [source[first.start : first.end]]
    for line in group[1:]:
        if line.kind == "heading":
            continue  # the line of "=" or "-" under it is markup, like a tag
        start = line.body if line.kind == "quote" else line.start
        parts.append(source[start : line.end])
    return Paragraph(
        " ".join(" ".join(parts).split()),
        kind=first.kind,
        level=first.level,
        start=first.start,
        end=last.end,
        ordinal=_ordinal(source, first) if first.kind == "list-item" else None,
    )


def _ordinal(source: str, line: _Line) -> int | None:
    digits = source[line.start : line.body].strip().rstrip(".)")
    return int(digits) if digits.isascii() and digits.isdigit() else None


def _parted(source: str, paragraph: Paragraph) -> Iterator[Paragraph]:
    """Split a mixed paragraph; what follows the first part is a paragraph of no special kind."""
    start, end = paragraph.start, paragraph.end
    if start is None or end is None or paragraph.kind not in SPLIT_KINDS:
        yield paragraph
        return
    stretch = source[start:end]
    parts = parts_of_mixed(stretch)
    if len(parts) == 1:
        yield paragraph
        return
    for first, last in parts:
        yield replace(
            paragraph,
            text=" ".join(stretch[first:last].split()),
            kind=paragraph.kind if first == 0 else "text",
            level=paragraph.level if first == 0 else 0,
            start=start + first,
            end=start + last,
        )


def _with_bom(source: str, paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Give a byte order mark to the first paragraph, so that none of the source is lost."""
    if paragraphs and source.startswith(BOM):
        paragraphs[0].start = 0
    return paragraphs
