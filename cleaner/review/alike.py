"""Which paragraphs of a site are alike: same template, same label so far, same look."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from cleaner.features.class_names import element_tokens
from cleaner.segment.page import HtmlPage

ANCESTORS = 2  # elements around a paragraph whose names count; further ones differ by type of page
LONG = 12  # words; a sentence is not like a button
LINKED = 0.5  # share of characters in links from which on a paragraph counts as a link

Key = int
"""What alike paragraphs have in common, as 64 bits."""


def alike_keys(page: HtmlPage, kinds: Sequence[str], labels: Sequence[str], site: str) -> list[Key]:
    """Return a key for each paragraph, given the kinds and the labels of all, and the site."""
    elements = page.elements
    names: dict[int, str] = {}
    keys = []
    for number, (block, text) in enumerate(zip(page.blocks, page.texts)):
        around: list[str] = []
        index = block
        while index >= 0 and len(around) <= ANCESTORS:
            key = elements.key[index]
            if key not in names:
                # Ids are those of single elements.
                tokens = element_tokens(elements.keys[key])
                names[key] = " ".join(token for token in tokens if not token.startswith("#"))
            around.append(names[key])
            index = elements.parent[index]
        linked = int(page.runs[number, 2]) / max(len(text), 1)
        look = (
            elements.flags[block], kinds[number], labels[number],
            len(text.split()) >= LONG, (linked > 0) + (linked >= LINKED),
        )  # fmt: skip
        keys.append(_hash(repr((site, around, look))))
    return keys


def _hash(text: str) -> Key:
    return int.from_bytes(
        blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big"
    )
