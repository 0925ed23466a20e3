"""The body as Markdown: CommonMark with tables, task lists and footnotes as GitHub has them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from cleaner.render.blocks import Block, Group, Piece, Wrapper, grouped
from cleaner.render.grid import grid_of
from cleaner.segment.raised import lower_text, note_mark, raise_text, reading

# What would be read as markup inside a line. Underscores inside words are not.
_SPECIAL = re.compile(
    r"\\(?=[!-/:-@\[-`{-~])|[`*]|(?<![^\W_])_|_(?![^\W_])|~(?=~)|(?<=~)~|<(?=[A-Za-z/!?])|&(?=#?\w+;)"
    r"|\[(?=[^\[\]]{0,200}\][(:])|\[(?=\^)|^\[(?=[ xX]\])"
)
# What would open a block at the start of a line: a heading, quote, list, rule, fence, underline.
_OPENING = re.compile(r"^(\s*)([#>+=~-])(?=\s|\2|$)")
_QUOTED = re.compile(r"^(\s*)>")
_NUMBER = re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)")
_CLOSING = re.compile(r"(^|\s)(#+)$")  # at the end of a heading, where it would be dropped
# Formulas that a page leaves to a script: their TeX stays as it is.
_TEX = re.compile(
    r"\\\((?:[^\\\n]|\\[^)\n])+\\\)|\\\[(?:[^\\]|\\[^\]])+\\\]|\$\$[^$]+\$\$", re.DOTALL
)
_MARKS = {"strong": ("**", "strong"), "em": ("*", "em"), "del": ("~~", "del")}
HARD_BREAK = "  \n"


@dataclass(slots=True)
class MarkdownWriter:
    """Writes blocks as Markdown; the switches leave out links, images, or all formatting."""

    links: bool = True
    images: bool = True
    formatting: bool = True
    notes: dict[str, str] = field(default_factory=dict)  # labels of notes, by their id

    def write(self, blocks: Sequence[Block]) -> str:
        """Return the whole body, ending in a line break unless it is empty."""
        self._name_notes(blocks)
        text = self._blocks(blocks)
        return text + "\n" if text else ""

    def _name_notes(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            if block.kind == "note":
                self.notes[block.label] = str(len(self.notes) + 1)
            self._name_notes(block.blocks)

    # Blocks

    def _blocks(self, blocks: Sequence[Block], gap: str = "\n\n") -> str:
        parts: list[str] = []
        before: Block | None = None
        alternate = False
        for block in blocks:
            both_lists = before is not None and before.kind == block.kind == "list"
            alternate = _would_merge(before, block) and not alternate
            text = self._block(block, alternate)
            if not text:
                continue
            if parts:
                parts.append(gap if block.kind == "list" and not both_lists else "\n\n")
            parts.append(text)
            before = block
        return "".join(parts)

    def _block(self, block: Block, alternate: bool = False) -> str:  # noqa: PLR0911 - one for each kind
        kind = block.kind
        if kind == "paragraph":
            return self._paragraph(block.pieces)
        if kind == "heading":
            text = " ".join(self._line(block.pieces).split())
            return "#" * block.level + " " + _CLOSING.sub(r"\1\\\2", text) if text else ""
        if kind == "code":
            return fenced(block.text, block.label)
        if kind == "quote":
            inner = self._blocks(block.blocks)
            return "\n".join(f"> {line}".rstrip() for line in inner.split("\n")) if inner else ""
        if kind == "list":
            return self._list(block, alternate)
        if kind == "terms":
            return self._terms(block)
        if kind == "table":
            return self._table(block)
        if kind == "caption":
            return self._caption(block.pieces)
        if kind == "summary":
            return self._summary(block)
        if kind == "note":
            inner = self._blocks(block.blocks).replace("\n", "\n    ").replace("\n    \n", "\n\n")
            return f"[^{self.notes[block.label]}]: {inner}"
        return self._blocks(block.blocks)

    def _paragraph(self, pieces: list[Piece]) -> str:
        if [piece.kind for piece in pieces] == ["formula"]:
            return pieces[0].text
        lines = self._line(pieces).split("\n")
        return "\n".join(map(_guard, lines)).strip(" ")

    def _caption(self, pieces: list[Piece]) -> str:
        text = self._paragraph(pieces)
        wrapped = any(w.kind in ("em", "strong") for piece in pieces for w in piece.around)
        if not text or wrapped or not self.formatting or "\n" in text or "![" in text:
            return text
        return f"*{_unguard(text)}*"

    def _summary(self, block: Block) -> str:
        text = self._blocks(block.blocks)
        plain = "\n" in text or "*" in text or "#" in text[:1] or not self.formatting
        return text if plain else f"**{text}**"

    def _list(self, block: Block, alternate: bool) -> str:
        items = []
        for item in block.blocks:
            if item.number is None:
                mark = "* " if alternate else "- "
            else:
                mark = f"{max(item.number, 0)}{')' if alternate else '.'} "
            inner = self._blocks(item.blocks, gap="\n")
            if item.checked is not None:
                inner = f"[{'x' if item.checked else ' '}] {inner}"
            items.append(mark + _indented(inner, " " * len(mark)))
        return "\n".join(items)

    def _terms(self, block: Block) -> str:
        """Write a list with an item for each term: the term, then what defines it."""
        entries: list[tuple[list[Block], list[Block]]] = []
        for part in block.blocks:
            if part.kind == "term":
                if not entries or entries[-1][1]:
                    entries.append(([], []))
                entries[-1][0].append(part)
            else:
                if not entries:
                    entries.append(([], []))
                entries[-1][1].append(part)
        items = []
        for terms, definitions in entries:
            heads = [self._term(term) for term in terms]
            head = ", ".join(filter(None, heads))
            blocks = [inner for definition in definitions for inner in definition.blocks]
            body = self._blocks(blocks, gap="\n")
            joined = blocks[:1] and blocks[0].kind == "paragraph" and head
            item = f"{head}: {body}" if joined else "\n\n".join(filter(None, (head, body)))
            if item:
                items.append("- " + _indented(item, "  "))
        return "\n".join(items)

    def _term(self, term: Block) -> str:
        text = " ".join(self._blocks(term.blocks).split())
        if not self.formatting or not text or "*" in text or "`" in text:
            return text
        return f"**{_unguard(text)}**"

    def _table(self, table: Block) -> str:
        rows, heads = grid_of(table)
        if not rows:
            return ""
        captions = [self._block(block) for block in table.blocks if block.kind == "caption"]
        texts = [[self._cell(cell) for cell in row] for row in rows]
        if not heads and not all(_is_strong(cell) for cell in rows[0]):
            texts.insert(0, [""] * len(rows[0]))
        body = rows[heads:] or rows
        rule = [_RULES[_alignment_of(body, column)] for column in range(len(rows[0]))]
        lines = ["| " + " | ".join(row) + " |" for row in [texts[0], rule, *texts[1:]]]
        return "\n\n".join(filter(None, [*captions, "\n".join(lines)]))

    def _cell(self, cell: Block | None) -> str:
        if cell is None:
            return ""
        parts = [self._in_cell(block) for block in cell.blocks]
        return " ".join(" ".join(parts).split())

    def _in_cell(self, block: Block) -> str:
        if block.kind == "code":
            return _code(" ".join(block.text.split())).replace("|", "\\|")
        if block.kind in ("list", "item", "terms", "quote", "figure", "details"):
            inner = [self._in_cell(child) for child in block.blocks]
            return ("; " if block.kind == "list" else " ").join(filter(None, inner))
        if block.kind == "table":
            return " ".join(self._cell(cell) for row in grid_of(block)[0] for cell in row)
        text = self._line(block.pieces) if block.pieces else self._blocks(block.blocks)
        return text.replace("|", "\\|")

    # Lines

    def _line(self, pieces: Sequence[Piece]) -> str:
        out = ""
        groups = list(grouped(pieces))
        for i, group in enumerate(groups):
            following = groups[i + 1].pieces[0].text[:1] if i + 1 < len(groups) else ""
            written = self._group(group, out, following)
            if written[:1] in ("[", "!") and out.endswith("!") and group.wrapper is not None:
                out = out[:-1] + "\\!"
            out += written
        return out

    def _group(self, group: Group, before: str, after: str) -> str:
        wrapper, pieces = group
        if wrapper is None:
            return "".join(map(self._piece, pieces))
        kind = wrapper.kind
        if kind == "link":
            return self._link(wrapper.value, pieces)
        if kind == "note":
            text = "".join(piece.text for piece in pieces)
            label = self.notes.get(wrapper.value)
            return f"[^{label}]" if label else _escaped(note_mark(text))
        if kind == "code":
            return self._code(pieces)
        if kind in ("sup", "sub"):
            return self._raised(kind, pieces, before)
        inner = self._line(pieces)
        if kind == "reading":
            return reading(inner, before)
        return self._marked(kind, inner, before, after)

    def _marked(self, kind: str, inner: str, before: str, after: str) -> str:
        stripped = inner.strip()
        if not self.formatting or kind not in _MARKS or not stripped:
            return inner
        mark, tag = _MARKS[kind]
        opening = inner[: len(inner) - len(inner.lstrip())]
        closing = inner[len(inner.rstrip()) :]
        left = opening[-1:] or before[-1:]
        right = closing[:1] or after
        if HARD_BREAK in stripped:
            parts = stripped.split(HARD_BREAK)
            if all(part.strip() == part and part for part in parts):
                stripped = (mark + HARD_BREAK + mark).join(parts)
        if _flanks(left, stripped[0]) and _flanks(right, stripped[-1]):
            return f"{opening}{mark}{stripped}{mark}{closing}"
        return f"{opening}<{tag}>{stripped}</{tag}>{closing}"

    def _link(self, address: str, pieces: list[Piece]) -> str:
        inner = self._line(pieces)
        text = " ".join(inner.split())
        if not self.links or not text:
            return inner
        opening = " " * (inner[:1].isspace())
        closing = " " * (inner[-1:].isspace())
        return f"{opening}[{_balanced(text)}]({_address(address)}){closing}"

    def _code(self, pieces: list[Piece]) -> str:
        text = "".join(" " if piece.kind == "break" else piece.text for piece in pieces)
        if {wrapper for piece in pieces for wrapper in piece.around if wrapper.kind == "link"}:
            return self._line([_in_code(piece) for piece in pieces])
        stripped = text.strip()
        if not self.formatting or not stripped:
            return _escaped(text)
        opening, closing = " " * text[:1].isspace(), " " * text[-1:].isspace()
        return opening + _code(stripped) + closing

    def _raised(self, kind: str, pieces: list[Piece], before: str) -> str:
        text = "".join(piece.text for piece in pieces)
        if any(piece.around or piece.kind != "text" for piece in pieces):
            return self._line(pieces)
        if not any(char.isalnum() for char in text) and text not in ("+", "-", "−"):
            return _escaped(text)
        shifted = (raise_text if kind == "sup" else lower_text)(text, before)
        if self.formatting and shifted[:1] in ("^", "_") and text[:1] != shifted[:1]:
            return f"<{kind}>{_escaped(text.strip())}</{kind}>"
        return _escaped(shifted)

    def _piece(self, piece: Piece) -> str:
        if piece.kind == "text":
            return _escaped(piece.text)
        if piece.kind == "formula":
            return piece.text
        if piece.kind == "break":
            return HARD_BREAK
        if not self.images:
            return ""
        return f"![{_balanced(_escaped(piece.alt))}]({_address(piece.text)})"


def _would_merge(before: Block | None, block: Block) -> bool:
    """Return whether a list would be read as part of the one before it, but is another."""
    if before is None or before.kind != "list" or block.kind != "list":
        return False
    if before.label != block.label or not before.blocks or not block.blocks:
        return False
    last, first = before.blocks[-1].number, block.blocks[0].number
    return last is None or first != last + 1


_RULES = {"": "---", "left": ":---", "center": ":---:", "right": "---:"}


def _alignment_of(rows: list[list[Block | None]], column: int) -> str:
    """Return the alignment that all cells of a column share."""
    seen = {cell.label for row in rows if (cell := row[column]) is not None}
    return seen.pop() if len(seen) == 1 else ""


def _is_strong(cell: Block | None) -> bool:
    """Return whether a cell is set in bold as a whole, as heads are where nothing else says so."""
    pieces = [piece for block in cell.blocks for piece in block.pieces] if cell else []
    return bool(pieces) and all(
        any(wrapper.kind == "strong" for wrapper in piece.around) or not piece.text.strip()
        for piece in pieces
    )


def _in_code(piece: Piece) -> Piece:
    """Move a piece's code inside its link: a link may hold code, code no link."""
    return piece._replace(around=(*piece.around, Wrapper("code")))


