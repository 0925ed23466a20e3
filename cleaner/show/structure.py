"""The page's own structure, found again from where its paragraphs stand: boxes, lists, tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from cleaner.paragraph import Paragraph

BoxKind = Literal["region", "chunk", "quote", "ul", "ol", "li", "table", "tr", "td"]

REGIONS = frozenset(
    "nav header footer aside main article section form figure details dl dialog fieldset".split()
)
_KINDS: dict[str, BoxKind] = {
    **dict.fromkeys(REGIONS, "region"), "blockquote": "quote", "ul": "ul", "menu": "ul", "ol": "ol",
    "li": "li", "table": "table", "tr": "tr", "td": "td", "th": "td",
}  # fmt: skip
MOST_NESTED = 12  # boxes in each other; pages nest deeper, but no screen shows it
# A page of more than LONG paragraphs is shown in chunks: browsers lay out only those on the screen.
# Without, hiding a label takes five times as long on a page of 5,000 paragraphs.
LONG, CHUNK = 500, 50
_FLOW = ("region", "quote", "li", "td")  # boxes that may hold anything, so also chunks
_STEP = re.compile(r"[a-z0-9:_-]+", re.IGNORECASE)
_LOWEST_HEADING = 6


class Container(NamedTuple):
    """An element around a paragraph that is shown as a box; `key` tells it from all others."""

    key: str
    kind: BoxKind
    tag: str


@dataclass(slots=True)
class Box:
    """A box of the page: boxes and numbers of paragraphs, in their order."""

    kind: BoxKind
    names: list[str]  # of the elements that are shown as this one box, the outermost first
    inside: list[Box | int] = field(default_factory=list)


class Step(NamedTuple):
    """A step through the structure: a box opens or closes, or a paragraph stands there."""

    what: Literal["open", "close", "paragraph"]
    kind: BoxKind | str = ""
    number: int = -1
    names: str = ""


def steps(paragraphs: Sequence[Paragraph]) -> list[Step]:
    """Return the structure of a page in document order. Lists hold items alone, tables rows alone,
    and rows cells alone; a table that only lays out the page is no table."""
    root = Box("region", [])
    stack: list[tuple[str, Box]] = []
    for number, containers in enumerate(_containers(paragraphs)):
        common = 0
        for (key, _), container in zip(stack, containers):
            if key != container.key:
                break
            common += 1
        del stack[common:]
        for container in containers[common:]:
            box = Box(container.kind, [container.tag])
            (stack[-1][1] if stack else root).inside.append(box)
            stack.append((container.key, box))
        (stack[-1][1] if stack else root).inside.append(number)
    if len(paragraphs) > LONG:
        _cut_into_chunks(root)
    return list(_walk(root))


def heading_ranks(paragraphs: Sequence[Paragraph]) -> list[int]:
    """Return the rank of each heading in the view, 2 to 6, and 0 for what is none.

    The view's own heading has rank 1. No rank is left out on the way down, as some pages do:
    readers who jump from heading to heading would look for what is missing.
    """
    ranks, above = [], 1
    for paragraph in paragraphs:
        if paragraph.kind not in ("title", "heading"):
            ranks.append(0)
            continue
        above = min(max(paragraph.level, 1) + 1, above + 1, _LOWEST_HEADING)
        ranks.append(above)
    return ranks


def _containers(paragraphs: Sequence[Paragraph]) -> Iterator[list[Container]]:
    """Yield the boxes around each paragraph, the outermost first."""
    all_steps = [_elements(paragraph.path) for paragraph in paragraphs]
    layout = {
        key
        for paragraph, elements in zip(paragraphs, all_steps)
        if paragraph.row is None and paragraph.kind != "caption"
        for key, tag in elements
        if tag == "table"
    }
    for number, elements in enumerate(all_steps):
        yield _fitting(elements, layout, number)[:MOST_NESTED]


def _elements(path: str) -> list[tuple[str, str]]:
    """Return the elements of a path that may be boxes, each with what tells it from others."""
    if not path.startswith("/"):
        return []
    boxes, end = [], 0
    while end >= 0:
        begin, end = end + 1, path.find("/", end + 1)
        step = _STEP.match(path, begin)
        if step and step.group() in _KINDS:
            boxes.append((path[: end if end >= 0 else len(path)], step.group()))
    return boxes


def _fitting(elements: list[tuple[str, str]], layout: set[str], number: int) -> list[Container]:
    """Return boxes that may stand in each other: an item only in a list, a cell only in a row."""
    boxes: list[Container] = []
    for key, tag in elements:
        kind = _KINDS[tag]
        around = boxes[-1].kind if boxes else None
        if kind == "table" and key in layout:
            continue
        if (kind == "li" and around not in ("ul", "ol")) or (
            (kind == "tr" and around != "table") or (kind == "td" and around != "tr")
        ):
            continue
        boxes += _between(around, kind, number)
        boxes.append(Container(key, kind, tag))
    boxes += _between(boxes[-1].kind if boxes else None, None, number)
    if len(boxes) > MOST_NESTED:
        cut = MOST_NESTED
        while cut and boxes[cut - 1].kind in ("ul", "ol", "table", "tr"):
            cut -= 1
        del boxes[cut:]
    return boxes


def _between(around: BoxKind | None, kind: BoxKind | None, number: int) -> list[Container]:
    """Return what HTML wants between a list or table and what stands right in it."""
    key = f"#{number}"
    if around in ("ul", "ol") and kind != "li":
        return [Container(key, "li", "li")]
    if around == "table" and kind != "tr":
        return [Container(key, "tr", "tr"), Container(key, "td", "td")]
    if around == "tr" and kind != "td":
        return [Container(key, "td", "td")]
    return []


def _cut_into_chunks(box: Box) -> None:
    """Put neighbours inside a box, and inside the boxes in it, into boxes of up to CHUNK
    paragraphs."""
    if _size(box) <= CHUNK:
        return
    chunks: list[Box | int] = []
    chunk, size = Box("chunk", []), 0
    for inner in box.inside:
        weight = 1 if isinstance(inner, int) else _size(inner)
        if size + weight > CHUNK and size:
            chunks.append(chunk)
            chunk, size = Box("chunk", []), 0
        if isinstance(inner, Box) and weight > CHUNK:
            _cut_into_chunks(inner)
            chunks.append(inner)
            continue
        chunk.inside.append(inner)
        size += weight
    if box.kind in _FLOW:
        box.inside = [*chunks, chunk] if size else chunks


def _size(box: Box) -> int:
    """Return how many paragraphs a box holds."""
    return sum(1 if isinstance(inner, int) else _size(inner) for inner in box.inside)


def _walk(box: Box) -> Iterator[Step]:
    for inner in box.inside:
        if isinstance(inner, int):
            yield Step("paragraph", number=inner)
            continue
        while inner.kind == "region" and len(inner.inside) == 1:
            (only,) = inner.inside
            if isinstance(only, int) or only.kind != "region":
                break
            inner = Box("region", [*inner.names, *only.names], only.inside)  # noqa: PLW2901 - it grows
        yield Step("open", inner.kind, names=" › ".join(inner.names))
        yield from _walk(inner)
        yield Step("close", inner.kind)
