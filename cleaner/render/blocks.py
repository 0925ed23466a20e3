"""The body as a tree of blocks and of pieces in a line: what all writers of markup share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal, NamedTuple

BlockKind = Literal[
    "paragraph", "heading", "code", "quote", "list", "item", "terms", "term", "definition", "table",
    "row", "cell", "caption", "figure", "details", "summary", "note",
]  # fmt: skip
# What is around a piece: formatting, or a link. "note" is raised text that leads to a note.
Around = Literal["link", "strong", "em", "code", "del", "sup", "sub", "reading", "note", "quote"]
PieceKind = Literal["text", "formula", "image", "break"]


class Wrapper(NamedTuple):
    """Formatting or a link around pieces; `value` is the address of a link."""

    kind: Around
    value: str = ""
    number: int = 0  # tells links with the same address apart


class Piece(NamedTuple):
    """A piece of a line: text, the TeX of a formula, the address of an image, or a line break."""

    kind: PieceKind
    text: str
    around: tuple[Wrapper, ...] = ()
    alt: str = ""  # of an image


@dataclass(slots=True)
class Block:
    """A block of the body: pieces in a line, or further blocks.

    `level` is the rank of a heading, `number` that of an item in an ordered list, `checked` the
    state of an item in a task list, `label` the language of a listing, the alignment of a cell, the
    address that a quotation names, or the mark of a note; `is_head` marks the cells of heads.
    """

    kind: BlockKind
    pieces: list[Piece] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    text: str = ""  # of a listing
    level: int = 0
    number: int | None = None
    checked: bool | None = None
    label: str = ""
    is_head: bool = False
    columns: int = 1  # that a cell spans
    rows: int = 1

    def plain(self) -> str:
        """Return all text inside, in one line."""
        words = [piece.text for piece in self.pieces if piece.kind in ("text", "formula")]
        inner = [block.plain() for block in self.blocks]
        return " ".join(filter(None, ["".join(words).strip() or self.text, *inner]))


class Group(NamedTuple):
    """Neighbouring pieces that share their outermost wrapper, or have none."""

    wrapper: Wrapper | None
    pieces: list[Piece]


def grouped(pieces: Sequence[Piece]) -> Iterator[Group]:
    """Yield runs of pieces by their outermost wrapper, which is taken off them."""
    for wrapper, run in groupby(
        pieces, key=lambda piece: piece.around[0] if piece.around else None
    ):
        alike = list(run)
        if wrapper is not None:
            alike = [piece._replace(around=piece.around[1:]) for piece in alike]
        yield Group(wrapper, alike)


def trimmed(pieces: list[Piece]) -> list[Piece]:
    """Collapse white space over the pieces of a line; none stands at its ends or at a break."""
    out: list[Piece] = []
    for piece in pieces:
        if piece.kind != "text":
            if piece.kind == "break":
                _strip_end(out)
                if not out or out[-1].kind == "break":
                    continue
            out.append(piece)
            continue
        text = _collapse(piece.text)
        at_start = not out or out[-1].kind == "break" or out[-1].text.endswith(" ")
        if at_start and (not out or out[-1].kind in ("text", "break")):
            text = text.lstrip(" ")
        if text:
            out.append(piece if text == piece.text else piece._replace(text=text))
    while out and (
        out[-1].kind == "break" or (out[-1].kind == "text" and not out[-1].text.strip())
    ):
        out.pop()
    _strip_end(out)
    return out


def _collapse(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{words}{' ' if text[-1].isspace() else ''}"


def _strip_end(pieces: list[Piece]) -> None:
    while pieces and pieces[-1].kind == "text":
        text = pieces[-1].text.rstrip(" ")
        if text:
            if text != pieces[-1].text:
                pieces[-1] = pieces[-1]._replace(text=text)
            return
        pieces.pop()
