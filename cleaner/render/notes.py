"""Notes: which links of a page lead to one, and what of a note is its mark."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.render.blocks import Block, trimmed
from cleaner.text.punctuation import NO_STEERING

_NOTE_CLASS = re.compile(r"(?:foot|end|side)-?note|note-?ref|fnref|doc-noteref", re.IGNORECASE)
_BACK_CLASS = re.compile(r"back", re.IGNORECASE)
_MARK = re.compile(r"[\[(]?\s*([\w*†‡§¶#]{1,12})\s*[\])]?\.?")
# Around the mark at the start of a note, and what may stand in its place.
_OPENING, _CLOSING = re.compile(r"\s*([\[(]?)"), re.compile(r"([\]).:]+)\s*|\s+")
_ARROW = re.compile(r"\s*\^\s+")
_FROM_LIST = re.compile(r"^[\s\[(]*[\w*†‡]{1,4}[\]).:]*\s*$")


def note_marks(tree: LexborHTMLParser, alive: set[int]) -> dict[str, str]:
    """Return the marks by which links that are `alive` refer to notes, by the id of each note."""
    marks: dict[str, str] = {}
    taken: set[str] = set()
    for link in tree.css('a[href^="#"]'):
        if link.mem_id in alive and refers_to_note(link):
            mark = _MARK.fullmatch(link.text(deep=True).translate(NO_STEERING).strip())
            target = (link.attributes.get("href") or "")[1:]
            if mark and target and mark[1] not in taken:
                taken.add(mark[1])
                marks.setdefault(target, mark[1])
    return marks


def without_mark(note: Block, mark: str) -> None:
    """Take the mark of a note, and the link back to the text, off the note's own text."""
    first = next((block for block in note.blocks if block.pieces), None)
    if first is None:
        return
    for block in (first, note.blocks[-1]):
        block.pieces = [
            piece
            for piece in block.pieces
            if not (
                any(w.kind in ("link", "note") and "#" in w.value for w in piece.around)
                and piece.text.strip(" []().^↑") in ("", mark)
            )
        ]
    if first.pieces and first.pieces[0].kind == "text":
        text = first.pieces[0].text
        if 0 < (end := _end_of_mark(text, mark)) < len(text.rstrip()):
            first.pieces[0] = first.pieces[0]._replace(text=text[end:])
        elif _FROM_LIST.match(text) and mark in text and len(first.pieces) > 1:
            del first.pieces[0]
    if first.pieces and first.pieces[0].kind == "text":
        text = first.pieces[0].text
        first.pieces[0] = first.pieces[0]._replace(text=text.lstrip(" .):]"))
    first.pieces = trimmed(first.pieces)


def _end_of_mark(text: str, mark: str) -> int:
    """Return where the mark at the start of a note ends; 0 if none is there.

    A pattern for each mark would take longer to compile than all else that a note costs.
    """
    opening = _OPENING.match(text)
    if opening and text.startswith(mark, opening.end()):
        closing = _CLOSING.match(text, opening.end() + len(mark))
        if closing and (closing[1] or not opening[1]):
            return closing.end()
    arrow = _ARROW.match(text)
    return arrow.end() if arrow else 0


def refers_to_note(link: LexborNode) -> bool:
    """Return whether a link inside a page leads to a note: it is raised, or named so."""
    attributes = link.attributes
    names = " ".join(filter(None, map(attributes.get, ("class", "role", "rel"))))
    if _BACK_CLASS.search(names):
        return False
    if _NOTE_CLASS.search(names):
        return True
    child = link.first_child
    if child is not None and child.tag == "sup" and child.next is None:
        return True
    parent, steps = link.parent, 3
    while parent is not None and steps:
        if parent.tag == "sup" or _NOTE_CLASS.search(parent.attributes.get("class") or ""):
            return parent.tag in ("sup", "span")
        parent, steps = parent.parent, steps - 1
    return False
