"""Prune a page to its body, and keep the structure that its elements give it.

The page is parsed and cut once more, as it was for the labels, so that each paragraph is known by
its nodes. What is body keeps the elements around it: lists, tables, quotations, listings, figures,
links and formatting. Beyond `MOST_PARAGRAPHS` paragraphs, what was joined into longer ones is text
alone: its structure would take many times as long as the labels.
"""

from __future__ import annotations

from collections.abc import Sequence

from selectolax.lexbor import LexborNode

from cleaner.paragraph import Label, Paragraph
from cleaner.render.addresses import Addresses, is_icon
from cleaner.render.attributes import alignment_of, box_state
from cleaner.render.blocks import Block, Piece, Wrapper
from cleaner.render.elements import CELLS, LISTS, NORMAL_WEIGHT, WRAPPERS
from cleaner.render.flow import Flow, Notes
from cleaner.render.languages import language_of
from cleaner.render.notes import note_marks, refers_to_note, without_mark
from cleaner.render.paragraphs import body_of_paragraphs
from cleaner.segment.display import BLOCKS, SKIPPED
from cleaner.segment.formula import PICTURE_CLASSES
from cleaner.segment.html import trace_html
from cleaner.segment.kinds import whole_number
from cleaner.segment.tables import span
from cleaner.segment.walk import MOST_PARAGRAPHS, Traced
from cleaner.text.punctuation import NO_STEERING

_DEEPEST = 150  # levels of elements; what lies deeper is text without structure


def body_of_page(source: str, url: str | None, paragraphs: Sequence[Paragraph]) -> list[Block]:
    """Return the body of a page as blocks; `paragraphs` are its labelled paragraphs.

    Raises ValueError if the source has other paragraphs.
    """
    return _Pruner(source, url, paragraphs).blocks()


