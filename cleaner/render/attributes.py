"""What the attributes of items and cells say of them."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

_ALIGN = re.compile(r"text-align\s*:\s*(left|center|right)", re.IGNORECASE)


def box_state(item: LexborNode) -> bool | None:
    """Return the state of the box that an item of a task list opens with; None if it has none."""
    node, steps = item.first_child, 6
    while node is not None and steps:
        steps -= 1
        if node.tag == "input":
            attributes = node.attributes
            return "checked" in attributes if attributes.get("type") == "checkbox" else None
        if node.tag == "-text" and not (node.text_content or " ").isspace():
            return None
        node = node.first_child if node.tag in ("p", "label", "span", "div") else node.next
    return None


def alignment_of(cell: LexborNode) -> str:
    attributes = cell.attributes
    align = (attributes.get("align") or "").lower()
    if align in ("left", "center", "right"):
        return align
    match = _ALIGN.search(attributes.get("style") or "")
    return match[1].lower() if match else ""
