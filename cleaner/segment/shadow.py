"""Shadow roots that a page declares: opened, and filled as browsers show them.

A component (its host) shows its shadow root instead of its children; the children come where the
root has a slot for them (HTML standard, "Flattening slottables").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

SHADOW_ROOT = "shadow-root"
MOST_NESTED = 8  # hosts inside each other; children are copied into slots once for each of them
_TEMPLATE = re.compile(r"<(/?)template\b[^>]*>", re.IGNORECASE)
_DECLARED = re.compile(r"\sshadowroot(?:mode)?\s*=\s*[\"']?(?:open|closed)", re.IGNORECASE)


def open_shadow_roots(html: str) -> str:
    """Turn the templates that declare a shadow root into elements, which browsers show."""
    opened: list[bool] = []

    def rename(tag: re.Match[str]) -> str:
        if tag[1]:
            return f"</{SHADOW_ROOT}>" if opened and opened.pop() else tag[0]
        opened.append(_DECLARED.search(tag[0]) is not None)
        return f"<{SHADOW_ROOT}>" if opened[-1] else tag[0]

    return _TEMPLATE.sub(rename, html)


def fill_slots(tree: LexborHTMLParser) -> None:
    """Move the children of each host to the slots of its shadow root; what has none goes, as it is
    not shown.

    A root without any slot leaves the children where they are: scripts may yet show them.
    """
    hosts = [(root, root.parent) for root in tree.css(SHADOW_ROOT)]
    # Inner ones first: what is moved is copied, and an outer host's copy must be finished.
    for root, host in reversed(hosts):
        if host is not None and _nesting(root) <= MOST_NESTED:
            _fill(root, host)


def _nesting(root: LexborNode) -> int:
    count, node = 0, root.parent
    while node is not None and count <= MOST_NESTED:
        count += node.tag == SHADOW_ROOT
        node = node.parent
    return count


def _fill(root: LexborNode, host: LexborNode) -> None:
    slots: dict[str, LexborNode] = {}
    for slot in root.css("slot"):
        slots.setdefault(slot.attributes.get("name") or "", slot)
    if not slots:
        return
    filled = set()
    for child in [*_children(host)]:
        if child.tag == SHADOW_ROOT:
            continue
        is_element = not (child.tag or "-").startswith("-")
        name = (child.attributes.get("slot") or "") if is_element else ""
        if name in slots and not _is_blank(child):
            slots[name].insert_before(child)
            filled.add(name)
        child.decompose()
    for name, slot in slots.items():
        if name in filled:  # a slot shows what it holds itself only if nothing is given to it
            slot.decompose()
        else:
            slot.unwrap()  # so that no host around this one takes it for its own


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.first_child
    while child is not None:
        yield child
        child = child.next


def _is_blank(node: LexborNode) -> bool:
    """Return whether a node shows nothing: white space or a comment."""
    return node.tag == "-comment" or (node.tag == "-text" and not node.text(deep=False).strip())
