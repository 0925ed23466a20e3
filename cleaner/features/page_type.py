"""List the types of pages, and find the tokens that tell them apart.

The type matters: body on a forum or a listing is not body on an article.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from cleaner.segment.page import RUN, HtmlPage
from cleaner.text.tokens import split_words

if TYPE_CHECKING:
    from cleaner._native.core import Words

PAGE_TYPES = (
    "article",
    "service",
    "forum",
    "listing",
    "product",
    "collection",
    "documentation",
)

ADDRESS_CHARS = 200  # of a page's address that are looked at
COUNTED_TAGS = ("li", "h2", "h3", "pre", "article", "time")
LONG_CHARS = 100  # characters from which a paragraph counts as long: about 15 words
TENTHS = 10

_NOT_LETTERS = re.compile(r"[^a-z]+")


def page_facts(page: HtmlPage) -> list[str]:
    """Return the tokens of a page that are not names of its elements: its very short paragraphs
    (buttons, labels) and `further_facts`."""
    return page.tokens.wholes + further_facts(page)


def further_facts(page: HtmlPage) -> list[str]:
    """Return tokens of the types that a page declares, the words of its title and address, and its
    shape; by the compiled core if the page has words for it."""
    tokens = ["declared=" + declared for declared in page.types]
    if page.titles:
        tokens += ["title=" + word for word in split_words(page.titles[:1])[0]]
    if page.address:
        tokens += _address_tokens(page.address)
    counts, shape = _measured(page) if page.words is None else _compiled(page, page.words)
    tokens += [f"{tag}s={count.bit_length()}" for tag, count in zip(COUNTED_TAGS, counts)]
    if len(page):
        tokens += _shape_tokens(len(page), shape)
    return tokens


def _address_tokens(address: str) -> list[str]:
    """Return the words of the path of an address, its first step, and the number of its steps."""
    path = address[:ADDRESS_CHARS].partition("//")[2].partition("/")[2]
    steps = [step for step in path.lower().split("/") if step]
    tokens = ["address=" + word for step in steps for word in _NOT_LETTERS.split(step)]
    return [*tokens, f"address/{len(steps)}", *("address=" + step for step in steps[:1])]


class Shape(NamedTuple):
    """Characters of all paragraphs of a page, the number of long ones and their characters, the
    characters in links, and the paragraphs of the largest group that are marked up alike."""

    chars: int
    long: int
    long_chars: int
    linked_chars: int
    alike: int


def _shape_tokens(n: int, shape: Shape) -> list[str]:
    """Return tokens of the number and the size of a page's paragraphs: numbers by their power of
    two, shares in tenths."""
    return [
        f"paragraphs={n.bit_length()}",
        f"long={shape.long.bit_length()}",
        f"long_share={int(TENTHS * shape.long_chars / shape.chars)}",
        f"linked={int(TENTHS * min(shape.linked_chars / shape.chars, 1.0))}",
        f"repeated={int(TENTHS * shape.alike / n)}",
    ]


def _measured(page: HtmlPage) -> tuple[list[int], Shape]:
    """Return how many elements of each of COUNTED_TAGS a page has, and its shape."""
    chars = [len(text) for text in page.texts]
    long = [count for count in chars if count >= LONG_CHARS]
    key_of = page.elements.key
    alike = Counter([key_of[block] for block in page.blocks])
    linked = int(page.runs[:, RUN.index("linked_chars")].sum())
    shape = Shape(sum(chars), len(long), sum(long), linked, max(alike.values(), default=0))
    return [page.elements.tag.count(tag) for tag in COUNTED_TAGS], shape


def _compiled(page: HtmlPage, words: Words) -> tuple[list[int], Shape]:
    """Return what `_measured` does, by the compiled core."""
    from cleaner._native import core

    shape = core.page_shape(words, page.runs.tobytes(), page.elements.key.tobytes())
    return core.count_tags(page.elements.tag, COUNTED_TAGS), Shape(*shape)
