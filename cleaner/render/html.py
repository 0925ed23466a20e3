"""The body as a small HTML document of its own, made safe by a sanitiser (ammonia, through nh3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from cleaner.render.addresses import LINK_SCHEMES
from cleaner.render.blocks import Block, Piece, grouped
from cleaner.segment.raised import lower_text, note_mark, raise_text, reading

TAGS = frozenset(
    "a article blockquote br caption code dd del details dl dt em figcaption figure h1 h2 h3 h4 h5 "
    "h6 img li ol p pre strong sub summary sup table tbody td th thead tr ul".split()
)
ATTRIBUTES = {
    "a": {"href", "id", "role"},
    "blockquote": {"cite"},
    "code": {"class"},
    "img": {"src", "alt"},
    "li": {"id", "value"},
    "ol": {"start"},
    "p": {"id"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
}
_INLINE = {"strong": "strong", "em": "em", "del": "del", "code": "code"}


@dataclass(slots=True)
class HtmlWriter:
    """Writes blocks as HTML; the switches leave out links, images, or all formatting."""

    links: bool = True
    images: bool = True
    formatting: bool = True
    notes: dict[str, str] = field(default_factory=dict)  # numbers of notes, by their id
    referred: set[str] = field(default_factory=set)  # notes that have been referred to

    def write(self, blocks: Sequence[Block]) -> str:
        """Return the whole document."""
        import nh3

        self._name_notes(blocks)
        body = "\n".join(filter(None, map(self._block, blocks)))
        safe = nh3.clean(
            f"<article>\n{body}\n</article>",
            tags=set(TAGS),
            attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
            url_schemes=set(LINK_SCHEMES),
            link_rel=None,
        )
        title = next((b.plain() for b in blocks if b.kind == "heading" and b.level == 1), "")
        return (
            '<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n'
            f"<title>{escape(title)}</title>\n</head>\n<body>\n{safe}\n</body>\n</html>\n"
        )

    def _name_notes(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            if block.kind == "note":
                self.notes[block.label] = str(len(self.notes) + 1)
            self._name_notes(block.blocks)

    def _block(self, block: Block) -> str:
        kind = block.kind
        if kind == "paragraph":
            return _element("p", self._line(block.pieces))
        if kind == "heading":
            return _element(f"h{block.level}", self._line(block.pieces))
        if kind == "code":
            language = f' class="language-{escape(block.label)}"' if block.label else ""
            opening, closing = (f"<code{language}>", "</code>") if language else ("", "")
            return f"<pre>{opening}{escape(block.text, quote=False)}{closing}</pre>"
        if kind == "list":
            return self._list(block)
        if kind == "table":
            return self._table(block)
        if kind == "note":
            return self._note(block)
        inner = self._inner(block)
        if kind == "quote":
            cite = f' cite="{escape(block.label)}"' if block.label and self.links else ""
            return f"<blockquote{cite}>{inner}</blockquote>" if inner else ""
        tag = {"terms": "dl", "term": "dt", "definition": "dd", "caption": "figcaption"}.get(kind)
        return _element(tag or kind, inner)

    def _inner(self, block: Block) -> str:
        """Return what a block holds; a single paragraph stands there without an element."""
        if block.pieces:
            return self._line(block.pieces)
        first, *others = block.blocks or [Block("paragraph")]
        if first.kind in ("paragraph", "caption") and all(b.kind == "list" for b in others):
            inner = [self._line(first.pieces), *map(self._block, others)]
        else:
            inner = [self._block(inside) for inside in block.blocks]
        return "\n".join(filter(None, inner))

    def _list(self, block: Block) -> str:
        lines = []
        expected = block.blocks[0].number if block.blocks else None
        start = f' start="{expected}"' if expected not in (None, 1) else ""
        for item in block.blocks:
            value = f' value="{item.number}"' if item.number != expected else ""
            box = "" if item.checked is None else "☑ " if item.checked else "☐ "
            lines.append(f"<li{value}>{box}{self._inner(item)}</li>\n")
            expected = item.number + 1 if item.number is not None else None
        return f"<{block.label}{start}>\n{''.join(lines)}</{block.label}>"

    def _note(self, block: Block) -> str:
        number = self.notes[block.label]
        back = f' <a href="#ref-{number}">↩</a>' if number in self.referred else ""
        blocks = [self._block(inner) for inner in block.blocks]
        inner = "\n".join(filter(None, blocks))
        if inner.endswith("</p>"):
            inner = f"{inner[:-4]}{back}</p>"
        return f'<ol start="{number}">\n<li id="note-{number}">{inner}</li>\n</ol>'

    def _table(self, table: Block) -> str:
        captions = [self._inner(block) for block in table.blocks if block.kind == "caption"]
        rows = [block for block in table.blocks if block.kind == "row" and block.checked]
        heads = next((i for i, row in enumerate(rows) if not row.is_head), len(rows))
        head = "".join(map(self._row, rows[:heads]))
        body = "".join(map(self._row, rows[heads:]))
        return (
            "<table>\n"
            + "".join(f"<caption>{caption}</caption>\n" for caption in captions)
            + (f"<thead>\n{head}</thead>\n" if head else "")
            + (f"<tbody>\n{body}</tbody>\n" if body else "")
            + "</table>"
        )

    def _row(self, row: Block) -> str:
        cells = []
        for cell in row.blocks:
            tag = "th" if cell.is_head or row.is_head else "td"
            attributes = f' scope="{"col" if row.is_head else "row"}"' if tag == "th" else ""
            for name, value in (("colspan", cell.columns), ("rowspan", cell.rows)):
                attributes += f' {name}="{value}"' if value > 1 else ""
            attributes += f' align="{cell.label}"' if cell.label else ""
            cells.append(f"<{tag}{attributes}>{self._inner(cell)}</{tag}>")
        return f"<tr>{''.join(cells)}</tr>\n"

    def _line(self, pieces: Sequence[Piece]) -> str:
        out = ""
        for wrapper, group in grouped(pieces):
            if wrapper is None:
                out += "".join(map(self._piece, group))
                continue
            kind, inner = wrapper.kind, self._line(group)
            plain = "".join(piece.text for piece in group if piece.kind == "text")
            if kind == "link":
                linked = self.links and inner.strip()
                out += f'<a href="{escape(wrapper.value)}">{inner}</a>' if linked else inner
            elif kind == "note":
                out += self._reference(wrapper.value, plain)
            elif kind == "reading":
                out += escape(reading(plain, out), quote=False)
            elif kind in ("sup", "sub") and not self.formatting:
                shifted = (raise_text if kind == "sup" else lower_text)(plain, out)
                out += escape(shifted, quote=False)
            elif self.formatting and inner.strip():
                tag = _INLINE.get(kind, kind)
                out += f"<{tag}>{inner}</{tag}>"
            else:
                out += inner
        return out

    def _reference(self, target: str, text: str) -> str:
        number = self.notes.get(target)
        if not number:
            return escape(note_mark(text), quote=False)
        identity = "" if number in self.referred else f' id="ref-{number}"'
        self.referred.add(number)
        return f'<sup><a href="#note-{number}"{identity}>{number}</a></sup>'

    def _piece(self, piece: Piece) -> str:
        if piece.kind == "break":
            return "<br>"
        if piece.kind == "image":
            source, alt = escape(piece.text), escape(piece.alt)
            return f'<img src="{source}" alt="{alt}">' if self.images else ""
        return escape(piece.text, quote=False)


def _element(tag: str, inner: str) -> str:
    return f"<{tag}>{inner}</{tag}>" if inner.strip() else ""
