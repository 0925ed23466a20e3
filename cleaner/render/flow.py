"""Gather the pieces of lines into the paragraphs of a block."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.paragraph import Paragraph
from cleaner.render.blocks import Block, Piece, Wrapper, trimmed
from cleaner.render.notes import without_mark


class Notes:
    """The notes of a page: their marks by id, and which of them the body holds."""

    def __init__(self, marks: dict[str, str]) -> None:
        self.marks = marks
        self.targets: set[str] = set()


class Flow:
    """Pieces that become paragraphs of a block, by the paragraph of the page they are part of."""

    def __init__(self, paragraphs: Sequence[Paragraph], notes: Notes, blocks: list[Block]) -> None:
        self.paragraphs, self.notes, self.blocks = paragraphs, notes, blocks
        self.pieces: list[Piece] = []
        self.paragraph: int | None = None
        self.note = ""  # the id of the note that the open paragraph is

    def add(self, paragraph: int | None, piece: Piece) -> None:
        if paragraph is not None:
            if self.paragraph is not None and paragraph != self.paragraph:
                self.close()
            self.paragraph = paragraph
        self.pieces.append(piece)

    def space(self, around: tuple[Wrapper, ...]) -> None:
        if self.pieces:
            self.pieces.append(Piece("text", " ", around))

    def line_break(self, around: tuple[Wrapper, ...]) -> None:
        if self.pieces:
            self.pieces.append(Piece("break", "", around))

    def close(self) -> None:
        """Make a block of the open paragraph."""
        pieces, number = self.pieces, self.paragraph
        self.pieces, self.paragraph = [], None
        if not pieces:
            return
        if number is None:
            if pieces := trimmed(pieces):
                self.blocks.append(Block("paragraph", pieces))
            return
        paragraph = self.paragraphs[number]
        if "\n" in paragraph.text and not any(piece.kind == "break" for piece in pieces):
            pieces = [part for piece in pieces for part in _lines(piece)]
        pieces = trimmed(pieces)
        if paragraph.kind == "code":
            self.blocks.append(Block("code", text=paragraph.text))
        elif paragraph.kind in ("title", "heading"):
            rank = 1 if paragraph.kind == "title" else max(1, min(paragraph.level or 2, 6))
            self.blocks.append(Block("heading", pieces, level=rank))
        elif pieces:
            block = Block("caption" if paragraph.kind == "caption" else "paragraph", pieces)
            note = self.note if self.note not in self.notes.targets else ""
            if note and paragraph.kind != "list-item":
                self.notes.targets.add(note)
                block = Block("note", blocks=[block], label=note)
                without_mark(block, self.notes.marks[note])
                self.note = ""
            self.blocks.append(block)


def _lines(piece: Piece) -> list[Piece]:
    """Split a piece of text at its line breaks."""
    if piece.kind != "text" or "\n" not in piece.text:
        return [piece]
    out: list[Piece] = []
    for line in piece.text.split("\n"):
        out += [Piece("break", "", piece.around), piece._replace(text=line)]
    return out[1:]