class _Pruner:
    """One page on its way to blocks."""

    def __init__(self, source: str, url: str | None, paragraphs: Sequence[Paragraph]) -> None:
        self.is_short = len(paragraphs) > MOST_PARAGRAPHS
        page, self.tree, trace = trace_html(source, short=self.is_short)
        if len(page.texts) != min(len(paragraphs), MOST_PARAGRAPHS):
            raise ValueError("these are not the paragraphs of this page")
        self.paragraphs = paragraphs
        self.addresses = Addresses(self.tree, url, page.address)
        self.is_body = [p.label is Label.BODY for p in paragraphs]
        self.kept: dict[int, Traced] = {}  # by the node's number
        self.alive: set[int] = set()  # elements with body inside
        self.latest: dict[int, int] = {}  # by element, the last paragraph that begins inside
        self.data_tables: set[int] = set()
        self._mark(trace)
        self.last = next(reversed(self.kept), None) if self.is_short else -1  # of what is kept
        self.is_done = self.last is None
        self.notes = Notes(note_marks(self.tree, self.alive))
        self.paragraph = -1  # the last one that was passed
        self.links = 0
        self.last_image = ""

    def _mark(self, trace: Sequence[Traced]) -> None:
        """Note what is kept, and the elements around it."""
        visible = {traced.paragraph for traced in trace if not traced.unseen}
        for traced in trace:
            number = traced.paragraph
            kept = number < len(self.is_body) and self.is_body[number]
            seen = not traced.unseen or number not in visible
            if kept and seen:
                self.kept[traced.node.mem_id] = traced
            around: LexborNode | None = traced.node
            steps = _DEEPEST
            while around is not None and steps and self.latest.get(around.mem_id) != number:
                self.latest[around.mem_id] = number
                around, steps = around.parent, steps - 1
            around = traced.node if kept and seen else None
            while around is not None and around.mem_id not in self.alive:
                self.alive.add(around.mem_id)
                around = around.parent
            if kept and self.paragraphs[number].row is not None:
                around, steps = traced.node, _DEEPEST
                while around is not None and around.tag != "table" and steps:
                    around, steps = around.parent, steps - 1
                if around is not None and steps:
                    self.data_tables.add(around.mem_id)

    def _flow(self, blocks: list[Block]) -> Flow:
        return Flow(self.paragraphs, self.notes, blocks)

    def blocks(self) -> list[Block]:
        """Return the blocks of the body."""
        blocks: list[Block] = []
        if self.tree.body is not None:
            flow = self._flow(blocks)
            self._inside(self.tree.body, flow, (), 0)
            flow.close()
        return [*blocks, *body_of_paragraphs(self.paragraphs[MOST_PARAGRAPHS:])]

    # Notes

    def _note_id(self, node: LexborNode) -> str:
        """Return the id of the note that an element is or opens; "" if it is none."""
        attributes = node.attributes
        identity = attributes.get("id") or attributes.get("name") or ""
        is_note = identity in self.notes.marks and identity not in self.notes.targets
        return identity if is_note else ""

    # The walk

    def _inside(
        self, node: LexborNode, flow: Flow, around: tuple[Wrapper, ...], depth: int
    ) -> None:
        child = node.first_child
        while child is not None and not self.is_done:
            self._node(child, flow, around, depth + 1)
            child = child.next

    def _node(self, node: LexborNode, flow: Flow, around: tuple[Wrapper, ...], depth: int) -> None:
        tag, identity = node.tag or "unknown", node.mem_id
        traced = self.kept.get(identity)
        if traced is not None:
            self.paragraph = traced.paragraph
            self.is_done = identity == self.last
            self._kept(node, tag, traced, flow, around)
        elif tag == "-text":
            if (node.text_content or "x").isspace():
                flow.space(around)
            else:
                self.paragraph = max(self.paragraph, self.latest.get(identity, -1))
        elif tag == "br":
            flow.line_break(around)
        elif tag == "img":
            self._image(node, flow, around)
        elif tag in SKIPPED or tag[0] in "-!" or tag in ("math", "mjx-container", "hr"):
            if tag == "hr":
                flow.close()
        elif identity not in self.alive and identity in self.latest:
            self.paragraph = max(self.paragraph, self.latest[identity])  # it is no body
            if tag in BLOCKS:
                flow.close()
        elif depth > _DEEPEST:
            self._flat(node, flow)
        else:
            self._element(node, tag, flow, around, depth)

    def _kept(
        self,
        node: LexborNode,
        tag: str,
        traced: Traced,
        flow: Flow,
        around: tuple[Wrapper, ...],
    ) -> None:
        """Add a text node, a formula, a picture that is text, or a listing."""
        if tag == "-text":
            text = (node.text_content or "").translate(NO_STEERING)
            flow.add(traced.paragraph, Piece("text", text, around))
        elif tag == "img":
            kind = "formula" if traced.text[:1] == "\\" else "text"
            flow.add(traced.paragraph, Piece(kind, traced.text, around))  # type: ignore[arg-type]
        elif tag in ("math", "mjx-container", "script"):
            flow.add(traced.paragraph, Piece("formula", traced.text, around))
        else:
            flow.close()
            flow.blocks.append(Block("code", text=traced.text, label=language_of(node)))

    def _flat(self, node: LexborNode, flow: Flow) -> None:
        """Add the text inside an element without its structure."""
        for inner in node.traverse(include_text=True):
            traced = self.kept.get(inner.mem_id)
            if traced is not None:
                text = traced.text or (inner.text_content or "").translate(NO_STEERING)
                flow.add(traced.paragraph, Piece("text", text))

    def _element(
        self, node: LexborNode, tag: str, flow: Flow, around: tuple[Wrapper, ...], depth: int
    ) -> None:
        """Add what an element holds, by its tag."""
        alive = node.mem_id in self.alive
        if not alive:
            inside = self._linked(node, around) if tag == "a" else around
            self._inside(node, flow, inside, depth)  # images, at best
        elif tag in LISTS:
            flow.close()
            self._list(node, tag, flow, around, depth)
        elif tag == "dl":
            flow.close()
            terms = Block("terms")
            self._terms(node, terms, around, depth)
            if any(block.kind == "term" for block in terms.blocks):
                flow.blocks.append(terms)
            else:  # text that is only indented
                flow.blocks += [inner for block in terms.blocks for inner in block.blocks]
        elif tag == "table" and node.mem_id in self.data_tables:
            flow.close()
            self._table(node, flow, around, depth)
        elif tag in ("blockquote", "figure", "details", "summary"):
            flow.close()
            kind = "quote" if tag == "blockquote" else tag
            block = Block(kind)  # type: ignore[arg-type]
            if tag == "blockquote":
                block.label = self.addresses.link(node.attributes.get("cite"))
            self._fill(block, node, around, depth)
            if block.blocks:
                flow.blocks.append(block)
        elif tag in BLOCKS:
            flow.close()
            note = self._note_id(node) if self.notes.marks else ""
            if note:
                self._note(note, node, flow, around, depth)
            else:
                self._inside(node, flow, around, depth)
                flow.close()
        else:
            if self.notes.marks and (note := self._note_id(node)):
                flow.note = note
            self._inside(node, flow, self._wrapped(node, tag, around), depth)

    def _fill(
        self, block: Block, node: LexborNode, around: tuple[Wrapper, ...], depth: int
    ) -> None:
        flow = self._flow(block.blocks)
        self._inside(node, flow, around, depth)
        flow.close()

    def _wrapped(
        self, node: LexborNode, tag: str, around: tuple[Wrapper, ...]
    ) -> tuple[Wrapper, ...]:
        """Return the wrappers inside an inline element."""
        if tag == "a":
            return self._linked(node, around)
        kind = WRAPPERS.get(tag)
        if kind is None or any(wrapper.kind in (kind, "note") for wrapper in around):
            return around
        if tag == "b" and NORMAL_WEIGHT.search(node.attributes.get("style") or ""):
            return around
        return (*around, Wrapper(kind))

    def _linked(self, link: LexborNode, around: tuple[Wrapper, ...]) -> tuple[Wrapper, ...]:
        href = link.attributes.get("href") or ""
        if href.startswith("#") and href[1:] in self.notes.marks and refers_to_note(link):
            outer = tuple(wrapper for wrapper in around if wrapper.kind not in ("sup", "link"))
            return (*outer, Wrapper("note", href[1:]))
        address = self.addresses.link(href)
        if not address or any(wrapper.kind in ("link", "note") for wrapper in around):
            return around
        self.links += 1
        return (*around, Wrapper("link", address, self.links))

    # Structures

    def _note(
        self,
        identity: str,
        node: LexborNode,
        flow: Flow,
        around: tuple[Wrapper, ...],
        depth: int,
    ) -> None:
        self.notes.targets.add(identity)
        block = Block("note", label=identity)
        self._fill(block, node, around, depth)
        without_mark(block, self.notes.marks[identity])
        if block.blocks:
            flow.blocks.append(block)

    def _list(
        self, node: LexborNode, tag: str, flow: Flow, around: tuple[Wrapper, ...], depth: int
    ) -> None:
        attributes = node.attributes
        block = Block("list", label="ol" if tag == "ol" else "ul")
        step = -1 if "reversed" in attributes else 1
        start = whole_number(attributes.get("start"))
        if start is None:
            start = 1 if step > 0 else sum(child.tag == "li" for child in node.iter())
        number = start - step
        for child in node.iter(include_text=True):
            if self.is_done:
                break
            if child.tag != "li":
                inner = Block("item")
                inside = self._flow(inner.blocks)
                self._node(child, inside, around, depth + 1)
                inside.close()
                if inner.blocks and block.blocks:
                    block.blocks[-1].blocks += inner.blocks
                elif inner.blocks:
                    block.blocks.append(inner)
                continue
            value = whole_number(child.attributes.get("value")) if tag == "ol" else None
            number = number + step if value is None else value
            if child.mem_id not in self.alive:
                self.paragraph = max(self.paragraph, self.latest.get(child.mem_id, -1))
                continue
            item = Block("item", number=number if tag == "ol" else None, checked=box_state(child))
            note = self._note_id(child) if self.notes.marks else ""
            inside = self._flow(item.blocks)
            self._inside(child, inside, around, depth + 1)
            inside.close()
            note = note or inside.note
            if len(item.blocks) == 1 and item.blocks[0].kind == "note":
                item = item.blocks[0]
            elif note:
                self.notes.targets.add(note)
                item.kind, item.label = "note", note
                without_mark(item, self.notes.marks[note])
            if item.blocks:
                block.blocks.append(item)
        notes = [item for item in block.blocks if item.kind == "note"]
        block.blocks = [item for item in block.blocks if item.kind != "note"]
        if block.blocks:
            flow.blocks.append(block)
        flow.blocks += notes

    def _terms(
        self, node: LexborNode, terms: Block, around: tuple[Wrapper, ...], depth: int
    ) -> None:
        for child in node.iter():
            if child.mem_id not in self.alive:
                self.paragraph = max(self.paragraph, self.latest.get(child.mem_id, -1))
            elif child.tag in ("dt", "dd"):
                block = Block("term" if child.tag == "dt" else "definition")
                self._fill(block, child, around, depth + 1)
                terms.blocks.append(block)
            elif child.tag == "div" and depth < _DEEPEST:
                self._terms(child, terms, around, depth + 1)

    def _table(self, node: LexborNode, flow: Flow, around: tuple[Wrapper, ...], depth: int) -> None:
        table = Block("table")
        for part in node.iter():
            rows = [part] if part.tag == "tr" else list(part.iter())
            if part.tag == "caption":
                caption = Block("caption")
                self._fill(caption, part, around, depth + 1)
                table.blocks += caption.blocks[:1]
                continue
            for row in rows:
                if self.is_done:
                    break
                if row.tag == "tr":
                    self._row(row, part.tag == "thead", table, around, depth)
        if any(block.kind == "row" for block in table.blocks):
            flow.blocks.append(table)

    def _row(
        self,
        row: LexborNode,
        in_head: bool,
        table: Block,
        around: tuple[Wrapper, ...],
        depth: int,
    ) -> None:
        block = Block("row")
        for cell in row.iter():
            if cell.tag not in CELLS:
                continue
            attributes = cell.attributes
            inner = Block("cell", is_head=cell.tag == "th")
            inner.columns, inner.rows = span(attributes, "colspan"), span(attributes, "rowspan")
            inner.label = alignment_of(cell)
            self._fill(inner, cell, around, depth + 1)
            block.blocks.append(inner)
        heads = [cell.is_head for cell in block.blocks]
        block.is_head = in_head or (bool(heads) and all(heads))
        block.checked = row.mem_id in self.alive  # whether the row is kept
        table.blocks.append(block)

    # Images

    def _image(self, node: LexborNode, flow: Flow, around: tuple[Wrapper, ...]) -> None:
        attributes = node.attributes
        classes = (attributes.get("class") or "").split()
        is_sign = is_icon(attributes) or not PICTURE_CLASSES.isdisjoint(classes)
        address = "" if is_sign or not self._among_body(node) else self.addresses.image(node)
        if not address or address == self.last_image:
            return
        self.last_image = address
        alt = " ".join((attributes.get("alt") or "").split())
        flow.add(None, Piece("image", address, around, alt))

    def _among_body(self, node: LexborNode) -> bool:
        """Return whether an image belongs to the body: it stands before body, or between it and a
        caption or in a figure after it."""
        before, after = self.paragraph, self.paragraph + 1
        follows = after < len(self.is_body) and self.is_body[after]
        if before >= 0 and self.is_body[before]:
            parent, steps = node.parent, 4
            while parent is not None and steps and not follows:
                follows = parent.tag in ("figure", "td", "p") and self._own(parent)
                parent, steps = parent.parent, steps - 1
            return follows
        return follows and before >= 0

    def _own(self, element: LexborNode) -> bool:
        """Return whether all text of an element, if it has any, is body."""
        return element.mem_id in self.alive or element.mem_id not in self.latest
