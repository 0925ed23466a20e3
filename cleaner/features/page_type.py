"""List the types of pages, and find the tokens that tell them apart.

The type matters: body on a forum or a listing is not body on an article.
"""

from __future__ import annotations

import re
from collections import Counter

import numpy as np

from cleaner.segment.page import RUN, HtmlPage
from cleaner.text.tokens import split_words

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
    shape."""
    tokens = ["declared=" + declared for declared in page.types]
    if page.titles:
        tokens += ["title=" + word for word in split_words(page.titles[:1])[0]]
    if page.address:
        tokens += _address_tokens(page.address)
    count = page.elements.tag.count
    tokens += [f"{tag}s={count(tag).bit_length()}" for tag in COUNTED_TAGS]
    if len(page):
        tokens += _shape_tokens(page)
    return tokens


def _address_tokens(address: str) -> list[str]:
    """Return the words of the path of an address, its first step, and the number of its steps."""
    path = address[:ADDRESS_CHARS].partition("//")[2].partition("/")[2]
    steps = [step for step in path.lower().split("/") if step]
    tokens = ["address=" + word for step in steps for word in _NOT_LETTERS.split(step)]
    return [*tokens, f"address/{len(steps)}", *("address=" + step for step in steps[:1])]


def _shape_tokens(page: HtmlPage) -> list[str]:
    """Return tokens of the number and the size of a page's paragraphs: numbers by their power of
    two, shares in tenths."""
    n = len(page)
    chars = np.fromiter(map(len, page.texts), np.float64, n)
    long = chars >= LONG_CHARS
    key_of = page.elements.key
    alike = Counter([key_of[block] for block in page.blocks])
    linked_chars = page.runs[:, RUN.index("linked_chars")].sum()
    return [
        f"paragraphs={n.bit_length()}",
        f"long={int(long.sum()).bit_length()}",
        f"long_share={int(TENTHS * (chars * long).sum() / chars.sum())}",
        f"linked={int(TENTHS * min(linked_chars / chars.sum(), 1.0))}",
        f"repeated={int(TENTHS * max(alike.values()) / n)}",
    ]