def _escaped(text: str) -> str:
    parts, done = [], 0
    for match in _TEX.finditer(text):
        parts += [_SPECIAL.sub(r"\\\g<0>", text[done : match.start()]), match[0]]
        done = match.end()
    return "".join([*parts, _SPECIAL.sub(r"\\\g<0>", text[done:])])


def _guard(line: str) -> str:
    """Escape what would open a block at the start of a line."""
    if line[:1].isalpha():  # the most frequent case
        return line
    line = _NUMBER.sub(r"\1\\\2", line)
    line = _QUOTED.sub(r"\1\\>", line)
    return _OPENING.sub(r"\1\\\2", line)


def _unguard(line: str) -> str:
    """Take back what `_guard` did: the line does not open a block."""
    return re.sub(r"^(\s*\d{0,9})\\([.)#>+=~-])", r"\1\2", line)


def _balanced(text: str) -> str:
    """Escape the brackets of a link's text, unless they are those of an image or a note."""
    if "[" not in text and "]" not in text:
        return text
    depth = 0
    for char in text.replace("\\[", "").replace("\\]", ""):
        depth += (char == "[") - (char == "]")
        if depth < 0:
            break
    return text if depth == 0 else re.sub(r"(?<!\\)[\[\]]", r"\\\g<0>", text)


def _address(address: str) -> str:
    address = re.sub(r"\s", lambda space: "%20" if space[0] == " " else "", address)
    address = address.replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C")
    depth = 0
    for char in address:
        depth += (char == "(") - (char == ")")
        if depth < 0:
            break
    return address if depth == 0 else address.replace("(", "%28").replace(")", "%29")


def _code(text: str) -> str:
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{pad}{text}{pad}{fence}" if text else ""


def fenced(text: str, language: str = "") -> str:
    """Return a listing between fences that are longer than any inside."""
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return f"{fence}{language}\n{text}\n{fence}"


def _flanks(outside: str, inside: str) -> bool:
    """Return whether emphasis may begin or end between these two characters."""
    if not outside or outside.isspace() or not (outside.isalnum() or outside == "_"):
        return True
    return inside.isalnum()


def _indented(text: str, indent: str) -> str:
    return text.replace("\n", "\n" + indent).replace(f"\n{indent}\n", "\n\n")
