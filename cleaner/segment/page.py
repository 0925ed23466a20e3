"""The segmented page: its paragraphs and elements, as later rooms may ask for them."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cleaner.errors import Warning
from cleaner.text.tokens import Tokens, tokenise

if TYPE_CHECKING:
    from cleaner._native.core import Words

# Elements whose presence among the ancestors says what a paragraph is; one bit each.
LANDMARKS = (
    "p li ul ol dl dt dd table tr td th blockquote pre figure figcaption caption h1 h2 h3 h4 h5 h6 "
    "a button label form nav header footer aside article main section noscript select time "
    "summary iframe cite address strong em"
).split()
BIT = {tag: 1 << i for i, tag in enumerate(LANDMARKS)}
HIDDEN = 1 << len(LANDMARKS)
HEADINGS = {f"h{rank}": rank for rank in range(1, 7)}

# What identifies the kind of an element: its tag alone, if it has no attributes, else tag, class,
# id, role, itemprop and itemtype, with None for an attribute that it does not have.
_Value = str | None
ElementKey = str | tuple[str, _Value, _Value, _Value, _Value, _Value]

# The columns of `HtmlPage.runs`.
RUN = ("block", "leaf", "linked_chars", "links", "article_links", "anchor_links", "external_links")


def _numbers() -> array[int]:
    """Make an empty array of numbers: of 64 bits, which the compiled core fills at once."""
    return array("q")


@dataclass(slots=True)
class Elements:
    """The elements of a page in document order; parallel sequences, one entry an element.

    `first[i]:end[i]` is the run of paragraphs inside element i; `parent[i]` its parent, -1 for the
    root; `keys[key[i]]` its key (each different key stands in `keys` once); `flags[i]` the landmark
    bits of itself and its ancestors; `depth[i]` the number of its ancestors and itself.
    `attributes` are those of the cells and lists that have any beside a class.
    """

    parent: array[int] = field(default_factory=_numbers)
    tag: list[str] = field(default_factory=list)
    key: array[int] = field(default_factory=_numbers)
    keys: list[ElementKey] = field(default_factory=list)
    flags: array[int] = field(default_factory=_numbers)
    depth: array[int] = field(default_factory=_numbers)
    first: array[int] = field(default_factory=_numbers)
    end: array[int] = field(default_factory=_numbers)
    attributes: dict[int, Mapping[str, str | None]] = field(default_factory=dict)
    _positions: list[int] = field(default_factory=list)  # among siblings of the same tag

    def path(self, index: int) -> str:
        """Return the path of an element from the root: tags, numbered among like siblings."""
        if not self._positions:
            seen: Counter[tuple[int, str]] = Counter()
            for key in zip(self.parent, self.tag):
                seen[key] += 1
                self._positions.append(seen[key])
        steps: list[str] = []
        while index >= 0:
            parent, tag, position = self.parent[index], self.tag[index], self._positions[index]
            steps.append(f"{tag}[{position}]" if position > 1 else tag)
            index = parent
        return "/html/" + "/".join(reversed(steps))


@dataclass(slots=True)
class HtmlPage:
    """A segmented page: its n paragraphs in document order, and the elements they stand in.

    `texts` (n,) are the paragraphs. `runs` (n, len(RUN)) says of each the element that is its
    block, the innermost element of its longest text node, the number of characters inside links,
    and the number of links: all, those that look like links to articles, those that stay on the
    page, those that name a host. `title_share` and `is_title` (n,) compare them with `titles`, what
    <title> and og:title say.
    """

    texts: list[str] = field(default_factory=list)
    runs: NDArray[np.intp] = field(default_factory=lambda: np.zeros((0, len(RUN)), np.intp))
    elements: Elements = field(default_factory=Elements)
    titles: list[str] = field(default_factory=list)
    words: Words | None = None  # for the compiled core: cut, counted and hashed
    title_share: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    is_title: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))
    types: set[str] = field(default_factory=set)  # og:type and the @type of JSON-LD, lower-cased
    address: str = ""  # the page's address, by its own account
    lang: str = ""  # of <html>
    data: list[str] = field(default_factory=list)  # scripts of JSON
    has_shadow_roots: bool = False  # declared by templates, whose content is not in the tree
    warnings: list[Warning] = field(default_factory=list)
    _tokens: Tokens | None = None

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def tokens(self) -> Tokens:
        """The words of the paragraphs, cut when first asked for."""
        if self._tokens is None:
            self._tokens = tokenise(self.texts)
        return self._tokens

    @property
    def blocks(self) -> list[int]:
        """The element that is the block of each paragraph."""
        blocks: list[int] = self.runs[:, 0].tolist()
        return blocks
